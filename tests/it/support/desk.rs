//! A console without a terminal: a session with a small fleet, hand-made answers, keys in, screens out.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};

use tiphys::engine::compare::{Verdict, Verdicts};
use tiphys::engine::manifest::json::object_from_json;
use tiphys::engine::resources::row::{Facts, Judged, ResourceRow};
use tiphys::engine::sync::plan::Plan;
use tiphys::engine::sync::request::DestinationId;
use tiphys::engine::sync::task::{ApplyMode, DryRun, Propagation, Risk, RiskKind, Task, Verb};
use tiphys::model::ids::{AppKey, ClusterId, Digest, GroupKind, ObjectKey, Sha};
use tiphys::model::object::Object;
use tiphys::model::object::key::Interner;
use tiphys::model::project::AppProject;
use tiphys::model::status::{Health, HealthStatus, SyncPhase, SyncStatus};
use tiphys::session::apps::row;
use tiphys::session::command::{Command, PlanFor};
use tiphys::session::effect::{Effect, Ticket, Ticketed};
use tiphys::session::msg::{Msg, Reply, Timed};
use tiphys::session::outcome::{Connected, Evaluation, Identity, Observation, Outcome, Presence};
use tiphys::session::packed::Packed;
use tiphys::session::state::State;
use tiphys::session::update::update;
use tiphys::tui::color::Depth;
use tiphys::tui::glyph::Glyphs;
use tiphys::tui::input::InputEvent;
use tiphys::tui::key::sequence;
use tiphys::tui::keymap::{Keymap, Preset};
use tiphys::tui::paint::{Look, paint};
use tiphys::tui::theme::Theme;
use tiphys::tui::ui::{Todo, Ui};
use tiphys::tui::{assemble, capture, handle};

/// Commits of the fleet.
pub(crate) const BAD: &str = "9f3c2a1b00000000000000000000000000000000";
pub(crate) const GOOD: &str = "41c07de500000000000000000000000000000000";

/// A console on a fleet, without a terminal.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) ui: Ui,
    /// What the session was asked, in order.
    pub(crate) asked: Vec<Command>,
    /// Effects that were not answered.
    pub(crate) open: Vec<Ticketed>,
    /// What the loop was asked to do.
    pub(crate) done: Vec<Todo>,
    /// Whether the terminal answers requests for its cursor's position at once.
    pub(crate) reports: bool,
    pub(crate) now: Instant,
    clock: jiff::Timestamp,
}

pub(crate) fn app(name: &str) -> AppKey {
    AppKey::new(ClusterId::new("demo"), "argocd", name)
}

pub(crate) fn object(kind: &str, name: &str) -> ObjectKey {
    let group = match kind {
        "Deployment" | "ReplicaSet" => "apps",
        "Job" => "batch",
        "Ingress" => "networking.k8s.io",
        _ => "",
    };
    ObjectKey { cluster: ClusterId::new("demo"), namespace: "shop".into(), group_kind: GroupKind::new(group, kind), name: name.into() }
}

/// An application as the API server has it.
pub(crate) fn application(name: &str, sync: &str, health: &str, revision: &str, automated: bool) -> Object {
    let record = |id: i64, revision: &str, at: &str| json!({"id": id, "revision": revision, "deployedAt": at, "source": source(), "initiatedBy": {"username": "ana"}});
    let policy = if automated { json!({"automated": {"selfHeal": true}}) } else { json!({}) };
    value(json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd", "uid": format!("uid-{name}"), "resourceVersion": "7",
            "creationTimestamp": "2026-11-01T08:00:00Z",
            "annotations": {"tiphys.dev/verdicts": "[{\"id\":1,\"health\":\"Healthy\",\"at\":\"2026-11-14T08:01:00Z\",\"by\":\"tiphys\"}]"}},
        "spec": {"project": "shop", "source": source(), "syncPolicy": policy,
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "shop"}},
        "status": {
            "sync": {"status": sync, "revision": revision}, "health": {"status": health},
            "reconciledAt": "2026-11-20T11:59:00Z",
            "history": [record(1, GOOD, "2026-11-14T08:00:00Z"), record(2, BAD, "2026-11-20T11:56:00Z")],
            "operationState": {"phase": "Succeeded", "message": "successfully synced", "startedAt": "2026-11-20T11:55:50Z",
                "finishedAt": "2026-11-20T11:56:00Z", "operation": {"initiatedBy": {"automated": true}, "sync": {}},
                "syncResult": {"revision": revision, "source": source(), "resources": []}},
        }
    }))
}

