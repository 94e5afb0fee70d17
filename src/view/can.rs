//! What the person may do, and by which rule: who they are to the policies, each right on the application looked at, and how many
//! applications of each environment every right covers.

use crate::engine::access::Verdict;
use crate::engine::access::rbac::{Project, Request};
use crate::engine::access::right::{VERBS, object_of};
use crate::model::ids::AppKey;
use crate::session::rights::{Covered, matrix};
use crate::session::state::State;

use super::content::Content;
use super::header::crumbs;
use super::page::{Line, Span, Tone};
use super::words;

/// The page.
pub(super) fn content(state: &State, app: Option<&AppKey>) -> Content {
    let crumbs = app.map_or_else(|| vec![Span::fixed("Rights", Tone::Title)], |app| crumbs(app, "Rights"));
    let mut content = Content { crumbs, facts: who(state), ..Content::default() };
    if let Some(problem) = state.plane.access.problem() {
        content.notes.extend(words::problem(problem));
    }
    if let Some(app) = app {
        content.heading("On this application");
        rights(state, app, &mut content);
    }
    content.heading("By environment");
    content.below(matrix(state, &state.plane.access).iter().flat_map(covered));
    content
}

/// Who somebody is to the policies.
pub fn who(state: &State) -> Vec<Line> {
    let (identity, access) = (&state.plane.identity, &state.plane.access);
    let mut first = vec![Span::fixed("you are ", Tone::Dim), Span::new(&identity.username, Tone::Emphasis)];
    if let Some(by) = &identity.acting {
        first.push(Span::new(format!(", impersonated with the credentials of {by}"), Tone::Warn));
    }
    if !identity.verified {
        first.push(Span::fixed(", as the kubeconfig says: the server did not confirm it", Tone::Warn));
    }
    if !identity.groups.is_empty() {
        let groups: Vec<&str> = identity.groups.iter().map(|group| &**group).collect();
        first.push(Span::new(format!("  groups {}", groups.join(", ")), Tone::Dim));
    }
    let to_policies = match (access.has_policies(), access.rules.unreadable.as_deref()) {
        (_, Some(why)) => vec![Span::new(format!("{why}: only looking is allowed"), Tone::Bad)],
        (false, None) => vec![Span::fixed("there is no argocd-rbac-cm: Kubernetes' own RBAC decides", Tone::Info)],
        (true, None) if access.person.is_unmapped() => {
            let default = access.rules.policy.as_ref().map_or("", |policy| &policy.default_role);
            let has = if default.is_empty() {
                "no right but to look (there is no policy.default)".into()
            } else {
                format!("what {default} gives")
            };
            vec![Span::new(format!("the policies know neither you nor a group of yours: you have {has}"), Tone::Warn)]
        }
        (true, None) => {
            let mapped: Vec<&str> = access.person.mapped.iter().map(|one| &**one).collect();
            vec![Span::new(format!("to the policies: {}", mapped.join("; ")), Tone::Plain)]
        }
    };
    let mut lines = vec![first, to_policies];
    if state.n_unseen() > 0 {
        lines.push(vec![Span::new(format!("{} more applications are not yours to see", state.n_unseen()), Tone::Warn)]);
    }
    lines
}

fn rights(state: &State, app: &AppKey, content: &mut Content) {
    let project = state.apps.get(app).map(|app| app.row.project.clone()).unwrap_or_default();
    let target = state.plane.target(app, &project);
    let object = object_of(app, &project, target.control_namespace);
    for (verb, resource, action) in VERBS {
        let project = Project { name: target.project, roles: target.roles };
        let verdict = state.plane.access.ask(Request { resource, action, object: &object }, Some(project));
        content.below(right(verb, &verdict));
    }
}

/// A right: yes or no by which rule, then where that stands and, where it is no, what would change it.
fn right(verb: &str, verdict: &Verdict) -> Vec<Line> {
    let (sign, tone) = if verdict.allowed { ("✓ ", Tone::Good) } else { ("✖ ", Tone::Bad) };
    let rule = Span::new(&verdict.rule, if verdict.allowed { Tone::Plain } else { tone });
    let first = vec![Span::new(format!("{verb:<10}"), Tone::Key), Span::fixed(sign, tone), rule];
    let place = verdict.place.as_ref().map(ToString::to_string);
    let change = (!verdict.allowed).then(|| format!("→ {}", verdict.change));
    let more: Vec<String> = place.into_iter().chain(change).collect();
    let second = (!more.is_empty()).then(|| vec![Span::new(format!("{:12}{}", "", more.join("  ")), Tone::Dim)]);
    std::iter::once(first).chain(second).collect()
}

/// An environment of the matrix: its applications, then the verbs that cover all of them, some, none.
pub fn covered(row: &Covered) -> Vec<Line> {
    let name = if row.environment.is_empty() { "(no environment)" } else { &row.environment };
    let tone = if row.production { Tone::Production } else { Tone::Plain };
    let title = vec![Span::new(name, tone), Span::new(format!("  {} applications", row.n_apps), Tone::Dim)];
    let of = |word: &str, tone, is_it: &dyn Fn(usize) -> bool, counts: bool| {
        let verbs = VERBS.iter().zip(&row.allowed).filter(|(_, n)| is_it(**n));
        let verbs: Vec<String> =
            verbs.map(|((verb, ..), n)| if counts { format!("{verb} {n}/{}", row.n_apps) } else { (*verb).into() }).collect();
        (!verbs.is_empty()).then(|| vec![Span::new(format!("  {word:<6}"), tone), Span::new(verbs.join(" "), Tone::Plain)])
    };
    let all = of("all", Tone::Good, &|n| n > 0 && n == row.n_apps, false);
    let some = of("some", Tone::Warn, &|n| n > 0 && n < row.n_apps, true);
    let none = of("none", Tone::Dim, &|n| n == 0, false);
    std::iter::once(title).chain(all).chain(some).chain(none).collect()
}
