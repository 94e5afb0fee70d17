//! Who would take a hold of an application back: the ApplicationSet that generates it, or the application that deploys it and heals
//! itself. A hold is written to the application alone; whoever owns its spec writes it again. It knows no plan.

use std::fmt;
use std::sync::Arc;

use crate::engine::resources::tracking;
use crate::model::application::Application;
use crate::model::ids::AppKey;
use crate::model::object::value::Value;
use crate::model::object::{Object, serde_de};

use super::state::State;

/// Who writes an application's spec, and when it would undo a hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Healer {
    /// An ApplicationSet: at once, unless it ignores differences of `syncPolicy`.
    Generator(Arc<str>),
    /// An application with automatic sync and self-heal: within moments.
    SelfHealing(AppKey),
    /// An application with automatic sync: with its next commit.
    Automatic(AppKey),
}

impl fmt::Display for Healer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generator(name) => write!(f, "ApplicationSet {name} generates it and would write syncPolicy back"),
            Self::SelfHealing(app) => write!(f, "{} deploys it and heals itself: it would write syncPolicy back within moments", app.name),
            Self::Automatic(app) => write!(f, "{} deploys it: its next automatic sync would write syncPolicy back", app.name),
        }
    }
}

/// Who would take a hold of this application back; `None`: nobody that is known.
pub fn healer(state: &State, app: &AppKey) -> Option<Healer> {
    let own = state.apps.get(app)?;
    let object = own.detail.as_ref().map_or_else(|| own.body.unpack().ok(), |detail| Some(detail.object.clone()))?;
    if let Some(name) = generator(&object) {
        return Some(Healer::Generator(name));
    }
    let settings = &state.plane.settings;
    let instance = tracking::instance_of(&object, settings)?;
    let is_parent = |key: &&AppKey| *key != app && key.plane == app.plane && key.instance_name(&settings.control_namespace) == *instance;
    let parent = state.apps.keys().find(is_parent)?;
    let spec =
        state.apps.get(parent)?.body.unpack().ok().and_then(|object| serde_de::from_value::<Application>(&object.to_value()).ok())?.spec;
    let heals =
        spec.sync_policy.as_ref().and_then(|policy| policy.automated.as_ref()).is_some_and(|automated| automated.self_heal == Some(true));
    match (spec.is_automated(), heals) {
        (true, true) => Some(Healer::SelfHealing(parent.clone())),
        (true, false) => Some(Healer::Automatic(parent.clone())),
        (false, _) => None,
    }
}

/// The ApplicationSet that controls an Application.
fn generator(object: &Object) -> Option<Arc<str>> {
    let owners = object.get(&["metadata", "ownerReferences"])?.as_list()?;
    let set = owners.iter().filter_map(Value::as_map).find(|owner| owner.get("kind").and_then(Value::as_str) == Some("ApplicationSet"))?;
    set.get("name")?.as_shared_str()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Healer, healer};
    use crate::engine::manifest::{objects, yaml};
    use crate::model::ids::{AppKey, ClusterId};
    use crate::session::msg::{Msg, Timed};
    use crate::session::outcome::Observation;
    use crate::session::packed::Packed;
    use crate::session::state::State;
    use crate::session::{apps, update::update};

    fn state(applications: &str) -> State {
        let now = Timestamp::from_second(1_700_000_000).expect("a time");
        let mut state = State::new(ClusterId::new("c"), now);
        let documents = yaml::parse_yaml(applications.as_bytes(), "apps.yaml", yaml::ParseOptions::default());
        let (found, problems) = objects::objects(&documents, "apps.yaml");
        assert!(problems.is_empty(), "{problems:?}");
        let seen = found.iter().map(|object| Observation::App {
            key: key(object.name()),
            row: Box::new(apps::row(object)),
            body: Packed::new(object),
        });
        let _ = update(&mut state, Timed { at: now, msg: Msg::Observed(seen.collect()) });
        state
    }

    fn key(name: &str) -> AppKey {
        AppKey::new(ClusterId::new("c"), "argocd", name)
    }

    const CHILD: &str = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web\n  namespace: argocd\n  annotations:\n    argocd.argoproj.io/tracking-id: root:argoproj.io/Application:argocd/web\nspec: {project: default}\n";

    fn parent(policy: &str) -> String {
        format!(
            "{CHILD}---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: root, namespace: argocd}}\nspec:\n  project: default\n  syncPolicy: {policy}\n"
        )
    }

    #[test]
    fn a_parent_takes_a_hold_back_when_it_syncs_by_itself() {
        assert_eq!(healer(&state(&parent("{automated: {selfHeal: true}}")), &key("web")), Some(Healer::SelfHealing(key("root"))));
        assert_eq!(healer(&state(&parent("{automated: {}}")), &key("web")), Some(Healer::Automatic(key("root"))));
        assert_eq!(healer(&state(&parent("{automated: {enabled: false, selfHeal: true}}")), &key("web")), None);
        assert_eq!(healer(&state(CHILD), &key("web")), None, "a parent that is not there heals nothing");
    }

    #[test]
    fn a_generator_takes_a_hold_back() {
        let generated = CHILD.replace(
            "  annotations:",
            "  ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, name: fleet, uid: u}]\n  annotations:",
        );
        assert_eq!(healer(&state(&generated), &key("web")), Some(Healer::Generator("fleet".into())));
    }
}
