//! Altinity's ClickHouse operator: ClickHouseInstallation, ClickHouseKeeperInstallation.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const SOURCE: &str = "https://docs.altinity.com/altinitykubernetesoperator/kubernetesoperatorguide/";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "clickhouse-keeper.altinity.com",
        kinds: &["ClickHouseKeeperInstallation"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.status"), Progressing, "ClickHouseKeeper status not yet available"),
            When(Is("status.status", "Completed"), Healthy, "ClickHouseKeeper installation completed successfully"),
            When(Is("status.status", "InProgress"), Progressing, "ClickHouseKeeper installation in progress"),
            Otherwise(Degraded, "ClickHouseKeeper status: {status.status}"),
        ],
    },
    Entry {
        group: "clickhouse.altinity.com",
        kinds: &["ClickHouseInstallation"],
        source: SOURCE,
        rules: &[
            When(Lacks("status.status"), Progressing, "ClickHouse status not yet available"),
            When(Is("status.status", "Completed"), Healthy, "ClickHouse installation completed successfully"),
            When(Is("status.status", "InProgress"), Progressing, "ClickHouse installation in progress"),
            Otherwise(Degraded, "ClickHouse status: {status.status}"),
        ],
    },
];
