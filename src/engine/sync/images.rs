//! The images that an object names, as Argo CD lists them beside a result. It knows a few shapes, no kinds. Source:
//! gitops-engine `pkg/utils/kube/kube.go`, `GetResourceImages`.

use crate::model::object::Object;
use crate::model::object::value::Value;

const PLACES: [&[&str]; 3] = [
    &["spec", "containers"],
    &["spec", "template", "spec", "containers"],
    &["spec", "jobTemplate", "spec", "template", "spec", "containers"],
];

/// The images of an object's containers, in their order; init containers do not count, as there.
pub fn of(object: &Object) -> Vec<String> {
    let containers = PLACES.iter().find_map(|place| object.get(place)?.as_list()).unwrap_or(&[]);
    containers.iter().filter_map(|container| container.as_map()?.get("image").and_then(Value::as_str)).map(str::to_owned).collect()
}
