//! Name references: once all names are final, every field that holds a former name gets the present one. It knows no
//! kustomization. Source: kustomize `api/filters/nameref`, `namereferencetransformer.go`.
//!
//! A reference is followed to the one resource that had that name before, is of the right kind, may be seen from the
//! referrer's namespace, and went through the same prefixes and suffixes. Where several fit and are called differently,
//! the build is refused. Kustomize compares every resource with every other; here they are found by former name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

use super::fieldspec::{Creates, FieldSpec, WalkError, scalar_text};
use super::ids::{Gvk, Id};
use super::resmap::ResMap;
use super::resource::{Resource, same_ending};
use super::run::bad;
use super::specs::set::{NameReference, Specs};

/// What is known of a possible target.
struct Target {
    id: Id,
    first: Id,
    former: Vec<Id>,
    prefixes: Vec<Arc<str>>,
    suffixes: Vec<Arc<str>>,
}

/// Targets in order, found by former name.
struct Targets {
    all: Vec<Target>,
    by_former_name: BTreeMap<Arc<str>, Vec<usize>>,
}

/// Follows all name references.
///
/// # Errors
/// When a reference could mean several resources, or leads into a field of another form.
pub(super) fn follow(map: &mut ResMap, specs: &Specs) -> Result<(), Problem> {
    map.list().iter().try_for_each(|resource| Visible::from(resource).map(drop))?;
    let targets = Targets::new(map.list());
    if targets.by_former_name.is_empty() {
        return Ok(());
    }
    for resource in map.list_mut() {
        let first = resource.original_id();
        let rules = specs.name_reference.iter().flat_map(|reference: &NameReference| {
            reference.referrers.iter().filter(|spec| spec.is_for(&first)).map(move |spec| (&reference.target, spec))
        });
        let rules: Vec<(&Gvk, &FieldSpec)> = rules.collect();
        if rules.is_empty() {
            continue;
        }
        let visible = Visible::from(resource)?;
        for (gvk, spec) in rules {
            follow_one(resource, gvk, spec, &targets, &visible)?;
        }
    }
    Ok(())
}

impl Targets {
    fn new(list: &[Resource]) -> Self {
        let all: Vec<Target> = list
            .iter()
            .map(|resource| Target {
                id: resource.id().clone(),
                first: resource.original_id(),
                former: resource.former_ids().collect(),
                prefixes: resource.notes.prefixes.clone(),
                suffixes: resource.notes.suffixes.clone(),
            })
            .collect();
        let mut by_former_name: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for (position, target) in all.iter().enumerate() {
            for id in &target.former {
                let positions = by_former_name.entry(id.name.clone()).or_default();
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
        }
        Self { all, by_former_name }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Target> {
        self.by_former_name.get(name).into_iter().flatten().filter_map(|position| self.all.get(*position))
    }
}

/// Which namespaces a referrer sees.
struct Visible {
    id: Id,
    /// Namespaces of service accounts that a RoleBinding names.
    of_accounts: BTreeSet<Arc<str>>,
    /// The group and kind of `roleRef`.
    role: Option<Gvk>,
    prefixes: Vec<Arc<str>>,
    suffixes: Vec<Arc<str>>,
}

impl Visible {
    fn from(resource: &Resource) -> Result<Self, Problem> {
        let subjects = match (&*resource.id().kind, resource.root().get("subjects")) {
            ("RoleBinding", Some(Value::List(subjects))) => subjects.clone(),
            _ => Arc::from([]),
        };
        let mut of_accounts = BTreeSet::new();
        for subject in subjects.iter().filter_map(Value::as_map) {
            let is_account = subject.get("kind").and_then(Value::as_str) == Some("ServiceAccount");
            match subject.get("namespace").filter(|_| is_account) {
                None => {}
                Some(Value::Str(namespace)) => drop(of_accounts.insert(namespace.clone())),
                Some(_) => {
                    let cause = format!("Invalid Input: namespace is blank for resource {}", resource.id());
                    return Err(bad(&resource.place, cause).hint("give the subject's namespace a value, or leave the field out"));
                }
            }
        }
        let role = resource.get(&["roleRef"]).and_then(Value::as_map).and_then(|role| {
            let text = |field: &str| role.get(field).and_then(scalar_text);
            Some(Gvk { group: text("apiGroup")?, kind: text("kind")?, ..Gvk::default() })
        });
        Ok(Self {
            id: resource.id().clone(),
            of_accounts,
            role,
            prefixes: resource.notes.prefixes.clone(),
            suffixes: resource.notes.suffixes.clone(),
        })
    }

    /// Whether the referrer can refer to it at all, and with the namespace it has now.
    fn sees(&self, target: &Target) -> bool {
        if self.id.cluster_scoped || target.id.cluster_scoped {
            return true;
        }
        let same = target.id.effective_namespace() == self.id.effective_namespace();
        same || (self.of_accounts.contains(&target.id.namespace) && &*target.id.kind == "ServiceAccount")
    }

    fn went_the_same_way(&self, target: &Target, empty_fits: bool) -> bool {
        let fits = |own: &[Arc<str>], other: &[Arc<str>]| (empty_fits && (own.is_empty() || other.is_empty())) || same_ending(own, other);
        fits(&target.prefixes, &self.prefixes) && fits(&target.suffixes, &self.suffixes)
    }
}

fn follow_one(resource: &mut Resource, gvk: &Gvk, spec: &FieldSpec, targets: &Targets, visible: &Visible) -> Result<(), Problem> {
    let reference = Reference { gvk, spec, targets, visible };
    let edited = spec.edit(resource.root(), Creates::Nothing, &mut |value| reference.value(value));
    match edited {
        Ok(Some(root)) => resource.set_root(root),
        Ok(None) => {}
        Err(error) => {
            let cause = format!("updating name reference in '{}' field of '{}': {error}", spec.text, resource.id());
            return Err(bad(&resource.place, cause));
        }
    }
    Ok(())
}

struct Reference<'r> {
    gvk: &'r Gvk,
    spec: &'r FieldSpec,
    targets: &'r Targets,
    visible: &'r Visible,
}

impl Reference<'_> {
    fn value(&self, value: &Value) -> Result<Option<Value>, WalkError> {
        match value {
            Value::Null => Ok(None),
            Value::Map(map) => Ok(self.map(map)?.map(Value::Map)),
            Value::List(items) => {
                let mut changed: Option<Vec<Value>> = None;
                for (index, item) in items.iter().enumerate() {
                    let new = match item {
                        Value::List(_) => return Err(WalkError::Shape { expected: "a string or a map", found: item.kind_name() }),
                        item => self.value(item)?,
                    };
                    let Some(new) = new else { continue };
                    if let Some(place) = changed.get_or_insert_with(|| items.to_vec()).get_mut(index) {
                        *place = new;
                    }
                }
                Ok(changed.map(Value::list))
            }
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => self.scalar(value),
        }
    }

