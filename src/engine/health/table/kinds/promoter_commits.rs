//! GitOps Promoter, where rules cannot say it: what is promoted from which commit to which, and how many commit statuses wait or fail.
//! It asks no condition: `promoter` does, before.

use crate::engine::health::table::evaluate::names;
use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::Test::{self, Is};
use crate::model::status::{Health, HealthStatus};

/// The commit statuses of one side of an environment.
struct Tally {
    pending: usize,
    succeeded: usize,
    failed: usize,
    /// The keys of those that wait and of those that failed, as sentences.
    told: String,
}

impl Tally {
    fn new(scope: &Scope<'_>, path: &str) -> Self {
        let n = |phase: &str| scope.each(path).iter().filter(|status| status.text(".phase") == Some(phase)).count();
        let told = |which: &'static Test, what: &str| match names(path, which, "{.key}", ", ", scope) {
            Some(keys) => format!("{what} commit statuses: {keys}. "),
            None => String::new(),
        };
        let told = told(&Is(".phase", "pending"), "Pending") + &told(&Is(".phase", "failure"), "Failed");
        Self { pending: n("pending"), succeeded: n("success"), failed: n("failure"), told }
    }

    fn is_settled(&self) -> bool {
        self.pending == 0 && self.failed == 0
    }

    fn counts(&self) -> String {
        format!("{} pending, {} successful, {} failed. {}", self.pending, self.succeeded, self.failed, self.told)
    }
}

/// The health of a policy whose both commits are known.
pub(super) fn policy(scope: &Scope<'_>) -> Option<Health> {
    let (active, proposed) = (scope.text("status.active.dry.sha")?, scope.text("status.proposed.dry.sha")?);
    if proposed != active {
        let counts = Tally::new(scope, "status.proposed.commitStatuses").counts();
        let message = format!("Promotion in progress from '{}' to '{}': {counts}", short(active), short(proposed));
        return Some(Health::new(HealthStatus::Progressing, message));
    }
    let tally = Tally::new(scope, "status.active.commitStatuses");
    let message = if tally.is_settled() {
        format!("Environment is up-to-date on commit {}.", short(active))
    } else {
        format!("Environment is up-to-date, but there are non-successful active commit statuses: {}", tally.counts())
    };
    Some(Health::new(HealthStatus::Healthy, message))
}

/// Whether the environments of a strategy are not all offered the same commit.
pub(super) fn differing_proposals(scope: &Scope<'_>) -> bool {
    let environments = scope.each("status.environments");
    let mut proposals = environments.iter().map(hydrated);
    let first = proposals.next();
    proposals.any(|proposal| Some(proposal) != first)
}

/// The health of a strategy of which every environment's commits are known, and the proposed ones are the same.
pub(super) fn strategy(scope: &Scope<'_>) -> Option<Health> {
    let environments = scope.each("status.environments");
    // A hydrator's note may be newer than the commit: only another commit is a promotion.
    let promoted = environments.iter().find(|environment| {
        let proposed = environment.text(".proposed.dry.sha").or_else(|| hydrated(environment));
        proposed != environment.text(".active.dry.sha")
    });
    if let Some(environment) = promoted {
        let counts = Tally::new(environment, ".proposed.commitStatuses").counts();
        let branch = environment.text(".branch").unwrap_or_default();
        let from = short(environment.text(".active.dry.sha")?);
        let hydrated = short(hydrated(environment)?);
        let to = environment.text(".proposed.dry.sha").map_or(hydrated, short);
        let message = format!(
            "Promotion in progress for environment '{branch}' from '{from}' to '{to}': {counts}Hydrator has processed dry commit '{hydrated}'. "
        );
        return Some(Health::new(HealthStatus::Progressing, message));
    }
    let unsettled: Vec<_> = environments
        .iter()
        .map(|environment| (environment, Tally::new(environment, ".active.commitStatuses")))
        .filter(|(_, tally)| !tally.is_settled())
        .map(|(environment, tally)| {
            format!("{} ({} failed, {} pending)", environment.text(".branch").unwrap_or_default(), tally.failed, tally.pending)
        })
        .collect();
    if !unsettled.is_empty() {
        let list = unsettled.join(", ");
        let message = format!("Environments are up-to-date, but some environments have non-successful commit statuses: {list}.");
        return Some(Health::new(HealthStatus::Healthy, message));
    }
    let first = environments.first()?;
    let (active, hydrated) = (short(first.text(".active.dry.sha")?), short(hydrated(first)?));
    let message = format!("All environments are up-to-date on commit '{active}'. Hydrator has processed dry commit '{hydrated}'.");
    Some(Health::new(HealthStatus::Healthy, message))
}

/// A pull request that is being deleted, with what its finalizers wait for.
pub(super) fn deleted_pull_request(scope: &Scope<'_>) -> Option<Health> {
    const OWN: &str = "pullrequest.promoter.argoproj.io/finalizer";
    const OF_POLICY: &str = "changetransferpolicy.promoter.argoproj.io/pullrequest-finalizer";
    let mut message = "Pull request is being deleted.".to_owned();
    for finalizer in scope.each("metadata.finalizers") {
        let why = match finalizer.text(".") {
            Some(OWN) => {
                "Waiting for SCM closure or reconciliation of the pull request. Risk if removed manually: the real PR can stay open after the CR is gone."
            }
            Some(OF_POLICY) => {
                "Waiting for the ChangeTransferPolicy to observe PR identity and state. Risk if removed manually: promotion status or history can be wrong or racy."
            }
            _ => continue,
        };
        message += &finalizer.message(&format!(" {{.}}: {why}"));
    }
    Some(Health::new(HealthStatus::Progressing, message))
}

/// The commit that the hydrator has processed for an environment: its note, else the proposed commit.
fn hydrated<'a>(environment: &Scope<'a>) -> Option<&'a str> {
    let text = |path: &str| environment.text(path).filter(|text| !text.is_empty());
    text(".proposed.note.drySha").or_else(|| text(".proposed.dry.sha"))
}

/// The first seven characters of a commit's id.
fn short(sha: &str) -> &str {
    sha.char_indices().nth(7).and_then(|(end, _)| sha.get(..end)).unwrap_or(sha)
}
