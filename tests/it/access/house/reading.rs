//! How `tiphys-cm` is read: good rules beside bad ones, garbage, hostile patterns.

use tiphys::engine::access::Weight;
use tiphys::engine::policy::images::{Item, judge};
use tiphys::engine::policy::scope::Subject;
use tiphys::engine::policy::unread;
use tiphys::model::house::{Action, Forbidden, House, Section};
use tiphys::model::object::Object;

use super::{good, key, object, of, production, read, refusals};

fn pod(image: &str) -> Object {
    object(&format!("{{apiVersion: v1, kind: Pod, metadata: {{name: p, namespace: shop}}, spec: {{containers: [{{image: {image:?}}}]}}}}"))
}

/// What the image rules refuse of one Pod.
fn refused(house: &House, subject: Subject<'_>, image: &str) -> Vec<String> {
    let pod = pod(image);
    let key = key(&pod);
    refusals(&judge(house, subject, &[Item { key: &key, object: &pod }], &[]))
}

#[test]
fn every_field_is_read() {
    let house = good(
        "imageRules",
        "- name: fixed\n  description: no surprises\n  action: warn\n  projects: [shop]\n  environments: production\n  production: true\n  applications: ['*']\n  namespaces: [shop]\n  kinds: [Deployment]\n  names: [web]\n  images: ['*']\n  exceptImages: [nginx]\n  immutable: true\n  digest: true\n  forbiddenTags: [latest]\n  tagForms: [semver]\n  allowedRegistries: [ghcr.io]\n",
    );
    let rule = &house.image_rules[0];
    assert_eq!(
        (&*rule.head.name, rule.head.action, rule.head.scope.environments.as_slice()),
        ("fixed", Action::Warn, &["production".to_owned()][..])
    );
    assert!(rule.immutable && rule.digest && rule.head.scope.production == Some(true) && rule.head.fault.is_none());
    let house = good(
        "changeRules",
        "- name: careful\n  forbid: [prune, hook]\n  maxChanges: 50\n  maxPrunes: 0\n  minReplicas: 2\n  maxReplicaDrop: 50%\n  requireResources: [limits.memory]\n  onlyDuring:\n    - {schedule: '0 2 * * *', duration: 2h, timeZone: UTC}\n",
    );
    let rule = &house.change_rules[0];
    assert_eq!((rule.forbid.as_slice(), rule.max_changes, rule.max_prunes), (&[Forbidden::Prune, Forbidden::Hook][..], Some(50), Some(0)));
    assert_eq!(
        (rule.min_replicas, rule.max_replica_drop, rule.only_during.len(), rule.head.action),
        (Some(2), Some(50), 1, Action::Refuse)
    );
    assert_eq!(read(&[]), (House::default(), Vec::new()));
    assert_eq!(good("imageRules", "# nothing yet\n"), House::default());
}

/// A house as the teams of the seeds would keep it.
const EXAMPLE: [(&str, &str); 3] = [
    (
        "imageRules",
        "- name: immutable-in-production\n  production: true\n  immutable: true\n  forbiddenTags: [latest]\n- name: release-tags\n  environments: [production]\n  projects: [link-*]\n  images: ['ghcr.io/link/*']\n  tagForms: ['v<date>-<sha>', semver]\n- name: develop-tags\n  action: warn\n  environments: [dev*, staging]\n  images: ['ghcr.io/link/*']\n  tagForms: ['sha-<sha>', 'main-<sha>']\n- name: our-registries\n  allowedRegistries: [ghcr.io/link, docker.io/library, '*.example.org']\n",
    ),
    (
        "changeRules",
        "- name: keep-data\n  kinds: [PersistentVolumeClaim, Namespace, apiextensions.k8s.io/CustomResourceDefinition]\n  forbid: [delete, replace]\n- name: no-prune-in-production\n  production: true\n  maxPrunes: 0\n- name: enough-replicas\n  production: true\n  minReplicas: 2\n  maxReplicaDrop: 50%\n- name: limits\n  action: warn\n  requireResources: [limits.memory, requests.cpu]\n- name: definitions-in-the-afternoon\n  kinds: [apiextensions.k8s.io/*]\n  onlyDuring:\n    - {schedule: '0 14 * * 1-5', duration: 4h, timeZone: Europe/Berlin}\n",
    ),
    (
        "windows",
        "- name: christmas\n  kind: deny\n  from: 2026-12-20T00:00:00Z\n  to: 2027-01-04T06:00:00Z\n  projects: ['*']\n  manualSync: true\n  description: freeze of the year's end\n  by: jane\n- name: release-42\n  kind: allow\n  from: 2026-11-28T10:00:00+01:00\n  to: 2026-11-28T12:00:00+01:00\n  applications: [link-app-production]\n",
    ),
];

