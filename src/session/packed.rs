//! Bodies at rest: compressed JSON, unpacked when somebody looks. It knows no object's meaning.

use std::sync::Arc;

use crate::engine::manifest::json;
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};

/// A packed object: usually one to two kilobytes. Its `Debug` prints the size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed(Arc<[u8]>);

impl Packed {
    /// The packed form of an object.
    pub fn new(object: &Object) -> Self {
        Self(lz4_flex::compress_prepend_size(&json::to_json(&object.to_value())).into())
    }

    /// The object.
    ///
    /// # Errors
    /// Never for what [`Packed::new`] made; a damaged body is a problem, not a panic.
    pub fn unpack(&self) -> Result<Object, Problem> {
        let broken = || Problem::error(ProblemKind::Internal, "a cached body cannot be unpacked").hint("refresh with ctrl-r");
        let bytes = lz4_flex::decompress_size_prepended(&self.0).map_err(|_| broken())?;
        json::object_from_json(&bytes, &mut crate::engine::manifest::interner()).map_err(|_| broken())
    }

    /// Bytes it takes.
    pub fn n_bytes(&self) -> usize {
        self.0.len()
    }
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "packed({} bytes)", self.0.len())
    }
}
