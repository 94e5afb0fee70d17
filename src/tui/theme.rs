//! Meanings → styles: a theme file names scopes (`ui.row.selected`, `tone.bad`), a scope that it leaves out takes the style
//! of the one above it (`ui.row` then `ui`). It knows no widget; widgets ask for a scope or a tone, never for a color.

use std::collections::BTreeMap;

use ratatui::style::{Modifier, Style};

use crate::model::problem::Problem;
use crate::view::page::Tone;

use super::color::Depth;

mod read;

macro_rules! scopes {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// What a part of the screen is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope {
            $(#[doc = $doc] $variant,)*
        }

        impl Scope {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in theme files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it is, for the manual in the theme file.
            pub fn describe(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }
        }
    };
}

scopes! {
    Ui "ui" "Everything that has no style of its own.",
    Header "ui.header" "The line on top: where one is connected, who drives.",
    Banner "ui.header.production" "The same line where production is in view.",
    Crumb "ui.crumb" "The way to this place.",
    CrumbHere "ui.crumb.here" "This place.",
    Tab "ui.tab" "A tab.",
    TabActive "ui.tab.active" "The tab that is shown.",
    Column "ui.column" "Headings of columns.",
    Row "ui.row" "A row.",
    RowSelected "ui.row.selected" "The row under the cursor.",
    RowMarked "ui.row.marked" "A marked row.",
    Cursor "ui.cursor" "The cursor's bar beside its row.",
    Mark "ui.mark" "The sign of a marked row.",
    Fold "ui.fold" "Lines and signs of a tree.",
    Scroll "ui.scroll" "Which part of the list is shown.",
    Footer "ui.footer" "The last line: what can be done here.",
    FooterKey "ui.footer.key" "A key in it.",
    FooterOff "ui.footer.off" "What cannot be done now.",
    Input "ui.input" "An input line.",
    InputPrompt "ui.input.prompt" "What an input line is for.",
    Shade "ui.shade" "Laid over a page while a box is in front of it.",
    Box "ui.box" "The inside of a box over the page.",
    BoxBorder "ui.box.border" "Its border.",
    BoxTitle "ui.box.title" "Its title.",
    BoxBanner "ui.box.production" "Border and title of a box that is about production.",
    Button "ui.button" "An answer of a question.",
    ButtonFocus "ui.button.focus" "The answer that Enter takes.",
    Toast "ui.toast" "A short message above the footer.",
    TonePlain "tone.plain" "Ordinary text.",
    ToneDim "tone.dim" "Less important text.",
    ToneTitle "tone.title" "A heading.",
    ToneGood "tone.good" "Healthy, Synced, Succeeded.",
    ToneWarn "tone.warn" "Progressing, OutOfSync, a warning.",
    ToneBad "tone.bad" "Degraded, Failed, an error.",
    ToneInfo "tone.info" "Suspended, information.",
    ToneHeld "tone.held" "HELD.",
    ToneUnknown "tone.unknown" "Unknown, stale.",
    ToneLink "tone.link" "A name one can go to.",
    ToneProduction "tone.production" "Production.",
    ToneAdded "tone.added" "An added line.",
    ToneRemoved "tone.removed" "A removed line.",
    ToneEmphasis "tone.emphasis" "The changed words within such a line.",
    ToneKey "tone.key" "A field's path, a key's name.",
    ToneMatch "tone.match" "What a filter or search matched.",
}

impl Scope {
    /// The scope of a tone.
    pub fn of(tone: Tone) -> Self {
        match tone {
            Tone::Plain => Self::TonePlain,
            Tone::Dim => Self::ToneDim,
            Tone::Title => Self::ToneTitle,
            Tone::Good => Self::ToneGood,
            Tone::Warn => Self::ToneWarn,
            Tone::Bad => Self::ToneBad,
            Tone::Info => Self::ToneInfo,
            Tone::Held => Self::ToneHeld,
            Tone::Unknown => Self::ToneUnknown,
            Tone::Link => Self::ToneLink,
            Tone::Production => Self::ToneProduction,
            Tone::Added => Self::ToneAdded,
            Tone::Removed => Self::ToneRemoved,
            Tone::Emphasis => Self::ToneEmphasis,
            Tone::Key => Self::ToneKey,
            Tone::Match => Self::ToneMatch,
        }
    }
}

/// The themes shipped in the binary, as (name, file, text).
pub const THEMES: [(&str, &str, &str); 3] = [
    ("default", "themes/default.yaml", include_str!("../../themes/default.yaml")),
    ("light", "themes/light.yaml", include_str!("../../themes/light.yaml")),
    ("mono16", "themes/mono16.yaml", include_str!("../../themes/mono16.yaml")),
];

/// Styles by scope, for one terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    written: BTreeMap<Scope, Style>,
    styles: BTreeMap<Scope, Style>,
}

