//! What a user gives over a chart's values, laid in Helm's order: files, then JSON, then assignments, texts, contents of
//! files and literals, whatever the order in which they were given. It knows no chart. Source: Helm
//! `pkg/cli/values/options.go`, `MergeValues`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::set::{self, Kind};
use super::values;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

/// What was given. Its `Debug` shows names only.
#[derive(Clone, Default)]
pub struct Layers {
    /// Values files: the name that is shown, and the content.
    pub files: Vec<(Arc<str>, Arc<[u8]>)>,
    /// `--set-json`.
    pub json: Vec<String>,
    /// `--set`.
    pub set: Vec<String>,
    /// `--set-string`.
    pub texts: Vec<String>,
    /// `--set-file`, each with the files that it names: name and content.
    pub contents: Vec<(String, Vec<(String, Arc<str>)>)>,
    /// `--set-literal`.
    pub literals: Vec<String>,
}

/// Where a value was set: the last layer that named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetIn {
    /// The value's path (`image.tag`).
    pub path: String,
    /// The layer: a file's name, or a flag with what it assigns left out.
    pub layer: Arc<str>,
}

impl Layers {
    /// All of them laid over each other.
    ///
    /// # Errors
    /// The first that cannot be read, in Helm's words.
    pub fn merged(&self) -> Result<Map, Problem> {
        let mut merged = Map::default();
        for (name, content) in &self.files {
            let read = values::read(content, name);
            let read = read.map_err(|problem| Problem { cause: format!("failed to parse {name}: {}", problem.cause).into(), ..problem });
            merged = values::merge(&merged, &read?);
        }
        for text in &self.json {
            merged = applied(Kind::Json, text, &merged)?;
        }
        for text in &self.set {
            merged = applied(Kind::Typed, text, &merged)?;
        }
        for text in &self.texts {
            merged = applied(Kind::Text, text, &merged)?;
        }
        for (text, files) in &self.contents {
            let read = |name: &str| match files.iter().find(|(known, _)| known == name) {
                Some((_, content)) => Ok(content.clone()),
                None => Err(format!("open {name}: no such file or directory")),
            };
            merged = applied(Kind::File(&read), text, &merged)?;
        }
        for text in &self.literals {
            merged = applied(Kind::Literal, text, &merged)?;
        }
        Ok(merged)
    }

    /// Which layer set which value last: each scalar, list and empty map of the merged values, sorted by path. `own`: the
    /// chart's values, and the name of their layer.
    ///
    /// # Errors
    /// As [`Self::merged`].
    pub fn origins(&self, own: (&Arc<str>, &Map)) -> Result<Vec<SetIn>, Problem> {
        let mut origins = BTreeMap::new();
        note(own.1, "", own.0, &mut origins, 0);
        for (name, content) in &self.files {
            note(&values::read(content, name)?, "", name, &mut origins, 0);
        }
        let of_flags = Self { files: Vec::new(), ..self.clone() };
        for (kind, alone) in of_flags.alone() {
            note(&alone.merged()?, "", &kind.into(), &mut origins, 0);
        }
        Ok(origins.into_iter().map(|(path, layer)| SetIn { path, layer }).collect())
    }

    /// Each kind of flag by itself, in order.
    fn alone(self) -> [(&'static str, Self); 5] {
        let Self { json, set, texts, contents, literals, .. } = self;
        [
            ("--set-json", Self { json, ..Self::default() }),
            ("--set", Self { set, ..Self::default() }),
            ("--set-string", Self { texts, ..Self::default() }),
            ("--set-file", Self { contents, ..Self::default() }),
            ("--set-literal", Self { literals, ..Self::default() }),
        ]
    }
}

/// Maps below each other that are looked into; readers allow no more.
const MAX_DEPTH: usize = crate::engine::manifest::budget::MAX_DEPTH;

fn note(map: &Map, path: &str, layer: &Arc<str>, into: &mut BTreeMap<String, Arc<str>>, depth: usize) {
    for (key, value) in map {
        let path = joined(path, key);
        match value {
            Value::Map(inner) if !inner.is_empty() && depth < MAX_DEPTH => note(inner, &path, layer, into, depth + 1),
            _ => {
                // What was below it, or above it, is replaced.
                let below = format!("{path}.");
                let stale: Vec<String> =
                    into.range(below.clone()..).map(|(known, _)| known).take_while(|known| known.starts_with(&below)).cloned().collect();
                stale.iter().for_each(|known| drop(into.remove(known)));
                path.match_indices('.').for_each(|(end, _)| drop(into.remove(path.get(..end).unwrap_or_default())));
                into.insert(path, layer.clone());
            }
        }
    }
}

fn joined(path: &str, key: &Key) -> String {
    if path.is_empty() { key.as_str().to_owned() } else { format!("{path}.{}", key.as_str()) }
}

/// What a flag takes, by an example.
pub fn flag_hint(flag: &str) -> &'static str {
    match flag {
        "--set-json" => r#"as in --set-json 'a={"b":[1,2]}': JSON behind a name, or a whole map"#,
        "--set-file" => "as in --set-file a=path/of/a.txt; more in tiphys render helm --help",
        "--set-literal" => "as in --set-literal 'a.b=any, text'; more in tiphys render helm --help",
        _ => "as in --set a.b=1,list[0]=x,more={y,z}; more in tiphys render helm --help",
    }
}

fn applied(kind: Kind<'_>, text: &str, base: &Map) -> Result<Map, Problem> {
    let flag = kind.flag();
    set::apply(kind, text, base).map_err(|error| Problem::error(ProblemKind::BadInput, error).at(Place::file(flag)).hint(flag_hint(flag)))
}
