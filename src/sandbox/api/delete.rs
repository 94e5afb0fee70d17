//! DELETE of one object or of many. It knows the request; how an object goes is `removal`'s.

use http::StatusCode;

use super::answer::{Answer, List, Payload};
use super::ask::Ask;
use super::options::DeleteOptions;
use super::read::selector;
use super::update::address;
use super::write::answer;
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::Value;
use crate::sandbox::failure::Failure;
use crate::sandbox::kinds::rules::prepare::{orphans_by_default, returns_deleted};
use crate::sandbox::removal::{Removal, Removed, plan, remove};
use crate::sandbox::state::State;
use crate::sandbox::store::data::place_of;
use crate::sandbox::store::place::{Address, ResourceId};
use crate::sandbox::store::version::Version;

/// Namespaces that a cluster cannot be without.
const IMMORTAL: [&str; 3] = ["default", "kube-system", "kube-public"];

/// Deletes the object that the path names.
pub(super) fn delete(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let options = options(ask)?;
    let address = address(ask);
    let Some(version) = state.store.get(&address).cloned() else {
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    };
    if ask.resource.id.is("", "namespaces") && IMMORTAL.contains(&ask.target.name.as_str()) {
        return Err(Failure::forbidden(&ask.resource.id, &ask.target.name, "this namespace may not be deleted"));
    }
    check_preconditions(ask, &version.object, &options)?;
    let removal = Removal { grace_seconds: options.grace_seconds, propagation: options.propagation };
    let (removed, after) = if options.dry_run {
        (plan(&ask.resource, &version.object, removal, ask.now), version.clone())
    } else {
        let removed = remove(state, &address, removal, ask.now).ok_or_else(|| Failure::not_found(&ask.resource.id, &ask.target.name))?;
        if matches!(removed.0, Removed::Gone) {
            state.after_removal(&version.object, ask.now);
        } else {
            state.after_write(&removed.1.object, ask.now);
        }
        removed
    };
    let mut made = match removed {
        Removed::Marked(object) => {
            let shown = if options.dry_run { Version::new(object, after.revision) } else { after.clone() };
            answer(ask, StatusCode::OK, shown, after.revision != version.revision, Vec::new())
        }
        Removed::Gone if returns_deleted(&ask.resource) => answer(ask, StatusCode::OK, after, !options.dry_run, Vec::new()),
        Removed::Gone => {
            let mut made = Answer::ok(Payload::Value(success(&ask.resource.id, &version.object)));
            made.changed = !options.dry_run;
            made
        }
    };
    if options.propagation.is_none() && orphans_by_default(&ask.resource) {
        made.warnings.push("child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning".to_owned());
    }
    Ok(made)
}

/// Deletes what the selectors select.
pub(super) fn delete_collection(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let options = options(ask)?;
    let selector = selector(ask)?;
    let selected: Vec<_> =
        state.store.list(&ask.resource.id, &ask.target.namespace).filter(|own| selector.selects(&own.object)).cloned().collect();
    let removal = Removal { grace_seconds: options.grace_seconds, propagation: options.propagation };
    if !options.dry_run {
        for version in &selected {
            let address = Address { resource: ask.resource.id.clone(), place: place_of(&version.object) };
            if let Some((Removed::Gone, _)) = remove(state, &address, removal, ask.now) {
                state.after_removal(&version.object, ask.now);
            }
        }
    }
    let changed = !options.dry_run && !selected.is_empty();
    let list =
        List { resource: ask.resource.clone(), items: selected, revision: state.store.revision(), next: String::new(), remaining: None };
    let mut made = Answer::ok(Payload::List(list));
    made.changed = changed;
    Ok(made)
}

fn options(ask: &Ask) -> Result<DeleteOptions, Failure> {
    let body = if ask.body.is_empty() { None } else { Some(ask.body_map()?) };
    DeleteOptions::of(&ask.options, body.as_ref())
}

fn check_preconditions(ask: &Ask, object: &Object, options: &DeleteOptions) -> Result<(), Failure> {
    let refused = |why: String| {
        // Here a real server names the kind where it names the resource otherwise.
        let kind = ResourceId { group: ask.resource.id.group.clone(), plural: ask.resource.kind.clone() };
        Err(Failure::conflict(&kind, object.name(), &why))
    };
    if let Some(uid) = options.uid.as_deref().filter(|uid| *uid != object.uid()) {
        return refused(format!(
            "the UID in the precondition ({uid}) does not match the UID in record ({}). The object might have been deleted and then recreated",
            object.uid()
        ));
    }
    if let Some(revision) = options.resource_version.as_deref().filter(|revision| *revision != object.resource_version()) {
        return refused(format!(
            "the ResourceVersion in the precondition ({revision}) does not match the ResourceVersion in record ({}). The object might have been modified",
            object.resource_version()
        ));
    }
    Ok(())
}

fn success(resource: &ResourceId, object: &Object) -> Value {
    let entries = |list: Vec<(&'static str, Value)>| Value::map(list.into_iter().map(|(key, value)| (Key::field(key), value)).collect());
    let mut details = vec![("name", Value::str(object.name().clone())), ("kind", Value::str(resource.plural.clone()))];
    if !resource.group.is_empty() {
        details.push(("group", Value::str(resource.group.clone())));
    }
    details.push(("uid", Value::str(object.uid())));
    entries(vec![
        ("kind", "Status".into()),
        ("apiVersion", "v1".into()),
        ("metadata", entries(Vec::new())),
        ("status", "Success".into()),
        ("details", entries(details)),
    ])
}
