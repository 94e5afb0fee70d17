//! A project's windows and the one-offs that may concern it, at a time, as faces show them. Pure; another time answers "what if".

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Window, label, one_off, place, validate, words};
use crate::model::house::{House, Label, OneOff, Section, Unread};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::project::SyncWindow;

/// How a window is at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is open.
    Open,
    /// It is closed, and opens (again), as far as `opens` says.
    Closed,
    /// It was open once, and never will be again.
    Ended,
    /// It cannot be read: a project's, or a one-off DENY without dates, blocks whatever it matches; a one-off ALLOW does nothing.
    Unread,
}

/// Where a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// In the AppProject, which Argo CD reads too.
    Project,
    /// In `tiphys-cm`, which it does not read.
    House,
}

/// What a window matches: its lists as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Project globs, of one-offs only.
    pub projects: Vec<String>,
    /// Application globs.
    pub applications: Vec<String>,
    /// Namespace globs.
    pub namespaces: Vec<String>,
    /// Cluster globs.
    pub clusters: Vec<String>,
    /// Whether every list that is set has to match (that of projects always has).
    pub and_operator: bool,
}

/// One window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// ALLOW or DENY; none where it says neither.
    pub label: Option<Label>,
    /// Where it stands.
    pub source: Source,
    /// The same as a place: the project with the number, or `tiphys-cm` with the number.
    pub place: Place,
    /// A one-off's name; empty.
    pub name: Arc<str>,
    /// How it is.
    pub state: State,
    /// When it opens next.
    pub opens: Option<Timestamp>,
    /// When it closes, if it is open; of an ended one-off when it closed.
    pub closes: Option<Timestamp>,
    /// How long it stays so: until it closes if it is open, until it opens if it is not.
    pub remaining: Option<SignedDuration>,
    /// Schedule and duration, or both dates, in words.
    pub times: Arc<str>,
    /// Whose wall clock a schedule means; UTC for dates.
    pub zone: Arc<str>,
    /// What it matches.
    pub matches: Matches,
    /// Whether a person may sync all the same.
    pub manual_sync: bool,
    /// Whether a sync that began while it was allowed may end in it.
    pub sync_overrun: bool,
    /// For people.
    pub description: Arc<str>,
    /// Who set a one-off.
    pub by: Arc<str>,
    /// Why it cannot be read, or what of it is not meant so.
    pub problem: Option<Problem>,
}

/// The windows of a project in their order, then the one-offs that may concern it: open ones, then by when they open, ended ones last.
pub fn listing(project: &str, windows: &[SyncWindow], house: &House, at: Timestamp) -> Vec<Listed> {
    let mut all: Vec<Listed> = windows.iter().enumerate().map(|(index, spec)| of_project(project, index, spec, at)).collect();
    let mut one_offs: Vec<Listed> =
        house.windows.iter().filter(|window| one_off::is_of(window, project)).map(|window| of_house(window, at)).collect();
    one_offs.sort_by_key(|listed| {
        let rank = match listed.state {
            State::Unread => 0,
            State::Open => 1,
            State::Closed => 2,
            State::Ended => 3,
        };
        (rank, listed.opens.or(listed.closes))
    });
    all.extend(one_offs);
    all.extend(house.unread.iter().filter(|unread| unread.section == Section::Windows).map(unreadable));
    all
}

fn of_project(project: &str, index: usize, spec: &SyncWindow, at: Timestamp) -> Listed {
    let SyncWindow { schedule, duration, time_zone, applications, namespaces, clusters, .. } = spec;
    let unknown_zone = || {
        let is_unknown = !time_zone.is_empty() && TimeZone::get(time_zone).is_err();
        let problem = Problem::warning(ProblemKind::BadInput, format!("there is no time zone {time_zone:?}: UTC counts"));
        is_unknown.then(|| problem.at(place(project, index, "timeZone")).hint("write an IANA name such as Europe/Berlin"))
    };
    let problem = validate(project, index, spec).or_else(unknown_zone);
    let read = super::read(project, [(index, spec)]).ok().and_then(|read| read.into_iter().next());
    let is_zone_known = !time_zone.is_empty() && TimeZone::get(time_zone).is_ok();
    let listed = Listed {
        label: label(spec),
        source: Source::Project,
        place: place(project, index, ""),
        name: Arc::default(),
        state: State::Unread,
        opens: None,
        closes: None,
        remaining: None,
        times: format!("{} for {duration}", words::schedule(schedule)).into(),
        zone: if is_zone_known { time_zone.as_str().into() } else { "UTC".into() },
        matches: Matches {
            projects: Vec::new(),
            applications: applications.clone(),
            namespaces: namespaces.clone(),
            clusters: clusters.clone(),
            and_operator: spec.and_operator,
        },
        manual_sync: spec.manual_sync,
        sync_overrun: spec.sync_overrun,
        description: spec.description.as_str().into(),
        by: Arc::default(),
        problem,
    };
    match read {
        Some(window) => at_time(listed, &window, at),
        None => listed,
    }
}

fn of_house(one: &OneOff, at: Timestamp) -> Listed {
    let date = |date: Option<Timestamp>| date.map_or_else(|| "?".to_owned(), |date| date.to_string());
    let problem = one.fault.as_ref().map(|cause| {
        Problem::warning(ProblemKind::BadInput, cause.clone())
            .at(Section::Windows.place(Some(one.index), ""))
            .hint("correct the window in tiphys-cm: until then a DENY blocks what it matches, and an ALLOW lets nothing pass")
    });
    let listed = Listed {
        label: Some(one.label),
        source: Source::House,
        place: Section::Windows.place(Some(one.index), ""),
        name: one.name.clone(),
        state: State::Unread,
        opens: None,
        closes: None,
        remaining: None,
        times: format!("{} to {}", date(one.from), date(one.to)).into(),
        zone: "UTC".into(),
        matches: Matches {
            projects: one.projects.clone(),
            applications: one.applications.clone(),
            namespaces: one.namespaces.clone(),
            clusters: one.clusters.clone(),
            and_operator: one.and_operator,
        },
        manual_sync: one.manual_sync,
        sync_overrun: one.sync_overrun,
        description: one.description.clone(),
        by: one.by.clone(),
        problem,
    };
    match (one.from, one.to) {
        (Some(from), Some(to)) if from < to && !(one.fault.is_some() && one.label == Label::Allow) => {
            let listed = at_time(listed, &one_off::read(one), at);
            if at < to { listed } else { Listed { state: State::Ended, closes: Some(to), remaining: None, ..listed } }
        }
        (Some(_) | None, _) => listed,
    }
}

fn at_time(listed: Listed, window: &Window<'_>, at: Timestamp) -> Listed {
    let (opens, closes) = (window.opens(at), window.closes(at));
    let (state, until) = if window.is_active(at) { (State::Open, closes) } else { (State::Closed, opens) };
    Listed { state, opens, closes, remaining: until.map(|until| until.duration_since(at)), ..listed }
}

fn unreadable(unread: &Unread) -> Listed {
    let place = Section::Windows.place(unread.index, "");
    let problem = Problem::warning(ProblemKind::BadInput, unread.cause.clone())
        .at(place.clone())
        .hint("correct it in tiphys-cm: until then nothing is held back by it");
    Listed {
        label: None,
        source: Source::House,
        place,
        name: unread.name.clone(),
        state: State::Unread,
        opens: None,
        closes: None,
        remaining: None,
        times: Arc::default(),
        zone: "UTC".into(),
        matches: Matches::default(),
        manual_sync: false,
        sync_overrun: false,
        description: Arc::default(),
        by: Arc::default(),
        problem: Some(problem),
    }
}
