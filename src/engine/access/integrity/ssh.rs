//! SSH signatures against the keys of `sshSigners`, judged as `ssh-keygen -Y verify` judges them for Git. It knows no clock.
//! Source: OpenSSH's PROTOCOL.sshsig and PROTOCOL.u2f, ssh-keygen(1) "ALLOWED SIGNERS".
//!
//! Verified here: Ed25519, RSA (2048 to 8192 bits), P-256 and P-384, the first and the third on a FIDO token too. Certificates are not.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use jiff::civil::DateTime;
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

use super::crypto::{Failure, Hash, Numbers, PublicKey, without_zeros};
use super::{Checked, Outcome, Signer};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// What Git's signatures are made for; one made for something else is none of Git's.
const NAMESPACE: &[u8] = b"git";

/// One line of `sshSigners`.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    /// `SHA256:…`.
    pub(super) fingerprint: Arc<str>,
    /// Who: the principals as written.
    name: Arc<str>,
    blob: Vec<u8>,
    /// Namespaces; empty for all.
    namespaces: Vec<String>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
}

/// A public key in SSH's form.
struct Key {
    material: PublicKey,
    /// The application of a FIDO token's key.
    application: Option<Vec<u8>>,
}

/// Reads SSH's strings from the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        usize::try_from(u32::from_be_bytes(*self.take(4)?.first_chunk()?)).ok()
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }
}

impl Key {
    fn read(blob: &[u8]) -> Result<Self, String> {
        let mut reader = Reader(blob);
        let damaged = || "the key is damaged".to_owned();
        let kind = reader.string().map(String::from_utf8_lossy).ok_or_else(damaged)?;
        let key = match &*kind {
            "ssh-ed25519" => Self::ed25519(&mut reader),
            "sk-ssh-ed25519@openssh.com" => Self::ed25519(&mut reader).and_then(|key| key.on_token(&mut reader)),
            "ssh-rsa" => Self::rsa(&mut reader),
            "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" => Self::ecdsa(&mut reader),
            "sk-ecdsa-sha2-nistp256@openssh.com" => Self::ecdsa(&mut reader).and_then(|key| key.on_token(&mut reader)),
            other => return Err(format!("keys of the kind {other} are not verified here")),
        };
        key.filter(|_| reader.0.is_empty()).ok_or_else(damaged)
    }

    fn ed25519(reader: &mut Reader<'_>) -> Option<Self> {
        let point = reader.string().filter(|point| point.len() == 32)?;
        Some(Self { material: PublicKey::Ed25519(point.to_vec()), application: None })
    }

    fn rsa(reader: &mut Reader<'_>) -> Option<Self> {
        let (e, n) = (without_zeros(reader.string()?).to_vec(), without_zeros(reader.string()?).to_vec());
        Some(Self { material: PublicKey::Rsa { n, e }, application: None })
    }

    fn ecdsa(reader: &mut Reader<'_>) -> Option<Self> {
        let (curve, point) = (reader.string()?, reader.string()?.to_vec());
        let material = match curve {
            b"nistp256" => PublicKey::P256(point),
            b"nistp384" => PublicKey::P384(point),
            _ => return None,
        };
        Some(Self { material, application: None })
    }

    fn on_token(mut self, reader: &mut Reader<'_>) -> Option<Self> {
        self.application = Some(reader.string()?.to_vec());
        Some(self)
    }

    /// Whether a signature in SSH's form is this key's over a text.
    fn verify(&self, signature: &[u8], text: &[u8]) -> Result<(), Failure> {
        let mut reader = Reader(signature);
        let kind = reader.string().ok_or(Failure::Bad)?;
        let body = reader.string().ok_or(Failure::Bad)?;
        let hash = match (&self.material, kind) {
            (PublicKey::Rsa { .. }, b"rsa-sha2-256") => Hash::Sha256,
            (PublicKey::Rsa { .. }, b"rsa-sha2-512") => Hash::Sha512,
            (PublicKey::Ed25519(_), b"ssh-ed25519" | b"sk-ssh-ed25519@openssh.com") => Hash::Sha512,
            (PublicKey::P256(_), b"ecdsa-sha2-nistp256" | b"sk-ecdsa-sha2-nistp256@openssh.com") => Hash::Sha256,
            (PublicKey::P384(_), b"ecdsa-sha2-nistp384") => Hash::Sha384,
            (PublicKey::Rsa { .. } | PublicKey::Ed25519(_) | PublicKey::P256(_) | PublicKey::P384(_), _) => {
                let kind = String::from_utf8_lossy(kind);
                return Err(Failure::Unsupported(
                    format!("a signature of the kind {kind} by {} is not verified here", self.material.name()).into(),
                ));
            }
        };
        let numbers = match &self.material {
            PublicKey::Rsa { .. } => Numbers::Rsa(body.to_vec()),
            PublicKey::Ed25519(_) => {
                let (r, s) = body.split_at_checked(32).filter(|_| body.len() == 64).ok_or(Failure::Bad)?;
                Numbers::Pair(r.to_vec(), s.to_vec())
            }
            PublicKey::P256(_) | PublicKey::P384(_) => {
                let mut pair = Reader(body);
                let (r, s) = (pair.string().ok_or(Failure::Bad)?, pair.string().ok_or(Failure::Bad)?);
                Numbers::Pair(r.to_vec(), s.to_vec())
            }
        };
        let Some(application) = &self.application else { return self.material.verify(hash, text, &numbers, false) };
        // A token signs the digests of its application and of the text, with its flags and counter between.
        let state = reader.take(5).ok_or(Failure::Bad)?;
        let whole = [Hash::Sha256.of(application).as_slice(), state, &Hash::Sha256.of(text)].concat();
        self.material.verify(hash, &whole, &numbers, false)
    }
}

