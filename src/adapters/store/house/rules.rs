//! One entry of `imageRules`, `changeRules` or `windows`, out of its map. It knows no ConfigMap.

use std::sync::Arc;

use jiff::Timestamp;

use super::fields::{Fault, Fields};
use crate::engine::access::windows::one_off;
use crate::engine::policy::{changes, images, scope};
use crate::model::house::{Action, ChangeRule, Forbidden, Head, ImageRule, Label, OneOff, Recurring, Scope};
use crate::model::object::value::Map;

/// An entry, and everything that is wrong with it.
pub(super) struct Entry<T> {
    /// The entry; none where nobody can say whom it is for.
    pub(super) value: Option<T>,
    /// Its name.
    pub(super) name: Arc<str>,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
}

fn name(fields: &mut Fields<'_>, key: &str, index: usize) -> Arc<str> {
    let name = fields.text("name");
    if name.is_empty() { format!("{key}[{index}]").into() } else { name.into() }
}

/// Everything but what the rule asks. A false `true`: the scope cannot be read.
fn head(fields: &mut Fields<'_>, key: &str, index: usize) -> (Head, bool) {
    let name = name(fields, key, index);
    let description = fields.text("description").into();
    let action = match fields.text("action").as_str() {
        "" | "refuse" => Action::Refuse,
        "warn" => Action::Warn,
        other => {
            fields.fault("action", format!("the action is warn or refuse, not {other:?}: it refuses"));
            Action::Refuse
        }
    };
    let before = fields.faults.len();
    let scope = Scope {
        projects: fields.stated("projects"),
        environments: fields.stated("environments"),
        production: fields.flag("production"),
        applications: fields.stated("applications"),
        namespaces: fields.stated("namespaces"),
        kinds: fields.stated("kinds"),
        names: fields.stated("names"),
    };
    fields.faults.extend(scope::fault(&scope));
    let is_readable = fields.faults.len() == before;
    (Head { index, name, description, action, scope, fault: None }, is_readable)
}

/// The first fault in one line. What a rule does is known without its action: it refuses.
fn told(faults: &[Fault]) -> Option<Arc<str>> {
    let (field, cause) = faults.iter().find(|(field, _)| field != "action")?;
    Some(if field.is_empty() { cause.as_str().into() } else { format!("{field}: {cause}").into() })
}

/// An image rule.
pub(super) fn image_rule(index: usize, map: &Map) -> Entry<ImageRule> {
    let mut fields = Fields::new(map);
    let (head, is_readable) = head(&mut fields, "imageRules", index);
    let mut rule = ImageRule {
        head,
        images: fields.stated("images"),
        except_images: fields.stated("exceptImages"),
        immutable: fields.flag("immutable").unwrap_or(false),
        digest: fields.flag("digest").unwrap_or(false),
        forbidden_tags: fields.stated("forbiddenTags"),
        tag_forms: fields.stated("tagForms"),
        allowed_registries: fields.stated("allowedRegistries"),
    };
    let mut faults = fields.end();
    if is_readable {
        let fault = images::fault(&rule).filter(|(field, _)| !field.is_empty() || faults.is_empty());
        faults.extend(fault);
    }
    rule.head.fault = told(&faults);
    Entry { name: rule.head.name.clone(), value: is_readable.then_some(rule), faults }
}

/// A change rule.
pub(super) fn change_rule(index: usize, map: &Map) -> Entry<ChangeRule> {
    let mut fields = Fields::new(map);
    let (head, is_readable) = head(&mut fields, "changeRules", index);
    let forbid = forbidden(&mut fields);
    let limit = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
    let (max_changes, max_prunes) = (limit(fields.number("maxChanges", false)), limit(fields.number("maxPrunes", false)));
    let mut rule = ChangeRule {
        head,
        forbid,
        max_changes,
        max_prunes,
        min_replicas: fields.number("minReplicas", false),
        max_replica_drop: fields.number("maxReplicaDrop", true),
        require_resources: fields.stated("requireResources"),
        only_during: recurring(&mut fields),
    };
    let mut faults = fields.end();
    if is_readable {
        let fault = changes::fault(&rule).filter(|(field, _)| !field.is_empty() || faults.is_empty());
        faults.extend(fault);
    }
    rule.head.fault = told(&faults);
    Entry { name: rule.head.name.clone(), value: is_readable.then_some(rule), faults }
}

