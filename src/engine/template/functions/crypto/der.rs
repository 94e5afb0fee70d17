//! DER, written and read: as much of ASN.1 as keys and certificates need. It knows neither.

use num_bigint::BigUint;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;

/// A value with its tag and length.
pub(super) fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length @ ..=0x7f) => out.push(length),
        _ => {
            let length = content.len().to_be_bytes();
            let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(length.len()).unwrap_or(0));
            out.extend(length);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A sequence of values.
pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tagged(SEQUENCE, &parts.concat())
}

/// An integer that is not negative.
pub(super) fn integer(value: &BigUint) -> Vec<u8> {
    let mut bytes = value.to_bytes_be();
    if bytes.first().is_some_and(|first| *first >= 0x80) {
        bytes.insert(0, 0);
    }
    tagged(INTEGER, &bytes)
}

/// A string of whole bytes as bits.
pub(super) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tagged(BIT_STRING, &[&[0], bytes].concat())
}

/// NULL.
pub(super) fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

/// Why a text is no DER.
pub(super) const TRUNCATED: &str = "asn1: syntax error: data truncated";

/// Reads values one after the other.
#[derive(Clone, Copy)]
pub(super) struct Reader<'d>(pub(super) &'d [u8]);

/// A value that was read.
#[derive(Clone, Copy)]
pub(super) struct Element<'d> {
    pub(super) tag: u8,
    pub(super) content: &'d [u8],
    /// With tag and length.
    pub(super) whole: &'d [u8],
}

impl<'d> Reader<'d> {
    /// The next value; `None` at the end, and where there is none.
    pub(super) fn next(&mut self) -> Option<Element<'d>> {
        let (tag, length) = (*self.0.first()?, *self.0.get(1)?);
        let (header, length) = if length < 0x80 {
            (2, usize::from(length))
        } else {
            let n = usize::from(length & 0x7f);
            if n == 0 || n > 4 {
                return None;
            }
            let bytes = self.0.get(2..2 + n)?;
            (2 + n, bytes.iter().fold(0usize, |length, byte| (length << 8) | usize::from(*byte)))
        };
        let end = header.checked_add(length)?;
        let element = Element { tag, content: self.0.get(header..end)?, whole: self.0.get(..end)? };
        self.0 = self.0.get(end..)?;
        Some(element)
    }

    /// The next value, if it has this tag.
    pub(super) fn tag(&mut self, tag: u8) -> Option<&'d [u8]> {
        let mut ahead = *self;
        let element = ahead.next().filter(|element| element.tag == tag)?;
        *self = ahead;
        Some(element.content)
    }

    /// The next value, if it is a sequence.
    pub(super) fn sequence(&mut self) -> Option<Self> {
        self.tag(SEQUENCE).map(Self)
    }

    /// The next value, if it is an integer that is not negative.
    pub(super) fn integer(&mut self) -> Option<BigUint> {
        let bytes = self.tag(INTEGER).filter(|bytes| bytes.first().is_some_and(|first| *first < 0x80))?;
        Some(BigUint::from_bytes_be(bytes))
    }
}
