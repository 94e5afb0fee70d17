//! The killable child process: the same binary, a private subcommand, framed stdio, resource limits. What hangs in it is
//! killed at the deadline; nothing of it survives its parent. It runs one request and ends.

use std::io::{BufRead, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::adapters::git::fetch::{FetchRequest, Fetched, Progress, fetch};
use crate::adapters::judge::judge;
use crate::adapters::judge::request::JudgeRequest;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Memory that a fetch may map: a pack of a very large repository fits, a bomb does not.
const FETCH_MEMORY: u64 = 4 << 30;

/// CPU seconds that a fetch may use.
const FETCH_CPU_SECONDS: u64 = 600;

/// Memory that a program may take in the worker, beyond what the process has mapped when it begins (the allocator reserves address
/// space ahead). The largest public Jsonnet libraries need about a tenth.
const JUDGE_MEMORY: u64 = 1 << 30;

/// CPU seconds that a program may use.
const JUDGE_CPU_SECONDS: u64 = 60;

/// Stack of the thread that runs a program: its text is analysed by recursion.
const JUDGE_STACK: usize = 256 << 20;

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
enum Request {
    Fetch(FetchRequest),
    Judge(JudgeRequest),
}

/// What a worker says, one JSON a line.
#[derive(Serialize, Deserialize)]
enum Said {
    Progress(Progress),
    Fetched(Fetched),
    Judged(String),
    Failed(Told),
}

/// A problem on its way through the pipe.
#[derive(Serialize, Deserialize)]
struct Told {
    kind: String,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    cause: String,
    hint: Option<String>,
}

impl Told {
    fn new(problem: &Problem) -> Self {
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

fn lost(what: &str) -> Problem {
    Problem::error(ProblemKind::Internal, format!("the worker process {what}")).hint("the log has the details")
}

/// How a worker ended without an answer.
enum End {
    /// It could not be talked to.
    Lost(Problem),
    /// It ended.
    Ended(Option<ExitStatus>),
}

fn start(binary: &Path) -> std::io::Result<tokio::process::Child> {
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
        Err(End::Ended(status)) => Err(too_much(status).at(Place::file(place))),
    }
}

/// Why a program's worker ended without a word: by the signals of its limits.
fn too_much(status: Option<ExitStatus>) -> Problem {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    let Some(status) = status else { return lost("ended without an answer") };
    let is = |signal: Signal| status.signal() == Some(signal.as_raw());
    let limit = |cause: String| Problem::error(ProblemKind::Limit, cause);
    if is(Signal::ABORT) {
        limit(format!("took more than {} MiB of memory and was stopped", JUDGE_MEMORY >> 20)).hint("make it build less at once")
    } else if is(Signal::KILL) || is(Signal::XCPU) {
        limit(format!("took more than {JUDGE_CPU_SECONDS} s of processor time and was stopped")).hint("look for a loop without an end")
    } else if is(Signal::SEGV) || is(Signal::BUS) {
        limit("is nested too deeply and was stopped".to_owned()).hint("write it flatter")
    } else {
        lost(&format!("ended without an answer ({status})"))
    }
}

/// The worker's own life: one request on standard input, answers on standard output.
///
/// # Errors
/// When the pipe is broken: the parent is gone.
pub fn serve() -> std::io::Result<()> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    match serde_json::from_str(&line)? {
        Request::Fetch(request) => serve_fetch(&request),
        Request::Judge(request) => {
            drop(line);
            serve_judge(request)
        }
    }
}

fn say(said: &Said) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, said)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn serve_fetch(request: &FetchRequest) -> std::io::Result<()> {
    limit_resources(FETCH_MEMORY, FETCH_CPU_SECONDS);
    let mut broken = false;
    let mut last = 0;
    let result = fetch(request, &mut |far| {
        // A line a percent is enough to show.
        let percent = far.received * 100 / far.total.max(1);
        if percent > last {
            last = percent;
            broken = say(&Said::Progress(far)).is_err();
        }
        !broken
    });
    match result {
        Ok(fetched) => say(&Said::Fetched(fetched)),
        Err(error) => say(&Said::Failed(Told::new(&error.problem()))),
    }
}

fn serve_judge(request: JudgeRequest) -> std::io::Result<()> {
    let work = move || match judge(&request) {
        Ok(text) => say(&Said::Judged(text)),
        Err(problem) => say(&Said::Failed(Told::new(&problem))),
    };
    let thread = std::thread::Builder::new().name("judge".into()).stack_size(JUDGE_STACK);
    limit_resources(mapped().saturating_add(JUDGE_MEMORY).saturating_add(JUDGE_STACK as u64), JUDGE_CPU_SECONDS);
    let done = thread.spawn(work)?.join();
    done.unwrap_or_else(|_| say(&Said::Failed(Told::new(&lost("met a defect of the evaluator")))))
}

/// Bytes of address space that the process has now.
fn mapped() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0).saturating_mul(1024)
}

fn limit_resources(memory: u64, cpu_seconds: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [(Resource::As, memory), (Resource::Cpu, cpu_seconds), (Resource::Core, 0)];
    for (resource, limit) in limits {
        // A limit that is already lower cannot be raised: it stays, and is stricter.
        let _ = setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) });
    }
}
