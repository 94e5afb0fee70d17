//! Whether a source is what its project's keys signed: the signature of a commit or tag, the policy that asks for it, the verdict that names
//! the field which decided. It reads no repository and knows no clock. Source: Argo CD 3.6 `util/sourceintegrity`, `util/git/client.go`
//! (`LsSignatures`), which has GnuPG judge; SSH signatures are ours in addition, as Argo CD reads GPG's only.

pub mod history;
pub mod keyring;
pub mod object;
pub mod policy;
pub mod verdicts;

mod crypto;
mod openpgp;
mod ssh;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// Who signed, as the signature says; true only where the outcome is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The long id of the GPG key or subkey, as Argo CD shows it, or `SHA256:…` of the SSH key.
    pub id: Arc<str>,
    /// The whole fingerprint; empty where the signature has the id only and the key is unknown.
    pub fingerprint: Arc<str>,
    /// The fingerprint of the primary key where a subkey signed.
    pub primary: Option<Arc<str>>,
    /// The key's primary name, or the principals of `sshSigners`; empty for unknown keys. Untrusted text.
    pub name: Arc<str>,
}

/// What becomes of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is good, and its key known.
    Good,
    /// It does not hold, and why.
    Bad(Arc<str>),
    /// It ended then.
    ExpiredSignature(Timestamp),
    /// Its key ended then.
    ExpiredKey(Timestamp),
    /// Its key is revoked.
    RevokedKey,
    /// Its key is in no list.
    UnknownKey,
    /// It cannot be judged, and why. It counts as bad.
    Unreadable(Arc<str>),
    /// There is none.
    Unsigned,
}

impl fmt::Display for Outcome {
    /// In the words of Argo CD 3.6 where it has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good => f.write_str("signed"),
            Self::Bad(cause) => write!(f, "bad signature: {cause}"),
            Self::ExpiredSignature(at) => write!(f, "expired signature: it ended {at}"),
            Self::ExpiredKey(at) => write!(f, "signed with expired key: it ended {at}"),
            Self::RevokedKey => f.write_str("signed with revoked key"),
            Self::UnknownKey => f.write_str("signed with key not in keyring"),
            Self::Unreadable(cause) => write!(f, "a signature that cannot be verified: {cause}"),
            Self::Unsigned => f.write_str("unsigned"),
        }
    }
}

/// A signature, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What became of it.
    pub outcome: Outcome,
    /// Who made it, where it says so.
    pub signer: Option<Signer>,
}
