//! Change rules of `tiphys-cm` (`changeRules`): what a plan may do. Pure; it judges what is planned (verb, live and desired object) at a
//! given time, and knows nothing of how it is carried out.
//!
//! Only what writes is judged. An object whose `Force` lets it be deleted and created again counts as recreated whenever it is updated or
//! replaced: whether the API server refuses the change is known too late. Hooks are judged by `hook`, `change`, `onlyDuring` and
//! `requireResources`; that an old hook goes before the new one is no deletion. What goes along with a deleted namespace or definition is
//! not listed by a plan: forbid that for these kinds.

mod replicas;
mod resources;
mod rule;

use jiff::Timestamp;

use super::scope::{Reach, Subject};
use super::teller::{Fault, Teller};
use super::unread;
use crate::engine::access::{Judge, Judgement};
use crate::engine::sync::task::Verb;
use crate::model::house::{ChangeRule, Forbidden, House, Section, Unread};
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use rule::Compiled;

/// What a plan does to one object.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Its whole identity.
    pub key: &'a ObjectKey,
    /// What is done.
    pub verb: Verb,
    /// Whether it is deleted and created again where the server refuses the change (`Force=true`).
    pub force: bool,
    /// The live object; none where it is not there.
    pub live: Option<&'a Object>,
    /// The desired one; none where it goes.
    pub desired: Option<&'a Object>,
}

impl Change<'_> {
    /// Whether it is deleted and created again, or may be.
    fn recreates(&self) -> bool {
        match self.verb {
            Verb::Recreate => true,
            Verb::Update | Verb::Replace => self.force,
            Verb::Create | Verb::Keep | Verb::Leave | Verb::Prune | Verb::RunHook | Verb::SkipPrune => false,
        }
    }

    fn is_forbidden(&self, forbidden: Forbidden) -> bool {
        match forbidden {
            Forbidden::Change => self.verb.is_write(),
            Forbidden::Create => self.verb == Verb::Create,
            Forbidden::Update => self.verb == Verb::Update,
            Forbidden::Replace => self.verb == Verb::Replace,
            Forbidden::Recreate => self.recreates(),
            Forbidden::Prune => self.verb == Verb::Prune,
            Forbidden::Delete => self.verb == Verb::Prune || self.recreates(),
            Forbidden::Hook => self.verb == Verb::RunHook,
        }
    }
}

/// What the rules say about a plan that is carried out at this time.
pub fn judge(house: &House, subject: Subject<'_>, at: Timestamp, changes: &[Change<'_>]) -> Vec<Judgement> {
    let writes: Vec<Change<'_>> = changes.iter().copied().filter(|change| change.verb.is_write()).collect();
    let mut out = unread(house, Section::ChangeRules);
    for rule in &house.change_rules {
        out.extend(one_rule(rule, subject, at, &writes, changes));
    }
    out
}

/// Why a rule cannot be read: its field (empty: as a whole), and the cause.
pub fn fault(rule: &ChangeRule) -> Option<(String, String)> {
    Compiled::new(rule).err()
}

fn one_rule(rule: &ChangeRule, subject: Subject<'_>, at: Timestamp, writes: &[Change<'_>], all: &[Change<'_>]) -> Vec<Judgement> {
    let head = &rule.head;
    let mut teller = Teller::new(Judge::Change, Section::ChangeRules, head);
    let covered = |reach: &Reach| writes.iter().copied().filter(|change| reach.covers(subject, change.key)).collect::<Vec<_>>();
    let faulty = |teller: Teller<'_>, reach: &Reach, cause: &str| {
        if covered(reach).is_empty() { Vec::new() } else { teller.unreadable(cause) }
    };
    let compiled = match (Reach::new(&head.scope), &head.fault, Compiled::new(rule)) {
        (Err((_, cause)), _, _) => {
            let told = Unread { section: Section::ChangeRules, index: Some(head.index), name: head.name.clone(), cause: cause.into() };
            return unread(&House { unread: vec![told], ..House::default() }, Section::ChangeRules);
        }
        (Ok(reach), Some(cause), _) => return faulty(teller, &reach, cause),
        (Ok(reach), None, Err((_, cause))) => return faulty(teller, &reach, &cause),
        (Ok(_), None, Ok(compiled)) => compiled,
    };
    let covered = covered(&compiled.reach);
    for change in &covered {
        let faults = one_change(rule, &compiled, at, change, all);
        if faults.is_empty() {
            teller.is_fine();
        }
        for told in faults {
            match told {
                Told::Breaks(fault) => teller.breaks(Some(change.key), fault),
                Told::Unknown(fault) => teller.is_unknown(change.key, fault),
            }
        }
    }
    let n = |is_counted: &dyn Fn(&Change<'_>) -> bool| covered.iter().filter(|change| is_counted(change)).count() as u64;
    let (n_changes, n_prunes) = (n(&|change| change.verb != Verb::RunHook), n(&|change| change.verb == Verb::Prune));
    for (limit, n, field, done) in
        [(rule.max_changes, n_changes, "maxChanges", "changes"), (rule.max_prunes, n_prunes, "maxPrunes", "prunes")]
    {
        if let Some(limit) = limit.filter(|limit| n > *limit) {
            let what = format!("the plan {done} {n} objects, {limit} are allowed");
            let change = "sync fewer of them at a time, or raise the limit".to_owned();
            teller.breaks(None, Fault { field, what, change });
        }
    }
    teller.all("change")
}

/// What a rule says of one change.
enum Told {
    Breaks(Fault),
    Unknown(Fault),
}

fn one_change(rule: &ChangeRule, compiled: &Compiled, at: Timestamp, change: &Change<'_>, all: &[Change<'_>]) -> Vec<Told> {
    let mut told = Vec::new();
    let mut breaks = |field: &'static str, what: String, change: String| told.push(Told::Breaks(Fault { field, what, change }));
    let verb = change.verb.as_str();
    if let Some(forbidden) = rule.forbid.iter().find(|forbidden| change.is_forbidden(**forbidden)) {
        let may =
            if change.verb != Verb::Recreate && change.recreates() { ", which may delete it and create it again (Force)" } else { "" };
        let what = format!("{verb} {}{may}: {} is forbidden", change.key, forbidden.as_str());
        breaks("forbid", what, "leave it out of the plan, or change the rule".to_owned());
    }
    if let Some(opens) = compiled.closed(at) {
        let when = opens.map_or_else(|| "change the rule: it never opens".to_owned(), |opens| format!("wait until {opens}"));
        breaks("onlyDuring", format!("{verb} {} outside of the times that are given for it", change.key), when);
    }
    told.extend(replicas::judge(rule, change, all));
    told.extend(resources::judge(&compiled.required, change));
    told
}
