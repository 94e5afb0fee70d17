//! The worker's own life, in the child process: requests on standard input, answers on standard output, within the limits that the
//! kernel keeps. It knows no pool and no deadline; the parent's side is `worker`.

use std::io::{BufRead, Write};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::adapters::git::fetch::{FetchRequest, fetch};
use crate::adapters::judge::request::JudgeRequest;
use crate::adapters::judge::{Kept, judge};

use super::worker::{JUDGE_CPU_SECONDS, JUDGE_MEMORY, Request, SCRIPT_CPU_SECONDS, Said, Told, lost};

/// Memory that a fetch may map: a pack of a very large repository fits, a bomb does not.
const FETCH_MEMORY: u64 = 4 << 30;

/// CPU seconds that a fetch may use.
const FETCH_CPU_SECONDS: u64 = 600;

/// Stack of the thread that runs a program: its text is analysed by recursion.
const JUDGE_STACK: usize = 256 << 20;

/// The worker's own life: requests on standard input, answers on standard output.
///
/// # Errors
/// When the pipe is broken: the parent is gone.
pub fn serve() -> std::io::Result<()> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    match serde_json::from_str(&line)? {
        Request::Fetch(request) => serve_fetch(&request),
        Request::Judge(request @ JudgeRequest::Jsonnet(_)) => {
            drop(line);
            serve_judge(move || answer(&mut Kept::default(), &request).map(|_| ()), JUDGE_CPU_SECONDS)
        }
        Request::Judge(request) => {
            drop(line);
            serve_judge(move || serve_scripts(request), SCRIPT_CPU_SECONDS)
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
    limit_resources(FETCH_MEMORY, Some(FETCH_CPU_SECONDS));
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

/// Runs work on a thread with the stack, and in the process with the limits, that programs get.
fn serve_judge(work: impl FnOnce() -> std::io::Result<()> + Send + 'static, cpu_seconds: u64) -> std::io::Result<()> {
    let thread = std::thread::Builder::new().name("judge".into()).stack_size(JUDGE_STACK);
    let memory = mapped().saturating_add(JUDGE_MEMORY).saturating_add(JUDGE_STACK as u64);
    limit_resources(memory, (cpu_seconds != SCRIPT_CPU_SECONDS).then_some(cpu_seconds));
    thread.spawn(work)?.join().unwrap_or(Ok(()))
}

/// Whether a worker can take another request.
#[derive(PartialEq, Eq)]
enum After {
    Ready,
    Broken,
}

/// Answers a request. A defect of an evaluator is told as such, and nothing more is asked of it.
fn answer(kept: &mut Kept, request: &JudgeRequest) -> std::io::Result<After> {
    let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| judge(kept, request)));
    match judged {
        Ok(Ok(text)) => say(&Said::Judged(text))?,
        Ok(Err(problem)) => say(&Said::Failed(Told::new(&problem)))?,
        Err(_) => {
            say(&Said::Failed(Told::new(&lost("met a defect of the evaluator"))))?;
            return Ok(After::Broken);
        }
    }
    Ok(After::Ready)
}

/// Answers scripts until nobody asks any longer. Each has a processor time of its own.
fn serve_scripts(first: JudgeRequest) -> std::io::Result<()> {
    let (mut kept, mut next) = (Kept::default(), Some(first));
    let mut line = String::new();
    while let Some(request) = next.take() {
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
        limit_to(Resource::Cpu, u64::try_from(used).unwrap_or(0) + SCRIPT_CPU_SECONDS, None);
        if answer(&mut kept, &request)? == After::Broken {
            return Ok(());
        }
        line.clear();
        line.shrink_to(1 << 20);
        std::io::stdin().lock().read_line(&mut line)?;
        next = match line.as_str() {
            "" => None,
            line => match serde_json::from_str(line)? {
                Request::Judge(request @ (JudgeRequest::Lua(_) | JudgeRequest::Jq(_))) => Some(request),
                Request::Judge(JudgeRequest::Jsonnet(_)) | Request::Fetch(_) => None,
            },
        };
    }
    Ok(())
}

/// Bytes of address space that the process has now.
fn mapped() -> u64 {
    size("/proc/self/status", "VmSize:").unwrap_or(0)
}

/// A size that the kernel tells of a process.
pub(super) fn size(file: &str, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(file).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib.saturating_mul(1024))
}

fn limit_resources(memory: u64, cpu_seconds: Option<u64>) {
    limit_to(Resource::As, memory, Some(memory));
    limit_to(Resource::Core, 0, Some(0));
    if let Some(seconds) = cpu_seconds {
        limit_to(Resource::Cpu, seconds, Some(seconds));
    }
}

fn limit_to(resource: Resource, current: u64, maximum: Option<u64>) {
    // A limit that is already lower cannot be raised: it stays, and is stricter.
    let maximum = maximum.or(getrlimit(resource).maximum);
    let current = maximum.map_or(current, |maximum| current.min(maximum));
    let _ = setrlimit(resource, Rlimit { current: Some(current), maximum });
}
