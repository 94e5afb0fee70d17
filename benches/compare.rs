//! Compare: the first comparison of all applications, nothing cached, from the moment that all are asked for until each has its verdict.
//! `cargo bench --bench compare`; with `KUBEBUILDER_ASSETS` (a folder with `etcd` and `kube-apiserver`) also on a real API server.
//!
//! Argo CD 3.6 needs 86 s for the same work on two cores, with 154 s of CPU time in controller and repo server.
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command as Program, ExitCode, Stdio};
use std::time::Instant;

use support::budget::{Budgets, note};
use support::process::{Cpu, Served, peak_mib};
use support::session::Session;
use tiphys::adapters::cluster::connect::{Choice, connection};
use tiphys::runtime::block_on;
use tiphys::session::command::Command;

/// What Argo CD needs for a thousand, in seconds.
const ARGO_CD: f64 = 86.0;

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let apps = support::setting("APPS", 1_000);
    let mut budgets = Budgets::default();
    let served = Served::start(apps, 0);
    all(&served.kubeconfig(), apps, "the sandbox", &mut budgets);
    drop(served);
    match real() {
        Some(real) => {
            let remote = support::fleet::repository(&real.folder.join("fleet.git"), apps);
            let reactor = block_on().expect("threads");
            let began = Instant::now();
            reactor.block_on(async {
                let choice = Choice { kubeconfig: Some(real.folder.join("kubeconfig")), ..Choice::default() };
                let cluster = connection(&choice).await.expect("a kubeconfig").open().expect("a client");
                support::fleet::populate(&cluster, &remote.url(), apps, 0).await;
            });
            note("making them on the real API server took", &format!("{:.1} s", began.elapsed().as_secs_f64()));
            all(&real.folder.join("kubeconfig"), apps, "a real API server", &mut budgets);
        }
        None => note("a real API server", "skipped: KUBEBUILDER_ASSETS names no folder with etcd and kube-apiserver"),
    }
    budgets.finish()
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn all(kubeconfig: &Path, apps: usize, on: &str, budgets: &mut Budgets) {
    let cache = tempfile::tempdir().expect("a folder");
    let mut session = Session::connect(kubeconfig, cache.path(), apps);
    let own = std::process::id();
    let mut cpu = Cpu::default();
    cpu.look(own);
    let began = Instant::now();
    session.send(Command::Interest(session.apps()));
    session.until_each("verdict", |state, app| state.evaluation(app).is_some());
    let taken = began.elapsed().as_secs_f64();
    cpu.look(own);
    let failed =
        session.state.computed.values().filter_map(|own| own.evaluation.as_ref()).filter(|found| !found.problems.is_empty()).count();
    let times = ARGO_CD / taken * (apps as f64 / 1_000.0);
    budgets.exactly(&format!("comparisons with a problem on {on}"), 0, failed as u64);
    budgets.at_least(&format!("first comparison of {apps} on {on}: times Argo CD's throughput"), 10.0, times, "times");
    note(
        "  it took",
        &format!(
            "{taken:.2} s, {:.0} a second, {:.2} s of CPU, peak {:.0} MiB",
            apps as f64 / taken,
            cpu.used().as_secs_f64(),
            peak_mib(own)
        ),
    );
}

/// A control plane of this run's own: stopped when it is dropped.
struct Real {
    folder: PathBuf,
    _owned: tempfile::TempDir,
    down: PathBuf,
}

fn real() -> Option<Real> {
    let assets = PathBuf::from(std::env::var_os("KUBEBUILDER_ASSETS")?);
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/testbed");
    if !assets.join("kube-apiserver").exists() || !scripts.join("up").exists() {
        return None;
    }
    let owned = tempfile::tempdir().expect("a folder");
    let folder = owned.path().join("plane");
    let status = Program::new(scripts.join("up")).arg(&folder).stdout(Stdio::null()).status().expect("the script runs");
    assert!(status.success(), "the control plane starts");
    Some(Real { folder, _owned: owned, down: scripts.join("down") })
}

impl Drop for Real {
    fn drop(&mut self) {
        // What cannot be stopped is said by the script itself.
        let _ = Program::new(&self.down).arg(&self.folder).stdout(Stdio::null()).status();
    }
}
