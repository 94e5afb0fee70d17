//! An answer before it is bytes, and the bytes. It knows no verb.

use std::sync::Arc;

use axum::body::Body;
use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;

use super::accept::{Accept, Encoding, Form};
use super::table;
use crate::engine::manifest::emit::emit;
use crate::engine::manifest::json::{parse_json, to_json};
use crate::model::object::value::Value;
use crate::sandbox::failure::Failure;
use crate::sandbox::kinds::resource::Resource;
use crate::sandbox::store::version::{Version, kind_first};

/// What a verb answers.
pub(crate) struct Answer {
    pub(crate) code: StatusCode,
    pub(crate) payload: Payload,
    /// Texts of `Warning` headers.
    pub(crate) warnings: Vec<String>,
    /// Whether any object was changed.
    pub(crate) changed: bool,
}

/// What is sent.
pub(crate) enum Payload {
    /// One object of a resource.
    One(Arc<Resource>, Arc<Version>),
    /// Some objects of a resource.
    List(List),
    /// A value that has one form only: a Status, a review, discovery.
    Value(Value),
    /// Bytes that are made already, with their content type.
    Bytes(&'static str, Bytes),
    /// A body of its own making: a watch, logs.
    Body(&'static str, Body),
}

/// A list before it is bytes.
pub(crate) struct List {
    pub(crate) resource: Arc<Resource>,
    pub(crate) items: Vec<Arc<Version>>,
    pub(crate) revision: u64,
    pub(crate) next: String,
    pub(crate) remaining: Option<u64>,
}

impl Answer {
    pub(crate) fn new(code: StatusCode, payload: Payload) -> Self {
        Self { code, payload, warnings: Vec::new(), changed: false }
    }

    pub(crate) fn ok(payload: Payload) -> Self {
        Self::new(StatusCode::OK, payload)
    }

    /// The response in the wanted form.
    pub(crate) fn into_response(self, accept: Accept, now: Timestamp, include: &str) -> Response<Body> {
        let (content_type, body) = match self.payload {
            Payload::One(resource, version) => whole(accept, one(&resource, &version, accept.form, now, include)),
            Payload::List(list) => whole(accept, list.to_bytes(accept.form, now, include)),
            Payload::Value(value) => whole(accept, Bytes::from(to_json(&value))),
            Payload::Bytes(content_type, bytes) => (content_type, Body::from(bytes)),
            Payload::Body(content_type, body) => (content_type, body),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.code;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
        for warning in self.warnings {
            let escaped = warning.replace('\\', "\\\\").replace('"', "\\\"");
            if let Ok(value) = HeaderValue::try_from(format!("299 - \"{escaped}\"")) {
                headers.append(header::WARNING, value);
            }
        }
        response
    }
}

/// A refusal as a response.
pub(crate) fn refused(failure: &Failure) -> Response<Body> {
    let mut response = Response::new(Body::from(to_json(&failure.to_value())));
    *response.status_mut() = failure.code;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(seconds) = failure.details.as_ref().map(|details| details.retry_after).filter(|seconds| *seconds > 0) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn whole(accept: Accept, json: Bytes) -> (&'static str, Body) {
    match accept.encoding {
        Encoding::Json => ("application/json", Body::from(json)),
        // Rare enough to be made of the JSON.
        Encoding::Yaml => ("application/yaml", Body::from(emit(&parse_json(&json).unwrap_or_default()))),
    }
}

/// One object in a form.
pub(crate) fn one(resource: &Resource, version: &Arc<Version>, form: Form, now: Timestamp, include: &str) -> Bytes {
    match form {
        Form::Whole => in_version(resource, version).json(),
        Form::Metadata => version.metadata_json(),
        Form::Table => {
            let revision = version.object.resource_version();
            Bytes::from(to_json(&table::table(resource, std::slice::from_ref(version), revision, now, table::Columns::Shown, include)))
        }
    }
}

/// The object in the version that was asked for: versions of custom resources differ in `apiVersion` only.
fn in_version(resource: &Resource, version: &Arc<Version>) -> Arc<Version> {
    let wanted = resource.api_version();
    if **version.object.api_version() == *wanted || !resource.holds(&version.object) {
        return version.clone();
    }
    match version.object.set(&["apiVersion"], Value::str(wanted)) {
        Ok(object) => Version::new(object, version.revision),
        Err(_) => version.clone(),
    }
}

impl List {
    fn metadata(&self) -> Value {
        let mut entries = vec![("resourceVersion", Value::str(self.revision.to_string()))];
        if !self.next.is_empty() {
            entries.push(("continue", Value::str(self.next.as_str())));
        }
        entries.extend(self.remaining.map(|count| ("remainingItemCount", Value::Int(i64::try_from(count).unwrap_or(i64::MAX)))));
        Value::map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    fn to_bytes(&self, form: Form, now: Timestamp, include: &str) -> Bytes {
        if form == Form::Table {
            let revision = self.revision.to_string();
            let mut value = table::table(&self.resource, &self.items, &revision, now, table::Columns::Shown, include);
            if let Value::Map(map) = &value {
                value = Value::Map(map.with("metadata", self.metadata()));
            }
            return Bytes::from(to_json(&value));
        }
        let (kind, api_version) = match form {
            Form::Metadata => ("PartialObjectMetadataList".into(), "meta.k8s.io/v1".to_owned()),
            Form::Whole | Form::Table => (self.resource.list_kind.clone(), self.resource.api_version()),
        };
        let head = Value::map(vec![("metadata".into(), self.metadata())]);
        let (head, _) = kind_first(&kind, &api_version, head.as_map().unwrap_or(&crate::model::object::value::Map::default()));
        let mut out = BytesMut::with_capacity(head.len() + 16 + self.items.len() * 1024);
        out.put_slice(head.strip_suffix(b"}").unwrap_or(&head));
        out.put_slice(b",\"items\":[");
        for (index, item) in self.items.iter().enumerate() {
            if index > 0 {
                out.put_u8(b',');
            }
            match form {
                Form::Metadata => out.put_slice(&item.metadata_json()),
                Form::Whole | Form::Table if self.resource.is_custom() => out.put_slice(&in_version(&self.resource, item).json()),
                // A real server leaves kind and apiVersion out of the items of built-in lists.
                Form::Whole | Form::Table => {
                    out.put_u8(b'{');
                    out.put_slice(&item.json_tail());
                }
            }
        }
        out.put_slice(b"]}");
        out.freeze()
    }
}
