//! Databases and their kin: MariaDB, CloudNativePG, Percona, Solr, ZooKeeper.

use crate::engine::health::table::words::{Cmp, Entry, Rule::*, Test, Test::*};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing, Suspended, Unknown};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        group: "mariadb.mmontes.io",
        kinds: &["MariaDB"],
        source: "https://pkg.go.dev/github.com/mariadb-operator/mariadb-operator/api/v1alpha1#MariaDBStatus",
        rules: &[
            Each(
                "status.conditions",
                &[If(
                    Is(".status", "False"),
                    &[When(Is(".reason", "Failed"), Degraded, "{.message}"), Otherwise(Progressing, "{.message}")],
                )],
            ),
            EachBack("status.conditions", &[Otherwise(Healthy, "{.message}")]),
            When(Has("status.conditions"), Healthy, ""),
            Otherwise(Progressing, "No status info available"),
        ],
    },
    Entry {
        group: "postgresql.cnpg.io",
        kinds: &["Cluster"],
        source: "https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#clusterstatus",
        rules: &[
            When(Is("metadata.annotations[cnpg.io/reconciliationLoop]", "disabled"), Suspended, "Cluster reconciliation is suspended"),
            Each(
                "status.conditions",
                &[If(
                    Is(".type", "cnpg.io/hibernation"),
                    &[When(Is(".status", "True"), Suspended, "{.message}"), Otherwise(Degraded, "{.message}")],
                )],
            ),
            When(Lacks("status.conditions"), Progressing, "{status.phaseReason}"),
            When(Is("status.phase", "Cluster in healthy state"), Healthy, "{status.phaseReason}"),
            When(
                In(
                    "status.phase",
                    &[
                        "Setting up primary",
                        "Creating a new replica",
                        "Upgrading cluster",
                        "Waiting for the instances to become active",
                        "Promoting to primary cluster",
                    ],
                ),
                Progressing,
                "{status.phaseReason}",
            ),
            When(
                In(
                    "status.phase",
                    &[
                        "Switchover in progress",
                        "Failing over",
                        "Upgrading Postgres major version",
                        "Cluster upgrade delayed",
                        "Waiting for user action",
                        "Primary instance is being restarted in-place",
                        "Primary instance is being restarted without a switchover",
                        "Cluster cannot execute instance online upgrade due to missing architecture binary",
                        "Online upgrade in progress",
                        "Applying configuration",
                    ],
                ),
                Degraded,
                "{status.phaseReason}",
            ),
            When(
                In(
                    "status.phase",
                    &[
                        "Unable to create required cluster objects",
                        "Cluster cannot proceed to reconciliation due to an unknown plugin being required",
                        "Cluster has incomplete or invalid image catalog",
                        "Cluster is unrecoverable and needs manual intervention",
                    ],
                ),
                Suspended,
                "{status.phaseReason}",
            ),
            Otherwise(Unknown, "{status.phaseReason}"),
        ],
    },
    Entry {
        group: "psmdb.percona.com",
        kinds: &["PerconaServerMongoDB"],
        source: "https://pkg.go.dev/github.com/percona/percona-server-mongodb-operator/pkg/apis/psmdb/v1#PerconaServerMongoDBStatus",
        rules: &[
            When(Lacks("status"), Unknown, "Cluster status is unknown"),
            When(In("status.state", &["initializing", "stopping"]), Progressing, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
            When(Is("status.state", "ready"), Healthy, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
            When(Is("status.state", "error"), Degraded, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
            When(Is("status.state", "paused"), Suspended, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
            Otherwise(Unknown, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
        ],
    },
    Entry {
        group: "pxc.percona.com",
        kinds: &["PerconaXtraDBCluster"],
        source: "https://pkg.go.dev/github.com/percona/percona-xtradb-cluster-operator/pkg/apis/pxc/v1#PerconaXtraDBClusterStatus",
        rules: &[
            When(Is("status.state", "initializing"), Progressing, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
            When(Is("status.state", "ready"), Healthy, "{status.ready|=0}/{status.size|=?} node(s) are ready"),
            When(Is("status.state", "paused"), Unknown, "Cluster is paused"),
            When(Is("status.state", "stopping"), Degraded, "Cluster is stopping ({status.ready|=0}/{status.size|=?} node(s) are ready)"),
            If(
                Is("status.state", "error"),
                &[
                    Names {
                        of: "status.message",
                        which: &SAYS,
                        name: "{.}",
                        between: ", ",
                        status: Degraded,
                        says: "Cluster is on error: {*}",
                    },
                    Otherwise(Degraded, "Cluster is on error: "),
                ],
            ),
            Otherwise(
                Unknown,
                "Cluster status is unknown. Ensure your ArgoCD is current and then check for/file a bug report: https://github.com/argoproj/argo-cd/issues",
            ),
        ],
    },
    Entry {
        group: "solr.apache.org",
        kinds: &["SolrCloud"],
        source: "https://pkg.go.dev/github.com/apache/solr-operator/api/v1beta1#SolrCloudStatus",
        rules: &[
            When(Lacks("status.solrNodes"), Progressing, "Waiting for solr to exist"),
            When(Any("status.solrNodes", &No(&True(".ready"))), Progressing, "Not all replicas are ready"),
            Otherwise(Healthy, "Solr is ready"),
        ],
    },
    Entry {
        group: "zookeeper.pravega.io",
        kinds: &["ZookeeperCluster"],
        source: "https://pkg.go.dev/github.com/pravega/zookeeper-operator/api/v1beta1#ZookeeperClusterStatus",
        rules: &[
            When(
                All(&[Has("status"), No(&Number("status.readyReplicas", Cmp::Eq, 0)), Same("status.readyReplicas", "status.replicas")]),
                Healthy,
                "All ZK Nodes have joined the ensemble",
            ),
            Otherwise(Progressing, "Waiting for ZK Nodes to join the ensemble"),
        ],
    },
];

const SAYS: Test = Has(".");
