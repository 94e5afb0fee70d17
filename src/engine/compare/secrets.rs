//! The secret values of objects, by which it is seen where somebody repeats one: a script in its words, an action in what it writes
//! elsewhere. What is secret `masks` decides; this finds it again, as it stands, decoded and encoded. It shows nothing.
//!
//! What a script makes of a value (turned around, cut, in capitals) is not found: words about a Secret itself are therefore never kept.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};

use super::last_applied::{LastApplied, last_applied};
use super::masks;

/// The shortest value that is looked for within a text: `no` or `1` stands in every text. A shorter one is found where it is all of it.
const SHORTEST: usize = 4;

/// The shortest value that is looked for in the keys of maps: shorter ones are words that keys consist of.
const SHORTEST_IN_KEYS: usize = 8;

/// Values that are looked for; of an object with more every text counts as one that repeats a value. A Secret has a dozen.
const MAX_VALUES: usize = 2_000;

/// What stands in place of a value.
const MASK: &str = "++++++++";

/// What is said in place of a script's words about a Secret.
const WITHHELD: &str = "a script's words about a Secret are not shown";

/// Secret values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The longest first, so that of one within another nothing is left.
    values: Arc<[Arc<str>]>,
    /// Whether one of the objects is a Secret, or has more values than are looked for.
    is_secret: bool,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.values.len())
    }
}

impl Secrets {
    /// Those of these objects; `names` are the annotations that hold secrets by the settings.
    pub fn of(objects: &[&Object], names: &[Arc<str>]) -> Self {
        let mut found = BTreeSet::new();
        for object in objects {
            masks::secrets(object.root(), object.is("", "Secret"), names, &mut found);
            if let LastApplied::Applied(record) = last_applied(object) {
                masks::secrets(&record, object.is("", "Secret") || masks::is_secret(&record), names, &mut found);
            }
        }
        let is_secret = objects.iter().any(|object| object.is("", "Secret")) || found.len() > MAX_VALUES;
        let mut values = BTreeSet::new();
        for value in found.into_iter().take(MAX_VALUES).filter(|value| !value.is_empty()) {
            // A text that is base64 is meant decoded as well.
            let decoded = STANDARD.decode(&value).ok().and_then(|bytes| String::from_utf8(bytes).ok()).filter(|text| !text.is_empty());
            for form in decoded.into_iter().chain([value]) {
                // With and without the `=` at its end.
                values.extend([STANDARD.encode(&form), STANDARD_NO_PAD.encode(&form), form]);
            }
        }
        let mut values: Vec<Arc<str>> = values.into_iter().map(Arc::from).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self { values: values.into(), is_secret }
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.is_secret
    }

    /// Whether a text repeats one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.values.iter().any(|value| is_repeated(value, text))
    }

    /// Whether a map's key repeats one of them.
    pub fn are_in_key(&self, key: &str) -> bool {
        self.values.iter().any(|value| value.len() >= SHORTEST_IN_KEYS && key.contains(&**value))
    }

    /// A text without them.
    pub fn out_of<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let repeated = self.values.iter().filter(|value| is_repeated(value, text));
        repeated.fold(Cow::Borrowed(text), |text, value| Cow::Owned(text.replace(&**value, MASK)))
    }

    /// A script's own words about the objects: about a Secret none, about others without the values.
    pub fn said<'t>(&self, words: &'t str) -> Cow<'t, str> {
        if self.is_secret && !words.is_empty() { Cow::Borrowed(WITHHELD) } else { self.out_of(words) }
    }

    /// What went wrong in a script about the objects. What it raised is its own words; limits that ended it are ours.
    pub fn in_script(&self, problem: Problem) -> Problem {
        // What a script raises is no limit, unless it speaks of the stack.
        let is_ours = problem.kind == ProblemKind::Limit && !problem.cause.contains("stack overflow");
        let cause = if is_ours { problem.cause.clone() } else { self.said(&problem.cause).into() };
        Problem { cause, ..problem }
    }

    /// A problem whose words, a server's perhaps, repeat none of them.
    pub fn in_words(&self, problem: Problem) -> Problem {
        let hint = problem.hint.as_deref().map(|hint| self.out_of(hint).into());
        Problem { cause: self.out_of(&problem.cause).into(), hint, ..problem }
    }
}

fn is_repeated(value: &str, text: &str) -> bool {
    if value.len() < SHORTEST { text == value } else { text.contains(value) }
}

#[cfg(test)]
mod tests {
    use super::Secrets;
    use crate::engine::manifest::json::object_from_json;
    use crate::model::object::Object;
    use crate::model::object::key::Interner;
    use crate::model::problem::{Problem, ProblemKind};

    fn object(text: &str) -> Object {
        object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object")
    }

    const SECRET: &str = r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","annotations":{
        "kubectl.kubernetes.io/last-applied-configuration":"{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"stringData\":{\"a\":\"former-one\"}}"}},
        "data":{"k":"aHVudGVyMg==","pin":"MQ=="},"stringData":{"deep":{"er":["hunter3",1234567]}}}"#;

    #[test]
    fn values_are_found_as_they_stand_decoded_and_encoded() {
        let secrets = Secrets::of(&[&object(SECRET)], &[]);
        for text in ["x hunter2 y", "aHVudGVyMg==", "aHVudGVyMg", "hunter3", "no 1234567", "former-one", "Zm9ybWVyLW9uZQ==", "1"] {
            assert!(secrets.are_in(text), "{text}");
            assert!(!secrets.are_in(&secrets.out_of(text)), "{}", secrets.out_of(text));
        }
        assert!(!secrets.are_in("hunter") && !secrets.are_in("11") && !secrets.are_in(""), "what is too short is no value within a text");
        assert_eq!(secrets.out_of("a hunter2 and hunter3"), "a ++++++++ and ++++++++");
        assert!(!format!("{secrets:?}").contains("hunter"));
    }

    #[test]
    fn words_of_a_script_about_a_secret_are_none_and_limits_are_told() {
        let secrets = Secrets::of(&[&object(SECRET)], &[]);
        assert!(!secrets.said("2retnuh").contains("2retnuh"), "a value turned around");
        let problem = |kind, cause: &str| secrets.in_script(Problem::error(kind, cause)).cause.to_string();
        let ended = "did not end within 2 s and was stopped";
        assert_eq!(problem(ProblemKind::Limit, ended), ended);
        assert!(!problem(ProblemKind::BadInput, "did not end within 2retnuh").contains("2retnuh"), "raised by the script");
        assert!(!problem(ProblemKind::Limit, "stack overflow of 2retnuh").contains("2retnuh"), "likewise");
        let plain =
            Secrets::of(&[&object(r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","annotations":{"t":"hunter2"}}}"#)], &[]);
        assert!(plain.is_empty() && plain.said("hunter2") == "hunter2");
    }

    #[test]
    fn a_secret_within_another_object_and_a_named_annotation_have_values_too() {
        let inside = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","annotations":{"t":"hunter3","u":"calm"}},"data":{"f":"kind: Secret\napiVersion: v1\nstringData:\n  a: hunter2\n"}}"#;
        let secrets = Secrets::of(&[&object(inside)], &["t".into()]);
        assert_eq!(secrets.said("hunter2, hunter3, calm"), "++++++++, ++++++++, calm");
    }
}
