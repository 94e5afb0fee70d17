//! Lists under strategic merge: order, identity by merge key, duplicates. The peculiar orders of Go's library are kept, as
//! they show in its patches. It knows no schema.

use crate::engine::manifest::json::canonical_json;
use crate::model::object::value::{Map, Value};

use super::StrategicError;
use super::directive::{self, Directive, PATCH};
use super::places::Places;

/// What a list's items are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Items {
    Maps,
    Scalars,
}

/// What the items of these lists are.
///
/// # Errors
/// When they are of different types, or lists, or there are none.
pub(super) fn items_of(lists: &[&[Value]]) -> Result<Items, StrategicError> {
    let mut all = lists.iter().flat_map(|list| list.iter());
    let first = all.next().ok_or(StrategicError::NoElements)?;
    if matches!(first, Value::List(_)) {
        return Err(StrategicError::ListOfLists);
    }
    if all.any(|item| item.kind_name() != first.kind_name()) || first.is_null() {
        return Err(StrategicError::MixedList);
    }
    Ok(if matches!(first, Value::Map(_)) { Items::Maps } else { Items::Scalars })
}

/// An item as a map.
pub(super) fn as_map(item: &Value) -> Result<&Map, StrategicError> {
    item.as_map().ok_or(StrategicError::Argument { expected: "map[string]interface {}", found: item.kind_name() })
}

/// A map's value of the merge key.
pub(super) fn key_of<'v>(map: &'v Map, key: &str) -> Result<&'v Value, StrategicError> {
    map.get(key).ok_or_else(|| {
        let keys: Vec<&str> = map.iter().map(|(key, _)| key.as_str()).collect();
        StrategicError::NoMergeKey { keys: format!("[{}]", keys.join(" ")), key: key.to_owned() }
    })
}

/// A scalar as Go's `%v` prints it; by this text items are sorted and compared between documents.
pub(super) fn printed(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Null => "<nil>".to_owned(),
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => {
            String::from_utf8_lossy(&canonical_json(value)).into_owned()
        }
    }
}

