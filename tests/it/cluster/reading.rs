//! Questions to a server.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tiphys::adapters::cluster::access::{Deed, can_i};
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::discover::discover;
use tiphys::adapters::cluster::events::{Audit, events, record};
use tiphys::adapters::cluster::identity::{server_facts, whoami};
use tiphys::adapters::cluster::lease::{LEASE_DURATION, LeaseError, Moment, acquire, boottime, holder_of, release, renew};
use tiphys::adapters::cluster::openapi::learn;
use tiphys::engine::schema::Schema;
use tiphys::model::ids::{GroupKind, OperationId};

use super::fixtures::{config_map, make, namespace};

pub(crate) async fn the_server_says_who_we_are_and_how_its_clock_stands(cluster: Cluster) {
    let identity = whoami(&cluster).await.expect("asked");
    assert_eq!((&*identity.username, identity.is_verified), ("admin", true));
    assert!(identity.groups.iter().any(|group| &**group == "system:masters"), "{:?}", identity.groups);
    let facts = server_facts(&cluster).await.expect("asked");
    assert!(facts.version.starts_with("v1."), "{}", facts.version);
    assert!(facts.clock_offset_ms.expect("a Date header").abs() < 5_000, "one machine, one clock");
}

pub(crate) async fn discovery_knows_kinds_by_every_name(cluster: Cluster) {
    let found = discover(&cluster).await.expect("discovered");
    assert_eq!(found.problems, []);
    let deployment = found.find("apps", "v1", "Deployment").expect("served");
    assert!(deployment.namespaced && deployment.has_verb("patch") && deployment.subresources.iter().any(|sub| &**sub == "scale"));
    for word in ["deploy", "deployments", "deployment", "Deployment", "deployments.apps"] {
        assert_eq!(found.by_word(word), Some(deployment), "{word}");
    }
    assert_eq!(found.is_namespaced(&GroupKind::new("", "Namespace")), Some(false));
    assert_eq!(found.is_namespaced(&GroupKind::new("", "Nonsense")), None);
    assert!(
        found.api_versions.iter().any(|version| &**version == "v1") && found.api_versions.iter().any(|version| &**version == "apps/v1")
    );
    assert!(cluster.discovered().is_some_and(|known| known == found));
}

pub(crate) async fn the_servers_schema_is_learnt(cluster: Cluster) {
    let learnt = learn(&cluster, "apps/v1").await.expect("published");
    let schema = Schema::empty().with(learnt);
    assert!(schema.kind("apps", "v1", "Deployment").is_some());
    assert!(learn(&cluster, "nonsense.example.org/v1").await.expect_err("not served").is_not_found());
}

pub(crate) async fn we_may_do_everything_as_admin(cluster: Cluster) {
    let deed = Deed {
        verb: "delete".into(),
        group: "apps".into(),
        resource: "deployments".into(),
        namespace: "default".into(),
        ..Deed::default()
    };
    assert!(can_i(&cluster, &deed).await.expect("asked").is_allowed);
}

pub(crate) async fn an_audit_entry_is_an_event_on_its_object(cluster: Cluster) {
    let here = namespace(&cluster, "events").await;
    let about = make(&cluster, &config_map(&here, "shop", "1")).await.object;
    let at: Timestamp = "2026-01-01T10:00:00.5Z".parse().expect("a time");
    let started = Audit {
        reason: "OperationStarted".into(),
        message: "alice initiated sync to 1a2b3c4".into(),
        is_warning: false,
        facts: vec![("user".into(), "alice".into())],
        component: "tiphys".into(),
        at,
    };
    let failed = Audit {
        reason: "OperationCompleted".into(),
        message: "failed".into(),
        is_warning: true,
        at: at + SignedDuration::from_secs(3),
        ..started.clone()
    };
    record(&cluster, &about, &failed).await.expect("recorded");
    record(&cluster, &about, &started).await.expect("recorded");
    let found = events(&cluster, &here, Some(about.uid())).await.expect("read");
    let told: Vec<_> = found.iter().map(|row| (&*row.kind, &*row.reason, &*row.message, &*row.time, &*row.source)).collect();
    assert_eq!(
        told,
        [
            ("Normal", "OperationStarted", "alice initiated sync to 1a2b3c4", "2026-01-01T10:00:00Z", "tiphys"),
            ("Warning", "OperationCompleted", "failed", "2026-01-01T10:00:03Z", "tiphys"),
        ]
    );
    assert_eq!((&*found[0].regarding.name, &*found[0].regarding.kind), ("shop", "ConfigMap"));
    assert_eq!(events(&cluster, &here, Some("another")).await.expect("read"), []);
}

pub(crate) async fn a_lease_is_held_by_one_operation_until_it_runs_out(cluster: Cluster) {
    let here = namespace(&cluster, "lease").await;
    let application = make(&cluster, &config_map(&here, "shop", "1")).await.object;
    let (ours, theirs) = (OperationId::new("op-1"), OperationId::new("op-2"));
    let now: Timestamp = "2026-01-01T10:00:00Z".parse().expect("a time");
    let start = boottime();
    let at = |seconds: u64| Moment {
        server: now + SignedDuration::from_secs(i64::try_from(seconds).expect("small")),
        boottime: start + Duration::from_secs(seconds),
    };

    let held = acquire(&cluster, &application, &ours, at(0)).await.expect("free");
    assert!(held.is_held_at(at(14).boottime) && !held.is_held_at(at(15).boottime));
    assert_eq!(holder_of(&cluster, &here, application.uid(), at(1).server).await.expect("asked"), Some(ours.clone()));
    let refused = acquire(&cluster, &application, &theirs, at(14)).await.expect_err("held");
    assert!(matches!(&refused, LeaseError::HeldBy { holder, .. } if *holder == ours), "{refused}");

    let renewed = renew(&cluster, &held, at(5)).await.expect("renewed");
    assert_eq!(renewed.deadline, at(5).boottime + LEASE_DURATION);
    // The answer to a renewal may be lost: the version is old, the Lease still ours.
    let again = renew(&cluster, &held, at(6)).await.expect("still ours");
    assert!(matches!(renew(&cluster, &again, at(21)).await, Err(LeaseError::Lost(_))), "a suspended process has lost it");

    let stolen = acquire(&cluster, &application, &theirs, at(22)).await.expect("it ran out");
    assert!(matches!(renew(&cluster, &again, at(10)).await, Err(LeaseError::Lost(_))), "another holds it now");
    release(&cluster, &again).await.expect("no longer ours: nothing happens");
    assert_eq!(holder_of(&cluster, &here, application.uid(), at(23).server).await.expect("asked"), Some(theirs));
    release(&cluster, &stolen).await.expect("given back");
    assert_eq!(holder_of(&cluster, &here, application.uid(), at(23).server).await.expect("asked"), None);
}
