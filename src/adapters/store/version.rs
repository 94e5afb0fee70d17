//! Which version of Argo CD a control plane is of, as far as it changes what we do: told by the images of its controller,
//! else by the fields of its CRD. It knows no setting.

use std::sync::Arc;

use super::crds::{APPLICATION_CRD, is_ours};
use super::kinds;
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::discover::Kind;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{Selection, find, list};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::settings::{TrackingMethod, VersionProfile};

/// The profile of the control plane in this namespace. Without Argo CD's CRD, or with ours: `none`.
///
/// # Errors
/// When the server cannot be reached. Where the CRD may not be read the newest version is taken.
pub(super) async fn profile(cluster: &Cluster, namespace: &Arc<str>) -> Result<VersionProfile, ClusterError> {
    let crd = match find(cluster, &kinds::crd().target().named(APPLICATION_CRD)).await {
        Ok(None) => return Ok(VersionProfile::default()),
        Ok(Some(crd)) if is_ours(&crd) => return Ok(VersionProfile::default()),
        Ok(Some(crd)) => Some(crd),
        Err(ClusterError::Forbidden { .. }) => None,
        Err(error) => return Err(error),
    };
    if let Some((major, minor)) = running(cluster, namespace).await {
        return Ok(of_version(&format!("{major}.{minor}"), (major, minor)));
    }
    let Some(crd) = crd else { return Ok(of_version("unknown", (u32::MAX, 0))) };
    Ok(of_crd(&crd))
}

fn of_version(name: &str, version: (u32, u32)) -> VersionProfile {
    VersionProfile {
        name: name.into(),
        default_tracking: if version >= (3, 0) { TrackingMethod::Annotation } else { TrackingMethod::Label },
        automated_enabled: version >= (3, 1),
        health_in_status: version < (3, 0),
    }
}

/// `automated.enabled` came with 3.1. A CRD without it is of 3.0 or before; `spec.sourceHydrator` came with 2.13 and does
/// not tell 3.0 from 2.14, so the older defaults are not guessed from it: a wrong label default would call everything
/// unmanaged, a wrong annotation default as well. What the objects carry decides then, by settings.
fn of_crd(crd: &Object) -> VersionProfile {
    let automated = ["spec", "syncPolicy", "automated", "enabled"];
    if has_field(crd, &automated) { of_version("3.1 or later", (3, 1)) } else { of_version("before 3.1", (2, 14)) }
}

/// Whether the first version of a CRD has this field.
fn has_field(crd: &Object, path: &[&str]) -> bool {
    let versions = crd.get(&["spec", "versions"]).and_then(Value::as_list).unwrap_or_default();
    let schema = versions.first().and_then(|version| version.as_map()?.get("schema")?.as_map()?.get("openAPIV3Schema"));
    let step = |schema: &Value, field: &&str| schema.as_map()?.get("properties")?.as_map()?.get(field).cloned();
    path.iter().try_fold(schema.cloned().unwrap_or_default(), |schema, field| step(&schema, field)).is_some()
}

/// The version in the image of the application controller: `quay.io/argoproj/argocd:v3.2.11`.
async fn running(cluster: &Cluster, namespace: &Arc<str>) -> Option<(u32, u32)> {
    let labels = "app.kubernetes.io/name in (argocd-application-controller,argocd-server,argocd-repo-server)";
    let selection = Selection { namespace: namespace.clone(), labels: labels.into(), fields: Arc::default() };
    let of = async |kind: Kind| list(cluster, &kind, &selection).await.unwrap_or_default();
    let (sets, deployments) = futures::join!(of(kinds::stateful_set()), of(kinds::deployment()));
    sets.iter().chain(&deployments).find_map(|workload| {
        let containers = workload.get(&["spec", "template", "spec", "containers"])?.as_list()?;
        containers.iter().find_map(|container| tag(container.as_map()?.get("image")?.as_str()?))
    })
}

/// Major and minor version of an image's tag; `None` for digests and words.
fn tag(image: &str) -> Option<(u32, u32)> {
    let name = image.split('@').next()?;
    let tag = name.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'))?;
    let mut numbers = tag.strip_prefix('v').unwrap_or(tag).split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{of_version, tag};
    use crate::model::settings::TrackingMethod;

    #[test]
    fn an_image_tells_its_version_and_the_version_its_defaults() {
        assert_eq!(tag("quay.io/argoproj/argocd:v3.2.11"), Some((3, 2)));
        assert_eq!(tag("registry:5000/argocd:2.14.2@sha256:0"), Some((2, 14)));
        assert_eq!(tag("registry:5000/argocd"), None);
        let old = of_version("2.14", (2, 14));
        assert_eq!((old.default_tracking, old.automated_enabled, old.health_in_status), (TrackingMethod::Label, false, true));
        let new = of_version("3.0", (3, 0));
        assert_eq!((new.default_tracking, new.automated_enabled, new.health_in_status), (TrackingMethod::Annotation, false, false));
    }
}