fn source() -> Value {
    json!({"repoURL": "file:///srv/git/shop.git", "path": "overlays/production", "targetRevision": "main"})
}

pub(crate) fn value(value: Value) -> Object {
    object_from_json(value.to_string().as_bytes(), &mut Interner::default()).expect("an object")
}

impl Desk {
    /// The fleet at 80×24, connected, nobody else driving.
    pub(crate) fn new() -> Self {
        Self::sized(80, 24)
    }

    pub(crate) fn sized(width: u16, height: u16) -> Self {
        let theme = Theme::shipped("default", Depth::True).expect("it is shipped").expect("it loads");
        let keymap = Keymap::preset(Preset::Default).expect("it loads");
        let clock = "2026-11-20T12:00:00Z".parse().expect("a time");
        let mut desk = Self {
            state: State::new(ClusterId::new("demo"), clock),
            ui: Ui::new(keymap, Look { theme, glyphs: Glyphs::Unicode }, Rect::new(0, 0, width, height)),
            asked: Vec::new(),
            open: Vec::new(),
            done: Vec::new(),
            reports: true,
            now: Instant::now(),
            clock,
        };
        desk.tell(Msg::Command(Command::Connect));
        desk.answer(|effect| matches!(effect, Effect::Connect), connected());
        desk.see(fleet());
        desk.settle();
        desk
    }

    /// Tells the session something.
    pub(crate) fn tell(&mut self, msg: Msg) {
        self.open.extend(update(&mut self.state, Timed { at: self.clock, msg }));
    }

    /// Shows the session applications.
    pub(crate) fn see(&mut self, objects: Vec<Object>) {
        let seen = |object: &Object| Observation::App { key: app(object.name()), row: Box::new(row(object)), body: Packed::new(object) };
        let seen = objects.iter().map(seen).chain(listed()).collect();
        self.tell(Msg::Observed(seen));
    }

    /// Answers the first open effect of a kind; whether there was one.
    pub(crate) fn answer(&mut self, which: impl Fn(&Effect) -> bool, outcome: Outcome) -> bool {
        let Some(at) = self.open.iter().position(|open| which(&open.effect)) else { return false };
        let Ticketed { ticket, .. } = self.open.remove(at);
        self.reply(ticket, outcome);
        true
    }

    /// Answers every open effect of a kind with what is made of it.
    pub(crate) fn answer_all(&mut self, make: impl Fn(&Effect) -> Option<Outcome>) {
        while let Some((at, outcome)) = self.open.iter().enumerate().find_map(|(at, open)| Some((at, make(&open.effect)?))) {
            let Ticketed { ticket, .. } = self.open.remove(at);
            self.reply(ticket, outcome);
        }
        self.settle();
    }

    fn reply(&mut self, ticket: Ticket, outcome: Outcome) {
        self.tell(Msg::Reply(Box::new(Reply { ticket, outcome })));
    }

