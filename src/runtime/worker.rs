//! The killable child process: the same binary, a private subcommand, framed stdio, resource limits. What hangs in it is
//! killed at the deadline; nothing of it survives its parent. A fetch or a Jsonnet file is its only request; Lua and jq are
//! short and many, so that a worker for them takes one after the other until its standard input ends. This is the parent's side.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

use crate::adapters::git::fetch::{FetchRequest, Fetched, Progress};
use crate::adapters::judge::request::JudgeRequest;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::served::size;

/// Memory that a program may take in the worker, beyond what the process has mapped when it begins (the allocator reserves address
/// space ahead). The largest public Jsonnet libraries need about a tenth.
pub(super) const JUDGE_MEMORY: u64 = 1 << 30;

/// CPU seconds that a program may use.
pub(super) const JUDGE_CPU_SECONDS: u64 = 60;

/// CPU seconds that one script may use where nobody kills it at its deadline: the parent may be stopped, or gone.
pub(super) const SCRIPT_CPU_SECONDS: u64 = 30;

/// Workers that were killed because nobody waited for them any longer, since the process began: tests read it.
pub static KILLED: AtomicU64 = AtomicU64::new(0);

/// Held while a worker is started.
static STARTING: RwLock<()> = RwLock::new(());

/// Does something while no worker is being started. Whoever stops the whole process group needs that: a child that is stopped
/// before it runs its program leaves the thread that waits for it unstoppable, so the shell never hears that we stopped.
pub fn while_none_starts<T>(work: impl FnOnce() -> T) -> T {
    let _held = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// What a worker is asked, one JSON line.
#[derive(Serialize, Deserialize)]
pub(super) enum Request {
    Fetch(FetchRequest),
    Judge(JudgeRequest),
}

/// What a worker says, one JSON a line.
#[derive(Serialize, Deserialize)]
pub(super) enum Said {
    Progress(Progress),
    Fetched(Fetched),
    Judged(String),
    Failed(Told),
}

/// A problem on its way through the pipe.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    kind: String,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    cause: String,
    hint: Option<String>,
}

impl Told {
    pub(super) fn new(problem: &Problem) -> Self {
        Self {
            kind: format!("{:?}", problem.kind),
            file: problem.place.as_ref().map(|place| place.file.to_string()),
            line: problem.place.as_ref().and_then(|place| place.line),
            column: problem.place.as_ref().and_then(|place| place.column),
            cause: problem.cause.to_string(),
            hint: problem.hint.as_deref().map(str::to_owned),
        }
    }

    fn problem(self) -> Problem {
        let kinds = [ProblemKind::NotFound, ProblemKind::Forbidden, ProblemKind::Unreachable, ProblemKind::Limit, ProblemKind::BadInput];
        let kind = kinds.into_iter().find(|kind| format!("{kind:?}") == self.kind).unwrap_or(ProblemKind::Internal);
        let mut problem = Problem::error(kind, self.cause);
        problem.place = self.file.map(|file| Place { line: self.line, column: self.column, ..Place::file(file) });
        problem.hint = self.hint.map(Into::into);
        problem
    }
}

/// Counts a worker that is dropped before it ended: it is killed with its handle.
struct Kill {
    ended: bool,
}

impl Drop for Kill {
    fn drop(&mut self) {
        if !self.ended {
            KILLED.fetch_add(1, Ordering::Relaxed);
        }
    }
}

pub(super) fn lost(what: &str) -> Problem {
    Problem::error(ProblemKind::Internal, format!("the worker process {what}")).hint("the log has the details")
}

/// How a worker ended without an answer.
enum End {
    /// It could not be talked to.
    Lost(Problem),
    /// It ended.
    Ended(Option<ExitStatus>),
}

fn start(binary: &Path) -> std::io::Result<Child> {
    let mut command = tokio::process::Command::new(binary);
    command.arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let _held = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    command.spawn()
}

/// Runs a worker for one request until what it says is an answer. Dropping the future kills it.
async fn ask<T>(
    binary: &Path,
    request: Request,
    mut hear: impl FnMut(Said) -> ControlFlow<Result<T, Problem>>,
) -> Result<Result<T, Problem>, End> {
    let gone = |what: String| End::Lost(lost(&what));
    let mut child = start(binary).map_err(|error| gone(format!("cannot be started: {error}")))?;
    let mut kill = Kill { ended: false };
    let mut line = serde_json::to_vec(&request).map_err(|error| gone(format!("cannot be asked: {error}")))?;
    line.push(b'\n');
    if let Some(mut input) = child.stdin.take()
        && let Err(error) = input.write_all(&line).await
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        return Err(gone(format!("does not listen: {error}")));
    }
    let output = child.stdout.take().ok_or_else(|| gone("has no output".into()))?;
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let said = serde_json::from_str(&line).map_err(|error| gone(format!("speaks another language: {error}")))?;
        if let ControlFlow::Break(answer) = hear(said) {
            kill.ended = true;
            return Ok(answer);
        }
    }
    kill.ended = true;
    Err(End::Ended(child.wait().await.ok()))
}

/// Fetches in a worker. Dropping the future kills it.
///
/// # Errors
/// What the worker said, or that it ended without a word.
pub async fn fetch_in_worker(binary: &Path, request: FetchRequest, mut progress: impl FnMut(Progress)) -> Result<Fetched, Problem> {
    let fetched = ask(binary, Request::Fetch(request), |said| match said {
        Said::Progress(far) => {
            progress(far);
            ControlFlow::Continue(())
        }
        Said::Fetched(fetched) => ControlFlow::Break(Ok(fetched)),
        Said::Judged(_) => ControlFlow::Break(Err(lost("answers another question"))),
        Said::Failed(told) => ControlFlow::Break(Err(told.problem())),
    });
    match fetched.await {
        Ok(answer) => answer,
        Err(End::Lost(problem)) => Err(problem),
        Err(End::Ended(status)) => {
            let status = status.map(|status| status.to_string()).unwrap_or_default();
            Err(lost(&format!("ended without an answer ({status})")))
        }
    }
}

