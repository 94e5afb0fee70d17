//! What of a history a strict policy verifies: a commit and its ancestors, back to the commits that seal it. It reads through a function.
//! Source: Argo CD 3.6 `listRawSignatures`, `getSealRevListFilter`: `git rev-list --boundary COMMIT --not SEALS`, where a seal is a commit
//! with the trailer `Argocd-gpg-seal:` and a good signature by any key of the ring, be it in the policy's list or not. A seal whose key is
//! not in the list ends the history all the same, and is then itself refused.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;

use super::Checked;
use super::keyring::Keyring;
use super::object::RawObject;
use crate::model::ids::Sha;

/// Commits that are read for one history at most.
pub const MAX_COMMITS: usize = 50_000;

/// One commit or tag, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its id.
    pub id: Sha,
    /// The name of the tag, where it is one.
    pub tag: Option<String>,
    /// `Name <address>` of its author or tagger; untrusted.
    pub who: String,
    /// Its signature.
    pub checked: Checked,
}

/// What a history comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// How many commits were verified.
    pub verified: usize,
    /// Those that are not as they should be, the nearest first.
    pub failed: Vec<Seen>,
    /// Whether the budget ended before the history did: then it is not known to be good.
    pub is_cut: bool,
}

impl Seen {
    /// An object with its signature judged.
    pub fn of(object: &RawObject, ring: &Keyring, now: Timestamp) -> Self {
        Self { id: object.id.clone(), tag: object.tag_name(), who: object.who(), checked: ring.check(object, now) }
    }
}

/// A commit that was reached without passing a seal.
struct Reached {
    parents: Vec<Sha>,
    is_seal: bool,
    /// The judgement where it is not what it should be.
    failed: Option<Seen>,
}

/// Verifies a commit and its ancestors. `is_right`: whether a signature is as the policy wants it. `budget`: how many commits are read.
///
/// # Errors
/// Whatever `read` fails with.
pub fn history<E>(
    head: &Sha,
    budget: usize,
    read: &mut dyn FnMut(&Sha) -> Result<RawObject, E>,
    judge: &mut dyn FnMut(&RawObject) -> (Seen, bool),
) -> Result<History, E> {
    let mut reached: BTreeMap<Sha, Reached> = BTreeMap::new();
    let mut order = Vec::new();
    let (mut queue, mut queued) = (VecDeque::from([head.clone()]), BTreeSet::from([head.clone()]));
    let mut is_cut = false;
    while let Some(id) = queue.pop_front() {
        if reached.len() >= budget {
            is_cut = true;
            break;
        }
        let object = read(&id)?;
        let (seen, is_right) = judge(&object);
        let is_seal = object.is_seal() && seen.checked.outcome == super::Outcome::Good;
        let parents = object.parents();
        if !is_seal {
            queue.extend(parents.iter().filter(|parent| queued.insert((*parent).clone())).cloned());
        }
        order.push(id.clone());
        reached.insert(id, Reached { parents, is_seal, failed: (!is_right).then_some(seen) });
    }
    let verified = reached.len();
    let has_failed = reached.values().any(|commit| commit.failed.is_some());
    let has_seal = reached.values().any(|commit| commit.is_seal);
    // Only where something failed does it matter whether a seal vouches for it on another way.
    let behind = if has_failed && has_seal { sealed(&reached, budget, read)? } else { BTreeSet::new() };
    let in_front = |id: &Sha| !behind.contains(id);
    let mut shown: BTreeSet<&Sha> = BTreeSet::from([head]);
    for (id, commit) in reached.iter().filter(|(id, _)| in_front(id)) {
        shown.insert(id);
        shown.extend(&commit.parents);
    }
    let failed = order.iter().filter(|id| shown.contains(id)).filter_map(|id| reached.get(id)?.failed.clone()).collect();
    Ok(History { verified, failed, is_cut })
}

/// The seals that were reached, with all that they vouch for: their ancestors, as far as the budget reads.
fn sealed<E>(
    reached: &BTreeMap<Sha, Reached>,
    budget: usize,
    read: &mut dyn FnMut(&Sha) -> Result<RawObject, E>,
) -> Result<BTreeSet<Sha>, E> {
    let mut queue: VecDeque<Sha> = reached.iter().filter(|(_, commit)| commit.is_seal).map(|(id, _)| id.clone()).collect();
    let mut behind: BTreeSet<Sha> = queue.iter().cloned().collect();
    while let Some(id) = queue.pop_front() {
        if behind.len() > budget {
            break;
        }
        let parents = match reached.get(&id) {
            Some(commit) => commit.parents.clone(),
            None => read(&id)?.parents(),
        };
        queue.extend(parents.into_iter().filter(|parent| behind.insert(parent.clone())));
    }
    Ok(behind)
}
