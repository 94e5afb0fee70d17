//! The two verbs of the API server's field manager: `apply` and `update`, with its names, times and limits. It knows no
//! server.

use crate::engine::schema::{Schema, go};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{NotAnObject, Object};

use super::super::last_applied;
use super::compare::compare;
use super::fields::FieldSet;
use super::managed::{self, Manager, Operation, Owned, Owners};
use super::owners::{self, Kind};
use super::paths::field_set;
use super::reset::reset_fields;
use super::typed::Ref;
use super::validate::{Duplicates, validate};

/// Update managers after which the oldest are put together (`DefaultMaxUpdateManagers`).
const MAX_UPDATE_MANAGERS: usize = 10;

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer<'a> {
    /// `fieldManager`, else the user agent's text before its first `/`.
    pub name: &'a str,
    /// The sub-resource, empty for the object itself.
    pub subresource: &'a str,
    /// The time of the write: RFC 3339 in whole seconds, UTC.
    pub now: &'a str,
}

/// Whether an apply takes fields from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// `force=true`.
    Yes,
    /// A conflict is an error.
    No,
}

/// Somebody else owns a field that an apply would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The owner as the API server words it: `"kubectl-client-side-apply" using apps/v1`.
    pub owner: String,
    /// The field, `.spec.replicas`.
    pub field: String,
}

/// Why an apply or update is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StructuredError {
    /// Fields owned by others (409). The text is that of the API server's answer.
    #[error("{}", conflict_message(.0))]
    Conflicts(Vec<Conflict>),
    /// The request is wrong (400).
    #[error("{0}")]
    BadRequest(String),
    /// An object does not fit its schema, or its `managedFields` cannot be read (500).
    #[error("{0}")]
    Invalid(String),
    /// The outcome is no object.
    #[error(transparent)]
    NotAnObject(#[from] NotAnObject),
}

fn conflict_message(conflicts: &[Conflict]) -> String {
    if let [only] = conflicts {
        return format!("Apply failed with 1 conflict: conflict with {}: {}", only.owner, only.field);
    }
    let mut owners: Vec<&str> = conflicts.iter().map(|conflict| conflict.owner.as_str()).collect();
    owners.sort_unstable();
    owners.dedup();
    let mut lines = Vec::new();
    for owner in owners {
        lines.push(format!("conflicts with {owner}:"));
        lines.extend(conflicts.iter().filter(|conflict| conflict.owner == owner).map(|conflict| format!("- {}", conflict.field)));
    }
    format!("Apply failed with {} conflicts: {}", conflicts.len(), lines.join("\n"))
}

/// What the API server would store after a PATCH with `application/apply-patch+yaml`: `live` (`None`: it is not there) with
/// `applied` merged in, and `metadata.managedFields` brought up to date. Defaulting and admission come after, by the caller;
/// [`keep_times`] undoes what only moved times.
///
/// # Errors
/// On conflicts without `force`, and where an object does not fit its schema.
pub fn apply(
    schema: &Schema,
    live: Option<&Object>,
    applied: &Object,
    writer: &Writer<'_>,
    force: Force,
) -> Result<Object, StructuredError> {
    if applied.get(&["metadata", "managedFields"]).is_some_and(|list| !list.is_null()) {
        return Err(StructuredError::BadRequest("metadata.managedFields must be nil".to_owned()));
    }
    if let Some(live) = live.filter(|live| live.api_version() != applied.api_version()) {
        let (wanted, found) = (live.api_version(), applied.api_version());
        let message = format!("Incorrect version specified in apply patch. Specified patch version: {found}, expected: {wanted}");
        return Err(StructuredError::BadRequest(message));
    }
    let verb = Verb::new(schema, applied, writer);
    let first = apply_once(&verb, live, applied, writer, force);
    // kubectl may take over what its own client-side apply left behind.
    let Err(StructuredError::Conflicts(conflicts)) = first else { return first };
    let allowed = live.filter(|_| writer.name == "kubectl").and_then(|live| left_behind(&verb, live));
    let Some(allowed) = allowed else { return Err(StructuredError::Conflicts(conflicts)) };
    let shown: Vec<String> = allowed.paths().iter().map(|path| super::element::shown_path(path)).collect();
    let rest: Vec<Conflict> = conflicts.into_iter().filter(|conflict| !shown.contains(&conflict.field)).collect();
    if !rest.is_empty() {
        return Err(StructuredError::Conflicts(rest));
    }
    apply_once(&verb, live, applied, writer, Force::Yes)
}

