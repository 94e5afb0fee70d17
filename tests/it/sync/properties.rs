//! Properties of order and step: whatever is synced, in whatever order answers come, however often they are heard again,
//! and wherever the driver dies.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;

use tiphys::engine::sync;
use tiphys::engine::sync::fact::{Fact, Order, Seen, Sent};
use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::progress::Progress;
use tiphys::engine::sync::record::{resume, state};
use tiphys::engine::sync::task::{Task, Verb};
use tiphys::model::ids::ObjectKey;
use tiphys::model::object::Object;
use tiphys::model::operation::{ResourceResult, SyncResult};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::status::{Health, HealthStatus, OperationPhase, ResultCode, SyncPhase};

use super::world::World;

/// How an object fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Well,
    Refused,
    Degraded,
}

/// One object of a random application.
#[derive(Debug, Clone)]
struct Part {
    kind: &'static str,
    name: usize,
    wave: i64,
    hook: Option<&'static str>,
    policy: &'static str,
    fate: Fate,
    /// It is there before, and differs.
    is_old: bool,
}

const KINDS: [(&str, &str); 4] = [("v1", "ConfigMap"), ("apps/v1", "Deployment"), ("batch/v1", "Job"), ("example.com/v1", "Widget")];

fn part() -> impl Strategy<Value = Part> {
    let hook = prop_oneof![
        5 => Just(None),
        3 => prop::sample::select(vec!["PreSync", "Sync", "PostSync", "SyncFail", "PreSync,PostSync"]).prop_map(Some),
    ];
    let policy = prop::sample::select(vec!["BeforeHookCreation", "HookSucceeded", "HookFailed", "HookSucceeded,BeforeHookCreation"]);
    let fate = prop_oneof![8 => Just(Fate::Well), 1 => Just(Fate::Refused), 1 => Just(Fate::Degraded)];
    (0..KINDS.len(), 0..6_usize, -1..3_i64, hook, policy, fate, any::<bool>())
        .prop_map(|(kind, name, wave, hook, policy, fate, is_old)| Part { kind: KINDS[kind].1, name, wave, hook, policy, fate, is_old })
}

/// A random application, and names of what is to be pruned (all in one wave: the record keeps no waves, and mirrored ones
/// move when some of them are gone, in gitops-engine as here).
fn application() -> impl Strategy<Value = (Vec<Part>, usize)> {
    (prop::collection::vec(part(), 0..9), 0..3_usize).prop_map(|(mut parts, n_extra)| {
        let mut known = BTreeSet::new();
        parts.retain(|part| known.insert((part.kind, part.name)));
        (parts, n_extra)
    })
}

fn manifest(part: &Part, value: &str) -> String {
    let api = KINDS.iter().find(|(_, kind)| *kind == part.kind).expect("a kind").0;
    let hook =
        part.hook.map(|hook| format!(", argocd.argoproj.io/hook: '{hook}', argocd.argoproj.io/hook-delete-policy: '{}'", part.policy));
    format!(
        "---\napiVersion: {api}\nkind: {}\nmetadata: {{name: n{}, namespace: shop, annotations: {{argocd.argoproj.io/sync-wave: '{}'{}}}}}\ndata: {{k: {value}}}\n",
        part.kind,
        part.name,
        part.wave,
        hook.unwrap_or_default()
    )
}

fn world(parts: &[Part], n_extra: usize) -> World {
    let desired: String = parts.iter().map(|part| manifest(part, "new")).collect();
    let live: String = parts.iter().filter(|part| part.is_old).map(|part| manifest(part, "old")).collect();
    let extra = |index| format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: extra{index}, namespace: shop}}\n");
    let extra: Vec<String> = (0..n_extra).map(extra).collect();
    let mut world = World::new(&desired, &format!("{live}{}", extra.concat())).pruning();
    world.request.allow_empty = true;
    world
}

