//! Lines of a body that arrives bit by bit, each up to a limit; what is longer is cut, and said to be. It knows no format.

use http::Response;
use http_body_util::BodyExt;
use kube::client::Body;

use super::error::ClusterError;

/// One line without its line feed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes, at most the limit.
    pub(super) bytes: Vec<u8>,
    /// Whether there was more of it.
    pub(super) is_cut: bool,
}

/// A body under way.
pub(super) struct Lines {
    body: Body,
    pending: Vec<u8>,
    /// Bytes of `pending` that are known to hold no line feed.
    scanned: usize,
    limit: usize,
    /// Whether the rest of an overlong line is being passed over.
    is_skipping: bool,
    is_ended: bool,
}

impl Lines {
    /// The lines of an answer, each up to `limit` bytes.
    pub(super) fn new(response: Response<Body>, limit: usize) -> Self {
        Self { body: response.into_body(), pending: Vec::new(), scanned: 0, limit, is_skipping: false, is_ended: false }
    }

    /// The next line; `None` at the end. A last line without a line feed counts. Dropping the future loses nothing.
    ///
    /// # Errors
    /// `Unreachable` when the connection breaks.
    pub(super) async fn next(&mut self) -> Result<Option<Line>, ClusterError> {
        loop {
            if let Some(line) = self.take() {
                return Ok(Some(line));
            }
            if self.is_ended {
                return Ok(None);
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.pending.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => {
                    self.is_ended = true;
                    return Err(ClusterError::Unreachable(error.to_string().into()));
                }
                None => self.is_ended = true,
            }
        }
    }

    /// A line that is complete, or too long already, or the last one.
    fn take(&mut self) -> Option<Line> {
        loop {
            let rest = self.pending.get(self.scanned..).unwrap_or_default();
            let end = rest.iter().position(|byte| *byte == b'\n').map(|index| self.scanned + index);
            let Some(end) = end else { return self.take_open() };
            let mut bytes: Vec<u8> = self.pending.drain(..=end).collect();
            self.scanned = 0;
            bytes.pop();
            if std::mem::take(&mut self.is_skipping) {
                continue;
            }
            let is_cut = bytes.len() > self.limit;
            bytes.truncate(self.limit);
            return Some(Line { bytes, is_cut });
        }
    }

    /// The line under way: cut when it is too long, whole when nothing follows.
    fn take_open(&mut self) -> Option<Line> {
        self.scanned = self.pending.len();
        if self.is_skipping {
            self.pending.clear();
            self.scanned = 0;
            return None;
        }
        let is_cut = self.pending.len() > self.limit;
        let is_last = self.is_ended && !self.pending.is_empty();
        if !is_cut && !is_last {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.pending);
        self.scanned = 0;
        self.is_skipping = is_cut;
        bytes.truncate(self.limit);
        Some(Line { bytes, is_cut })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures::StreamExt;
    use http::Response;
    use http_body_util::StreamBody;

    use super::Lines;

    async fn lines(chunks: &[&'static str], limit: usize) -> Vec<(String, bool)> {
        let frames: Vec<_> =
            chunks.iter().map(|chunk| Ok::<_, std::io::Error>(hyper::body::Frame::data(Bytes::from_static(chunk.as_bytes())))).collect();
        let service = tower::service_fn(move |_: http::Request<kube::client::Body>| {
            let frames: Vec<_> = frames
                .iter()
                .map(|frame| {
                    Ok::<_, std::io::Error>(hyper::body::Frame::data(frame.as_ref().expect("data").data_ref().expect("data").clone()))
                })
                .collect();
            async move { Ok::<_, std::io::Error>(Response::new(StreamBody::new(futures::stream::iter(frames).boxed()))) }
        });
        let client = kube::Client::new(service, "default");
        let response = client.send(http::Request::new(kube::client::Body::empty())).await.expect("answer");
        let (mut lines, mut out) = (Lines::new(response, limit), Vec::new());
        while let Some(line) = lines.next().await.expect("line") {
            out.push((String::from_utf8(line.bytes).expect("text"), line.is_cut));
        }
        out
    }

    #[tokio::test]
    async fn lines_are_cut_at_the_limit_and_the_next_one_is_whole() {
        let whole = |text: &str| (text.to_owned(), false);
        assert_eq!(lines(&["a\nb", "c\n\nd"], 10).await, [whole("a"), whole("bc"), whole(""), whole("d")]);
        assert_eq!(lines(&["abcd", "efgh", "ijk\nz\n"], 5).await, [("abcde".to_owned(), true), whole("z")]);
        assert_eq!(lines(&["abcdefgh\nz"], 5).await, [("abcde".to_owned(), true), whole("z")]);
    }
}
