//! Objects read as typed models, part by part: what cannot be read is a problem that names the field, and stays at its
//! default. It knows no client.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::application::Application;
use super::object::Object;
use super::object::serde_de::from_value;
use super::object::value::Value;
use super::problem::{Place, Problem, ProblemKind, Severity};
use super::project::AppProject;

/// An Application. A spec or an operation that cannot be read is an error (Argo CD's `InvalidSpecError`): nothing may be
/// planned from it. A status that cannot be read is a warning.
pub fn application(object: &Object) -> (Application, Vec<Problem>) {
    let mut problems = Vec::new();
    let app = Application {
        spec: part(object, "spec", Severity::Error, &mut problems),
        status: part(object, "status", Severity::Warning, &mut problems),
        operation: part(object, "operation", Severity::Error, &mut problems),
    };
    (app, problems)
}

/// An AppProject.
pub fn project(object: &Object) -> (AppProject, Vec<Problem>) {
    let mut problems = Vec::new();
    let environment = object.annotation(super::application::annotation::ENVIRONMENT).map(Arc::from);
    let labels = object.get(&["metadata", "labels"]).and_then(Value::as_map);
    let labels = labels.into_iter().flatten().filter_map(|(key, value)| Some((key.as_str().into(), value.as_shared_str()?))).collect();
    let project = AppProject { spec: part(object, "spec", Severity::Error, &mut problems), environment, labels };
    (project, problems)
}

fn part<T: DeserializeOwned + Default>(object: &Object, name: &str, severity: Severity, problems: &mut Vec<Problem>) -> T {
    let Some(value) = object.root().get(name).filter(|value| !value.is_null()) else { return T::default() };
    from_value(value).unwrap_or_else(|error| {
        let joint = if error.path.is_empty() || error.path.starts_with('[') { "" } else { "." };
        let place = Place::file(format!("{} {}", object.kind(), object.name())).at_field(format!("{name}{joint}{}", error.path));
        let problem =
            Problem::error(ProblemKind::InvalidSpec, error.message).at(place).hint("correct the field where the object is defined");
        problems.push(Problem { severity, ..problem });
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::application;
    use crate::model::object::build::map;
    use crate::model::object::value::Value;
    use crate::model::object::{Object, Origin};

    #[test]
    fn a_broken_status_hides_no_spec_and_a_broken_spec_names_its_field() {
        let source = map([("repoURL", "https://git.example.org/shop".into()), ("path", "web".into())]);
        let spec = map([("source", Value::Map(source)), ("project", "shop".into())]);
        let metadata = map([("name", "shop".into())]);
        let root = map([
            ("apiVersion", "argoproj.io/v1alpha1".into()),
            ("kind", "Application".into()),
            ("metadata", Value::Map(metadata)),
            ("spec", Value::Map(spec)),
            ("status", Value::Map(map([("history", "none".into())]))),
        ]);
        let object = Object::new(root, Origin::default()).expect("an object");
        let (app, problems) = application(&object);
        assert_eq!((app.spec.project(), problems.len(), problems[0].is_error()), ("shop", 1, false));
        let broken = object.set(&["spec", "source", "path"], Value::Int(7)).expect("an object");
        let (_, problems) = application(&broken);
        assert!(problems[0].is_error());
        assert!(problems[0].to_string().starts_with("Application shop: spec.source.path: "), "{}", problems[0]);
    }
}