/// A driver with a cluster that does what it is told at once, and answers in any order.
struct Driver<'p> {
    parts: &'p [Part],
    world: World,
    plan: Plan,
    progress: Progress,
    open: Vec<Fact>,
    heard: Vec<Fact>,
    recorded: Vec<ResourceResult>,
    finished: Vec<OperationPhase>,
    /// Sends that took effect, by key and phase: the cluster's own count.
    effects: BTreeMap<(ObjectKey, SyncPhase), usize>,
    n_uids: usize,
}

impl<'p> Driver<'p> {
    fn new(parts: &'p [Part], world: World) -> Self {
        let plan = world.plan();
        assert!(!plan.is_refused(), "{:?}", plan.problems);
        let progress = Progress::new(&plan);
        let recorded = progress.rows(&plan);
        Self {
            parts,
            world,
            plan,
            progress,
            open: vec![Fact::Began],
            heard: Vec::new(),
            recorded,
            finished: Vec::new(),
            effects: BTreeMap::new(),
            n_uids: 0,
        }
    }

    fn hear(&mut self, fact: Fact) {
        let before = self.progress.clone();
        let (next, orders) = sync::step(&self.plan, &self.progress, fact.clone());
        self.check(&before, &orders);
        self.progress = next;
        self.heard.push(fact);
        for order in orders {
            self.carry_out(order);
        }
    }

    /// What must hold of every turn.
    fn check(&self, before: &Progress, orders: &[Order]) {
        for order in orders {
            if let Order::Apply { task, .. } = order {
                let own = &before.tasks[*task];
                assert!(own.is_pending(), "an ended task is sent again: {:?}", self.plan.tasks[*task].key);
                self.check_before(*task, before);
            }
        }
        assert!(self.finished.is_empty() || orders.is_empty(), "something was ordered after the end");
    }

    /// A task is sent only when all before its wave is sent and, where it counts, well.
    fn check_before(&self, index: usize, before: &Progress) {
        let place = |task: &Task| (task.phase, task.wave);
        let own = &self.plan.tasks[index];
        if own.phase == SyncPhase::SyncFail {
            return;
        }
        for (task, progress) in self.plan.tasks.iter().zip(&before.tasks).filter(|(task, _)| place(task) < place(own)) {
            assert!(!progress.is_pending(), "{:?} is sent before {:?}", own.key, task.key);
            assert!(!progress.is_unsuccessful(), "{:?} is sent after {:?} failed", own.key, task.key);
        }
    }

    fn fate(&self, key: &ObjectKey) -> Fate {
        let is_own = |part: &&Part| *part.kind == *key.group_kind.kind && format!("n{}", part.name) == *key.name;
        self.parts.iter().find(is_own).map_or(Fate::Well, |part| part.fate)
    }

    fn carry_out(&mut self, order: Order) {
        match order {
            Order::Apply { task, attempt } => {
                let outcome = self.send(task);
                self.open.push(Fact::Applied { task, attempt, outcome });
            }
            Order::Delete { task, uid } => {
                let key = self.plan.tasks[task].key.clone();
                self.world.live.objects.retain(|own, object| *own != key || object.uid() != &*uid);
                self.open.push(Fact::Deleted { task, uid, outcome: Ok(()) });
            }
            Order::Release { task, uid } => self.open.push(Fact::Released { task, uid, outcome: Ok(()) }),
            Order::AwaitGone { task, uid } => self.open.push(Fact::Gone { task, uid }),
            Order::Observe { task } => self.observe(task),
            Order::Pause { after, .. } => self.open.push(Fact::Paused { after }),
            Order::AwaitApproval => self.open.push(Fact::Approved),
            Order::Record => self.recorded = self.progress.rows(&self.plan),
            Order::Finish(phase) => {
                self.recorded = self.progress.rows(&self.plan);
                self.finished.push(phase);
            }
        }
    }

