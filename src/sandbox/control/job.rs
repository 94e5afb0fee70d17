//! Jobs: pods until enough have succeeded or too many have failed (`pkg/controller/job`). CronJobs are kept and start
//! nothing. It knows pods by their phase.

use jiff::{SignedDuration, Timestamp};

use super::queue::address_of;
use super::template::{condition, is_active, is_leaving, is_ready, phase, pod, pods};
use super::world::{World, Writer, entries};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::store::place::Address;

/// Wait before the first new pod after a failure; it doubles with each (`DefaultJobPodFailureBackOff`).
const BACKOFF_SECONDS: i64 = 10;
/// The longest such wait (`MaxJobPodFailureBackOff`).
const BACKOFF_MOST: i64 = 600;

/// What a job's pods are.
#[derive(Debug, Clone, Copy)]
struct Counts {
    active: i64,
    ready: i64,
    succeeded: i64,
    failed: i64,
    terminating: i64,
}

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let job = world.get(address)?;
    if is_over(&job) {
        return expire(world, address, &job);
    }
    if is_leaving(&job) {
        return None;
    }
    let own = world.controlled(&job, &pods());
    let suspended = job.get(&["spec", "suspend"]).and_then(Value::as_bool) == Some(true);
    if suspended {
        suspend(world, address, &job, &own);
        return None;
    }
    let counts = counted(&own);
    if let Some(reason) = failed(world, &job, counts) {
        end(world, address, &job, &own, counts, Some(reason));
        return None;
    }
    let wanted = job.int_at(&["spec", "completions"]);
    // Without completions one success ends it, once all others have ended as well.
    let complete = match wanted {
        Some(wanted) => counts.succeeded >= wanted,
        None => counts.succeeded > 0 && counts.active == 0,
    };
    if complete {
        end(world, address, &job, &own, counts, None);
        return None;
    }
    let again = fill(world, &job, &own, counts, wanted);
    let counts = counted(&world.controlled(&job, &pods()));
    report(world, address, &job, counts, None);
    again.into_iter().chain(deadline(&job)).min()
}

fn is_over(job: &Object) -> bool {
    ["Complete", "Failed"]
        .iter()
        .any(|of_type| condition(job, of_type).is_some_and(|own| own.get("status").and_then(Value::as_str) == Some("True")))
}

fn counted(own: &[Object]) -> Counts {
    let count = |holds: &dyn Fn(&Object) -> bool| i64::try_from(own.iter().filter(|pod| holds(pod)).count()).unwrap_or(i64::MAX);
    Counts {
        active: count(&is_active),
        ready: count(&|pod| is_active(pod) && is_ready(pod)),
        succeeded: count(&|pod| phase(pod) == "Succeeded"),
        failed: count(&|pod| phase(pod) == "Failed"),
        terminating: count(&|pod| is_leaving(pod) && !matches!(phase(pod), "Succeeded" | "Failed")),
    }
}

