//! Why is it so: one resource's verdict, its health, the chain below it, its owners.

use crate::engine::explain::Family;
use crate::model::ids::{AppKey, ObjectKey};
use crate::session::state::State;

use super::content::Content;
use super::header::crumbs;
use super::page::{RowId, Span, Tone};
use super::{evidence, explain, ignored, words};

/// The page.
pub(super) fn content(state: &State, app: &AppKey, object: &ObjectKey) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Why"), ..Content::default() };
    content.facts.push(vec![
        Span::new(object.to_string(), Tone::Link),
        Span::new(format!("  {} in {}", object.namespace, object.cluster), Tone::Dim),
    ]);
    let verdict = state.evaluation(app).and_then(|evaluation| evaluation.verdicts.rows.iter().find(|row| row.key == *object));
    content.heading("Sync");
    match verdict {
        Some(verdict) => {
            let why = match (verdict.is_desired, verdict.is_live) {
                (true, true) if verdict.n_hunks > 0 => {
                    format!("{} field{} differ; d shows them", verdict.n_hunks, if verdict.n_hunks == 1 { "" } else { "s" })
                }
                (true, true) => "as Git wants it".to_owned(),
                (true, false) => "Git wants it, and it is not there".to_owned(),
                (false, true) => "it bears this application's mark, and Git no longer has it".to_owned(),
                (false, false) => String::new(),
            };
            content.below([vec![words::sync(verdict.status, false), Span::new(format!("  {why}"), Tone::Plain)]]);
            content.below([vec![Span::new(format!("wave {}", verdict.wave), Tone::Dim)]]);
        }
        None => content.below([vec![Span::fixed("not managed by itself: it belongs to what owns it", Tone::Dim)]]),
    }
    let rules = state.evaluation(app).map(|evaluation| &evaluation.verdicts.rules).filter(|rules| !rules.is_empty());
    if let Some(rules) = rules {
        content.heading("Ignore rules");
        content.below(ignored::lines(rules));
    }
    content.heading("Health");
    match state.live.get(object) {
        Some(row) => {
            content
                .below([row.health.as_ref().map_or_else(|| vec![Span::fixed("this kind has no health", Tone::Dim)], words::health_line)]);
            let family = state.live.family([object]);
            let mut next = content.rows.len();
            let rows = evidence::rows(&Family::new(&family).chain(object, &explain::beyond(state, app)), 1, state.now, |_| {
                next += 1;
                RowId::Line(next - 1)
            });
            content.rows.extend(rows);
            for image in &row.images {
                content.below([vec![Span::fixed("image ", Tone::Dim), Span::new(image, Tone::Key)]]);
            }
            for owner in &row.owners {
                content.below([vec![
                    Span::fixed("owned by ", Tone::Dim),
                    Span::new(format!("{}/{}", owner.group_kind, owner.name), Tone::Link),
                ]]);
            }
        }
        None => content.below([vec![Span::fixed("it is not in the cluster, or not known yet", Tone::Dim)]]),
    }
    content
}
