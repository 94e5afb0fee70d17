//! What configures a control plane, read from its ConfigMaps (`argocd-cm`, `argocd-cmd-params-cm`, `tiphys-cm`) and its CRD:
//! one value of `model::settings`. A key that cannot be read keeps its default and is a problem. Source of keys and
//! defaults: Argo CD `util/settings/settings.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{access, kinds, version};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::discover::Kind;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::objects::{Selection, find, list};
use crate::engine::access::can::RBAC_CM;
use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::access::AccessRules;
use crate::model::object::Object;
use crate::model::object::serde_de::from_value;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::{EnvironmentRule, IgnoreStatus, Settings, TrackingMethod};

/// Argo CD's settings.
const ARGOCD_CM: &str = "argocd-cm";
/// Parameters of its processes.
const PARAMS_CM: &str = "argocd-cmd-params-cm";
/// Our own, beside them.
pub(super) const TIPHYS_CM: &str = "tiphys-cm";
/// Where Argo CD is installed unless somebody chose otherwise.
const USUAL_NAMESPACE: &str = "argocd";

/// Settings as far as they can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The settings.
    pub settings: Settings,
    /// Who may do what.
    pub access: AccessRules,
    /// Keys that cannot be read.
    pub problems: Vec<Problem>,
}

/// The kind of ConfigMaps, to watch them.
pub fn config_map_kind() -> Kind {
    kinds::config_map()
}

/// Whether a change of this ConfigMap changes the settings.
pub fn is_setting(name: &str) -> bool {
    [ARGOCD_CM, PARAMS_CM, TIPHYS_CM, RBAC_CM].contains(&name)
}

/// The namespace of the control plane: where `argocd-cm` is. Several: `argocd` first, else the first by name. Where none is
/// seen (forbidden, or no Argo CD): `argocd`.
pub async fn control_namespace(cluster: &Cluster) -> Arc<str> {
    let everywhere = Selection { fields: format!("metadata.name={ARGOCD_CM}").into(), ..Selection::default() };
    let found = list(cluster, &kinds::config_map(), &everywhere).await.unwrap_or_default();
    let mut namespaces: Vec<Arc<str>> = found.iter().map(|map| map.namespace().clone()).collect();
    namespaces.sort_by_key(|namespace| (&**namespace != USUAL_NAMESPACE, namespace.clone()));
    if let Some(namespace) = namespaces.into_iter().next() {
        return namespace;
    }
    let own = &cluster.default_namespace;
    let has_own = !own.is_empty() && matches!(config_map(cluster, own, ARGOCD_CM).await, Ok(Some(_)));
    if has_own { own.clone() } else { USUAL_NAMESPACE.into() }
}

/// Reads the settings of the control plane in this namespace. Missing ConfigMaps mean defaults.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn read(cluster: &Cluster, namespace: &Arc<str>) -> Result<Read, ClusterError> {
    let (argocd, params, tiphys, rbac, version) = futures::try_join!(
        config_map(cluster, namespace, ARGOCD_CM),
        config_map(cluster, namespace, PARAMS_CM),
        config_map(cluster, namespace, TIPHYS_CM),
        config_map(cluster, namespace, RBAC_CM),
        version::profile(cluster, namespace),
    )?;
    let (argocd, params, tiphys) = (data(argocd.as_ref()), data(params.as_ref()), data(tiphys.as_ref()));
    let rbac = rbac.as_ref().map(|map| data(Some(map)));
    let mut read = from_maps(namespace, &argocd, &params, &tiphys);
    read.settings.profile = version;
    if let Some(word) = params.get("controller.resource.health.persist") {
        read.settings.profile.health_in_status = word.trim() == "true";
    }
    let (rules, problems) = access::rules(access::Maps { rbac: rbac.as_ref(), argocd: &argocd, params: &params, tiphys: &tiphys });
    read.access = rules;
    read.problems.extend(problems);
    Ok(read)
}

pub(super) async fn config_map(cluster: &Cluster, namespace: &str, name: &str) -> Result<Option<Object>, ClusterError> {
    find(cluster, &kinds::config_map().target().within(namespace).named(name)).await
}

