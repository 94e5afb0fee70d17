//! Who set the fields of a live object: read from its `metadata.managedFields`. Untrusted text: what cannot be read names
//! nobody. Source of the form: `sigs.k8s.io/structured-merge-diff`, `fieldpath/serialize-pe.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::json;
use crate::model::object::Object;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};

/// Entries that are read. The API server keeps ten updaters; appliers add one each.
const MAX_ENTRIES: usize = 256;

/// Depth to which owned fields are read, as values are.
const MAX_DEPTH: usize = crate::model::object::serde_de::MAX_DEPTH;

/// Who set a field of the live object last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSetBy {
    /// The field manager, as it called itself: untrusted.
    pub manager: Arc<str>,
    /// `Apply` or `Update`, as the server noted it.
    pub operation: Arc<str>,
    /// When the manager last changed any of its fields, as the server wrote it (RFC 3339); empty where it is missing.
    pub time: Arc<str>,
    /// The subresource by which it was set, e.g. `scale`; empty for the object itself.
    pub subresource: Arc<str>,
}

/// The owners of one live object's fields.
#[derive(Debug, Default)]
pub(super) struct Owners {
    entries: Vec<(LiveSetBy, Node)>,
    live: Value,
}

/// Fields of one manager, as a tree.
#[derive(Debug, Default)]
struct Node {
    fields: BTreeMap<Arc<str>, Node>,
    /// Items by the names of their keys, then by the keys' values.
    keyed: Vec<(Vec<Arc<str>>, BTreeMap<Vec<u8>, Node>)>,
    /// Items of sets.
    values: BTreeMap<Vec<u8>, Node>,
    /// Items by place.
    places: BTreeMap<usize, Node>,
}

impl Owners {
    /// The owners that an object names.
    pub(super) fn of(object: &Object) -> Self {
        let entries = object.get(&["metadata", "managedFields"]).and_then(Value::as_list).unwrap_or(&[]);
        let entries = entries.iter().take(MAX_ENTRIES).filter_map(|entry| {
            let entry = entry.as_map()?;
            let text = |key: &str| entry.get(key).and_then(Value::as_shared_str).unwrap_or_default();
            let manager = Some(text("manager")).filter(|manager| !manager.is_empty())?;
            let node = Node::read(entry.get("fieldsV1")?.as_map()?, MAX_DEPTH);
            Some((LiveSetBy { manager, operation: text("operation"), time: text("time"), subresource: text("subresource") }, node))
        });
        Self { entries: entries.collect(), live: object.to_value() }
    }

    /// Whether nobody is named.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Who set the field at a path of the live object: of those that own it, or the nearest field above it that is owned whole, the newest.
    pub(super) fn set_by(&self, path: &Path) -> Option<LiveSetBy> {
        let mut value = Some(&self.live);
        let steps: Vec<(&Segment, Option<&Value>)> = path
            .0
            .iter()
            .map(|segment| {
                value = value.and_then(|value| step(value, segment));
                (segment, value)
            })
            .collect();
        let owned = self.entries.iter().filter_map(|(who, node)| Some((node.depth(&steps)?, moment(&who.time), who)));
        owned.max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1))).map(|(_, _, who)| who.clone())
    }
}

fn moment(time: &str) -> Option<jiff::Timestamp> {
    time.parse().ok()
}

impl Node {
    fn read(map: &Map, depth: usize) -> Self {
        let mut node = Self::default();
        let Some(depth) = depth.checked_sub(1) else { return node };
        for (key, below) in map {
            let below = || below.as_map().map(|below| Self::read(below, depth)).unwrap_or_default();
            match key.as_str().split_once(':') {
                Some(("f", name)) => {
                    node.fields.insert(name.into(), below());
                }
                Some(("k", text)) => {
                    let Ok(Value::Map(keys)) = json::parse_json(text.as_bytes()) else { continue };
                    let names: Vec<Arc<str>> = keys.iter().map(|(name, _)| name.as_str().into()).collect();
                    let values = json::canonical_json(&Value::Map(keys));
                    match node.keyed.iter_mut().find(|(own, _)| *own == names) {
                        Some((_, items)) => {
                            items.insert(values, below());
                        }
                        None => node.keyed.push((names, BTreeMap::from([(values, below())]))),
                    }
                }
                Some(("v", text)) => {
                    let Ok(value) = json::parse_json(text.as_bytes()) else { continue };
                    node.values.insert(json::canonical_json(&value), below());
                }
                Some(("i", place)) => {
                    let Ok(place) = place.parse() else { continue };
                    node.places.insert(place, below());
                }
                Some(_) | None => {}
            }
        }
        node
    }

