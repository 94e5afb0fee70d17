//! Actions on live objects: restart, pause, scale, promote, a Job from a CronJob … as Argo CD offers them, with the reason where one
//! cannot be run now. It knows no cluster and runs no script: what argocd-cm's own scripts say is asked for (`scripts`).
//!
//! The bundled ones are a table (`kinds`, in the words of `words`): group/kind → actions. What an action does is an impact on objects:
//! the object as it would be (a patch of it goes out, see `outgoing`), or another one that is created. Time is given in.
//! Source: Argo CD 3.6 `resource_customizations/<group>/<Kind>/actions`, `util/lua/lua.go`, `util/lua/impacted_resource.go`.
//!
//! Where Argo CD's own scripts break, ours do not: an object without a `status` is one that says nothing; PerconaServerMongoDB can be
//! paused (there the script's file is misnamed); a Workflow made of a CronWorkflow has its finalizers in `metadata` and a scheduled time
//! that is one; empty maps and lists of a template are copied.

mod ask;
mod change;
mod create;
mod kinds;
pub mod outgoing;
mod returned;
pub mod scripts;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};

use words::{Act, Does};

/// An action's sign, for faces: what it is like, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Begins anew.
    Restart,
    /// Stops for a while.
    Pause,
    /// Goes on.
    Resume,
    /// Ends something.
    Stop,
    /// Goes ahead faster.
    Forward,
    /// Makes another object.
    Create,
    /// Other numbers.
    Scale,
    /// Looks again.
    Refresh,
    /// Joins something.
    Merge,
    /// Lets something dangerous through.
    Unlock,
    /// Keeps something dangerous from happening.
    Lock,
    /// Deletes something.
    Delete,
    /// Anything else.
    Other,
}

impl Sign {
    /// The sign itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Restart | Self::Refresh => "↻",
            Self::Pause => "‖",
            Self::Resume => "▶",
            Self::Stop => "■",
            Self::Forward => "»",
            Self::Create => "+",
            Self::Scale => "±",
            Self::Merge => "⇄",
            Self::Unlock => "!",
            Self::Lock => "◆",
            Self::Delete => "✖",
            Self::Other => "•",
        }
    }

    /// The sign nearest to Argo CD's icon: what a script of argocd-cm names.
    pub fn of_icon(class: &str) -> Self {
        const WORDS: [(&str, Sign); 17] = [
            ("fa-redo", Sign::Restart),
            ("recycle", Sign::Restart),
            ("rotate", Sign::Refresh),
            ("sync", Sign::Refresh),
            ("refresh", Sign::Refresh),
            ("pause", Sign::Pause),
            ("play", Sign::Resume),
            ("stop", Sign::Stop),
            ("ban", Sign::Stop),
            ("forward", Sign::Forward),
            ("angles-up", Sign::Forward),
            ("plus-circle", Sign::Scale),
            ("plus", Sign::Create),
            ("merge", Sign::Merge),
            ("unlock", Sign::Unlock),
            ("lock", Sign::Lock),
            ("trash", Sign::Delete),
        ];
        WORDS.iter().find(|(word, _)| class.contains(word)).map_or(Self::Other, |(_, sign)| *sign)
    }
}

/// An action that an object has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its name, as policies know it.
    pub name: Arc<str>,
    /// Argo CD's name for people; empty where it has none.
    pub display_name: Arc<str>,
    /// Argo CD's icon; empty where it has none.
    pub icon_class: Arc<str>,
    /// Our own sign.
    pub sign: Sign,
    /// What it does, in a few words; for a script, where it stands.
    pub says: Arc<str>,
    /// Why it cannot be run now; none where it can.
    pub disabled: Option<Arc<str>>,
    /// What it asks for.
    pub params: Vec<Param>,
}

/// What an action asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// What it is, in a few words.
    pub says: Arc<str>,
    /// What Argo CD lists as its default.
    pub default: Option<Arc<str>>,
    /// What stands in the object: a form begins with it rather than with the default.
    pub proposed: Option<Arc<str>>,
}

/// Parameters as given.
pub type Parameters = BTreeMap<Arc<str>, Arc<str>>;

/// What an action does to an object.
#[derive(Debug, Clone, PartialEq)]
pub enum Impact {
    /// The object that it was run on would be so.
    Patch(Object),
    /// This one would be created.
    Create(Object),
}

