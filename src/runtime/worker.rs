//! The killable child process: the same binary, a private subcommand, framed stdio, resource limits. What hangs in it is
//! killed at the deadline; nothing of it survives its parent. It runs one request and ends.

use std::io::{BufRead, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::adapters::git::fetch::{FetchRequest, Fetched, Progress, fetch};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Memory that a worker may map: a pack of a very large repository fits, a bomb does not.
const MEMORY: u64 = 4 << 30;

/// CPU seconds that a worker may use.
const CPU_SECONDS: u64 = 600;

/// Workers that were killed because nobody waited for them any longer, since the process began: tests read it.
pub static KILLED: AtomicU64 = AtomicU64::new(0);

/// What a worker says, one JSON a line.
#[derive(Serialize, Deserialize)]
enum Said {
    Progress(Progress),
    Fetched(Fetched),
    Failed(Told),
}

/// A problem on its way through the pipe.
#[derive(Serialize, Deserialize)]
struct Told {
    kind: String,
    file: Option<String>,
    cause: String,
    hint: Option<String>,
}

impl Told {
    fn new(problem: &Problem) -> Self {
        Self {
            kind: format!("{:?}", problem.kind),
            file: problem.place.as_ref().map(|place| place.file.to_string()),
            cause: problem.cause.to_string(),
            hint: problem.hint.as_deref().map(str::to_owned),
        }
    }

    fn problem(self) -> Problem {
        let kinds = [ProblemKind::NotFound, ProblemKind::Forbidden, ProblemKind::Unreachable, ProblemKind::Limit, ProblemKind::BadInput];
        let kind = kinds.into_iter().find(|kind| format!("{kind:?}") == self.kind).unwrap_or(ProblemKind::Internal);
        let mut problem = Problem::error(kind, self.cause);
        problem.place = self.file.map(Place::file);
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

/// Fetches in a worker. Dropping the future kills it.
///
/// # Errors
/// What the worker said, or that it ended without a word.
pub async fn fetch_in_worker(binary: &Path, request: &FetchRequest, mut progress: impl FnMut(Progress)) -> Result<Fetched, Problem> {
    let lost = |what: String| Problem::error(ProblemKind::Internal, format!("the worker process {what}")).hint("the log has the details");
    let mut child = tokio::process::Command::new(binary)
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| lost(format!("cannot be started: {error}")))?;
    let mut kill = Kill { ended: false };
    let mut line = serde_json::to_vec(request).map_err(|error| lost(format!("cannot be asked: {error}")))?;
    line.push(b'\n');
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&line).await.map_err(|error| lost(format!("does not listen: {error}")))?;
    }
    let output = child.stdout.take().ok_or_else(|| lost("has no output".into()))?;
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match serde_json::from_str(&line) {
            Ok(Said::Progress(far)) => progress(far),
            Ok(Said::Fetched(fetched)) => {
                kill.ended = true;
                return Ok(fetched);
            }
            Ok(Said::Failed(told)) => {
                kill.ended = true;
                return Err(told.problem());
            }
            Err(error) => return Err(lost(format!("speaks another language: {error}"))),
        }
    }
    kill.ended = true;
    let status = child.wait().await.map(|status| status.to_string()).unwrap_or_default();
    Err(lost(format!("ended without an answer ({status})")))
}

/// The worker's own life: one request on standard input, answers on standard output.
///
/// # Errors
/// When the pipe is broken: the parent is gone.
pub fn serve() -> std::io::Result<()> {
    limit_resources();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let mut out = std::io::stdout().lock();
    let mut say = |said: &Said| -> std::io::Result<()> {
        serde_json::to_writer(&mut out, said)?;
        out.write_all(b"\n")?;
        out.flush()
    };
    let request: FetchRequest = serde_json::from_str(&line)?;
    let mut broken = false;
    let mut last = 0;
    let result = fetch(&request, &mut |far| {
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

fn limit_resources() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [(Resource::As, MEMORY), (Resource::Cpu, CPU_SECONDS), (Resource::Core, 0)];
    for (resource, limit) in limits {
        // A limit that is already lower cannot be raised: it stays, and is stricter.
        let _ = setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) });
    }
}