    /// Types keys as keymaps write them, painting after each, as a person does.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in sequence(keys).expect("keys") {
            self.input(InputEvent::Key(key));
            self.settle();
        }
        self
    }

    /// Types a text, character by character.
    pub(crate) fn typed(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.input(InputEvent::Key(tiphys::tui::key::Key::char(c)));
        }
        self.settle();
        self
    }

    pub(crate) fn input(&mut self, event: InputEvent) {
        handle::input(&mut self.ui, &self.state, event, self.now);
    }

    /// What the loop does between two things that come: what was asked, then a frame.
    pub(crate) fn settle(&mut self) {
        for _ in 0..3 {
            self.ui.pass(self.now);
            self.ui.notice(&self.state, self.now);
            handle::confirm::recheck(&mut self.ui, &self.state, self.now);
            while let Some(command) = self.ui.commands.pop_front() {
                self.asked.push(command.clone());
                self.tell(Msg::Command(command));
            }
            self.done.extend(self.ui.todo.drain(..));
            self.frame();
            if self.ui.is_reporting() && self.reports {
                self.ui.reported();
            }
        }
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, time: Duration) {
        self.now += time;
        self.settle();
    }

    /// Paints, as the loop does.
    pub(crate) fn frame(&mut self) -> Buffer {
        let frame = assemble::frame(&mut self.ui, &self.state);
        let mut buffer = Buffer::empty(self.ui.area);
        let hits = paint(&frame, &self.ui.look, &mut buffer);
        self.ui.painted(hits, self.now);
        self.ui.want(&self.state, self.now);
        buffer
    }

    /// The screen as text.
    pub(crate) fn screen(&mut self) -> String {
        capture::text(&self.frame())
    }

    /// Fails, with the screen, unless it shows this text.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "`{text}` is not on the screen:\n{screen}");
        self
    }

    /// Fails, with the screen, if it shows this text.
    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "`{text}` is on the screen:\n{screen}");
        self
    }

    /// World-changing commands that were sent.
    pub(crate) fn changes(&self) -> Vec<&Command> {
        let is_change = |command: &&Command| {
            matches!(
                command,
                Command::Start { .. }
                    | Command::Terminate { .. }
                    | Command::Resume { .. }
                    | Command::HandBack { .. }
                    | Command::Hold { .. }
                    | Command::Release { .. }
                    | Command::Delete { .. }
                    | Command::Create { .. }
                    | Command::Act { .. }
                    | Command::Ignore { .. }
            )
        };
        self.asked.iter().filter(is_change).collect()
    }

    /// Judges an application: a Deployment that is so, and a Service.
    pub(crate) fn judge(&mut self, name: &str, health: HealthStatus) {
        let live = |kind: &str, status| {
            Observation::Live(Arc::new(ResourceRow {
                key: object(kind, name),
                version: "v1".into(),
                uid: format!("uid-{kind}-{name}").into(),
                resource_version: "9".into(),
                generation: 1,
                created: "2026-11-14T08:00:00Z".into(),
                is_deleting: false,
                owners: Vec::new(),
                instance: None,
                borrowed: None,
                is_hook: false,
                ignores_health: false,
                because: None,
                judged: Judged::ByRule,
                since: None,
                health: Some(Health::new(status, if status == HealthStatus::Healthy { "" } else { "exceeded its progress deadline" })),
                images: vec!["shop/web:1.8.0".into()],
                facts: Facts::None,
            }))
        };
        let key = app(name);
        let verdict = |kind: &str| Verdict { status: SyncStatus::Synced, ..verdict(object(kind, name)) };
        let evaluation = Evaluation {
            revisions: vec![Sha::new(BAD)],
            source_types: Vec::new(),
            verdicts: Arc::new(Verdicts {
                status: SyncStatus::Synced,
                rows: vec![verdict("Service"), verdict("Deployment")],
                rules: Vec::new(),
            }),
            problems: Vec::new(),
            unknown: BTreeSet::new(),
            cluster: Some(ClusterId::new("demo")),
            git_stale_since: None,
        };
        let is_its = |effect: &Effect| matches!(effect, Effect::Evaluate { subject, .. } if subject.app == key);
        // On a screen without rows nothing is in view, so nothing is computed.
        self.answer(is_its, Outcome::Evaluated(Box::new(evaluation)));
        self.tell(Msg::Observed(vec![live("Deployment", health), live("Service", HealthStatus::Healthy)]));
        self.settle();
    }

    /// Answers the open request for a plan: one Deployment updated, under this digest.
    pub(crate) fn planned(&mut self, name: &str, digest: &str) -> PlanFor {
        let key = app(name);
        let wanted = self.open.iter().find_map(|open| match &open.effect {
            Effect::Plan { subject, wanted, .. } if subject.app == key => Some(wanted.clone()),
            _ => None,
        });
        let wanted = wanted.expect("a plan was asked for");
        let is_its = |effect: &Effect| matches!(effect, Effect::Plan { subject, .. } if subject.app == key);
        assert!(self.answer(is_its, Outcome::Planned(Arc::new(plan(&key, &wanted, digest)))));
        self.settle();
        wanted
    }
}

