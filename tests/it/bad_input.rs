//! Tests of the area `bad_input`: what comes from repositories, clusters, lines and hands that is not as it should be. Each time there
//! is a clear message with cause and next step, nothing is lost, and the console lives.

mod cluster;
mod git;
mod size;
mod terminal;
mod text;

/// A ConfigMap in a sync wave.
fn config_map(name: &str, wave: i64, value: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n  annotations:\n    argocd.argoproj.io/sync-wave: \"{wave}\"\ndata:\n  value: \"{value}\"\n"
    )
}

/// A Deployment of one Pod; its tag decides its fate. `more` goes into the container.
fn deployment(name: &str, tag: &str, more: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  replicas: 1\n  selector:\n    matchLabels: {{app: {name}}}\n  template:\n    metadata:\n      labels: {{app: {name}}}\n    spec:\n      containers:\n        - name: {name}\n          image: shop/{name}:{tag}\n{more}"
    )
}
