//! One file as it was read: its bytes, and its documents parsed once and shared. It knows neither tree nor path.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::model::ids::BlobId;

use super::scalar::Scalars;
use super::yaml::{Documents, Duplicates, ParseOptions, parse_yaml};

/// A file's content. `Debug` prints the id and the size only.
pub struct File {
    /// Its blob id: equal ids, equal content.
    pub blob: BlobId,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Its documents under each of the two ways of reading without spans, once asked for; with the name they were read under.
    kubernetes: OnceLock<(Arc<str>, Arc<Documents>)>,
    kustomize: OnceLock<(Arc<str>, Arc<Documents>)>,
}

impl File {
    /// A file of these bytes.
    pub fn new(blob: BlobId, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { blob, bytes: bytes.into(), kubernetes: OnceLock::new(), kustomize: OnceLock::new() }
    }

    /// The content as text, if it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Its documents. Without spans, the usual readings are parsed once and shared; other readings, and a second name for
    /// the same file (problems carry the name), are parsed anew.
    pub fn documents(&self, name: &str, options: ParseOptions) -> Arc<Documents> {
        let parse = || Arc::new(parse_yaml(&self.bytes, name, options));
        let slot = match (options.scalars, options.duplicates, options.spans) {
            (Scalars::Yaml11, Duplicates::LastWins, false) => &self.kubernetes,
            (Scalars::Yaml12, Duplicates::Refuse, false) => &self.kustomize,
            (Scalars::Yaml11, Duplicates::Refuse, false) | (Scalars::Yaml12, Duplicates::LastWins, false) | (_, _, true) => return parse(),
        };
        let (known, documents) = slot.get_or_init(|| (name.into(), parse()));
        if **known == *name { documents.clone() } else { parse() }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({} bytes)", self.blob, self.bytes.len())
    }
}
