//! Single requests on objects: get, list, create, replace, patch, delete. Every write says who writes, and a write that
//! depends on what was read carries the resourceVersion or uid it depends on. It knows no mode of applying.

use std::sync::Arc;

use http::{Response, StatusCode};
use http_body_util::BodyExt;
use kube::client::Body;

use super::connect::Cluster;
use super::decode::{listed, page_end};
use super::discover::Kind;
use super::error::ClusterError;
use super::request::{Call, JSON_PATCH, MAX_ANSWER, MERGE_PATCH, Target, fetch_object, json, object, read_all, send};
use super::split::Splitter;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// Objects a page of a list that is read whole.
const PAGE: usize = 500;
/// Objects that one list may give: a cluster holds a few hundred thousand at most, a query for people far fewer.
const MAX_LISTED: usize = 200_000;

/// What the server does with unknown and duplicate fields (`fieldValidation`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Validation {
    /// Refuse them: kubectl's and Argo CD's way.
    #[default]
    Strict,
    /// Accept them and send a warning for each: the API's own default.
    Warn,
    /// Accept them: `Validate=false`.
    Ignore,
}

impl Validation {
    fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Warn => "Warn",
            Self::Ignore => "Ignore",
        }
    }
}

/// How a write is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOptions {
    /// The name under which the server notes who owns the fields.
    pub field_manager: Arc<str>,
    /// Whether the server only says what would become of it.
    pub dry_run: bool,
    /// Unknown fields.
    pub validation: Validation,
}

impl WriteOptions {
    /// A real write by this manager that accepts unknown fields with a warning: the way of records.
    pub fn by(field_manager: impl Into<Arc<str>>) -> Self {
        Self { field_manager: field_manager.into(), dry_run: false, validation: Validation::Warn }
    }

    pub(super) fn put_on(&self, call: Call) -> Call {
        call.query("fieldManager", &*self.field_manager)
            .query("dryRun", if self.dry_run { "All" } else { "" })
            .query("fieldValidation", self.validation.as_str())
    }
}

/// What a write came back with.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The object as stored (or as it would be).
    pub object: Object,
    /// Whether it was created.
    pub is_created: bool,
    /// `Warning` headers: deprecated versions, unknown fields.
    pub warnings: Vec<Arc<str>>,
}

/// Which objects of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Namespace; empty for all.
    pub namespace: Arc<str>,
    /// Label selector; empty for none.
    pub labels: Arc<str>,
    /// Field selector; empty for none.
    pub fields: Arc<str>,
}

/// The objects of a namespace; empty means all.
pub fn within(namespace: impl Into<Arc<str>>) -> Selection {
    Selection { namespace: namespace.into(), ..Selection::default() }
}

/// Reads one object.
///
/// # Errors
/// `NotFound` when it is not there, and whatever [`ClusterError`] tells apart.
pub async fn get(cluster: &Cluster, target: &Target) -> Result<Object, ClusterError> {
    fetch_object(cluster, &Call::on("get", target)?).await
}

