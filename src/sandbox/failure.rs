//! A refusal: what the API server answers instead of the thing asked for, as a `Status` in the words of Kubernetes
//! (`k8s.io/apimachinery/pkg/api/errors`). It knows no request.

use http::StatusCode;

use super::store::place::ResourceId;
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: StatusCode,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<Box<Details>>,
}

/// What a refusal is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Details {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) kind: String,
    pub(crate) uid: String,
    pub(crate) causes: Vec<Cause>,
    pub(crate) retry_after: u64,
}

/// One reason among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) field: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CauseKind {
    Required,
    Invalid,
    NotSupported,
    TypeInvalid,
    Forbidden,
    Duplicate,
    TooLong,
}

impl Cause {
    /// A field's fault; the message starts with the kind's words: `Required value: must be set`.
    pub(crate) fn new(kind: CauseKind, field: impl Into<String>, message: impl Into<String>) -> Self {
        let reason = match kind {
            CauseKind::Required => "FieldValueRequired",
            CauseKind::Invalid => "FieldValueInvalid",
            CauseKind::NotSupported => "FieldValueNotSupported",
            CauseKind::TypeInvalid => "FieldValueTypeInvalid",
            CauseKind::Forbidden => "FieldValueForbidden",
            CauseKind::Duplicate => "FieldValueDuplicate",
            CauseKind::TooLong => "FieldValueTooLong",
        };
        Self { reason, message: message.into(), field: field.into() }
    }

    /// `Required value`, with what is missing said.
    pub(crate) fn required(field: impl Into<String>, detail: &str) -> Self {
        let message = if detail.is_empty() { "Required value".to_owned() } else { format!("Required value: {detail}") };
        Self::new(CauseKind::Required, field, message)
    }

    /// `Invalid value: "x": why`.
    pub(crate) fn invalid(field: impl Into<String>, value: &str, detail: &str) -> Self {
        Self::new(CauseKind::Invalid, field, format!("Invalid value: {value}: {detail}"))
    }

    /// `Forbidden: why`.
    pub(crate) fn forbidden(field: impl Into<String>, detail: &str) -> Self {
        Self::new(CauseKind::Forbidden, field, format!("Forbidden: {detail}"))
    }
}

impl Failure {
    pub(crate) fn new(code: StatusCode, reason: &'static str, message: impl Into<String>) -> Self {
        Self { code, reason, message: message.into(), details: None }
    }

    fn about(mut self, resource: &ResourceId, name: &str) -> Self {
        let (group, kind) = (resource.group.to_string(), resource.plural.to_string());
        self.details = Some(Box::new(Details { name: name.to_owned(), group, kind, ..Details::default() }));
        self
    }

    /// The same with empty details, as the server's generic answers have them.
    pub(crate) fn bare(mut self) -> Self {
        self.details = Some(Box::default());
        self
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn not_found(resource: &ResourceId, name: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", format!("{resource} {name:?} not found")).about(resource, name)
    }

    /// No such path.
    pub(crate) fn no_resource() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", "the server could not find the requested resource").bare()
    }

    pub(crate) fn already_exists(resource: &ResourceId, name: &str) -> Self {
        Self::new(StatusCode::CONFLICT, "AlreadyExists", format!("{resource} {name:?} already exists")).about(resource, name)
    }

    pub(crate) fn conflict(resource: &ResourceId, name: &str, why: &str) -> Self {
        let message = format!("Operation cannot be fulfilled on {resource} {name:?}: {why}");
        Self::new(StatusCode::CONFLICT, "Conflict", message).about(resource, name)
    }

    /// Someone wrote in between.
    pub(crate) fn modified(resource: &ResourceId, name: &str) -> Self {
        Self::conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again")
    }

    pub(crate) fn forbidden(resource: &ResourceId, name: &str, why: &str) -> Self {
        let message =
            if name.is_empty() { format!("{resource} is forbidden: {why}") } else { format!("{resource} {name:?} is forbidden: {why}") };
        Self::new(StatusCode::FORBIDDEN, "Forbidden", message).about(resource, name)
    }

    /// An object that breaks rules of its kind; `kind` is qualified (`Deployment.apps`).
    pub(crate) fn invalid(group: &str, kind: &str, name: &str, causes: Vec<Cause>) -> Self {
        let mut texts: Vec<String> = Vec::new();
        for cause in &causes {
            let text = format!("{}: {}", cause.field, cause.message);
            // What two checks say is told once; the causes keep both.
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let listed = if let [only] = texts.as_slice() { only.clone() } else { format!("[{}]", texts.join(", ")) };
        let qualified = if group.is_empty() { kind.to_owned() } else { format!("{kind}.{group}") };
        let mut failure = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Invalid", format!("{qualified} {name:?} is invalid: {listed}"));
        let details = Details { name: name.to_owned(), group: group.to_owned(), kind: kind.to_owned(), causes, ..Details::default() };
        failure.details = Some(Box::new(details));
        failure
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "the server does not allow this method on the requested resource";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message).bare()
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized")
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", message)
    }

