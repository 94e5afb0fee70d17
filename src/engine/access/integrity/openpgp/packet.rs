//! OpenPGP's armor and packets, as far as public keys and detached signatures have them. It verifies nothing.
//! Source: RFC 4880 and RFC 9580; versions 4 only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::crypto::{Hash, Numbers, PublicKey, without_zeros};

/// Packets of one block at most.
const MAX_PACKETS: usize = 4_096;

/// The bytes of the one armored block in a text. `labels`: what it may call itself.
pub(super) fn dearmored(text: &[u8], labels: &[&str]) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is no text".to_owned())?;
    let mut lines = text.lines().map(str::trim_end);
    let begin = lines.by_ref().find_map(|line| line.strip_prefix("-----BEGIN PGP ")?.strip_suffix("-----"));
    let label = begin.ok_or_else(|| "it has no line -----BEGIN PGP …-----".to_owned())?;
    if !labels.contains(&label) {
        return Err(format!("it is a PGP {label}, not a PGP {}", labels.first().copied().unwrap_or_default()));
    }
    let end = format!("-----END PGP {label}-----");
    let mut body = String::new();
    let mut in_headers = true;
    for line in lines.by_ref() {
        if line == end {
            if lines.any(|line| !line.trim().is_empty()) {
                return Err("it has more than one block".to_owned());
            }
            return STANDARD.decode(&body).map_err(|_| "its body is no base64".to_owned());
        }
        let is_header = in_headers && line.contains(": ");
        // It finds slips of the pen only; the signature itself finds everything.
        let is_checksum = line.starts_with('=') && line.len() == 5;
        if !is_header && !is_checksum {
            in_headers = false;
            body.push_str(line.trim());
        }
    }
    Err(format!("it has no line {end}"))
}

/// Reads bytes from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self, bytes: usize) -> Option<u64> {
        Some(self.take(bytes)?.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    fn size(&mut self, bytes: usize) -> Option<usize> {
        self.number(bytes).and_then(|size| usize::try_from(size).ok())
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A multi-precision integer.
    fn mpi(&mut self) -> Option<Vec<u8>> {
        let bits = self.size(2)?;
        self.take(bits.div_ceil(8)).map(|number| without_zeros(number).to_vec())
    }

    /// A length as new packets and subpackets have it; `partial` where 224 to 254 begin a part of unknown length.
    fn length(&mut self, partial: bool) -> Option<usize> {
        let first = usize::from(self.byte()?);
        match first {
            0..=191 => Some(first),
            192..=223 => Some(((first - 192) << 8) + self.size(1)? + 192),
            255 => self.size(4),
            _ if partial => None,
            _ => Some(((first - 192) << 8) + self.size(1)? + 192),
        }
    }

    fn packet(&mut self) -> Option<Packet<'a>> {
        let head = self.byte().filter(|head| head & 0x80 != 0)?;
        let (tag, length) = if head & 0x40 != 0 {
            (head & 0x3f, self.length(true)?)
        } else {
            let bytes = match head & 3 {
                0 => 1,
                1 => 2,
                2 => 4,
                _ => return None,
            };
            ((head >> 2) & 0x0f, self.size(bytes)?)
        };
        Some(Packet { tag, body: self.take(length)? })
    }
}

/// One packet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packet<'a> {
    pub(super) tag: u8,
    pub(super) body: &'a [u8],
}

/// The packets of a block.
pub(super) fn packets(block: &[u8]) -> Result<Vec<Packet<'_>>, String> {
    let mut reader = Reader(block);
    let mut found = Vec::new();
    while !reader.0.is_empty() {
        found.push(reader.packet().ok_or_else(|| "it is damaged, or of a form that is not read here".to_owned())?);
        if found.len() > MAX_PACKETS {
            return Err(format!("it has more than {MAX_PACKETS} packets"));
        }
    }
    Ok(found)
}

/// A public key or subkey.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) fingerprint: Vec<u8>,
    /// Seconds since 1970.
    pub(super) created: i64,
    /// The key, or the name of what is not verified here.
    pub(super) material: Result<PublicKey, String>,
    /// What is hashed for signatures over it.
    pub(super) hashed: Vec<u8>,
}

impl Key {
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let mut reader = Reader(body);
        let damaged = || "its key is damaged".to_owned();
        let version = reader.byte().ok_or_else(damaged)?;
        if version != 4 {
            return Err(format!("its key has version {version}, and only 4 is read here"));
        }
        let created = reader.number(4).ok_or_else(damaged)?;
        let algorithm = reader.byte().ok_or_else(damaged)?;
        let mut hashed = vec![0x99];
        hashed.extend(u16::try_from(body.len()).map_err(|_| damaged())?.to_be_bytes());
        hashed.extend_from_slice(body);
        Ok(Self {
            fingerprint: Hash::Sha1.of(&hashed),
            created: i64::try_from(created).unwrap_or(i64::MAX),
            material: material(algorithm, reader).ok_or_else(damaged)?,
            hashed,
        })
    }

    /// The long key id.
    pub(super) fn id(&self) -> u64 {
        self.fingerprint.iter().skip(12).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
    }
}

/// Object ids of curves as they are written in keys.
const ED25519_LEGACY: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];

