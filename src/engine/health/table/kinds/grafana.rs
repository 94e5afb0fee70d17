//! Grafana's operator, and the operator of Grafana organizations.

use crate::engine::health::table::scope::Scope;
use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

const API: &str = "https://grafana.github.io/grafana-operator/docs/api/";

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "grafana-org-operator.kubitus-project.gitlab.io",
        kinds: &[],
        source: "https://kubitus-project.gitlab.io/grafana-org-operator/",
        rules: &[
            At(
                "status.conditions[Ready]",
                &[
                    When(Is(".status", "False"), Degraded, "{.message}"),
                    When(Is(".status", "True"), Healthy, "{.message}"),
                    Otherwise(Progressing, "{.message}"),
                ],
            ),
            Otherwise(Progressing, "Waiting ..."),
        ],
    },
    Entry {
        group: "grafana.integreatly.org",
        kinds: &["Grafana"],
        source: API,
        rules: &[
            When(Lacks("status.stageStatus"), Progressing, "Waiting for Grafana status info"),
            When(Is("status.stageStatus", "failed"), Degraded, "Failed at stage {status.stage}"),
            When(All(&[Is("status.stage", "complete"), Is("status.stageStatus", "success")]), Healthy, ""),
            Otherwise(Progressing, "{status.stage}"),
        ],
    },
    Entry { group: "grafana.integreatly.org", kinds: &["GrafanaDashboard", "GrafanaFolder"], source: API, rules: &[Code(synchronized)] },
    Entry {
        group: "grafana.integreatly.org",
        kinds: &["GrafanaDatasource"],
        source: API,
        rules: &[
            When(Or(&[Lacks("status"), Is("status.uid", "")]), Progressing, "Waiting for the datasource to get its uid"),
            When(True("status.NoMatchingInstances"), Degraded, "can't find matching grafana instance"),
            Otherwise(Healthy, ""),
        ],
    },
];

/// One condition that is false degrades, one that is true and none false is healthy. The message tells all of them up to the
/// first that is false.
fn synchronized(scope: &Scope<'_>) -> Option<Health> {
    let (mut status, mut told) = (Progressing, Vec::new());
    for condition in scope.items("status.conditions").into_iter().map(|item| scope.at(item)) {
        let Some(value) = condition.text(".status") else { continue };
        let because = if condition.get(".type").is_some() { "{.reason}{ for ~.type}{ because ~.message}" } else { "{.reason}" };
        if condition.get(".reason").is_some() {
            told.push(condition.message(because));
        }
        match value {
            "False" if told.is_empty() => return Some(Health::new(Degraded, condition.message("{.type} is False"))),
            "False" => return Some(Health::new(Degraded, told.join(", "))),
            "True" => status = Healthy,
            _ => {}
        }
    }
    let waits = status == Progressing && told.is_empty();
    Some(Health::new(status, if waits { scope.message("Waiting for the status of {kind}") } else { told.join(", ") }))
}
