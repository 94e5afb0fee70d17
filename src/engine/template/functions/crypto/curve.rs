//! The elliptic curves of NIST: keys and signatures. It knows no certificate.
//!
//! Source: FIPS 186-4, SEC 1. Points are reckoned in Jacobian coordinates on arbitrary integers: slow, but only a chart's
//! few keys are made so. Nonces are hashed from key and text, so that a signature needs no random source.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::super::random::Entropy;
use super::der;

/// A curve `y² = x³ - 3x + b` over a prime field.
pub(super) struct Curve {
    /// The content of its object identifier.
    pub(super) oid: &'static [u8],
    /// The hash that Go signs with, as the content of the signature's object identifier.
    pub(super) signature: &'static [u8],
    hash: fn(&[u8]) -> Vec<u8>,
    bytes: usize,
    p: &'static str,
    n: &'static str,
    g: (&'static str, &'static str),
}

/// P-256.
pub(super) static P256: Curve = Curve {
    oid: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
    signature: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
    hash: |text| Sha256::digest(text).to_vec(),
    bytes: 32,
    p: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    n: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    g: (
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    ),
};

static P224: Curve = Curve {
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x21],
    signature: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
    hash: |text| Sha256::digest(text).to_vec(),
    bytes: 28,
    p: "ffffffffffffffffffffffffffffffff000000000000000000000001",
    n: "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
    g: ("b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21", "bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34"),
};

static P384: Curve = Curve {
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x22],
    signature: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03],
    hash: |text| Sha384::digest(text).to_vec(),
    bytes: 48,
    p: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    n: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    g: (
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    ),
};

static P521: Curve = Curve {
    oid: &[0x2b, 0x81, 0x04, 0x00, 0x23],
    signature: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04],
    hash: |text| Sha512::digest(text).to_vec(),
    bytes: 66,
    p: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    n: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    g: (
        "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
    ),
};

/// The curve with this object identifier.
pub(super) fn named(oid: &[u8]) -> Option<&'static Curve> {
    [&P224, &P256, &P384, &P521].into_iter().find(|curve| curve.oid == oid)
}

fn hex(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
}

/// A point; z is zero for the one at infinity.
#[derive(Clone)]
struct Point {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

/// A field of numbers below a prime.
struct Field(BigUint);

impl Field {
    fn times(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b % &self.0
    }

    fn minus(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.0 - b % &self.0) % &self.0
    }

    fn double(&self, point: &Point) -> Point {
        let delta = self.times(&point.z, &point.z);
        let gamma = self.times(&point.y, &point.y);
        let beta = self.times(&point.x, &gamma);
        let alpha = self.times(&(self.minus(&point.x, &delta) * 3u32), &(&point.x + &delta));
        let x = self.minus(&self.times(&alpha, &alpha), &(&beta * 8u32));
        let sum = &point.y + &point.z;
        let z = self.minus(&self.minus(&self.times(&sum, &sum), &gamma), &delta);
        let y = self.minus(&self.times(&alpha, &self.minus(&(&beta * 4u32), &x)), &(self.times(&gamma, &gamma) * 8u32));
        Point { x, y, z }
    }

    fn add(&self, a: &Point, b: &Point) -> Point {
        let zero = BigUint::default();
        if a.z == zero {
            return b.clone();
        }
        if b.z == zero {
            return a.clone();
        }
        let (a_zz, b_zz) = (self.times(&a.z, &a.z), self.times(&b.z, &b.z));
        let (a_x, b_x) = (self.times(&a.x, &b_zz), self.times(&b.x, &a_zz));
        let (a_y, b_y) = (self.times(&self.times(&a.y, &b.z), &b_zz), self.times(&self.times(&b.y, &a.z), &a_zz));
        let (h, r) = (self.minus(&b_x, &a_x), self.minus(&b_y, &a_y));
        if h == zero {
            return if r == zero { self.double(a) } else { Point { x: zero.clone(), y: zero.clone(), z: zero } };
        }
        let hh = self.times(&h, &h);
        let hhh = self.times(&h, &hh);
        let v = self.times(&a_x, &hh);
        let x = self.minus(&self.minus(&self.times(&r, &r), &hhh), &(&v * 2u32));
        let y = self.minus(&self.times(&r, &self.minus(&v, &x)), &self.times(&a_y, &hhh));
        Point { x, y, z: self.times(&self.times(&a.z, &b.z), &h) }
    }
}

