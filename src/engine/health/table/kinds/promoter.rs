//! GitOps Promoter: strategies, policies, gates and providers. All report by their condition `Ready`, each in words of its own.

use crate::engine::health::table::words::{Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

use super::promoter_commits::{deleted_pull_request, differing_proposals, policy, strategy};

const GROUP: &str = "promoter.argoproj.io";
const IS_DELETED: Test = Has("metadata.deletionTimestamp");
const IS_BEHIND: Test =
    All(&[Has(".observedGeneration"), Has("metadata.generation"), Differ(".observedGeneration", "metadata.generation")]);
const IS_REPORT: Test = In(".type", &["Ready"]);
const IS_REPORT_OF_PULL: Test = In(".type", &["Ready", "Reconciled"]);
const NO_PROPOSAL: Test = All(&[Empty(".proposed.note.drySha"), Empty(".proposed.dry.sha")]);

/// Those whose `Ready` says how the last reconciliation went.
macro_rules! reconciled {
    ($report:expr, $Name:literal, $name:literal) => {
        &[
            When(IS_DELETED, Progressing, concat!($Name, " is being deleted")),
            When(Lacks("status"), Progressing, concat!("Initializing ", $name)),
            Each(
                "status.conditions",
                &[If(
                    $report,
                    &[
                        When(IS_BEHIND, Progressing, concat!("Waiting for ", $name, " spec update to be observed")),
                        When(
                            All(&[Is(".status", "False"), Is(".reason", "ReconciliationError")]),
                            Degraded,
                            concat!($Name, " reconciliation failed: {.message|=Unknown error}"),
                        ),
                        When(
                            Is(".status", "False"),
                            Degraded,
                            concat!($Name, " reconciliation failed ({.reason|=Unknown}): {.message|=Unknown error}"),
                        ),
                    ],
                )],
            ),
            When(No(&Any("status.conditions", &$report)), Progressing, concat!($Name, " is not ready yet")),
        ]
    };
}

/// Those whose `Ready` says whether they are valid.
macro_rules! validated {
    ($first:literal, $failed:literal, $unready:literal, $unknown:literal) => {
        &[
            When(IS_DELETED, Progressing, "{kind} is being deleted"),
            When(Lacks("status"), Progressing, $first),
            Each(
                "status.conditions",
                &[If(
                    IS_REPORT,
                    &[
                        When(IS_BEHIND, Progressing, "Waiting for {kind} spec update to be observed"),
                        When(
                            All(&[Is(".status", "False"), Is(".reason", "ReconciliationError")]),
                            Degraded,
                            concat!($failed, ": {.message|=Unknown error}"),
                        ),
                        When(Is(".status", "False"), Degraded, concat!($unready, " ({.reason|=Unknown}): {.message|=Unknown error}")),
                        When(Is(".status", "Unknown"), Progressing, concat!($unknown, " ({.reason|=Unknown}): {.message|=Unknown}")),
                    ],
                )],
            ),
            When(No(&Any("status.conditions", &IS_REPORT)), Progressing, "{kind} Ready condition is missing"),
        ]
    };
}

/// Why an object that is being deleted is still there.
macro_rules! held {
    ($Name:literal, $finalizer:literal, $why:literal, $risk:literal) => {
        &[If(
            IS_DELETED,
            &[
                When(
                    Any("metadata.finalizers", &Is(".", $finalizer)),
                    Progressing,
                    concat!($Name, " is being deleted. ", $finalizer, ": ", $why, " Risk if removed manually: ", $risk),
                ),
                Otherwise(Progressing, concat!($Name, " is being deleted.")),
            ],
        )]
    };
}

/// A gate is as its environments' phases; a phase that is none counts as pending.
const fn branches_failed(says: &'static str) -> Rule {
    Names { of: "status.environments", which: &Is(".phase", "failure"), name: "{.branch|=?}", between: ", ", status: Degraded, says }
}

const fn branches_pending(says: &'static str) -> Rule {
    let which = &No(&In(".phase", &["failure", "success"]));
    Names { of: "status.environments", which, name: "{.branch|=?}", between: ", ", status: Progressing, says }
}

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: GROUP,
        kinds: &["ArgoCDCommitStatus"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#argocdcommitstatus",
        rules: &[
            Use(reconciled!(IS_REPORT, "Argo CD commit status", "Argo CD commit status")),
            When(Empty("status.applicationsSelected"), Degraded, "Argo CD commit status has no applications configured"),
            Otherwise(Healthy, "Argo CD commit status is healthy and is tracking {#status.applicationsSelected} applications"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["ChangeTransferPolicy"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#changetransferpolicy",
        rules: &[
            Use(held!(
                "Change transfer policy",
                "changetransferpolicy.promoter.argoproj.io/finalizer",
                "Waiting to clear related PullRequest finalizers and finish cleanup before this policy is removed.",
                "The 'changetransferpolicy.promoter.argoproj.io/pullrequest-finalizer' finalizer may not be cleaned up from PullRequests owned by this ChangeTransferPolicy."
            )),
            Use(reconciled!(IS_REPORT, "Change transfer policy", "change transfer policy")),
            When(Empty("status.active.dry.sha"), Progressing, "The active commit DRY SHA is missing or empty."),
            When(Empty("status.proposed.dry.sha"), Progressing, "The proposed commit DRY SHA is missing or empty."),
            Code(policy),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["ClusterScmProvider"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#clusterscmprovider",
        rules: &[
            Use(held!(
                "ClusterScmProvider",
                "clusterscmprovider.promoter.argoproj.io/finalizer",
                "Waiting until no GitRepository still references this cluster-wide SCM provider.",
                "GitRepository objects can reference a provider that no longer exists."
            )),
            Use(validated!(
                "Initializing cluster SCM provider",
                "Cluster SCM provider validation failed",
                "Cluster SCM provider not ready",
                "Cluster SCM provider readiness unknown"
            )),
            Otherwise(Healthy, "Cluster SCM provider is ready"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["CommitStatus"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#commitstatus",
        rules: &[
            Use(reconciled!(IS_REPORT, "Commit status", "commit status")),
            When(All(&[Has("status.sha"), Has("status.phase")]), Healthy, "Commit status for commit {status.sha} reports {status.phase}"),
            Otherwise(Healthy, "Commit status is healthy"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["GitCommitStatus"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#gitcommitstatus",
        rules: &[
            Use(validated!(
                "Initializing git commit validation",
                "Git commit validation failed",
                "Git commit validation not ready",
                "Git commit validation status unknown"
            )),
            When(Empty("status.environments"), Healthy, "Git commit validation reconciled"),
            branches_failed("Git commit validation failed for branch(es): {*}"),
            branches_pending("Git commit validation pending for branch(es): {*}"),
            Otherwise(Healthy, "Git commit validation passed for {#status.environments} environment(s)"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["GitRepository"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#gitrepository",
        rules: &[
            Use(held!(
                "GitRepository",
                "gitrepository.promoter.argoproj.io/finalizer",
                "Waiting until no non-deleting PullRequests still reference this repository.",
                "repository metadata may be removed while promotions still depend on it."
            )),
            Use(validated!(
                "Initializing Git repository",
                "Git repository validation failed",
                "Git repository not ready",
                "Git repository readiness unknown"
            )),
            Otherwise(Healthy, "Git repository is ready"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["PromotionStrategy"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#promotionstrategy",
        rules: &[
            Use(reconciled!(IS_REPORT, "Promotion strategy", "promotion strategy")),
            When(Empty("status.environments"), Degraded, "Promotion strategy has no environments configured"),
            Each(
                "status.environments",
                &[
                    When(
                        Empty(".active.dry.sha"),
                        Progressing,
                        "The active commit DRY SHA is missing or empty in environment '{.branch}'.",
                    ),
                    When(NO_PROPOSAL, Progressing, "The proposed commit DRY SHA is missing or empty in environment '{.branch}'."),
                ],
            ),
            When(
                Asks(differing_proposals),
                Progressing,
                "Not all environments have the same proposed commit SHA. This likely means the hydrator has not run for all environments yet.",
            ),
            Code(strategy),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["PullRequest"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#pullrequest",
        rules: &[
            If(IS_DELETED, &[Code(deleted_pull_request)]),
            Use(reconciled!(IS_REPORT_OF_PULL, "Pull request", "pull request")),
            When(All(&[Has("status.id"), Has("status.state")]), Healthy, "Pull request is {status.state} as PR {status.id}"),
            Otherwise(Healthy, "Pull request is healthy"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["ScmProvider"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#scmprovider",
        rules: &[
            Use(held!(
                "ScmProvider",
                "scmprovider.promoter.argoproj.io/finalizer",
                "Waiting until no GitRepository in this namespace still references this provider.",
                "GitRepository objects can reference a provider that no longer exists."
            )),
            Use(validated!(
                "Initializing SCM provider",
                "SCM provider validation failed",
                "SCM provider not ready",
                "SCM provider readiness unknown"
            )),
            Otherwise(Healthy, "SCM provider is ready"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["TimedCommitStatus"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#timedcommitstatus",
        rules: &[
            Use(validated!(
                "Initializing timed commit gate",
                "Timed commit gate failed",
                "Timed commit gate not ready",
                "Timed commit gate status unknown"
            )),
            When(Empty("status.environments"), Healthy, "Timed commit gate reconciled"),
            branches_failed("Timed commit gate failed for branch(es): {*}"),
            branches_pending("Timed commit gate pending for branch(es): {*}"),
            Otherwise(Healthy, "Timed commit gate satisfied for {#status.environments} environment(s)"),
        ],
    },
    Entry {
        group: GROUP,
        kinds: &["WebRequestCommitStatus"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/#webrequestcommitstatus",
        rules: &[
            Use(validated!(
                "Initializing web request commit validation",
                "Web request commit validation failed",
                "Web request commit validation not ready",
                "Web request commit validation unknown"
            )),
            When(Empty("status.environments"), Healthy, "Web request commit validation reconciled"),
            branches_failed("Web request validation failed for branch(es): {*}"),
            branches_pending("Web request validation pending for branch(es): {*}"),
            Otherwise(Healthy, "Web request validation passed for {#status.environments} environment(s)"),
        ],
    },
];