/// What an apply that takes over every conflict would make of the fields of `live`: as [`apply`] merges, without `managedFields`
/// and with nulls as they come. None: nothing changes. A comparison asks so.
///
/// # Errors
/// Where an object does not fit its schema, or the managed fields cannot be read.
pub fn prediction(schema: &Schema, live: &Object, applied: &Object, writer: &Writer<'_>) -> Result<Option<Map>, StructuredError> {
    let verb = Verb::new(schema, applied, writer);
    verb.fits(applied.root(), Duplicates::Refuse, "error building typed value from config resource", applied)?;
    let unreadable = |error: String| StructuredError::Invalid(format!("error decoding managed fields: {error}"));
    let owners = managed::owners(live).map_err(unreadable)?;
    let manager = Manager::new(writer.name, Operation::Apply, applied.api_version(), writer.subresource);
    let (old, config) = (Value::Map(managed::without(live.root())), Value::Map(managed::without(applied.root())));
    let (new, _) = owners::apply(verb.kind(), &old, &config, owners, &manager, Force::Yes)?;
    Ok((new != old).then(|| new.as_map().cloned().unwrap_or_default()))
}

fn apply_once(
    verb: &Verb<'_>,
    live: Option<&Object>,
    applied: &Object,
    writer: &Writer<'_>,
    force: Force,
) -> Result<Object, StructuredError> {
    let unreadable = |error: String| StructuredError::Invalid(format!("failed to decode managed fields: {error}"));
    let owners = live.map(managed::owners).transpose().map_err(unreadable)?.unwrap_or_default();
    let empty = verb.empty(applied);
    let live_root = live.map_or_else(|| empty.clone(), |live| managed::without(live.root()));
    let live_value = Value::Map(live_root.clone());
    verb.fits(applied.root(), Duplicates::Refuse, "failed to create typed patch object", applied)?;
    let kind = verb.kind();
    let owners =
        if owners.is_empty() { verb.update(&Value::Map(empty), &live_value, owners, "before-first-apply", writer.now)? } else { owners };
    let manager = Manager::new(writer.name, Operation::Apply, applied.api_version(), writer.subresource);
    let config = Value::Map(managed::without(applied.root()));
    let (new, mut owners) = owners::apply(kind, &live_value, &config, owners, &manager, force)?;
    strip(&mut owners, &manager);
    let root = if new == live_value {
        live_root
    } else {
        if let Some(own) = owners.get_mut(&manager) {
            own.time = Some(writer.now.into());
        }
        new.as_map().map(without_nulls).unwrap_or_default()
    };
    let object = applied.with_root(managed::with(&root, &owners))?;
    // A client-side annotation is kept in step, so that a later client-side apply does not undo this one.
    if writer.name == "kubectl" && object.annotation(last_applied::ANNOTATION).is_some_and(|text| !text.is_empty()) {
        let text = applied_configuration(applied);
        return Ok(object.set(&["metadata", "annotations", last_applied::ANNOTATION], Value::str(text))?);
    }
    Ok(object)
}

/// What the API server would store after POST, PUT or another patch: `after` (defaulted) with `metadata.managedFields`
/// saying that the writer owns what it changed. `before`: `None` for POST.
///
/// # Errors
/// Where an object does not fit its schema: the API server then stores it without `managedFields`, see [`untracked`].
pub fn update(schema: &Schema, before: Option<&Object>, after: &Object, writer: &Writer<'_>) -> Result<Object, StructuredError> {
    let verb = Verb::new(schema, after, writer);
    let live = || before.map(|before| managed::owners(before).unwrap_or_default()).unwrap_or_default();
    let sent = after.get(&["metadata", "managedFields"]).and_then(Value::as_list);
    let owners = if writer.subresource.is_empty() {
        match sent {
            // An empty list, or one of an empty entry, resets.
            Some([]) => Owners::new(),
            Some([Value::Map(only)]) if only.is_empty() => Owners::new(),
            _ => managed::owners(after).ok().filter(|owners| !owners.is_empty()).unwrap_or_else(live),
        }
    } else {
        live()
    };
    let root = managed::without(after.root());
    if owners.is_empty() && before.is_some() {
        // Who never tracked an object does not begin with an update.
        return Ok(after.with_root(root)?);
    }
    let before_root = before.map_or_else(|| verb.empty(after), |before| managed::without(before.root()));
    verb.fits(&root, Duplicates::Allow, "failed to convert new object to smd typed", after)?;
    let owners = verb.update(&Value::Map(before_root), &Value::Map(root.clone()), owners, writer.name, writer.now)?;
    Ok(after.with_root(managed::with(&root, &owners))?)
}

