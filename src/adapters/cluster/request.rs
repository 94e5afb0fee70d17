//! Requests as values, and the one place where they are sent: paths, queries, media types, budgets of answers, errors. It
//! knows no kind and no policy.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Response, header};
use http_body_util::{BodyExt, Limited};
use kube::client::Body;
use serde::de::DeserializeSeed;

use super::connect::Cluster;
use super::error::ClusterError;
use super::refusal;
use crate::engine::schema::names::FIELD_NAMES;
use crate::model::object::key::Interner;
use crate::model::object::serde_de::{MAX_DEPTH, ValueSeed};
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};

/// Largest answer that is read whole. etcd refuses objects above 1.5 MiB; JSON may be several times what is stored.
pub const MAX_ANSWER: usize = 16 << 20;

/// `application/apply-patch+yaml`: server-side apply. JSON is YAML.
pub const APPLY_PATCH: &str = "application/apply-patch+yaml";
/// RFC 7386.
pub const MERGE_PATCH: &str = "application/merge-patch+json";
/// RFC 6902.
pub const JSON_PATCH: &str = "application/json-patch+json";
/// Kubernetes' own, for built-in kinds.
pub const STRATEGIC_PATCH: &str = "application/strategic-merge-patch+json";

/// What a request is about: a kind's resource, and how narrow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// API group, empty for core.
    pub group: Arc<str>,
    /// API version.
    pub version: Arc<str>,
    /// Plural resource name, e.g. `deployments`.
    pub plural: Arc<str>,
    /// Namespace; empty for cluster scope or all namespaces.
    pub namespace: Arc<str>,
    /// Name; empty for the collection.
    pub name: Arc<str>,
    /// `status`, `scale`, `log`…; empty for the object itself.
    pub subresource: &'static str,
}

impl Target {
    /// A collection: cluster-scoped, or in all namespaces.
    pub fn collection(group: impl Into<Arc<str>>, version: impl Into<Arc<str>>, plural: impl Into<Arc<str>>) -> Self {
        Self {
            group: group.into(),
            version: version.into(),
            plural: plural.into(),
            namespace: Arc::default(),
            name: Arc::default(),
            subresource: "",
        }
    }

    /// The same in one namespace; empty means all.
    #[must_use]
    pub fn within(mut self, namespace: impl Into<Arc<str>>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// One object of it.
    #[must_use]
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// A part of the object.
    #[must_use]
    pub fn part(mut self, subresource: &'static str) -> Self {
        self.subresource = subresource;
        self
    }

    /// `deployments.apps`, as RBAC and kubectl name it.
    pub fn resource(&self) -> String {
        let dot = if self.group.is_empty() { "" } else { "." };
        let slash = if self.subresource.is_empty() { "" } else { "/" };
        format!("{}{slash}{}{dot}{}", self.plural, self.subresource, self.group)
    }

    /// The URL's path.
    ///
    /// # Errors
    /// When a part cannot be a path segment (`..`, or a slash in it).
    pub fn path(&self) -> Result<String, ClusterError> {
        let mut path = if self.group.is_empty() {
            format!("/api/{}", segment(&self.version)?)
        } else {
            format!("/apis/{}/{}", segment(&self.group)?, segment(&self.version)?)
        };
        if !self.namespace.is_empty() {
            path = format!("{path}/namespaces/{}", segment(&self.namespace)?);
        }
        path = format!("{path}/{}", segment(&self.plural)?);
        if !self.name.is_empty() {
            path = format!("{path}/{}", segment(&self.name)?);
        }
        if !self.subresource.is_empty() {
            path = format!("{path}/{}", self.subresource);
        }
        Ok(path)
    }
}

/// A request before it is sent.
#[derive(Clone)]
pub struct Call {
    /// What it does, in RBAC's words: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`.
    verb: &'static str,
    method: Method,
    path: String,
    about: Arc<str>,
    is_secret: bool,
    query: Vec<(&'static str, String)>,
    content_type: &'static str,
    accept: &'static str,
    is_stream: bool,
    body: Vec<u8>,
}

impl Call {
    /// A request on a target.
    ///
    /// # Errors
    /// As [`Target::path`].
    pub fn on(verb: &'static str, target: &Target) -> Result<Self, ClusterError> {
        let place = if target.namespace.is_empty() { String::new() } else { format!(" in namespace {}", target.namespace) };
        let mut call = Self::at(verb, target.path()?, format!("{verb} {}{place}", target.resource()));
        call.is_secret = target.group.is_empty() && &*target.plural == "secrets";
        Ok(call)
    }

