//! Job and CronJob.

use super::super::words::{ACT, Act, Change, Does, Entry, Put, Test};
use super::super::{Call, Impact, Sign, ask, change, create};
use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::model::problem::Problem;

const SUSPEND: &[&str] = &["spec", "suspend"];

/// A Job that came to an end, or is about to.
const OVER: Test = Test::Condition(&["Complete", "Failed", "FailureTarget", "SuccessCriteriaMet"]);

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "batch",
        kinds: &["CronJob"],
        source: "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/",
        acts: &[
            Act {
                name: "create-job",
                shown: "Create Job",
                icon: "fa fa-fw fa-plus",
                sign: Sign::Create,
                says: "run its Job now, whatever its schedule says",
                does: Does::Code(create::job),
                ..ACT
            },
            Act { when: Test::True(SUSPEND), says: "let its schedule start Jobs again", ..RESUME },
            Act { when: Test::No(&Test::True(SUSPEND)), says: "start no more Jobs; those that run go on", ..PAUSE },
        ],
    },
    Entry {
        group: "batch",
        kinds: &["Job"],
        source: "https://kubernetes.io/docs/concepts/workloads/controllers/job/",
        acts: &[
            Act { when: Test::All(&[Test::No(&OVER), Test::True(SUSPEND)]), says: "start its Pods", ..RESUME },
            Act {
                when: Test::All(&[Test::No(&OVER), Test::No(&Test::True(SUSPEND))]),
                says: "delete the Pods that run until it is resumed",
                ..PAUSE
            },
            Act {
                name: "terminate",
                icon: "fa fa-fw fa-stop",
                sign: Sign::Stop,
                says: "end it now, as failed",
                when: Test::All(&[Test::No(&OVER), Test::Has(&["status"])]),
                does: Does::Code(terminate),
                ..ACT
            },
        ],
    },
];

const PAUSE: Act = Act {
    name: "suspend",
    icon: "fa fa-fw fa-pause",
    sign: Sign::Pause,
    does: Does::Change(&[Change::Set(SUSPEND, Put::Bool(true))]),
    ..ACT
};

const RESUME: Act = Act {
    name: "resume",
    icon: "fa fa-fw fa-play",
    sign: Sign::Resume,
    does: Does::Change(&[Change::When(Test::True(SUSPEND), &[Change::Set(SUSPEND, Put::Bool(false))])]),
    ..ACT
};

/// The Job controller ends a Job with this condition: it deletes the Pods and adds `Failed` when they are gone.
fn terminate(call: &Call<'_>) -> Result<Vec<Impact>, Problem> {
    let at: &[&str] = &["status", "conditions"];
    if ask::holds(&OVER, call.object) || !ask::holds(&Test::Has(&["status"]), call.object) {
        return Ok(vec![Impact::Patch(call.object.clone())]);
    }
    let condition = map([
        ("lastTransitionTime", Value::str(change::time(call.now))),
        // Argo CD's words: who looks for them finds them.
        ("message", "Job was terminated explicitly through Argo CD".into()),
        ("reason", "ManuallyTerminated".into()),
        ("status", "True".into()),
        ("type", "FailureTarget".into()),
    ]);
    let conditions = ask::items(call.object, at).iter().cloned().chain([Value::Map(condition)]);
    Ok(vec![Impact::Patch(change::set(call.object, at, Value::list(conditions.collect()))?)])
}