pub(super) fn data(map: Option<&Object>) -> BTreeMap<Arc<str>, Arc<str>> {
    let data = map.and_then(|map| map.root().get("data")).and_then(Value::as_map).cloned().unwrap_or_default();
    data.iter().filter_map(|(key, value)| Some((key.as_str().into(), value.as_shared_str()?))).collect()
}

type Data = BTreeMap<Arc<str>, Arc<str>>;

/// The settings that three ConfigMaps say; pure.
pub fn from_maps(namespace: &Arc<str>, argocd: &Data, params: &Data, tiphys: &Data) -> Read {
    let mut problems = Vec::new();
    let text = |key: &str| argocd.get(key).map(|value| value.trim()).filter(|value| !value.is_empty());
    let defaults = Settings::default();
    let mut seconds = |key: &'static str, default: u64| {
        // In argocd-cm, or as a parameter of the controller.
        let Some(value) = text(key).or_else(|| params.get(key).map(|value| value.trim())) else { return default };
        let bare = value.parse::<u64>().ok();
        let duration = bare.or_else(|| GoDuration::parse(value).ok()?.to_std().map(|duration| duration.as_secs()));
        duration.unwrap_or_else(|| {
            problems.push(bad(ARGOCD_CM, key, "no duration", "write it as 120s or 3m"));
            default
        })
    };
    let reconciliation_seconds = seconds("timeout.reconciliation", 120) + seconds("timeout.reconciliation.jitter", 60);
    let tracking = text("application.resourceTrackingMethod").and_then(|word| tracking(word, &mut problems));
    let settings = Settings {
        control_namespace: namespace.clone(),
        tracking,
        instance_label_key: text("application.instanceLabelKey").map_or(defaults.instance_label_key, Into::into),
        installation_id: text("installationID").map(Into::into),
        profile: defaults.profile,
        reconciliation_seconds,
        ignore_status: text("resource.compareoptions").map_or(IgnoreStatus::All, |yaml| ignore_status(yaml, &mut problems)),
        server_side_diff: params.get("controller.diff.server.side").is_some_and(|value| is_true(value.trim())),
        kustomize_build_options: text("kustomize.buildOptions").unwrap_or_default().into(),
        disabled_tools: ["kustomize", "helm", "jsonnet"]
            .into_iter()
            .filter(|tool| text(&format!("{tool}.enable")).is_some_and(|value| value != "true"))
            .map(Into::into)
            .collect(),
        mask_annotations: csv(text("resource.sensitive.mask.annotations").unwrap_or_default()),
        environments: tiphys.get("environments").map(|yaml| environments(yaml, &mut problems)).unwrap_or_default(),
        raw: argocd.clone(),
    };
    Read { settings, access: AccessRules::default(), problems }
}

/// Go's `strconv.ParseBool`; what is none is false.
fn is_true(word: &str) -> bool {
    matches!(word, "1" | "t" | "T" | "true" | "TRUE" | "True")
}

fn csv(list: &str) -> Vec<Arc<str>> {
    list.split(',').map(|item| item.replace(' ', "")).filter(|item| !item.is_empty()).map(Into::into).collect()
}

fn bad(map: &str, key: &str, cause: &str, hint: &str) -> Problem {
    Problem::warning(ProblemKind::BadInput, cause).at(Place::file(map).at_field(key)).hint(hint)
}

fn tracking(word: &str, problems: &mut Vec<Problem>) -> Option<TrackingMethod> {
    match word {
        "annotation" => Some(TrackingMethod::Annotation),
        "label" => Some(TrackingMethod::Label),
        "annotation+label" => Some(TrackingMethod::AnnotationAndLabel),
        _ => {
            problems.push(bad(
                ARGOCD_CM,
                "application.resourceTrackingMethod",
                "no tracking method",
                "annotation, label or annotation+label",
            ));
            None
        }
    }
}

