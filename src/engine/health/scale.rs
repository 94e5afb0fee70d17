//! Health of HorizontalPodAutoscalers. It knows no metric: the controller's conditions tell. Source: Argo CD 3.6
//! `gitops-engine/pkg/health/health_hpa.go` (3.2 looks at the conditions in their order and knows fewer reasons).

use crate::engine::manifest::json::parse_json;
use crate::model::object::value::{Map, Value};
use crate::model::status::Health;
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};

use super::fields::{Fields, text_of};

/// Where version 1 keeps its conditions, as JSON.
const CONDITIONS: &str = "autoscaling.alpha.kubernetes.io/conditions";

const DEGRADED: &[(&str, &str)] = &[
    ("AbleToScale", "FailedGetScale"),
    ("AbleToScale", "FailedUpdateScale"),
    ("ScalingActive", "FailedGetResourceMetric"),
    ("ScalingActive", "FailedGetObjectMetric"),
    ("ScalingActive", "FailedGetPodsMetric"),
    ("ScalingActive", "FailedGetExternalMetric"),
    ("ScalingActive", "FailedComputeMetricsReplicas"),
    ("ScalingActive", "InvalidSelector"),
];

pub(super) fn autoscaler(fields: &Fields<'_>) -> Result<Health, String> {
    fields.expect_version("HPA", &["v1", "v2"])?;
    if fields.object().version() != "v1" {
        return Ok(judge(&fields.list(&["status", "conditions"])?));
    }
    let Some(text) = fields.object().annotation(CONDITIONS) else { return Ok(waiting()) };
    let value = parse_json(text.as_bytes()).map_err(|error| format!("failed to convert conditions annotation to typed: {error}"))?;
    if value.is_null() {
        return Ok(waiting());
    }
    let items = value.as_list().ok_or_else(|| format!("failed to convert conditions annotation to typed: it is {}", value.kind_name()))?;
    Ok(judge(&items.iter().filter_map(Value::as_map).collect::<Vec<_>>()))
}

fn judge(conditions: &[&Map]) -> Health {
    let is = |condition: &&&Map, kind: &str, key: &str, value: &str| text_of(condition, "type") == kind && text_of(condition, key) == value;
    let bad = conditions.iter().find(|condition| DEGRADED.iter().any(|(kind, reason)| is(condition, kind, "reason", reason)));
    let good =
        || conditions.iter().find(|condition| ["AbleToScale", "ScalingLimited"].iter().any(|kind| is(condition, kind, "status", "True")));
    match (bad, good()) {
        (Some(bad), _) => Health::new(Degraded, text_of(bad, "message")),
        (None, Some(good)) => Health::new(Healthy, text_of(good, "message")),
        (None, None) => waiting(),
    }
}

fn waiting() -> Health {
    Health::new(Progressing, "Waiting to Autoscale")
}
