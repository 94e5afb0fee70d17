//! Humio (LogScale): the cluster and what lives in it.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Missing, Progressing, Unknown};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "core.humio.com",
        kinds: &["HumioAction", "HumioAlert", "HumioIngestToken", "HumioParser", "HumioRepository", "HumioView"],
        source: "https://library.humio.com/humio-operator/installation-containers-kubernetes-operator-resources.html",
        rules: &[
            When(Is("status.state", "Exists"), Healthy, "Component state: Exists."),
            When(Is("status.state", "NotFound"), Missing, "Component state: NotFound."),
            When(Is("status.state", "ConfigError"), Degraded, "Component state: ConfigError."),
            When(Is("status.state", "Unknown"), Unknown, "Component state: Unknown."),
            Otherwise(Progressing, "Update in progress"),
        ],
    },
    Entry {
        group: "core.humio.com",
        kinds: &["HumioCluster"],
        source: "https://library.humio.com/humio-operator/installation-containers-kubernetes-operator-humiocluster.html",
        rules: &[
            When(Is("status.state", "Running"), Healthy, "{status.message|=Cluster is in a healthy running state}"),
            When(Is("status.state", "Restarting"), Progressing, "{status.message|=Cluster pods are being restarted}"),
            When(Is("status.state", "Upgrading"), Progressing, "{status.message|=Cluster pods are being upgraded}"),
            When(
                Is("status.state", "ConfigError"),
                Degraded,
                "{status.message|=User-provided cluster specification resulted in a configuration error}",
            ),
            When(Is("status.state", "Pending"), Progressing, "{status.message|=Cluster is waiting on resources to be provisioned}"),
            When(Is("status.state", "Unknown"), Unknown, "{status.message|=Component state: Unknown.}"),
            Otherwise(Progressing, "Update in progress"),
        ],
    },
];