pub(crate) fn verdict(key: ObjectKey) -> Verdict {
    Verdict {
        key,
        version: "v1".into(),
        status: SyncStatus::Synced,
        hooks: Vec::new(),
        requires_pruning: false,
        wave: 0,
        is_desired: true,
        is_live: true,
        n_hunks: 0,
        desired_hash: "".into(),
    }
}

/// A plan that updates one Deployment.
pub(crate) fn plan(key: &AppKey, wanted: &PlanFor, digest: &str) -> Plan {
    Plan {
        app: key.clone(),
        uid: format!("uid-{}", key.name).into(),
        destination: DestinationId::InCluster,
        request: wanted.request.clone(),
        start: None,
        sources: Vec::new(),
        has_several_sources: false,
        revisions: vec![Sha::new(GOOD)],
        tasks: vec![Task {
            key: object("Deployment", &key.name),
            version: "v1".into(),
            verb: Verb::Update,
            phase: SyncPhase::Sync,
            wave: 0,
            hook: None,
            hook_delete: Vec::new(),
            generate_name: "".into(),
            mode: ApplyMode::ClientSide,
            force: false,
            skip_validation: false,
            propagation: Propagation::Foreground,
            needs_approval: false,
            is_modified: true,
            makes_namespace: false,
            desired: None,
            live: None,
            why: "".into(),
            risks: vec![Risk { kind: RiskKind::Restarts, text: "restarts 3 Pods".into() }],
            dry_run: DryRun::Passed,
        }],
        problems: Vec::new(),
        account: None,
        judgements: Vec::new(),
        digest: Digest::new(format!("p1:{digest}{}", "0".repeat(64 - digest.len()))),
    }
}

/// What the watches say once everything was listed: applications, and their one project, which admits everything.
fn listed() -> [Observation; 3] {
    let plane = || ClusterId::new("demo");
    let spec = serde_json::json!({
        "sourceRepos": ["*"],
        "destinations": [{ "server": "*", "namespace": "*" }],
        "clusterResourceWhitelist": [{ "group": "*", "kind": "*" }],
    });
    let project = AppProject { spec: serde_json::from_value(spec).expect("a project"), ..AppProject::default() };
    [
        Observation::AppsListed(plane()),
        Observation::Project(plane(), "shop".into(), Some(Arc::new(project))),
        Observation::ProjectsListed(plane(), Ok(())),
    ]
}

fn connected() -> Outcome {
    Outcome::Connected(Ok(Box::new(Connected {
        plane: ClusterId::new("demo"),
        server: "https://127.0.0.1:6443".into(),
        identity: Identity { username: "demo-operator".into(), groups: Vec::new(), verified: true, acting: None },
        settings: Arc::default(),
        access: Arc::default(),
        presence: Presence::Absent,
        kube_version: "v1.36.0".into(),
        clock_ahead_ms: 0,
        is_demo: true,
        problems: Vec::new(),
    })))
}

fn fleet() -> Vec<Object> {
    vec![
        application("checkout-production", "Synced", "Degraded", BAD, true),
        application("checkout-staging", "Synced", "Healthy", BAD, true),
        application("payment-sim-api", "OutOfSync", "Healthy", GOOD, false),
        application("reservation-worker", "OutOfSync", "Progressing", GOOD, false),
        application("nightly-report", "Synced", "Suspended", GOOD, false),
    ]
}
