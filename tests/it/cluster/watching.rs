//! Lists and watches.

use tiphys::adapters::cluster::connect::Cluster;
use tiphys::adapters::cluster::objects::{DeleteOptions, WriteOptions, delete, replace};
use tiphys::adapters::cluster::watch::{Pace, WatchSpec, watch};

use super::fixtures::{Watching, config_map, config_map_at, kind, make, namespace, word};

pub(crate) async fn a_watch_lists_page_by_page_and_then_follows(cluster: Cluster) {
    let here = namespace(&cluster, "watch").await;
    for name in ["a", "b", "c"] {
        make(&cluster, &config_map(&here, name, "1")).await;
    }
    let pace = Pace { page: 2, batch: 1, ..Pace::default() };
    // The label leaves `kube-root-ca.crt` out, which a controller puts into every namespace.
    let spec = WatchSpec { pace, labels: "test".into(), ..WatchSpec::all(kind(&cluster, "v1", "ConfigMap").await).within(here.as_str()) };
    let mut events = Watching::new(watch(cluster.clone(), spec));
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| last != "synced") {
        seen.push(word(&events.next().await));
    }
    // Pages of two; how items share a batch depends on how the bytes arrive.
    let names: Vec<&str> = seen.iter().filter_map(|word| word.strip_prefix("listed ")).flat_map(|names| names.split(' ')).collect();
    assert_eq!((names, seen.first().map(String::as_str)), (vec!["a", "b", "c"], Some("started")), "{seen:?}");

    let made = make(&cluster, &config_map(&here, "d", "1")).await;
    assert_eq!(word(&events.next().await), "applied d");
    let changed = made.object.set(&["data", "key"], "2".into()).expect("an object");
    replace(&cluster, &config_map_at(&here, "d"), &changed, &WriteOptions::by("tests")).await.expect("replaced");
    assert_eq!(word(&events.next().await), "applied d");
    delete(&cluster, &config_map_at(&here, "a"), &DeleteOptions::default()).await.expect("deleted");
    // A foreground delete marks the object first.
    let seen = events.until(|event| word(event) == "deleted a").await;
    assert!(seen.len() <= 2, "{seen:?}");
}

pub(crate) async fn a_selector_narrows_list_and_watch(cluster: Cluster) {
    let here = namespace(&cluster, "select").await;
    make(&cluster, &config_map(&here, "a", "1")).await;
    make(&cluster, &config_map(&here, "b", "1")).await;
    let spec =
        WatchSpec { labels: "test in (b,c)".into(), ..WatchSpec::all(kind(&cluster, "v1", "ConfigMap").await).within(here.as_str()) };
    let mut events = Watching::new(watch(cluster.clone(), spec));
    assert_eq!(events.until(|event| word(event) == "synced").await, ["started", "listed b", "synced"]);
    make(&cluster, &config_map(&here, "d", "1")).await;
    make(&cluster, &config_map(&here, "c", "1")).await;
    assert_eq!(word(&events.next().await), "applied c");
}
