//! sprig's functions of passwords, and of texts under a password. It knows no key of two halves.
//!
//! Source: sprig `crypto.go`.

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::args::{bytes, int, raw, string, text};
use super::super::encoding::from_base64;
use super::super::random::Entropy;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::Scope;
use crate::engine::template::value::Value;

/// Steps that a hash of bcrypt counts for: some 50 ms.
const BCRYPT_STEPS: usize = 300_000;

/// Steps of scrypt with 32 MiB.
const SCRYPT_STEPS: usize = 1_000_000;

/// Go's default cost.
const COST: u32 = 10;

/// A hash of a password.
///
/// # Errors
/// None but the budget's: sprig returns them as the text.
pub(super) fn bcrypt(scope: &Scope<'_>, password: &[u8]) -> Result<String, Fault> {
    scope.budget.work(BCRYPT_STEPS)?;
    if password.len() > 72 {
        return Ok("failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes".to_owned());
    }
    let salt = Entropy::new(scope.chance).bytes();
    Ok(match bcrypt::hash_with_salt(password, COST, salt) {
        Ok(parts) => parts.format_for_version(bcrypt::Version::TwoA),
        Err(error) => format!("failed to encrypt string with bcrypt: {error}"),
    })
}

/// A line of a password file.
pub(super) fn htpasswd(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let user = text(args, 0);
    if user.contains(':') {
        return string(format!("invalid username: {user}"));
    }
    string(format!("{user}:{}", bcrypt(scope, bytes(args, 1))?))
}

/// Templates of passwords by their kind: each letter stands for a set of characters.
const KINDS: &[(&str, &[&str])] = &[
    ("maximum", &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]),
    (
        "long",
        &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
    ),
    ("medium", &["CvcnoCvc", "CvcCvcno"]),
    ("short", &["Cvcn"]),
    ("basic", &["aaanaaan", "aannaaan", "aaannaaa"]),
    ("pin", &["nnnn"]),
];

fn set(letter: char) -> &'static str {
    match letter {
        'V' => "AEIOU",
        'C' => "BCDFGHJKLMNPQRSTVWXYZ",
        'v' => "aeiou",
        'c' => "bcdfghjklmnpqrstvwxyz",
        'a' => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        'n' => "0123456789",
        'o' => "@&%?,=[]_:-+*$#!'^~;()/.",
        _ => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// A password by the rules of Master Password.
pub(super) fn derive(scope: &Scope<'_>, args: &[Value]) -> Returned {
    const SCOPE: &[u8] = b"com.lyndir.masterpassword";
    let Some((_, templates)) = KINDS.iter().find(|(kind, _)| *kind == text(args, 1)) else {
        return string(format!("cannot find password template {}", text(args, 1)));
    };
    scope.budget.work(SCRYPT_STEPS)?;
    let (password, user, site) = (bytes(args, 2), bytes(args, 3), bytes(args, 4));
    let counter = u32::try_from(int(args, 0)).map_err(|_| "expected unsigned integer of 32 bits")?;
    let with_length = |text: &[u8]| [SCOPE, &u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes(), text].concat();
    let mut key = [0; 64];
    let params = scrypt::Params::new(15, 8, 2).map_err(|error| Fault::from(error.to_string()))?;
    scrypt::scrypt(password, &with_length(user), &params, &mut key).map_err(|error| Fault::from(error.to_string()))?;
    let message = [with_length(site), counter.to_be_bytes().to_vec()].concat();
    let seed = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key), &message);
    let mut seed = seed.as_ref().iter().map(|byte| usize::from(*byte));
    let first = seed.next().unwrap_or(0);
    let template = templates.iter().cycle().nth(first).copied().unwrap_or("");
    string(template.chars().zip(seed).filter_map(|(letter, byte)| set(letter).chars().cycle().nth(byte)).collect::<String>())
}

/// The key of a password: its first 32 bytes.
fn cipher(password: &[u8]) -> Aes256 {
    let mut key = [0; 32];
    key.iter_mut().zip(password).for_each(|(slot, byte)| *slot = *byte);
    Aes256::new(&key.into())
}

fn xor(block: &mut [u8; 16], other: &[u8]) {
    block.iter_mut().zip(other).for_each(|(byte, other)| *byte ^= other);
}

/// A text under a password: AES in CBC mode, behind a random first block.
pub(super) fn encrypt(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 1);
    if text.is_empty() {
        return string("");
    }
    scope.budget.make(text.len().saturating_mul(2).saturating_add(64))?;
    scope.budget.work(text.len())?;
    let cipher = cipher(bytes(args, 0));
    let mut before: [u8; 16] = Entropy::new(scope.chance).bytes();
    let mut out = before.to_vec();
    let padding = 16 - text.len() % 16;
    let padded = [text, &vec![u8::try_from(padding).unwrap_or(0); padding]].concat();
    for block in padded.chunks(16) {
        xor(&mut before, block);
        let mut block = before.into();
        cipher.encrypt_block(&mut block);
        before = block.into();
        out.extend(before);
    }
    string(STANDARD.encode(out))
}

/// The text again. Go's slices panic on what is too short.
pub(super) fn decrypt(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let packed = bytes(args, 1);
    if packed.is_empty() {
        return string("");
    }
    scope.budget.make(packed.len())?;
    scope.budget.work(packed.len())?;
    // What Go's decoder makes room for.
    let capacity = packed.len() / 4 * 3;
    let packed = from_base64(packed).map_err(|at| format!("illegal base64 data at input byte {at}"))?;
    let Some((first, blocks)) = packed.split_at_checked(16) else {
        return Err(format!("runtime error: slice bounds out of range [:16] with capacity {capacity}").into());
    };
    if blocks.len() % 16 != 0 {
        return Err("crypto/cipher: input not full blocks".into());
    }
    let cipher = cipher(bytes(args, 0));
    let mut before = first;
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks.chunks(16) {
        let Ok(own) = <[u8; 16]>::try_from(block) else { break };
        let mut own = own.into();
        cipher.decrypt_block(&mut own);
        let mut own: [u8; 16] = own.into();
        xor(&mut own, before);
        before = block;
        out.extend(own);
    }
    let Some(padding) = out.last().copied().map(usize::from) else { return Err("runtime error: index out of range [-1]".into()) };
    let Some(length) = out.len().checked_sub(padding) else {
        let end = i64::try_from(out.len()).unwrap_or(0) - i64::try_from(padding).unwrap_or(0);
        return Err(format!("runtime error: slice bounds out of range [:{end}]").into());
    };
    out.truncate(length);
    raw(out)
}