fn deadline(job: &Object) -> Option<Timestamp> {
    let seconds = job.int_at(&["spec", "activeDeadlineSeconds"])?;
    let start: Timestamp = job.str_at(&["status", "startTime"])?.parse().ok()?;
    start.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// Why it has failed, if it has.
fn failed(world: &World<'_>, job: &Object, counts: Counts) -> Option<(&'static str, &'static str)> {
    if counts.failed > job.int_at(&["spec", "backoffLimit"]).unwrap_or(6) {
        return Some(("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
    }
    (deadline(job)? <= world.now).then_some(("DeadlineExceeded", "Job was active longer than specified deadline"))
}

/// Makes the pods that are missing; when to look again after a failure.
fn fill(world: &mut World<'_>, job: &Object, own: &[Object], counts: Counts, wanted: Option<i64>) -> Option<Timestamp> {
    let parallel = job.int_at(&["spec", "parallelism"]).unwrap_or(1);
    let left = wanted.map_or(parallel, |wanted| wanted - counts.succeeded);
    let missing = if wanted.is_none() && counts.succeeded > 0 { 0 } else { parallel.min(left) - counts.active - counts.terminating };
    if missing <= 0 {
        return None;
    }
    if counts.failed > 0 {
        let ended = own.iter().filter(|pod| phase(pod) == "Failed").filter_map(|pod| {
            let statuses = pod.get(&["status", "containerStatuses"])?.as_list()?;
            let ended = statuses.first()?.as_map()?.get("state")?.as_map()?.get("terminated")?.as_map()?.get("finishedAt")?;
            ended.as_str()?.parse::<Timestamp>().ok()
        });
        let wait = BACKOFF_SECONDS
            .saturating_mul(1_i64.checked_shl(u32::try_from(counts.failed - 1).unwrap_or(6).min(6)).unwrap_or(64))
            .min(BACKOFF_MOST);
        let due = ended.max().and_then(|at| at.checked_add(SignedDuration::from_secs(wait)).ok());
        if let Some(due) = due.filter(|due| *due > world.now) {
            return Some(due);
        }
    }
    let template = job.get(&["spec", "template"]).cloned().unwrap_or_default();
    for _ in 0..missing {
        let name = world.named_after(job.name());
        if world.create(pod(job, &template, &name), Writer::Controller).is_some() {
            world.tell(job, "Normal", "SuccessfulCreate", &format!("Created pod: {name}"), "job-controller");
        }
    }
    None
}

fn suspend(world: &mut World<'_>, address: &Address, job: &Object, own: &[Object]) {
    for pod in own.iter().filter(|pod| is_active(pod)) {
        world.delete(&address_of("", "pods", pod));
    }
    let known = condition(job, "Suspended").is_some_and(|own| own.get("status").and_then(Value::as_str) == Some("True"));
    if !known {
        world.tell(job, "Normal", "Suspended", "Job suspended", "job-controller");
    }
    let counts = Counts { active: 0, ready: 0, ..counted(own) };
    let condition = made(world, "Suspended", "True", "JobSuspended", "Job suspended");
    report(world, address, job, counts, (!known).then_some(vec![condition]));
}

fn end(world: &mut World<'_>, address: &Address, job: &Object, own: &[Object], counts: Counts, why: Option<(&'static str, &'static str)>) {
    for pod in own.iter().filter(|pod| is_active(pod)) {
        world.delete(&address_of("", "pods", pod));
    }
    let conditions = match why {
        None => {
            world.tell(job, "Normal", "Completed", "Job completed", "job-controller");
            let message = "Reached expected number of succeeded pods";
            ["SuccessCriteriaMet", "Complete"].map(|of_type| made(world, of_type, "True", "CompletionsReached", message))
        }
        Some((reason, message)) => {
            world.tell(job, "Warning", reason, message, "job-controller");
            ["FailureTarget", "Failed"].map(|of_type| made(world, of_type, "True", reason, message))
        }
    };
    let counts = Counts { active: 0, ready: 0, terminating: 0, ..counts };
    report(world, address, job, counts, Some(conditions.to_vec()));
    if why.is_none() {
        let stamp = world.stamp();
        world.report(address, Writer::Controller, |edit| edit.within_new("status", |status| status.set("completionTime", stamp)));
    }
}

fn made(world: &World<'_>, of_type: &'static str, status: &'static str, reason: &'static str, message: &'static str) -> Value {
    entries(vec![
        ("type", of_type.into()),
        ("status", status.into()),
        ("reason", reason.into()),
        ("message", message.into()),
        ("lastProbeTime", world.stamp()),
        ("lastTransitionTime", world.stamp()),
    ])
}

fn report(world: &mut World<'_>, address: &Address, job: &Object, counts: Counts, conditions: Option<Vec<Value>>) {
    let suspended = job.get(&["spec", "suspend"]).and_then(Value::as_bool) == Some(true);
    let resumed = condition(job, "Suspended").is_some() && !suspended;
    let resume = made(world, "Suspended", "False", "JobResumed", "Job resumed");
    let stamp = world.stamp();
    world.report(address, Writer::Controller, |edit| {
        edit.within_new("status", |status| {
            for (key, number) in [("active", counts.active), ("succeeded", counts.succeeded), ("failed", counts.failed)] {
                status.set(key, number);
            }
            status.set("ready", counts.ready);
            status.set("terminating", counts.terminating);
            status.set("uncountedTerminatedPods", entries(Vec::new()));
            let mut all = status.list("conditions").to_vec();
            let of = |own: &Value| own.as_map().and_then(|own| own.get("type")).and_then(Value::as_str).unwrap_or("").to_owned();
            let known = all.iter().any(|own| {
                of(own) == "Suspended" && own.as_map().and_then(|own| own.get("status")).and_then(Value::as_str) == Some("True")
            });
            let new = conditions.unwrap_or_default().into_iter().chain((resumed && known).then_some(resume));
            for condition in new {
                all.retain(|own| of(own) != of(&condition));
                all.push(condition);
            }
            if !all.is_empty() {
                status.set("conditions", Value::list(all));
            }
            if suspended {
                status.remove("startTime");
            } else {
                status.default("startTime", stamp);
            }
        });
    });
}

/// Deletes a job that is over for as long as `ttlSecondsAfterFinished` says.
fn expire(world: &mut World<'_>, address: &Address, job: &Object) -> Option<Timestamp> {
    let seconds = job.int_at(&["spec", "ttlSecondsAfterFinished"])?;
    let over = ["Complete", "Failed"]
        .iter()
        .find_map(|of_type| condition(job, of_type)?.get("lastTransitionTime")?.as_str()?.parse::<Timestamp>().ok())?;
    let due = over.checked_add(SignedDuration::from_secs(seconds)).ok()?;
    if world.now < due {
        return Some(due);
    }
    world.delete(address);
    None
}
