//! The session without a console: the same `update`, the same runtime, driven until something is so.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::model::ids::AppKey;
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Problem, ProblemKind};
use crate::runtime::Runtime;
use crate::runtime::connect::plane_id;
use crate::runtime::inbox::Incoming;
use crate::runtime::world::World;
use crate::session::apps::{self, Detail};
use crate::session::command::Command;
use crate::session::msg::{Msg, Timed};
use crate::session::state::{Connection, Slot, State};
use crate::session::update::access::why_unseen;
use crate::session::update::{next_wake, update};

use super::app_args::Several;

/// How long is waited for the first list of Applications.
const CONNECT: Duration = Duration::from_secs(40);

/// The cluster did not answer in time; the last reason, where there was one.
fn silent(state: &State) -> Problem {
    let why = match &state.plane.connection {
        Connection::Lost(_, problem) => format!(": {problem}"),
        Connection::Failed(_) | Connection::Up | Connection::Idle | Connection::Connecting => String::new(),
    };
    let cause = format!("{} did not list its applications within {} s{why}", state.plane.id, CONNECT.as_secs());
    Problem::error(ProblemKind::Unreachable, cause).hint("check the cluster and the network: kubectl get applications -A")
}

/// An object's labels.
pub(super) fn labels(object: &Object) -> BTreeMap<String, String> {
    let labels = object.get(&["metadata", "labels"]).and_then(Value::as_map).cloned().unwrap_or_default();
    labels.iter().filter_map(|(key, value)| Some((key.as_str().to_owned(), value.as_str()?.to_owned()))).collect()
}

/// A session that nobody looks at.
pub(super) struct Headless {
    pub(super) state: State,
    runtime: Runtime<()>,
    /// Notices that were handed out already.
    told: usize,
}

impl Headless {
    /// Connects, and waits for the list of Applications.
    pub(super) fn connect(world: World) -> Result<Self, Problem> {
        let state = State::new(plane_id(&world.connect), Timestamp::now());
        let runtime =
            Runtime::start(world).map_err(|error| Problem::error(ProblemKind::Internal, format!("threads cannot be started: {error}")))?;
        runtime.close_on_signals(true);
        let mut own = Self { state, runtime, told: 0 };
        own.send(Command::Connect);
        own.until(Some(CONNECT), |state| match &state.plane.connection {
            Connection::Failed(problem) => Some(Err(problem.clone())),
            // What a moment may mend (throttling, a CRD that is just being served) is waited for.
            Connection::Lost(_, problem) if !matches!(problem.kind, ProblemKind::Unreachable | ProblemKind::Limit) => {
                Some(Err(problem.clone()))
            }
            Connection::Up if state.plane.is_listed => Some(Ok(())),
            Connection::Up | Connection::Lost(..) | Connection::Idle | Connection::Connecting => None,
        })
        .map_err(|problem| if problem.kind == ProblemKind::Limit { silent(&own.state) } else { problem })??;
        Ok(own)
    }

    /// Hands a command to the session.
    pub(super) fn send(&mut self, command: Command) {
        self.take(Msg::Command(command));
    }

    fn take(&mut self, msg: Msg) {
        let effects = update(&mut self.state, Timed { at: Timestamp::now(), msg });
        self.runtime.carry_out(effects);
    }

    /// Goes on until the question has an answer, or the time is over.
    pub(super) fn until<T>(&mut self, limit: Option<Duration>, mut question: impl FnMut(&State) -> Option<T>) -> Result<T, Problem> {
        let end = limit.map(|limit| Instant::now() + limit);
        loop {
            if let Some(answer) = question(&self.state) {
                return Ok(answer);
            }
            if end.is_some_and(|end| Instant::now() >= end) {
                return Err(Problem::error(ProblemKind::Limit, "the time is over").hint("give more with --timeout"));
            }
            let wake = next_wake(&self.state).map(|at| {
                let wait = at.duration_since(Timestamp::now());
                Instant::now() + Duration::try_from(wait).unwrap_or_default()
            });
            let deadline = [end, wake].into_iter().flatten().min();
            match self.runtime.inbox.next(deadline) {
                Incoming::Reply(reply) => self.take(Msg::Reply(reply)),
                Incoming::Observed(seen) => self.take(Msg::Observed(seen)),
                Incoming::Wake | Incoming::Input(()) => self.take(Msg::Tick),
                Incoming::Closed => return Err(Problem::error(ProblemKind::Unreachable, "interrupted")),
            }
        }
    }

