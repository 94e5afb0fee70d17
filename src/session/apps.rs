//! Applications as the session keeps them: a row of a few hundred bytes and a packed body each; the typed form only of
//! those somebody looks at. It knows no list order.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::history::hold::{self, Hold};
use crate::engine::manifest::json;
use crate::engine::secrecy;
use crate::model::application::{Application, annotation};
use crate::model::ids::AppKey;
use crate::model::object::build;
use crate::model::object::value::Value;
use crate::model::object::{Object, serde_de};
use crate::model::operation::INFO_ROLLBACK;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::{EnvironmentRule, Settings};
use crate::model::status::{HealthStatus, OperationPhase, SyncStatus};

use super::packed::Packed;

/// What the table shows of an application: the reported status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRow {
    /// `metadata.uid`.
    pub uid: Arc<str>,
    /// `metadata.resourceVersion`.
    pub resource_version: Arc<str>,
    /// The project.
    pub project: Arc<str>,
    /// URLs of the sources' repositories, as written.
    pub repos: Vec<Arc<str>>,
    /// Differs when the spec, or the wish for a refresh, does: then the application is judged again.
    pub asked: u64,
    /// Destination server or name.
    pub cluster: Arc<str>,
    /// Destination namespace.
    pub namespace: Arc<str>,
    /// Environment, by annotation if it has one (see [`environment`]).
    pub environment: Option<Arc<str>>,
    /// Reported sync.
    pub sync: SyncStatus,
    /// Reported health.
    pub health: HealthStatus,
    /// Since when it is so, as reported.
    pub health_since: Option<Timestamp>,
    /// Reported commit, whole.
    pub revision: Arc<str>,
    /// When something last happened: the operation's end or start, else the last record, else creation.
    pub changed: Option<Timestamp>,
    /// When the status was last written by whoever drives.
    pub reconciled: Option<Timestamp>,
    /// The operation's phase, if one is running.
    pub running: Option<OperationPhase>,
    /// How the last operation ended.
    pub last_phase: Option<OperationPhase>,
    /// Whether automatic sync is on.
    pub automated: bool,
    /// Whether somebody holds it.
    pub held: bool,
    /// The record that the last operation went back to, if it succeeded: Git still has what was taken back.
    pub rolled_back: Option<i64>,
    /// Whether a driver's lock stands on it.
    pub driver: Option<Arc<str>>,
    /// Whether it is being deleted.
    pub deleting: bool,
    /// The first condition that is an error, as reported.
    pub condition: Option<Arc<str>>,
}

/// The row of an Application object.
pub fn row(object: &Object) -> AppRow {
    let text = |path: &[&str]| -> Arc<str> { object.str_at(path).unwrap_or("").into() };
    let time = |path: &[&str]| object.str_at(path).and_then(|text| text.parse::<Timestamp>().ok());
    let phase = object.str_at(&["status", "operationState", "phase"]).and_then(parse_phase);
    let history = object.get(&["status", "history"]).and_then(|value| value.as_list()).unwrap_or(&[]);
    let last_record = history.last().and_then(|record| record.as_map()?.get("deployedAt")?.as_str()?.parse().ok());
    let revision = match object.str_at(&["status", "sync", "revision"]) {
        Some(revision) => revision.into(),
        None => object
            .get(&["status", "sync", "revisions"])
            .and_then(|list| list.as_list()?.first()?.as_str().map(Arc::from))
            .unwrap_or_default(),
    };
    let automated = object.get(&["spec", "syncPolicy", "automated"]).and_then(|value| value.as_map());
    AppRow {
        uid: object.uid().into(),
        resource_version: object.resource_version().into(),
        project: object.str_at(&["spec", "project"]).filter(|name| !name.is_empty()).unwrap_or("default").into(),
        repos: repos(object),
        asked: asked(object),
        cluster: object.str_at(&["spec", "destination", "name"]).or(object.str_at(&["spec", "destination", "server"])).unwrap_or("").into(),
        namespace: text(&["spec", "destination", "namespace"]),
        environment: object.annotation(annotation::ENVIRONMENT).map(Arc::from),
        sync: object.str_at(&["status", "sync", "status"]).map_or(SyncStatus::Unknown, parse_sync),
        health: object.str_at(&["status", "health", "status"]).map_or(HealthStatus::Unknown, parse_health),
        health_since: time(&["status", "health", "lastTransitionTime"]),
        revision,
        changed: time(&["status", "operationState", "finishedAt"])
            .or(time(&["status", "operationState", "startedAt"]))
            .or(last_record)
            .or(time(&["metadata", "creationTimestamp"])),
        reconciled: time(&["status", "reconciledAt"]),
        running: phase
            .filter(|phase| !phase.is_completed())
            .or(object.get(&["operation"]).filter(|value| !value.is_null()).map(|_| OperationPhase::Running)),
        last_phase: phase.filter(|phase| phase.is_completed()),
        automated: automated.is_some_and(|map| map.get("enabled").and_then(Value::as_bool) != Some(false)),
        held: object.annotation(annotation::HOLD).is_some(),
        rolled_back: phase.filter(|phase| *phase == OperationPhase::Succeeded).and_then(|_| rolled_back(object)),
        driver: object.annotation(annotation::DRIVER).map(Arc::from),
        deleting: object.get(&["metadata", "deletionTimestamp"]).is_some(),
        condition: object.get(&["status", "conditions"]).and_then(|value| value.as_list()).unwrap_or(&[]).iter().find_map(|condition| {
            let map = condition.as_map()?;
            map.get("type")?.as_str()?.ends_with("Error").then(|| map.get("message")?.as_str())?.map(|said| secrecy::hushed(said).into())
        }),
    }
}