/// The object as the API server stores it where its fields cannot be tracked.
///
/// # Errors
/// Never, for an object.
pub fn untracked(object: &Object) -> Result<Object, NotAnObject> {
    object.with_root(managed::without(object.root()))
}

/// `after` with the times of `before`, where nothing else differs: so that a write that changes nothing makes no new
/// resourceVersion (`IgnoreManagedFieldsTimestampsTransformer`). Call it after defaulting.
///
/// # Errors
/// Never, for objects.
pub fn keep_times(before: &Object, after: &Object) -> Result<Object, NotAnObject> {
    let (Ok(old), Ok(new)) = (managed::owners(before), managed::owners(after)) else { return Ok(after.clone()) };
    let same_fields = old.len() == new.len()
        && old.iter().zip(&new).all(|((a, own), (b, other))| a == b && own.fields == other.fields && own.api_version == other.api_version);
    if new.is_empty() || !same_fields || managed::without(before.root()) != managed::without(after.root()) {
        return Ok(after.clone());
    }
    after.with_root(managed::with(after.root(), &old))
}

/// One request's kind and limits.
struct Verb<'a> {
    schema: &'a Schema,
    kind: &'a str,
    api_version: &'a str,
    subresource: &'a str,
    root: Ref,
    is_builtin: bool,
    reset: FieldSet,
}

impl<'a> Verb<'a> {
    fn new(schema: &'a Schema, object: &'a Object, writer: &Writer<'a>) -> Self {
        let (group, version) = (object.group(), object.version());
        let kind = schema.kind(group, version, object.kind());
        let is_builtin = schema.builtin_root(group, version, object.kind()).is_some();
        Self {
            schema,
            kind: object.kind(),
            api_version: object.api_version(),
            subresource: writer.subresource,
            root: Ref::to(schema.root(group, version, object.kind())),
            is_builtin,
            reset: reset_fields(kind.as_ref(), is_builtin, writer.subresource),
        }
    }

    fn kind(&self) -> Kind<'_> {
        Kind { schema: self.schema, kind: self.kind, api_version: self.api_version, reset: &self.reset }
    }

    /// An object of which nothing is known but its kind; of a built-in one Go's structs are there.
    fn empty(&self, like: &Object) -> Map {
        let mut entries = if self.is_builtin { go::zero(self.schema, self.root.ty).to_entries() } else { Vec::new() };
        let texts = [("apiVersion", like.api_version()), ("kind", like.kind())];
        entries.extend(texts.map(|(field, text)| (Key::field(field), Value::Str(text.clone()))));
        Map::from_entries(entries)
    }

    fn fits(&self, root: &Map, duplicates: Duplicates, what: &str, object: &Object) -> Result<(), StructuredError> {
        let errors = validate(self.schema, self.root, &Value::Map(root.clone()), duplicates);
        let reason = match errors.as_slice() {
            [] => return Ok(()),
            [only] => only.clone(),
            several => format!("errors:\n  {}", several.join("\n  ")),
        };
        let (group, version, kind) = (object.group(), object.version(), self.kind);
        let whole = format!("{}/{}; {group}/{version}, Kind={kind}", object.namespace(), object.name());
        Err(StructuredError::Invalid(format!("{what} ({whole}): {reason}")))
    }

    /// The owners after an update by a manager of this name.
    fn update(&self, old: &Value, new: &Value, owners: Owners, name: &str, now: &str) -> Result<Owners, StructuredError> {
        // The write first counts as a manager of its own, so that only what it changes moves its manager's time.
        let current = Manager { name: "current-operation".into(), ..Manager::new("", Operation::Update, "", "") };
        let mut owners = owners::update(self.kind(), old, new, owners, &current)?;
        strip(&mut owners, &current);
        if let Some(own) = owners.remove(&current) {
            let manager = Manager::new(name, Operation::Update, self.api_version, self.subresource);
            let before = owners.remove(&manager).map(|before| before.fields).unwrap_or_default();
            let owned = Owned { fields: own.fields.union(&before), time: Some(now.into()), api_version: own.api_version };
            owners.insert(manager, owned);
        }
        Ok(capped(owners))
    }
}

