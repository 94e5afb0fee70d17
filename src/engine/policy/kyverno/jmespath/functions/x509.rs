//! `x509_decode`: certificates and requests with an RSA key, as Go's JSON shows what policies read of them: key, names, serial number,
//! validity, DNS names. It trusts nothing and verifies nothing. It knows no policy.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::build;
use crate::model::object::value::Value;

/// The largest certificate that is read.
const MAX_BYTES: usize = 64 * 1024;

/// Reads a PEM text.
///
/// # Errors
/// When it is none, or its key is not of RSA.
pub(super) fn decode(text: &str) -> Result<Value, Fault> {
    for (label, is_request) in [("CERTIFICATE", false), ("CERTIFICATE REQUEST", true)] {
        let (start, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
        let Some(body) = text.split_once(&start).and_then(|(_, rest)| rest.split_once(&end)).map(|(body, _)| body) else { continue };
        let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = BASE64_STANDARD.decode(packed).map_err(|_| Fault::bad("failed to decode PEM block"))?;
        if bytes.len() > MAX_BYTES {
            return Err(Fault::Limit(format!("a certificate is larger than {MAX_BYTES} bytes")));
        }
        return read(&bytes, is_request);
    }
    Err(Fault::bad("failed to decode PEM block"))
}

/// What is left of a DER sequence.
#[derive(Clone, Copy)]
struct Der<'b>(&'b [u8]);

impl<'b> Der<'b> {
    /// The next element: its tag and content.
    fn next(&mut self) -> Option<(u8, &'b [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = if *first < 0x80 {
            (usize::from(*first), rest)
        } else {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|(bytes, _)| bytes.len() <= 4)?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, content))
    }

    /// The content of the next element, which must have this tag.
    fn of(&mut self, wanted: u8) -> Option<Der<'b>> {
        self.next().filter(|(tag, _)| *tag == wanted).map(|(_, content)| Der(content))
    }

    /// The content of the next element, where it has this tag.
    fn optional(&mut self, wanted: u8) -> Option<Der<'b>> {
        if self.0.first() == Some(&wanted) { self.of(wanted) } else { None }
    }
}

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 2.5.29.17
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 0x11];

fn read(bytes: &[u8], is_request: bool) -> Result<Value, Fault> {
    let wrong = || Fault::bad("x509: malformed certificate");
    let mut whole = Der(bytes).of(SEQUENCE).ok_or_else(wrong)?;
    let mut own = whole.of(SEQUENCE).ok_or_else(wrong)?;
    let version = if is_request { own.of(INTEGER) } else { own.optional(0xa0).and_then(|mut inner| inner.of(INTEGER)) };
    let version = version.map_or(0, |version| version.0.last().copied().map_or(0, i64::from));
    let mut entries = vec![("PublicKeyAlgorithm", Value::Int(1)), ("Version", Value::Int(if is_request { version } else { version + 1 }))];
    if !is_request {
        let serial = own.of(INTEGER).ok_or_else(wrong)?;
        entries.push(("SerialNumber", number(serial.0)));
        own.of(SEQUENCE).ok_or_else(wrong)?;
        entries.push(("Issuer", name(own.of(SEQUENCE).ok_or_else(wrong)?).ok_or_else(wrong)?));
        let mut validity = own.of(SEQUENCE).ok_or_else(wrong)?;
        for field in ["NotBefore", "NotAfter"] {
            let (tag, text) = validity.next().ok_or_else(wrong)?;
            entries.push((field, time(tag, text).ok_or_else(wrong)?.into()));
        }
    }
    entries.push(("Subject", name(own.of(SEQUENCE).ok_or_else(wrong)?).ok_or_else(wrong)?));
    entries
        .push(("PublicKey", key(own.of(SEQUENCE).ok_or_else(wrong)?).ok_or_else(|| Fault::bad("certificate should use rsa algorithm"))?));
    if !is_request {
        entries.push(("DNSNames", dns_names(own)));
    }
    Ok(Value::map(entries.into_iter().map(|(key, value)| (crate::model::object::key::Key::field(key), value)).collect()))
}

/// An RSA key: its modulus in decimal, as Kyverno has it.
fn key(mut info: Der<'_>) -> Option<Value> {
    let algorithm = info.of(SEQUENCE)?.of(OBJECT)?;
    if algorithm.0 != RSA {
        return None;
    }
    let bits = info.of(BITS)?;
    let mut key = Der(bits.0.get(1..)?).of(SEQUENCE)?;
    let modulus = decimal(key.of(INTEGER)?.0);
    let exponent = key.of(INTEGER)?.0.iter().fold(0_i64, |sum, byte| sum.wrapping_shl(8) | i64::from(*byte));
    Some(Value::Map(build::map([("N", modulus.into()), ("E", Value::Int(exponent))])))
}

