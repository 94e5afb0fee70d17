//! `RespectIgnoreDifferences=true`: what is sent keeps what ignore rules name as it stands in the cluster. It knows no plan.
//!
//! What the rules take out of the live object is put into what they leave of the desired one, by the merge keys of its kind, so
//! that an ignored field of a list's item goes to that item wherever it stands. `status` is nobody's to send.
//! Source: Argo CD `controller/sync.go`, `normalizeTargetResources`, `restoreNonIgnoredFields`.

use std::collections::BTreeMap;

use crate::engine::merge::jsonmerge;
use crate::engine::merge::strategic::{self, Overwrite};
use crate::engine::schema::Schema;
use crate::engine::schema::types::TypeRef;
use crate::engine::step::{Answers, Asking, Step};
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind};

use super::ignore::{self, Judging};
use super::norms::Norms;
use super::outcome::{place, remade};
use super::{Desired, Live, Rules, managers, reconcile, threeway};

/// Objects that are sent otherwise than Git has them, by their keys: those from which some rule takes something. One that
/// cannot be made is a problem: it must not be sent as Git has it.
pub type Respected = BTreeMap<ObjectKey, Result<Object, Problem>>;

/// What is sent instead of desired objects that are there.
pub fn respected(desired: &Desired, live: &Live, schema: &Schema, rules: &Rules, answers: &Answers) -> Step<Respected> {
    let (norms, mut asking) = (Norms::new(rules), Asking::new(answers));
    let mut out = Respected::new();
    for (index, object) in desired.objects.iter().enumerate() {
        let key = reconcile::key(object, index, live, schema, rules);
        let Some(current) = live.objects.get(&key) else { continue };
        let mut is_kept = false;
        // Each preview's values, where it has generated ones: what is kept is no longer generated.
        let sent = object.changed(|own| {
            let sent = one(own, current, schema, &norms, &mut Judging::new(&mut asking))?;
            is_kept |= sent.is_some();
            Ok(sent.unwrap_or_else(|| own.clone()))
        });
        if is_kept || sent.is_err() {
            out.insert(key, sent);
        }
    }
    // Rules that fail were told by the comparison.
    asking.problems.clear();
    asking.finish(out)
}

/// One object; none where no rule takes anything from either side.
fn one(desired: &Object, live: &Object, schema: &Schema, norms: &Norms, judging: &mut Judging<'_, '_>) -> Result<Option<Object>, Problem> {
    let names = norms.managers(desired);
    let names: Vec<&str> = names.iter().map(|(_, line)| &*line.text).collect();
    let (own, current) = match names.as_slice() {
        [] => (desired.root().clone(), live.root().clone()),
        names => {
            let (own, current, _) = managers::without_managed(schema, desired, live, names)?;
            (own, current)
        }
    };
    let own = ignore::without_ignored(desired, own, norms, judging).without("status");
    let current = ignore::without_ignored(live, current, norms, judging).without("status");
    let (git, cluster) = (desired.root().without("status"), live.root().without("status"));
    if judging.is_pending() || (own == git && current == cluster) {
        return Ok(None);
    }
    let ty = threeway::merge_type(schema, desired.api_version(), desired.kind());
    let patched = patched(schema, ty, &own, (&current, &cluster)).map_err(|error| {
        let cause = format!("what is ignored cannot be kept as it is in the cluster: {error}");
        Problem::error(ProblemKind::InvalidSpec, cause)
            .at(place(desired))
            .hint("leave the key by which its list is merged out of the ignore rule, or sync without RespectIgnoreDifferences=true")
    })?;
    let restored = restored(&patched, &git, &own, Some(&current));
    remade(desired, restored).map(|object| (object.root() != desired.root()).then_some(object))
}

/// What the rules leave of the desired object with what they take from the live one.
fn patched(schema: &Schema, ty: TypeRef, own: &Map, (current, cluster): (&Map, &Map)) -> Result<Map, strategic::StrategicError> {
    if ty == TypeRef::DEDUCED {
        let patch = jsonmerge::two_way(current, cluster);
        return Ok(jsonmerge::apply_map(own, &patch));
    }
    let patch = strategic::three_way(schema, ty, cluster, cluster, current, Overwrite::Yes)?;
    strategic::apply(schema, ty, own, &patch)
}

/// What nobody ignores, as Git has it: a patch that replaces a map or list brings all of the live one along.
fn restored(patched: &Map, git: &Map, own: &Map, current: Option<&Map>) -> Map {
    let mut out = patched.clone();
    for (key, wanted) in git {
        let name = key.as_str();
        match (out.get(name), wanted, own.get(name)) {
            (Some(Value::Map(inner)), Value::Map(wanted), Some(Value::Map(left))) => {
                let inner = restored(inner, wanted, left, current.and_then(|current| current.get(name)).and_then(Value::as_map));
                out = out.with(key.clone(), Value::Map(inner));
            }
            (found, _, Some(left)) if left == wanted && found != Some(wanted) => out = out.with(key.clone(), wanted.clone()),
            _ => {}
        }
    }
    let is_extra = |name: &str| !git.has(name) && current.is_some_and(|current| current.has(name));
    out.iter().filter(|(key, _)| !is_extra(key.as_str())).cloned().collect()
}
