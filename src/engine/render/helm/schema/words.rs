//! Why values do not satisfy a schema, in the words and order of the library that Helm uses; and how much work it is to find out. It
//! judges only what most schemas use: where it finds nothing, somebody else has to say it.
//!
//! Source: santhosh-tekuri/jsonschema v6.0.2 `validator.go`, `output.go`, `kind/kind.go`. Where that library goes through a Go map, the
//! order is that of the names.

mod failure;
mod rules;

pub(super) use failure::line;
pub(super) use rules::{joined, quote};

use failure::{Failure, Kind};

use crate::model::object::value::{Map, Value};

/// Schemas that are tried on values, references followed: large schemas on large values take some ten thousand.
const MAX_STEPS: usize = 500_000;

/// Schemas within schemas, references followed.
const MAX_DEPTH: usize = 400;

/// A schema being tried.
struct Trial<'s> {
    root: &'s Value,
    /// 4, 6, 7, 2019 or 2020.
    draft: u16,
    steps: usize,
    /// Why it was given up.
    limit: Option<&'static str>,
}

/// What is wrong, a line each, as Helm prints it; empty where nothing was found.
///
/// # Errors
/// When the schema means too much work.
pub(super) fn failures(schema: &Value, values: &Value) -> Result<String, String> {
    let draft = draft(schema);
    let mut trial = Trial { root: schema, draft, steps: 0, limit: None };
    let failure = trial.check(schema, values, "", MAX_DEPTH);
    match (trial.limit, failure) {
        (Some(limit), _) => Err(limit.to_owned()),
        (None, None) => Ok(String::new()),
        (None, Some(failure)) => Ok(failure.told()),
    }
}

fn draft(schema: &Value) -> u16 {
    let named = schema.as_map().and_then(|map| map.get("$schema")?.as_str()).unwrap_or("");
    [("draft-04", 4), ("draft-06", 6), ("draft-07", 7), ("2019-09", 2019)]
        .iter()
        .find(|(name, _)| named.contains(name))
        .map_or(2020, |(_, draft)| *draft)
}

