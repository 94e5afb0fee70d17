//! Flux: kustomizations, receivers, and sources with their artifacts. A reconciler marks what it works at by `Reconciling` beside a
//! `Ready` that is Unknown.

use crate::engine::health::table::words::{Cmp, Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const SUSPENDED: Rule = When(True("spec.suspend"), Suspended, "{kind} is suspended");
const NO_STATUS: Rule = Otherwise(Progressing, "Status unknown");
const AT_WORK: Test = Count("status.conditions", &Or(&[Condition("Ready", "Unknown"), Condition("Reconciling", "True")]), Cmp::Eq, 2);
const HAS_ARTIFACT: Test =
    Count("status.conditions", &Or(&[Condition("Ready", "True"), Condition("ArtifactInStorage", "True")]), Cmp::Eq, 2);

/// The same with a reason beside that of `Ready`: that the artifact is not the newest.
const OF_SOURCE: &[Rule] = &[
    If(
        Any("status.conditions", &Condition("ArtifactOutdated", "True")),
        &[
            When(AT_WORK, Progressing, "{status.conditions[-Ready].reason} {status.conditions[-ArtifactOutdated].reason}"),
            When(HAS_ARTIFACT, Healthy, "{status.conditions[-Ready].reason} {status.conditions[-ArtifactOutdated].reason}"),
            Otherwise(Degraded, "{status.conditions[-Ready].reason} {status.conditions[-ArtifactOutdated].reason}"),
        ],
    ),
    When(AT_WORK, Progressing, "{status.conditions[-Ready].reason}"),
    When(HAS_ARTIFACT, Healthy, "{status.conditions[-Ready].reason}"),
    When(Has("status.conditions"), Degraded, "{status.conditions[-Ready].reason}"),
    NO_STATUS,
];

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "kustomize.toolkit.fluxcd.io",
        kinds: &["Kustomization"],
        source: "https://fluxcd.io/flux/components/kustomize/kustomizations/#conditions",
        rules: &[
            SUSPENDED,
            When(AT_WORK, Progressing, "{status.conditions[-Ready].reason}"),
            When(Count("status.conditions", &Condition("Ready", "True"), Cmp::Eq, 1), Healthy, "{status.conditions[-Ready].reason}"),
            When(Has("status.conditions"), Degraded, "{status.conditions[-Ready].reason}"),
            NO_STATUS,
        ],
    },
    Entry {
        group: "notification.toolkit.fluxcd.io",
        kinds: &["Receiver"],
        source: "https://fluxcd.io/flux/components/notification/receivers/#conditions",
        rules: &[
            SUSPENDED,
            When(
                Count("status.conditions", &Or(&[Condition("Ready", "False"), Condition("Reconciling", "True")]), Cmp::Eq, 2),
                Degraded,
                "{status.conditions[-Ready].reason}",
            ),
            When(Count("status.conditions", &Condition("Ready", "True"), Cmp::Eq, 1), Healthy, "{status.conditions[-Ready].reason}"),
            When(Has("status.conditions"), Degraded, "{status.conditions[-Ready].reason}"),
            NO_STATUS,
        ],
    },
    Entry {
        group: "source.toolkit.fluxcd.io",
        kinds: &["Bucket", "GitRepository", "HelmChart", "OCIRepository"],
        source: "https://fluxcd.io/flux/components/source/gitrepositories/#conditions",
        rules: &[SUSPENDED, Use(OF_SOURCE)],
    },
    Entry {
        group: "source.toolkit.fluxcd.io",
        kinds: &["HelmRepository"],
        source: "https://fluxcd.io/flux/components/source/helmrepositories/#helmrepository-status",
        rules: &[
            SUSPENDED,
            When(Is("spec.type", "oci"), Healthy, "Helm repositories of type 'oci' do not contain any information in the status."),
            Use(OF_SOURCE),
        ],
    },
];
