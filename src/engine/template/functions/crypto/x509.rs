//! X.509 certificates, written and read. It knows no template function.
//!
//! Source: RFC 5280; Go's `x509.CreateCertificate` for what stands in them and in which order.

use core::net::IpAddr;

use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};

use super::super::dates::time::{Time, Zone};
use super::der::{self, Reader};
use super::key::Key;

/// What a certificate says.
pub(super) struct Request {
    /// The subject's common name.
    pub(super) name: String,
    /// Addresses it is valid for.
    pub(super) addresses: Vec<IpAddr>,
    /// Names it is valid for.
    pub(super) hosts: Vec<String>,
    /// Seconds since 1970 between which it is valid.
    pub(super) validity: (i64, i64),
    /// Its number: 128 bits.
    pub(super) serial: [u8; 16],
    /// Whether it may sign others.
    pub(super) is_authority: bool,
}

/// Who signs.
pub(super) struct Issuer<'k> {
    pub(super) key: &'k Key,
    /// The certificate of who signs; `None`: the certificate itself.
    pub(super) parent: Option<&'k Parent>,
}

/// What is needed of a certificate that signs another.
pub(super) struct Parent {
    subject: Vec<u8>,
    key_id: Option<Vec<u8>>,
    /// Algorithm and key.
    public: Vec<u8>,
}

fn oid(content: &[u8]) -> Vec<u8> {
    der::tagged(der::OID, content)
}

/// Reads a certificate.
///
/// # Errors
/// Go's, as near as is of use.
pub(super) fn parse(bytes: &[u8]) -> Result<Parent, String> {
    const MALFORMED: &str = "x509: malformed certificate";
    let mut outer = Reader(bytes);
    let mut whole = outer.sequence().ok_or(MALFORMED)?;
    if !outer.0.is_empty() {
        return Err("x509: trailing data".to_owned());
    }
    let mut fields = whole.sequence().ok_or("x509: malformed tbs certificate")?;
    whole.sequence().ok_or("x509: malformed algorithm identifier")?;
    whole.tag(der::BIT_STRING).ok_or("x509: malformed signature")?;
    fields.tag(0xa0);
    fields.tag(der::INTEGER).ok_or("x509: malformed serial number")?;
    fields.sequence().ok_or("x509: malformed signature algorithm identifier")?;
    fields.sequence().ok_or("x509: malformed issuer")?;
    fields.sequence().ok_or("x509: malformed validity")?;
    let subject = fields.next().filter(|element| element.tag == der::SEQUENCE).ok_or("x509: malformed issuer")?;
    let public = fields.next().filter(|element| element.tag == der::SEQUENCE).ok_or("x509: malformed spki")?;
    let extensions = [0x81, 0x82, 0xa3].into_iter().filter_map(|tag| fields.tag(tag)).next_back();
    let key_id = extensions.and_then(subject_key_id);
    Ok(Parent { subject: subject.whole.to_vec(), key_id, public: public.whole.to_vec() })
}

fn subject_key_id(extensions: &[u8]) -> Option<Vec<u8>> {
    let mut all = Reader(extensions).sequence()?;
    while let Some(mut extension) = all.sequence() {
        if extension.tag(der::OID)? == [0x55, 0x1d, 0x0e] {
            extension.tag(0x01);
            return Reader(extension.tag(der::OCTET_STRING)?).tag(der::OCTET_STRING).map(<[u8]>::to_vec);
        }
    }
    None
}

/// A signed certificate in DER.
///
/// # Errors
/// Go's.
pub(super) fn create(request: &Request, key: &Key, issuer: &Issuer<'_>) -> Result<Vec<u8>, String> {
    let algorithm = issuer.key.algorithm()?;
    let (public_algorithm, public) = key.public()?;
    let spki = der::sequence(&[public_algorithm, der::bit_string(&public)]);
    if let Some(parent) = issuer.parent {
        let (own_algorithm, own) = issuer.key.public()?;
        if der::sequence(&[own_algorithm, der::bit_string(&own)]) != parent.public {
            return Err("x509: provided PrivateKey doesn't match parent's PublicKey".to_owned());
        }
    }
    let subject = name(&request.name);
    let issued_by = issuer.parent.map_or_else(|| subject.clone(), |parent| parent.subject.clone());
    let authority = issuer.parent.filter(|_| issued_by != subject).and_then(|parent| parent.key_id.clone());
    let extensions = extensions(request, &public, authority)?;
    let (from, to) = request.validity;
    let tbs = der::sequence(&[
        der::tagged(0xa0, &der::integer(&BigUint::from(2u32))),
        der::integer(&BigUint::from_bytes_be(&request.serial)),
        algorithm.clone(),
        issued_by,
        der::sequence(&[time(from)?, time(to)?]),
        subject,
        spki,
        der::tagged(0xa3, &der::sequence(&extensions)),
    ]);
    let signature = issuer.key.sign(&tbs)?;
    Ok(der::sequence(&[tbs, algorithm, der::bit_string(&signature)]))
}

