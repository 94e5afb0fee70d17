//! Cuts a rendered file into documents as Helm does: at `---` at the beginning of a line, whatever follows it, with the
//! blanks around. It knows no YAML. Source: Helm `pkg/release/v1/util/manifest.go`, `SplitManifests`.

use memchr::{memchr_iter, memmem};

/// A document and where it begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Piece<'t> {
    /// The text, without leading blanks; never blank.
    pub text: &'t str,
    /// Bytes of the file before it.
    pub start: usize,
    /// Lines of the file before it.
    pub lines_before: u32,
}

/// What Go's regular expressions call `\s`.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0c | b'\r')
}

/// The documents of a rendered file.
pub fn split(file: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut lines = Lines { of: file, counted: 0, n: 0 };
    let mut rest = file.trim_start();
    let mut is_start = true;
    loop {
        let found = separator(rest, is_start);
        let (piece, after) = match found {
            Some((start, end)) => (rest.get(..start), rest.get(end..)),
            None => (Some(rest), None),
        };
        let text = piece.unwrap_or_default().trim_start();
        if !text.is_empty() {
            let offset = (text.as_ptr() as usize).saturating_sub(file.as_ptr() as usize);
            pieces.push(Piece { text, start: offset, lines_before: lines.before(offset) });
        }
        let Some(after) = after else { return pieces };
        (rest, is_start) = (after, false);
    }
}

/// The first separator: where the blanks before it begin, and where those after it end.
fn separator(text: &str, is_start: bool) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    for at in memmem::find_iter(bytes, b"---") {
        let before = bytes.get(..at)?;
        let starts_line = before.last() == Some(&b'\n');
        if (is_start && at == 0) || starts_line {
            let start = before.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
            let end = bytes.get(at + 3..)?.iter().position(|byte| !is_blank(*byte)).map_or(bytes.len(), |n| at + 3 + n);
            return Some((start, end));
        }
    }
    None
}

/// Counts lines once, from the front.
struct Lines<'t> {
    of: &'t str,
    counted: usize,
    n: u32,
}

impl Lines<'_> {
    fn before(&mut self, offset: usize) -> u32 {
        let between = self.of.as_bytes().get(self.counted..offset).unwrap_or_default();
        let n = memchr_iter(b'\n', between).count();
        self.n = self.n.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        self.counted = offset;
        self.n
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    fn texts(file: &str) -> Vec<(&str, u32)> {
        split(file).into_iter().map(|piece| (piece.text, piece.lines_before)).collect()
    }

    #[test]
    fn a_file_is_cut_where_helm_cuts_it() {
        assert_eq!(texts("\n\n---\na: 1\n\n---\n\nb: 2\n"), [("a: 1", 3), ("b: 2\n", 7)]);
        assert_eq!(texts("a: 1\n---b: 2\n"), [("a: 1", 0), ("b: 2\n", 1)], "a separator glued to its document");
        assert_eq!(texts("a: 1\n--- # note\nb: 2"), [("a: 1", 0), ("# note\nb: 2", 1)]);
        assert_eq!(texts("a: |\n  ---\n  x\n"), [("a: |\n  ---\n  x\n", 0)], "an indented line cuts nothing");
        assert_eq!(texts("a: x---\nb: 2\n"), [("a: x---\nb: 2\n", 0)]);
        assert_eq!(texts("---\n---\na: 1"), [("---\na: 1", 1)], "the line feed was taken by the first one");
        assert_eq!(texts("a: 1\n\n---\n---\n"), [("a: 1", 0), ("---\n", 3)]);
        assert_eq!(texts(" \n\t\n"), []);
    }
}
