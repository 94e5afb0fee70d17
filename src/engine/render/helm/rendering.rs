//! A chart with its values becomes rendered files: every template of the chart and of the charts below it, each with what
//! it may see. It knows no YAML. Source: Helm `pkg/engine/engine.go` (`recAllTpls`, `render`).

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::chart::{Chart, Entry};
use super::described::described;
use super::given::capabilities::Capabilities;
use super::given::files::Files;
use super::manifests::sort::Rendered;
use crate::engine::template::budget::{Budget, Limits};
use crate::engine::template::chance::Chance;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::function::Scope;
use crate::engine::template::value::Value;
use crate::model::object::key::Key;
use crate::model::object::value::Map;
use crate::model::problem::{Place, Problem, ProblemKind};

/// `.Release`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its name.
    pub name: Arc<str>,
    /// Its namespace.
    pub namespace: Arc<str>,
    /// Whether it replaces an earlier one.
    pub is_upgrade: bool,
}

/// What a rendering needs.
pub struct Given<'a> {
    /// The chart, its dependencies resolved.
    pub chart: &'a Chart,
    /// The values of the chart and of those below it.
    pub values: &'a Map,
    /// The release.
    pub release: &'a Release,
    /// The cluster.
    pub capabilities: &'a Capabilities,
    /// Time and entropy.
    pub chance: &'a Chance,
    /// What all its templates together may cost.
    pub limits: Limits,
}

/// A template with what it may see.
struct Renderable<'a> {
    path: Arc<str>,
    base: Arc<str>,
    entry: &'a Entry,
    sees: Dict,
}

/// Renders all templates. The result holds each file with its path within the chart, partials (`_…`) left out.
///
/// # Errors
/// When a template cannot be parsed or executed: the first one in Helm's order. Helm's words name the place and the chain
/// of includes.
pub fn render(given: &Given<'_>) -> Result<Vec<Rendered>, Problem> {
    let mut templates = Vec::new();
    let shared = Shared { release: release(given.release), capabilities: Value::Native(Rc::new(given.capabilities.clone())) };
    let values = Value::Dict(Dict::shared_as(given.values.clone(), DictKind::Values));
    collect(given.chart, given.chart.name(), values, true, &shared, &mut templates);
    templates.sort_by(|a, b| order(&b.path).cmp(&order(&a.path)));
    let budget = Budget::new(given.limits);
    let scope = Scope { budget: &budget, chance: given.chance };
    super::templates::run(&templates.iter().map(|one| (&one.path, one.entry)).collect::<Vec<_>>(), scope, |index| {
        let one = templates.get(index)?;
        let template = [("Name", Value::str(one.path.clone())), ("BasePath", Value::str(one.base.clone()))];
        one.sees.set(Key::field("Template"), Value::Dict(dict(template, DictKind::Values)));
        Some(Value::Dict(one.sees.clone()))
    })
}

/// Depth and path: deeper templates come first, so that the definitions of a chart win over those of the charts below it.
fn order(path: &str) -> (usize, &str) {
    (path.matches('/').count(), path)
}

/// What all charts of a rendering share.
struct Shared {
    release: Value,
    capabilities: Value,
}

fn release(release: &Release) -> Value {
    let entries = [
        ("Name", Value::str(release.name.clone())),
        ("Namespace", Value::str(release.namespace.clone())),
        ("IsUpgrade", Value::Bool(release.is_upgrade)),
        ("IsInstall", Value::Bool(!release.is_upgrade)),
        ("Revision", Value::int(1)),
        ("Service", Value::str("Helm")),
    ];
    Value::Dict(dict(entries, DictKind::Any))
}

fn dict<const N: usize>(entries: [(&'static str, Value); N], kind: DictKind) -> Dict {
    Dict::own(entries.into_iter().map(|(key, value)| (Key::field(key), value)).collect(), kind)
}

/// The templates of a chart and of those below it; returns what the chart's templates see.
fn collect<'a>(chart: &'a Chart, path: &str, values: Value, is_root: bool, shared: &Shared, into: &mut Vec<Renderable<'a>>) -> Dict {
    let about = Dict::shared(described(&chart.metadata));
    about.set(Key::field("IsRoot"), Value::Bool(is_root));
    let subcharts = Dict::default();
    let files = Files::new(chart.files.iter().map(|file| (file.name.clone(), file.bytes.clone())));
    let sees = dict(
        [
            ("Chart", Value::Dict(about)),
            ("Files", Value::Native(Rc::new(files))),
            ("Release", shared.release.clone()),
            ("Capabilities", shared.capabilities.clone()),
            ("Values", values.clone()),
            ("Subcharts", Value::Dict(subcharts.clone())),
        ],
        DictKind::Any,
    );
    for below in &chart.dependencies {
        let name = below.name();
        let own = table(&values, name).unwrap_or_else(|| Value::Dict(Dict::own(BTreeMap::new(), DictKind::Values)));
        let seen = collect(below, &format!("{path}/charts/{name}"), own, false, shared, into);
        subcharts.set(Key::own(name.clone()), Value::Dict(seen));
    }
    let base: Arc<str> = format!("{path}/templates").into();
    let is_valid = |entry: &&Entry| !chart.is_library() || file_name(&entry.name).starts_with('_');
    into.extend(chart.templates.iter().filter(is_valid).map(|entry| Renderable {
        path: format!("{path}/{}", entry.name).into(),
        base: base.clone(),
        entry,
        sees: sees.clone(),
    }));
    sees
}

/// The map at a chart's name, which may hold dots.
fn table(values: &Value, name: &str) -> Option<Value> {
    name.split('.').try_fold(values.clone(), |at, part| match at {
        Value::Dict(dict) => dict.get(part).filter(|value| matches!(value, Value::Dict(_))),
        _ => None,
    })
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A problem of a template, in Helm's words; `place` is `chart/templates/x.yaml:3:14` where it is known.
pub(super) fn problem(kind: ProblemKind, words: &str, place: Option<(&str, u32, Option<u32>)>) -> Problem {
    let problem = Problem::error(kind, words);
    match place {
        Some((file, line, column)) => {
            let place = Place::file(file).at_line(line);
            problem.at(Place { column, ..place })
        }
        None => problem,
    }
}
