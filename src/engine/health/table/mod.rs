//! Health of the kinds of other people's controllers, as Argo CD's bundled customizations judge them: a table of declarative rules,
//! one file a family of groups. It knows no cluster. Argo CD looks for the exact kind first, then for a pattern of its group.

pub(super) mod evaluate;
mod kinds;
mod scope;
#[cfg(test)]
mod tests;
pub(super) mod words;

use words::Entry;

/// The entry of a kind: the one that names it, else the one whose group's pattern fits.
pub(super) fn entry(group: &str, kind: &str) -> Option<&'static Entry> {
    let all = || kinds::ALL.iter().flat_map(|entries| entries.iter());
    let named = all().find(|entry| entry.group == group && entry.kinds.contains(&kind));
    named.or_else(|| {
        all().find(|entry| {
            entry.kinds.is_empty()
                && match entry.group.strip_prefix('*') {
                    Some(suffix) => group.ends_with(suffix),
                    None => entry.group == group,
                }
        })
    })
}
