//! Charts: what one is named by, what was got of it. It fetches nothing: charts come by need.

pub mod chart_index;
pub mod packed;
