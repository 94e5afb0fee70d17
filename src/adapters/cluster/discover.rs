//! Which kinds an API server serves. Aggregated discovery (two requests) where the server has it, else one request a group
//! and version. A group that fails is a problem, the others stay. It knows no built-in kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use serde::Deserialize;

use super::connect::Cluster;
use super::error::ClusterError;
use super::request::{Call, Target, fetch_typed};
use crate::model::ids::GroupKind;
use crate::model::problem::{Problem, ProblemKind};

/// Media types of aggregated discovery, newest first, then the plain one.
const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
    application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
/// Requests under way at a time where each group and version is asked for: client-go's discovery uses bursts like it.
const PARALLEL: usize = 8;

/// A kind in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// API group, empty for core.
    pub group: Arc<str>,
    /// API version.
    pub version: Arc<str>,
    /// Kind.
    pub kind: Arc<str>,
    /// Plural resource name.
    pub plural: Arc<str>,
    /// Singular resource name; may be empty.
    pub singular: Arc<str>,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`…
    pub verbs: Vec<Arc<str>>,
    /// Short names.
    pub short_names: Vec<Arc<str>>,
    /// Subresources, e.g. `status`, `scale`, `log`.
    pub subresources: Vec<Arc<str>>,
}

impl Kind {
    /// Group and kind.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::new(self.group.clone(), self.kind.clone())
    }

    /// `apps/v1`, or `v1` for core.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_string() } else { format!("{}/{}", self.group, self.version) }
    }

    /// Whether the server offers the verb.
    pub fn has_verb(&self, verb: &str) -> bool {
        self.verbs.iter().any(|own| &**own == verb)
    }

    /// The collection over all namespaces.
    pub fn target(&self) -> Target {
        Target::collection(self.group.clone(), self.version.clone(), self.plural.clone())
    }
}

/// What an API server serves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovery {
    /// By group and kind; within one, preferred version first.
    kinds: BTreeMap<GroupKind, Vec<Kind>>,
    /// Group-versions in the server's order, e.g. `v1`, `apps/v1`: Helm's `.Capabilities.APIVersions`.
    pub api_versions: Vec<Arc<str>>,
    /// Groups that could not be asked: kinds of them may be missing here.
    pub problems: Vec<Problem>,
}

impl Discovery {
    /// The kind in exactly this version.
    pub fn find(&self, group: &str, version: &str, kind: &str) -> Option<&Kind> {
        self.versions(group, kind).iter().find(|own| &*own.version == version)
    }

    /// The kind in the version that the server prefers.
    pub fn preferred(&self, group_kind: &GroupKind) -> Option<&Kind> {
        self.kinds.get(group_kind)?.first()
    }

    /// All versions of a kind, preferred first.
    pub fn versions(&self, group: &str, kind: &str) -> &[Kind] {
        self.kinds.get(&GroupKind::new(group, kind)).map_or(&[], Vec::as_slice)
    }

    /// Whether objects of the kind live in namespaces; `None` for a kind that is not served.
    pub fn is_namespaced(&self, group_kind: &GroupKind) -> Option<bool> {
        self.preferred(group_kind).map(|kind| kind.namespaced)
    }

    /// Every kind in its preferred version, in the order of group and kind.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values().filter_map(|versions| versions.first())
    }

    /// The kind that a person means by `deploy`, `deployments`, `Deployment` or `deployments.apps`. Core wins over other
    /// groups, then the alphabet, as kubectl's RESTMapper orders them closely enough for names without a group.
    pub fn by_word(&self, word: &str) -> Option<&Kind> {
        let lower = word.to_lowercase();
        let (name, group) = lower.split_once('.').map_or((lower.as_str(), None), |(name, group)| (name, Some(group)));
        self.kinds().filter(|kind| group.is_none_or(|group| *kind.group == *group)).find(|kind| {
            *kind.plural == *name
                || *kind.singular == *name
                || kind.kind.to_lowercase() == name
                || kind.short_names.iter().any(|short| **short == *name)
        })
    }

    fn add(&mut self, kind: Kind) {
        let versions = self.kinds.entry(kind.group_kind()).or_default();
        if !versions.iter().any(|own| own.version == kind.version) {
            versions.push(kind);
        }
    }
}

/// The collection's target of an object's kind. An unknown kind is discovered once more: its CRD may be new.
///
/// # Errors
/// `UnknownKind`, or whatever discovery meets.
pub async fn target_of(cluster: &Cluster, api_version: &str, kind: &str) -> Result<Kind, ClusterError> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    if let Some(found) = cluster.discovered().and_then(|known| known.find(group, version, kind).cloned()) {
        return Ok(found);
    }
    let fresh = discover(cluster).await?;
    fresh
        .find(group, version, kind)
        .cloned()
        .ok_or_else(|| ClusterError::UnknownKind { api_version: api_version.into(), kind: kind.into() })
}

/// Asks what the server serves and keeps the answer in the cluster.
///
/// # Errors
/// When the core group cannot be asked, or the credentials are refused: nothing works then.
pub async fn discover(cluster: &Cluster) -> Result<Arc<Discovery>, ClusterError> {
    let mut found = Discovery::default();
    let (core, groups) = futures::future::try_join(root(cluster, "/api"), root(cluster, "/apis")).await?;
    for (path, answer) in [("/api", core), ("/apis", groups)] {
        match answer {
            Root::Aggregated(list) => list.items.into_iter().for_each(|group| add_group(&mut found, group)),
            Root::Core(versions) => {
                let paths = versions.into_iter().map(|version| (format!("{path}/{version}"), String::new(), version)).collect();
                add_plain(cluster, &mut found, paths).await?;
            }
            Root::Groups(groups) => {
                let paths = groups.into_iter().flat_map(PlainGroup::paths).collect();
                add_plain(cluster, &mut found, paths).await?;
            }
        }
    }
    let found = Arc::new(found);
    cluster.remember(found.clone());
    Ok(found)
}

enum Root {
    Aggregated(GroupDiscoveryList),
    Core(Vec<String>),
    Groups(Vec<PlainGroup>),
}

/// One of the two roots, in whichever of three forms the server answers.
async fn root(cluster: &Cluster, path: &'static str) -> Result<Root, ClusterError> {
    #[derive(Deserialize)]
    struct Any {
        #[serde(default)]
        kind: String,
        #[serde(default)]
        items: Vec<GroupDiscovery>,
        #[serde(default)]
        versions: Vec<String>,
        #[serde(default)]
        groups: Vec<PlainGroup>,
    }
    let any: Any = fetch_typed(cluster, &Call::at("get", path, "discover the kinds that are served").accept(AGGREGATED)).await?;
    Ok(match any.kind.as_str() {
        "APIGroupDiscoveryList" => Root::Aggregated(GroupDiscoveryList { items: any.items }),
        "APIVersions" => Root::Core(any.versions),
        _ => Root::Groups(any.groups),
    })
}

struct GroupDiscoveryList {
    items: Vec<GroupDiscovery>,
}

#[derive(Deserialize)]
struct GroupDiscovery {
    #[serde(default)]
    metadata: Named,
    #[serde(default)]
    versions: Vec<VersionDiscovery>,
}

#[derive(Default, Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct VersionDiscovery {
    version: String,
    #[serde(default)]
    resources: Vec<ResourceDiscovery>,
    /// `Current`, or `Stale` when the group's own server does not answer.
    #[serde(default)]
    freshness: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceDiscovery {
    resource: String,
    response_kind: Option<ResponseKind>,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    singular_resource: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    short_names: Vec<String>,
    #[serde(default)]
    subresources: Vec<SubresourceDiscovery>,
}

#[derive(Deserialize)]
struct ResponseKind {
    #[serde(default)]
    kind: String,
}

#[derive(Deserialize)]
struct SubresourceDiscovery {
    subresource: String,
}

fn shared(texts: Vec<String>) -> Vec<Arc<str>> {
    texts.into_iter().map(Into::into).collect()
}

fn add_group(found: &mut Discovery, group: GroupDiscovery) {
    let name: Arc<str> = group.metadata.name.into();
    for version in group.versions {
        let api_version = if name.is_empty() { version.version.clone() } else { format!("{name}/{}", version.version) };
        if version.freshness == "Stale" {
            found.problems.push(unanswered(&api_version, "its own server does not answer"));
        }
        found.api_versions.push(api_version.into());
        let number: Arc<str> = version.version.into();
        for resource in version.resources {
            let Some(kind) = resource.response_kind.filter(|response| !response.kind.is_empty()) else { continue };
            found.add(Kind {
                group: name.clone(),
                version: number.clone(),
                kind: kind.kind.into(),
                plural: resource.resource.into(),
                singular: resource.singular_resource.into(),
                namespaced: resource.scope == "Namespaced",
                verbs: shared(resource.verbs),
                short_names: shared(resource.short_names),
                subresources: resource.subresources.into_iter().map(|sub| sub.subresource.into()).collect(),
            });
        }
    }
}

fn unanswered(api_version: &str, cause: &str) -> Problem {
    Problem::warning(ProblemKind::Unreachable, format!("the kinds of {api_version} are not known: {cause}"))
        .hint("look at the APIService of this group; its kinds are left out until it answers")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlainGroup {
    name: String,
    #[serde(default)]
    versions: Vec<PlainVersion>,
    preferred_version: Option<PlainVersion>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct PlainVersion {
    version: String,
}

impl PlainGroup {
    /// (path, group, version), preferred first.
    fn paths(self) -> Vec<(String, String, String)> {
        let Self { name, versions, preferred_version } = self;
        let rest = versions
            .into_iter()
            .filter(|version| Some(version) != preferred_version.as_ref())
            .map(|version| version.version)
            .collect::<Vec<_>>();
        let all = preferred_version.into_iter().map(|version| version.version).chain(rest);
        all.map(|version| (format!("/apis/{name}/{version}"), name.clone(), version)).collect()
    }
}

#[derive(Deserialize)]
struct PlainList {
    #[serde(default)]
    resources: Vec<PlainResource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlainResource {
    name: String,
    #[serde(default)]
    singular_name: String,
    #[serde(default)]
    namespaced: bool,
    kind: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    short_names: Vec<String>,
}

async fn add_plain(cluster: &Cluster, found: &mut Discovery, paths: Vec<(String, String, String)>) -> Result<(), ClusterError> {
    let answers = futures::stream::iter(paths.into_iter().map(|(path, group, version)| async move {
        let list = fetch_typed::<PlainList>(cluster, &Call::at("get", path, "discover the kinds that are served")).await;
        (group, version, list)
    }));
    let answers: Vec<_> = answers.buffered(PARALLEL).collect().await;
    for (group, version, list) in answers {
        let api_version = if group.is_empty() { version.clone() } else { format!("{group}/{version}") };
        match list {
            Ok(list) => {
                found.api_versions.push(api_version.into());
                add_list(found, &group.into(), &version.into(), list.resources);
            }
            Err(error @ ClusterError::Unauthorized(_)) => return Err(error),
            Err(error) if group.is_empty() => return Err(error),
            Err(error) => found.problems.push(unanswered(&api_version, &error.to_string())),
        }
    }
    Ok(())
}

fn add_list(found: &mut Discovery, group: &Arc<str>, version: &Arc<str>, resources: Vec<PlainResource>) {
    let mut subresources: BTreeMap<String, Vec<Arc<str>>> = BTreeMap::new();
    for resource in &resources {
        if let Some((plural, sub)) = resource.name.split_once('/') {
            subresources.entry(plural.to_owned()).or_default().push(sub.into());
        }
    }
    for resource in resources.into_iter().filter(|resource| !resource.name.contains('/')) {
        found.add(Kind {
            group: group.clone(),
            version: version.clone(),
            kind: resource.kind.into(),
            subresources: subresources.remove(&resource.name).unwrap_or_default(),
            plural: resource.name.into(),
            singular: resource.singular_name.into(),
            namespaced: resource.namespaced,
            verbs: shared(resource.verbs),
            short_names: shared(resource.short_names),
        });
    }
}