fn forbidden(fields: &mut Fields<'_>) -> Vec<Forbidden> {
    let words = fields.stated("forbid");
    let mut all = Vec::new();
    for (index, word) in words.iter().enumerate() {
        match Forbidden::ALL.into_iter().find(|forbidden| forbidden.as_str() == word) {
            Some(forbidden) => all.push(forbidden),
            None => {
                let known: Vec<&str> = Forbidden::ALL.into_iter().map(Forbidden::as_str).collect();
                fields.fault(&format!("forbid[{index}]"), format!("{word:?} is none of {}", known.join(", ")));
            }
        }
    }
    all
}

fn recurring(fields: &mut Fields<'_>) -> Vec<Recurring> {
    let mut all = Vec::new();
    for (index, map) in fields.maps("onlyDuring") {
        let mut inner = Fields::new(map);
        all.push(Recurring { schedule: inner.text("schedule"), duration: inner.text("duration"), time_zone: inner.text("timeZone") });
        for (field, cause) in inner.end() {
            fields.fault(&format!("onlyDuring[{index}].{field}"), cause);
        }
    }
    all
}

/// A one-off window.
pub(super) fn window(index: usize, map: &Map) -> Entry<OneOff> {
    let mut fields = Fields::new(map);
    let name = fields.text("name").into();
    let label = match fields.text("kind").to_ascii_lowercase().as_str() {
        "allow" => Label::Allow,
        "deny" => Label::Deny,
        other => {
            fields.fault("kind", format!("the kind is allow or deny, not {other:?}: it counts as deny"));
            Label::Deny
        }
    };
    let (from, to) = (date(&mut fields, "from"), date(&mut fields, "to"));
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        fields.fault("to", format!("it ends at {to}, before it begins"));
    }
    let before = fields.faults.len();
    let mut window = OneOff {
        index,
        name,
        label,
        from,
        to,
        projects: fields.texts("projects"),
        applications: fields.texts("applications"),
        namespaces: fields.texts("namespaces"),
        clusters: fields.texts("clusters"),
        and_operator: fields.flag("andOperator").unwrap_or(false),
        manual_sync: false,
        sync_overrun: false,
        description: Arc::default(),
        by: Arc::default(),
        fault: None,
    };
    if fields.faults.len() == before {
        fields.faults.extend(one_off::fault(&window));
    }
    let is_readable = fields.faults.len() == before;
    window.manual_sync = fields.flag("manualSync").unwrap_or(false);
    window.sync_overrun = fields.flag("syncOverrun").unwrap_or(false);
    window.description = fields.text("description").into();
    window.by = fields.text("by").into();
    let faults = fields.end();
    window.fault = told(&faults);
    let shown = if window.name.is_empty() { format!("windows[{index}]").into() } else { window.name.clone() };
    Entry { name: shown, value: is_readable.then_some(window), faults }
}

/// An instant with its offset.
fn date(fields: &mut Fields<'_>, field: &'static str) -> Option<Timestamp> {
    let before = fields.faults.len();
    let text = fields.text(field);
    if fields.faults.len() > before {
        return None;
    }
    match text.parse() {
        Ok(date) => Some(date),
        Err(_) if text.is_empty() => {
            fields.fault(field, "it is missing".to_owned());
            None
        }
        Err(_) => {
            fields.fault(field, format!("{text:?} is no time with an offset, such as 2026-12-20T22:00:00Z"));
            None
        }
    }
}
