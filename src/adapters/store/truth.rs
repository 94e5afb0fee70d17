//! Truth values as Argo CD's settings and Secrets write them. It knows no key.

/// What Go's `strconv.ParseBool` makes of a text; none for what is no truth value.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "True" | "TRUE" => Some(true),
        "0" | "f" | "F" | "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
