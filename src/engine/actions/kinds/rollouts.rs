//! Argo Rollouts' Rollout. Before version 0.10 a full promotion was written otherwise; `observedGeneration` tells.

use super::super::words::{ACT, Act, Change, Does, Entry, Put, Test};
use super::super::{Call, Impact, Sign, ask, change};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::Problem;

const STATUS: &[&str] = &["status"];
const ABORT: &[&str] = &["status", "abort"];
const CONDITIONS: &[&str] = &["status", "pauseConditions"];
const STEP: &[&str] = &["status", "currentStepIndex"];
const STEPS: &[&str] = &["spec", "strategy", "canary", "steps"];
const PAUSED: &[&str] = &["spec", "paused"];

const ABORTED: Test = Test::True(ABORT);
/// What runs is what should: there is nothing to promote.
const PROMOTED: Test = Test::Same(&["status", "currentPodHash"], &["status", "stableRS"]);
/// A step or a person paused it; what the status says counts where it says something.
const IS_PAUSED: Test = Test::Or(&[Test::Filled(CONDITIONS), Test::All(&[Test::No(&Test::Has(CONDITIONS)), Test::True(PAUSED)])]);

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "argoproj.io",
    kinds: &["Rollout"],
    source: "https://argo-rollouts.readthedocs.io/en/stable/generated/kubectl-argo-rollouts/kubectl-argo-rollouts/",
    acts: &[
        Act {
            name: "restart",
            shown: "Restart Pods",
            sign: Sign::Restart,
            says: "make every Pod anew, as many at once as may be missing",
            does: Does::Change(&[Change::Set(&["spec", "restartAt"], Put::Now)]),
            ..ACT
        },
        Act {
            name: "resume",
            sign: Sign::Resume,
            says: "end the pause: go on with the next step",
            disabled: &[(Test::No(&IS_PAUSED), "it is not paused")],
            does: Does::Change(&[
                Change::When(Test::Filled(CONDITIONS), &[Change::Remove(CONDITIONS)]),
                Change::When(Test::True(PAUSED), &[Change::Set(PAUSED, Put::Bool(false))]),
            ]),
            ..ACT
        },
        Act {
            name: "abort",
            sign: Sign::Stop,
            says: "send all traffic back to the stable version",
            disabled: &[(PROMOTED, "nothing is being rolled out"), (ABORTED, "it is aborted already")],
            does: Does::Change(&[Change::Set(ABORT, Put::Bool(true))]),
            ..ACT
        },
        Act {
            name: "retry",
            sign: Sign::Restart,
            says: "roll out again what was aborted",
            disabled: &[(PROMOTED, "nothing is being rolled out"), (Test::No(&ABORTED), "it is not aborted")],
            does: Does::Change(&[Change::When(Test::Has(ABORT), &[Change::Set(ABORT, Put::Null)])]),
            ..ACT
        },
        Act {
            name: "promote-full",
            sign: Sign::Forward,
            says: "skip all steps, pauses and analysis: everybody gets the new version",
            disabled: &[
                (Test::No(&Test::Has(STATUS)), "its controller has not looked at it yet"),
                (PROMOTED, "nothing is being rolled out"),
                (
                    Test::All(&[Test::Asks(is_old), Test::Has(&["spec", "strategy", "blueGreen"])]),
                    "its controller can promote only canaries in full (before 0.10)",
                ),
            ],
            does: Does::Code(promote_full),
            ..ACT
        },
        Act {
            name: "skip-current-step",
            sign: Sign::Forward,
            says: "go on with the step after this one",
            disabled: &[
                (Test::No(&Test::Has(STEPS)), "it has no canary steps"),
                (Test::No(&Test::Has(STATUS)), "its controller has not looked at it yet"),
                (Test::Asks(is_at_end), "its last step is done"),
            ],
            does: Does::Code(skip),
            ..ACT
        },
        Act {
            name: "pause",
            sign: Sign::Pause,
            says: "stop before the next step",
            disabled: &[
                (PROMOTED, "nothing is being rolled out"),
                (ABORTED, "it is aborted"),
                (Test::True(PAUSED), "it is paused already"),
            ],
            does: Does::Change(&[Change::Set(PAUSED, Put::Bool(true))]),
            ..ACT
        },
    ],
}];

/// Whether the controller is one before 0.10, whose `observedGeneration` is a hash.
fn is_old(object: &Object) -> bool {
    let seen = ask::number(object, &["status", "observedGeneration"]);
    seen.is_none_or(|seen| ask::number(object, &["metadata", "generation"]).is_some_and(|own| seen > own))
}

/// How many canary steps there are, as its status counts them.
fn n_steps(object: &Object) -> i64 {
    i64::try_from(ask::n_items(object, STEPS)).unwrap_or(i64::MAX)
}

fn is_at_end(object: &Object) -> bool {
    ask::number(object, STEP) == Some(n_steps(object))
}

fn promote_full(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let object = call.object;
    let promoted = if !ask::holds(&Test::Has(STATUS), object) {
        object.clone()
    } else if is_old(object) {
        let object = if ask::holds(&Test::Has(ABORT), object) { change::set(object, ABORT, Value::Null)? } else { object.clone() };
        let is_canary = ask::holds(&Test::Has(STEPS), &object);
        if is_canary { change::set(&object, STEP, Value::Int(n_steps(&object)))? } else { object }
    } else {
        change::set(object, &["status", "promoteFull"], Value::Bool(true))?
    };
    Ok(vec![Impact::Patch(promoted)])
}

fn skip(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let object = call.object;
    let next = ask::number(object, STEP).filter(|step| *step < n_steps(object)).map(|step| step + 1);
    let Some(next) = next.filter(|_| ask::holds(&Test::Has(STEPS), object)) else { return Ok(vec![Impact::Patch(object.clone())]) };
    let object = if ask::holds(&Test::Filled(CONDITIONS), object) { change::unset(object, CONDITIONS)? } else { object.clone() };
    Ok(vec![Impact::Patch(change::set(&object, STEP, Value::Int(next))?)])
}
