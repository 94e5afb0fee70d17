//! What holds for the whole table: no kind twice, each entry documented, each path and message readable; and what the words mean.

use std::collections::BTreeSet;

use crate::engine::manifest::json::parse_json;
use crate::model::object::{Object, Origin};
use crate::model::status::HealthStatus::{Degraded, Healthy, Progressing};
use crate::model::status::{Health, HealthStatus};

use super::evaluate::{decide, holds};
use super::scope::{Scope, choices};
use super::words::{Cmp, Rule, Test};
use super::{entries, entry};

fn object(rest: &str) -> Object {
    let text = format!(
        r#"{{"apiVersion":"example.org/v1","kind":"Thing","metadata":{{"name":"a","generation":3,"finalizers":["f/1","f/2"]}},{rest}}}"#
    );
    let value = parse_json(text.as_bytes()).expect("JSON");
    Object::new(value.as_map().expect("a map").clone(), Origin::default()).expect("an object")
}

#[test]
fn each_kind_stands_in_the_table_once() {
    let mut seen = BTreeSet::new();
    for entry in entries() {
        let names = if entry.kinds.is_empty() { &["*"][..] } else { entry.kinds };
        for kind in names {
            assert!(seen.insert((entry.group, *kind)), "{}/{kind} stands there twice", entry.group);
        }
    }
}

#[test]
fn each_entry_names_public_documentation() {
    for entry in entries() {
        assert!(
            entry.source.starts_with("https://") && !entry.source.contains(".lua"),
            "{} {:?}: {}",
            entry.group,
            entry.kinds,
            entry.source
        );
        assert!(!entry.rules.is_empty(), "{} {:?} has no rules", entry.group, entry.kinds);
    }
}

#[test]
fn a_kind_is_found_by_name_before_the_pattern_of_its_group() {
    let found = |group: &str, kind: &str| entry(group, kind).map(|entry| (entry.group, entry.kinds.is_empty()));
    assert_eq!(found("iam.aws.crossplane.io", "Role"), Some(("iam.aws.crossplane.io", false)));
    assert_eq!(found("iam.aws.crossplane.io", "Group"), Some(("*.crossplane.io", true)));
    assert_eq!(found("s3.services.k8s.aws", "Bucket"), Some(("*.services.k8s.aws", true)));
    assert_eq!(found("argoproj.io", "Rollout"), Some(("argoproj.io", false)));
    assert_eq!(found("argoproj.io", "Application"), None);
    assert_eq!(found("crossplane.io", "Role"), None);
    assert_eq!(found("apps", "Deployment"), None);
}

/// What is wrong with a path at this depth of items.
fn fault_of_path(path: &str, depth: usize) -> Option<String> {
    let needed = if path.starts_with('.') { 1 } else { usize::from(path.starts_with('^')) * 2 };
    if depth < needed {
        return Some(format!("{path} stands at no item"));
    }
    let mut rest = path.strip_prefix(['.', '^']).unwrap_or(path);
    while !rest.is_empty() {
        rest = match rest.strip_prefix('[') {
            Some(inner) => match inner.split_once(']') {
                Some((key, tail)) if !key.is_empty() && !key.contains('[') => tail,
                _ => return Some(format!("{path} has a bracket that is not closed, or is empty")),
            },
            None => {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (name, tail) = rest.split_at(end);
                if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
                    return Some(format!("{path} has the step {name:?}"));
                }
                tail
            }
        };
        if let Some(tail) = rest.strip_prefix('.') {
            if tail.is_empty() || tail.starts_with(['.', '[']) {
                return Some(format!("{path} has an empty step"));
            }
            rest = tail;
        }
    }
    (path.len() <= needed.min(1) && path != ".").then(|| format!("{path:?} names nothing"))
}

/// The same of a path that may go through lists.
fn faults_of_list(path: &str, depth: usize) -> Vec<String> {
    path.split("[]").zip(depth..).filter_map(|(path, depth)| fault_of_path(path, depth)).collect()
}

