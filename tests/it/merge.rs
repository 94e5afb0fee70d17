//! Merges against what the real tools make of the same input; how each record was made stands in its fixture's tool.

mod structured;
