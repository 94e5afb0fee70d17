//! Public keys and what they verify, by ring. It knows neither OpenPGP nor SSH.

use std::sync::Arc;

use ring::digest;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};

/// A digest that a signature may be made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    /// Signatures of ten years ago; still verified, as GnuPG does.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The digest of a text.
    pub(super) fn of(self, data: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, data).as_ref().to_vec()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

/// A public key of an algorithm that is verified here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PublicKey {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    Ed25519(Vec<u8>),
    /// The point, uncompressed.
    P256(Vec<u8>),
    P384(Vec<u8>),
}

/// The numbers of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Numbers {
    Rsa(Vec<u8>),
    Pair(Vec<u8>, Vec<u8>),
}

/// Why it is not good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// It does not belong to the text.
    Bad,
    /// It cannot be told, and why.
    Unsupported(Arc<str>),
}

impl PublicKey {
    /// What people call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Rsa { n, .. } => format!("RSA {}", n.len() * 8),
            Self::Ed25519(_) => "Ed25519".to_owned(),
            Self::P256(_) => "ECDSA P-256".to_owned(),
            Self::P384(_) => "ECDSA P-384".to_owned(),
        }
    }

    /// Whether these numbers sign this text, hashed so. `over_digest`: Ed25519 signs the digest, as OpenPGP has it, instead of the text.
    pub(super) fn verify(&self, hash: Hash, text: &[u8], numbers: &Numbers, over_digest: bool) -> Result<(), Failure> {
        let unsupported = || Failure::Unsupported(format!("{} with {} is not verified here", self.name(), hash.name()).into());
        let answer = match (self, numbers) {
            (Self::Rsa { n, e }, Numbers::Rsa(number)) => {
                if !(256..=1024).contains(&n.len()) {
                    return Err(Failure::Unsupported(format!("{} is not verified here: 2048 to 8192 bits are", self.name()).into()));
                }
                let padded = left_padded(number, n.len()).ok_or(Failure::Bad)?;
                let parameters = match hash {
                    Hash::Sha1 => &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
                    Hash::Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
                    Hash::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                    Hash::Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
                };
                RsaPublicKeyComponents { n, e }.verify(parameters, text, &padded)
            }
            (Self::Ed25519(point), Numbers::Pair(r, s)) => {
                let mut both = left_padded(r, 32).ok_or(Failure::Bad)?;
                both.extend(left_padded(s, 32).ok_or(Failure::Bad)?);
                let key = UnparsedPublicKey::new(&signature::ED25519, point);
                if over_digest { key.verify(&hash.of(text), &both) } else { key.verify(text, &both) }
            }
            (Self::P256(point) | Self::P384(point), Numbers::Pair(r, s)) => {
                let algorithm = match (self, hash) {
                    (Self::P256(_), Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
                    (Self::P256(_), Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
                    (Self::P384(_), Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
                    (Self::P384(_), Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
                    (Self::P256(_) | Self::P384(_) | Self::Rsa { .. } | Self::Ed25519(_), _) => return Err(unsupported()),
                };
                UnparsedPublicKey::new(algorithm, point).verify(text, &der_pair(r, s).ok_or(Failure::Bad)?)
            }
            (Self::Rsa { .. }, Numbers::Pair(..)) | (Self::Ed25519(_) | Self::P256(_) | Self::P384(_), Numbers::Rsa(_)) => {
                return Err(Failure::Bad);
            }
        };
        answer.map_err(|_| Failure::Bad)
    }
}

/// The number with leading zeros up to a length; none where it is longer.
fn left_padded(number: &[u8], length: usize) -> Option<Vec<u8>> {
    let number = without_zeros(number);
    let missing = length.checked_sub(number.len())?;
    let mut padded = vec![0; missing];
    padded.extend_from_slice(number);
    Some(padded)
}

/// A number without its leading zeros.
pub(super) fn without_zeros(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    number.get(start..).unwrap_or_default()
}

/// Two numbers as DER's `SEQUENCE { INTEGER, INTEGER }`; none where they are longer than any curve's.
fn der_pair(r: &[u8], s: &[u8]) -> Option<Vec<u8>> {
    let mut inner = Vec::new();
    for number in [r, s] {
        let number = without_zeros(number);
        let sign = usize::from(number.first().is_none_or(|byte| *byte >= 0x80));
        inner.extend([2, u8::try_from(number.len() + sign).ok().filter(|length| *length < 60)?]);
        inner.extend(std::iter::repeat_n(0, sign));
        inner.extend_from_slice(number);
    }
    let mut der = vec![0x30, u8::try_from(inner.len()).ok().filter(|length| *length < 128)?];
    der.extend(inner);
    Some(der)
}
