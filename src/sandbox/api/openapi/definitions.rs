//! Schemas of kinds: the fields from the table of Go types, merge keys and list types from the engine's schema. Custom
//! resources are published as their definition says. Descriptions are left out: they are most of a real document.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Form;
use crate::engine::schema::Schema;
use crate::engine::schema::facts::{FieldInfo, Shape as Known};
use crate::engine::schema::types::{Listing, TypeRef};
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::kinds::resource::{Origin, Resource};
use crate::sandbox::kinds::types::{Field, Shape, model_name, types};

const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.";
const QUANTITY: &str = "io.k8s.apimachinery.pkg.api.resource.Quantity";
const INT_OR_STRING: &str = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
const RAW: &str = "io.k8s.apimachinery.pkg.runtime.RawExtension";

/// The definitions of these resources and all that they refer to.
pub(super) fn of(resources: &[Arc<Resource>], form: Form) -> Value {
    let mut maker = Maker { schema: Schema::builtin(), form, made: BTreeMap::new(), wanted: BTreeSet::new() };
    for resource in resources {
        match &resource.origin {
            Origin::Builtin(of) => maker.kind(resource, of.name),
            Origin::Custom(own) => maker.custom(resource, own.schema.as_ref()),
        }
    }
    for name in ["meta.v1.DeleteOptions", "meta.v1.Status", "autoscaling.v1.Scale"] {
        maker.want(name);
    }
    while let Some(name) = maker.wanted.pop_first() {
        maker.define(name);
    }
    maker.scalars();
    Value::map(maker.made.into_iter().map(|(name, value)| (Key::own(name), value)).collect())
}

/// The name of a resource's definition: `io.k8s.api.apps.v1.Deployment`, `com.example.v1.Widget`.
pub(super) fn name_of(resource: &Resource) -> String {
    match &resource.origin {
        Origin::Builtin(of) => model_name(of.name),
        Origin::Custom(_) => {
            let group = resource.id.group.split('.').rev().collect::<Vec<_>>().join(".");
            format!("{group}.{}.{}", resource.version, resource.kind)
        }
    }
}

/// `x-kubernetes-group-version-kind` of a resource.
pub(super) fn kind_mark(resource: &Resource) -> Value {
    let text = |text: &Arc<str>| Value::str(text.clone());
    Value::Map(map([("group", text(&resource.id.group)), ("kind", text(&resource.kind)), ("version", text(&resource.version))]))
}

struct Maker {
    schema: Schema,
    form: Form,
    made: BTreeMap<String, Value>,
    wanted: BTreeSet<&'static str>,
}

impl Maker {
    fn want(&mut self, name: &'static str) {
        if !self.made.contains_key(&model_name(name)) {
            self.wanted.insert(name);
        }
    }

    fn kind(&mut self, resource: &Resource, name: &'static str) {
        self.define(name);
        let own = model_name(name);
        if let Some(Value::Map(definition)) = self.made.get(&own) {
            let marked = definition.with("x-kubernetes-group-version-kind", Value::list(vec![kind_mark(resource)]));
            self.made.insert(own.clone(), Value::Map(marked));
        }
        self.list(resource, &own);
    }

    fn list(&mut self, resource: &Resource, item: &str) {
        self.want("meta.v1.ListMeta");
        let items = map([("type", "array".into()), ("items", self.reference(item))]);
        let fields = map([
            ("apiVersion", scalar("string", None)),
            ("kind", scalar("string", None)),
            ("metadata", self.reference(&format!("{META}ListMeta"))),
            ("items", Value::Map(items)),
        ]);
        let mark = kind_mark(resource);
        let mark = mark.as_map().map(|own| own.with("kind", Value::str(resource.list_kind.clone()))).unwrap_or_default();
        let list = map([
            ("type", "object".into()),
            ("required", Value::list(vec!["items".into()])),
            ("properties", Value::Map(fields)),
            ("x-kubernetes-group-version-kind", Value::list(vec![Value::Map(mark)])),
        ]);
        let name = item.rsplit_once('.').map_or("", |(prefix, _)| prefix);
        self.made.insert(format!("{name}.{}", resource.list_kind), Value::Map(list));
    }

    fn custom(&mut self, resource: &Resource, schema: Option<&Map>) {
        self.want("meta.v1.ObjectMeta");
        let mut definition = schema.cloned().unwrap_or_else(|| map([("type", "object".into())]));
        let mut fields = definition.get("properties").and_then(Value::as_map).cloned().unwrap_or_default();
        fields = fields.with("apiVersion", scalar("string", None)).with("kind", scalar("string", None));
        fields = fields.with("metadata", self.reference(&format!("{META}ObjectMeta")));
        definition = definition.with("properties", Value::Map(fields));
        definition = definition.with("x-kubernetes-group-version-kind", Value::list(vec![kind_mark(resource)]));
        let name = name_of(resource);
        self.made.insert(name.clone(), Value::Map(definition));
        self.list(resource, &name);
    }

    fn define(&mut self, name: &'static str) {
        let Some(of) = types().get(name) else { return };
        let full = model_name(name);
        let known = self.schema.definition(&full);
        let mut fields = Vec::new();
        let mut required = Vec::new();
        for (name, field) in &of.fields {
            if field.required {
                required.push(Value::str(*name));
            }
            fields.push((Key::field(name), self.field(known, name, field)));
        }
        let mut definition = vec![("type", Value::str("object"))];
        if !fields.is_empty() {
            definition.push(("properties", Value::map(fields)));
        }
        if !required.is_empty() {
            definition.push(("required", Value::list(required)));
        }
        if let Some(Known::Struct { atomic: true, .. }) = known.map(|own| self.schema.shape(own)) {
            definition.push(("x-kubernetes-map-type", "atomic".into()));
        }
        self.made.insert(full, Value::map(definition.into_iter().map(|(key, value)| (Key::field(key), value)).collect()));
    }