    fn scalar(&self, value: &Value) -> Result<Option<Value>, WalkError> {
        let name = scalar_text(value).unwrap_or_default();
        let named = self.targets.named(&name).collect();
        let target = self.pick(named, |target| (target.id.name.clone(), "".into()))?;
        Ok(target.filter(|target| target.id.name != name).map(|target| Value::Str(target.id.name.clone())))
    }

    /// A map with name and namespace (subjects, webhooks' services): both are set.
    fn map(&self, map: &Map) -> Result<Option<Map>, WalkError> {
        let Some(name) = map.get("name") else {
            return Err(WalkError::Refused("path config error; no 'name' field in node".into()));
        };
        let name = scalar_text(name).unwrap_or_default();
        let named: Vec<&Target> = self.targets.named(&name).collect();
        let named = match map.get("namespace") {
            None => named,
            Some(namespace) => self.in_namespace(named, &scalar_text(namespace).unwrap_or_default()),
        };
        let target = self.pick(named, |target| (target.id.name.clone(), target.id.namespace.clone()))?;
        let Some(target) = target else { return Ok(None) };
        if target.id.name == name && target.id.namespace.is_empty() {
            return Ok(None);
        }
        let map = map.with(Key::field("name"), Value::Str(target.id.name.clone()));
        Ok(Some(if target.id.namespace.is_empty() {
            map
        } else {
            map.with(Key::field("namespace"), Value::Str(target.id.namespace.clone()))
        }))
    }

    /// Candidates that were in this namespace first; if the build has no resource that was, those that are in it now.
    fn in_namespace<'t>(&self, named: Vec<&'t Target>, namespace: &str) -> Vec<&'t Target> {
        let was_there = |target: &Target| !target.first.cluster_scoped && target.first.effective_namespace() == namespace;
        let is_there = |target: &Target| !target.id.cluster_scoped && target.id.effective_namespace() == namespace;
        let any_was = self.targets.all.iter().any(|target| self.is_candidate(target) && was_there(target));
        named.into_iter().filter(|target| if any_was { was_there(target) } else { is_there(target) }).collect()
    }

    /// What the referrer could refer to before names and kinds are looked at.
    fn is_candidate(&self, target: &Target) -> bool {
        let visible = self.visible;
        visible.id.cluster_scoped
            || target.id.cluster_scoped
            || target.id.effective_namespace() == visible.id.effective_namespace()
            || visible.of_accounts.contains(&target.id.namespace)
    }

    fn pick<'t>(
        &self,
        named: Vec<&'t Target>,
        identity: impl Fn(&Target) -> (Arc<str>, Arc<str>),
    ) -> Result<Option<&'t Target>, WalkError> {
        let role = self.visible.role.as_ref().filter(|_| self.spec.text.ends_with("roleRef/name"));
        let mut left: Vec<&Target> = named
            .into_iter()
            .filter(|target| self.is_candidate(target))
            .filter(|target| target.former.iter().any(|id| self.gvk.selects(id)))
            .filter(|target| role.is_none_or(|role| target.former.iter().any(|id| role.selects(id))))
            .filter(|target| self.visible.sees(target))
            .collect();
        if left.len() > 1 {
            left.retain(|target| self.visible.went_the_same_way(target, true));
        }
        // With one candidate from the beginning its way does not matter; with several it decides.
        if left.len() > 1 {
            left.retain(|target| self.visible.went_the_same_way(target, false));
        }
        let Some(first) = left.first() else { return Ok(None) };
        if left.iter().all(|target| identity(target) == identity(first)) {
            return Ok(Some(first));
        }
        let ids: Vec<String> = left.iter().map(|target| target.id.to_string()).collect();
        Err(WalkError::Refused(format!("found multiple possible referrals: {}", ids.join(", ")).into()))
    }
}
