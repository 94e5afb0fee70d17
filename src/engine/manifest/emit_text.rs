//! The text that `emit` writes, with the state that decides about blanks, line feeds and folding. The state is libyaml's
//! (`whitespace`, `indention`, column), because its corner cases (empty keys, complex keys, block scalars at the root)
//! follow from that state alone. It knows no value.

use super::emit_scalar;

/// Spaces of one level.
const INDENT: usize = 2;

/// Columns after which a line is folded at the next single space (libyaml's default, which nobody changes).
const WIDTH: usize = 80;

/// Whether a scalar may be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// Not in a simple key.
    Never,
    /// At single spaces beyond [`WIDTH`].
    AtSpaces,
}

/// A text in the making.
#[derive(Debug)]
pub(super) struct Text {
    /// What is written so far.
    pub(super) out: String,
    /// Characters of the current line so far.
    column: usize,
    /// The current indentation; `None` before the first container.
    pub(super) indent: Option<usize>,
    /// Whether the last character was a blank that may stand before the next token.
    whitespace: bool,
    /// Whether the line holds nothing but indentation and `-`, `?`, `:` so far.
    pub(super) indention: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { out: String::new(), column: 0, indent: None, whitespace: true, indention: true }
    }
}

impl Text {
    /// One level deeper; the first level is at column 0.
    pub(super) fn deeper(&mut self) {
        self.indent = Some(self.indent.map_or(0, |indent| indent + INDENT));
    }

    /// An empty container.
    pub(super) fn empty(&mut self, open: &str, close: &str) {
        self.indicator(open, true, true, false);
        self.indicator(close, false, false, false);
    }

    /// Begins a line at the current indentation, unless it is begun already.
    pub(super) fn line(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.out.push('\n');
            self.column = 0;
        }
        if let Some(missing) = indent.checked_sub(self.column) {
            const BLANKS: &str = "                                                                ";
            let mut left = missing;
            while left > 0 {
                let blanks = BLANKS.get(..left).unwrap_or(BLANKS);
                self.out.push_str(blanks);
                left -= blanks.len();
            }
            self.column = indent;
        }
        self.whitespace = true;
        self.indention = true;
    }

    /// A mark of the syntax.
    pub(super) fn indicator(&mut self, indicator: &str, needs_blank: bool, is_blank: bool, keeps_indention: bool) {
        if needs_blank && !self.whitespace {
            self.put(" ");
        }
        self.put(indicator);
        self.whitespace = is_blank;
        self.indention = self.indention && keeps_indention;
    }

    /// A text as it is.
    pub(super) fn plain(&mut self, content: &str, breaks: Breaks) {
        let outer = self.scalar_indent();
        if !self.whitespace {
            self.put(" ");
        }
        if breaks == Breaks::Never || self.fits(content) {
            self.put(content);
        } else {
            self.folded(content, false, false);
        }
        self.whitespace = false;
        self.indention = false;
        self.indent = outer;
    }

    /// A text in single quotes. A line or paragraph separator begins an indented line, as every break does to yaml.v2.
    pub(super) fn single(&mut self, content: &str, breaks: Breaks) {
        let outer = self.scalar_indent();
        self.indicator("'", true, false, false);
        let mut bytes = 0;
        for (index, line) in content.split_inclusive(emit_scalar::is_line_break).enumerate() {
            let words = line.trim_end_matches(emit_scalar::is_line_break);
            if index > 0 && !words.is_empty() {
                self.line();
            }
            let escaped = words.replace('\'', "''");
            if breaks == Breaks::Never || self.fits(&escaped) {
                self.put(&escaped);
            } else {
                self.folded(&escaped, bytes == 0, bytes + line.len() == content.len());
            }
            self.break_of(line, words);
            bytes += line.len();
        }
        self.indicator("'", false, false, false);
        self.indention = false;
        self.indent = outer;
    }

    /// A text in double quotes, with escapes.
    pub(super) fn double(&mut self, content: &str, breaks: Breaks) {
        let outer = self.scalar_indent();
        self.indicator("\"", true, false, false);
        let escapes = emit_scalar::Escapes::of(content);
        let mut after_space = false;
        let mut chars = content.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if let Some(escape) = escapes.escape(c) {
                self.put(&escape);
                after_space = false;
                continue;
            }
            let inside = at > 0 && chars.peek().is_some();
            if c == ' ' && breaks == Breaks::AtSpaces && !after_space && self.column > WIDTH && inside {
                self.line();
                if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                    self.put("\\");
                }
            } else {
                self.out.push(c);
                self.column += 1;
                self.indention = false;
            }
            after_space = c == ' ';
        }
        self.indicator("\"", false, false, false);
        self.indention = false;
        self.indent = outer;
    }

    /// A text as a literal block.
    pub(super) fn literal(&mut self, content: &str) {
        let outer = self.scalar_indent();
        self.indicator("|", true, false, false);
        self.put(emit_scalar::block_hints(content));
        self.out.push('\n');
        self.column = 0;
        self.indention = true;
        self.whitespace = true;
        for line in content.split_inclusive(emit_scalar::is_line_break) {
            let words = line.trim_end_matches(emit_scalar::is_line_break);
            if !words.is_empty() {
                self.line();
                self.put(words);
                self.indention = false;
            }
            self.break_of(line, words);
        }
        self.indent = outer;
    }

    /// The indentation of a scalar's further lines; returns the one to go back to.
    fn scalar_indent(&mut self) -> Option<usize> {
        let outer = self.indent;
        self.indent = Some(self.indent.unwrap_or(0) + INDENT);
        outer
    }

    /// Whether a text ends before the column at which folding begins.
    fn fits(&self, content: &str) -> bool {
        self.column + content.len() <= WIDTH
    }

    /// Writes words, beginning a new line instead of a single space beyond [`WIDTH`]. The first and the last character may
    /// have to stay as they are: a blank between quotes and words is never folded away.
    fn folded(&mut self, content: &str, keep_first: bool, keep_last: bool) {
        let mut after_space = false;
        let mut chars = content.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let stays = (keep_first && at == 0) || (keep_last && next.is_none());
            if c == ' ' && !after_space && next != Some(' ') && !stays && self.column > WIDTH {
                self.line();
            } else {
                self.out.push(c);
                self.column += 1;
                self.indention = false;
            }
            after_space = c == ' ';
        }
    }

    /// The line break at a line's end, if it has one.
    fn break_of(&mut self, line: &str, words: &str) {
        if let Some(end) = line.get(words.len()..).filter(|end| !end.is_empty()) {
            self.out.push_str(end);
            self.column = 0;
            self.indention = true;
        }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += if text.is_ascii() { text.len() } else { text.chars().count() };
    }
}
