//! What configures a control plane, who drives it, where its applications go.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::identity::whoami;
use tiphys::adapters::cluster::objects::{WriteOptions, get, merge_patch};
use tiphys::adapters::store::application::{self, StartError};
use tiphys::adapters::store::clusters::{OpenClusters, Resolved, inventory};
use tiphys::adapters::store::guard::{probe, wrote_lately};
use tiphys::adapters::store::{keys, repositories, settings};
use tiphys::engine::access::integrity::keyring::KeyTexts;
use tiphys::model::application::Destination;
use tiphys::model::ids::RepoUrl;
use tiphys::model::operation::{InitiatedBy, Operation, SyncOperation};
use tiphys::model::problem::ProblemKind;
use tiphys::model::settings::{Settings, TrackingMethod};

use super::definitions::{installed, key, shop};
use crate::cluster::fixtures::{make, namespace, object};

pub(super) fn config_map(namespace: &str, name: &str, data: serde_json::Value) -> tiphys::model::object::Object {
    object(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}, "data": data}))
}

fn secret(namespace: &str, name: &str, kind: &str, data: &[(&str, &str)]) -> tiphys::model::object::Object {
    let data: serde_json::Map<_, _> = data.iter().map(|(key, value)| ((*key).to_owned(), STANDARD.encode(value).into())).collect();
    object(&json!({
        "apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace, "labels": {"argocd.argoproj.io/secret-type": kind}}, "data": data,
    }))
}

pub(crate) async fn settings_come_from_the_config_maps_of_the_namespace(cluster: Cluster) {
    let here: Arc<str> = namespace(&cluster, "settings").await.into();
    let empty = settings::read(&cluster, &here).await.expect("read");
    assert_eq!((empty.problems.len(), &*empty.settings.control_namespace), (0, &*here));
    assert_eq!(empty.settings.tracking(), TrackingMethod::Annotation, "no Argo CD was ever here");
    make(
        &cluster,
        &config_map(&here, "argocd-cm", json!({"application.resourceTrackingMethod": "annotation+label", "url": "https://cd.example.org"})),
    )
    .await;
    make(&cluster, &config_map(&here, "tiphys-cm", json!({"environments": "- {name: live, application: 'shop-*', production: true}\n"})))
        .await;
    let read = settings::read(&cluster, &here).await.expect("read");
    assert_eq!((read.problems, read.settings.tracking()), (Vec::new(), TrackingMethod::AnnotationAndLabel));
    assert_eq!(read.settings.raw.get("url").map(|url| &**url), Some("https://cd.example.org"));
    assert!(read.settings.environments.first().is_some_and(|rule| &*rule.name == "live" && rule.production));
}

pub(crate) async fn keys_come_from_their_config_maps(cluster: Cluster) {
    let here: Arc<str> = namespace(&cluster, "keys").await.into();
    assert_eq!(keys::read(&cluster, &here).await.expect("read"), KeyTexts::default(), "none is no error");
    let armored = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n";
    make(&cluster, &config_map(&here, "argocd-gpg-keys-cm", json!({"4AEE18F83AFDEB23": armored}))).await;
    make(&cluster, &config_map(&here, "tiphys-cm", json!({"sshSigners": "ana@example.com ssh-ed25519 AAAA\n"}))).await;
    let read = keys::read(&cluster, &here).await.expect("read");
    assert_eq!(read.gpg.get("4AEE18F83AFDEB23").map(|text| &**text), Some(armored));
    assert_eq!(&*read.ssh, "ana@example.com ssh-ed25519 AAAA\n");
    assert!(keys::holds_keys("argocd-gpg-keys-cm") && keys::holds_keys("tiphys-cm") && !keys::holds_keys("argocd-cm"));
}

pub(crate) async fn credentials_come_from_secrets_and_show_nothing(cluster: Cluster) {
    let here: Arc<str> = namespace(&cluster, "repos").await.into();
    let own = [("url", "https://git.example.org/shop.git"), ("username", "bot"), ("password", "c4n4ry-1"), ("enableLfs", "perhaps")];
    make(&cluster, &secret(&here, "shop", "repository", &own)).await;
    let template = [("url", "ssh://git@git.example.org"), ("sshPrivateKey", "c4n4ry-2"), ("type", "git")];
    make(&cluster, &secret(&here, "ssh", "repo-creds", &template)).await;
    make(&cluster, &config_map(&here, "argocd-ssh-known-hosts-cm", json!({"ssh_known_hosts": "git.example.org ssh-ed25519 AAAA\n"}))).await;
    make(&cluster, &config_map(&here, "argocd-tls-certs-cm", json!({"git.example.org": "-----BEGIN CERTIFICATE-----\n"}))).await;
    let read = repositories::read(&cluster, &here).await.expect("read");
    let told: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["Secret shop: enableLfs: not true or false"]);
    let https = read.repositories.find(&RepoUrl::new("https://git.example.org/shop"), "shop").expect("configured");
    assert_eq!((&*https.username, https.password.expose()), ("bot", "c4n4ry-1"));
    let ssh = read.repositories.find(&RepoUrl::new("git@git.example.org:ops/tools.git"), "shop").expect("configured");
    assert_eq!(ssh.ssh_private_key.expose(), "c4n4ry-2");
    assert!(read.repositories.known_hosts.starts_with("git.example.org ") && read.repositories.certificates("git.example.org").is_some());
    assert!(!format!("{:?}", read.repositories).contains("c4n4ry"));
}

