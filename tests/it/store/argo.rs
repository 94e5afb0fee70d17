//! Beside a real Argo CD, and kubectl as judge of the CRDs.

use std::time::Duration;

use tiphys::adapters::cluster::identity::server_facts;
use tiphys::adapters::store::application;
use tiphys::adapters::store::crds::{Installed, crds_yaml, install};
use tiphys::adapters::store::guard::{presence, probe};
use tiphys::adapters::store::settings;
use tiphys::model::settings::TrackingMethod;

use super::definitions::{key, shop};
use crate::cluster::fixtures::{DEADLINE, make};
use crate::support::testbed::{With, own};

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[tokio::test]
async fn kubectl_applies_the_crds_and_prints_their_columns() {
    let Some(bed) = own(With::ApiServer) else { return };
    let yaml = crds_yaml().expect("they can be made");
    let told = bed.kubectl_with(&["apply", "-f", "-"], &yaml);
    assert_eq!(told.lines().filter(|line| line.ends_with(" created")).count(), 2, "{told}");
    let told = bed.kubectl_with(&["apply", "-f", "-"], &yaml);
    assert_eq!(told.lines().filter(|line| line.ends_with(" unchanged")).count(), 2, "{told}");
    bed.kubectl(&["wait", "--for=condition=Established", "crd/applications.argoproj.io", "crd/appprojects.argoproj.io"]);
    let structural = bed.kubectl(&[
        "get",
        "crd",
        "applications.argoproj.io",
        "-o",
        "jsonpath={.status.conditions[?(@.type==\"NonStructuralSchema\")].status}",
    ]);
    assert_eq!(structural, "", "the schema is structural");

    let cluster = bed.cluster().await;
    let done = install(&cluster).await.expect("installed");
    assert!(done.iter().all(|(_, what)| *what != Installed::LeftAlone && *what != Installed::Created), "{done:?}");
    make(&cluster, &shop("default", "web")).await;
    let table = bed.kubectl(&["get", "apps", "web"]);
    let header: Vec<&str> = table.lines().next().unwrap_or_default().split_whitespace().collect();
    assert_eq!(header, ["NAME", "SYNC", "STATUS", "HEALTH", "STATUS"], "{table}");
    let wide = bed.kubectl(&["get", "app", "web", "-o", "wide"]);
    let header: Vec<&str> = wide.lines().next().unwrap_or_default().split_whitespace().collect();
    assert_eq!(header, ["NAME", "SYNC", "STATUS", "HEALTH", "STATUS", "REVISION", "PROJECT"], "{wide}");
    assert!(wide.contains("shop"), "{wide}");
    assert!(bed.kubectl(&["explain", "app.spec.syncPolicy.automated"]).contains("selfHeal"));
}

#[tokio::test]
async fn an_argo_cd_is_seen_and_its_definitions_are_left_alone() {
    let Some(bed) = own(With::ApiServer) else { return };
    if !bed.start_argocd() {
        return;
    }
    let cluster = bed.cluster().await;
    let done = install(&cluster).await.expect("asked");
    assert!(done.iter().all(|(_, what)| *what == Installed::LeftAlone), "{done:?}");
    let control = settings::control_namespace(&cluster).await;
    assert_eq!(&*control, "argocd");
    let read = settings::read(&cluster, &control).await.expect("read").settings;
    assert_eq!((&*read.profile.name, read.profile.automated_enabled, read.tracking()), ("3.1 or later", true, TrackingMethod::Annotation));

    let made = make(&cluster, &shop("argocd", "web")).await.object;
    let app = key(&cluster, &made);
    let offset = server_facts(&cluster).await.expect("asked").clock_offset_ms.expect("a Date header");
    assert!(offset.abs() < 5_000, "one machine");
    // The controller is a plain process without Pods: what it writes betrays it.
    let deadline = tokio::time::Instant::now() + DEADLINE;
    let found = loop {
        let found = presence(&cluster, &read, now()).await.expect("asked");
        if found.is_alive {
            break found;
        }
        assert!(tokio::time::Instant::now() < deadline, "it never shows: {found:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert!(found.evidence.starts_with("argocd-application-controller wrote the status of Application argocd/web"), "{found:?}");
    let found = probe(&cluster, &app, now(), Duration::from_secs(10)).await.expect("asked");
    assert!(found.is_alive && found.evidence.contains("answered a refresh"), "{found:?}");

    bed.end("argocd-application-controller", "-TERM");
    let found = probe(&cluster, &app, now(), Duration::from_secs(2)).await.expect("asked");
    assert!(!found.is_alive, "{found:?}");
    assert_eq!(application::read(&cluster, &app).await.expect("read").annotation("argocd.argoproj.io/refresh"), None);
}
