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
use crate::engine::compare::secrets::Secrets;
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
    /// Secret values of the object, before and after: what servers say of the requests must not repeat them.
    pub known: Secrets,
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
        return refused(Problem::error(ProblemKind::Forbidden, cause).hint("list what can be run with: tiphys app actions list APPNAME"));
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
            let objects: Vec<&Object> = std::iter::once(object).chain(impacts.iter().chain(&fixed).map(Impact::object)).collect();
            let known = Secrets::of(&objects, &settings.mask_annotations);
            if impacts.iter().any(|impact| is_named_by(impact, &known)) {
                return refused(named_by_a_secret());
            }
            let sendings = |impacts: &[Impact]| {
                impacts.iter().filter_map(|impact| sending(asked, object, impact, &known, (schema, settings))).collect()
            };
            let (sendings, fixed): (Vec<Sending>, Vec<Sending>) = (sendings(&impacts), sendings(&fixed));
            let digest = digest(asked, object, &fixed);
            let value = Outgoing {
                key: asked.key.clone(),
                uid: object.uid().into(),
                action: asked.action.clone(),
                sendings,
                digest,
                account: None,
                known,
            };
            Step::Done { value: Some(value), problems, reads }
        }
    }
}

/// An impact as a request; none where nothing would change.
fn sending(asked: &Asked, object: &Object, impact: &Impact, known: &Secrets, (schema, settings): (&Schema, &Settings)) -> Option<Sending> {
    match impact {
        Impact::Patch(after) => {
            let patch = merge_patch(object.root(), after.root());
            let what = What::Patch { patch: patch.clone(), resource_version: object.resource_version().into() };
            let exact = exact(Some(object), after, known, schema, settings);
            (!patch.is_empty()).then(|| Sending { key: asked.key.clone(), what, exact })
        }
        Impact::Create(new) => {
            let exact = exact(None, new, known, schema, settings);
            Some(Sending { key: new.key(&asked.key.cluster), what: What::Create(new.clone()), exact })
        }
    }
}

/// Whether a new object would bear a secret value in its name or place, where everybody reads it.
fn is_named_by(impact: &Impact, known: &Secrets) -> bool {
    match impact {
        Impact::Patch(_) => false,
        Impact::Create(new) => [new.name(), new.namespace(), new.kind(), new.api_version()].iter().any(|text| known.are_in_key(text)),
    }
}

fn named_by_a_secret() -> Problem {
    Problem::error(ProblemKind::BadInput, "the script names a new object by a secret value")
        .hint("let the action's script name it by the name of its object")
}

