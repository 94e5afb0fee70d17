//! Fields that a request cannot change, by kind and sub-resource (`GetResetFields` of the API server's strategies). It knows
//! no request.

use crate::engine::schema::facts::KindInfo;

use super::fields::FieldSet;

/// Groups whose `status` keeps the metadata as it was; custom resources do so too.
const STATUS_KEEPS_METADATA: [&str; 9] = [
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "internal.apiserver.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
    "storagemigration.k8s.io",
];

/// The fields that a write through a sub-resource (empty: the object itself) leaves as they are. `is_builtin`: whether
/// Kubernetes itself serves the kind.
pub(super) fn reset_fields(kind: Option<&KindInfo<'_>>, is_builtin: bool, subresource: &str) -> FieldSet {
    let Some(kind) = kind else { return FieldSet::default() };
    let signing = kind.kind == "CertificateSigningRequest";
    match subresource {
        "" if signing => FieldSet::of(&[&["spec"], &["status"]]),
        "" if kind.has_subresource("status") => FieldSet::of(&[&["status"]]),
        "finalize" => FieldSet::of(&[&["status"]]),
        "approval" => FieldSet::of(&[&["spec"], &["status", "certificate"]]),
        "status" if signing => FieldSet::of(&[&["spec"], &["status", "conditions"]]),
        "status" if kind.kind == "Deployment" => FieldSet::of(&[&["spec"], &["metadata", "labels"]]),
        "status" if kind.kind == "Pod" => FieldSet::of(&[&["spec"], &["metadata", "deletionTimestamp"], &["metadata", "ownerReferences"]]),
        "status" if !is_builtin || STATUS_KEEPS_METADATA.contains(&kind.group) || kind.kind == "ServiceCIDR" => {
            FieldSet::of(&[&["spec"], &["metadata"]])
        }
        "status" => FieldSet::of(&[&["spec"]]),
        _ => FieldSet::default(),
    }
}
