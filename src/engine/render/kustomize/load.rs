//! Reads files and folders for a kustomization, under its load restrictions, and makes resources of them. It knows no
//! transformer. Source: kustomize `api/internal/loader`, `api/resource/factory.go`.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::manifest::notes::notes;
use crate::engine::manifest::scalar::Scalars;
use crate::engine::manifest::split;
use crate::engine::manifest::yaml::{Document, Documents, ParseOptions, parse_yaml};
use crate::engine::merge::kyaml::hints::Hints;
use crate::engine::render::web_file::web_file;
use crate::engine::step::{Answer, Asking, Found, Need, Read};
use crate::engine::tree::{Files, Look, RepoPath, Tree, TreeId};
use crate::model::ids::RepoUrl;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::fieldspec::scalar_text;
use super::remote::{Spec, is_remote_file};
use super::resource::Resource;
use super::run::{Run, Stop, bad, missing};

/// Lists inside lists are followed so far and no further; Kubernetes nests none.
const MAX_LISTED: usize = 1_000_000;

/// A kustomization's folder: what its paths are relative to.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// The tree that it is in.
    pub(super) files: Files,
    /// Its path in the tree.
    pub(super) path: RepoPath,
    /// The folders of this tree that led here, outermost first.
    referrers: Vec<RepoPath>,
    /// Whether files must lie in it or below it.
    restricted: bool,
    /// The other repository that the tree is of; `None` for the first one.
    clone: Option<Arc<Cloned>>,
}

/// Another repository that a kustomization named.
#[derive(Debug)]
struct Cloned {
    /// As it was named.
    spec: Spec,
    /// The repository whose kustomization named it.
    outer: Option<Arc<Cloned>>,
}

impl Folder {
    /// The folder that is built.
    pub(super) fn root(files: Files, path: RepoPath, restricted: bool) -> Self {
        Self { files, path, referrers: Vec::new(), restricted, clone: None }
    }

    /// The name of a path of this tree for people: that of a file here, or with the other repository before it.
    pub(super) fn name(&self, path: &RepoPath) -> Arc<str> {
        match &self.clone {
            None => path.as_str().into(),
            Some(clone) => format!("{}//{}", clone.spec.url.shown(), path.as_str()).into(),
        }
    }

    /// Its own name.
    pub(super) fn shown(&self) -> Arc<str> {
        if self.clone.is_none() { self.path.to_string().into() } else { self.name(&self.path) }
    }

    /// The folder that a URL names within a clone of its repository. A clone may not read outside its kustomizations, whatever
    /// the first one may.
    pub(super) fn cloned(&self, spec: &Spec, tree: Arc<Tree>, place: &Place) -> Result<Self, Problem> {
        let path = RepoPath::new(&spec.path)
            .map_err(|error| Problem::error(ProblemKind::Forbidden, error.to_string()).at(place.clone()).hint("correct the URL's path"))?;
        let clone = Cloned { spec: spec.clone(), outer: self.clone.clone() };
        Ok(Self { files: Files { tree }, path, referrers: Vec::new(), restricted: true, clone: Some(Arc::new(clone)) })
    }

    /// Whether a URL leads back into a repository that led here.
    pub(super) fn refuse_cycle(&self, spec: &Spec, place: &Place) -> Result<(), Problem> {
        let mut clone = self.clone.as_ref();
        while let Some(own) = clone {
            if own.spec.raw.starts_with(&*spec.raw) {
                let cause = format!("cycle detected: URI '{}' referenced by previous URI '{}'", spec.raw, own.spec.raw);
                return Err(bad(place, cause).hint("a repository cannot have itself as a base"));
            }
            clone = own.outer.as_ref();
        }
        Ok(())
    }

    /// The path of an entry.
    pub(super) fn join(&self, entry: &str, place: &Place) -> Result<RepoPath, Problem> {
        self.path.join(entry).map_err(|error| {
            Problem::error(ProblemKind::Forbidden, error.to_string()).at(place.clone()).hint("point at a path inside the repository")
        })
    }

    /// The path of a file, if it may be read from here.
    pub(super) fn file_path(&self, entry: &str, place: &Place) -> Result<RepoPath, Problem> {
        let path = self.join(entry, place)?;
        if self.restricted && !path.is_within(&self.path) {
            let cause = format!("security; file '{path}' is not in or below '{}'", self.path);
            let hint =
                "move the file below the kustomization, make a base of its folder, or build with --load-restrictor LoadRestrictionsNone";
            return Err(Problem::error(ProblemKind::Forbidden, cause).at(place.clone()).hint(hint));
        }
        Ok(path)
    }

    /// The folder below or beside this one, if that makes no cycle.
    pub(super) fn enter(&self, path: RepoPath, place: &Place) -> Result<Self, Problem> {
        let mut referrers = self.referrers.clone();
        referrers.push(self.path.clone());
        if let Some(visited) = referrers.iter().rev().find(|visited| visited.is_within(&path)) {
            let cause = format!("cycle detected: candidate root '{path}' contains visited root '{visited}'");
            return Err(bad(place, cause).hint("a kustomization cannot have itself, or a folder above it, as a base"));
        }
        Ok(Self { path, referrers, ..self.clone() })
    }
}

