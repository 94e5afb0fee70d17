//! One file as it was read: its bytes, and its documents parsed once and shared. It knows neither tree nor path.

use std::fmt;
use std::sync::Arc;

use crate::model::ids::BlobId;

/// A file's content. `Debug` prints the id and the size only.
pub struct File {
    /// Its blob id: equal ids, equal content.
    pub blob: BlobId,
    /// The bytes.
    pub bytes: Arc<[u8]>,
}

impl File {
    /// A file of these bytes.
    pub fn new(blob: BlobId, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { blob, bytes: bytes.into() }
    }

    /// The content as text, if it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({} bytes)", self.blob, self.bytes.len())
    }
}
