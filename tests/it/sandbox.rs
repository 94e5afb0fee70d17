//! The sandbox's own conformance: the same requests and the same kubectl commands to it and to a real API server must get the same
//! answers, once uids, versions and times are made equal. Without a real server the requests are held against what one answered
//! (`tests/fixtures/sandbox/requests.txt`, written anew by `TIPHYS_RECORD=1` where there is one), and kubectl's words against the table.

mod commands;
mod normal;
mod requests;
mod steps;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tiphys::sandbox::host::{Config, Controllers, Sandbox};

use crate::support::served::Served;
use crate::support::testbed::{self, With};

/// What a real server answered.
fn recording() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sandbox/requests.txt")
}

fn reactor() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a reactor")
}

/// Fails with every step that was answered otherwise.
#[track_caller]
fn same(what: &str, wanted: &str, got: &str) {
    let parts = |text: &str| -> Vec<String> { text.split("\n>>> ").map(str::to_owned).collect() };
    let (wanted, got) = (parts(wanted), parts(got));
    let other: Vec<String> =
        wanted.iter().zip(&got).filter(|(wanted, got)| wanted != got).map(|(wanted, got)| lines(wanted, got)).collect();
    assert!(other.is_empty(), "{what} answers {} steps otherwise (+ is right):\n{}", other.len(), other.join("\n"));
    assert_eq!(got.len(), wanted.len(), "{what} answered another number of steps");
}

/// The step, and the lines that differ.
fn lines(wanted: &str, got: &str) -> String {
    let diff = similar::TextDiff::from_lines(got, wanted);
    let mut out = format!("=== {}\n", wanted.lines().next().unwrap_or(""));
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            similar::ChangeTag::Delete => "-",
            similar::ChangeTag::Insert => "+",
            similar::ChangeTag::Equal => continue,
        };
        out.push_str(&format!("{sign} {}", change.value()));
    }
    out
}

#[test]
fn requests_get_the_answers_of_a_real_api_server() {
    let recorded = std::fs::read_to_string(recording()).unwrap_or_default();
    let own = reactor().block_on(async {
        let sandbox = Sandbox::new(Config { controllers: Controllers::Off, ..Config::default() });
        requests::transcript(&sandbox.client()).await
    });
    if let Some(bed) = testbed::own(With::ApiServer) {
        let real = reactor().block_on(async {
            let config = kube::config::Kubeconfig::read_from(bed.kubeconfig()).expect("a kubeconfig");
            let config =
                kube::Config::from_custom_kubeconfig(config, &kube::config::KubeConfigOptions::default()).await.expect("it is whole");
            requests::transcript(&kube::Client::try_from(config).expect("a client")).await
        });
        if std::env::var_os("TIPHYS_RECORD").is_some() {
            std::fs::write(recording(), &real).expect("the recording is written");
        } else {
            same("today's API server", &recorded, &real);
        }
        same("the sandbox", &real, &own);
    } else {
        same("the sandbox", &recorded, &own);
    }
}

#[test]
fn kubectl_needs_no_special_flags_and_hears_what_a_real_api_server_says() {
    let served = Served::start();
    let bed = testbed::shared().filter(|bed| bed.has_controllers);
    let mut program = match bed {
        Some(bed) => bed.program("kubectl"),
        None => std::process::Command::new("kubectl"),
    };
    if program.args(["version", "--client"]).stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        println!("skipped: no kubectl on this machine");
        return;
    }
    let program = program.get_program().to_owned();
    std::thread::scope(|scope| {
        let own = scope.spawn(|| commands::run(&program, &served.kubeconfig(), "sandbox"));
        if let Some(bed) = bed {
            commands::run(&program, &bed.kubeconfig(), "a real server");
        }
        own.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}