    /// A request on a path that belongs to no kind (`/version`, `/apis`), with what it is for in words.
    pub fn at(verb: &'static str, path: impl Into<String>, about: impl Into<Arc<str>>) -> Self {
        let method = match verb {
            "create" => Method::POST,
            "update" => Method::PUT,
            "patch" => Method::PATCH,
            "delete" => Method::DELETE,
            _ => Method::GET,
        };
        Self {
            verb,
            method,
            path: path.into(),
            about: about.into(),
            is_secret: false,
            query: Vec::new(),
            content_type: "application/json",
            accept: "application/json",
            is_stream: false,
            body: Vec::new(),
        }
    }

    /// With a query parameter; an empty value leaves it out.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.query.push((name, value));
        }
        self
    }

    /// With a body of this media type.
    #[must_use]
    pub fn body(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        (self.content_type, self.body) = (content_type, body);
        self
    }

    /// With an `Accept` header.
    #[must_use]
    pub fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// The answer comes bit by bit: it must not be compressed (servers from 1.37 on gzip each watch event on its own,
    /// which the client's decoder cannot read).
    #[must_use]
    pub fn stream(mut self) -> Self {
        self.is_stream = true;
        self
    }

    fn request(&self) -> Result<http::Request<Body>, ClusterError> {
        let mut uri = self.path.clone();
        for (position, (name, value)) in self.query.iter().enumerate() {
            uri.push(if position == 0 { '?' } else { '&' });
            uri.push_str(name);
            uri.push('=');
            encode(&mut uri, value);
        }
        let mut builder = http::Request::builder().method(self.method.clone()).uri(uri).header(header::ACCEPT, self.accept);
        // Who asks stands in the API server's audit log.
        builder = builder.header(header::USER_AGENT, concat!("tiphys/", env!("CARGO_PKG_VERSION")));
        if self.is_stream {
            builder = builder.header(header::ACCEPT_ENCODING, "identity");
        }
        if !self.body.is_empty() {
            builder = builder.header(header::CONTENT_TYPE, self.content_type);
        }
        builder.body(Body::from(self.body.clone())).map_err(|error| ClusterError::BadRequest(error.to_string().into()))
    }
}

/// Sends a request. The answer's status is a success; its body is not read yet.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn send(cluster: &Cluster, call: &Call) -> Result<Response<Body>, ClusterError> {
    let response = send_any(cluster, call).await?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(refusal::of_response(response, &call.about, call.is_secret).await)
}

/// Sends a request, whatever its answer's status is.
///
/// # Errors
/// When there is no answer.
pub(super) async fn send_any(cluster: &Cluster, call: &Call) -> Result<Response<Body>, ClusterError> {
    let mut request = call.request()?;
    if let Some(user) = cluster.user_acted_for() {
        let value = http::HeaderValue::from_str(user).map_err(|error| ClusterError::BadRequest(error.to_string().into()))?;
        request.headers_mut().insert("Impersonate-User", value);
    }
    cluster.client.send(request).await.map_err(|error| refusal::of_transport(&error))
}

/// Sends a request and reads the answer whole, up to [`MAX_ANSWER`] bytes.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn fetch(cluster: &Cluster, call: &Call) -> Result<Bytes, ClusterError> {
    read_all(send(cluster, call).await?, MAX_ANSWER).await
}

/// Sends a request whose answer is one object.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn fetch_object(cluster: &Cluster, call: &Call) -> Result<Object, ClusterError> {
    object(&fetch(cluster, call).await?)
}

