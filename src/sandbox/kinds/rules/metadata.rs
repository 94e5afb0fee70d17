//! Names, labels and annotations: what every object must keep to. It knows no kind but by its naming rule.

use super::super::resource::Resource;
use crate::model::object::Object;
use crate::sandbox::failure::{Cause, CauseKind};

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const KEY: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/// All annotations of an object together (`TotalAnnotationSizeLimitB`).
const ANNOTATIONS: usize = 256 * 1024;

/// What is wrong with an object's metadata.
pub(super) fn check(resource: &Resource, object: &Object) -> Vec<Cause> {
    let mut causes: Vec<Cause> = name_cause(resource, object.name()).into_iter().collect();
    for (key, value) in object.labels() {
        causes.extend(label_causes("metadata.labels", key, value));
    }
    let mut total = 0;
    for (key, value) in object.annotations() {
        total += key.len() + value.len();
        if !is_qualified(&key.to_lowercase()) {
            causes.push(Cause::invalid("metadata.annotations", &quoted(key), KEY));
        }
    }
    if total > ANNOTATIONS {
        causes.push(Cause::new(CauseKind::TooLong, "metadata.annotations", format!("Too long: may not be more than {ANNOTATIONS} bytes")));
    }
    for finalizer in object.get(&["metadata", "finalizers"]).and_then(|own| own.as_list()).unwrap_or(&[]) {
        let name = finalizer.as_str().unwrap_or("");
        if !is_qualified(name) {
            causes.push(Cause::invalid("metadata.finalizers", &quoted(name), KEY));
        }
    }
    causes
}

/// What is wrong with a label, if anything.
pub(super) fn label_causes(field: &str, key: &str, value: &str) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !is_qualified(key) {
        causes.push(Cause::invalid(field, &quoted(key), KEY));
    }
    if value.len() > 63 {
        causes.push(Cause::invalid(field, &quoted(value), "must be no more than 63 bytes"));
    }
    if !value.is_empty() && !is_word(value) {
        causes.push(Cause::invalid(field, &quoted(value), VALUE));
    }
    causes
}

/// What is wrong with an object's name, if anything.
pub(crate) fn name_cause(resource: &Resource, name: &str) -> Option<Cause> {
    let field = "metadata.name";
    if name.is_empty() {
        return Some(Cause::required(field, "name or generateName is required"));
    }
    if &*resource.id.group == "rbac.authorization.k8s.io" {
        let bad = matches!(name, "." | "..") || name.contains(['/', '%']);
        return bad.then(|| Cause::invalid(field, &quoted(name), "may not contain '/' or '%', or be '.' or '..'"));
    }
    let (fits, longest, why): (bool, usize, &str) = match (&*resource.id.group, &*resource.id.plural) {
        ("", "namespaces") => (is_label(name), 63, LABEL),
        ("", "services") => (is_label(name) && name.starts_with(|c: char| c.is_ascii_lowercase()), 63, SERVICE),
        _ => (name.split('.').all(is_label), 253, SUBDOMAIN),
    };
    if name.len() > longest {
        return Some(Cause::invalid(field, &quoted(name), &format!("must be no more than {longest} bytes")));
    }
    (!fits).then(|| Cause::invalid(field, &quoted(name), why))
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

fn is_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_word(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.chars().all(inner) && edge(text.chars().next()) && edge(text.chars().next_back())
}

fn is_qualified(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => prefix.split('.').all(is_label) && is_word(name) && name.len() <= 63,
        None => is_word(key) && key.len() <= 63,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_label, is_qualified, is_word};

    #[test]
    fn names_and_keys_are_told_from_what_is_none() {
        assert!(is_label("a-1") && !is_label("-a") && !is_label("A") && !is_label(""));
        assert!(is_word("a_B.c") && !is_word("_a") && !is_word("a-"));
        assert!(is_qualified("app.kubernetes.io/name") && is_qualified("app") && !is_qualified("-x") && !is_qualified("a/b/c"));
    }
}
