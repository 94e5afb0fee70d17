//! Values given in one line: `--set`, `--set-string`, `--set-json`, `--set-literal`, `--set-file`, and the parameters of an Application.
//! It knows no file.
//!
//! Source: Helm 4.2.3 `pkg/strvals`, `pkg/cli/values/options.go`.

mod parser;
mod slot;

use std::fmt;
use std::sync::Arc;

use crate::engine::manifest::json_read::Reader;
use crate::model::object::value::{Map, Value};

/// How a line's values are read.
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    /// `--set`: integers, booleans and null are what they look like; lists stand in braces.
    Typed,
    /// `--set-string`: every value is a text.
    Text,
    /// `--set-json`: every value is JSON.
    Json,
    /// `--set-literal`: one value, to the line's end, as it is.
    Literal,
    /// `--set-file`: every value names a file, whose text this gives.
    File(&'a dyn Fn(&str) -> Result<Arc<str>, String>),
}

impl fmt::Debug for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.flag())
    }
}

impl Kind<'_> {
    /// The flag of `helm template`.
    pub fn flag(&self) -> &'static str {
        match self {
            Self::Typed => "--set",
            Self::Text => "--set-string",
            Self::Json => "--set-json",
            Self::Literal => "--set-literal",
            Self::File(_) => "--set-file",
        }
    }
}

/// `base` with the values of a line in it.
///
/// # Errors
/// In the words of Helm's parser.
pub fn parse(kind: Kind<'_>, text: &str, base: &Map) -> Result<Map, String> {
    parser::parse(kind, text, base)
}

/// The same as the flag of `helm template` does it: `--set-json` also takes a whole object, and the error names the flag.
///
/// # Errors
/// In Helm's words.
pub fn apply(kind: Kind<'_>, text: &str, base: &Map) -> Result<Map, String> {
    if !matches!(kind, Kind::Json) {
        return parse(kind, text, base).map_err(|error| format!("failed parsing {} data: {error}", kind.flag()));
    }
    let trimmed = text.trim();
    if !trimmed.starts_with('{') {
        return parse(kind, text, base).map_err(|_| format!("failed parsing --set-json data {text}"));
    }
    let mut interner = crate::engine::manifest::interner();
    let mut reader = Reader::new(trimmed.as_bytes(), &mut interner);
    match reader.value() {
        Ok(Value::Map(map)) if reader.at_end() => match super::values::floats(&Value::Map(map)) {
            Value::Map(map) => Ok(super::values::merge(base, &map)),
            _ => Ok(base.clone()),
        },
        _ => Err(format!("failed parsing --set-json data JSON: {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, apply, parse};
    use crate::engine::manifest::json::{parse_json, to_json};
    use crate::model::object::value::{Map, Value};

    fn json(result: Result<Map, String>) -> String {
        result.map_or_else(|error| error, |map| String::from_utf8_lossy(&to_json(&Value::Map(map))).into_owned())
    }

    fn base(text: &str) -> Map {
        parse_json(text.as_bytes()).ok().and_then(|value| value.as_map().cloned()).unwrap_or_default()
    }

    #[test]
    fn lines_set_what_helm_sets() {
        let cases = [
            ("a=1,b.c=x", "{}", r#"{"a":1,"b":{"c":"x"}}"#),
            ("a={1,x,}", "{}", r#"{"a":[1,"x",""]}"#),
            ("a[2]=x", r#"{"a":["p"]}"#, r#"{"a":["p",null,"x"]}"#),
            (r"a\.b=x\,y", "{}", r#"{"a.b":"x,y"}"#),
            ("a=012,b=null,c=TRUE", "{}", r#"{"a":"012","b":null,"c":true}"#),
            ("a[0]", "{}", r#"{"a":[]}"#),
            ("a[70000]=1", "{}", "index of 70000 is greater than maximum supported index of 65536"),
            ("a[-1]=1", "{}", "negative -1 index not allowed"),
            ("a[0]x=1", "{}", "unexpected data at end of array index: ['x']"),
            ("a.b=1", r#"{"a":"x"}"#, "unable to parse key: interface conversion: interface {} is string, not map[string]interface {}"),
            ("a=1,b", "{}", "key \"b\" has no value"),
        ];
        for (line, before, after) in cases {
            assert_eq!(json(parse(Kind::Typed, line, &base(before))), after, "{line}");
        }
    }

    #[test]
    fn integers_of_set_stay_integers_and_those_of_json_become_floats() {
        let kind = |kind: Kind<'_>| match parse(kind, "a=1000000", &Map::default()).ok().and_then(|map| map.get("a").cloned()) {
            Some(Value::Int(_)) => "integer",
            Some(Value::Float(_)) => "float",
            Some(Value::Str(_)) => "text",
            _ => "none",
        };
        assert_eq!([Kind::Typed, Kind::Json, Kind::Text, Kind::Literal].map(kind), ["integer", "float", "text", "text"]);
    }

    #[test]
    fn files_are_read_by_who_has_them_and_objects_are_laid_over() {
        let read = |name: &str| if name == "x.txt" { Ok("text".into()) } else { Err(format!("open {name}: no such file or directory")) };
        assert_eq!(json(apply(Kind::File(&read), "a=x.txt", &Map::default())), r#"{"a":"text"}"#);
        let missing = "failed parsing --set-file data: open y: no such file or directory";
        assert_eq!(json(apply(Kind::File(&read), "a=y", &Map::default())), missing);
        assert_eq!(json(apply(Kind::Json, r#" {"a":{"b":1}}"#, &base(r#"{"a":{"c":2}}"#))), r#"{"a":{"b":1,"c":2}}"#);
    }

    #[test]
    fn a_line_cannot_grow_lists_without_bound() {
        let line: String = (0..1000).map(|name| format!("k{name}[65536]=1,")).collect();
        assert_eq!(json(parse(Kind::Typed, &line, &Map::default())), "lists would grow by more than 2000000 items");
        let deep = format!("a{}=1", "[0]".repeat(5000));
        assert_eq!(json(parse(Kind::Typed, &deep, &Map::default())), "names nest more than 100 levels");
    }
}
