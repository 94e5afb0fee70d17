//! Makes a plan's tasks: what is done to each object, why, and in which order. It knows no progress; how it is shown is the
//! view's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::compare::Verdict;
use crate::engine::resources::marks::{is_hook, is_ignored, is_skipped, wave};
use crate::engine::schema::types::Scope;
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::operation::SyncResource;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::status::{HookType, SyncPhase};

use super::options::Options;
use super::plan::PlanInput;
use super::task::{DryRun, Task, Verb};
use super::{dry_run, hooks, namespace, order, prune, refuse, risk, verb, waves};

/// A plan in the making.
#[derive(Debug)]
pub(super) struct Making<'a> {
    /// What it is made from.
    pub(super) input: PlanInput<'a>,
    /// The application's options.
    pub(super) options: Options<'a>,
    /// The comparison's rows by key.
    pub(super) rows: BTreeMap<&'a ObjectKey, &'a Verdict>,
    /// What was found on the way.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Making<'a> {
    /// A plan's beginning.
    pub(super) fn new(input: PlanInput<'a>) -> Self {
        let rows = input.verdicts.rows.iter().map(|row| (&row.key, row)).collect();
        Self { input, options: Options::new(input.request), rows, problems: input.problems.to_vec() }
    }

    /// The key of a desired object, as the cluster has it: cluster-scoped kinds have no namespace, whatever the manifest says,
    /// others get the destination's. Where the scope is not known, the live object decides. The comparison has the same
    /// rule.
    pub(super) fn key(&self, object: &Object) -> ObjectKey {
        let key = object.key(&self.input.rules.cluster);
        let bare = ObjectKey { namespace: Arc::default(), ..key.clone() };
        let own = if key.namespace.is_empty() { ObjectKey { namespace: self.input.rules.namespace.clone(), ..key } } else { key };
        let is_live = |key: &ObjectKey| self.input.live.objects.contains_key(key);
        let scope = self.input.schema.kind(object.group(), object.version(), object.kind()).map_or(Scope::Unknown, |kind| kind.scope);
        match scope {
            Scope::Cluster => bare,
            Scope::Namespaced => own,
            Scope::Unknown if !is_live(&own) && is_live(&bare) => bare,
            Scope::Unknown => own,
        }
    }

    /// The live object under a key.
    pub(super) fn live(&self, key: &ObjectKey) -> Option<&'a Object> {
        self.input.live.objects.get(key)
    }

    /// Whether a resource is among the selected ones; all are when none is selected. Source: `util/argo/argo.go`,
    /// `ContainsSyncResource`.
    pub(super) fn is_selected(&self, key: &ObjectKey) -> bool {
        let selected = &self.input.request.resources;
        selected.is_empty() || selected.iter().any(|wanted| names(wanted, key))
    }
}

/// Whether a selection names a resource: group, kind and name exactly; an absent namespace matches any.
pub(super) fn names(wanted: &SyncResource, key: &ObjectKey) -> bool {
    key.group_kind.is(&wanted.group, &wanted.kind)
        && *key.name == *wanted.name
        && (wanted.namespace.is_empty() || *key.namespace == *wanted.namespace)
}

/// Where an object is, for problems: the file and line it was read from, else its name.
pub(super) fn place(object: &Object) -> Place {
    let name = || Place::file(format!("{}/{}", object.group_kind(), object.name()));
    object.origin().place.clone().unwrap_or_else(name)
}

/// The tasks in their order, and all problems: those given and those found. No tasks where nothing may be planned.
pub(super) fn make(input: PlanInput<'_>) -> (Vec<Task>, Vec<Problem>) {
    let mut making = Making::new(input);
    if refuse::partial(&mut making) {
        return (Vec::new(), making.problems);
    }
    let mut tasks = resource_tasks(&mut making);
    tasks.extend(prune::tasks(&making));
    if input.request.runs_hooks() {
        let hooks = hook_tasks(&mut making);
        tasks.extend(hooks);
    }
    tasks.extend(namespace::task(&making));
    waves::arrange(&mut tasks, making.options);
    order::sort(&mut tasks, &input.rules.namespace);
    dry_run::judge(&mut making, &mut tasks);
    risk::assess(&making, &mut tasks);
    refuse::planned(&mut making, &tasks);
    (tasks, making.problems)
}

