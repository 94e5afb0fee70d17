//! Flux: everything that reconciles can be told to, and can be suspended.

use super::super::Sign;
use super::super::words::{ACT, Act, Change, Does, Entry, Put, Test};

const SUSPEND: &[&str] = &["spec", "suspend"];
const SUSPENDED: Test = Test::True(SUSPEND);

const RECONCILE: Act = Act {
    name: "reconcile",
    sign: Sign::Refresh,
    says: "look again now, not at its next interval",
    disabled: &[(SUSPENDED, "it is suspended: resume it first")],
    does: Does::Change(&[Change::Set(&["metadata", "annotations", "reconcile.fluxcd.io/requestedAt"], Put::RequestedNow)]),
    ..ACT
};

const STOP: Act = Act {
    name: "suspend",
    sign: Sign::Pause,
    says: "act on it no more until it is resumed",
    disabled: &[(SUSPENDED, "it is suspended already")],
    does: Does::Change(&[Change::Set(SUSPEND, Put::Bool(true))]),
    ..ACT
};

const RESUME: Act = Act {
    name: "resume",
    sign: Sign::Resume,
    says: "act on it again",
    disabled: &[(Test::No(&SUSPENDED), "it is not suspended")],
    does: Does::Change(&[Change::When(SUSPENDED, &[Change::Set(SUSPEND, Put::Bool(false))])]),
    ..ACT
};

const ALL: &[Act] = &[RECONCILE, STOP, RESUME];

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "helm.toolkit.fluxcd.io",
        kinds: &["HelmRelease"],
        source: "https://fluxcd.io/flux/components/helm/helmreleases/#triggering-a-reconcile",
        acts: ALL,
    },
    Entry {
        group: "image.toolkit.fluxcd.io",
        kinds: &["ImageRepository", "ImageUpdateAutomation"],
        source: "https://fluxcd.io/flux/components/image/imagerepositories/#triggering-a-reconcile",
        acts: ALL,
    },
    Entry {
        group: "kustomize.toolkit.fluxcd.io",
        kinds: &["Kustomization"],
        source: "https://fluxcd.io/flux/components/kustomize/kustomizations/#triggering-a-reconcile",
        acts: ALL,
    },
    Entry {
        group: "notification.toolkit.fluxcd.io",
        kinds: &["Alert", "Provider"],
        source: "https://fluxcd.io/flux/components/notification/alerts/#suspend",
        acts: &[STOP, RESUME],
    },
    Entry {
        group: "notification.toolkit.fluxcd.io",
        kinds: &["Receiver"],
        source: "https://fluxcd.io/flux/components/notification/receivers/#triggering-a-reconcile",
        acts: ALL,
    },
    Entry {
        group: "source.toolkit.fluxcd.io",
        kinds: &["Bucket", "GitRepository", "HelmChart", "HelmRepository", "OCIRepository"],
        source: "https://fluxcd.io/flux/components/source/gitrepositories/#triggering-a-reconcile",
        acts: ALL,
    },
];
