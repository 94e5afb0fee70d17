//! Who set each field of an object last: the side table that a render keeps on demand, so that a difference can name the file, overlay or
//! transformer behind each line of it. It knows no renderer; whoever changes an object says what it is now and who changed it.
//!
//! A trail is a tree beside the object's value. A node without a mark was set by whoever set the node above it. List items are paired by
//! equality, then by the field that names them, then by their place, so that an item that only moves keeps its mark.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Spans;
use super::path::{Path, Segment};
use super::value::{Map, Value};
use crate::model::problem::Place;

/// Fields that name an item of a list, in the order in which they are looked for.
const NAMES: [&str; 7] = ["name", "key", "mountPath", "devicePath", "containerPort", "port", "ip"];

/// Somebody who sets fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Setter {
    /// Where that is written: a file, with the line where it begins.
    pub place: Place,
    /// Which of a tool's means it was, e.g. `images`, `patches`, `name reference`; empty for a file's own fields.
    pub what: Arc<str>,
    /// The text that stands there, where its own lines can be told.
    pub text: Option<Arc<Text>>,
}

/// A document as it was read, with the lines of its fields.
#[derive(Default, PartialEq)]
pub struct Text {
    /// The document.
    pub value: Value,
    /// Its fields' lines.
    pub spans: Arc<Spans>,
}

/// Who set a field, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBy {
    /// File and line.
    pub place: Place,
    /// As [`Setter::what`].
    pub what: Arc<str>,
}

/// What is known of an object's fields.
#[derive(Clone, PartialEq)]
pub struct Trail {
    now: Map,
    root: Arc<Node>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Node {
    by: Option<Arc<Setter>>,
    fields: BTreeMap<Arc<str>, Arc<Node>>,
    items: Vec<Arc<Node>>,
    /// Fields that are not there any more, and who took them away.
    gone: BTreeMap<Arc<str>, Arc<Setter>>,
}

impl fmt::Debug for Text {
    /// No field's value: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text with its lines")
    }
}

impl fmt::Debug for Trail {
    /// No field's value: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a trail")
    }
}

/// Says who changed the value at a path.
type Who<'w> = &'w dyn Fn(&Path) -> Arc<Setter>;

impl Trail {
    /// An object as somebody made it.
    pub fn new(now: &Map, by: Arc<Setter>) -> Self {
        Self { now: now.clone(), root: Arc::new(Node { by: Some(by), ..Node::default() }) }
    }

    /// Takes note of what the object is now. `who` is asked for each value that differs from what it was.
    pub fn follow(&mut self, now: &Map, who: &dyn Fn(&Path) -> Arc<Setter>) {
        if self.now.same(now) {
            return;
        }
        self.root = fields(&self.root, &self.now, now, &mut Vec::new(), who);
        self.now = now.clone();
    }

    /// Whether this is what it saw last.
    pub fn is_at(&self, now: &Map) -> bool {
        self.now.same(now)
    }

    /// Marks one value as somebody's, if it is there.
    pub fn mark(&mut self, path: &[&str], by: &Arc<Setter>) {
        self.root = marked(&self.root, path, by);
    }

    /// Who set the field at a path last; for a field that is not there, who took it away. `None` where nobody is known.
    pub fn set_by(&self, path: &Path) -> Option<SetBy> {
        let (mut node, mut by) = (Some(&self.root), self.root.by.clone());
        let root = Value::Map(self.now.clone());
        let mut value = &root;
        for segment in &path.0 {
            let next = step(value, segment);
            let Some((below, index)) = next else {
                let Segment::Field(name) = segment else { return None };
                return node?.gone.get(name).map(|by| told(by, path));
            };
            node = node.and_then(|node| match segment {
                Segment::Field(name) => node.fields.get(name),
                Segment::Index(_) | Segment::Item(..) => node.items.get(index),
            });
            if let Some(own) = node.and_then(|node| node.by.clone()) {
                by = Some(own);
            }
            value = below;
        }
        by.map(|by| told(&by, path))
    }
}

/// The value below another one, with its index where that is a list.
fn step<'v>(value: &'v Value, segment: &Segment) -> Option<(&'v Value, usize)> {
    match segment {
        Segment::Field(name) => Some((value.as_map()?.get(name)?, 0)),
        Segment::Index(index) => Some((value.as_list()?.get(*index)?, *index)),
        Segment::Item(key, wanted) => {
            let has = |item: &Value| item.as_map().and_then(|map| map.get(key)).is_some_and(|value| scalar(value) == **wanted);
            let items = value.as_list()?;
            let index = items.iter().position(has)?;
            Some((items.get(index)?, index))
        }
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Null | Value::Float(_) | Value::List(_) | Value::Map(_) => String::new(),
    }
}

