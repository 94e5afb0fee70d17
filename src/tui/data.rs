//! Reading our own data files (keymaps, themes): a mistake is told with file, line, column and the nearest right word. It
//! knows neither keys nor colours.

use std::cell::RefCell;

use serde::de::{DeserializeSeed, Error};

use crate::model::problem::{Place, Problem, ProblemKind};

/// Where the reading of one file keeps its own mistake: a serde error can only carry one text, and `serde_yaml` writes the
/// path and the location into it.
#[derive(Debug, Default)]
pub(super) struct Hints(RefCell<Option<(String, Option<String>)>>);

impl Hints {
    /// An error with its next step.
    pub(super) fn error<E: Error>(&self, cause: impl std::fmt::Display, hint: Option<String>) -> E {
        let cause = cause.to_string();
        *self.0.borrow_mut() = Some((cause.clone(), hint));
        E::custom(cause)
    }

    /// "did you mean `x`", if there is an x.
    pub(super) fn did_you_mean(nearest: Option<&str>) -> Option<String> {
        nearest.map(|word| format!("did you mean `{word}`?"))
    }
}

/// Reads a text with a seed; the problem names the file, line and column.
pub(super) fn read<'de, S: DeserializeSeed<'de>>(file: &str, text: &'de str, hints: &Hints, seed: S) -> Result<S::Value, Problem> {
    seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let mut place = Place::file(file);
        if let Some(at) = error.location() {
            place.line = u32::try_from(at.line()).ok();
            place.column = u32::try_from(at.column()).ok();
        }
        let text = error.to_string();
        let (cause, hint) = hints
            .0
            .borrow_mut()
            .take()
            .unwrap_or_else(|| (text.rfind(" at line ").and_then(|end| text.get(..end)).unwrap_or(&text).to_owned(), None));
        let problem = Problem::error(ProblemKind::BadInput, cause).at(place);
        match hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    })
}
