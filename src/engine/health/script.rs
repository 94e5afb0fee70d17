//! Health scripts of people: those of argocd-cm, and those that an Application declares for its own resources. What they say is asked of
//! the worker (`Need::Judge`); nothing runs here.
//!
//! In argocd-cm: `resource.customizations.health.<group>_<Kind>` with `resource.customizations.useOpenLibs.<group>_<Kind>`, and the
//! older map `resource.customizations` with `health.lua` and `health.lua.useOpenLibs`. The kind as written wins over a pattern
//! (`*.crossplane.io_*`). Source: Argo CD `util/lua/lua.go`, `GetHealthScript`.
//!
//! An Application's own: the annotation `tiphys.dev/health.<group>_<Kind>`, and the list `spec.health` (`group`, `kind`, `check`) that
//! some people write into its manifest. Argo CD's CRD has no such field, so a cluster drops it: it is read from the manifest in Git.
//! Both hold for that application's resources only, and win over argocd-cm there; for Argo CD [`Script::setting`] says the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::compare::overrides::matches;
use crate::engine::compare::secrets::Secrets;
use crate::engine::judge::{Judgement, Lua, LuaTask, Program};
use crate::engine::manifest::json;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::application::annotation;
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;
use crate::model::status::{Health, HealthStatus};

use super::HealthRules;

/// The older map of all customisations.
const LEGACY: &str = "resource.customizations";
const HEALTH: &str = "resource.customizations.health.";
const OPEN_LIBS: &str = "resource.customizations.useOpenLibs.";

/// Scripts that one Application may declare: a list in a manifest must not grow without bound.
const MAX_OWN: usize = 100;

/// One script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Lua.
    pub text: Arc<str>,
    /// Whether the standard libraries are open to it.
    pub open_libs: bool,
    /// Where it stands, for problems: `argocd-cm: resource.customizations.health.apps_Deployment`.
    pub place: Arc<str>,
    /// The key of argocd-cm that says the same for every application.
    pub setting: Arc<str>,
}

/// Scripts by the kind, or the pattern of kinds, that they judge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scripts(BTreeMap<Arc<str>, Script>);

impl Scripts {
    /// Those of argocd-cm. A map that is no YAML says nothing here; the comparison tells of it.
    pub fn of_settings(settings: &Settings) -> Self {
        let mut scripts = BTreeMap::new();
        let legacy = settings.raw.get(LEGACY).map(|text| parse_yaml(text.as_bytes(), LEGACY, ParseOptions::KUBERNETES));
        let root = legacy.and_then(|parsed| parsed.values.into_iter().next()).map(|document| document.value);
        for (kind, fields) in root.as_ref().and_then(Value::as_map).into_iter().flatten() {
            let Some(fields) = fields.as_map() else { continue };
            let open_libs = fields.get("health.lua.useOpenLibs").and_then(Value::as_bool).unwrap_or(false);
            if let Some(text) = fields.get("health.lua").and_then(Value::as_shared_str).filter(|text| !text.is_empty()) {
                let place = format!("argocd-cm: {LEGACY}: {}: health.lua", kind.as_str()).into();
                scripts.insert(kind.as_str().into(), Script { text, open_libs, place, setting: LEGACY.into() });
            }
        }
        let split = |key: &str, prefix: &str| key.strip_prefix(prefix).map(kind_of_key);
        for (key, text) in settings.raw.iter().filter(|(_, text)| !text.is_empty()) {
            if let Some(kind) = split(key, HEALTH) {
                let own = Script { text: text.clone(), open_libs: false, place: format!("argocd-cm: {key}").into(), setting: key.clone() };
                scripts.insert(kind, own);
            }
        }
        for (key, text) in &settings.raw {
            if let Some(script) = split(key, OPEN_LIBS).and_then(|kind| scripts.get_mut(&kind)) {
                script.open_libs = is_true(text);
            }
        }
        Self(scripts)
    }

