//! A difference as JSON, for programs. The form is stable: fields are added, never renamed or taken away.
//!
//! ```text
//! { "schema": "tiphys.dev/diff/v1", "left": "live", "right": "Git 3f2a1b0",
//!   "objects": [ { "cluster", "group", "kind", "namespace", "name", "change": "added" | "removed" | "changed",
//!     "nLeftOut": differences of the object that are not told, "hunks": [ {
//!       "path": "spec.template.spec.containers[name=web].image", "segments": [ "spec", …, {"key": "name", "value": "web"}, "image" ],
//!       "oldPath": the path on the old side where indexes differ, "inside": [ { "format": "json" | "yaml", "path", "segments" } ],
//!       "change": "added" | "removed" | "changed" | "moved", "from", "to": places of a list's item, 0-based,
//!       "old", "new": masked values, "lines": { "hunks": [ { "oldStart", "nOld", "newStart", "nNew",
//!         "lines": [ { "side": "both" | "old" | "new", "text", "isEnded" } ] } ], "nLeftOut" },
//!       "folded": whether people see it only when they ask, "class": "field" | "respelled" | "timestamp" | "generated" | "server",
//!       "meaning": what both values mean, "setBy": { "file", "line", "what" },
//!       "liveSetBy": { "manager", "operation", "time", "subresource" } } ] } ],
//!   "problems": [ { "severity", "message", "hint" } ] }
//! ```
//!
//! What is not there is left out. Numbers in `segments` are indexes. It knows no terminal, but prints nothing that could do
//! something to one: such characters are escaped.

use serde::Serialize;

use crate::engine::compare::hunks::{Change as HunkChange, Hunk};
use crate::engine::compare::inside::{Format, Inside};
use crate::engine::compare::lines::Lines;
use crate::engine::compare::mask::Shown;
use crate::engine::compare::meaning::Class;
use crate::model::object::path::{Path, Segment};
use crate::model::problem::{Problem, Severity};
use crate::model::text::is_unsafe;
use crate::session::shown::{Change, DiffView, ObjectDiff};

/// The name of the form.
const SCHEMA: &str = "tiphys.dev/diff/v1";

#[derive(Serialize)]
struct Report<'v> {
    schema: &'static str,
    left: &'v str,
    right: &'v str,
    objects: Vec<ObjectOut<'v>>,
    problems: Vec<ProblemOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectOut<'v> {
    cluster: String,
    group: &'v str,
    kind: &'v str,
    namespace: &'v str,
    name: &'v str,
    change: &'static str,
    n_left_out: usize,
    hunks: Vec<HunkOut<'v>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HunkOut<'v> {
    path: String,
    segments: Vec<SegmentOut<'v>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_path: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inside: Vec<InsideOut<'v>>,
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'v Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'v Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<&'v Lines>,
    folded: bool,
    class: Class,
    #[serde(skip_serializing_if = "String::is_empty")]
    meaning: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_by: Option<SetByOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    live_set_by: Option<LiveSetByOut<'v>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SegmentOut<'v> {
    Field(&'v str),
    Index(usize),
    Item { key: &'v str, value: &'v str },
}

#[derive(Serialize)]
struct InsideOut<'v> {
    format: Format,
    path: String,
    segments: Vec<SegmentOut<'v>>,
}

#[derive(Serialize)]
struct SetByOut {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "String::is_empty")]
    what: String,
}

#[derive(Serialize)]
struct LiveSetByOut<'v> {
    manager: &'v str,
    operation: &'v str,
    time: &'v str,
    #[serde(skip_serializing_if = "str::is_empty")]
    subresource: &'v str,
}

#[derive(Serialize)]
struct ProblemOut {
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// The difference as JSON, indented by two. `problems`: what else is to be known of it.
///
/// # Errors
/// When a value cannot be printed as JSON: a number that is none.
pub fn json(view: &DiffView, problems: &[Problem]) -> Result<String, serde_json::Error> {
    let report = Report {
        schema: SCHEMA,
        left: &view.left,
        right: &view.right,
        objects: view.objects.iter().map(object).collect(),
        problems: problems.iter().map(problem).collect(),
    };
    serde_json::to_string_pretty(&report).map(|text| escaped(&text))
}

/// Characters that could do something to a terminal stand in texts only, where JSON has a spelling for them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || !is_unsafe(c) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

fn object(diff: &ObjectDiff) -> ObjectOut<'_> {
    ObjectOut {
        cluster: diff.key.cluster.to_string(),
        group: &diff.key.group_kind.group,
        kind: &diff.key.group_kind.kind,
        namespace: &diff.key.namespace,
        name: &diff.key.name,
        change: match diff.change {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
        },
        n_left_out: diff.hunks.last().map_or(0, |hunk| hunk.n_left_out),
        hunks: diff.hunks.iter().map(hunk).collect(),
    }
}

fn hunk(hunk: &Hunk) -> HunkOut<'_> {
    let change = match hunk.change {
        HunkChange::Added => "added",
        HunkChange::Removed => "removed",
        HunkChange::Changed => "changed",
        HunkChange::Moved { .. } => "moved",
    };
    HunkOut {
        path: hunk.path.to_string(),
        segments: segments(&hunk.path),
        old_path: hunk.old_path.as_ref().map(ToString::to_string),
        inside: hunk.inside.iter().map(inside).collect(),
        change,
        from: hunk.places.old,
        to: hunk.places.new,
        old: hunk.old.as_ref(),
        new: hunk.new.as_ref(),
        lines: hunk.lines.as_ref(),
        folded: hunk.is_folded(),
        class: hunk.class,
        meaning: hunk.meaning.as_ref().map(ToString::to_string).unwrap_or_default(),
        set_by: hunk.set_by.as_ref().map(|by| SetByOut { file: by.place.file.to_string(), line: by.place.line, what: by.what.to_string() }),
        live_set_by: hunk.live_set_by.as_ref().map(|by| LiveSetByOut {
            manager: &by.manager,
            operation: &by.operation,
            time: &by.time,
            subresource: &by.subresource,
        }),
    }
}

fn inside(inside: &Inside) -> InsideOut<'_> {
    InsideOut { format: inside.format, path: inside.path.to_string(), segments: segments(&inside.path) }
}

fn segments(path: &Path) -> Vec<SegmentOut<'_>> {
    let one = |segment| match segment {
        &Segment::Index(index) => SegmentOut::Index(index),
        Segment::Field(name) => SegmentOut::Field(name),
        Segment::Item(key, value) => SegmentOut::Item { key, value },
    };
    path.0.iter().map(one).collect()
}

fn problem(problem: &Problem) -> ProblemOut {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    ProblemOut { severity, message: problem.to_string(), hint: problem.hint.as_ref().map(ToString::to_string) }
}
