//! Who owns the fields of live objects that differ: read from the server when a difference is shown, because the cache does not keep
//! `managedFields` (a third of an object's size). It knows no difference.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;

use crate::model::ids::ObjectKey;
use crate::model::object::Object;

use super::live::Handle;

/// Objects whose owners are read for one difference: more are not read by a person at once, and each costs the server a request.
const MAX_OBJECTS: usize = 50;

/// Reads at a time.
const PARALLEL: usize = 8;

/// These objects, as many as are worth it with their `managedFields`. What cannot be read stays as it is: who set a field is said
/// beside a difference, and is none of it.
pub(super) async fn with_owners(handle: &Arc<Handle>, objects: BTreeMap<ObjectKey, Object>) -> BTreeMap<ObjectKey, Object> {
    let unowned = objects.iter().filter(|(_, object)| object.get(&["metadata", "managedFields"]).is_none());
    let wanted: Vec<ObjectKey> = unowned.map(|(key, _)| key.clone()).take(MAX_OBJECTS).collect();
    let read = futures::stream::iter(wanted).map(|key| async move {
        let found = handle.read(&key).await.ok().flatten();
        (key, found)
    });
    let read: Vec<(ObjectKey, Option<Object>)> = read.buffer_unordered(PARALLEL).collect().await;
    let mut objects = objects;
    for (key, found) in read {
        let Some((found, object)) = found.zip(objects.get(&key)).filter(|(found, object)| found.uid() == object.uid()) else { continue };
        let Some(owners) = found.get(&["metadata", "managedFields"]).cloned() else { continue };
        if let Ok(owned) = object.set(&["metadata", "managedFields"], owners) {
            objects.insert(key, owned);
        }
    }
    objects
}