impl Impact {
    /// The object as it would be.
    pub fn object(&self) -> &Object {
        match self {
            Self::Patch(object) | Self::Create(object) => object,
        }
    }
}

/// One run of an action.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine::actions) struct Call<'a> {
    object: &'a Object,
    parameters: &'a Parameters,
    now: Timestamp,
}

/// Whether there are bundled actions for a kind.
pub fn has_actions(group: &str, kind: &str) -> bool {
    kinds::entry(group, kind).is_some()
}

/// The bundled actions that an object has, in the table's order.
pub fn discover(object: &Object) -> Vec<Action> {
    offered(object).map(|act| action(act, object)).collect()
}

/// Runs a bundled action. Whether it is disabled is not asked: an object that it changes nothing of stays as it is.
///
/// # Errors
/// When there is no such action, when a parameter is missing, unknown or wrong, and when the object is not one that it could be run on.
pub fn run(object: &Object, name: &str, parameters: &Parameters, now: Timestamp) -> Result<Vec<Impact>, Problem> {
    // Of several with one name (a switch) the one that is offered now counts.
    let all = || kinds::entry(object.group(), object.kind()).into_iter().flat_map(|entry| entry.acts).filter(|act| act.name == name);
    let act =
        offered(object).find(|act| act.name == name).or_else(|| all().next()).ok_or_else(|| unknown(object, name, &discover(object)))?;
    let parameters = ask::parameters(act.params, parameters)?;
    let call = Call { object, parameters: &parameters, now };
    match act.does {
        Does::Change(changes) => Ok(vec![Impact::Patch(change::changed(&call, changes)?)]),
        Does::Code(code) => code(&call),
    }
}

/// There is no action of this name; the problem names those that there are.
pub fn unknown(object: &Object, name: &str, offered: &[Action]) -> Problem {
    let names: Vec<&str> = offered.iter().map(|action| &*action.name).collect();
    let hint = if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
    Problem::error(ProblemKind::NotFound, format!("{}/{} has no action {name}", object.group_kind(), object.name())).hint(hint)
}

fn offered(object: &Object) -> impl Iterator<Item = &'static Act> {
    let acts = kinds::entry(object.group(), object.kind()).map_or(&[][..], |entry| entry.acts);
    acts.iter().filter(|act| ask::holds(&act.when, object))
}

