//! Templates executed on values. An input is sections (`sections` says how it is cut): `%%values` holds YAML, every other is a template of
//! the name that its line gives.
//!
//! Beyond not crashing: an execution ends within its budget, takes memory in proportion to it, gives the same twice, and gives back what
//! it took, maps that hold themselves included.
#![no_main]

#[path = "../support/accounts.rs"]
mod accounts;
#[path = "../support/sections.rs"]
mod sections;

use libfuzzer_sys::fuzz_target;
use tiphys::engine::render::helm::values;
use tiphys::engine::template::budget::{Budget, Limits};
use tiphys::engine::template::chance::Chance;
use tiphys::engine::template::dict::{Dict, DictKind};
use tiphys::engine::template::execute::{Execution, Host, MissingKey};
use tiphys::engine::template::function::Scope;
use tiphys::engine::template::functions::find;
use tiphys::engine::template::helm_error::execution_error;
use tiphys::engine::template::parse::{Parsed, parse};
use tiphys::engine::template::set::Set;
use tiphys::engine::template::value::Value;
use tiphys::model::object::value::Map;

#[global_allocator]
static ACCOUNTS: accounts::Accounts = accounts::Accounts::new();

/// A fraction of a second of work even as it is built here.
const LIMITS: Limits = Limits { steps: 300_000, bytes: 2 << 20, depth: 100 };

/// What such a run may hold at once: 32 MiB are scrypt's, for `derivePassword`; the rest is values of 300,000 steps.
const PEAK: i64 = 128 << 20;

fuzz_target!(|input: &[u8]| {
    let sections = sections::cut(input);
    let mut given = Map::default();
    let mut parsed = Vec::new();
    for section in &sections {
        if section.head == "values" {
            given = values::read(section.body, "values.yaml").unwrap_or_default();
        } else if let Ok(text) = parse(section.head, &String::from_utf8_lossy(section.body)) {
            parsed.push(text);
        }
    }
    if parsed.is_empty() {
        return;
    }
    let (first, peak) = ACCOUNTS.peak(|| run(&parsed, &given));
    assert!(peak < PEAK, "an execution held {} MiB", peak >> 20);
    let kept = ACCOUNTS.kept(|| assert!(run(&parsed, &given) == first, "the same execution gives something else"));
    assert!(kept == 0, "an execution keeps {kept} bytes");
});

/// What every template gives, or says.
fn run(parsed: &[Parsed], given: &Map) -> Vec<String> {
    let mut set = Set::new("gotpl");
    parsed.iter().for_each(|parsed| set.associate(parsed));
    let budget = Budget::new(LIMITS);
    let chance = Chance::new([7; 32], jiff::Timestamp::UNIX_EPOCH);
    let host = Host { scope: Scope { budget: &budget, chance: &chance }, missing: MissingKey::Zero, lookup: None, functions: find };
    let execution = Execution::new(&host);
    let sees = Dict::default();
    sees.set("Values", Value::Dict(Dict::shared_as(given.clone(), DictKind::Values)));
    let mut said = Vec::new();
    for tree in parsed.iter().filter_map(Parsed::main) {
        match execution.execute(&set, &tree.name, Value::Dict(sees.clone())) {
            Ok(out) => said.push(String::from_utf8_lossy(&out).into_owned()),
            Err(failure) => {
                said.push(execution_error(&failure));
                if failure.limit().is_some() {
                    break;
                }
            }
        }
    }
    said
}