    fn send(&mut self, index: usize) -> Result<Sent, Problem> {
        let task = self.plan.tasks[index].clone();
        if self.fate(&task.key) == Fate::Refused {
            return Err(Problem::error(ProblemKind::Forbidden, "refused"));
        }
        *self.effects.entry((task.key.clone(), task.phase)).or_default() += 1;
        self.n_uids += 1;
        let fresh = format!("made-{}-{}", self.n_uids, task.phase);
        let uid = self.world.live.objects.get(&task.key).map_or(fresh, |live| live.uid().to_owned());
        let object = task.desired.clone().expect("an object");
        let object = object.set(&["metadata", "uid"], uid.as_str().into()).expect("an object");
        self.world.live.objects.insert(task.key.clone(), object);
        Ok(Sent { message: "sent".into(), uid: uid.into(), generation: 0 })
    }

    fn observe(&mut self, index: usize) {
        let key = self.plan.tasks[index].key.clone();
        let Some(object) = self.world.live.objects.get(&key) else { return };
        let uid: std::sync::Arc<str> = object.uid().into();
        let last = if self.fate(&key) == Fate::Degraded { HealthStatus::Degraded } else { HealthStatus::Healthy };
        for health in [HealthStatus::Progressing, last] {
            let seen = Seen { uid: uid.clone(), generation: 0, health: Some(Health::new(health, "")) };
            self.open.push(Fact::Observed { task: index, seen });
        }
    }

    /// One answer, chosen; before it, perhaps something heard before.
    fn turn(&mut self, choice: Index, replay: Option<Index>) -> bool {
        if let (Some(replay), false) = (replay, self.heard.is_empty()) {
            let fact = replay.get(&self.heard).clone();
            self.hear(fact);
        }
        if self.open.is_empty() {
            return false;
        }
        let fact = self.open.remove(choice.index(self.open.len()));
        self.hear(fact);
        true
    }

    /// Plays to the end.
    fn play(&mut self, script: &[(Index, Option<Index>)]) {
        let mut turns = script.iter().cycle();
        for _ in 0..2_000 {
            let (choice, replay) = turns.next().expect("a script");
            if !self.turn(*choice, *replay) {
                break;
            }
        }
        assert_eq!(self.finished.len(), 1, "it ends once: {:?} in {:?}", self.progress.message, self.progress.place);
        assert!(self.progress.is_ended());
    }

    /// The driver dies; another one takes up what is on record and what is in the cluster.
    fn die(self) -> Self {
        let start = self.plan.start.clone().expect("a start");
        let operation = state::operation(&self.plan, "me").expect("an operation");
        let record = tiphys::model::operation::OperationState {
            operation,
            phase: OperationPhase::Running,
            message: String::new(),
            sync_result: Some(SyncResult { resources: self.recorded.clone(), ..SyncResult::default() }),
            started_at: start.at.to_string(),
            finished_at: None,
            retry_count: None,
        };
        assert_eq!(state::start_of(&record), Some(start));
        let resumed = resume(&record, self.world.plan()).expect("resumable");
        Self { plan: resumed.plan, progress: resumed.progress, open: vec![Fact::Began], heard: Vec::new(), finished: Vec::new(), ..self }
    }

    fn check_effects(&self) {
        for ((key, phase), count) in &self.effects {
            assert!(*count <= 1, "{key} was sent {count} times with effect in {phase}");
        }
    }
}

fn script() -> impl Strategy<Value = Vec<(Index, Option<Index>)>> {
    prop::collection::vec((any::<Index>(), prop::option::weighted(0.3, any::<Index>())), 1..40)
}

