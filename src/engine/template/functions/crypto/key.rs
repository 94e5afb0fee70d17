//! Private keys of any kind, in PEM and as signers. It knows no certificate.
//!
//! Source: sprig `parsePrivateKeyPEM` and `pemBlockForKey`, Go's `crypto/x509`.

use num_bigint::BigUint;
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use super::curve;
use super::der;
use super::dsa::Dsa;
use super::pem;
use super::rsa::Rsa;

/// A private key.
pub(super) enum Key {
    Rsa(Rsa),
    Ec(curve::Private),
    /// The seed.
    Ed25519([u8; 32]),
    Dsa(Dsa),
}

const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const OID_EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const OID_ED25519: &[u8] = &[0x2b, 0x65, 0x70];

fn oid(content: &[u8]) -> Vec<u8> {
    der::tagged(der::OID, content)
}

impl Key {
    /// A key out of PEM.
    ///
    /// # Errors
    /// sprig's and Go's.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (kind, bytes) = pem::decode(text).ok_or("no PEM data in input")?;
        match kind.as_str() {
            "PRIVATE KEY" => Self::parse_pkcs8(&bytes).map_err(|error| format!("decoding PEM as PKCS#8: {error}")),
            "RSA PRIVATE KEY" => Rsa::parse(&bytes).map(Self::Rsa).map_err(|error| format!("parsing RSA private key from PEM: {error}")),
            "EC PRIVATE KEY" => parse_ec(None, &bytes).map(Self::Ec).map_err(|error| format!("parsing EC private key from PEM: {error}")),
            "DSA PRIVATE KEY" => Dsa::parse(&bytes).map(Self::Dsa).map_err(|error| format!("parsing DSA private key from PEM: {error}")),
            other if other.ends_with(" PRIVATE KEY") => Err(format!("invalid private key type {other}")),
            other => Err(format!("no private key data in PEM block of type {other}")),
        }
    }

    fn parse_pkcs8(bytes: &[u8]) -> Result<Self, String> {
        let wrong = || "asn1: structure error: tags don't match".to_owned();
        let mut fields = der::Reader(bytes).sequence().ok_or_else(wrong)?;
        fields.integer().ok_or_else(wrong)?;
        let mut algorithm = fields.sequence().ok_or_else(wrong)?;
        let name = algorithm.tag(der::OID).ok_or_else(wrong)?;
        let key = fields.tag(der::OCTET_STRING).ok_or_else(wrong)?;
        match name {
            OID_RSA => {
                Rsa::parse(key).map(Self::Rsa).map_err(|error| format!("x509: failed to parse RSA private key embedded in PKCS#8: {error}"))
            }
            OID_EC => parse_ec(algorithm.tag(der::OID), key)
                .map(Self::Ec)
                .map_err(|error| format!("x509: failed to parse EC private key embedded in PKCS#8: {error}")),
            OID_ED25519 => {
                let seed = der::Reader(key).tag(der::OCTET_STRING).ok_or("x509: invalid Ed25519 private key: asn1: structure error")?;
                let seed = seed.try_into().map_err(|_| format!("x509: invalid Ed25519 private key length: {}", seed.len()))?;
                Ok(Self::Ed25519(seed))
            }
            _ => Err("x509: PKCS#8 wrapping contained private key with unknown algorithm".to_owned()),
        }
    }

    /// The key in PEM.
    pub(super) fn pem(&self) -> String {
        match self {
            Self::Rsa(key) => pem::encode("RSA PRIVATE KEY", &key.der()),
            Self::Ec(key) => pem::encode("EC PRIVATE KEY", &key.der()),
            Self::Dsa(key) => pem::encode("DSA PRIVATE KEY", &key.der()),
            Self::Ed25519(seed) => {
                let key = der::tagged(der::OCTET_STRING, &der::tagged(der::OCTET_STRING, seed));
                let version = der::integer(&BigUint::default());
                pem::encode("PRIVATE KEY", &der::sequence(&[version, der::sequence(&[oid(OID_ED25519)]), key]))
            }
        }
    }

    /// The public key's algorithm and bits.
    ///
    /// # Errors
    /// Keys of DSA are in no certificate.
    pub(super) fn public(&self) -> Result<(Vec<u8>, Vec<u8>), String> {
        Ok(match self {
            Self::Rsa(key) => (der::sequence(&[oid(OID_RSA), der::null()]), key.public()),
            Self::Ec(key) => (der::sequence(&[oid(OID_EC), oid(key.curve.oid)]), key.public()),
            Self::Ed25519(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|error| error.to_string())?;
                (der::sequence(&[oid(OID_ED25519)]), pair.public_key().as_ref().to_vec())
            }
            Self::Dsa(_) => return Err("x509: unsupported public key type: *dsa.PublicKey".to_owned()),
        })
    }

    /// The algorithm of a signature, and how it signs.
    ///
    /// # Errors
    /// Keys of DSA sign nothing.
    pub(super) fn algorithm(&self) -> Result<Vec<u8>, String> {
        Ok(match self {
            Self::Rsa(_) => der::sequence(&[oid(OID_RSA_SHA256), der::null()]),
            Self::Ec(key) => der::sequence(&[oid(key.curve.signature)]),
            Self::Ed25519(_) => der::sequence(&[oid(OID_ED25519)]),
            Self::Dsa(_) => return Err("x509: certificate private key does not implement crypto.Signer".to_owned()),
        })
    }

    /// A signature.
    ///
    /// # Errors
    /// As [`Key::algorithm`].
    pub(super) fn sign(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        Ok(match self {
            Self::Rsa(key) => key.sign(text),
            Self::Ec(key) => key.sign(text),
            Self::Ed25519(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|error| error.to_string())?;
                pair.sign(text).as_ref().to_vec()
            }
            Self::Dsa(_) => return self.algorithm(),
        })
    }
}

/// A key in the form of SEC 1; the curve may be named outside.
fn parse_ec(name: Option<&[u8]>, bytes: &[u8]) -> Result<curve::Private, String> {
    let wrong = || "x509: failed to parse EC private key: asn1: structure error".to_owned();
    let mut fields = der::Reader(bytes).sequence().ok_or_else(wrong)?;
    let version = fields.integer().ok_or_else(wrong)?;
    if version != BigUint::from(1u32) {
        return Err(format!("x509: unknown EC private key version {version}"));
    }
    let scalar = fields.tag(der::OCTET_STRING).ok_or_else(wrong)?;
    let own = fields.tag(0xa0).and_then(|content| der::Reader(content).tag(der::OID));
    let curve = name.or(own).and_then(curve::named).ok_or("x509: unknown elliptic curve")?;
    curve::Private::new(curve, scalar)
}
