//! Which requests a rule is for: `match` and `exclude`. It knows no validation. Source: kyverno `pkg/engine/utils/match.go`,
//! `pkg/utils/match`.

pub mod kind;
pub mod selector;

use super::request::{Request, User, group_version_kind, metadata, metadata_map, texts};
use super::wildcard;
use crate::model::object::value::{Map, Value};
use selector::Selector;

/// Whether a filter is for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It would be, if the user had a role or the namespace a label, which is not known here.
    Unknown,
}

impl Fit {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Fit {
    fn from(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }
}

/// One block of `match` or `exclude`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Kinds in any spelling; empty: all.
    pub kinds: Vec<String>,
    name: String,
    names: Vec<String>,
    namespaces: Vec<String>,
    annotations: Vec<(String, String)>,
    selector: Option<Selector>,
    namespace_selector: Option<Selector>,
    operations: Vec<String>,
    roles: Vec<String>,
    cluster_roles: Vec<String>,
    subjects: Vec<(String, String, String)>,
}

/// `match` or `exclude`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// One of them.
    pub any: Vec<Filter>,
    /// All of them, where there is no `any`.
    pub all: Vec<Filter>,
    /// The old way: where there is neither.
    pub own: Filter,
}

impl Filters {
    /// Reads `match` or `exclude`.
    ///
    /// # Errors
    /// In words, when a part is of a wrong kind.
    pub fn read(value: &Value) -> Result<Self, String> {
        let Some(map) = value.as_map() else { return Err(format!("a map is wanted, not {}", value.kind_name())) };
        let blocks = |key: &str| match map.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::List(items)) => items.iter().map(Filter::read).collect::<Result<Vec<_>, String>>(),
            Some(other) => Err(format!("{key} is {}, not a list", other.kind_name())),
        };
        Ok(Self { any: blocks("any")?, all: blocks("all")?, own: Filter::read(value)? })
    }

    /// All kinds that are named.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.blocks().flat_map(|block| block.kinds.iter().map(String::as_str))
    }

    /// All blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Filter> {
        std::iter::once(&self.own).chain(&self.any).chain(&self.all)
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.any.is_empty() && self.all.is_empty() && self.own.is_empty()
    }

    /// Whether a request is matched.
    pub fn matches(&self, request: &Request) -> Fit {
        // Without a user, users' parts count for nothing in `match`, as in Kyverno.
        let one = |filter: &Filter| {
            let without_user;
            let filter = if request.user.is_none() {
                without_user = Filter { roles: Vec::new(), cluster_roles: Vec::new(), subjects: Vec::new(), ..filter.clone() };
                &without_user
            } else {
                filter
            };
            if filter.is_empty() { Fit::No } else { filter.fits(request) }
        };
        self.together(one)
    }

    /// Whether a request is excluded.
    pub fn excludes(&self, request: &Request) -> Fit {
        self.together(|filter| if filter.is_empty() { Fit::No } else { filter.fits(request) })
    }

    /// `any` of the filters, else `all` of them, else the one that stands for itself.
    fn together(&self, one: impl Fn(&Filter) -> Fit) -> Fit {
        if !self.any.is_empty() {
            self.any.iter().map(one).fold(Fit::No, Fit::or)
        } else if !self.all.is_empty() {
            self.all.iter().map(one).fold(Fit::Yes, Fit::and)
        } else {
            one(&self.own)
        }
    }
}

/// Whether a rule is for a request: matched and not excluded.
pub fn fit(matching: &Filters, exclude: Option<&Filters>, request: &Request) -> Fit {
    let excluded = exclude.filter(|exclude| !exclude.is_empty()).map_or(Fit::No, |exclude| exclude.excludes(request));
    matching.matches(request).and(excluded.not())
}

