//! The ERP's applications repository: bases, environments with strategic merge patches, generated configuration.

use super::repos::{Commit, RepoError, Repos};
use super::yaml::{deployment, service};

/// The repository's name.
pub(super) const NAME: &str = "itdo-erp-applications";

fn kustomization(resources: &[&str], rest: &str) -> String {
    let list: String = resources.iter().map(|name| format!("  - {name}\n")).collect();
    format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\nresources:\n{list}{rest}")
}

fn environment(name: &str, tag: &str) -> String {
    let rest = format!(
        "\nnamespace: itdo-erp-{name}\n\npatchesStrategicMerge:\n  - backend-patch.yaml\n\nimages:\n  - name: itdo-erp/backend\n    newTag: {tag}\n  - name: itdo-erp/frontend\n    newTag: {tag}\n\nconfigMapGenerator:\n  - name: app-config\n    envs:\n      - config.env\n    options:\n      disableNameSuffixHash: true\n"
    );
    kustomization(&["../../base/backend", "../../base/frontend"], &rest)
}

fn patch(replicas: u32) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: backend\nspec:\n  replicas: {replicas}\n  template:\n    spec:\n      containers:\n        - name: backend\n          resources:\n            limits:\n              memory: 512Mi\n"
    )
}

/// Writes the repository.
pub(super) fn write(repos: &mut Repos) -> Result<(), RepoError> {
    let mut files = Vec::new();
    for name in ["backend", "frontend"] {
        files.push((format!("base/{name}/deployment.yaml"), deployment(name, &format!("itdo-erp/{name}:v2.0.0"), 1, "")));
        files.push((format!("base/{name}/service.yaml"), service(name)));
        files.push((format!("base/{name}/kustomization.yaml"), kustomization(&["deployment.yaml", "service.yaml"], "")));
    }
    for (name, replicas) in [("prod", 2), ("staging", 1)] {
        files.push((format!("environments/{name}/kustomization.yaml"), environment(name, "v2.1.4")));
        files.push((format!("environments/{name}/backend-patch.yaml"), patch(replicas)));
        files.push((format!("environments/{name}/config.env"), format!("ENVIRONMENT={name}\nCURRENCY=JPY\n")));
    }
    let reports = deployment("reports", "itdo-erp/reports:v1.2.0", 1, "  paused: true\n");
    files.push(("reports/deployment.yaml".to_owned(), reports));
    files.push(("frontend-preview/deployment.yaml".to_owned(), deployment("frontend-preview", "itdo-erp/frontend:v2.2.0-rc.1", 1, "")));
    let first = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let update = |name: &str, tag: &str| environment(name, tag);
    let commits = vec![
        Commit { label: "v2.1.4", author: "Kenji Ito", minutes_ago: 12_000, subject: "feat: environments", files: first },
        Commit {
            label: "staging-2.1.5",
            author: "GitOps Bot",
            minutes_ago: 5_000,
            subject: "Update staging image to v2.1.5",
            files: vec![("environments/staging/kustomization.yaml", update("staging", "v2.1.5"))],
        },
        Commit {
            label: "v2.1.5",
            author: "GitOps Bot",
            minutes_ago: 4_000,
            subject: "Promote to production: v2.1.5",
            files: vec![("environments/prod/kustomization.yaml", update("prod", "v2.1.5"))],
        },
    ];
    repos.write(NAME, commits)
}
