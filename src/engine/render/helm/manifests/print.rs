//! Manifests as `helm template` prints them: each under a line that says where it comes from, definitions of kinds first,
//! hooks last. It knows no object. Source: Helm `pkg/cmd/template.go`, `pkg/action/action.go`.

use super::sort::{Manifest, Rendered, Sorted};
use super::split::split;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Whether hooks are.
    pub hooks: bool,
    /// Whether hooks that are tests are.
    pub tests: bool,
}

/// Bytes around a document.
const FRAME: usize = "---\n# Source: \n\n".len();

/// Everything, as Helm prints it. `crds`: definitions of kinds with their paths, where they are wanted.
pub fn print(crds: &[(String, String)], sorted: &Sorted, parts: Parts) -> String {
    let texts = crds.iter().map(|(path, text)| (&**path, &**text));
    let texts = texts.chain(sorted.manifests.iter().map(|manifest| (&*manifest.path, &*manifest.text)));
    let size = |(path, text): (&str, &str)| path.len() + text.len() + FRAME;
    let hooks = shown_hooks(sorted, parts).map(|hook| (&*hook.path, &*hook.text));
    let mut out = String::with_capacity(texts.clone().chain(hooks).map(size).sum());
    for (path, text) in texts {
        push(&mut out, path, text);
    }
    // It begins with a separator: only the end may be blank.
    out.truncate(out.trim_end().len());
    out.push('\n');
    for hook in shown_hooks(sorted, parts) {
        push(&mut out, &hook.path, &hook.text);
    }
    out
}

/// The same as one text a template, in the order in which they are first met.
pub fn files(crds: &[(String, String)], sorted: &Sorted, parts: Parts) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let manifests = sorted.manifests.iter().chain(shown_hooks(sorted, parts)).map(|manifest| (&*manifest.path, &*manifest.text));
    for (path, text) in crds.iter().map(|(path, text)| (&**path, &**text)).chain(manifests) {
        match files.iter_mut().find(|(known, _)| known == path) {
            Some((_, all)) => push(all, path, text),
            None => {
                let mut all = String::new();
                push(&mut all, path, text);
                files.push((path.to_owned(), all));
            }
        }
    }
    files
}

/// What templates rendered to although it is no YAML, blank ones left out. Source: Helm `pkg/action/action.go`, `renderResources`.
pub fn unread(files: &[Rendered]) -> String {
    let mut out = String::new();
    for file in files {
        push(&mut out, &file.path, &file.text);
    }
    out
}

/// The hooks that are wanted.
pub fn shown_hooks(sorted: &Sorted, parts: Parts) -> impl Iterator<Item = &Manifest> {
    sorted.hooks.iter().filter(move |hook| parts.hooks && (parts.tests || !hook.is_test()))
}

fn push(out: &mut String, path: &str, text: &str) {
    out.push_str("---\n# Source: ");
    out.push_str(path);
    out.push('\n');
    out.push_str(text);
    out.push('\n');
}

/// Those of the printed documents that templates of these names (paths within the chart; `*`, `?` and classes stand for
/// parts of a name) rendered to, in the order of the names.
///
/// # Errors
/// When a name matches nothing, in Helm's words.
pub fn only(printed: &str, names: &[String]) -> Result<String, String> {
    let documents: Vec<(&str, &str)> = split(printed).into_iter().filter_map(|piece| Some((source(piece.text)?, piece.text))).collect();
    let mut out = String::new();
    for name in names {
        // As Go's `filepath.Match`: no alternatives, and no star that crosses folders.
        let pattern = name.replace("**", "*").replace('{', "[{]").replace('}', "[}]");
        let glob = globset::GlobBuilder::new(&pattern).literal_separator(true).build().map(|glob| glob.compile_matcher());
        let wanted = |path: &str| path == name || glob.as_ref().is_ok_and(|glob| glob.is_match(path));
        let mut found = documents.iter().filter(|(path, _)| wanted(path)).peekable();
        if found.peek().is_none() {
            return Err(format!("could not find template {name} in chart"));
        }
        for (_, text) in found {
            out.push_str("---\n");
            out.push_str(text);
            out.push('\n');
        }
    }
    Ok(out)
}

/// The path within the chart that a printed document names: after the first `/` of its first line `# Source: …`.
fn source(document: &str) -> Option<&str> {
    let line = document.lines().find_map(|line| line.split_once("# Source: "))?.1;
    let (chart, path) = line.split_once('/')?;
    (!chart.is_empty() && !path.is_empty()).then_some(path)
}
