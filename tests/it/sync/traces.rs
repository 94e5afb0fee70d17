//! Traces: desired and live objects and a script of facts in, the plan and a readable list of orders out. Each folder of
//! `tests/fixtures/sync` with a `trace.txt` is a case; lines that are indented in it are what came out.
//!
//! `TIPHYS_WRITE_TRACES=1` writes what comes out instead of comparing it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiphys::engine::sync;
use tiphys::engine::sync::fact::{Fact, Order, Seen, Sent};
use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::progress::Progress;
use tiphys::engine::sync::request::NamespaceState;
use tiphys::engine::sync::task::{Task, Verb};
use tiphys::model::operation::SyncResource;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::status::{Health, HealthStatus};

use super::world::{World, parse};

#[test]
fn every_trace_is_as_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sync");
    let mut cases: Vec<PathBuf> = fs::read_dir(&root).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases.retain(|case| case.join("trace.txt").is_file());
    assert!(cases.len() > 20, "only {} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let file = case.join("trace.txt");
        let wanted = fs::read_to_string(&file).expect("a trace");
        let got = run(&case, &wanted);
        if std::env::var_os("TIPHYS_WRITE_TRACES").is_some() {
            fs::write(&file, &got).expect("written");
        } else if got != wanted {
            wrong.push(format!("== {}\n{got}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{} traces differ; what came out:\n{}", wrong.len(), wrong.join("\n"));
}

/// The case's script with what comes out of it.
fn run(case: &Path, script: &str) -> String {
    let read = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_default();
    let mut trace = Trace {
        world: World::new(&read("desired.yaml"), &read("live.yaml")),
        plan: None,
        progress: Progress::default(),
        asked: BTreeMap::new(),
        n_uids: 0,
        out: String::new(),
    };
    for line in script.lines().filter(|line| !line.starts_with(' ')) {
        let _ = writeln!(trace.out, "{line}");
        match line.strip_prefix("> ") {
            Some(fact) => trace.fact(fact),
            None if line == "plan" => trace.plan(),
            None if line.is_empty() || line.starts_with('#') => {}
            None => trace.setting(line),
        }
    }
    trace.out
}

/// What was last ordered of a task, for the answers.
#[derive(Debug, Default, Clone)]
struct Asked {
    attempt: u32,
    delete: Arc<str>,
    release: Arc<str>,
    gone: Arc<str>,
}

struct Trace {
    world: World,
    plan: Option<Plan>,
    progress: Progress,
    asked: BTreeMap<usize, Asked>,
    n_uids: usize,
    out: String,
}

impl Trace {
    fn setting(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let request = &mut self.world.request;
        match word {
            "prune" => request.prune = true,
            "force" => request.force = true,
            "dry-run" => request.dry_run = true,
            "apply-strategy" => request.skip_hooks = true,
            "option" => request.sync_options.push(rest.to_owned()),
            "select" => {
                let mut parts = rest.rsplitn(3, '/');
                let (name, kind, group) = (parts.next(), parts.next(), parts.next());
                let text = |part: Option<&str>| part.unwrap_or("").to_owned();
                request.resources.push(SyncResource { group: text(group), kind: text(kind), name: text(name), namespace: String::new() });
            }
            "namespace-missing" => self.world.namespace = NamespaceState::Missing,
            "namespace-there" => {
                let namespace = parse("{apiVersion: v1, kind: Namespace, metadata: {name: shop, uid: ns}}").remove(0);
                self.world.namespace = NamespaceState::There(namespace);
            }
            "dry-run-fails" => {
                let (name, why) = rest.split_once(": ").expect("a reason");
                let key = self.world.key(name);
                self.world.dry_runs.insert(key, Err(Problem::error(ProblemKind::BadInput, why)));
            }
            other => panic!("what is {other}?"),
        }
    }

    fn plan(&mut self) {
        let plan = self.world.plan();
        for problem in &plan.problems {
            let _ = writeln!(self.out, "  {:?}: {problem}", problem.severity);
        }
        for task in &plan.tasks {
            let hook = task.hook.map(|hook| format!(" [{:?}]", (hook, &task.hook_delete))).unwrap_or_default();
            let why = if task.why.is_empty() { String::new() } else { format!(" - {}", task.why) };
            let _ = writeln!(self.out, "  {} {} {} {}{hook}{why}", task.phase, task.wave, task.verb.as_str(), name(task));
            for risk in &task.risks {
                let _ = writeln!(self.out, "      {:?}: {}", risk.kind, risk.text);
            }
        }
        self.progress = Progress::new(&plan);
        self.plan = Some(plan);
    }

    fn fact(&mut self, text: &str) {
        let plan = self.plan.clone().expect("a plan before facts");
        let fact = self.read(&plan, text);
        let before = (self.progress.message.clone(), self.progress.phase);
        let (next, orders) = sync::step(&plan, &self.progress, fact.clone());
        let (again, twice) = sync::step(&plan, &next, fact);
        assert!(twice.is_empty() && again == next, "a fact heard twice changed something: {text}: {twice:?}");
        self.progress = next;
        for order in &orders {
            self.order(&plan, order);
        }
        if (self.progress.message.clone(), self.progress.phase) != before {
            let phase = self.progress.phase.map_or("-", |phase| phase.as_str());
            let _ = writeln!(self.out, "  {phase}: {}", self.progress.message.replace('\n', "\\n"));
        }
        if self.progress.is_ended() {
            for row in self.progress.rows(&plan) {
                let status = row.status.map_or("-", |status| status.as_str());
                let phase = row.hook_phase.map_or("-", |phase| phase.as_str());
                let _ = writeln!(self.out, "  row {}/{} {status} {phase}: {}", row.kind, row.name, row.message);
            }
        }
    }

    fn order(&mut self, plan: &Plan, order: &Order) {
        let named = |index: usize| name(&plan.tasks[index]);
        let line = match order {
            Order::Apply { task, attempt } => {
                self.asked.entry(*task).or_default().attempt = *attempt;
                let again = if *attempt > 1 { format!(" (attempt {attempt})") } else { String::new() };
                format!("apply {}{again}", named(*task))
            }
            Order::Delete { task, uid } => {
                self.asked.entry(*task).or_default().delete = uid.clone();
                format!("delete {} {uid}", named(*task))
            }
            Order::Release { task, uid } => {
                self.asked.entry(*task).or_default().release = uid.clone();
                format!("release {} {uid}", named(*task))
            }
            Order::AwaitGone { task, uid } => {
                self.asked.entry(*task).or_default().gone = uid.clone();
                format!("await the end of {} {uid}", named(*task))
            }
            Order::Observe { task } => format!("observe {}", named(*task)),
            Order::Pause { after: (phase, wave), millis } => format!("pause {millis} ms after {phase} {wave}"),
            Order::AwaitApproval => "await an approval".to_owned(),
            Order::Record => "record".to_owned(),
            Order::Finish(phase) => format!("finish {phase}"),
        };
        let _ = writeln!(self.out, "  {line}");
    }

    fn read(&mut self, plan: &Plan, text: &str) -> Fact {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (subject, detail) = rest.split_once(": ").unwrap_or((rest, ""));
        let mut words = subject.split(' ');
        let task = words.next().filter(|name| !name.is_empty()).map(|name| find(plan, name));
        let index = || task.expect("a task");
        let asked = task.and_then(|task| self.asked.get(&task)).cloned().unwrap_or_default();
        let problem = || Problem::error(ProblemKind::Conflict, detail);
        match word {
            "began" => Fact::Began,
            "applied" => {
                let task = index();
                let known = self.progress.tasks[task].uid.clone();
                let uid = self.uid(&plan.tasks[task], &known);
                let verb = if plan.tasks[task].verb == Verb::Update { "configured" } else { "created" };
                let message = format!("{} {verb}", plan.tasks[task].kubectl_name()).into();
                Fact::Applied { task, attempt: asked.attempt, outcome: Ok(Sent { message, uid, generation: 2 }) }
            }
            "refused" => Fact::Applied { task: index(), attempt: asked.attempt, outcome: Err(problem()) },
            "deleted" => Fact::Deleted { task: index(), uid: asked.delete, outcome: Ok(()) },
            "undeleted" => Fact::Deleted { task: index(), uid: asked.delete, outcome: Err(problem()) },
            "released" => Fact::Released { task: index(), uid: asked.release, outcome: Ok(()) },
            "unreleased" => Fact::Released { task: index(), uid: asked.release, outcome: Err(problem()) },
            "gone" => {
                let own = self.progress.tasks[index()].uid.clone();
                Fact::Gone { task: index(), uid: if asked.gone.is_empty() { own } else { asked.gone } }
            }
            "seen" | "stale" => {
                let uid = self.progress.tasks[index()].uid.clone();
                let health = words.next().expect("a health");
                let generation = if word == "stale" { 1 } else { 2 };
                Fact::Observed { task: index(), seen: Seen { uid, generation, health: health_of(health, detail) } }
            }
            "paused" => Fact::Paused { after: self.progress.at().unwrap_or_default() },
            "approved" => Fact::Approved,
            "terminate" => Fact::Terminate,
            other => panic!("what is {other}?"),
        }
    }

    /// What is there keeps its uid; what is created gets a new one.
    fn uid(&mut self, task: &Task, known: &Arc<str>) -> Arc<str> {
        let is_new = task.live.is_none()
            || (known.is_empty() && self.progress.tasks.iter().any(|own| own.attempt > 0) && task.verb == Verb::Recreate)
            || task.is_hook();
        if is_new {
            self.n_uids += 1;
            format!("new-{}", self.n_uids).into()
        } else {
            task.live_uid()
        }
    }
}

fn name(task: &Task) -> String {
    format!("{}/{}", task.key.group_kind.kind, task.key.name)
}

/// The task `Kind/name`, or `Kind/name@Phase` where several phases have one.
fn find(plan: &Plan, text: &str) -> usize {
    let (wanted, phase) = text.split_once('@').map_or((text, None), |(name, phase)| (name, Some(phase)));
    let is_wanted = |task: &Task| name(task) == wanted && phase.is_none_or(|phase| task.phase.as_str() == phase);
    plan.tasks.iter().position(is_wanted).unwrap_or_else(|| panic!("no task {text}"))
}

fn health_of(word: &str, message: &str) -> Option<Health> {
    let status = match word {
        "none" => return None,
        "Healthy" => HealthStatus::Healthy,
        "Suspended" => HealthStatus::Suspended,
        "Progressing" => HealthStatus::Progressing,
        "Missing" => HealthStatus::Missing,
        "Degraded" => HealthStatus::Degraded,
        "Unknown" => HealthStatus::Unknown,
        other => panic!("no health {other}"),
    };
    Some(Health::new(status, message))
}
