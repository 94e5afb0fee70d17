//! A public key with its names, subkeys and what it says of itself: who may sign until when, and what is revoked. It knows no time.
//! Followed: GnuPG's `getkey.c` (`merge_selfsigs`), as far as it decides about signatures over data. Not read: revocations by others
//! (designated revokers), and what other people's keys certify, as Argo CD trusts every key that it is given.

use super::super::crypto::{Failure, PublicKey};
use super::packet::{Key, Packet, Signature, packets};

/// Signatures of one key that are verified at most: who floods a key with false ones loses the key, not the process.
const MAX_VERIFIED: usize = 512;

const SIGNATURE: u8 = 2;
const PUBLIC_KEY: u8 = 6;
const USER_ID: u8 = 13;
const SUBKEY: u8 = 14;
const USER_ATTRIBUTE: u8 = 17;

/// A key that may sign data, or once might.
#[derive(Debug, Clone)]
pub(super) struct SigningKey {
    pub(super) fingerprint: Vec<u8>,
    pub(super) id: u64,
    pub(super) material: PublicKey,
    /// Seconds since 1970, as all times here.
    pub(super) created: i64,
    /// None for never. The primary key's end is its subkeys' end too.
    pub(super) expires: Option<i64>,
    pub(super) is_revoked: bool,
}

/// A public key as it was given: the primary key and its subkeys that sign.
#[derive(Debug, Clone)]
pub(super) struct Certificate {
    pub(super) fingerprint: Vec<u8>,
    pub(super) id: u64,
    /// Its primary name; empty where it has none.
    pub(super) name: String,
    pub(super) keys: Vec<SigningKey>,
}

/// One packet with the signatures behind it.
struct Part<'a> {
    packet: Packet<'a>,
    signatures: Vec<Signature>,
}

/// Verifies what a primary key says, up to the limit.
struct Own<'a> {
    primary: &'a Key,
    material: &'a PublicKey,
    verified: usize,
}

impl Own<'_> {
    /// Those of these kinds that the primary key made over this, oldest first.
    fn valid<'s>(&mut self, signatures: &'s [Signature], kinds: &[u8], over: &[u8]) -> Result<Vec<&'s Signature>, String> {
        let mut valid = Vec::new();
        for signature in signatures.iter().filter(|signature| kinds.contains(&signature.kind)) {
            if !signature.is_by(self.primary.id(), &self.primary.fingerprint) || signature.unknown_critical.is_some() {
                continue;
            }
            self.verified += 1;
            if self.verified > MAX_VERIFIED {
                return Err(format!("it has more than {MAX_VERIFIED} signatures of its own"));
            }
            let text = [&self.primary.hashed, over].concat();
            if signature.verified_by(self.material, &text).is_ok() {
                valid.push(signature);
            }
        }
        valid.sort_by_key(|signature| signature.created);
        Ok(valid)
    }
}

impl Signature {
    /// Whether it says that this key made it, or says nothing of it.
    pub(super) fn is_by(&self, id: u64, fingerprint: &[u8]) -> bool {
        self.issuer_fingerprint.as_ref().map_or_else(|| self.issuer.is_none_or(|issuer| issuer == id), |issuer| issuer == fingerprint)
    }

    /// Whether this key made it over this text.
    pub(super) fn verified_by(&self, key: &PublicKey, text: &[u8]) -> Result<(), Failure> {
        let hash = self.hash.as_ref().map_err(|name| Failure::Unsupported(format!("{name} is not verified here").into()))?;
        let numbers = self.numbers.as_ref().ok_or(Failure::Bad)?;
        key.verify(*hash, &[text, &self.trailer].concat(), numbers, true)
    }

    /// When what it says of a key of this age ends: the key, or the signature itself.
    fn end(&self, key_created: i64) -> Option<i64> {
        let own = self.expires.map(|seconds| self.created.saturating_add(seconds));
        let of_key = self.key_expires.map(|seconds| key_created.saturating_add(seconds));
        own.into_iter().chain(of_key).min()
    }

    fn may_sign(&self) -> bool {
        self.flags.is_none_or(|flags| flags & 2 != 0)
    }
}

