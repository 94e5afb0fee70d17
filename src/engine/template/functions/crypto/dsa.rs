//! DSA keys, for `genPrivateKey`; they sign nothing. It knows no certificate.
//!
//! Source: FIPS 186-3, sizes 2048 and 256; sprig's own form of the key.

use num_bigint::BigUint;

use super::super::random::Entropy;
use super::der;
use super::prime;

/// A private key.
pub(super) struct Dsa([BigUint; 5]);

impl Dsa {
    /// New parameters and a new key.
    pub(super) fn generate(entropy: &mut Entropy<'_>) -> Self {
        let one = BigUint::from(1u32);
        let q = prime::random(entropy, 256);
        let step = &q * 2u32;
        let p = loop {
            let mut start = BigUint::from_bytes_be(&entropy.vec(256));
            start.set_bit(2047, true);
            start.set_bit(2046, false);
            // One more than a multiple of twice q.
            let start = &start - &start % &step + &one;
            if let Some(p) = prime::next_from(&start, &step, 20_000).filter(|p| p.bits() == 2048) {
                break p;
            }
        };
        let exponent = (&p - &one) / &q;
        let g = (2u32..1_000).map(|h| BigUint::from(h).modpow(&exponent, &p)).find(|g| *g != one).unwrap_or_default();
        let x = BigUint::from_bytes_be(&entropy.vec(40)) % (&q - &one) + &one;
        let y = g.modpow(&x, &p);
        Self([p, q, g, y, x])
    }

    /// A key out of sprig's form.
    ///
    /// # Errors
    /// When it has another.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut fields = der::Reader(bytes).sequence().ok_or("asn1: structure error: tags don't match")?;
        let mut next = || fields.integer().ok_or_else(|| der::TRUNCATED.to_owned());
        next()?;
        Ok(Self([next()?, next()?, next()?, next()?, next()?]))
    }

    /// The key in sprig's form.
    pub(super) fn der(&self) -> Vec<u8> {
        let version = der::integer(&BigUint::default());
        der::sequence(&[version].into_iter().chain(self.0.iter().map(der::integer)).collect::<Vec<_>>())
    }
}
