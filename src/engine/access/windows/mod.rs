//! Sync windows: which match an application, which are open, whether it may sync. It knows no project object and no clock: windows and
//! times are given. Source: Argo CD `pkg/apis/application/v1alpha1/types.go`, `SyncWindows` (3.6 for `syncOverrun`).
//!
//! An active deny blocks, else an active allow admits, else an inactive allow blocks, else nothing does. A window whose schedule or
//! duration cannot be read blocks everything that it matches: nobody knows what it was meant to allow.

pub mod schedule;

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::glob::Glob;
use crate::model::application::Destination;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::project::SyncWindow;

use super::Verdict;
use schedule::Schedule;

/// What a sync is asked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// Whether a person asks.
    pub manual: bool,
    /// When the operation began, where one is under way.
    pub began: Option<Timestamp>,
}

/// An application as windows match it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its destination.
    pub destination: &'a Destination,
}

/// A window that was read.
#[derive(Debug, Clone)]
pub struct Window<'a> {
    project: &'a str,
    /// Its number in `spec.syncWindows`, from 0.
    pub index: usize,
    /// As it stands there.
    pub spec: &'a SyncWindow,
    schedule: Schedule,
}

/// The windows that match an application, by their number: by name, cluster (server or name) or namespace; with `andOperator` by every
/// list that is set. One whose lists are all empty matches nothing.
pub fn matching<'a>(windows: &'a [SyncWindow], subject: Subject<'_>) -> Vec<(usize, &'a SyncWindow)> {
    windows.iter().enumerate().filter(|(_, window)| matches(window, subject)).collect()
}

fn matches(window: &SyncWindow, Subject { name, destination }: Subject<'_>) -> bool {
    let any = |globs: &[String], texts: &[&str]| {
        let is_match = |glob: &String| Glob::new(glob).is_ok_and(|glob| texts.iter().any(|text| glob.matches(text)));
        globs.iter().any(is_match)
    };
    let clusters: Vec<&str> =
        [&destination.name, &destination.server].into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let lists: [(&[String], &[&str]); 3] =
        [(&window.applications, &[name]), (&window.clusters, &clusters), (&window.namespaces, &[&destination.namespace])];
    let mut set = lists.into_iter().filter(|(globs, _)| !globs.is_empty()).map(|(globs, texts)| any(globs, texts)).peekable();
    if window.and_operator { set.peek().is_some() && set.all(|is_match| is_match) } else { set.any(|is_match| is_match) }
}

