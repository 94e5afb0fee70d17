//! The paths of resources with what clients look for there: the kind, the action, the parameters of writes. It knows no
//! schema but by name.

use std::sync::Arc;

use super::Form;
use super::definitions::{kind_mark, name_of};
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::sandbox::kinds::resource::Resource;

/// The paths of these resources.
pub(super) fn of(resources: &[Arc<Resource>], form: Form) -> Value {
    let mut paths = Vec::new();
    for resource in resources {
        let root = if resource.id.group.is_empty() {
            format!("/api/{}", resource.version)
        } else {
            format!("/apis/{}/{}", resource.id.group, resource.version)
        };
        let scope = if resource.namespaced { "/namespaces/{namespace}" } else { "" };
        let plural = &resource.id.plural;
        let maker = Maker { resource, form };
        paths.push((Key::own(format!("{root}{scope}/{plural}")), maker.collection()));
        if resource.create_only {
            continue;
        }
        let item = format!("{root}{scope}/{plural}/{{name}}");
        paths.push((Key::own(item.as_str()), maker.item()));
        for name in resource.subresources().into_iter().filter(|own| matches!(*own, "status" | "scale")) {
            paths.push((Key::own(format!("{item}/{name}")), maker.item()));
        }
        if resource.namespaced {
            paths.push((Key::own(format!("{root}/{plural}")), Value::Map(map([("get", maker.operation("list", &[]))]))));
        }
    }
    Value::map(paths)
}

struct Maker<'r> {
    resource: &'r Resource,
    form: Form,
}

impl Maker<'_> {
    fn collection(&self) -> Value {
        let post = self.operation("post", &["dryRun", "fieldManager", "fieldValidation"]);
        if self.resource.create_only {
            return Value::Map(map([("post", post)]));
        }
        let list = self.operation("list", &["labelSelector", "fieldSelector", "limit", "continue", "watch"]);
        Value::Map(map([("get", list), ("post", post), ("delete", self.operation("deletecollection", &["dryRun"]))]))
    }

    fn item(&self) -> Value {
        let writes = ["dryRun", "fieldManager", "fieldValidation"];
        Value::Map(map([
            ("get", self.operation("get", &[])),
            ("put", self.operation("put", &writes)),
            ("patch", self.operation("patch", &["dryRun", "fieldManager", "fieldValidation", "force"])),
            ("delete", self.operation("delete", &["dryRun", "gracePeriodSeconds", "propagationPolicy"])),
        ]))
    }

    fn operation(&self, action: &'static str, parameters: &[&'static str]) -> Value {
        let parameters = parameters.iter().map(|name| self.parameter(name)).collect();
        let name = name_of(self.resource);
        let (path, wrap) = match self.form {
            Form::V2 => ("#/definitions/", false),
            Form::V3 => ("#/components/schemas/", true),
        };
        let schema = Value::Map(map([("$ref", Value::str(format!("{path}{name}")))]));
        let schema = Value::Map(map([("schema", schema)]));
        let body = if wrap { Value::Map(map([("content", Value::Map(map([("application/json", schema)])))])) } else { schema };
        let described = body.as_map().map(|own| own.with("description", "OK".into())).unwrap_or_default();
        let responses = Map::default().with("200", Value::Map(described));
        Value::Map(map([
            ("parameters", Value::list(parameters)),
            ("responses", Value::Map(responses)),
            ("x-kubernetes-action", action.into()),
            ("x-kubernetes-group-version-kind", kind_mark(self.resource)),
        ]))
    }

    fn parameter(&self, name: &'static str) -> Value {
        let of_type = if matches!(name, "force" | "watch") { "boolean" } else { "string" };
        let own = map([("name", name.into()), ("in", "query".into()), ("uniqueItems", true.into())]);
        Value::Map(match self.form {
            Form::V2 => own.with("type", of_type.into()),
            Form::V3 => {
                own.without("uniqueItems").with("schema", Value::Map(map([("type", of_type.into()), ("uniqueItems", true.into())])))
            }
        })
    }
}