fn material(algorithm: u8, mut reader: Reader<'_>) -> Option<Result<PublicKey, String>> {
    Some(match algorithm {
        1..=3 => Ok(PublicKey::Rsa { n: reader.mpi()?, e: reader.mpi()? }),
        19 | 22 => {
            let length = usize::from(reader.byte()?);
            let curve = reader.take(length)?;
            let point = reader.mpi()?;
            match (algorithm, curve) {
                (22, ED25519_LEGACY) => Ok(PublicKey::Ed25519(point.strip_prefix(&[0x40]).filter(|point| point.len() == 32)?.to_vec())),
                (19, P256) => Ok(PublicKey::P256(point)),
                (19, P384) => Ok(PublicKey::P384(point)),
                _ => Err("an elliptic curve other than Ed25519, P-256 and P-384".to_owned()),
            }
        }
        27 => Ok(PublicKey::Ed25519(reader.take(32)?.to_vec())),
        16 => Err("ElGamal".to_owned()),
        17 => Err("DSA".to_owned()),
        18 => Err("ECDH".to_owned()),
        28 => Err("Ed448".to_owned()),
        other => Err(format!("algorithm {other}")),
    })
}

/// A signature.
#[derive(Debug, Clone)]
pub(super) struct Signature {
    pub(super) kind: u8,
    pub(super) hash: Result<Hash, String>,
    pub(super) numbers: Option<Numbers>,
    /// Seconds since 1970.
    pub(super) created: i64,
    /// Seconds after it was made; none for never.
    pub(super) expires: Option<i64>,
    /// Seconds after the key was made; none for never.
    pub(super) key_expires: Option<i64>,
    pub(super) flags: Option<u8>,
    pub(super) is_primary_name: bool,
    pub(super) issuer: Option<u64>,
    pub(super) issuer_fingerprint: Option<Vec<u8>>,
    /// The signature by a subkey over its primary key.
    pub(super) embedded: Option<Vec<u8>>,
    /// A part that must be understood and is not.
    pub(super) unknown_critical: Option<u8>,
    /// What is hashed behind what is signed.
    pub(super) trailer: Vec<u8>,
}

impl Signature {
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let damaged = || "its signature is damaged".to_owned();
        let version = body.first().ok_or_else(damaged)?;
        if *version != 4 {
            return Err(format!("its signature has version {version}, and only 4 is read here"));
        }
        Self::read_4(body).ok_or_else(damaged)
    }

    fn read_4(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        reader.byte()?;
        let kind = reader.byte()?;
        let algorithm = reader.byte()?;
        let hash = match reader.byte()? {
            2 => Ok(Hash::Sha1),
            8 => Ok(Hash::Sha256),
            9 => Ok(Hash::Sha384),
            10 => Ok(Hash::Sha512),
            1 => Err("MD5".to_owned()),
            3 => Err("RIPEMD-160".to_owned()),
            11 => Err("SHA-224".to_owned()),
            other => Err(format!("digest {other}")),
        };
        let length = reader.size(2)?;
        let hashed = reader.take(length)?;
        let mut trailer = body.get(..6 + length)?.to_vec();
        trailer.extend([4, 0xff]);
        trailer.extend(u32::try_from(6 + length).ok()?.to_be_bytes());
        let length = reader.size(2)?;
        let unhashed = reader.take(length)?;
        reader.take(2)?;
        let mut signature = Self {
            kind,
            hash,
            numbers: None,
            created: -1,
            expires: None,
            key_expires: None,
            flags: None,
            is_primary_name: false,
            issuer: None,
            issuer_fingerprint: None,
            embedded: None,
            unknown_critical: None,
            trailer,
        };
        signature.subpackets(Reader(hashed), true)?;
        signature.subpackets(Reader(unhashed), false)?;
        if signature.created < 0 {
            return None;
        }
        signature.numbers = match algorithm {
            1..=3 => Some(Numbers::Rsa(reader.mpi()?)),
            19 | 22 => Some(Numbers::Pair(reader.mpi()?, reader.mpi()?)),
            27 => Some(Numbers::Pair(reader.take(32)?.to_vec(), reader.take(32)?.to_vec())),
            _ => None,
        };
        Some(signature)
    }

    /// What is not hashed may say who signed, and hold the signature of a subkey, which is verified by itself; nothing else.
    fn subpackets(&mut self, mut reader: Reader<'_>, hashed: bool) -> Option<()> {
        while !reader.0.is_empty() {
            let length = reader.length(false)?;
            let mut body = Reader(reader.take(length)?);
            let kind = body.byte()?;
            let seconds = |body: &mut Reader<'_>| body.number(4).and_then(|seconds| i64::try_from(seconds).ok());
            match (kind & 0x7f, hashed) {
                (2, true) => self.created = seconds(&mut body)?,
                (3, true) => self.expires = seconds(&mut body).filter(|seconds| *seconds > 0),
                (9, true) => self.key_expires = seconds(&mut body).filter(|seconds| *seconds > 0),
                (16, _) if self.issuer.is_none() => self.issuer = body.number(8),
                (25, true) => self.is_primary_name = body.byte()? != 0,
                (27, true) => self.flags = body.byte(),
                (32, _) if self.embedded.is_none() => self.embedded = Some(body.0.to_vec()),
                (33, _) if self.issuer_fingerprint.is_none() && body.byte()? == 4 => self.issuer_fingerprint = Some(body.0.to_vec()),
                (2..=7 | 9 | 11 | 12 | 16 | 21..=34 | 39, _) => {}
                (other, true) if kind & 0x80 != 0 => self.unknown_critical = Some(other),
                _ => {}
            }
        }
        Some(())
    }
}
