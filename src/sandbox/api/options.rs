//! The query of a request, read. It knows which options there are, not what they do.

use http::Uri;
use jiff::Timestamp;

use super::super::failure::{Cause, Failure};
use crate::model::object::value::{Map, Value};

/// How much a field that the kind does not have matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    Ignore,
    #[default]
    Warn,
    Strict,
}

/// What becomes of dependents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Propagation {
    Background,
    Foreground,
    Orphan,
}

/// Every option of every verb.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pairs: Vec<(String, String)>,
}

impl Options {
    pub(crate) fn of(uri: &Uri) -> Self {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0).unwrap_or_default();
        Self { pairs }
    }

    /// An option's text, empty where it is absent.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.pairs.iter().find(|(own, _)| own == key).map_or("", |(_, value)| value)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.pairs.iter().any(|(own, _)| own == key)
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        matches!(self.text(key), "true" | "1" | "True" | "TRUE" | "t" | "T")
    }

    /// A number, none where it is absent.
    pub(crate) fn int(&self, key: &str) -> Result<Option<i64>, Failure> {
        match self.text(key) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Failure::bad_request(format!("strconv.ParseInt: parsing {text:?}: invalid syntax"))),
        }
    }

    pub(crate) fn time(&self, key: &str) -> Option<Timestamp> {
        self.text(key).parse().ok()
    }

    /// `dryRun`, said in the query.
    pub(crate) fn dry_run(&self, options: &'static str) -> Result<bool, Failure> {
        let values: Vec<&str> = self.pairs.iter().filter(|(key, _)| key == "dryRun").map(|(_, value)| value.as_str()).collect();
        dry_run(&values, options)
    }

    pub(crate) fn field_validation(&self) -> Result<FieldValidation, Failure> {
        match self.text("fieldValidation") {
            "Ignore" => Ok(FieldValidation::Ignore),
            "" | "Warn" => Ok(FieldValidation::Warn),
            "Strict" => Ok(FieldValidation::Strict),
            other => {
                let message = format!("Unsupported value: {other:?}: supported values: \"Ignore\", \"Strict\", \"Warn\"");
                let cause = Cause { reason: "FieldValueNotSupported", message, field: "fieldValidation".to_owned() };
                Err(Failure::invalid("meta.k8s.io", "PatchOptions", "", vec![cause]))
            }
        }
    }
}

fn dry_run(values: &[&str], options: &'static str) -> Result<bool, Failure> {
    match values {
        [] | [""] => Ok(false),
        ["All"] => Ok(true),
        others => {
            let shown: Vec<String> = others.iter().map(|own| format!("{own:?}")).collect();
            let message = format!("Unsupported value: [{}]: supported values: \"All\"", shown.join(","));
            let cause = Cause { reason: "FieldValueNotSupported", message, field: "dryRun".to_owned() };
            Err(Failure::invalid("meta.k8s.io", options, "", vec![cause]))
        }
    }
}

/// `DeleteOptions`, from the body where there is one, else from the query.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeleteOptions {
    pub(crate) dry_run: bool,
    pub(crate) grace_seconds: Option<i64>,
    pub(crate) propagation: Option<Propagation>,
    pub(crate) uid: Option<String>,
    pub(crate) resource_version: Option<String>,
}

impl DeleteOptions {
    pub(crate) fn of(options: &Options, body: Option<&Map>) -> Result<Self, Failure> {
        let empty = Map::default();
        let body = body.unwrap_or(&empty);
        let text = |key: &str| body.get(key).and_then(Value::as_str).map_or_else(|| options.text(key).to_owned(), str::to_owned);
        let listed: Vec<&str> = body.get("dryRun").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_str).collect();
        let asked = dry_run(&listed, "DeleteOptions")? || options.dry_run("DeleteOptions")?;
        let precondition = |key: &str| {
            let own = body.get("preconditions").and_then(Value::as_map).and_then(|own| own.get(key));
            own.and_then(Value::as_str).map(str::to_owned)
        };
        let orphan = body.get("orphanDependents").and_then(Value::as_bool).or_else(|| {
            let said = options.has("orphanDependents");
            said.then(|| options.is_true("orphanDependents"))
        });
        let propagation = match (text("propagationPolicy").as_str(), orphan) {
            ("Background", _) | ("", Some(false)) => Some(Propagation::Background),
            ("Foreground", _) => Some(Propagation::Foreground),
            ("Orphan", _) | ("", Some(true)) => Some(Propagation::Orphan),
            ("", None) => None,
            (other, _) => {
                let message =
                    format!("Unsupported value: {other:?}: supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
                let cause = Cause { reason: "FieldValueNotSupported", message, field: "propagationPolicy".to_owned() };
                return Err(Failure::invalid("meta.k8s.io", "DeleteOptions", "", vec![cause]));
            }
        };
        let grace_seconds = match body.get("gracePeriodSeconds").and_then(Value::as_i64) {
            Some(seconds) => Some(seconds),
            None => options.int("gracePeriodSeconds")?,
        };
        let (uid, resource_version) = (precondition("uid"), precondition("resourceVersion"));
        Ok(Self { dry_run: asked, grace_seconds, propagation, uid, resource_version })
    }
}

#[cfg(test)]
mod tests {
    use super::{DeleteOptions, Options, Propagation};
    use crate::engine::manifest::json::parse_json;

    #[test]
    fn delete_options_come_from_the_body_and_the_query() {
        let query = |text: &str| Options::of(&format!("/x?{text}").parse().unwrap());
        let body = parse_json(br#"{"propagationPolicy":"Foreground","dryRun":["All"],"preconditions":{"uid":"1"}}"#).unwrap();
        let read = DeleteOptions::of(&query("gracePeriodSeconds=0&propagationPolicy=Orphan"), body.as_map()).unwrap();
        assert_eq!((read.dry_run, read.grace_seconds, read.propagation), (true, Some(0), Some(Propagation::Foreground)));
        assert_eq!(read.uid.as_deref(), Some("1"));
        assert!(DeleteOptions::of(&query("dryRun=Some"), None).is_err());
        assert_eq!(query("labelSelector=a%3Db%2Cc").text("labelSelector"), "a=b,c");
    }
}
