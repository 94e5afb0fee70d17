//! One-off windows: those of `tiphys-cm`, with dates. Which match an application, and their words. It knows no project's windows.
//!
//! `projects` is always asked, where it is set; `applications`, `clusters` and `namespaces` match as in a project's window. One with
//! `projects` alone is for everything in them; one without any list is for nobody. A DENY that cannot be read blocks what it matches, always
//! or, where its dates can be read, between them; an ALLOW that cannot be read lets nothing pass.

use super::{Lists, Source, Subject, Times, Window, lists_match};
use crate::engine::glob::Glob;
use crate::model::house::{Label, OneOff};

/// The one-offs that match an application of a project, read: `can_sync` takes them together with the project's windows.
pub fn matching<'a>(windows: &'a [OneOff], project: &str, subject: Subject<'_>) -> Vec<Window<'a>> {
    windows.iter().filter(|window| is_for(window, project, subject)).map(read).collect()
}

/// Whether a one-off may be about applications of this project at all.
pub(super) fn is_of(window: &OneOff, project: &str) -> bool {
    window.projects.is_empty() || window.projects.iter().any(|glob| Glob::new(glob).is_ok_and(|glob| glob.matches(project)))
}

/// Whether no list narrows it but that of projects.
fn is_unlisted(window: &OneOff) -> bool {
    [&window.applications, &window.clusters, &window.namespaces].iter().all(|list| list.is_empty())
}

/// Why a window is for nobody or cannot be read: its field (empty: as a whole), and the cause.
pub fn fault(window: &OneOff) -> Option<(String, String)> {
    let lists = [
        ("projects", &window.projects),
        ("applications", &window.applications),
        ("clusters", &window.clusters),
        ("namespaces", &window.namespaces),
    ];
    for (field, list) in lists {
        for (index, glob) in list.iter().enumerate() {
            if let Err(cause) = Glob::new(glob) {
                return Some((format!("{field}[{index}]"), cause));
            }
        }
    }
    let is_for_nobody = lists.iter().all(|(_, list)| list.is_empty());
    is_for_nobody.then(|| (String::new(), "it names no project, application, cluster or namespace: it is for nobody".to_owned()))
}

fn is_for(window: &OneOff, project: &str, subject: Subject<'_>) -> bool {
    let OneOff { applications, clusters, namespaces, and_operator, .. } = window;
    let lists = Lists { applications, clusters, namespaces, and_operator: *and_operator };
    let is_listed = if is_unlisted(window) { !window.projects.is_empty() } else { lists_match(lists, subject) };
    is_of(window, project) && is_listed
}

/// A one-off with its times.
pub(super) fn read(window: &OneOff) -> Window<'_> {
    let times = match (window.label, window.from, window.to) {
        (Label::Allow, _, _) if window.fault.is_some() => Times::Never,
        (Label::Allow | Label::Deny, Some(from), Some(to)) if from < to => Times::Once(from, to),
        (Label::Allow, _, _) => Times::Never,
        (Label::Deny, _, _) => Times::Always,
    };
    Window { index: window.index, source: Source::House(window), times }
}

/// The window in a verdict's words.
pub(super) fn rule(window: &OneOff, how: &str) -> String {
    let times = match (window.from, window.to) {
        (Some(from), Some(to)) => format!("from {from} to {to}"),
        (Some(_) | None, _) => "with dates that cannot be read".to_owned(),
    };
    let about: Vec<String> = [
        (!window.name.is_empty()).then(|| format!("{:?}", window.name)),
        (!window.description.is_empty()).then(|| window.description.to_string()),
        (!window.by.is_empty()).then(|| format!("by {}", window.by)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let fault = window.fault.as_ref().map_or_else(String::new, |cause| format!(", which cannot be read ({cause}),"));
    let argo = match window.label {
        Label::Allow => "it stands in tiphys-cm, which Argo CD does not read: Argo CD itself still holds to the project's windows",
        Label::Deny => "it stands in tiphys-cm, which Argo CD does not read: Argo CD itself would still sync",
    };
    format!("{} one-off window {times}{about}{fault} {how}; {argo}", window.label.as_str())
}