fn faults_of_message(message: &str, depth: usize) -> Vec<String> {
    let mut faults = Vec::new();
    let mut rest = message;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((piece, tail)) = tail.split_once('}') else {
            faults.push(format!("{message}: a brace is not closed"));
            return faults;
        };
        if before.contains('}') || piece.contains('{') {
            faults.push(format!("{message}: braces do not pair"));
        }
        for choice in choices(piece).filter(|choice| !choice.starts_with('=') && !(*choice == "#" && depth > 0)) {
            let path = choice.split_once('~').map_or(choice, |(_, rest)| rest.split_once('~').map_or(rest, |(path, _)| path));
            faults.extend(fault_of_path(path.strip_prefix('#').unwrap_or(path), depth));
        }
        rest = tail;
    }
    if rest.contains('}') {
        faults.push(format!("{message}: braces do not pair"));
    }
    faults
}

fn faults_of_number(number: &str, depth: usize) -> Vec<String> {
    let terms = number.split(" - ").map(|term| term.split_once('|').map_or((term, None), |(path, default)| (path, Some(default))));
    terms
        .flat_map(|(path, default)| {
            let bad = default.filter(|text| text.parse::<f64>().is_err()).map(|text| format!("{number}: {text} is no number"));
            [fault_of_path(path, depth), bad]
        })
        .flatten()
        .collect()
}

fn faults_of_test(test: &Test, depth: usize) -> Vec<String> {
    let of = |paths: &[&str]| paths.iter().filter_map(|path| fault_of_path(path, depth)).collect();
    match test {
        Test::Has(path) | Test::Lacks(path) | Test::True(path) | Test::False(path) | Test::Empty(path) => of(&[path]),
        Test::Is(path, _) | Test::Not(path, _) | Test::In(path, _) => of(&[path]),
        Test::Mentions(path, text) => {
            assert_eq!(*text, text.to_ascii_lowercase(), "it is looked for in small letters");
            of(&[path])
        }
        Test::Same(path, other) | Test::Differ(path, other) | Test::Before(path, other) => of(&[path, other]),
        Test::Number(path, _, _) => faults_of_number(path, depth),
        Test::Numbers(path, _, other) => [faults_of_number(path, depth), faults_of_number(other, depth)].concat(),
        Test::Count(path, test, _, _) | Test::Any(path, test) => [faults_of_list(path, depth), faults_of_test(test, depth + 1)].concat(),
        Test::All(tests) | Test::Or(tests) => tests.iter().flat_map(|test| faults_of_test(test, depth)).collect(),
        Test::No(test) => faults_of_test(test, depth),
        Test::Asks(_) => Vec::new(),
        Test::Condition(..) => of(&[".type"]),
        Test::Starts(path, _) | Test::Ends(path, _) => of(&[path]),
    }
}

/// Only what is healthy needs no words.
fn faults_of_silence(status: HealthStatus, message: &str) -> Vec<String> {
    if message.is_empty() && status != Healthy { vec![format!("{status} without a word")] } else { Vec::new() }
}

fn faults_of_rules(rules: &[Rule], depth: usize) -> Vec<String> {
    let of = |rule: &Rule| match rule {
        Rule::When(test, status, message) => {
            [faults_of_test(test, depth), faults_of_message(message, depth), faults_of_silence(*status, message)].concat()
        }
        Rule::Otherwise(status, message) => [faults_of_message(message, depth), faults_of_silence(*status, message)].concat(),
        Rule::If(test, rules) => [faults_of_test(test, depth), faults_of_rules(rules, depth)].concat(),
        Rule::Each(path, rules) | Rule::EachBack(path, rules) | Rule::At(path, rules) => {
            faults_of_list(path, depth).into_iter().chain(faults_of_rules(rules, depth + 1)).collect()
        }
        Rule::Use(rules) => faults_of_rules(rules, depth),
        Rule::Code(_) => Vec::new(),
        Rule::Names { of, which, name, says, .. } => [
            faults_of_list(of, depth),
            faults_of_test(which, depth + 1),
            faults_of_message(name, depth + 1),
            faults_of_message(&says.replace("{*}", ""), depth),
        ]
        .concat(),
    };
    rules.iter().flat_map(of).collect()
}

