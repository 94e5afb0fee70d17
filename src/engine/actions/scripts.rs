//! The actions that `argocd-cm` adds by scripts of its own, beside the bundled ones or instead of them. It runs no script: what one would
//! say is a `Judge` need.
//!
//! The rules are Argo CD's (`util/lua/lua.go`, `GetResourceActionDiscovery`, `GetResourceAction`): a key's kind is exact (a pattern matches
//! nothing, which is told); scripts replace the bundled actions unless `mergeBuiltinActions`, and come before them; one that is not
//! defined in the key is looked for among the bundled ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::compare::secrets::Secrets;
use crate::engine::judge::{Judgement, Lua, LuaTask, Program};
use crate::engine::manifest::json::{parse_json, to_json};
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::step::{Answer, Answers, Asking, Found, Need, Step};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;

use super::{Action, Impact, Param, Parameters, Sign, returned};

/// Actions of one script that are taken: no person reads more.
const MAX_ACTIONS: usize = 200;

/// What `argocd-cm` says of actions.
#[derive(Debug, Clone, Default)]
pub struct Scripts {
    by_kind: BTreeMap<Arc<str>, Kind>,
    /// Keys that cannot be read, or that never match: they do not count.
    pub problems: Vec<Problem>,
    /// Annotations that hold secrets.
    masked: Arc<[Arc<str>]>,
}

/// The scripts of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Kind {
    /// The key.
    place: Arc<str>,
    discovery: Arc<str>,
    definitions: Vec<(Arc<str>, Arc<str>)>,
    merges: bool,
}

impl Scripts {
    /// The scripts of these settings.
    pub fn new(settings: &Settings) -> Self {
        const LEGACY: &str = "resource.customizations";
        const SPLIT: &str = "resource.customizations.actions.";
        let mut own = Self { masked: settings.mask_annotations.as_slice().into(), ..Self::default() };
        if let Some(Value::Map(kinds)) = settings.raw.get(LEGACY).and_then(|text| own.yaml(LEGACY, text)) {
            for (kind, value) in &kinds {
                let text = value.as_map().and_then(|fields| fields.get("actions")).and_then(Value::as_str);
                text.into_iter().for_each(|text| own.add(&format!("{LEGACY} ({})", kind.as_str()), kind.as_str(), text));
            }
        }
        for (key, text) in &settings.raw {
            let Some(kind) = key.strip_prefix(SPLIT) else { continue };
            own.add(key, &kind.replacen('_', "/", 1), text);
        }
        own
    }

    fn add(&mut self, key: &str, kind: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        if kind == "all" || kind.contains(['*', '?', '[', '{']) {
            let problem = Problem::note(ProblemKind::BadInput, "actions belong to one kind: a pattern never matches");
            self.problems.push(problem.at(place(key)).hint("write a key for each kind: resource.customizations.actions.<group>_<Kind>"));
            return;
        }
        let Some(Value::Map(fields)) = self.yaml(key, text) else { return };
        let text = |map: &Map, field: &str| map.get(field).and_then(Value::as_shared_str).unwrap_or_default();
        let definitions = fields.get("definitions").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map);
        let own = Kind {
            place: format!("argocd-cm: {key}").into(),
            discovery: text(&fields, "discovery.lua"),
            definitions: definitions.map(|map| (text(map, "name"), text(map, "action.lua"))).collect(),
            merges: fields.get("mergeBuiltinActions").and_then(Value::as_bool).unwrap_or(false),
        };
        self.by_kind.insert(kind.into(), own);
    }

    /// The value in a setting's YAML; a text that is none is a problem of the settings.
    fn yaml(&mut self, key: &str, text: &str) -> Option<Value> {
        let documents = parse_yaml(text.as_bytes(), &format!("argocd-cm: {key}"), ParseOptions::KUBERNETES);
        if documents.problems.iter().any(Problem::is_error) {
            let problem = Problem::warning(ProblemKind::BadInput, "the setting is no YAML: its actions do not count");
            self.problems.push(problem.at(place(key)).hint("correct the key in the ConfigMap argocd-cm"));
        }
        documents.values.into_iter().next().map(|document| document.value)
    }

    fn of(&self, object: &Object) -> Option<&Kind> {
        self.by_kind.get(object.group_kind().to_string().as_str())
    }

    fn secrets(&self, object: &Object) -> Secrets {
        Secrets::of(&[object], &self.masked)
    }

    /// Whether a kind has scripts of its own.
    pub fn has_actions(&self, group_kind: &str) -> bool {
        self.by_kind.contains_key(group_kind)
    }
}