fn repos(object: &Object) -> Vec<Arc<str>> {
    let one = object.get(&["spec", "source"]).into_iter();
    let all = one.chain(object.get(&["spec", "sources"]).and_then(Value::as_list).unwrap_or(&[]));
    all.filter_map(|source| source.as_map()?.get("repoURL")?.as_shared_str()).collect()
}

fn asked(object: &Object) -> u64 {
    let mut hasher = DefaultHasher::new();
    object.get(&["spec"]).map(json::to_json).hash(&mut hasher);
    object.annotation(annotation::REFRESH).hash(&mut hasher);
    hasher.finish()
}

/// The record that the recorded operation goes back to.
fn rolled_back(object: &Object) -> Option<i64> {
    let info = object.get(&["status", "operationState", "operation", "info"])?.as_list()?;
    let entry =
        info.iter().filter_map(|entry| entry.as_map()).find(|entry| entry.get("name").and_then(Value::as_str) == Some(INFO_ROLLBACK))?;
    entry.get("value")?.as_str()?.parse().ok()
}

fn parse_sync(text: &str) -> SyncStatus {
    match text {
        "Synced" => SyncStatus::Synced,
        "OutOfSync" => SyncStatus::OutOfSync,
        _ => SyncStatus::Unknown,
    }
}

fn parse_health(text: &str) -> HealthStatus {
    match text {
        "Healthy" => HealthStatus::Healthy,
        "Suspended" => HealthStatus::Suspended,
        "Progressing" => HealthStatus::Progressing,
        "Missing" => HealthStatus::Missing,
        "Degraded" => HealthStatus::Degraded,
        _ => HealthStatus::Unknown,
    }
}

fn parse_phase(text: &str) -> Option<OperationPhase> {
    Some(match text {
        "Running" => OperationPhase::Running,
        "Terminating" => OperationPhase::Terminating,
        "Failed" => OperationPhase::Failed,
        "Error" => OperationPhase::Error,
        "Succeeded" => OperationPhase::Succeeded,
        _ => return None,
    })
}

/// An application whose typed form is at hand.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The object as stored.
    pub object: Object,
    /// The typed form; what cannot be read is a problem and stays at its default.
    pub app: Arc<Application>,
    /// The hold, if there is one.
    pub hold: Option<Hold>,
    /// Why the spec cannot be trusted.
    pub invalid: Option<Problem>,
}

/// The typed form of an Application object.
pub fn detail(object: Object) -> Detail {
    // Its driver may have written words that quote a Secret.
    let object = secrecy::application(&object);
    let parsed = serde_de::from_value::<Application>(&object.to_value());
    let (app, invalid) = match parsed {
        Ok(app) => (app, None),
        Err(error) => {
            let problem = Problem::error(ProblemKind::InvalidSpec, error.message.clone())
                .at(Place::file(format!("Application {}", object.name())).at_field(error.path.as_str()))
                .hint("correct the field where the Application is defined");
            (Application::default(), Some(problem))
        }
    };
    let hold = hold::hold(&object).ok().flatten();
    Detail { object, app: Arc::new(app), hold, invalid }
}

/// An Application whose status names the kinds it manages, one resource each, and nothing else.
fn without_history(object: &Object) -> Option<Object> {
    let kinds: BTreeSet<[Arc<str>; 3]> = object
        .get(&["status", "resources"])
        .and_then(Value::as_list)
        .unwrap_or(&[])
        .iter()
        .filter_map(Value::as_map)
        .map(|resource| ["group", "version", "kind"].map(|key| resource.get(key).and_then(Value::as_shared_str).unwrap_or_default()))
        .collect();
    let resource = |[group, version, kind]: [Arc<str>; 3]| {
        build::map([("group", Value::str(group)), ("version", Value::str(version)), ("kind", Value::str(kind))])
    };
    let resources = kinds.into_iter().map(|kind| Value::Map(resource(kind))).collect();
    object.set(&["status"], Value::Map(build::map([("resources", Value::list(resources))]))).ok()
}

/// One application.
#[derive(Debug, Clone)]
pub struct App {
    /// What the table shows.
    pub row: AppRow,
    /// The whole object, packed.
    pub body: Packed,
    /// The typed form, of applications somebody looks at or drives.
    pub detail: Option<Arc<Detail>>,
    /// What the last judgement here came to. It outlives the judging: a row that scrolls out of view neither reads differently nor
    /// moves in its list because of it. News in the reported status replaces it.
    pub judged: Option<(SyncStatus, HealthStatus)>,
}

