//! What the person may do, and by which rule: who they are to the policies, each right on the application looked at, and how many
//! applications of each environment every right covers.

use crate::engine::access::rbac::{Project, Request};
use crate::engine::access::right::{VERBS, object_of};
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::model::ids::AppKey;
use crate::session::rights::{Covered, matrix};
use crate::session::state::State;

use super::content::Content;
use super::header::crumbs;
use super::page::{Line, Row, RowId, Span, Tone};
use super::{rules, words};

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
    content.below(matrix(state, &state.plane.access).iter().map(covered));
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
            let has = if default.is_empty() { "there is no policy.default, so nothing".into() } else { format!("what {default} gives") };
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
        let id = RowId::Line(content.rows.len());
        content.rows.push(Row { depth: 1, ..Row::line(id, right(verb, verdict)) });
    }
}

/// A right in one line.
fn right(verb: &str, verdict: Verdict) -> Line {
    let weight = if verdict.allowed { Weight::Admits } else { Weight::Refuses };
    let mut line = vec![Span::new(format!("{verb:<10}"), Tone::Key)];
    let judgement = Judgement { judge: Judge::Rbac, about: None, weight, verdict };
    line.extend(rules::judgement(&judgement).into_iter().next().unwrap_or_default());
    line
}

/// A line of the matrix: `production  sync 3/5  delete 0/5 …`.
pub fn covered(row: &Covered) -> Line {
    let name = if row.environment.is_empty() { "(no environment)" } else { &row.environment };
    let tone = if row.production { Tone::Production } else { Tone::Plain };
    let mut line = vec![Span::new(format!("{name:<18}"), tone)];
    for ((verb, ..), n) in VERBS.iter().zip(&row.allowed) {
        let tone = if *n == row.n_apps {
            Tone::Good
        } else if *n == 0 {
            Tone::Dim
        } else {
            Tone::Warn
        };
        line.push(Span::new(format!("{verb} {n}/{}  ", row.n_apps), tone));
    }
    line
}