/// Fields that belong to the server and to nobody's entry.
fn strip(owners: &mut Owners, manager: &Manager) {
    let stripped = FieldSet::of(&[
        &["apiVersion"],
        &["kind"],
        &["metadata"],
        &["metadata", "name"],
        &["metadata", "namespace"],
        &["metadata", "creationTimestamp"],
        &["metadata", "selfLink"],
        &["metadata", "uid"],
        &["metadata", "clusterName"],
        &["metadata", "generation"],
        &["metadata", "managedFields"],
        &["metadata", "resourceVersion"],
    ]);
    if let Some(own) = owners.get_mut(manager) {
        own.fields = own.fields.difference(&stripped);
        if own.fields.is_empty() {
            owners.remove(manager);
        }
    }
}

/// The owners with the oldest updaters put together as `ancient-changes`, one a version, until there are few enough.
fn capped(mut owners: Owners) -> Owners {
    let mut updaters: Vec<Manager> = owners.keys().filter(|manager| manager.operation == Operation::Update).cloned().collect();
    let mut left = updaters.len();
    if left <= MAX_UPDATE_MANAGERS {
        return owners;
    }
    updaters.sort_by_key(|manager| (owners.get(manager).and_then(|own| own.time.clone()).unwrap_or_default(), manager.clone()));
    let mut first_of: Vec<(std::sync::Arc<str>, Manager)> = Vec::new();
    for manager in updaters {
        if left <= MAX_UPDATE_MANAGERS {
            break;
        }
        let Some(own) = owners.get(&manager).cloned() else { continue };
        let bucket = Manager::new("ancient-changes", Operation::Update, &own.api_version, "");
        let Some((_, first)) = first_of.iter().find(|(version, _)| *version == own.api_version) else {
            first_of.push((own.api_version, manager));
            continue;
        };
        if !owners.contains_key(&bucket)
            && let Some(first) = owners.remove(first)
        {
            owners.insert(bucket.clone(), first);
        }
        owners.remove(&manager);
        left -= 1;
        let before = owners.remove(&bucket).map(|before| before.fields).unwrap_or_default();
        owners.insert(bucket, Owned { fields: own.fields.union(&before), ..own });
    }
    owners
}

/// Fields that the last-applied annotation sets and that still stand so: what a client-side apply left behind.
fn left_behind(verb: &Verb<'_>, live: &Object) -> Option<FieldSet> {
    let last = last_applied::original(live).ok()??;
    if last.get("apiVersion").and_then(Value::as_str) != Some(verb.api_version) {
        return None;
    }
    let (last, live) = (Value::Map(last), Value::Map(managed::without(live.root())));
    let changes = compare(verb.schema, verb.root, &last, &live).ok()?;
    let set = field_set(verb.schema, verb.root, &last);
    Some(set.difference(&changes.modified).difference(&changes.added).difference(&changes.removed))
}

/// The annotation's value for an object that was applied: as there, less the annotation, and without making `annotations`.
fn applied_configuration(applied: &Object) -> String {
    if applied.get(&["metadata", "annotations"]).is_some() {
        return last_applied::configuration(applied);
    }
    let mut text = crate::engine::manifest::json::to_json(&applied.to_value());
    text.push(b'\n');
    String::from_utf8_lossy(&text).into_owned()
}

/// The map without entries that are null: what is left of a map whose last key was withdrawn. Typed kinds drop such on
/// decoding, custom resources do not hold any that their schema does not allow.
fn without_nulls(map: &Map) -> Map {
    map.iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| match value {
            Value::Map(inner) => (key.clone(), Value::Map(without_nulls(inner))),
            _ => (key.clone(), value.clone()),
        })
        .collect()
}
