//! The functions: Go's own, sprig's and Helm's. It knows no evaluator; those that need one (`and`, `or`, `include`, `tpl`)
//! are the evaluator's.

mod args;
mod cases;
mod cast;
mod convert;
mod crypto;
pub mod dates;
mod decimals;
mod defaults;
mod dicts;
mod encoding;
mod equal;
mod json;
mod json_check;
mod lists;
mod math;
mod merge;
mod parts;
mod paths;
mod random;
mod reflect;
mod regex_class;
mod regex_cost;
mod regex_syntax;
mod regexes;
mod runes;
pub mod semver;
mod show;
mod strings;
mod toml;
mod urls;
mod wrap;
mod yaml;
mod yaml_error;

use std::sync::LazyLock;

use super::function::Function;

/// The functions of every file.
const TABLES: &[&[Function]] = &[
    cases::TABLE,
    crypto::TABLE,
    dates::TABLE,
    decimals::TABLE,
    defaults::TABLE,
    dicts::TABLE,
    encoding::TABLE,
    json::TABLE,
    lists::TABLE,
    math::TABLE,
    merge::TABLE,
    parts::TABLE,
    paths::TABLE,
    random::TABLE,
    reflect::TABLE,
    regexes::TABLE,
    semver::TABLE,
    strings::TABLE,
    toml::TABLE,
    urls::TABLE,
    wrap::TABLE,
    yaml::TABLE,
];

static BY_NAME: LazyLock<Vec<&'static Function>> = LazyLock::new(|| {
    let mut all: Vec<_> = TABLES.iter().flat_map(|table| table.iter()).collect();
    all.sort_by_key(|function| function.name);
    all
});

/// The function with this name.
pub fn find(name: &str) -> Option<&'static Function> {
    let index = BY_NAME.binary_search_by_key(&name, |function| function.name).ok()?;
    BY_NAME.get(index).copied()
}
