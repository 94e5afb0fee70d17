//! What a person wants to do to an application, and what Argo CD's API server would ask the policy for it: resource, action and object,
//! of applications, logs, shells and single objects. It knows no policy. Source: Argo CD `server/application/application.go`.

use crate::model::access::Switches;
use crate::model::ids::{AppKey, ObjectKey};

/// Something that is done to an application or to what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Right {
    /// It is looked at: lists, trees, diffs, manifests, events; also compared again.
    Get,
    /// It is created.
    Create,
    /// It is changed: specification, annotations, holds.
    Update,
    /// It is deleted.
    Delete,
    /// An operation of it is started, resumed or terminated.
    Sync,
    /// It is synced to another revision than its target, or to local manifests.
    Override,
    /// It is rolled back.
    Rollback,
    /// The logs of its Pods are read.
    Logs,
    /// A shell is opened in one of its Pods.
    Exec,
    /// One of its objects is changed.
    UpdateResource(ObjectKey),
    /// One of its objects is deleted.
    DeleteResource(ObjectKey),
    /// An action is run on one of its objects.
    Act {
        /// The object.
        object: ObjectKey,
        /// The action's name.
        action: String,
    },
}

impl Right {
    /// In words, for a sentence: `sync it`.
    pub fn words(&self) -> String {
        match self {
            Self::Get => "look at it".into(),
            Self::Create => "create it".into(),
            Self::Update => "change it".into(),
            Self::Delete => "delete it".into(),
            Self::Sync => "sync it".into(),
            Self::Override => "sync another revision than its target".into(),
            Self::Rollback => "roll it back".into(),
            Self::Logs => "read its logs".into(),
            Self::Exec => "open a shell in its Pods".into(),
            Self::UpdateResource(object) => format!("change {object}"),
            Self::DeleteResource(object) => format!("delete {object}"),
            Self::Act { object, action } => format!("run {action} on {object}"),
        }
    }

    /// What the policy is asked: resource and action.
    pub fn asked(&self, switches: &Switches) -> (&'static str, String) {
        let app = |action: &str| ("applications", action.to_owned());
        match self {
            Self::Get => app("get"),
            Self::Create => app("create"),
            Self::Update => app("update"),
            Self::Delete => app("delete"),
            Self::Sync => app("sync"),
            Self::Override => app("override"),
            Self::Rollback => app(if switches.rollback_apart { "rollback" } else { "sync" }),
            Self::Logs => ("logs", "get".to_owned()),
            Self::Exec => ("exec", "create".to_owned()),
            Self::UpdateResource(object) => fine("update", object),
            Self::DeleteResource(object) => fine("delete", object),
            Self::Act { object, action } => {
                let kind = &object.group_kind;
                app(&format!("action/{}/{}/{action}", kind.group, kind.kind))
            }
        }
    }
}

/// A right on one object. Whether the application's own does as well is for who asks the policy.
fn fine(action: &str, object: &ObjectKey) -> (&'static str, String) {
    let kind = &object.group_kind;
    ("applications", format!("{action}/{}/{}/{}/{}", kind.group, kind.kind, object.namespace, object.name))
}

/// An application as policies name it: `<project>/<name>`, with its namespace between where it is not the control plane's own.
pub fn object_of(app: &AppKey, project: &str, control_namespace: &str) -> String {
    if *app.namespace == *control_namespace {
        format!("{project}/{}", app.name)
    } else {
        format!("{project}/{}/{}", app.namespace, app.name)
    }
}

/// The verbs of the command line and of the matrix: name, resource and action as policies have them.
pub const VERBS: [(&str, &str, &str); 10] = [
    ("get", "applications", "get"),
    ("create", "applications", "create"),
    ("update", "applications", "update"),
    ("delete", "applications", "delete"),
    ("sync", "applications", "sync"),
    ("override", "applications", "override"),
    ("rollback", "applications", "rollback"),
    ("action", "applications", "action/*"),
    ("logs", "logs", "get"),
    ("exec", "exec", "create"),
];

#[cfg(test)]
mod tests {
    use super::{Right, object_of};
    use crate::model::access::Switches;
    use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey};

    #[test]
    fn rights_are_asked_for_in_argo_cds_words() {
        let (cluster, group_kind) = (ClusterId::new("c"), GroupKind::new("apps", "Deployment"));
        let web = ObjectKey { cluster, namespace: "prod".into(), group_kind, name: "web".into() };
        let (new, apart) = (Switches::default(), Switches { rollback_apart: true, ..Switches::default() });
        let words = |right: &Right, switches: &Switches| {
            let (resource, action) = right.asked(switches);
            format!("{resource} {action}")
        };
        assert_eq!(words(&Right::DeleteResource(web.clone()), &new), "applications delete/apps/Deployment/prod/web");
        assert_eq!(words(&Right::Act { object: web, action: "restart".into() }, &new), "applications action/apps/Deployment/restart");
        assert_eq!(words(&Right::Logs, &new), "logs get");
        assert_eq!(
            (words(&Right::Rollback, &new), words(&Right::Rollback, &apart)),
            ("applications sync".into(), "applications rollback".into())
        );
    }

    #[test]
    fn the_namespace_is_named_where_it_is_not_the_control_planes() {
        assert_eq!(object_of(&AppKey::new(ClusterId::new("c"), "argocd", "web"), "shop", "argocd"), "shop/web");
        assert_eq!(object_of(&AppKey::new(ClusterId::new("c"), "team", "web"), "shop", "argocd"), "shop/team/web");
    }
}