    fn is_leaf(&self) -> bool {
        self.fields.is_empty() && self.keyed.is_empty() && self.values.is_empty() && self.places.is_empty()
    }

    /// How deep on the way to a path this manager owns: to its end, or to a field that it owns whole. None: it does not own it.
    fn depth(&self, steps: &[(&Segment, Option<&Value>)]) -> Option<usize> {
        let mut node = self;
        for (depth, (segment, value)) in steps.iter().enumerate() {
            let Some(next) = node.below(segment, *value) else { return (node.is_leaf() && depth > 0).then_some(depth) };
            node = next;
        }
        (!steps.is_empty()).then_some(steps.len())
    }

    fn below(&self, segment: &Segment, item: Option<&Value>) -> Option<&Self> {
        match segment {
            Segment::Field(name) => self.fields.get(name),
            Segment::Index(place) => self.item(item).or_else(|| self.places.get(place)),
            Segment::Item(..) => self.item(item),
        }
    }

    /// The node of a list's item: by its keys, else by its value.
    fn item(&self, item: Option<&Value>) -> Option<&Self> {
        let item = item?;
        let by_keys = |map: &Map| {
            self.keyed.iter().find_map(|(names, items)| {
                let keys: Option<Vec<_>> = names.iter().map(|name| Some(((&**name).into(), map.get(name)?.clone()))).collect();
                items.get(&json::canonical_json(&Value::map(keys?)))
            })
        };
        item.as_map().and_then(by_keys).or_else(|| if self.values.is_empty() { None } else { self.values.get(&json::canonical_json(item)) })
    }
}

/// The value below another one.
fn step<'v>(value: &'v Value, segment: &Segment) -> Option<&'v Value> {
    match segment {
        Segment::Field(name) => value.as_map()?.get(name),
        Segment::Index(place) => value.as_list()?.get(*place),
        Segment::Item(keys, wanted) => value.as_list()?.iter().find(|item| item.as_map().is_some_and(|map| is_item(map, keys, wanted))),
    }
}

/// Whether a map is the item that a path names: its keys' values, joined, are these.
fn is_item(map: &Map, keys: &str, wanted: &str) -> bool {
    let mut rest = Some(wanted);
    for (place, key) in keys.split(',').enumerate() {
        let text = match map.get(key) {
            Some(Value::Str(text)) => text.to_string(),
            Some(Value::Int(number)) => number.to_string(),
            Some(Value::Bool(yes)) => yes.to_string(),
            Some(Value::Null | Value::Uint(_) | Value::Float(_) | Value::List(_) | Value::Map(_)) | None => return false,
        };
        rest = rest
            .and_then(|rest| if place == 0 { Some(rest) } else { rest.strip_prefix(',') })
            .and_then(|rest| rest.strip_prefix(text.as_str()));
    }
    rest == Some("")
}

#[cfg(test)]
mod tests {
    use super::Owners;
    use crate::engine::manifest::json;
    use crate::model::object::path::{Path, Segment};
    use crate::model::object::value::{Map, Value};
    use crate::model::object::{Object, Origin};