/// A setter with the line of a field, where its text has that field.
fn told(by: &Setter, path: &Path) -> SetBy {
    let line = by.text.as_ref().and_then(|text| {
        let (mut value, mut real) = (&text.value, Path::default());
        let mut line = None;
        for segment in &path.0 {
            let Some((below, index)) = step(value, segment) else { break };
            real = real.join(match segment {
                Segment::Field(_) => segment.clone(),
                Segment::Index(_) | Segment::Item(..) => Segment::Index(index),
            });
            value = below;
            let name = real.to_string();
            line = text.spans.lines.iter().find(|(own, _)| **own == *name).map(|(_, line)| *line).or(line);
        }
        line
    });
    let place = line.map_or_else(|| by.place.clone(), |line| by.place.clone().at_line(line));
    SetBy { place, what: by.what.clone() }
}

fn marked(node: &Arc<Node>, path: &[&str], by: &Arc<Setter>) -> Arc<Node> {
    let mut node = Node::clone(node);
    match path.split_first() {
        None => node = Node { by: Some(by.clone()), ..Node::default() },
        Some((name, rest)) => {
            let below = node.fields.get(*name).cloned().unwrap_or_default();
            node.fields.insert((*name).into(), marked(&below, rest, by));
        }
    }
    Arc::new(node)
}

/// The node of a value that was another one.
fn changed(node: &Arc<Node>, old: &Value, new: &Value, path: &mut Vec<Segment>, who: Who<'_>) -> Arc<Node> {
    match (old, new) {
        (Value::Map(old), Value::Map(new)) if old.same(new) => node.clone(),
        (Value::Map(old), Value::Map(new)) => fields(node, old, new, path, who),
        (Value::List(old), Value::List(new)) => items(node, old, new, path, who),
        _ if old == new => node.clone(),
        _ => made(new, path, who),
    }
}

/// The node of a value that is new: its fields may be somebody else's than the whole.
fn made(value: &Value, path: &mut Vec<Segment>, who: Who<'_>) -> Arc<Node> {
    let by = who(&Path(path.clone()));
    let mut node = Node { by: Some(by.clone()), ..Node::default() };
    for (key, value) in value.as_map().into_iter().flatten() {
        path.push(Segment::Field(key.as_str().into()));
        let below = made(value, path, who);
        path.pop();
        if !below.fields.is_empty() || below.by.as_ref().is_some_and(|own| !Arc::ptr_eq(own, &by)) {
            node.fields.insert(key.as_str().into(), below);
        }
    }
    Arc::new(node)
}

fn fields(node: &Arc<Node>, old: &Map, new: &Map, path: &mut Vec<Segment>, who: Who<'_>) -> Arc<Node> {
    let mut out = Node { by: node.by.clone(), gone: node.gone.clone(), ..Node::default() };
    for (key, value) in new {
        let name: Arc<str> = key.as_str().into();
        path.push(Segment::Field(name.clone()));
        let below = node.fields.get(&name);
        let next = match old.get(&name) {
            Some(before) if before == value => below.cloned(),
            Some(before) => Some(changed(&below.cloned().unwrap_or_default(), before, value, path, who)),
            None => {
                out.gone.remove(&name);
                Some(made(value, path, who))
            }
        };
        path.pop();
        if let Some(next) = next {
            out.fields.insert(name, next);
        }
    }
    for (key, _) in old.iter().filter(|(key, _)| !new.has(key.as_str())) {
        let name: Arc<str> = key.as_str().into();
        path.push(Segment::Field(name.clone()));
        out.gone.insert(name, who(&Path(path.clone())));
        path.pop();
    }
    Arc::new(out)
}

