//! What we may do, as the API server says it (`SelfSubjectAccessReview`). It decides nothing: the server does.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::connect::Cluster;
use super::error::ClusterError;
use super::request::{Call, fetch_typed, json};

/// A question: may we do this?
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deed {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`.
    pub verb: Arc<str>,
    /// API group, empty for core.
    pub group: Arc<str>,
    /// Plural resource name, e.g. `deployments`.
    pub resource: Arc<str>,
    /// `log`, `status`…; empty for the object itself.
    pub subresource: Arc<str>,
    /// Namespace; empty for cluster scope and for all namespaces.
    pub namespace: Arc<str>,
    /// Name; empty for any.
    pub name: Arc<str>,
}

/// The server's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Whether we may.
    pub is_allowed: bool,
    /// Why, where the server says.
    pub reason: Arc<str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    api_version: &'a str,
    kind: &'a str,
    spec: Spec<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    groups: &'a [String],
    resource_attributes: Attributes<'a>,
}

#[derive(Serialize)]
struct Attributes<'a> {
    verb: &'a str,
    group: &'a str,
    resource: &'a str,
    subresource: &'a str,
    namespace: &'a str,
    name: &'a str,
}

#[derive(Deserialize)]
struct Review {
    #[serde(default)]
    status: Status,
}

#[derive(Default, Deserialize)]
struct Status {
    #[serde(default)]
    allowed: bool,
    #[serde(default)]
    reason: String,
}

/// Whether we may do this.
///
/// # Errors
/// When the server cannot be reached or refuses the question itself.
pub async fn can_i(cluster: &Cluster, deed: &Deed) -> Result<Ruling, ClusterError> {
    ask(cluster, None, deed).await
}

/// Whether somebody else may do this (`SubjectAccessReview`): to ask needs a right of its own.
///
/// # Errors
/// When the server cannot be reached or refuses the question itself.
pub async fn can(cluster: &Cluster, user: &str, groups: &[String], deed: &Deed) -> Result<Ruling, ClusterError> {
    ask(cluster, Some((user, groups)), deed).await
}

async fn ask(cluster: &Cluster, about: Option<(&str, &[String])>, deed: &Deed) -> Result<Ruling, ClusterError> {
    let attributes = Attributes {
        verb: &deed.verb,
        group: &deed.group,
        resource: &deed.resource,
        subresource: &deed.subresource,
        namespace: &deed.namespace,
        name: &deed.name,
    };
    let (kind, path, what) = match about {
        None => ("SelfSubjectAccessReview", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "create selfsubjectaccessreviews"),
        Some(_) => ("SubjectAccessReview", "/apis/authorization.k8s.io/v1/subjectaccessreviews", "create subjectaccessreviews"),
    };
    let (user, groups) = about.map_or((None, &[][..]), |(user, groups)| (Some(user), groups));
    let spec = Spec { user, groups, resource_attributes: attributes };
    let question = Question { api_version: "authorization.k8s.io/v1", kind, spec };
    let call = Call::at("create", path, what).body("application/json", json(&question)?);
    let review: Review = fetch_typed(cluster, &call).await?;
    Ok(Ruling { is_allowed: review.status.allowed, reason: review.status.reason.into() })
}
