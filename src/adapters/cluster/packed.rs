//! Bodies at rest: JSON, compressed, without what every read would throw away; and the hash that tells whether content
//! changed. It knows no row.

use sha2::{Digest as _, Sha256};

use super::error::ClusterError;
use super::request::{json, object};
use crate::engine::compare::updates::Updates;
use crate::model::object::Object;
use crate::model::object::build::{remove, set};
use crate::model::object::value::Value;

/// Largest JSON that is kept: larger objects are rare (CRDs, big ConfigMaps) and read again when somebody looks.
pub const MAX_KEPT: usize = 64 << 10;

/// First 16 bytes of the SHA-256 of an object's JSON without what every write changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 16]);

/// A body at rest.
#[derive(Clone)]
pub(super) enum Packed {
    /// LZ4 with its length before it.
    Here(Box<[u8]>),
    /// Too large: the server has it.
    Elsewhere,
}

/// Whether managedFields stay in packed bodies: needed by structured comparisons, by ignore rules that name managers, and to say
/// who set a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ManagedFields {
    /// They are left out.
    Drop,
    /// They are kept, but for objects that another object owns.
    #[default]
    Keep,
}

/// What tells whether an object changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hashes {
    /// Anything but the version and who owns what.
    pub(super) content: ContentHash,
    /// What a comparison looks at ([`Updates`]).
    pub(super) compared: ContentHash,
}

fn hashed(json: &[u8]) -> ContentHash {
    let mut hash = [0; 16];
    hash.iter_mut().zip(Sha256::digest(json).iter()).for_each(|(own, byte)| *own = *byte);
    ContentHash(hash)
}

/// The object at rest and its hashes.
pub(super) fn pack(live: &Object, managed: ManagedFields, updates: &Updates) -> Result<(Packed, Hashes), ClusterError> {
    let root = remove(live.root(), &["metadata", "resourceVersion"]);
    let plain = json(&remove(&root, &["metadata", "managedFields"]))?;
    let hashes = Hashes { content: hashed(&plain), compared: hashed(&json(&updates.counted(live))?) };
    // What a controller owns (Pods, ReplicaSets: most of a cluster) nobody desires: it is compared with nothing.
    let body = match managed {
        ManagedFields::Keep if live.owners().next().is_none() => json(&root)?,
        ManagedFields::Keep | ManagedFields::Drop => plain,
    };
    let packed = if body.len() > MAX_KEPT { Packed::Elsewhere } else { Packed::Here(lz4_flex::compress_prepend_size(&body).into()) };
    Ok((packed, hashes))
}

/// The object again, with the resourceVersion that it had.
pub(super) fn unpack(bytes: &[u8], resource_version: &str) -> Result<Object, ClusterError> {
    let broken = || ClusterError::BadAnswer("a body of the cache cannot be unpacked".into());
    let json = lz4_flex::decompress_size_prepended(bytes).map_err(|_| broken())?;
    let found = object(&json)?;
    let root = set(found.root(), &["metadata", "resourceVersion"], Value::str(resource_version));
    found.with_root(root).map_err(|_| broken())
}
