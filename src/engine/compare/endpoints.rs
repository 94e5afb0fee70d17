//! Endpoints in Argo CD's order: addresses by IP and owner, ports and subsets by a hash of how Go prints them. The order counts
//! where an ignore rule names a place in a list. It knows no rule.
//! Source: gitops-engine `internal/kubernetes_vendor/pkg/api/v1/endpoints/util.go`, `pkg/util/hash/hash.go`; go-spew's `%#v`.

use md5::{Digest as _, Md5};

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

use super::typed;

/// The object as Go prints it, subsets and what they hold in order, ports with their protocol. What does not fit its type stays.
pub(super) fn ordered(map: &Map) -> Map {
    let Some(map) = typed::kind("v1", "Endpoints").and_then(|kind| typed::full(kind, map)) else { return map.clone() };
    let Some(subsets) = map.get("subsets").and_then(Value::as_list) else { return map };
    let mut subsets: Vec<Value> = subsets
        .iter()
        .map(|subset| {
            let Some(own) = subset.as_map() else { return subset.clone() };
            let entries = own.iter().map(|(key, value)| match (key.as_str(), value.as_list()) {
                ("addresses" | "notReadyAddresses", Some(items)) => (key.clone(), addresses(items)),
                ("ports", Some(items)) => (key.clone(), by_hash(items.iter().map(with_protocol).collect(), &PORT)),
                _ => (key.clone(), value.clone()),
            });
            Value::map(entries.collect())
        })
        .collect();
    subsets.sort_by_cached_key(|subset| hash(&SUBSET, subset));
    map.with(Key::field("subsets"), Value::list(subsets))
}

fn with_protocol(port: &Value) -> Value {
    match port.as_map() {
        Some(own) if own.get("protocol").and_then(Value::as_str).unwrap_or("").is_empty() => {
            Value::Map(own.with(Key::field("protocol"), "TCP".into()))
        }
        _ => port.clone(),
    }
}

/// By IP, those without an owner first, then by the owner's uid.
fn addresses(items: &[Value]) -> Value {
    let mut items = items.to_vec();
    items.sort_by_cached_key(|item| {
        let owner = item.as_map().and_then(|own| own.get("targetRef")).and_then(Value::as_map);
        let uid = owner.map(|owner| text(owner, "uid").to_owned());
        (item.as_map().map_or("", |own| text(own, "ip")).to_owned(), uid)
    });
    Value::list(items)
}

fn text<'m>(map: &'m Map, field: &str) -> &'m str {
    map.get(field).and_then(Value::as_str).unwrap_or("")
}

fn by_hash(mut items: Vec<Value>, ty: &Go) -> Value {
    items.sort_by_cached_key(|item| hash(ty, item));
    Value::list(items)
}

fn hash(ty: &Go, value: &Value) -> [u8; 16] {
    let mut text = String::new();
    ty.print(Some(value), true, &mut text);
    Md5::digest(text).into()
}

/// A Go type, as far as its printing goes.
enum Go {
    /// A text or number of this type.
    Scalar(&'static str),
    /// The type behind a pointer.
    Pointer(&'static str, &'static Go),
    /// Type of the slice, type of its items.
    Slice(&'static str, &'static Go),
    /// Name, fields in the order of the source: JSON's name, Go's name.
    Struct(&'static str, &'static [(&'static str, &'static str, Go)]),
}

const TEXT: Go = Go::Scalar("string");
const PORT: Go = Go::Struct(
    "v1.EndpointPort",
    &[
        ("name", "Name", TEXT),
        ("port", "Port", Go::Scalar("int32")),
        ("protocol", "Protocol", Go::Scalar("v1.Protocol")),
        ("appProtocol", "AppProtocol", Go::Pointer("*string", &TEXT)),
    ],
);
const OWNER: Go = Go::Struct(
    "v1.ObjectReference",
    &[
        ("kind", "Kind", TEXT),
        ("namespace", "Namespace", TEXT),
        ("name", "Name", TEXT),
        ("uid", "UID", Go::Scalar("types.UID")),
        ("apiVersion", "APIVersion", TEXT),
        ("resourceVersion", "ResourceVersion", TEXT),
        ("fieldPath", "FieldPath", TEXT),
    ],
);
const ADDRESS: Go = Go::Struct(
    "v1.EndpointAddress",
    &[
        ("ip", "IP", TEXT),
        ("hostname", "Hostname", TEXT),
        ("nodeName", "NodeName", Go::Pointer("*string", &TEXT)),
        ("targetRef", "TargetRef", Go::Pointer("*v1.ObjectReference", &OWNER)),
    ],
);
const SUBSET: Go = Go::Struct(
    "v1.EndpointSubset",
    &[
        ("addresses", "Addresses", Go::Slice("[]v1.EndpointAddress", &ADDRESS)),
        ("notReadyAddresses", "NotReadyAddresses", Go::Slice("[]v1.EndpointAddress", &ADDRESS)),
        ("ports", "Ports", Go::Slice("[]v1.EndpointPort", &PORT)),
    ],
);

impl Go {
    fn name(&self) -> &'static str {
        match self {
            Self::Scalar(name) | Self::Pointer(name, _) | Self::Slice(name, _) | Self::Struct(name, _) => name,
        }
    }

    /// As go-spew prints it with `%#v`: each value behind its type, but items of slices and what pointers point to.
    fn print(&self, value: Option<&Value>, is_typed: bool, out: &mut String) {
        if is_typed {
            out.push_str(&format!("({})", self.name()));
        }
        let value = value.filter(|value| !value.is_null());
        match (self, value) {
            (Self::Pointer(..) | Self::Slice(..), None) => out.push_str("<nil>"),
            (Self::Scalar("int32"), value) => out.push_str(&value.and_then(Value::as_i64).unwrap_or(0).to_string()),
            (Self::Scalar(_), value) => out.push_str(value.and_then(Value::as_str).unwrap_or("")),
            (Self::Pointer(_, to), value) => to.print(value, false, out),
            (Self::Slice(_, item), Some(value)) => {
                out.push('[');
                for (index, own) in value.as_list().unwrap_or(&[]).iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { " " });
                    item.print(Some(own), false, out);
                }
                out.push(']');
            }
            (Self::Struct(_, fields), value) => {
                out.push('{');
                for (index, (json, name, ty)) in fields.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { " " });
                    out.push_str(&format!("{name}:"));
                    ty.print(value.and_then(Value::as_map).and_then(|own| own.get(json)), true, out);
                }
                out.push('}');
            }
        }
    }
}
