//! `vars`: values of fields that replace `$(NAME)` in arguments, commands, environment, annotations and the like. It knows
//! no kustomization. Source: kustomize `api/types/var.go`, `api/filters/refvar`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::budget::MAX_BYTES;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

use super::fieldspec::{Creates, FieldSpec, WalkError, scalar_text};
use super::ids::Id;
use super::replace::path::lookup;
use super::resmap::ResMap;
use super::run::{bad, missing};
use super::settings::Var;

/// Variables by name.
pub(super) type Vars = BTreeMap<Arc<str>, Var>;

/// Adds the variables of a kustomization and notes on their objects that they are pointed at.
///
/// # Errors
/// When a name is taken, or a variable's object is not unique.
pub(super) fn add(vars: &mut Vars, map: &mut ResMap, new: &[Var]) -> Result<(), Problem> {
    for var in new {
        // Without a namespace the variable looks in all of them.
        let wanted = Id {
            api_version: var.gvk.api_version(),
            kind: var.gvk.kind.clone(),
            name: var.object.clone(),
            namespace: var.namespace.clone(),
            cluster_scoped: false,
        };
        let mut matched: Vec<usize> = Vec::new();
        for (position, resource) in map.list().iter().enumerate() {
            let now = std::iter::once(resource.id().clone());
            let is_it =
                resource.former_ids().chain(now).any(|id| if wanted.namespace.is_empty() { id.is_named(&wanted) } else { id.is(&wanted) });
            if is_it && !resource.is_removed {
                matched.push(position);
            }
        }
        match *matched {
            [] => {}
            [position] => {
                if let Some(resource) = map.same_identity_mut(position) {
                    resource.vars.push(var.name.clone());
                }
            }
            _ => {
                let cause = format!("found {} resId matches for var {} (unable to disambiguate)", matched.len(), var.name);
                return Err(bad(&var.place, cause).hint("add `namespace:` to the variable's objref"));
            }
        }
    }
    new.iter().try_for_each(|var| add_one(vars, var.clone()))
}

/// Adds variables of another kustomization.
///
/// # Errors
/// When a name is taken.
pub(super) fn merge(vars: &mut Vars, more: Vars) -> Result<(), Problem> {
    more.into_values().try_for_each(|var| add_one(vars, var))
}

fn add_one(vars: &mut Vars, var: Var) -> Result<(), Problem> {
    if let Some(other) = vars.get(&var.name) {
        let hint = format!("it is also declared in {}", other.place);
        return Err(bad(&var.place, format!("var '{}' already encountered", var.name)).hint(hint));
    }
    vars.insert(var.name.clone(), var);
    Ok(())
}

/// Replaces all variables.
///
/// # Errors
/// When a variable has no object or no such field, or a place has another form.
pub(super) fn resolve(map: &mut ResMap, vars: &Vars, specs: &[FieldSpec]) -> Result<(), Problem> {
    if vars.is_empty() {
        return Ok(());
    }
    let mut values: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for var in vars.values() {
        let Some(resource) = map.list().iter().find(|resource| resource.vars.contains(&var.name)) else {
            let cause = format!("var '{}' cannot be mapped to a field in the set of known resources", var.name);
            return Err(missing(&var.place, cause).hint("check apiVersion, kind and name in its objref"));
        };
        let Some(value) = lookup(resource.root(), &var.field) else {
            let cause = format!("field {} specified in var '{}' not found in {}", var.field, var.name, resource.id());
            return Err(missing(&var.place, cause).hint("check the variable's fieldref"));
        };
        values.insert(var.name.clone(), value);
    }
    let place = vars.values().next().map(|var| var.place.clone()).unwrap_or_default();
    map.identities_changed();
    for position in 0..map.list().len() {
        let Some(resource) = map.same_identity_mut(position) else { break };
        for spec in specs {
            if !spec.is_for(resource.id()) {
                continue;
            }
            match spec.edit(resource.root(), Creates::Nothing, &mut |value| replace(value, &values)) {
                Ok(Some(root)) => resource.set_root(root),
                Ok(None) => {}
                Err(error) => return Err(bad(&resource.place, format!("field {} of {}: {error}", spec.text, resource.id()))),
            }
        }
        map.changed(position, 1, &place)?;
    }
    Ok(())
}

