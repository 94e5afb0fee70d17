//! `source.helm` of an Application: how a chart is rendered. It knows no chart. Source: Argo CD
//! `pkg/apis/application/v1alpha1/types.go`, `ApplicationSourceHelm`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application::{Opaque, OpaqueValue};

/// `source.helm`. Later ones win: the chart's own values, `valueFiles` in their order, `values` or `valuesObject`,
/// `parameters`, parameters that are forced to be texts, `fileParameters`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HelmSource {
    /// Values files: paths from the chart (with `/` before them: from the repository), globs, URLs, `$ref/path`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_files: Vec<String>,
    /// Values of their own, as `--set` writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<HelmParameter>,
    /// The release's name; empty: the application's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub release_name: String,
    /// Values as a text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub values: String,
    /// Values that are the contents of files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file_parameters: Vec<HelmFileParameter>,
    /// The Helm to render with (`v3`); ours is always 4.2.3.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Whether credentials go to whatever host an index names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pass_credentials: bool,
    /// Values files that are not there are passed over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_missing_value_files: bool,
    /// Definitions of kinds (`crds/`) are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skip_crds: bool,
    /// Values as a map; wins over `values`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Opaque>")]
    pub values_object: Option<OpaqueValue>,
    /// The release's namespace; empty: the destination's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The Kubernetes version to render for; empty: the destination's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kube_version: String,
    /// The API versions to render for (`[group/]version/kind`); empty: the destination's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api_versions: Vec<String>,
    /// Tests are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skip_tests: bool,
    /// Values are not checked against the chart's schema.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skip_schema_validation: bool,
}

/// One of `helm.parameters`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HelmParameter {
    /// Its path (`image.tag`, `hosts[0].name`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Whether it is a text whatever it looks like.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force_string: bool,
}

/// One of `helm.fileParameters`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HelmFileParameter {
    /// The value's path.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The file: from the chart, from the repository, or `$ref/path`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
}