/// Reads one object that may not be there.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart, `NotFound` excepted.
pub async fn find(cluster: &Cluster, target: &Target) -> Result<Option<Object>, ClusterError> {
    match get(cluster, target).await {
        Ok(object) => Ok(Some(object)),
        Err(ClusterError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a whole list, page by page. For what is looked at again and again, watch.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart; `TooLarge` past 200,000 objects.
pub async fn list(cluster: &Cluster, kind: &Kind, selection: &Selection) -> Result<Vec<Object>, ClusterError> {
    let (mut objects, mut token) = (Vec::new(), String::new());
    loop {
        token = page(cluster, kind, selection, PAGE, &token, &mut objects).await?;
        if token.is_empty() {
            return Ok(objects);
        }
        if objects.len() > MAX_LISTED {
            return Err(ClusterError::TooLarge(MAX_LISTED));
        }
    }
}

/// Reads the first objects of a list, in the server's order (namespace, name).
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn list_some(cluster: &Cluster, kind: &Kind, selection: &Selection, n_objects: usize) -> Result<Vec<Object>, ClusterError> {
    let mut objects = Vec::new();
    page(cluster, kind, selection, n_objects, "", &mut objects).await?;
    Ok(objects)
}

/// Reads one page; the token of the next, empty after the last.
async fn page(
    cluster: &Cluster,
    kind: &Kind,
    selection: &Selection,
    limit: usize,
    token: &str,
    objects: &mut Vec<Object>,
) -> Result<String, ClusterError> {
    let call = Call::on("list", &kind.target().within(selection.namespace.clone()))?
        .query("labelSelector", &*selection.labels)
        .query("fieldSelector", &*selection.fields)
        .query("limit", limit.to_string())
        .query("continue", token);
    let mut body = send(cluster, &call).await?.into_body();
    let mut splitter = Splitter::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| ClusterError::Unreachable(error.to_string().into()))?;
        splitter.push(&frame.into_data().unwrap_or_default(), |item| {
            objects.push(listed(item, kind)?);
            Ok(())
        })?;
    }
    Ok(page_end(&splitter.finish()?)?.continue_token)
}

/// Creates an object in a collection. `AlreadyExists` when it is there.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn create(cluster: &Cluster, collection: &Target, object: &Object, options: &WriteOptions) -> Result<Written, ClusterError> {
    let call = options.put_on(Call::on("create", collection)?).body("application/json", json(object.root())?);
    written(send(cluster, &call).await?).await
}

/// Puts a whole object. It must carry the resourceVersion that it replaces, else the write is unconditional.
///
/// # Errors
/// `Conflict` when somebody wrote in between, and whatever [`ClusterError`] tells apart.
pub async fn replace(cluster: &Cluster, target: &Target, object: &Object, options: &WriteOptions) -> Result<Written, ClusterError> {
    let call = options.put_on(Call::on("update", target)?).body("application/json", json(object.root())?);
    written(send(cluster, &call).await?).await
}

/// Sends a merge patch. With a resourceVersion it holds only for that version.
///
/// # Errors
/// `Conflict` when somebody wrote in between, and whatever [`ClusterError`] tells apart.
pub async fn merge_patch(
    cluster: &Cluster,
    target: &Target,
    patch: &Map,
    resource_version: Option<&str>,
    options: &WriteOptions,
) -> Result<Written, ClusterError> {
    let patch = match resource_version {
        Some(version) => crate::model::object::build::set(patch, &["metadata", "resourceVersion"], Value::str(version)),
        None => patch.clone(),
    };
    self::patch(cluster, target, MERGE_PATCH, json(&patch)?, options).await
}

/// Sends a JSON patch; with a resourceVersion, a `test` of it goes first.
///
/// # Errors
/// `Invalid` when a `test` fails (the server's answer to it), and whatever [`ClusterError`] tells apart.
pub async fn json_patch(
    cluster: &Cluster,
    target: &Target,
    operations: Vec<Value>,
    resource_version: Option<&str>,
    options: &WriteOptions,
) -> Result<Written, ClusterError> {
    let test = resource_version.map(|version| {
        Value::Map(crate::model::object::build::map([
            ("op", "test".into()),
            ("path", "/metadata/resourceVersion".into()),
            ("value", version.into()),
        ]))
    });
    let operations: Vec<Value> = test.into_iter().chain(operations).collect();
    patch(cluster, target, JSON_PATCH, json(&Value::list(operations))?, options).await
}

/// Sends a patch of any media type.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart.
pub async fn patch(
    cluster: &Cluster,
    target: &Target,
    media_type: &'static str,
    body: Vec<u8>,
    options: &WriteOptions,
) -> Result<Written, ClusterError> {
    let call = options.put_on(Call::on("patch", target)?).body(media_type, body);
    written(send(cluster, &call).await?).await
}

