//! A server-side apply that an API server is asked to try and not to carry out: what a need for a dry run asks. It knows no
//! client; the runtime does.
//!
//! Equal trials have equal answers: the live object, on which the answer depends, is part of the digest. So an answer may be
//! kept as long as neither side changes.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::manifest::json;
use crate::model::ids::ClusterId;
use crate::model::object::Object;
use crate::model::object::build;
use crate::model::object::value::Value;

/// An apply to be tried, by Argo CD's field manager, taking fields over from others.
pub struct Trial {
    /// Where.
    pub cluster: ClusterId,
    /// What would be sent; a namespaced object carries its namespace.
    pub object: Object,
    /// The service account on whose behalf, where syncs impersonate.
    pub account: Option<Arc<str>>,
    digest: [u8; 32],
}

impl Trial {
    /// A trial on this live object. What every write changes (`resourceVersion`) is not part of it.
    pub fn new(cluster: ClusterId, object: Object, account: Option<Arc<str>>, live: &Object) -> Self {
        let mut hash = Sha256::new();
        let live = build::remove(live.root(), &["metadata", "resourceVersion"]);
        let account_text = account.as_deref().unwrap_or("");
        let parts = [
            cluster.as_str().as_bytes(),
            account_text.as_bytes(),
            &json::canonical_json(&object.to_value()),
            &json::canonical_json(&Value::Map(live)),
        ];
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        Self { digest: hash.finalize().into(), cluster, object, account }
    }

    /// The digest of all of it.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dry run of {:?}", self.object)
    }
}

impl PartialEq for Trial {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Trial {}

impl PartialOrd for Trial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Trial {
    fn cmp(&self, other: &Self) -> Ordering {
        self.digest.cmp(&other.digest)
    }
}

impl Hash for Trial {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}
