//! Global projects: `globalProjects` of `argocd-cm` says by labels which projects get what another one says. It knows no cluster. Source:
//! Argo CD `util/argo/argo.go`, `GetGlobalProjects`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::engine::selector::LabelSelector;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::project::{AppProject, AppProjectSpec};
use crate::model::settings::Settings;

use super::merged;

/// The key in `argocd-cm`.
const KEY: &str = "globalProjects";

/// One of `globalProjects`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    project: Arc<str>,
    selector: LabelSelector,
}

/// The rules of a control plane, and what is wrong with them. After one that cannot be read none counts, as there.
pub fn rules(settings: &Settings) -> (Vec<Rule>, Option<Problem>) {
    let Some(yaml) = settings.raw.get(KEY) else { return (Vec::new(), None) };
    let bad = |cause: String| {
        let place = Place::file("argocd-cm").at_field(KEY);
        Problem::warning(ProblemKind::BadInput, cause).at(place).hint("each entry has a labelSelector and a projectName")
    };
    let read = parse_yaml(yaml.as_bytes(), "argocd-cm: globalProjects", ParseOptions::KUBERNETES);
    let mut rules = Vec::new();
    let entries = read.values.first().and_then(|document| document.value.as_list()).unwrap_or(&[]);
    for entry in entries {
        let map = entry.as_map();
        let project = map.and_then(|map| map.get("projectName")?.as_shared_str()).unwrap_or_default();
        let selector = map.and_then(|map| map.get("labelSelector")).map_or(Ok(LabelSelector::default()), LabelSelector::new);
        match selector {
            Ok(selector) => rules.push(Rule { project, selector }),
            Err(cause) => return (rules, Some(bad(cause))),
        }
    }
    (rules, read.problems.into_iter().next())
}

/// A project with what its global projects add, in the rules' order. One that is not there ends the list, as there.
pub fn merged_with(rules: &[Rule], name: &str, own: &AppProject, all: &BTreeMap<Arc<str>, Arc<AppProject>>) -> AppProjectSpec {
    let label = |key: &str| own.labels.get(key).map(|value| &**value);
    let chosen = rules.iter().filter(|rule| *rule.project != *name && rule.selector.matches(label));
    let globals: Vec<&AppProjectSpec> = chosen.map_while(|rule| all.get(&rule.project)).map(|project| &project.spec).collect();
    merged(&own.spec, globals)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::{merged_with, rules};
    use crate::model::project::{AppProject, AppProjectSpec};
    use crate::model::settings::Settings;

    fn settings(yaml: &str) -> Settings {
        Settings { raw: BTreeMap::from([(Arc::from("globalProjects"), Arc::from(yaml))]), ..Settings::default() }
    }

    fn project(name: &str, team: &str) -> Arc<AppProject> {
        let spec = AppProjectSpec { source_repos: vec![name.to_owned()], ..AppProjectSpec::default() };
        Arc::new(AppProject { spec, labels: BTreeMap::from([("team".into(), team.into())]), ..AppProject::default() })
    }

    #[test]
    fn labels_choose_and_a_project_is_never_its_own() {
        let (own, problem) = rules(&settings(
            "- labelSelector: {matchLabels: {team: shop}}\n  projectName: base\n- labelSelector: {}\n  projectName: shop\n",
        ));
        assert_eq!((own.len(), problem), (2, None));
        let all: BTreeMap<Arc<str>, Arc<AppProject>> =
            [("base", "x"), ("shop", "shop")].map(|(name, team)| (name.into(), project(name, team))).into();
        let sources = |name: &str, team: &str| merged_with(&own, name, &project(name, team), &all).source_repos;
        assert_eq!(sources("shop", "shop"), ["shop", "base"]);
        assert_eq!(sources("pay", "pay"), ["pay", "shop"]);
        let (none, problem) = rules(&settings("- labelSelector: {matchExpressions: [{key: a, operator: Is}]}\n  projectName: base\n"));
        assert!(none.is_empty() && problem.is_some_and(|problem| problem.to_string().starts_with("argocd-cm: globalProjects")));
    }
}
