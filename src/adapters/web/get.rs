//! One GET: with what is configured for it, by the validators of what is there already, and no answer larger than it may be. No timeout is
//! set here.

use std::sync::Arc;

use reqwest::header::{ACCEPT, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use reqwest::{RequestBuilder, Response, StatusCode};

use super::client::{Reach, admit, client, refused, told};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Secret;

/// The largest answer where nothing else is said: as large as a file in a repository may be.
const MAX_BYTES: usize = 16 << 20;

/// What is sent to be let in.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// User, where one is configured for this URL.
    pub user: Arc<str>,
    /// Password or token.
    pub password: Secret,
    /// Sent as `Authorization: Bearer`.
    pub bearer_token: Secret,
}

impl Access {
    /// The request with it.
    pub fn put(&self, asking: RequestBuilder) -> RequestBuilder {
        if !self.bearer_token.is_empty() {
            asking.bearer_auth(self.bearer_token.expose())
        } else if self.is_basic() {
            asking.basic_auth(&*self.user, Some(self.password.expose()))
        } else {
            asking
        }
    }

    /// Whether there is a user or a password.
    pub fn is_basic(&self) -> bool {
        !self.user.is_empty() || !self.password.is_empty()
    }
}

/// By what an answer is known again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<Arc<str>>,
    /// `Last-Modified`.
    pub modified: Option<Arc<str>>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(Arc::from);
        Self { etag: text(ETAG), modified: text(LAST_MODIFIED) }
    }

    fn is_empty(&self) -> bool {
        self.etag.is_none() && self.modified.is_none()
    }

    fn put(&self, asking: RequestBuilder) -> RequestBuilder {
        let pairs = [(IF_NONE_MATCH, &self.etag), (IF_MODIFIED_SINCE, &self.modified)];
        pairs.into_iter().fold(asking, |asking, (name, text)| match text.as_deref().map(HeaderValue::from_str) {
            Some(Ok(value)) => asking.header(name, value),
            Some(Err(_)) | None => asking,
        })
    }
}

/// What to get, and with what.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `http://…` or `https://…`; a user and password in it are sent.
    pub url: Arc<str>,
    /// Credentials.
    pub access: Access,
    /// How it is reached.
    pub reach: Reach,
    /// The validators of the answer that is there already.
    pub known: Validators,
    /// `Accept`; empty for anything.
    pub accept: &'static str,
    /// The most bytes; 0 for what a file may have.
    pub most: usize,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// What is there already still holds.
    Same,
    /// The content, and its validators.
    New(Vec<u8>, Validators),
}

/// Gets it.
///
/// # Errors
/// When the other side cannot be reached or answers with an error, when it leads where it must not, or sends too much.
pub async fn get(request: &Request) -> Result<Got, Problem> {
    let shown = RepoUrl::new(request.url.clone()).shown();
    admit(&request.url, &request.reach)?;
    let asking = request.known.put(request.access.put(client(&request.reach)?.get(&*request.url)));
    let asking = if request.accept.is_empty() { asking } else { asking.header(ACCEPT, request.accept) };
    let answer = asking.send().await.map_err(|error| told(&shown, &error))?;
    match answer.status() {
        StatusCode::NOT_MODIFIED if !request.known.is_empty() => return Ok(Got::Same),
        status if status.is_success() => {}
        status => return Err(refused(&shown, status)),
    }
    let validators = Validators::of(answer.headers());
    let most = if request.most == 0 { MAX_BYTES } else { request.most };
    Ok(Got::New(content(&shown, answer, most).await?, validators))
}

/// An answer's content.
///
/// # Errors
/// When it ends too early, or is larger than it may be.
pub async fn content(shown: &str, mut answer: Response, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| told(shown, &error))? {
        if bytes.len().saturating_add(chunk.len()) > most {
            let cause = format!("{shown} sends more than {} MiB", most >> 20);
            return Err(Problem::error(ProblemKind::Limit, cause).hint("commit the file to the repository, or split it"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Request, get};
    use crate::model::problem::ProblemKind;

    #[tokio::test]
    async fn addresses_of_this_machine_are_refused_before_anything_is_sent() {
        for url in
            ["http://127.0.0.1:1/x", "https://[::1]/x", "http://169.254.169.254/x", "http://[::ffff:127.0.0.1]/x", "http://0.0.0.0/x"]
        {
            let problem = get(&Request { url: url.into(), ..Request::default() }).await.expect_err(url);
            assert_eq!(problem.kind, ProblemKind::Forbidden, "{problem}");
        }
    }
}
