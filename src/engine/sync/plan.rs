//! A plan and what it is made from: a value that can be shown, hashed and confirmed. It changes nothing by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::access::{Judgement, Weight};
use crate::engine::compare::respect::Respected;
use crate::engine::compare::{Desired, Live, Rules, Verdicts};
use crate::engine::schema::Schema;
use crate::model::application::Source;
use crate::model::ids::{AppKey, Digest, ObjectKey, Sha};
use crate::model::object::Object;
use crate::model::problem::{Problem, any_error};
use crate::model::status::SyncPhase;

use super::request::{DestinationId, NamespaceState, Request, Start};
use super::task::{DryRun, Task};

/// What server-side dry runs said: the object as it would be, or why not. May be empty.
pub type DryRuns = BTreeMap<ObjectKey, Result<Object, Problem>>;

/// Everything that a plan is made from. Equal inputs make equal plans, on every machine.
#[derive(Debug, Clone, Copy)]
pub struct PlanInput<'a> {
    /// The application.
    pub app: &'a AppKey,
    /// Its uid.
    pub uid: &'a str,
    /// Where it goes.
    pub destination: &'a DestinationId,
    /// What is known of the destination namespace.
    pub namespace: &'a NamespaceState,
    /// What is asked.
    pub request: &'a Request,
    /// Sources as executed.
    pub sources: &'a [Source],
    /// Whether the application has a list of sources: revisions are recorded as a list then.
    pub has_several_sources: bool,
    /// Commits, one a source.
    pub revisions: &'a [Sha],
    /// What should be.
    pub desired: &'a Desired,
    /// What is.
    pub live: &'a Live,
    /// The comparison of both.
    pub verdicts: &'a Verdicts,
    /// What is sent instead of desired objects under `RespectIgnoreDifferences=true`; empty without it.
    pub respected: &'a Respected,
    /// What dry runs said.
    pub dry_runs: &'a DryRuns,
    /// Marks, namespace, ignore rules, policy and settings, as the comparison had them.
    pub rules: &'a Rules,
    /// Facts about kinds of the destination.
    pub schema: &'a Schema,
    /// What went wrong on the way here (render, compare); an error refuses the plan.
    pub problems: &'a [Problem],
    /// The operation it is executed under; none for a preview.
    pub start: Option<&'a Start>,
}

/// A plan: everything that a confirm stands for. It changes nothing by itself.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The application.
    pub app: AppKey,
    /// Its uid.
    pub uid: Arc<str>,
    /// Where it goes.
    pub destination: DestinationId,
    /// What was asked.
    pub request: Request,
    /// The operation it is executed under; none for a preview.
    pub start: Option<Start>,
    /// Sources as executed.
    pub sources: Vec<Source>,
    /// Whether the application has a list of sources: revisions are recorded as a list then.
    pub has_several_sources: bool,
    /// Commits, one a source.
    pub revisions: Vec<Sha>,
    /// Tasks in their order; none when desired is partial.
    pub tasks: Vec<Task>,
    /// What stands in the way, and what is worth knowing; an error refuses the plan.
    pub problems: Vec<Problem>,
    /// The service account on whose behalf its objects are written, where syncs impersonate.
    pub account: Option<Arc<str>>,
    /// What the rules say about it (rights, project, windows, policies): a refusal refuses the plan. Not part of the digest: it is judged
    /// again whenever the plan is made again.
    pub judgements: Vec<Judgement>,
    /// The digest over all of it.
    pub digest: Digest,
}

impl Plan {
    /// Whether it may not be carried out: its problems say why.
    pub fn is_refused(&self) -> bool {
        any_error(&self.problems) || self.refusals().next().is_some()
    }

    /// The judgements that refuse it.
    pub fn refusals(&self) -> impl Iterator<Item = &Judgement> {
        self.judgements.iter().filter(|judgement| judgement.weight == Weight::Refuses)
    }

    /// Everything that stands in its way, each as a problem.
    pub fn reasons(&self) -> Vec<Problem> {
        self.problems.iter().cloned().chain(self.refusals().map(Judgement::problem)).collect()
    }

    /// Whether carrying it out writes nothing.
    pub fn is_empty(&self) -> bool {
        !self.tasks.iter().any(|task| task.verb.is_write())
    }

    /// The tasks whose dry run can be asked and was not yet (deletes among them, answered by the live object): send them with
    /// dry run, then plan again with the answers.
    pub fn open_dry_runs(&self) -> impl Iterator<Item = (usize, &Task)> {
        self.tasks.iter().enumerate().filter(|(_, task)| task.dry_run == DryRun::Open)
    }

    /// The waves in their order, each with the indices of its tasks.
    pub fn waves(&self) -> Vec<Wave> {
        let mut waves: Vec<Wave> = Vec::new();
        for (index, task) in self.tasks.iter().enumerate() {
            match waves.last_mut() {
                Some(wave) if (wave.phase, wave.wave) == (task.phase, task.wave) => wave.tasks.push(index),
                _ => waves.push(Wave { phase: task.phase, wave: task.wave, tasks: vec![index] }),
            }
        }
        waves
    }
}

/// The tasks of one phase and wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// The phase.
    pub phase: SyncPhase,
    /// The wave within it.
    pub wave: i64,
    /// Indices of its tasks, in their order.
    pub tasks: Vec<usize>,
}
