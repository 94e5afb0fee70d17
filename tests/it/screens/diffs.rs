//! The difference as it is painted: folds, moves from hunk to hunk, the three layouts, at every size; and no text of it raw.

use std::sync::Arc;

use serde_json::json;

use tiphys::engine::compare::Rules;
use tiphys::engine::compare::masks::Masks;
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::schema::Schema;
use tiphys::model::ids::ClusterId;
use tiphys::model::object::Object;
use tiphys::model::text::is_unsafe;
use tiphys::session::effect::Effect;
use tiphys::session::outcome::Outcome;
use tiphys::session::shown::{Change, DiffView, ObjectDiff};

use super::HOSTILE;
use crate::support::desk::{Desk, value};
use crate::support::fleet::{answers, fleet, incident};

fn read(yaml: &str, name: &str) -> Vec<Object> {
    objects(&parse_yaml(yaml.as_bytes(), name, ParseOptions::KUBERNETES.with_spans()), name).0
}

fn difference(old: &str, new: &str) -> DiffView {
    of_objects(read(old, "live"), read(new, "apps/checkout/all.yaml"))
}

fn of_objects(old: Vec<Object>, new: Vec<Object>) -> DiffView {
    let rules = Rules {
        instance: "checkout-production".into(),
        cluster: ClusterId::new("demo"),
        namespace: "shop".into(),
        ignore: Arc::new([]),
        policy: Arc::default(),
        settings: Arc::default(),
        server_side: None,
        server: "".into(),
    };
    let (schema, mut masks) = (Schema::builtin(), Masks::default());
    let pairs = old.into_iter().zip(new);
    let objects = pairs.map(|(old, new)| ObjectDiff {
        key: new.key(&rules.cluster),
        change: Change::Changed,
        hunks: crate::support::judged::hunks_among(&mut masks, Some(&new.traced()), Some(&old), &schema, &rules),
    });
    DiffView { left: "live".into(), right: "Git 41c07de".into(), objects: objects.collect(), images: Vec::new(), problems: Vec::new() }
}

const OLD: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: checkout, namespace: shop}
data:
  run.sh: "set -e\necho one\necho two\necho three\necho four\necho five\nexec /bin/shop --mode calm --listen 0.0.0.0:8080 --log info --region eu-central-1 --retries 5\n"
  config.yaml: "server:\n  port: 8080\nbasket: true\n"
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
  managedFields:
  - {manager: hpa, operation: Update, subresource: scale, time: "2026-11-20T08:14:00Z", fieldsV1: {f:spec: {f:replicas: {}}}}
spec:
  replicas: 5
  template:
    metadata: {annotations: {checksum/config: aa, kubectl.kubernetes.io/restartedAt: "2026-11-20T08:14:00Z"}}
    spec: {containers: [{name: web, image: "shop/checkout:1.8.0-crash", resources: {limits: {memory: 512Mi}}, env: [{name: A, value: x}, {name: B, value: y}]}]}
---
apiVersion: v1
kind: Secret
metadata: {name: checkout-db, namespace: shop}
data: {password: b2xk}
"#;

const NEW: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: {name: checkout, namespace: shop}
data:
  run.sh: "set -eu\necho one\necho two\necho three\necho four\necho five\nexec /bin/shop --mode loud --listen 0.0.0.0:8080 --log info --region eu-central-1 --retries 5\n"
  config.yaml: "server:\n  port: 8081\nbasket: true\n"
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: shop}
spec:
  replicas: 3
  template:
    metadata: {annotations: {checksum/config: bb, kubectl.kubernetes.io/restartedAt: "2026-11-21T08:14:00Z"}}
    spec: {containers: [{name: web, image: "shop/checkout:1.7.3", resources: {limits: {memory: 1Gi}}, env: [{name: B, value: y}, {name: A, value: x}]}]}
---
apiVersion: v1
kind: Secret
metadata: {name: checkout-db, namespace: shop}
data: {password: bmV3}
"#;

/// The desk on a difference.
fn on(width: u16, height: u16, view: &DiffView) -> Desk {
    let mut desk = fleet(width, height);
    incident(&mut desk);
    desk.keys("enter d");
    desk.answer_all(|effect| matches!(effect, Effect::Diff { .. }).then(|| Outcome::Diffed(Ok(Arc::new(view.clone())))));
    answers(&mut desk);
    desk
}

#[test]
fn differences_are_as_they_were_looked_at() {
    let view = difference(OLD, NEW);
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let mut desk = on(width, height, &view);
            for layout in ["lines", "wrapped", "sides"] {
                insta::assert_snapshot!(format!("difference-{layout}-{width}x{height}"), desk.screen());
                desk.keys("|");
                desk.wait(std::time::Duration::from_secs(30));
            }
        }
    });
}

#[test]
fn generated_fields_are_one_line_until_they_are_unfolded() {
    let mut desk = on(120, 60, &difference(OLD, NEW));
    desk.shows("2 generated fields differ").hides("checksum/config");
    // The folded line is the last of the Deployment, above the Secret's heading.
    desk.typed("/").typed("generated").keys("enter");
    desk.keys("g enter").keys("esc");
    desk.shows("checksum/config").shows("- aa").shows("+ bb");
    desk.keys("enter").hides("checksum/config");
    desk.keys("right").shows("checksum/config");
    desk.keys("left").hides("checksum/config");
}

#[test]
fn n_goes_from_hunk_to_hunk_and_not_to_headings_or_folded_fields() {
    let view = difference(OLD, NEW);
    let n_open = view.objects.iter().flat_map(|object| &object.hunks).filter(|hunk| !hunk.is_folded()).count();
    assert_eq!(n_open, 7);
    let mut desk = on(120, 60, &view);
    desk.keys("g");
    let mut seen = Vec::new();
    for _ in 0..n_open {
        desk.keys("n");
        let screen = desk.screen();
        let line = screen.lines().find(|line| line.starts_with('▌')).expect("a cursor").trim_end().to_owned();
        assert!(!line.contains("Deployment") && !line.contains("generated"), "{line}");
        seen.push(line);
    }
    seen.dedup();
    assert_eq!(seen.len(), n_open, "{seen:#?}");
    desk.keys("N");
    assert!(
        desk.screen().lines().any(|line| line.starts_with('▌') && seen.iter().rev().nth(1).is_some_and(|before| line.trim_end() == before))
    );
}

#[test]
fn the_layout_of_anything_else_says_what_has_one() {
    let mut desk = fleet(120, 40);
    desk.keys(":").typed("layout").keys("enter");
    desk.shows("only a difference has other layouts");
}

#[test]
fn hostile_values_keys_and_managers_never_reach_a_cell_raw() {
    for hostile in HOSTILE {
        let map = |text: &str| {
            let entry = json!({"manager": hostile, "operation": hostile, "time": hostile, "fieldsV1": {"f:data": {"f:a": {}}}});
            let data = json!({"a": format!("{text}{hostile}"), "b": format!("x\n{text}{hostile}\n"), hostile: text});
            let metadata = json!({"name": "c", "namespace": "shop", "managedFields": [entry]});
            value(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}))
        };
        let view = of_objects(vec![map("one")], vec![map("two")]);
        assert_eq!(view.objects[0].hunks.len(), 3, "{hostile:?}");
        for (width, height) in [(80, 24), (120, 40)] {
            let mut desk = on(width, height, &view);
            for _ in 0..3 {
                for cell in desk.frame().content() {
                    assert!(!cell.symbol().chars().any(is_unsafe), "{hostile:?}: {:?}", cell.symbol());
                }
                desk.keys("|");
            }
        }
    }
}