/// `ignoreResourceStatusField`; YAML's `off` arrives as false. Source: `controller/state.go`, `normalizeStatus…`.
fn ignore_status(yaml: &str, problems: &mut Vec<Problem>) -> IgnoreStatus {
    let Some(options) = document(ARGOCD_CM, "resource.compareoptions", yaml, problems) else { return IgnoreStatus::All };
    match options.as_map().and_then(|map| map.get("ignoreResourceStatusField")) {
        Some(Value::Str(word)) => match &**word {
            "crd" => IgnoreStatus::Crd,
            "none" | "off" | "false" => IgnoreStatus::None,
            _ => IgnoreStatus::All,
        },
        Some(Value::Bool(false)) => IgnoreStatus::None,
        _ => IgnoreStatus::All,
    }
}

/// The rules of `tiphys-cm`.
fn environments(yaml: &str, problems: &mut Vec<Problem>) -> Vec<EnvironmentRule> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rule {
        name: String,
        project: Option<String>,
        application: Option<String>,
        namespace: Option<String>,
        cluster: Option<String>,
        #[serde(default)]
        production: bool,
    }
    let Some(list) = document(TIPHYS_CM, "environments", yaml, problems) else { return Vec::new() };
    let shared = |text: Option<String>| text.map(Into::into);
    match from_value::<Vec<Rule>>(&list) {
        Ok(rules) => rules
            .into_iter()
            .map(|rule| EnvironmentRule {
                name: rule.name.into(),
                project: shared(rule.project),
                application: shared(rule.application),
                namespace: shared(rule.namespace),
                cluster: shared(rule.cluster),
                production: rule.production,
            })
            .collect(),
        Err(error) => {
            // A rule that cannot be read might have said "production": the built-in rule stays, and people are told.
            let cause = format!("no list of environment rules: {error}");
            problems.push(bad(
                TIPHYS_CM,
                "environments",
                &cause,
                "each rule has a name, globs on project, application, namespace or cluster, and production: true or false",
            ));
            Vec::new()
        }
    }
}

/// The YAML document in a key.
pub(super) fn document(map: &str, key: &str, yaml: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    let read = parse_yaml(yaml.as_bytes(), &format!("{map}: {key}"), ParseOptions::KUBERNETES);
    problems.extend(read.problems);
    read.values.into_iter().next().map(|document| document.value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::{Data, Read, from_maps};
    use crate::model::settings::{IgnoreStatus, TrackingMethod};

    fn data(entries: &[(&str, &str)]) -> Data {
        entries.iter().map(|(key, value)| (Arc::from(*key), Arc::from(*value))).collect()
    }

    fn read(argocd: &[(&str, &str)], tiphys: &[(&str, &str)]) -> Read {
        from_maps(&"argocd".into(), &data(argocd), &BTreeMap::new(), &data(tiphys))
    }

    #[test]
    fn keys_are_read_as_argo_cd_reads_them() {
        let Read { settings, problems, .. } = read(
            &[
                ("application.resourceTrackingMethod", "label"),
                ("timeout.reconciliation", "5m"),
                ("timeout.reconciliation.jitter", "30"),
                ("resource.compareoptions", "ignoreResourceStatusField: off\n"),
                ("kustomize.enable", "false"),
                ("helm.enable", "true"),
                ("resource.sensitive.mask.annotations", "a.b/c, d"),
            ],
            &[("environments", "- name: live\n  namespace: shop-*\n  production: true\n")],
        );
        assert_eq!(problems, []);
        assert_eq!((settings.tracking, settings.reconciliation_seconds), (Some(TrackingMethod::Label), 330));
        assert_eq!((settings.ignore_status, settings.disabled_tools), (IgnoreStatus::None, vec!["kustomize".into()]));
        assert_eq!(settings.mask_annotations, ["a.b/c".into(), "d".into()]);
        assert!(settings.environments[0].production && settings.environments[0].namespace.as_deref() == Some("shop-*"));
    }

    #[test]
    fn what_cannot_be_read_keeps_its_default_and_is_told() {
        let Read { settings, problems, .. } = read(
            &[("application.resourceTrackingMethod", "labels"), ("timeout.reconciliation", "soon"), ("resource.compareoptions", "a: [")],
            &[("environments", "- nam: live\n")],
        );
        assert_eq!((settings.tracking, settings.reconciliation_seconds, settings.environments.len()), (None, 180, 0));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told.iter().any(|problem| problem.starts_with("tiphys-cm: environments: ")), "{told:?}");
    }
}
