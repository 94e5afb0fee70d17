//! What the rules of `tiphys-cm` say to a plan: its images, and what it does. Argo CD reads none of them.

use crate::engine::access::Judgement;
use crate::engine::policy::changes::{self, Change};
use crate::engine::policy::images::{self, Item};
use crate::engine::policy::scope;
use crate::engine::sync::plan::Plan;

use super::{Asked, Subject};

/// All of them. Images are looked at in everything that is desired, written or not: what runs already against a rule is no reason to stay
/// silent.
pub(super) fn judge(plan: &Plan, subject: Subject<'_>, asked: Asked<'_>) -> Vec<Judgement> {
    let house = &asked.access.rules.house;
    let (environment, production) = asked.environment;
    let about = scope::Subject {
        project: subject.spec.project(),
        application: &subject.app.name,
        environment,
        production,
        namespace: &subject.destination.namespace,
    };
    let desired = plan.tasks.iter().filter_map(|task| Some(Item { key: &task.key, object: task.desired.as_ref()? }));
    let changes = plan.tasks.iter().map(|task| Change {
        key: &task.key,
        verb: task.verb,
        force: task.force,
        live: task.live.as_ref(),
        desired: task.desired.as_ref(),
    });
    let mut all = images::judge(house, about, &desired.collect::<Vec<_>>(), &[]);
    all.extend(changes::judge(house, about, asked.at, &changes.collect::<Vec<_>>()));
    all
}