impl Certificate {
    /// The certificate in a block.
    pub(super) fn read(block: &[u8]) -> Result<Self, String> {
        let parts = parts(block)?;
        let (first, rest) = parts.split_first().ok_or_else(|| "it has no key".to_owned())?;
        let primary = Key::read(first.packet.body)?;
        let material =
            primary.material.as_ref().map_err(|name| format!("{name} is not verified here: RSA, Ed25519, P-256 and P-384 are"))?;
        let mut own = Own { primary: &primary, material, verified: 0 };
        let is_revoked = !own.valid(&first.signatures, &[0x20], &[])?.is_empty();
        let direct = own.valid(&first.signatures, &[0x1f], &[])?.last().copied();
        let mut names: Vec<(&Signature, bool, String)> = Vec::new();
        for part in rest.iter().filter(|part| [USER_ID, USER_ATTRIBUTE].contains(&part.packet.tag)) {
            let mut over = vec![if part.packet.tag == USER_ID { 0xb4 } else { 0xd1 }];
            over.extend(u32::try_from(part.packet.body.len()).unwrap_or(u32::MAX).to_be_bytes());
            over.extend_from_slice(part.packet.body);
            let revoked = own.valid(&part.signatures, &[0x30], &over)?.last().map(|signature| signature.created);
            if let Some(newest) = own.valid(&part.signatures, &[0x10, 0x11, 0x12, 0x13], &over)?.last() {
                let is_current = part.packet.tag == USER_ID && revoked.is_none_or(|at| at < newest.created);
                names.push((newest, is_current, String::from_utf8_lossy(part.packet.body).into_owned()));
            }
        }
        let named = names.iter().map(|(signature, ..)| *signature).max_by_key(|signature| signature.created);
        let latest = named.or(direct).ok_or_else(|| "it has no name that it signed itself".to_owned())?;
        let ending = direct.filter(|signature| signature.key_expires.is_some()).unwrap_or(latest);
        let expires = ending.end(primary.created);
        let mut keys = Vec::new();
        if latest.may_sign() {
            keys.push(SigningKey::of(&primary, material.clone(), expires, is_revoked));
        }
        for part in rest.iter().filter(|part| part.packet.tag == SUBKEY) {
            keys.extend(subkey(part, &mut own, expires, is_revoked)?);
        }
        let name = names
            .iter()
            .filter(|(_, is_current, _)| *is_current)
            .max_by_key(|(signature, ..)| (signature.is_primary_name, signature.created));
        let name = name.map(|(.., name)| name.clone()).unwrap_or_default();
        Ok(Self { id: primary.id(), fingerprint: primary.fingerprint, name, keys })
    }
}

/// A subkey that may sign: bound by the primary key, and itself saying that it belongs to it. Others encrypt, and are none of our business.
fn subkey(part: &Part<'_>, own: &mut Own<'_>, primary_expires: Option<i64>, primary_revoked: bool) -> Result<Option<SigningKey>, String> {
    let Ok(key) = Key::read(part.packet.body) else { return Ok(None) };
    let Ok(material) = key.material.clone() else { return Ok(None) };
    let is_revoked = primary_revoked || !own.valid(&part.signatures, &[0x28], &key.hashed)?.is_empty();
    let Some(binding) = own.valid(&part.signatures, &[0x18], &key.hashed)?.last().copied().filter(|binding| binding.may_sign()) else {
        return Ok(None);
    };
    let back = binding.embedded.as_ref().and_then(|body| Signature::read(body).ok()).filter(|back| back.kind == 0x19);
    let both = [own.primary.hashed.as_slice(), &key.hashed].concat();
    if !back.is_some_and(|back| back.unknown_critical.is_none() && back.verified_by(&material, &both).is_ok()) {
        return Ok(None);
    }
    let expires = binding.end(key.created).into_iter().chain(primary_expires).min();
    Ok(Some(SigningKey::of(&key, material, expires, is_revoked)))
}

impl SigningKey {
    fn of(key: &Key, material: PublicKey, expires: Option<i64>, is_revoked: bool) -> Self {
        Self { fingerprint: key.fingerprint.clone(), id: key.id(), material, created: key.created, expires, is_revoked }
    }
}

/// The parts of the one public key in a block. Signatures that cannot be read are left out: they say nothing.
fn parts(block: &[u8]) -> Result<Vec<Part<'_>>, String> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for packet in packets(block)? {
        match packet.tag {
            PUBLIC_KEY if parts.is_empty() => parts.push(Part { packet, signatures: Vec::new() }),
            PUBLIC_KEY => return Err("it has more than one key; each has an entry of its own".to_owned()),
            5 | 7 => return Err("it has a private key: nobody should have been given it".to_owned()),
            USER_ID | SUBKEY | USER_ATTRIBUTE if !parts.is_empty() => parts.push(Part { packet, signatures: Vec::new() }),
            SIGNATURE => {
                if let (Some(part), Ok(signature)) = (parts.last_mut(), Signature::read(packet.body)) {
                    part.signatures.push(signature);
                }
            }
            _ => {} // Markers, trust and padding say nothing.
        }
    }
    Ok(parts)
}