impl Filter {
    fn read(value: &Value) -> Result<Self, String> {
        let Some(map) = value.as_map() else { return Err(format!("a block is a map, not {}", value.kind_name())) };
        let empty = Map::default();
        let resources = match map.get("resources") {
            None | Some(Value::Null) => &empty,
            Some(Value::Map(resources)) => resources,
            Some(other) => return Err(format!("resources is {}, not a map", other.kind_name())),
        };
        let list = |map: &Map, key: &str| match map.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::List(items)) => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned).ok_or_else(|| format!("{key} holds {}, not text", item.kind_name())))
                .collect::<Result<Vec<String>, String>>(),
            Some(other) => Err(format!("{key} is {}, not a list", other.kind_name())),
        };
        let selector = |key: &str| match resources.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => Selector::read(value).map(Some).map_err(|cause| format!("{key}: {cause}")),
        };
        let subject = |value: &Value| {
            let text = |key: &str| value.as_map().and_then(|map| map.get(key)).and_then(Value::as_str).unwrap_or_default().to_owned();
            (text("kind"), text("namespace"), text("name"))
        };
        Ok(Self {
            kinds: list(resources, "kinds")?,
            name: resources.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
            names: list(resources, "names")?,
            namespaces: list(resources, "namespaces")?,
            annotations: texts(resources.get("annotations")).into_iter().collect(),
            selector: selector("selector")?,
            namespace_selector: selector("namespaceSelector")?,
            operations: list(resources, "operations")?,
            roles: list(map, "roles")?,
            cluster_roles: list(map, "clusterRoles")?,
            subjects: map.get("subjects").and_then(Value::as_list).unwrap_or_default().iter().map(subject).collect(),
        })
    }

    /// Whether it asks nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a generated rule would lose what it asks: names, selectors, annotations are those of the Pod, not of its controller.
    pub fn is_of_pods_only(&self) -> bool {
        let has_other_kinds = self.kinds.len() > 1 && self.kinds.iter().any(|kind| kind::is(kind, "Pod"));
        !self.name.is_empty() || !self.names.is_empty() || self.selector.is_some() || !self.annotations.is_empty() || has_other_kinds
    }

    fn fits(&self, request: &Request) -> Fit {
        let Some(object) = request.subject() else { return Fit::No };
        let operation = request.operation.name();
        if !self.operations.is_empty() && !self.operations.iter().any(|own| own == operation) {
            return Fit::No;
        }
        let (group, version, own_kind) = request.parent.clone().unwrap_or_else(|| group_version_kind(object));
        let is_kind =
            self.kinds.is_empty() || self.kinds.iter().any(|kind| kind::matches(kind, (&group, &version, &own_kind), &request.subresource));
        let name = match metadata(object, "name") {
            "" => metadata(object, "generateName"),
            name => name,
        };
        let object_kind = object.get("kind").and_then(Value::as_str).unwrap_or_default();
        let namespace = if object_kind == "Namespace" { metadata(object, "name") } else { metadata(object, "namespace") };
        let any = |patterns: &[String], text: &str| patterns.is_empty() || patterns.iter().any(|own| wildcard::matches(own, text));
        let annotations = metadata_map(object, "annotations");
        let has = |(key, value): &(String, String)| {
            annotations.iter().any(|(own, found)| wildcard::matches(key, own) && wildcard::matches(value, found))
        };
        let is_object = is_kind
            && (self.name.is_empty() || wildcard::matches(&self.name, name))
            && any(&self.names, name)
            && any(&self.namespaces, namespace)
            && self.annotations.iter().all(has)
            && self.selector.as_ref().is_none_or(|selector| selector.matches(&metadata_map(object, "labels")));
        let is_namespace = match (&self.namespace_selector, &request.namespace_labels) {
            (None, _) => Fit::Yes,
            (Some(_), _) if object_kind == "Namespace" => Fit::No,
            (Some(selector), Some(labels)) => selector.matches(labels).into(),
            // An object of the cluster has no namespace, and so no labels of one.
            (Some(selector), None) if namespace.is_empty() => selector.matches(&std::collections::BTreeMap::new()).into(),
            (Some(_), None) => Fit::Unknown,
        };
        Fit::from(is_object).and(is_namespace).and(self.fits_user(request.user.as_ref()))
    }

    fn fits_user(&self, user: Option<&User>) -> Fit {
        let nobody = User { roles: Some(Vec::new()), cluster_roles: Some(Vec::new()), ..User::default() };
        let user = user.unwrap_or(&nobody);
        let role = |wanted: &[String], own: Option<&Vec<String>>| match own {
            _ if wanted.is_empty() => Fit::Yes,
            Some(own) => wanted.iter().any(|role| own.contains(role)).into(),
            None => Fit::Unknown,
        };
        let is_subject = self.subjects.is_empty()
            || self.subjects.iter().any(|(kind, namespace, name)| match kind.as_str() {
                "ServiceAccount" => wildcard::matches(&format!("system:serviceaccount:{namespace}:{name}"), &user.name),
                "Group" => user.groups.iter().any(|group| wildcard::matches(name, group)),
                "User" => wildcard::matches(name, &user.name),
                _ => false,
            });
        role(&self.roles, user.roles.as_ref()).and(role(&self.cluster_roles, user.cluster_roles.as_ref())).and(is_subject.into())
    }
}
