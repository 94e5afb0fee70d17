//! Kinds that settings leave out of all applications: `resource.exclusions`, `resource.inclusions`, and those that Argo CD never
//! manages. It knows no object. Source: Argo CD `util/settings/{resources_filter,filtered_resource}.go`.

use crate::engine::glob::Glob;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;

use super::Rules;
use super::outcome::place;

/// What is left out on one cluster.
#[derive(Debug, Clone, Default)]
pub struct Excluded {
    exclusions: Vec<Filter>,
    inclusions: Vec<Filter>,
    server: String,
    /// Settings that cannot be read: Argo CD then compares nothing.
    pub problems: Vec<Problem>,
}

/// One filter; what it does not name it is for in full.
#[derive(Debug, Clone, Default)]
struct Filter {
    groups: Vec<String>,
    kinds: Vec<String>,
    clusters: Vec<String>,
}

/// Kinds of which there are too many, and which nobody declares: by groups and kinds.
const NEVER: [(&[&str], &[&str]); 3] =
    [(&["events.k8s.io", "metrics.k8s.io"], &[]), (&[""], &["Event"]), (&["coordination.k8s.io"], &["Lease"])];

impl Excluded {
    /// What these rules' settings leave out on their cluster.
    pub fn new(rules: &Rules) -> Self {
        Self::of(&rules.settings, &rules.server)
    }

    /// What settings leave out on the cluster of this URL.
    pub fn of(settings: &Settings, server: &str) -> Self {
        let mut own = Self { server: server.to_owned(), ..Self::default() };
        own.exclusions = own.filters(settings, "resource.exclusions");
        own.inclusions = own.filters(settings, "resource.inclusions");
        own.exclusions.extend(NEVER.map(|(groups, kinds)| Filter {
            groups: groups.iter().map(|text| (*text).to_owned()).collect(),
            kinds: kinds.iter().map(|text| (*text).to_owned()).collect(),
            clusters: Vec::new(),
        }));
        own
    }

    /// Whether a kind is left out: excluded, or not among those included where something is included on the cluster.
    pub fn is_excluded(&self, kind: &GroupKind) -> bool {
        let any = |filters: &[Filter]| filters.iter().any(|filter| filter.names(kind) && filter.is_for(&self.server));
        any(&self.exclusions) || (!any(&self.inclusions) && self.inclusions.iter().any(|filter| filter.is_for(&self.server)))
    }

    fn filters(&mut self, settings: &Settings, key: &str) -> Vec<Filter> {
        let Some(text) = settings.raw.get(key) else { return Vec::new() };
        let place = format!("argocd-cm: {key}");
        let documents = parse_yaml(text.as_bytes(), &place, ParseOptions::KUBERNETES);
        let value = documents.values.into_iter().next().map_or(Value::Null, |document| document.value);
        match value {
            Value::List(items) if !documents.problems.iter().any(Problem::is_error) => {
                items.iter().filter_map(Value::as_map).map(Filter::of).collect()
            }
            Value::Null if documents.problems.is_empty() => Vec::new(),
            _ => {
                let problem = Problem::error(ProblemKind::BadInput, "the setting is no list of kinds").at(Place::file(place));
                self.problems.push(problem.hint("correct the key in the ConfigMap argocd-cm: until then Argo CD compares nothing"));
                Vec::new()
            }
        }
    }
}

impl Filter {
    fn of(map: &Map) -> Self {
        let texts = |key: &str| {
            let items = map.get(key).and_then(Value::as_list).unwrap_or(&[]);
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Self { groups: texts("apiGroups"), kinds: texts("kinds"), clusters: texts("clusters") }
    }

    fn names(&self, kind: &GroupKind) -> bool {
        matches(&self.groups, &kind.group) && (self.kinds.is_empty() || self.kinds.iter().any(|own| own == "*" || **own == *kind.kind))
    }

    fn is_for(&self, server: &str) -> bool {
        matches(&self.clusters, server)
    }
}

/// Whether one of these globs matches, or there is none.
fn matches(globs: &[String], text: &str) -> bool {
    globs.is_empty() || globs.iter().any(|own| own == text || Glob::new(own).is_ok_and(|glob| glob.matches(text)))
}

/// What is told of a desired object that is left out.
pub(super) fn warning(object: &Object) -> Problem {
    let cause = format!("resource {}/{} {} is excluded in the settings", object.group(), object.kind(), object.name());
    Problem::warning(ProblemKind::BadInput, cause)
        .at(place(object))
        .hint("take it out of the application, or its kind out of resource.exclusions in argocd-cm")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Excluded;
    use crate::model::ids::GroupKind;
    use crate::model::settings::Settings;

    fn excluded(inclusions: &str, exclusions: &str) -> Excluded {
        let keys = [("resource.inclusions", inclusions), ("resource.exclusions", exclusions)];
        let raw = keys.iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (Arc::from(*key), Arc::from(*text))).collect();
        Excluded::of(&Settings { raw, ..Settings::default() }, "https://prod.example.com")
    }

    #[test]
    fn kinds_are_left_out_by_exclusion_first_and_by_inclusion_where_there_is_one() {
        let kind = |group: &str, kind: &str| GroupKind::new(group, kind);
        let (deployment, role) = (kind("apps", "Deployment"), kind("rbac.authorization.k8s.io", "Role"));
        let none = excluded("", "");
        assert!(
            !none.is_excluded(&deployment) && none.is_excluded(&kind("", "Event")) && none.is_excluded(&kind("events.k8s.io", "Event"))
        );
        assert!(none.is_excluded(&kind("coordination.k8s.io", "Lease")) && !none.is_excluded(&kind("", "Pod")));
        let apps = excluded("- apiGroups: [apps]\n  kinds: ['*']\n", "");
        assert!(!apps.is_excluded(&deployment) && apps.is_excluded(&role));
        let elsewhere = excluded("- apiGroups: [apps]\n  clusters: ['https://other.*']\n", "");
        assert!(!elsewhere.is_excluded(&role), "nothing is included on this cluster, so everything is");
        let both = excluded("- apiGroups: [apps]\n", "- apiGroups: ['ap*']\n  kinds: [Deployment]\n  clusters: ['https://prod.*']\n");
        assert!(both.is_excluded(&deployment) && !both.is_excluded(&kind("apps", "StatefulSet")));
    }

    #[test]
    fn a_setting_that_is_no_list_is_an_error() {
        assert!(["{a: b}", "- [", "x"].iter().all(|text| excluded("", text).problems.iter().any(|problem| problem.is_error())));
        assert!(excluded("", "[]").problems.is_empty() && !excluded("[]", "").is_excluded(&GroupKind::new("", "Pod")));
    }
}
