//! What an Application says of its Jsonnet: variables and libraries. It evaluates nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `directory.jsonnet`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JsonnetSource {
    /// External variables (`std.extVar`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ext_vars: Vec<JsonnetVar>,
    /// Arguments of the function that a file evaluates to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tlas: Vec<JsonnetVar>,
    /// Folders of libraries, from the repository's root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub libs: Vec<String>,
}

/// A variable for Jsonnet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JsonnetVar {
    /// Its name.
    pub name: String,
    /// Its value; `$ARGOCD_APP_…` in it are replaced.
    pub value: String,
    /// Whether the value is Jsonnet; else it is a text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub code: bool,
}