    fn live(managed: &str) -> Object {
        let text = format!(
            r#"{{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"web","finalizers":["x/y"],"managedFields":{managed}}},
            "spec":{{"replicas":3,"selector":{{"matchLabels":{{"app":"web"}}}},"template":{{"spec":{{"containers":[
              {{"name":"log","image":"log:1"}},
              {{"name":"web","image":"web:1","args":["a","b"],"ports":[{{"containerPort":80,"protocol":"TCP"}},{{"containerPort":80,"protocol":"UDP"}}]}}]}}}}}}}}"#
        );
        let Ok(Value::Map(map)) = json::parse_json(text.as_bytes()) else { panic!("no JSON: {text}") };
        Object::new(map, Origin::default()).expect("an object")
    }

    const MANAGED: &str = r#"[
      {"manager":"argocd-controller","operation":"Apply","time":"2026-01-01T00:00:00Z","fieldsV1":{"f:spec":{"f:replicas":{},"f:selector":{},
        "f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:name":{},"f:image":{},"f:args":{},
          "f:ports":{"k:{\"containerPort\":80,\"protocol\":\"UDP\"}":{".":{},"f:containerPort":{}}}}}}}}}},
      {"manager":"kubectl-edit","operation":"Update","time":"2026-02-01T00:00:00Z","fieldsV1":{"f:metadata":{"f:finalizers":{"v:\"x/y\"":{}}},
        "f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{"f:image":{}}}}}}}},
      {"manager":"hpa","operation":"Update","time":"2026-03-01T00:00:00Z","subresource":"scale","fieldsV1":{"f:spec":{"f:replicas":{}}}},
      {"manager":"old","operation":"Update","time":"2020-03-01T00:00:00Z","fieldsV1":{"f:spec":{"f:replicas":{}}}}]"#;

    fn who(owners: &Owners, path: Vec<Segment>) -> String {
        owners.set_by(&Path(path)).map_or("nobody".into(), |by| format!("{}{}", by.manager, by.subresource))
    }

    fn fields(names: &[&str]) -> Vec<Segment> {
        names.iter().map(|name| Segment::Field((*name).into())).collect()
    }

    fn container(more: Vec<Segment>) -> Vec<Segment> {
        let mut path = fields(&["spec", "template", "spec", "containers"]);
        path.push(Segment::Item("name".into(), "web".into()));
        path.extend(more);
        path
    }

    #[test]
    fn the_newest_of_the_deepest_owners_is_named() {
        let owners = Owners::of(&live(MANAGED));
        assert_eq!(who(&owners, fields(&["spec", "replicas"])), "hpascale");
        assert_eq!(who(&owners, container(fields(&["image"]))), "kubectl-edit");
        assert_eq!(who(&owners, container(fields(&["command"]))), "nobody");
        assert_eq!(
            who(&owners, fields(&["spec", "selector", "matchLabels", "app"])),
            "argocd-controller",
            "an atomic field is owned whole"
        );
        let mut args = container(fields(&["args"]));
        args.push(Segment::Index(1));
        assert_eq!(who(&owners, args), "argocd-controller");
        assert_eq!(who(&owners, fields(&["metadata", "finalizers"])), "kubectl-edit");
        assert_eq!(who(&owners, [fields(&["metadata", "finalizers"]), vec![Segment::Index(0)]].concat()), "kubectl-edit");
    }

    #[test]
    fn items_are_found_by_all_their_keys_and_by_their_place() {
        let owners = Owners::of(&live(MANAGED));
        let port = |value: &str| {
            [fields(&["ports"]), vec![Segment::Item("containerPort,protocol".into(), value.into())], fields(&["containerPort"])].concat()
        };
        assert_eq!(who(&owners, container(port("80,UDP"))), "argocd-controller");
        assert_eq!(who(&owners, container(port("80,TCP"))), "nobody");
        let mut by_place = fields(&["spec", "template", "spec", "containers"]);
        by_place.extend([Segment::Index(1), Segment::Field("image".into())]);
        assert_eq!(who(&owners, by_place), "kubectl-edit");
    }

    #[test]
    fn garbage_names_nobody() {
        for managed in [
            "null",
            "[]",
            "{}",
            "\"x\"",
            "[1,null,{}]",
            r#"[{"manager":"m","fieldsV1":"x"}]"#,
            r#"[{"manager":"","fieldsV1":{"f:spec":{"f:replicas":{}}}}]"#,
            r#"[{"manager":1,"fieldsV1":{"f:spec":{"f:replicas":{}}}}]"#,
            r#"[{"manager":"m","fieldsV1":{"spec":{"replicas":{}},"k:nonsense":{},"v:":{},"i:x":{},"f:":{}}}]"#,
            r#"[{"manager":"m","fieldsV1":{}}]"#,
        ] {
            let owners = Owners::of(&live(managed));
            assert_eq!(who(&owners, fields(&["spec", "replicas"])), "nobody", "{managed}");
            assert_eq!(who(&owners, Vec::new()), "nobody", "{managed}");
        }
        assert!(
            Owners::of(
                &Object::new(Map::from_iter([("apiVersion".into(), "v1".into()), ("kind".into(), "X".into())]), Origin::default())
                    .expect("an object")
            )
            .is_empty()
        );
    }
}
