//! A YAML text as a tree that keeps how it was written: quotes, blocks, flow collections, the order of keys. One can set
//! scalars in it and print it again as kyaml prints a node: two spaces a level, lists flush with their key, no line ever
//! broken. It knows no replacement. Source: kyaml `RNode.String`, go-yaml's emitter.
//!
//! What would be printed by rules that are not here (comments, anchors, tags, merge keys, characters that need escapes) is
//! refused as a whole, never guessed.

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::budget;
use super::emit_scalar::{self, Style};
use super::scalar::{BadScalar, Scalar, Scalars, core_tag, is_text, resolve};
use crate::model::object::path::Segment;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Styled {
    /// A text with its style, and the tag that is printed before it (`!!int`).
    Scalar(String, ScalarStyle, Option<String>),
    /// A list; whether it is written as `[…]`.
    List(Vec<Styled>, bool),
    /// A map in its order; whether it is written as `{…}`.
    Map(Vec<(Styled, Styled)>, bool),
}

enum Open {
    List(Vec<Styled>, bool),
    Map(Vec<(Styled, Styled)>, Option<Styled>, bool),
}

impl Styled {
    /// The tree of a text; `None` where it cannot be printed again faithfully.
    pub fn parse(text: &str) -> Option<Self> {
        let options = granit_parser::options! {
            block_nesting_limit: budget::MAX_DEPTH,
            flow_nesting_limit: budget::MAX_DEPTH,
        };
        let mut stack: Vec<Open> = Vec::new();
        let mut root = None;
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = next.ok()?;
            let node = match event {
                Event::StreamStart | Event::DocumentStart(_, None) => continue,
                // Only the first document counts.
                Event::StreamEnd | Event::DocumentEnd => break,
                Event::Scalar(text, style, 0, tag) => {
                    let text = if span.is_empty() { String::new() } else { text.into_owned() };
                    (style != ScalarStyle::Plain || text != "<<").then_some(())?;
                    let tag = match tag {
                        None => None,
                        Some(tag) => Some(format!("!!{}", core_tag(&tag.suffix_in_namespace("tag:yaml.org,2002:")?)?)),
                    };
                    Self::Scalar(text, style, tag)
                }
                Event::SequenceStart(style, 0, None) => {
                    stack.push(Open::List(Vec::new(), style == StructureStyle::Flow));
                    continue;
                }
                Event::MappingStart(style, 0, None) => {
                    stack.push(Open::Map(Vec::new(), None, style == StructureStyle::Flow));
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => match stack.pop()? {
                    Open::List(items, flow) => Self::List(items, flow),
                    Open::Map(entries, _, flow) => Self::Map(entries, flow),
                },
                _ => return None,
            };
            match stack.last_mut() {
                None => root = Some(node),
                Some(Open::List(items, _)) => items.push(node),
                Some(Open::Map(entries, key, _)) => match key.take() {
                    Some(key) => entries.push((key, node)),
                    None => *key = Some(node),
                },
            }
        }
        root
    }

    /// Sets the scalar at a path: it keeps its style, and a plain one its type. What is not there is made.
    pub fn set(&mut self, path: &[Segment], text: &str) -> Option<()> {
        let Some((first, rest)) = path.split_first() else {
            *self = self.changed(text)?;
            return Some(());
        };
        let fresh = || match rest.first() {
            None => Self::Scalar(text.to_owned(), ScalarStyle::Plain, None),
            Some(Segment::Index(_)) => Self::List(Vec::new(), false),
            Some(_) => Self::Map(Vec::new(), false),
        };
        let (child, is_new) = match (self, first) {
            (Self::List(items, _), Segment::Index(index)) => {
                let is_new = *index == items.len();
                if is_new {
                    items.push(fresh());
                }
                (items.get_mut(*index)?, is_new)
            }
            (Self::Map(entries, _), Segment::Field(name)) => {
                let found = entries.iter().position(|(key, _)| matches!(key, Self::Scalar(text, ..) if **text == **name));
                if found.is_none() {
                    entries.push((Self::Scalar(name.to_string(), ScalarStyle::Plain, None), fresh()));
                }
                let position = found.unwrap_or(entries.len() - 1);
                (&mut entries.get_mut(position)?.1, found.is_none())
            }
            _ => return None,
        };
        if is_new && rest.is_empty() { Some(()) } else { child.set(rest, text) }
    }

    fn changed(&self, text: &str) -> Option<Self> {
        let Self::Scalar(old, style, tag) = self else { return None };
        let (style, tag) = match (style, type_of(old), type_of(text)) {
            (ScalarStyle::Plain, _, _) if tag.is_some() => (*style, tag.clone()),
            (ScalarStyle::Plain, old, new) if old == new => (*style, None),
            (ScalarStyle::Plain, "str", _) => (ScalarStyle::DoubleQuoted, None),
            (ScalarStyle::Plain, old, _) => (*style, Some(format!("!!{old}"))),
            _ => (*style, tag.clone()),
        };
        Some(Self::Scalar(text.to_owned(), style, tag))
    }

