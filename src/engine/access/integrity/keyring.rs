//! Every key that may be named by a project: GPG's of `argocd-gpg-keys-cm`, SSH's of `tiphys-cm`. It knows no cluster.
//! Source: Argo CD `util/gpg` (`SyncKeyRingFromDirectory`). Each key that is in the ring is trusted, as there.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::object::RawObject;
use super::{Checked, Outcome, openpgp, ssh};
use crate::model::problem::{Place, Problem, ProblemKind};

/// Argo CD's ConfigMap of GPG keys: an entry's name is the key's id, its value the armored public key.
pub const GPG_KEYS: &str = "argocd-gpg-keys-cm";
/// The key of `tiphys-cm` with lines in the form of OpenSSH's `allowed_signers`. Argo CD does not read it.
pub const SSH_SIGNERS: &str = "sshSigners";
/// Our ConfigMap.
const TIPHYS_CM: &str = "tiphys-cm";

/// Bytes of a signature at most: one by RSA with 8192 bits has 2 KiB.
const MAX_SIGNATURE: usize = 64 << 10;
/// Keys of a ring at most; a ConfigMap has 1 MiB.
const MAX_KEYS: usize = 2_048;
/// Bytes of one key at most.
const MAX_KEY: usize = 1 << 20;

/// The texts that hold the keys, as read from a control plane.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyTexts {
    /// The entries of `argocd-gpg-keys-cm`.
    pub gpg: BTreeMap<Arc<str>, Arc<str>>,
    /// `sshSigners` of `tiphys-cm`.
    pub ssh: Arc<str>,
}

/// Keys, read and ready. It holds no time: when they ended is judged when a signature is.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    gpg: openpgp::Ring,
    /// Why keys of these long ids are left out.
    unusable: BTreeMap<u64, Arc<str>>,
    ssh: Vec<ssh::Allowed>,
}

impl Keyring {
    /// The ring of these texts. A key that cannot be used is left out, so that it admits nothing, and is a problem that names its entry.
    pub fn read(texts: &KeyTexts) -> (Self, Vec<Problem>) {
        let mut ring = Self::default();
        let mut problems = Vec::new();
        let bad = |place: Place, cause: String, hint: &str| Problem::warning(ProblemKind::BadInput, cause).at(place).hint(hint);
        for (name, text) in texts.gpg.iter().take(MAX_KEYS) {
            if let Err(cause) = ring.add_gpg(name, text) {
                ring.unusable.extend(long_id(name).map(|id| (id, Arc::from(cause.as_str()))));
                let hint = "export the one public key with gpg --armor --export ID, under its id of 16 digits";
                problems.push(bad(Place::file(GPG_KEYS).at_field(name.clone()), cause, hint));
            }
        }
        let (signers, wrong) = ssh::signers(&texts.ssh);
        for (line, cause) in wrong {
            let hint = "write it as in OpenSSH's allowed_signers: who, options, kind of key, key";
            problems.push(bad(Place::file(TIPHYS_CM).at_line(line).at_field(SSH_SIGNERS), cause, hint));
        }
        let too_many = texts.gpg.len().max(signers.len()) > MAX_KEYS;
        ring.ssh = signers;
        ring.ssh.truncate(MAX_KEYS);
        if too_many {
            let cause = format!("more than {MAX_KEYS} keys; what is beyond them is not read");
            problems.push(Problem::error(ProblemKind::Limit, cause).at(Place::file(GPG_KEYS)));
        }
        (ring, problems)
    }

    fn add_gpg(&mut self, name: &str, text: &str) -> Result<(), String> {
        if text.len() > MAX_KEY {
            return Err(format!("a key of {} bytes is too long", text.len()));
        }
        let wanted =
            long_id(name).filter(|_| name.len() == 16).ok_or_else(|| "its name is no key id of 16 hexadecimal digits".to_owned())?;
        self.gpg.add(text, wanted)
    }

    /// Whether a key that a project names is here, by whatever form of its name.
    pub fn has(&self, named: &str) -> bool {
        if named.starts_with("SHA256:") {
            return self.ssh.iter().any(|signer| *signer.fingerprint == *named);
        }
        long_id(named).is_some_and(|id| self.gpg.has(id))
    }

    /// Judges the signature of a commit or tag at a time. Nothing in the object can make it hang or fail: what cannot be read counts as bad.
    pub fn check(&self, object: &RawObject, now: Timestamp) -> Checked {
        let parted = object.parted();
        let unreadable = |cause: String| Checked { outcome: Outcome::Unreadable(cause.into()), signer: None };
        let Some(signature) = parted.signature else { return Checked { outcome: Outcome::Unsigned, signer: None } };
        if signature.len() > MAX_SIGNATURE {
            return unreadable(format!("its {} bytes are too many", signature.len()));
        }
        if signature.starts_with(b"-----BEGIN PGP ") {
            self.explained(self.gpg.check(&parted.payload, &signature, now))
        } else if signature.starts_with(b"-----BEGIN SSH SIGNATURE-----") {
            ssh::check(&self.ssh, &parted.payload, &signature, object.at())
        } else if signature.starts_with(b"-----BEGIN SIGNED MESSAGE-----") {
            unreadable("X.509 is not verified here".to_owned())
        } else {
            unreadable("it is of no known form".to_owned())
        }
    }
}

impl Keyring {
    /// Where a key is unknown because what was given could not be used: that.
    fn explained(&self, mut checked: Checked) -> Checked {
        let cause = checked.signer.as_ref().and_then(|signer| self.unusable.get(&long_id(&signer.id)?));
        if let (Outcome::UnknownKey, Some(cause)) = (&checked.outcome, cause) {
            checked.outcome = Outcome::Unreadable(format!("its key in {GPG_KEYS} cannot be used: {cause}").into());
        }
        checked
    }
}

/// The long id of a GPG key that is named by 16 or 40 hexadecimal digits. Source: `KeyID`.
pub(super) fn long_id(named: &str) -> Option<u64> {
    let is_one = [16, 40].contains(&named.len()) && named.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(named.get(named.len().checked_sub(16)?..)?, 16).ok().filter(|_| is_one)
}
