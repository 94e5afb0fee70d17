//! The platform monorepo: bases and overlays for development, staging and production, and its Applications beside them.

use super::repos::{Commit, RepoError, Repos};
use super::yaml::{application, deployment, service};

/// The repository's name.
pub(super) const NAME: &str = "platform";

/// Services of the platform.
const SERVICES: [&str; 3] = ["bff", "llm-agent", "workflow-orchestrator"];

fn image(service: &str) -> String {
    format!("ghcr.io/platform/{service}")
}

/// The bases as Kustomize reads them.
fn bases() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for name in SERVICES {
        let folder = format!("infrastructure/k8s/base/{name}");
        files.push((
            format!("{folder}/deployment.yaml"),
            deployment(name, &format!("{}:v1.0.0", image(name)), 1, "  progressDeadlineSeconds: 5\n"),
        ));
        files.push((format!("{folder}/service.yaml"), service(name)));
        let kustomization = format!(
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\nresources:\n  - deployment.yaml\n  - service.yaml\n\nlabels:\n  - pairs:\n      app.kubernetes.io/name: {name}\n      app.kubernetes.io/part-of: platform\n"
        );
        files.push((format!("{folder}/kustomization.yaml"), kustomization));
    }
    files
}

/// An overlay: namespace, images, replicas, a generated configuration.
fn overlay(environment: &str, tags: [&str; 3], replicas: u32, log_level: &str) -> String {
    let bases: String = SERVICES.iter().map(|name| format!("  - ../../base/{name}\n")).collect();
    let counts: String = SERVICES.iter().map(|name| format!("  - name: {name}\n    count: {replicas}\n")).collect();
    let images: String = SERVICES.iter().zip(tags).map(|(name, tag)| format!("  - name: {}\n    newTag: {tag}\n", image(name))).collect();
    format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\nnamespace: platform-{environment}\n\nbases:\n{bases}\nreplicas:\n{counts}\nimages:\n{images}\nconfigMapGenerator:\n  - name: app-config\n    literals:\n      - APP_ENV={environment}\n      - LOG_LEVEL={log_level}\n      - RATE_LIMIT_ENABLED=true\n"
    )
}

const PRODUCTION: &str = "infrastructure/k8s/overlays/production/kustomization.yaml";
const STAGING: &str = "infrastructure/k8s/overlays/staging/kustomization.yaml";
const DEVELOPMENT: &str = "infrastructure/k8s/overlays/development/kustomization.yaml";

/// Writes the repository.
pub(super) fn write(repos: &mut Repos) -> Result<(), RepoError> {
    let url = repos.url(NAME);
    let first = bases();
    let mut files: Vec<(&str, String)> = first.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    files.push((DEVELOPMENT, overlay("development", ["v1.6.0"; 3], 1, "debug")));
    files.push((STAGING, overlay("staging", ["v1.6.0"; 3], 1, "info")));
    files.push((PRODUCTION, overlay("production", ["v1.6.0"; 3], 2, "warning")));
    // Production is nobody's child: what is released there is decided by people, not by a parent that heals.
    let apps: Vec<(String, String)> = ["development", "staging"]
        .into_iter()
        .map(|environment| {
            let short = if environment == "development" { "dev" } else { environment };
            let path = format!("infrastructure/k8s/overlays/{environment}");
            let text = application(&format!("platform-{short}"), "platform", &url, &path, &format!("platform-{environment}"));
            (format!("infrastructure/argocd/applications/platform-{short}.yaml"), text)
        })
        .collect();
    files.extend(apps.iter().map(|(path, text)| (path.as_str(), text.clone())));
    let tag = |label, author, minutes_ago, subject, path, text| Commit { label, author, minutes_ago, subject, files: vec![(path, text)] };
    let commits = vec![
        Commit {
            label: "v1.6.0",
            author: "Ana Ruiz",
            minutes_ago: 30_000,
            subject: "feat: platform overlays for three environments",
            files,
        },
        tag(
            "v1.7.0",
            "Ana Ruiz",
            14_400,
            "promote: staging to production, bff v1.7.0",
            PRODUCTION,
            overlay("production", ["v1.7.0", "v1.6.0", "v1.6.0"], 2, "warning"),
        ),
        tag(
            "v1.8.0",
            "Jonas Weber",
            4_300,
            "promote: staging to production, v1.8.0",
            PRODUCTION,
            overlay("production", ["v1.8.0"; 3], 3, "warning"),
        ),
        tag(
            "dev-1.9",
            "Mei Tanaka",
            1_500,
            "chore: development and staging to v1.9.0",
            DEVELOPMENT,
            overlay("development", ["v1.9.0"; 3], 1, "debug"),
        ),
        tag(
            "staging-1.9",
            "Mei Tanaka",
            1_440,
            "promote: development to staging, v1.9.0",
            STAGING,
            overlay("staging", ["v1.9.0"; 3], 1, "info"),
        ),
        tag(
            "v1.9.0",
            "Mei Tanaka",
            14,
            "promote: bff v1.9.0-crashfix to production",
            PRODUCTION,
            overlay("production", ["v1.9.0-crashfix", "v1.8.0", "v1.8.0"], 3, "warning"),
        ),
    ];
    repos.write(NAME, commits)
}
