//! The marks by which Argo CD tells whose an object is: tracking annotation, instance label, installation id. It knows no
//! application beyond its instance name. Source: Argo CD `util/argo/resource_tracking.go`.

use std::fmt;
use std::sync::Arc;

use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::settings::{Settings, TrackingMethod};

/// The annotation of an Argo CD instance among several on one cluster.
pub const INSTALLATION_ID: &str = "argocd.argoproj.io/installation-id";

/// A tracking id: `<app>:<group>/<kind>:<namespace>/<name>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackingId {
    /// The application's instance name.
    pub app: Arc<str>,
    /// API group, empty for core.
    pub group: Arc<str>,
    /// Kind.
    pub kind: Arc<str>,
    /// Namespace; a cluster-scoped object carries the application's destination namespace.
    pub namespace: Arc<str>,
    /// Name.
    pub name: Arc<str>,
}

impl fmt::Display for TrackingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}:{}/{}", self.app, self.group, self.kind, self.namespace, self.name)
    }
}

impl TrackingId {
    /// The id in this text; `None` when it is none: three parts by the first two `:`, exactly one `/` in each of the last
    /// two.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ':');
        let (app, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
        let (group, kind) = pair(kind)?;
        let (namespace, name) = pair(name)?;
        Some(Self { app: app.into(), group: group.into(), kind: kind.into(), namespace: namespace.into(), name: name.into() })
    }

    /// The id that this object gets from an application with this destination namespace.
    pub fn of(object: &Object, instance: &str, namespace: &str) -> Self {
        let own = object.namespace();
        Self {
            app: instance.into(),
            group: object.group().into(),
            kind: object.kind().clone(),
            namespace: if own.is_empty() { namespace.into() } else { own.clone() },
            name: object.name().clone(),
        }
    }

    /// Whether the id describes this object. A copied annotation does not. Source: `controller/state.go`,
    /// `isSelfReferencedObj`.
    pub fn describes(&self, object: &Object) -> bool {
        (object.namespace() == &self.namespace || object.namespace().is_empty())
            && object.name() == &self.name
            && object.is(&self.group, &self.kind)
    }
}

fn pair(text: &str) -> Option<(&str, &str)> {
    text.split_once('/').filter(|(_, rest)| !rest.contains('/'))
}

/// The id in an object's annotation. Where the control plane has an installation id, the object must carry the same
/// (Argo CD 3.6's rule; 3.2 also passes over objects of other installations where it has none itself).
pub fn tracking_id(object: &Object, settings: &Settings) -> Option<TrackingId> {
    let installation = settings.installation_id.as_deref().filter(|id| !id.is_empty());
    if installation.is_some_and(|id| object.annotation(INSTALLATION_ID) != Some(id)) {
        return None;
    }
    TrackingId::parse(object.annotation(annotation::TRACKING_ID)?)
}

/// The instance name that an object's mark says, by the method in effect; empty or missing marks say none.
pub fn instance_of(object: &Object, settings: &Settings) -> Option<Arc<str>> {
    let name = match settings.tracking() {
        TrackingMethod::Label => object.label(&settings.instance_label_key)?.into(),
        TrackingMethod::Annotation | TrackingMethod::AnnotationAndLabel => tracking_id(object, settings)?.app,
    };
    Some(name).filter(|name: &Arc<str>| !name.is_empty())
}

/// Whether an object's mark says that it is this instance's and the mark is its own: a copied annotation (its id names
/// another object) is not. The label method has no such check.
pub fn is_managed(object: &Object, instance: &str, settings: &Settings) -> bool {
    instance_of(object, settings).as_deref() == Some(instance) && is_own_mark(object, settings)
}

/// Whether the tracking id, where there is one, describes the object that carries it.
pub fn is_own_mark(object: &Object, settings: &Settings) -> bool {
    match settings.tracking() {
        TrackingMethod::Label => true,
        TrackingMethod::Annotation | TrackingMethod::AnnotationAndLabel => {
            tracking_id(object, settings).is_none_or(|id| id.describes(object))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::Origin;
    use crate::model::object::build::map;
    use crate::model::object::key::Key;
    use crate::model::object::value::Value;

    fn service(namespace: &str, annotations: &[(&str, &str)]) -> Object {
        let annotations = annotations.iter().map(|(key, value)| (Key::from(*key), Value::from(*value))).collect();
        let metadata = map([("name", "web".into()), ("namespace", namespace.into()), ("annotations", Value::Map(annotations))]);
        Object::new(map([("apiVersion", "v1".into()), ("kind", "Service".into()), ("metadata", Value::Map(metadata))]), Origin::default())
            .expect("an object")
    }

    #[test]
    fn an_id_prints_as_it_was_read_and_nothing_else_is_one() {
        for text in ["shop:apps/Deployment:prod/web", "shop:/Service:prod/web", "team_shop:rbac.authorization.k8s.io/Role:a/system:x"] {
            assert_eq!(TrackingId::parse(text).map(|id| id.to_string()).as_deref(), Some(text));
        }
        for text in ["", "shop", "shop:/Service", "shop:Service:prod/web", "shop:a/b/c:prod/web", "shop:/Service:prod/web/x"] {
            assert_eq!(TrackingId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_copied_mark_is_not_managed() {
        let settings = Settings::default();
        let own = service("prod", &[(annotation::TRACKING_ID, "shop:/Service:prod/web")]);
        assert!(is_managed(&own, "shop", &settings) && !is_managed(&own, "other", &settings));
        let copied = service("prod", &[(annotation::TRACKING_ID, "shop:apps/Deployment:prod/web")]);
        assert_eq!((instance_of(&copied, &settings).as_deref(), is_managed(&copied, "shop", &settings)), (Some("shop"), false));
        let cluster_scoped = service("", &[(annotation::TRACKING_ID, "shop:/Service:prod/web")]);
        assert!(is_managed(&cluster_scoped, "shop", &settings));
    }

    #[test]
    fn an_installation_id_must_match_where_there_is_one() {
        let marked = service("prod", &[(annotation::TRACKING_ID, "shop:/Service:prod/web"), (INSTALLATION_ID, "east")]);
        let installed = |id: Option<&str>| Settings { installation_id: id.map(Into::into), ..Settings::default() };
        assert!(is_managed(&marked, "shop", &installed(Some("east"))));
        assert!(!is_managed(&marked, "shop", &installed(Some("west"))));
        assert!(is_managed(&marked, "shop", &installed(None)));
    }
}
