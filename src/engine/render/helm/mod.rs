//! Charts: read from folders and archives, their values merged, their dependencies resolved. It knows no template.

pub mod archive;
pub mod chart;
pub mod described;
mod fields;
pub mod folder;
mod ignore;
pub mod load;
pub mod metadata;
pub mod set;
pub mod values;
