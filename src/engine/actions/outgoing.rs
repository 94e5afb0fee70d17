//! What a run of an action sends: made once, shown exactly, and sent as it was shown. It sends nothing.
//!
//! **Digest.** SHA-256 of canonical JSON: the application, the object's key and uid, the action with its parameters, and each patch or
//! new object as shown, with what it writes over, made at a fixed time. So two people who ask for the same at different times confirm
//! the same, and a change of what is overwritten is noticed. Of secrets only the masks enter.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::engine::compare::exact::{Exact, exact, merge_patch};
use crate::engine::compare::mask::Shown;
use crate::engine::schema::Schema;
use crate::engine::step::{Answers, Step};
use crate::model::ids::{AppKey, Digest, ObjectKey};
use crate::model::object::Object;
use crate::model::object::value::Map;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;

use super::scripts::{self, Scripts};
use super::{Impact, Parameters, unknown};

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// For which application.
    pub app: AppKey,
    /// On which object.
    pub key: ObjectKey,
    /// The action.
    pub action: Arc<str>,
    /// Its parameters.
    pub parameters: Parameters,
}

/// What one run sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// On which object.
    pub key: ObjectKey,
    /// Its uid.
    pub uid: Arc<str>,
    /// The action.
    pub action: Arc<str>,
    /// What is sent, in this order; empty where the object is as it should be already.
    pub sendings: Vec<Sending>,
    /// What a person confirms.
    pub digest: Digest,
    /// The service account on whose behalf it is sent, where syncs impersonate; who sends it says so.
    pub account: Option<Arc<str>>,
}

/// One request.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// Of which object.
    pub key: ObjectKey,
    /// What is sent.
    pub what: What,
    /// The same, to be shown.
    pub exact: Exact,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A merge patch, if the object still has this version.
    Patch {
        /// The patch.
        patch: Map,
        /// The version that it was made from.
        resource_version: Arc<str>,
    },
    /// A new object.
    Create(Object),
}

/// Makes what a run sends. A problem that is an error says why it cannot be run: there is no such action, it is disabled, a parameter is
/// wrong, its script failed.
pub fn outgoing(
    asked: &Asked,
    object: &Object,
    (scripts, settings, schema): (&Scripts, &Settings, &Schema),
    now: Timestamp,
    answers: &Answers,
) -> Step<Option<Outgoing>> {
    let refused = |problem: Problem| Step::Done { value: None, problems: vec![problem], reads: crate::engine::step::Reads::default() };
    let offered = match scripts::discover(object, scripts, now, answers) {
        Step::Needs(needs) => return Step::Needs(needs),
        Step::Done { value, problems, .. } => match value.iter().find(|own| *own.name == *asked.action) {
            Some(found) => found.clone(),
            None => return refused(problems.into_iter().find(Problem::is_error).unwrap_or_else(|| unknown(object, &asked.action, &value))),
        },
    };
    if let Some(why) = &offered.disabled {
        let cause = format!("{} cannot be run on {}: {why}", asked.action, asked.key);
        return refused(Problem::error(ProblemKind::Forbidden, cause).hint("list what can be run with: tiphys app actions list"));
    }
    // Made twice: as it goes out, and at a fixed time for the digest.
    let run = |at: Timestamp| scripts::run(object, (&asked.action, &asked.parameters), scripts, at, answers);
    match (run(now), run(Timestamp::UNIX_EPOCH)) {
        (Step::Needs(mut needs), Step::Needs(more)) => {
            needs.extend(more);
            Step::Needs(needs)
        }
        (Step::Needs(needs), Step::Done { .. }) | (Step::Done { .. }, Step::Needs(needs)) => Step::Needs(needs),
        (Step::Done { value: impacts, problems, reads }, Step::Done { value: fixed, .. }) => {
            if problems.iter().any(Problem::is_error) {
                return Step::Done { value: None, problems, reads };
            }
            let sendings =
                |impacts: &[Impact]| impacts.iter().filter_map(|impact| sending(asked, object, impact, schema, settings)).collect();
            let (sendings, fixed): (Vec<Sending>, Vec<Sending>) = (sendings(&impacts), sendings(&fixed));
            let digest = digest(asked, object, &fixed);
            let value = Outgoing {
                key: asked.key.clone(),
                uid: object.uid().into(),
                action: asked.action.clone(),
                sendings,
                digest,
                account: None,
            };
            Step::Done { value: Some(value), problems, reads }
        }
    }
}

/// An impact as a request; none where nothing would change.
fn sending(asked: &Asked, object: &Object, impact: &Impact, schema: &Schema, settings: &Settings) -> Option<Sending> {
    match impact {
        Impact::Patch(after) => {
            let patch = merge_patch(object.root(), after.root());
            let what = What::Patch { patch: patch.clone(), resource_version: object.resource_version().into() };
            let exact = exact(Some(object), after, schema, settings);
            (!patch.is_empty()).then(|| Sending { key: asked.key.clone(), what, exact })
        }
        Impact::Create(new) => {
            let exact = exact(None, new, schema, settings);
            Some(Sending { key: new.key(&asked.key.cluster), what: What::Create(new.clone()), exact })
        }
    }
}

fn digest(asked: &Asked, object: &Object, sendings: &[Sending]) -> Digest {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    let one = |shown: &Shown| shown.to_json();
    for text in [&asked.app.to_string(), &asked.key.to_string(), object.uid(), &asked.action] {
        add(text);
    }
    for (name, value) in &asked.parameters {
        add(name);
        add(value);
    }
    for sending in sendings {
        add(&sending.key.to_string());
        add(&one(&sending.exact.body));
        add(&one(&sending.exact.overwritten));
    }
    let text: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Digest::new(format!("p1:{text}"))
}
