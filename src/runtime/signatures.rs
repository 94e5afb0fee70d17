//! Whether the commits of an application are signed as its project asks. Keys are read from the control plane, commits from the mirrors; an
//! answer is kept for a while, since the same commit is judged at every change of a live object. It judges nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::adapters::git::signature::{self, Source};
use crate::adapters::store::keys;
use crate::engine::access::integrity::keyring::{KeyTexts, Keyring};
use crate::engine::access::integrity::verdicts::{Case, unverified};
use crate::engine::access::projects::Project;
use crate::engine::access::{Judgement, Weight};
use crate::engine::gate::project::Found;
use crate::engine::render::SourceAt;
use crate::engine::render::helm::packed::is_chart;
use crate::model::ids::{RepoUrl, Sha};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::effect::Subject;

use super::Shared;
use super::connect::{self, PlaneHandle};

/// How long an answer is kept: keys end and are taken away, and a minute is what a person waits for without asking again.
const KEPT: Duration = Duration::from_mins(1);

/// Answers that are kept; older ones go all at once.
const MAX_KEPT: usize = 1_000;

/// Answers by what they depend on.
#[derive(Default)]
pub(crate) struct Signatures(Mutex<BTreeMap<Key, (Instant, Vec<Judgement>)>>);

/// SHA-256 of everything that an answer depends on.
type Key = [u8; 32];

/// What the project's keys say about each source that comes from Git; nothing where the project asks for no signature.
pub(super) async fn judge(shared: &Shared, subject: &Subject, project: &Found, sources: &[SourceAt], revisions: &[Sha]) -> Vec<Judgement> {
    let Some(spec) = project.spec().filter(|spec| !spec.signature_keys.is_empty() || spec.source_integrity.is_some()) else {
        return Vec::new();
    };
    let Ok(plane) = connect::plane(shared) else { return Vec::new() };
    let name = subject.detail.app.spec.project();
    let texts = keys::read(&plane.cluster, &subject.settings.control_namespace).await;
    let mut all = Vec::new();
    for (at, sha) in sources.iter().zip(revisions).filter(|(at, _)| !is_chart(&at.source)) {
        let url = RepoUrl::new(at.source.repo_url.as_str());
        match &texts {
            Ok(texts) => all.extend(one(shared, &plane, (name, spec), (at, &url, sha), texts).await),
            // Nobody knows which keys count: nothing is taken as signed.
            Err(error) => {
                let ring = Keyring::default();
                let case = Case { project: Project { name, spec }, url: &url, ring: &ring, now: plane.server_time() };
                all.push(unverified(case, &error.problem().cause));
            }
        }
    }
    all
}

async fn one(
    shared: &Shared,
    plane: &PlaneHandle,
    (name, spec): (&str, &crate::model::project::AppProjectSpec),
    (at, url, sha): (&SourceAt, &RepoUrl, &Sha),
    texts: &KeyTexts,
) -> Vec<Judgement> {
    // What is kept has to be of this very commit, these keys and this project, whoever would like it to be of another.
    let about = (name, url.as_str(), at.revision.as_str(), sha.as_str(), &spec.signature_keys, &spec.source_integrity, texts);
    let key: Key = Sha256::digest(format!("{about:?}")).into();
    let kept = || shared.signatures.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = kept().get(&key).filter(|(at, _)| at.elapsed() < KEPT) {
        return known.clone();
    }
    let (ring, problems) = Keyring::read(texts);
    for problem in problems {
        tracing::warn!(%problem, "a public key cannot be read");
    }
    let (project, revision, own, now) =
        (name.to_owned(), at.revision.clone(), (spec.clone(), url.clone(), sha.clone()), plane.server_time());
    let judged = shared
        .git
        .with_mirror(url, move |mirror| {
            let (spec, url, sha) = &own;
            let project = Project { name: &project, spec };
            signature::judge(Source { project, url, revision: &revision, sha, mirror, ring: &ring, now })
        })
        .await;
    match judged {
        Ok(judged) => {
            let mut kept = kept();
            if kept.len() >= MAX_KEPT {
                kept.clear();
            }
            kept.insert(key, (Instant::now(), judged.clone()));
            judged
        }
        Err(problem) => {
            let ring = Keyring::default();
            vec![unverified(Case { project: Project { name, spec }, url, ring: &ring, now }, &problem.cause)]
        }
    }
}

/// Refusals as problems of a comparison: Argo CD calls them a ComparisonError, and nothing is planned, applied or pruned.
pub(super) fn problems(judgements: &[Judgement]) -> Vec<Problem> {
    let refused = judgements.iter().filter(|own| own.weight == Weight::Refuses);
    refused.map(|own| Problem { kind: ProblemKind::BadInput, ..own.problem() }).collect()
}