    /// Those that an Application declares for its own resources: in annotations, which win, and in `spec.health` where its manifest
    /// still has it. A list that is no list declares nothing.
    pub fn of_application(application: &Object) -> Self {
        let mut scripts = BTreeMap::new();
        let place = |what: &str| Arc::from(format!("Application {}: {what}", application.name()));
        for (index, entry) in maps(application.get(&["spec", "health"])).enumerate().take(MAX_OWN) {
            let text = |key: &str| entry.get(key).and_then(Value::as_shared_str).unwrap_or_default();
            let (kind, check) = (GroupKind::new(text("group"), text("kind")), text("check"));
            if !kind.kind.is_empty() && !check.is_empty() {
                let own =
                    Script { text: check, open_libs: false, place: place(&format!("spec.health[{index}].check")), setting: setting(&kind) };
                scripts.insert(kind.to_string().into(), own);
            }
        }
        let annotations = application.get(&["metadata", "annotations"]).and_then(Value::as_map);
        for (key, text) in annotations.into_iter().flatten() {
            let Some(kind) = key.as_str().strip_prefix(annotation::HEALTH_SCRIPT) else { continue };
            let Some(text) = text.as_shared_str().filter(|text| !text.is_empty() && scripts.len() < MAX_OWN) else { continue };
            let own = Script { text, open_libs: false, place: place(key.as_str()), setting: format!("{HEALTH}{kind}").into() };
            scripts.insert(kind_of_key(kind), own);
        }
        Self(scripts)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Patterns of kinds with their scripts.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Script)> {
        self.0.iter()
    }

    /// These and others; these win.
    #[must_use]
    pub fn over(&self, others: &Self) -> Self {
        let all = others.0.iter().chain(&self.0);
        Self(all.map(|(kind, script)| (kind.clone(), script.clone())).collect())
    }

    /// The script of a kind: the one written for it, else the first by the order of patterns.
    pub fn find(&self, kind: &GroupKind) -> Option<&Script> {
        if self.0.is_empty() {
            return None;
        }
        let name = kind.to_string();
        self.0.get(&*name).or_else(|| self.0.iter().find(|(pattern, _)| matches(pattern, &name)).map(|(_, script)| script))
    }
}

/// What an Application declares in a field that its cluster drops, as it is told beside it: which key of argocd-cm says the same.
pub fn notes(application: &Object) -> Vec<Problem> {
    let own = Scripts::of_application(application);
    own.iter()
        .filter(|(_, script)| script.place.contains("spec.health["))
        .map(|(kind, script)| {
            let cause = "Argo CD's CRD has no such field: the cluster drops it, and only Tiphys judges by it, from Git's text";
            let mut note = Problem::warning(ProblemKind::BadInput, cause).at(Place::file(script.place.clone()));
            note.severity = crate::model::problem::Severity::Note;
            note.hint(format!("for Argo CD, put the script for {kind} into argocd-cm under {}", script.setting))
        })
        .collect()
}

/// The script that judges an object, if one does. An object that is being deleted is judged by none.
pub fn script<'a>(object: &Object, instance: Option<&str>, rules: &'a HealthRules) -> Option<&'a Script> {
    if super::is_pending_deletion(object) {
        return None;
    }
    let kind = object.group_kind();
    let own = instance.and_then(|instance| rules.own.get(instance)).and_then(|own| own.find(&kind));
    own.or_else(|| rules.scripts.find(&kind))
}

/// The question that a script answers about an object. The time is a part of it only where the script reads the clock: else the same
/// object has the same answer for ever.
pub fn judgement(script: &Script, object: &Object, now: Option<Timestamp>) -> Judgement {
    let reads_clock = ["os.time", "os.date", "os.clock", "os.difftime"].iter().any(|call| script.text.contains(call));
    Judgement::new(Program::Lua(Lua {
        place: script.place.clone(),
        task: LuaTask::Health,
        script: script.text.clone(),
        open_libs: script.open_libs,
        object: String::from_utf8_lossy(&json::to_json(&object.to_value())).into(),
        now: now.filter(|_| reads_clock),
    }))
}

