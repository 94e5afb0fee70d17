//! The judgements on one source: what its project asks for, what of it is verified, and what is told. It reads through a function.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::super::projects::Project;
use super::super::{Judgement, Weight};
use super::history::{History, MAX_COMMITS, Seen, history};
use super::keyring::{GPG_KEYS, Keyring, SSH_SIGNERS};
use super::object::RawObject;
use super::policy::{Asked, Mode, applying};
use super::{Outcome, Signer};
use crate::model::ids::{RepoUrl, Sha};

/// Lines about one source at most, as there.
const MAX_LINES: usize = 10;

/// What is judged, against what, and when.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The project, global projects merged in; they say nothing of signatures.
    pub project: Project<'a>,
    /// The repository as the Application writes it.
    pub url: &'a RepoUrl,
    /// The keys that are known.
    pub ring: &'a Keyring,
    /// Now: keys that have ended by then count no more, whenever they signed.
    pub now: Timestamp,
}

/// What a target revision names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The annotated tag, where it names one (a version constraint may), by the name that it has in the repository.
    pub tag: Option<(Arc<str>, RawObject)>,
    /// The commit that is deployed; a tag's too.
    pub commit: Sha,
}

/// Judges a source. `read` gives commits by id, `target` what the revision names; neither is asked where nothing is to be verified.
///
/// Every line that does not admit and is no warning refuses the plan, as Argo CD's ComparisonError does.
///
/// # Errors
/// Whatever `target` or `read` fails with. It is not known then whether the source is what it should be.
pub fn judge<E>(
    case: Case<'_>,
    target: impl FnOnce() -> Result<Target, E>,
    read: &mut dyn FnMut(&Sha) -> Result<RawObject, E>,
) -> Result<Vec<Judgement>, E> {
    let applying = applying(case.project, case.url);
    let mut lines = applying.judgements;
    let Some(asked) = applying.asked else { return Ok(lines) };
    let target = target()?;
    let tag = target.tag.as_ref().map(|(_, object)| Seen::of(object, case.ring, case.now));
    let told = Telling { case, asked: &asked };
    if let Some((name, object)) = &target.tag {
        lines.extend(told.other_name(name, object));
    }
    match (asked.mode, tag) {
        (Mode::Head, Some(tag)) => lines.push(told.one(&tag)),
        (Mode::Head, None) => lines.push(told.one(&Seen::of(&read(&target.commit)?, case.ring, case.now))),
        (Mode::Strict, tag) => {
            let mut verify = |object: &RawObject| {
                let seen = Seen::of(object, case.ring, case.now);
                let is_right = is_right(&asked, &seen);
                (seen, is_right)
            };
            let history = history(&target.commit, MAX_COMMITS, read, &mut verify)?;
            lines.extend(told.all(tag, &history));
        }
    }
    Ok(lines)
}

/// The line that refuses a source which could not be verified, and says why.
pub fn unverified(case: Case<'_>, cause: &str) -> Judgement {
    let field = applying(case.project, case.url).asked.map_or_else(|| "spec.sourceIntegrity".to_owned(), |asked| asked.field);
    let rule = format!("project {} asks for signed sources, and nothing could be verified: {cause}", case.project.name);
    case.project.says(Weight::Refuses, &field, rule, "read Git again with ctrl-r")
}

/// Whether a signature is as a policy wants it: good, and by a key of its list.
pub fn is_right(asked: &Asked, seen: &Seen) -> bool {
    seen.checked.outcome == Outcome::Good && seen.checked.signer.as_ref().is_some_and(|signer| asked.listed(signer).is_some())
}

fn what(seen: &Seen) -> String {
    match &seen.tag {
        Some(name) => format!("tag {name} by {}", seen.who),
        None => format!("commit {} by {}", seen.id.short(), seen.who),
    }
}

fn by(signer: &Signer) -> String {
    let name = if signer.name.is_empty() { String::new() } else { format!(" ({})", signer.name) };
    match signer.primary.as_ref().and_then(|primary| primary.get(primary.len().saturating_sub(16)..)) {
        Some(primary) => format!("subkey {} of key {primary}{name}", signer.id),
        None => format!("key {}{name}", signer.id),
    }
}

/// Says what came out.
#[derive(Clone, Copy)]
struct Telling<'a> {
    case: Case<'a>,
    asked: &'a Asked,
}

