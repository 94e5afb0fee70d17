//! Rendered files become manifests and hooks, each in the order of installation. It knows no chart. Source: Helm
//! `pkg/release/v1/util/manifest_sorter.go`.

use std::sync::Arc;

use super::head::Head;
use super::order::by_kind;
use super::skim::skim;
use super::split::split;
use crate::engine::manifest::file::{Found, Trees};
use crate::engine::manifest::yaml::{ParseOptions, parse_one};
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

/// One rendered document. It has neither `Debug` nor `Display`: it may hold a secret.
#[derive(Clone)]
pub struct Manifest {
    /// The template's path within its chart (`chart/templates/web.yaml`, `chart/charts/sub/templates/…`).
    pub path: Arc<str>,
    /// The text as it was rendered.
    pub text: Arc<str>,
    /// Lines of the rendered file before it.
    pub lines_before: u32,
    /// Version, kind, name and annotations; empty where it holds comments only.
    pub head: Head,
}

/// Manifests and hooks.
#[derive(Clone, Default)]
pub struct Sorted {
    /// What is installed, in order.
    pub manifests: Vec<Manifest>,
    /// Hooks, in order of their kinds. Hooks of an unknown event are left out, as Helm leaves them out.
    pub hooks: Vec<Manifest>,
}

/// The annotation that makes a hook.
const HOOK: &str = "helm.sh/hook";

/// The events that Helm knows, and what Helm 2 called `test`.
const EVENTS: [&str; 10] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

impl Manifest {
    /// What it holds; null where it holds comments only.
    ///
    /// # Errors
    /// When it is no YAML, which its head would have told.
    pub fn value(&self) -> Result<Value, Problem> {
        read(&self.path, &self.text, self.lines_before)
    }

    /// The events of a hook, lower-case; `None`: it is no hook.
    pub fn events(&self) -> Option<Vec<String>> {
        let events = self.head.annotation(HOOK)?;
        Some(events.split(',').map(|event| event.trim().to_lowercase()).collect())
    }

    /// Whether it is a test.
    pub fn is_test(&self) -> bool {
        self.events().is_some_and(|events| events.iter().any(|event| event == "test" || event == "test-success"))
    }
}

/// A rendered file.
pub struct Rendered {
    /// The template's path within its chart.
    pub path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Where what is found in it is kept for the next who gets the same text.
    pub kept: Option<Trees>,
}

/// Sorts what rendered files, given in whatever order, hold. Files whose names begin with `_`, blank files and notes are the
/// caller's to leave out.
///
/// # Errors
/// The first document, in order of paths, that cannot be read; Helm stops there as well.
pub fn sort(mut files: Vec<Rendered>) -> Result<Sorted, Problem> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut sorted = Sorted::default();
    for file in files {
        for found in documents(&file)?.iter() {
            let text = file.text.get(found.range.clone()).unwrap_or_default();
            let text = if text.len() == file.text.len() { file.text.clone() } else { text.into() };
            let manifest = Manifest { path: file.path.clone(), text, lines_before: found.lines_before, head: found.head.clone() };
            match manifest.events() {
                None => sorted.manifests.push(manifest),
                Some(events) if events.iter().all(|event| EVENTS.contains(&event.as_str())) => sorted.hooks.push(manifest),
                Some(_) => {}
            }
        }
    }
    sorted.manifests.sort_by(|a, b| by_kind(&a.head.kind, &b.head.kind));
    sorted.hooks.sort_by(|a, b| by_kind(&a.head.kind, &b.head.kind));
    Ok(sorted)
}

/// The documents of a file, looked for once in the same text.
fn documents(file: &Rendered) -> Result<Arc<[Found]>, Problem> {
    let mut last = file.kept.as_ref().and_then(|kept| kept.last.lock().ok());
    if let Some(Some((text, found))) = last.as_deref()
        && *text == file.text
    {
        return Ok(found.clone());
    }
    let mut all = Vec::new();
    for piece in split(&file.text) {
        let head = head(&file.path, piece.text, piece.lines_before)?;
        all.push(Found { range: piece.start..piece.start + piece.text.len(), lines_before: piece.lines_before, head });
    }
    let all: Arc<[Found]> = all.into();
    if let Some(last) = &mut last {
        **last = Some((file.text.clone(), all.clone()));
    }
    Ok(all)
}

/// The head of a document: at a glance where it is ordinary, else by reading all of it.
fn head(path: &str, text: &str, lines_before: u32) -> Result<Head, Problem> {
    if let Some(head) = skim(text) {
        return Ok(head);
    }
    let value = read(path, text, lines_before)?;
    Head::of(&value).map_err(|cause| refused(path, lines_before, &cause))
}

/// Reads one document as Helm does.
///
/// # Errors
/// When it is no YAML; the problem names the template, and the line of what it rendered to.
fn read(path: &str, text: &str, lines_before: u32) -> Result<Value, Problem> {
    let documents = parse_one(text.as_bytes(), path, lines_before, ParseOptions::KUBERNETES);
    if let Some(error) = documents.problems.iter().find(|problem| problem.is_error()) {
        let line = error.place.as_ref().and_then(|place| place.line).unwrap_or(lines_before.saturating_add(1));
        let own = line.saturating_sub(lines_before);
        return Err(refused(path, line.saturating_sub(1), &format!("error converting YAML to JSON: yaml: line {own}: {}", error.cause)));
    }
    Ok(documents.values.into_iter().next().map_or(Value::Null, |document| document.value))
}

fn refused(path: &str, lines_before: u32, cause: &str) -> Problem {
    let line = lines_before.saturating_add(1);
    Problem::error(ProblemKind::BadInput, format!("YAML parse error on {path}: {cause}"))
        .at(Place::file(path).at_line(line))
        .hint(format!("see line {line} of what it renders to: tiphys render helm … --debug"))
}

#[cfg(test)]
mod tests {
    use super::{Rendered, sort};

    fn file(path: &str, text: &str) -> Rendered {
        Rendered { path: path.into(), text: text.into(), kept: None }
    }

    #[test]
    fn manifests_come_in_the_order_of_installation_and_hooks_apart() {
        let hook = "kind: Job\nmetadata:\n  name: migrate\n  annotations: {helm.sh/hook: \"pre-install, Pre-Upgrade\"}\n";
        let odd = "kind: Job\nmetadata:\n  annotations: {helm.sh/hook: sometimes}\n";
        let files = vec![
            file("c/templates/b.yaml", &format!("kind: Zed\n---\nkind: Service\n---\n{hook}---\n{odd}")),
            file("c/templates/a.yaml", "kind: Abc\n---\n# only words\n---\nkind: Namespace\n"),
        ];
        let Ok(sorted) = sort(files) else { panic!("readable") };
        let kinds: Vec<&str> = sorted.manifests.iter().map(|manifest| &*manifest.head.kind).collect();
        assert_eq!(kinds, ["Namespace", "Service", "", "Abc", "Zed"]);
        assert_eq!(sorted.hooks.iter().map(|hook| &*hook.head.name).collect::<Vec<_>>(), ["migrate"]);
    }

    #[test]
    fn a_document_that_is_no_yaml_is_named_with_its_line() {
        let Err(problem) = sort(vec![file("c/templates/a.yaml", "a: 1\n---\nb: 2\nc: [\n")]) else { panic!("refused") };
        assert!(
            problem.cause.starts_with("YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line "),
            "{}",
            problem.cause
        );
        assert!(problem.place.as_ref().is_some_and(|place| place.line >= Some(4)), "{:?}", problem.place);
    }
}
