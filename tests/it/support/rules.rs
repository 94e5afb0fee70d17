//! Rules of access as values: policies whose one person is the desk's own, and projects.

use std::sync::Arc;

use serde_json::{Value, json};

use tiphys::model::access::{AccessRules, PolicyTexts, Subjects};
use tiphys::model::ids::ClusterId;
use tiphys::model::project::AppProject;
use tiphys::model::typed;
use tiphys::session::msg::Msg;
use tiphys::session::outcome::Observation;

use super::desk::{Desk, value};

/// Policies in which the desk's `demo-operator` is `ops`, and members of the Kubernetes group `oidc:sre` are `company:sre`.
pub(crate) fn policies(policy: &str, default: &str) -> AccessRules {
    let files = vec![("policy.csv".into(), policy.into())];
    let subjects =
        Subjects { users: [("demo-operator".into(), "ops".into())].into(), groups: [("oidc:sre".into(), "company:sre".into())].into() };
    let policy = PolicyTexts { files, default_role: default.into(), ..PolicyTexts::default() };
    AccessRules { policy: Some(policy), subjects, ..AccessRules::default() }
}

/// A project that admits everything, with these fields more.
pub(crate) fn project(name: &str, more: &Value) -> Value {
    let mut object = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": name, "namespace": "argocd"},
        "spec": {"sourceRepos": ["*"], "destinations": [{"server": "*", "namespace": "*"}],
            "clusterResourceWhitelist": [{"group": "*", "kind": "*"}]},
    });
    for (field, own) in more.as_object().expect("fields") {
        object["spec"][field] = own.clone();
    }
    object
}

impl Desk {
    /// The control plane's rules are so now.
    pub(crate) fn ruled(&mut self, rules: AccessRules) -> &mut Self {
        self.tell(Msg::Observed(vec![Observation::Access(ClusterId::new("demo"), Arc::new(rules), Vec::new())]));
        self.settle();
        self
    }

    /// A project is so now.
    pub(crate) fn projects(&mut self, objects: &[Value]) -> &mut Self {
        let plane = || ClusterId::new("demo");
        let one = |object: &Value| {
            let object = value(object.clone());
            let (project, problems) = typed::project(&object);
            assert_eq!(problems, []);
            let project: AppProject = project;
            Observation::Project(plane(), object.name().clone(), Some(Arc::new(project)))
        };
        let seen = objects.iter().map(one).chain([Observation::ProjectsListed(plane(), Ok(()))]).collect();
        self.tell(Msg::Observed(seen));
        self.settle();
        self
    }
}
