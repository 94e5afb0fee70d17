//! Who may do what, as a real API server has it: policies and the map of subjects from ConfigMaps, groups from a review of who asks.

use std::sync::Arc;

use serde_json::json;
use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::identity::whoami;
use tiphys::adapters::store::settings;
use tiphys::engine::access::can::{Access, Target};
use tiphys::engine::access::identity::person;
use tiphys::engine::access::right::Right;
use tiphys::model::ids::{AppKey, ClusterId};
use tiphys::model::problem::Place;

use super::control::config_map;
use crate::cluster::fixtures::{make, namespace};
use crate::support::testbed::Testbed;

/// The rights of a user by the rules of a namespace.
async fn rights(bed: &Testbed, user: &str, rules: &Arc<tiphys::model::access::AccessRules>) -> Access {
    let identity = whoami(&bed.cluster_of(user).await).await.expect("asked");
    assert!(identity.is_verified, "the server itself says who it is");
    Access::new(rules.clone(), person(&identity.username, &identity.groups, &rules.subjects))
}

pub(crate) async fn mapped_users_have_the_rights_that_config_maps_give_their_groups(bed: &Testbed) {
    let cluster: Cluster = bed.cluster().await;
    let here: Arc<str> = namespace(&cluster, "rights").await.into();
    let before = settings::read(&cluster, &here).await.expect("read");
    assert!(before.access.policy.is_none() && before.access.unreadable.is_none(), "there is no argocd-rbac-cm");
    let policy = "p, role:sync, applications, sync, shop/*, allow\ng, company:sre, role:sync\n";
    let more = "p, role:sync, applications, sync, shop/vault, deny\n";
    let data = json!({"policy.csv": policy, "policy.more.csv": more, "policy.default": "role:readonly"});
    make(&cluster, &config_map(&here, "argocd-rbac-cm", data)).await;
    make(&cluster, &config_map(&here, "tiphys-cm", json!({"subjects": "groups:\n  sre: company:sre\n"}))).await;
    make(&cluster, &config_map(&here, "argocd-cmd-params-cm", json!({"server.sync.replace.allowed": "false"}))).await;
    let read = settings::read(&cluster, &here).await.expect("read");
    assert_eq!(read.problems, []);
    let rules = Arc::new(read.access);
    assert!(rules.switches.no_replace);
    let (alice, bob) = (rights(bed, "alice", &rules).await, rights(bed, "bob", &rules).await);
    let can = |who: &Access, right: &Right, name: &str| {
        let app = AppKey::new(ClusterId::new("c"), here.clone(), name);
        who.can(right, Target { app: &app, project: "shop", roles: &[], control_namespace: &here })
    };
    assert_eq!(alice.person.mapped, ["group sre is company:sre".into()]);
    let yes = can(&alice, &Right::Sync, "web");
    assert_eq!((yes.allowed, yes.place), (true, Some(Place::file("argocd-rbac-cm: policy.csv").at_line(1))));
    let no = can(&alice, &Right::Sync, "vault");
    assert_eq!((no.allowed, no.place), (false, Some(Place::file("argocd-rbac-cm: policy.more.csv").at_line(1))));
    let stranger = can(&bob, &Right::Sync, "web");
    assert!(!stranger.allowed && stranger.rule.contains("bob is no policy subject"), "{stranger:?}");
    assert!(can(&bob, &Right::Get, "web").allowed, "policy.default lets everybody look");
    // Alice may read no ConfigMap herself: the rules are not known to her console, which is told so.
    let blind = settings::read(&bed.cluster_of("alice").await, &here).await.expect_err("she holds no right");
    assert!(blind.is_forbidden(), "{blind}");
}
