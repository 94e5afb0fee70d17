//! One file as it was read: its bytes, and its documents parsed once and shared. It knows neither tree nor path.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::engine::render::helm::manifests::head::Head;
use crate::engine::template::parse::Parsed;
use crate::model::ids::BlobId;

use super::scalar::Scalars;
use super::yaml::{Documents, Duplicates, ParseOptions, parse_one, parse_yaml};

/// Documents, with the name that they were read under.
type Read = OnceLock<(Arc<str>, Arc<Documents>)>;

/// A file's content. `Debug` prints the id and the size only.
pub struct File {
    /// Its blob id: equal ids, equal content.
    pub blob: BlobId,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Its documents under each of the usual readings, once asked for.
    kubernetes: Read,
    kustomize: Read,
    /// The reading of settings as a whole.
    settings: Read,
    /// Its trees, if it was rendered as a template.
    trees: Trees,
    n_parses: AtomicU32,
}

/// What is kept of a template for all who render the same content.
pub type Trees = Arc<Kept>;

/// A template's trees, parsed once, and what it rendered to last.
#[derive(Default)]
pub struct Kept {
    /// The path that it was parsed under, and the trees.
    pub parsed: OnceLock<(Arc<str>, Arc<Parsed>)>,
    /// The last text, with what was found in it: who gets the same text finds the same.
    pub last: Mutex<Option<(Arc<str>, Arc<[Found]>)>>,
}

/// A document in a rendered text: where it stands, and its head.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where its text begins and ends.
    pub range: std::ops::Range<usize>,
    /// Lines before it.
    pub lines_before: u32,
    /// Its head.
    pub head: Head,
}

impl File {
    /// A file of these bytes.
    pub fn new(blob: BlobId, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            blob,
            bytes: bytes.into(),
            kubernetes: OnceLock::new(),
            kustomize: OnceLock::new(),
            settings: OnceLock::new(),
            trees: Trees::default(),
            n_parses: AtomicU32::new(0),
        }
    }

    /// The content as text, if it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Its documents. The usual readings are parsed once and shared; other readings, and a second name for the same file
    /// (problems carry the name), are parsed anew.
    pub fn documents(&self, name: &str, options: ParseOptions) -> Arc<Documents> {
        let parse = || {
            self.n_parses.fetch_add(1, Ordering::Relaxed);
            Arc::new(parse_yaml(&self.bytes, name, options))
        };
        let slot = match (options.scalars, options.duplicates, options.spans) {
            (Scalars::Yaml11, Duplicates::LastWins, false) => &self.kubernetes,
            (Scalars::Yaml12, Duplicates::Refuse, false) => &self.kustomize,
            (Scalars::Yaml11, Duplicates::Refuse, false) | (Scalars::Yaml12, Duplicates::LastWins, false) | (_, _, true) => {
                return parse();
            }
        };
        let (known, documents) = slot.get_or_init(|| (name.into(), parse()));
        if **known == *name { documents.clone() } else { parse() }
    }

    /// The first document of settings, read as a whole (`parse_one`), with the lines of its fields: kustomizations, configurations,
    /// operations of JSON patches. Parsed once and shared, as [`Self::documents`] are.
    pub fn whole(&self, name: &str) -> Arc<Documents> {
        let parse = || {
            self.n_parses.fetch_add(1, Ordering::Relaxed);
            Arc::new(parse_one(&self.bytes, name, 0, ParseOptions::KUBERNETES.with_spans()))
        };
        let (known, documents) = self.settings.get_or_init(|| (name.into(), parse()));
        if **known == *name { documents.clone() } else { parse() }
    }

    /// Where the trees of the file's template are kept.
    pub fn trees(&self) -> Trees {
        self.trees.clone()
    }

    /// How often the bytes were parsed: what shows that a render took what was there.
    pub fn n_parses(&self) -> u32 {
        self.n_parses.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({} bytes)", self.blob, self.bytes.len())
    }
}
