//! Fields of a rendered object that random values or the time decide: where they are, what other public previews put there, and
//! what an operation of its own puts there. It knows no renderer and no comparison. Source of the rule: ARCHITECTURE.md, "The
//! plan's digest", second paragraph.
//!
//! Plans are made of a public preview's values on every machine, so that they are equal. What is sent has the operation's own:
//! they replace the preview's at exactly these places, last of all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::key::Key;
use super::path::{Path, Segment};
use super::value::{Map, Value};
use super::{NotAnObject, Object};

/// What stands on every screen in place of a preview's value.
pub const AT_SYNC: &str = "generated at sync";

/// Fields that depend on random values or the time. `Debug` tells how many, never a value.
#[derive(Clone, PartialEq)]
pub struct Generated {
    /// Where they are, in the order of the fields. List items are told by their places.
    pub paths: Arc<[Path]>,
    /// Whose values the object has there.
    pub values: Values,
}

/// Whose values stand in the generated fields.
#[derive(Clone, PartialEq)]
pub enum Values {
    /// A public preview's: never to be sent. With it the whole fields as other public previews have them.
    Preview(Arc<[Map]>),
    /// A public preview's still, to be planned with; the whole fields as the operation has them wait beside them.
    Planned {
        /// As other public previews have them.
        others: Arc<[Map]>,
        /// As the operation sends them.
        own: Map,
    },
    /// The operation's own.
    Own,
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} generated fields", self.paths.len())
    }
}

impl Generated {
    /// Where one preview's fields differ from those of others; none where they are equal.
    pub fn find(root: &Map, others: Vec<Map>) -> Option<Self> {
        let mut paths = Vec::new();
        let all: Vec<&Map> = std::iter::once(root).chain(&others).collect();
        maps(&Path::default(), &all, &mut paths);
        if paths.is_empty() {
            return None;
        }
        Some(Self { paths: paths.into(), values: Values::Preview(others.into()) })
    }

    /// The whole fields as other public previews have them; none once the values are the operation's own.
    pub fn others(&self) -> &[Map] {
        match &self.values {
            Values::Preview(others) | Values::Planned { others, .. } => others,
            Values::Own => &[],
        }
    }

    /// Whether the values are a public preview's, with nothing at hand to replace them: they must not be sent.
    pub fn is_preview(&self) -> bool {
        matches!(self.values, Values::Preview(_))
    }

    /// Without the generated fields; generated items of lists are null, so that the others keep their places.
    pub fn without(&self, map: &Map) -> Map {
        edited(map, &self.paths, 0, &|_, now| if now.is_item { Some(Value::Null) } else { None })
    }

    /// With [`AT_SYNC`] in each generated field that is there.
    pub fn marked(&self, map: &Map) -> Map {
        edited(map, &self.paths, 0, &|_, now| now.value.map(|_| AT_SYNC.into()))
    }

    /// With the generated fields as another object has them.
    pub fn taken(&self, map: &Map, from: &Map) -> Map {
        let from = Value::Map(from.clone());
        edited(map, &self.paths, 0, &|path, _| at(&from, &path.0).cloned())
    }
}

impl Object {
    /// What of it is generated, if anything is.
    pub fn generated(&self) -> Option<&Generated> {
        self.origin().generated.as_deref()
    }

    /// The same object with this known of its generated fields.
    ///
    /// # Errors
    /// Never for the fields of an object.
    pub fn with_generated(&self, generated: Option<Generated>) -> Result<Self, NotAnObject> {
        let origin = super::Origin { generated: generated.map(Arc::new), ..self.origin().clone() };
        Self::new(self.root().clone(), origin)
    }

    /// The object as its operation sends it: the operation's own values where a preview's stood. Any other object stays as it is.
    ///
    /// # Errors
    /// When the operation's values leave no object.
    pub fn with_own_values(&self) -> Result<Self, NotAnObject> {
        match self.generated() {
            Some(generated @ Generated { values: Values::Planned { own, .. }, .. }) => self
                .with_root(generated.taken(self.root(), own))?
                .with_generated(Some(Generated { paths: generated.paths.clone(), values: Values::Own })),
            Some(_) | None => Ok(self.clone()),
        }
    }
}

impl Object {
    /// A change made to the object in each of its variants, so that what is generated is known of the result as well.
    ///
    /// # Errors
    /// When the change fails.
    pub fn changed<E>(&self, mut change: impl FnMut(&Self) -> Result<Self, E>) -> Result<Self, E> {
        let mine = change(self)?;
        let Some(generated) = self.generated() else { return Ok(mine) };
        let mut variant = |map: &Map| self.with_root(map.clone()).ok().map(|own| change(&own)).transpose();
        let variants: Result<Vec<Option<Self>>, E> = generated.others().iter().map(&mut variant).collect();
        let others: Vec<Map> = variants?.into_iter().flatten().map(|own| own.root().clone()).collect();
        let found = match &generated.values {
            Values::Own => return Ok(mine),
            Values::Preview(_) => Generated::find(mine.root(), others),
            Values::Planned { own, .. } => {
                let Some(own) = variant(own)? else { return Ok(mine) };
                match Generated::find(mine.root(), others.clone()) {
                    Some(found) => Some(Generated { values: Values::Planned { others: others.into(), own: own.root().clone() }, ..found }),
                    // What was generated was replaced by what everybody has.
                    None => return Ok(own.with_generated(None).unwrap_or(own)),
                }
            }
        };
        Ok(mine.with_generated(found).unwrap_or(mine))
    }
}

