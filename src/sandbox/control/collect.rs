//! The garbage collector: who has lost its owner goes, owners that wait for their dependents are released, orphans are set
//! free (`pkg/controller/garbagecollector`). It knows no kind.

use jiff::Timestamp;

use super::world::{World, Writer};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::sandbox::kinds::edit::Edit;
use crate::sandbox::removal::{FOREGROUND, ORPHAN, finalizers, set_finalizers};
use crate::sandbox::store::place::Address;

/// Looks at an object one of whose owners may be gone.
pub(super) fn dependent(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let object = world.get(address)?;
    let known = |uid: &str| world.state.store.address_of(uid).is_some();
    let (alive, gone): (Vec<_>, Vec<_>) = object.owners().map(|owner| owner.uid.to_owned()).partition(|uid| known(uid));
    if gone.is_empty() || object.get(&["metadata", "deletionTimestamp"]).is_some() {
        return None;
    }
    if alive.is_empty() {
        world.delete(address);
    } else {
        without_owners(world, address, &gone);
    }
    None
}

/// Looks at an object that waits for its finalizers.
pub(super) fn finalize(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let object = world.get(address)?;
    object.get(&["metadata", "deletionTimestamp"])?;
    let own = finalizers(&object);
    let has = |name: &str| own.iter().any(|own| own == name);
    let dependents = world.state.store.dependents(object.uid());
    if has(ORPHAN) {
        let uid = [object.uid().to_owned()];
        for dependent in &dependents {
            without_owners(world, dependent, &uid);
        }
        release(world, address, ORPHAN);
    } else if has(FOREGROUND) {
        let blocking: Vec<&Address> = dependents.iter().filter(|dependent| blocks(world, dependent, &object)).collect();
        if blocking.is_empty() {
            release(world, address, FOREGROUND);
        }
        for dependent in blocking {
            if world.get(dependent).is_some_and(|own| own.get(&["metadata", "deletionTimestamp"]).is_none()) {
                world.delete(dependent);
            }
        }
    }
    for protection in ["kubernetes.io/pvc-protection", "kubernetes.io/pv-protection"] {
        if has(protection) {
            release(world, address, protection);
        }
    }
    None
}

/// Whether a dependent keeps its owner from going.
fn blocks(world: &World<'_>, dependent: &Address, owner: &Object) -> bool {
    let Some(object) = world.get(dependent) else { return false };
    let list = object.get(&["metadata", "ownerReferences"]).and_then(Value::as_list).unwrap_or(&[]);
    list.iter().filter_map(Value::as_map).any(|own| {
        own.get("uid").and_then(Value::as_str) == Some(owner.uid()) && own.get("blockOwnerDeletion").and_then(Value::as_bool) == Some(true)
    })
}

fn release(world: &mut World<'_>, address: &Address, finalizer: &str) {
    world.change(address, Writer::Controller, |edit| {
        edit.within("metadata", |metadata| {
            let rest: Vec<String> =
                metadata.list("finalizers").iter().filter_map(Value::as_str).filter(|own| *own != finalizer).map(str::to_owned).collect();
            set_finalizers(metadata, &rest);
        });
    });
}

fn without_owners(world: &mut World<'_>, address: &Address, uids: &[String]) {
    world.change(address, Writer::Controller, |edit: &mut Edit| {
        edit.within("metadata", |metadata| {
            let named = |own: &Value| {
                own.as_map().and_then(|own| own.get("uid")).and_then(Value::as_str).is_some_and(|uid| uids.iter().any(|gone| gone == uid))
            };
            let rest: Vec<Value> = metadata.list("ownerReferences").iter().filter(|own| !named(own)).cloned().collect();
            metadata.put("ownerReferences", (!rest.is_empty()).then(|| Value::list(rest)));
        });
    });
}