/// Runs somebody's program in a worker. Dropping the future kills it. The inner result is what the program has every time.
///
/// # Errors
/// When there is no such answer: the program took more than it may, or the worker was lost. `place` is what the problem is shown at.
pub async fn judge_in_worker(binary: &Path, request: JudgeRequest, place: &str) -> Result<Result<String, Problem>, Problem> {
    let judged = ask(binary, Request::Judge(request), |said| match said {
        Said::Judged(text) => ControlFlow::Break(Ok(text)),
        Said::Failed(told) => ControlFlow::Break(Err(told.problem())),
        Said::Progress(_) | Said::Fetched(_) => ControlFlow::Break(Err(lost("answers another question"))),
    });
    match judged.await {
        Ok(answer) => Ok(answer),
        Err(End::Lost(problem)) => Err(problem.at(Place::file(place))),
        Err(End::Ended(status)) => Err(too_much(status, JUDGE_CPU_SECONDS).at(Place::file(place))),
    }
}

/// A worker that takes one script after the other. Dropping it kills it.
pub(super) struct Scripts {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Whether an answer is being waited for.
    is_busy: bool,
    /// Requests that it has answered.
    pub(super) n_served: u32,
}

impl Scripts {
    /// A new process.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub(super) fn start(binary: &Path) -> Result<Self, Problem> {
        let mut child = start(binary).map_err(|error| lost(&format!("cannot be started: {error}")))?;
        let (input, output) = child.stdin.take().zip(child.stdout.take()).ok_or_else(|| lost("has no pipes"))?;
        Ok(Self { child, input, lines: BufReader::new(output).lines(), is_busy: false, n_served: 0 })
    }

    /// Runs a script. The inner result is what the script has every time.
    ///
    /// # Errors
    /// When it ended without an answer: it is of no more use.
    pub(super) async fn ask(&mut self, request: &JudgeRequest) -> Result<Result<String, Problem>, Problem> {
        /// A request that is not copied for the pipe.
        #[derive(Serialize)]
        enum Asked<'r> {
            Judge(&'r JudgeRequest),
        }
        let mut line = serde_json::to_vec(&Asked::Judge(request)).map_err(|error| lost(&format!("cannot be asked: {error}")))?;
        line.push(b'\n');
        self.is_busy = true;
        // A worker that ended does not listen; how it ended is told below.
        let _ = self.input.write_all(&line).await;
        let said = self.lines.next_line().await;
        let Ok(Some(said)) = said else {
            let status = self.child.wait().await.ok();
            self.is_busy = false;
            return Err(too_much(status, SCRIPT_CPU_SECONDS));
        };
        self.is_busy = false;
        self.n_served += 1;
        match serde_json::from_str(&said) {
            Ok(Said::Judged(text)) => Ok(Ok(text)),
            Ok(Said::Failed(told)) => Ok(Err(told.problem())),
            Ok(Said::Progress(_) | Said::Fetched(_)) => Err(lost("answers another question")),
            Err(error) => Err(lost(&format!("speaks another language: {error}"))),
        }
    }

    /// How the system knows it.
    pub(super) fn process(&self) -> Process {
        Process(self.child.id())
    }
}

/// A process by its number: what the system tells of it, as long as it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Process(Option<u32>);

impl Process {
    /// Its number, as long as it was not waited for.
    pub(super) fn id(self) -> Option<u32> {
        self.0
    }

    /// Processor time that it has used; none where the system does not tell.
    pub(super) fn cpu_time(self) -> Option<Duration> {
        /// Linux tells processes' times in hundredths of a second on every machine that it runs on today.
        const TICKS: u64 = 100;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0?)).ok()?;
        // The name, in brackets, may hold anything; the twelfth and thirteenth field after it are user and system time.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let ticks = fields.next()?.parse::<u64>().ok()?.checked_add(fields.next()?.parse().ok()?)?;
        Some(Duration::from_millis(ticks.saturating_mul(1_000 / TICKS)))
    }

    /// Bytes of memory that it has; none where the system does not tell.
    pub(super) fn memory(self) -> Option<u64> {
        size(&format!("/proc/{}/status", self.0?), "VmRSS:")
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        // The process itself is killed and reaped with its handle.
        if self.is_busy {
            KILLED.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Why a program's worker ended without a word: by the signals of its limits.
fn too_much(status: Option<ExitStatus>, cpu_seconds: u64) -> Problem {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    let Some(status) = status else { return lost("ended without an answer") };
    let is = |signal: Signal| status.signal() == Some(signal.as_raw());
    let limit = |cause: String| Problem::error(ProblemKind::Limit, cause);
    if is(Signal::ABORT) {
        // A stack that overflows ends a Rust program in the same way.
        let or = if cpu_seconds == SCRIPT_CPU_SECONDS { ", or was nested too deeply," } else { "" };
        limit(format!("took more than {} MiB of memory{or} and was stopped", JUDGE_MEMORY >> 20)).hint("make it build less at once")
    } else if is(Signal::KILL) || is(Signal::XCPU) {
        limit(format!("took more than {cpu_seconds} s of processor time and was stopped")).hint("look for a loop without an end")
    } else if is(Signal::SEGV) || is(Signal::BUS) {
        limit("is nested too deeply and was stopped".to_owned()).hint("write it flatter")
    } else {
        lost(&format!("ended without an answer ({status})"))
    }
}
