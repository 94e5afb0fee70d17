//! A console without a terminal over a real world: the session, the real runtime, real Git on disk, the real Kubernetes client, and the
//! sandbox below it. It runs the loop of `tui::run`; frames end in a buffer instead of a terminal. Every wait has a deadline and prints
//! the screen when it ends.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};

use tiphys::adapters::cluster::connect::Cluster;
use tiphys::model::ids::ClusterId;
use tiphys::runtime::Runtime;
use tiphys::runtime::inbox::Incoming;
use tiphys::runtime::seed::{self, Seed};
use tiphys::runtime::world::{Connect, Limits, World};
use tiphys::sandbox::host::{Config, Sandbox};
use tiphys::sandbox::tls::ServerHandle;
use tiphys::session::command::Command;
use tiphys::session::msg::{Msg, Timed};
use tiphys::session::state::State;
use tiphys::session::update::command::refusal;
use tiphys::session::update::{next_wake, update};
use tiphys::tui::color::Depth;
use tiphys::tui::glyph::Glyphs;
use tiphys::tui::input::InputEvent;
use tiphys::tui::key::{Key, sequence};
use tiphys::tui::keymap::{Keymap, Preset};
use tiphys::tui::paint::{Look, paint};
use tiphys::tui::theme::Theme;
use tiphys::tui::ui::Ui;
use tiphys::tui::{assemble, capture, handle};

use super::desk::value;
use super::pty::LONGEST;
use super::repo::Repo;

/// A sandbox, a folder for repositories and caches, and who serves both.
pub(crate) struct Ground {
    pub(crate) sandbox: Sandbox,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) limits: Limits,
    reactor: tokio::runtime::Runtime,
}

/// An Application of the control plane's namespace, over a folder of a repository.
pub(crate) fn application(name: &str, repo: &str, path: &str, namespace: &str) -> Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"project": "default", "source": {"repoURL": repo, "path": path, "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": namespace}},
    })
}

impl Ground {
    pub(crate) fn new() -> Self {
        let reactor = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
        let sandbox = reactor.block_on(async { Sandbox::new(Config::default()) });
        let limits = Limits { fetch_again: Duration::ZERO, ..Limits::default() };
        Self { sandbox, folder: tempfile::tempdir().expect("a folder"), limits, reactor }
    }

    pub(crate) fn repo(&self, name: &str) -> Repo {
        Repo::init(&self.folder.path().join(format!("{name}.git")))
    }

    fn world(&self, token: &str) -> World {
        let client = self.reactor.block_on(async { self.sandbox.client_with_token(token) });
        World {
            connect: Connect::Ready(Cluster::from_client(client, ClusterId::new("sandbox"))),
            cache: self.folder.path().join("cache"),
            state: self.folder.path().join("state"),
            worker: PathBuf::from(env!("CARGO_BIN_EXE_tiphys")),
            is_demo: true,
            trusted_remotes: Vec::new(),
            limits: self.limits.clone(),
        }
    }

    /// Creates the CRDs, these namespaces and these Applications.
    pub(crate) fn plant(&self, namespaces: &[&'static str], applications: &[Value]) {
        let seed = Seed {
            namespaces: [&["argocd"], namespaces].concat(),
            configs: Vec::new(),
            projects: Vec::new(),
            applications: applications.iter().cloned().map(value).collect(),
            by_hand: Vec::new(),
        };
        let world = self.world("admin-token");
        self.reactor.block_on(seed::seed(&world, seed)).expect("it is planted");
    }

    /// Creates an object as the administrator, below this collection.
    pub(crate) fn create(&self, path: &str, object: &Value) {
        let request = http::Request::post(path).header("content-type", "application/json").body(object.to_string().into_bytes());
        let asked = async { self.sandbox.client().request::<Value>(request.expect("a request")).await };
        self.reactor.block_on(asked).expect("it is created");
    }

    /// Changes an object as the administrator, by merge patch.
    pub(crate) fn patch(&self, path: &str, patch: &Value) {
        let request =
            http::Request::patch(path).header("content-type", "application/merge-patch+json").body(patch.to_string().into_bytes());
        let asked = async { self.sandbox.client().request::<Value>(request.expect("a request")).await };
        self.reactor.block_on(asked).expect("it is changed");
    }

    /// Deletes an object as the administrator.
    pub(crate) fn delete(&self, path: &str) {
        let request = http::Request::delete(path).body(Vec::new()).expect("a request");
        self.reactor.block_on(async { self.sandbox.client().request::<Value>(request).await }).expect("it is deleted");
    }

    /// Reads an object as the administrator; none where there is none.
    pub(crate) fn read(&self, path: &str) -> Option<Value> {
        let request = http::Request::get(path).body(Vec::new()).expect("a request");
        self.reactor.block_on(async { self.sandbox.client().request::<Value>(request).await }).ok()
    }

    /// How often what lies below a path was changed by somebody's request.
    pub(crate) fn n_changes(&self, path: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request.path.starts_with(path) && request.changed).count()
    }

    /// Serves it on loopback for as long as the handle lives, with the administrator's kubeconfig in a file.
    pub(crate) fn serve(&self) -> (ServerHandle, PathBuf) {
        let handle = self.reactor.block_on(self.sandbox.serve_tls(([127, 0, 0, 1], 0).into())).expect("a port");
        let file = self.folder.path().join("kubeconfig");
        std::fs::write(&file, handle.kubeconfig("admin", "admin-token")).expect("it is written");
        (handle, file)
    }

    /// A console on it, as the administrator.
    pub(crate) fn console(&self) -> Console {
        self.console_of("admin-token")
    }

    /// A console as whom this token stands for.
    pub(crate) fn console_of(&self, token: &str) -> Console {
        Console::start(self.world(token))
    }
}

