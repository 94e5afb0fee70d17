//! The rules of `tiphys-cm`: how they are read, what they say of images, changes and windows, and that bad input never lets more pass.

mod changes;
mod images;
mod reading;
mod windows;

use tiphys::adapters::store::house::house;
use tiphys::engine::access::{Judgement, Weight};
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::policy::scope::Subject;
use tiphys::model::house::House;
use tiphys::model::ids::{ClusterId, ObjectKey};
use tiphys::model::object::Object;
use tiphys::model::problem::Problem;

/// The house of these keys of `tiphys-cm`.
fn read(keys: &[(&str, &str)]) -> (House, Vec<Problem>) {
    house(&keys.iter().map(|(key, text)| ((*key).into(), (*text).into())).collect())
}

/// The same, where nothing is wrong.
fn good(key: &str, text: &str) -> House {
    let (house, problems) = read(&[(key, text)]);
    assert_eq!(problems, [], "{text}");
    assert_eq!(house.unread, [], "{text}");
    house
}

fn production() -> Subject<'static> {
    Subject { project: "shop", application: "web", environment: "production", production: true, namespace: "shop" }
}

fn all(yaml: &str) -> Vec<Object> {
    let documents = parse_yaml(yaml.as_bytes(), "test.yaml", ParseOptions::KUBERNETES);
    assert_eq!(documents.problems, []);
    objects(&documents, "test.yaml").0
}

fn object(yaml: &str) -> Object {
    all(yaml).pop().expect("an object")
}

fn key(object: &Object) -> ObjectKey {
    object.key(&ClusterId::new("test"))
}

/// What refuses, in words.
fn refusals(judgements: &[Judgement]) -> Vec<String> {
    of(judgements, Weight::Refuses)
}

fn of(judgements: &[Judgement], weight: Weight) -> Vec<String> {
    judgements.iter().filter(|one| one.weight == weight).map(|one| one.verdict.rule.to_string()).collect()
}
