//! What argocd-cm says about kinds: health scripts, ignore rules, known types, compare options. Parsed once for one
//! control plane's settings. It knows no object.
//! Source: Argo CD `util/settings/settings.go`, `GetResourceOverrides`, `GetResourceCompareOptions`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::glob::Glob;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::ids::GroupKind;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::{IgnoreStatus, Settings};

/// Customisations by the pattern of their kind.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    by_kind: BTreeMap<Arc<str>, Override>,
    /// `ignoreDifferencesOnResourceUpdates` of `resource.compareoptions`; true where nothing is said.
    pub updates_follow_differences: bool,
    /// `ignoreAggregatedRoles` of `resource.compareoptions`.
    pub ignore_aggregated_roles: bool,
    /// Settings that could not be read: what they would have said does not count.
    pub problems: Vec<Problem>,
}

/// What is said of one pattern of kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    /// The health script.
    pub health: Option<Arc<str>>,
    /// `ignoreDifferences`.
    pub ignore: Ignored,
    /// `ignoreResourceUpdates`.
    pub updates: Ignored,
    /// Fields that hold a built-in type: dotted path, name of the type.
    pub known_types: Vec<(String, String)>,
}

/// Fields that do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignored {
    /// JSON pointers.
    pub pointers: Vec<String>,
    /// jq paths.
    pub jq: Vec<String>,
    /// Field managers.
    pub managers: Vec<String>,
}

/// The legacy map of all customisations.
const LEGACY: &str = "resource.customizations";
/// Options of the comparison.
const COMPARE_OPTIONS: &str = "resource.compareoptions";
/// Where `/status` of a kind is ignored when only CustomResourceDefinitions are.
pub(super) const CRD: &str = "apiextensions.k8s.io/CustomResourceDefinition";

/// The pattern of every kind.
pub(super) const EVERY_KIND: &str = "*/*";

impl Overrides {
    /// The customisations of these settings.
    pub fn new(settings: &Settings) -> Self {
        let mut overrides = Self { updates_follow_differences: true, ..Self::default() };
        if let Some(text) = settings.raw.get(LEGACY) {
            overrides.legacy(text);
        }
        for (key, text) in &settings.raw {
            let Some((what, kind)) = key.strip_prefix("resource.customizations.").and_then(|rest| rest.split_once('.')) else { continue };
            overrides.split(key, what, &pattern(kind), text);
        }
        if let Some(Value::Map(options)) = settings.raw.get(COMPARE_OPTIONS).and_then(|text| overrides.yaml(COMPARE_OPTIONS, text)) {
            let says = |option| options.get(option).and_then(Value::as_bool);
            overrides.ignore_aggregated_roles = says("ignoreAggregatedRoles").unwrap_or(false);
            overrides.updates_follow_differences = says("ignoreDifferencesOnResourceUpdates").unwrap_or(true);
        }
        let status = match settings.ignore_status {
            IgnoreStatus::All => Some(EVERY_KIND),
            IgnoreStatus::Crd => Some(CRD),
            IgnoreStatus::None => None,
        };
        if let Some(kind) = status {
            overrides.by_kind.entry(kind.into()).or_default().ignore.pointers.push("/status".to_owned());
        }
        overrides
    }

    /// The configured health script of a kind, by exact name, else by pattern.
    pub fn health_script(&self, kind: &GroupKind) -> Option<&Arc<str>> {
        let name = kind.to_string();
        let exact = self.by_kind.get(name.as_str()).and_then(|entry| entry.health.as_ref());
        // A pattern is compiled only where it has a script: most are there for ignore rules.
        exact.or_else(|| {
            let mut scripts = self.by_kind.iter().filter_map(|(own, entry)| Some((own, entry.health.as_ref()?)));
            scripts.find(|(own, _)| matches(own, &name)).map(|(_, script)| script)
        })
    }

    /// Patterns of kinds (`apps/Deployment`, `Service`, `*/*`) with what is said of them.
    pub(super) fn by_key(&self) -> impl Iterator<Item = (&Arc<str>, &Override)> {
        self.by_kind.iter()
    }

    /// Reads the legacy map: kind → `health.lua`, `ignoreDifferences` and its like (YAML in a text), `knownTypeFields`.
    fn legacy(&mut self, text: &str) {
        let Some(Value::Map(kinds)) = self.yaml(LEGACY, text) else { return };
        for (kind, value) in &kinds {
            let Some(fields) = value.as_map() else { continue };
            let mut entry = Override {
                health: fields.get("health.lua").and_then(Value::as_shared_str).filter(|script| !script.is_empty()),
                known_types: known_types(fields.get("knownTypeFields")),
                ..Override::default()
            };
            for (field, own) in [("ignoreDifferences", &mut entry.ignore), ("ignoreResourceUpdates", &mut entry.updates)] {
                if let Some(Value::Map(rules)) = fields.get(field).and_then(Value::as_str).and_then(|text| self.yaml(LEGACY, text)) {
                    *own = ignored(&rules);
                }
            }
            self.by_kind.insert(kind.as_str().into(), entry);
        }
    }

