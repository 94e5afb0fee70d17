//! What tags come to in the cluster now: digests that Pods report, and digests that others pin beside the same tag. It knows no rule.

use std::collections::{BTreeMap, BTreeSet};

use super::find::images;
use super::reference::{Reference, is_digest};
use crate::engine::policy::pods::Part;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};

/// The status' list of a list of containers.
fn statuses(part: Part) -> &'static str {
    match part {
        Part::Main => "containerStatuses",
        Part::Init => "initContainerStatuses",
        Part::Ephemeral => "ephemeralContainerStatuses",
    }
}

/// Digests by `repository:tag`.
#[derive(Debug, Clone, Default)]
pub(super) struct Running(BTreeMap<String, BTreeSet<String>>);

impl Running {
    /// What these objects say: desired ones by the digests they pin, live Pods by those they run.
    pub(super) fn new<'o>(objects: impl IntoIterator<Item = &'o Object>) -> Self {
        let mut all = Self::default();
        for object in objects {
            for found in images(object) {
                if let Some(reference) = found.text.and_then(|text| Reference::parse(text).ok()) {
                    all.add(&reference, reference.digest.clone());
                }
            }
            if object.is("", "Pod") {
                all.add_pod(object);
            }
        }
        all
    }

    /// By the image that the Pod asks for: the one in its status may be another name of the same content.
    fn add_pod(&mut self, pod: &Object) {
        for part in [Part::Main, Part::Init, Part::Ephemeral] {
            let list = |path: [&str; 2]| pod.get(&path).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map);
            let text = |map: &Map, field: &str| map.get(field).and_then(Value::as_shared_str).unwrap_or_default();
            let ids: BTreeMap<_, _> =
                list(["status", statuses(part)]).map(|status| (text(status, "name"), text(status, "imageID"))).collect();
            for container in list(["spec", part.list()]) {
                let digest = ids.get(&text(container, "name")).and_then(|id| Some(id.rsplit_once('@')?.1.to_owned()));
                if let Ok(reference) = Reference::parse(&text(container, "image")) {
                    self.add(&reference, digest.filter(|digest| is_digest(digest)));
                }
            }
        }
    }

    fn add(&mut self, reference: &Reference, digest: Option<String>) {
        if let (Some(tag), Some(digest)) = (&reference.tag, digest) {
            self.0.entry(format!("{}:{tag}", reference.repository())).or_default().insert(digest);
        }
    }

    /// The digests that a tag came to, where it is more than one.
    pub(super) fn several(&self, reference: &Reference) -> Option<&BTreeSet<String>> {
        let tag = reference.tag.as_ref()?;
        self.0.get(&format!("{}:{tag}", reference.repository())).filter(|digests| digests.len() > 1)
    }
}
