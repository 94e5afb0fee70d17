//! Apache Camel K: Integration.

use super::conditions::READY;
use crate::engine::health::table::words::{Entry, Rule::*};
use crate::model::status::HealthStatus::Progressing;

pub(super) const ENTRIES: &[Entry] = &[Entry {
    group: "camel.apache.org",
    kinds: &["Integration"],
    source: "https://camel.apache.org/camel-k/2.7.x/apis/camel-k.html",
    rules: &[Use(READY), Otherwise(Progressing, "Waiting for Integration")],
}];
