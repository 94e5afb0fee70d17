//! Rules about what is deployed, beyond what Argo CD asks: image and change rules of `tiphys-cm`, and Kyverno's `validate` policies. Pure:
//! objects and rules in, judgements out. It knows no cluster and no clock.

pub mod changes;
pub mod images;
pub mod kyverno;
pub mod pods;
pub mod scope;
mod teller;

use std::sync::Arc;

use super::access::{Judge, Judgement, Verdict, Weight};
use crate::model::house::{House, Section};

/// A warning for everything of a key that cannot be read: somebody meant to hold something back, and nobody knows what.
pub fn unread(house: &House, section: Section) -> Vec<Judgement> {
    let judge = match section {
        Section::ImageRules => Judge::Image,
        Section::ChangeRules => Judge::Change,
        Section::Windows => Judge::Window,
    };
    let one = |unread: &crate::model::house::Unread| {
        let what = match unread.index {
            Some(_) => format!("{} {:?}", section.noun(), unread.name),
            None => format!("the {}s", section.noun()),
        };
        let verdict = Verdict {
            allowed: true,
            rule: format!("{what} of tiphys-cm cannot be read: {}", unread.cause).into(),
            place: Some(section.place(unread.index, "")),
            change: Arc::from("correct it: until then nothing is held back by it"),
        };
        Judgement { judge, about: None, weight: Weight::Warns, verdict }
    };
    house.unread.iter().filter(|unread| unread.section == section).map(one).collect()
}
