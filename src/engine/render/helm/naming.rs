//! The name of a release: given, out of a template, or what Helm falls back to. It knows no chart. Source: Helm `pkg/action/install.go`
//! (`NameAndChart`, `TemplateName`), `pkg/cmd/template.go`.

use std::sync::Arc;

use crate::engine::template::budget::{Budget, Limits};
use crate::engine::template::chance::Chance;
use crate::engine::template::execute::{self, Host, MissingKey};
use crate::engine::template::function::Scope;
use crate::engine::template::helm_error;
use crate::engine::template::parse::parse;
use crate::engine::template::set::Set;
use crate::engine::template::value::Value;

/// The name that `helm template` takes where none is given; `--generate-name` changes nothing about it.
pub const FALLBACK: &str = "release-name";

/// The template's name in Helm's errors.
const TEMPLATE: &str = "name-template";

/// The name of a release; an empty text is none given. Nothing of it is checked: rendering does.
///
/// # Errors
/// In Helm's words: both are given, or the template cannot be parsed or executed.
pub fn release_name(given: &Arc<str>, template: &str, chance: &Chance) -> Result<Arc<str>, String> {
    match (given.is_empty(), template.is_empty()) {
        (false, false) => Err("cannot set --name-template and also specify a name".to_owned()),
        (false, true) => Ok(given.clone()),
        (true, true) => Ok(FALLBACK.into()),
        (true, false) => by_template(template, chance),
    }
}

fn by_template(template: &str, chance: &Chance) -> Result<Arc<str>, String> {
    let parsed = parse(TEMPLATE, template).map_err(|error| helm_error::parse_error(&error))?;
    let mut set = Set::new(TEMPLATE);
    set.associate(&parsed);
    let budget = Budget::new(Limits::default());
    let scope = Scope { budget: &budget, chance };
    let host = Host { scope, missing: MissingKey::Invalid, lookup: None, functions: crate::engine::template::functions::find };
    let out = execute::execute(&set, TEMPLATE, Value::Nil, &host).map_err(|failure| match failure.limit() {
        Some(limit) => limit.to_owned(),
        None => helm_error::execution_error(&failure),
    })?;
    Ok(String::from_utf8_lossy(&out).into())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::release_name;
    use crate::engine::template::chance::Chance;

    fn name(given: &str, template: &str) -> Result<String, String> {
        let chance = Chance::new([1; 32], Timestamp::UNIX_EPOCH);
        release_name(&given.into(), template, &chance).map(|name| name.to_string())
    }

    #[test]
    fn a_release_is_named_as_helm_template_names_it() {
        assert_eq!(name("web", ""), Ok("web".to_owned()));
        assert_eq!(name("", ""), Ok("release-name".to_owned()));
        assert_eq!(name("", "a-{{ upper \"b\" | lower }}"), Ok("a-b".to_owned()));
        assert_eq!(name("web", "x"), Err("cannot set --name-template and also specify a name".to_owned()));
        assert!(name("", "{{ nothing }}").is_err_and(|error| error.contains("function \"nothing\" not defined")));
    }
}
