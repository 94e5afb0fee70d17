//! A chart's description as templates see it: `.Chart`. It knows no template.
//!
//! Source: Helm 4.2.3 `pkg/chart/common.go` (`structToMap`): Go's field names; structures become maps, slices become lists (an absent one
//! an empty list), everything else stays what it is. Where the type shows: `Annotations` is a `map[string]string` there, nil where the
//! file has none (here an empty map); an import of a resolved dependency is a `map[string]string`; `Deprecated` and `Enabled` are
//! booleans, and all other fields are texts. The engine adds `IsRoot`.

use std::sync::Arc;

use super::metadata::{Dependency, Maintainer, Metadata};
use crate::model::object::build::map;
use crate::model::object::value::{Map, Value};

/// `.Chart` without `IsRoot`.
pub fn described(metadata: &Metadata) -> Map {
    let text = |text: &Arc<str>| Value::Str(text.clone());
    map([
        ("Name", text(&metadata.name)),
        ("Home", text(&metadata.home)),
        ("Sources", texts(&metadata.sources)),
        ("Version", text(&metadata.version)),
        ("Description", text(&metadata.description)),
        ("Keywords", texts(&metadata.keywords)),
        ("Maintainers", Value::list(metadata.maintainers.iter().map(maintainer).collect())),
        ("Icon", text(&metadata.icon)),
        ("APIVersion", text(&metadata.api_version)),
        ("Condition", text(&metadata.condition)),
        ("Tags", text(&metadata.tags)),
        ("AppVersion", text(&metadata.app_version)),
        ("Deprecated", Value::Bool(metadata.deprecated)),
        ("Annotations", Value::Map(metadata.annotations.clone().unwrap_or_default())),
        ("KubeVersion", text(&metadata.kube_version)),
        ("Dependencies", Value::list(metadata.dependencies.iter().flatten().map(dependency).collect())),
        ("Type", text(&metadata.kind)),
    ])
}

fn texts(texts: &[Arc<str>]) -> Value {
    Value::list(texts.iter().cloned().map(Value::Str).collect())
}

fn maintainer(own: &Maintainer) -> Value {
    let text = |text: &Arc<str>| Value::Str(text.clone());
    Value::Map(map([("Name", text(&own.name)), ("Email", text(&own.email)), ("URL", text(&own.url))]))
}

fn dependency(own: &Dependency) -> Value {
    let text = |text: &Arc<str>| Value::Str(text.clone());
    Value::Map(map([
        ("Name", text(&own.name)),
        ("Version", text(&own.version)),
        ("Repository", text(&own.repository)),
        ("Condition", text(&own.condition)),
        ("Tags", texts(&own.tags)),
        ("Enabled", Value::Bool(own.enabled)),
        ("ImportValues", Value::list(own.import_values.clone())),
        ("Alias", text(&own.alias)),
    ]))
}
