//! Charts for everybody at once: what a version means is looked up once in a while, an archive is got once, and what was got serves while
//! the other side does not answer. It opens no archive.
//!
//! A version of three numbers and a digest mean one chart for ever; a constraint, a tag or nothing is looked up again when it is polled.
//! Whoever asks for it anew (`Freshness::Hard`) has everything asked again, and is told when nobody answers.

mod index;
mod kept;
mod near;
mod places;
mod registry;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::adapters::charts::archive::{MAX_ARCHIVE, verified};
use crate::adapters::web::get::{Got, Request, get};
use crate::engine::render::helm::packed::{ChartRef, Packed};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Repositories;
use crate::session::effect::Freshness;

use super::answers::Fresh;
use super::git::locked;
use super::world::World;
use index::{Archive, Indexes};
use kept::{Kept, Meant};
use places::Where;
use registry::Image;

/// Archives that are got at once: each may take a few dozen megabytes of memory before anybody weighed it.
const AT_ONCE: usize = 8;

/// Charts that were asked for, after which those that nobody waits for are forgotten.
const MAX_TURNS: usize = 10_000;

/// Charts, shared.
pub(crate) struct Charts {
    limit: Duration,
    again: Duration,
    indexes: Indexes,
    kept: Mutex<Kept>,
    /// Charts whose repository did not answer when it was asked again, with the time when it first did not.
    stale: Mutex<BTreeMap<ChartRef, Timestamp>>,
    /// One look a chart at a time.
    under_way: Mutex<BTreeMap<ChartRef, Arc<tokio::sync::Mutex<()>>>>,
    room: tokio::sync::Semaphore,
}

/// What a look at a repository found: enough to get the archive, and to know it again.
enum Found {
    Archive(Archive),
    Image(Image),
}

impl Found {
    /// Whether it is what was found before: the same place and version, and the same promise of content. Without a promise only who asks
    /// anew wants to know.
    fn is(&self, old: &Meant, fresh: Fresh) -> bool {
        let (version, url, promise) = match self {
            Self::Archive(archive) => (&archive.version, archive.shown(), archive.promise()),
            Self::Image(image) => (&image.version, image.shown().into(), image.digest.clone()),
        };
        let is_kept = if promise.is_empty() { fresh.freshness != Freshness::Hard } else { true };
        *version == old.packed.version && url == old.packed.url && promise == old.promise && is_kept
    }
}

impl Charts {
    pub(crate) fn new(world: &World) -> Self {
        Self {
            limit: world.limits.fetch,
            again: world.limits.get_again,
            indexes: Indexes::new(world),
            kept: Mutex::default(),
            stale: Mutex::default(),
            under_way: Mutex::default(),
            room: tokio::sync::Semaphore::new(AT_ONCE),
        }
    }

    /// The chart that is meant, with its archive.
    pub(crate) async fn chart(&self, known: &Repositories, chart: &ChartRef, fresh: Fresh) -> Result<Arc<Packed>, Problem> {
        let _turn = self.turn(chart).await;
        let meant = self.now(known, chart, fresh).await?;
        if let Some(packed) = locked(&self.kept).archive(&meant) {
            return Ok(packed);
        }
        // Its archive made room for others.
        let found = self.look(known, chart, fresh, None).await?;
        let meant = self.got(known, chart, found).await?;
        locked(&self.kept).archive(&meant).ok_or_else(|| Problem::error(ProblemKind::Internal, "a chart was lost on its way"))
    }

    /// The digest of the archive that is meant, and the revision to show; the archive is got only where nothing else tells the digest.
    pub(crate) async fn digest(&self, known: &Repositories, chart: &ChartRef, fresh: Fresh) -> Result<(Arc<str>, Arc<str>), Problem> {
        let _turn = self.turn(chart).await;
        let meant = self.now(known, chart, fresh).await?;
        Ok((meant.packed.digest, meant.packed.revision))
    }

    /// Since when what was got is all there is, because the repository does not answer.
    pub(crate) fn stale_since(&self, chart: &ChartRef) -> Option<Timestamp> {
        locked(&self.stale).get(chart).copied()
    }