/// A positive number in decimal.
fn decimal(bytes: &[u8]) -> String {
    // Groups of nine digits, the lowest first.
    let mut groups: Vec<u64> = vec![0];
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for group in &mut groups {
            let value = *group * 256 + carry;
            *group = value % 1_000_000_000;
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    let mut out = groups.last().map(u64::to_string).unwrap_or_default();
    for group in groups.iter().rev().skip(1) {
        out.push_str(&format!("{group:09}"));
    }
    out
}

/// A number as JSON has it: a float64 where it is large.
fn number(bytes: &[u8]) -> Value {
    let text = decimal(bytes);
    text.parse::<i64>().map(Value::Int).or_else(|_| text.parse::<f64>().map(Value::Float)).unwrap_or_default()
}

/// A name as Go's `pkix.Name`.
fn name(mut sets: Der<'_>) -> Option<Value> {
    let mut lists: Vec<(u8, Vec<Value>)> = Vec::new();
    let mut names = Vec::new();
    while !sets.0.is_empty() {
        let mut set = sets.of(SET)?;
        while !set.0.is_empty() {
            let mut pair = set.of(SEQUENCE)?;
            let object = pair.of(OBJECT)?.0;
            let text: Value = String::from_utf8_lossy(pair.next()?.1).into_owned().into();
            if let [0x55, 0x04, field] = object {
                match lists.iter_mut().find(|(own, _)| own == field) {
                    Some((_, texts)) => texts.push(text.clone()),
                    None => lists.push((*field, vec![text.clone()])),
                }
            }
            names.push(Value::Map(build::map([("Type", Value::list(arcs(object))), ("Value", text)])));
        }
    }
    let all = |field: u8| lists.iter().find(|(own, _)| *own == field).map(|(_, texts)| Value::list(texts.clone())).unwrap_or_default();
    let last = |field: u8| {
        let texts = lists.iter().find(|(own, _)| *own == field).map(|(_, texts)| texts.as_slice()).unwrap_or_default();
        texts.last().cloned().unwrap_or_else(|| "".into())
    };
    Some(Value::Map(build::map([
        ("Country", all(6)),
        ("Organization", all(10)),
        ("OrganizationalUnit", all(11)),
        ("Locality", all(7)),
        ("Province", all(8)),
        ("StreetAddress", all(9)),
        ("PostalCode", all(17)),
        ("SerialNumber", last(5)),
        ("CommonName", last(3)),
        ("Names", Value::list(names)),
        ("ExtraNames", Value::Null),
    ])))
}

/// The numbers of an object identifier.
fn arcs(bytes: &[u8]) -> Vec<Value> {
    let mut out = Vec::new();
    let mut value = 0_i64;
    for byte in bytes {
        value = value.wrapping_shl(7) | i64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if out.is_empty() {
                let first = (value / 40).min(2);
                out.extend([Value::Int(first), Value::Int(value - first * 40)]);
            } else {
                out.push(Value::Int(value));
            }
            value = 0;
        }
    }
    out
}

/// UTCTime or GeneralizedTime as RFC 3339.
fn time(tag: u8, text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let year_digits = if tag == 0x17 { 2 } else { 4 };
    let (year, rest) = text.split_at_checked(year_digits)?;
    let year: u16 = year.parse().ok()?;
    let year = match (tag, year) {
        (0x17, 50..) => 1900 + year,
        (0x17, _) => 2000 + year,
        _ => year,
    };
    let part = |at: usize| rest.get(at..at + 2).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    Some(format!("{year:04}-{}-{}T{}:{}:{}Z", part(0)?, part(2)?, part(4)?, part(6)?, part(8)?))
}

/// The DNS names of a certificate's extensions; null where there are none.
fn dns_names(mut rest: Der<'_>) -> Value {
    let mut found = Vec::new();
    while let Some((tag, content)) = rest.next() {
        if tag != 0xa3 {
            continue;
        }
        let Some(mut extensions) = Der(content).of(SEQUENCE) else { continue };
        while let Some(mut extension) = extensions.of(SEQUENCE) {
            if extension.of(OBJECT).is_none_or(|object| object.0 != ALTERNATIVE_NAMES) {
                continue;
            }
            extension.optional(0x01);
            let Some(mut names) = extension.of(OCTETS).and_then(|mut inner| inner.of(SEQUENCE)) else { continue };
            while let Some((tag, content)) = names.next() {
                if tag == 0x82 {
                    found.push(String::from_utf8_lossy(content).into_owned().into());
                }
            }
        }
    }
    if found.is_empty() { Value::Null } else { Value::list(found) }
}

#[cfg(test)]
mod tests {
    use super::{arcs, decimal, decode, time};
    use crate::model::object::value::Value;

    #[test]
    fn numbers_times_and_identifiers_are_read() {
        assert_eq!(decimal(&[0, 1, 0, 0, 0, 0]), "4294967296");
        assert_eq!(decimal(&[]), "0");
        assert_eq!(time(0x17, b"180202123800Z").as_deref(), Some("2018-02-02T12:38:00Z"));
        assert_eq!(time(0x18, b"20500101000000Z").as_deref(), Some("2050-01-01T00:00:00Z"));
        assert_eq!(arcs(&[0x55, 0x04, 0x03]), [2, 5, 4, 3].map(Value::Int));
        assert!(decode("nothing").is_err());
        assert!(decode("-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----").is_err());
    }
}
