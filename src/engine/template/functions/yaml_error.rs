//! What Go's YAML decoder would say where ours found a text wrong, as near as our parser tells. It reads no YAML.
//!
//! Source: go.yaml.in/yaml/v2 `scannerc.go`, `parserc.go`, `decode.go`: `yaml: line 2: …`, without the line for the first one.

use crate::model::problem::Problem;

/// Parts of our parser's words, the decoder's, and whether its scanner (which counts lines from one) says them.
const WORDS: &[(&str, &str, Speaker)] = &[
    ("unclosed bracket '['", "did not find expected ',' or ']'", Speaker::Bracket),
    ("unclosed bracket '{'", "did not find expected ',' or '}'", Speaker::Bracket),
    ("unexpected EOF while parsing a flow sequence", "did not find expected ',' or ']'", Speaker::Parser),
    ("unexpected EOF while parsing a flow mapping", "did not find expected ',' or '}'", Speaker::Parser),
    ("expected ',' or ']'", "did not find expected ',' or ']'", Speaker::Parser),
    ("expected ',' or '}'", "did not find expected ',' or '}'", Speaker::Parser),
    ("did not find expected '-' indicator", "did not find expected '-' indicator", Speaker::Parser),
    ("did not find expected key", "did not find expected key", Speaker::Parser),
    ("did not find expected node content", "did not find expected node content", Speaker::Parser),
    ("map merge requires", "map merge requires map or sequence of maps as the value", Speaker::Decoder),
    ("unknown anchor", "unknown anchor referenced", Speaker::Decoder),
    ("mapping values are not allowed", "mapping values are not allowed in this context", Speaker::Scanner),
    ("mapping value", "mapping values are not allowed in this context", Speaker::Scanner),
    ("simple key expected", "could not find expected ':'", Speaker::Key),
    ("unexpected character", "found character that cannot start any token", Speaker::Scanner),
    ("tab", "found character that cannot start any token", Speaker::Scanner),
    ("unknown escape", "found unknown escape character", Speaker::Scanner),
    ("block sequence entries are not allowed", "block sequence entries are not allowed in this context", Speaker::Scanner),
    ("unexpected end of stream", "found unexpected end of stream", Speaker::Scanner),
    ("UTF-8", "invalid leading UTF-8 octet", Speaker::Decoder),
    ("control character", "control characters are not allowed", Speaker::Decoder),
];

/// Whose words they are: each counts lines otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Scanner,
    Parser,
    Decoder,
    /// The parser, of what is not closed: it names the line of the text's last line.
    Bracket,
    /// The scanner, of a key without a colon: it sees that one line later.
    Key,
}

/// The decoder's words about a problem.
pub(super) fn words(problem: &Problem) -> String {
    if problem.cause.contains("infinite") {
        return "json: unsupported value: +Inf".to_owned();
    }
    let line = problem.place.as_ref().and_then(|place| place.line).unwrap_or(1);
    let known = WORDS.iter().find(|(ours, ..)| problem.cause.contains(ours));
    let (text, line) = match known {
        Some((_, words, Speaker::Scanner)) => (*words, if line > 1 { Some(line) } else { None }),
        Some((_, words, Speaker::Parser)) => (*words, line.checked_sub(1).filter(|line| *line > 0)),
        Some((_, words, Speaker::Decoder)) => (*words, None),
        Some((_, words, Speaker::Key)) => (*words, Some(line.saturating_add(1))),
        Some((_, words, Speaker::Bracket)) => (*words, Some(line)),
        None => (problem.cause.as_ref(), Some(line).filter(|line| *line > 1)),
    };
    line.map_or_else(|| format!("yaml: {text}"), |line| format!("yaml: line {line}: {text}"))
}
