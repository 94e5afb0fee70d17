//! Sync windows: which match an application, which are open, whether it may sync. It knows no project object and no clock: windows and
//! times are given. Source: Argo CD `pkg/apis/application/v1alpha1/types.go`, `SyncWindows` (3.6 for `syncOverrun`).
//!
//! An active deny blocks, else an active allow admits, else an inactive allow blocks, else nothing does. A window whose schedule or
//! duration cannot be read blocks everything that it matches: nobody knows what it was meant to allow.
//!
//! One-off windows of `tiphys-cm` (`one_off`) join them. An open DENY blocks whatever the project says, even where its own windows would
//! let a person pass: so that another freeze never allows more. An open ALLOW admits as an open allow of the project does; one that is not
//! open yet, or past, is as if it were not there: as an inactive allow it would block for ever what it once let pass. Argo CD reads neither.

pub mod listing;
pub mod one_off;
pub mod schedule;
mod words;

use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::glob::Glob;
use crate::model::application::Destination;
use crate::model::house::{Label, OneOff, Section};
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

/// A window that was read: a project's, or a one-off.
#[derive(Debug, Clone)]
pub struct Window<'a> {
    /// Its number where it stands, from 0.
    pub index: usize,
    source: Source<'a>,
    times: Times,
}

/// Where a window stands.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    Project { name: &'a str, spec: &'a SyncWindow },
    House(&'a OneOff),
}

/// When a window is open.
#[derive(Debug, Clone)]
enum Times {
    Recurring(Schedule),
    /// From an instant until just before another.
    Once(Timestamp, Timestamp),
    /// Always: a one-off DENY whose times cannot be read.
    Always,
    /// Never: a one-off ALLOW that cannot be read lets nothing pass.
    Never,
}

/// The windows that match an application, by their number: by name, cluster (server or name) or namespace; with `andOperator` by every
/// list that is set. One whose lists are all empty matches nothing.
pub fn matching<'a>(windows: &'a [SyncWindow], subject: Subject<'_>) -> Vec<(usize, &'a SyncWindow)> {
    windows.iter().enumerate().filter(|(_, window)| matches(window, subject)).collect()
}

fn matches(window: &SyncWindow, subject: Subject<'_>) -> bool {
    let SyncWindow { applications, clusters, namespaces, and_operator, .. } = window;
    lists_match(Lists { applications, clusters, namespaces, and_operator: *and_operator }, subject)
}

/// The lists by which a window matches.
struct Lists<'a> {
    applications: &'a [String],
    clusters: &'a [String],
    namespaces: &'a [String],
    and_operator: bool,
}