/// Maps sorted by the text of their key. Equal ones come out in reverse: Go's comparison says "less" for equals too, and
/// the insertion sort that it uses for up to twelve items turns them round. Which of two ports of one number is compared
/// with which depends on it.
///
/// # Errors
/// When an item is no map or lacks the key.
pub(super) fn sorted_by_key<'v>(list: &'v [Value], key: &str) -> Result<Vec<(String, &'v Map)>, StrategicError> {
    let mut out = Vec::with_capacity(list.len());
    for item in list.iter().rev() {
        let map = as_map(item)?;
        out.push((printed(key_of(map, key)?), map));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(out)
}

/// Scalars sorted by their text.
pub(super) fn sorted_scalars(list: &[Value]) -> Vec<Value> {
    let mut out: Vec<(String, Value)> = list.iter().map(|item| (printed(item), item.clone())).collect();
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out.into_iter().map(|(_, item)| item).collect()
}

/// Each scalar once. The place of a repeated one is taken by the last item, as in Go's library.
pub(super) fn deduplicated(mut list: Vec<Value>) -> Vec<Value> {
    let mut i = 0;
    while i < list.len() {
        let mut j = i + 1;
        while j < list.len() {
            if list.get(i) == list.get(j) {
                list.swap_remove(j);
            } else {
                j += 1;
            }
        }
        i += 1;
    }
    list
}

/// The list in the order of another; maps to be deleted come last.
///
/// # Errors
/// When a map lacks the key.
pub(super) fn in_order_of(list: Vec<Value>, order: &[Value], key: &str, items: Items) -> Result<Vec<Value>, StrategicError> {
    let mut deletions = Vec::new();
    let mut kept = Vec::with_capacity(list.len());
    for item in list {
        if items == Items::Maps {
            let map = as_map(&item)?;
            key_of(map, key)?;
            if matches!(directive::of(map), Some(Ok(Directive::Delete))) {
                deletions.push(item);
                continue;
            }
        }
        kept.push(item);
    }
    if items == Items::Maps {
        for item in order {
            key_of(as_map(item)?, key)?;
        }
    }
    let places = Places::of(order, key, items);
    let mut ranked: Vec<(Option<usize>, Value)> = kept.into_iter().map(|item| (places.of_item(order, &item), item)).collect();
    if ranked.iter().all(|(rank, _)| rank.is_some()) {
        ranked.sort_by_key(|(rank, _)| *rank);
    } else {
        insertion_sort(&mut ranked);
    }
    Ok(ranked.into_iter().map(|(_, item)| item).chain(deletions).collect())
}

/// Go's stable sort of short lists with its comparison, which calls everything "less" that the order does not know.
fn insertion_sort(list: &mut [(Option<usize>, Value)]) {
    let less = |a: Option<usize>, b: Option<usize>| match (a, b) {
        (Some(a), Some(b)) => a < b,
        _ => true,
    };
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && list.get(at).zip(list.get(at - 1)).is_some_and(|(own, before)| less(own.0, before.0)) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// The patch's items in the patch's order, the others in the server's, put together so that neither order breaks.
///
/// # Errors
/// When a map lacks the key.
pub(super) fn ordered(
    patch: Vec<Value>,
    others: Vec<Value>,
    patch_order: &[Value],
    server_order: &[Value],
    key: &str,
    items: Items,
) -> Result<Vec<Value>, StrategicError> {
    let patch = in_order_of(patch, patch_order, key, items)?;
    let others = in_order_of(others, server_order, key, items)?;
    let places = Places::of(server_order, key, items);
    let rank = |item: &Value| places.of_item(server_order, item);
    let mut out = Vec::with_capacity(patch.len() + others.len());
    let mut patch = patch.into_iter().peekable();
    let mut others = others.into_iter().peekable();
    while let (Some(other), Some(own)) = (others.peek(), patch.peek()) {
        // An item of the server's goes before the first of the patch's that stands behind it on the server.
        let before = rank(other).zip(rank(own)).is_some_and(|(other, own)| other < own);
        out.extend(if before { others.next() } else { patch.next() });
    }
    out.extend(others);
    out.extend(patch);
    Ok(out)
}

/// Items that a list names, and the rest.
///
/// # Errors
/// When an item is no map, or lacks the key (with a key).
pub(super) fn partitioned(list: Vec<Value>, by: &[Value], key: &str) -> Result<(Vec<Value>, Vec<Value>), StrategicError> {
    let (mut named, mut rest) = (Vec::new(), Vec::new());
    let places = Places::of(by, key, if key.is_empty() { Items::Scalars } else { Items::Maps });
    for item in list {
        let is_named =
            if key.is_empty() { places.of_item(by, &item).is_some() } else { places.find(by, key_of(as_map(&item)?, key)?)?.is_some() };
        if is_named { named.push(item) } else { rest.push(item) }
    }
    Ok((named, rest))
}

/// Refuses a patch list whose order contradicts its `$setElementOrder`.
pub(super) fn check_order(patch: &[Value], order: &[Value], key: &str, field: &str) -> Result<(), StrategicError> {
    if order.is_empty() || patch.is_empty() {
        return Ok(());
    }
    let mut wanted = order.iter();
    for item in patch {
        if !key.is_empty() && matches!(directive::of(as_map(item)?), Some(Ok(Directive::Delete))) {
            continue;
        }
        if item.as_map().is_some_and(|map| map.has(PATCH)) {
            continue;
        }
        let mut found = false;
        for other in wanted.by_ref() {
            let equal = if key.is_empty() { item == other } else { key_of(as_map(item)?, key)? == key_of(as_map(other)?, key)? };
            if equal {
                found = true;
                break;
            }
        }
        if !found {
            return Err(StrategicError::OrderMismatch(field.to_owned()));
        }
    }
    Ok(())
}