impl Telling<'_> {
    fn says(self, weight: Weight, field: &str, rule: String, change: &str) -> Judgement {
        self.case.project.says(weight, field, rule, change)
    }

    /// Who may write refs can give an old signed tag a new name; Argo CD lets it pass.
    fn other_name(self, name: &str, object: &RawObject) -> Option<Judgement> {
        let own = object.tag_name().filter(|own| own != name)?;
        let rule = format!("the tag {name} was signed under the name {own}");
        Some(self.says(Weight::Warns, &self.asked.field, rule, "sign a tag of this name"))
    }

    fn one(self, seen: &Seen) -> Judgement {
        let index = seen.checked.signer.as_ref().and_then(|signer| self.asked.listed(signer));
        let (Some(signer), Some(index), Outcome::Good) = (&seen.checked.signer, index, &seen.checked.outcome) else {
            return self.failed(seen);
        };
        let rule = format!("{} is signed by {}, which project {} lists", what(seen), by(signer), self.case.project.name);
        let field = format!("{}[{index}]{}", self.asked.field, self.asked.entry);
        self.says(Weight::Admits, &field, rule, "take the key away")
    }

    fn failed(self, seen: &Seen) -> Judgement {
        let (project, what) = (self.case.project.name, what(seen));
        let signer = seen.checked.signer.as_ref();
        let made_by = signer.map_or_else(String::new, |signer| format!(" ({})", by(signer)));
        let rule = match seen.checked.outcome {
            Outcome::Good => format!("{what} is signed with an unallowed key{made_by}: project {project} does not list it"),
            Outcome::Bad(_)
            | Outcome::ExpiredSignature(_)
            | Outcome::ExpiredKey(_)
            | Outcome::RevokedKey
            | Outcome::UnknownKey
            | Outcome::Unreadable(_)
            | Outcome::Unsigned => {
                format!("project {project} asks for signed sources, and {what} has this state: {}{made_by}", seen.checked.outcome)
            }
        };
        self.says(Weight::Refuses, &self.asked.field, rule, &self.change(seen))
    }

    /// What would make it pass.
    fn change(self, seen: &Seen) -> String {
        let field = &self.asked.field;
        let anew = || format!("sign it anew with a key of {field}: git {}", if seen.tag.is_some() { "tag -s" } else { "commit -S" });
        let Some(signer) = &seen.checked.signer else { return anew() };
        let is_ssh = signer.id.starts_with("SHA256:");
        match seen.checked.outcome {
            Outcome::Good => format!("an entry {} in {field}", signer.id),
            Outcome::UnknownKey => {
                let store = if is_ssh { format!("{SSH_SIGNERS} of tiphys-cm") } else { format!("the ConfigMap {GPG_KEYS}") };
                let is_listed =
                    self.asked.keys.iter().any(|key| key.eq_ignore_ascii_case(&signer.id) || key.eq_ignore_ascii_case(&signer.fingerprint));
                let entry = if is_listed { String::new() } else { format!(", and an entry {} in {field}", signer.id) };
                format!("the public key in {store}{entry}")
            }
            Outcome::ExpiredKey(_) if is_ssh => format!("another valid-before in {SSH_SIGNERS} of tiphys-cm, or {}", anew()),
            Outcome::ExpiredKey(_) => {
                format!("a later end of the key, and the key stored again in the ConfigMap {GPG_KEYS}, or {}", anew())
            }
            Outcome::Bad(_) | Outcome::ExpiredSignature(_) | Outcome::RevokedKey | Outcome::Unreadable(_) | Outcome::Unsigned => anew(),
        }
    }

    /// Of commits by one wrong key one is told, as there; of those without a signature each.
    fn all(self, tag: Option<Seen>, history: &History) -> Vec<Judgement> {
        let mut lines = Vec::new();
        let mut told: BTreeSet<Arc<str>> = BTreeSet::new();
        let tag_failed = tag.as_ref().filter(|tag| !is_right(self.asked, tag));
        lines.extend(tag_failed.map(|tag| self.failed(tag)));
        for seen in &history.failed {
            let is_new = seen.checked.signer.as_ref().is_none_or(|signer| told.insert(signer.id.clone()));
            if is_new && lines.len() < MAX_LINES {
                lines.push(self.failed(seen));
            }
        }
        let (project, field) = (self.case.project.name, &self.asked.field);
        if history.is_cut {
            let rule = format!("project {project} asks for a signed history, and this one has more than {} commits", history.verified);
            let change = "a signed commit with the trailer Argocd-gpg-seal: <why>, which vouches for all before it";
            lines.push(self.says(Weight::Refuses, field, rule, change));
        }
        if lines.is_empty() {
            let and_tag = tag.map_or_else(String::new, |tag| format!("{} and ", what(&tag)));
            let rule = format!("{and_tag}{} commits of the history are signed by keys which project {project} lists", history.verified);
            lines.push(self.says(Weight::Admits, field, rule, "take a key away"));
        }
        lines
    }
}
