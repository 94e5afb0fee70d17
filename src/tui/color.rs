//! Colors and how many of them a terminal shows. It knows no scope.

use ratatui::style::Color;

/// How many colors the terminal shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: `NO_COLOR`, or a dumb terminal.
    None,
    /// The sixteen that every terminal has.
    Ansi16,
    /// The palette of 256.
    #[default]
    Ansi256,
    /// All.
    True,
}

/// The sixteen, by name.
pub const NAMES: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("darkgray", Color::DarkGray),
    ("lightred", Color::LightRed),
    ("lightgreen", Color::LightGreen),
    ("lightyellow", Color::LightYellow),
    ("lightblue", Color::LightBlue),
    ("lightmagenta", Color::LightMagenta),
    ("lightcyan", Color::LightCyan),
    ("white", Color::White),
];

/// What xterm makes of the sixteen: the nearest of them is measured against these.
const XTERM: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

/// The color with this name, or `#rrggbb`.
pub fn parse(text: &str) -> Option<Color> {
    if let Some((_, color)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Some(*color);
    }
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

/// Red, green and blue of a color; none for the terminal's own.
pub fn rgb(color: Color) -> Option<(u8, u8, u8)> {
    match color {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        Color::Reset => None,
        named => NAMES.iter().position(|(_, color)| *color == named).and_then(|at| XTERM.get(at)).copied(),
    }
}

impl Depth {
    /// The nearest color that the terminal shows; none where it shows none.
    pub fn reduce(self, color: Color) -> Option<Color> {
        match (self, color) {
            (Self::None, _) => None,
            (Self::Ansi256, Color::Rgb(red, green, blue)) => Some(Color::Indexed(nearest_indexed(red, green, blue))),
            (Self::Ansi16, Color::Rgb(..) | Color::Indexed(_)) => rgb(color).map(nearest_named),
            (Self::Ansi16 | Self::Ansi256 | Self::True, color) => Some(color),
        }
    }
}

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let part = |a: u8, b: u8, weight: u32| u32::from(a.abs_diff(b)).pow(2) * weight;
    // Eyes tell greens apart best and blues worst.
    part(a.0, b.0, 3) + part(a.1, b.1, 4) + part(a.2, b.2, 2)
}

fn nearest_named(wanted: (u8, u8, u8)) -> Color {
    let nearest = XTERM.iter().zip(NAMES).min_by_key(|(rgb, _)| distance(**rgb, wanted));
    nearest.map_or(Color::Reset, |(_, (_, color))| color)
}

/// The color behind an index of the 256: sixteen names, a cube of six levels, 24 grays.
fn indexed(index: u8) -> (u8, u8, u8) {
    let level = |n: u8| if n == 0 { 0 } else { 55 + n * 40 };
    match index {
        0..16 => XTERM.get(usize::from(index)).copied().unwrap_or_default(),
        16..232 => (level((index - 16) / 36), level((index - 16) / 6 % 6), level((index - 16) % 6)),
        232..=255 => {
            let gray = 8 + (index - 232) * 10;
            (gray, gray, gray)
        }
    }
}

fn nearest_indexed(red: u8, green: u8, blue: u8) -> u8 {
    // The first sixteen are whatever the user made of them, so they are left out.
    (16..=255).min_by_key(|index| distance(indexed(*index), (red, green, blue))).unwrap_or(15)
}

#[cfg(test)]
mod tests {
    use super::{Color, Depth, parse};

    #[test]
    fn colors_come_down_to_what_the_terminal_shows() {
        let red = parse("#e06c75").unwrap();
        assert_eq!(Depth::True.reduce(red), Some(Color::Rgb(0xe0, 0x6c, 0x75)));
        assert_eq!(Depth::Ansi256.reduce(red), Some(Color::Indexed(168)));
        assert_eq!(Depth::Ansi16.reduce(parse("#d00000").unwrap()), Some(Color::Red));
        assert_eq!(Depth::Ansi16.reduce(Color::Green), Some(Color::Green));
        assert_eq!(Depth::None.reduce(red), None);
    }

    #[test]
    fn only_names_and_six_digits_are_colors() {
        assert_eq!(parse("cyan"), Some(Color::Cyan));
        for text in ["", "#fff", "#gggggg", "teal-ish", "#+12345"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
