//! PUT and the end of every patch: an object that was there before. It knows how a change is stored, not how it came about.

use http::StatusCode;

use super::answer::Answer;
use super::ask::Ask;
use super::create;
use super::options::FieldValidation;
use super::write::{answer, check_namespace, keep_identity, object, understand, with_defaults, with_owners};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::{Cause, Failure};
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::kinds::resource::Origin;
use crate::sandbox::kinds::rules::{self, prepare};
use crate::sandbox::removal;
use crate::sandbox::state::State;
use crate::sandbox::store::place::Address;
use crate::sandbox::store::version::Version;

/// How the owners of fields come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owners {
    /// From what changed.
    ByChange,
    /// They are in the object already: an apply.
    Given,
}

/// Replaces the object that the path names by that of the body.
pub(super) fn replace(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let dry_run = ask.options.dry_run("UpdateOptions")?;
    let validation = ask.options.field_validation()?;
    let body = ask.body_map()?;
    check_namespace(ask, &body)?;
    let name = body.get("metadata").and_then(Value::as_map).and_then(|own| own.get("name")).and_then(Value::as_str).unwrap_or("");
    if name.is_empty() {
        return Err(Failure::bad_request("name must be provided"));
    }
    check_name(ask, name)?;
    let Some(old) = state.store.get(&address(ask)).map(|version| version.object.clone()) else {
        if ask.target.subresource.is_empty() && creates(ask) {
            return create::create(ask, state);
        }
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    };
    let said = body.get("metadata").and_then(Value::as_map).and_then(|own| own.get("resourceVersion")).and_then(Value::as_str);
    if said.unwrap_or("").is_empty() && ask.target.subresource.is_empty() && !takes_unconditional(ask) {
        let shown = if ask.resource.is_custom() { "0x0" } else { "0" };
        let cause = Cause::invalid("metadata.resourceVersion", shown, "must be specified for an update");
        return Err(Failure::invalid(&ask.resource.id.group, &ask.resource.kind, name, vec![cause]));
    }
    change(ask, state, &old, &body, validation, Owners::ByChange, dry_run)
}

/// The address that the path names.
pub(super) fn address(ask: &Ask) -> Address {
    let namespace = if ask.resource.namespaced { ask.target.namespace.as_str() } else { "" };
    Address::new(&ask.resource.id, namespace, ask.target.name.as_str())
}

/// The name in a body must be that of the path.
pub(super) fn check_name(ask: &Ask, name: &str) -> Result<(), Failure> {
    if name == ask.target.name {
        return Ok(());
    }
    let wanted = &ask.target.name;
    Err(Failure::bad_request(format!("the name of the object ({name}) does not match the name on the URL ({wanted})")))
}

/// Stores the fields `new` in place of `old`, as far as the path and the kind's rules let them.
pub(super) fn change(
    ask: &Ask,
    state: &mut State,
    old: &Object,
    new: &Map,
    validation: FieldValidation,
    owners: Owners,
    dry_run: bool,
) -> Result<Answer, Failure> {
    let resource = &ask.resource;
    let understood = understand(resource, new, validation)?;
    check_preconditions(ask, old, &understood.root)?;
    let mut edit = Edit::of(&with_defaults(resource, &understood.root));
    let resets = resets_owners(new);
    keep_identity(old, &mut edit);
    if owners == Owners::ByChange {
        let managed = old.get(&["metadata", "managedFields"]).cloned().filter(|_| !resets);
        edit.within("metadata", |metadata| metadata.put("managedFields", managed));
    }
    let is_status = ask.target.subresource == "status";
    let root = edit.done();
    let visible = if is_status {
        prepare::for_status(resource, old.root(), &root)
    } else if resource.status {
        let mut edit = Edit::of(&root);
        edit.put("status", old.root().get("status").cloned());
        edit.done()
    } else {
        root
    };
    let after = object(visible)?;
    let before = if resets { &old.unset(&["metadata", "managedFields"]).unwrap_or_else(|_| old.clone()) } else { old };
    let owned = if owners == Owners::ByChange { with_owners(ask, Some(before), &after)? } else { after };
    let prepared = match (&resource.origin, is_status) {
        (_, true) => owned,
        (Origin::Builtin(_), false) => {
            let mut addresses = state.addresses_for(resource);
            object(prepare::for_update(resource, old.root(), owned.root(), &mut addresses))?
        }
        (Origin::Custom(_), false) => object(prepare::bump(resource, old.root(), owned.root().clone()))?,
    };
    check(ask, old, &prepared, is_status)?;
    store(ask, state, old, prepared, dry_run, understood.warnings)
}

