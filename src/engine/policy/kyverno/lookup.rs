//! Entries of a rule's context that ask a cluster, a registry or a service: answered from what was given, else not at all. It knows no
//! network.

use super::context::Context;
use super::fault::Fault;
use super::foreign::plural;
use super::given::{Answer, Given};
use super::jmespath::search;
use super::substitute::substitute;
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The kinds of entries that are not `variable`, and what knows their value.
const KINDS: [(&str, &str); 4] = [
    ("configMap", "reads a ConfigMap of the cluster"),
    ("apiCall", "calls an API"),
    ("imageRegistry", "reads an image's metadata from its registry"),
    ("globalReference", "reads a global context entry"),
];

/// The kind of an entry that is no variable, and what it does.
pub(super) fn kind(entry: &Map) -> Option<(&'static str, &'static str)> {
    KINDS.into_iter().find(|(kind, _)| entry.get(kind).is_some_and(|value| !value.is_null()))
}

/// Whether something was given that such an entry could be answered from. Variables always can.
pub(super) fn is_given(entry: &Map, given: &Given) -> bool {
    match kind(entry) {
        None => true,
        Some(("configMap", _)) => !given.objects.is_empty(),
        Some(("apiCall", _)) => !given.answers.is_empty() || !given.objects.is_empty(),
        Some(("globalReference", _)) => !given.globals.is_empty(),
        Some(_) => false,
    }
}

/// The value of an entry that is no variable.
pub(super) fn external(context: &mut Context, name: &str, entry: &Map) -> Result<Value, Fault> {
    let Some((kind, does)) = kind(entry) else {
        return Err(Fault::bad(format!("missing ConfigMap|APICall|ImageRegistry|Variable in context entry {name}")));
    };
    let absent = || Fault::Absent(format!("context entry {name} {does}"));
    let spec = entry.get(kind).and_then(Value::as_map).ok_or_else(|| Fault::bad(format!("context entry {name}: {kind} is no map")))?;
    match kind {
        "configMap" => config_map(context, name, spec)?.ok_or_else(absent),
        "apiCall" => api_call(context, name, spec)?.ok_or_else(absent),
        "globalReference" => global(context, name, spec)?.ok_or_else(absent),
        _ => Err(absent()),
    }
}

/// A text of the entry, its variables substituted.
fn text(context: &mut Context, name: &str, value: Option<&Value>) -> Result<String, Fault> {
    let Some(value) = value else { return Ok(String::new()) };
    match substitute(context, value).map_err(|fault| fault.within(&format!("context entry {name}")))? {
        Value::Str(text) => Ok(text.to_string()),
        other => Err(Fault::bad(format!("context entry {name}: expected a text, found {}", other.kind_name()))),
    }
}

fn config_map(context: &mut Context, name: &str, spec: &Map) -> Result<Option<Value>, Fault> {
    let wanted = text(context, name, spec.get("name"))?;
    let namespace = text(context, name, spec.get("namespace"))?;
    let namespace = if namespace.is_empty() { "default" } else { &namespace };
    let is_it = |object: &&Object| object.is("", "ConfigMap") && **object.name() == *wanted && &**object.namespace() == namespace;
    let found = context.given().objects.iter().find(is_it);
    Ok(found.map(|object| {
        let part = |key: &'static str| (Key::field(key), object.root().get(key).cloned().unwrap_or_default());
        Value::map(vec![part("data"), part("metadata")])
    }))
}

fn api_call(context: &mut Context, name: &str, spec: &Map) -> Result<Option<Value>, Fault> {
    let service = spec.get("service").and_then(Value::as_map).and_then(|service| service.get("url")).cloned();
    let url = text(context, name, service.as_ref().or(spec.get("urlPath")))?;
    let method = match text(context, name, spec.get("method"))? {
        method if method.is_empty() => "GET".to_owned(),
        method => method,
    };
    let is_it = |answer: &&Answer| answer.url == url && (answer.method.is_empty() || answer.method == method);
    let body = match context.given().answers.iter().find(is_it) {
        Some(answer) if !(200..300).contains(&answer.status) => {
            return Err(Fault::bad(format!("context entry {name}: {url} answered with HTTP {}", answer.status)));
        }
        Some(answer) => Some(answer.body.clone()),
        None if service.is_none() && method == "GET" => read(context.given(), &url),
        None => None,
    };
    let Some(body) = body else { return Ok(None) };
    found_in(context, name, spec, body)
}

/// The part of a value that the entry's `jmesPath` finds.
fn found_in(context: &mut Context, name: &str, spec: &Map, body: Value) -> Result<Option<Value>, Fault> {
    match text(context, name, spec.get("jmesPath"))? {
        path if path.is_empty() => Ok(Some(body)),
        path => search(&path, &body, context.world()).map(Some),
    }
}

/// An entry of the global context: `NAME`, or `NAME.PROJECTION`.
fn global(context: &mut Context, name: &str, spec: &Map) -> Result<Option<Value>, Fault> {
    let wanted = text(context, name, spec.get("name"))?;
    let (entry, projection) = wanted.split_once('.').unwrap_or((&wanted, ""));
    let found = context.given().globals.iter().find(|(own, _)| own == entry).map(|(_, value)| value.clone());
    let Some(found) = found else { return Ok(None) };
    let found = match (projection, found) {
        ("", found) => found,
        (projection, Value::Map(map)) => map.get(projection).cloned().unwrap_or_default(),
        (_, _) => Value::Null,
    };
    found_in(context, name, spec, found)
}

/// What an API server with the given objects answers to a path: an object, or, where they are all that there are, a list. None where it
/// cannot be told.
fn read(given: &Given, path: &str) -> Option<Value> {
    let rest = path.trim_end_matches('/').strip_prefix("/api/").map(|rest| ("", rest));
    let (group, rest) = rest.or_else(|| path.trim_end_matches('/').strip_prefix("/apis/")?.split_once('/'))?;
    let parts: Vec<&str> = rest.split('/').collect();
    let (version, namespace, resource, name) = match *parts.as_slice() {
        [version, "namespaces", namespace, resource] if !namespace.is_empty() => (version, Some(namespace), resource, None),
        [version, "namespaces", namespace, resource, name] => (version, Some(namespace), resource, Some(name)),
        [version, resource] => (version, None, resource, None),
        [version, resource, name] => (version, None, resource, Some(name)),
        _ => return None,
    };
    // Selectors are not followed.
    if path.contains('?') {
        return None;
    }
    let is_it = |object: &&Object| {
        object.group() == group
            && object.version() == version
            && plural(object.kind()) == resource
            && namespace.is_none_or(|namespace| &**object.namespace() == namespace)
            && name.is_none_or(|name| &**object.name() == name)
    };
    let mut found = given.objects.iter().filter(is_it).map(Object::to_value);
    match name {
        Some(_) => found.next(),
        None if given.may_be_missing => Some(Value::map(vec![(Key::field("items"), Value::list(found.collect()))])),
        None => None,
    }
}