    fn field(&mut self, holder: Option<TypeRef>, name: &str, field: &Field) -> Value {
        let schema = self.schema.clone();
        let known = holder.and_then(|holder| schema.field(holder, name));
        let own = self.shape(&field.shape, known.as_ref().map(|own| own.ty));
        let Value::Map(mut own) = own else { return own };
        if let Some(facts) = known {
            own = marked(own, &facts, &field.shape, &schema);
        }
        Value::Map(own)
    }

    fn shape(&mut self, shape: &Shape, known: Option<TypeRef>) -> Value {
        match shape {
            Shape::Str(_) => scalar("string", None),
            Shape::Bool => scalar("boolean", None),
            Shape::I32 => scalar("integer", Some("int32")),
            Shape::I64 => scalar("integer", Some("int64")),
            Shape::F64 => scalar("number", Some("double")),
            Shape::U8 => scalar("integer", None),
            Shape::Bytes => scalar("string", Some("byte")),
            Shape::Time => self.reference(&format!("{META}Time")),
            Shape::MicroTime => self.reference(&format!("{META}MicroTime")),
            Shape::Duration => self.reference(&format!("{META}Duration")),
            Shape::Quantity => self.reference(QUANTITY),
            Shape::IntOrString => self.reference(INT_OR_STRING),
            Shape::Any => match known.map(|own| self.schema.shape(own)) {
                Some(Known::Untyped) => self.reference(RAW),
                Some(Known::Map { .. } | Known::Struct { .. }) => self.reference(&format!("{META}FieldsV1")),
                _ => Value::Map(Map::default()),
            },
            Shape::List(item) => {
                let inner = known.map(|own| self.schema.item(own));
                let items = self.shape(item, inner);
                Value::Map(map([("type", "array".into()), ("items", items)]))
            }
            Shape::Dict(item) => {
                let items = self.shape(item, None);
                Value::Map(map([("type", "object".into()), ("additionalProperties", items)]))
            }
            Shape::Struct(name) => {
                self.want(name);
                self.reference(&model_name(name))
            }
        }
    }

    /// A reference; OpenAPI v3 wraps it, because it allows nothing beside one.
    fn reference(&self, name: &str) -> Value {
        match self.form {
            Form::V2 => Value::Map(map([("$ref", Value::str(format!("#/definitions/{name}")))])),
            Form::V3 => {
                let inner = Value::Map(map([("$ref", Value::str(format!("#/components/schemas/{name}")))]));
                Value::Map(map([("allOf", Value::list(vec![inner]))]))
            }
        }
    }

    /// Definitions that are no structs.
    fn scalars(&mut self) {
        let either = |first: &'static str, second: &'static str| match self.form {
            Form::V2 => scalar("string", None),
            Form::V3 => Value::Map(map([("oneOf", Value::list(vec![scalar(first, None), scalar(second, None)]))])),
        };
        let (quantity, either) = (either("string", "number"), either("integer", "string"));
        let either = either.as_map().map(|own| own.with("format", "int-or-string".into())).unwrap_or_default();
        let object = || Value::Map(map([("type", "object".into())]));
        let all = [
            (format!("{META}Time"), scalar("string", Some("date-time"))),
            (format!("{META}MicroTime"), scalar("string", Some("date-time"))),
            (format!("{META}Duration"), scalar("string", None)),
            (format!("{META}FieldsV1"), object()),
            (format!("{META}Patch"), object()),
            (QUANTITY.to_owned(), quantity),
            (INT_OR_STRING.to_owned(), Value::Map(either)),
            (RAW.to_owned(), object()),
        ];
        self.made.extend(all);
    }
}

fn scalar(of_type: &'static str, format: Option<&'static str>) -> Value {
    let own = map([("type", of_type.into())]);
    Value::Map(match format {
        Some(format) => own.with("format", format.into()),
        None => own,
    })
}

/// What the published schema says beside a field's type.
fn marked(mut own: Map, facts: &FieldInfo<'_>, shape: &Shape, schema: &Schema) -> Map {
    if matches!(shape, Shape::List(_)) {
        own = match &facts.list {
            Listing::Atomic => own.with("x-kubernetes-list-type", "atomic".into()),
            Listing::Set => own.with("x-kubernetes-list-type", "set".into()),
            Listing::Map(keys) => {
                let keys = keys.split(',').map(Value::str).collect();
                own.with("x-kubernetes-list-type", "map".into()).with("x-kubernetes-list-map-keys", Value::list(keys))
            }
        };
    }
    let atomic_map = matches!(schema.shape(facts.ty), Known::Map { atomic: true, .. });
    if facts.atomic == Some(true) || atomic_map {
        own = own.with("x-kubernetes-map-type", "atomic".into());
    }
    if let Some(patch) = &facts.patch {
        if !patch.merge_key.is_empty() {
            own = own.with("x-kubernetes-patch-merge-key", Value::str(patch.merge_key));
        }
        let words: Vec<&str> = [("merge", patch.merge), ("replace", patch.replace), ("retainKeys", patch.retain_keys)]
            .into_iter()
            .filter(|(_, own)| *own)
            .map(|(word, _)| word)
            .collect();
        if !words.is_empty() {
            own = own.with("x-kubernetes-patch-strategy", Value::str(words.join(",")));
        }
    }
    match facts.default_value() {
        Some(default) => own.with("default", default),
        None => own,
    }
}
