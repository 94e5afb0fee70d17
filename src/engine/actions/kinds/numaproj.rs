//! Numaflow's pipelines, and Numaplane's rollouts of them.

use super::super::Sign;
use super::super::words::{ACT, Act, Change, Does, Entry, Put, Test};

const UPGRADE: &[&str] = &["metadata", "labels", "numaplane.numaproj.io/upgrade-state"];
const FORCED: &[&str] = &["metadata", "labels", "numaplane.numaproj.io/force-promote"];
const LOSS: &[&str] = &["metadata", "annotations", "numaplane.numaproj.io/allow-data-loss"];
const FAST_RESUME: &[&str] = &["spec", "strategy", "pauseResume", "fastResume"];
const REPLICAS: &[&str] = &["spec", "replicas"];
const DOOMED: &[&str] = &["metadata", "annotations", "numaplane.numaproj.io/marked-for-deletion"];
const RESUMES: &[&str] = &["metadata", "annotations", "numaflow.numaproj.io/resume-strategy"];

/// Where the phase that is wanted stands, and which ways of resuming are allowed.
const PHASE: &[&str] = &["spec", "lifecycle", "desiredPhase"];
const WAYS: &[&str] = &["spec", "metadata", "annotations", "numaflow.numaproj.io/allowed-resume-strategies"];
const PIPELINE_PHASE: &[&str] = &["spec", "pipeline", "spec", "lifecycle", "desiredPhase"];
const PIPELINE_WAYS: &[&str] = &["spec", "pipeline", "metadata", "annotations", "numaflow.numaproj.io/allowed-resume-strategies"];
const MONO_PHASE: &[&str] = &["spec", "monoVertex", "spec", "lifecycle", "desiredPhase"];
const MONO_WAYS: &[&str] = &["spec", "monoVertex", "metadata", "annotations", "numaflow.numaproj.io/allowed-resume-strategies"];

const IS_OWNED: &str = "a rollout of Numaplane owns it and would undo this: pause that";
const IS_PAUSED: &str = "it is paused already";
const IS_NOT_PAUSED: &str = "it is not paused";
const ONLY_FAST: &str = "only a fast resume is allowed (allowed-resume-strategies)";
const ONLY_SLOW: &str = "a fast resume is not allowed (allowed-resume-strategies)";

/// A MonoVertex that Numaplane looks after.
const MONO_OWNED: Test = Test::OwnedBy("MonoVertexRollout");
/// A Pipeline that Numaplane looks after; one that is worn out is left to people.
const OWNED: Test = Test::All(&[Test::OwnedBy("PipelineRollout"), Test::No(&Test::Is(UPGRADE, "recyclable-expired"))]);

const PAUSE: Act =
    Act { name: "pause", icon: "fa-solid fa-fw fa-pause", sign: Sign::Pause, says: "stop reading; what is under way is drained", ..ACT };
const GRADUAL: Act = Act {
    name: "unpause-gradual",
    shown: "Unpause (gradual)",
    icon: "fa-solid fa-fw fa-play",
    sign: Sign::Resume,
    says: "go on from as few Pods as there may be",
    ..ACT
};
const FAST: Act = Act {
    name: "unpause-fast",
    shown: "Unpause (fast)",
    icon: "fa-solid fa-fw fa-play",
    sign: Sign::Resume,
    says: "go on with as many Pods as before",
    ..ACT
};

