//! The fields of the built-in kinds as data: what Go's decoder of a real API server would know. It knows no objects.
//!
//! `types.txt` (made by `benches/tools/kubernetes_types`) has two kinds of blocks:
//! - `kind GROUP VERSION KIND TYPE`, the group of core being `core`;
//! - `type NAME` followed by its fields, one a line, indented: `NAME FLAGS SHAPE [NUMBER]`; the number is the field's in
//!   protobuf, with those of the structs that it is embedded in before it (`2.19`).
//!   Flags: `p` a pointer, `o` omitempty, `z` omitzero, `r` required by the published schema, `-` none.
//!   Shapes: `str bool i32 i64 f64 u8 bytes time mtime dur qty ios any`, `[]S`, `{}S`, `@TYPE`; `=GoName` after a scalar.
//!
//! List types, merge keys and defaults stand in `engine::schema`; [`model_name`] is the way from here to there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static TABLE: LazyLock<Types> = LazyLock::new(|| parse(include_str!("types.txt")));

/// The whole table.
pub(crate) fn types() -> &'static Types {
    &TABLE
}

/// The built-in kinds and the types that they are made of.
#[derive(Debug, Default)]
pub(crate) struct Types {
    kinds: BTreeMap<(&'static str, &'static str, &'static str), &'static str>,
    types: BTreeMap<&'static str, Type>,
}

/// One Go struct.
#[derive(Debug, Default)]
pub(crate) struct Type {
    /// Name in the table, e.g. `apps.v1.DeploymentSpec`.
    pub(crate) name: &'static str,
    /// Its fields by JSON name.
    pub(crate) fields: BTreeMap<&'static str, Field>,
}

/// One field of a struct.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) pointer: bool,
    pub(crate) omit_empty: bool,
    pub(crate) omit_zero: bool,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
    /// Protobuf numbers, from the outermost embedded struct to the field; empty for what is not on the wire.
    pub(crate) number: &'static str,
}

/// What a value looks like.
#[derive(Debug)]
pub(crate) enum Shape {
    /// With Go's name of the type where it is not `string`.
    Str(Option<&'static str>),
    Bool,
    I32,
    I64,
    F64,
    U8,
    /// Base64 text.
    Bytes,
    Time,
    MicroTime,
    Duration,
    Quantity,
    IntOrString,
    /// Anything at all, kept as it is.
    Any,
    List(Box<Shape>),
    Dict(Box<Shape>),
    Struct(&'static str),
}

impl Types {
    /// The type of a built-in kind; the core group is the empty text.
    pub(crate) fn of_kind(&self, group: &str, version: &str, kind: &str) -> Option<&Type> {
        let group = if group.is_empty() { "core" } else { group };
        // The key's lifetime is static, so it cannot be looked up by shorter texts directly.
        let name = self.kinds.iter().find(|((g, v, k), _)| (*g, *v, *k) == (group, version, kind))?.1;
        self.types.get(name)
    }

    /// A type by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }
}

/// The name of a type's published definition: `core.v1.Pod` → `io.k8s.api.core.v1.Pod`.
pub(crate) fn model_name(name: &str) -> String {
    let prefix = match name.split('.').next() {
        Some("meta") => "io.k8s.apimachinery.pkg.apis.",
        Some("apiextensions") => "io.k8s.apiextensions-apiserver.pkg.apis.",
        _ => "io.k8s.api.",
    };
    format!("{prefix}{name}")
}

/// Lines that do not fit are passed over; a test sees to it that there are none.
fn parse(text: &'static str) -> Types {
    let mut types = Types::default();
    let mut current = Type::default();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if line.starts_with(' ') {
            if let Some((name, field)) = parse_field(&mut words) {
                current.fields.insert(name, field);
            }
            continue;
        }
        match (words.next(), words.next()) {
            (Some("kind"), Some(group)) => {
                if let (Some(version), Some(kind), Some(name)) = (words.next(), words.next(), words.next()) {
                    types.kinds.insert((group, version, kind), name);
                }
            }
            (Some("type"), Some(name)) => {
                let next = Type { name, fields: BTreeMap::new() };
                let done = std::mem::replace(&mut current, next);
                types.types.insert(done.name, done);
            }
            _ => {}
        }
    }
    types.types.insert(current.name, current);
    types
}

fn parse_field(words: &mut std::str::SplitWhitespace<'static>) -> Option<(&'static str, Field)> {
    let (name, flags, shape) = (words.next()?, words.next()?, parse_shape(words.next()?)?);
    let has = |flag: char| flags.contains(flag);
    let number = words.next().unwrap_or("");
    Some((name, Field { pointer: has('p'), omit_empty: has('o'), omit_zero: has('z'), required: has('r'), shape, number }))
}

fn parse_shape(text: &'static str) -> Option<Shape> {
    if let Some(item) = text.strip_prefix("[]") {
        return Some(Shape::List(Box::new(parse_shape(item)?)));
    }
    if let Some(item) = text.strip_prefix("{}") {
        return Some(Shape::Dict(Box::new(parse_shape(item)?)));
    }
    if let Some(name) = text.strip_prefix('@') {
        return Some(Shape::Struct(name));
    }
    let (scalar, go) = text.split_once('=').map_or((text, None), |(scalar, go)| (scalar, Some(go)));
    Some(match scalar {
        "str" => Shape::Str(go),
        "bool" => Shape::Bool,
        "i32" => Shape::I32,
        "i64" => Shape::I64,
        "f64" => Shape::F64,
        "u8" => Shape::U8,
        "bytes" => Shape::Bytes,
        "time" => Shape::Time,
        "mtime" => Shape::MicroTime,
        "dur" => Shape::Duration,
        "qty" => Shape::Quantity,
        "ios" => Shape::IntOrString,
        "any" => Shape::Any,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Shape, types};

    #[test]
    fn every_line_of_the_table_is_understood_and_every_name_is_there() {
        let text = include_str!("types.txt");
        let fields = text.lines().filter(|line| line.starts_with(' ')).count();
        assert_eq!(types().types.values().map(|of| of.fields.len()).sum::<usize>(), fields);
        let named = |shape: &Shape| -> Option<&'static str> {
            let mut shape = shape;
            while let Shape::List(item) | Shape::Dict(item) = shape {
                shape = item;
            }
            if let Shape::Struct(name) = shape { Some(*name) } else { None }
        };
        for field in types().types.values().flat_map(|of| of.fields.values()) {
            if let Some(name) = named(&field.shape) {
                assert!(types().get(name).is_some(), "{name}");
            }
        }
        assert!(types().kinds.values().all(|name| types().get(name).is_some()));
        assert!(types().of_kind("apps", "v1", "Deployment").is_some());
        assert!(types().of_kind("", "v1", "Pod").is_some());
    }
}
