//! Health of the kinds of other people's controllers, as Argo CD's bundled customizations judge them: a table of declarative rules,
//! one file a family of groups. It knows no cluster. Argo CD looks for the exact kind first, then for a pattern of its group.

#[cfg(test)]
mod cases;
pub(super) mod evaluate;
mod kinds;
mod scope;
#[cfg(test)]
mod tests;
pub(super) mod words;

use words::Entry;

/// The entry of a kind: the one that names it, else the one whose group's pattern fits.
pub(super) fn entry(group: &str, kind: &str) -> Option<&'static Entry> {
    let mut of_group = None;
    for entry in kinds::ALL.iter().flat_map(|entries| entries.iter()) {
        if entry.group == group && entry.kinds.contains(&kind) {
            return Some(entry);
        }
        if entry.kinds.is_empty() && of_group.is_none() && fits(entry.group, group) {
            of_group = Some(entry);
        }
    }
    of_group
}

fn fits(pattern: &str, group: &str) -> bool {
    pattern.strip_prefix('*').map_or(pattern == group, |suffix| group.ends_with(suffix))
}
