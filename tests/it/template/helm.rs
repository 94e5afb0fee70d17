//! Charts of two or three files with the answers of Helm 4.2.3's engine: outputs, and errors as Helm tells them.

use std::collections::BTreeMap;

use tiphys::engine::template::budget::{Budget, Limits};
use tiphys::engine::template::builtins::without_no_value;
use tiphys::engine::template::chance::Chance;
use tiphys::engine::template::dict::Dict;
use tiphys::engine::template::execute::{Execution, Host, MissingKey};
use tiphys::engine::template::function::Scope;
use tiphys::engine::template::helm_error;
use tiphys::engine::template::parse::parse_with;
use tiphys::engine::template::set::Set;
use tiphys::engine::template::text::Text;
use tiphys::engine::template::value::Value;

use super::functions;
use super::run::value;

#[derive(serde::Deserialize)]
struct Row {
    files: BTreeMap<String, String>,
    #[serde(default)]
    out: BTreeMap<String, String>,
    #[serde(default)]
    err: String,
}

fn template_data(name: &str) -> Value {
    let dict = Dict::default();
    dict.set("Name", Value::str(name));
    dict.set("BasePath", Value::str("c/templates"));
    Value::Dict(dict)
}

/// All files that are no partials, executed on the same values.
fn rendered(files: &BTreeMap<String, String>, values: &serde_json::Value) -> Result<BTreeMap<String, String>, String> {
    // Helm parses what lies deepest first, and of equal depth the last name first; all files here are equally deep.
    let mut set = Set::new("gotpl");
    for (name, text) in files.iter().rev() {
        let parsed = parse_with(&format!("c/{name}"), text, functions::find);
        set.associate(&parsed.map_err(|error| helm_error::parse_error(&error))?);
    }
    let budget = Budget::new(Limits::default());
    let chance = Chance::new([0; 32], jiff::Timestamp::UNIX_EPOCH);
    let scope = Scope { budget: &budget, chance: &chance };
    let host = Host { scope, missing: MissingKey::Zero, lookup: None, functions: functions::find };
    let execution = Execution::new(&host);
    let data = Dict::default();
    data.set("Values", value(values));
    let mut out = BTreeMap::new();
    for name in files.keys().rev().filter(|name| !name.contains("/_")) {
        let name = format!("c/{name}");
        data.set("Template", template_data(&name));
        let text = execution.execute(&set, &name, Value::Dict(data.clone())).map_err(|failure| helm_error::execution_error(&failure))?;
        out.insert(name, without_no_value(Text::from_bytes(text)).lossy().into_owned());
    }
    Ok(out)
}

#[test]
fn a_failure_does_not_hide_other_templates() {
    let parsed =
        parse_with("a", r#"{{ define "deep" }}{{ if . }}{{ fail "no" }}{{ end }}{{ end }}{{ include "deep" . }}"#, functions::find);
    let mut set = Set::new("gotpl");
    set.associate(&parsed.expect("a template"));
    let budget = Budget::new(Limits { depth: 3, ..Limits::default() });
    let chance = Chance::new([0; 32], jiff::Timestamp::UNIX_EPOCH);
    let scope = Scope { budget: &budget, chance: &chance };
    let host = Host { scope, missing: MissingKey::Zero, lookup: None, functions: functions::find };
    let execution = Execution::new(&host);
    for _ in 0..100 {
        let failure = execution.execute(&set, "a", Value::Bool(true)).expect_err("it fails");
        assert_eq!(helm_error::execution_error(&failure), "execution error at (a:1:65): no");
    }
    assert_eq!(execution.execute(&set, "a", Value::Bool(false)).expect("it ends"), b"");
}

#[test]
fn charts_render_and_fail_as_with_helm() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/template");
    let values = std::fs::read_to_string(format!("{folder}/helm_values.json")).expect("a fixture of the repository");
    let values: serde_json::Value = serde_json::from_str(&values).expect("a value");
    let rows = std::fs::read_to_string(format!("{folder}/helm.jsonl")).expect("a fixture of the repository");
    for line in rows.lines() {
        let row: Row = serde_json::from_str(line).expect("a row");
        let theirs = if row.err.is_empty() { Ok(row.out) } else { Err(row.err) };
        assert_eq!(rendered(&row.files, &values), theirs, "{:?}", row.files);
    }
}
