//! Every image that an object names, with the path of its field. It knows no rule.
//!
//! Images of containers (`pods`), image volumes, and of some well-known custom resources the fields that name images elsewhere.

use crate::engine::policy::pods::{self, join, pods};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// Where custom resources of a group name images outside of container lists.
struct Extra {
    group: &'static str,
    /// Maps with an `image`.
    maps: &'static [&'static str],
    /// Lists of such maps.
    lists: &'static [&'static str],
    /// Fields of `spec` that are an image.
    fields: &'static [&'static str],
}

const EXTRAS: [Extra; 4] = [
    Extra { group: "argoproj.io", maps: &["container", "script"], lists: &["sidecars"], fields: &[] },
    Extra { group: "tekton.dev", maps: &["stepTemplate"], lists: &["steps", "sidecars"], fields: &[] },
    Extra { group: "postgresql.cnpg.io", maps: &[], lists: &[], fields: &["imageName"] },
    Extra { group: "monitoring.coreos.com", maps: &[], lists: &[], fields: &["image"] },
];

/// An image that an object names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'o> {
    /// The field's path, e.g. `spec.template.spec.initContainers[0].image`.
    pub path: String,
    /// Its text; none where it is something else.
    pub text: Option<&'o str>,
}

impl<'o> Found<'o> {
    fn at(path: &str, field: &str, map: &'o Map) -> Option<Self> {
        let value = map.get(field).filter(|value| !value.is_null())?;
        Some(Self { path: join(path, field), text: value.as_str() })
    }
}

/// All images of an object, in the order of its fields. A container without one is passed over: what fills it in is not known here.
pub fn images(object: &Object) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    for pod in pods(object) {
        found.extend(pod.containers().iter().filter_map(|container| Found::at(&container.path, "image", container.fields)));
        let volumes = pod.spec.get("volumes").and_then(Value::as_list).unwrap_or(&[]);
        for (index, volume) in volumes.iter().enumerate() {
            let image = volume.as_map().and_then(|volume| volume.get("image")).and_then(Value::as_map);
            found.extend(image.and_then(|image| Found::at(&join(&pod.path, &format!("volumes[{index}].image")), "reference", image)));
        }
    }
    if let Some(extra) = EXTRAS.iter().find(|extra| extra.group == object.group()) {
        extras(object, extra, &mut found);
    }
    found
}

fn extras<'o>(object: &'o Object, extra: &Extra, found: &mut Vec<Found<'o>>) {
    if let Some(spec) = object.get(&["spec"]).and_then(Value::as_map).filter(|_| pods::runs(object)) {
        found.extend(extra.fields.iter().filter_map(|field| Found::at("spec", field, spec)));
    }
    pods::each_map(object, &mut |path, map| {
        for name in extra.maps {
            let one = map.get(name).and_then(Value::as_map);
            found.extend(one.and_then(|one| Found::at(&join(path, name), "image", one)));
        }
        for name in extra.lists {
            let list = map.get(name).and_then(Value::as_list).unwrap_or(&[]);
            for (index, item) in list.iter().enumerate() {
                found.extend(item.as_map().and_then(|one| Found::at(&join(path, &format!("{name}[{index}]")), "image", one)));
            }
        }
    });
}

/// The workload that a Rollout takes its Pods from: its API group, kind and name.
pub(super) fn workload_ref(object: &Object) -> Option<(&str, &str, &str)> {
    if !object.is("argoproj.io", "Rollout") {
        return None;
    }
    let text = |field: &str| object.str_at(&["spec", "workloadRef", field]);
    let group = text("apiVersion").and_then(|version| version.split_once('/')).map_or("", |(group, _)| group);
    Some((group, text("kind")?, text("name")?))
}
