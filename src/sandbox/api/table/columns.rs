//! The columns of the built-in kinds, as Kubernetes 1.36 gives them. It knows no cell.

use crate::model::object::build::map;
use crate::model::object::value::Value;
use crate::sandbox::store::place::ResourceId;

/// Resource: columns as `NAME[/FORMAT]:TYPE[PRIORITY]`; types are `s`tring, `i`nteger, `b`oolean, `d`ate.
const TABLE: &str = "\
pods = Name/name:s | Ready:s | Status:s | Restarts:s | Age:s | IP:s1 | Node:s1 | Nominated Node:s1 | Readiness Gates:s1
services = Name/name:s | Type:s | Cluster-IP:s | External-IP:s | Port(s):s | Age:s | Selector:s1
configmaps = Name/name:s | Data:s | Age:s
secrets = Name/name:s | Type:s | Data:s | Age:s
namespaces = Name/name:s | Status:s | Age:s
nodes = Name/name:s | Status:s | Roles:s | Age:s | Version:s | Internal-IP:s1 | External-IP:s1 | OS-Image:s1 | Kernel-Version:s1 | Container-Runtime:s1
events = Last Seen:s | Type:s | Reason:s | Object:s | Subobject:s1 | Source:s1 | Message:s | First Seen:s1 | Count:s1 | Name/name:s1
endpoints = Name/name:s | Endpoints:s | Age:s
serviceaccounts = Name/name:s | Age:s
persistentvolumes = Name/name:s | Capacity:s | Access Modes:s | Reclaim Policy:s | Status:s | Claim:s | StorageClass:s | VolumeAttributesClass:s | Reason:s | Age:s | VolumeMode:s1
persistentvolumeclaims = Name/name:s | Status:s | Volume:s | Capacity:s | Access Modes:s | StorageClass:s | VolumeAttributesClass:s | Age:s | VolumeMode:s1
replicationcontrollers = Name/name:s | Desired:i | Current:i | Ready:i | Age:s | Containers:s1 | Images:s1 | Selector:s1
podtemplates = Name/name:s | Containers:s | Images:s | Pod Labels:s
deployments.apps = Name/name:s | Ready:s | Up-to-date:s | Available:s | Age:s | Containers:s1 | Images:s1 | Selector:s1
replicasets.apps = Name/name:s | Desired:i | Current:i | Ready:i | Age:s | Containers:s1 | Images:s1 | Selector:s1
statefulsets.apps = Name/name:s | Ready:s | Age:s | Containers:s1 | Images:s1
daemonsets.apps = Name/name:s | Desired:i | Current:i | Ready:i | Up-to-date:i | Available:i | Node Selector:s | Age:s | Containers:s1 | Images:s1 | Selector:s1
controllerrevisions.apps = Name/name:s | Controller:s | Revision:s | Age:s
jobs.batch = Name/name:s | Status:s | Completions:s | Duration:s | Age:s | Containers:s1 | Images:s1 | Selector:s1
cronjobs.batch = Name/name:s | Schedule:s | Timezone:s | Suspend:b | Active:i | Last Schedule:s | Age:s | Containers:s1 | Images:s1 | Selector:s1
ingresses.networking.k8s.io = Name/name:s | Class:s | Hosts:s | Address:s | Ports:s | Age:s
ingressclasses.networking.k8s.io = Name/name:s | Controller:s | Parameters:s | Age:s
networkpolicies.networking.k8s.io = Name/name:s | Pod-Selector:s | Age:s
horizontalpodautoscalers.autoscaling = Name/name:s | Reference:s | Targets:s | MinPods:s | MaxPods:s | Replicas:s | Age:s
poddisruptionbudgets.policy = Name/name:s | Min Available:s | Max Unavailable:s | Allowed Disruptions:i | Age:s
rolebindings.rbac.authorization.k8s.io = Name/name:s | Role:s | Age:s | Users:s1 | Groups:s1 | ServiceAccounts:s1
clusterrolebindings.rbac.authorization.k8s.io = Name/name:s | Role:s | Age:s | Users:s1 | Groups:s1 | ServiceAccounts:s1
leases.coordination.k8s.io = Name/name:s | Holder:s | Age:s
endpointslices.discovery.k8s.io = Name/name:s | AddressType:s | Ports:s | Endpoints:s | Age:s
storageclasses.storage.k8s.io = Name/name:s | Provisioner:s | ReclaimPolicy:s | VolumeBindingMode:s | AllowVolumeExpansion:s | Age:s
priorityclasses.scheduling.k8s.io = Name/name:s | Value:i | Global-Default:b | Age:s | PreemptionPolicy:s
validatingwebhookconfigurations.admissionregistration.k8s.io = Name/name:s | Webhooks:i | Age:s
mutatingwebhookconfigurations.admissionregistration.k8s.io = Name/name:s | Webhooks:i | Age:s
";

/// Kinds without columns of their own.
const DEFAULT: &str = "Name/name:s | Created At:d";

/// The column definitions of a resource.
pub(super) fn of(resource: &ResourceId) -> Vec<Value> {
    let wanted = resource.to_string();
    let own = TABLE.lines().filter_map(|line| line.split_once(" = ")).find(|(name, _)| *name == wanted);
    own.map_or(DEFAULT, |(_, columns)| columns).split(" | ").map(one).collect()
}

fn one(text: &'static str) -> Value {
    let (name, shape) = text.rsplit_once(':').unwrap_or((text, "s"));
    let (name, format) = name.split_once('/').unwrap_or((name, ""));
    let of_type = match shape.chars().next() {
        Some('i') => "integer",
        Some('b') => "boolean",
        Some('d') => "date",
        _ => "string",
    };
    let description = if format == "name" { NAME } else { "" };
    definition(name, of_type, format, description, i64::from(shape.ends_with('1')))
}

const NAME: &str = "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.";

/// One column definition.
pub(super) fn definition(name: &str, of_type: &str, format: &str, description: &str, priority: i64) -> Value {
    Value::Map(map([
        ("name", name.into()),
        ("type", of_type.into()),
        ("format", format.into()),
        ("description", description.into()),
        ("priority", priority.into()),
    ]))
}
