//! Refresh: all applications look again after a commit that touches one of them; only what it can affect is rendered.
//! `cargo bench --bench refresh`
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use support::budget::Budgets;
use support::fleet::overlay;
use support::process::Served;
use support::repository::Remote;
use support::session::Session;
use tiphys::model::ids::Sha;
use tiphys::session::command::Command;

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let (apps, live) = (support::setting("APPS", 1_000), support::setting("LIVE", 5));
    let served = Served::start(apps, live + 1);
    let cache = tempfile::tempdir().expect("a folder");
    let mut session = Session::connect(&served.kubeconfig(), cache.path(), apps);
    let all = session.apps();
    session.send(Command::Interest(all.clone()));
    session.until_each("judgement", |state, app| state.evaluation(app).is_some());
    // A second look at a remote within five seconds is the first one's.
    session.rest(Duration::from_secs(6));
    let remote = Remote::open(&served.repository());
    let mut budgets = Budgets::default();
    let (path, text) = overlay(7, 1);
    let sha = Sha::new(remote.commit([(path, Some(text))]));
    let (before, began) = (session.counts(), Instant::now());
    session.send(Command::Refresh { apps: all.clone(), hard: false });
    session.until_each("new commit", |state, app| state.evaluation(app).is_some_and(|found| found.revisions == [sha.clone()]));
    let (after, taken) = (session.counts(), began.elapsed());
    budgets.under(&format!("refresh of {apps} when one commit touches one"), 2.0, taken.as_secs_f64(), "s");
    budgets.exactly("  applications rendered", 1, after.rendered - before.rendered);
    budgets.exactly("  applications compared", 1, after.compared - before.compared);
    budgets.exactly("  fetches", 1, after.fetched - before.fetched);
    session.rest(Duration::from_secs(6));
    let (before, began, now) = (session.counts(), Instant::now(), jiff::Timestamp::now());
    session.send(Command::Refresh { apps: all, hard: false });
    session.until_each("second look", |state, app| state.computed.get(app).and_then(|own| own.at).is_some_and(|at| at > now));
    let after = session.counts();
    budgets.under(&format!("refresh of {apps} without a commit"), 2.0, began.elapsed().as_secs_f64(), "s");
    budgets.exactly("  applications rendered", 0, after.rendered - before.rendered);
    budgets.finish()
}
