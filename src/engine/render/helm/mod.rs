//! Charts: read from folders and archives, their values merged, their dependencies resolved. It knows no template.

pub mod application;
pub mod archive;
pub mod chart;
pub mod chart_index;
pub mod checks;
pub mod coalesce;
pub mod dependencies;
pub mod described;
mod fields;
pub mod folder;
pub mod given;
mod gotext;
mod ignore;
pub mod layers;
pub mod load;
pub mod manifests;
pub mod metadata;
mod missing;
pub mod objects;
pub mod packed;
pub mod rendering;
pub mod request;
pub mod run;
pub mod schema;
pub mod set;
mod templates;
pub mod values;
