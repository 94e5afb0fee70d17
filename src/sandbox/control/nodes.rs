//! The fake nodes themselves: as many as the sandbox is given, always ready. It knows no pod.

use jiff::Timestamp;

use super::world::entries;
use crate::model::object::value::Value;
use crate::model::object::{Object, Origin};
use crate::sandbox::removal::time;

/// A node that is ready since a time, named as the testbed names its own.
pub(crate) fn node(number: usize, now: Timestamp) -> Option<Object> {
    let name = format!("fake-{number}");
    let text = |text: &str| Value::str(text);
    let stamp = text(&time(now));
    let amounts = || entries(vec![("cpu", "64".into()), ("memory", "512Gi".into()), ("pods", "10000".into())]);
    let condition = entries(vec![
        ("type", "Ready".into()),
        ("status", "True".into()),
        ("reason", "KubeletReady".into()),
        ("message", "ready".into()),
        ("lastHeartbeatTime", stamp.clone()),
        ("lastTransitionTime", stamp),
    ]);
    let fields = ["containerRuntimeVersion", "kernelVersion", "kubeProxyVersion", "machineID", "osImage", "systemUUID", "bootID"];
    let mut info: Vec<(&'static str, Value)> = fields.map(|key| (key, "".into())).to_vec();
    info.extend([("architecture", "amd64".into()), ("operatingSystem", "linux".into()), ("kubeletVersion", "fake".into())]);
    let labels = entries(vec![("type", "kwok".into()), ("kubernetes.io/hostname", text(&name))]);
    let address = entries(vec![("type", "InternalIP".into()), ("address", Value::str(format!("10.1.0.{number}")))]);
    let root = entries(vec![
        ("apiVersion", "v1".into()),
        ("kind", "Node".into()),
        ("metadata", entries(vec![("name", text(&name)), ("labels", labels)])),
        ("spec", entries(vec![("podCIDR", Value::str(format!("10.244.{number}.0/24")))])),
        (
            "status",
            entries(vec![
                ("allocatable", amounts()),
                ("capacity", amounts()),
                ("addresses", Value::list(vec![address])),
                ("conditions", Value::list(vec![condition])),
                ("nodeInfo", entries(info)),
            ]),
        ),
    ]);
    Object::new(root.as_map()?.clone(), Origin::default()).ok()
}