/// The signers of a text in the form of OpenSSH's `allowed_signers`, and what is wrong by 1-based line. A time without `Z` counts as UTC.
pub(super) fn signers(text: &str) -> (Vec<Allowed>, Vec<(u32, String)>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match signer(line) {
            Ok(signer) => found.push(signer),
            Err(cause) => wrong.push((number, cause)),
        }
    }
    (found, wrong)
}

fn signer(line: &str) -> Result<Allowed, String> {
    let mut fields = fields(line)?.into_iter();
    let name = fields.next().ok_or_else(|| "a line is: principals, options, kind of key, key".to_owned())?.replace('"', "");
    let mut allowed =
        Allowed { fingerprint: "".into(), name: name.into(), blob: Vec::new(), namespaces: Vec::new(), after: None, before: None };
    let mut kind = fields.next().ok_or_else(|| "it has no key".to_owned())?;
    let is_kind = |text: &str| ["ssh-", "ecdsa-", "sk-"].iter().any(|start| text.starts_with(start));
    if !is_kind(&kind) {
        options(&kind, &mut allowed)?;
        kind = fields.next().ok_or_else(|| "it has no key".to_owned())?;
    }
    let body = fields.next().ok_or_else(|| "it has no key".to_owned())?;
    allowed.blob = STANDARD.decode(body).map_err(|_| "its key is no base64".to_owned())?;
    Key::read(&allowed.blob)?;
    if Reader(&allowed.blob).string() != Some(kind.as_bytes()) {
        return Err(format!("its key is not of the kind {kind}"));
    }
    allowed.fingerprint = fingerprint(&allowed.blob);
    Ok(allowed)
}

/// The fields of a line; blanks within quotes part nothing.
fn fields(line: &str) -> Result<Vec<String>, String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        quoted ^= c == '"';
        match fields.last_mut() {
            Some(last) if quoted || !c.is_whitespace() => last.push(c),
            Some(last) if last.is_empty() => {}
            _ => fields.push(String::new()),
        }
    }
    if quoted { Err("a quote is not closed".to_owned()) } else { Ok(fields.into_iter().filter(|field| !field.is_empty()).collect()) }
}

