//! What the console is told when it starts: look, keys, what the terminal can do. From configuration and environment, which
//! are given as values. It reads nothing itself.

use crate::model::problem::{Place, Problem, ProblemKind};

use super::action::nearest;
use super::color::Depth;
use super::glyph::Glyphs;
use super::keymap::{Keymap, Preset};
use super::paint::Look;
use super::terminal::Features;
use super::theme::{THEMES, Theme};

/// A file of the user's: its name as told in problems, and its text.
pub type File = (String, String);

/// What the configuration says; what it leaves out is found out.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// A shipped theme, by name.
    pub theme: Option<String>,
    /// A shipped keymap, by name.
    pub keymap: Option<String>,
    /// Whether the mouse is on from the start.
    pub mouse: Option<bool>,
    /// Whether signs beyond ASCII are drawn, whatever the locale says.
    pub unicode: Option<bool>,
    /// The user's own theme, laid over.
    pub theme_file: Option<File>,
    /// The user's own keymap, laid over.
    pub keymap_file: Option<File>,
}

/// How the console starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// The look.
    pub look: Look,
    /// How many colors there are.
    pub depth: Depth,
    /// The keys.
    pub keymap: Keymap,
    /// What the terminal can do.
    pub features: Features,
    /// Whether the mouse is on.
    pub mouse: bool,
}

impl Options {
    /// From the configuration and an environment variable's value by its name.
    ///
    /// # Errors
    /// A theme or keymap that does not exist or contradicts itself, with file, line and the nearest right word.
    pub fn new(wishes: &Wishes, env: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let depth = depth(&env);
        let name = wishes.theme.clone().unwrap_or_else(|| theme(depth, &env).to_owned());
        let mut theme =
            Theme::shipped(&name, depth).unwrap_or_else(|| Err(unknown("theme", &name, THEMES.iter().map(|(name, ..)| *name))))?;
        if let Some((file, text)) = &wishes.theme_file {
            theme = theme.overlaid(file, text, depth)?;
        }
        let preset = wishes.keymap.as_deref().unwrap_or("default");
        let preset = Preset::from_name(preset).ok_or_else(|| unknown("keymap", preset, ["default", "vim"]))?;
        let mut keymap = Keymap::preset(preset)?;
        if let Some((file, text)) = &wishes.keymap_file {
            keymap.merge(file, text)?;
        }
        // Over SSH the mouse takes away the selection of the person's own terminal.
        let is_remote = env("SSH_CONNECTION").or_else(|| env("SSH_TTY")).is_some();
        Ok(Self {
            look: Look { theme, glyphs: wishes.unicode.map_or_else(|| glyphs(&env), Glyphs::of) },
            depth,
            keymap,
            features: features(&env),
            mouse: wishes.mouse.unwrap_or(false) && !is_remote,
        })
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Problem {
    let problem =
        Problem::error(ProblemKind::BadInput, format!("there is no {what} `{name}`")).at(Place::file("configuration").at_field(what));
    let all: Vec<&str> = known.clone().into_iter().collect();
    match nearest(name, known) {
        Some(word) => problem.hint(format!("did you mean `{word}`?")),
        None => problem.hint(format!("there are: {}", all.join(", "))),
    }
}

/// Sources: no-color.org (any value but empty), terminfo's names, `COLORTERM` as terminals set it.
fn depth(env: &impl Fn(&str) -> Option<String>) -> Depth {
    let term = env("TERM").unwrap_or_default();
    if env("NO_COLOR").is_some_and(|value| !value.is_empty()) || term == "dumb" {
        Depth::None
    } else if matches!(env("COLORTERM").as_deref(), Some("truecolor" | "24bit")) || term.ends_with("-direct") {
        Depth::True
    } else if ["256color", "kitty", "alacritty", "ghostty", "foot"].iter().any(|name| term.contains(name)) {
        Depth::Ansi256
    } else {
        Depth::Ansi16
    }
}

/// `COLORFGBG` is `text;ground` in numbers of the sixteen, as rxvt, Konsole and others set it.
fn theme(depth: Depth, env: &impl Fn(&str) -> Option<String>) -> &'static str {
    if depth <= Depth::Ansi16 {
        return "mono16";
    }
    let ground = env("COLORFGBG").and_then(|colors| colors.rsplit(';').next().and_then(|number| number.parse::<u8>().ok()));
    if matches!(ground, Some(7 | 15)) { "light" } else { "default" }
}

/// The first of these that is set decides, as in POSIX. The console of Linux itself has a font of a few hundred signs, ours not among
/// them, and a dumb terminal has none at all, whatever the locale says.
fn glyphs(env: &impl Fn(&str) -> Option<String>) -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env(name).filter(|value| !value.is_empty()));
    let locale = locale.unwrap_or_default().to_lowercase();
    let is_poor = matches!(env("TERM").as_deref(), Some("linux" | "dumb"));
    if !is_poor && (locale.contains("utf-8") || locale.contains("utf8")) { Glyphs::Unicode } else { Glyphs::Ascii }
}

