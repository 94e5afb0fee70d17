//! Base 64, base 32 and checksums. It knows no key and no certificate.
//!
//! Source: sprig `strings.go`, `crypto.go`, Go's `encoding/base64` and `encoding/base32`: line breaks are passed over, an
//! error is the text that is returned.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha512};

use super::args::{bytes, raw, string};
use crate::engine::template::fault::Returned;
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

const TEXT: &[Type] = &[Type::Str];

pub(super) const TABLE: &[Function] = &[
    Function::new("adler32sum", TEXT, adler32),
    Function::new("b32dec", TEXT, base32_decoded),
    Function::new("b32enc", TEXT, base32_encoded),
    Function::new("b64dec", TEXT, base64_decoded),
    Function::new("b64enc", TEXT, base64_encoded),
    Function::new("sha1sum", TEXT, |scope, args| sum(scope, args, |bytes| hex(&sha1::Sha1::digest(bytes)))),
    Function::new("sha256sum", TEXT, |scope, args| sum(scope, args, |bytes| hex(&Sha256::digest(bytes)))),
    Function::new("sha512sum", TEXT, |scope, args| sum(scope, args, |bytes| hex(&Sha512::digest(bytes)))),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sum(scope: &Scope<'_>, args: &[Value], sum: fn(&[u8]) -> String) -> Returned {
    let bytes = bytes(args, 0);
    scope.budget.work(bytes.len() / 16)?;
    string(sum(bytes))
}

fn adler32(scope: &Scope<'_>, args: &[Value]) -> Returned {
    const MODULUS: u32 = 65521;
    let bytes = bytes(args, 0);
    scope.budget.work(bytes.len() / 16)?;
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % MODULUS;
        (a, (a + b) % MODULUS)
    });
    string(((b << 16) | a).to_string())
}

fn base64_encoded(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let bytes = bytes(args, 0);
    scope.budget.make(bytes.len().div_ceil(3).saturating_mul(4))?;
    string(STANDARD.encode(bytes))
}

fn base64_decoded(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len())?;
    match from_base64(text) {
        Ok(bytes) => raw(bytes),
        Err(at) => string(format!("illegal base64 data at input byte {at}")),
    }
}

/// Go's `base64.StdEncoding.DecodeString`.
///
/// # Errors
/// The byte at which Go finds the text wrong.
pub(super) fn from_base64(text: &[u8]) -> Result<Vec<u8>, usize> {
    if let Ok(bytes) = STANDARD.decode(text) {
        return Ok(bytes);
    }
    decode(text, 6, 4, |byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    })
}

/// Groups of digits with padding, as Go reads base 64: bits behind the last whole byte are ignored.
fn decode(text: &[u8], bits: u32, group: usize, digit: impl Fn(u8) -> Option<u8>) -> Result<Vec<u8>, usize> {
    let is_feed = |byte: &&u8| matches!(byte, b'\n' | b'\r');
    let mut out = Vec::with_capacity(text.len());
    let mut input = text.iter().enumerate().filter(|(_, byte)| !is_feed(byte)).map(|(at, byte)| (at, *byte)).peekable();
    while input.peek().is_some() {
        let (mut buffer, mut n_digits) = (0u64, 0);
        while n_digits < group {
            let Some((at, byte)) = input.next() else { return Err(text.len().saturating_sub(n_digits)) };
            if let Some(value) = digit(byte) {
                buffer = (buffer << bits) | u64::from(value);
                n_digits += 1;
                continue;
            }
            if byte != b'=' || n_digits < 2 {
                return Err(at);
            }
            // The padding must be whole, and nothing may follow it.
            if n_digits == 2 {
                match input.next() {
                    Some((_, b'=')) => {}
                    Some((at, _)) => return Err(at.saturating_sub(1)),
                    None => return Err(text.len()),
                }
            }
            if let Some((at, _)) = input.next() {
                return Err(at);
            }
            break;
        }
        let total = u32::try_from(n_digits).unwrap_or(0) * bits;
        let whole = total / 8;
        let value = buffer >> (total % 8);
        out.extend((0..whole).rev().map(|index| u8::try_from((value >> (8 * index)) & 0xff).unwrap_or(0)));
    }
    Ok(out)
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32_encoded(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let bytes = bytes(args, 0);
    scope.budget.make(bytes.len().div_ceil(5).saturating_mul(8))?;
    let mut out = String::new();
    for chunk in bytes.chunks(5) {
        let value = chunk.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte)) << (8 * (5 - chunk.len()));
        let n_digits = (chunk.len() * 8).div_ceil(5);
        for index in 0..8 {
            let digit = usize::try_from((value >> (35 - 5 * index)) & 31).ok().and_then(|digit| BASE32.get(digit));
            out.push(if index < n_digits { digit.map_or('=', |digit| char::from(*digit)) } else { '=' });
        }
    }
    string(out)
}

fn base32_decoded(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len())?;
    match from_base32(text) {
        Ok(bytes) => raw(bytes),
        Err(at) => string(format!("illegal base32 data at input byte {at}")),
    }
}

/// Go's `base32.StdEncoding.DecodeString`; offsets count without line breaks there.
fn from_base32(text: &[u8]) -> Result<Vec<u8>, usize> {
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let group = text.get(at..).unwrap_or_default();
        let mut value = 0u64;
        let mut n_digits = 0;
        for index in 0..8 {
            let Some(byte) = group.get(index) else { return Err(text.len().saturating_sub(index)) };
            if *byte == b'=' && index >= 2 && group.len() <= 8 {
                if group.len() + index < 8 - 1 || group.len() < 8 {
                    return Err(text.len());
                }
                if let Some(wrong) = group.iter().take(8).skip(index).position(|byte| *byte != b'=') {
                    return Err(at + index + wrong - usize::from(wrong > 0));
                }
                if matches!(index, 1 | 3 | 6) {
                    return Err(at + index - 1);
                }
                break;
            }
            let digit = BASE32.iter().position(|own| own == byte).ok_or(at + index)?;
            value = (value << 5) | digit as u64;
            n_digits += 1;
        }
        let whole = n_digits * 5 / 8;
        let value = value >> (n_digits * 5 % 8);
        out.extend((0..whole).rev().map(|index| u8::try_from((value >> (8 * index)) & 0xff).unwrap_or(0)));
        at += 8;
    }
    Ok(out)
}
