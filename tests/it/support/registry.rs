//! An OCI registry on loopback: tags by pages, manifests, blobs, tokens. Honest unless a test says otherwise.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::chart_shelf::{archive, digest};
use super::loopback::{Asked, Loopback, Reply};

/// How the door is kept.
#[derive(Debug, Clone, Default)]
pub(crate) enum Door {
    /// Open.
    #[default]
    Open,
    /// Tokens for whoever asks.
    Tokens,
    /// Tokens for a user and a password.
    TokensFor(String, String),
    /// A user and a password.
    Basic(String, String),
}

#[derive(Default)]
struct Content {
    /// Digests by repository and tag.
    tags: BTreeMap<String, BTreeMap<String, String>>,
    /// Manifests and blobs by digest.
    blobs: BTreeMap<String, Vec<u8>>,
    door: Door,
    page: usize,
    /// Where blobs are instead.
    elsewhere: Option<String>,
    /// Where the list of tags goes on.
    next: Option<String>,
    address: String,
}

/// A registry.
pub(crate) struct Registry {
    pub(crate) server: Loopback,
    content: Arc<Mutex<Content>>,
}

impl Registry {
    /// An empty one.
    pub(crate) fn new(door: Door) -> Self {
        let content: Arc<Mutex<Content>> = Arc::new(Mutex::new(Content { door, page: 100, ..Content::default() }));
        let own = content.clone();
        let server = Loopback::serve(move |asked| answer(&own.lock().expect("whole"), asked));
        content.lock().expect("whole").address = server.host();
        Self { server, content }
    }

    /// The URL of a repository.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("oci://{}/{path}", self.server.host())
    }

    fn change(&self, change: impl FnOnce(&mut Content)) {
        change(&mut self.content.lock().expect("whole"));
    }

    /// Pushes a small chart; its archive.
    pub(crate) fn push(&self, repository: &str, tag: &str) -> Vec<u8> {
        let bytes = archive(repository.rsplit('/').next().expect("a name"), &tag.replace('_', "+"));
        let config = json!({"name": repository, "version": tag}).to_string().into_bytes();
        let of = |kind: &str, bytes: &[u8]| json!({"mediaType": kind, "digest": digest(bytes), "size": bytes.len()});
        let manifest = json!({
            "schemaVersion": 2,
            "config": of("application/vnd.cncf.helm.config.v1+json", &config),
            "layers": [
                of("application/vnd.cncf.helm.chart.provenance.v1.prov", b"signed"),
                of("application/vnd.cncf.helm.chart.content.v1.tar+gzip", &bytes),
            ],
        });
        self.blob(&digest(&bytes), bytes.clone());
        self.manifest(repository, tag, &manifest.to_string());
        bytes
    }

    /// Puts a manifest at a tag; its digest.
    pub(crate) fn manifest(&self, repository: &str, tag: &str, text: &str) -> String {
        let own = digest(text.as_bytes());
        self.blob(&own, text.as_bytes().to_vec());
        self.change(|content| drop(content.tags.entry(repository.to_owned()).or_default().insert(tag.to_owned(), own.clone())));
        own
    }

    /// Puts a content where one of this digest should be.
    pub(crate) fn blob(&self, digest: &str, bytes: Vec<u8>) {
        self.change(|content| drop(content.blobs.insert(digest.to_owned(), bytes)));
    }

    /// The digest of a tag's manifest.
    pub(crate) fn digest(&self, repository: &str, tag: &str) -> String {
        self.content.lock().expect("whole").tags[repository][tag].clone()
    }

    /// Tags a page has.
    pub(crate) fn page(&self, page: usize) {
        self.change(|content| content.page = page);
    }

    /// Sends who wants a blob elsewhere.
    pub(crate) fn blobs_at(&self, url: &str) {
        self.change(|content| content.elsewhere = Some(url.to_owned()));
    }

    /// Sends who wants more tags elsewhere.
    pub(crate) fn tags_at(&self, url: &str) {
        self.change(|content| content.next = Some(url.to_owned()));
    }
}

fn answer(content: &Content, asked: &Asked) -> Reply {
    if asked.path == "/token" {
        return token(content, asked);
    }
    let path = asked.path.strip_prefix("/v2/").unwrap_or("");
    let place = ["/tags/", "/manifests/", "/blobs/"].iter().find_map(|kind| path.split_once(kind).map(|(name, rest)| (name, *kind, rest)));
    let Some((name, kind, rest)) = place else { return Reply::status(404) };
    if let Some(refused) = closed(content, asked, name) {
        return refused;
    }
    match kind {
        "/tags/" => tags(content, asked, name),
        "/manifests/" => {
            let by_tag = content.tags.get(name).and_then(|tags| tags.get(rest)).cloned();
            let digest = by_tag.unwrap_or_else(|| rest.to_owned());
            match content.blobs.get(&digest) {
                Some(bytes) => Reply::content(bytes.clone()).with("Docker-Content-Digest", digest),
                None => Reply::status(404),
            }
        }
        _ => match (&content.elsewhere, content.blobs.get(rest)) {
            (Some(url), _) => Reply::status(307).with("Location", format!("{url}{rest}")),
            (None, Some(bytes)) => Reply::content(bytes.clone()),
            (None, None) => Reply::status(404),
        },
    }
}

fn tags(content: &Content, asked: &Asked, name: &str) -> Reply {
    let Some(all) = content.tags.get(name) else { return Reply::status(404) };
    let last = asked.query.split('&').find_map(|pair| pair.strip_prefix("last=")).unwrap_or("");
    let mut rest = all.keys().filter(|tag| tag.as_str() > last);
    let page: Vec<&String> = rest.by_ref().take(content.page).collect();
    let reply = Reply::content(json!({"name": name, "tags": page}).to_string());
    match (page.last(), rest.next()) {
        (Some(last), Some(_)) => {
            let next = content.next.clone().unwrap_or_else(|| format!("/v2/{name}/tags/list?n={}&last={last}", content.page));
            reply.with("Link", format!("<{next}>; rel=\"next\""))
        }
        _ => reply,
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn closed(content: &Content, asked: &Asked, name: &str) -> Option<Reply> {
    let shown = asked.header("authorization");
    let (wanted, challenge) = match &content.door {
        Door::Open => return None,
        Door::Basic(user, password) => (basic(user, password), "Basic realm=\"registry\"".to_owned()),
        Door::Tokens | Door::TokensFor(..) => (
            format!("Bearer token-for-repository:{name}:pull"),
            format!("Bearer realm=\"http://{}/token\",service=\"a registry\",scope=\"repository:{name}:pull\"", content.address),
        ),
    };
    (shown != wanted).then(|| Reply::status(401).with("WWW-Authenticate", challenge))
}

fn token(content: &Content, asked: &Asked) -> Reply {
    if let Door::TokensFor(user, password) = &content.door
        && asked.header("authorization") != basic(user, password)
    {
        return Reply::status(401);
    }
    let value = |name: &str| {
        let text = asked.query.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap_or("");
        text.replace("%3A", ":").replace("%2F", "/").replace('+', " ")
    };
    if value("service=") != "a registry" {
        return Reply::status(400);
    }
    Reply::content(json!({"access_token": format!("token-for-{}", value("scope=")), "expires_in": 300}).to_string())
}
