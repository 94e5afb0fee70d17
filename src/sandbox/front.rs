//! The door: who asks, how much may be sent, what is written into the record, how a stream is cut. It knows no
//! resources; what is asked is answered by `api`.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use futures::StreamExt;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use tokio::sync::watch;

use super::api;
use super::api::accept::{Accept, WHOLE};
use super::api::answer::{Payload, refused};
use super::api::ask::header_text;
use super::api::options::Options;
use super::failure::Failure;
use super::host::{Dropped, Hub};
use super::record::RequestRecord;
use super::users::User;

/// The largest body that is taken, as on a real server.
const MAX_BODY: usize = 3 * 1024 * 1024;

/// Marks a response (in its extensions) whose body goes on until it is cut: a watch, followed logs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streaming;

/// How a stream ends when its connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// In the middle, as when a server dies.
    Error,
    /// Properly, as when a server shuts down.
    End,
}

/// The whole server as one router.
pub(crate) fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/livez", get(async || "ok"))
        .route("/readyz", get(async || "ok"))
        .fallback(answer)
        .with_state(hub)
}

async fn answer(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let now = hub.clock.now();
    let (parts, body) = request.into_parts();
    let user = authenticate(&hub, &parts.headers);
    let mut changed = false;
    let mut response = match body_of(body).await {
        Err(failure) => refused(&failure),
        Ok(body) => match respond(&hub, user.as_ref(), &parts, body) {
            Ok((response, did)) => {
                changed = did;
                response
            }
            Err(failure) if failure.reason.is_empty() && failure.code == StatusCode::NOT_FOUND => plain_not_found(),
            Err(failure) => refused(&failure),
        },
    };
    stamp(&mut response, now);
    hub.record.push(RequestRecord {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or("").to_owned(),
        user: user.map_or_else(String::new, |user| user.name.to_string()),
        user_agent: header_text(&parts.headers, header::USER_AGENT).to_owned(),
        content_type: header_text(&parts.headers, header::CONTENT_TYPE).to_owned(),
        dry_run: Options::of(&parts.uri).text("dryRun") == "All",
        changed,
        code: response.status().as_u16(),
        resource_version_after: hub.lock().store.revision(),
        at: now,
    });
    response
}

fn respond(hub: &Arc<Hub>, user: Option<&User>, parts: &Parts, body: bytes::Bytes) -> Result<(Response, bool), Failure> {
    let user = user.ok_or_else(Failure::unauthorized)?;
    if let Some(seconds) = hub.faults.take_throttle() {
        return Err(Failure::too_many_requests(seconds));
    }
    let answer = api::answer(hub, user, parts, body)?;
    let changed = answer.changed;
    let streaming = matches!(answer.payload, Payload::Body(..));
    let accept = Accept::parse(header_text(&parts.headers, header::ACCEPT)).unwrap_or(WHOLE);
    let options = Options::of(&parts.uri);
    let mut response = answer.into_response(accept, hub.clock.now(), options.text("includeObject"));
    if streaming {
        response.extensions_mut().insert(Streaming);
    }
    Ok((response, changed))
}

async fn body_of(body: Body) -> Result<bytes::Bytes, Failure> {
    axum::body::to_bytes(body, MAX_BODY).await.map_err(|_| {
        let message = format!("Request entity too large: limit is {MAX_BODY}");
        Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", message)
    })
}

/// The user of the bearer token, or whom an administrator speaks for; none where the token is unknown.
fn authenticate(hub: &Hub, headers: &HeaderMap) -> Option<User> {
    let text = header_text(headers, header::AUTHORIZATION);
    if text.is_empty() {
        return Some(User::new("system:anonymous", &["system:unauthenticated"]));
    }
    let mut user = hub.users.of_token(text.strip_prefix("Bearer ")?)?.clone();
    let named = |name: &'static str| headers.get_all(HeaderName::from_static(name)).iter().filter_map(|value| value.to_str().ok());
    if let Some(name) = named("impersonate-user").next()
        && user.is_master()
    {
        user = User::new(name, &named("impersonate-group").collect::<Vec<_>>());
    }
    user.groups.push("system:authenticated".into());
    Some(user)
}

fn plain_not_found() -> Response {
    let mut response = Response::new(Body::from("404 page not found\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// The sandbox's own date: clients measure their clock by it.
fn stamp(response: &mut Response, now: jiff::Timestamp) {
    let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().insert(header::DATE, value);
    }
}

/// The same response, its stream ended when `cuts` changes. Bodies that are already whole stay as they are.
pub(crate) fn cut_with(response: Response, cuts: watch::Receiver<u64>, cut: Cut) -> Response {
    if response.extensions().get::<Streaming>().is_none() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let open = Some((body.into_data_stream(), cuts));
    let stream = futures::stream::unfold(open, move |open| async move {
        let (mut body, mut cuts) = open?;
        tokio::select! {
            biased;
            // A closed channel is a server that is gone: a cut as well.
            _ = cuts.changed() => (cut == Cut::Error).then_some((Err(Dropped), None)),
            chunk = body.next() => chunk.map(|chunk| (chunk.map_err(|_| Dropped), Some((body, cuts)))),
        }
    });
    Response::from_parts(parts, Body::from_stream(stream))
}