fn items(node: &Arc<Node>, old: &[Value], new: &[Value], path: &mut Vec<Segment>, who: Who<'_>) -> Arc<Node> {
    let mut left: Vec<usize> = (0..old.len()).collect();
    let mut take = |is_so: &dyn Fn(usize, &Value) -> bool| {
        let at = left.iter().position(|index| old.get(*index).is_some_and(|item| is_so(*index, item)))?;
        Some(left.remove(at))
    };
    let mut partners: Vec<Option<usize>> = new.iter().map(|item| take(&|_, before| before == item)).collect();
    let open = |partner: &Option<usize>| partner.is_none();
    for (item, partner) in new.iter().zip(&mut partners).filter(|(_, partner)| open(partner)) {
        let name = named(item);
        *partner = name.as_ref().and_then(|name| take(&|_, before| named(before).as_ref() == Some(name)));
    }
    if old.len() == new.len() {
        for (place, (item, partner)) in new.iter().zip(&mut partners).enumerate().filter(|(_, (_, partner))| open(partner)) {
            *partner = take(&|index, before| index == place && named(before).is_none() && named(item).is_none());
        }
    }
    let mut out = Node { by: node.by.clone(), gone: node.gone.clone(), ..Node::default() };
    for (place, (item, partner)) in new.iter().zip(partners).enumerate() {
        path.push(Segment::Index(place));
        let before = partner.and_then(|index| Some((old.get(index)?, node.items.get(index).cloned().unwrap_or_default())));
        out.items.push(match before {
            Some((before, below)) => changed(&below, before, item, path, who),
            None => made(item, path, who),
        });
        path.pop();
    }
    Arc::new(out)
}

/// What names a list's item.
fn named(item: &Value) -> Option<(&'static str, String)> {
    let map = item.as_map()?;
    NAMES.iter().find_map(|name| map.get(name).map(|value| (*name, scalar(value))))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Setter, Trail};
    use crate::model::object::build::map;
    use crate::model::object::path::{Path, Segment};
    use crate::model::object::value::{Map, Value};
    use crate::model::problem::Place;

    fn by(file: &str) -> Arc<Setter> {
        Arc::new(Setter { place: Place::file(file), what: "".into(), text: None })
    }

    fn container(name: &str, image: &str) -> Value {
        Value::Map(map([("name", name.into()), ("image", image.into())]))
    }

    fn pod(containers: Vec<Value>) -> Map {
        map([("kind", "Pod".into()), ("spec", Value::Map(map([("containers", Value::list(containers))])))])
    }

    fn set_by(trail: &Trail, path: &[Segment]) -> Option<String> {
        trail.set_by(&Path(path.to_vec())).map(|found| found.place.to_string())
    }

    fn field(name: &str) -> Segment {
        Segment::Field(name.into())
    }

    fn image_of(name: &str) -> [Segment; 4] {
        [field("spec"), field("containers"), Segment::Item("name".into(), name.into()), field("image")]
    }

    #[test]
    fn an_item_keeps_its_mark_where_others_come_before_it() {
        let mut trail = Trail::new(&pod(vec![container("web", "1"), container("log", "1")]), by("base"));
        trail.follow(&pod(vec![container("web", "2"), container("log", "1")]), &|_| by("images"));
        trail.follow(&pod(vec![container("new", "1"), container("web", "2"), container("log", "1")]), &|_| by("patch"));
        assert_eq!(set_by(&trail, &image_of("web")).as_deref(), Some("images"));
        assert_eq!(set_by(&trail, &image_of("log")).as_deref(), Some("base"));
        assert_eq!(set_by(&trail, &image_of("new")).as_deref(), Some("patch"));
        assert_eq!(set_by(&trail, &[]).as_deref(), Some("base"));
    }

    #[test]
    fn what_is_gone_was_taken_away_by_somebody() {
        let with = pod(vec![container("web", "1")]);
        let mut trail = Trail::new(&with, by("base"));
        trail.follow(&with.without("spec"), &|_| by("patch"));
        assert_eq!(set_by(&trail, &[field("spec")]).as_deref(), Some("patch"));
        assert_eq!(set_by(&trail, &[field("metadata")]), None, "nobody ever wrote it");
        trail.follow(&with, &|_| by("later"));
        assert_eq!(set_by(&trail, &[field("spec")]).as_deref(), Some("later"));
    }

    #[test]
    fn one_value_can_be_marked() {
        let mut trail = Trail::new(&map([("data", Value::Map(map([("a", "1".into()), ("b", "2".into())])))]), by("kustomization.yaml"));
        trail.mark(&["data", "a"], &by("a.txt"));
        assert_eq!(set_by(&trail, &[field("data"), field("a")]).as_deref(), Some("a.txt"));
        assert_eq!(set_by(&trail, &[field("data"), field("b")]).as_deref(), Some("kustomization.yaml"));
    }
}
