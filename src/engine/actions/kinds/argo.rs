//! Argo: Application, AnalysisRun, CronWorkflow, WorkflowTemplate, and GitOps Promoter's PullRequest. Rollouts have their own file.

use super::super::words::{ACT, Act, Change, Does, Entry, Put, Test};
use super::super::{Sign, create};

const AUTOMATED: &[&str] = &["spec", "syncPolicy", "automated"];
const ENABLED: &[&str] = &["spec", "syncPolicy", "automated", "enabled"];

/// Automatic sync is on where it is configured and not switched off.
const SYNCS: Test = Test::All(&[Test::Has(AUTOMATED), Test::Or(&[Test::No(&Test::Has(ENABLED)), Test::True(ENABLED)])]);

const CREATE_WORKFLOW: Act = Act { name: "create-workflow", shown: "Create Workflow", icon: "fa fa-fw fa-plus", sign: Sign::Create, ..ACT };

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "argoproj.io",
        kinds: &["Application"],
        source: "https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/",
        acts: &[
            Act {
                name: "toggle-auto-sync",
                shown: "Disable Auto-Sync",
                sign: Sign::Pause,
                says: "switch automatic sync off; what it would do stays configured",
                when: SYNCS,
                does: Does::Change(&[Change::Set(ENABLED, Put::Bool(false))]),
                ..ACT
            },
            Act {
                name: "toggle-auto-sync",
                shown: "Enable Auto-Sync",
                sign: Sign::Resume,
                says: "switch automatic sync on",
                when: Test::No(&SYNCS),
                does: Does::Change(&[Change::Set(ENABLED, Put::Bool(true))]),
                ..ACT
            },
        ],
    },
    Entry {
        group: "argoproj.io",
        kinds: &["AnalysisRun"],
        source: "https://argo-rollouts.readthedocs.io/en/stable/features/analysis/",
        acts: &[Act {
            name: "terminate",
            sign: Sign::Stop,
            says: "end its measurements now",
            disabled: &[
                (Test::True(&["spec", "terminate"]), "it is being terminated already"),
                (Test::In(&["status", "phase"], &["Successful", "Failed", "Error", "Inconclusive"]), "it is over"),
            ],
            does: Does::Change(&[Change::Set(&["spec", "terminate"], Put::Bool(true))]),
            ..ACT
        }],
    },
    Entry {
        group: "argoproj.io",
        kinds: &["CronWorkflow"],
        source: "https://argo-workflows.readthedocs.io/en/latest/cron-workflows/",
        acts: &[Act {
            says: "run its Workflow now, whatever its schedule says",
            does: Does::Code(create::cron_workflow),
            ..CREATE_WORKFLOW
        }],
    },
    Entry {
        group: "argoproj.io",
        kinds: &["WorkflowTemplate"],
        source: "https://argo-workflows.readthedocs.io/en/latest/workflow-templates/",
        acts: &[Act { says: "run a Workflow of this template", does: Does::Code(create::workflow), ..CREATE_WORKFLOW }],
    },
    Entry {
        group: "promoter.argoproj.io",
        kinds: &["PullRequest"],
        source: "https://gitops-promoter.readthedocs.io/en/latest/crd-specs/",
        acts: &[Act {
            name: "merge",
            shown: "Merge PR",
            icon: "fa fa-fw fa-code-merge",
            sign: Sign::Merge,
            says: "merge the pull request: its change is promoted",
            disabled: &[(Test::No(&Test::Is(&["spec", "state"], "open")), "it is not open")],
            does: Does::Change(&[Change::Set(&["spec", "state"], Put::Text("merged"))]),
            ..ACT
        }],
    },
];
