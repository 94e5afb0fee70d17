//! Which commits a strict policy verifies: as `git rev-list --boundary COMMIT --not SEALS`, on any history.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tiphys::engine::access::integrity::history::{History, Seen, history};
use tiphys::engine::access::integrity::object::{ObjectKind, RawObject};
use tiphys::engine::access::integrity::{Checked, Outcome};
use tiphys::model::ids::Sha;

use super::object;

/// A commit of a made-up history.
#[derive(Debug, Clone, Default)]
struct Node {
    /// Indices of its parents; they are greater than its own.
    parents: Vec<usize>,
    has_trailer: bool,
    /// Signed by a key of the ring, but not of the list.
    is_good: bool,
    is_right: bool,
}

/// The objects of a history whose head is the first, and their ids.
fn objects(nodes: &[Node]) -> (Vec<Sha>, BTreeMap<Sha, RawObject>) {
    let mut ids = vec![Sha::new(""); nodes.len()];
    let mut objects = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate().rev() {
        let parents: String = node.parents.iter().map(|parent| format!("parent {}\n", ids[*parent])).collect();
        let trailer = if node.has_trailer { "\nargocd-GPG-seal: looked at it\n" } else { "" };
        let text = format!(
            "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n{parents}author a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\n{index}\n{trailer}"
        );
        let object = object(ObjectKind::Commit, text.into_bytes());
        ids[index] = object.id.clone();
        objects.insert(object.id.clone(), object);
    }
    (ids, objects)
}

/// The history, how often something was read, and the indices of what failed.
fn walked(nodes: &[Node], budget: usize) -> (History, usize, BTreeSet<usize>) {
    let (ids, objects) = objects(nodes);
    let reads = Cell::new(0);
    let mut read = |id: &Sha| {
        reads.set(reads.get() + 1);
        objects.get(id).cloned().ok_or_else(|| format!("{id} is not there"))
    };
    let mut judge = |object: &RawObject| {
        let node = &nodes[ids.iter().position(|id| *id == object.id).expect("a node")];
        let outcome = if node.is_good || node.is_right { Outcome::Good } else { Outcome::Unsigned };
        (Seen { id: object.id.clone(), tag: None, who: object.who(), checked: Checked { outcome, signer: None } }, node.is_right)
    };
    let walked = history(&ids[0], budget, &mut read, &mut judge).expect("all is there");
    let failed = walked.failed.iter().map(|seen| ids.iter().position(|id| *id == seen.id).expect("a node")).collect();
    (walked, reads.get(), failed)
}

/// Each commit with all its ancestors.
fn reach(nodes: &[Node], from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
    let (mut queue, mut reached): (Vec<usize>, BTreeSet<usize>) = (from.into_iter().collect(), BTreeSet::new());
    while let Some(index) = queue.pop() {
        if reached.insert(index) {
            queue.extend(&nodes[index].parents);
        }
    }
    reached
}

/// What Git shows to Argo CD, and is not right: by sets, as git-rev-list(1) defines them.
fn by_definition(nodes: &[Node]) -> BTreeSet<usize> {
    let all = reach(nodes, [0]);
    let seals: BTreeSet<usize> =
        all.iter().copied().filter(|index| nodes[*index].has_trailer && (nodes[*index].is_good || nodes[*index].is_right)).collect();
    let excluded = reach(nodes, seals.iter().copied());
    let included: BTreeSet<usize> = all.difference(&excluded).copied().collect();
    let mut shown: BTreeSet<usize> = included.iter().flat_map(|index| nodes[*index].parents.iter().copied()).collect();
    shown.extend(&included);
    shown.insert(0);
    shown.into_iter().filter(|index| !nodes[*index].is_right).collect()
}

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let node =
        (proptest::collection::vec(1_usize..5, 0..3), prop::bool::weighted(0.3), prop::bool::weighted(0.8), prop::bool::weighted(0.7));
    proptest::collection::vec(node, 1..14).prop_map(|list| {
        let count = list.len();
        let made = list.into_iter().enumerate().map(|(index, (steps, has_trailer, is_good, is_right))| {
            let parents: BTreeSet<usize> = steps.into_iter().map(|step| index + step).filter(|parent| *parent < count).collect();
            Node { parents: parents.into_iter().collect(), has_trailer, is_good, is_right }
        });
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_fails_is_what_git_would_show(nodes in nodes()) {
        let (walked, _, failed) = walked(&nodes, 1_000);
        prop_assert!(!walked.is_cut);
        prop_assert_eq!(failed, by_definition(&nodes));
    }
}

/// A line of right commits, each the parent of the one before.
fn line(count: usize) -> Vec<Node> {
    let parents = |index: usize| if index + 1 < count { vec![index + 1] } else { Vec::new() };
    (0..count).map(|index| Node { parents: parents(index), is_right: true, ..Node::default() }).collect()
}

#[test]
fn the_whole_line_is_verified_down_to_the_first_commit() {
    let (walked_line, reads, _) = walked(&line(50), 1_000);
    assert_eq!((walked_line.verified, reads, walked_line.failed.len()), (50, 50, 0));
    let mut unsigned = line(50);
    unsigned[49].is_right = false;
    assert_eq!(walked(&unsigned, 1_000).2, BTreeSet::from([49]));
}

#[test]
fn a_seal_ends_it_and_what_is_behind_is_not_even_read() {
    let mut nodes = line(50);
    nodes[10].has_trailer = true;
    nodes[20].is_right = false;
    let (walked_line, reads, failed) = walked(&nodes, 1_000);
    assert_eq!((walked_line.verified, reads, failed.len()), (11, 11, 0));
    // A seal that nobody signed seals nothing; one by a key that is not in the list ends it, and is refused itself.
    nodes[10].is_right = false;
    assert_eq!(walked(&nodes, 1_000).2, BTreeSet::from([10, 20]));
    nodes[10].is_good = true;
    assert_eq!(walked(&nodes, 1_000).2, BTreeSet::from([10]));
}

#[test]
fn what_exceeds_the_budget_is_not_known_to_be_good() {
    let (cut, reads, _) = walked(&line(50), 20);
    assert!(cut.is_cut && cut.failed.is_empty());
    assert_eq!((cut.verified, reads), (20, 20));
    assert!(!walked(&line(20), 20).0.is_cut, "exactly as many");
}

#[test]
fn a_commit_that_is_not_there_is_an_error() {
    let (ids, _) = objects(&line(1));
    let answer =
        history(&ids[0], 5, &mut |id: &Sha| Err::<RawObject, String>(format!("{id} is gone")), &mut |_| panic!("nothing to judge"));
    assert!(answer.is_err_and(|error| error.ends_with("is gone")));
}
