//! What a project admits: sources, destinations, kinds, namespaces of Applications. It knows no cluster: whether a kind is namespaced and
//! which clusters belong to the project is given. Source: Argo CD `pkg/apis/application/v1alpha1/app_project_types.go`.
//!
//! A `!` before a pattern denies what it matches, whatever else admits it. An empty list of cluster-scoped kinds admits none, a missing
//! list of namespaced kinds admits all.

pub mod globals;
pub mod validate;

use std::sync::Arc;

use crate::engine::glob::Glob;
use crate::model::application::Destination;
use crate::model::ids::{GroupKind, RepoUrl};
use crate::model::problem::Place;
use crate::model::project::{AppProjectSpec, KindPattern};

use super::Verdict;

/// A project by its name; global projects are merged in already ([`merged`]).
#[derive(Debug, Clone, Copy)]
pub struct Project<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it says.
    pub spec: &'a AppProjectSpec,
}

/// A cluster that belongs to a project: its Secret names it.
#[derive(Debug, Clone, Copy)]
pub struct OwnCluster<'a> {
    /// Its server's URL.
    pub server: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// A project with the lists of global projects behind its own. A missing list of namespaced kinds, which admits all, becomes a list as soon
/// as a global project has one, as there.
#[must_use]
pub fn merged<'a>(own: &AppProjectSpec, globals: impl IntoIterator<Item = &'a AppProjectSpec>) -> AppProjectSpec {
    let mut all = own.clone();
    for other in globals {
        all.source_repos.extend(other.source_repos.iter().cloned());
        all.destinations.extend(other.destinations.iter().cloned());
        all.cluster_resource_whitelist.extend(other.cluster_resource_whitelist.iter().cloned());
        all.cluster_resource_blacklist.extend(other.cluster_resource_blacklist.iter().cloned());
        all.namespace_resource_blacklist.extend(other.namespace_resource_blacklist.iter().cloned());
        all.sync_windows.extend(other.sync_windows.iter().cloned());
        if let Some(more) = other.namespace_resource_whitelist.as_ref().filter(|more| !more.is_empty()) {
            all.namespace_resource_whitelist.get_or_insert_default().extend(more.iter().cloned());
        }
    }
    all
}

/// What the entries of `destinations` come to.
enum Matched {
    /// This one admits it, and none denies it.
    By(usize),
    /// This one denies it.
    Denied(usize),
    No,
}

/// Whether an Application may take its source from this repository.
pub fn source(project: Project<'_>, url: &str) -> Verdict {
    let wanted = RepoUrl::new(url).normalized();
    let what = format!("repository {}", RepoUrl::new(url).shown());
    let mut admitting = None;
    for (index, pattern) in project.spec.source_repos.iter().enumerate() {
        let (denies, plain) = pattern.strip_prefix('!').map_or((false, pattern.as_str()), |plain| (true, plain));
        let plain = RepoUrl::new(plain).normalized();
        let is_it = plain.as_str() == "*" || Glob::of_url(plain.as_str()).is_ok_and(|glob| glob.matches(wanted.as_str()));
        match (denies, is_it) {
            (true, true) => return project.denied("sourceRepos", index, (&what, pattern)),
            // A deny that does not match admits the rest: `!https://bad/*` alone lets everything else in, as there.
            (true, false) | (false, true) => admitting = Some((index, pattern)),
            (false, false) => {}
        }
    }
    admitting
        .map_or_else(|| project.missing("sourceRepos", &what), |(index, pattern)| project.admitted("sourceRepos", index, (&what, pattern)))
}

/// Whether an Application may deploy there. `destination` has both the server and, where the cluster has one, its name.
pub fn destination(project: Project<'_>, destination: &Destination, own: &[OwnCluster<'_>]) -> Verdict {
    let what = format!(
        "namespace {} of {}",
        destination.namespace,
        if destination.name.is_empty() { &destination.server } else { &destination.name }
    );
    match matched_destination(project.spec, destination) {
        Matched::Denied(index) => project.denied("destinations", index, (&what, &of_destination(project.spec, index))),
        Matched::No => project.missing("destinations", &what),
        Matched::By(_) if project.spec.permit_only_project_scoped_clusters && !is_own(destination, own) => Verdict {
            allowed: false,
            rule: format!("project {} deploys to its own clusters only, and {what} is none", project.name).into(),
            place: Some(project.place("permitOnlyProjectScopedClusters")),
            change: format!("name the project in the cluster's Secret (project: {})", project.name).into(),
        },
        Matched::By(index) => project.admitted("destinations", index, (&what, &of_destination(project.spec, index))),
    }
}

