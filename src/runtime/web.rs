//! Files over HTTP for everybody at once: got once, kept while they are fresh enough, asked for again by their validator. It knows no
//! kustomization.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::adapters::web::client::{Near, Reach};
use crate::adapters::web::get::{Access, Got, Request, Validators, get};
use crate::engine::manifest::file::File;
use crate::model::ids::{BlobId, RepoUrl};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::{RepoCredential, Repositories};
use crate::session::effect::Freshness;

use super::answers::Fresh;
use super::git::locked;
use super::world::World;

/// Bytes of files that are kept; the oldest go first.
const KEPT_BYTES: usize = 32 << 20;

/// A file that was got.
#[derive(Clone)]
struct Kept {
    file: Arc<File>,
    validators: Validators,
    at: Instant,
}

/// Files over HTTP, shared.
pub(crate) struct Web {
    limit: Duration,
    again: Duration,
    kept: Mutex<BTreeMap<Arc<str>, Kept>>,
    /// URLs that did not answer when they were asked again, with the time when they first did not.
    stale: Mutex<BTreeMap<Arc<str>, Timestamp>>,
    /// One request a URL at a time.
    under_way: Mutex<BTreeMap<Arc<str>, Arc<tokio::sync::Mutex<()>>>>,
}

impl Web {
    pub(crate) fn new(world: &World) -> Self {
        Self {
            limit: world.limits.request,
            again: world.limits.get_again,
            kept: Mutex::default(),
            stale: Mutex::default(),
            under_way: Mutex::default(),
        }
    }

    /// The file at a URL. One that was got stands while it is fresh enough, and when the other side does not answer; but not where
    /// somebody asks for it anew (`Freshness::Hard`).
    pub(crate) async fn file(&self, known: &Repositories, url: &Arc<str>, fresh: Fresh) -> Result<Arc<File>, Problem> {
        let turn = locked(&self.under_way).entry(url.clone()).or_default().clone();
        let _turn = turn.lock().await;
        let old = locked(&self.kept).get(url).cloned();
        if let Some(old) = old.as_ref().filter(|old| self.is_fresh(old, fresh)) {
            return Ok(old.file.clone());
        }
        let request = request(known, url, old.as_ref().map(|old| old.validators.clone()).unwrap_or_default());
        let got = match tokio::time::timeout(self.limit, get(&request)).await {
            Ok(got) => got,
            Err(_) => {
                Err(Problem::error(ProblemKind::Unreachable, format!("{} did not answer within {} s", shown(url), self.limit.as_secs()))
                    .hint("check the network"))
            }
        };
        if got.is_err() && old.is_some() {
            locked(&self.stale).entry(url.clone()).or_insert_with(Timestamp::now);
        } else {
            locked(&self.stale).remove(url);
        }
        match (got, old) {
            (Ok(Got::Same), Some(old)) => {
                let file = old.file.clone();
                self.keep(url, Kept { at: Instant::now(), ..old });
                Ok(file)
            }
            (Ok(Got::New(bytes, validators)), _) => {
                let id: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                let file = Arc::new(File::new(BlobId::new(id), bytes));
                self.keep(url, Kept { file: file.clone(), validators, at: Instant::now() });
                Ok(file)
            }
            (Ok(Got::Same), None) => Err(Problem::error(ProblemKind::Unreachable, format!("{} answers what was not asked", shown(url)))),
            (Err(_), Some(old)) if fresh.freshness != Freshness::Hard => Ok(old.file),
            (Err(problem), _) => Err(problem),
        }
    }

    /// Since when what was got is all there is, because the other side does not answer.
    pub(crate) fn stale_since(&self, url: &Arc<str>) -> Option<Timestamp> {
        locked(&self.stale).get(url).copied()
    }

    fn is_fresh(&self, old: &Kept, fresh: Fresh) -> bool {
        match fresh.freshness {
            Freshness::Cached => true,
            Freshness::Poll => old.at.elapsed() < self.again,
            Freshness::Hard => old.at >= fresh.asked_at,
        }
    }

    fn keep(&self, url: &Arc<str>, new: Kept) {
        let mut kept = locked(&self.kept);
        kept.insert(url.clone(), new);
        while kept.len() > 1 && kept.values().map(|one| one.file.bytes.len()).sum::<usize>() > KEPT_BYTES {
            let oldest = kept.iter().filter(|(own, _)| *own != url).min_by_key(|(_, one)| one.at).map(|(own, _)| own.clone());
            let Some(oldest) = oldest else { return };
            kept.remove(&oldest);
        }
    }
}

fn shown(url: &Arc<str>) -> String {
    RepoUrl::new(url.clone()).shown()
}

/// What a URL is asked with: the credentials that are configured for it, and those only.
fn request(known: &Repositories, url: &Arc<str>, validators: Validators) -> Request {
    let place = RepoUrl::new(url.clone());
    let found = known.find(&place, "");
    let near = if found.is_some() { Near::Allowed } else { Near::Refused };
    Request {
        url: url.clone(),
        known: validators,
        access: found.as_ref().map(access).unwrap_or_default(),
        reach: reach(known, place.host(), found.as_ref(), near),
        ..Request::default()
    }
}

/// What a repository Secret has to be let in with.
pub(super) fn access(found: &RepoCredential) -> Access {
    Access { user: found.username.clone(), password: found.password.clone(), bearer_token: found.bearer_token.clone() }
}

/// How a host is reached with what is configured for it.
pub(super) fn reach(known: &Repositories, host: &str, found: Option<&RepoCredential>, near: Near) -> Reach {
    let reach = Reach { certificates: known.certificates(host).cloned().unwrap_or_default(), near, ..Reach::default() };
    let Some(found) = found else { return reach };
    Reach {
        client_certificate: found.tls_client_cert.clone(),
        client_key: found.tls_client_key.clone(),
        is_insecure: found.is_insecure,
        proxy: found.proxy_for(host),
        ..reach
    }
}
