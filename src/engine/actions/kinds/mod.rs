//! The families of the table, each a file.

mod apps;
mod argo;
mod batch;
mod databases;
mod flux;
mod numaproj;
mod operators;
mod rollouts;

use super::words::Entry;

/// Every family.
const ALL: &[&[Entry]] = &[
    apps::ENTRIES,
    argo::ENTRIES,
    batch::ENTRIES,
    databases::ENTRIES,
    flux::ENTRIES,
    numaproj::ENTRIES,
    operators::ENTRIES,
    rollouts::ENTRIES,
];

/// The entry of a kind.
pub(super) fn entry(group: &str, kind: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.group == group && entry.kinds.contains(&kind))
}

/// Every entry.
#[cfg(test)]
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    all()
}

fn all() -> impl Iterator<Item = &'static Entry> {
    ALL.iter().flat_map(|entries| entries.iter())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn every_kind_stands_once_with_its_source_and_says_what_its_actions_do() {
        let mut kinds = BTreeSet::new();
        for entry in all() {
            assert!(entry.source.starts_with("https://"), "{}", entry.group);
            for kind in entry.kinds {
                assert!(kinds.insert((entry.group, kind)), "{} {kind} twice", entry.group);
            }
            for act in entry.acts {
                assert!(!act.name.is_empty() && !act.says.is_empty() && !act.says.ends_with('.'), "{} {}", entry.group, act.name);
                for (_, why) in act.disabled {
                    assert!(!why.is_empty() && !why.ends_with('.'), "{} {}: {why}", entry.group, act.name);
                }
            }
        }
        assert_eq!(kinds.len(), 36, "Argo CD 3.6 acts on 36 kinds");
    }
}
