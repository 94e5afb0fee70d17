//! A test's file (`kyverno-test.yaml`), today's form and the old one without `kind: Test`. It knows no file system: paths are as written.

use jiff::Timestamp;

use super::super::fault::Fault;
use super::super::given::Answer;
use super::super::jmespath::{World, search};
use super::{Question, operation};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// A test.
#[derive(Debug, Clone, Default)]
pub struct TestFile {
    /// Its name.
    pub name: String,
    /// Paths of policies.
    pub policies: Vec<String>,
    /// Paths of resources.
    pub resources: Vec<String>,
    /// Paths of exceptions.
    pub exceptions: Vec<String>,
    /// Paths of files that describe a cluster.
    pub cluster_resources: Vec<String>,
    /// Path of the values file; empty where there is none.
    pub variables: String,
    /// Path of the user's file; empty where there is none.
    pub user: String,
    /// Values within the test.
    pub values: Option<Value>,
    /// Answers of API calls.
    pub answers: Vec<Answer>,
    /// Entries of the global context.
    pub globals: Vec<Global>,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// An entry of the global context: data, or objects here and in files; then a path into it, then names for parts of it.
#[derive(Debug, Clone, Default)]
pub struct Global {
    name: String,
    data: Value,
    /// Paths of files that hold its objects.
    pub files: Vec<String>,
    path: String,
    projections: Vec<(String, String)>,
}

impl Global {
    fn read(map: &Map) -> Result<Self, (String, String)> {
        let data = map.get("data").or(map.get("resources")).cloned().unwrap_or_default();
        let projections = list(map, "projections")?.iter().filter_map(Value::as_map).map(|one| (text(one, "name"), text(one, "path")));
        Ok(Self {
            name: text(map, "name"),
            data,
            files: texts(map, "resourceFiles")?,
            path: text(map, "fieldPath"),
            projections: projections.collect(),
        })
    }

    /// Its name and value, with the objects of its files.
    ///
    /// # Errors
    /// When an expression finds nothing.
    pub fn resolved(&self, files: Vec<Value>) -> Result<(String, Value), Fault> {
        let world = World::at(Timestamp::UNIX_EPOCH);
        let mut value = if self.files.is_empty() { self.data.clone() } else { Value::list(files) };
        if !self.path.is_empty() {
            value = search(&self.path, &value, &world)?;
        }
        if self.projections.is_empty() {
            return Ok((self.name.clone(), value));
        }
        let parts: Result<Vec<(Key, Value)>, Fault> =
            self.projections.iter().map(|(name, path)| Ok((Key::own(name.as_str()), search(path, &value, &world)?))).collect();
        Ok((self.name.clone(), Value::map(parts?)))
    }
}

impl TestFile {
    /// Reads a test.
    ///
    /// # Errors
    /// The field, and what is wrong with it.
    pub fn read(value: &Value) -> Result<Self, (String, String)> {
        let map = value.as_map().ok_or_else(|| (String::new(), format!("a test is a map, not {}", value.kind_name())))?;
        let mut questions = Vec::new();
        let results = list(map, "results")?;
        for (index, result) in results.iter().enumerate() {
            let field = format!("results[{index}]");
            let result = result.as_map().ok_or_else(|| (field.clone(), format!("a map is wanted, not {}", result.kind_name())))?;
            questions.push(question(result).map_err(|cause| (field, cause))?);
        }
        let name = match map.get("metadata").and_then(Value::as_map).map(|metadata| text(metadata, "name")) {
            Some(name) if !name.is_empty() => name,
            Some(_) | None => text(map, "name"),
        };
        Ok(Self {
            name,
            policies: texts(map, "policies")?,
            resources: texts(map, "resources")?,
            exceptions: texts(map, "exceptions")?,
            cluster_resources: texts(map, "clusterResources")?,
            variables: text(map, "variables"),
            user: text(map, "userinfo"),
            values: map.get("values").filter(|value| !value.is_null()).cloned(),
            answers: list(map, "apiCallResponses")?.iter().filter_map(Value::as_map).map(answer).collect(),
            globals: list(map, "globalContextEntries")?.iter().filter_map(Value::as_map).map(Global::read).collect::<Result<_, _>>()?,
            questions,
        })
    }
}

fn text(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'m>(map: &'m Map, key: &str) -> Result<&'m [Value], (String, String)> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::List(items)) => Ok(items),
        Some(other) => Err((key.to_owned(), format!("a list is wanted, not {}", other.kind_name()))),
    }
}

fn texts(map: &Map, key: &str) -> Result<Vec<String>, (String, String)> {
    let one = |item: &Value| {
        item.as_str().map(str::to_owned).ok_or_else(|| (key.to_owned(), format!("text is wanted, not {}", item.kind_name())))
    };
    list(map, key)?.iter().map(one).collect()
}

/// The question of an entry of `results`, or of a conformance row.
///
/// # Errors
/// In words, when it is none.
pub fn question(result: &Map) -> Result<Question, String> {
    let policy = text(result, "policy");
    if policy.is_empty() {
        return Err("a result names a policy".to_owned());
    }
    let mut resources = texts(result, "resources").map_err(|(_, cause)| cause)?;
    let old = text(result, "resource");
    if !old.is_empty() {
        let namespace = text(result, "namespace");
        resources.push(if namespace.is_empty() { old } else { format!("{namespace}/{old}") });
    }
    let expected = [text(result, "result"), text(result, "status")].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    if !matches!(expected.as_str(), "" | "pass" | "fail" | "skip" | "warn" | "error") {
        return Err(format!("a result is pass, fail, skip, warn or error, not {expected:?}"));
    }
    if result.get("operation").is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
        && operation(result.get("operation")).is_none()
    {
        return Err("an operation is CREATE, UPDATE or DELETE".to_owned());
    }
    Ok(Question { policy, rule: text(result, "rule"), resources, operation: operation(result.get("operation")), expected })
}

fn answer(map: &Map) -> Answer {
    let response = map.get("response").and_then(Value::as_map).cloned().unwrap_or_default();
    let url = [text(map, "url"), text(map, "urlPath")].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    Answer {
        method: text(map, "method").to_uppercase(),
        url,
        status: response.get("statusCode").and_then(Value::as_i64).filter(|status| *status != 0).unwrap_or(200),
        body: response.get("body").cloned().unwrap_or_default(),
    }
}
