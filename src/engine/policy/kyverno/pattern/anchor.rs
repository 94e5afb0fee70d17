//! Anchors of a pattern's keys: `(key)`, `=(key)`, `^(key)`, `X(key)`, `<(key)`, `+(key)`. It knows no value. Source: kyverno
//! `pkg/engine/anchor`.

/// What an anchor asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `(key)`: the rule is for this part only where the key has this value.
    Condition,
    /// `<(key)`: the whole rule is only for objects that have this value there.
    Global,
    /// `X(key)`: the key must not be there.
    Negation,
    /// `+(key)`: only mutations know it; here it is a key like any other.
    AddIfNotPresent,
    /// `=(key)`: where the key is, it must have this value.
    Equality,
    /// `^(key)`: at least one item of the list must be so.
    Existence,
}

/// An anchored key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor<'k> {
    /// What it asks.
    pub kind: Kind,
    /// The key within the parentheses.
    pub key: &'k str,
}

impl Anchor<'_> {
    /// The key as it stands in a pattern.
    pub fn around(self, key: &str) -> String {
        let sign = match self.kind {
            Kind::Condition => "",
            Kind::Global => "<",
            Kind::Negation => "X",
            Kind::AddIfNotPresent => "+",
            Kind::Equality => "=",
            Kind::Existence => "^",
        };
        format!("{sign}({key})")
    }
}

/// The anchor of a key; none where it has none.
pub fn parse(key: &str) -> Option<Anchor<'_>> {
    let key = key.trim();
    let (kind, rest) = match key.chars().next()? {
        '<' => (Kind::Global, key.get(1..)?),
        'X' => (Kind::Negation, key.get(1..)?),
        '+' => (Kind::AddIfNotPresent, key.get(1..)?),
        '=' => (Kind::Equality, key.get(1..)?),
        '^' => (Kind::Existence, key.get(1..)?),
        _ => (Kind::Condition, key),
    };
    let key = rest.strip_prefix('(')?.strip_suffix(')')?;
    (!key.is_empty() && !key.contains('\n')).then_some(Anchor { kind, key })
}

/// The kind of a key's anchor.
pub fn kind(key: &str) -> Option<Kind> {
    parse(key).map(|anchor| anchor.kind)
}

/// A path without the anchors of its parts.
pub fn without_anchors(path: &str) -> String {
    let parts = path.split('/').filter(|part| !part.is_empty()).map(|part| parse(part).map_or(part, |anchor| anchor.key));
    format!("/{}", parts.collect::<Vec<_>>().join("/"))
}