    pub(crate) fn unsupported_media_type(accepted: &[&str]) -> Self {
        let message = format!("the body of the request was in an unknown format - accepted media types include: {}", accepted.join(", "));
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message).bare()
    }

    pub(crate) fn not_acceptable() -> Self {
        let message = "only the following media types are accepted: application/json, application/yaml";
        Self::new(StatusCode::NOT_ACCEPTABLE, "NotAcceptable", message)
    }

    /// A watch that starts before the history does.
    pub(crate) fn expired(asked: u64, oldest: u64) -> Self {
        Self::new(StatusCode::GONE, "Expired", format!("too old resource version: {asked} ({oldest})"))
    }

    /// A resourceVersion from the future.
    pub(crate) fn too_large(asked: u64, current: u64) -> Self {
        let mut failure =
            Self::new(StatusCode::GATEWAY_TIMEOUT, "Timeout", format!("Timeout: Too large resource version: {asked}, current: {current}"));
        let cause = Cause { reason: "ResourceVersionTooLarge", message: "Too large resource version".to_owned(), field: String::new() };
        failure.details = Some(Box::new(Details { causes: vec![cause], retry_after: 1, ..Details::default() }));
        failure
    }

    pub(crate) fn too_many_requests(retry_after: u64) -> Self {
        let message = "the server has received too many requests and has asked us to try again later";
        let mut failure = Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", message);
        failure.details = Some(Box::new(Details { retry_after, ..Details::default() }));
        failure
    }

    /// The `Status` that is sent.
    pub(crate) fn to_value(&self) -> Value {
        let mut entries = vec![
            (Key::field("kind"), Value::str("Status")),
            (Key::field("apiVersion"), Value::str("v1")),
            (Key::field("metadata"), Value::Map(Map::default())),
            (Key::field("status"), Value::str("Failure")),
            (Key::field("message"), Value::str(self.message.as_str())),
            (Key::field("code"), Value::Int(self.code.as_u16().into())),
        ];
        if !self.reason.is_empty() {
            entries.push((Key::field("reason"), Value::str(self.reason)));
        }
        entries.extend(self.details.as_ref().map(|details| (Key::field("details"), details.to_value())));
        Value::map(entries)
    }
}

impl Details {
    fn to_value(&self) -> Value {
        let texts = [("name", &self.name), ("group", &self.group), ("kind", &self.kind), ("uid", &self.uid)];
        let mut entries: Vec<(Key, Value)> = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(key, text)| (Key::field(key), Value::str(text.as_str())))
            .collect();
        if !self.causes.is_empty() {
            entries.push((Key::field("causes"), Value::list(self.causes.iter().map(Cause::to_value).collect())));
        }
        if self.retry_after > 0 {
            entries.push((Key::field("retryAfterSeconds"), Value::Int(i64::try_from(self.retry_after).unwrap_or(i64::MAX))));
        }
        Value::map(entries)
    }
}

impl Cause {
    fn to_value(&self) -> Value {
        let own = map([("reason", self.reason.into()), ("message", self.message.as_str().into())]);
        Value::Map(if self.field.is_empty() { own } else { own.with("field", self.field.as_str().into()) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, Failure};
    use crate::engine::manifest::json::to_json;
    use crate::sandbox::store::place::ResourceId;

    #[test]
    fn refusals_have_the_words_of_a_real_server() {
        let deployments = ResourceId::new("apps", "deployments");
        assert_eq!(Failure::not_found(&deployments, "web").message, "deployments.apps \"web\" not found");
        let invalid = Failure::invalid("apps", "Deployment", "web", vec![Cause::required("spec.selector", "")]);
        assert_eq!(
            String::from_utf8(to_json(&invalid.to_value())).unwrap(),
            r#"{"apiVersion":"v1","code":422,"details":{"causes":[{"field":"spec.selector","message":"Required value","reason":"FieldValueRequired"}],"group":"apps","kind":"Deployment","name":"web"},"kind":"Status","message":"Deployment.apps \"web\" is invalid: spec.selector: Required value","metadata":{},"reason":"Invalid","status":"Failure"}"#
        );
    }
}
