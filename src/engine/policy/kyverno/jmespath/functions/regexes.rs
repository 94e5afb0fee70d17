//! Functions with regular expressions, compiled under a size limit. They are Go's (RE2): `\d`, `\w`, `\s` and `\b` mean ASCII. It knows no
//! expression.

use regex::{NoExpand, Regex, RegexBuilder};

use super::super::World;
use super::Arguments;
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// A compiled expression's size. `(a{1000}){1000}` needs gigabytes; what policies hold needs a few kilobytes.
const MAX_COMPILED: usize = 512 << 10;
/// What compiling costs of the budget, and each byte of the expression.
const COMPILING: (u64, u64) = (2_000, 100);
/// The longest text that replacing may make.
const MAX_TEXT: usize = 4 << 20;

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>, world: &World) -> Result<Value, Fault> {
    let regex = known(name, arguments.text(0), world)?;
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

/// The compiled expression; the one of the last call is kept.
fn known(name: &str, text: &str, world: &World) -> Result<Regex, Fault> {
    if let Some((last, regex)) = &*world.regex.borrow()
        && last == text
    {
        return Ok(regex.clone());
    }
    world.spend(COMPILING.0 + COMPILING.1 * text.len() as u64)?;
    let regex = compiled(name, text)?;
    *world.regex.borrow_mut() = Some((text.to_owned(), regex.clone()));
    Ok(regex)
}

/// Go's expression as this crate's, within the size limit.
fn compiled(name: &str, text: &str) -> Result<Regex, Fault> {
    let built = RegexBuilder::new(&ascii(text)).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Fault::Limit(format!("{name}(): the regular expression needs more than {MAX_COMPILED} bytes")),
        other => {
            let cause = other.to_string();
            Fault::bad(format!("JMESPath function '{name}': error parsing regexp: {}", cause.lines().last().unwrap_or_default()))
        }
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
        assert!(!compiled("f", r"^\d$").expect("an expression").is_match("٣"));
        assert!(compiled("f", r"^[[:alpha:]]+$").expect("an expression").is_match("abc"));
        assert!(compiled("f", r"^[][a]+$").expect("an expression").is_match("][a"));
    }

    #[test]
    fn a_bomb_is_refused_by_its_size() {
        let fault = compiled("f", "((a{500}){500}){500}").expect_err("too large");
        assert!(fault.is_final() && fault.to_string().contains("524288 bytes"), "{fault}");
    }
}