impl App {
    /// The sync that counts: the judged one, else the reported one.
    pub fn sync(&self) -> SyncStatus {
        self.judged.map_or(self.row.sync, |(sync, _)| sync)
    }

    /// The health that counts: the judged one, else the reported one.
    pub fn health(&self) -> HealthStatus {
        self.judged.map_or(self.row.health, |(_, health)| health)
    }

    /// The typed form: the one at hand, else unpacked now (a tenth of a millisecond or two).
    pub fn read(&self) -> Option<Arc<Detail>> {
        self.detail.clone().or_else(|| self.body.unpack().ok().map(|object| Arc::new(detail(object))))
    }

    /// The same, kept at hand.
    pub fn open(&mut self) -> Option<Arc<Detail>> {
        self.detail = self.read();
        self.detail.clone()
    }

    /// What a judgement needs: the typed form at hand, else one whose status says only which kinds are managed. A thousand are
    /// judged at once when all are marked; with their history each would take tens of kilobytes meanwhile.
    pub fn brief(&self) -> Option<Arc<Detail>> {
        self.detail.clone().or_else(|| {
            let object = self.body.unpack().ok()?;
            Some(Arc::new(detail(without_history(&object).unwrap_or(object))))
        })
    }
}

/// The environment of an application, and whether it is production: annotation on it, else on its project, else the
/// first rule that matches, else the built-in rule: `prod` or `production` as a word of project, name, namespace or
/// cluster. Source: ARCHITECTURE.md, "Whose verdict, and who writes".
pub fn environment(key: &AppKey, row: &AppRow, project: Option<&str>, settings: &Settings) -> Environment {
    let named = row.environment.as_deref().or(project);
    if let Some(name) = named {
        return Environment { name: name.into(), production: is_production_word(name) };
    }
    let fields = [&*row.project, &*key.name, &*row.namespace, &*row.cluster];
    if let Some(rule) = settings.environments.iter().find(|rule| rule_matches(rule, fields)) {
        return Environment { name: rule.name.clone(), production: rule.production || is_production_word(&rule.name) };
    }
    let production = fields.iter().any(|field| is_production_word(field));
    Environment { name: if production { "production".into() } else { Arc::default() }, production }
}

/// An application's environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its name; empty when no rule says.
    pub name: Arc<str>,
    /// Whether a confirm wants four characters.
    pub production: bool,
}

/// Whether `prod` or `production` is one of the words of a text (words are separated by anything but letters and digits).
fn is_production_word(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("prod") || word.eq_ignore_ascii_case("production"))
}

fn rule_matches(rule: &EnvironmentRule, [project, application, namespace, cluster]: [&str; 4]) -> bool {
    let globs = [(&rule.project, project), (&rule.application, application), (&rule.namespace, namespace), (&rule.cluster, cluster)];
    let set: Vec<(&Arc<str>, &str)> = globs.into_iter().filter_map(|(glob, text)| Some((glob.as_ref()?, text))).collect();
    !set.is_empty() && set.iter().all(|(glob, text)| globset::Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(text)))
}

/// How many applications are so: what the header says, counted as they come and go instead of at each frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Degraded.
    pub degraded: usize,
    /// Progressing.
    pub progressing: usize,
    /// OutOfSync, and nobody holds it.
    pub differing: usize,
    /// Held.
    pub held: usize,
}

impl Tally {
    /// What one application counts for.
    pub fn of(app: &App) -> Self {
        Self {
            degraded: usize::from(app.health() == HealthStatus::Degraded),
            progressing: usize::from(app.health() == HealthStatus::Progressing),
            differing: usize::from(app.sync() == SyncStatus::OutOfSync && !app.row.held),
            held: usize::from(app.row.held),
        }
    }

    fn all(&mut self) -> [&mut usize; 4] {
        [&mut self.degraded, &mut self.progressing, &mut self.differing, &mut self.held]
    }

    /// An application came, changed or went.
    pub fn change(&mut self, before: Option<Self>, now: Option<Self>) {
        for (count, less) in self.all().into_iter().zip(before.unwrap_or_default().all()) {
            *count = count.saturating_sub(*less);
        }
        for (count, more) in self.all().into_iter().zip(now.unwrap_or_default().all()) {
            *count += *more;
        }
    }
}

/// All applications.
pub type Apps = BTreeMap<AppKey, App>;

#[cfg(test)]
mod tests {
    use super::is_production_word;

    #[test]
    fn production_is_a_word_not_a_part_of_one() {
        for text in ["shop-prod", "platform-production", "prod", "eu.PROD.1"] {
            assert!(is_production_word(text), "{text}");
        }
        for text in ["product-catalog", "reproduction", "staging"] {
            assert!(!is_production_word(text), "{text}");
        }
    }
}
