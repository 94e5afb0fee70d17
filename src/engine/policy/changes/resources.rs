//! What containers must say of their resources. It knows no other rule.
//!
//! A limit stands for a request that is missing, as the API server fills it in; what the whole Pod says stands for its containers.
//! Zero says nothing. Ephemeral containers cannot say anything. What a LimitRange would add in the namespace cannot be seen here: whoever
//! relies on one does not ask for it.

use super::{Change, Fault, Told};
use crate::engine::manifest::quantity::Quantity;
use crate::engine::policy::pods::{Part, Pod, pods};
use crate::engine::sync::task::Verb;
use crate::model::object::value::{Map, Value};

/// `limits.memory`, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Required {
    side: &'static str,
    resource: String,
}

impl Required {
    /// # Errors
    /// When it is none, in words.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let (side, resource) = match text.split_once('.') {
            Some(("limits", resource)) => ("limits", resource),
            Some(("requests", resource)) => ("requests", resource),
            Some(_) | None => ("", text),
        };
        if side.is_empty() || resource.is_empty() {
            return Err(format!("{text:?} is not limits.<resource> or requests.<resource>, such as limits.memory"));
        }
        Ok(Self { side, resource: resource.to_owned() })
    }

    fn is_said(&self, resources: &Map) -> bool {
        let zero = Quantity::of(&Value::Int(0));
        let has = |side: &str| {
            let value = resources.get(side).and_then(Value::as_map).and_then(|side| side.get(&self.resource));
            value.and_then(Quantity::of) > zero
        };
        has(self.side) || self.side == "requests" && has("limits")
    }
}

/// What a rule says of a change's containers.
pub(super) fn judge(required: &[Required], change: &Change<'_>) -> Vec<Told> {
    let is_judged = match change.verb {
        Verb::Create | Verb::Update | Verb::Replace | Verb::Recreate | Verb::RunHook => true,
        Verb::Keep | Verb::Leave | Verb::Prune | Verb::SkipPrune => false,
    };
    if required.is_empty() || !is_judged {
        return Vec::new();
    }
    let Some(desired) = change.desired else {
        let what = format!("what {} will be is not known: its resources are not judged", change.key);
        let change = "read the desired object again".to_owned();
        return vec![Told::Unknown(Fault { field: "requireResources", what, change })];
    };
    pods(desired).iter().flat_map(|pod| one_pod(required, pod)).collect()
}

fn one_pod(required: &[Required], pod: &Pod<'_>) -> Vec<Told> {
    let resources = |map: &Map| map.get("resources").and_then(Value::as_map).cloned().unwrap_or_default();
    let whole = resources(pod.spec);
    let mut told = Vec::new();
    for container in pod.containers().iter().filter(|container| container.part != Part::Ephemeral) {
        let own = resources(container.fields);
        let missing: Vec<String> = required
            .iter()
            .filter(|required| !required.is_said(&own) && !required.is_said(&whole))
            .map(|required| format!("{}.{}", required.side, required.resource))
            .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let what = format!("the container {:?} ({}) says no {missing}", container.name(), container.path);
            told.push(Told::Breaks(Fault { field: "requireResources", what, change: format!("set {missing} in its resources") }));
        }
    }
    told
}
