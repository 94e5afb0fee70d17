//! Storage: MinIO tenants, bucket claims, OpenShift's storage clusters, snapshots, Trident.

use crate::engine::health::table::words::{Entry, Rule::*, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Unknown};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "minio.min.io",
        kinds: &["Tenant"],
        source: "https://pkg.go.dev/github.com/minio/operator/pkg/apis/minio.min.io/v2#TenantStatus",
        rules: &[
            When(Is("status.currentState", "Initialized"), Healthy, "{status.currentState}"),
            When(
                In(
                    "status.currentState",
                    &[
                        "Statefulset not controlled by operator",
                        "Another MinIO Tenant already exists in the namespace",
                        "Tenant credentials are not set properly",
                        "Different versions across MinIO Pools",
                        "Pool Decommissioning Not Allowed",
                    ],
                ),
                Degraded,
                "{status.currentState}",
            ),
            Otherwise(Progressing, "{status.currentState|=No status info available}"),
        ],
    },
    Entry {
        group: "objectbucket.io",
        kinds: &["ObjectBucketClaim"],
        source: "https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/",
        rules: &[
            When(Lacks("status"), Progressing, "Waiting for status to be reported"),
            When(Lacks("status.phase"), Progressing, "Waiting for phase to be reported"),
            When(Is("status.phase", "Bound"), Healthy, "Object bucket claim phase is {status.phase}"),
            When(Is("status.phase", "Failed"), Degraded, "Object bucket claim phase is {status.phase}"),
            Otherwise(Progressing, "Object bucket claim phase is {status.phase}"),
        ],
    },
    Entry {
        group: "ocs.openshift.io",
        kinds: &["StorageCluster"],
        source: "https://pkg.go.dev/github.com/red-hat-storage/ocs-operator/api/v4/v1#StorageClusterStatus",
        rules: &[
            EachBack("status.conditions", &[When(Condition("Degraded", "True"), Degraded, "{.message}")]),
            EachBack("status.conditions", &[When(Condition("Progressing", "True"), Progressing, "{.message}")]),
            EachBack("status.conditions", &[When(Condition("Available", "True"), Healthy, "{.message}")]),
            Otherwise(Unknown, "StorageCluster is in an unknown state."),
        ],
    },
    Entry {
        group: "snapshot.storage.k8s.io",
        kinds: &["VolumeSnapshot", "VolumeSnapshotContent"],
        source: "https://kubernetes.io/docs/concepts/storage/volume-snapshots/",
        rules: &[
            When(True("status.readyToUse"), Healthy, "Ready to use"),
            When(Has("status.error"), Degraded, "{status.error.message}"),
            Otherwise(Progressing, "Waiting for status"),
        ],
    },
    Entry {
        group: "trident.netapp.io",
        kinds: &["TridentBackendConfig"],
        source: "https://docs.netapp.com/us-en/trident/trident-use/backend-kubectl.html",
        rules: &[
            When(All(&[Is("status.phase", "Bound"), Is("status.lastOperationStatus", "Success")]), Healthy, "{status.message}"),
            When(Is("status.lastOperationStatus", "Failed"), Degraded, "{status.message}"),
            Otherwise(Progressing, "Waiting for backend creation"),
        ],
    },
    Entry {
        group: "trident.netapp.io",
        kinds: &["TridentOrchestrator"],
        source: "https://docs.netapp.com/us-en/trident/trident-get-started/kubernetes-customize-deploy.html",
        rules: &[
            When(Is("status.status", "Installed"), Healthy, "{status.message}"),
            When(In("status.status", &["Failed", "Error"]), Degraded, "{status.message}"),
            Otherwise(Progressing, "Waiting for trident installation"),
        ],
    },
];
