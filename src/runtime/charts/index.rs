//! Indexes of HTTP repositories, shared: asked for by their validators, at most once in a while, kept for the charts that are looked up in
//! them. It gets no archive.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::adapters::charts::archive::{is_same_place, url_of, with_algorithm};
use crate::adapters::web::client::{Near, Reach};
use crate::adapters::web::get::{Access, Got, Request, Validators, get};
use crate::engine::render::helm::chart_index::{self, Entry};
use crate::engine::render::helm::packed::{ChartRef, NamedBy, Opened, Packed};
use crate::model::ids::{RepoUrl, Revision};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::{RepoCredential, Repositories, Secret};
use crate::runtime::answers::Fresh;
use crate::runtime::git::locked;
use crate::runtime::web::{access, reach};
use crate::runtime::world::World;
use crate::session::effect::Freshness;

use super::places::Repo;
use super::{in_time, near};

/// The largest index: the largest real ones have some 30 MB.
const MAX_INDEX: usize = 64 << 20;

/// Bytes of indexes that are kept.
const KEPT_BYTES: usize = 96 << 20;

/// The URL of an index, and the Secret that opened it: who has another must not see what it shows.
type Key = (Arc<str>, Arc<str>);

#[derive(Clone, Default)]
struct Index {
    text: Arc<Vec<u8>>,
    validators: Validators,
    /// When it was asked for last, and what came of it where nothing did.
    asked: Option<Instant>,
    failed: Option<Problem>,
    /// What was found in this text: most refreshes ask for the same.
    found: BTreeMap<(Arc<str>, Revision), Entry>,
}

/// Charts found in one index that are remembered.
const MAX_FOUND: usize = 1_000;

/// Indexes, shared.
pub(super) struct Indexes {
    limit: Duration,
    again: Duration,
    kept: Mutex<BTreeMap<Key, Arc<tokio::sync::Mutex<Index>>>>,
}

/// An archive that an index names.
pub(super) struct Archive {
    /// Its URL, absolute.
    pub(super) url: Arc<str>,
    pub(super) version: Arc<str>,
    /// Its digest, where the index has one.
    pub(super) digest: Arc<str>,
    repo: String,
    credential: Option<RepoCredential>,
    near: Near,
}

impl Indexes {
    pub(super) fn new(world: &World) -> Self {
        Self { limit: world.limits.fetch, again: world.limits.get_again, kept: Mutex::default() }
    }

    /// The archive of the version that is meant.
    pub(super) async fn find(&self, known: &Repositories, repo: &Repo, chart: &ChartRef, fresh: Fresh) -> Result<Archive, Problem> {
        let shown = RepoUrl::new(repo.url.as_str()).shown();
        let entry = self.entry(known, repo, chart, fresh).await;
        let entry = entry.map_err(|problem| match problem.kind {
            // What the index itself is like is said of the repository; a request's problem names its URL already.
            ProblemKind::NotFound | ProblemKind::BadInput if !problem.cause.contains("://") => {
                Problem { cause: format!("{shown}: {}", problem.cause).into(), ..problem }
            }
            _ => problem,
        })?;
        let Some(first) = entry.urls.first() else {
            let cause = format!("{shown}: version {} of chart {} has no URL", entry.version, chart.chart);
            return Err(Problem::error(ProblemKind::NotFound, cause).hint("ask the owner of the repository, or name another version"));
        };
        let url = url_of(&repo.url, first)?;
        if !["https://", "http://", "oci://"].iter().any(|scheme| url.starts_with(scheme)) {
            let cause =
                format!("{shown}: the archive of chart {} is at {}, which is no network address", chart.chart, RepoUrl::new(url).shown());
            return Err(Problem::error(ProblemKind::Forbidden, cause).hint("ask the owner of the repository"));
        }
        let (credential, near) = (repo.credential.clone(), repo.near.clone());
        Ok(Archive { url, version: entry.version, digest: entry.digest, repo: repo.url.clone(), credential, near })
    }

    /// What the index has of a chart, as fresh as is wanted; within a while what failed is not asked again, so that many charts of one
    /// repository wait once.
    async fn entry(&self, known: &Repositories, repo: &Repo, chart: &ChartRef, fresh: Fresh) -> Result<Entry, Problem> {
        let url = url_of(&repo.url, "index.yaml")?;
        let secret = repo.credential.as_ref().map(|found| found.secret.clone()).unwrap_or_default();
        let key = (url.clone(), secret);
        let own = locked(&self.kept).entry(key.clone()).or_default().clone();
        let mut own = own.lock().await;
        let is_wanted = match (fresh.freshness, own.asked) {
            (Freshness::Cached, Some(_)) => own.failed.is_some(),
            (Freshness::Poll, Some(at)) => at.elapsed() >= self.again,
            (Freshness::Hard, Some(at)) => at < fresh.asked_at,
            (Freshness::Cached | Freshness::Poll | Freshness::Hard, None) => true,
        };
        if is_wanted {
            self.ask(known, repo, &url, &mut own).await;
        }
        if let Some(problem) = &own.failed {
            return Err(problem.clone());
        }
        let wanted = (chart.chart.clone(), chart.version.clone());
        if let Some(entry) = own.found.get(&wanted) {
            return Ok(entry.clone());
        }
        let (text, (name, version)) = (own.text.clone(), wanted.clone());
        let found = tokio::task::spawn_blocking(move || {
            let found = chart_index::find(&text, &name, version.as_str());
            found.map_err(|problem| near::explained(problem, &text, &name, version.as_str()))
        })
        .await;
        let entry = found.map_err(|_| Problem::error(ProblemKind::Internal, "a look into an index was lost"))??;
        if own.found.len() < MAX_FOUND {
            own.found.insert(wanted, entry.clone());
        }
        drop(own);
        self.make_room(&key);
        Ok(entry)
    }

