//! Who may do what in the demo, and when: policies, who is whom, windows, our own rules. Nothing here is in the way of the incident: what
//! blocks lets people pass, what refuses protects data.

use jiff::{SignedDuration, Timestamp};

use super::yaml::objects;
use crate::model::object::Object;

/// Argo CD's policies: the SREs sync and roll back everywhere, production's releases are the release team's, everybody reads.
const POLICY: &str = "\
p, role:sre, applications, sync, */*, allow
p, role:sre, applications, rollback, */*, allow
p, role:sre, applications, action/*, */*, allow
p, role:sre, applications, delete, */*, deny
p, role:release, applications, sync, platform/platform-production, allow
p, role:release, applications, sync, itdo-erp/itdo-erp-prod, allow
g, team:sre, role:sre
g, team:release, role:release
";

/// The ConfigMaps beside argocd-cm.
pub(super) fn config_maps(now: Timestamp) -> Vec<Object> {
    let in_days = |days: i64| {
        let at = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
        Timestamp::from_second(at.as_second() / 3_600 * 3_600).unwrap_or(at)
    };
    let policy: String = POLICY.lines().map(|line| format!("    {line}\n")).collect();
    objects(&format!(
        "\
apiVersion: v1
kind: ConfigMap
metadata: {{name: argocd-rbac-cm, namespace: argocd}}
data:
  policy.default: role:readonly
  policy.csv: |
{policy}---
apiVersion: v1
kind: ConfigMap
metadata: {{name: tiphys-cm, namespace: argocd}}
data:
  subjects: |
    users:
      demo-operator: admin
    groups:
      sre: team:sre
      release: team:release
  imageRules: |
    - name: no-latest-in-production
      description: a tag that moves cannot be rolled back to
      production: true
      forbiddenTags: [latest]
      action: warn
  changeRules: |
    - name: keep-data
      kinds: [PersistentVolumeClaim, Namespace, apiextensions.k8s.io/CustomResourceDefinition]
      forbid: [delete, replace]
  windows: |
    - name: stocktaking
      kind: deny
      from: {}
      to: {}
      projects: [itdo-erp]
      manualSync: true
      description: the warehouse counts
      by: kenji
",
        in_days(12),
        in_days(14),
    ))
}

/// The windows of a project.
pub(super) fn windows(project: &str) -> &'static str {
    match project {
        "platform" => {
            "\
- {kind: allow, schedule: '0 7 * * 1-5', duration: 11h, timeZone: Europe/Berlin, namespaces: [platform-production], manualSync: true, description: office hours}
- {kind: deny, schedule: '0 16 * * 5', duration: 64h, timeZone: Europe/Berlin, namespaces: [platform-production], manualSync: true, description: weekend}
"
        }
        "itdo-erp" => {
            "- {kind: deny, schedule: '0 0 28-31 * *', duration: 24h, timeZone: Asia/Tokyo, namespaces: [itdo-erp-prod], manualSync: true, description: end of the month}\n"
        }
        _ => "",
    }
}
