//! POST: a new object. It knows no patch; an apply that finds nothing ends here as well.

use http::StatusCode;

use super::answer::Answer;
use super::ask::Ask;
use super::write::{answer, check_lifecycle, check_namespace, object, understand, with_defaults, with_owners};
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::Failure;
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::kinds::resource::{Origin, Resource};
use crate::sandbox::kinds::rules::{self, prepare};
use crate::sandbox::removal::time;
use crate::sandbox::state::State;
use crate::sandbox::store::place::Address;
use crate::sandbox::store::version::Version;

/// Creates the object of the request's body.
pub(super) fn create(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let dry_run = ask.options.dry_run("CreateOptions")?;
    let body = ask.body_map().map_err(|failure| unrecognized(ask, failure))?;
    check_namespace(ask, &body)?;
    let understood = understand(&ask.resource, &body, ask.options.field_validation()?)?;
    let (namespace, name) = named(ask, state, &understood.root);
    check_lifecycle(state, &ask.resource, &namespace, &name)?;
    let root = identified(ask, state, &understood.root, &namespace, &name);
    let fresh = object(with_defaults(&ask.resource, &prepare::without_status(&ask.resource, &root)))?;
    let owned = with_owners(ask, None, &fresh)?;
    store_new(ask, state, &owned, dry_run, understood.warnings)
}

/// Puts a new object with its owners into the store: the end of POST and of an apply that creates.
pub(super) fn store_new(ask: &Ask, state: &mut State, owned: &Object, dry_run: bool, warnings: Vec<String>) -> Result<Answer, Failure> {
    let resource = &ask.resource;
    let mut addresses = state.addresses_for(resource);
    let new = match &resource.origin {
        Origin::Builtin(_) => object(prepare::for_create(resource, owned.root(), &mut addresses))?,
        Origin::Custom(_) => object(first_generation(owned.root()))?,
    };
    check(resource, &new)?;
    let address = Address::new(&resource.id, new.namespace().clone(), new.name().clone());
    if state.store.get(&address).is_some() {
        return Err(Failure::already_exists(&resource.id, new.name()));
    }
    if dry_run {
        let version = Version::new(new, state.store.revision());
        return Ok(answer(ask, StatusCode::CREATED, version, false, warnings));
    }
    let version = state.store.put(&resource.id, new);
    state.after_write(&version.object, ask.now);
    Ok(answer(ask, StatusCode::CREATED, version, true, warnings))
}

/// Fails with everything that is wrong with a new object.
pub(super) fn check(resource: &Resource, new: &Object) -> Result<(), Failure> {
    let mut causes = rules::check_create(resource, new);
    if let Origin::Custom(custom) = &resource.origin {
        causes.extend(custom.check(new.root()));
    }
    if causes.is_empty() { Ok(()) } else { Err(Failure::invalid(&resource.id.group, &resource.kind, new.name(), causes)) }
}

fn unrecognized(ask: &Ask, failure: Failure) -> Failure {
    if failure.code != StatusCode::BAD_REQUEST {
        return failure;
    }
    let kind = &ask.resource.kind;
    Failure::bad_request(format!("the object provided is unrecognized (must be of type {kind}): {}", failure.message))
}

/// Namespace and name; a name is made from generateName where there is none.
fn named(ask: &Ask, state: &mut State, root: &Map) -> (String, String) {
    let text = |key: &str| {
        let metadata = root.get("metadata").and_then(Value::as_map);
        metadata.and_then(|own| own.get(key)).and_then(Value::as_str).unwrap_or("").to_owned()
    };
    let namespace = if ask.resource.namespaced { ask.target.namespace.clone() } else { String::new() };
    let (mut name, prefix) = (text("name"), text("generateName"));
    if name.is_empty() && !prefix.is_empty() {
        // 63 − 5, as `names.SimpleNameGenerator` cuts.
        let base: String = prefix.chars().take(58).collect();
        name = format!("{base}{}", state.store.random.suffix());
    }
    (namespace, name)
}

/// The fields with the identity that the server gives.
pub(super) fn identified(ask: &Ask, state: &mut State, root: &Map, namespace: &str, name: &str) -> Map {
    let mut edit = Edit::of(root);
    edit.within_new("metadata", |metadata| {
        if namespace.is_empty() {
            metadata.remove("namespace");
        } else {
            metadata.set("namespace", namespace);
        }
        if !name.is_empty() {
            metadata.set("name", name);
        }
        metadata.set("uid", state.store.random.uid());
        metadata.set("creationTimestamp", time(ask.now));
        for key in ["resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields"] {
            metadata.remove(key);
        }
    });
    edit.done()
}

fn first_generation(root: &Map) -> Map {
    let mut edit = Edit::of(root);
    edit.within("metadata", |metadata| metadata.set("generation", 1));
    edit.done()
}
