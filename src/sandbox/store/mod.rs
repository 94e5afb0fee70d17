//! What the sandbox holds: objects by resource, their history, who owns whom. It knows no HTTP, no verbs, no users; kinds
//! only by their name.

pub(crate) mod collection;
pub(crate) mod data;
pub(crate) mod place;
pub(crate) mod random;
pub(crate) mod select;
pub(crate) mod version;
