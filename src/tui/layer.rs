//! What lies over each other on the screen, as values: places at the bottom, boxes and input lines above. They know no key.

use std::time::{Duration, Instant};

use crate::engine::actions::Param;
use crate::engine::actions::outgoing::Asked;
use crate::model::ids::{AppKey, Digest};
use crate::session::command::Command;
use crate::view::page::{Challenge, Confirm};

use super::palette::Palette;
use super::place::Place;
use super::text::TextInput;

/// How long a terminal has to say that it shows a confirm; after that characters are asked for instead.
pub const REPORT: Duration = Duration::from_secs(1);

/// One layer.
#[derive(Debug, Clone)]
pub enum Layer {
    /// A place; the first layer always is one.
    Place(Box<Place>),
    /// The filter of the place below, being typed.
    Filter(Filter),
    /// The command bar.
    Palette(Palette),
    /// Help for the place below, scrolled so far.
    Help(usize),
    /// A question before something is done.
    Confirm(Box<Question>),
    /// Why automatic sync is held: asked before the hold is.
    Reason(Reason),
    /// What an action asks for, one after the other.
    Parameter(Box<Asking>),
    /// Leaving while this console drives an operation: which answer is focused.
    Leaving(usize),
}

impl Layer {
    /// The place, if it is one.
    pub fn place(&self) -> Option<&Place> {
        if let Self::Place(place) = self { Some(place) } else { None }
    }

    /// The same, to change it.
    pub fn place_mut(&mut self) -> Option<&mut Place> {
        if let Self::Place(place) = self { Some(place) } else { None }
    }

    /// The question, if it is one.
    pub fn question(&self) -> Option<&Question> {
        if let Self::Confirm(question) = self { Some(question) } else { None }
    }

    /// The same, to change it.
    pub fn question_mut(&mut self) -> Option<&mut Question> {
        if let Self::Confirm(question) = self { Some(question) } else { None }
    }
}

/// A filter being typed.
#[derive(Debug, Clone)]
pub struct Filter {
    /// What was typed.
    pub text: TextInput,
    /// What it was before.
    pub before: String,
}

/// A reason being typed.
#[derive(Debug, Clone)]
pub struct Reason {
    /// The application to hold.
    pub app: AppKey,
    /// What was typed.
    pub text: TextInput,
}

/// A parameter of an action being typed.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The run, with what was typed before.
    pub asked: Asked,
    /// What is asked for now.
    pub param: Param,
    /// What is asked for after it.
    pub rest: Vec<Param>,
    /// What was typed.
    pub text: TextInput,
}

/// A question before something is done. It holds the finished command: what is confirmed is what is sent.
#[derive(Debug, Clone)]
pub struct Question {
    /// What will be done.
    pub command: Command,
    /// Which application it is about.
    pub app: AppKey,
    /// The digest that it carries.
    pub digest: Digest,
    /// What is shown.
    pub confirm: Confirm,
    /// The title: what would be done.
    pub title: String,
    /// The word on the answer that does it.
    pub go: &'static str,
    /// Whether the terminal shows it already.
    pub seen: Seen,
    /// What was typed.
    pub typed: String,
    /// Why it asks again, or why what was typed does not do.
    pub note: Option<String>,
    /// Lines scrolled.
    pub scroll: usize,
}

/// Whether the terminal has said that it shows a confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It was not painted yet.
    Unpainted,
    /// It was painted at this time, and the terminal was asked for its cursor's position after it.
    Asked(Instant),
    /// The terminal answered: whatever is typed now was typed with the question on the screen.
    Answered,
    /// The terminal never answers: what is typed has to be read from the screen.
    Silent,
}

impl Question {
    /// The characters that have to be typed, where some have to be.
    pub fn wanted(&self) -> Option<&str> {
        match &self.confirm.challenge {
            Challenge::Characters(text) | Challenge::Name(text) => Some(text),
            Challenge::Yes if self.seen == Seen::Silent => Some(self.digest.challenge()),
            Challenge::Yes => None,
        }
    }

    /// Whether keys count: typed with the question on the screen, or impossible to type blind.
    pub fn is_ready(&self) -> bool {
        matches!(self.seen, Seen::Answered | Seen::Silent)
    }

    /// Asks again, of something else than before.
    pub fn ask_again(&mut self, command: Command, digest: Digest, confirm: Confirm) {
        (self.command, self.digest, self.confirm) = (command, digest, confirm);
        (self.seen, self.scroll) = (Seen::Unpainted, 0);
        self.typed.clear();
        self.note = Some("the plan changed while you were reading: look again".to_owned());
    }
}
