//! Flux: HelmRelease, and what watches and updates images.

use crate::engine::health::table::words::{Cmp::*, Entry, Rule, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended};

const IMAGES: &str = "https://fluxcd.io/flux/components/image/";
const CONDITIONS: &str = "status.conditions";
/// The last word of `Ready` is why.
const REASON: &str = "{status.conditions[-Ready].reason}";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "helm.toolkit.fluxcd.io",
        kinds: &["HelmRelease"],
        source: "https://fluxcd.io/flux/components/helm/helmreleases/#conditions",
        rules: &[
            Use(SUSPENDED),
            If(
                Has(CONDITIONS),
                &[
                    When(RECONCILING, Progressing, REASON),
                    // Ready, and released or tested.
                    When(
                        Count(CONDITIONS, &All(&[In(".type", &["Ready", "Released", "TestSuccess"]), Is(".status", "True")]), Eq, 2),
                        Healthy,
                        REASON,
                    ),
                    Otherwise(Degraded, REASON),
                ],
            ),
            Otherwise(Progressing, "Status unknown"),
        ],
    },
    Entry {
        group: "image.toolkit.fluxcd.io",
        kinds: &["ImagePolicy"],
        source: IMAGES,
        rules: &[
            If(
                Has(CONDITIONS),
                &[
                    When(
                        Count(
                            CONDITIONS,
                            &Or(&[
                                All(&[Is(".type", "Ready"), Is(".status", "False")]),
                                All(&[
                                    Is(".type", "Reconciling"),
                                    Is(".status", "True"),
                                    In(".reason", &["NewGeneration", "AccessingRepository", "ApplyingPolicy"]),
                                ]),
                            ]),
                            Eq,
                            2,
                        ),
                        Progressing,
                        REASON,
                    ),
                    Use(READY),
                ],
            ),
            Otherwise(Progressing, "Status unknown"),
        ],
    },
    Entry {
        group: "image.toolkit.fluxcd.io",
        kinds: &["ImageRepository"],
        source: IMAGES,
        rules: &[
            Use(SUSPENDED),
            If(
                Has(CONDITIONS),
                &[
                    When(
                        Count(
                            CONDITIONS,
                            &Or(&[
                                All(&[Is(".type", "Ready"), Is(".status", "False")]),
                                All(&[Is(".type", "Reconciling"), Is(".status", "True"), In(".reason", &["NewGeneration", "Scanning"])]),
                            ]),
                            Eq,
                            2,
                        ),
                        Progressing,
                        REASON,
                    ),
                    Use(READY),
                ],
            ),
            Otherwise(Progressing, "Status unknown"),
        ],
    },
    Entry {
        group: "image.toolkit.fluxcd.io",
        kinds: &["ImageUpdateAutomation"],
        source: IMAGES,
        rules: &[
            Use(SUSPENDED),
            If(Has(CONDITIONS), &[When(RECONCILING, Progressing, REASON), Use(READY)]),
            Otherwise(Progressing, "Status unknown"),
        ],
    },
];

const SUSPENDED: &[Rule] = &[When(True("spec.suspend"), Suspended, "{kind} is suspended")];

/// `Ready` is not known, and something reconciles.
const RECONCILING: Test = Count(
    CONDITIONS,
    &Or(&[All(&[Is(".type", "Ready"), Is(".status", "Unknown")]), All(&[Is(".type", "Reconciling"), Is(".status", "True")])]),
    Eq,
    2,
);

const READY: &[Rule] =
    &[When(Count(CONDITIONS, &All(&[Is(".type", "Ready"), Is(".status", "True")]), Eq, 1), Healthy, REASON), Otherwise(Degraded, REASON)];