fn place(key: &str) -> Place {
    Place::file(format!("argocd-cm: {key}"))
}

/// The actions that an object has now: those of its scripts and the bundled ones. A script that fails is a problem, and its actions are
/// left out.
pub fn discover(object: &Object, scripts: &Scripts, now: Timestamp, answers: &Answers) -> Step<Vec<Action>> {
    let mut asking = Asking::new(answers);
    let Some(kind) = scripts.of(object) else { return asking.finish(super::discover(object)) };
    let mut actions = Vec::new();
    if !kind.discovery.is_empty() {
        let answer = judged(&mut asking, kind, &kind.discovery, LuaTask::Discover, (object, now), || scripts.secrets(object));
        let found = |text: Arc<str>| offered(kind, &scripts.secrets(object), &text);
        match answer.map(|text| text.map(found)) {
            Some(Ok(Ok(found))) => actions = found,
            Some(Ok(Err(problem)) | Err(problem)) => asking.problem(problem),
            None => {}
        }
    }
    if kind.merges {
        let more: Vec<Action> =
            super::discover(object).into_iter().filter(|own| !actions.iter().any(|other| other.name == own.name)).collect();
        actions.extend(more);
    }
    asking.finish(actions)
}

/// Runs an action: its script's, else the bundled one of that name. A problem that is an error says why it cannot be run.
pub fn run(
    object: &Object,
    (name, parameters): (&str, &Parameters),
    scripts: &Scripts,
    now: Timestamp,
    answers: &Answers,
) -> Step<Vec<Impact>> {
    let mut asking = Asking::new(answers);
    let script = scripts.of(object).and_then(|kind| Some((kind, &kind.definitions.iter().find(|(own, _)| **own == *name)?.1)));
    let done = match script {
        None => Some(super::run(object, name, parameters, now)),
        Some((kind, script)) => {
            judged(&mut asking, kind, script, LuaTask::Act(parameters.clone()), (object, now), || scripts.secrets(object)).map(|answer| {
                let wrong = |problem: Problem| scripts.secrets(object).in_words(problem).at(Place::file(kind.place.clone()));
                answer.and_then(|text| returned::impacts(object, &text).map_err(wrong))
            })
        }
    };
    match done {
        Some(Ok(impacts)) => asking.finish(impacts),
        Some(Err(problem)) => {
            asking.problem(problem);
            asking.finish(Vec::new())
        }
        None => asking.finish(Vec::new()),
    }
}

/// What a script answers; none while that is not known.
fn judged(
    asking: &mut Asking<'_>,
    kind: &Kind,
    script: &Arc<str>,
    task: LuaTask,
    (object, now): (&Object, Timestamp),
    secrets: impl Fn() -> Secrets,
) -> Option<Result<Arc<str>, Problem>> {
    let json: Arc<str> = String::from_utf8_lossy(&to_json(&object.to_value())).into();
    // Argo CD's API server never opens the standard libraries to actions.
    let lua = Lua { place: kind.place.clone(), task, script: script.clone(), open_libs: false, object: json, now: Some(now) };
    match asking.ask(Need::Judge(Arc::new(Judgement::new(Program::Lua(lua))))) {
        Found::Here(Answer::Judged(text)) => Some(Ok(text.clone())),
        Found::Here(_) => Some(Err(Problem::error(ProblemKind::Internal, "a script was answered by something else"))),
        Found::Pending => None,
        // What a script raises may repeat the object's secrets.
        Found::Failed(problem) => Some(Err(secrets().in_script(problem))),
    }
}

