//! Functions with regular expressions, compiled under a size limit. They are Go's (RE2): `\d`, `\w`, `\s` and `\b` mean ASCII. It knows no
//! expression.

use regex::{NoExpand, Regex, RegexBuilder};

use super::super::World;
use super::Arguments;
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// A compiled expression's size. `(a{1000}){1000}` needs gigabytes; Go's own limit of 1,000 repetitions comes to about this.
const MAX_COMPILED: usize = 1 << 20;
/// The longest text that replacing may make.
const MAX_TEXT: usize = 4 << 20;

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>, world: &World) -> Result<Value, Fault> {
    let regex = compiled(arguments.text(0)).map_err(|cause| Fault::bad(format!("JMESPath function '{name}': {cause}")))?;
    let text = super::text::shown(arguments.value(1)).unwrap_or_default();
    if name == "regex_match" {
        return Ok(regex.is_match(&text).into());
    }
    let by = super::text::shown(arguments.value(2)).unwrap_or_default();
    // Each reference to a group may stand for the whole text.
    let groups = by.matches('$').count();
    let each = by.len().saturating_add(groups.saturating_mul(text.len()));
    if regex.find_iter(&text).count().saturating_mul(each) > MAX_TEXT {
        return Err(Fault::Limit(format!("{name}() makes a text longer than {MAX_TEXT} bytes")));
    }
    let replaced = if name == "regex_replace_all" {
        regex.replace_all(&text, by.as_str()).into_owned()
    } else {
        regex.replace_all(&text, NoExpand(&by)).into_owned()
    };
    world.spend(replaced.len() as u64)?;
    Ok(replaced.into())
}

/// Go's expression as this crate's, within the size limit.
fn compiled(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(&ascii(text)).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => format!("the regular expression needs more than {MAX_COMPILED} bytes"),
        other => format!("error parsing regexp: {}", other.to_string().lines().last().unwrap_or_default()),
    })
}

/// Classes as Go means them.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match (chars.next(), in_class) {
                (Some('d'), false) => out.push_str("[0-9]"),
                (Some('D'), false) => out.push_str("[^0-9]"),
                (Some('w'), false) => out.push_str("[0-9A-Za-z_]"),
                (Some('W'), false) => out.push_str("[^0-9A-Za-z_]"),
                (Some('s'), false) => out.push_str("[\\t\\n\\x0C\\r ]"),
                (Some('S'), false) => out.push_str("[^\\t\\n\\x0C\\r ]"),
                (Some('b'), false) => out.push_str("(?-u:\\b)"),
                (Some('d'), true) => out.push_str("0-9"),
                (Some('w'), true) => out.push_str("0-9A-Za-z_"),
                (Some('s'), true) => out.push_str("\\t\\n\\x0C\\r "),
                (Some(other), _) => {
                    out.push('\\');
                    out.push(other);
                }
                (None, _) => out.push('\\'),
            },
            // A named class goes as it is; any other bracket within a class is itself in Go and would nest here.
            '[' if in_class && chars.peek() == Some(&':') => {
                out.push('[');
                while let Some(inner) = chars.next() {
                    out.push(inner);
                    if inner == ':' && chars.peek() == Some(&']') {
                        out.extend(chars.next());
                        break;
                    }
                }
            }
            '[' if in_class => out.push_str("\\["),
            '[' => {
                in_class = true;
                out.push('[');
            }
            ']' if in_class && !(out.ends_with('[') || out.ends_with("[^")) => {
                in_class = false;
                out.push(']');
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ascii, compiled};

    #[test]
    fn classes_are_ascii_as_in_go() {
        assert_eq!(ascii(r"^\d+[\w.-]\b$"), r"^[0-9]+[0-9A-Za-z_.-](?-u:\b)$");
        assert!(!compiled(r"^\d$").expect("an expression").is_match("٣"));
        assert!(compiled(r"^[[:alpha:]]+$").expect("an expression").is_match("abc"));
        assert!(compiled(r"^[][a]+$").expect("an expression").is_match("][a"));
    }

    #[test]
    fn a_bomb_is_refused_by_its_size() {
        let cause = compiled("((a{500}){500}){500}").expect_err("too large");
        assert!(cause.contains("1048576 bytes"), "{cause}");
    }
}