    /// The text, without a line feed at its end; `None` where something in it would need rules that are not here.
    pub fn print(&self) -> Option<String> {
        let mut out = String::new();
        match self {
            Self::List(items, false) if !items.is_empty() => list(items, 0, &mut out)?,
            Self::Map(entries, false) if !entries.is_empty() => map(entries, 0, &mut out)?,
            _ => flow(self, &mut out)?,
        }
        Some(out.trim().to_owned())
    }
}

/// The type of a plain scalar as go-yaml's tags have it.
pub fn type_of(text: &str) -> &'static str {
    match resolve(text, None, Scalars::Yaml12) {
        Ok(Scalar::Null) => "null",
        Ok(Scalar::Bool(_)) => "bool",
        // A whole number may be written as a float; go-yaml keeps that in its tag.
        Ok(Scalar::Int(_) | Scalar::Uint(_)) if text.contains('.') || !text.contains('x') && text.contains(['e', 'E']) => "float",
        Ok(Scalar::Int(_) | Scalar::Uint(_)) => "int",
        Ok(Scalar::Float(_)) | Err(BadScalar::NotFinite) => "float",
        Ok(Scalar::Text(_)) => "timestamp",
        Ok(Scalar::AsWritten) | Err(BadScalar::Tag(_) | BadScalar::Base64) => "str",
    }
}

fn line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// The entries of a map, the first one where the line is.
fn map(entries: &[(Styled, Styled)], indent: usize, out: &mut String) -> Option<()> {
    for (index, (key, value)) in entries.iter().enumerate() {
        if index > 0 {
            line(indent, out);
        }
        out.push_str(&one_line(key, false)?);
        out.push(':');
        match value {
            Styled::Map(entries, false) if !entries.is_empty() => {
                line(indent + 2, out);
                map(entries, indent + 2, out)?;
            }
            Styled::List(items, false) if !items.is_empty() => {
                line(indent, out);
                list(items, indent, out)?;
            }
            other => leaf(other, indent, out)?,
        }
    }
    Some(())
}

/// The items of a list, the first one where the line is.
fn list(items: &[Styled], indent: usize, out: &mut String) -> Option<()> {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            line(indent, out);
        }
        out.push('-');
        match item {
            Styled::Map(entries, false) if !entries.is_empty() => {
                out.push(' ');
                map(entries, indent + 2, out)?;
            }
            Styled::List(items, false) if !items.is_empty() => {
                out.push(' ');
                list(items, indent + 2, out)?;
            }
            other => leaf(other, indent, out)?,
        }
    }
    Some(())
}

/// What stands on the line of its key or dash, or begins there.
fn leaf(node: &Styled, indent: usize, out: &mut String) -> Option<()> {
    match node {
        Styled::Scalar(text, style @ (ScalarStyle::Literal | ScalarStyle::Folded), None) if !text.is_empty() => {
            let whole = format!("{}\n", text.trim_end_matches('\n'));
            (emit_scalar::style(&whole, false) == Style::Literal && is_printed(text)).then_some(())?;
            let is_folded = *style == ScalarStyle::Folded;
            out.push_str(if is_folded { " >" } else { " |" });
            out.push_str(emit_scalar::block_hints(text));
            block(text, is_folded, indent + 2, out);
            Some(())
        }
        other => {
            let start = out.len();
            flow(other, out)?;
            if out.len() > start {
                out.insert(start, ' ');
            }
            Some(())
        }
    }
}

/// The lines of a block; between lines of a folded one stands an empty line, unless one of them is indented.
fn block(text: &str, is_folded: bool, indent: usize, out: &mut String) {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let mut was_text = false;
    let mut feeds = 1;
    for own in body.split('\n') {
        if own.is_empty() {
            feeds += 1;
            continue;
        }
        let is_blank = own.starts_with([' ', '\t']);
        if is_folded && was_text && !is_blank {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n('\n', feeds));
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(own);
        was_text = !is_blank;
        feeds = 1;
    }
    out.extend(std::iter::repeat_n('\n', feeds - 1));
}

fn flow(node: &Styled, out: &mut String) -> Option<()> {
    match node {
        Styled::Scalar(..) => out.push_str(&one_line(node, false)?),
        Styled::List(items, _) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                flow_part(item, out)?;
            }
            out.push(']');
        }
        Styled::Map(entries, _) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                flow_part(key, out)?;
                out.push_str(": ");
                flow_part(value, out)?;
            }
            out.push('}');
        }
    }
    Some(())
}