/// A name of a common name only; printable texts have a type of their own. An empty one has no part at all.
fn name(common: &str) -> Vec<u8> {
    if common.is_empty() {
        return der::sequence(&[]);
    }
    let printable = common.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte));
    let text = der::tagged(if printable { 0x13 } else { 0x0c }, common.as_bytes());
    der::sequence(&[der::tagged(0x31, &der::sequence(&[oid(&[0x55, 0x04, 0x03]), text]))])
}

/// A time: two digits of the year as long as that says enough.
fn time(seconds: i64) -> Result<Vec<u8>, String> {
    let civil = Time::new(seconds, 0, Zone::Utc).civil();
    let rest = format!("{:02}{:02}{:02}{:02}{:02}Z", civil.month, civil.day, civil.hour, civil.minute, civil.second);
    match civil.year {
        1950..2050 => Ok(der::tagged(0x17, format!("{:02}{rest}", civil.year % 100).as_bytes())),
        0..=9999 => Ok(der::tagged(0x18, format!("{:04}{rest}", civil.year).as_bytes())),
        _ => Err("asn1: structure error: cannot represent time as GeneralizedTime".to_owned()),
    }
}

fn extension(id: &[u8], is_critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if is_critical { vec![0x01, 0x01, 0xff] } else { Vec::new() };
    der::sequence(&[oid(id), critical, der::tagged(der::OCTET_STRING, value)])
}

fn extensions(request: &Request, public: &[u8], authority: Option<Vec<u8>>) -> Result<Vec<Vec<u8>>, String> {
    // Digital signature and key encipherment; an authority signs certificates too.
    let usage: &[u8] = if request.is_authority { &[0x03, 0x02, 0x02, 0xa4] } else { &[0x03, 0x02, 0x05, 0xa0] };
    let purpose = |last: u8| oid(&[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, last]);
    let constraints = if request.is_authority { vec![vec![0x01, 0x01, 0xff]] } else { Vec::new() };
    let mut all = vec![
        extension(&[0x55, 0x1d, 0x0f], true, usage),
        extension(&[0x55, 0x1d, 0x25], false, &der::sequence(&[purpose(1), purpose(2)])),
        extension(&[0x55, 0x1d, 0x13], true, &der::sequence(&constraints)),
    ];
    if request.is_authority {
        let digest = Sha256::digest(public);
        let id = der::tagged(der::OCTET_STRING, digest.get(..20).unwrap_or_default());
        all.push(extension(&[0x55, 0x1d, 0x0e], false, &id));
    }
    if let Some(id) = authority {
        all.push(extension(&[0x55, 0x1d, 0x23], false, &der::sequence(&[der::tagged(0x80, &id)])));
    }
    if !request.hosts.is_empty() || !request.addresses.is_empty() {
        let mut names = Vec::new();
        for host in &request.hosts {
            if !host.is_ascii() {
                return Err(format!("x509: {} cannot be encoded as an IA5String", super::super::show::quote(host.as_bytes())));
            }
            names.push(der::tagged(0x82, host.as_bytes()));
        }
        names.extend(request.addresses.iter().map(|address| match address.to_canonical() {
            IpAddr::V4(address) => der::tagged(0x87, &address.octets()),
            IpAddr::V6(address) => der::tagged(0x87, &address.octets()),
        }));
        all.push(extension(&[0x55, 0x1d, 0x11], request.name.is_empty(), &der::sequence(&names)));
    }
    Ok(all)
}