/// Puts a changed object into the store, or nothing when nothing changed, or removes it when it was only waiting.
fn store(ask: &Ask, state: &mut State, old: &Object, new: Object, dry_run: bool, warnings: Vec<String>) -> Result<Answer, Failure> {
    let unchanged = new == *old;
    if dry_run || unchanged {
        let revision = state.store.revision();
        let same = state.store.get(&address(ask)).filter(|_| unchanged).cloned();
        let version = same.unwrap_or_else(|| Version::new(new, revision));
        return Ok(answer(ask, StatusCode::OK, version, false, warnings));
    }
    if removal::is_due(&new) {
        state.store.remove(&address(ask));
        state.after_removal(&new, ask.now);
        // What was written is what is answered, although nothing of it stays.
        let version = Version::new(new, state.store.revision());
        return Ok(answer(ask, StatusCode::OK, version, true, warnings));
    }
    let version = state.store.put(&ask.resource.id, new);
    state.after_write(&version.object, ask.now);
    Ok(answer(ask, StatusCode::OK, version, true, warnings))
}

/// `managedFields: []` or `[{}]` takes all owners away.
fn resets_owners(sent: &Map) -> bool {
    let own = sent.get("metadata").and_then(Value::as_map).and_then(|own| own.get("managedFields")).and_then(Value::as_list);
    let empty = |item: &Value| item.as_map().is_some_and(Map::is_empty);
    own.is_some_and(|own| own.iter().all(empty))
}

fn check_preconditions(ask: &Ask, old: &Object, new: &Map) -> Result<(), Failure> {
    let text = |key: &str| new.get("metadata").and_then(Value::as_map).and_then(|own| own.get(key)).and_then(Value::as_str).unwrap_or("");
    let id = &ask.resource.id;
    let uid = text("uid");
    if !uid.is_empty() && uid != old.uid() {
        let within = if ask.resource.namespaced { format!("{}/", ask.target.namespace) } else { String::new() };
        let key = format!("/registry/{}/{within}{}", id.plural, ask.target.name);
        let why = format!(
            "StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
            old.uid()
        );
        return Err(Failure::conflict(id, &ask.target.name, &why));
    }
    let revision = text("resourceVersion");
    if !revision.is_empty() && revision != "0" && revision != old.resource_version() {
        return Err(Failure::modified(id, &ask.target.name));
    }
    Ok(())
}

fn check(ask: &Ask, old: &Object, new: &Object, is_status: bool) -> Result<(), Failure> {
    let resource = &ask.resource;
    let mut causes = if is_status { Vec::new() } else { rules::check_update(resource, old, new) };
    if let Origin::Custom(custom) = &resource.origin {
        causes.extend(custom.check(new.root()));
    }
    if old.get(&["metadata", "deletionTimestamp"]).is_some() {
        let before = removal::finalizers(old);
        let added: Vec<String> = removal::finalizers(new).into_iter().filter(|own| !before.contains(own)).collect();
        if !added.is_empty() {
            let why = format!(
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{}}}",
                added.iter().map(|own| format!("{own:?}")).collect::<Vec<_>>().join(", ")
            );
            // The kind's own check and the general one say so both.
            causes.extend([Cause::forbidden("metadata.finalizers", &why), Cause::forbidden("metadata.finalizers", &why)]);
        }
    }
    if causes.is_empty() { Ok(()) } else { Err(Failure::invalid(&resource.id.group, &resource.kind, new.name(), causes)) }
}

/// Kinds whose PUT makes what is not there (`AllowCreateOnUpdate`).
fn creates(ask: &Ask) -> bool {
    matches!(&*ask.resource.id.group, "rbac.authorization.k8s.io" | "coordination.k8s.io")
}

/// Kinds whose PUT may leave the resourceVersion out (`AllowUnconditionalUpdate`).
fn takes_unconditional(ask: &Ask) -> bool {
    let id = &ask.resource.id;
    let refuses = matches!(&*id.group, "coordination.k8s.io" | "admissionregistration.k8s.io" | "apiextensions.k8s.io")
        || id.is("policy", "poddisruptionbudgets");
    !refuses && !ask.resource.is_custom()
}

/// `/finalize` of a namespace: its own finalizers may be taken away here only.
pub(super) fn finalize(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let body = ask.body_map()?;
    let Some(old) = state.store.get(&address(ask)).map(|version| version.object.clone()) else {
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    };
    check_preconditions(ask, &old, &body)?;
    let finalizers = body.get("spec").and_then(Value::as_map).and_then(|spec| spec.get("finalizers")).cloned();
    let mut edit = Edit::of(old.root());
    edit.within_new("spec", |spec| spec.put("finalizers", finalizers.filter(|own| own.as_list().is_some_and(|list| !list.is_empty()))));
    let new = object(edit.done())?;
    store(ask, state, &old, new, false, Vec::new())
}