/// A console without a terminal.
pub(crate) struct Console {
    pub(crate) state: State,
    pub(crate) ui: Ui,
    runtime: Runtime<InputEvent>,
}

impl Console {
    fn start(world: World) -> Self {
        let theme = Theme::shipped("default", Depth::True).expect("it is shipped").expect("it loads");
        let keymap = Keymap::preset(Preset::Default).expect("it loads");
        let look = Look { theme, glyphs: Glyphs::Unicode };
        let mut console = Self {
            state: State::new(ClusterId::new("sandbox"), Timestamp::now()),
            ui: Ui::new(keymap, look, Rect::new(0, 0, 120, 40)),
            runtime: Runtime::start(world).expect("threads"),
        };
        console.tell(Msg::Command(Command::Connect));
        console
    }

    fn tell(&mut self, msg: Msg) {
        let effects = update(&mut self.state, Timed { at: Timestamp::now(), msg });
        self.runtime.carry_out(effects);
    }

    /// Types keys as keymaps write them, with a frame after each.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in sequence(keys).expect("keys") {
            self.press(key);
        }
        self
    }

    /// Types a text, character by character.
    pub(crate) fn typed(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(Key::char(c));
        }
        self
    }

    fn press(&mut self, key: Key) {
        handle::input(&mut self.ui, &self.state, InputEvent::Key(key), Instant::now());
        self.settle();
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.ui.area = Rect::new(0, 0, width, height);
        self.settle();
        self
    }

    /// What the loop does between two things that come; the terminal reports its cursor's position at once.
    fn settle(&mut self) -> Buffer {
        let now = Instant::now();
        self.ui.pass(now);
        self.ui.notice(&self.state, now);
        handle::confirm::recheck(&mut self.ui, &self.state, now);
        self.commands();
        self.ui.todo.clear();
        let frame = assemble::frame(&mut self.ui, &self.state);
        let mut buffer = Buffer::empty(self.ui.area);
        let hits = paint(&frame, &self.ui.look, &mut buffer);
        if self.ui.painted(hits, now) {
            self.ui.reported();
        }
        self.ui.want(&self.state, now);
        self.commands();
        buffer
    }

    fn commands(&mut self) {
        while let Some(command) = self.ui.commands.pop_front() {
            self.tell(Msg::Command(command));
        }
    }

    /// The screen as text.
    pub(crate) fn screen(&mut self) -> String {
        capture::text(&self.settle())
    }

    /// Waits until the screen is so; returns it.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, mut is_so: impl FnMut(&str) -> bool) -> String {
        self.until_all(what, |screen, _| is_so(screen))
    }

    #[track_caller]
    fn until_all(&mut self, what: &str, mut is_so: impl FnMut(&str, &State) -> bool) -> String {
        let end = Instant::now() + LONGEST;
        loop {
            let screen = self.screen();
            if is_so(&screen, &self.state) {
                return screen;
            }
            assert!(Instant::now() < end, "no {what} within {LONGEST:?}:\n{screen}\nnotices: {:#?}", self.state.notices);
            let soon = next_wake(&self.state).and_then(|at| Duration::try_from(at.duration_since(Timestamp::now())).ok());
            // A frame's worth at most: ages and messages end by the console's own clock.
            let wait = soon.unwrap_or(Duration::MAX).clamp(Duration::from_millis(1), Duration::from_millis(50));
            match self.runtime.inbox.next(Some(Instant::now() + wait)) {
                Incoming::Reply(reply) => self.tell(Msg::Reply(reply)),
                Incoming::Observed(seen) => self.tell(Msg::Observed(seen)),
                Incoming::Input(event) => handle::input(&mut self.ui, &self.state, event, Instant::now()),
                Incoming::Wake => self.tell(Msg::Tick),
                Incoming::Closed => panic!("the inbox was closed:\n{screen}"),
            }
        }
    }

    /// Waits until the screen shows all of these texts; returns it.
    #[track_caller]
    pub(crate) fn sees(&mut self, texts: &[&str]) -> String {
        self.until(&format!("{texts:?} on the screen"), |screen| texts.iter().all(|text| screen.contains(text)))
    }

    /// Fails, with the screen, if it shows this text.
    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "`{text}` is on the screen:\n{screen}");
        self
    }

    /// Goes to the list and opens this application there.
    #[track_caller]
    pub(crate) fn open(&mut self, name: &str) -> &mut Self {
        self.ui.home();
        self.keys("esc /").typed(name).keys("enter");
        self.sees(&[&format!("/{name}"), &format!("▌ {name}")]);
        self.keys("enter");
        self.sees(&["Triage", "Tree", "History"]);
        self
    }

    /// Plans a sync of the application that is open, confirms it and waits until its health is settled.
    #[track_caller]
    pub(crate) fn sync(&mut self) -> &mut Self {
        self.begins_sync();
        self.sees(&["✓ Succeeded  came to Healthy"]);
        self
    }

    /// Plans a sync of the application that is open, and confirms it.
    #[track_caller]
    pub(crate) fn begins_sync(&mut self) {
        // On a tree `s` would mean the resource under the cursor.
        self.ui.home();
        self.keys("s");
        // Before it is known who drives here, a confirm is refused.
        self.until_all("finished plan", |screen, state| {
            screen.contains("digest p1:") && !screen.contains("planning again") && refusal(state).is_none()
        });
        self.keys("enter").sees(&["[ Cancel ]"]);
        self.keys("y").sees(&["Operation"]);
    }

    /// Proves that it lives: help opens and closes.
    #[track_caller]
    pub(crate) fn is_alive(&mut self) {
        if self.ui.is_too_small() {
            self.resize(80, 24);
        }
        self.keys("?").sees(&["Help:"]);
        self.keys("esc").hides("Help:");
    }
}