/// What becomes of dependents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Propagation {
    /// They go first: Argo CD's default for prunes.
    #[default]
    Foreground,
    /// They go later.
    Background,
    /// They stay.
    Orphan,
}

impl Propagation {
    /// The policy by its word in `PrunePropagationPolicy`; `None` for any other word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "foreground" => Some(Self::Foreground),
            "background" => Some(Self::Background),
            "orphan" => Some(Self::Orphan),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Foreground => "Foreground",
            Self::Background => "Background",
            Self::Orphan => "Orphan",
        }
    }
}

/// How an object is deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// Dependents.
    pub propagation: Propagation,
    /// Only the object with this uid; empty for any.
    pub uid: Arc<str>,
    /// Only in this version; empty for any.
    pub resource_version: Arc<str>,
    /// Whether the server only says what would become of it.
    pub dry_run: bool,
    /// Seconds a Pod is given; `None`: its own.
    pub grace_seconds: Option<i64>,
}

/// What a delete came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Gone,
    /// It is marked and waits for finalizers or dependents.
    Pending,
    /// It was not there.
    NotThere,
}

/// Deletes an object.
///
/// # Errors
/// `Conflict` when uid or version are not the object's, and whatever [`ClusterError`] tells apart.
pub async fn delete(cluster: &Cluster, target: &Target, options: &DeleteOptions) -> Result<Deleted, ClusterError> {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Preconditions<'a> {
        #[serde(skip_serializing_if = "str::is_empty")]
        uid: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        resource_version: &'a str,
    }
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        api_version: &'a str,
        kind: &'a str,
        propagation_policy: &'a str,
        preconditions: Preconditions<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        grace_period_seconds: Option<i64>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        dry_run: Vec<&'a str>,
    }
    let body = Body {
        api_version: "v1",
        kind: "DeleteOptions",
        propagation_policy: options.propagation.as_str(),
        preconditions: Preconditions { uid: &options.uid, resource_version: &options.resource_version },
        grace_period_seconds: options.grace_seconds,
        dry_run: if options.dry_run { vec!["All"] } else { Vec::new() },
    };
    let call = Call::on("delete", target)?.body("application/json", json(&body)?);
    let response = match send(cluster, &call).await {
        Ok(response) => response,
        Err(ClusterError::NotFound(_)) => return Ok(Deleted::NotThere),
        Err(error) => return Err(error),
    };
    // The answer is a `Status` when the object is gone, else the object with its deletion timestamp.
    let answer = object(&read_all(response, MAX_ANSWER).await?)?;
    let is_marked = answer.get(&["metadata", "deletionTimestamp"]).is_some();
    Ok(if is_marked && !options.dry_run { Deleted::Pending } else { Deleted::Gone })
}

/// The object that a write came back with.
pub(super) async fn written(response: Response<Body>) -> Result<Written, ClusterError> {
    let is_created = response.status() == StatusCode::CREATED;
    let warnings = response.headers().get_all("warning").iter().filter_map(|value| warning(value.to_str().ok()?)).collect();
    Ok(Written { object: object(&read_all(response, MAX_ANSWER).await?)?, is_created, warnings })
}

/// The text of a `Warning` header: `299 - "text"`, with backslashes before quotes.
fn warning(header: &str) -> Option<Arc<str>> {
    let quoted = header.split_once('"')?.1;
    let quoted = quoted.strip_suffix('"').unwrap_or(quoted);
    Some(quoted.replace("\\\"", "\"").replace("\\\\", "\\").into())
}

#[cfg(test)]
mod tests {
    use super::warning;

    #[test]
    fn warnings_lose_their_header_form() {
        assert_eq!(warning(r#"299 - "unknown field \"spec.x\"""#).as_deref(), Some(r#"unknown field "spec.x""#));
        assert_eq!(warning("garbage"), None);
    }
}
