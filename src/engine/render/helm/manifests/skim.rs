//! The head of an ordinary manifest without reading all of it into values. Definitions of kinds and dashboards make
//! megabytes of which only the head is wanted; what is ordinary is plain block YAML, line by line. Whatever is not surely
//! well-formed and understood is `None`: the whole reader decides then. It knows no template.
//!
//! The rule of this file: it may say `None` to anything, but it must never accept what the whole reader refuses, nor see
//! another head. Tests compare both over everything that real charts render to.

use std::sync::Arc;

use memchr::memchr_iter;

use super::head::Head;
use super::skim_scalar::{Scalar, closing, ends, entry_key, is_continuation, is_surely_text, scalar};

/// What a map is, as far as the head goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Metadata,
    Annotations,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Map(Role),
    List,
}

/// A collection that is open.
#[derive(Clone, Copy)]
struct Level {
    indent: usize,
    kind: Kind,
}

/// What the next lines may be.
#[derive(Clone, Copy)]
enum Open {
    /// Nothing but another entry.
    Nothing,
    /// A collection or a scalar below the entry just read; the role of a map there.
    Value(Role),
    /// The rest of a plain scalar that belongs to an entry at this indent.
    Plain(usize),
    /// A block scalar of an entry at this indent; its own indent once known.
    Block(usize, Option<usize>),
    /// The rest of a text in these quotes that belongs to an entry at this indent.
    Quoted(usize, char),
}

/// Collections inside each other; deeper ones are the whole reader's.
const MAX_LEVELS: usize = 64;

/// The head of a document, if it is an ordinary one.
pub(super) fn skim(text: &str) -> Option<Head> {
    let is_plain = is_ascii_text(text);
    let mut skimmer = Skimmer { levels: Vec::new(), open: Open::Nothing, head: Head::default(), has_metadata: false, is_plain };
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()) {
        skimmer.line(text.get(start..end)?)?;
        start = end + 1;
    }
    skimmer.line(text.get(start..)?)?;
    let Skimmer { mut head, open, .. } = skimmer;
    if matches!(open, Open::Quoted(..)) {
        return None;
    }
    head.annotations.sort();
    let is_unique = head.annotations.windows(2).all(|pair| matches!(pair, [a, b] if a.0 != b.0));
    is_unique.then_some(head)
}

struct Skimmer {
    levels: Vec<Level>,
    open: Open,
    head: Head,
    has_metadata: bool,
    /// No line needs to be looked through for characters that may not stand in YAML.
    is_plain: bool,
}

impl Skimmer {
    fn line(&mut self, line: &str) -> Option<()> {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if let Open::Block(parent, own) = self.open {
            if content.is_empty() {
                // Blanks before the first line of a text would count; the whole reader knows how.
                return (own.is_some() || indent == 0).then_some(());
            }
            match own {
                _ if indent <= parent => self.open = Open::Nothing,
                Some(own) => return (indent >= own && self.may_stand(content, true)).then_some(()),
                None => {
                    self.open = Open::Block(parent, Some(indent));
                    return self.may_stand(content, true).then_some(());
                }
            }
        }
        if content.is_empty() {
            return Some(());
        }
        if !self.may_stand(content, false) {
            return None;
        }
        if let Open::Quoted(parent, quote) = self.open {
            let end = closing(content, quote)?;
            if end.is_some_and(|rest| !ends(rest)) || indent <= parent {
                return None;
            }
            if end.is_some() {
                self.open = Open::Nothing;
            }
            return Some(());
        }
        if content.starts_with('#') {
            if let Open::Plain(_) = self.open {
                self.open = Open::Nothing;
            }
            return Some(());
        }
        if let Open::Plain(parent) = self.open
            && indent > parent
        {
            return is_continuation(content).then_some(());
        }
        self.structure(indent, content)
    }

    /// Whether a line has only characters that may stand there.
    fn may_stand(&self, text: &str, tabs: bool) -> bool {
        self.is_plain || is_printable(text, tabs)
    }

    /// A line that begins an entry.
    fn structure(&mut self, indent: usize, content: &str) -> Option<()> {
        let is_item = content == "-" || content.starts_with("- ");
        while self
            .levels
            .last()
            .is_some_and(|level| level.indent > indent || (level.indent == indent && level.kind == Kind::List && !is_item))
        {
            self.levels.pop();
            self.open = Open::Nothing;
        }
        let Some(top) = self.levels.last().copied() else {
            let starts = indent == 0 && !is_item && self.head == Head::default() && !self.has_metadata;
            self.levels.push(Level { indent, kind: Kind::Map(Role::Root) });
            return if starts { self.entry(0, content) } else { None };
        };
        let below = match self.open {
            Open::Value(role) => Some(role),
            Open::Nothing | Open::Plain(_) | Open::Block(..) | Open::Quoted(..) => None,
        };
        self.open = Open::Nothing;
        match (top.indent == indent, below, is_item) {
            // A list may stand at the indent of its key.
            (true, Some(Role::Other), true) if top.kind != Kind::List => self.push(indent, Kind::List)?,
            (true, _, true) if top.kind == Kind::List => {}
            (true, _, false) if top.kind != Kind::List => return self.entry(indent, content),
            (false, Some(Role::Other), true) => self.push(indent, Kind::List)?,
            // An empty collection on the line below its key.
            (false, Some(_), false) if content == "{}" => return Some(()),
            (false, Some(Role::Other), false) if content == "[]" => return Some(()),
            (false, Some(role), false) => {
                self.push(indent, Kind::Map(role))?;
                return self.entry(indent, content);
            }
            _ => return None,
        }
        self.item(indent, content)
    }

