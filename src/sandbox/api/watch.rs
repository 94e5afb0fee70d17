//! Watches: the changes of a collection as they come, in the form that was asked for. A watch keeps a position, not a
//! queue: it reads on in the history, and one that falls behind it gets 410 like one that comes too late.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::{BufMut, Bytes, BytesMut};
use tokio::sync::watch;
use tokio::time::Instant;

use super::accept::Form;
use super::answer::{Answer, Payload, one};
use super::ask::Ask;
use super::read::{revision, selector};
use super::table::{self, Columns};
use crate::engine::manifest::json::to_json;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::{Cause, Failure};
use crate::sandbox::host::{Dropped, Hub};
use crate::sandbox::kinds::resource::Resource;
use crate::sandbox::state::State;
use crate::sandbox::store::collection::Event;
use crate::sandbox::store::select::Selector;
use crate::sandbox::store::version::Version;

/// How often a watch that allows bookmarks gets one (`defaultBookmarkFrequency`).
const BOOKMARK: Duration = Duration::from_mins(1);
/// How long a watch lasts that says nothing (`minRequestTimeout`, without its random part).
const LASTING: Duration = Duration::from_mins(30);
/// Changes sent at once: enough to keep up with a flood, few enough to keep the lock short.
const BATCH: usize = 256;

/// Follows a collection.
struct Follow {
    hub: Arc<Hub>,
    resource: Arc<Resource>,
    namespace: String,
    selector: Selector,
    form: Form,
    include: String,
    /// Changes up to this one were sent.
    position: u64,
    /// What is sent before any change.
    initial: Vec<Arc<Version>>,
    /// Whether the end of the initial objects is to be said.
    announce: bool,
    bookmarks: bool,
    columns: Columns,
    changes: watch::Receiver<u64>,
    expiries: watch::Receiver<u64>,
    deadline: Instant,
    next_bookmark: Instant,
    ended: bool,
}

/// Starts a watch.
pub(super) fn watch(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let selector = selector(ask)?;
    let text = ask.options.text("resourceVersion");
    let wants_initial = ask.options.text("sendInitialEvents");
    check_initial(ask, wants_initial)?;
    if text != "0" && !text.is_empty() && text.parse::<u64>().is_err() {
        let why = format!("resourceVersion: Invalid value: {text:?}: strconv.ParseUint: parsing {text:?}: invalid syntax");
        return Err(Failure { reason: "", ..Failure::internal(why) });
    }
    let (asked, _) = revision(ask)?;
    let current = state.store.revision();
    let announce = wants_initial == "true";
    let with_initial = announce || asked.is_none() && wants_initial.is_empty();
    let position = if with_initial { current } else { asked.unwrap_or(current) };
    let initial = if with_initial {
        state.store.list(&ask.resource.id, &ask.target.namespace).filter(|own| selector.selects(&own.object)).cloned().collect()
    } else {
        Vec::new()
    };
    let collection = state.store.open(&ask.resource.id);
    collection.reaches(position).map_err(|too_old| Failure::expired(position, too_old.oldest))?;
    let (changes, expiries) = (collection.changes(), ask.hub.expiries.subscribe());
    let seconds = ask.options.int("timeoutSeconds")?.and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds > 0);
    let now = Instant::now();
    let follow = Follow {
        hub: ask.hub.clone(),
        resource: ask.resource.clone(),
        namespace: ask.target.namespace.clone(),
        selector,
        form: ask.accept.form,
        include: ask.options.text("includeObject").to_owned(),
        position,
        initial,
        announce,
        bookmarks: ask.options.is_true("allowWatchBookmarks"),
        columns: Columns::Shown,
        changes,
        expiries,
        deadline: now + seconds.map_or(LASTING, Duration::from_secs),
        next_bookmark: now + BOOKMARK,
        ended: false,
    };
    let stream = futures::stream::unfold(follow, |mut follow| async move { Some((Ok::<_, Dropped>(follow.next().await?), follow)) });
    Ok(Answer::ok(Payload::Body("application/json", Body::from_stream(stream))))
}

fn check_initial(ask: &Ask, wants_initial: &str) -> Result<(), Failure> {
    let matching = ask.options.text("resourceVersionMatch");
    let forbidden =
        |why: &str| Err(Failure::invalid("meta.k8s.io", "ListOptions", "", vec![Cause::forbidden("resourceVersionMatch", why)]));
    match (wants_initial.is_empty(), matching) {
        (false, "NotOlderThan") | (true, "") => Ok(()),
        (false, _) => forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        (true, _) => forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
    }
}