/// Sends a request whose answer is a small typed document (reviews, discovery, version).
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn fetch_typed<T: serde::de::DeserializeOwned>(cluster: &Cluster, call: &Call) -> Result<T, ClusterError> {
    let bytes = fetch(cluster, call).await?;
    serde_json::from_slice(&bytes).map_err(|error| ClusterError::BadAnswer(error.to_string().into()))
}

/// Reads a body up to a limit.
///
/// # Errors
/// `TooLarge` past the limit, `Unreachable` when the connection breaks.
pub async fn read_all(response: Response<Body>, limit: usize) -> Result<Bytes, ClusterError> {
    match Limited::new(response.into_body(), limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(ClusterError::TooLarge(limit)),
        Err(error) => Err(ClusterError::Unreachable(error.to_string().into())),
    }
}

/// The value in a JSON text. The text's content never enters the error.
///
/// # Errors
/// `BadAnswer`, with line and column.
pub fn value(json: &[u8]) -> Result<Value, ClusterError> {
    let mut interner = interner();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    ValueSeed { interner: &mut interner, depth: MAX_DEPTH }.deserialize(&mut deserializer).map_err(|error| bad_json(&error))
}

/// The object in a JSON text.
///
/// # Errors
/// `BadAnswer`.
pub fn object(json: &[u8]) -> Result<Object, ClusterError> {
    into_object(value(json)?)
}

/// The object that a value is.
///
/// # Errors
/// `BadAnswer`.
pub fn into_object(value: Value) -> Result<Object, ClusterError> {
    let Value::Map(root) = value else { return Err(ClusterError::BadAnswer("an object was expected".into())) };
    Object::new(root, Origin::default()).map_err(|error| ClusterError::BadAnswer(error.to_string().into()))
}

/// The JSON of a value, as sent.
pub fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, ClusterError> {
    serde_json::to_vec(value).map_err(|error| ClusterError::BadRequest(error.to_string().into()))
}

/// serde_json's messages may quote content; where it happened is enough.
pub fn bad_json(error: &serde_json::Error) -> ClusterError {
    ClusterError::BadAnswer(format!("no valid JSON at line {}, column {}", error.line(), error.column()).into())
}

/// A fresh interner: keys that are no well-known field belong to their document.
pub fn interner() -> Interner {
    Interner::new(FIELD_NAMES)
}

/// One path segment, percent-encoded where needed (RBAC names hold colons).
pub(super) fn segment(text: &str) -> Result<String, ClusterError> {
    if text.is_empty() || text == "." || text == ".." || text.contains(['/', '\\']) {
        return Err(ClusterError::BadRequest(format!("{text:?} is no part of a resource's path").into()));
    }
    let mut out = String::with_capacity(text.len());
    encode(&mut out, text);
    Ok(out)
}

fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

impl std::fmt::Debug for Call {
    /// Verb and path; never the body.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.verb, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, Target};

    #[test]
    fn paths_follow_the_api_and_encode_what_urls_do_not_take() {
        let deployments = Target::collection("apps", "v1", "deployments");
        assert_eq!(deployments.path().expect("path"), "/apis/apps/v1/deployments");
        let one = deployments.within("shop").named("web").part("scale");
        assert_eq!(one.path().expect("path"), "/apis/apps/v1/namespaces/shop/deployments/web/scale");
        assert_eq!(one.resource(), "deployments/scale.apps");
        let role = Target::collection("rbac.authorization.k8s.io", "v1", "clusterroles").named("system:node");
        assert_eq!(role.path().expect("path"), "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode");
        assert!(Target::collection("", "v1", "pods").named("../secrets/x").path().is_err());
        let call = Call::on("list", &Target::collection("", "v1", "pods")).expect("call").query("labelSelector", "a=b,c in (d)");
        assert_eq!(call.request().expect("request").uri(), "/api/v1/pods?labelSelector=a%3Db%2Cc%20in%20%28d%29");
    }
}