const PROMOTE: Act = Act {
    name: "force-promote",
    shown: "Force Promote",
    icon: "fa-solid fa-fw fa-forward",
    sign: Sign::Forward,
    says: "take the upgrade as good without waiting for its assessment",
    disabled: &[
        (Test::Is(FORCED, "true"), "it is promoted by force already"),
        (Test::No(&Test::In(UPGRADE, &["in-progress", "trial"])), "no upgrade of it is under way"),
    ],
    does: Does::Change(&[Change::Set(FORCED, Put::Text("true"))]),
    ..ACT
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["InterStepBufferService"],
        source: "https://numaproj.github.io/numaplane/",
        acts: &[Act { shown: "", ..PROMOTE }],
    },
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["MonoVertex"],
        source: "https://numaflow.numaproj.io/core-concepts/monovertex/",
        acts: &[
            Act {
                disabled: &[(MONO_OWNED, IS_OWNED), (Test::Is(PHASE, "Paused"), IS_PAUSED)],
                does: Does::Change(&[Change::Set(PHASE, Put::Text("Paused"))]),
                ..PAUSE
            },
            Act {
                disabled: &[
                    (MONO_OWNED, IS_OWNED),
                    (Test::No(&Test::Is(PHASE, "Paused")), IS_NOT_PAUSED),
                    (Test::Is(WAYS, "fast"), ONLY_FAST),
                ],
                does: Does::Change(&[
                    Change::Set(PHASE, Put::Text("Running")),
                    Change::When(Test::Has(REPLICAS), &[Change::Set(REPLICAS, Put::Null)]),
                ]),
                ..GRADUAL
            },
            Act {
                disabled: &[
                    (MONO_OWNED, IS_OWNED),
                    (Test::No(&Test::Is(PHASE, "Paused")), IS_NOT_PAUSED),
                    (Test::No(&Test::In(WAYS, &["fast", "slow, fast"])), ONLY_SLOW),
                ],
                does: Does::Change(&[Change::Set(PHASE, Put::Text("Running"))]),
                ..FAST
            },
            PROMOTE,
        ],
    },
    Entry {
        group: "numaflow.numaproj.io",
        kinds: &["Pipeline"],
        source: "https://numaflow.numaproj.io/user-guide/reference/pipeline-operations/",
        acts: &[
            Act {
                disabled: &[(OWNED, IS_OWNED), (Test::Is(PHASE, "Paused"), IS_PAUSED)],
                does: Does::Change(&[Change::Set(PHASE, Put::Text("Paused"))]),
                ..PAUSE
            },
            Act {
                disabled: &[(OWNED, IS_OWNED), (Test::No(&Test::Is(PHASE, "Paused")), IS_NOT_PAUSED), (Test::Is(WAYS, "fast"), ONLY_FAST)],
                does: Does::Change(&[Change::Set(PHASE, Put::Text("Running")), Change::Set(RESUMES, Put::Text("slow"))]),
                ..GRADUAL
            },
            Act {
                disabled: &[
                    (OWNED, IS_OWNED),
                    (Test::No(&Test::Is(PHASE, "Paused")), IS_NOT_PAUSED),
                    (Test::No(&Test::In(WAYS, &["fast", "slow, fast"])), ONLY_SLOW),
                ],
                does: Does::Change(&[Change::Set(PHASE, Put::Text("Running")), Change::Set(RESUMES, Put::Text("fast"))]),
                ..FAST
            },
            PROMOTE,
            Act {
                name: "delete",
                shown: "Delete",
                icon: "fa-solid fa-fw fa-trash",
                sign: Sign::Delete,
                says: "mark it: Numaplane deletes it with what is still in it",
                disabled: &[(
                    Test::No(&Test::In(UPGRADE, &["recyclable", "recyclable-expired"])),
                    "it is in use: no upgrade has replaced it",
                )],
                does: Does::Change(&[Change::Set(DOOMED, Put::Text("true"))]),
                ..ACT
            },
        ],
    },
    Entry {
        group: "numaplane.numaproj.io",
        kinds: &["MonoVertexRollout"],
        source: "https://numaproj.github.io/numaplane/",
        acts: &[
            Act {
                disabled: &[(Test::Is(MONO_PHASE, "Paused"), IS_PAUSED)],
                does: Does::Change(&[Change::Set(MONO_PHASE, Put::Text("Paused"))]),
                ..PAUSE
            },
            Act {
                disabled: &[(Test::No(&Test::Is(MONO_PHASE, "Paused")), IS_NOT_PAUSED), (Test::Is(MONO_WAYS, "fast"), ONLY_FAST)],
                does: Does::Change(&[Change::Set(MONO_PHASE, Put::Text("Running")), Change::Set(FAST_RESUME, Put::Bool(false))]),
                ..GRADUAL
            },
            Act {
                disabled: &[
                    (Test::No(&Test::Is(MONO_PHASE, "Paused")), IS_NOT_PAUSED),
                    (Test::No(&Test::In(MONO_WAYS, &["fast", "slow, fast"])), ONLY_SLOW),
                ],
                does: Does::Change(&[Change::Set(MONO_PHASE, Put::Text("Running")), Change::Set(FAST_RESUME, Put::Bool(true))]),
                ..FAST
            },
        ],
    },
    Entry {
        group: "numaplane.numaproj.io",
        kinds: &["PipelineRollout"],
        source: "https://numaproj.github.io/numaplane/",
        acts: &[
            Act {
                disabled: &[(Test::Is(PIPELINE_PHASE, "Paused"), IS_PAUSED)],
                does: Does::Change(&[Change::Set(PIPELINE_PHASE, Put::Text("Paused"))]),
                ..PAUSE
            },
            Act {
                disabled: &[(Test::No(&Test::Is(PIPELINE_PHASE, "Paused")), IS_NOT_PAUSED), (Test::Is(PIPELINE_WAYS, "fast"), ONLY_FAST)],
                does: Does::Change(&[Change::Set(PIPELINE_PHASE, Put::Text("Running")), Change::Set(FAST_RESUME, Put::Bool(false))]),
                ..GRADUAL
            },
            Act {
                disabled: &[
                    (Test::No(&Test::Is(PIPELINE_PHASE, "Paused")), IS_NOT_PAUSED),
                    (Test::No(&Test::In(PIPELINE_WAYS, &["fast", "slow, fast"])), ONLY_SLOW),
                ],
                does: Does::Change(&[Change::Set(PIPELINE_PHASE, Put::Text("Running")), Change::Set(FAST_RESUME, Put::Bool(true))]),
                ..FAST
            },
            Act {
                name: "allow-data-loss",
                shown: "Allow (Possible) Data Loss",
                icon: "fa-solid fa-fw fa-unlock",
                sign: Sign::Unlock,
                says: "let the upgrade go on before all messages are drained: some may be lost",
                disabled: &[(
                    Test::No(&Test::Is(&["status", "upgradeInProgress"], "PipelinePauseAndDrain")),
                    "no upgrade waits for messages to be drained",
                )],
                does: Does::Change(&[Change::Set(LOSS, Put::Text("true"))]),
                ..ACT
            },
            Act {
                name: "disallow-data-loss",
                shown: "Disallow Data Loss",
                icon: "fa-solid fa-fw fa-lock",
                sign: Sign::Lock,
                says: "wait for messages to be drained again",
                disabled: &[(Test::No(&Test::Is(LOSS, "true")), "data loss is not allowed")],
                does: Does::Change(&[Change::Set(LOSS, Put::Text("false"))]),
                ..ACT
            },
        ],
    },
];