/// What a script said: its health (none, where it said nothing), or what is wrong with it. A script that fails leaves the health Unknown,
/// with its words; Argo CD does the same and tells of it as a ComparisonError. Of secrets of the object nothing is repeated.
pub fn verdict(script: &Script, object: &Object, rules: &HealthRules, said: Result<&str, &Problem>) -> (Option<Health>, Option<Problem>) {
    let secrets = || Secrets::of(&[object], &rules.masked);
    let failed = |problem: Problem| {
        let problem = secrets().in_script(problem);
        let problem = problem.hint(format!("correct the script: {}", script.place));
        (Some(Health::new(HealthStatus::Unknown, problem.to_string())), Some(problem))
    };
    let text = match said {
        Ok(text) => text,
        Err(problem) => return failed(problem.clone()),
    };
    let Ok(answer) = json::parse_json(text.as_bytes()) else {
        return failed(Problem::error(ProblemKind::Internal, "the script's answer cannot be read").at(Place::file(script.place.clone())));
    };
    let field = |key: &str| answer.as_map().and_then(|map| map.get(key)).and_then(Value::as_str);
    let Some(status) = field("status") else { return (None, None) };
    let status = match status {
        "Healthy" => HealthStatus::Healthy,
        "Suspended" => HealthStatus::Suspended,
        "Progressing" => HealthStatus::Progressing,
        "Missing" => HealthStatus::Missing,
        "Degraded" => HealthStatus::Degraded,
        "Unknown" => HealthStatus::Unknown,
        _ => return (Some(Health::new(HealthStatus::Unknown, "Lua returned an invalid health status")), None),
    };
    let message = field("message").unwrap_or_default();
    let message = if message.is_empty() { String::new() } else { secrets().said(message).into_owned() };
    (Some(Health::new(status, message)), None)
}

/// `<group>_<Kind>` as `<group>/<Kind>`; `all` means every kind.
fn kind_of_key(key: &str) -> Arc<str> {
    if key == "all" { "*/*".into() } else { key.replacen('_', "/", 1).into() }
}

fn setting(kind: &GroupKind) -> Arc<str> {
    let name = if kind.group.is_empty() { kind.kind.to_string() } else { format!("{}_{}", kind.group, kind.kind) };
    format!("{HEALTH}{name}").into()
}

/// Go's `ParseBool`.
fn is_true(text: &str) -> bool {
    matches!(text.trim(), "1" | "t" | "T" | "true" | "TRUE" | "True")
}

