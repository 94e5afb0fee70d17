//! One theme file → styles by scope: a palette of named colors, then `scope: color on color attribute…`. It knows no
//! terminal.

use std::collections::BTreeMap;
use std::fmt;

use ratatui::style::{Color, Modifier, Style};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::model::problem::Problem;

use super::super::action::nearest;
use super::super::color;
use super::super::data::{self, Hints};
use super::Scope;

const ATTRIBUTES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a file.
pub(super) fn read(file: &str, text: &str) -> Result<BTreeMap<Scope, Style>, Problem> {
    let hints = Hints::default();
    let mut theme = Written::default();
    data::read(file, text, &hints, Entries { hints: &hints, take: Take::Parts, theme: &mut theme })?;
    Ok(theme.scopes)
}

#[derive(Default)]
struct Written {
    palette: BTreeMap<String, Color>,
    scopes: BTreeMap<Scope, Style>,
}

/// Which map is read: the file itself, or one of its two parts.
#[derive(Clone, Copy)]
enum Take {
    Parts,
    Palette,
    Scopes,
}

/// What a key of such a map stands for.
enum Name {
    Palette,
    Scopes,
    Color(String),
    Scope(Scope),
}

struct Entries<'a> {
    hints: &'a Hints,
    take: Take,
    theme: &'a mut Written,
}

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names with their values")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { hints, take, theme } = self;
        while let Some(name) = map.next_key_seed(Text { hints, theme, parse: |theme: &Written, text: &str| take.name(theme, text) })? {
            match name {
                Name::Palette => map.next_value_seed(Entries { hints, take: Take::Palette, theme })?,
                Name::Scopes => map.next_value_seed(Entries { hints, take: Take::Scopes, theme })?,
                Name::Color(name) => {
                    let color = map.next_value_seed(Text { hints, theme, parse: parse_color })?;
                    theme.palette.insert(name, color);
                }
                Name::Scope(scope) => {
                    let style = map.next_value_seed(Text { hints, theme, parse: parse_style })?;
                    theme.scopes.insert(scope, style);
                }
            }
        }
        Ok(())
    }
}

/// A cause, and the next step.
type Mistake = (String, Option<String>);

impl Take {
    fn name(self, theme: &Written, text: &str) -> Result<Name, Mistake> {
        match self {
            Self::Parts => match text {
                "palette" => Ok(Name::Palette),
                "scopes" => Ok(Name::Scopes),
                _ => Err((format!("`{text}` is no part of a theme"), Hints::did_you_mean(nearest(text, ["palette", "scopes"])))),
            },
            Self::Palette if theme.palette.contains_key(text) => Err(twice(text)),
            Self::Palette => Ok(Name::Color(text.to_owned())),
            Self::Scopes => match Scope::ALL.iter().find(|scope| scope.name() == text) {
                Some(scope) if theme.scopes.contains_key(scope) => Err(twice(text)),
                Some(scope) => Ok(Name::Scope(*scope)),
                None => {
                    let like = nearest(text, Scope::ALL.iter().map(|scope| scope.name()));
                    Err((format!("`{text}` is no scope"), Hints::did_you_mean(like)))
                }
            },
        }
    }
}

fn twice(text: &str) -> Mistake {
    (format!("`{text}` stands here twice"), None)
}

fn parse_color(_: &Written, text: &str) -> Result<Color, Mistake> {
    color::parse(text).ok_or_else(|| (format!("`{text}` is no color"), Some("colors are #rrggbb, or one of the sixteen names".to_owned())))
}

/// `color`, `color on color`, `on color`, attributes anywhere; empty leaves everything as it is.
fn parse_style(theme: &Written, text: &str) -> Result<Style, Mistake> {
    let mut style = Style::default();
    let mut is_background = false;
    for word in text.split_whitespace() {
        if word == "on" {
            is_background = true;
        } else if let Some((_, modifier)) = ATTRIBUTES.iter().find(|(name, _)| *name == word) {
            style = style.add_modifier(*modifier);
        } else if let Some(color) = theme.palette.get(word).copied().or_else(|| color::parse(word)) {
            style = if is_background { style.bg(color) } else { style.fg(color) };
        } else {
            let words = theme.palette.keys().map(String::as_str).chain(color::NAMES.iter().map(|(name, _)| *name));
            let like = nearest(word, words.chain(ATTRIBUTES.iter().map(|(name, _)| *name)));
            return Err((format!("`{word}` is no color and no attribute"), Hints::did_you_mean(like)));
        }
    }
    Ok(style)
}

struct Text<'a, F> {
    hints: &'a Hints,
    theme: &'a Written,
    parse: F,
}

impl<'de, T, F: FnOnce(&Written, &str) -> Result<T, Mistake>> DeserializeSeed<'de> for Text<'_, F> {
    type Value = T;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&Written, &str) -> Result<T, Mistake>> Visitor<'_> for Text<'_, F> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(self.theme, text).map_err(|(cause, hint)| self.hints.error(cause, hint))
    }
}
