//! What a chart's templates are given besides values: files, capabilities, the release. It knows no chart's loader.

pub mod api_versions;
pub mod capabilities;
pub mod files;
pub mod kube_version;
