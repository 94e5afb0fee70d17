//! Lines of a given width. It knows no other change of a text.
//!
//! Source: Masterminds/goutils `WrapCustom`. Widths are bytes.

use super::args::{bytes, int, raw};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};

pub(super) const TABLE: &[Function] = &[
    Function::new("wrap", &[Type::Int, Type::Str], |scope, args| wrapped(scope, bytes(args, 1), int(args, 0), b"", false)),
    Function::new("wrapWith", &[Type::Int, Type::Str, Type::Str], |scope, args| {
        wrapped(scope, bytes(args, 2), int(args, 0), bytes(args, 1), true)
    }),
];

fn wrapped(scope: &Scope<'_>, text: &[u8], width: i64, feed: &[u8], cuts_words: bool) -> Returned {
    let feed = if feed.is_empty() { b"\n" } else { feed };
    let width = usize::try_from(width.max(1)).unwrap_or(usize::MAX);
    scope.budget.make(text.len())?;
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while rest.len() > width {
        if let Some(trimmed) = rest.strip_prefix(b" ") {
            rest = trimmed;
            continue;
        }
        let window = rest.get(..=width).unwrap_or(rest);
        let cut = match window.iter().rposition(|byte| *byte == b' ') {
            Some(space) => Cut { line: space, next: space.saturating_add(1) },
            None if cuts_words => Cut { line: width, next: width },
            None => match rest.iter().skip(width).position(|byte| *byte == b' ') {
                Some(space) => Cut { line: width.saturating_add(space), next: width.saturating_add(space).saturating_add(1) },
                None => break,
            },
        };
        put(scope, &mut out, rest.get(..cut.line).unwrap_or(rest), feed)?;
        rest = rest.get(cut.next..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    raw(out)
}

/// Where a line ends and the next begins.
struct Cut {
    line: usize,
    next: usize,
}

fn put(scope: &Scope<'_>, out: &mut Vec<u8>, line: &[u8], feed: &[u8]) -> Result<(), Fault> {
    scope.budget.make(feed.len())?;
    scope.budget.work(1)?;
    out.extend_from_slice(line);
    out.extend_from_slice(feed);
    Ok(())
}