fn features(env: &impl Fn(&str) -> Option<String>) -> Features {
    let term = env("TERM").unwrap_or_default();
    let program = env("TERM_PROGRAM").unwrap_or_default();
    let tmux = env("TMUX").is_some_and(|value| !value.is_empty());
    let knows = ["kitty", "alacritty", "foot", "ghostty", "wezterm", "contour"].iter().any(|name| term.contains(name));
    let says = ["iTerm.app", "WezTerm", "ghostty", "vscode", "contour"].contains(&program.as_str());
    Features { synchronized: !tmux && (knows || says || env("WT_SESSION").is_some()), tmux }
}

impl Wishes {
    /// What `ui` of the configuration wishes; a theme or keymap that is a path is read from its file.
    ///
    /// # Errors
    /// When such a file cannot be read.
    pub fn of(ui: &crate::config::file::Ui) -> Result<Self, Problem> {
        let file = |name: &Option<String>| -> Result<Option<File>, Problem> {
            let Some(path) = name.as_deref().filter(|name| name.contains('/')) else { return Ok(None) };
            let text = std::fs::read_to_string(path).map_err(|error| {
                let place = crate::model::problem::Place::file(path);
                Problem::error(crate::model::problem::ProblemKind::NotFound, error.to_string().to_lowercase()).at(place)
            })?;
            Ok(Some((path.to_owned(), text)))
        };
        let named = |name: &Option<String>| name.clone().filter(|name| !name.contains('/'));
        Ok(Self {
            theme: named(&ui.theme),
            keymap: named(&ui.keymap),
            mouse: ui.mouse,
            unicode: ui.unicode,
            theme_file: file(&ui.theme)?,
            keymap_file: file(&ui.keymap)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Depth, Features, Glyphs, Options, Wishes, depth, features, glyphs, theme};

    fn env<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colors_are_those_that_the_environment_names() {
        for (set, colors, name) in [
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")][..], Depth::True, "default"),
            (&[("TERM", "screen-256color"), ("COLORFGBG", "0;15")], Depth::Ansi256, "light"),
            (&[("TERM", "linux")], Depth::Ansi16, "mono16"),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Depth::None, "mono16"),
            (&[], Depth::Ansi16, "mono16"),
        ] {
            assert_eq!((depth(&env(set)), theme(depth(&env(set)), &env(set))), (colors, name), "{set:?}");
        }
    }

    #[test]
    fn signs_are_those_that_the_locale_can_show() {
        assert_eq!(glyphs(&env(&[("LANG", "en_US.UTF-8")])), Glyphs::Unicode);
        assert_eq!(glyphs(&env(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")])), Glyphs::Ascii);
        assert_eq!(glyphs(&env(&[])), Glyphs::Ascii);
        assert_eq!(glyphs(&env(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")])), Glyphs::Unicode);
        assert_eq!(glyphs(&env(&[("TERM", "linux"), ("LANG", "en_US.UTF-8")])), Glyphs::Ascii);
        assert_eq!(glyphs(&env(&[("TERM", "dumb"), ("LANG", "en_US.UTF-8")])), Glyphs::Ascii);
        assert_eq!(features(&env(&[("TMUX", "/tmp/x")])), Features { synchronized: false, tmux: true });
    }

    #[test]
    fn the_configuration_decides_about_signs_before_the_locale_does() {
        let look = |unicode, locale: &[(&str, &str)]| {
            let ui = crate::config::file::Ui { unicode, ..crate::config::file::Ui::default() };
            Options::new(&Wishes::of(&ui).unwrap(), env(locale)).unwrap().look.glyphs
        };
        let (utf8, c) = (&[("LANG", "C.UTF-8")][..], &[("LANG", "C")][..]);
        assert_eq!([look(None, utf8), look(Some(false), utf8)], [Glyphs::Unicode, Glyphs::Ascii]);
        assert_eq!([look(None, c), look(Some(true), c)], [Glyphs::Ascii, Glyphs::Unicode]);
    }

    #[test]
    fn the_mouse_is_off_over_ssh_and_wrong_names_are_told() {
        let wishes = Wishes { mouse: Some(true), ..Wishes::default() };
        assert!(Options::new(&wishes, env(&[])).unwrap().mouse);
        assert!(!Options::new(&wishes, env(&[("SSH_CONNECTION", "1")])).unwrap().mouse);
        let wrong = Options::new(&Wishes { theme: Some("lihgt".into()), ..Wishes::default() }, env(&[])).unwrap_err();
        assert_eq!(wrong.to_string(), "configuration: theme: there is no theme `lihgt`");
        assert_eq!(wrong.hint.as_deref(), Some("did you mean `light`?"));
    }
}
