//! Pairs desired with live objects and gives each pair its verdict, then the application its own. It knows no field: how two
//! objects compare is `outcome`'s. Source: Argo CD `controller/state.go`, `CompareAppState`; gitops-engine
//! `pkg/sync/reconcile.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::engine::manifest::json;
use crate::engine::resources::{marks, tracking};
use crate::engine::schema::Schema;
use crate::engine::schema::types::Scope;
use crate::engine::step::Asking;
use crate::model::application::annotation;
use crate::model::ids::ObjectKey;
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind, any_error};
use crate::model::status::SyncStatus;

use super::excluded::{self, Excluded};
use super::ignore::{self, Judging};
use super::norms::Norms;
use super::outcome::Outcome;
use super::report::{self, RuleReport, RuleState};
use super::{Desired, Live, Predicted, Rules, Verdict, Verdicts, normalize, outcome, threeway, variants, walk};

/// What an annotation says: an extra live object does not make the application OutOfSync.
const IGNORE_EXTRANEOUS: &str = "IgnoreExtraneous";

struct Reconcile<'a, 'j, 'n> {
    live: &'a Live,
    predicted: Option<&'a Predicted>,
    schema: &'a Schema,
    rules: &'a Rules,
    norms: Norms,
    judging: Judging<'j, 'n>,
    is_partial: bool,
    rows: Vec<Verdict>,
    /// Whether something that counts differs.
    is_out_of_sync: bool,
    /// Whether something that counts could not be judged.
    is_unknown: bool,
}

/// The verdicts; everything that could not be judged is a problem of `asking`.
pub(super) fn reconcile(
    desired: &Desired,
    live: &Live,
    predicted: Option<&Predicted>,
    schema: &Schema,
    rules: &Rules,
    asking: &mut Asking<'_>,
) -> Verdicts {
    let (norms, excluded) = (Norms::new(rules), Excluded::new(rules));
    let (is_partial, judging) = (desired.partial, Judging::new(asking));
    let (rows, is_out_of_sync, is_unknown) = (Vec::new(), false, is_partial);
    let mut run = Reconcile { live, predicted, schema, rules, norms, judging, is_partial, rows, is_out_of_sync, is_unknown };
    let known: Vec<Problem> = run.norms.problems.iter().chain(&excluded.problems).cloned().collect();
    known.into_iter().for_each(|problem| run.problem(problem));
    run.is_partial |= any_error(&excluded.problems);
    let pairs = run.pairs(&desired.objects, &excluded);
    let matched: BTreeSet<ObjectKey> = pairs.iter().map(|(key, _)| key.clone()).collect();
    for (key, object) in pairs {
        run.desired(key, object);
    }
    let reports = run.reports();
    // A rule that cannot be read makes the whole comparison fail, as there.
    run.is_partial |= reports.iter().any(|report| matches!(report.state, RuleState::Broken(_)));
    if run.is_partial {
        // What could be compared is shown by its hunks; no verdict is drawn from a part.
        run.rows.iter_mut().for_each(|row| row.status = SyncStatus::Unknown);
    } else {
        run.extra(&matched, &excluded);
    }
    run.rows.sort_by(|a, b| a.key.cmp(&b.key));
    let status = match (run.is_partial, run.is_out_of_sync, run.is_unknown) {
        (false, true, _) => SyncStatus::OutOfSync,
        (true, _, _) | (false, false, true) => SyncStatus::Unknown,
        (false, false, false) => SyncStatus::Synced,
    };
    Verdicts { status, rows: run.rows, rules: reports }
}