fn keys(plan: &Plan) -> Vec<(ObjectKey, SyncPhase, i64, Verb)> {
    plan.tasks.iter().map(|task| (task.key.clone(), task.phase, task.wave, task.verb)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_is_total_and_the_same_for_every_order_of_rendering((parts, n_extra) in application(), shuffle in prop::collection::vec(any::<Index>(), 1..20)) {
        let mut world = world(&parts, n_extra);
        let plan = world.plan();
        let len = world.desired.objects.len();
        if len > 0 {
            for (at, index) in shuffle.iter().enumerate() {
                world.desired.objects.swap(at % len, index.index(len));
            }
        }
        let other = world.plan();
        prop_assert_eq!(keys(&plan), keys(&other));
        prop_assert_eq!(plan.digest, other.digest);
        prop_assert!(plan.tasks.is_sorted_by_key(|task| (task.phase, task.wave)));
    }

    #[test]
    fn every_operation_ends_and_sends_nothing_twice((parts, n_extra) in application(), script in script()) {
        let mut driver = Driver::new(&parts, world(&parts, n_extra));
        driver.play(&script);
        driver.check_effects();
        if driver.finished == [OperationPhase::Succeeded] {
            prop_assert!(driver.progress.tasks.iter().zip(&driver.plan.tasks).all(|(own, task)| !own.is_pending() || task.phase == SyncPhase::SyncFail));
        }
    }

    #[test]
    fn what_is_heard_again_changes_nothing((parts, n_extra) in application(), script in script()) {
        let quiet: Vec<(Index, Option<Index>)> = script.iter().map(|(choice, _)| (*choice, None)).collect();
        let mut plain = Driver::new(&parts, world(&parts, n_extra));
        plain.play(&quiet);
        let mut noisy = Driver::new(&parts, world(&parts, n_extra));
        noisy.play(&script);
        prop_assert_eq!(plain.finished, noisy.finished);
        prop_assert_eq!(plain.effects, noisy.effects);
    }

    #[test]
    fn a_driver_may_die_anywhere((parts, n_extra) in application(), script in script(), cuts in prop::collection::vec(0..40_usize, 1..3)) {
        let mut plain = Driver::new(&parts, world(&parts, n_extra));
        plain.play(&script);
        let mut driver = Driver::new(&parts, world(&parts, n_extra));
        for cut in cuts {
            for (choice, replay) in script.iter().cycle().take(cut) {
                driver.turn(*choice, *replay);
            }
            if driver.progress.is_ended() {
                break;
            }
            driver = driver.die();
        }
        if !driver.progress.is_ended() {
            driver.play(&script);
        }
        driver.check_effects();
        prop_assert_eq!(plain.finished, driver.finished.clone());
        let pruned = driver.recorded.iter().filter(|row| row.status == Some(ResultCode::Pruned)).count();
        let is_gone = |object: &&Object| object.name().starts_with("extra");
        prop_assert!(driver.finished != [OperationPhase::Succeeded] || (pruned == n_extra && driver.world.live.objects.values().filter(is_gone).count() == 0));
    }

    #[test]
    fn facts_out_of_nowhere_never_send_an_ended_task((parts, n_extra) in application(), facts in prop::collection::vec((0..8_u8, any::<Index>(), 0..3_u32), 0..80)) {
        let mut driver = Driver::new(&parts, world(&parts, n_extra));
        driver.hear(Fact::Began);
        for (kind, index, attempt) in facts.into_iter().filter(|_| !driver.plan.tasks.is_empty()).collect::<Vec<_>>() {
            if !driver.finished.is_empty() {
                break;
            }
            let task = index.index(driver.plan.tasks.len());
            let uid = driver.progress.tasks[task].uid.clone();
            driver.hear(match kind {
                0 => Fact::Applied { task, attempt, outcome: Ok(Sent::default()) },
                1 => Fact::Applied { task, attempt, outcome: Err(Problem::error(ProblemKind::Conflict, "no")) },
                2 => Fact::Deleted { task, uid, outcome: Ok(()) },
                3 => Fact::Gone { task, uid },
                4 => Fact::Observed { task, seen: Seen { uid, generation: 0, health: Some(Health::new(HealthStatus::Healthy, "")) } },
                5 => Fact::Paused { after: driver.progress.at().unwrap_or_default() },
                6 => Fact::Released { task, uid, outcome: Ok(()) },
                _ => Fact::Approved,
            });
        }
    }
}