/// A file that an entry names, here or over HTTP, with its name for people; the entry's place says where it was named.
pub(super) fn file(asking: &mut Asking<'_>, folder: &Folder, entry: &str, place: &Place) -> Run<(Arc<str>, Arc<File>)> {
    if is_remote_file(entry) {
        return match web_file(asking, entry) {
            Look::Here(file) => Ok((shown(entry), file)),
            Look::Pending => Err(Stop::Pending),
            Look::Failed(problem) => Err(named(problem, place).into()),
            Look::Absent => Err(missing(place, format!("'{}' does not exist", shown(entry))).into()),
        };
    }
    let path = folder.file_path(entry, place)?;
    match folder.files.file(asking, &path) {
        Look::Here(file) => Ok((folder.name(&path), file)),
        Look::Pending => Err(Stop::Pending),
        Look::Failed(problem) => Err(problem.into()),
        Look::Absent => {
            Err(missing(place, format!("file '{path}' does not exist")).hint("check the path; it is relative to the kustomization").into())
        }
    }
}

/// The tree of another repository.
pub(super) fn clone(asking: &mut Asking<'_>, spec: &Spec) -> Look<Arc<Tree>> {
    let need = Need::Base(spec.url.clone(), spec.reference.clone());
    match asking.ask(need.clone()) {
        Found::Here(Answer::Tree(tree)) => {
            let digest = match &tree.id {
                TreeId::Commit(_, sha) => sha.as_str().into(),
                TreeId::Disk(folder) => folder.clone(),
            };
            asking.read(Read::Answer(need, digest));
            Look::Here(tree.clone())
        }
        Found::Here(_) => Look::Failed(Problem::error(ProblemKind::Internal, "a tree was asked for and something else was answered")),
        Found::Pending => Look::Pending,
        Found::Failed(problem) => Look::Failed(problem),
    }
}

/// A URL as it may be shown.
pub(super) fn shown(url: &str) -> Arc<str> {
    RepoUrl::new(url).shown().into()
}

/// A problem of what was named elsewhere: it stands where the name stands.
pub(super) fn named(problem: Problem, place: &Place) -> Problem {
    if problem.place.is_some() { problem } else { problem.at(place.clone()) }
}

/// The resources in a file.
pub(super) fn resources(file: &File, path: &str) -> Result<Vec<Resource>, Problem> {
    let documents = file.documents(path, ParseOptions::KUSTOMIZE);
    let mut resources = from_documents(&documents, path, None)?;
    add_odd(&mut resources, &documents, &Place::file(path))?;
    add_hints(&mut resources, &documents, &file.bytes);
    Ok(resources)
}

/// The resources in a text that stands in another file, at `place`.
pub(super) fn inline_resources(text: &str, place: &Place) -> Result<Vec<Resource>, Problem> {
    let documents = parse_yaml(text.as_bytes(), &place.file, ParseOptions::KUSTOMIZE);
    let mut resources = from_documents(&documents, &place.file, Some(place))?;
    add_odd(&mut resources, &documents, place)?;
    add_hints(&mut resources, &documents, text.as_bytes());
    Ok(resources)
}

/// Notes what only some of Kustomize's readers accept; documents that are taken apart cannot have it.
fn add_odd(resources: &mut [Resource], documents: &Documents, place: &Place) -> Result<(), Problem> {
    let refused = |document: &&Document| document.odd.as_ref().is_some_and(|odd| !odd.keys.is_empty());
    if documents.values.iter().filter(|document| !is_whole(document)).any(|document| refused(&document)) {
        return Err(bad(place, super::resource::ODD_KEY));
    }
    for (resource, document) in whole(resources, documents) {
        if let Some(odd) = &document.odd {
            resource.odd_keys.clone_from(&odd.keys);
            resource.typed_annotations = odd.annotations.iter().cloned().collect();
        }
    }
    Ok(())
}

/// Reads once more the texts of documents that hold nulls, for kyaml drops empty places where it keeps a written `null`, or
/// annotations that are no texts.
fn add_hints(resources: &mut [Resource], documents: &Documents, bytes: &[u8]) {
    if !documents.values.iter().any(|document| needs_notes(&document.value)) {
        return;
    }
    let text = split::decode(bytes);
    let chunks: Vec<split::Chunk<'_>> = split::documents(&text, 0, Scalars::Yaml12).collect();
    for (resource, document) in whole(resources, documents) {
        if !needs_notes(&document.value) {
            continue;
        }
        // A document lies in the last text that begins before its first node.
        let chunk = chunks.iter().rev().find(|chunk| chunk.lines_before < document.line);
        if let Some(text) = chunk.and_then(|chunk| std::str::from_utf8(&chunk.text).ok()) {
            let notes = notes(text);
            resource.write_annotations(&notes.annotations);
            resource.hints = Some(Arc::new(Hints::from(notes)));
        }
    }
}

