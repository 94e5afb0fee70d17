//! What to do next about a template that cannot be parsed or executed, told by Go's words for it. It knows no template.

/// Words of a failure, the last of them, and the step. The first that fits is told.
const STEPS: [(&str, &str); 19] = [
    ("nil pointer evaluating", "a value on the way there is not set: set it, or guard it with `if` or `with`"),
    ("bad character U+002D '-'", "a name with a dash is read by `index`: index .Values \"my-name\""),
    ("unexpected EOF", "an `if`, `range`, `with`, `define` or `block` has no `end`"),
    ("unexpected {{end}}", "it ends nothing: look for an `if` or `range` that was taken away above it"),
    ("unexpected {{else}}", "no `if`, `range` or `with` is open there"),
    ("unclosed action", "look for the `{{` that has no `}}` on its line"),
    ("unclosed comment", "a comment ends with `*/}}`"),
    ("comment ends before closing delimiter", "nothing may stand between `*/` and `}}`; `*/ -}}` trims"),
    ("undefined variable", "a variable lives until the `end` of the block that made it: define it before"),
    ("unexpected \"=\" in operand", "compare with `eq`: {{ if eq .Values.a 1 }}"),
    ("function \"", "correct the name: Helm has Sprig's functions and its own"),
    ("\" not defined", "no `define` of this name is in the chart or in those below it"),
    ("no template \"", "no `define` of this name is in the chart or in those below it"),
    ("expected string; got", "write the value in quotes, or convert it: toString .Values.a"),
    ("expected string", "the value is not set: set it, or give one with `default`"),
    ("can't evaluate field", "what stands before the last dot is no map: correct the value, or the path"),
    ("range can't iterate over", "a list, a map or a number of rounds is wanted there"),
    ("wrong number of args for", "the value before a `|` is the last argument"),
    ("index out of range", "look at the length first: len .Values.list"),
];

/// The next step; `None`: the words say all there is.
pub(super) fn next_step(words: &str) -> Option<&'static str> {
    // `required` and `fail` speak for themselves, whatever they say.
    if words.starts_with("execution error at (") {
        return None;
    }
    STEPS.iter().find(|(known, _)| words.contains(known)).map(|(_, step)| *step)
}
