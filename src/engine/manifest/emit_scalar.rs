//! How yaml.v2 writes a text: plain, quoted or as a literal block, and with which escapes. It knows no document.

use std::borrow::Cow;

use super::scalar::{self, Scalars};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As a literal block, `|`.
    Literal,
}

/// Line breaks of YAML 1.1.
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a text has several lines to yaml.v2.
pub fn has_line_break(text: &str) -> bool {
    // Nearly every text is printable ASCII.
    !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && text.contains(is_line_break)
}

/// yaml.v2's idea of characters that need no escape: no tabs, no byte order marks, nothing beyond
/// U+FFFD (so emoji are escaped).
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// What a text allows.
#[derive(Default)]
struct Allowed {
    plain: bool,
    single: bool,
    block: bool,
}

/// The style in block context; `simple_key`: the text is a key before a colon on the same line.
pub fn style(text: &str, simple_key: bool) -> Style {
    let wanted = if text.contains('\n') {
        Style::Literal
    } else if scalar::is_text(text, Scalars::Yaml11) && !is_base60(text) {
        Style::Plain
    } else {
        return Style::Double;
    };
    if wanted == Style::Plain && is_plainly_plain(text) {
        return Style::Plain;
    }
    let allowed = analyze(text);
    match wanted {
        _ if simple_key && has_line_break(text) => Style::Double,
        Style::Literal if allowed.block && !simple_key => Style::Literal,
        Style::Plain if allowed.plain => Style::Plain,
        Style::Plain if allowed.single => Style::Single,
        Style::Plain | Style::Literal | Style::Single | Style::Double => Style::Double,
    }
}

/// The same for yaml.v3, which reads `yes` as text but quotes it for others' sake, and lets tabs stand in blocks.
pub fn style_v3(text: &str, simple_key: bool) -> Style {
    let is_old_bool = !scalar::is_text(text, Scalars::Yaml11) && scalar::is_text(text, Scalars::Yaml12);
    let (without_tabs, tabs) = match text.contains('\t') {
        true => (Cow::Owned(text.replace('\t', "_")), true),
        false => (Cow::Borrowed(text), false),
    };
    let allowed = analyze(&without_tabs);
    if simple_key && has_line_break(text) {
        return Style::Double;
    }
    if text.contains('\n') {
        return if allowed.block && !simple_key { Style::Literal } else { Style::Double };
    }
    if is_old_bool || !scalar::is_text(text, Scalars::Yaml12) || is_base60(text) || tabs {
        return Style::Double;
    }
    match allowed {
        Allowed { plain: true, .. } => Style::Plain,
        Allowed { single: true, .. } => Style::Single,
        Allowed { .. } => Style::Double,
    }
}

/// What nearly every text is: printable ASCII that begins with a letter or digit, and without what could be a mark of the syntax further
/// on. [`analyze`] says the same of it.
fn is_plainly_plain(text: &str) -> bool {
    let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
    first.is_some_and(u8::is_ascii_alphanumeric)
        && last != Some(&b' ')
        && text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b':' && byte != b'#')
}

fn analyze(text: &str) -> Allowed {
    if text.is_empty() {
        return Allowed { plain: true, single: true, block: false };
    }
    let (mut indicators, mut special) = (text.starts_with("---") || text.starts_with("..."), false);
    let (mut break_space, mut space_break) = (false, false);
    let (mut previous_space, mut previous_break, mut preceded_by_blank) = (false, false, true);
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        let followed_by_blank = chars.peek().is_none_or(|next| matches!(next, ' ' | '\t'));
        indicators |= match c {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' if first => true,
            '?' | '-' if first => followed_by_blank,
            ':' => followed_by_blank,
            '#' => preceded_by_blank,
            _ => false,
        };
        special |= !is_printable(c);
        break_space |= c == ' ' && previous_break;
        space_break |= is_line_break(c) && previous_space;
        previous_space = c == ' ';
        previous_break = is_line_break(c);
        preceded_by_blank = matches!(c, ' ' | '\t' | '\0') || previous_break;
        first = false;
    }
    let edge = |c: char| c == ' ' || is_line_break(c);
    let at_edge = text.starts_with(edge) || text.ends_with(edge);
    let escapes = space_break || special;
    Allowed {
        plain: !(at_edge || break_space || escapes || indicators || has_line_break(text)),
        single: !(break_space || escapes),
        block: !(escapes || text.ends_with(' ')),
    }
}

/// Base 60 numbers of YAML 1.1 (`1:30`): text to Go, but quoted for others' sake.
/// `^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$`
fn is_base60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let Some((first, rest)) = unsigned.split_once(':') else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let (rest, fraction) = rest.split_once('.').unwrap_or((rest, ""));
    let sixtieth = |part: &str| match part.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [tens, digit] => matches!(tens, b'0'..=b'5') && digit.is_ascii_digit(),
        _ => false,
    };
    first.starts_with(|c: char| c.is_ascii_digit()) && digits(first) && digits(fraction) && rest.split(':').all(sixtieth)
}

/// Which characters of one text are escaped between double quotes.
#[derive(Debug, Clone, Copy)]
pub struct Escapes {
    /// yaml.v2 looks for a byte order mark at the text's start whatever character it is about to write: one there makes
    /// every character an escape.
    all: bool,
}

impl Escapes {
    /// The rule for this text.
    pub fn of(text: &str) -> Self {
        Self { all: text.starts_with('\u{feff}') }
    }

    /// What stands for a character; `None`: itself.
    pub fn escape(self, c: char) -> Option<Cow<'static, str>> {
        if is_printable(c) && !is_line_break(c) && !matches!(c, '"' | '\\') && !self.all {
            return None;
        }
        Some(match c {
            '\0' => "\\0".into(),
            '\u{7}' => "\\a".into(),
            '\u{8}' => "\\b".into(),
            '\t' => "\\t".into(),
            '\n' => "\\n".into(),
            '\u{b}' => "\\v".into(),
            '\u{c}' => "\\f".into(),
            '\r' => "\\r".into(),
            '\u{1b}' => "\\e".into(),
            '"' => "\\\"".into(),
            '\\' => "\\\\".into(),
            '\u{85}' => "\\N".into(),
            '\u{a0}' => "\\_".into(),
            '\u{2028}' => "\\L".into(),
            '\u{2029}' => "\\P".into(),
            _ => match u32::from(c) {
                code @ ..=0xFF => format!("\\x{code:02X}"),
                code @ ..=0xFFFF => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            }
            .into(),
        })
    }
}

/// What follows `|`: an indentation hint where the text begins with a blank, and how its end is chomped.
pub fn block_hints(text: &str) -> &'static str {
    let hint = text.starts_with(|c| c == ' ' || is_line_break(c));
    let mut end = text.chars().rev();
    let last = end.next().is_some_and(is_line_break);
    let keeps = last && end.next().is_none_or(is_line_break);
    match (hint, last, keeps) {
        (false, false, _) => "-",
        (false, true, false) => "",
        (false, true, true) => "+",
        (true, false, _) => "2-",
        (true, true, false) => "2",
        (true, true, true) => "2+",
    }
}
