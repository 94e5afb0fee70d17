//! A difference as Markdown for a pull request: a table of what differs, then each object's lines, folded. Nothing of a value
//! can become markup: it stands behind a fence longer than any in it, names stand in code with their signs spelled out.

use crate::engine::compare::hunks::Hunk;
use crate::session::shown::{Change, DiffView, ObjectDiff};

use super::diff_lines;
use super::diff_unified;
use super::page::Line;

/// Characters of one comment: GitHub takes 65,536, GitLab a million; room is left for what somebody puts around it.
const MAX_CHARACTERS: usize = 60_000;

/// Rows of the table: a larger fleet's change is read elsewhere.
const MAX_ROWS: usize = 200;

/// The whole difference under a heading. Without ages: a comment is read later.
pub fn markdown(title: &str, view: &DiffView) -> String {
    let mut out = format!("### {}: {} → {}\n\n", code(title), code(&view.left), code(&view.right));
    if view.objects.is_empty() {
        out.push_str("No differences.\n");
        return out;
    }
    out.push_str("| | Resource | Namespace | Fields |\n|---|---|---|---|\n");
    for object in view.objects.iter().take(MAX_ROWS) {
        let (sign, _) = change(object);
        out.push_str(&format!("| {sign} | {} | {} | {} |\n", code(&object.key.to_string()), code(&object.key.namespace), count(object)));
    }
    if let Some(more) = diff_lines::left_out(view.objects.len().saturating_sub(MAX_ROWS), "resource", "resources") {
        out.push_str(&format!("\n{more}\n"));
    }
    let mut n_told = 0;
    let mut n_characters = out.chars().count();
    for object in &view.objects {
        let part = part(view, object);
        let length = part.chars().count();
        if n_characters + length > MAX_CHARACTERS {
            continue; // A smaller one behind it may have room.
        }
        n_characters += length;
        out.push_str(&part);
        n_told += 1;
    }
    if let Some(more) = diff_lines::left_out(view.objects.len() - n_told, "resource is", "resources are") {
        out.push_str(&format!("\n{more} not shown: the comment would be too long.\n"));
    }
    out
}

fn part(view: &DiffView, object: &ObjectDiff) -> String {
    let lines: Vec<String> = diff_unified::object(view, object, None).iter().map(text).collect();
    let fence = "`".repeat(lines.iter().map(|line| longest_run(line)).max().unwrap_or(0).max(2) + 1);
    let (_, word) = change(object);
    let namespace = if object.key.namespace.is_empty() { String::new() } else { format!(" in {}", code(&object.key.namespace)) };
    format!(
        "\n<details>\n<summary>{word} {}{namespace}: {}</summary>\n\n{fence}diff\n{}\n{fence}\n\n</details>\n",
        code(&object.key.to_string()),
        count(object),
        lines.join("\n"),
    )
}

fn change(object: &ObjectDiff) -> (&'static str, &'static str) {
    match object.change {
        Change::Added => ("➕", "added"),
        Change::Removed => ("➖", "removed"),
        Change::Changed => ("✏️", "changed"),
    }
}

/// `3 fields, 1 generated field differs`.
fn count(object: &ObjectDiff) -> String {
    let (folded, open): (Vec<&Hunk>, Vec<&Hunk>) = object.hunks.iter().partition(|hunk| hunk.is_folded());
    if object.change != Change::Changed {
        return "the whole object".to_owned();
    }
    let n_open = open.len() + object.hunks.last().map_or(0, |hunk| hunk.n_left_out);
    let mut parts = Vec::new();
    if n_open > 0 || folded.is_empty() {
        parts.push(format!("{n_open} field{}", if n_open == 1 { "" } else { "s" }));
    }
    if !folded.is_empty() {
        parts.push(diff_lines::folded(&folded));
    }
    parts.join(", ")
}

fn text(line: &Line) -> String {
    line.iter().map(super::page::Span::text).collect()
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A name as code, in HTML, with everything spelled out that Markdown or HTML could take for its own.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut out = String::from("<code>");
    for c in crate::model::text::clean(text).chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/' | ':' | '(' | ')' | ',') {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
    out.push_str("</code>");
    out
}

#[cfg(test)]
mod tests {
    use super::{code, longest_run};

    #[test]
    fn names_cannot_become_markup() {
        assert_eq!(code("web-1.x/y"), "<code>web-1.x/y</code>");
        assert_eq!(code("<b>|@a`"), "<code>&#60;b&#62;&#124;&#64;a&#96;</code>");
        assert!(!code("a\u{1b}[2J\nb").contains('\n'));
        assert_eq!(longest_run("a ``` b ````c`"), 4);
    }
}
