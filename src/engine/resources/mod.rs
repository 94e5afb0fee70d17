//! Whose an object is, and what belongs to it: tracking marks, light rows of live objects, the ownership tree. It knows no
//! cluster; rows are made where objects arrive.

pub mod because;
pub mod choice;
mod facts;
pub mod marks;
pub mod orphans;
pub mod row;
pub mod tracking;
pub mod tree;
