//! Load: one application after the other gets a new revision, so many a second, by the real client in a process of its own. It knows no
//! console.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tiphys::adapters::cluster::connect::{Choice, connection};
use tiphys::adapters::cluster::objects::{self, WriteOptions};
use tiphys::adapters::cluster::request::Target;
use tiphys::runtime::block_on;

use super::fleet::{map, name};
use super::process::until_told_to_end;

/// Requests under way at once.
const PARALLEL: usize = 32;

/// Patches until told to end; then says on standard error how many a second it were.
pub(crate) fn run(kubeconfig: &Path, apps: usize, rate: usize) {
    let reactor = block_on().expect("threads");
    reactor.block_on(async {
        let choice = Choice { kubeconfig: Some(kubeconfig.to_owned()), ..Choice::default() };
        let cluster = connection(&choice).await.expect("a kubeconfig").open().expect("a client");
        let (done, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let ended = is_over.clone();
        let waiting = tokio::task::spawn_blocking(move || {
            until_told_to_end();
            ended.store(true, Ordering::Relaxed);
        });
        println!("ready");
        let room = Arc::new(tokio::sync::Semaphore::new(PARALLEL));
        let began = Instant::now();
        let mut n = 0_usize;
        while !is_over.load(Ordering::Relaxed) {
            let due = u64::try_from(n).unwrap_or(0) * 1_000_000 / u64::try_from(rate).unwrap_or(1);
            tokio::time::sleep_until((began + Duration::from_micros(due)).into()).await;
            let permit = room.clone().acquire_owned().await.expect("room");
            let (cluster, done, of) = (cluster.clone(), done.clone(), n);
            tokio::spawn(async move {
                let target = Target::collection("argoproj.io", "v1alpha1", "applications").within("argocd").named(name(of * 7 % apps));
                let patch = map(json!({"status": {"sync": {"revision": format!("{of:040x}")}}}));
                if objects::merge_patch(&cluster, &target, &patch, None, &WriteOptions::by("load")).await.is_ok() {
                    done.fetch_add(1, Ordering::Relaxed);
                }
                drop(permit);
            });
            n += 1;
        }
        let seconds = began.elapsed().as_secs_f64();
        eprintln!("load: {} of {n} patches in {seconds:.1} s", done.load(Ordering::Relaxed));
        waiting.await.expect("it ended");
    });
}
