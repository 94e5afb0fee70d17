//! Objects that are too large to be kept.

use super::config_map;
use crate::support::console::{Ground, application};

const BIG: &str = "/api/v1/namespaces/shop/configmaps/big";

/// A ConfigMap of almost 1 MiB, the most that a server takes.
fn big(mark: &str) -> String {
    let line = "0123456789abcdef".repeat(4);
    let lines: String = (0..13_500).map(|n| format!("    {line}{n:05}\n")).collect();
    config_map("big", 0, mark).replace("\ndata:\n", &format!("\ndata:\n  blob: |\n{lines}"))
}

#[test]
fn an_object_of_a_mebibyte_is_refused_as_the_server_refuses_it_and_synced_where_it_takes_it() {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: big", &[("shop/big.yaml", &big("1"))]);
    let plain = application("plain", &repo.url(), "shop", "shop");
    let mut server_side = application("served", &repo.url(), "shop", "shop");
    server_side["spec"]["syncPolicy"] = serde_json::json!({"syncOptions": ["ServerSideApply=true"]});
    ground.plant(&["shop"], &[plain, server_side]);
    let mut console = ground.console();
    // Client-side apply would write it a second time into an annotation, which a server takes 256 KiB of.
    console.open("plain").keys("s").sees(&[
        "the server refuses",
        "metadata.annotations",
        "→ make it smaller, or sync with ServerSideApply=true",
    ]);
    console.keys("enter").hides("[ Cancel ]");

    console.open("served").sync();
    console.open("served").keys("r t").sees(&["✓ Synced", "ConfigMap big"]);
    console.keys("y").sees(&["Manifest", "blob: |"]);
    console.keys("G").sees(&["uid: "]);
    console.keys("esc").sees(&["ConfigMap big"]);

    // It is not kept: to compare it anew it is read anew.
    let reads = || ground.sandbox.requests().iter().filter(|request| request.path == BIG && request.method == "GET").count();
    let before = reads();
    repo.commit("fix: mark", &[("shop/big.yaml", &big("2"))]);
    console.open("served").keys("r").sees(&["≠ OutOfSync"]);
    assert!(reads() > before);
    console.keys("d").sees(&["data.value", "- 1", "+ 2"]);
    console.sync();
    console.is_alive();
    assert_eq!(ground.n_changes(BIG), 2, "created and changed by server-side apply, once each");
}
