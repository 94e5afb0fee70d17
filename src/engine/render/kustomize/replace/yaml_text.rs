//! One scalar set inside a text that is YAML, the rest printed anew as Kustomize prints it: two spaces a level, lists flush
//! with their key, one space before a comment, no line feed at the end. It knows no replacement. Source: kyaml's
//! `RNode.String` after `setValueInStructuredData`.
//!
//! The text is rewritten line by line, so that quotes, comments and the order of keys stay. What this cannot do as Kustomize
//! would (folded blocks, scalars of several lines, keys with `?`, comments between levels) is refused, never guessed.

use crate::engine::manifest::styled::type_of;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A map's key.
    Key(String),
    /// A list's index.
    Index(usize),
}

/// An open list or map: where it stood, where it stands now, and the step to what is read in it.
struct Level {
    old: usize,
    new: usize,
    step: Step,
}

impl Level {
    fn is_list(&self) -> bool {
        matches!(self.step, Step::Index(_))
    }
}

/// The text with the scalar at the path replaced; `None` where that cannot be done faithfully.
pub(super) fn set(text: &str, path: &[Step], value: &str) -> Option<String> {
    // What lies beyond the basic plane is escaped in quotes, and so are some others.
    if text.contains(['\t', '\r']) || text.chars().any(|c| c > '\u{ffff}') || !is_safe(value) {
        return None;
    }
    let mut writer = Writer { levels: Vec::new(), out: Vec::new(), literal: None, comments: Vec::new(), path, value, n_set: 0 };
    let mut after_blank = false;
    for line in text.trim_end().lines() {
        let is_blank = line.trim().is_empty();
        if writer.literal(line) {
            continue;
        }
        let is_comment = line.trim_start().starts_with('#');
        // Blank lines count only beside comments, and then by rules of their own.
        if (is_comment && after_blank) || (is_blank && !writer.comments.is_empty()) {
            return None;
        }
        after_blank = is_blank;
        if is_comment {
            writer.comments.push((indent(line), line.trim().to_owned()));
        } else if !is_blank {
            writer.line(line)?;
        }
    }
    (writer.n_set == 1 && writer.comments.is_empty()).then(|| writer.out.join("\n"))
}

struct Writer<'w> {
    levels: Vec<Level>,
    out: Vec<String>,
    /// A literal block: where its key or dash stood, where it stands now, and the indentation of its first line.
    literal: Option<(usize, usize, Option<usize>)>,
    comments: Vec<(usize, String)>,
    path: &'w [Step],
    value: &'w str,
    n_set: usize,
}

