//! What changed in an object between what was good and what runs: the image before all else, then the first field that differs, with the
//! file that set it. It knows no Git: it says what to look for there.
//!
//! Images come first because most incidents begin with one, and because the image is what the evidence names. Where nothing good is
//! known, what sets the image that fails is still worth knowing.

use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

use super::What;

/// Levels of an object that are compared; no kind is as deep.
const MAX_DEPTH: usize = 64;

/// Where Pod specs stand.
const SPECS: [&[&str]; 3] = [&["spec", "template", "spec"], &["spec"], &["spec", "jobTemplate", "spec", "template", "spec"]];

/// What to look for in Git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// What changed.
    pub what: What,
    /// The file that sets it, as the render knows it; none where it does not.
    pub file: Option<Arc<str>>,
    /// A text that the change put into the file: an image's tag or digest; empty where none is known.
    pub text: Arc<str>,
}

/// What changed from the object that was good to the one that runs. `image`: the one that fails, empty if none does. `None`: both are the
/// same, so that nothing in the object explains anything.
pub fn suspect(good: Option<&Object>, running: &Object, image: &str) -> Option<Suspect> {
    let now = images(running);
    let before = good.map(images).unwrap_or_default();
    let was = |path: &Path| before.iter().find(|(own, _)| own == path).map(|(_, image)| image.clone());
    let changed = |(path, image): &&(Path, Arc<str>)| good.is_none() || was(path).as_ref() != Some(image);
    let fails = now.iter().filter(|(_, own)| **own == *image).find(changed);
    if let Some((path, image)) = fails.or_else(|| now.iter().find(changed)) {
        let text = tag(image).into();
        return Some(Suspect { what: What::Image(was(path).unwrap_or_default(), image.clone()), file: file(running, path), text });
    }
    let path = match good {
        Some(good) => first_difference(good.root(), running.root())?,
        None => Path::default(),
    };
    let what = if path.0.is_empty() { What::File } else { What::Field(path.to_string().into()) };
    Some(Suspect { what, file: file(running, &path), text: Arc::default() })
}

/// What tells two versions of an image apart: tag or digest, else its whole name.
fn tag(image: &str) -> &str {
    let name = image.rfind('/').map_or(0, |at| at + 1);
    let end = image.get(name..).unwrap_or(image);
    let own = end.split_once('@').or_else(|| end.rsplit_once(':')).map(|(_, tag)| tag);
    own.filter(|tag| !tag.is_empty()).unwrap_or(image)
}

fn file(object: &Object, path: &Path) -> Option<Arc<str>> {
    let set_by = object.origin().trail.as_ref()?.set_by(path)?;
    Some(set_by.place.file).filter(|file| !file.is_empty())
}

/// The images of an object's containers with the paths at which they stand.
fn images(object: &Object) -> Vec<(Path, Arc<str>)> {
    let mut images = Vec::new();
    let field = |name: &str| Segment::Field(name.into());
    let Some((place, spec)) =
        SPECS.iter().find_map(|place| Some((place, object.get(place)?.as_map()?))).filter(|(_, spec)| has_containers(spec))
    else {
        return images;
    };
    for list in ["initContainers", "containers"] {
        for container in spec.get(list).and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map) {
            let text = |key: &str| container.get(key).and_then(Value::as_shared_str);
            if let (Some(name), Some(image)) = (text("name"), text("image")) {
                let mut path: Vec<Segment> = place.iter().map(|name| field(name)).collect();
                path.extend([field(list), Segment::Item("name".into(), name), field("image")]);
                images.push((Path(path), image));
            }
        }
    }
    images
}

fn has_containers(spec: &Map) -> bool {
    spec.get("containers").and_then(Value::as_list).is_some()
}

/// The path of the first field that differs, in the order of keys; items of lists are paired by name where they have one.
fn first_difference(good: &Map, running: &Map) -> Option<Path> {
    let mut path = Vec::new();
    in_maps(good, running, &mut path, 0).then_some(Path(path))
}

fn in_maps(good: &Map, running: &Map, path: &mut Vec<Segment>, depth: usize) -> bool {
    for (key, now) in running {
        path.push(Segment::Field(key.as_str().into()));
        if good.get(key.as_str()).is_none_or(|before| in_values(before, now, path, depth)) {
            return true;
        }
        path.pop();
    }
    let gone = good.iter().map(|(key, _)| key).find(|key| running.get(key.as_str()).is_none());
    path.extend(gone.map(|key| Segment::Field(key.as_str().into())));
    gone.is_some()
}