    fn split(&mut self, key: &str, what: &str, kind: &Arc<str>, text: &Arc<str>) {
        match what {
            "health" => self.by_kind.entry(kind.clone()).or_default().health = Some(text.clone()).filter(|script| !script.is_empty()),
            "ignoreDifferences" => {
                if let Some(Value::Map(rules)) = self.yaml(key, text) {
                    self.by_kind.entry(kind.clone()).or_default().ignore = ignored(&rules);
                }
            }
            "ignoreResourceUpdates" => {
                if let Some(Value::Map(rules)) = self.yaml(key, text) {
                    self.by_kind.entry(kind.clone()).or_default().updates = ignored(&rules);
                }
            }
            "knownTypeFields" => {
                let fields = self.yaml(key, text);
                self.by_kind.entry(kind.clone()).or_default().known_types = known_types(fields.as_ref());
            }
            _ => {}
        }
    }

    /// The value in a setting's YAML; a text that is none is a problem of the settings.
    fn yaml(&mut self, key: &str, text: &str) -> Option<Value> {
        let documents = parse_yaml(text.as_bytes(), &format!("argocd-cm: {key}"), ParseOptions::KUBERNETES);
        if documents.problems.iter().any(Problem::is_error) {
            let problem = Problem::warning(ProblemKind::BadInput, "the setting is no YAML and does not count");
            self.problems.push(problem.at(Place::file(format!("argocd-cm: {key}"))).hint("correct the key in the ConfigMap argocd-cm"));
        }
        documents.values.into_iter().next().map(|document| document.value)
    }
}

/// A pattern's group and kind.
pub(super) fn split(pattern: &str) -> (&str, &str) {
    pattern.split_once('/').unwrap_or(("", pattern))
}

fn ignored(rules: &Map) -> Ignored {
    Ignored {
        pointers: texts(rules, "jsonPointers"),
        jq: texts(rules, "jqPathExpressions"),
        managers: texts(rules, "managedFieldsManagers"),
    }
}

fn texts(map: &Map, key: &str) -> Vec<String> {
    let items = map.get(key).and_then(Value::as_list).unwrap_or(&[]);
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn known_types(value: Option<&Value>) -> Vec<(String, String)> {
    let items = value.and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map);
    let text = |map: &Map, key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    items.filter_map(|map| Some((text(map, "field")?, text(map, "type")?))).collect()
}

/// `group_Kind` as `group/Kind`; `all` means every kind.
fn pattern(kind: &str) -> Arc<str> {
    if kind == "all" { EVERY_KIND.into() } else { kind.replacen('_', "/", 1).into() }
}

/// Whether a glob without separators (`*` crosses `/`) matches; one that cannot be compiled matches nothing.
pub fn matches(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).matches(text)
}

/// A glob, compiled once for many texts.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    Every,
    Text(String),
    /// None: it cannot be compiled.
    Glob(Option<Glob>),
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        if pattern == "*" {
            Self::Every
        } else if pattern.contains(['*', '?', '[', '{', '\\', '!']) {
            Self::Glob(Glob::new(pattern).ok())
        } else {
            Self::Text(pattern.to_owned())
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Text(own) => own == text,
            Self::Glob(glob) => glob.as_ref().is_some_and(|glob| glob.matches(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides(raw: &[(&str, &str)]) -> Overrides {
        let raw = raw.iter().map(|(key, text)| (Arc::from(*key), Arc::from(*text))).collect();
        Overrides::new(&Settings { raw, ..Settings::default() })
    }

    #[test]
    fn split_keys_and_the_legacy_map_say_the_same() {
        let split = overrides(&[
            ("resource.customizations.ignoreDifferences.apps_Deployment", "jsonPointers: [/spec/replicas]\njqPathExpressions: ['.a']\n"),
            ("resource.customizations.health.Service", "return {}"),
        ]);
        let legacy = overrides(&[(
            LEGACY,
            "apps/Deployment:\n  ignoreDifferences: |\n    jsonPointers: [/spec/replicas]\n    jqPathExpressions: ['.a']\nService:\n  health.lua: return {}\n",
        )]);
        assert_eq!(split.by_kind, legacy.by_kind);
        assert!(split.health_script(&GroupKind::new("", "Service")).is_some());
        assert!(split.problems.is_empty());
    }

    #[test]
    fn wildcards_and_all_reach_every_kind_and_status_is_ignored_by_default() {
        let own = overrides(&[
            ("resource.customizations.ignoreDifferences.all", "jsonPointers: [/a]"),
            (LEGACY, "'*.aws/*':\n  health.lua: x\n"),
        ]);
        let all = own.by_kind.get("*/*").expect("every kind");
        assert_eq!(all.ignore.pointers, ["/a", "/status"]);
        assert!(own.health_script(&GroupKind::new("s3.aws", "Bucket")).is_some());
        assert!(own.health_script(&GroupKind::new("apps", "Deployment")).is_none());
    }

    #[test]
    fn a_setting_that_is_no_yaml_is_told_and_does_not_count() {
        let own = overrides(&[("resource.customizations.ignoreDifferences.apps_Deployment", "jsonPointers: [")]);
        assert_eq!(own.problems.len(), 1);
    }
}
