//! What a pass through Go's struct types does to JSON: unknown fields and nulls go, structs that are held by value appear
//! empty. It knows no kind by name but two fields.

use crate::model::object::key::Key;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

use super::Schema;
use super::facts::Shape;
use super::types::{Preset, TypeRef};

/// Granular lists without `omitempty` in structs that are held by value: an object without them holds null there.
/// (Found by reading k8s.io/api's tags; OpenAPI does not say it.)
const NEVER_OMITTED: [(&str, &str); 2] = [("io.k8s.api.core.v1.PodSpec", "containers"), ("io.k8s.api.storage.v1.CSINodeSpec", "drivers")];

/// The fields of an object of which nothing was set, as Go holds it: structs held by value, lists that are never omitted.
/// `metadata.creationTimestamp` and other times are not among them: they are omitted when zero.
pub fn zero(schema: &Schema, ty: TypeRef) -> Map {
    let Shape::Struct { name, .. } = schema.shape(ty) else { return Map::default() };
    let mut out = Vec::new();
    for field in schema.fields(ty) {
        if field.default == Preset::Empty && matches!(schema.shape(field.ty), Shape::Struct { .. }) {
            out.push((Key::own(field.name), Value::Map(zero(schema, field.ty))));
        } else if NEVER_OMITTED.contains(&(name, field.name)) {
            out.push((Key::own(field.name), Value::Null));
        }
    }
    Map::from_entries(out)
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decoded {
    /// The fields that the type knows.
    pub map: Map,
    /// Paths of those that it does not: the server's strict validation refuses them, else it warns.
    pub unknown: Vec<Path>,
}

/// A map as a server's Go types read and print it: fields that the type does not know are dropped, nulls too, and structs
/// held by value appear as `{}` where they are missing.
pub fn decoded(schema: &Schema, ty: TypeRef, map: &Map) -> Decoded {
    let mut walk = Walk { schema, path: Path::default(), unknown: Vec::new() };
    let map = walk.map(ty, map);
    Decoded { map, unknown: walk.unknown }
}

struct Walk<'s> {
    schema: &'s Schema,
    path: Path,
    unknown: Vec<Path>,
}

impl Walk<'_> {
    fn map(&mut self, ty: TypeRef, map: &Map) -> Map {
        let mut out = Vec::with_capacity(map.len());
        for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
            self.path.0.push(Segment::Field(key.as_str().into()));
            match self.schema.child(ty, key.as_str()) {
                Some(child) => out.push((key.clone(), self.value(child, value))),
                None => self.unknown.push(self.path.clone()),
            }
            self.path.0.pop();
        }
        for field in self.schema.fields(ty) {
            let is_struct = field.default == Preset::Empty && matches!(self.schema.shape(field.ty), Shape::Struct { .. });
            if is_struct && map.get(field.name).is_none_or(Value::is_null) {
                let inner = self.map(field.ty, &Map::default());
                out.push((Key::own(field.name), Value::Map(inner)));
            }
        }
        Map::from_entries(out)
    }

    fn value(&mut self, ty: TypeRef, value: &Value) -> Value {
        match value {
            // Values of free form are kept byte by byte.
            Value::Map(map) if !matches!(self.schema.shape(ty), Shape::Deduced | Shape::Untyped) => Value::Map(self.map(ty, map)),
            Value::List(items) if matches!(self.schema.shape(ty), Shape::List { .. }) => {
                let item = self.schema.item(ty);
                let mut out = Vec::with_capacity(items.len());
                for (index, value) in items.iter().enumerate() {
                    self.path.0.push(Segment::Index(index));
                    out.push(self.value(item, value));
                    self.path.0.pop();
                }
                Value::list(out)
            }
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{decoded, zero};
    use crate::engine::manifest::json::{parse_json, to_json};
    use crate::engine::schema::Schema;
    use crate::model::object::value::{Map, Value};

    fn text(map: Map) -> String {
        String::from_utf8(to_json(&Value::Map(map))).expect("UTF-8")
    }

    #[test]
    fn an_unset_deployment_holds_its_structs() {
        let schema = Schema::builtin();
        let wanted = r#"{"metadata":{},"spec":{"strategy":{},"template":{"metadata":{},"spec":{"containers":null}}},"status":{}}"#;
        assert_eq!(text(zero(&schema, schema.root("apps", "v1", "Deployment"))), wanted);
    }

    #[test]
    fn unknown_fields_and_nulls_are_dropped_and_named() {
        let schema = Schema::builtin();
        let given = parse_json(
            br#"{"metadata":{"name":"a","labels":null},"spec":{"containers":[{"name":"c","imgae":"x"}],"nodeName":null},"no":1}"#,
        );
        let Ok(Value::Map(given)) = given else { panic!("test data") };
        let out = decoded(&schema, schema.root("", "v1", "Pod"), &given);
        let unknown: Vec<String> = out.unknown.iter().map(ToString::to_string).collect();
        assert_eq!(unknown, ["no", "spec.containers[0].imgae"]);
        assert_eq!(text(out.map), r#"{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","resources":{}}]},"status":{}}"#);
    }
}
