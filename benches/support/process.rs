//! Other processes: the fleet's server and the load as children that end with this process, and what the kernel says of a process. It
//! knows no console.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::budget::percentile;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike};

/// A child that plays a part; it ends when it is dropped, or when this process is gone.
pub(crate) struct Part(Child);

impl Part {
    /// Starts this program again in a part, and waits until it says that it is ready.
    pub(crate) fn start(args: &[&str]) -> Self {
        let program = std::env::current_exe().expect("this program is known");
        let mut child =
            Command::new(program).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("this program starts again");
        let out = child.stdout.take().expect("a pipe");
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).expect("it speaks");
        assert_eq!(line.trim(), "ready", "{args:?}");
        Self(child)
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Ends it by closing its standard input, and waits.
    pub(crate) fn end(mut self) {
        drop(self.0.stdin.take());
        // It was ours; its status says nothing more.
        let _ = self.0.wait();
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Gone already, or gone now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns when this process, a part, is to end.
pub(crate) fn until_told_to_end() {
    let mut nothing = String::new();
    while std::io::stdin().lock().read_line(&mut nothing).is_ok_and(|n| n > 0) {}
}

/// A fleet behind a server in another process.
pub(crate) struct Served {
    part: Part,
    folder: tempfile::TempDir,
}

impl Served {
    /// So many applications, each with its five objects (if any live ones are wanted) and so many live objects below them.
    pub(crate) fn start(apps: usize, live: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().display().to_string();
        let part = Part::start(&["fleet", &path, &apps.to_string(), &live.to_string()]);
        Self { part, folder }
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its kubeconfig.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Its repository.
    pub(crate) fn repository(&self) -> PathBuf {
        self.folder.path().join("fleet.git")
    }

    /// The server's process id.
    pub(crate) fn id(&self) -> u32 {
        self.part.id()
    }
}

/// The largest memory that a process has had, in MiB.
pub(crate) fn peak_mib(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process is there");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel says its peak");
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().expect("a number");
    kib / 1_024.0
}

/// The CPU time of a process: what its threads have used, those that ended in between included as far as they were seen.
#[derive(Default)]
pub(crate) struct Cpu {
    first: Option<BTreeMap<String, u64>>,
    last: BTreeMap<String, u64>,
}

impl Cpu {
    /// Looks at the process now.
    pub(crate) fn look(&mut self, pid: u32) {
        let mut now = BTreeMap::new();
        for entry in std::fs::read_dir(format!("/proc/{pid}/task")).expect("the process is there").flatten() {
            let text = std::fs::read_to_string(entry.path().join("schedstat")).unwrap_or_default();
            if let Some(nanos) = text.split(' ').next().and_then(|text| text.parse().ok()) {
                now.insert(entry.file_name().to_string_lossy().into_owned(), nanos);
            }
        }
        self.first.get_or_insert_with(|| now.clone());
        self.last.extend(now);
    }

    /// What was used since the first look.
    pub(crate) fn used(&self) -> Duration {
        let before = |thread: &String| self.first.as_ref().and_then(|first| first.get(thread)).copied().unwrap_or(0);
        Duration::from_nanos(self.last.iter().map(|(thread, nanos)| nanos - before(thread)).sum())
    }
}

/// What one run of a program took.
pub(crate) struct Taken {
    /// From its start to its end.
    pub(crate) wall_ms: f64,
    /// In user and system mode, all threads.
    pub(crate) cpu_ms: f64,
    /// The most memory that was resident.
    pub(crate) peak_mib: f64,
    /// What it printed.
    pub(crate) out: String,
}

/// The medians of several runs, and what the first of them printed.
pub(crate) struct Medians {
    /// As in [`Taken`].
    pub(crate) wall_ms: f64,
    /// As in [`Taken`].
    pub(crate) cpu_ms: f64,
    /// As in [`Taken`].
    pub(crate) peak_mib: f64,
    /// What the first run printed.
    pub(crate) out: String,
}

impl Medians {
    pub(crate) fn of(runs: &[Taken]) -> Self {
        let median = |figure: fn(&Taken) -> f64| percentile(&mut runs.iter().map(figure).collect::<Vec<_>>(), 0.5);
        let out = runs.first().expect("a run").out.clone();
        Self { wall_ms: median(|run| run.wall_ms), cpu_ms: median(|run| run.cpu_ms), peak_mib: median(|run| run.peak_mib), out }
    }

    pub(crate) fn shown(&self) -> String {
        format!("{:.1} ms, {:.1} ms of processor time, {:.1} MiB at most", self.wall_ms, self.cpu_ms, self.peak_mib)
    }
}

/// Runs a program to its end, by a small process of our own in between, whose only child it is: the kernel tells peak memory of
/// ended children together.
pub(crate) fn taken(program: &Path, args: &[&str]) -> Taken {
    let own = std::env::current_exe().expect("this program is known");
    let output = Command::new(own).arg("measure").arg(program).args(args).stdin(Stdio::null()).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {args:?}: {told}", program.display());
    let figures: Vec<f64> = told.lines().last().unwrap_or("").split(' ').map(|figure| figure.parse().expect("a figure")).collect();
    let [wall_ms, cpu_ms, peak_mib] = *figures else { panic!("{told}") };
    Taken { wall_ms, cpu_ms, peak_mib, out: String::from_utf8(output.stdout).expect("text") }
}

/// The process in between: runs the program and tells on standard error what it took.
pub(crate) fn measure(program: &str, args: &[&str]) {
    let began = Instant::now();
    let status = Command::new(program).args(args).status().expect("it runs");
    let wall = began.elapsed();
    assert!(status.success(), "{program}: {status}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the kernel tells");
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let thousands = |count: i64, each: f64| count as f64 / each;
    let millis = |time: TimeVal| thousands(time.num_microseconds(), 1_000.0);
    let (cpu, peak) = (millis(usage.user_time()) + millis(usage.system_time()), thousands(usage.max_rss(), 1_024.0));
    eprintln!("{} {cpu} {peak}", wall.as_secs_f64() * 1_000.0);
}
