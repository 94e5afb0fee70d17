//! What an apply would change by its own manager's fields alone: the rest of what a server's dry run says, admission's
//! mutations above all, is set back to what is live. It knows no server.
//! Source: gitops-engine `pkg/diff/diff.go`, `removeWebhookMutation`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::model::object::value::Value;

use super::compare::compare;
use super::element::Element;
use super::fields::FieldSet;
use super::merge::merge;
use super::paths::field_set;
use super::remove::removed;
use super::typed::Ref;

/// `predicted` with every field that is not the manager's as it is in `live`. `own`: the manager's fields, as the managed
/// fields of `predicted` say.
///
/// # Errors
/// Where an object does not fit its type: `path: reason`.
pub fn without_mutations(schema: &Schema, reference: Ref, live: &Value, predicted: &Value, own: &FieldSet) -> Result<Value, String> {
    let foreign = apart(&field_set(schema, reference, predicted).difference(own), Some(own));
    let gone = compare(schema, reference, live, predicted)?.removed.difference(&foreign);
    // Without all of its keys an item of a list would be another one.
    let foreign = without_keys(&foreign, &BTreeSet::new());
    let merged = merge(schema, reference, live, &removed(schema, reference, predicted, &foreign))?;
    // The merge has brought back what the apply would take away.
    Ok(removed(schema, reference, &merged, &gone))
}

/// The paths below which nothing is owned.
fn apart(paths: &FieldSet, own: Option<&FieldSet>) -> FieldSet {
    let below = |element: &Element| own.and_then(|own| own.children.get(element)).filter(|below| !below.is_empty());
    FieldSet {
        members: paths.members.iter().filter(|member| below(member).is_none()).cloned().collect(),
        children: paths.children.iter().map(|(element, child)| (element.clone(), apart(child, below(element)))).collect(),
    }
}

/// The paths without fields that are one of several keys of an item above them.
fn without_keys(paths: &FieldSet, keys: &BTreeSet<Arc<str>>) -> FieldSet {
    let is_key = |member: &Element| matches!(member, Element::Field(name) if keys.contains(name));
    let child = |(element, child): (&Element, &FieldSet)| {
        let more = match element {
            Element::Key(own) if own.len() > 1 => own.iter().map(|(name, _)| name.clone()).collect(),
            Element::Key(_) | Element::Field(_) | Element::Value(_) | Element::Index(_) => BTreeSet::new(),
        };
        (element.clone(), without_keys(child, &keys.union(&more).cloned().collect()))
    };
    FieldSet {
        members: paths.members.iter().filter(|member| !is_key(member)).cloned().collect(),
        children: paths.children.iter().map(child).collect(),
    }
}
