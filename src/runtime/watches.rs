//! The watches of a control plane: Applications, AppProjects, settings. Rows are made and bodies packed here, off the loop.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::StreamExt;

use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::discover::Kind;
use crate::adapters::cluster::error::ClusterError;
use crate::adapters::cluster::watch::{WatchEvent, WatchSpec, watch};
use crate::adapters::store::{access, settings as stored};
use crate::model::application::{GROUP, VERSION};
use crate::model::ids::AppKey;
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::settings::Settings;
use crate::model::typed;
use crate::session::apps::row;
use crate::session::outcome::Observation;
use crate::session::packed::Packed;

use super::{Shared, judged};

fn argo_kind(kind: &str, plural: &str) -> Kind {
    Kind {
        group: GROUP.into(),
        version: VERSION.into(),
        kind: kind.into(),
        plural: plural.into(),
        singular: kind.to_lowercase().into(),
        namespaced: true,
        verbs: vec!["list".into(), "watch".into()],
        short_names: Vec::new(),
        subresources: Vec::new(),
    }
}

/// Watches Applications of all namespaces, or of the control plane's own where that is refused.
pub(super) fn applications(shared: &Arc<Shared>, cluster: &Cluster, namespace: &Arc<str>) {
    let (shared, cluster, namespace) = (shared.clone(), cluster.clone(), namespace.clone());
    tokio::spawn(async move {
        let all = WatchSpec::all(argo_kind("Application", "applications"));
        if follow(&shared, &cluster, all.clone()).await {
            shared.sink.seen(vec![Observation::LeftOut(cluster.id.clone(), left_out(&namespace))]);
            follow(&shared, &cluster, all.within(namespace)).await;
        }
    });
}

fn left_out(namespace: &str) -> Problem {
    Problem::warning(ProblemKind::Forbidden, format!("only Applications of namespace {namespace} are shown: you may not list others"))
        .hint("ask for the right to list applications.argoproj.io in all namespaces to see the rest")
}

/// Follows Applications; ends (true) when all namespaces at once are refused.
async fn follow(shared: &Arc<Shared>, cluster: &Cluster, spec: WatchSpec) -> bool {
    let is_wide = spec.namespace.is_empty();
    let mut events = Box::pin(watch(cluster.clone(), spec));
    let mut known: BTreeSet<AppKey> = BTreeSet::new();
    let mut named: BTreeSet<AppKey> = BTreeSet::new();
    let key = |object: &Object| AppKey::new(cluster.id.clone(), object.namespace().clone(), object.name().clone());
    while let Some(event) = events.next().await {
        let seen = match event {
            WatchEvent::Started => {
                named.clear();
                Vec::new()
            }
            WatchEvent::Listed(objects) => {
                named.extend(objects.iter().map(key));
                objects.iter().map(|object| observation(cluster, object)).collect()
            }
            WatchEvent::Synced => {
                let gone: Vec<Observation> = known.difference(&named).cloned().map(Observation::AppGone).collect();
                known = std::mem::take(&mut named);
                let up = [Observation::AppsListed(cluster.id.clone()), Observation::Connection(cluster.id.clone(), None)];
                gone.into_iter().chain(up).collect()
            }
            WatchEvent::Applied(object) => {
                known.insert(key(&object));
                vec![observation(cluster, &object)]
            }
            WatchEvent::Deleted(object) => {
                known.remove(&key(&object));
                vec![Observation::AppGone(key(&object))]
            }
            WatchEvent::Restarted => Vec::new(),
            WatchEvent::Resumed => vec![Observation::Connection(cluster.id.clone(), None)],
            WatchEvent::Failed(error) if is_wide && error.is_forbidden() => return true,
            WatchEvent::Failed(error) => vec![Observation::Connection(cluster.id.clone(), Some(told(&error)))],
        };
        shared.sink.seen(seen);
    }
    false
}

/// A control plane without Argo CD's CRDs is no fault of the connection: say what to do.
fn told(error: &ClusterError) -> Problem {
    let problem = error.problem();
    if error.is_not_found() {
        problem.hint("there are no Applications here yet: install their CRDs with tiphys crds install")
    } else {
        problem
    }
}