/// Reads windows of a project.
///
/// # Errors
/// The first one that cannot be read: its schedule or its duration.
pub fn read<'a>(project: &'a str, windows: impl IntoIterator<Item = (usize, &'a SyncWindow)>) -> Result<Vec<Window<'a>>, Problem> {
    let one = |(index, spec): (usize, &'a SyncWindow)| {
        let schedule = Schedule::new(spec).map_err(|(field, cause)| {
            Problem::error(ProblemKind::BadInput, cause)
                .at(place(project, index, field))
                .hint("correct the window: until then it blocks every sync that it matches")
        })?;
        Ok(Window { project, index, spec, schedule })
    };
    windows.into_iter().map(one).collect()
}

/// Why a window of a project would be refused where it is made.
pub fn validate(project: &str, index: usize, spec: &SyncWindow) -> Option<Problem> {
    let bad = |field: &str, cause: String| Some(Problem::error(ProblemKind::BadInput, cause).at(place(project, index, field)));
    if !["allow", "deny"].contains(&spec.kind.as_str()) {
        return bad("kind", format!("kind {:?} is neither allow nor deny", spec.kind));
    }
    if spec.description.len() > 255 {
        return bad("description", format!("the description has {} bytes, 255 are allowed", spec.description.len()));
    }
    match Schedule::new(spec) {
        Ok(_) => None,
        Err((field, cause)) => bad(field, cause),
    }
}

/// Whether an application that these windows match may sync.
pub fn can_sync(windows: &[Window<'_>], asked: Asked) -> Verdict {
    let (active, inactive): (Vec<&Window<'_>>, Vec<&Window<'_>>) = windows.iter().partition(|window| window.is_active(asked.at));
    let denies: Vec<&Window<'_>> = active.iter().copied().filter(|window| window.spec.kind == "deny").collect();
    let allows: Vec<&Window<'_>> = inactive.into_iter().filter(|window| window.spec.kind == "allow").collect();
    if let Some(deny) = strictest(&denies, asked.manual) {
        return excused(windows, &denies, asked).unwrap_or_else(|| blocked(deny, asked, "is open and denies"));
    }
    if let Some(allow) = active.iter().find(|window| window.spec.kind == "allow") {
        return verdict(true, allow, "is open and allows", "when it closes, syncs are blocked".into());
    }
    if let Some(closed) = strictest(&allows, asked.manual) {
        return excused(windows, &allows, asked)
            .unwrap_or_else(|| blocked(closed, asked, "is closed, and only while it is open may be synced"));
    }
    Verdict { allowed: true, rule: "no sync window is in the way".into(), place: None, change: "a window that matches would".into() }
}

/// The window to name of several that block together: one without an exception first.
fn strictest<'a, 'b>(windows: &[&'a Window<'b>], manual: bool) -> Option<&'a Window<'b>> {
    windows.iter().copied().find(|window| !(manual && window.spec.manual_sync)).or(windows.first().copied())
}

/// Whether all of the windows that block let this one pass: a person by `manualSync`, an operation that began while it was allowed by
/// `syncOverrun`.
fn excused(all: &[Window<'_>], blocking: &[&Window<'_>], asked: Asked) -> Option<Verdict> {
    let first = blocking.first()?;
    if asked.manual && blocking.iter().all(|window| window.spec.manual_sync) {
        return Some(verdict(true, first, "blocks, but not a person's sync (manualSync)", "take manualSync away".into()));
    }
    let began = asked.began?;
    if !blocking.iter().all(|window| window.spec.sync_overrun) {
        return None;
    }
    let was_allowed = can_sync(all, Asked { at: began, began: None, ..asked }).allowed;
    was_allowed.then(|| verdict(true, first, "blocks, but not what began before it (syncOverrun)", "take syncOverrun away".into()))
}

fn blocked(window: &Window<'_>, asked: Asked, how: &str) -> Verdict {
    let until = if window.spec.kind == "deny" { window.closes(asked.at) } else { window.opens(asked.at) };
    let change = match (until, asked.manual) {
        (Some(at), _) => format!("wait until {at}"),
        (None, true) => "set manualSync on the window".to_owned(),
        (None, false) => "change the window".to_owned(),
    };
    verdict(false, window, how, change.into())
}

fn verdict(allowed: bool, window: &Window<'_>, how: &str, change: Arc<str>) -> Verdict {
    let SyncWindow { kind, schedule, duration, time_zone, .. } = window.spec;
    let zone = if time_zone.is_empty() { "UTC" } else { time_zone };
    let rule = format!("{} window {schedule:?} for {duration} ({zone}) {how}", kind.to_uppercase());
    Verdict { allowed, rule: rule.into(), place: Some(place(window.project, window.index, "")), change }
}

/// A window's place, or that of one of its fields.
fn place(project: &str, index: usize, field: &str) -> Place {
    let dot = if field.is_empty() { "" } else { "." };
    Place::file(format!("AppProject {project}")).at_field(format!("spec.syncWindows[{index}]{dot}{field}"))
}

impl Window<'_> {
    /// Whether it is open.
    pub fn is_active(&self, at: Timestamp) -> bool {
        self.schedule.is_active(at)
    }

    /// When it opens next, after this time; none when it never does.
    pub fn opens(&self, at: Timestamp) -> Option<Timestamp> {
        self.schedule.opens(at)
    }

    /// When it closes, if it is open; none when it stays open as far as can be seen.
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        self.schedule.closes(at)
    }
}