fn digest(asked: &Asked, object: &Object, sendings: &[Sending]) -> Digest {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    let one = |shown: &Shown| shown.to_json();
    let (app, key) = (asked.app.to_string(), asked.key.to_string());
    for text in [&app, &key, &*asked.key.namespace, object.uid(), &asked.action] {
        add(text);
    }
    for (name, value) in &asked.parameters {
        add(name);
        add(value);
    }
    for sending in sendings {
        add(&sending.key.to_string());
        add(&sending.key.namespace);
        add(&one(&sending.exact.body));
        add(&one(&sending.exact.overwritten));
    }
    let text: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Digest::new(format!("p1:{text}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::{Asked, Outgoing, Parameters, What, outgoing};
    use crate::engine::actions::scripts::Scripts;
    use crate::engine::manifest::json::{object_from_json, to_json};
    use crate::engine::schema::Schema;
    use crate::engine::step::{Answer, Answers, Step};
    use crate::model::ids::{AppKey, ClusterId};
    use crate::model::object::Object;
    use crate::model::object::key::Interner;
    use crate::model::object::value::Value;
    use crate::model::problem::Problem;
    use crate::model::settings::Settings;

    fn object(text: &str) -> Object {
        object_from_json(text.as_bytes(), &mut Interner::new(&[])).expect("an object")
    }

    /// What a run sends at a second of the epoch; every script answers by this text.
    fn at(
        second: i64,
        own: &Object,
        (action, given): (&str, &[(&str, &str)]),
        raw: &[(&str, &str)],
        script: &str,
    ) -> Result<Outgoing, Problem> {
        let raw = raw.iter().map(|(key, text)| (Arc::from(*key), Arc::from(*text))).collect();
        let settings = Settings { raw, ..Settings::default() };
        let cluster = ClusterId::new("c");
        let parameters: Parameters = given.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value))).collect();
        let app = AppKey::new(cluster.clone(), "argocd", "shop");
        let asked = Asked { app, key: own.key(&cluster), action: action.into(), parameters };
        let (now, schema, scripts) = (Timestamp::from_second(second).expect("a time"), Schema::builtin(), Scripts::new(&settings));
        let mut answers = Answers::default();
        for _ in 0..4 {
            match outgoing(&asked, own, (&scripts, &settings, &schema), now, &answers) {
                Step::Done { value, problems, .. } => return value.ok_or_else(|| problems.into_iter().next().expect("why not")),
                Step::Needs(needs) => needs.into_iter().for_each(|need| answers.put(need, Ok(Answer::Judged(script.into())))),
            }
        }
        panic!("asked again and again");
    }

    fn plain(second: i64, own: &Object, action: &str) -> Result<Outgoing, Problem> {
        at(second, own, (action, &[]), &[], "")
    }

    const WEB: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"7","annotations":{"a":"b"}},"spec":{"paused":true,"template":{}},"status":{"replicas":1}}"#;

    #[test]
    fn the_digest_keeps_while_time_and_status_move_and_changes_with_what_is_overwritten() {
        let digest = |second: i64, text: &str, action: &str| plain(second, &object(text), action).expect("it can be run").digest;
        let first = digest(0, WEB, "restart");
        assert_eq!(first, digest(1_000_000, WEB, "restart"));
        assert_eq!(first, digest(0, &WEB.replace("\"replicas\":1", "\"replicas\":2").replace("\"7\"", "\"8\""), "restart"));
        let before = WEB.replace("\"template\":{}", r#""template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"x"}}}"#);
        assert_ne!(first, digest(0, &before, "restart"), "somebody restarted it meanwhile");
        assert_ne!(first, digest(0, WEB, "resume"));
        assert_ne!(first, digest(0, &WEB.replace("\"u\"", "\"v\""), "restart"), "another object of that name");
    }

    #[test]
    fn the_patch_holds_only_what_changes_and_for_one_version_only() {
        let made = plain(0, &object(WEB), "resume").expect("it can be run");
        let [sending] = &made.sendings[..] else { panic!("one request: {made:?}") };
        let What::Patch { patch, resource_version } = &sending.what else { panic!("a patch") };
        assert_eq!((to_json(&Value::Map(patch.clone())).as_slice(), &**resource_version), (&br#"{"spec":{"paused":null}}"#[..], "7"));
        assert_eq!(sending.exact.hunks.len(), 1);
        assert_eq!(sending.exact.overwritten.to_json().split_whitespace().collect::<String>(), r#"{"spec":{"paused":true}}"#);
    }

    #[test]
    fn an_annotation_goes_alone_even_if_it_is_the_last() {
        let own = r#"{"apiVersion":"keda.sh/v1alpha1","kind":"ScaledJob","metadata":{"name":"x","annotations":{"autoscaling.keda.sh/paused":"true"}}}"#;
        let made = plain(0, &object(own), "resume").expect("it can be run");
        let patches: Vec<String> = made.sendings.iter().map(|own| own.exact.body.to_json().split_whitespace().collect()).collect();
        assert_eq!(patches, [r#"{"metadata":{"annotations":{"autoscaling.keda.sh/paused":null}}}"#]);
    }

    #[test]
    fn what_cannot_be_run_is_refused_with_its_reason() {
        let refused = |action: &str| plain(0, &object(WEB), action).expect_err("it cannot be run").to_string();
        assert_eq!(refused("pause"), "pause cannot be run on apps/Deployment/web: its rollout is paused already");
        assert_eq!(refused("explode"), "apps/Deployment/web has no action explode");
    }

    #[test]
    fn of_a_secret_only_masks_are_shown_and_hashed() {
        let key = "resource.customizations.actions.Secret";
        let text = "discovery.lua: D\ndefinitions:\n- name: turn\n  action.lua: A\n";
        let own = object(r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","resourceVersion":"1"},"data":{"k":"YzRuNHJ5"}}"#);
        // Discovery and action are answered by one text: a table with an action that is an object as well.
        let script = r#"{"turn":{},"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","resourceVersion":"1"},"data":{"k":"bmV3LWM0bjRyeQ=="}}"#;
        let refused = at(0, &own, ("turn", &[]), &[(key, text)], script).expect_err("apiVersion is no action");
        assert!(refused.to_string().contains("the action apiVersion is a string"), "{refused}");
        let own_key = own.key(&ClusterId::new("c"));
        let after = own.set(&["data", "k"], "bmV3LWM0bjRyeQ==".into()).expect("an object");
        let exact = crate::engine::compare::exact::exact(
            Some(&own),
            &after,
            &crate::engine::compare::secrets::Secrets::default(),
            &Schema::builtin(),
            &Settings::default(),
        );
        let shown = format!("{exact:?} {own_key}");
        assert!(!shown.contains("YzRuNHJ5") && !shown.contains("bmV3LWM0bjRyeQ") && shown.contains("++++"), "{shown}");
        assert_eq!(exact.hunks.len(), 1);
    }
}