pub(crate) async fn a_destination_is_a_cluster_secret_or_the_control_plane_itself(cluster: Cluster) {
    let here: Arc<str> = namespace(&cluster, "clusters").await.into();
    let settings = Settings { control_namespace: here.clone(), ..Settings::default() };
    let config = json!({"bearerToken": "alice-token", "tlsClientConfig": {"insecure": true}}).to_string();
    let server = format!("{}/", cluster.server);
    let one = [("name", "stage"), ("server", server.as_str()), ("config", config.as_str()), ("namespaces", "a, b")];
    let made = make(&cluster, &secret(&here, "cluster-stage", "cluster", &one)).await.object;
    for name in ["twin-1", "twin-2"] {
        let twin = [("name", "twin"), ("server", "https://twin.example.org"), ("config", "{\"bearerToken\": \"c4n4ry\", }")];
        make(&cluster, &secret(&here, name, "cluster", &twin)).await;
    }
    let to = |server: &str, name: &str| Destination { server: server.into(), name: name.into(), namespace: "shop".into() };
    let open = OpenClusters::default();
    let own = open.resolve(&cluster, &settings, &to("https://kubernetes.default.svc", "")).await.expect("the plane itself");
    assert!(matches!(own, Resolved::InCluster));
    assert!(matches!(open.resolve(&cluster, &settings, &to("", "in-cluster")).await, Ok(Resolved::InCluster)));
    for destination in [to("", "stage"), to(&cluster.server, "")] {
        let Ok(Resolved::Secret { cluster: stage, uid, server, .. }) = open.resolve(&cluster, &settings, &destination).await else {
            panic!("a cluster secret")
        };
        assert_eq!((&*uid, &server), (made.uid(), &cluster.server));
        assert_eq!(stage.id.as_str(), format!("{}/stage", cluster.id));
        assert_eq!(&*whoami(&stage).await.expect("asked").username, "alice", "the Secret's own credentials are used");
    }
    let wrong = [to("", ""), to("", "nowhere"), to("", "twin"), to("https://twin.example.org", ""), to("https://x.example.org", "stage")];
    for destination in wrong {
        let problem = open.resolve(&cluster, &settings, &destination).await.expect_err("it names no single cluster");
        assert_eq!(
            (problem.kind, problem.place.and_then(|place| place.field).as_deref()),
            (ProblemKind::InvalidSpec, Some("spec.destination"))
        );
    }
    let disabled = Settings { raw: [("cluster.inClusterEnabled".into(), "false".into())].into(), ..settings.clone() };
    assert!(open.resolve(&cluster, &disabled, &to("https://kubernetes.default.svc", "")).await.is_err());
    let inventory = inventory(&cluster, &settings).await.expect("read");
    let broken = inventory.entries.iter().find(|entry| &*entry.name == "twin").expect("listed").connection().expect_err("no JSON");
    assert!(
        broken.to_string().starts_with("Secret twin-1: config: ") && !format!("{broken:?} {inventory:?}").contains("c4n4ry"),
        "{broken}"
    );
}

pub(crate) async fn a_foreign_write_of_a_moment_ago_is_a_sign_of_life(cluster: Cluster) {
    installed(&cluster).await;
    let here = namespace(&cluster, "guard").await;
    let made = make(&cluster, &shop(&here, "web")).await.object;
    let target = application::target(&key(&cluster, &made));
    let wrote = async |manager: &str, at: &str| {
        let patch = object(&json!({"apiVersion": "v1", "kind": "P", "status": {"reconciledAt": at}}));
        let patch = patch.root().without("apiVersion").without("kind");
        merge_patch(&cluster, &target, &patch, None, &WriteOptions::by(manager)).await.expect("written");
        vec![get(&cluster, &target).await.expect("read")]
    };
    let (settings, now) = (Settings::default(), "2026-01-01T12:00:00Z".parse::<Timestamp>().expect("a time"));
    assert!(!wrote_lately(&[made], &settings, now).is_alive, "nobody ever wrote");
    let ours = wrote("tiphys", "2026-01-01T11:59:50Z").await;
    assert!(!wrote_lately(&ours, &settings, now).is_alive, "our own writes are no sign");
    let theirs = wrote("argocd-application-controller", "2026-01-01T11:59:00Z").await;
    let found = wrote_lately(&theirs, &settings, now);
    assert!(found.is_alive && found.evidence.ends_with(&format!("Application {here}/web 60 s ago")), "{found:?}");
    assert!(!wrote_lately(&theirs, &settings, now + SignedDuration::from_mins(10)).is_alive, "it may have been taken down since");
}

pub(crate) async fn nobody_takes_a_refresh_away_where_nobody_drives(cluster: Cluster) {
    installed(&cluster).await;
    let here = namespace(&cluster, "probe").await;
    let made = make(&cluster, &shop(&here, "web")).await.object;
    let app = key(&cluster, &made);
    let found = probe(&cluster, &app, Timestamp::UNIX_EPOCH, Duration::from_secs(1)).await.expect("asked");
    assert!(!found.is_alive, "{found:?}");
    let after = application::read(&cluster, &app).await.expect("read");
    assert_eq!(after.annotations().count(), 0, "the request is taken back");
}

pub(crate) async fn an_operation_is_handed_over_once(cluster: Cluster) {
    installed(&cluster).await;
    let here = namespace(&cluster, "start").await;
    let made = make(&cluster, &shop(&here, "web")).await.object;
    let app = key(&cluster, &made);
    let operation = Operation {
        sync: Some(SyncOperation {
            revision: "1a2b3c4".into(),
            sync_options: vec!["CreateNamespace=true".into()],
            ..SyncOperation::default()
        }),
        initiated_by: InitiatedBy { username: "alice".into(), automated: false },
        ..Operation::default()
    };
    let started = application::start(&cluster, &app, &operation).await.expect("started").object;
    assert_eq!(started.str_at(&["operation", "initiatedBy", "username"]), Some("alice"));
    assert!(matches!(application::start(&cluster, &app, &operation).await, Err(StartError::InProgress)));
}
