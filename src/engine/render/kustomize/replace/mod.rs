//! `replacements`: values copied from one field of one resource into fields of others. It knows no file.

pub(super) mod filter;
pub(super) mod path;
pub(super) mod settings;
pub(super) mod structured;
pub(super) mod yaml_text;