    fn push(&mut self, indent: usize, kind: Kind) -> Option<()> {
        self.levels.push(Level { indent, kind });
        (self.levels.len() <= MAX_LEVELS).then_some(())
    }

    /// `- …`: an item whose content may be an entry of a map, or another item.
    fn item(&mut self, indent: usize, content: &str) -> Option<()> {
        let (mut at, mut rest) = (indent, content);
        loop {
            let inner = rest.get(1..)?.trim_start_matches(' ');
            let start = at + rest.len() - inner.len();
            if inner.is_empty() || inner.starts_with('#') {
                self.open = Open::Value(Role::Other);
                return Some(());
            }
            if inner == "-" || inner.starts_with("- ") {
                self.push(start, Kind::List)?;
                (at, rest) = (start, inner);
                continue;
            }
            if entry_key(inner).is_some() {
                self.push(start, Kind::Map(Role::Other))?;
                return self.entry(start, inner);
            }
            return self.value(at, inner, Role::Other).map(drop);
        }
    }

    /// `key: …` of the map on top.
    fn entry(&mut self, indent: usize, content: &str) -> Option<()> {
        let Some(Level { kind: Kind::Map(role), .. }) = self.levels.last().copied() else { return None };
        let (key, value) = entry_key(content)?;
        let below = match (role, key) {
            (Role::Root, "metadata") if !self.has_metadata => Role::Metadata,
            (Role::Metadata, "annotations") if self.head.annotations.is_empty() => Role::Annotations,
            _ => Role::Other,
        };
        self.has_metadata |= below == Role::Metadata;
        if is_doubtful(role, key, below) {
            return None;
        }
        let found = self.value(indent, value, below)?;
        match (role, key) {
            (Role::Root, "apiVersion") => self.head.api_version = own(found, &self.head.api_version)?,
            (Role::Root, "kind") => self.head.kind = own(found, &self.head.kind)?,
            (Role::Metadata, "name") => self.head.name = own(found, &self.head.name)?,
            (Role::Annotations, key) => self.head.annotations.push((key.into(), own(found, "")?)),
            // A map is wanted there: nothing yet, or `{}`.
            _ if below != Role::Other => return matches!(found, Scalar::Nothing | Scalar::Empty).then_some(()),
            _ => {}
        }
        // A text of several lines is not put together here.
        if role != Role::Other && matches!(self.open, Open::Plain(_)) {
            self.open = Open::Nothing;
        }
        Some(())
    }

    /// A value on the line of its key or dash; `indent` is theirs.
    fn value<'t>(&mut self, indent: usize, value: &'t str, below: Role) -> Option<Scalar<'t>> {
        let found = scalar(value)?;
        self.open = match found {
            Scalar::Nothing => Open::Value(below),
            Scalar::Plain(_) => Open::Plain(indent),
            Scalar::Block => Open::Block(indent, None),
            Scalar::Unclosed(quote) => Open::Quoted(indent, quote),
            Scalar::Ended(_) | Scalar::Quoted(_) | Scalar::Escaped | Scalar::Empty | Scalar::Flow => Open::Nothing,
        };
        Some(found)
    }
}

/// Whether a key of the head is written in a way that Go's JSON reader folds, or stands twice.
fn is_doubtful(role: Role, key: &str, below: Role) -> bool {
    let fields: &[&str] = match role {
        Role::Root => &["apiVersion", "kind", "metadata"],
        Role::Metadata => &["name", "annotations"],
        Role::Annotations | Role::Other => &[],
    };
    let is_folded = fields.iter().any(|field| key.eq_ignore_ascii_case(field) && key != *field);
    let is_again = matches!((role, key), (Role::Root, "metadata") | (Role::Metadata, "annotations")) && below == Role::Other;
    is_folded || is_again
}

/// A text of the head that was not there before.
fn own(found: Scalar<'_>, before: &str) -> Option<Arc<str>> {
    let text = match found {
        Scalar::Plain(text) | Scalar::Ended(text) if is_surely_text(text) => text,
        Scalar::Quoted(text) => text,
        _ => return None,
    };
    before.is_empty().then(|| text.into())
}

/// Whether a text is printable ASCII and line feeds: nearly all are, and many bytes are looked at together.
fn is_ascii_text(text: &str) -> bool {
    let is_fine = |byte: &u8| (0x20..0x7f).contains(byte) || *byte == b'\n';
    text.as_bytes().chunks(64).all(|chunk| chunk.iter().map(is_fine).fold(true, |all, one| all & one))
}