#[test]
fn the_rules_that_teams_need_are_read_without_a_word() {
    let (house, problems) = read(&EXAMPLE);
    assert_eq!((problems.as_slice(), house.unread.as_slice()), (&[][..], &[][..]));
    assert_eq!((house.image_rules.len(), house.change_rules.len(), house.windows.len()), (4, 5, 2));
    assert!(
        house.image_rules.iter().all(|rule| rule.head.fault.is_none()) && house.change_rules.iter().all(|rule| rule.head.fault.is_none())
    );
    let link = Subject { project: "link-shop", ..production() };
    for (image, n) in [
        ("ghcr.io/link/web:v20240115-abc1234", 0),
        ("ghcr.io/link/web:v1.2.3", 0),
        ("ghcr.io/link/web:sha-abc1234", 1),
        ("ghcr.io/link/web:latest", 2),
        ("quay.io/x/y:1.2.3", 1),
    ] {
        assert_eq!(refused(&house, link, image).len(), n, "{image}");
    }
}

#[test]
fn a_rule_with_an_unknown_field_refuses_in_its_scope_beside_good_ones() {
    let rules = "- {name: odd, projects: [shop], imutable: true}\n- {name: good, immutable: true, projects: [other]}\n";
    let (house, problems) = read(&[("imageRules", rules)]);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        said[0].starts_with("tiphys-cm: imageRules[0].imutable: image rule \"odd\"") && said[0].contains("did you mean immutable?"),
        "{said:?}"
    );
    assert!(problems.iter().all(|problem| problem.hint.is_some()));
    assert!(refused(&house, production(), "nginx:1.2.3")[0].contains("cannot be read (imutable"), "{house:?}");
    assert_eq!(refused(&house, Subject { project: "third", ..production() }, "nginx"), Vec::<String>::new());
    let other = Subject { project: "other", ..production() };
    assert_eq!((refused(&house, other, "nginx").len(), refused(&house, other, "nginx:1.2.3").len()), (1, 0), "the other one stands");
}

#[test]
fn a_rule_that_only_warns_warns_when_it_cannot_be_read() {
    let (house, _) = read(&[("imageRules", "- {name: odd, action: warn, tagForms: ['sha-<sah>']}")]);
    let pod = pod("nginx");
    let key = key(&pod);
    let judgements = judge(&house, production(), &[Item { key: &key, object: &pod }], &[]);
    assert_eq!((of(&judgements, Weight::Warns).len(), refusals(&judgements).len()), (1, 0));
}

#[test]
fn an_action_that_is_none_refuses_and_the_rule_stands() {
    let (house, problems) = read(&[("imageRules", "- {name: odd, action: block, immutable: true}")]);
    assert_eq!((problems.len(), house.image_rules[0].head.action), (1, Action::Refuse));
    assert_eq!((refused(&house, production(), "nginx").len(), refused(&house, production(), "nginx:1.2.3").len()), (1, 0));
}

#[test]
fn a_scope_that_cannot_be_read_is_a_warning_for_every_plan() {
    for scope in ["projects: [5]", "projects: ['[a']", "production: maybe", "kinds: []", "namespaces: {a: b}"] {
        let (house, problems) =
            read(&[("imageRules", &format!("- {{name: odd, immutable: true, {scope}}}\n- {{name: good, digest: true}}"))]);
        assert_eq!((problems.len(), house.unread.len(), house.image_rules.len()), (1, 1, 1), "{scope}: {problems:?}");
        let warned = unread(&house, Section::ImageRules);
        assert_eq!(warned.iter().map(|one| one.weight).collect::<Vec<_>>(), [Weight::Warns]);
        assert!(warned[0].verdict.rule.contains("image rule \"odd\" of tiphys-cm cannot be read"), "{warned:?}");
        assert_eq!(refused(&house, production(), "nginx").len(), 1, "the good one stands: {scope}");
    }
}

#[test]
fn broken_yaml_in_one_rule_costs_that_rule_only() {
    let rules = "- name: first\n  immutable: true\n- name: broken\n  tagForms: [\n- name: third\n  digest: true\n";
    let (house, problems) = read(&[("imageRules", rules)]);
    assert_eq!(house.image_rules.iter().map(|rule| (&*rule.head.name, rule.head.index)).collect::<Vec<_>>(), [("first", 0), ("third", 2)]);
    assert_eq!(house.unread.iter().map(|unread| unread.index).collect::<Vec<_>>(), [Some(1)]);
    assert!(problems[0].to_string().starts_with("tiphys-cm: imageRules[1]"), "{problems:?}");
}

#[test]
fn garbage_is_a_warning_for_each_key_and_nothing_else() {
    for garbage in ["a: [", "just words", "5", "{a: b}", "- 5\n- [a]", "\u{0}", "- a: 1\n---\n- b: 2", "&a [*a]", "{{ .Values.rules }}"] {
        let (house, problems) = read(&[("imageRules", garbage), ("changeRules", "- {name: good, maxPrunes: 0}"), ("windows", garbage)]);
        assert!(house.image_rules.is_empty() && house.windows.is_empty(), "{garbage:?}");
        assert!(house.unread.iter().any(|unread| unread.section == Section::ImageRules), "{garbage:?}");
        assert!(house.unread.iter().any(|unread| unread.section == Section::Windows), "{garbage:?}");
        assert!(problems.len() >= 2 && problems.iter().all(|problem| problem.hint.is_some()), "{garbage:?}: {problems:?}");
        assert_eq!(house.change_rules.len(), 1, "the other key stands: {garbage:?}");
    }
}

