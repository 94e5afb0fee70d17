//! The manifests that services of the demo have in common, as people write them. It knows no repository.

use crate::engine::manifest::objects as manifests;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::object::Object;
use crate::model::object::value::Value;

/// The objects of a text of ours; a test of the scenario sees to it that it has no fault.
pub(super) fn objects(text: &str) -> Vec<Object> {
    manifests::objects(&parse_yaml(text.as_bytes(), "the demo", ParseOptions::KUBERNETES), "the demo").0
}

/// The value of a text of ours.
pub(super) fn value(text: &str) -> Value {
    parse_yaml(text.as_bytes(), "the demo", ParseOptions::KUBERNETES)
        .values
        .into_iter()
        .next()
        .map_or(Value::Null, |document| document.value)
}

/// A Deployment with one container, probes and limits. `extra` goes into `spec`, indented by two spaces.
pub(super) fn deployment(name: &str, image: &str, replicas: u32, extra: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  labels:\n    app: {name}\nspec:\n  replicas: {replicas}\n{extra}  selector:\n    matchLabels:\n      app: {name}\n  template:\n    metadata:\n      labels:\n        app: {name}\n    spec:\n      containers:\n        - name: {name}\n          image: {image}\n          ports:\n            - name: http\n              containerPort: 8080\n          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n            limits:\n              memory: 256Mi\n          readinessProbe:\n            httpGet:\n              path: /health/ready\n              port: http\n"
    )
}

/// A Service for such a Deployment.
pub(super) fn service(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\nspec:\n  selector:\n    app: {name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n"
    )
}

/// A ConfigMap; `wave` adds a sync wave.
pub(super) fn config_map(name: &str, wave: Option<i64>, entries: &[(&str, &str)]) -> String {
    let annotation = wave.map(|wave| format!("  annotations:\n    argocd.argoproj.io/sync-wave: \"{wave}\"\n")).unwrap_or_default();
    let data: String = entries.iter().map(|(key, value)| format!("  {key}: \"{value}\"\n")).collect();
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n{annotation}data:\n{data}")
}

/// A hook Job.
pub(super) fn hook(name: &str, phase: &str, image: &str, command: &str) -> String {
    format!(
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {name}\n  annotations:\n    argocd.argoproj.io/hook: {phase}\n    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation\nspec:\n  backoffLimit: 1\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: {name}\n          image: {image}\n          command: [{command}]\n"
    )
}

/// A manifest with a sync wave put into its metadata.
pub(super) fn in_wave(manifest: &str, wave: i64) -> String {
    manifest.replacen("metadata:\n", &format!("metadata:\n  annotations:\n    argocd.argoproj.io/sync-wave: \"{wave}\"\n"), 1)
}

/// An Application over a repository, as an app of apps keeps it.
pub(super) fn application(name: &str, project: &str, repo: &str, path: &str, namespace: &str) -> String {
    format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n  project: {project}\n  source:\n    repoURL: {repo}\n    targetRevision: main\n    path: {path}\n  destination:\n    server: https://kubernetes.default.svc\n    namespace: {namespace}\n  syncPolicy:\n    syncOptions:\n      - CreateNamespace=true\n"
    )
}
