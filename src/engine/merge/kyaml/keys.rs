//! Keys of list items as kyaml compares them: texts, of which some may be missing. It knows no node.

use std::collections::BTreeSet;
use std::sync::Arc;

/// The texts of an item's merge keys; empty where it has none.
pub(super) type Values = Vec<Arc<str>>;

/// Items that agree where both have a value, and in one at least, are taken for one item: `8080` with and without a
/// protocol. Where several fit, the last one counts: kyaml compares with what the first had before it was united.
pub(super) fn united(mut list: Vec<Values>) -> Vec<Values> {
    for i in 0..list.len() {
        let Some(own) = list.get(i).cloned() else { continue };
        for j in 0..list.len() {
            let Some(both) = list.get(j).and_then(|other| agreed(&own, other)) else { continue };
            for index in [i, j] {
                if let Some(slot) = list.get_mut(index) {
                    slot.clone_from(&both);
                }
            }
        }
    }
    list
}

fn agreed(a: &Values, b: &Values) -> Option<Values> {
    let mut common = a.len() == b.len();
    let mut out = Values::with_capacity(a.len());
    let mut found = false;
    for (a, b) in a.iter().zip(b) {
        if a == b {
            found = true;
        } else if !a.is_empty() && !b.is_empty() {
            common = false;
        }
        out.push(if a.is_empty() { b.clone() } else { a.clone() });
    }
    (common && found).then_some(out)
}

/// The keys that any of the items has a value for, with this item's values; all keys where none has any.
pub(super) fn valid(list: &[Values], values: &Values, keys: &[String]) -> (Vec<String>, Values) {
    let used: BTreeSet<&str> = list
        .iter()
        .flat_map(|values| values.iter().zip(keys))
        .filter(|(value, _)| !value.is_empty())
        .map(|(_, key)| key.as_str())
        .collect();
    if used.is_empty() {
        return (keys.to_vec(), values.clone());
    }
    let is_used = |key: &String| used.contains(key.as_str());
    let of_item = values.iter().zip(keys).filter(|(value, key)| !value.is_empty() || is_used(key)).map(|(value, _)| value.clone());
    (keys.iter().filter(|key| is_used(key)).cloned().collect(), of_item.collect())
}