impl Writer<'_> {
    /// Takes a line that belongs to an open literal block.
    fn literal(&mut self, line: &str) -> bool {
        let Some((old, new, base)) = &mut self.literal else { return false };
        let own = indent(line);
        if line.trim().is_empty() {
            self.out.push(String::new());
            return true;
        }
        if own <= *old {
            self.literal = None;
            return false;
        }
        let base = *base.get_or_insert(own);
        self.out.push(format!("{}{}", " ".repeat(*new + 2 + own.saturating_sub(base)), line.trim_start()));
        true
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let mut column = indent(line);
        let mut rest = line.trim();
        if rest.starts_with("---") || rest.starts_with("...") || rest.starts_with("? ") || rest.starts_with('%') {
            return None;
        }
        let start = column;
        let mut printed = String::new();
        while let Some(item) = rest.strip_prefix("- ") {
            let at = self.item(column);
            if printed.is_empty() {
                printed = " ".repeat(at);
            }
            printed.push_str("- ");
            let content = item.trim_start();
            column += rest.len() - content.len();
            rest = content;
        }
        let is_item = !printed.is_empty();
        let (key, value) = match split_key(rest) {
            Some((key, value)) => (Some(key), value),
            None if is_item && rest != "-" => (None, rest),
            None => return None,
        };
        if let Some(key) = key {
            if key == "<<" {
                return None; // printed as `!!merge <<`, but not everywhere
            }
            let at = self.entry(column, unquoted(key));
            if !is_item {
                printed = " ".repeat(at);
            }
            printed.push_str(key);
            printed.push(':');
        }
        self.flush_comments(start, &printed)?;
        let (value, comment) = split_comment(value);
        let value = self.scalar(value)?;
        if !value.is_empty() {
            printed.push_str(if key.is_some() { " " } else { "" });
            printed.push_str(&value);
        }
        if !comment.is_empty() {
            printed.push(' ');
            printed.push_str(comment);
        }
        self.out.push(printed);
        Some(())
    }

    /// Comments above a line stand at its level.
    fn flush_comments(&mut self, start: usize, printed: &str) -> Option<()> {
        let at = indent(printed);
        for (old, comment) in std::mem::take(&mut self.comments) {
            if old != start {
                return None;
            }
            self.out.push(format!("{}{comment}", " ".repeat(at)));
        }
        Some(())
    }

    /// A list's next item at this column; the column where its dash stands now.
    fn item(&mut self, column: usize) -> usize {
        while self.levels.last().is_some_and(|level| level.old > column) {
            self.levels.pop();
        }
        if let Some(Level { old, new, step: Step::Index(index) }) = self.levels.last_mut()
            && *old == column
        {
            *index += 1;
            return *new;
        }
        let new = self.levels.last().map_or(0, |level| if level.is_list() { level.new + 2 } else { level.new });
        self.levels.push(Level { old: column, new, step: Step::Index(0) });
        new
    }

    /// A map's next key at this column; the column where it stands now.
    fn entry(&mut self, column: usize, key: String) -> usize {
        while self.levels.last().is_some_and(|level| level.old > column || (level.is_list() && level.old >= column)) {
            self.levels.pop();
        }
        if let Some(level) = self.levels.last_mut()
            && level.old == column
        {
            level.step = Step::Key(key);
            return level.new;
        }
        let new = self.levels.last().map_or(0, |level| level.new + 2);
        self.levels.push(Level { old: column, new, step: Step::Key(key) });
        new
    }

    /// A value as it is printed: as it stands, or the new one.
    fn scalar(&mut self, value: &str) -> Option<String> {
        let is_meant = self.levels.len() == self.path.len() && self.levels.iter().zip(self.path).all(|(level, step)| level.step == *step);
        let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
        if let Some(quote) = quote {
            let is_closed = value.len() > 1 && value.ends_with(quote);
            let inner = value.get(1..value.len() - 1).filter(|_| is_closed)?;
            if quote == '"' && inner.replace("\\\\", "").replace("\\\"", "").contains('"') {
                return None;
            }
        }
        match (is_meant, value.chars().next()) {
            (true, None | Some('|' | '>' | '[' | '{' | '&' | '*' | '!')) | (false, Some('>')) => None,
            (true, Some(first)) => {
                self.n_set += 1;
                Some(match first {
                    '"' | '\'' => format!("{first}{}{first}", self.value),
                    _ => plain(value, self.value),
                })
            }
            (false, Some('|')) => {
                let (old, new) = self.levels.last().map(|level| (level.old, level.new))?;
                self.literal = matches!(value, "|" | "|-" | "|+").then_some((old, new, None));
                self.literal.map(|_| value.to_owned())
            }
            (false, Some('[' | '{')) => is_tidy(value).then(|| value.to_owned()),
            (false, _) => Some(value.to_owned()),
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A key and what stands behind its colon.
fn split_key(rest: &str) -> Option<(&str, &str)> {
    if rest.starts_with(['[', '{', '&', '*', '!', '|', '>', '#']) {
        return None;
    }
    let from = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.find(quote)? + 2,
        _ => 0,
    };
    let behind = rest.get(from..)?;
    let at = behind.find(": ").or_else(|| behind.ends_with(':').then(|| behind.len() - 1))?;
    (from == 0 || at == 0).then_some(())?;
    Some((rest.get(..from + at)?, rest.get(from + at + 1..)?.trim_start()))
}

fn unquoted(key: &str) -> String {
    let inner = |quote: char| key.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(key).to_owned()
}

/// A value and the comment behind it.
fn split_comment(value: &str) -> (&str, &str) {
    let from = match value.chars().next() {
        Some('#') => return ("", value),
        Some(quote @ ('"' | '\'')) => value.get(1..).and_then(|rest| rest.rfind(quote)).map_or(0, |end| end + 2),
        _ => 0,
    };
    match value.get(from..).and_then(|rest| rest.find(" #")) {
        Some(at) => (value.get(..from + at).unwrap_or("").trim_end(), value.get(from + at + 1..).unwrap_or("")),
        None => (value, ""),
    }
}

/// What stands in the place of a plain scalar: its type stays, said by quotes or by a tag where the text alone says another.
fn plain(old: &str, new: &str) -> String {
    match (type_of(old), type_of(new)) {
        (old, new_type) if old == new_type => new.to_owned(),
        ("str", _) => format!("\"{new}\""),
        (old, _) => format!("!!{old} {new}"),
    }
}

/// Whether a flow collection is spaced as it is printed.
fn is_tidy(value: &str) -> bool {
    let is_closed = value.ends_with([']', '}']);
    let odd = ["  ", "[ ", " ]", "{ ", " }", " ,", ",]", ",}", "'"];
    let commas = value.match_indices(',').all(|(at, _)| value.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')));
    is_closed && commas && !odd.iter().any(|text| value.contains(text))
}

/// Whether a text can stand plain or in quotes as it is.
fn is_safe(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '.') && text.chars().all(plain) && !text.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::{Step, set};

    fn key(text: &str) -> Step {
        Step::Key(text.to_owned())
    }

    #[test]
    fn one_scalar_is_set_and_the_rest_is_printed_as_kustomize_prints_it() {
        let text = "# head\nglobal:\n    env: OLD   # tail\n    \"quoted key\": 'x'\n\njobs:\n  - name: \"a\"\n    targets:\n    -   \"h:1\"\n    - two\n  - name: b\n    text: |\n        l1\n          l2\n    flow: [a, {b: c}]\n";
        let tail = "\"quoted key\": 'x'\njobs:\n- name: \"a\"\n  targets:\n  - \"h:1\"\n  - two\n- name: b\n  text: |\n    l1\n      l2\n  flow: [a, {b: c}]";
        let want = format!("# head\nglobal:\n  env: new # tail\n  {tail}");
        assert_eq!(set(text, &[key("global"), key("env")], "new"), Some(want));
        let item = [key("jobs"), Step::Index(0), key("targets"), Step::Index(0)];
        assert!(set(text, &item, "h:2").is_some_and(|text| text.contains("  - \"h:2\"\n  - two\n")));
        let name = [key("jobs"), Step::Index(1), key("name")];
        assert!(set(text, &name, "c").is_some_and(|text| text.contains("\n- name: c\n")));
    }

    #[test]
    fn what_cannot_be_printed_faithfully_is_refused() {
        let path = [key("a")];
        for text in [
            "a: 1\n# foot\n",
            "a: 1\nb: >\n  x\n",
            "a: x\n  y\n",
            "a: [1]\n",
            "b: 1\n",
            "a: 1\nb: [ 1]\n",
            "a: 1\n---\nb: 2\n",
            "a: |\n  x\n",
            "- a: 1\n",
            "?  a\n",
        ] {
            assert_eq!(set(text, &path, "2"), None, "{text:?}");
        }
        assert_eq!(set("a: 1\n", &path, "x: y"), None);
        assert_eq!(set("a: 1\n", &path, "2").as_deref(), Some("a: 2"));
    }

    #[test]
    fn the_type_of_what_was_there_stays() {
        for (text, value, want) in [
            ("a: x\n", "12", "a: \"12\""),
            ("a: x\n", "true", "a: \"true\""),
            ("a: x\n", "yes", "a: yes"),
            ("a: 1.0\n", "12", "a: !!float 12"),
            ("a: ~\n", "new", "a: !!null new"),
            ("a: 2001-01-01\n", "new", "a: !!timestamp new"),
            ("a: 'x'\n", "12", "a: '12'"),
        ] {
            assert_eq!(set(text, &[key("a")], value).as_deref(), Some(want), "{text:?}");
        }
    }
}
