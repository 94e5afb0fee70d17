//! The door: who asks, how much may be sent, what is written into the record, how a stream is cut. It knows no
//! resources; what is asked is answered by `api`.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use futures::StreamExt;
use http::StatusCode;
use tokio::sync::watch;

use super::host::{Dropped, Hub};

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
    let _ = (hub, request);
    let mut response = Response::new(Body::from("404 page not found\n"));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
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
