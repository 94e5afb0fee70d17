//! Who has which role, over `g` lines. It knows no policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Steps from a subject to a role at most, as in Casbin's role manager; cycles end there too.
const MAX_STEPS: usize = 10;

/// The graph of `g` lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles(BTreeMap<Arc<str>, Vec<Arc<str>>>);

impl Roles {
    /// `g, subject, role`.
    pub(super) fn grant(&mut self, subject: &str, role: &str) {
        self.0.entry(subject.into()).or_default().push(role.into());
    }

    /// Whether some line gives this subject a role.
    pub(super) fn grants(&self, subject: &str) -> bool {
        self.0.contains_key(subject)
    }

    /// Everybody to whom a role is given.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }

    fn of<'a>(&'a self, subject: &str) -> impl Iterator<Item = &'a Arc<str>> {
        self.0.get(subject).into_iter().flatten()
    }
}

/// The subject itself and every role that it has by these graphs together.
pub(super) fn reach(graphs: [&Roles; 2], subject: &str) -> BTreeSet<Arc<str>> {
    let mut found = BTreeSet::from([Arc::from(subject)]);
    let mut level: Vec<Arc<str>> = vec![subject.into()];
    for _ in 0..MAX_STEPS {
        let next: Vec<Arc<str>> = level.iter().flat_map(|from| graphs.iter().flat_map(move |graph| graph.of(from))).cloned().collect();
        level = next.into_iter().filter(|role| found.insert(role.clone())).collect();
    }
    found
}

/// Subjects that have themselves as a role, over others: nothing breaks, but nobody means it. Each line is walked twice, however long a
/// circle is and however many there are: the strongly connected parts of the graph, by Kosaraju's two walks.
pub(super) fn cycles(graph: &Roles) -> Vec<Arc<str>> {
    let names: Vec<&Arc<str>> = graph.0.keys().collect();
    let number: BTreeMap<&str, usize> = names.iter().enumerate().map(|(index, name)| (&***name, index)).collect();
    // A role that nobody gives a role to is on no circle.
    let to: Vec<Vec<usize>> =
        graph.0.values().map(|roles| roles.iter().filter_map(|role| number.get(&**role).copied()).collect()).collect();
    let mut from: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    for (index, roles) in to.iter().enumerate() {
        for role in roles {
            if let Some(list) = from.get_mut(*role) {
                list.push(index);
            }
        }
    }
    let order = walks(&to, 0..names.len()).concat();
    let parts = walks(&from, order.into_iter().rev());
    let is_circle =
        |part: &Vec<usize>| part.len() > 1 || part.first().is_some_and(|own| to.get(*own).is_some_and(|roles| roles.contains(own)));
    let on_one: BTreeSet<usize> = parts.into_iter().filter(is_circle).flatten().collect();
    on_one.into_iter().filter_map(|index| names.get(index)).map(|name| (*name).clone()).collect()
}

/// Walks from each of these, what was seen before left out: what each reaches anew, in the order in which it was left.
fn walks(edges: &[Vec<usize>], starts: impl Iterator<Item = usize>) -> Vec<Vec<usize>> {
    let mut seen = vec![false; edges.len()];
    let mut is_new = move |node: usize| seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true));
    let mut all = Vec::new();
    for start in starts {
        let mut left = Vec::new();
        let mut path: Vec<(usize, usize)> = if is_new(start) { vec![(start, 0)] } else { Vec::new() };
        while let Some((node, next)) = path.last_mut() {
            match edges.get(*node).and_then(|list| list.get(*next)) {
                Some(to) => {
                    *next += 1;
                    if is_new(*to) {
                        path.push((*to, 0));
                    }
                }
                None => {
                    left.push(*node);
                    path.pop();
                }
            }
        }
        all.push(left);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Roles, cycles};

    fn found(lines: &[(&str, &str)]) -> Vec<String> {
        let mut roles = Roles::default();
        lines.iter().for_each(|(subject, role)| roles.grant(subject, role));
        cycles(&roles).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn whoever_is_on_a_circle_is_told_and_whoever_only_leads_to_one_is_not() {
        assert_eq!(found(&[("alice", "a"), ("a", "b"), ("b", "a"), ("b", "c"), ("c", "d")]), ["a", "b"]);
        assert_eq!(found(&[("a", "b"), ("b", "a"), ("b", "between"), ("between", "c"), ("c", "d"), ("d", "c")]), ["a", "b", "c", "d"]);
        assert_eq!(found(&[("a", "a"), ("b", "a")]), ["a"]);
        assert!(found(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]).is_empty());
    }

    #[test]
    fn many_lines_are_walked_at_once() {
        let names: Vec<String> = (0..400).map(|n| format!("role:{n:03}")).collect();
        // No circle in eighty thousand lines; then one over all of them.
        let down = || names.iter().enumerate().flat_map(|(n, from)| names.iter().skip(n + 1).map(move |to| (from.as_str(), to.as_str())));
        assert!(found(&down().collect::<Vec<_>>()).is_empty());
        let circle: Vec<_> = down().chain([("role:399", "role:000")]).collect();
        assert_eq!(found(&circle), names);
    }
}