    async fn turn(&self, chart: &ChartRef) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut under_way = locked(&self.under_way);
            if under_way.len() > MAX_TURNS {
                under_way.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            under_way.entry(chart.clone()).or_default().clone()
        };
        turn.lock_owned().await
    }

    /// What is meant, as fresh as is wanted.
    async fn now(&self, known: &Repositories, chart: &ChartRef, fresh: Fresh) -> Result<Meant, Problem> {
        let old = locked(&self.kept).meant(chart);
        if let Some(old) = old.as_ref().filter(|old| self.is_fresh(chart, old, fresh)) {
            return Ok(old.clone());
        }
        let renewed = self.renewed(known, chart, fresh, old.as_ref()).await;
        match (renewed, old) {
            (Ok(meant), _) => {
                locked(&self.stale).remove(chart);
                Ok(meant)
            }
            (Err(_), Some(old)) if fresh.freshness != Freshness::Hard => {
                locked(&self.stale).entry(chart.clone()).or_insert_with(Timestamp::now);
                Ok(old)
            }
            (Err(problem), _) => Err(problem),
        }
    }

    async fn renewed(&self, known: &Repositories, chart: &ChartRef, fresh: Fresh, old: Option<&Meant>) -> Result<Meant, Problem> {
        let found = self.look(known, chart, fresh, old).await?;
        if let Some(old) = old.filter(|old| found.is(old, fresh)) {
            let meant = Meant { at: Instant::now(), ..old.clone() };
            locked(&self.kept).mean(chart, meant.clone());
            return Ok(meant);
        }
        self.got(known, chart, found).await
    }

    /// Asks the repository what is meant.
    async fn look(&self, known: &Repositories, chart: &ChartRef, fresh: Fresh, old: Option<&Meant>) -> Result<Found, Problem> {
        match places::of(known, chart)? {
            Where::Http(place) => match self.indexes.find(known, &place, chart, fresh).await? {
                archive if archive.url.starts_with("oci://") => {
                    // Who the index names is no more trusted than content is.
                    let (repo, tag) = places::tagged(&archive.url);
                    let other = ChartRef::of_content(repo, "", tag);
                    let image = self.within(repo, registry::find(&places::registry(known, &other)?, &other, old)).await?;
                    Ok(Found::Image(image.of_version(archive.version)))
                }
                archive => Ok(Found::Archive(archive)),
            },
            Where::Registry(place) => {
                let shown = place.shown();
                self.within(&shown, registry::find(&place, chart, old)).await.map(Found::Image)
            }
        }
    }

    /// Gets the archive that was found, and keeps it.
    async fn got(&self, known: &Repositories, chart: &ChartRef, found: Found) -> Result<Meant, Problem> {
        let _room = self.room.acquire().await.map_err(|_| Problem::error(ProblemKind::Internal, "the runtime ended"))?;
        let (packed, promise) = match found {
            Found::Archive(archive) => {
                let request = archive.request(known, chart);
                let bytes = self.within(&archive.url, download(&request)).await?;
                let digest = verified(&archive.shown(), &bytes, &archive.digest)?;
                (archive.packed(chart, digest, bytes), archive.promise())
            }
            Found::Image(image) => {
                let shown = image.shown();
                self.within(&shown, image.packed(chart)).await?
            }
        };
        let meant = locked(&self.kept).keep(chart, packed, promise);
        Ok(meant)
    }

    fn is_fresh(&self, chart: &ChartRef, old: &Meant, fresh: Fresh) -> bool {
        match fresh.freshness {
            Freshness::Cached => true,
            Freshness::Poll => chart.is_exact() || old.at.elapsed() < self.again,
            Freshness::Hard => old.at >= fresh.asked_at,
        }
    }

    async fn within<T>(&self, url: &str, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        in_time(self.limit, url, work).await
    }
}

/// What is done within a time, or the problem that it was not.
async fn in_time<T>(limit: Duration, url: &str, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done,
        Err(_) => {
            let cause = format!("{} did not answer within {} s", RepoUrl::new(url).shown(), limit.as_secs());
            Err(Problem::error(ProblemKind::Unreachable, cause).hint("check the network"))
        }
    }
}

async fn download(request: &Request) -> Result<Vec<u8>, Problem> {
    let request = Request { most: MAX_ARCHIVE, accept: "application/gzip, application/octet-stream, */*", ..request.clone() };
    match get(&request).await {
        Ok(Got::New(bytes, _)) => Ok(bytes),
        Err(problem) if problem.kind == ProblemKind::Limit => Err(problem.hint("leave out of the chart what is no template (.helmignore)")),
        Err(problem) => Err(problem),
        Ok(Got::Same) => Err(Problem::error(ProblemKind::Unreachable, format!("{} answers what was not asked", request.url))),
    }
}
