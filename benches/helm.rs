//! Helm: charts of 8, 100 and 500 templates, and charts of the world, beside the real `helm`, which `HELM` or a folder `KUBEBUILDER_ASSETS`
//! names: as processes (time, processor time, peak memory), and in this process a second rendering with other values beside what
//! remains of the real one's time when its start is taken off. `TIPHYS_CHARTS` names a folder with `argo-cd` and
//! `kube-prometheus-stack`, their dependencies in place. `cargo bench --bench helm [-- process|again]`
#![allow(clippy::expect_used, clippy::panic, reason = "a bench that cannot measure fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use support::budget::{Budgets, note, percentile};
use support::process::{Medians, Taken, taken};
use tiphys::engine::render::helm::chart::Entry;
use tiphys::engine::render::helm::layers::Layers;
use tiphys::engine::render::helm::load::load_entries;
use tiphys::engine::render::helm::manifests::print::{Parts, print};
use tiphys::engine::render::helm::rendering::Release;
use tiphys::engine::render::helm::run::{Options, run};
use tiphys::engine::template::chance::Chance;

/// As the product has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of each process; the median counts.
const RUNS: usize = 11;

/// Charts of the world that issue 6 names.
const OF_THE_WORLD: [&str; 2] = ["argo-cd", "kube-prometheus-stack"];

fn main() -> ExitCode {
    if support::role() {
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut budgets = Budgets::default();
    let part = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = |name: &str| part.as_ref().is_none_or(|part| part == name);
    let charts = charts(folder.path());
    let real = real();
    if real.is_none() {
        note("the real helm", "skipped: neither HELM nor KUBEBUILDER_ASSETS names it");
    }
    for (name, chart) in &charts {
        let theirs = real.as_deref().map(|real| Medians::of(&(0..RUNS).map(|_| helm(real, chart)).collect::<Vec<_>>()));
        if wanted("process") {
            as_process(name, chart, theirs.as_ref(), &mut budgets);
        }
        if wanted("again") {
            again(name, chart, real.as_deref(), theirs.as_ref(), &mut budgets);
        }
    }
    budgets.finish()
}

fn real() -> Option<PathBuf> {
    let named = std::env::var_os("HELM").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from(std::env::var_os("KUBEBUILDER_ASSETS")?).join("helm"))).filter(|path| path.exists())
}

/// Names and folders.
fn charts(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut charts = Vec::new();
    for n in [8, 100, 500] {
        let root = folder.join(n.to_string());
        generated(&root, n);
        charts.push((format!("{n} templates"), root));
    }
    let world = std::env::var_os("TIPHYS_CHARTS").map(PathBuf::from);
    for name in OF_THE_WORLD {
        match world.as_ref().map(|world| world.join(name)).filter(|chart| chart.join("Chart.yaml").exists()) {
            Some(chart) => charts.push((name.to_owned(), chart)),
            None => note(name, "skipped: TIPHYS_CHARTS names no folder that has it"),
        }
    }
    charts
}

/// A chart of `n` templates, a Deployment, Service, ConfigMap or ServiceAccount each, as charts are written: helpers, `include`, `toYaml`,
/// `range`, conditions.
fn generated(root: &Path, n: usize) {
    let templates = root.join("templates");
    fs::create_dir_all(&templates).expect("a folder");
    let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("written");
    write("Chart.yaml", "apiVersion: v2\nname: fleet\nversion: 0.1.0\nappVersion: \"1.0\"\n");
    let service = |index: usize| {
        format!(
            "  svc-{index}: {{port: {}, replicas: 2, env: {{A: \"1\", B: two}}, resources: {{limits: {{memory: 128Mi}}}}}}\n",
            8_000 + index
        )
    };
    let values: String = (0..n.div_ceil(4)).map(service).collect();
    write("values.yaml", &format!("image: {{repo: registry.example/app, tag: \"1.0\"}}\ningress: {{enabled: true}}\nservices:\n{values}"));
    write(
        "templates/_helpers.tpl",
        "{{- define \"fleet.labels\" -}}\napp.kubernetes.io/name: {{ .name | trunc 63 | trimSuffix \"-\" }}\napp.kubernetes.io/instance: {{ .root.Release.Name }}\n\
         helm.sh/chart: {{ printf \"%s-%s\" .root.Chart.Name .root.Chart.Version | replace \"+\" \"_\" }}\n{{- end }}\n",
    );
    let head = |index: usize| {
        format!(
            "{{{{- $name := \"svc-{}\" }}}}\n{{{{- $s := index .Values.services $name }}}}\n{{{{- $ctx := dict \"name\" $name \"root\" $ }}}}\n",
            index / 4
        )
    };
    let bodies = [
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ $name }}\n  labels: {{- include \"fleet.labels\" $ctx | nindent 4 }}\nspec:\n  replicas: {{ $s.replicas | default 1 }}\n\
         \x20 selector:\n    matchLabels: {{- include \"fleet.labels\" $ctx | nindent 6 }}\n  template:\n    metadata:\n      labels: {{- include \"fleet.labels\" $ctx | nindent 8 }}\n    spec:\n\
         \x20     containers:\n      - name: main\n        image: \"{{ $.Values.image.repo }}:{{ $.Values.image.tag }}\"\n        resources: {{- toYaml $s.resources | nindent 10 }}\n\
         \x20       env: {{- range $k, $v := $s.env }}\n        - name: {{ $k }}\n          value: {{ $v | quote }}\n        {{- end }}\n",
        "{{- if .Values.ingress.enabled }}\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ $name }}\n  labels: {{- include \"fleet.labels\" $ctx | nindent 4 }}\nspec:\n  ports:\n  - port: {{ $s.port }}\n\
         \x20 selector: {{- include \"fleet.labels\" $ctx | nindent 4 }}\n{{- end }}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ $name }}\ndata:\n  config.json: {{ $s | toJson | quote }}\n",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ $name }}\n  annotations:\n    checksum: {{ $s | toYaml | sha256sum }}\n",
    ];
    for index in 0..n {
        let body = bodies[index % bodies.len()];
        write(&format!("templates/t{index:04}.yaml"), &format!("{}{body}", head(index)));
    }
}