    /// Waits until the projects are read, or may not be: what they admit is asked of them. A server that is not ready for it yet (a
    /// kind that was defined just now) is asked again by their watch; where that takes too long, what it said last stands.
    pub(super) fn know_projects(&mut self) -> Result<(), Problem> {
        /// How long is waited for their list, once applications are there.
        const PATIENCE: Duration = Duration::from_secs(15);
        let known = |state: &State| match &state.plane.projects_listed {
            Some(Err(problem)) => (problem.kind == ProblemKind::Forbidden).then_some(()),
            listed => listed.is_some().then_some(()),
        };
        match self.until(Some(PATIENCE), known) {
            Err(problem) if problem.kind != ProblemKind::Limit => Err(problem),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Waits until it is known of every lock whether somebody still drives behind it; where the server does not say in time, it stays
    /// unknown.
    pub(super) fn know_locks(&mut self) {
        /// Longer than a healthy server needs for a few Leases.
        const PATIENCE: Duration = Duration::from_secs(3);
        let is_open = |state: &State| state.locks.keys().any(|app| state.is_busy(&Slot::Lock(app.clone())));
        // Running out of time is no failure: what is not known is shown as such.
        let _ = self.until(Some(PATIENCE), |state| (!is_open(state)).then_some(()));
    }

    /// An application's typed form.
    pub(super) fn detail(&self, app: &AppKey) -> Result<Detail, Problem> {
        let missing = || Problem::error(ProblemKind::NotFound, format!("{app} is gone"));
        let object = self.state.apps.get(app).ok_or_else(missing)?.body.unpack()?;
        Ok(apps::detail(object))
    }

    /// Notices that were not handed out yet.
    pub(super) fn news(&mut self) -> Vec<Problem> {
        let new: Vec<Problem> = self.state.notices.iter().skip(self.told).map(|notice| notice.problem.clone()).collect();
        self.told = self.state.notices.len();
        new
    }

    /// The applications that names or a selector mean; each once, in that order.
    pub(super) fn apps(&self, several: &Several) -> Result<Vec<AppKey>, Problem> {
        let namespace = several.app_namespace.as_deref();
        let Some(selector) = &several.selector else {
            let mut keys: Vec<AppKey> = Vec::new();
            for name in &several.names {
                let key = self.app(name, namespace)?;
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            return Ok(keys);
        };
        let fits = |key: &&AppKey| {
            namespace.is_none_or(|namespace| *key.namespace == *namespace)
                && self.state.apps.get(key).and_then(|app| app.body.unpack().ok()).is_some_and(|object| selector.matches(&labels(&object)))
        };
        let keys: Vec<AppKey> = self.state.apps.keys().filter(fits).cloned().collect();
        if keys.is_empty() {
            return Err(Problem::error(ProblemKind::NotFound, "no application has these labels").hint("list them with: tiphys app list"));
        }
        Ok(keys)
    }

    /// The application that a name means: `NAME`, `NAMESPACE/NAME`, `argocd/NAME`.
    pub(super) fn app(&self, name: &str, namespace: Option<&str>) -> Result<AppKey, Problem> {
        let (namespace, name) = match name.split_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (namespace, name),
        };
        let namespace = namespace.unwrap_or(&self.state.plane.settings.control_namespace);
        let key = AppKey::new(self.state.plane.id.clone(), namespace, name);
        if self.state.apps.contains_key(&key) {
            return Ok(key);
        }
        if let Some(problem) = why_unseen(&self.state, &key) {
            return Err(problem);
        }
        let mut near: Vec<(usize, &str)> = self
            .state
            .apps
            .keys()
            .map(|known| (strsim::damerau_levenshtein(&known.name, name), &*known.name))
            .filter(|(distance, _)| *distance <= 2)
            .collect();
        near.sort_unstable();
        let missing = Problem::error(ProblemKind::NotFound, format!("there is no application {key}"));
        Err(match near.first() {
            Some((_, near)) => missing.hint(format!("did you mean {near}?")),
            None => missing.hint("list them with: tiphys app list"),
        })
    }
}