/// A part of a flow collection; empty places are not printed there.
fn flow_part(node: &Styled, out: &mut String) -> Option<()> {
    match node {
        Styled::Scalar(text, ScalarStyle::Plain, _) if text.is_empty() => None,
        Styled::Scalar(..) => {
            out.push_str(&one_line(node, true)?);
            Some(())
        }
        Styled::List(..) | Styled::Map(..) => flow(node, out),
    }
}

/// A scalar on one line.
fn one_line(node: &Styled, in_flow: bool) -> Option<String> {
    let Styled::Scalar(text, style, tag) = node else { return None };
    (is_printed(text) && !text.contains('\n')).then_some(())?;
    let single = || format!("'{}'", text.replace('\'', "''"));
    let printed = match style {
        ScalarStyle::Plain if text.is_empty() => String::new(),
        ScalarStyle::Plain if in_flow && text.contains([',', '?', '[', ']', '{', '}', ':']) => single(),
        // What is no text stands as it was written; a text must be one that can.
        ScalarStyle::Plain if !is_text(text, Scalars::Yaml12) => text.clone(),
        ScalarStyle::Plain => match emit_scalar::style(&format!("x{text}"), false) {
            Style::Plain if !starts_oddly(text) => text.clone(),
            Style::Plain | Style::Single => single(),
            Style::Double | Style::Literal => return None,
        },
        ScalarStyle::SingleQuoted => single(),
        ScalarStyle::DoubleQuoted => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        ScalarStyle::Literal | ScalarStyle::Folded => text.is_empty().then(|| "\"\"".to_owned())?,
    };
    Some(match tag {
        Some(tag) => format!("{tag} {printed}").trim_end().to_owned(),
        None => printed,
    })
}

/// Whether a plain text cannot begin like this.
fn starts_oddly(text: &str) -> bool {
    let lead = text.starts_with(['#', ',', '[', ']', '{', '}', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', ' ']);
    lead || text.starts_with("- ")
        || text.starts_with("? ")
        || text.starts_with(": ")
        || matches!(text, "-" | "?" | ":")
        || text.starts_with("---")
        || text.starts_with("...")
}

/// Whether all characters are printed as they are whatever the style.
fn is_printed(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' '..='~' | '\n' | '\u{a1}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}'))
}

#[cfg(test)]
mod tests {
    use super::Styled;
    use crate::model::object::path::Segment;

    fn set(text: &str, path: &[&str], value: &str) -> Option<String> {
        let path: Vec<Segment> =
            path.iter().map(|part| part.parse().map_or_else(|_| Segment::Field((*part).into()), Segment::Index)).collect();
        let mut tree = Styled::parse(text)?;
        tree.set(&path, value)?;
        tree.print()
    }

    #[test]
    fn a_tree_is_printed_in_its_own_style() {
        let text = "a: {b: \"x\",\n  c: [1,  two]}\nf: >-\n   one\n   two\n\n   three\nl: |\n     x\n       y\ns: 'it''s'\nm: many\n  lines\nq:\n    -   - 1\n        - k:   v\n    - {}\n";
        let want = "a: {b: \"z\", c: [1, two]}\nf: >-\n  one two\n\n  three\nl: |\n  x\n    y\ns: 'it''s'\nm: many lines\nq:\n- - 1\n  - k: v\n- {}";
        assert_eq!(set(text, &["a", "b"], "z").as_deref(), Some(want));
    }

    #[test]
    fn what_is_not_there_is_made_and_types_stay() {
        assert_eq!(set("a:\n  b: 1\n", &["a", "c", "0", "d"], "12").as_deref(), Some("a:\n  b: 1\n  c:\n  - d: 12"));
        assert_eq!(set("a: [1, x]\n", &["a", "1"], "12").as_deref(), Some("a: [1, \"12\"]"));
        assert_eq!(set("a: [x]\n", &["a", "0"], "h:1").as_deref(), Some("a: ['h:1']"));
        assert_eq!(set("a: |\n  x\n", &["a"], "one\ntwo").as_deref(), Some("a: |-\n  one\n  two"));
        assert_eq!(set("a: 1\n", &["a"], "*x").as_deref(), Some("a: !!int '*x'"));
        assert_eq!(set("---\na: !!str 5\n---\nb: 1\n", &["a"], "6").as_deref(), Some("a: !!str 6"));
    }

    #[test]
    fn what_needs_other_rules_is_refused() {
        for text in ["a: 1 # why\n", "a: &x 1\n", "a: !t 1\n", "a: 1\nb: {<<: {c: 1}}\n", "a: \"\u{7f}\"\n", "[a: 1"] {
            assert_eq!(set(text, &["a"], "2"), None, "{text:?}");
        }
    }
}
