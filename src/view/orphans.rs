//! The last part of an application's tree: what lies in its namespace and belongs to no application, where the project asks for it. It
//! decides nothing.

use crate::model::ids::AppKey;
use crate::session::orphans;
use crate::session::state::State;

use super::content::Content;
use super::page::{Fold, Row, RowId, Span, Tone};
use super::{age, tree, words};

/// The heading above them.
pub const ORPHANED: &str = "Orphaned resources";

/// Adds them. How they are is told, and is no problem of this application.
pub(super) fn rows(state: &State, app: &AppKey, content: &mut Content) {
    let Some(found) = orphans::of(state, app) else { return };
    if let Some(problem) = orphans::warning(&found) {
        content.notes.extend(words::problem(&problem));
    }
    let mut cells = vec![vec![Span::fixed(ORPHANED, Tone::Title), Span::new(format!(" {}", found.count()), Tone::Plain)]];
    cells.extend([Vec::new(), Vec::new(), Vec::new(), vec![Span::fixed(orphans::SCOPE, Tone::Dim)]]);
    let fold = (found.count() > 0).then_some(Fold::Open);
    content.rows.push(Row { id: RowId::Section(ORPHANED), cells, depth: 0, fold, is_problem: false });
    for node in &found.nodes {
        let live = found.rows.get(&node.key).map(|row| &**row);
        content.times.extend(live.and_then(|row| age::time(&row.created)));
        content.times.extend(live.and_then(|row| row.since));
        let row = tree::row(state, node, None, live);
        content.rows.push(Row { depth: row.depth.saturating_add(1), is_problem: false, ..row });
    }
}
