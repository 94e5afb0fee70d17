//! The values that a kustomization gives a chart: a file of them, those that stand inline, both laid over each other, and further files.
//! It knows no template. Source: kustomize `HelmChartInflationGenerator.go`, `replaceValuesInline`.
//!
//! The file is the chart's own where none is named, so that its values are given twice: once by the chart, once over it. That is not
//! nothing, for a null that is given deletes what a chart below says.

use super::place::{At, Found};
use super::settings::{HelmChart, Merge};
use crate::engine::manifest::file::File;
use crate::engine::manifest::json::to_json;
use crate::engine::manifest::notes::notes;
use crate::engine::manifest::yaml::ParseOptions;
use crate::engine::merge::kyaml::hints::Hints;
use crate::engine::merge::kyaml::{ListDirection, Options, merge2_decoded};
use crate::engine::render::helm::request::FileAt;
use crate::engine::render::kustomize::load::{self, Folder};
use crate::engine::render::kustomize::resource::value_at;
use crate::engine::render::kustomize::run::{Run, Stop, bad};
use crate::engine::schema::Schema;
use crate::engine::step::Asking;
use crate::model::object::build;
use crate::model::object::path::Segment;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

/// As kyaml merges where nothing is said.
const OPTIONS: Options = Options { direction: ListDirection::Append, infer_keys: false };

/// The files of values that Helm is given, in order.
pub(super) fn files(chart: &HelmChart, at: &At<'_>, found: &Found, schema: &Schema, asking: &mut Asking<'_>) -> Run<Vec<FileAt>> {
    let own = at.own_values();
    let entry = if chart.values_file.is_empty() { own.as_str() } else { &*chart.values_file };
    let merge = chart.merge()?;
    let inline = &chart.values_inline;
    let mut files = Vec::new();
    if inline.is_empty() {
        let (name, file) = at.file(found, entry, asking)?;
        files.push(FileAt::Given(name, file.bytes.clone()));
    } else if merge == Merge::InlineOnly {
        files.push(given(inline));
    } else {
        let (name, file) = at.file(found, entry, asking)?;
        files.push(given(&merged(chart, merge, &file, &name, schema)?));
    }
    Ok(files)
}

/// The further files of values that a chart is given.
pub(super) fn additional(chart: &HelmChart, folder: &Folder, asking: &mut Asking<'_>) -> Run<Vec<FileAt>> {
    let mut files = Vec::new();
    for entry in &chart.additional_values_files {
        match load::file(asking, folder, entry, &chart.place) {
            Ok((name, file)) => files.push(FileAt::Given(name, file.bytes.clone())),
            Err(Stop::Pending) => return Err(Stop::Pending),
            Err(Stop::Failed(problem)) => {
                let cause = format!("could not load additionalValuesFile: {}", problem.cause);
                return Err(chart.refused(Problem { cause: cause.into(), ..*problem }).into());
            }
        }
    }
    Ok(files)
}

/// Values as a file. JSON says what is a text and what is a number, whatever version of YAML reads it.
fn given(values: &Map) -> FileAt {
    FileAt::Given("valuesInline".into(), to_json(&Value::Map(values.clone())).into())
}

fn merged(chart: &HelmChart, merge: Merge, file: &File, name: &str, schema: &Schema) -> Result<Map, Problem> {
    let documents = file.documents(name, ParseOptions::KUSTOMIZE);
    if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
        let cause = format!("could not parse values file into rnode: {}", problem.cause);
        return Err(Problem { cause: cause.into(), ..problem.clone() });
    }
    let Some(document) = documents.values.first() else {
        let problem = bad(&chart.place, format!("could not parse values file into rnode: EOF ({name} is empty)"));
        return Err(problem.hint("set `valuesMerge: replace`, or write `{}` into the file"));
    };
    let of_file = Hints::from(notes(&String::from_utf8_lossy(&file.bytes)));
    let none = Hints::default();
    let inline = Value::Map(chart.values_inline.clone());
    let of_chart = with_empty_places(&document.value, &of_file);
    let (file, inline) = ((&of_chart, &of_file), (&inline, &none));
    let (over, base) = if merge == Merge::File { (file, inline) } else { (inline, file) };
    let merged =
        merge2_decoded(schema, over, base, OPTIONS).map_err(|error| bad(&chart.place, format!("could not merge values: {error}")))?;
    match merged {
        Some(Value::Map(values)) => Ok(values),
        None => Ok(Map::default()),
        Some(other) => {
            let cause = format!("could not parse merged values into map: {} is a {}", name, other.kind_name());
            Err(bad(&chart.place, cause).hint("a file of values is a map"))
        }
    }
}

/// The value with empty places in `{a: , b: 1}` as nothing: only Kustomize's reader of resources makes empty texts of them.
fn with_empty_places(value: &Value, hints: &Hints) -> Value {
    let Value::Map(root) = value else { return value.clone() };
    let mut root = root.clone();
    for path in &hints.empty {
        let is_text = value_at(&root, path).and_then(Value::as_str) == Some("");
        let fields = path.0.iter().map(|segment| match segment {
            Segment::Field(name) => Some(&**name),
            Segment::Index(_) | Segment::Item(..) => None,
        });
        if let Some(fields) = fields.collect::<Option<Vec<&str>>>().filter(|_| is_text) {
            root = build::set(&root, &fields, Value::Null);
        }
    }
    Value::Map(root)
}
