//! The Traffic Tacos repositories: a deployment repository with an app of apps, and service repositories of plain manifests.

use super::repos::{Commit, RepoError, Repos};
use super::yaml::{application, config_map, deployment, hook, in_wave, service};

/// The deployment repository.
pub(super) const DEPLOYMENTS: &str = "deployment-repo";

/// The service repositories, with the tag that runs.
pub(super) const SERVICES: [(&str, &str); 5] = [
    ("gateway-api", "v2.3.1"),
    ("reservation-api", "v3.0.4"),
    ("inventory-api", "v1.4.0"),
    ("payment-sim-api", "v0.9.7"),
    ("reservation-worker", "v3.1.0-broken"),
];

fn registry(name: &str, tag: &str) -> String {
    format!("ghcr.io/traffic-tacos/{name}:{tag}")
}

/// Writes the repositories.
pub(super) fn write(repos: &mut Repos) -> Result<(), RepoError> {
    for (name, tag) in SERVICES {
        let commits = if name == "reservation-api" { reservation(tag) } else { plain(name, tag) };
        repos.write(name, commits)?;
    }
    let apps: Vec<(String, String)> = SERVICES
        .into_iter()
        .map(|(name, _)| {
            let folder = if name == "gateway-api" { "gateway" } else { "tacos" };
            (format!("applications/{folder}/{name}.yaml"), application(name, "traffic-tacos", &repos.url(name), "k8s/manifests", "tacos"))
        })
        .collect();
    let files = apps.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let first = Commit { label: "v1", author: "Priya Nair", minutes_ago: 20_000, subject: "feat: Applications of all services", files };
    repos.write(DEPLOYMENTS, vec![first])
}

fn plain(name: &'static str, tag: &'static str) -> Vec<Commit<'static>> {
    let files = |tag: &str| {
        vec![
            ("k8s/manifests/deployment.yaml", deployment(name, &registry(name, tag), 2, "")),
            ("k8s/manifests/service.yaml", service(name)),
            (
                "k8s/manifests/configmap.yaml",
                config_map(&format!("{name}-config"), None, &[("LOG_FORMAT", "json"), ("REGION", "ap-northeast-2")]),
            ),
        ]
    };
    let old = match name {
        "reservation-worker" => "v3.0.2",
        "gateway-api" => "v2.3.0",
        _ => "v0.9.0",
    };
    vec![
        Commit { label: "first", author: "Priya Nair", minutes_ago: 19_000, subject: "feat: manifests for Kubernetes", files: files(old) },
        Commit { label: "second", author: "Tomas Novak", minutes_ago: 300, subject: "deploy: update the image tag", files: files(tag) },
    ]
}

/// reservation-api: what waits in Git has waves −1…2, a migration before and a smoke test after.
fn reservation(tag: &'static str) -> Vec<Commit<'static>> {
    let name = "reservation-api";
    let base = |tag: &str| {
        vec![
            (
                "k8s/manifests/10-config.yaml",
                config_map("reservation-config", Some(-1), &[("LOG_FORMAT", "json"), ("SEATS_PER_ORDER", "4")]),
            ),
            ("k8s/manifests/20-deployment.yaml", deployment(name, &registry(name, tag), 2, "")),
            ("k8s/manifests/21-service.yaml", service(name)),
        ]
    };
    let mut next = vec![
        (
            "k8s/manifests/10-config.yaml",
            config_map("reservation-config", Some(-1), &[("LOG_FORMAT", "json"), ("SEATS_PER_ORDER", "6"), ("WAITING_ROOM", "on")]),
        ),
        ("k8s/manifests/20-deployment.yaml", deployment(name, &registry(name, "v3.1.0"), 3, "")),
        ("k8s/manifests/30-waiting-room.yaml", in_wave(&deployment("waiting-room", &registry("waiting-room", "v1.0.0"), 2, ""), 1)),
        ("k8s/manifests/31-waiting-room-service.yaml", in_wave(&service("waiting-room"), 1)),
        ("k8s/manifests/40-feature-flags.yaml", config_map("feature-flags", Some(2), &[("waiting-room", "enabled")])),
    ];
    next.push((
        "k8s/manifests/00-migrate.yaml",
        hook("migrate-schema", "PreSync", &registry("reservation-migrations", "v3.1.0"), "\"migrate\", \"up\""),
    ));
    next.push((
        "k8s/manifests/90-smoke-test.yaml",
        hook("smoke-test", "PostSync", &registry("smoke-test", "v3.1.0"), "\"smoke\", \"--quick\""),
    ));
    vec![
        Commit {
            label: "first",
            author: "Priya Nair",
            minutes_ago: 19_000,
            subject: "feat: manifests for Kubernetes",
            files: base("v2.8.0"),
        },
        Commit { label: "second", author: "Tomas Novak", minutes_ago: 2_900, subject: "deploy: reservation-api v3.0.4", files: base(tag) },
        Commit {
            label: "third",
            author: "Priya Nair",
            minutes_ago: 47,
            subject: "feat: waiting room for busy evenings (schema migration)",
            files: next,
        },
    ]
}
