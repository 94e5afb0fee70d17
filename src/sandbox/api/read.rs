//! GET of one object and of lists, with selectors and pages. It knows no watch.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;

use super::answer::{Answer, List, Payload};
use super::ask::Ask;
use super::update::address;
use super::write::answer;
use crate::engine::manifest::json::{parse_json, to_json};
use crate::model::object::key::Key;
use crate::model::object::value::Value;
use crate::sandbox::failure::{Cause, Failure};
use crate::sandbox::state::State;
use crate::sandbox::store::place::Place;
use crate::sandbox::store::select::Selector;
use crate::sandbox::store::version::Version;

/// The object that the path names.
pub(super) fn get(ask: &Ask, state: &State) -> Result<Answer, Failure> {
    let version = state.store.get(&address(ask)).cloned();
    let version = version.ok_or_else(|| Failure::not_found(&ask.resource.id, &ask.target.name))?;
    Ok(answer(ask, StatusCode::OK, version, false, Vec::new()))
}

/// The request's selectors.
pub(super) fn selector(ask: &Ask) -> Result<Selector, Failure> {
    let (labels, fields) = (ask.options.text("labelSelector"), ask.options.text("fieldSelector"));
    Selector::parse(&ask.resource.id, labels, fields).map_err(|error| Failure::bad_request(error.to_string()))
}

/// The objects of a collection.
pub(super) fn list(ask: &Ask, state: &State) -> Result<Answer, Failure> {
    let selector = selector(ask)?;
    let limit = ask.options.int("limit")?.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0);
    let (asked, exactly) = revision(ask)?;
    let current = state.store.revision();
    if asked.is_some_and(|asked| asked > current) {
        return Err(Failure::too_large(asked.unwrap_or(0), current));
    }
    let token = ask.options.text("continue");
    let page = if token.is_empty() { None } else { Some(Page::read(token)?) };
    let (revision, start) = match &page {
        Some(page) => (page.revision, Some(&page.start)),
        None => (asked.filter(|_| exactly).unwrap_or(current), None),
    };
    let snapshot = if revision == current { None } else { Some(at(ask, state, revision, page.is_some())?) };
    let namespace = &*ask.target.namespace;
    let from_start = |place: &Place| start.is_none_or(|start| place > start);
    let mut items: Vec<Arc<Version>> = Vec::new();
    let mut last = None;
    let (mut more, mut remaining) = (false, 0_u64);
    let mut take = |place: &Place, version: &Arc<Version>| {
        if !from_start(place) || !selector.selects(&version.object) {
            return;
        }
        if limit.is_some_and(|limit| items.len() >= limit) {
            more = true;
            remaining += 1;
            return;
        }
        items.push(version.clone());
        last = Some(place.clone());
    };
    match &snapshot {
        Some(items) => items.iter().filter(|(own, _)| namespace.is_empty() || *own.namespace == *namespace).for_each(|(p, v)| take(p, v)),
        None => state.store.collection(&ask.resource.id).into_iter().flat_map(|own| own.within(namespace)).for_each(|(p, v)| take(p, v)),
    }
    let next = match (more, last) {
        (true, Some(start)) => Page { revision, start }.to_token(),
        _ => String::new(),
    };
    let remaining = (more && selector.is_empty()).then_some(remaining);
    Ok(Answer::ok(Payload::List(List { resource: ask.resource.clone(), items, revision, next, remaining })))
}

fn at(ask: &Ask, state: &State, revision: u64, paging: bool) -> Result<BTreeMap<Place, Arc<Version>>, Failure> {
    let Some(collection) = state.store.collection(&ask.resource.id) else { return Ok(BTreeMap::new()) };
    collection.at(revision).map_err(|_| {
        if paging {
            let message = "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";
            Failure::new(StatusCode::GONE, "Expired", message)
        } else {
            Failure::new(StatusCode::GONE, "Expired", "The resourceVersion for the provided list is too old.")
        }
    })
}

/// The resourceVersion asked for, and whether exactly that one.
pub(super) fn revision(ask: &Ask) -> Result<(Option<u64>, bool), Failure> {
    let (text, matching) = (ask.options.text("resourceVersion"), ask.options.text("resourceVersionMatch"));
    let forbidden = |why: &str| {
        let cause = Cause::forbidden("resourceVersionMatch", why);
        Failure::invalid("meta.k8s.io", "ListOptions", "", vec![cause])
    };
    if !matching.is_empty() && text.is_empty() && !ask.options.is_true("sendInitialEvents") {
        return Err(forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if text.is_empty() || text == "0" {
        return Ok((None, false));
    }
    let number = text.parse().map_err(|_| {
        let why = format!("resourceVersion: Invalid value: {text:?}: strconv.ParseUint: parsing {text:?}: invalid syntax");
        Failure::bad_request(format!("invalid resource version: {why}"))
    })?;
    // A page at a resourceVersion is a page of exactly that one, as it was before there was a word for it.
    let exactly = matching == "Exact" || matching.is_empty() && ask.options.has("limit");
    Ok((Some(number), exactly))
}

/// Where the next page starts.
struct Page {
    revision: u64,
    start: Place,
}

impl Page {
    fn to_token(&self) -> String {
        let value = Value::map(vec![
            (Key::field("v"), Value::str("meta.k8s.io/v1")),
            (Key::field("rv"), Value::Int(i64::try_from(self.revision).unwrap_or(i64::MAX))),
            (Key::field("start"), Value::str(format!("{}/{}\u{0}", self.start.namespace, self.start.name))),
        ]);
        URL_SAFE_NO_PAD.encode(to_json(&value))
    }

    fn read(token: &str) -> Result<Self, Failure> {
        let bad = || Failure::bad_request("continue key is not valid: illegal base64 data or not a token of this server");
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| bad())?;
        let value = parse_json(&bytes).map_err(|_| bad())?;
        let map = value.as_map().ok_or_else(bad)?;
        let revision = map.get("rv").and_then(Value::as_i64).and_then(|own| u64::try_from(own).ok()).ok_or_else(bad)?;
        let start = map.get("start").and_then(Value::as_str).ok_or_else(bad)?.trim_end_matches('\u{0}');
        let (namespace, name) = start.split_once('/').ok_or_else(bad)?;
        Ok(Self { revision, start: Place::new(namespace, name) })
    }
}
