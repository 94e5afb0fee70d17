//! Which policy of a project applies to a repository. It verifies nothing.
//! Source: Argo CD 3.6 `EffectiveSourceIntegrity`, `lookupGit`, `findMatchingGitPolicies`. There `ARGOCD_GPG_ENABLED=false` in its processes
//! turns everything off; that cannot be seen from outside, and is not heeded here.

use super::super::projects::Project;
use super::super::{Judge, Judgement, Verdict, Weight};
use super::Signer;
use super::keyring::long_id;
use crate::engine::glob::Glob;
use crate::model::ids::RepoUrl;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::project::{AppProjectSpec, GitPolicy};

/// How much is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The annotated tag that is named, else the commit.
    Head,
    /// The annotated tag that is named, the commit and its history, back to the commits that seal it.
    Strict,
}

/// What a project asks of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// How much is verified.
    pub mode: Mode,
    /// The keys of which one must have signed, as written.
    pub keys: Vec<String>,
    /// The field that lists them, e.g. `spec.signatureKeys`.
    pub field: String,
    /// What stands behind an entry of the list, e.g. `.keyID`.
    pub entry: &'static str,
}

impl Asked {
    /// The entry of the list that names the signer: by the key or subkey that signed, or by its primary key (as Argo CD 3.6 has it; before,
    /// the very key that signed had to be named). A whole fingerprint must be the same from its first digit on.
    pub fn listed(&self, signer: &Signer) -> Option<usize> {
        let is_named = |entry: &String, fingerprint: &str| match long_id(entry) {
            Some(_) => fingerprint.len() == 40 && fingerprint.to_ascii_uppercase().ends_with(&entry.to_ascii_uppercase()),
            None => entry.starts_with("SHA256:") && entry == fingerprint,
        };
        let fingerprints = || std::iter::once(&signer.fingerprint).chain(signer.primary.as_ref());
        self.keys.iter().position(|entry| fingerprints().any(|fingerprint| is_named(entry, fingerprint)))
    }
}

/// What a project says about a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applying {
    /// What it asks for; none where it asks for nothing, or where what it says is wrong.
    pub asked: Option<Asked>,
    /// What is said already: that nothing is asked for, or what is wrong.
    pub judgements: Vec<Judgement>,
}

/// What a project asks of the source in this repository, whose URL is as the Application writes it: policies match it unchanged, as there.
/// Without `signatureKeys` and policies there is nothing to say.
pub fn applying(project: Project<'_>, url: &RepoUrl) -> Applying {
    let spec = project.spec;
    let mut said = Applying::default();
    let Some(git) = spec.source_integrity.as_ref().and_then(|integrity| integrity.git.as_ref()) else {
        if !spec.signature_keys.is_empty() {
            let keys = spec.signature_keys.iter().map(|key| key.key_id.clone()).collect();
            said.asked = Some(Asked { mode: Mode::Head, keys, field: "spec.signatureKeys".to_owned(), entry: ".keyID" });
        }
        return said;
    };
    if !spec.signature_keys.is_empty() {
        let rule = format!("project {} has sourceIntegrity.git: its signatureKeys are ignored", project.name);
        said.judgements.push(project.says(Weight::Warns, "spec.signatureKeys", rule, "take signatureKeys away"));
    }
    let matching: Vec<(usize, &GitPolicy)> = git.policies.iter().enumerate().filter(|(_, policy)| is_for(policy, url.as_str())).collect();
    let field = |index: usize, part: &str| format!("spec.sourceIntegrity.git.policies[{index}]{part}");
    match matching.as_slice() {
        [] => said.judgements.extend(none_matching(project, &git.policies, url)),
        [(index, policy)] => {
            let Some(gpg) = &policy.gpg else {
                let rule = format!("the policy of project {} for {} asks for nothing", project.name, url.shown());
                said.judgements.push(project.says(Weight::Warns, &field(*index, ".gpg"), rule, "gpg with a mode and keys"));
                return said;
            };
            let asked = |mode| Some(Asked { mode, keys: gpg.keys.clone(), field: field(*index, ".gpg.keys"), entry: "" });
            match gpg.mode.as_str() {
                "head" => said.asked = asked(Mode::Head),
                "strict" => said.asked = asked(Mode::Strict),
                "none" => {
                    let rule = format!("project {} asks for no signature in {}", project.name, url.shown());
                    said.judgements.push(project.says(Weight::Admits, &field(*index, ".gpg.mode"), rule, "mode head or strict"));
                }
                other => {
                    let rule = format!("project {} has a policy of the unknown mode {other:?} for {}", project.name, url.shown());
                    said.judgements.push(project.says(Weight::Refuses, &field(*index, ".gpg.mode"), rule, "mode none, head or strict"));
                }
            }
        }
        [(first, _), (second, _), ..] => {
            let rule = format!("project {} has {} policies for {}, and one may match", project.name, matching.len(), url.shown());
            let change = format!("take it out of the others: an entry of repos with ! before its URL, as in policies[{first}]");
            said.judgements.push(project.says(Weight::Refuses, &field(*second, ".repos"), rule, &change));
        }
    }
    said
}