/// One task a desired resource; of several with one key the last counts, as in the comparison, which warns of it.
fn resource_tasks(making: &mut Making<'_>) -> Vec<Task> {
    let mut last: BTreeMap<ObjectKey, &Object> = BTreeMap::new();
    for object in &making.input.desired.objects {
        if is_hook(object) || is_skipped(object) {
            continue;
        }
        if object.name().is_empty() {
            let cause = format!("{} has no name; only hooks may have generateName alone", object.group_kind());
            let problem = Problem::error(ProblemKind::BadInput, cause).at(place(object));
            making.problems.push(problem.hint("give it metadata.name, or make it a hook"));
            continue;
        }
        let key = making.key(object);
        if making.is_selected(&key) {
            last.insert(key, object);
        }
    }
    last.into_iter().filter_map(|(key, object)| resource_task(making, key, object)).collect()
}

fn resource_task(making: &mut Making<'_>, key: ObjectKey, object: &Object) -> Option<Task> {
    let decided = verb::decide(making, &key, object)?;
    let live = making.live(&key).cloned();
    Some(Task {
        verb: decided.verb,
        why: decided.why,
        is_modified: decided.is_modified,
        live,
        wave: wave(object),
        ..sending(making, key, decided.object, SyncPhase::Sync)
    })
}

/// One task a hook and phase; each hook's name is its own or made from the start.
fn hook_tasks(making: &mut Making<'_>) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut known: BTreeSet<(ObjectKey, SyncPhase)> = BTreeSet::new();
    for object in &making.input.desired.objects {
        if !is_hook(object) || is_ignored(object) {
            continue;
        }
        for (phase, hook) in hooks::phases(object) {
            match hook_task(making, object, phase, hook) {
                Ok(task) => {
                    if known.insert((task.key.clone(), phase)) {
                        tasks.push(task);
                    } else {
                        let cause = format!("two {hook} hooks are named {}; the first one runs", task.key);
                        making.problems.push(Problem::warning(ProblemKind::BadInput, cause).at(place(object)));
                    }
                }
                Err(problem) => making.problems.push(problem),
            }
        }
    }
    tasks
}

fn hook_task(making: &Making<'_>, object: &Object, phase: SyncPhase, hook: HookType) -> Result<Task, Problem> {
    let generate_name = if object.name().is_empty() { object.str_at(&["metadata", "generateName"]).unwrap_or("") } else { "" };
    let name = match (object.name().is_empty(), generate_name) {
        (false, _) => object.name().to_string(),
        (true, "") => {
            let problem = Problem::error(ProblemKind::BadInput, format!("a {hook} hook has neither name nor generateName"));
            return Err(problem.at(place(object)).hint("give it metadata.name or metadata.generateName"));
        }
        (true, prefix) => hooks::generated_name(prefix, making.input.revisions.first(), phase, making.input.start),
    };
    let sent = hooks::prepared(object, &name, phase, making.input.start)
        .map_err(|error| Problem::error(ProblemKind::BadInput, error.to_string()).at(place(object)))?;
    let key = making.key(&sent);
    let live = making.live(&key).cloned();
    let policies = hooks::delete_policies(object);
    let why = verb::hook_why(live.is_some(), &policies);
    Ok(Task {
        verb: Verb::RunHook,
        why,
        live,
        wave: wave(object),
        hook: Some(hook),
        hook_delete: policies,
        generate_name: generate_name.into(),
        ..sending(making, key, sent, phase)
    })
}

/// What all tasks that send an object have in common.
pub(super) fn sending(making: &Making<'_>, key: ObjectKey, object: Object, phase: SyncPhase) -> Task {
    Task {
        version: object.version().into(),
        verb: Verb::Create,
        phase,
        wave: 0,
        hook: None,
        hook_delete: Vec::new(),
        generate_name: Arc::default(),
        mode: making.options.mode(&object),
        force: making.options.forces(&object),
        skip_validation: making.options.skips_validation(&object),
        propagation: making.options.propagation(),
        needs_approval: false,
        is_modified: true,
        makes_namespace: false,
        live: None,
        why: Arc::default(),
        risks: Vec::new(),
        dry_run: DryRun::Open,
        key,
        desired: Some(object),
    }
}
