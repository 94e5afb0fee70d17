//! A whole chart, as `helm template` renders it. An input is sections (`sections` says how it is cut): `%%-f` a file of values, `%%--set` a
//! line, every other a file of the chart by its path.
//!
//! Beyond not crashing: a rendering ends within its budget, gives the same twice, and gives back what it took.
#![no_main]

#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/sections.rs"]
mod sections;

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use tiphys::engine::manifest::file::Trees;
use tiphys::engine::render::helm::chart::{Chart, Entry};
use tiphys::engine::render::helm::layers::Layers;
use tiphys::engine::render::helm::load::load_entries;
use tiphys::engine::render::helm::rendering::Release;
use tiphys::engine::render::helm::run::{Options, run_within};
use tiphys::engine::template::budget::Limits;
use tiphys::engine::template::chance::Chance;

#[global_allocator]
static ACCOUNTS: accounts::Accounts = accounts::Accounts::new();

/// A fraction of a second of work even as it is built here.
const LIMITS: Limits = Limits { steps: 300_000, bytes: 2 << 20, depth: 100 };

/// As in `template_run`.
const PEAK: i64 = 128 << 20;

fuzz_target!(|input: &[u8]| {
    let mut options = Options {
        release: Release { name: "r".into(), namespace: "n".into(), is_upgrade: false },
        layers: Layers::default(),
        kube_version: "".into(),
        api_versions: Vec::new(),
        checks_schema: true,
        traces: true,
    };
    let mut entries = Vec::new();
    for section in sections::cut(input) {
        match section.head {
            "-f" => options.layers.files.push(("values.yaml".into(), section.body.into())),
            "--set" => options.layers.set.push(String::from_utf8_lossy(section.body).trim_end().to_owned()),
            name => entries.push(Entry { name: name.into(), bytes: section.body.into(), trees: Trees::default() }),
        }
    }
    let Ok(loaded) = load_entries(entries, "a") else { return };
    let (first, peak) = ACCOUNTS.peak(|| run(&loaded.chart, &options));
    assert!(peak < PEAK, "a rendering held {} MiB", peak >> 20);
    let kept = ACCOUNTS.kept(|| assert!(run(&loaded.chart, &options) == first, "the same rendering gives something else"));
    assert!(kept == 0, "a rendering keeps {kept} bytes");
});

/// Manifests and hooks as text, or why there are none.
fn run(chart: &Arc<Chart>, options: &Options) -> Result<String, String> {
    let chance = Chance::new([7; 32], jiff::Timestamp::UNIX_EPOCH);
    match run_within(LIMITS, chart, options, &chance) {
        Ok(output) => Ok(format!("{:?} {} {}", output.warnings, output.sorted.manifests.len(), output.sorted.hooks.len())),
        Err(problem) => Err(problem.cause.to_string()),
    }
}