impl Reconcile<'_, '_, '_> {
    fn problem(&mut self, problem: Problem) {
        self.judging.asking.problem(problem);
    }

    /// Desired objects with their keys; of equal keys the last wins, as Argo CD has it, with its warning.
    /// What settings exclude is left out with a warning.
    fn pairs<'o>(&mut self, objects: &'o [Object], excluded: &Excluded) -> Vec<(ObjectKey, &'o Object)> {
        let mut by_key: BTreeMap<ObjectKey, (usize, &Object)> = BTreeMap::new();
        for (index, object) in objects.iter().enumerate().filter(|(_, object)| !marks::is_ignored(object)) {
            if excluded.is_excluded(&object.group_kind()) {
                self.problem(excluded::warning(object));
                continue;
            }
            let entry = by_key.entry(key(object, index, self.live, self.schema, self.rules)).or_insert((0, object));
            *entry = (entry.0 + 1, object);
        }
        for (key, (times, object)) in by_key.iter().filter(|(_, (times, _))| *times > 1) {
            let cause = format!("resource {key} appeared {times} times among application resources: the last one counts");
            let problem = Problem::warning(ProblemKind::BadInput, cause).at(outcome::place(object));
            self.problem(problem.hint("leave it in one place only"));
        }
        by_key.into_iter().map(|(key, (_, object))| (key, object)).collect()
    }

    fn desired(&mut self, key: ObjectKey, object: &Object) {
        let live = self.live.objects.get(&key);
        if let Some(live) = live {
            self.warn_if_shared(live);
        }
        let is_known = !self.live.unknown.contains(&key.group_kind);
        let lines: Vec<usize> = self.norms.matching(object).map(|(number, _)| number).collect();
        lines.into_iter().for_each(|number| self.judging.uses.of(number).n_objects += 1);
        let config = normalize::normalize(object, &self.norms, &mut self.judging);
        let mut row = Verdict {
            version: object.version().into(),
            status: SyncStatus::Unknown,
            is_desired: true,
            is_live: live.is_some(),
            requires_pruning: false,
            hooks: marks::hook_types(object),
            wave: marks::wave(object),
            n_hunks: 0,
            desired_hash: hash(object, &config, &self.rules.settings.mask_annotations),
            key,
        };
        let counts = !marks::is_hook(object) && !marks::is_skipped(object);
        match (live, counts) {
            (_, false) => {}
            (None, true) => row.status = self.missing(object, is_known),
            (Some(live), true) => (row.status, row.n_hunks) = self.pair(object, config, live, &row.key, is_known),
        }
        if counts {
            self.count(row.status);
        }
        self.rows.push(row);
    }

    fn count(&mut self, status: SyncStatus) {
        match status {
            SyncStatus::Synced => {}
            SyncStatus::OutOfSync => self.is_out_of_sync = true,
            SyncStatus::Unknown => self.is_unknown = true,
        }
    }

    fn missing(&self, object: &Object, is_known: bool) -> SyncStatus {
        if !is_known || self.is_partial {
            SyncStatus::Unknown
        } else if self.is_managed_namespace(object) {
            // A sync makes it anyhow; Argo CD does not call its absence a difference.
            SyncStatus::Synced
        } else {
            SyncStatus::OutOfSync
        }
    }

    /// A field that is generated counts as differing, unless it is ignored: what is live equals the values of at most one preview.
    fn pair(&mut self, object: &Object, config: Map, live: &Object, key: &ObjectKey, is_known: bool) -> (SyncStatus, usize) {
        let predicted = self.predicted.and_then(|predicted| predicted.get(key));
        let method = outcome::method(object, predicted, self.rules);
        let (schema, norms, judging) = (self.schema, &self.norms, &mut self.judging);
        let found = match outcome::outcome_of((object, config), live, method, schema, norms, judging) {
            Ok(own) if own.is_modified() => Ok(own),
            Ok(own) => {
                let others = variants::outcomes(object, live, self.rules, schema, norms, judging);
                Ok(others.into_iter().find(Outcome::is_modified).unwrap_or(own))
            }
            Err(problem) => Err(problem),
        };
        match found {
            Err(problem) => {
                self.problem(problem);
                self.is_partial = true;
                (SyncStatus::Unknown, 0)
            }
            Ok(outcome) if !outcome.is_modified() => (self.sure(SyncStatus::Synced, is_known), 0),
            Ok(outcome) => {
                let ty = threeway::merge_type(self.schema, live.api_version(), live.kind());
                let (old, new) = (outcome.live.to_value(), outcome.predicted.to_value());
                (self.sure(SyncStatus::OutOfSync, is_known), walk::count(self.schema, ty, &old, &new).max(1))
            }
        }
    }

    fn sure(&self, status: SyncStatus, is_known: bool) -> SyncStatus {
        if is_known && !self.is_partial { status } else { SyncStatus::Unknown }
    }

    /// Live objects with the application's mark that nobody desires.
    fn extra(&mut self, matched: &BTreeSet<ObjectKey>, excluded: &Excluded) {
        let twins: BTreeSet<&str> = matched.iter().filter_map(|key| self.live.objects.get(key)).map(Object::uid).collect();
        let mut seen: BTreeSet<&str> = twins.into_iter().filter(|uid| !uid.is_empty()).collect();
        for (key, live) in self.live.objects.iter().filter(|(key, _)| !matched.contains(key)) {
            let is_ours = tracking::is_managed(live, &self.rules.instance, &self.rules.settings);
            // One object served under two groups is one object; what a controller owns is the controller's.
            let is_twin = !live.uid().is_empty() && !seen.insert(live.uid());
            if !is_ours || is_twin || live.owners().next().is_some() || excluded.is_excluded(&key.group_kind) {
                continue;
            }
            if self.is_managed_namespace(live) {
                self.managed_namespace(key, live);
                continue;
            }
            let is_known = !self.live.unknown.contains(&key.group_kind);
            let is_hook = marks::is_hook(live);
            let status = if is_known && !is_hook { SyncStatus::OutOfSync } else { SyncStatus::Unknown };
            let is_ignored = marks::has_option(live, annotation::COMPARE_OPTIONS, IGNORE_EXTRANEOUS);
            if !is_hook && !(is_ignored && is_known) {
                self.count(status);
            }
            self.rows.push(Verdict {
                key: key.clone(),
                version: live.version().into(),
                status,
                is_desired: false,
                is_live: true,
                requires_pruning: is_known && !is_hook,
                hooks: marks::hook_types(live),
                wave: marks::wave(live),
                n_hunks: 0,
                desired_hash: "".into(),
            });
        }
    }

    /// What each line of the ignore rules did. Those that no object has asked are looked at for mistakes.
    fn reports(&mut self) -> Vec<RuleReport> {
        let seen = self.judging.uses.clone();
        ignore::check(&self.norms, |number| seen.get(number).n_objects > 0, &mut self.judging);
        let mut reports = Vec::new();
        for (number, line) in self.norms.lines().filter(|(_, line)| !line.is_built_in) {
            let state = report::state(line.how, &line.text, line.never, &self.judging.uses.get(number));
            if line.is_own || state != RuleState::NoObject {
                reports.push(RuleReport { place: line.place.clone(), how: line.how, text: line.text.clone(), state });
            }
        }
        for told in reports.iter().filter_map(warning) {
            self.problem(told);
        }
        reports
    }

    fn warn_if_shared(&mut self, live: &Object) {
        let instance = tracking::instance_of(live, &self.rules.settings).filter(|instance| *instance != self.rules.instance);
        if let Some(other) = instance {
            let other = other.replacen('_', "/", 1);
            let cause = format!("{}/{} is part of applications {} and {other}", live.kind(), live.name(), self.rules.instance);
            let problem = Problem::warning(ProblemKind::Conflict, cause).at(outcome::place(live));
            self.problem(problem.hint("leave the resource to one of the two applications"));
        }
    }

    /// Whether an object is the namespace whose labels and annotations the application's policy manages.
    fn is_managed_namespace(&self, object: &Object) -> bool {
        object.is("", "Namespace") && object.name() == &self.rules.namespace && self.rules.policy.managed_namespace_metadata.is_some()
    }

    /// The managed namespace as the policy wants it, compared by server-side apply. Source: `controller/sync_namespace.go`.
    fn managed_namespace(&mut self, key: &ObjectKey, live: &Object) {
        let Some(metadata) = &self.rules.policy.managed_namespace_metadata else { return };
        let texts = |map: &BTreeMap<String, String>| -> Map {
            map.iter().map(|(key, text)| (Key::own(key.as_str()), Value::str(text.as_str()))).collect()
        };
        let annotations = texts(&metadata.annotations).with(annotation::SYNC_OPTIONS, "ServerSideApply=true".into());
        let own = build::map([
            ("name", Value::Str(live.name().clone())),
            ("labels", Value::Map(texts(&metadata.labels))),
            ("annotations", Value::Map(annotations)),
        ]);
        let root = build::map([("apiVersion", "v1".into()), ("kind", "Namespace".into()), ("metadata", Value::Map(own))]);
        if let Ok(object) = Object::new(root, Origin::default()) {
            self.desired(key.clone(), &object);
        }
    }
}