#[test]
fn each_path_and_each_message_can_be_read() {
    let faults: Vec<String> = entries().flat_map(|entry| faults_of_rules(entry.rules, 0)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    for (path, depth) in [("status..phase", 0), (".type", 0), ("^name", 1), ("status.a[b", 0), ("status.", 0), ("", 0), ("a.[b]", 0)] {
        assert!(fault_of_path(path, depth).is_some(), "{path}");
    }
    for message in ["{status.phase", "a}", "{{status}}", "{=x|.y}"] {
        assert!(!faults_of_message(message, 0).is_empty(), "{message}");
    }
}

const TWO: &str = r#""status":{"n":2,"gone":null,"text":"Ready Now","empty":"","off":false,"time":"2026-01-02T00:00:00Z",
    "conditions":[{"type":"A","status":"True","message":"one"},{"type":"B"},{"type":"A","status":"False","reason":"last"}],
    "parents":[{"ref":{"name":"p"},"conditions":[{"type":"X"}]}]}"#;

#[test]
fn a_path_names_a_key_an_item_by_type_and_an_item_by_place() {
    let object = object(TWO);
    let scope = Scope::new(&object);
    let text = |path: &str| scope.text(path).unwrap_or("-").to_owned();
    assert_eq!(text("status.conditions[A].status"), "True");
    assert_eq!(text("status.conditions[-A].status"), "False");
    assert_eq!(text("status.conditions[1].type"), "B");
    assert_eq!(text("status.conditions[-1].reason"), "last");
    assert_eq!(text("status.conditions[7].type"), "-");
    assert_eq!(text("status.conditions[-7].type"), "-");
    assert_eq!(text("status[text]"), "Ready Now");
    assert_eq!(scope.each("status.parents[].conditions").iter().map(|item| item.text(".type")).collect::<Vec<_>>(), [Some("X")]);
    assert_eq!(scope.each("metadata.finalizers").iter().map(|item| item.text(".")).collect::<Vec<_>>(), [Some("f/1"), Some("f/2")]);
    assert_eq!(text("status.text.deeper"), "-");
    assert_eq!(text(".type"), "-", "no item");
}

#[test]
fn what_is_null_or_absent_holds_for_no_test_but_those_that_say_so() {
    let object = object(TWO);
    let scope = Scope::new(&object);
    for path in ["status.gone", "status.none"] {
        assert!(holds(&Test::Lacks(path), &scope) && holds(&Test::Empty(path), &scope) && holds(&Test::Not(path, "x"), &scope));
        assert!(holds(&Test::Differ(path, "status.n"), &scope) && holds(&Test::Same(path, "status.never"), &scope));
        assert!(!holds(&Test::Has(path), &scope) && !holds(&Test::False(path), &scope) && !holds(&Test::Is(path, ""), &scope));
        assert!(!holds(&Test::Number(path, Cmp::Lt, 1), &scope) && !holds(&Test::Before(path, "status.time"), &scope));
        assert!(!holds(&Test::Any(path, &Test::All(&[])), &scope) && holds(&Test::Count(path, &Test::All(&[]), Cmp::Eq, 0), &scope));
    }
    assert!(holds(&Test::False("status.off"), &scope) && !holds(&Test::Empty("status.off"), &scope));
    assert!(holds(&Test::Empty("status.empty"), &scope) && holds(&Test::Has("status.empty"), &scope));
}

#[test]
fn numbers_have_defaults_and_differences_and_texts_are_none() {
    let object = object(TWO);
    let scope = Scope::new(&object);
    assert!(holds(&Test::Numbers("status.n", Cmp::Lt, "metadata.generation"), &scope));
    assert!(holds(&Test::Numbers("status.none|5 - status.n", Cmp::Eq, "metadata.generation"), &scope));
    assert!(!holds(&Test::Numbers("status.none - status.n", Cmp::Lt, "metadata.generation"), &scope));
    assert!(!holds(&Test::Number("status.text", Cmp::Lt, 1), &scope));
    assert!(holds(&Test::Count("status.conditions", &Test::Is(".type", "A"), Cmp::Eq, 2), &scope));
}