fn replace(value: &Value, values: &BTreeMap<Arc<str>, Value>) -> Result<Option<Value>, WalkError> {
    match value {
        Value::Str(text) => expand(text, values),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => Ok(None),
        Value::Map(map) => {
            let expanded = map.iter().map(|(key, value)| {
                let new = value.as_str().map_or(Ok(None), |text| expand(text, values))?;
                Ok((key.clone(), new.unwrap_or_else(|| value.clone())))
            });
            let entries = expanded.collect::<Result<Map, WalkError>>()?;
            Ok((entries != *map).then_some(Value::Map(entries)))
        }
        Value::List(items) => {
            let mut new = Vec::with_capacity(items.len());
            for item in items.iter() {
                let Value::Str(text) = item else {
                    return Err(WalkError::Refused("invalid value type, expected a string".into()));
                };
                new.push(expand(text, values)?.unwrap_or_else(|| item.clone()));
            }
            Ok((new.as_slice() != &**items).then(|| Value::list(new)))
        }
    }
}

/// A text with its variables replaced; `None` if nothing changes. A text that is one variable takes its value's type. Refused where it
/// becomes larger than a file may be.
fn expand(text: &str, values: &BTreeMap<Arc<str>, Value>) -> Result<Option<Value>, WalkError> {
    if !text.contains('$') {
        return Ok(None);
    }
    let last_end = text.rfind(')').map_or(0, |at| text.len() - at);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let after = rest.get(at + 1..).unwrap_or("");
        let mut chars = after.chars();
        match chars.next() {
            // A dollar at the very end stays.
            None => {
                out.push('$');
                rest = "";
            }
            // `$$` is a dollar: it escapes what would be a variable.
            Some('$') => {
                out.push('$');
                rest = chars.as_str();
            }
            Some('(') => {
                // Where no parenthesis closes any more, none is looked for.
                if let Some(end) = (after.len() >= last_end && last_end > 0).then(|| after.find(')')).flatten() {
                    let name = after.get(1..end).unwrap_or("");
                    let scalar = values.get(name).filter(|value| !matches!(value, Value::Map(_) | Value::List(_) | Value::Null));
                    if let Some(value) = scalar.filter(|_| text.len() == name.len() + 3) {
                        return Ok(Some(value.clone()));
                    }
                    match scalar.and_then(scalar_text) {
                        Some(value) => out.push_str(&value),
                        None => out.push_str(&format!("$({name})")),
                    }
                    if out.len() > MAX_BYTES {
                        return Err(WalkError::Refused(format!("its variables make it larger than {MAX_BYTES} bytes").into()));
                    }
                    rest = after.get(end + 1..).unwrap_or("");
                } else {
                    out.push_str("$(");
                    rest = chars.as_str();
                }
            }
            Some(other) => {
                out.push('$');
                out.push(other);
                rest = chars.as_str();
            }
        }
    }
    out.push_str(rest);
    Ok((out != text).then(|| Value::str(out)))
}

#[cfg(test)]
mod tests {
    use super::expand;
    use crate::model::object::value::Value;
    use std::collections::BTreeMap;

    #[test]
    fn variables_are_replaced_and_escapes_taken_off() {
        let values = BTreeMap::from([("A".into(), Value::str("x")), ("PORT".into(), Value::Int(80))]);
        let expanded = |text: &str| expand(text, &values).expect("small").unwrap_or_else(|| text.into());
        assert_eq!(expanded("$(A)/b"), "x/b".into());
        assert_eq!(expanded("$(PORT)"), Value::Int(80));
        assert_eq!(expanded(":$(PORT)"), ":80".into());
        assert_eq!(expanded("$(B) $$(A) $A $( $"), "$(B) $(A) $A $( $".into());
    }
}