fn is_own(destination: &Destination, own: &[OwnCluster<'_>]) -> bool {
    own.iter().any(|cluster| cluster.name == destination.name || cluster.server == destination.server)
}

fn of_destination(spec: &AppProjectSpec, index: usize) -> String {
    spec.destinations.get(index).map_or_else(String::new, |entry| {
        let cluster = if entry.server.is_empty() { &entry.name } else { &entry.server };
        format!("{cluster} {}", entry.namespace)
    })
}

/// Source: `isDestinationMatched`, with its own idea of what a denied part of an entry denies.
fn matched_destination(spec: &AppProjectSpec, wanted: &Destination) -> Matched {
    let matches = |pattern: &str, text: &str| match pattern.strip_prefix('!') {
        Some(plain) => !Glob::new(plain).is_ok_and(|glob| glob.matches(text)),
        None => pattern == "*" || Glob::new(pattern).is_ok_and(|glob| glob.matches(text)),
    };
    let denies = |pattern: &str| pattern.starts_with('!');
    let mut matched = Matched::No;
    for (index, entry) in spec.destinations.iter().enumerate() {
        let by_name = !wanted.name.is_empty() && matches(&entry.name, &wanted.name);
        let by_server = !wanted.server.is_empty() && matches(&entry.server, &wanted.server);
        let in_namespace = matches(&entry.namespace, &wanted.namespace);
        let is_cluster_denied = (!by_name && denies(&entry.name)) || (!by_server && denies(&entry.server) && in_namespace);
        if (by_server || by_name) && in_namespace {
            matched = Matched::By(index);
        } else if is_cluster_denied || (!in_namespace && denies(&entry.namespace) && by_server) {
            return Matched::Denied(index);
        }
    }
    matched
}

/// Whether objects of a kind may be deployed; of cluster-scoped ones this very name.
pub fn kind(project: Project<'_>, kind: &GroupKind, name: &str, namespaced: bool) -> Verdict {
    let spec = project.spec;
    let (allow, deny): (Option<&[KindPattern]>, &[KindPattern]) = if namespaced {
        (spec.namespace_resource_whitelist.as_deref(), &spec.namespace_resource_blacklist)
    } else {
        (Some(&spec.cluster_resource_whitelist), &spec.cluster_resource_blacklist)
    };
    let scope = if namespaced { "namespace" } else { "cluster" };
    let find = |list: &[KindPattern]| list.iter().position(|pattern| is_kind(pattern, kind, name));
    if let Some(index) = find(deny) {
        return project.denied(&format!("{scope}ResourceBlacklist"), index, (&kind.to_string(), &of_kind(deny, index)));
    }
    let field = format!("{scope}ResourceWhitelist");
    match allow.map(find) {
        None => Verdict {
            allowed: true,
            rule: format!("project {} has no {field}: every namespaced kind may be deployed", project.name).into(),
            place: Some(project.place(&field)),
            change: format!("an entry of {field} would leave all others out").into(),
        },
        Some(Some(index)) => project.admitted(&field, index, (&kind.to_string(), &of_kind(allow.unwrap_or(&[]), index))),
        Some(None) => project.missing(&field, &format!("{kind}{}", if namespaced { String::new() } else { format!(" {name}") })),
    }
}

fn of_kind(list: &[KindPattern], index: usize) -> String {
    list.get(index).map_or_else(String::new, |pattern| {
        let slash = if pattern.group.is_empty() { "" } else { "/" };
        format!("{}{slash}{}", pattern.group, pattern.kind)
    })
}

fn is_kind(pattern: &KindPattern, kind: &GroupKind, name: &str) -> bool {
    let matches = |glob: &str, text: &str| Glob::new(glob).is_ok_and(|glob| glob.matches(text));
    matches(&pattern.kind, &kind.kind) && matches(&pattern.group, &kind.group) && (pattern.name.is_empty() || matches(&pattern.name, name))
}

/// Whether an Application in this namespace may name the project. The control plane's own namespace always may.
pub fn namespace(project: Project<'_>, namespace: &str, control_namespace: &str) -> Verdict {
    if namespace.is_empty() || namespace == control_namespace {
        let rule = "Applications of the control plane's own namespace may name every project";
        return Verdict { allowed: true, rule: rule.into(), place: None, change: "nothing".into() };
    }
    let matches = |pattern: &String| {
        let expression = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let by_expression = expression.is_some_and(|text| regex::Regex::new(text).is_ok_and(|regex| regex.is_match(namespace)));
        by_expression || Glob::new(pattern).is_ok_and(|glob| glob.matches(namespace))
    };
    let found = project.spec.source_namespaces.iter().position(matches);
    found.map_or_else(
        || project.missing("sourceNamespaces", &format!("namespace {namespace}")),
        |index| {
            project.admitted("sourceNamespaces", index, (namespace, project.spec.source_namespaces.get(index).map_or("", String::as_str)))
        },
    )
}

impl Project<'_> {
    fn place(&self, field: &str) -> Place {
        Place::file(format!("AppProject {}", self.name)).at_field(format!("spec.{field}"))
    }

    /// `entry` of a list admits something.
    fn admitted(&self, list: &str, index: usize, (what, entry): (&str, &str)) -> Verdict {
        Verdict {
            allowed: true,
            rule: format!("project {} admits {what} by {entry:?}", self.name).into(),
            place: Some(self.place(&format!("{list}[{index}]"))),
            change: "take the entry away".into(),
        }
    }

    /// `entry` of a list denies something.
    fn denied(&self, list: &str, index: usize, (what, entry): (&str, &str)) -> Verdict {
        Verdict {
            allowed: false,
            rule: format!("project {} denies {what} by {entry:?}", self.name).into(),
            place: Some(self.place(&format!("{list}[{index}]"))),
            change: "take the entry away: a denial wins over every other entry".into(),
        }
    }

    fn missing(&self, list: &str, what: &str) -> Verdict {
        let change: Arc<str> = format!("an entry for it in spec.{list}").into();
        Verdict {
            allowed: false,
            rule: format!("project {} does not admit {what}", self.name).into(),
            place: Some(self.place(list)),
            change,
        }
    }
}
