//! What is done to a desired resource, and why. It knows neither order nor progress.

use std::sync::Arc;

use crate::engine::compare::Verdict;
use crate::engine::compare::overrides::matches;
use crate::model::application::IgnoreDifference;
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::SyncStatus;

use super::make::{Making, place};
use super::task::{ApplyMode, HookDelete, Verb};
use super::{fields, immutable};

/// What is done, why, and the object as it is sent.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) verb: Verb,
    pub(super) why: Arc<str>,
    pub(super) is_modified: bool,
    pub(super) object: Object,
}

/// Decides; none when it cannot be decided (a problem says so).
///
/// As Argo CD, a sync sends what does not differ too, but only where that would change something: an object that is
/// compared as Synced while ignored fields differ from Git is written (`RespectIgnoreDifferences=true` keeps those), one
/// with `Replace=true` is put. All others are kept and recorded, as a `kubectl apply` that changes nothing would leave them.
pub(super) fn decide(making: &mut Making<'_>, key: &ObjectKey, object: &Object) -> Option<Decided> {
    let row = making.rows.get(key).copied();
    if making.input.live.unknown.contains(&key.group_kind) {
        making.problems.push(unknown_kind(key, object));
        return None;
    }
    let Some(live) = making.live(key) else {
        return Some(Decided { verb: Verb::Create, why: "not there".into(), is_modified: true, object: object.clone() });
    };
    let is_modified = row.is_none_or(|row| row.status != SyncStatus::Synced);
    if !is_modified && making.options.only_out_of_sync() {
        let why = "ApplyOutOfSyncOnly=true, and it does not differ".into();
        return Some(Decided { verb: Verb::Leave, why, is_modified, object: object.clone() });
    }
    let object = match making.input.respected.get(key) {
        None => object.clone(),
        Some(Ok(object)) => object.clone(),
        Some(Err(problem)) => {
            making.problems.push(problem.clone());
            return None;
        }
    };
    let (verb, why) = present(making, &object, live, is_modified, row);
    Some(Decided { verb, why, is_modified, object })
}

/// The verb and reason for an object that is there.
fn present(making: &Making<'_>, object: &Object, live: &Object, is_modified: bool, row: Option<&Verdict>) -> (Verb, Arc<str>) {
    let forces = making.options.forces(object);
    if making.options.mode(object) == ApplyMode::Replace {
        let recreates = forces && can_be_recreated(object);
        return if recreates { (Verb::Recreate, "Replace=true and Force=true".into()) } else { (Verb::Replace, "Replace=true".into()) };
    }
    if !is_modified {
        let overwrites = !making.options.respects_ignored() && has_ignore_rule(making, object) && !is_as_sent(making, object, live);
        let ignored = "fields that are ignored in the comparison are written too (RespectIgnoreDifferences=true keeps them)";
        return if overwrites { (Verb::Update, ignored.into()) } else { (Verb::Keep, "as desired".into()) };
    }
    let refused = immutable::changed(making.input.schema, object, live);
    if forces && can_be_recreated(object) && !refused.is_empty() {
        return (Verb::Recreate, format!("{} cannot be changed, and Force is set", refused.join(", ")).into());
    }
    let why = match row.map_or(0, |row| row.n_hunks) {
        0 => "differs".into(),
        1 => "1 field differs".into(),
        several => format!("{several} fields differ").into(),
    };
    (Verb::Update, why)
}

/// Deleting a CRD deletes its objects, a namespace everything in it: these are put, never recreated. Source:
/// gitops-engine `applyObject`.
fn can_be_recreated(object: &Object) -> bool {
    !object.is("apiextensions.k8s.io", "CustomResourceDefinition") && !object.is("", "Namespace")
}

/// Whether sending the object would change nothing that it says.
pub(super) fn is_as_sent(making: &Making<'_>, object: &Object, live: &Object) -> bool {
    let schema = making.input.schema;
    let desired = Value::Map(object.root().without("status"));
    fields::covers(schema, fields::root(schema, object), Some(&live.to_value()), &desired)
}

fn unknown_kind(key: &ObjectKey, object: &Object) -> Problem {
    let cause = format!("the live state of {key} is not known: its kind is forbidden, not listed yet or stale");
    Problem::error(ProblemKind::Forbidden, cause)
        .at(place(object))
        .hint(format!("wait until {} are listed, or get the right to list and watch them", key.group_kind))
}

/// Whether some rule ignores parts of this object.
fn has_ignore_rule(making: &Making<'_>, object: &Object) -> bool {
    let rules = making.input.rules;
    rules.ignore.iter().any(|rule| concerns(rule, object))
        || rules.settings.customization("ignoreDifferences", &object.group_kind()).is_some()
        || rules.settings.raw.contains_key("resource.customizations.ignoreDifferences.all")
}

/// Whether a rule is about this object: globs on group and kind, exact name and namespace where given. Source:
/// `util/argo/normalizers/diff_normalizer.go`.
fn concerns(rule: &IgnoreDifference, object: &Object) -> bool {
    matches(&rule.group, object.group())
        && matches(&rule.kind, object.kind())
        && (rule.name.is_empty() || *rule.name == **object.name())
        && (rule.namespace.is_empty() || *rule.namespace == **object.namespace())
}

/// What becomes of a hook that is there; nothing, when none is.
pub(super) fn hook_why(is_live: bool, policies: &[HookDelete]) -> Arc<str> {
    match (is_live, policies.contains(&HookDelete::BeforeHookCreation)) {
        (false, _) => Arc::default(),
        (true, true) => "the one that is there goes first (BeforeHookCreation)".into(),
        (true, false) => "the one that is there stays and is applied again".into(),
    }
}
