//! Small stores of the cache: texts that many rows share, and the few objects that were parsed last. They know no watch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::resources::row::{Facts, ResourceRow};
use crate::model::ids::{GroupKind, ObjectKey};
use crate::model::object::Object;

/// Texts that rows share: namespaces, kinds, images, instances.
#[derive(Default)]
pub(super) struct TextPool(BTreeSet<Arc<str>>);

impl TextPool {
    fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get(text) {
            Some(shared) => *text = shared.clone(),
            None => {
                self.0.insert(text.clone());
            }
        }
    }

    fn share_kind(&mut self, kind: &mut GroupKind) {
        self.share(&mut kind.group);
        self.share(&mut kind.kind);
    }

    /// Lets go of texts that no row holds any more.
    pub(super) fn sweep(&mut self) {
        self.0.retain(|text| Arc::strong_count(text) > 1);
    }
}

/// Makes a row share what rows of its neighbours hold already.
pub(super) fn shrink(texts: &mut TextPool, row: &mut ResourceRow) {
    texts.share(&mut row.key.namespace);
    texts.share_kind(&mut row.key.group_kind);
    texts.share(&mut row.version);
    row.owners.iter_mut().for_each(|owner| texts.share_kind(&mut owner.group_kind));
    row.images.iter_mut().for_each(|image| texts.share(image));
    row.owners.shrink_to_fit();
    row.images.shrink_to_fit();
    if let Some(instance) = &mut row.instance {
        texts.share(instance);
    }
    if let Facts::Pod(pod) = &mut row.facts {
        for text in [&mut pod.phase, &mut pod.reason, &mut pod.node] {
            texts.share(text);
        }
        for container in &mut pod.containers {
            texts.share(&mut container.name);
            texts.share(&mut container.image);
        }
        pod.containers.shrink_to_fit();
    }
}

/// The objects that were used last.
pub(super) struct Recent {
    capacity: usize,
    tick: u64,
    objects: BTreeMap<ObjectKey, (u64, Object)>,
    order: BTreeMap<u64, ObjectKey>,
}

impl Recent {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, tick: 0, objects: BTreeMap::new(), order: BTreeMap::new() }
    }

    /// The object in exactly this version.
    pub(super) fn get(&mut self, key: &ObjectKey, version: &str) -> Option<Object> {
        let (tick, object) = self.objects.get_mut(key)?;
        if object.resource_version() != version {
            return None;
        }
        self.order.remove(tick);
        self.tick += 1;
        *tick = self.tick;
        self.order.insert(self.tick, key.clone());
        Some(object.clone())
    }

    pub(super) fn put(&mut self, key: ObjectKey, object: Object) {
        self.tick += 1;
        if let Some((old, _)) = self.objects.insert(key.clone(), (self.tick, object)) {
            self.order.remove(&old);
        }
        self.order.insert(self.tick, key);
        while self.objects.len() > self.capacity {
            let Some((_, oldest)) = self.order.pop_first() else { return };
            self.objects.remove(&oldest);
        }
    }

    pub(super) fn remove(&mut self, key: &ObjectKey) {
        if let Some((tick, _)) = self.objects.remove(key) {
            self.order.remove(&tick);
        }
    }
}