fn helm(program: &Path, chart: &Path) -> Taken {
    taken(program, &["template", "demo", &chart.display().to_string(), "--include-crds", "--kube-version", "v1.33.0"])
}

fn as_process(name: &str, chart: &Path, theirs: Option<&Medians>, budgets: &mut Budgets) {
    let chart = chart.display().to_string();
    let ours = || {
        taken(Path::new(env!("CARGO_BIN_EXE_tiphys")), &["render", "helm", "demo", &chart, "--include-crds", "--kube-version", "v1.33.0"])
    };
    let own = Medians::of(&(0..RUNS).map(|_| ours()).collect::<Vec<_>>());
    let what = format!("process, {name}");
    note(&what, &own.shown());
    let Some(theirs) = theirs else { return };
    assert_eq!(own.out.lines().count(), theirs.out.lines().count(), "{what}: as many lines come out");
    note("  helm", &theirs.shown());
    budgets.at_least(&format!("{what}: times faster"), 10.0, theirs.wall_ms / own.wall_ms, "times");
    note("  times less processor time", &format!("{:.1}", theirs.cpu_ms / own.cpu_ms));
    budgets.at_least(&format!("{what}: peak memory saved"), 50.0, 100.0 * (1.0 - own.peak_mib / theirs.peak_mib), "%");
}

/// In this process: the chart is there already, and other values come. The real one's time is its process', less that of one which
/// does nothing.
fn again(name: &str, chart: &Path, real: Option<&Path>, theirs: Option<&Medians>, budgets: &mut Budgets) {
    let mut entries = Vec::new();
    read(chart, chart, &mut entries);
    let loaded = load_entries(entries, name).expect("a chart");
    let render = |index: usize| {
        let options = Options {
            release: Release { name: "demo".into(), namespace: "default".into(), is_upgrade: false },
            layers: Layers { set: vec![format!("global.round={index}")], ..Layers::default() },
            kube_version: "v1.33.0".into(),
            api_versions: Vec::new(),
            checks_schema: true,
            traces: false,
        };
        let start = Instant::now();
        let Ok(output) = run(&loaded.chart, &options, &Chance::new([7; 32], jiff::Timestamp::UNIX_EPOCH)) else { panic!("{name} renders") };
        let text = print(&output.crds, &output.sorted, Parts { hooks: true, tests: true });
        (start.elapsed().as_secs_f64() * 1_000.0, text.len())
    };
    let (first, n_bytes) = render(0);
    let mut times: Vec<f64> = (1..=RUNS * 2).map(|index| render(index).0).collect();
    let own = percentile(&mut times, 0.5);
    note(&format!("in process, {name}"), &format!("{first:.1} ms first, {own:.2} ms again, {} KiB", n_bytes / 1_024));
    let (Some(real), Some(theirs)) = (real, theirs) else { return };
    let mut starts: Vec<f64> = (0..RUNS).map(|_| taken(real, &["version", "--short"]).wall_ms).collect();
    let left = theirs.wall_ms - percentile(&mut starts, 0.5);
    note("  helm without its start", &format!("{left:.1} ms"));
    budgets.at_least(&format!("in process, {name}: times faster"), 20.0, left / own, "times");
}

fn read(root: &Path, folder: &Path, into: &mut Vec<Entry>) {
    let mut names: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    for path in names {
        if path.is_dir() {
            read(root, &path, into);
        } else {
            let name = path.strip_prefix(root).expect("within").display().to_string();
            into.push(Entry { name: name.into(), bytes: fs::read(&path).expect("a file").into(), trees: Arc::default() });
        }
    }
}