/// The key under which a desired object lives: cluster-scoped kinds have no namespace, others get the destination's.
/// Where the scope is not known, the live object decides.
pub(super) fn key(object: &Object, index: usize, live: &Live, schema: &Schema, rules: &Rules) -> ObjectKey {
    let mut key = object.key(&rules.cluster);
    if key.name.is_empty() {
        key.name = format!("{}{index}", object.str_at(&["metadata", "generateName"]).unwrap_or("")).into();
    }
    let scope = schema.kind(object.group(), object.version(), object.kind()).map_or(Scope::Unknown, |info| info.scope);
    match scope {
        Scope::Cluster => key.namespace = "".into(),
        Scope::Namespaced | Scope::Unknown if key.namespace.is_empty() => {
            let namespaced = ObjectKey { namespace: rules.namespace.clone(), ..key.clone() };
            if scope == Scope::Namespaced || live.objects.contains_key(&namespaced) || !live.objects.contains_key(&key) {
                key = namespaced;
            }
        }
        Scope::Namespaced | Scope::Unknown => {}
    }
    key
}

/// The warning about a rule that can never do what it was written for; one that is broken was told before.
fn warning(report: &RuleReport) -> Option<Problem> {
    let RuleState::Never(why) = &report.state else { return None };
    let cause = format!("the ignore rule {:?} never matches: {why}", report.text);
    let problem = Problem::warning(ProblemKind::BadInput, cause).at(Place::file(&*report.place));
    Some(problem.hint("correct or remove it: it hides nothing"))
}

/// SHA-256 of the normalised desired object without secret values.
fn hash(object: &Object, config: &Map, mask_annotations: &[Arc<str>]) -> Arc<str> {
    let mut map = config.clone();
    if object.is("", "Secret") {
        for field in ["data", "stringData"] {
            if let Some(Value::Map(own)) = map.get(field) {
                let names = own.iter().map(|(key, _)| (key.clone(), Value::Null)).collect();
                map = map.with(Key::own(field), Value::map(names));
            }
        }
    }
    for name in mask_annotations.iter().map(|name| &**name).chain([annotation::LAST_APPLIED]) {
        map = build::remove(&map, &["metadata", "annotations", name]);
    }
    let digest = Sha256::digest(json::canonical_json(&Value::Map(map)));
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
}