/// The resources that are documents, with these: items of lists come behind them.
fn whole<'r, 'd>(resources: &'r mut [Resource], documents: &'d Documents) -> impl Iterator<Item = (&'r mut Resource, &'d Document)> {
    resources.iter_mut().zip(documents.values.iter().filter(|document| is_whole(document)))
}

/// Whether a document is one resource.
fn is_whole(document: &Document) -> bool {
    let kind = |map: &Map| map.get("kind").and_then(scalar_text).unwrap_or_default();
    document.value.as_map().is_some_and(|map| !map.is_empty() && !(kind(map).ends_with("List") && map.has("items")))
}

fn needs_notes(document: &Value) -> bool {
    let annotations = document.as_map().and_then(|map| map.get("metadata")?.as_map()?.get("annotations")?.as_map());
    // A date is a text already, and not the one that is written.
    let is_written =
        |value: &Value| value.as_str().is_some_and(|text| !(text.starts_with(|c: char| c.is_ascii_digit()) && text.contains("T0")));
    holds_null(document) || annotations.is_some_and(|map| map.iter().any(|(_, value)| !is_written(value)))
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Map(map) => map.iter().any(|(_, value)| holds_null(value)),
        Value::List(items) => items.iter().any(holds_null),
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => false,
    }
}

fn from_documents(documents: &Documents, path: &str, within: Option<&Place>) -> Result<Vec<Resource>, Problem> {
    if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
        let problem = problem.clone();
        return Err(match within {
            Some(place) => problem.at(place.clone()),
            None => problem,
        });
    }
    let mut queue: Vec<(Map, Place)> = Vec::new();
    for document in &documents.values {
        let place = within.cloned().unwrap_or_else(|| Place::file(path).at_line(document.line));
        if let Some(map) = object(&document.value, &place)? {
            queue.push((map, place));
        }
    }
    expand(queue)
}

/// Takes lists apart: their items come behind everything that stands in the same text.
fn expand(queue: Vec<(Map, Place)>) -> Result<Vec<Resource>, Problem> {
    let mut queue: std::collections::VecDeque<(Map, Place)> = queue.into();
    let mut out = Vec::with_capacity(queue.len());
    let mut n_listed: usize = 0;
    while let Some((map, place)) = queue.pop_front() {
        let kind = map.get("kind").and_then(scalar_text).unwrap_or_default();
        let items = if kind.ends_with("List") { map.get("items") } else { None };
        match items {
            None => out.push(Resource::new(map, place)),
            Some(Value::Null) => {}
            Some(Value::List(items)) => {
                n_listed = n_listed.saturating_add(items.len());
                if n_listed > MAX_LISTED {
                    return Err(super::run::too_much(&place, "lists hold too many items"));
                }
                for item in items.iter() {
                    queue.extend(object(item, &place)?.map(|map| (map, place.clone())));
                }
            }
            Some(other) => return Err(bad(&place, format!("expected a list in {kind}/items, but found {}", other.kind_name()))),
        }
    }
    Ok(out)
}

/// An object's fields, if the value is one; nothing of empty values.
fn object(value: &Value, place: &Place) -> Result<Option<Map>, Problem> {
    let refuse = |cause: &str| Err(bad(place, cause).hint("every document is an object with apiVersion, kind and metadata.name"));
    let map = match value {
        Value::Null => return Ok(None),
        Value::Map(map) if map.is_empty() => return Ok(None),
        Value::List(items) if items.is_empty() => return Ok(None),
        Value::Map(map) => map,
        other => return refuse(&format!("expected an object, found {}", other.kind_name())),
    };
    let text = |value: Option<&Value>| value.and_then(scalar_text).unwrap_or_default();
    let kind = text(map.get("kind"));
    if kind.is_empty() {
        return refuse("missing kind in object");
    }
    let name = text(map.get("metadata").and_then(Value::as_map).and_then(|metadata| metadata.get("name")));
    if name.is_empty() && !kind.ends_with("List") {
        return refuse(&format!("missing metadata.name in object of kind {kind}"));
    }
    Ok(Some(map.clone()))
}

/// The first document of a settings file, read as `sigs.k8s.io/yaml` reads it.
pub(super) fn settings(file: &File, path: &str) -> Result<Document, Problem> {
    let documents = file.whole(path);
    if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
        return Err(problem.clone());
    }
    documents.values.first().cloned().ok_or_else(|| bad(&Place::file(path), "the file is empty"))
}

#[cfg(test)]
mod tests {
    use super::inline_resources;
    use crate::model::problem::Place;

    #[test]
    fn empty_places_are_told_from_written_nulls() {
        let text = "kind: A\nmetadata: {name: a}\n---\n# two\nkind: B\nmetadata:\n  name: b\n  labels:\nspec: null\n";
        let resources = inline_resources(text, &Place::file("x")).expect("two objects");
        let empty: Vec<String> =
            resources.iter().flat_map(|resource| resource.hints.iter()).flat_map(|hints| &hints.empty).map(ToString::to_string).collect();
        assert_eq!(empty, ["metadata.labels"]);
    }
}
