//! Charts: read from folders and archives, their values merged, their dependencies resolved. It knows no template.

pub mod archive;
pub mod chart;
pub mod chart_index;
pub mod checks;
pub mod coalesce;
pub mod dependencies;
pub mod described;
mod fields;
pub mod folder;
mod gotext;
mod ignore;
pub mod load;
pub mod metadata;
pub mod schema;
pub mod set;
pub mod values;