fn maps(value: Option<&Value>) -> impl Iterator<Item = &Map> {
    value.and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Scripts, judgement, notes, script, verdict};
    use crate::engine::health::{HealthRules, at_once, health};
    use crate::engine::manifest::json::object_from_json;
    use crate::engine::step::{Answer, Answers, Step};
    use crate::model::ids::GroupKind;
    use crate::model::object::Object;
    use crate::model::object::key::Interner;
    use crate::model::problem::{Problem, ProblemKind};
    use crate::model::settings::Settings;
    use crate::model::status::HealthStatus;

    fn object(text: &str) -> Object {
        object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object")
    }

    fn settings(keys: &[(&str, &str)]) -> Settings {
        let raw = keys.iter().map(|(key, text)| (Arc::from(*key), Arc::from(*text))).collect();
        Settings { raw, ..Settings::default() }
    }

    const WEB: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}"#;

    #[test]
    fn the_kind_as_written_wins_over_a_pattern_and_the_older_map_is_read() {
        let own = Scripts::of_settings(&settings(&[
            ("resource.customizations.health.apps_Deployment", "exact"),
            ("resource.customizations.health.apps_*", "pattern"),
            ("resource.customizations.useOpenLibs.apps_Deployment", "true"),
            ("resource.customizations", "Service:\n  health.lua: old\n  health.lua.useOpenLibs: true\n"),
            ("resource.customizations.health.Secret", ""),
        ]));
        let of = |group: &str, kind: &str| own.find(&GroupKind::new(group, kind)).map(|script| (script.text.to_string(), script.open_libs));
        assert_eq!(of("apps", "Deployment"), Some(("exact".to_owned(), true)));
        assert_eq!(of("apps", "StatefulSet"), Some(("pattern".to_owned(), false)));
        assert_eq!(of("", "Service"), Some(("old".to_owned(), true)));
        assert_eq!(of("", "Secret"), None);
        let place = own.find(&GroupKind::new("apps", "Deployment")).map(|script| script.place.to_string());
        assert_eq!(place.as_deref(), Some("argocd-cm: resource.customizations.health.apps_Deployment"));
    }

    const APPLICATION: &str = r#"{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"shop","annotations":{
        "tiphys.dev/health.apps_Deployment":"annotated","note":"x"}},
        "spec":{"health":[{"group":"argoproj.io","kind":"Rollout","check":"hs = {}"},{"kind":"Service","check":"s"},{"group":"apps","kind":"Deployment","check":"listed"},7,{"check":"no kind"}]}}"#;

    #[test]
    fn an_application_declares_scripts_in_annotations_and_in_the_field_that_its_cluster_drops() {
        let application = object(APPLICATION);
        let own = Scripts::of_application(&application);
        let all: Vec<String> = own.iter().map(|(kind, script)| format!("{kind} {} {}", script.text, script.setting)).collect();
        assert_eq!(
            all,
            [
                "Service s resource.customizations.health.Service",
                "apps/Deployment annotated resource.customizations.health.apps_Deployment",
                "argoproj.io/Rollout hs = {} resource.customizations.health.argoproj.io_Rollout",
            ]
        );
        let told: Vec<String> = notes(&application).iter().filter_map(|note| note.hint.as_deref().map(str::to_owned)).collect();
        assert!(told.len() == 2 && told[1].ends_with("argocd-cm under resource.customizations.health.argoproj.io_Rollout"), "{told:?}");
        for broken in [r#""x""#, "{}", "[[]]", "null"] {
            let text = format!(
                r#"{{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{{"name":"a"}},"spec":{{"health":{broken}}}}}"#
            );
            assert!(Scripts::of_application(&object(&text)).is_empty(), "{broken}");
        }
    }

    #[test]
    fn what_an_application_declares_holds_for_its_own_resources_only() {
        let mut rules = HealthRules::new(&settings(&[("resource.customizations.health.apps_Deployment", "everybody's")]));
        let declared = Arc::new(Scripts::of_application(&object(APPLICATION)));
        assert!(rules.declare(&"shop".into(), &declared) && !rules.declare(&"shop".into(), &declared));
        let web = object(WEB);
        let text = |instance: Option<&str>| script(&web, instance, &rules).map(|script| script.text.to_string());
        assert_eq!(text(Some("shop")).as_deref(), Some("annotated"));
        assert_eq!(text(Some("other")).as_deref(), Some("everybody's"));
        assert_eq!(text(None).as_deref(), Some("everybody's"));
        let gone = object(&WEB.replace(r#""name""#, r#""deletionTimestamp":"2026-01-01T00:00:00Z","name""#));
        assert!(script(&gone, Some("shop"), &rules).is_none(), "what is being deleted is judged by no script");
        assert!(rules.declare(&"shop".into(), &Arc::default()));
    }

    #[test]
    fn a_script_is_asked_and_its_answer_is_the_health() {
        let rules = HealthRules::new(&settings(&[("resource.customizations.health.apps_Deployment", "return {}")]));
        let web = object(WEB);
        assert_eq!(at_once(&web, None, &rules), (None, true));
        let ask = |answer: Result<&str, Problem>| {
            let mut answers = Answers::default();
            let Step::Needs(needs) = health(&web, None, &rules, None, &answers) else { panic!("a script is asked") };
            for need in needs {
                answers.put(need, answer.clone().map(|text| Answer::Judged(text.into())));
            }
            let Step::Done { value, problems, .. } = health(&web, None, &rules, None, &answers) else { panic!("it is answered") };
            (value.map(|health| (health.status, health.message)), problems.len())
        };
        assert_eq!(ask(Ok(r#"{"status":"Degraded","message":"no"}"#)), (Some((HealthStatus::Degraded, "no".to_owned())), 0));
        assert_eq!(ask(Ok("{}")), (None, 0));
        assert_eq!(ask(Ok(r#"{"status":"Fine"}"#)).0.map(|(status, _)| status), Some(HealthStatus::Unknown));
        let (failed, n_problems) = ask(Err(Problem::error(ProblemKind::BadInput, "attempt to index a nil value")));
        let (status, message) = failed.expect("it is Unknown");
        assert!(status == HealthStatus::Unknown && message.contains("attempt to index") && n_problems == 1, "{message}");
        assert_eq!(ask(Ok("no JSON")).1, 1);
    }

    #[test]
    fn the_clock_is_part_of_the_question_only_where_it_is_read_and_words_about_a_secret_are_kept_back() {
        let scripts = Scripts::of_settings(&settings(&[
            ("resource.customizations.health.apps_Deployment", "return os.time()"),
            ("resource.customizations.health.Secret", "return obj"),
        ]));
        let now = "2026-01-01T00:00:00Z".parse().ok();
        let web = object(WEB);
        let by = |kind: &GroupKind| scripts.find(kind).expect("a script");
        let clock = by(&GroupKind::new("apps", "Deployment"));
        assert_ne!(judgement(clock, &web, now), judgement(clock, &web, None));
        let secret = by(&GroupKind::new("", "Secret"));
        assert_eq!(judgement(secret, &web, now), judgement(secret, &web, None));
        let own = object(r#"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"YzRuNHJ5"}}"#);
        let rules = HealthRules::new(&Settings::default());
        let (said, _) = verdict(secret, &own, &rules, Ok(r#"{"status":"Degraded","message":"YzRuNHJ5"}"#));
        assert!(said.is_some_and(|health| !health.message.contains("YzRuNHJ5")));
        let raised = Problem::error(ProblemKind::BadInput, "c4n4ry is weak");
        let (said, problem) = verdict(secret, &own, &rules, Err(&raised));
        let told = format!("{said:?} {problem:?}");
        assert!(!told.contains("c4n4ry") && told.contains("are not shown"), "{told}");
        let ended = Problem::error(ProblemKind::Limit, "did not end within 2 s and was stopped");
        assert!(verdict(secret, &own, &rules, Err(&ended)).1.is_some_and(|problem| problem.cause == ended.cause), "our own words");
    }

    #[test]
    fn what_a_script_repeats_of_a_hidden_annotation_is_masked_in_its_words() {
        let hides =
            Settings { mask_annotations: vec!["token".into()], ..settings(&[("resource.customizations.health.apps_Deployment", "x")]) };
        let rules = HealthRules::new(&hides);
        let web = object(&WEB.replace(r#""name":"web""#, r#""name":"web","annotations":{"token":"hunter2","note":"calm"}"#));
        let found = script(&web, None, &rules).expect("a script");
        let of = |said| format!("{:?}", verdict(found, &web, &rules, said));
        let told = of(Ok(r#"{"status":"Degraded","message":"hunter2 (aHVudGVyMg==) is weak, calm is not"}"#));
        assert!(told.contains("++++++++ (++++++++) is weak, calm is not"), "{told}");
        let told = of(Err(&Problem::error(ProblemKind::BadInput, "no hunter2 here")));
        assert!(told.contains("no ++++++++ here") && !told.contains("hunter2"), "{told}");
    }
}
