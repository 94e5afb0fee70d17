//! Scalars as people write them, the odd ones above all. They know no object.

use super::pick::Pick;

/// Scalars of one line that may stand behind a key.
const ODD: [&str; 66] = [
    "yes",
    "\"yes\"",
    "'no'",
    "on",
    "Off",
    "y",
    "n",
    "~",
    "null",
    "'null'",
    "NULL",
    "\"~\"",
    "true",
    "'true'",
    "True",
    "0x1F",
    "0o17",
    "017",
    "0b11",
    "1e3",
    "1E3",
    "1.0",
    "1.50",
    ".5",
    "-.5",
    "+1",
    "1_000",
    "-0",
    "12:30:45",
    "2001-01-01",
    "2001-01-01T00:00:00Z",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e400",
    ".inf",
    "\"\\u00e9\"",
    "'it''s'",
    "\"tab\\tx\"",
    "\"a\\nb\"",
    "ünï ☃",
    "😀 smile",
    "!!str 12",
    "!!int \"7\"",
    "\"# none\"",
    "a #comment",
    "\"trailing \"",
    "\"\"",
    "''",
    "\"{{ .x }}\"",
    "'*x'",
    "\"@x\"",
    "'%x'",
    "=",
    "\"<<\"",
    "a: b: c#d",
    "'a: b'",
    "\"- a\"",
    "'- '",
    "\"?\"",
    "!custom x",
    "\"\\\\d+\\\\.x\"",
    "$(NAME)",
    "\"x\\u2028y\"",
    "0.1e-7",
    "\"0777\"",
];

/// Scalars of several lines; `{}` is the indentation of what follows the key.
const LONG: [&str; 16] = [
    "|\n{}one\n{}  two\n\n{}three\n",
    "|-\n{}one\n{}two\n",
    "|+\n{}one\n\n\n",
    ">\n{}folded text\n{}goes on\n\n{}next\n",
    ">-\n{}folded text\n{}goes on\n",
    "|2\n{}  indented\n{}less\n",
    "|\n{}# no comment\n{}a: b\n",
    "|-\n{}trailing space \n{}x\n",
    "plain\n{}goes on\n",
    "\"double\n{}goes on \\\n{}  here\"\n",
    "'single\n\n{}goes on'\n",
    "|\n{}tab\there\n",
    ">-\n{}a\n{}  more\n{}b\n",
    "a line that is longer than eighty characters, which some printers break and which this one must not break at all\n",
    "\"quoted: a line that is longer than eighty characters, which some printers break and which this one must not\"\n",
    "|\n{}{\"json\": [1, 2,\n{} 3]}\n",
];

/// What may stand behind a key at this indentation, with its line feed.
pub(super) fn value(pick: &mut Pick, indent: usize) -> String {
    if pick.chance(25) {
        return pick.of(&LONG).replace("{}", &" ".repeat(indent + 2));
    }
    let scalar = if pick.chance(50) { text(pick) } else { pick.of(&ODD) };
    // Not-a-text in the wrong place is refused, and so is what no float can hold: seldom enough that most overlays build.
    let scalar = if matches!(scalar, "a: b: c#d" | ".inf" | "1e400") && pick.chance(95) { "x" } else { scalar };
    format!("{scalar}\n")
}

/// What is a text for every reader.
pub(super) fn text(pick: &mut Pick) -> &'static str {
    pick.of(&[
        "plain",
        "two words",
        "\"quoted\"",
        "'single'",
        "a-b.c/d",
        "http://x.example/?a=b&c=<d>",
        "\"5\"",
        "'yes'",
        "\"null\"",
        "\"1.0\"",
        "ünï",
        "a # c",
        "\"a: b\"",
        "\"\\\"in\\\"\"",
        "''",
    ])
}
