//! RSA: keys, their DER, and signatures. It knows no certificate.
//!
//! Source: RFC 8017 (PKCS #1). Signatures are made without a random source: they are the same for the same key and text.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};

use super::super::random::Entropy;
use super::der;
use super::prime;

/// A private key.
pub(super) struct Rsa {
    n: BigUint,
    e: BigUint,
    d: BigUint,
    p: BigUint,
    q: BigUint,
}

fn one() -> BigUint {
    BigUint::from(1u32)
}

impl Rsa {
    /// A new key whose modulus has so many bits.
    pub(super) fn generate(entropy: &mut Entropy<'_>, bits: u64) -> Self {
        let e = BigUint::from(65_537u32);
        loop {
            let (p, q) = (prime::random(entropy, bits / 2), prime::random(entropy, bits / 2));
            let totient = (&p - one()) * (&q - one());
            if let Some(d) = e.modinv(&totient).filter(|_| p != q) {
                return Self { n: &p * &q, e, d, p, q };
            }
        }
    }

    /// A key out of PKCS #1.
    ///
    /// # Errors
    /// Go's, as near as is of use.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = der::Reader(bytes);
        let mut fields = reader.sequence().ok_or("asn1: structure error: tags don't match")?;
        if !reader.0.is_empty() {
            return Err("asn1: syntax error: trailing data".to_owned());
        }
        let mut next = || fields.integer().ok_or_else(|| der::TRUNCATED.to_owned());
        if next()? > one() {
            return Err("x509: unsupported private key version".to_owned());
        }
        let key = Self { n: next()?, e: next()?, d: next()?, p: next()?, q: next()? };
        let zero = BigUint::default();
        if [&key.n, &key.d, &key.p, &key.q].contains(&&zero) {
            return Err("x509: private key contains zero or negative value".to_owned());
        }
        if key.n != &key.p * &key.q || key.p <= one() || key.q <= one() {
            return Err("crypto/rsa: invalid prime".to_owned());
        }
        let fits = |prime: &BigUint| (&key.d * &key.e) % (prime - one()) == one();
        if !fits(&key.p) || !fits(&key.q) {
            return Err("crypto/rsa: invalid exponents".to_owned());
        }
        // A key beyond this costs seconds a signature; Go's own lower limit is 1024.
        if key.n.bits() > 8192 || key.n.bits() < 1024 {
            return Err(format!(
                "crypto/rsa: {}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
                key.n.bits()
            ));
        }
        Ok(key)
    }

    /// The key as PKCS #1.
    pub(super) fn der(&self) -> Vec<u8> {
        let (p, q) = (&self.p - one(), &self.q - one());
        let inverse = self.q.modinv(&self.p).unwrap_or_default();
        let numbers = [BigUint::default(), self.n.clone(), self.e.clone(), self.d.clone(), self.p.clone(), self.q.clone()];
        let rest = [&self.d % p, &self.d % q, inverse];
        der::sequence(&numbers.iter().chain(&rest).map(der::integer).collect::<Vec<_>>())
    }

    /// The public key as PKCS #1.
    pub(super) fn public(&self) -> Vec<u8> {
        der::sequence(&[der::integer(&self.n), der::integer(&self.e)])
    }

    /// A signature of SHA-256, padded as PKCS #1 v1.5.
    pub(super) fn sign(&self, text: &[u8]) -> Vec<u8> {
        const PREFIX: [u8; 19] =
            [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];
        let size = usize::try_from(self.n.bits().div_ceil(8)).unwrap_or(0);
        let digest = [PREFIX.as_slice(), &Sha256::digest(text)].concat();
        let mut padded = vec![0x00, 0x01];
        padded.resize(size.saturating_sub(digest.len()).saturating_sub(1), 0xff);
        padded.push(0x00);
        padded.extend(digest);
        let message = BigUint::from_bytes_be(&padded);
        // By the primes apart, which costs a quarter.
        let (of_p, of_q) =
            (message.modpow(&(&self.d % (&self.p - one())), &self.p), message.modpow(&(&self.d % (&self.q - one())), &self.q));
        let inverse = self.q.modinv(&self.p).unwrap_or_default();
        let difference = (&of_p + &self.p - &of_q % &self.p) * inverse % &self.p;
        let signature = (of_q + difference * &self.q).to_bytes_be();
        [vec![0; size.saturating_sub(signature.len())], signature].concat()
    }
}