fn action(act: &Act, object: &Object) -> Action {
    let why = act.disabled.iter().find(|(test, _)| ask::holds(test, object)).map(|(_, why)| Arc::from(*why));
    Action {
        name: act.name.into(),
        display_name: act.shown.into(),
        icon_class: act.icon.into(),
        sign: act.sign,
        says: act.says.into(),
        disabled: why,
        params: act.params.iter().map(|own| ask::param(own, object)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::{Impact, Parameters, discover, kinds, run};
    use crate::engine::manifest::json::{object_from_json, to_json};
    use crate::model::object::Object;
    use crate::model::object::key::Interner;

    fn object(text: &str) -> Object {
        object_from_json(text.as_bytes(), &mut Interner::new(&[])).expect("an object")
    }

    fn parameters(given: &[(&str, &str)]) -> Parameters {
        given.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value))).collect()
    }

    /// What a run makes, as JSON; or why not.
    fn made(text: &str, action: &str, given: &[(&str, &str)]) -> Result<String, String> {
        let now: Timestamp = "2026-11-29T09:05:07.9Z".parse().expect("a time");
        let impacts = run(&object(text), action, &parameters(given), now).map_err(|problem| problem.to_string())?;
        Ok(impacts.iter().map(|impact| String::from_utf8_lossy(&to_json(&impact.object().to_value())).into_owned()).collect())
    }

    #[test]
    fn objects_that_lack_what_an_action_looks_at_break_nothing() {
        let odd = ["{}", "null", "[]", "7", "\"text\"", "{\"conditions\":[null,7,{}]}", "{\"instancesStatus\":{\"healthy\":{}}}"];
        for entry in kinds::entries() {
            for kind in entry.kinds {
                for part in odd {
                    let text = format!(
                        r#"{{"apiVersion":"{}/v1","kind":"{kind}","metadata":{{"name":"x"}},"spec":{part},"status":{part}}}"#,
                        entry.group
                    );
                    let own = object(&text);
                    for action in discover(&own) {
                        let given = action.params.iter().map(|param| (param.name.clone(), "1".into())).collect();
                        // It may be refused; what comes out is the same object, or a new one.
                        for impact in run(&own, &action.name, &given, Timestamp::UNIX_EPOCH).unwrap_or_default() {
                            let same = impact.object().name() == own.name() && impact.object().kind() == own.kind();
                            assert!(same || matches!(impact, Impact::Create(_)), "{kind} {}", action.name);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_stands_in_the_way_is_told_and_never_replaced() {
        let text = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"template":[1]}}"#;
        assert_eq!(made(text, "restart", &[]), Err("Deployment: spec.template is a list, not a map".to_owned()));
    }

    #[test]
    fn parameters_are_checked_before_anything_is_made() {
        let text = r#"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"x"},"spec":{"replicas":1}}"#;
        for (given, why) in [
            (&[][..], "the parameter replicas is missing"),
            (&[("replicas", "")], "invalid number: "),
            (&[("replicas", "-1")], "invalid number: -1"),
            (&[("replicas", "+1")], "invalid number: +1"),
            (&[("replicas", "1.5")], "invalid number: 1.5"),
            (&[("replicas", "2147483648")], "invalid number: 2147483648"),
            (&[("size", "1")], "there is no parameter size"),
        ] {
            assert_eq!(made(text, "scale", given), Err(why.to_owned()));
        }
        assert!(made(text, "scale", &[("replicas", " 4 ")]).is_ok_and(|text| text.contains("\"replicas\":4")));
        assert_eq!(made(text, "explode", &[]), Err("apps/StatefulSet/x has no action explode".to_owned()));
    }

    #[test]
    fn a_job_has_its_owner_its_minute_and_all_of_its_template() {
        let text = r#"{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"report","namespace":"shop","uid":"u"},"spec":{"jobTemplate":{"metadata":{"labels":{"a":"b"}},"spec":{"template":{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}}}}}"#;
        let wanted = r#"{"apiVersion":"batch/v1","kind":"Job","metadata":{"annotations":{"cronjob.kubernetes.io/instantiate":"manual"},"labels":{"a":"b"},"name":"report-2611290905","namespace":"shop","ownerReferences":[{"apiVersion":"batch/v1","blockOwnerDeletion":true,"controller":true,"kind":"CronJob","name":"report","uid":"u"}]},"spec":{"template":{"spec":{"volumes":[{"emptyDir":{},"name":"v"}]}}}}"#;
        assert_eq!(made(text, "create-job", &[]).as_deref(), Ok(wanted));
    }

    #[test]
    fn a_workflow_of_a_cron_workflow_keeps_its_finalizers_in_metadata() {
        let text = r#"{"apiVersion":"argoproj.io/v1alpha1","kind":"CronWorkflow","metadata":{"name":"w"},"spec":{"workflowMetadata":{"finalizers":["f"]},"workflowSpec":{"entrypoint":"e"}}}"#;
        let made = made(text, "create-workflow", &[]).expect("a Workflow");
        assert!(made.contains(r#""finalizers":["f"],"labels""#) && made.contains("2026-11-29T09:05:07Z"), "{made}");
    }

    #[test]
    fn a_switch_says_what_it_would_do_now_and_does_that() {
        let app = |policy: &str| {
            format!(
                r#"{{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{{"name":"x"}},"spec":{{"syncPolicy":{policy}}}}}"#
            )
        };
        for (policy, shown, after) in [
            (r#"{"automated":{}}"#, "Disable Auto-Sync", r#"{"automated":{"enabled":false}}"#),
            (r#"{"automated":{"enabled":false}}"#, "Enable Auto-Sync", r#"{"automated":{"enabled":true}}"#),
            ("{}", "Enable Auto-Sync", r#"{"automated":{"enabled":true}}"#),
        ] {
            let names: Vec<_> = discover(&object(&app(policy))).iter().map(|action| action.display_name.to_string()).collect();
            assert_eq!(names, [shown]);
            assert!(made(&app(policy), "toggle-auto-sync", &[]).is_ok_and(|text| text.contains(after)), "{policy}");
        }
    }
}