fn observation(cluster: &Cluster, object: &Object) -> Observation {
    let key = AppKey::new(cluster.id.clone(), object.namespace().clone(), object.name().clone());
    Observation::App { key, row: Box::new(row(object)), body: Packed::new(object) }
}

/// Watches AppProjects, and the ConfigMaps that configure the control plane.
pub(super) fn projects_and_settings(shared: &Arc<Shared>, cluster: &Cluster, settings: &Arc<Settings>) {
    let namespace = settings.control_namespace.clone();
    let spec = WatchSpec::all(argo_kind("AppProject", "appprojects")).within(namespace.clone());
    let (owned, own) = (shared.clone(), cluster.clone());
    tokio::spawn(async move {
        let mut events = Box::pin(watch(own.clone(), spec));
        let (mut known, mut named): (BTreeSet<Arc<str>>, BTreeSet<Arc<str>>) = Default::default();
        let gone = |name: &Arc<str>| Observation::Project(own.id.clone(), name.clone(), None);
        while let Some(event) = events.next().await {
            let seen = match event {
                WatchEvent::Started => {
                    named.clear();
                    Vec::new()
                }
                WatchEvent::Listed(objects) => {
                    named.extend(objects.iter().map(|object| object.name().clone()));
                    objects.iter().map(|object| project(&own, object)).collect()
                }
                WatchEvent::Applied(object) => {
                    known.insert(object.name().clone());
                    vec![project(&own, &object)]
                }
                WatchEvent::Deleted(object) => {
                    known.remove(object.name());
                    vec![gone(object.name())]
                }
                WatchEvent::Synced => {
                    let left: Vec<Observation> = known.difference(&named).map(gone).collect();
                    known = std::mem::take(&mut named);
                    left.into_iter().chain([Observation::ProjectsListed(own.id.clone(), Ok(()))]).collect()
                }
                // Back where it was: what was known is whole again.
                WatchEvent::Resumed => vec![Observation::ProjectsListed(own.id.clone(), Ok(()))],
                WatchEvent::Failed(error) => vec![Observation::ProjectsListed(own.id.clone(), Err(error.problem()))],
                WatchEvent::Restarted => Vec::new(),
            };
            owned.sink.seen(seen);
        }
    });
    let (owned, own) = (shared.clone(), cluster.clone());
    tokio::spawn(async move {
        let spec = WatchSpec::all(stored::config_map_kind()).within(namespace.clone());
        let mut events = Box::pin(watch(own.clone(), spec));
        while let Some(event) = events.next().await {
            let moved = match &event {
                WatchEvent::Applied(object) | WatchEvent::Deleted(object) => stored::is_setting(object.name()),
                // What happened before a list was made, or since a lost one, comes as no change.
                WatchEvent::Synced => true,
                WatchEvent::Started | WatchEvent::Listed(_) | WatchEvent::Restarted | WatchEvent::Resumed | WatchEvent::Failed(_) => false,
            };
            if !moved {
                continue;
            }
            match stored::read(&own, &namespace).await {
                Ok(read) => {
                    let settings = Arc::new(read.settings);
                    judged::change_settings(&owned, &settings);
                    owned.sink.seen(vec![
                        Observation::Settings(own.id.clone(), settings),
                        Observation::Access(own.id.clone(), Arc::new(read.access), read.problems),
                    ]);
                }
                // Nobody knows any more what is allowed.
                Err(error) if error.is_forbidden() => {
                    let problem = error.problem();
                    let rules = Arc::new(access::unreadable(&problem.cause));
                    owned.sink.seen(vec![Observation::Access(own.id.clone(), rules, vec![problem])]);
                }
                // The watch meets what ails the connection, and reads again when it is back.
                Err(error) => tracing::info!(%error, "settings cannot be read now"),
            }
        }
    });
}

fn project(cluster: &Cluster, object: &Object) -> Observation {
    // One that cannot be read admits nothing; a plan says what is wrong with it.
    let (project, _) = typed::project(object);
    Observation::Project(cluster.id.clone(), object.name().clone(), Some(Arc::new(project)))
}
