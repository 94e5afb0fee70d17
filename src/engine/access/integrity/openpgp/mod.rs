//! Detached OpenPGP signatures against a ring of public keys, judged as GnuPG judges them. It knows no clock.
//! Source: GnuPG `sig-check.c` (`check_signature_metadata_validity`), `mainproc.c` (`check_sig_and_print`); Git `gpg-interface.c`.
//!
//! Read by hand and verified by ring: keys and signatures of version 4 by RSA (2048 to 8192 bits), Ed25519, P-256 and P-384. Others are
//! named and refused, never passed.

mod certificate;
mod packet;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::crypto::Failure;
use super::{Checked, Outcome, Signer};
use certificate::{Certificate, SigningKey};
use packet::{Signature, dearmored, packets};

/// Public keys by their ids.
#[derive(Debug, Clone, Default)]
pub(super) struct Ring {
    certificates: Vec<Certificate>,
    /// Long ids of signing keys: the places of certificate and key. Two keys may bear one id.
    by_id: BTreeMap<u64, Vec<(usize, usize)>>,
}

impl Ring {
    /// Adds the one armored public key in a text, whose primary key must have this long id.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn add(&mut self, text: &str, id: u64) -> Result<(), String> {
        let certificate = Certificate::read(&dearmored(text.as_bytes(), &["PUBLIC KEY BLOCK"])?)?;
        if certificate.id != id {
            return Err(format!("it is the key {}, and its name says {}", long_id(certificate.id), long_id(id)));
        }
        for (index, key) in certificate.keys.iter().enumerate() {
            self.by_id.entry(key.id).or_default().push((self.certificates.len(), index));
        }
        self.certificates.push(certificate);
        Ok(())
    }

    /// Whether a key of this long id is in it, as primary key or one that signs.
    pub(super) fn has(&self, id: u64) -> bool {
        self.by_id.contains_key(&id) || self.certificates.iter().any(|certificate| certificate.id == id)
    }

    fn key(&self, signature: &Signature) -> Option<(&Certificate, &SigningKey)> {
        let id = signature.issuer_fingerprint.as_ref().map_or(signature.issuer, |fingerprint| last_8(fingerprint))?;
        self.by_id.get(&id)?.iter().find_map(|(certificate, key)| {
            let certificate = self.certificates.get(*certificate)?;
            let key = certificate.keys.get(*key)?;
            signature.is_by(key.id, &key.fingerprint).then_some((certificate, key))
        })
    }

    /// Judges the detached signature of a text at a time.
    pub(super) fn check(&self, payload: &[u8], armored: &[u8], now: Timestamp) -> Checked {
        let signature = match signature(armored) {
            Ok(signature) => signature,
            Err(cause) => return Checked { outcome: Outcome::Unreadable(cause.into()), signer: None },
        };
        let Some((certificate, key)) = self.key(&signature) else {
            let id = signature.issuer_fingerprint.as_ref().map_or(signature.issuer, |fingerprint| last_8(fingerprint));
            let fingerprint = signature.issuer_fingerprint.as_deref().map(hex).unwrap_or_default();
            let signer = id.map(|id| Signer { id: long_id(id), fingerprint: fingerprint.into(), primary: None, name: "".into() });
            return Checked { outcome: Outcome::UnknownKey, signer };
        };
        let is_primary = certificate.fingerprint == key.fingerprint;
        let signer = Signer {
            id: long_id(key.id),
            fingerprint: hex(&key.fingerprint).into(),
            primary: (!is_primary).then(|| hex(&certificate.fingerprint).into()),
            name: certificate.name.as_str().into(),
        };
        Checked { outcome: judged(&signature, key, payload, now.as_second()), signer: Some(signer) }
    }
}

/// In the order in which GnuPG looks: the text, the signature's end, the key's end, its revocation. As there a key's end counts at the time
/// of looking, whenever it signed: who has stolen an old key can write any date.
fn judged(signature: &Signature, key: &SigningKey, payload: &[u8], now: i64) -> Outcome {
    if let Some(kind) = signature.unknown_critical {
        return Outcome::Unreadable(format!("it has a critical part of kind {kind}, which is not understood here").into());
    }
    match signature.verified_by(&key.material, payload) {
        Ok(()) => {}
        Err(Failure::Bad) => return Outcome::Bad("it does not belong to this content".into()),
        Err(Failure::Unsupported(cause)) => return Outcome::Unreadable(cause),
    }
    if signature.created < key.created || now < key.created {
        return Outcome::Bad("it is older than its key".into());
    }
    let end = |seconds: i64| Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    match (signature.expires.map(|seconds| signature.created.saturating_add(seconds)), key.expires) {
        (Some(at), _) if at <= now => Outcome::ExpiredSignature(end(at)),
        (_, Some(at)) if at <= now => Outcome::ExpiredKey(end(at)),
        _ if key.is_revoked => Outcome::RevokedKey,
        _ => Outcome::Good,
    }
}

/// The one signature in an armored block.
fn signature(armored: &[u8]) -> Result<Signature, String> {
    let block = dearmored(armored, &["SIGNATURE", "MESSAGE"])?;
    match packets(&block)?.as_slice() {
        [one] if one.tag == 2 => {
            let signature = Signature::read(one.body)?;
            if signature.kind == 0 { Ok(signature) } else { Err(format!("it is a signature of kind {}, not one of data", signature.kind)) }
        }
        [_] => Err("it is no signature".to_owned()),
        several => Err(format!("it has {} packets, not one signature", several.len())),
    }
}

fn last_8(fingerprint: &[u8]) -> Option<u64> {
    let bytes = fingerprint.last_chunk::<8>()?;
    Some(u64::from_be_bytes(*bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn long_id(id: u64) -> Arc<str> {
    format!("{id:016X}").into()
}