/// The shallowest places where maps differ. Where their keys are not the same the whole map depends on chance, unless it is the
/// object itself or its metadata: their keys are told one by one.
fn maps(path: &Path, all: &[&Map], out: &mut Vec<Path>) {
    let Some((first, rest)) = all.split_first() else { return };
    if rest.iter().all(|other| other.same(first)) {
        return;
    }
    let is_open = match path.0.as_slice() {
        [] => true,
        [Segment::Field(name)] => &**name == "metadata",
        _ => false,
    };
    let has_same_keys = |other: &&Map| other.len() == first.len() && other.iter().zip(*first).all(|(a, b)| a.0 == b.0);
    if !is_open && !rest.iter().all(has_same_keys) {
        out.push(path.clone());
        return;
    }
    let names: BTreeSet<&str> = all.iter().flat_map(|map| map.iter()).map(|(key, _)| key.as_str()).collect();
    for name in names {
        let at = path.join(Segment::Field(name.into()));
        let own: Vec<&Value> = all.iter().filter_map(|map| map.get(name)).collect();
        if own.len() == all.len() {
            values(&at, &own, out);
        } else {
            out.push(at);
        }
    }
}

fn values(path: &Path, all: &[&Value], out: &mut Vec<Path>) {
    let Some((first, rest)) = all.split_first() else { return };
    if rest.iter().all(|other| other == first) {
        return;
    }
    let as_maps: Option<Vec<&Map>> = all.iter().map(|value| value.as_map()).collect();
    let as_lists: Option<Vec<&[Value]>> = all.iter().map(|value| value.as_list()).collect();
    match (as_maps, as_lists) {
        (Some(all), _) => maps(path, &all, out),
        (_, Some(all)) if all.iter().all(|list| list.len() == first.as_list().map_or(0, <[Value]>::len)) => {
            for index in 0..first.as_list().map_or(0, <[Value]>::len) {
                let own: Vec<&Value> = all.iter().filter_map(|list| list.get(index)).collect();
                values(&path.join(Segment::Index(index)), &own, out);
            }
        }
        _ => out.push(path.clone()),
    }
}

/// What stands at a place that is edited.
struct Now<'v> {
    value: Option<&'v Value>,
    /// Whether it is an item of a list: it cannot be taken away without moving those behind it.
    is_item: bool,
}

/// What becomes of a place; none: it goes.
type Edit<'e> = &'e dyn Fn(&Path, &Now<'_>) -> Option<Value>;

/// The paths below one place, each longer than `depth`, grouped by what comes next: equal steps stand together.
fn groups(paths: &[Path], depth: usize) -> impl Iterator<Item = (&Segment, &[Path])> {
    paths.chunk_by(move |a, b| a.0.get(depth) == b.0.get(depth)).filter_map(move |group| Some((group.first()?.0.get(depth)?, group)))
}

fn edited(map: &Map, paths: &[Path], depth: usize, edit: Edit<'_>) -> Map {
    let named = groups(paths, depth).filter_map(|(segment, group)| match segment {
        Segment::Field(name) => Some((&**name, group)),
        Segment::Index(_) | Segment::Item(..) => None,
    });
    let mut named: BTreeMap<&str, &[Path]> = named.collect();
    let mut entries = Vec::with_capacity(map.len());
    for (key, value) in map {
        match named.remove(key.as_str()) {
            None => entries.push((key.clone(), value.clone())),
            Some(group) => entries.extend(place(Some(value), group, depth, false, edit).map(|new| (key.clone(), new))),
        }
    }
    entries.extend(named.into_iter().filter_map(|(name, group)| Some((Key::from(name), place(None, group, depth, false, edit)?))));
    Map::from_entries(entries)
}

/// One place, which is either edited itself or holds what is.
fn place(value: Option<&Value>, group: &[Path], depth: usize, is_item: bool, edit: Edit<'_>) -> Option<Value> {
    let first = group.first()?;
    if first.0.len() <= depth.saturating_add(1) {
        return edit(first, &Now { value, is_item });
    }
    match value? {
        Value::Map(map) => Some(Value::Map(edited(map, group, depth.saturating_add(1), edit))),
        Value::List(items) => {
            let mut items = items.to_vec();
            for (segment, group) in groups(group, depth.saturating_add(1)) {
                if let Segment::Index(index) = segment
                    && let Some(item) = items.get_mut(*index)
                {
                    *item = place(Some(item), group, depth.saturating_add(1), true, edit).unwrap_or_default();
                }
            }
            Some(Value::list(items))
        }
        other => Some(other.clone()),
    }
}

fn at<'v>(value: &'v Value, path: &[Segment]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, segment| match segment {
        Segment::Field(name) => value.as_map()?.get(name),
        Segment::Index(index) => value.as_list()?.get(*index),
        Segment::Item(..) => None,
    })
}
