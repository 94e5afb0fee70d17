//! Claims: each gets a volume of its own at once. It knows no storage.

use jiff::Timestamp;

use super::world::{World, Writer, entries};
use crate::model::object::value::Value;
use crate::sandbox::store::place::Address;

pub(super) fn look(world: &mut World<'_>, address: &Address) -> Option<Timestamp> {
    let claim = world.get(address)?;
    if claim.get(&["metadata", "deletionTimestamp"]).is_some() || claim.str_at(&["status", "phase"]) == Some("Bound") {
        return None;
    }
    let part = |path: &[&str]| claim.get(path).cloned();
    let size = part(&["spec", "resources", "requests", "storage"]).unwrap_or_else(|| "1Gi".into());
    let capacity = entries(vec![("storage", size)]);
    let modes = part(&["spec", "accessModes"]).unwrap_or_else(|| Value::list(vec!["ReadWriteOnce".into()]));
    let name = match claim.str_at(&["spec", "volumeName"]).unwrap_or("") {
        "" => format!("pvc-{}", claim.uid()),
        named => named.to_owned(),
    };
    let reference = entries(vec![
        ("apiVersion", "v1".into()),
        ("kind", "PersistentVolumeClaim".into()),
        ("name", Value::str(claim.name().clone())),
        ("namespace", Value::str(claim.namespace().clone())),
        ("uid", Value::str(claim.uid())),
    ]);
    let mut spec = vec![
        ("accessModes", modes.clone()),
        ("capacity", capacity.clone()),
        ("claimRef", reference),
        ("hostPath", entries(vec![("path", Value::str(format!("/var/sandbox/{name}")))])),
        ("persistentVolumeReclaimPolicy", "Delete".into()),
    ];
    spec.extend(part(&["spec", "storageClassName"]).map(|class| ("storageClassName", class)));
    let volume = entries(vec![
        ("apiVersion", "v1".into()),
        ("kind", "PersistentVolume".into()),
        ("metadata", entries(vec![("name", Value::str(name.as_str()))])),
        ("spec", entries(spec)),
    ]);
    if let Some(volume) = volume.as_map().and_then(|root| world.create(root.clone(), Writer::Controller)) {
        let address = super::queue::address_of("", "persistentvolumes", &volume);
        world.report(&address, Writer::Controller, |edit| edit.set("status", entries(vec![("phase", "Bound".into())])));
    }
    world.change(address, Writer::Controller, |edit| {
        edit.within("spec", |spec| spec.set("volumeName", name));
        edit.within("metadata", |metadata| {
            metadata.within_new("annotations", |own| {
                own.set("pv.kubernetes.io/bind-completed", "yes");
                own.set("pv.kubernetes.io/bound-by-controller", "yes");
            });
        });
    });
    world.report(address, Writer::Controller, |edit| {
        edit.set("status", entries(vec![("phase", "Bound".into()), ("accessModes", modes), ("capacity", capacity)]));
    });
    None
}
