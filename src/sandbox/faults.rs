//! What can go wrong with an API server, switched on by a test: lost connections, latency, throttling, refusals. It knows
//! no objects; expired watches and compaction are the store's.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// Which requests a fault meets; `None` meets all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matcher {
    /// User name.
    pub user: Option<String>,
    /// Kubernetes verb: `get list watch create update patch delete deletecollection`.
    pub verb: Option<String>,
    /// API group; the empty text is core.
    pub group: Option<String>,
    /// Plural, with the subresource after `/` where there is one: `deployments/scale`.
    pub resource: Option<String>,
    /// Namespace; the empty text is cluster scope (and lists over all namespaces).
    pub namespace: Option<String>,
    /// Object name.
    pub name: Option<String>,
}

/// What a request is, as matchers and authorization see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attributes<'a> {
    pub(crate) user: &'a str,
    pub(crate) verb: &'a str,
    pub(crate) group: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

impl Matcher {
    /// Everything that this user asks.
    pub fn user(name: &str) -> Self {
        Self { user: Some(name.to_owned()), ..Self::default() }
    }

    /// The same for one verb.
    #[must_use]
    pub fn verb(mut self, verb: &str) -> Self {
        self.verb = Some(verb.to_owned());
        self
    }

    /// The same for one group (empty for core) and plural.
    #[must_use]
    pub fn resource(mut self, group: &str, plural: &str) -> Self {
        self.group = Some(group.to_owned());
        self.resource = Some(plural.to_owned());
        self
    }

    /// The same for one namespace.
    #[must_use]
    pub fn namespace(mut self, namespace: &str) -> Self {
        self.namespace = Some(namespace.to_owned());
        self
    }

    /// The same for one object's name.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    fn meets(&self, asked: &Attributes<'_>) -> bool {
        let one = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|wanted| wanted == is);
        one(&self.user, asked.user)
            && one(&self.verb, asked.verb)
            && one(&self.group, asked.group)
            && one(&self.resource, asked.resource)
            && one(&self.namespace, asked.namespace)
            && one(&self.name, asked.name)
    }
}

/// The switches of one sandbox.
#[derive(Debug)]
pub struct Faults {
    switches: Mutex<Switches>,
    /// Counts the times that all open connections were cut.
    cuts: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Switches {
    refused_until: Option<Instant>,
    latency: Duration,
    throttle: Option<(u32, Duration)>,
    forbidden: Vec<Matcher>,
    failing: Vec<(Matcher, u32, u16)>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { switches: Mutex::default(), cuts: watch::Sender::new(0) }
    }
}

impl Faults {
    fn switches(&self) -> std::sync::MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cuts every open connection and watch and refuses new ones for this long: an API server that restarts. The objects
    /// stay.
    pub fn go_away_for(&self, time: Duration) {
        self.switches().refused_until = Some(Instant::now() + time);
        self.cut_connections();
    }

    /// Ends [`Faults::go_away_for`] early.
    pub fn come_back(&self) {
        self.switches().refused_until = None;
    }

    /// Cuts every open connection and watch once; new ones are welcome.
    pub fn cut_connections(&self) {
        self.cuts.send_modify(|count| *count += 1);
    }

    /// Every answer waits this long; zero ends it.
    pub fn set_latency(&self, latency: Duration) {
        self.switches().latency = latency;
    }

    /// The next `count` requests get 429 with this `Retry-After` (whole seconds, at least one).
    pub fn throttle_next(&self, count: u32, retry_after: Duration) {
        self.switches().throttle = Some((count, retry_after));
    }

    /// Requests that the matcher meets get 403 in the words of a real server's RBAC authorizer, until [`Faults::allow_all`].
    pub fn forbid(&self, matcher: Matcher) {
        self.switches().forbidden.push(matcher);
    }

    /// Takes every [`Faults::forbid`] back.
    pub fn allow_all(&self) {
        self.switches().forbidden.clear();
    }

    /// The next `count` requests that the matcher meets get this status (500, 503, 504…) instead of being served.
    pub fn fail_next(&self, matcher: Matcher, count: u32, code: u16) {
        self.switches().failing.push((matcher, count, code));
    }

    pub(crate) fn is_refusing(&self) -> bool {
        self.switches().refused_until.is_some_and(|until| Instant::now() < until)
    }

    pub(crate) fn latency(&self) -> Duration {
        self.switches().latency
    }

    /// Seconds of `Retry-After` when this request is to be throttled.
    pub(crate) fn take_throttle(&self) -> Option<u64> {
        let mut switches = self.switches();
        let (count, retry_after) = switches.throttle?;
        switches.throttle = (count > 1).then(|| (count - 1, retry_after));
        (count > 0).then(|| retry_after.as_secs().max(1))
    }

    pub(crate) fn is_forbidden(&self, asked: &Attributes<'_>) -> bool {
        self.switches().forbidden.iter().any(|matcher| matcher.meets(asked))
    }

    /// The status that this request is to fail with.
    pub(crate) fn take_failure(&self, asked: &Attributes<'_>) -> Option<u16> {
        let mut switches = self.switches();
        let rule = switches.failing.iter_mut().find(|(matcher, count, _)| *count > 0 && matcher.meets(asked))?;
        rule.1 -= 1;
        let code = rule.2;
        switches.failing.retain(|(_, count, _)| *count > 0);
        Some(code)
    }

    /// Changes when open connections are to be cut.
    pub(crate) fn cuts(&self) -> watch::Receiver<u64> {
        self.cuts.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Faults, Matcher};

    const ASKED: Attributes<'_> =
        Attributes { user: "alice", verb: "patch", group: "apps", resource: "deployments", namespace: "shop", name: "web" };

    #[test]
    fn a_matcher_meets_what_it_names_and_nothing_else() {
        let faults = Faults::default();
        faults.forbid(Matcher::user("alice").verb("patch").resource("apps", "deployments").namespace("shop"));
        assert!(faults.is_forbidden(&ASKED));
        assert!(!faults.is_forbidden(&Attributes { user: "bob", ..ASKED }));
        assert!(!faults.is_forbidden(&Attributes { resource: "deployments/scale", ..ASKED }));
        faults.allow_all();
        assert!(!faults.is_forbidden(&ASKED));
    }

    #[test]
    fn counted_faults_end_by_themselves() {
        let faults = Faults::default();
        faults.fail_next(Matcher::default(), 2, 503);
        faults.throttle_next(1, std::time::Duration::from_millis(10));
        assert_eq!([(); 3].map(|()| faults.take_failure(&ASKED)), [Some(503), Some(503), None]);
        assert_eq!([(); 2].map(|()| faults.take_throttle()), [Some(1), None]);
    }
}
