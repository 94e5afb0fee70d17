//! The built-in kinds as Go's typed code sees them: decoded into their structs, printed again, filled with defaults. Argo CD
//! compares built-in kinds in that form, so that `0.1` and `100m`, `value: ""` and no value, are equal. It knows no
//! comparison.
//!
//! A value is *full* when it is what Go prints after decoding: unknown fields gone, empty `omitempty` fields gone, quantities
//! and times canonical, fields without `omitempty` there even where they are zero.
//! Source: gitops-engine `pkg/diff/diff.go`, `remarshal`; apimachinery `pkg/runtime/converter.go`; Go's `encoding/json`.

mod decode;
mod defaults;
mod presets;
mod scalar;
mod special;
mod special_service;
mod table;

use crate::model::object::value::{Map, Value};

use super::intersect;

/// A Go type, as far as printing depends on it. Numbers index [`table::TYPES`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum GoType {
    /// Anything, kept as it is (`RawExtension`, `FieldsV1`).
    Opaque,
    /// Text.
    Str,
    /// A truth value.
    Bool,
    /// A whole number of so many bits.
    Int(u8),
    /// Base64.
    Bytes,
    /// `resource.Quantity`.
    Quantity,
    /// `metav1.Time`.
    Time,
    /// `metav1.MicroTime`.
    MicroTime,
    /// `intstr.IntOrString`.
    IntOrString,
    /// A slice.
    List(u16),
    /// A map from text.
    Map(u16),
    /// A pointer: null is something else than zero.
    Ptr(u16),
    /// A struct: package and name, fields sorted by name.
    Struct(&'static str, &'static [GoField]),
}

/// A field of a struct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GoField {
    /// Its name in JSON.
    pub(super) name: &'static str,
    /// Its type.
    pub(super) ty: u16,
    /// When it is not printed.
    pub(super) omit: Omit,
}

/// When a field is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Omit {
    /// Never.
    Never,
    /// `omitempty`: empty texts, lists and maps, `false`, 0, null.
    Empty,
    /// `omitzero`: also a struct that is zero.
    Zero,
}

/// The Go type of a built-in kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(u16);

/// The type of a kind that client-go's scheme has; `None` for custom resources, CustomResourceDefinitions, APIServices.
pub(super) fn kind(api_version: &str, kind: &str) -> Option<Kind> {
    let index = table::KINDS.binary_search_by(|(version, name, _)| (*version, *name).cmp(&(api_version, kind))).ok()?;
    table::KINDS.get(index).map(|(_, _, ty)| Kind(*ty))
}

/// The object in Go's spelling, with only the fields it had: what Argo CD's `remarshal` gives. `None` where it does not
/// fit its type or has a field that the type lacks: such an object is compared as it is.
pub(super) fn respelled(kind: Kind, object: &Map) -> Option<Map> {
    let full = decode::full(kind.0, &Value::Map(object.clone()), decode::Unknown::Refused).ok()?;
    full.as_map().map(|full| intersect::maps(object, full))
}

/// The object as Go prints it; unknown fields are passed over. `None` where it does not fit its type.
pub(super) fn full(kind: Kind, object: &Map) -> Option<Map> {
    decode::full(kind.0, &Value::Map(object.clone()), decode::Unknown::Dropped).ok()?.as_map().cloned()
}

/// [`full`], and the same with the defaults of the API server's code.
pub(super) fn defaulted(kind: Kind, object: &Map) -> Option<(Map, Map)> {
    let full = full(kind, object)?;
    let filled = defaults::filled(kind.0, &Value::Map(full.clone()));
    Some((full, filled.as_map()?.clone()))
}

/// A value in the spelling of one of the types that `knownTypeFields` may name: those of `core/v1`, quantities, durations.
/// `None` where the name means none of them, or the value does not fit.
/// Source: Argo CD `util/argo/normalizers/{knowntypes_normalizer,corev1_known_types}.go`.
pub(super) fn respelled_as(type_name: &str, value: &Value) -> Option<Value> {
    match type_name {
        "core/Quantity" => return scalar::quantity(value).ok(),
        "meta/v1/Duration" => return scalar::duration(value).ok(),
        "core/v1/ResourceList" => {
            let Value::Map(map) = value else { return value.is_null().then_some(Value::Null) };
            let entries = map.iter().map(|(key, own)| Some((key.clone(), scalar::quantity(own).ok()?)));
            return entries.collect::<Option<Vec<_>>>().map(Value::map);
        }
        _ => {}
    }
    let name = type_name.strip_prefix("core/v1/")?;
    // Types that others take in: all fields of the other but these.
    let (name, others): (&str, &[&str]) = match name {
        "VolumeSource" => ("Volume", &["name"]),
        "EphemeralContainerCommon" => ("EphemeralContainer", &["targetContainerName"]),
        "ProbeHandler" => ("Probe", PROBE_FIELDS),
        "PersistentVolumeSource" => ("PersistentVolumeSpec", VOLUME_FIELDS),
        other => (other, &[]),
    };
    let is_named = |ty: &GoType| matches!(ty, GoType::Struct(own, _) if own.strip_prefix("core/v1.") == Some(name));
    let index = u16::try_from(table::TYPES.iter().position(is_named)?).ok()?;
    let without = |value: &Value| others.iter().fold(value.as_map().cloned().unwrap_or_default(), |map, field| map.without(field));
    if others.is_empty() || !matches!(value, Value::Map(_)) {
        return decode::full(index, value, decode::Unknown::Dropped).ok();
    }
    let full = decode::full(index, &Value::Map(without(value)), decode::Unknown::Dropped).ok()?;
    Some(Value::Map(without(&full)))
}

/// Fields of a probe that are not its handler's.
const PROBE_FIELDS: &[&str] =
    &["failureThreshold", "initialDelaySeconds", "periodSeconds", "successThreshold", "terminationGracePeriodSeconds", "timeoutSeconds"];

/// Fields of a persistent volume that are not its source's.
const VOLUME_FIELDS: &[&str] = &[
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

fn at(ty: u16) -> GoType {
    table::TYPES.get(usize::from(ty)).copied().unwrap_or(GoType::Opaque)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_point_into_each_other() {
        assert!(table::KINDS.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
        let inside = |index: &u16| usize::from(*index) < table::TYPES.len();
        assert!(table::KINDS.iter().all(|(_, _, ty)| inside(ty)));
        for ty in table::TYPES {
            match ty {
                GoType::List(item) | GoType::Map(item) | GoType::Ptr(item) => assert!(inside(item)),
                GoType::Struct(name, fields) => {
                    assert!(fields.is_sorted_by(|a, b| a.name < b.name), "{name}");
                    assert!(fields.iter().all(|field| inside(&field.ty)), "{name}");
                }
                _ => {}
            }
        }
    }
}
