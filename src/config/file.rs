//! The user's `config.yaml`: its schema, and errors that name file, line and the nearest right word. It knows no flag.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::model::problem::{Place, Problem, ProblemKind};

/// `config.yaml`. Every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Config {
    /// The kubeconfig file.
    pub kubeconfig: Option<PathBuf>,
    /// The context that is opened.
    pub context: Option<String>,
    /// The folder for Git mirrors.
    pub cache: Option<PathBuf>,
    /// The console's looks and keys.
    #[serde(default)]
    pub ui: Ui,
    /// URL prefixes of remote bases and files that may lead to this machine or its own network.
    #[serde(default)]
    pub trusted_remotes: Vec<String>,
    /// What is logged, as `tracing` filters have it: `info`, `tiphys=debug`.
    pub log: Option<String>,
}

/// `ui` of `config.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Ui {
    /// A theme's name (`themes/*.yaml`), or a path to one.
    pub theme: Option<String>,
    /// A keymap's name (`keymaps/*.yaml`), or a path to one.
    pub keymap: Option<String>,
    /// Whether the mouse is used; off over SSH unless it is set.
    pub mouse: Option<bool>,
    /// Whether glyphs beyond ASCII are used.
    pub unicode: Option<bool>,
}

/// The words that may stand in the file, for "did you mean".
const WORDS: [&str; 10] = ["kubeconfig", "context", "cache", "trustedRemotes", "ui", "log", "theme", "keymap", "mouse", "unicode"];

/// Reads a configuration file.
///
/// # Errors
/// When it cannot be read or understood; the problem names line, field and the nearest right word.
pub fn read(path: &Path) -> Result<Config, Problem> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Problem::error(ProblemKind::NotFound, error.to_string().to_lowercase()).at(Place::file(name.as_str())))?;
    parse(&text, &name)
}

/// Parses a configuration; `name` stands in problems.
///
/// # Errors
/// As [`read`].
pub fn parse(text: &str, name: &str) -> Result<Config, Problem> {
    if text.trim().is_empty() {
        return Ok(Config::default());
    }
    serde_yaml::from_str(text).map_err(|error| {
        let message = error.to_string();
        let mut place = Place::file(name);
        place.line = error.location().and_then(|at| u32::try_from(at.line()).ok());
        place.column = error.location().and_then(|at| u32::try_from(at.column()).ok());
        let problem = Problem::error(ProblemKind::BadInput, message.split(" at line ").next().unwrap_or(&message).to_owned()).at(place);
        let hint = unknown_word(&message)
            .and_then(nearest)
            .map_or_else(|| format!("keys are {}", WORDS.join(", ")), |word| format!("did you mean {word}?"));
        problem.hint(hint)
    })
}

fn unknown_word(message: &str) -> Option<&str> {
    message.split_once("unknown field `")?.1.split('`').next()
}

fn nearest(word: &str) -> Option<&'static str> {
    let scored = WORDS.iter().map(|known| (strsim::damerau_levenshtein(known, word), *known));
    scored.filter(|(distance, known)| *distance <= known.len() / 2).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::{Config, parse};

    #[test]
    fn a_wrong_word_is_told_with_its_line_and_the_nearest_right_one() {
        let problem = parse("context: a\nui:\n  temes: dark\n", "config.yaml").expect_err("wrong word");
        assert_eq!(problem.place.as_ref().and_then(|place| place.line), Some(3));
        assert_eq!(problem.hint.as_deref(), Some("did you mean theme?"));
        let problem = parse("ui:\n  mouse: maybe\n", "config.yaml").expect_err("wrong type");
        assert!(problem.to_string().starts_with("config.yaml:2:"), "{problem}");
    }

    #[test]
    fn an_empty_file_says_nothing() {
        assert_eq!(parse("# nothing yet\n", "config.yaml").map(|_| ()), parse("", "config.yaml").map(|_| ()));
        assert_eq!(parse("", "x"), Ok(Config::default()));
    }
}