/// No policy is for the URL as written. Where one would be for another spelling of it, that is told: Argo CD verifies nothing then.
fn none_matching(project: Project<'_>, policies: &[GitPolicy], url: &RepoUrl) -> Option<Judgement> {
    if policies.is_empty() {
        return None;
    }
    let usual = url.normalized();
    let spellings = [usual.as_str().to_owned(), format!("{}.git", usual.as_str())];
    let near = policies.iter().position(|policy| spellings.iter().any(|spelling| is_for(policy, spelling)));
    Some(match near {
        Some(index) => {
            let rule = format!("no policy of project {} matches {} as it is written: nothing is verified", project.name, url.shown());
            let change = format!("write the URL as {}, or add this spelling to the policy", RepoUrl::new(usual.as_str()).shown());
            project.says(Weight::Warns, &format!("spec.sourceIntegrity.git.policies[{index}].repos"), rule, &change)
        }
        None => {
            let rule = format!("no policy of project {} is for {}: no signature is asked for", project.name, url.shown());
            project.says(Weight::Admits, "spec.sourceIntegrity.git.policies", rule, "a policy whose repos match its URL")
        }
    })
}

/// Whether a policy is for a URL: an entry matches it and none with `!` does. A malformed glob matches nothing, as there.
fn is_for(policy: &GitPolicy, url: &str) -> bool {
    let matches = |pattern: &str| Glob::new(pattern).is_ok_and(|glob| glob.matches(url));
    let mut included = false;
    for repo in &policy.repos {
        match repo.url.strip_prefix('!') {
            Some(excluded) if matches(excluded) => return false,
            Some(_) => {}
            None => included = included || matches(&repo.url),
        }
    }
    included
}

impl Project<'_> {
    pub(super) fn says(&self, weight: Weight, field: &str, rule: String, change: &str) -> Judgement {
        let place = Some(Place::file(format!("AppProject {}", self.name)).at_field(field));
        let verdict = Verdict { allowed: weight != Weight::Refuses, rule: rule.into(), place, change: change.into() };
        Judgement { judge: Judge::Project, about: None, weight, verdict }
    }
}

/// What is wrong in what a project says of signatures: entries that name no key, globs and modes that are none.
pub fn validate(name: &str, spec: &AppProjectSpec) -> Vec<Problem> {
    let bad = |field: String, cause: String| {
        Problem::error(ProblemKind::BadInput, cause).at(Place::file(format!("AppProject {name}")).at_field(format!("spec.{field}")))
    };
    let key = |field: String, entry: &str| {
        let is_key = long_id(entry).is_some() || entry.starts_with("SHA256:");
        let cause = || format!("{entry:?} names no key: write 16 or 40 hexadecimal digits, or SHA256:… of an SSH key");
        (!is_key).then(|| bad(field, cause()))
    };
    let mut problems = Vec::new();
    for (index, entry) in spec.signature_keys.iter().enumerate() {
        problems.extend(key(format!("signatureKeys[{index}].keyID"), &entry.key_id));
    }
    let policies = spec.source_integrity.as_ref().and_then(|integrity| integrity.git.as_ref()).map_or(&[][..], |git| &git.policies);
    for (index, policy) in policies.iter().enumerate() {
        let field = format!("sourceIntegrity.git.policies[{index}]");
        for (number, repo) in policy.repos.iter().enumerate() {
            let glob = Glob::new(repo.url.strip_prefix('!').unwrap_or(&repo.url));
            problems.extend(glob.err().map(|cause| bad(format!("{field}.repos[{number}].url"), cause)));
        }
        let Some(gpg) = &policy.gpg else { continue };
        if !["none", "head", "strict"].contains(&gpg.mode.as_str()) {
            problems.push(bad(format!("{field}.gpg.mode"), format!("the mode must be none, head or strict, not {:?}", gpg.mode)));
        }
        for (number, entry) in gpg.keys.iter().enumerate() {
            problems.extend(key(format!("{field}.gpg.keys[{number}]"), entry));
        }
    }
    problems
}