impl Theme {
    /// The shipped theme with this name, reduced to what the terminal shows.
    pub fn shipped(name: &str, depth: Depth) -> Option<Result<Self, Problem>> {
        THEMES.iter().find(|(shipped, ..)| *shipped == name).map(|(_, file, text)| Self::read(file, text, depth))
    }

    /// A theme file, reduced to what the terminal shows.
    pub fn read(file: &str, text: &str, depth: Depth) -> Result<Self, Problem> {
        Ok(Self::resolved(read::read(file, text)?, depth))
    }

    /// The same theme with the scopes of a user's file laid over it.
    pub fn overlaid(&self, file: &str, text: &str, depth: Depth) -> Result<Self, Problem> {
        let mut written = self.written.clone();
        written.extend(read::read(file, text)?);
        Ok(Self::resolved(written, depth))
    }

    fn resolved(written: BTreeMap<Scope, Style>, depth: Depth) -> Self {
        let styles = Scope::ALL.iter().map(|scope| (*scope, reduced(inherited(&written, *scope), depth))).collect();
        Self { written, styles }
    }

    /// The scopes that the file itself names.
    pub fn written(&self) -> impl Iterator<Item = Scope> {
        self.written.keys().copied()
    }

    /// The style of a part of the screen.
    pub fn style(&self, scope: Scope) -> Style {
        self.styles.get(&scope).copied().unwrap_or_default()
    }

    /// The style of a meaning.
    pub fn tone(&self, tone: Tone) -> Style {
        self.style(Scope::of(tone))
    }
}

/// The style written for this scope, or for the nearest one above it.
fn inherited(written: &BTreeMap<Scope, Style>, scope: Scope) -> Style {
    let mut name = scope.name();
    loop {
        let found = Scope::ALL.iter().find(|scope| scope.name() == name).and_then(|scope| written.get(scope));
        match (found, name.rfind('.')) {
            (Some(style), _) => return *style,
            (None, Some(end)) => name = name.get(..end).unwrap_or_default(),
            (None, None) => return Style::default(),
        }
    }
}

/// The style in the terminal's colors. Without any, a background becomes reverse video: it separates, and must go on so.
fn reduced(style: Style, depth: Depth) -> Style {
    let plain = Style { fg: style.fg.and_then(|color| depth.reduce(color)), bg: style.bg.and_then(|color| depth.reduce(color)), ..style };
    if style.bg.is_some() && plain.bg.is_none() { plain.add_modifier(Modifier::REVERSED) } else { plain }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier};

    use super::{Depth, Scope, Theme};

    fn read(text: &str) -> Theme {
        Theme::read("mine.yaml", text, Depth::True).unwrap()
    }

    #[test]
    fn a_scope_left_out_takes_the_style_of_the_one_above() {
        let theme = read("scopes:\n  ui: white\n  ui.row: green on black\n");
        assert_eq!(theme.style(Scope::RowSelected).fg, Some(Color::Green));
        assert_eq!(theme.style(Scope::Footer).fg, Some(Color::White));
        assert_eq!(theme.style(Scope::ToneBad).fg, None);
    }

    #[test]
    fn without_colors_a_background_becomes_reverse_video() {
        let text = "scopes:\n  ui.header.production: white on red bold\n  tone.bad: red\n";
        let theme = Theme::read("mine.yaml", text, Depth::None).unwrap();
        let banner = theme.style(Scope::Banner);
        assert_eq!((banner.fg, banner.bg), (None, None));
        assert_eq!(banner.add_modifier, Modifier::BOLD | Modifier::REVERSED);
        assert_eq!(theme.style(Scope::ToneBad).add_modifier, Modifier::empty());
    }

    #[test]
    fn a_wrong_theme_is_told_with_its_line_and_the_nearest_word() {
        let refused = |text: &str| {
            let problem = Theme::read("mine.yaml", text, Depth::True).unwrap_err();
            format!("{problem} | {}", problem.hint.as_deref().unwrap_or(""))
        };
        assert_eq!(refused("scopes:\n  ui.rwo: red\n"), "mine.yaml:2:3: `ui.rwo` is no scope | did you mean `ui.row`?");
        assert_eq!(refused("scopes:\n  ui: gren\n"), "mine.yaml:2:7: `gren` is no color and no attribute | did you mean `green`?");
        assert_eq!(
            refused("palette:\n  sea: '#12345'\n"),
            "mine.yaml:2:8: `#12345` is no color | colors are #rrggbb, or one of the sixteen names"
        );
        assert_eq!(refused("scope:\n  ui: red\n"), "mine.yaml:1:1: `scope` is no part of a theme | did you mean `scopes`?");
        assert_eq!(refused("scopes:\n  ui: red\n  ui: red\n"), "mine.yaml:3:3: `ui` stands here twice | ");
    }
}