#[test]
fn hostile_patterns_are_refused_in_no_time() {
    let bomb = "/((((((((a{1,99}){1,99}){1,99}){1,99}){1,99}){1,99}){1,99}){1,99})/";
    let long = "{a,b}".repeat(4_000);
    let nested = format!("/{}a{}/", "(".repeat(400), ")".repeat(400));
    let many = (0..1_000).map(|n| format!("- {{name: r{n}, immutable: true, projects: [other]}}\n")).collect::<String>();
    let rules = format!(
        "- {{name: bomb, tagForms: ['{bomb}']}}\n- {{name: long, immutable: true, images: ['{long}']}}\n- {{name: nested, tagForms: ['{nested}']}}\n{many}"
    );
    let (house, problems) = read(&[("imageRules", &rules)]);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for part in ["too large once it is compiled", "too long", "imageRules[2].tagForms[0]", "1003 entries are too many"] {
        assert!(said.iter().any(|text| text.contains(part)), "{part}: {:#?}", &said[..said.len().min(5)]);
    }
    assert_eq!(house.image_rules.len(), 200);
    assert_eq!(refused(&house, production(), "nginx:1.2.3").len(), 3, "each of the three refuses");
    let globs = (0..600).map(|n| format!("'a{n}'")).collect::<Vec<_>>().join(", ");
    let (house, _) = read(&[("imageRules", &format!("- {{name: globs, forbiddenTags: [{globs}]}}"))]);
    assert_eq!(refused(&house, production(), "nginx:1.2.3").len(), 1);
}

#[test]
fn what_a_rule_asks_must_be_something_that_can_be_asked() {
    for (key, rule, field) in [
        ("imageRules", "- {name: empty}", "imageRules[0]"),
        ("imageRules", "- {name: x, allowedRegistries: ['https://ghcr.io']}", "imageRules[0].allowedRegistries[0]"),
        ("imageRules", "- {name: x, allowedRegistries: [platform]}", "imageRules[0].allowedRegistries[0]"),
        ("imageRules", "- {name: x, forbiddenTags: [1.2]}", "imageRules[0].forbiddenTags[0]"),
        ("imageRules", "- {name: x, forbiddenTags: []}", "imageRules[0].forbiddenTags"),
        ("changeRules", "- {name: empty}", "changeRules[0]"),
        ("changeRules", "- {name: x, forbid: [deletion]}", "changeRules[0].forbid[0]"),
        ("changeRules", "- {name: x, maxPrunes: -1}", "changeRules[0].maxPrunes"),
        ("changeRules", "- {name: x, maxPrunes: many}", "changeRules[0].maxPrunes"),
        ("changeRules", "- {name: x, maxReplicaDrop: 200%}", "changeRules[0].maxReplicaDrop"),
        ("changeRules", "- {name: x, requireResources: [memory]}", "changeRules[0].requireResources[0]"),
        ("changeRules", "- {name: x, onlyDuring: {schedule: daily, duration: 1h}}", "changeRules[0].onlyDuring[0].schedule"),
        ("changeRules", "- {name: x, onlyDuring: {schedule: '0 0 31 2 *', duration: 1h}}", "changeRules[0].onlyDuring[0].schedule"),
        (
            "changeRules",
            "- {name: x, onlyDuring: {schedule: '0 0 * * *', duration: 1h, timeZone: Mars}}",
            "changeRules[0].onlyDuring[0].timeZone",
        ),
        ("windows", "- {kind: deny, from: 2026-12-20, to: 2026-12-21T00:00:00Z, projects: ['*']}", "windows[0].from"),
        ("windows", "- {kind: deny, from: 2026-12-22T00:00:00Z, to: 2026-12-21T00:00:00Z, projects: ['*']}", "windows[0].to"),
        ("windows", "- {kind: freeze, from: 2026-12-20T00:00:00Z, to: 2026-12-21T00:00:00Z, projects: ['*']}", "windows[0].kind"),
    ] {
        let (house, problems) = read(&[(key, rule)]);
        let places: Vec<String> =
            problems.iter().filter_map(|problem| problem.place.as_ref()?.field.as_ref().map(ToString::to_string)).collect();
        assert_eq!(places, [field], "{rule}: {problems:?}");
        let faults = house.image_rules.iter().map(|rule| &rule.head.fault).chain(house.change_rules.iter().map(|rule| &rule.head.fault));
        assert!(faults.chain(house.windows.iter().map(|window| &window.fault)).all(Option::is_some), "{rule}");
    }
}