/// A private key.
pub(super) struct Private {
    pub(super) curve: &'static Curve,
    scalar: BigUint,
}

impl Private {
    /// A new key on P-256.
    pub(super) fn generate(entropy: &mut Entropy<'_>) -> Self {
        let limit = hex(P256.n) - 1u32;
        Self { curve: &P256, scalar: BigUint::from_bytes_be(&entropy.vec(48)) % limit + 1u32 }
    }

    /// A key of this number.
    ///
    /// # Errors
    /// When the curve has no such key.
    pub(super) fn new(curve: &'static Curve, bytes: &[u8]) -> Result<Self, String> {
        let scalar = BigUint::from_bytes_be(bytes);
        if scalar == BigUint::default() || scalar >= hex(curve.n) {
            return Err("crypto/ecdsa: invalid private key".to_owned());
        }
        Ok(Self { curve, scalar })
    }

    fn fixed(&self, value: &BigUint) -> Vec<u8> {
        let bytes = value.to_bytes_be();
        [vec![0; self.curve.bytes.saturating_sub(bytes.len())], bytes].concat()
    }

    /// A multiple of the generator.
    fn multiple(&self, scalar: &BigUint) -> (BigUint, BigUint) {
        let field = Field(hex(self.curve.p));
        let generator = Point { x: hex(self.curve.g.0), y: hex(self.curve.g.1), z: BigUint::from(1u32) };
        let mut sum = Point { x: BigUint::default(), y: BigUint::default(), z: BigUint::default() };
        for bit in (0..scalar.bits()).rev() {
            sum = field.double(&sum);
            if scalar.bit(bit) {
                sum = field.add(&sum, &generator);
            }
        }
        let inverse = sum.z.modinv(&field.0).unwrap_or_default();
        let square = field.times(&inverse, &inverse);
        (field.times(&sum.x, &square), field.times(&field.times(&sum.y, &square), &inverse))
    }

    /// The public key, uncompressed.
    pub(super) fn public(&self) -> Vec<u8> {
        let (x, y) = self.multiple(&self.scalar);
        [vec![4], self.fixed(&x), self.fixed(&y)].concat()
    }

    /// The key in the form of SEC 1.
    pub(super) fn der(&self) -> Vec<u8> {
        der::sequence(&[
            der::integer(&BigUint::from(1u32)),
            der::tagged(der::OCTET_STRING, &self.fixed(&self.scalar)),
            der::tagged(0xa0, &der::tagged(der::OID, self.curve.oid)),
            der::tagged(0xa1, &der::bit_string(&self.public())),
        ])
    }

    /// A signature in DER.
    pub(super) fn sign(&self, text: &[u8]) -> Vec<u8> {
        let n = hex(self.curve.n);
        let digest = (self.curve.hash)(text);
        let mut message = BigUint::from_bytes_be(&digest);
        let digest_bits = u64::try_from(digest.len()).unwrap_or(0) * 8;
        message >>= digest_bits.saturating_sub(n.bits());
        for round in 0u8..=255 {
            let nonce = self.nonce(&digest, round) % &n;
            let r = self.multiple(&nonce).0 % &n;
            let Some(inverse) = nonce.modinv(&n) else { continue };
            let s = inverse * (&message + &r * &self.scalar) % &n;
            if r != BigUint::default() && s != BigUint::default() {
                return der::sequence(&[der::integer(&r), der::integer(&s)]);
            }
        }
        Vec::new()
    }

    /// 1024 bits out of key and text: enough that the remainder shows nothing of the key.
    fn nonce(&self, digest: &[u8], round: u8) -> BigUint {
        let half = |part: u8| Sha512::digest([b"tiphys nonce".as_slice(), &[round, part], &self.fixed(&self.scalar), digest].concat());
        BigUint::from_bytes_be(&[half(0), half(1)].concat())
    }
}