/// Whether two values differ; the path then leads to where.
fn in_values(good: &Value, running: &Value, path: &mut Vec<Segment>, depth: usize) -> bool {
    if good == running {
        return false;
    }
    match (good, running) {
        (Value::Map(good), Value::Map(running)) if depth < MAX_DEPTH => in_maps(good, running, path, depth + 1),
        (Value::List(_), Value::List(_)) if depth < MAX_DEPTH => {
            let (good, running) = (good.as_list().unwrap_or(&[]), running.as_list().unwrap_or(&[]));
            for (index, now) in running.iter().enumerate() {
                let name = |value: &Value| value.as_map().and_then(|map| map.get("name")).and_then(Value::as_shared_str);
                let own = name(now);
                let before = match &own {
                    Some(own) => good.iter().find(|other| name(other).as_ref() == Some(own)),
                    None => good.get(index),
                };
                path.push(own.map_or(Segment::Index(index), |own| Segment::Item("name".into(), own)));
                if before.is_none_or(|before| in_values(before, now, path, depth + 1)) {
                    return true;
                }
                path.pop();
            }
            // Something is gone, or only the order changed: the list itself differs.
            true
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Suspect, suspect, tag};
    use crate::engine::explain::What;
    use crate::engine::manifest::json::object_from_json;
    use crate::model::object::Object;
    use crate::model::object::key::Interner;
    use crate::model::object::trail::{Setter, Trail};
    use crate::model::problem::Place;

    fn object(spec: &str) -> Object {
        let text = format!(r#"{{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"web"}},"spec":{spec}}}"#);
        object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object")
    }

    fn web(image: &str, env: &str) -> Object {
        object(&format!(
            r#"{{"template":{{"spec":{{"initContainers":[{{"name":"init","image":"init:1"}}],"containers":[{{"name":"log","image":"log:1"}},{{"name":"web","image":"{image}","env":[{{"name":"A","value":"{env}"}}]}}]}}}}}}"#
        ))
    }

    #[test]
    fn an_image_that_changed_is_suspected_before_any_other_field_and_the_one_that_fails_first() {
        let found = suspect(Some(&web("web:1", "x")), &web("web:2", "y"), "web:2").expect("a suspect");
        assert_eq!(found, Suspect { what: What::Image("web:1".into(), "web:2".into()), file: None, text: "2".into() });
        // The image that fails is the same as before: what else changed is suspected.
        let other = suspect(Some(&web("web:1", "x")), &web("web:1", "y"), "web:1").expect("a suspect");
        assert_eq!(other.what, What::Field("spec.template.spec.containers[name=web].env[name=A].value".into()));
        assert_eq!(suspect(Some(&web("web:1", "x")), &web("web:1", "x"), "web:1"), None);
    }

    #[test]
    fn without_a_good_side_what_sets_the_failing_image_is_looked_for() {
        let found = suspect(None, &web("web:2", "x"), "web:2").expect("a suspect");
        assert_eq!((found.what, &*found.text), (What::Image("".into(), "web:2".into()), "2"));
        let plain = suspect(None, &object(r#"{"a":1}"#), "").expect("a suspect");
        assert_eq!(plain.what, What::File);
    }

    #[test]
    fn the_file_is_the_one_that_set_the_field_last() {
        let by = |file: &str| Arc::new(Setter { place: Place::file(file).at_line(3), what: "images".into(), text: None });
        let (base, new) = (web("web", "x"), web("web:2", "x"));
        let mut trail = Trail::new(base.root(), by("base/web.yaml"));
        trail.follow(new.root(), &|_| by("overlays/prod/kustomization.yaml"));
        let found = suspect(None, &new.with_trail(trail), "web:2").expect("a suspect");
        assert_eq!(found.file.as_deref(), Some("overlays/prod/kustomization.yaml"));
    }

    #[test]
    fn what_was_taken_away_or_only_moved_differs_too() {
        let lists = |text: &str| object(&format!(r#"{{"list":{text}}}"#));
        let of = |a: &str, b: &str| suspect(Some(&lists(a)), &lists(b), "").map(|found| found.what);
        assert_eq!(of("[1,2]", "[1]"), Some(What::Field("spec.list".into())));
        assert_eq!(of(r#"[{"name":"a"},{"name":"b"}]"#, r#"[{"name":"b"},{"name":"a"}]"#), Some(What::Field("spec.list".into())));
        assert_eq!(of("[1]", "[1]"), None);
    }

    #[test]
    fn a_registry_s_port_is_no_tag() {
        for (image, text) in [
            ("r.io:5000/a/web", "r.io:5000/a/web"),
            ("r.io:5000/web:1.2", "1.2"),
            ("web@sha256:ab", "sha256:ab"),
            ("web:1@sha256:ab", "sha256:ab"),
        ] {
            assert_eq!(tag(image), text);
        }
    }
}
