//! What a rule does: the four ways to validate that are judged here, and the names of all others. It knows no request.

use super::super::condition::Conditions;
use crate::model::object::value::{Map, Value};

/// What a rule does.
#[derive(Debug, Clone)]
pub enum Body {
    /// It validates in a way that is judged.
    Validate(Check),
    /// It does something that is named and not judged.
    NotJudged(&'static str),
}

/// A validation.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is said when it fails, with variables.
    pub message: String,
    /// How.
    pub how: How,
}

/// How something is validated.
#[derive(Debug, Clone)]
pub enum How {
    /// It is refused where the conditions hold.
    Deny(Option<Conditions>),
    /// It must be like this.
    Pattern(Value),
    /// It must be like one of these.
    AnyPattern(Vec<Value>),
    /// Each element of lists.
    ForEach(Vec<ForEach>),
    /// In no way: Kyverno gives no verdict then.
    Nothing,
}

/// A loop.
#[derive(Debug, Clone)]
pub struct ForEach {
    /// The expression of the list.
    pub list: String,
    /// Entries of its context.
    pub context: Vec<Map>,
    /// Without them an element is skipped.
    pub preconditions: Option<Conditions>,
    /// Whether patterns are for the element; by default where it is a map.
    pub element_scope: Option<bool>,
    /// How an element is validated.
    pub how: How,
}

/// Loops within loops that are followed.
const MAX_LOOPS: usize = 8;

impl Body {
    /// Reads what a rule does.
    ///
    /// # Errors
    /// The field within the rule, and what is wrong with it.
    pub fn read(rule: &Map) -> Result<Self, (String, String)> {
        let has = |map: &Map, key: &str| map.get(key).is_some_and(|value| !value.is_null());
        let classes = [
            ("mutate", "mutate: it changes the object before it is stored"),
            ("generate", "generate: it makes other objects"),
            ("verifyImages", "verifyImages: signatures are in a registry"),
        ];
        let Some(validate) = rule.get("validate").filter(|value| !value.is_null()) else {
            let class = classes.into_iter().find(|(key, _)| has(rule, key));
            return class
                .map(|(_, class)| Self::NotJudged(class))
                .ok_or_else(|| ("validate".to_owned(), "the rule does nothing".to_owned()));
        };
        let at = |cause: String| ("validate".to_owned(), cause);
        let Some(validate) = validate.as_map() else { return Err(at(format!("a map is wanted, not {}", validate.kind_name()))) };
        let others = [
            ("cel", "validate.cel: CEL expressions"),
            ("podSecurity", "validate.podSecurity: Pod Security Standards"),
            ("manifests", "validate.manifests: signatures of manifests"),
            ("assert", "validate.assert: assertion trees"),
        ];
        if let Some((_, class)) = others.into_iter().find(|(key, _)| has(validate, key)) {
            return Ok(Self::NotJudged(class));
        }
        let message = match validate.get("message") {
            None | Some(Value::Null) => String::new(),
            Some(Value::Str(text)) => text.to_string(),
            Some(other) => return Err(at(format!("message is {}, not text", other.kind_name()))),
        };
        Ok(Self::Validate(Check { message, how: how(validate, 0).map_err(at)? }))
    }
}

/// Entries of a context.
///
/// # Errors
/// In words, when they are none.
pub fn entries(value: Option<&Value>) -> Result<Vec<Map>, String> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let items = value.as_list().ok_or_else(|| format!("a context is a list, not {}", value.kind_name()))?;
    items.iter().map(|item| item.as_map().cloned().ok_or_else(|| format!("a context entry is a map, not {}", item.kind_name()))).collect()
}

fn how(map: &Map, depth: usize) -> Result<How, String> {
    let part = |key: &str| map.get(key).filter(|value| !value.is_null());
    if let Some(deny) = part("deny") {
        let conditions = deny.as_map().ok_or("deny is no map")?.get("conditions").filter(|value| !value.is_null());
        return conditions.map(Conditions::read).transpose().map(How::Deny).map_err(|cause| format!("deny.conditions: {cause}"));
    }
    if let Some(pattern) = part("pattern") {
        return Ok(How::Pattern(pattern.clone()));
    }
    if let Some(patterns) = part("anyPattern") {
        let patterns = patterns.as_list().ok_or_else(|| format!("anyPattern is {}, not a list", patterns.kind_name()))?;
        return Ok(How::AnyPattern(patterns.to_vec()));
    }
    let Some(loops) = part("foreach") else { return Ok(How::Nothing) };
    if depth >= MAX_LOOPS {
        return Err(format!("foreach nests deeper than {MAX_LOOPS} levels"));
    }
    let loops = loops.as_list().ok_or_else(|| format!("foreach is {}, not a list", loops.kind_name()))?;
    loops.iter().map(|one| for_each(one, depth)).collect::<Result<_, _>>().map(How::ForEach)
}

fn for_each(value: &Value, depth: usize) -> Result<ForEach, String> {
    let map = value.as_map().ok_or_else(|| format!("foreach holds {}, not a map", value.kind_name()))?;
    let part = |key: &str| map.get(key).filter(|value| !value.is_null());
    Ok(ForEach {
        list: part("list").and_then(Value::as_str).unwrap_or_default().to_owned(),
        context: entries(part("context"))?,
        preconditions: part("preconditions")
            .map(Conditions::read)
            .transpose()
            .map_err(|cause| format!("foreach.preconditions: {cause}"))?,
        element_scope: part("elementScope").and_then(Value::as_bool),
        how: how(map, depth + 1)?,
    })
}
