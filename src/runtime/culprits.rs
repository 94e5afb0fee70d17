//! Which commit changed what fails: what was good and what runs are rendered, the field that differs names a file, and that file's history
//! names the commit. It decides nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::adapters::git::blame::Wanted;
use crate::engine::explain::suspect::{Suspect, suspect};
use crate::engine::explain::{Culprit, What};
use crate::engine::history::records::Deployed;
use crate::engine::render::SourceAt;
use crate::engine::render::helm::packed::is_chart;
use crate::engine::step::CommitInfo;
use crate::model::ids::{ObjectKey, RepoUrl, Revision, Sha};
use crate::model::object::Object;
use crate::model::problem::{Problem, any_error};
use crate::session::effect::{Recipe, Subject};
use crate::session::shown::Culprits;

use super::sides::To;
use super::{Shared, destination, sides};

/// Finds the commits. An object that nothing changed, or of which the file is in no repository, has none.
pub(super) async fn culprits(
    shared: &Arc<Shared>,
    subject: &Subject,
    (running, good): (Deployed, Option<Deployed>),
    objects: &[(ObjectKey, Arc<str>)],
) -> Result<Culprits, Vec<Problem>> {
    let destination = destination::resolve(shared, subject).await.map_err(|problem| vec![problem])?;
    let to = (shared, subject, &destination);
    let now = made(to, &running).await?;
    let before = match &good {
        // What was good may not render any more (a base that is gone): what sets the field now is still known.
        Some(good) => made(to, good).await.ok(),
        None => None,
    };
    let mut found = BTreeMap::new();
    for (key, image) in objects {
        let Some(object) = now.get(key) else { continue };
        let good_object = before.as_ref().and_then(|objects| objects.get(key));
        let Some(suspect) = suspect(good_object, object, image) else { continue };
        let commit = look(shared, &suspect, &running, good.as_ref().filter(|_| before.is_some())).await.map_err(|problem| vec![problem])?;
        if let Some((commit, file, is_own)) = commit {
            let what = if is_own { suspect.what } else { What::File };
            found.insert(key.clone(), Arc::new(culprit(&commit, what, file)));
        }
    }
    Ok(found)
}

/// What was deployed, rendered again.
async fn made(to: To<'_>, deployed: &Deployed) -> Result<BTreeMap<ObjectKey, Object>, Vec<Problem>> {
    let pairs = deployed.sources.iter().zip(&deployed.revisions);
    let items = pairs.map(|(source, sha)| SourceAt { source: source.clone(), revision: Revision::new(sha.as_str()) }).collect();
    let made = sides::made(to, "", &Recipe::Sources(items)).await?;
    if any_error(&made.problems) {
        return Err(made.problems);
    }
    let (_, _, destination) = to;
    let cluster = &destination.handle.cluster.id;
    Ok(made.objects.into_iter().map(|object| (object.key(cluster), object)).collect())
}

fn culprit(commit: &CommitInfo, what: What, file: Arc<str>) -> Culprit {
    let (author, subject) = (commit.author.clone(), commit.subject.clone());
    Culprit { sha: commit.sha.clone(), author, at: commit.time.parse().ok(), subject, what, file }
}

/// The commit, the file, and whether it is the suspect's own and not only the source's folder.
async fn look(
    shared: &Arc<Shared>,
    suspect: &Suspect,
    running: &Deployed,
    good: Option<&Deployed>,
) -> Result<Option<(CommitInfo, Arc<str>, bool)>, Problem> {
    let pairs = || running.sources.iter().zip(&running.revisions).enumerate().filter(|(_, (source, _))| !is_chart(source));
    let base = |index: usize| good.and_then(|good| good.revisions.get(index)).cloned();
    if let Some(file) = &suspect.file {
        for (index, (source, head)) in pairs() {
            let repo = RepoUrl::new(source.repo_url.as_str());
            if let Some(commit) = changed(shared, &repo, (head, base(index)), file, &suspect.text).await? {
                return Ok(Some((commit, file.clone(), true)));
            }
        }
    }
    // The file is elsewhere (a remote base, the application's own parameters), or nothing in it changed since: the newest commit in the
    // source's own folder is the best that can be told, if there is one since what was good.
    for (index, (source, head)) in pairs().filter(|(index, _)| base(*index).is_some()) {
        let (repo, folder) = (RepoUrl::new(source.repo_url.as_str()), source.path.trim_matches('/').trim_start_matches("./"));
        let folder: Arc<str> = if folder == "." { Arc::default() } else { folder.into() };
        if let Some(commit) = changed(shared, &repo, (head, base(index)), &folder, &Arc::default()).await? {
            return Ok(Some((commit, folder, false)));
        }
    }
    Ok(None)
}

async fn changed(
    shared: &Arc<Shared>,
    repo: &RepoUrl,
    (head, base): (&Sha, Option<Sha>),
    path: &Arc<str>,
    text: &Arc<str>,
) -> Result<Option<CommitInfo>, Problem> {
    let (head, path, text) = (head.clone(), path.clone(), text.clone());
    let look = move |mirror: &crate::adapters::git::mirror::Mirror| {
        mirror.changed_by(&Wanted { head: &head, base: base.as_ref(), path: &path, text: &text })
    };
    shared.git.read(repo, look).await
}
