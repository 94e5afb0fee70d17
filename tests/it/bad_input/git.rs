//! Repositories that are broken, silent or without what is asked of them.

use std::io::{ErrorKind, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tiphys::runtime::worker::KILLED;

use super::config_map;
use crate::support::console::{Ground, application};
use crate::support::pty::LONGEST;

const OLD: &str = "/api/v1/namespaces/shop/configmaps/old";

#[test]
fn a_broken_file_hides_nothing_and_nothing_is_planned_or_pruned() {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: two", &[("shop/good.yaml", &config_map("good", 0, "1")), ("shop/old.yaml", &config_map("old", 0, "1"))]);
    ground.plant(&["shop"], &[application("shop", &repo.url(), "shop", "shop")]);
    let mut console = ground.console();
    console.open("shop").sync();
    assert!(ground.read(OLD).is_some());

    repo.commit("oops", &[("shop/old.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: old\n data: [\n")]);
    console.open("shop").keys("r t");
    let tree = console.sees(&["✖ ", "shop/old.yaml:", "ConfigMap good"]);
    assert!(tree.contains("→ correct it in Git"), "the next step stands with it:\n{tree}");
    assert!(tree.contains("? Unknown") && !tree.contains("no longer in Git"), "partial is not empty:\n{tree}");
    console.keys("s").sees(&["✖ refused: nothing can be changed until this is solved", "shop/old.yaml:"]);
    console.keys("x");
    let plan = console.sees(&["with prune", "✖ refused", "shop/old.yaml:"]);
    assert!(!plan.contains("- prune"), "nothing of it is pruned:\n{plan}");
    console.keys("enter").sees(&["the plan is refused"]);
    console.hides("[ Cancel ]").is_alive();
    assert!(ground.read(OLD).is_some(), "it is still there");
    assert!(ground.sandbox.requests().iter().all(|request| request.method != "DELETE" || !request.path.contains("configmaps")));

    repo.commit("fix: old", &[("shop/old.yaml", &config_map("old", 0, "2"))]);
    console.open("shop").keys("r").sees(&["≠ OutOfSync"]);
    console.sync();
}

/// A server that takes connections and never says a word; hears of each that ends.
fn silence() -> (String, Receiver<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}/silent.git", listener.local_addr().expect("an address"));
    let (ended, ends) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, ended) = (stream.expect("a connection"), ended.clone());
            thread::spawn(move || {
                let mut buffer = [0; 1024];
                loop {
                    match stream.read(&mut buffer) {
                        Ok(0) => break,
                        Ok(_) => {}
                        Err(error) if error.kind() == ErrorKind::Interrupted => {}
                        Err(_) => break,
                    }
                }
                // The test may be over already.
                let _ = ended.send(());
            });
        }
    });
    (url, ends)
}

#[test]
fn a_repository_that_hangs_costs_its_worker_and_nothing_else() {
    let mut ground = Ground::new();
    ground.limits.fetch = Duration::from_secs(8);
    let repo = ground.repo("shop");
    repo.commit("feat: one", &[("shop/good.yaml", &config_map("good", 0, "1"))]);
    let (url, ends) = silence();
    ground.plant(&["shop"], &[application("fine", &repo.url(), "shop", "shop"), application("hangs", &url, "shop", "shop")]);
    let killed = KILLED.load(Ordering::Relaxed);
    let mut console = ground.console();
    // While one hangs the other is rendered, compared and synced.
    console.open("fine").sees(&["ConfigMap good"]);
    console.open("hangs");
    let told = console.sees(&["did not answer within 8 s: the fetch was stopped", "? Unknown"]);
    assert!(told.contains("→ check the network"), "{told}");
    ends.recv_timeout(LONGEST).expect("the worker's connection ends with the worker");
    assert!(KILLED.load(Ordering::Relaxed) > killed, "it is counted");
    console.keys("s").sees(&["refused", "did not answer within 8 s"]);
    console.keys("enter").hides("[ Cancel ]").is_alive();
    console.open("fine").sync();
}

#[test]
fn a_revision_that_is_not_there_is_named_and_nothing_is_called_missing() {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: one", &[("shop/good.yaml", &config_map("good", 0, "1"))]);
    let mut app = application("shop", &repo.url(), "shop", "shop");
    app["spec"]["source"]["targetRevision"] = "no-such-branch".into();
    ground.plant(&["shop"], &[app]);
    let mut console = ground.console();
    console.open("shop");
    let triage = console.sees(&["✖ ", "no-such-branch", "→ ", "? Unknown"]);
    assert!(!triage.contains("Missing"), "{triage}");
    console.keys("s").sees(&["✖ refused", "no-such-branch"]);
    console.keys("enter").sees(&["the plan is refused"]);
    console.hides("[ Cancel ]").is_alive();
}
