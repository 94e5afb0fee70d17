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

/// The id in an object's annotation, if the installation id is the control plane's.
pub fn tracking_id(object: &Object, settings: &Settings) -> Option<TrackingId> {
    let installation = object.annotation(INSTALLATION_ID).unwrap_or("");
    if installation != settings.installation_id.as_deref().unwrap_or("") {
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