#[test]
fn a_message_fills_its_pieces_and_says_nothing_of_what_is_absent() {
    let object = object(TWO);
    let scope = Scope::new(&object);
    let said = |template: &str| scope.message(template);
    assert_eq!(said("{kind} {metadata.name}: {status.n} of {#status.conditions}"), "Thing a: 2 of 3");
    assert_eq!(said("<{status.none}> <{status.none|=else}> <{status.none|status.text}> <{status.conditions}>"), "<> <else> <Ready Now> <>");
    assert_eq!(said("x{ (~status.text~)}{ (~status.empty~)}{: ~status.none}."), "x (Ready Now).");
}

#[test]
fn items_are_named_with_their_places_and_without_what_they_do_not_say() {
    const fn named(which: &'static Test) -> Rule {
        let name = "{#}: {.type}{ | ~.reason}";
        Rule::Names { of: "status.conditions", which, name, between: "; ", status: Degraded, says: "{kind} has {*}." }
    }
    let object = object(TWO);
    let scope = Scope::new(&object);
    let said = |rule: Rule| decide(&[rule], &scope).map(|health| health.message.clone());
    assert_eq!(said(named(&Test::Is(".type", "A"))), Some("Thing has 1: A; 3: A | last.".to_owned()));
    assert_eq!(said(named(&Test::Condition("A", "False"))), Some("Thing has 3: A | last.".to_owned()));
    assert_eq!(said(named(&Test::Condition("B", "False"))), None);
    let nameless =
        Rule::Names { of: "status.conditions", which: &Test::Has("."), name: "{.none}", between: ", ", status: Degraded, says: "bad" };
    assert_eq!(said(nameless), Some("bad".to_owned()), "an item without a name decides as well");
    assert!(holds(&Test::Starts("status.text", "Ready"), &scope) && !holds(&Test::Starts("status.text", "Now"), &scope));
    assert!(holds(&Test::Ends("status.text", "Now"), &scope) && !holds(&Test::Ends("status.none", ""), &scope));
}

#[test]
fn a_condition_without_a_message_degrades_by_its_reason_or_its_name() {
    const SAID: &[Rule] = &[Rule::EachBack("status.conditions", &[Rule::Otherwise(Degraded, "{.message}")])];
    const FINE: &[Rule] = &[Rule::EachBack("status.conditions", &[Rule::Otherwise(Healthy, "{.message}")])];
    const SECOND: &[Rule] = &[Rule::At("status.conditions[B]", &[Rule::Otherwise(Degraded, "{.message}")])];
    let object = object(TWO);
    assert_eq!(decide(SAID, &Scope::new(&object)), Some(Health::new(Degraded, "last")));
    assert_eq!(decide(FINE, &Scope::new(&object)), Some(Health::new(Healthy, "")));
    assert_eq!(decide(SECOND, &Scope::new(&object)), Some(Health::new(Degraded, "B")));
}

#[test]
fn rules_are_tried_in_order_until_one_decides() {
    const RULES: &[Rule] = &[
        Rule::Each("status.conditions", &[Rule::If(Test::Is(".type", "B"), &[Rule::When(Test::Has(".status"), Healthy, "never")])]),
        Rule::EachBack("status.conditions", &[Rule::When(Test::Is(".type", "A"), Degraded, "{.message|.reason}")]),
        Rule::Otherwise(Healthy, "too late"),
    ];
    const NESTED: &[Rule] = &[
        Rule::At("status.none", &[Rule::Otherwise(Healthy, "never")]),
        Rule::Each("status.parents", &[Rule::Each(".conditions", &[Rule::Otherwise(Progressing, "{^ref.name}/{.type}/{metadata.name}")])]),
    ];
    let object = object(TWO);
    assert_eq!(decide(RULES, &Scope::new(&object)), Some(Health::new(Degraded, "last")));
    assert_eq!(decide(NESTED, &Scope::new(&object)), Some(Health::new(Progressing, "p/X/a")));
    assert_eq!(decide(&[], &Scope::new(&object)), None);
}
