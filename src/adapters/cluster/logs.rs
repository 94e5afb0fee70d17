//! A container's log as lines. The text is raw: whoever shows it cleans it (`model::text::clean`). It knows no budget of
//! lines: the reader stops reading.

use std::sync::Arc;

use futures::Stream;

use super::connect::Cluster;
use super::error::ClusterError;
use super::lines::Lines;
use super::request::{Call, Target, send};

/// What of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRequest {
    /// The Pod's namespace.
    pub namespace: Arc<str>,
    /// The Pod.
    pub pod: Arc<str>,
    /// The container; empty where the Pod has one.
    pub container: Arc<str>,
    /// Whether the previous run is meant: the one that crashed.
    pub is_previous: bool,
    /// Whether to stay for what is still to come.
    pub is_following: bool,
    /// Lines from the end; `None` for all.
    pub tail: Option<u32>,
    /// Only the last seconds; `None` for all.
    pub since_seconds: Option<u32>,
    /// Whether each line starts with its time.
    pub has_timestamps: bool,
    /// Bytes after which the server stops; `None` for no limit.
    pub max_bytes: Option<u64>,
    /// Bytes of a line that are kept.
    pub max_line: usize,
}

impl LogRequest {
    /// The last 500 lines of a container, 16 KiB each at most: a screen shows fewer, a stack trace fits.
    pub fn tail(namespace: impl Into<Arc<str>>, pod: impl Into<Arc<str>>, container: impl Into<Arc<str>>) -> Self {
        Self {
            namespace: namespace.into(),
            pod: pod.into(),
            container: container.into(),
            is_previous: false,
            is_following: false,
            tail: Some(500),
            since_seconds: None,
            has_timestamps: false,
            max_bytes: None,
            max_line: 16 << 10,
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// RFC 3339 with nanoseconds, where it was asked for; else empty.
    pub time: Arc<str>,
    /// The text as the container wrote it, escape sequences included; bytes that are no UTF-8 are replaced.
    pub text: String,
    /// Whether the line was longer.
    pub is_cut: bool,
}

/// Opens a log. The stream ends where the log does, or after an error.
///
/// # Errors
/// `Malformed` where there is no such container or no previous run, and whatever [`ClusterError`] tells apart.
pub async fn open(
    cluster: &Cluster,
    request: &LogRequest,
) -> Result<impl Stream<Item = Result<LogLine, ClusterError>> + Send + use<>, ClusterError> {
    let flag = |is_set: bool| if is_set { "true" } else { "" };
    let number = |value: Option<String>| value.unwrap_or_default();
    let target = Target::collection("", "v1", "pods").within(request.namespace.clone()).named(request.pod.clone()).part("log");
    let call = Call::on("get", &target)?
        .query("container", &*request.container)
        .query("previous", flag(request.is_previous))
        .query("follow", flag(request.is_following))
        .query("timestamps", flag(request.has_timestamps))
        .query("tailLines", number(request.tail.map(|value| value.to_string())))
        .query("sinceSeconds", number(request.since_seconds.map(|value| value.to_string())))
        .query("limitBytes", number(request.max_bytes.map(|value| value.to_string())))
        .accept("*/*")
        .stream();
    // A timestamp and its space do not count against the line.
    let limit = request.max_line + if request.has_timestamps { 36 } else { 0 };
    let lines = Lines::new(send(cluster, &call).await?, limit);
    let has_timestamps = request.has_timestamps;
    Ok(futures::stream::unfold(Some(lines), move |lines| async move {
        let mut lines = lines?;
        match lines.next().await {
            Ok(Some(line)) => Some((Ok(log_line(&line.bytes, line.is_cut, has_timestamps)), Some(lines))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    }))
}

fn log_line(bytes: &[u8], is_cut: bool, has_timestamps: bool) -> LogLine {
    let text = String::from_utf8_lossy(bytes.strip_suffix(b"\r").unwrap_or(bytes)).into_owned();
    match text.split_once(' ').filter(|(time, _)| has_timestamps && time.parse::<jiff::Timestamp>().is_ok()) {
        Some((time, rest)) => LogLine { time: time.into(), text: rest.to_owned(), is_cut },
        None => LogLine { time: Arc::default(), text, is_cut },
    }
}

#[cfg(test)]
mod tests {
    use super::log_line;

    #[test]
    fn times_come_apart_from_the_text_and_nothing_else_does() {
        let line = log_line(b"2026-01-01T00:00:00.123456789Z level=info \x1b[31mred", false, true);
        assert_eq!((&*line.time, line.text.as_str()), ("2026-01-01T00:00:00.123456789Z", "level=info \u{1b}[31mred"));
        assert_eq!(log_line(b"no time here", false, true).text, "no time here");
        assert_eq!(log_line(b"2026-01-01T00:00:00Z x", false, false).text, "2026-01-01T00:00:00Z x");
    }
}
