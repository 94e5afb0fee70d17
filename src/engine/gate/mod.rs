//! What all rules say about a plan, before anybody carries it out: the person's rights, the project, its windows. It asks nobody: rules,
//! project and time are given, and every line names who decided.
//!
//! Argo CD's controller enforces project and windows; RBAC and a few refusals are its API server's alone, which Tiphys does without: here
//! are all of them. What may not be carried out makes the plan refused, never shorter.

pub mod account;
mod house;
pub mod project;
pub mod refusals;

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::access::can::{Access, Target};
use crate::engine::access::right::Right;
use crate::engine::access::windows::{self, one_off};
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::engine::policy::unread;
use crate::engine::sync::plan::Plan;
use crate::model::application::{ApplicationSpec, Destination};
use crate::model::house::Section;
use crate::model::ids::AppKey;
use crate::model::project::AppProjectSpec;

use project::Found;

/// Whose plan it is, as rules match it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The application.
    pub app: &'a AppKey,
    /// What it says.
    pub spec: &'a ApplicationSpec,
    /// Its project.
    pub project: &'a Found,
    /// Its destination with both the server and, where the cluster has one, its name.
    pub destination: &'a Destination,
    /// The control plane's own namespace.
    pub control_namespace: &'a str,
    /// Whether the Application is being deleted.
    pub is_deleting: bool,
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The person's rights.
    pub access: &'a Access,
    /// When.
    pub at: Timestamp,
    /// Whether a person asks.
    pub manual: bool,
    /// When the operation began, where one is under way.
    pub began: Option<Timestamp>,
    /// The environment's name, and whether it is production.
    pub environment: (&'a str, bool),
    /// Whether the plan is for another revision than the target, or for given ones.
    pub is_other_revision: bool,
}

/// All judgements on a plan, refusals first, then by judge.
pub fn judge(plan: &Plan, subject: Subject<'_>, asked: Asked<'_>) -> Vec<Judgement> {
    let mut all = rights(plan, subject, asked);
    all.extend(refusals::refusals(plan, subject, asked.access));
    all.extend(project::judge(plan, subject));
    all.extend(house::judge(plan, subject, asked));
    all.push(window(subject, asked));
    all.extend(unread(&asked.access.rules.house, Section::Windows));
    sorted(all)
}

/// What holds for an application before any plan of it is made: the right to sync it, its project, its windows.
pub fn standing(subject: Subject<'_>, asked: Asked<'_>) -> Vec<Judgement> {
    let mut all = may(&[Right::Sync], subject, asked);
    all.extend(project::standing(subject));
    all.push(window(subject, asked));
    all.extend(unread(&asked.access.rules.house, Section::Windows));
    sorted(all)
}

/// In the order in which they are shown: what refuses first.
pub fn sorted(mut judgements: Vec<Judgement>) -> Vec<Judgement> {
    judgements.sort_by(|a, b| (b.weight, a.judge, &a.about).cmp(&(a.weight, b.judge, &b.about)));
    judgements
}

/// A judgement on the plan as a whole.
pub fn whole(judge: Judge, verdict: Verdict) -> Judgement {
    let weight = if verdict.allowed { Weight::Admits } else { Weight::Refuses };
    Judgement { judge, about: None, weight, verdict }
}

/// What a plan does, as rights are asked for it.
fn wanted(plan: &Plan, asked: Asked<'_>) -> Vec<Right> {
    if plan.request.rollback_to.is_some() {
        return vec![Right::Rollback];
    }
    let is_other = asked.is_other_revision && asked.access.rules.switches.override_for_revision;
    std::iter::once(Right::Sync).chain(is_other.then_some(Right::Override)).collect()
}

fn rights(plan: &Plan, subject: Subject<'_>, asked: Asked<'_>) -> Vec<Judgement> {
    may(&wanted(plan, asked), subject, asked)
}

fn may(rights: &[Right], subject: Subject<'_>, asked: Asked<'_>) -> Vec<Judgement> {
    if !asked.manual {
        // Whoever wrote the automatic policy into the Application had the right to.
        return Vec::new();
    }
    let roles = subject.project.spec().map_or(&[][..], |spec| &spec.roles);
    let project = subject.spec.project();
    let target = Target { app: subject.app, project, roles, control_namespace: subject.control_namespace };
    rights.iter().map(|right| whole(Judge::Rbac, asked.access.can(right, target))).collect()
}

/// What windows say: those of the project, and one-off ones.
pub fn window(subject: Subject<'_>, asked: Asked<'_>) -> Judgement {
    let none = AppProjectSpec::default();
    let project = subject.project.spec().unwrap_or(&none);
    let named = windows::Subject { name: &subject.app.name, destination: subject.destination };
    let matching = windows::matching(&project.sync_windows, named);
    let one_offs = one_off::matching(&asked.access.rules.house.windows, subject.spec.project(), named);
    let verdict = match windows::read(subject.spec.project(), matching) {
        Ok(windows) => {
            let windows: Vec<_> = windows.into_iter().chain(one_offs).collect();
            windows::can_sync(&windows, windows::Asked { at: asked.at, manual: asked.manual, began: asked.began })
        }
        Err(problem) => Verdict {
            allowed: false,
            rule: format!("a sync window that matches cannot be read: {}", problem.cause).into(),
            place: problem.place,
            change: problem.hint.unwrap_or_else(|| Arc::from("correct the window")),
        },
    };
    whole(Judge::Window, verdict)
}
