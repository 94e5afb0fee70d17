//! Kubernetes' own word on what somebody may do, where a control plane has no policies. It knows no policy.

use std::sync::Arc;

use crate::adapters::cluster::access::{self, Deed, Ruling};
use crate::model::application::GROUP;
use crate::model::problem::{Problem, ProblemKind};

use super::connect::cluster;
use super::world::World;

/// What a right of Argo CD's comes to in Kubernetes: whoever may patch an Application may write its `operation`.
fn deed(resource: &str, action: &str, namespace: &str) -> Option<Deed> {
    let kind = |group: &str, plural: &str| (Arc::from(group), Arc::from(plural));
    let ((group, resource), subresource) = match resource {
        "applications" => (kind(GROUP, "applications"), ""),
        "applicationsets" => (kind(GROUP, "applicationsets"), ""),
        "projects" => (kind(GROUP, "appprojects"), ""),
        "clusters" | "repositories" | "write-repositories" => (kind("", "secrets"), ""),
        "certificates" | "gpgkeys" => (kind("", "configmaps"), ""),
        "logs" => (kind("", "pods"), "log"),
        "exec" => (kind("", "pods"), "exec"),
        _ => return None,
    };
    let verb = match action {
        "get" | "create" | "delete" => action,
        _ => "patch",
    };
    // Pods are wherever an application puts them: asked for all namespaces at once.
    let namespace = if subresource.is_empty() { namespace } else { "" };
    Some(Deed { verb: verb.into(), group, resource, subresource: subresource.into(), namespace: namespace.into(), name: Arc::default() })
}

/// Asks the API server: of ourselves, or of a user with groups.
///
/// # Errors
/// When it cannot be reached or refuses to say, or when Kubernetes has nothing that the right would come to.
pub fn may(
    world: &World,
    who: Option<(&str, &[String])>,
    [resource, action]: [&str; 2],
    namespace: &str,
) -> Result<(Deed, Ruling), Problem> {
    let Some(deed) = deed(resource, action, namespace) else {
        let cause = format!("Kubernetes has nothing like {action} on {resource}");
        return Err(Problem::error(ProblemKind::BadInput, cause).hint("ask for applications, projects, logs or exec"));
    };
    let failed = |error: std::io::Error| Problem::error(ProblemKind::Internal, format!("threads cannot be started: {error}"));
    super::block_on().map_err(failed)?.block_on(async {
        let cluster = cluster(world).await?;
        let asked = match who {
            None => access::can_i(&cluster, &deed).await,
            Some((user, groups)) => access::can(&cluster, user, groups, &deed).await,
        };
        asked.map(|ruling| (deed, ruling)).map_err(|error| error.problem())
    })
}
