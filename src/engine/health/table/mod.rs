//! Health of the kinds of other people's controllers, as Argo CD's bundled customizations judge them: a table of declarative rules,
//! one file a family of groups. It knows no cluster. Argo CD looks for the exact kind first, then for a pattern of its group.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod cases_of_promotion;
pub(super) mod evaluate;
mod kinds;
mod scope;
#[cfg(test)]
mod tests;
pub(super) mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use words::Entry;

/// The entries that name kinds, by group and kind.
static NAMED: LazyLock<BTreeMap<(&str, &str), &Entry>> =
    LazyLock::new(|| entries().flat_map(|entry| entry.kinds.iter().map(move |kind| ((entry.group, *kind), entry))).collect());

/// The entry of a kind: the one that names it, else the one whose group's pattern fits.
pub(super) fn entry(group: &str, kind: &str) -> Option<&'static Entry> {
    if let Some(entry) = NAMED.get(&(group, kind)) {
        return Some(entry);
    }
    entries().filter(|entry| entry.kinds.is_empty()).find(|entry| match entry.group.strip_prefix('*') {
        Some(suffix) => group.ends_with(suffix),
        None => entry.group == group,
    })
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    kinds::ALL.iter().flat_map(|entries| entries.iter())
}
