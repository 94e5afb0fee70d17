//! Paths within a policy: `/spec/containers/0/image`, as references and `{{ @ }}` use them. It knows no policy. Source: kyverno
//! `pkg/utils/jsonpointer`, Go's `path`.

use crate::model::object::value::Value;

/// A path from another, `..` and `.` resolved, as Go's `path.Join`.
pub(super) fn joined(base: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The scalar at a path; keys of the document count by what `named` makes of them.
pub(super) fn leaf(document: &Value, path: &str, named: &impl Fn(&str) -> String) -> Option<Value> {
    leaf_below(document, "", path, named, 0)
}

fn leaf_below(value: &Value, at: &str, path: &str, named: &impl Fn(&str) -> String, depth: usize) -> Option<Value> {
    /// As deep as documents are substituted.
    const MAX_DEPTH: usize = 128;
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Map(map) => map.iter().find_map(|(key, item)| {
            let own = format!("{at}/{}", key.as_str().replace('/', "\\/"));
            leaf_below(item, &own, path, named, depth + 1)
        }),
        Value::List(items) => {
            items.iter().enumerate().find_map(|(index, item)| leaf_below(item, &format!("{at}/{index}"), path, named, depth + 1))
        }
        other => (named(at) == path).then(|| other.clone()),
    }
}

/// The expression for the place of a text in a pattern: `{{ @ }}`.
pub(super) fn to_query(path: &str, root: &str) -> String {
    let parts: Vec<String> = parts(path);
    let start = parts.iter().position(|part| part == "foreach").map_or(0, |at| at + 1);
    let rest = parts.get(start..).unwrap_or_default();
    // The first two name the kind of rule.
    let rest = if rest.len() > 2 { rest.get(2..).unwrap_or_default() } else { &[] };
    let mut out = root.to_owned();
    for part in rest {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            out.push_str(&format!("[{part}]"));
        } else if part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !part.starts_with(|c: char| c.is_ascii_digit()) {
            out.push_str(&format!(".{part}"));
        } else {
            out.push_str(&format!(".\"{}\"", part.replace('\\', "\\\\").replace('"', "\\\"")));
        }
    }
    out
}

/// The parts of a path; `\/` is a slash within one.
fn parts(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in path.chars() {
        match c {
            '\\' if !is_escaped => is_escaped = true,
            '/' if !is_escaped => parts.push(String::new()),
            other => {
                is_escaped = false;
                parts.last_mut().into_iter().for_each(|part| part.push(other));
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::{joined, to_query};

    #[test]
    fn paths_are_joined_and_become_queries() {
        assert_eq!(joined("/spec/a", "./../b"), "/spec/b");
        assert_eq!(joined("/spec/a", "../../../b"), "/b");
        assert_eq!(to_query("/a/b/metadata/labels/x.y\\/z/0", "request.object"), "request.object.metadata.labels.\"x.y/z\"[0]");
    }
}
