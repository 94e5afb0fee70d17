//! The line that is always on top, the notices, and the terminal's title. It says who drives, always.

use crate::model::ids::AppKey;
use crate::session::apps::Tally;
use crate::session::outcome::Presence;
use crate::session::state::{Connection, State};

use super::age;
use super::page::{Header, Line, Span, Tone};
use super::screen::Screen;
use super::words;

/// The header at a place.
pub fn header(state: &State, screen: &Screen) -> Header {
    let plane = &state.plane;
    let production = screen.app().is_some_and(|app| state.environment(app).production);
    let mut left: Line = vec![Span::fixed("Tiphys ", Tone::Title), Span::new(plane.id.as_str(), Tone::Link)];
    if !plane.identity.username.is_empty() {
        let mark = if plane.identity.verified { "" } else { " (unverified)" };
        left.push(Span::new(format!(" {}{mark}", plane.identity.username), Tone::Dim));
        if let Some(by) = &plane.identity.acting {
            left.push(Span::new(format!(" (as; by {by})"), Tone::Warn));
        }
    }
    left.push(match (&plane.connection, &plane.presence) {
        (Connection::Up, Presence::Absent) => Span::fixed("  Tiphys drives", Tone::Info),
        (Connection::Up, Presence::Alive(_)) => Span::fixed("  Argo CD drives: looking only", Tone::Warn),
        (Connection::Up, Presence::Unknown) => Span::fixed("  who drives: checking…", Tone::Unknown),
        (Connection::Connecting | Connection::Idle, _) => Span::fixed("  connecting…", Tone::Info),
        (Connection::Lost(since, _), _) => Span::new(format!("  connection lost {} ago", age::age(*since, state.now)), Tone::Bad),
        (Connection::Failed(_), _) => Span::fixed("  not connected", Tone::Bad),
    });
    let title = match screen.app() {
        Some(app) if production => format!("tiphys: PRODUCTION {} @ {}", app.name, plane.id),
        Some(app) => format!("tiphys: {} @ {}", app.name, plane.id),
        None => format!("tiphys @ {}", plane.id),
    };
    Header { left, right: counts(state), production, title: crate::model::text::clean(&title).into_owned() }
}

fn counts(state: &State) -> Line {
    let Tally { degraded, progressing, differing, held } = state.tally;
    let mut line = vec![Span::new(format!("{} apps", state.apps.len()), Tone::Dim)];
    if state.n_unseen() > 0 {
        line.push(Span::new(format!("  {} not yours to see", state.n_unseen()), Tone::Warn));
    }
    for (n, glyph, tone) in
        [(degraded, "✖", Tone::Bad), (progressing, "◐", Tone::Warn), (differing, "≠", Tone::Warn), (held, "■", Tone::Held)]
    {
        if n > 0 {
            line.push(Span::new(format!("  {glyph} {n}"), tone));
        }
    }
    line
}

/// The newest notices, newest last: at most `n` lines for a corner of the screen.
pub fn notices(state: &State, n: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for notice in state.notices.iter().rev().take(n) {
        let mut of_one = words::problem(&notice.problem);
        if let (Some(app), Some(first)) = (&notice.app, of_one.first_mut()) {
            first.insert(1, Span::new(format!("{}: ", app.name), Tone::Link));
        }
        of_one.extend(std::mem::take(&mut lines));
        lines = of_one;
    }
    lines
}

/// Where one is: `Applications › shop-production › Diff`.
pub(super) fn crumbs(app: &AppKey, here: &'static str) -> Vec<Span> {
    vec![Span::fixed("Applications", Tone::Dim), Span::new(&app.name, Tone::Link), Span::fixed(here, Tone::Title)]
}