/// The actions that a discovery script returned, by name. What it repeats of the object's secrets is masked: such an action cannot be
/// run, for nobody may type its name.
fn offered(kind: &Kind, secrets: &Secrets, text: &str) -> Result<Vec<Action>, Problem> {
    let at = || Place::file(kind.place.clone()).at_field("discovery.lua");
    let wrong = |cause: String| {
        let problem = Problem::error(ProblemKind::BadInput, secrets.out_of(&cause));
        problem.at(at()).hint("a discovery script returns a table of actions by name")
    };
    let table = match parse_json(text.as_bytes())? {
        Value::Map(table) => table,
        Value::List(items) if items.is_empty() => return Ok(Vec::new()),
        other => return Err(wrong(format!("the script returned {}", other.kind_name()))),
    };
    if table.len() > MAX_ACTIONS {
        return Err(wrong(format!("the script returned more than {MAX_ACTIONS} actions")));
    }
    table
        .iter()
        .map(|(name, value)| match value {
            Value::Map(fields) => Ok(action(kind, secrets, name.as_str(), fields)),
            // An empty table is a list to Lua.
            Value::List(items) if items.is_empty() => Ok(action(kind, secrets, name.as_str(), &Map::default())),
            other => Err(wrong(format!("the action {} is {}", name.as_str(), other.kind_name()))),
        })
        .collect()
}

