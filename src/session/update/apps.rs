//! Applications as they are seen: rows, lists, what follows for those somebody looks at.

use std::sync::Arc;

use crate::model::ids::AppKey;
use crate::session::apps::{App, AppRow, Tally};
use crate::session::live::is_older;
use crate::session::packed::Packed;
use crate::session::query::is_alarming;
use crate::session::state::State;

use super::{Out, access, drive, evaluate, locks};

/// An Application is so now.
pub(super) fn seen(state: &mut State, key: AppKey, row: AppRow, body: Packed, out: &mut Out) {
    let before = state.apps.get(&key);
    if let Some(App { row: before, .. }) = before
        && before.uid == row.uid
        && is_older(&row.resource_version, &before.resource_version)
    {
        return; // A watch event that a reply has overtaken.
    }
    // What may be looked at follows from name and project: a change of the rest decides nothing anew.
    let is_settled = before.is_some_and(|before| before.row.project == row.project);
    if !is_settled && !access::may_look(state, &key, &row) {
        return access::put_away(state, key, row, body, out);
    }
    state.unseen.remove(&key);
    let before = state.apps.get(&key);
    let is_open = state.is_computed(&key);
    // Where nobody judges now, what was reported anew is the newest word.
    let is_news = |before: &AppRow| (before.sync, before.health, before.reconciled) != (row.sync, row.health, row.reconciled);
    let judged = before.filter(|before| is_open || !is_news(&before.row)).and_then(|before| before.judged);
    let (was_alarming, counted) = (before.map(is_alarming), before.map(Tally::of));
    let is_asked_anew = before.is_none_or(|before| before.row.asked != row.asked);
    let is_at_hand = before.is_some_and(|app| app.detail.is_some()) || state.drives.contains_key(&key) || state.near.contains(&key);
    let mut app = App { row, body, detail: None, judged };
    if is_at_hand {
        app.open();
    }
    for query in state.queries.values_mut() {
        query.change(&key, was_alarming, Some(&app));
    }
    state.tally.change(counted, Some(Tally::of(&app)));
    state.apps.insert(key.clone(), app);
    locks::seen(state, &key, out);
    if is_open {
        if is_asked_anew {
            evaluate::judge(state, &key, crate::session::effect::Freshness::Poll, out);
        }
        drive::app_seen(state, &key, out);
    }
}

/// An Application is gone.
pub(super) fn gone(state: &mut State, key: &AppKey, out: &mut Out) {
    state.unseen.remove(key);
    let Some(app) = state.apps.remove(key) else { return };
    state.tally.change(Some(Tally::of(&app)), None);
    for query in state.queries.values_mut() {
        query.change(key, Some(is_alarming(&app)), None);
    }
    state.plans.remove(key);
    state.locks.remove(key);
    evaluate::forget(state, &[key.clone()], out);
    drive::app_gone(state, key, out);
}

/// The typed form of an application, unpacked now if it is not at hand.
pub(super) fn open(state: &mut State, key: &AppKey) -> Option<Arc<crate::session::apps::Detail>> {
    state.apps.get_mut(key)?.open()
}
