//! What fake containers say: 41 lines, the last an error, as the testbed's containers do; crashed ones say how they died.
//! It knows no pod, only names, a time and a fate.

use jiff::{SignedDuration, Timestamp};

/// How a container is doing, which is what its log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It runs, or ran to its end.
    Serving,
    /// It died before and is waiting to be started again.
    Crashing,
    /// The run before.
    CrashedBefore,
    /// It ended with an error.
    Failed,
}

/// The lines of a container with the time of each, oldest first.
pub(crate) fn lines(pod: &str, container: &str, fate: Fate, started: Timestamp, restarts: i64) -> Vec<(Timestamp, String)> {
    // All of it within half a second: a log is never ahead of the clock for long.
    let at = |line: i64| started.checked_add(SignedDuration::from_millis(line * 10)).unwrap_or(started);
    let paths = ["/ready", "/api/orders", "/api/cart", "/metrics"];
    let mut out = Vec::with_capacity(41);
    for n in 1..=40_i64 {
        let path = usize::try_from(n).ok().and_then(|n| paths.get(n % paths.len())).copied().unwrap_or("/");
        let line = match (fate, n) {
            (Fate::Serving, 1) => format!("level=info msg=\"starting\" container={container} pod={pod}"),
            (Fate::Crashing | Fate::CrashedBefore, 1) => {
                let run = if fate == Fate::CrashedBefore { restarts } else { restarts + 1 };
                format!("level=info msg=\"starting\" container={container} pod={pod} run={run}")
            }
            (Fate::Crashing | Fate::CrashedBefore, 37) => "level=info msg=\"loading configuration\" file=/etc/app/config.yaml".to_owned(),
            (Fate::Crashing | Fate::CrashedBefore, 38) => "level=warn msg=\"retrying\" what=database attempt=1".to_owned(),
            (Fate::Crashing | Fate::CrashedBefore, 39) => "level=warn msg=\"retrying\" what=database attempt=2".to_owned(),
            (Fate::Crashing | Fate::CrashedBefore, 40) => "level=error msg=\"giving up\" what=database attempts=3".to_owned(),
            (Fate::Failed, n) => format!("level=info msg=\"step done\" step={n}"),
            (_, n) => format!("level=info msg=\"request served\" path={path} n={n}"),
        };
        out.push((at(n), line));
    }
    let last = match fate {
        Fate::Serving | Fate::Crashing => "level=error msg=\"cannot reach the database: connection refused\" host=db:5432",
        Fate::CrashedBefore => "level=fatal msg=\"panic: cannot reach the database: connection refused\" host=db:5432 exit=1",
        Fate::Failed => "level=error msg=\"migration failed: relation \\\"orders\\\" does not exist\" exit=1",
    };
    out.push((at(41), last.to_owned()));
    out
}

#[cfg(test)]
mod tests {
    use super::{Fate, lines};

    #[test]
    fn every_container_says_41_lines_and_the_last_is_an_error() {
        let of = |fate| lines("web-1", "app", fate, jiff::Timestamp::UNIX_EPOCH, 4);
        for fate in [Fate::Serving, Fate::Crashing, Fate::CrashedBefore, Fate::Failed] {
            assert_eq!(of(fate).len(), 41);
            assert!(of(fate).last().is_some_and(|(_, line)| line.starts_with("level=error") || line.starts_with("level=fatal")));
        }
        assert_ne!(of(Fate::Crashing), of(Fate::CrashedBefore));
    }
}