fn options(text: &str, allowed: &mut Allowed) -> Result<(), String> {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.char_indices().scan(false, |quoted, (at, c)| {
            *quoted ^= c == '"';
            Some((at, c == ',' && !*quoted))
        });
        let end = end.into_iter().find_map(|(at, is_end)| is_end.then_some(at)).unwrap_or(rest.len());
        let (one, behind) = rest.split_at(end);
        rest = behind.trim_start_matches(',');
        let (name, value) = one.split_once('=').unwrap_or((one, ""));
        let value = value.trim_matches('"');
        match name.to_ascii_lowercase().as_str() {
            "namespaces" => allowed.namespaces = value.split(',').map(str::to_owned).collect(),
            "valid-after" => allowed.after = Some(time(value)?),
            "valid-before" => allowed.before = Some(time(value)?),
            "cert-authority" => return Err("certificates are not verified here".to_owned()),
            _ => return Err(format!("there is no option {name:?}")),
        }
    }
    Ok(())
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`.
fn time(text: &str) -> Result<Timestamp, String> {
    let bad = || format!("{text:?} is no time of the form YYYYMMDD[HHMM[SS]][Z]");
    let digits = text.strip_suffix('Z').unwrap_or(text);
    if ![8, 12, 14].contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    let part = |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |part| part.parse::<i8>().ok());
    let year = digits.get(..4).and_then(|year| year.parse::<i16>().ok());
    let parts = (year, part(4, 6), part(6, 8), part(8, 10), part(10, 12), part(12, 14));
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) = parts else { return Err(bad()) };
    let at = DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| bad())?;
    TimeZone::UTC.to_timestamp(at).map_err(|_| bad())
}

fn fingerprint(blob: &[u8]) -> Arc<str> {
    format!("SHA256:{}", STANDARD_NO_PAD.encode(Hash::Sha256.of(blob))).into()
}

/// Judges the signature of a text. `at`: when the text says that it was written, as Git asks.
pub(super) fn check(signers: &[Allowed], payload: &[u8], armored: &[u8], at: Option<Timestamp>) -> Checked {
    let parsed = dearmored(armored).and_then(|blob| Parsed::read(&blob).ok_or_else(|| "it is damaged".to_owned()));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(cause) => return Checked { outcome: Outcome::Unreadable(cause.into()), signer: None },
    };
    let print = fingerprint(&parsed.key);
    let known: Vec<&Allowed> = signers.iter().filter(|signer| signer.blob == parsed.key).collect();
    let name = known.first().map_or_else(|| "".into(), |signer| signer.name.clone());
    let signer = Some(Signer { id: print.clone(), fingerprint: print, primary: None, name });
    Checked { outcome: parsed.judged(&known, payload, at), signer }
}

fn dearmored(text: &[u8]) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is no text".to_owned())?.trim();
    let body = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)).ok_or_else(|| format!("it has no line {END}"))?;
    STANDARD.decode(body.split_whitespace().collect::<String>()).map_err(|_| "its body is no base64".to_owned())
}

/// A signature's parts.
struct Parsed {
    key: Vec<u8>,
    namespace: Vec<u8>,
    reserved: Vec<u8>,
    hash: Vec<u8>,
    signature: Vec<u8>,
}

impl Parsed {
    fn read(blob: &[u8]) -> Option<Self> {
        let mut reader = Reader(blob.strip_prefix(b"SSHSIG")?);
        if reader.number()? != 1 {
            return None;
        }
        let mut next = || reader.string().map(<[u8]>::to_vec);
        let parsed = Self { key: next()?, namespace: next()?, reserved: next()?, hash: next()?, signature: next()? };
        reader.0.is_empty().then_some(parsed)
    }

    fn judged(&self, known: &[&Allowed], payload: &[u8], at: Option<Timestamp>) -> Outcome {
        if known.is_empty() {
            return Outcome::UnknownKey;
        }
        if self.namespace != NAMESPACE {
            return Outcome::Bad(format!("it was made for {:?}, not for git", String::from_utf8_lossy(&self.namespace)).into());
        }
        let digest = match self.hash.as_slice() {
            b"sha256" => Hash::Sha256,
            b"sha512" => Hash::Sha512,
            other => return Outcome::Unreadable(format!("digest {:?} is not verified here", String::from_utf8_lossy(other)).into()),
        };
        let mut text = b"SSHSIG".to_vec();
        for part in [&self.namespace, &self.reserved, &self.hash, &digest.of(payload)] {
            text.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            text.extend_from_slice(part);
        }
        match Key::read(&self.key).map_err(|cause| Failure::Unsupported(cause.into())).and_then(|key| key.verify(&self.signature, &text)) {
            Ok(()) => {}
            Err(Failure::Bad) => return Outcome::Bad("it does not belong to this content".into()),
            Err(Failure::Unsupported(cause)) => return Outcome::Unreadable(cause),
        }
        let for_git = |signer: &&&Allowed| signer.namespaces.is_empty() || signer.namespaces.iter().any(|pattern| matches(pattern));
        let (mut ends, mut any) = (Vec::new(), false);
        for signer in known.iter().filter(for_git) {
            any = true;
            match (at, signer.after, signer.before) {
                (_, None, None) => return Outcome::Good,
                (Some(at), after, before) if after.is_none_or(|after| after <= at) && before.is_none_or(|before| at < before) => {
                    return Outcome::Good;
                }
                (_, after, before) => ends.extend(before.or(after)),
            }
        }
        match (any, ends.into_iter().max()) {
            (true, Some(end)) => Outcome::ExpiredKey(end),
            _ => Outcome::Bad("its key is not allowed to sign for git".into()),
        }
    }
}

/// Whether a pattern of namespaces admits Git's.
fn matches(pattern: &str) -> bool {
    crate::engine::glob::Glob::new(pattern).is_ok_and(|glob| glob.matches("git"))
}