/// Whether all characters may stand in YAML, and none is a line break of YAML 1.1; tabs are for block scalars only.
fn is_printable(text: &str, tabs: bool) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte) || (tabs && byte == b'\t')) || {
        let odd = |c: char| match c {
            '\t' => !tabs,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
            c => c < ' ' || ('\u{7f}'..='\u{9f}').contains(&c),
        };
        !text.chars().any(odd)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, proptest};
    use proptest::sample::select;

    use super::skim;
    use crate::engine::manifest::yaml::{ParseOptions, parse_one};
    use crate::engine::render::helm::manifests::head::Head;
    use crate::model::object::value::Value;
    use crate::model::problem::any_error;

    fn whole(text: &str) -> Option<Head> {
        let documents = parse_one(text.as_bytes(), "x", 0, ParseOptions::KUBERNETES);
        if any_error(&documents.problems) {
            return None;
        }
        Head::of(&documents.values.first().map_or(Value::Null, |document| document.value.clone())).ok()
    }

    const ORDINARY: [&str; 4] = [
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-b\n  labels: {}\n  annotations:\n    helm.sh/hook: \"pre-install\"\n    b: 'x' # why\ndata:\n  run.sh: |-\n    #!/bin/sh\n    \tif a: b; then\n\n      exit 1\n  empty: |\n",
        "# Comment\nkind: Role\nmetadata:\n  name: x\nrules:\n- apiGroups: [\"\", apps]\n  resources:\n    - pods\n    - pods/log\n  verbs: [get, list]\n-\n  a: 1\n",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: widgets.example.com\nspec:\n  description: a text that goes on\n    in the next line, and\n\n    after a blank one\n  list:\n  - - 1\n    - 2\n  - name: v1\n    served: true\n    n: -1.5\n  path: .spec.x\n  folded: 'it''s\n    here: and\n\n    there'\n  none:\n    {}\n  nothing:\n    []\n  args:\n  - --a=b\n  - -c\n  - 89152876e1af97e3a67247\n  double: \"a \\\"b\\\"\n    c\\n\" # end\n",
        "# only words\n\n# and words\n",
    ];

    #[test]
    fn ordinary_manifests_are_understood() {
        for text in ORDINARY {
            let found = skim(text);
            assert!(found.is_some(), "{text}");
            assert_eq!(found, whole(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_ordinary_is_left_to_the_whole_reader() {
        let odd = [
            "kind: 1\n",
            "kind: yes\n",
            "Kind: Pod\n",
            "kind: a: b\n",
            "a: &x 1\n",
            "a: *x\n",
            "<<: {a: 1}\n",
            "a: {b: 1}\n",
            "a: \"x\\x41\"\n",
            "a: \"x\n\"\n",
            "kind: \"x\\n\"\n",
            "a: b\n c: d\n",
            "a:\n  b: 1\n c: 2\n",
            "a: |\n  x\n y\n",
            "\ta: 1\n",
            "a: [b\n",
            "a: !!str 1\n",
            "? a\n: b\n",
            "- a\n",
            "a: .nan\n",
            "metadata:\n  annotations:\n    a: 1\n",
            "kind: A\nkind: B\n",
            "metadata: {}\nmetadata: {}\n",
            "a: b #c\n  d\n",
            "kind: 'it''s'\n",
            "a: \"b\nc\"\n",
            "a: 'b\n  c' d\n",
            "a: b:\n",
            "a\n",
            "metadata:\n- a\n",
            "a: |2\n  b\n",
            "a: |\n    \n  b\n",
            "null: 1\n",
            "a: x\u{85}y\n",
            "kind:\n  Pod\n",
        ];
        for text in odd {
            assert_eq!(skim(text), None, "{text:?}");
        }
    }

    /// An ordinary manifest with some places changed.
    fn changed() -> impl Strategy<Value = String> {
        let pieces = [
            "\n", " ", "  ", "- ", ": ", ":", "#", " #", "\"", "'", "|", ">", "[", "]", "{", "}", "\t", "a", "1", "&", "*", "---", "...",
            "\n  ", "\n    ", "!", "%", ",", "?", "\u{e9}", "-",
        ];
        let edit = (any::<usize>(), 0..3usize, select(pieces.to_vec()));
        (select(ORDINARY.to_vec()), proptest::collection::vec(edit, 1..4)).prop_map(|(text, edits)| {
            let mut text: Vec<char> = text.chars().collect();
            for (at, removed, piece) in edits {
                let at = at % (text.len() + 1);
                let end = (at + removed).min(text.len());
                text.splice(at..end, piece.chars());
            }
            text.into_iter().collect()
        })
    }

    proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_is_understood_is_what_the_whole_reader_sees(text in changed()) {
            if let Some(head) = skim(&text) {
                proptest::prop_assert_eq!(Some(head), whole(&text), "{}", text);
            }
        }
    }
}
