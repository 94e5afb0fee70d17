//! The door of a registry: each request is sent as it may be, and once more with what the registry asked for. Credentials go to the registry
//! and to whom it names as the giver of its tokens; a blob's other host gets none. It knows no chart.

use std::sync::Arc;

use reqwest::{Client, Method, Response, StatusCode, Url};

use super::Place;
use super::answers::Token;
use super::challenge::{Challenge, challenge};
use crate::adapters::charts::archive::is_same_place;
use crate::adapters::web::client::{Reach, admit, client, refused, told};
use crate::adapters::web::get::{Access, content};
use crate::model::ids::RepoUrl;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::repository::Secret;

/// The largest answer with a token.
const MAX_TOKEN: usize = 1 << 20;

pub(super) struct Door {
    client: Client,
    base: String,
    name: Arc<str>,
    is_open: bool,
    reach: Reach,
    /// What is configured.
    access: Access,
    /// What is sent.
    shows: Access,
    /// Whether what was asked for has been shown.
    is_answered: bool,
}

impl Door {
    pub(super) fn new(place: &Place) -> Result<Self, Problem> {
        // Docker's own name for its registry is another host's.
        let host = if &*place.host == "docker.io" { "registry-1.docker.io" } else { &place.host };
        let base = format!("{}://{host}", if place.is_open { "http" } else { "https" });
        let reach = Reach { is_raw: true, ..place.reach.clone() };
        admit(&base, &reach)?;
        let shows = Access { bearer_token: place.access.bearer_token.clone(), ..Access::default() };
        let (name, is_open, access) = (place.name.clone(), place.is_open, place.access.clone());
        Ok(Self { client: client(&reach)?, base, name, is_open, reach, access, shows, is_answered: false })
    }

    /// The URL of something in the repository.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}/v2/{}/{path}", self.base, self.name)
    }

    /// Where a link of an answer leads.
    ///
    /// # Errors
    /// When it leads out of the registry.
    pub(super) fn beside(&self, url: &str, reference: &str) -> Result<String, Problem> {
        let next = Url::parse(url).and_then(|url| url.join(reference)).ok();
        let next = next.filter(|next| is_same_place(next.as_str(), &self.base));
        next.map(|next| next.as_str().to_owned()).ok_or_else(|| {
            Problem::error(ProblemKind::Forbidden, format!("{} continues its list of tags on another host", self.base))
                .hint("name a version instead of a constraint")
        })
    }

    /// Asks, and shows what is asked for.
    ///
    /// # Errors
    /// When it cannot be reached, or does not let in.
    pub(super) async fn ask(&mut self, method: Method, url: &str, accept: &str) -> Result<Response, Problem> {
        let mut answer = self.once(method.clone(), url, accept).await?;
        if answer.status() == StatusCode::UNAUTHORIZED && !self.is_answered {
            self.is_answered = true;
            match challenge(answer.headers()) {
                Some(Challenge::Basic) if self.access.is_basic() => self.shows = self.access.clone(),
                Some(Challenge::Bearer { realm, service, scope }) => self.shows = self.token(&realm, &service, &scope).await?,
                Some(Challenge::Basic) | None => return Err(self.closed(url, answer.status())),
            }
            answer = self.once(method, url, accept).await?;
        }
        let status = answer.status();
        if status.is_success() { Ok(answer) } else { Err(self.closed(url, status)) }
    }

    async fn once(&self, method: Method, url: &str, accept: &str) -> Result<Response, Problem> {
        let asking = self.client.request(method, url).header(reqwest::header::ACCEPT, accept);
        self.shows.put(asking).send().await.map_err(|error| told(url, &error))
    }

    fn closed(&self, url: &str, status: StatusCode) -> Problem {
        let problem = refused(url, status);
        match (problem.kind, self.access.is_basic() || !self.access.bearer_token.is_empty()) {
            (ProblemKind::Forbidden, true) => problem.hint("check the name, and the credentials in the repository Secret"),
            (ProblemKind::Forbidden, false) => {
                problem.hint("check the name, or add a repository Secret (type helm, enableOCI) with credentials for this registry")
            }
            _ => problem,
        }
    }

    /// A token for pulling, from whom the registry names.
    async fn token(&self, realm: &str, service: &str, scope: &str) -> Result<Access, Problem> {
        let odd = |cause: String| Problem::error(ProblemKind::BadInput, cause).hint("ask the owner of the registry");
        let mut url = Url::parse(realm).map_err(|_| odd(format!("{} names no URL where its tokens are given", self.base)))?;
        if url.scheme() != "https" && !(self.is_open && url.scheme() == "http") {
            return Err(odd(format!("{} wants passwords sent over an open connection", self.base)));
        }
        let usual = format!("repository:{}:pull", self.name);
        url.query_pairs_mut().append_pair("scope", if scope.is_empty() { &usual } else { scope });
        if !service.is_empty() {
            url.query_pairs_mut().append_pair("service", service);
        }
        let shown = RepoUrl::new(realm).shown();
        let is_own = is_same_place(url.as_str(), &self.base);
        let other = if is_own { None } else { Some(self.other(url.as_str())?) };
        let asking = other.as_ref().unwrap_or(&self.client).get(url);
        let basic = Access { bearer_token: Secret::default(), ..self.access.clone() };
        let answer = basic.put(asking).send().await.map_err(|error| told(&shown, &error))?;
        if !answer.status().is_success() {
            return Err(self.closed(&shown, answer.status()));
        }
        let bytes = content(&shown, answer, MAX_TOKEN).await?;
        let token = serde_json::from_slice::<Token>(&bytes).ok().and_then(Token::text);
        let token = token.ok_or_else(|| odd(format!("{shown} gives no token")))?;
        Ok(Access { bearer_token: Secret::new(token), ..Access::default() })
    }

    /// A client for another host that the registry names: it shows no certificate, and goes near only where that was configured.
    fn other(&self, url: &str) -> Result<Client, Problem> {
        let reach = Reach { client_certificate: Arc::default(), client_key: Secret::default(), ..self.reach.clone() };
        admit(url, &reach)?;
        client(&reach)
    }
}