fn lists_match(window: Lists<'_>, Subject { name, destination }: Subject<'_>) -> bool {
    let any = |globs: &[String], texts: &[&str]| {
        let is_match = |glob: &String| Glob::new(glob).is_ok_and(|glob| texts.iter().any(|text| glob.matches(text)));
        globs.iter().any(is_match)
    };
    let clusters: Vec<&str> =
        [&destination.name, &destination.server].into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let lists: [(&[String], &[&str]); 3] =
        [(window.applications, &[name]), (window.clusters, &clusters), (window.namespaces, &[&destination.namespace])];
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
        Ok(Window { index, source: Source::Project { name: project, spec }, times: Times::Recurring(schedule) })
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

/// Whether an application that these windows match may sync: those of its project and one-offs together.
pub fn can_sync(windows: &[Window<'_>], asked: Asked) -> Verdict {
    let (freezes, others): (Vec<&Window<'_>>, Vec<&Window<'_>>) =
        windows.iter().partition(|window| window.is_one_off() && window.label() == Some(Label::Deny));
    let freezes: Vec<&Window<'_>> = freezes.into_iter().filter(|window| window.is_active(asked.at)).collect();
    let decided = without_freezes(windows, &others, asked);
    let Some(freeze) = strictest(&freezes, asked.manual) else { return decided };
    match excused(windows, &freezes, asked) {
        None => blocked(freeze, asked, "is open and denies"),
        Some(excuse) if decided.allowed => excuse,
        Some(_) => decided,
    }
}

/// The same by Argo CD's rules: the project's windows, and one-offs that allow.
fn without_freezes(all: &[Window<'_>], windows: &[&Window<'_>], asked: Asked) -> Verdict {
    let (active, inactive): (Vec<&Window<'_>>, Vec<&Window<'_>>) = windows.iter().copied().partition(|window| window.is_active(asked.at));
    let denies: Vec<&Window<'_>> = active.iter().copied().filter(|window| window.label() == Some(Label::Deny)).collect();
    let closed: Vec<&Window<'_>> =
        inactive.into_iter().filter(|window| window.label() == Some(Label::Allow) && !window.is_one_off()).collect();
    if let Some(deny) = strictest(&denies, asked.manual) {
        return excused(all, &denies, asked).unwrap_or_else(|| blocked(deny, asked, "is open and denies"));
    }
    // The project's own first: Argo CD knows it too.
    let allows = || active.iter().filter(|window| window.label() == Some(Label::Allow));
    if let Some(allow) = allows().find(|window| !window.is_one_off()).or(allows().next()) {
        let change = match (allow.is_one_off(), closed.is_empty()) {
            (true, true) => "when it closes, no window is in the way either",
            (true, false) | (false, _) => "when it closes, syncs are blocked",
        };
        return verdict(true, allow, "is open and allows", change.into());
    }
    if let Some(window) = strictest(&closed, asked.manual) {
        return excused(all, &closed, asked)
            .unwrap_or_else(|| blocked(window, asked, "is closed, and only while it is open may be synced"));
    }
    Verdict { allowed: true, rule: "no sync window is in the way".into(), place: None, change: "a window that matches would".into() }
}

/// The window to name of several that block together: one without an exception first.
fn strictest<'a, 'b>(windows: &[&'a Window<'b>], manual: bool) -> Option<&'a Window<'b>> {
    windows.iter().copied().find(|window| !(manual && window.manual_sync())).or(windows.first().copied())
}

/// Whether all of the windows that block let this one pass: a person by `manualSync`, an operation that began while it was allowed by
/// `syncOverrun`.
fn excused(all: &[Window<'_>], blocking: &[&Window<'_>], asked: Asked) -> Option<Verdict> {
    let first = blocking.first()?;
    if asked.manual && blocking.iter().all(|window| window.manual_sync()) {
        return Some(verdict(true, first, "blocks, but not a person's sync (manualSync)", "take manualSync away".into()));
    }
    let began = asked.began?;
    if !blocking.iter().all(|window| window.sync_overrun()) {
        return None;
    }
    let was_allowed = can_sync(all, Asked { at: began, began: None, ..asked }).allowed;
    was_allowed.then(|| verdict(true, first, "blocks, but not what began before it (syncOverrun)", "take syncOverrun away".into()))
}

fn blocked(window: &Window<'_>, asked: Asked, how: &str) -> Verdict {
    let until = if window.label() == Some(Label::Deny) { window.closes(asked.at) } else { window.opens(asked.at) };
    let change = match (until, asked.manual) {
        (Some(at), _) => format!("wait until {at}"),
        (None, true) => "set manualSync on the window".to_owned(),
        (None, false) => "change the window".to_owned(),
    };
    verdict(false, window, how, change.into())
}

fn verdict(allowed: bool, window: &Window<'_>, how: &str, change: Arc<str>) -> Verdict {
    let rule = match window.source {
        Source::Project { spec: SyncWindow { kind, schedule, duration, time_zone, .. }, .. } => {
            let zone = if time_zone.is_empty() { "UTC" } else { time_zone };
            format!("{} window {schedule:?} for {duration} ({zone}) {how}", kind.to_uppercase())
        }
        Source::House(one_off) => one_off::rule(one_off, how),
    };
    Verdict { allowed, rule: rule.into(), place: Some(window.place()), change }
}

/// A window's place, or that of one of its fields.
fn place(project: &str, index: usize, field: &str) -> Place {
    let dot = if field.is_empty() { "" } else { "." };
    Place::file(format!("AppProject {project}")).at_field(format!("spec.syncWindows[{index}]{dot}{field}"))
}

impl Window<'_> {
    /// What it is for; none where a project's says something else, which then counts for nothing.
    pub fn label(&self) -> Option<Label> {
        match self.source {
            Source::Project { spec, .. } => label(spec),
            Source::House(one_off) => Some(one_off.label),
        }
    }

    /// Whether it stands in `tiphys-cm`, which Argo CD does not read.
    pub fn is_one_off(&self) -> bool {
        match self.source {
            Source::Project { .. } => false,
            Source::House(_) => true,
        }
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        match self.source {
            Source::Project { name, .. } => place(name, self.index, ""),
            Source::House(_) => Section::Windows.place(Some(self.index), ""),
        }
    }

    /// One that cannot be read makes no exception.
    fn manual_sync(&self) -> bool {
        match self.source {
            Source::Project { spec, .. } => spec.manual_sync,
            Source::House(one_off) => one_off.manual_sync && one_off.fault.is_none(),
        }
    }

    fn sync_overrun(&self) -> bool {
        match self.source {
            Source::Project { spec, .. } => spec.sync_overrun,
            Source::House(one_off) => one_off.sync_overrun && one_off.fault.is_none(),
        }
    }

    /// Whether it is open.
    pub fn is_active(&self, at: Timestamp) -> bool {
        match &self.times {
            Times::Recurring(schedule) => schedule.is_active(at),
            Times::Once(from, to) => *from <= at && at < *to,
            Times::Always => true,
            Times::Never => false,
        }
    }

    /// When it opens next, after this time; none when it never does.
    pub fn opens(&self, at: Timestamp) -> Option<Timestamp> {
        match &self.times {
            Times::Recurring(schedule) => schedule.opens(at),
            Times::Once(from, _) => Some(*from).filter(|from| at < *from),
            Times::Always | Times::Never => None,
        }
    }

    /// When it closes, if it is open; none when it stays open as far as can be seen.
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        match &self.times {
            Times::Recurring(schedule) => schedule.closes(at),
            Times::Once(_, to) => Some(*to).filter(|_| self.is_active(at)),
            Times::Always | Times::Never => None,
        }
    }
}

fn label(spec: &SyncWindow) -> Option<Label> {
    match spec.kind.as_str() {
        "allow" => Some(Label::Allow),
        "deny" => Some(Label::Deny),
        _ => None,
    }
}