    async fn ask(&self, known: &Repositories, repo: &Repo, url: &Arc<str>, own: &mut Index) {
        let request = Request {
            url: url.clone(),
            access: repo.credential.as_ref().map(access).unwrap_or_default(),
            reach: reach(known, RepoUrl::new(url.clone()).host(), repo.credential.as_ref(), repo.near.clone()),
            known: own.validators.clone(),
            most: MAX_INDEX,
            ..Request::default()
        };
        own.asked = Some(Instant::now());
        own.failed = None;
        match in_time(self.limit, url, get(&request)).await {
            Ok(Got::Same) => {}
            Ok(Got::New(text, validators)) => (own.text, own.validators, own.found) = (Arc::new(text), validators, BTreeMap::new()),
            Err(problem) => own.failed = Some(explained(problem)),
        }
    }

    /// Forgets the indexes that were asked for longest ago, as long as there are too many; those in use stay.
    fn make_room(&self, keep: &Key) {
        let mut kept = locked(&self.kept);
        loop {
            let sized: Vec<(Key, usize, Option<Instant>)> =
                kept.iter().filter_map(|(key, own)| own.try_lock().ok().map(|own| (key.clone(), own.text.len(), own.asked))).collect();
            let total: usize = sized.iter().map(|(_, size, _)| size).sum();
            let oldest = sized.into_iter().filter(|(key, ..)| key != keep).min_by_key(|(_, _, asked)| *asked);
            match oldest {
                Some((key, ..)) if total > KEPT_BYTES => kept.remove(&key),
                Some(_) | None => return,
            };
        }
    }
}

/// What an index's refusal means for who wanted a chart.
fn explained(problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::NotFound => problem.hint("check that the URL is a chart repository's; a registry's begins with oci://"),
        ProblemKind::Forbidden if problem.cause.contains("status code") => {
            problem.hint("add a repository Secret (type helm) with credentials for this URL, or correct the one that is there")
        }
        ProblemKind::Limit => problem.hint("publish fewer versions in one index, or use a registry"),
        _ => problem,
    }
}

impl Archive {
    /// The URL as it may be shown.
    pub(super) fn shown(&self) -> Arc<str> {
        RepoUrl::new(self.url.clone()).shown().into()
    }

    /// What the index promises of the content.
    pub(super) fn promise(&self) -> Arc<str> {
        with_algorithm(&self.digest).into()
    }

    /// What it is asked with: the repository's credentials at the repository's own place, and elsewhere where the operator passes them on;
    /// else those configured for the archive's own URL.
    pub(super) fn request(&self, known: &Repositories, chart: &ChartRef) -> Request {
        let place = RepoUrl::new(self.url.clone());
        let passes = matches!(chart.named_by, NamedBy::Operator { passes_credentials: true, .. });
        let is_own = is_same_place(&self.repo, &self.url);
        let other = if is_own { None } else { known.find(&place, "") };
        let near = match &other {
            Some(_) => Near::Host(place.host().into()),
            None => self.near.clone(),
        };
        let found = other.as_ref().or(self.credential.as_ref());
        let reach = Reach { is_raw: true, ..reach(known, place.host(), found, near) };
        let request = Request { url: self.url.clone(), reach, ..Request::default() };
        if is_own || passes || other.is_some() {
            let credential = if passes && !is_own { self.credential.as_ref().or(other.as_ref()) } else { found };
            return Request { access: credential.map(access).unwrap_or_default(), ..request };
        }
        let reach = Reach { client_certificate: Arc::default(), client_key: Secret::default(), ..request.reach };
        Request { access: Access::default(), reach, ..request }
    }

    /// The chart.
    pub(super) fn packed(&self, chart: &ChartRef, digest: Arc<str>, bytes: Vec<u8>) -> Packed {
        let name = chart.chart.rsplit('/').next().unwrap_or(&chart.chart).into();
        let (version, url) = (self.version.clone(), self.shown());
        Packed { name, revision: version.clone(), version, digest, url, bytes: bytes.into(), opened: Opened::default() }
    }
}