impl Follow {
    /// The next piece; none at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if self.ended {
            return None;
        }
        let mut out = BytesMut::new();
        for version in std::mem::take(&mut self.initial) {
            self.frame(&mut out, "ADDED", &version);
        }
        if std::mem::take(&mut self.announce) {
            self.bookmark(&mut out, true);
        }
        while out.is_empty() {
            self.changes.borrow_and_update();
            if !self.read_on(&mut out) {
                self.ended = true;
                break;
            }
            if !out.is_empty() {
                break;
            }
            tokio::select! {
                changed = self.changes.changed() => if changed.is_err() { self.ended = true; return None },
                () = tokio::time::sleep_until(self.deadline) => { self.ended = true; return None }
                () = tokio::time::sleep_until(self.next_bookmark), if self.bookmarks => self.bookmark(&mut out, false),
                _ = self.expiries.changed() => {
                    self.ended = true;
                    gone(&mut out, &Failure::expired(self.position, self.position + 1));
                }
            }
        }
        Some(out.freeze())
    }

    /// Writes the changes since the position; false when the history no longer has them.
    fn read_on(&mut self, out: &mut BytesMut) -> bool {
        let (read, current) = {
            let state = self.hub.lock();
            (state.store.since(&self.resource.id, self.position, BATCH), state.store.revision())
        };
        match read {
            Ok(events) => {
                let all = events.len() < BATCH;
                for event in events {
                    self.position = event.revision;
                    self.event(out, &event);
                }
                if all {
                    // Nothing else happened here up to the revision that was current under the same lock.
                    self.position = self.position.max(current);
                }
                true
            }
            Err(too_old) => {
                gone(out, &Failure::expired(self.position, too_old.oldest));
                false
            }
        }
    }

    fn event(&mut self, out: &mut BytesMut, event: &Event) {
        let selected = |version: &Version| {
            (self.namespace.is_empty() || **version.object.namespace() == *self.namespace) && self.selector.selects(&version.object)
        };
        let before = event.old.as_ref().is_some_and(|old| selected(old));
        let after = !event.deleted && selected(&event.new);
        match (before, after, &event.old) {
            (false, true, _) => self.frame(out, "ADDED", &event.new),
            (true, true, _) => self.frame(out, "MODIFIED", &event.new),
            (true, false, _) if event.deleted => self.frame(out, "DELETED", &event.new),
            // It left the selection: what is sent is what it was, at the new revision.
            (true, false, Some(old)) => {
                let moved = old.object.set(&["metadata", "resourceVersion"], Value::str(event.revision.to_string()));
                self.frame(out, "DELETED", &Version::new(moved.unwrap_or_else(|_| old.object.clone()), event.revision));
            }
            (true, false, None) | (false, false, _) => {}
        }
    }

    fn frame(&mut self, out: &mut BytesMut, of_type: &str, version: &Arc<Version>) {
        let now = self.hub.clock.now();
        let json = match self.form {
            Form::Table => {
                let revision = version.object.resource_version();
                let value = table::table(&self.resource, std::slice::from_ref(version), revision, now, self.columns, &self.include);
                self.columns = Columns::Hidden;
                Bytes::from(to_json(&value))
            }
            Form::Whole | Form::Metadata => one(&self.resource, version, self.form, now, &self.include),
        };
        put_frame(out, of_type, &json);
    }

    fn bookmark(&mut self, out: &mut BytesMut, initial_end: bool) {
        let (kind, api_version) = match self.form {
            Form::Whole | Form::Table => (self.resource.kind.clone(), self.resource.api_version()),
            Form::Metadata => ("PartialObjectMetadata".into(), "meta.k8s.io/v1".to_owned()),
        };
        let mut metadata = vec![(Key::field("resourceVersion"), Value::str(self.position.to_string()))];
        if initial_end {
            let annotation = Value::map(vec![(Key::field("k8s.io/initial-events-end"), Value::str("true"))]);
            metadata.push((Key::field("annotations"), annotation));
        }
        let root: Map = [
            (Key::field("kind"), Value::str(kind)),
            (Key::field("apiVersion"), Value::str(api_version)),
            (Key::field("metadata"), Value::map(metadata)),
        ]
        .into_iter()
        .collect();
        put_frame(out, "BOOKMARK", &to_json(&Value::Map(root)));
        self.next_bookmark = Instant::now() + BOOKMARK;
    }
}

fn gone(out: &mut BytesMut, failure: &Failure) {
    put_frame(out, "ERROR", &to_json(&failure.to_value()));
}

fn put_frame(out: &mut BytesMut, of_type: &str, json: &[u8]) {
    out.reserve(json.len() + 40);
    out.put_slice(b"{\"type\":\"");
    out.put_slice(of_type.as_bytes());
    out.put_slice(b"\",\"object\":");
    out.put_slice(json);
    out.put_slice(b"}\n");
}