impl<'s> Trial<'s> {
    /// What a value fails by.
    fn check(&mut self, schema: &'s Value, value: &Value, path: &str, depth: usize) -> Option<Failure> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            self.limit = Some("the schema has too many alternatives for these values");
        }
        let Some(depth) = depth.checked_sub(1) else {
            self.limit = Some("the schema nests too deeply, or refers to itself without end");
            return None;
        };
        if self.limit.is_some() {
            return None;
        }
        match schema {
            Value::Bool(false) => Some(Failure::new(path, Kind::Plain, "false schema")),
            Value::Map(map) => self.check_map(map, value, path, depth),
            _ => None,
        }
    }

    fn check_map(&mut self, schema: &'s Map, value: &Value, path: &str, depth: usize) -> Option<Failure> {
        if self.draft < 2019 && schema.has("$ref") {
            return self.reference(schema, "$ref", value, path, depth);
        }
        if let Some(text) = rules::first(schema, value) {
            return Some(Failure::new(path, Kind::Plain, text));
        }
        let mut found: Vec<Failure> = Vec::new();
        found.extend(self.reference(schema, "$ref", value, path, depth));
        match value {
            Value::Map(map) => self.object(schema, map, path, depth, &mut found),
            Value::List(items) => self.list(schema, items, path, depth, &mut found),
            Value::Str(text) => found.extend(rules::text(schema, text).into_iter().map(|text| Failure::new(path, Kind::Plain, text))),
            Value::Int(_) | Value::Uint(_) | Value::Float(_) => {
                found.extend(rules::number(schema, value).into_iter().map(|text| Failure::new(path, Kind::Plain, text)));
            }
            Value::Null | Value::Bool(_) => {}
        }
        for keyword in ["$recursiveRef", "$dynamicRef"] {
            found.extend(self.reference(schema, keyword, value, path, depth));
        }
        self.combined(schema, value, path, depth, &mut found);
        Failure::grouped(path, found)
    }

    /// What the schema that a keyword refers to says.
    fn reference(&mut self, schema: &'s Map, keyword: &str, value: &Value, path: &str, depth: usize) -> Option<Failure> {
        let target = self.target(schema.get(keyword)?.as_str()?)?;
        let failure = self.check(target, value, path, depth)?;
        let causes = if failure.kind == Kind::Group { failure.causes } else { vec![failure] };
        Some(Failure::new(path, Kind::Reference, "validation failed").because(causes))
    }

    /// The schema that a reference within this document means.
    fn target(&self, reference: &str) -> Option<&'s Value> {
        let fragment = reference.strip_prefix('#')?;
        if fragment.is_empty() {
            return Some(self.root);
        }
        let Some(pointer) = fragment.strip_prefix('/') else {
            let names = ["$defs", "definitions"];
            let mut all =
                names.iter().filter_map(|name| self.root.as_map()?.get(name)?.as_map()).flat_map(Map::iter).map(|(_, schema)| schema);
            return all.find(|schema| {
                let text = |name: &str| schema.as_map().and_then(|map| map.get(name)?.as_str());
                text("$anchor") == Some(fragment) || text("$dynamicAnchor") == Some(fragment) || text("$id") == Some(reference)
            });
        };
        pointer.split('/').try_fold(self.root, |at, part| {
            let part = rules::unescaped(part);
            match at {
                Value::Map(map) => map.get(&part),
                Value::List(items) => items.get(part.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }

    fn object(&mut self, schema: &'s Map, object: &Map, path: &str, depth: usize, found: &mut Vec<Failure>) {
        found.extend(rules::object(schema, object).into_iter().map(|text| Failure::new(path, Kind::Plain, text)));
        self.dependencies(schema, "dependencies", object, path, depth, found);
        let properties = schema.get("properties").and_then(Value::as_map);
        let patterns = rules::patterns(schema);
        let mut unexpected: Vec<&str> = Vec::new();
        for (key, value) in object {
            let (name, inner) = (key.as_str(), rules::joined(path, key.as_str()));
            let mut evaluated = false;
            if let Some(schema) = properties.and_then(|properties| properties.get(name)) {
                evaluated = true;
                found.extend(self.check(schema, value, &inner, depth));
            }
            for (_, schema) in patterns.iter().filter(|(pattern, _)| pattern.is_match(name)) {
                evaluated = true;
                found.extend(self.check(schema, value, &inner, depth));
            }
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) if !evaluated => unexpected.push(name),
                Some(schema @ Value::Map(_)) if !evaluated => found.extend(self.check(schema, value, &inner, depth)),
                _ => {}
            }
        }
        if !unexpected.is_empty() {
            let text = format!("additional properties {} not allowed", rules::quoted(unexpected.into_iter()));
            found.push(Failure::new(path, Kind::Plain, text));
        }
        if self.draft == 4 {
            return;
        }
        if let Some(names) = schema.get("propertyNames") {
            for (key, _) in object {
                if let Some(failure) = self.check(names, &Value::str(key.as_str()), "", depth) {
                    let causes = if failure.kind == Kind::Group { failure.causes } else { vec![failure] };
                    let text = format!("invalid propertyName {}", rules::quote(key.as_str()));
                    found.push(Failure::new("", Kind::Plain, text).because(causes));
                }
            }
        }
        if self.draft > 7 {
            self.dependencies(schema, "dependentSchemas", object, path, depth, found);
            self.dependencies(schema, "dependentRequired", object, path, depth, found);
        }
    }

    fn dependencies(&mut self, schema: &'s Map, keyword: &str, object: &Map, path: &str, depth: usize, found: &mut Vec<Failure>) {
        for (key, wanted) in schema.get(keyword).and_then(Value::as_map).into_iter().flatten().filter(|(key, _)| object.has(key.as_str())) {
            match wanted {
                Value::List(names) => {
                    let missing: Vec<&str> = names.iter().filter_map(Value::as_str).filter(|name| !object.has(name)).collect();
                    if !missing.is_empty() {
                        let text =
                            format!("properties {} required, if {} exists", rules::quoted(missing.into_iter()), rules::quote(key.as_str()));
                        found.push(Failure::new(path, Kind::Plain, text));
                    }
                }
                schema => {
                    let value = Value::Map(object.clone());
                    found.extend(self.check(schema, &value, path, depth));
                }
            }
        }
    }

    fn list(&mut self, schema: &'s Map, items: &[Value], path: &str, depth: usize, found: &mut Vec<Failure>) {
        self.steps += items.len();
        found.extend(rules::list(schema, items).into_iter().map(|text| Failure::new(path, Kind::Plain, text)));
        let keyword = if self.draft < 2020 { "items" } else { "prefixItems" };
        let first = schema.get(keyword).and_then(Value::as_list).unwrap_or_default();
        for (index, (schema, item)) in first.iter().zip(items).enumerate() {
            found.extend(self.check(schema, item, &rules::joined(path, &index.to_string()), depth));
        }
        let n_first = first.len().min(items.len());
        let rest = match (schema.get("items"), schema.get("additionalItems")) {
            (Some(Value::List(_)), rest) if self.draft < 2020 => {
                if matches!(rest, Some(Value::Bool(false))) && n_first < items.len() {
                    found.push(Failure::new(path, Kind::Plain, format!("last {} additionalItem(s) not allowed", items.len() - n_first)));
                    return;
                }
                rest
            }
            (rest, _) => rest,
        };
        if let Some(rest) = rest {
            for (index, item) in items.iter().skip(n_first).enumerate() {
                found.extend(self.check(rest, item, &rules::joined(path, &index.to_string()), depth));
            }
        }
        if let Some(wanted) = schema.get("contains") {
            let failures: Vec<Option<Failure>> = items
                .iter()
                .enumerate()
                .map(|(index, item)| self.check(wanted, item, &rules::joined(path, &index.to_string()), depth))
                .collect();
            if !schema.has("minContains") && failures.iter().all(Option::is_some) {
                let causes = failures.into_iter().flatten().collect();
                found.push(Failure::new(path, Kind::Plain, "no items match contains schema").because(causes));
            }
        }
    }

    fn combined(&mut self, schema: &'s Map, value: &Value, path: &str, depth: usize, found: &mut Vec<Failure>) {
        if let Some(not) = schema.get("not")
            && self.check(not, value, path, depth).is_none()
        {
            found.push(Failure::new(path, Kind::Plain, "'not' failed"));
        }
        let list = |keyword: &str| schema.get(keyword).and_then(Value::as_list).unwrap_or_default();
        let failed = |causes: Vec<Failure>, text: &str| Failure::new(path, Kind::Plain, text).because(causes);
        let causes: Vec<Failure> = list("allOf").iter().filter_map(|schema| self.check(schema, value, path, depth)).collect();
        if !causes.is_empty() {
            found.push(failed(causes, "'allOf' failed"));
        }
        let any = list("anyOf");
        let causes: Vec<Failure> = any.iter().map_while(|schema| self.check(schema, value, path, depth)).collect();
        if !any.is_empty() && causes.len() == any.len() {
            found.push(failed(causes, "'anyOf' failed"));
        }
        let (mut matched, mut causes) = (Vec::new(), Vec::new());
        let one = list("oneOf");
        for (index, schema) in one.iter().enumerate() {
            match self.check(schema, value, path, depth) {
                Some(failure) => causes.push(failure),
                None => matched.push(index),
            }
        }
        match matched.as_slice() {
            [first, second, ..] => found.push(failed(Vec::new(), &format!("'oneOf' failed, subschemas {first}, {second} matched"))),
            [] if !one.is_empty() => found.push(failed(causes, "'oneOf' failed, none matched")),
            _ => {}
        }
        if self.draft > 6
            && let Some(condition) = schema.get("if")
        {
            let branch = if self.check(condition, value, path, depth).is_none() { "then" } else { "else" };
            if let Some(schema) = schema.get(branch) {
                found.extend(self.check(schema, value, path, depth));
            }
        }
    }
}