fn action(kind: &Kind, secrets: &Secrets, name: &str, fields: &Map) -> Action {
    let quiet = |text: Arc<str>| if secrets.are_in(&text) { Arc::from(secrets.out_of(&text)) } else { text };
    let text = |map: &Map, field: &str| quiet(map.get(field).and_then(Value::as_shared_str).unwrap_or_default());
    let is_disabled = fields.get("disabled").and_then(Value::as_bool).unwrap_or(false);
    let params = fields.get("params").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map);
    let icon_class = text(fields, "iconClass");
    Action {
        name: quiet(name.into()),
        display_name: text(fields, "displayName"),
        sign: Sign::of_icon(&icon_class),
        icon_class,
        says: format!("a script of {}", kind.place).into(),
        disabled: is_disabled.then(|| format!("its script says that it cannot be run now ({})", kind.place).into()),
        params: params
            .map(|map| Param {
                name: text(map, "name"),
                says: "a text for the script".into(),
                default: map.get("default").and_then(Value::as_shared_str).map(quiet),
                proposed: None,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::{Parameters, Scripts, discover, run};
    use crate::engine::actions::Impact;
    use crate::engine::manifest::json::object_from_json;
    use crate::engine::step::{Answer, Answers, Need, Step};
    use crate::model::object::Object;
    use crate::model::object::key::Interner;
    use crate::model::problem::Problem;
    use crate::model::settings::Settings;

    const KEY: &str = "resource.customizations.actions.apps_Deployment";
    const TEXT: &str = "discovery.lua: DISCOVER\ndefinitions:\n- name: tag\n  action.lua: ACT\n";

    fn scripts(raw: &[(&str, &str)]) -> Scripts {
        let raw = raw.iter().map(|(key, text)| (Arc::from(*key), Arc::from(*text))).collect();
        Scripts::new(&Settings { raw, ..Settings::default() })
    }

    fn web() -> Object {
        let text = br#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","labels":{}},"spec":{"replicas":9007199254740993,"x":null}}"#;
        object_from_json(text, &mut Interner::new(&[])).expect("an object")
    }

    /// Answers every script by this text.
    fn settled<T>(step: impl Fn(&Answers) -> Step<T>, text: &str) -> (T, Vec<Problem>) {
        let mut answers = Answers::default();
        for _ in 0..4 {
            match step(&answers) {
                Step::Done { value, problems, .. } => return (value, problems),
                Step::Needs(needs) => {
                    for need in needs {
                        assert!(matches!(need, Need::Judge(_)), "{need:?}");
                        answers.put(need, Ok(Answer::Judged(text.into())));
                    }
                }
            }
        }
        panic!("asked again and again");
    }

    fn names(scripts: &Scripts, answer: &str) -> (Vec<String>, Vec<Problem>) {
        let (actions, problems) = settled(|answers| discover(&web(), scripts, Timestamp::UNIX_EPOCH, answers), answer);
        let name = |own: &super::Action| format!("{}{}", own.name, if own.disabled.is_some() { "!" } else { "" });
        (actions.iter().map(name).collect(), problems)
    }

    fn act(scripts: &Scripts, answer: &str) -> Result<Vec<Impact>, Problem> {
        let parameters = Parameters::new();
        let (impacts, problems) = settled(|answers| run(&web(), ("tag", &parameters), scripts, Timestamp::UNIX_EPOCH, answers), answer);
        problems.into_iter().find(Problem::is_error).map_or(Ok(impacts), Err)
    }

    #[test]
    fn scripts_replace_the_bundled_actions_or_come_before_them() {
        let answer = r#"{"tag":{"iconClass":"fa fa-play","params":[{"name":"v","default":"1"}]},"restart":{"disabled":true},"empty":[]}"#;
        let alone = names(&scripts(&[(KEY, TEXT)]), answer).0;
        assert_eq!(alone, ["empty", "restart!", "tag"]);
        let merged = names(&scripts(&[(KEY, &format!("mergeBuiltinActions: true\n{TEXT}"))]), answer).0;
        assert_eq!(merged, ["empty", "restart!", "tag", "pause", "resume!", "scale"]);
        let legacy = "apps/Deployment:\n  actions: |\n    discovery.lua: D\n";
        assert_eq!(names(&scripts(&[("resource.customizations", legacy)]), "[]").0, Vec::<String>::new());
        assert_eq!(names(&scripts(&[]), "never asked").0, ["restart", "pause", "resume!", "scale"]);
    }

    #[test]
    fn a_pattern_a_broken_key_and_a_broken_answer_are_told() {
        let own = scripts(&[("resource.customizations.actions.apps_*", TEXT), (KEY, "discovery.lua: [")]);
        assert_eq!(own.problems.len(), 2, "{:?}", own.problems);
        let (found, problems) = names(&scripts(&[(KEY, TEXT)]), r#"{"tag":7}"#);
        assert!(found.is_empty() && problems.first().is_some_and(|own| own.cause.contains("the action tag is a number")), "{problems:?}");
        assert_eq!(names(&scripts(&[(KEY, TEXT)]), "\"text\"").1.len(), 1);
    }

    #[test]
    fn what_lua_cannot_keep_is_kept_in_a_patched_object() {
        // Lua knows no empty map, no null, and no integer of more than 53 bits.
        let answer = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","labels":[]},"spec":{"replicas":9007199254740992,"tag":"1"}}"#;
        let impacts = act(&scripts(&[(KEY, TEXT)]), answer).expect("a patch");
        let wanted = web().set(&["spec", "tag"], "1".into()).expect("an object");
        assert!(impacts == [Impact::Patch(wanted)]);
    }

    #[test]
    fn a_script_creates_what_it_likes_and_patches_its_own_object_only() {
        let own = scripts(&[(KEY, TEXT)]);
        let job = r#"[{"operation":"create","resource":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"x"}}}]"#;
        assert!(matches!(act(&own, job).as_deref(), Ok([Impact::Create(object)]) if &**object.kind() == "Job"));
        for (answer, why) in [
            (r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"other","namespace":"shop"}}"#, "another object"),
            (r#"[{"operation":"delete","resource":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}}]"#, "unsupported operation"),
            (r#"[{"operation":"create","resource":{"kind":"Pod"}}]"#, "apiVersion"),
            (r#"[{"operation":"create","resource":{"apiVersion":"v1","kind":"Pod","metadata":{}}}]"#, "no name"),
            ("7", "a number"),
        ] {
            let problem = act(&own, answer).expect_err(answer);
            assert!(problem.to_string().contains(why), "{answer}: {problem}");
        }
        assert!(matches!(act(&own, "[]").as_deref(), Ok([])));
    }

    #[test]
    fn an_action_without_a_script_is_the_bundled_one() {
        let own = scripts(&[(KEY, TEXT)]);
        let step = |answers: &Answers| run(&web(), ("pause", &Parameters::new()), &own, Timestamp::UNIX_EPOCH, answers);
        let (impacts, problems) = settled(step, "never asked");
        assert!(problems.is_empty() && matches!(&impacts[..], [Impact::Patch(object)] if object.get(&["spec", "paused"]).is_some()));
    }
}
