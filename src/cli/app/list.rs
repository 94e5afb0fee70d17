//! `app list`: the reported status of many applications, as a table or as they are.

use std::collections::BTreeSet;

use crate::engine::compare::mask::{Shown, shown_object};
use crate::engine::secrecy;
use crate::model::application::Source;
use crate::model::ids::{AppKey, RepoUrl};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::apps::Detail;
use crate::session::command::Command;
use crate::session::query::{QueryId, QuerySpec, SortBy};
use crate::view;
use crate::view::page::{Column, Cut, Row, RowId, Span, Tone, Window};
use crate::view::screen::Screen;

use super::super::app_args::ListArgs;
use super::super::args::Output;
use super::super::headless::{Headless, labels};
use super::super::out;

/// Everything on one page: a pipe has no window.
const ALL: Window = Window { first: 0, height: usize::MAX };

/// What `-o wide` has besides.
const WIDE: [&str; 5] = ["CLUSTER", "NAMESPACE", "REPO", "PATH", "TARGET"];

pub(super) fn list(session: &mut Headless, args: &ListArgs) -> Result<u8, Problem> {
    if args.output == Output::Tree {
        let wrong = Problem::error(ProblemKind::BadInput, "a list of applications is no tree");
        return Ok(out::usage(&wrong.hint("tiphys app get NAME -o tree, or: tiphys app list -o wide")));
    }
    let spec = QuerySpec { filter: args.filter.as_str().into(), sort: SortBy::Name, ..QuerySpec::default() };
    let id = QueryId(0);
    session.send(Command::Query(id, spec));
    session.know_locks();
    let Some(index) = session.state.queries.get(&id) else { return Ok(out::ERROR) };
    let keys: Vec<AppKey> = (0..index.len()).filter_map(|at| index.nth(at)).filter(|key| keep(session, args, key)).cloned().collect();
    match args.output {
        Output::Name => keys.iter().for_each(|key| out::say(&crate::model::text::clean(&key.to_string()))),
        Output::Json | Output::Yaml => {
            let objects = keys.iter().filter_map(|key| session.state.apps.get(key)?.body.unpack().ok());
            let shown: Vec<Shown> =
                objects.map(|object| shown_object(&secrecy::application(&object), &session.state.plane.settings)).collect();
            print(&shown, args.output);
        }
        Output::Table | Output::Wide | Output::Tree => table(session, id, &keys, args.output == Output::Wide),
    }
    Ok(0)
}

/// Whether an application is one of those that were asked for.
fn keep(session: &Headless, args: &ListArgs, key: &AppKey) -> bool {
    let Some(app) = session.state.apps.get(key) else { return false };
    let row = &app.row;
    let near = (args.project.is_empty() || args.project.iter().any(|project| **project == *row.project))
        && args.app_namespace.as_deref().is_none_or(|namespace| *key.namespace == *namespace)
        && args.cluster.as_deref().is_none_or(|cluster| *row.cluster == *cluster);
    let asks_spec = args.selector.is_some() || args.repo.is_some() || args.path.is_some();
    if !near || !asks_spec {
        return near;
    }
    let Ok(detail) = session.detail(key) else { return false };
    let sources = detail.app.spec.sources();
    let wanted = args.repo.as_deref().map(|repo| RepoUrl::new(repo).normalized());
    args.selector.as_ref().is_none_or(|selector| selector.matches(&labels(&detail.object)))
        && wanted.is_none_or(|wanted| sources.iter().any(|source| RepoUrl::new(source.repo_url.as_str()).normalized() == wanted))
        && args.path.as_deref().is_none_or(|path| sources.iter().any(|source| source.path == path))
}

fn table(session: &Headless, id: QueryId, keys: &[AppKey], wide: bool) {
    let kept: BTreeSet<&AppKey> = keys.iter().collect();
    let mut page = view::page(&session.state, &Screen::Applications(id), &QuerySpec::default(), &BTreeSet::new(), ALL);
    page.rows.retain(|row| matches!(&row.id, RowId::App(key) if kept.contains(key)));
    if wide {
        page.columns.extend(WIDE.map(|title| Column { title, min: 4, max: 0, drop: 0, cut: Cut::End }));
        page.rows.iter_mut().for_each(|row| widen(session, row));
    }
    out::rows(&page);
    if page.rows.is_empty() {
        page.notes.iter().for_each(|note| out::note(&out::text(note)));
    }
}

fn widen(session: &Headless, row: &mut Row) {
    let RowId::App(key) = &row.id else { return };
    let detail: Option<Detail> = session.detail(key).ok();
    let spec = detail.map(|detail| detail.app.spec.clone()).unwrap_or_default();
    let cluster = if spec.destination.name.is_empty() { &spec.destination.server } else { &spec.destination.name };
    let source: Source = spec.sources().first().cloned().unwrap_or_default();
    let repo = RepoUrl::new(source.repo_url.as_str()).shown();
    for text in [cluster.as_str(), &spec.destination.namespace, &repo, &source.path, &source.target_revision] {
        row.cells.push(vec![Span::new(text, Tone::Plain)]);
    }
}

/// Masked objects as one JSON array or one YAML list.
fn print(shown: &[Shown], output: Output) {
    if output == Output::Json {
        let items: Vec<String> = shown.iter().map(|one| one.to_json().trim_end().to_owned()).collect();
        return out::say(&format!("[{}]", items.join(",\n")));
    }
    if shown.is_empty() {
        out::say("[]");
    }
    for one in shown {
        for (index, line) in one.to_yaml().lines().enumerate() {
            let lead = if index == 0 { "- " } else { "  " };
            out::say(format!("{lead}{line}").trim_end());
        }
    }
}
