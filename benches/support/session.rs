//! A session without a console in the bench's own process: the same `update` and runtime against a server elsewhere. It knows no screen.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tiphys::adapters::cluster::connect::Choice;
use tiphys::model::ids::AppKey;
use tiphys::runtime::connect::plane_id;
use tiphys::runtime::inbox::Incoming;
use tiphys::runtime::world::{Connect, Limits, World};
use tiphys::runtime::{Counts, Runtime};
use tiphys::session::command::Command;
use tiphys::session::msg::{Msg, Timed};
use tiphys::session::state::State;
use tiphys::session::update::{next_wake, update};

/// What is waited for at most.
const LONGEST: Duration = Duration::from_mins(10);

/// The session.
pub(crate) struct Session {
    pub(crate) state: State,
    runtime: Runtime<()>,
}

impl Session {
    /// Connects, and waits for the list of so many applications.
    pub(crate) fn connect(kubeconfig: &Path, cache: &Path, apps: usize) -> Self {
        let choice = Choice { kubeconfig: Some(kubeconfig.to_owned()), ..Choice::default() };
        let world = World {
            connect: Connect::Kubeconfig(choice),
            cache: cache.to_owned(),
            state: cache.join("state"),
            worker: env!("CARGO_BIN_EXE_tiphys").into(),
            is_demo: false,
            trusted_remotes: Vec::new(),
            limits: Limits { evaluate: LONGEST, ..Limits::default() },
        };
        let state = State::new(plane_id(&world.connect), Timestamp::now());
        let mut own = Self { state, runtime: Runtime::start(world).expect("threads") };
        own.send(Command::Connect);
        own.until("the list", |state| state.plane.is_up() && state.apps.len() == apps);
        own
    }

    /// Everything that is listed.
    pub(crate) fn apps(&self) -> Vec<AppKey> {
        self.state.apps.keys().cloned().collect()
    }

    /// What was done so far.
    pub(crate) fn counts(&self) -> Counts {
        self.runtime.counts()
    }

    /// Hands a command to the session.
    pub(crate) fn send(&mut self, command: Command) {
        self.handle(Msg::Command(command));
    }

    fn handle(&mut self, msg: Msg) {
        let effects = update(&mut self.state, Timed { at: Timestamp::now(), msg });
        self.runtime.carry_out(effects);
    }

    /// Takes the next thing in; waits at most until then.
    fn turn(&mut self, end: Instant) {
        let wake = next_wake(&self.state).map(|at| at.duration_since(Timestamp::now()));
        let wake = wake.map(|left| Instant::now() + Duration::try_from(left).unwrap_or_default());
        match self.runtime.inbox.next(Some(wake.map_or(end, |wake| wake.min(end)))) {
            Incoming::Reply(reply) => self.handle(Msg::Reply(reply)),
            Incoming::Observed(seen) => self.handle(Msg::Observed(seen)),
            Incoming::Wake | Incoming::Input(()) => self.handle(Msg::Tick),
            Incoming::Closed => panic!("the runtime ended"),
        }
    }

    /// Goes on until it is so.
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&State) -> bool) {
        let end = Instant::now() + LONGEST;
        while !is_so(&self.state) {
            assert!(Instant::now() < end, "no {what} within {LONGEST:?}: {:?}", self.state.notices);
            self.turn(end);
        }
    }

    /// Goes on until each application is so; each is asked until it is.
    pub(crate) fn until_each(&mut self, what: &str, is_so: impl Fn(&State, &AppKey) -> bool) {
        let end = Instant::now() + LONGEST;
        let mut open: BTreeSet<AppKey> = self.state.apps.keys().cloned().collect();
        loop {
            while let Some(app) = open.first().filter(|app| is_so(&self.state, app)).cloned() {
                open.remove(&app);
            }
            if open.is_empty() {
                return;
            }
            assert!(Instant::now() < end, "no {what} within {LONGEST:?}: {:?}", self.state.notices);
            self.turn(end);
        }
    }

    /// Goes on for this long.
    pub(crate) fn rest(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.turn(end);
        }
    }
}
