//! Keys and signatures made here, byte by byte: what gpg would never make, and what somebody with bad intentions would.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA512, digest};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use tiphys::engine::access::integrity::Outcome;
use tiphys::engine::access::integrity::keyring::{KeyTexts, Keyring};
use tiphys::engine::access::integrity::object::ObjectKind;

use super::{at, is_bad, is_unreadable, object};

/// A second of January 2025.
pub(super) const CREATED: u32 = 1_735_689_600;
const DAY: u32 = 86_400;
/// What a key may be used for.
const CERTIFY: u8 = 1;
const SIGN: u8 = 2;

/// An Ed25519 key as GnuPG writes it.
pub(super) struct Key {
    pair: Ed25519KeyPair,
    created: u32,
}

/// What a signature says besides the usual.
#[derive(Default, Clone)]
pub(super) struct Says {
    /// Further hashed parts: kind and content.
    hashed: Vec<(u8, Vec<u8>)>,
    /// When it was made; none for a day after January's second.
    at: Option<u32>,
}

impl Key {
    pub(super) fn new(seed: u8) -> Self {
        Self { pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed"), created: CREATED }
    }

    fn body(&self) -> Vec<u8> {
        let mut body = vec![4];
        body.extend(self.created.to_be_bytes());
        body.extend([22, 9, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01, 0x01, 0x07, 0x40]);
        body.extend(self.pair.public_key().as_ref());
        body
    }

    fn hashed(&self) -> Vec<u8> {
        let body = self.body();
        [&[0x99, 0, u8::try_from(body.len()).expect("short")], body.as_slice()].concat()
    }

    fn fingerprint(&self) -> Vec<u8> {
        digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.hashed()).as_ref().to_vec()
    }

    pub(super) fn id(&self) -> Arc<str> {
        self.fingerprint()[12..].iter().map(|byte| format!("{byte:02X}")).collect::<String>().into()
    }

    /// The body of a signature packet.
    fn signature(&self, kind: u8, over: &[u8], says: &Says) -> Vec<u8> {
        let mut parts = Vec::new();
        let fingerprint = [&[4], self.fingerprint().as_slice()].concat();
        let usual = [(2, says.at.unwrap_or(CREATED + DAY).to_be_bytes().to_vec()), (33, fingerprint)];
        for (kind, content) in usual.iter().chain(&says.hashed) {
            let length = u32::try_from(content.len() + 1).expect("short");
            parts.push(255);
            parts.extend(length.to_be_bytes());
            parts.push(*kind);
            parts.extend(content);
        }
        let mut body = vec![4, kind, 22, 10];
        body.extend(u16::try_from(parts.len()).expect("short").to_be_bytes());
        body.extend(&parts);
        let mut text = [over, body.as_slice(), &[4, 0xff]].concat();
        text.extend(u32::try_from(body.len()).expect("short").to_be_bytes());
        let hash = digest(&SHA512, &text);
        let signed = self.pair.sign(hash.as_ref());
        body.extend([0, 0]);
        body.extend(&hash.as_ref()[..2]);
        for number in signed.as_ref().chunks(32) {
            body.extend([1, 0]);
            body.extend(number);
        }
        body
    }

    /// The armored public key of this name, with these parts in its own signature, and more packets behind it.
    pub(super) fn armored(&self, own: &Says, more: &[u8]) -> Arc<str> {
        let name = b"Ana Ruiz <ana@example.com>";
        let mut over = self.hashed();
        over.push(0xb4);
        over.extend(u32::try_from(name.len()).expect("short").to_be_bytes());
        over.extend(name);
        let block = [packet(6, &self.body()), packet(13, name), packet(2, &self.signature(0x13, &over, own)), more.to_vec()].concat();
        armor("PUBLIC KEY BLOCK", &block).into()
    }

    pub(super) fn usual(&self) -> Arc<str> {
        self.armored(&flags(CERTIFY | SIGN), &[])
    }

    /// The armored signature of a text.
    pub(super) fn sign(&self, text: &[u8]) -> String {
        self.sign_with(0, text, &Says::default())
    }

    fn sign_with(&self, kind: u8, text: &[u8], says: &Says) -> String {
        armor("SIGNATURE", &packet(2, &self.signature(kind, text, says)))
    }
}

fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![0xc0 | tag, 255];
    packet.extend(u32::try_from(body.len()).expect("short").to_be_bytes());
    packet.extend(body);
    packet
}

fn armor(label: &str, block: &[u8]) -> String {
    let body = STANDARD.encode(block);
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("text")).collect();
    format!("-----BEGIN PGP {label}-----\n\n{}\n-----END PGP {label}-----\n", lines.join("\n"))
}

fn flags(flags: u8) -> Says {
    Says { hashed: vec![(27, vec![flags])], at: None }
}

const TEXT: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor Ana Ruiz <ana@example.com> 1735776000 +0000\ncommitter Ana Ruiz <ana@example.com> 1735776000 +0000\n\nDeploy\n";

/// What becomes of a commit with this signature where this key is known.
fn outcome(key: &Key, public: Arc<str>, signature: &str) -> Outcome {
    let (ring, problems) = Keyring::read(&KeyTexts { gpg: [(key.id(), public)].into(), ..KeyTexts::default() });
    assert_eq!(problems, []);
    let header = format!("\ngpgsig {}\n\n", signature.trim_end().replace('\n', "\n "));
    ring.check(&object(ObjectKind::Commit, TEXT.replacen("\n\n", &header, 1).into_bytes()), at("2025-02-01T00:00:00Z")).outcome
}

#[test]
fn what_is_made_here_is_good_as_such() {
    let ana = Key::new(1);
    assert_eq!(outcome(&ana, ana.usual(), &ana.sign(TEXT.as_bytes())), Outcome::Good);
    assert_eq!(outcome(&ana, ana.armored(&Says::default(), &[]), &ana.sign(TEXT.as_bytes())), Outcome::Good, "no flags: it may sign");
}

#[test]
fn a_signature_must_be_one_of_data_and_understood_and_not_ended() {
    let ana = Key::new(1);
    let with = |kind: u8, part: u8, content: &[u8]| {
        let says = Says { hashed: vec![(part, content.to_vec())], at: None };
        outcome(&ana, ana.usual(), &ana.sign_with(kind, TEXT.as_bytes(), &says))
    };
    assert!(is_unreadable(&with(1, 100, b""), "kind 1"), "of text");
    assert!(is_unreadable(&with(0x10, 100, b""), "kind 16"), "of a key");
    assert_eq!(with(0, 100, b"something new"), Outcome::Good, "what is unknown may be");
    assert!(is_unreadable(&with(0, 0x80 | 0x64, b"something new"), "critical part of kind 100"));
    assert!(is_unreadable(&with(0, 0x80 | 0x14, b"a critical notation"), "critical part of kind 20"));
    assert_eq!(with(0, 3, &DAY.to_be_bytes()), Outcome::ExpiredSignature(at("2025-01-03T00:00:00Z")));
    assert_eq!(with(0, 3, &(60 * DAY).to_be_bytes()), Outcome::Good);
    let before = Says { at: Some(CREATED - DAY), ..Says::default() };
    assert!(is_bad(&outcome(&ana, ana.usual(), &ana.sign_with(0, TEXT.as_bytes(), &before))), "older than its key");
}

#[test]
fn a_key_that_may_not_sign_does_not() {
    let ana = Key::new(1);
    assert_eq!(outcome(&ana, ana.armored(&flags(CERTIFY), &[]), &ana.sign(TEXT.as_bytes())), Outcome::UnknownKey);
}

#[test]
fn a_key_ends_when_its_newest_own_signature_says_so() {
    let ana = Key::new(1);
    let ends = |days: u32| Says { hashed: vec![(27, vec![3]), (9, (days * DAY).to_be_bytes().to_vec())], at: None };
    assert_eq!(outcome(&ana, ana.armored(&ends(31), &[]), &ana.sign(TEXT.as_bytes())), Outcome::ExpiredKey(at("2025-02-01T00:00:00Z")));
    assert_eq!(outcome(&ana, ana.armored(&ends(32), &[]), &ana.sign(TEXT.as_bytes())), Outcome::Good);
    // It was extended later: gpg writes another signature over the name.
    let name = b"Ana Ruiz <ana@example.com>";
    let over = [ana.hashed().as_slice(), &[0xb4, 0, 0, 0, 26], name].concat();
    let later = Says { at: Some(CREATED + 5 * DAY), ..ends(90) };
    let extended = ana.armored(&ends(20), &packet(2, &ana.signature(0x13, &over, &later)));
    assert_eq!(outcome(&ana, extended, &ana.sign(TEXT.as_bytes())), Outcome::Good);
    // Somebody else cannot extend it.
    let stranger = Key::new(9);
    let forged = ana.armored(&ends(20), &packet(2, &stranger.signature(0x13, &over, &later)));
    assert!(matches!(outcome(&ana, forged, &ana.sign(TEXT.as_bytes())), Outcome::ExpiredKey(_)));
}

#[test]
fn only_the_key_itself_revokes_it() {
    let (ana, stranger) = (Key::new(1), Key::new(9));
    let with = |revocation: Vec<u8>| {
        let own = [packet(6, &ana.body()), packet(2, &revocation)].concat();
        let rest = STANDARD.decode(ana.usual().lines().filter(|line| !line.starts_with('-')).collect::<String>()).expect("a block");
        let block = [own, rest[packet(6, &ana.body()).len()..].to_vec()].concat();
        outcome(&ana, armor("PUBLIC KEY BLOCK", &block).into(), &ana.sign(TEXT.as_bytes()))
    };
    assert_eq!(with(ana.signature(0x20, &ana.hashed(), &Says::default())), Outcome::RevokedKey);
    assert_eq!(with(stranger.signature(0x20, &ana.hashed(), &Says::default())), Outcome::Good);
}

#[test]
fn a_subkey_signs_only_where_both_keys_say_so() {
    let (ana, subkey, mallory) = (Key::new(1), Key::new(2), Key::new(3));
    let both = |primary: &Key, subkey: &Key| [primary.hashed(), subkey.hashed()].concat();
    let bound = |by: &Key, back: Option<Vec<u8>>| {
        let mut says = flags(SIGN);
        says.hashed.extend(back.map(|back| (32, back)));
        let binding = by.signature(0x18, &both(&ana, &subkey), &says);
        ana.armored(&flags(CERTIFY), &[packet(14, &subkey.body()), packet(2, &binding)].concat())
    };
    let back = subkey.signature(0x19, &both(&ana, &subkey), &Says::default());
    let signed = subkey.sign(TEXT.as_bytes());
    assert_eq!(outcome(&ana, bound(&ana, Some(back.clone())), &signed), Outcome::Good);
    assert_eq!(outcome(&ana, bound(&ana, None), &signed), Outcome::UnknownKey, "anybody could have taken it over");
    let of_another = subkey.signature(0x19, &both(&mallory, &subkey), &Says::default());
    assert_eq!(outcome(&ana, bound(&ana, Some(of_another)), &signed), Outcome::UnknownKey, "it belongs to another key");
    assert_eq!(outcome(&ana, bound(&mallory, Some(back)), &signed), Outcome::UnknownKey, "a stranger bound it");
}

#[test]
fn a_subkey_ends_with_its_binding_with_its_primary_key_and_when_that_revokes_it() {
    let (ana, subkey) = (Key::new(1), Key::new(2));
    let both = [ana.hashed(), subkey.hashed()].concat();
    let with = |primary: &Says, binding: &[(u8, Vec<u8>)], more: Vec<u8>| {
        let mut says = flags(SIGN);
        says.hashed.push((32, subkey.signature(0x19, &both, &Says::default())));
        says.hashed.extend_from_slice(binding);
        let block = [packet(14, &subkey.body()), packet(2, &ana.signature(0x18, &both, &says)), more].concat();
        outcome(&ana, ana.armored(primary, &block), &subkey.sign(TEXT.as_bytes()))
    };
    let ends = |days: u32| (9, (days * DAY).to_be_bytes().to_vec());
    assert_eq!(with(&flags(CERTIFY), &[ends(40)], Vec::new()), Outcome::Good);
    assert_eq!(with(&flags(CERTIFY), &[ends(10)], Vec::new()), Outcome::ExpiredKey(at("2025-01-11T00:00:00Z")));
    let ending = Says { hashed: vec![(27, vec![CERTIFY]), ends(20)], at: None };
    assert_eq!(with(&ending, &[ends(40)], Vec::new()), Outcome::ExpiredKey(at("2025-01-21T00:00:00Z")));
    let revocation = |by: &Key| packet(2, &by.signature(0x28, &both, &Says::default()));
    assert_eq!(with(&flags(CERTIFY), &[], revocation(&ana)), Outcome::RevokedKey);
    assert_eq!(with(&flags(CERTIFY), &[], revocation(&Key::new(9))), Outcome::Good, "a stranger's");
}

#[test]
fn a_key_on_a_token_signs_with_its_application_flags_and_counter() {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[5; 32]).expect("a seed");
    let string = |bytes: &[u8]| [u32::try_from(bytes.len()).expect("short").to_be_bytes().as_slice(), bytes].concat();
    let kind = b"sk-ssh-ed25519@openssh.com";
    let public = [string(kind), string(pair.public_key().as_ref()), string(b"ssh:")].concat();
    let line = format!("ana@example.com {} {}", String::from_utf8_lossy(kind), STANDARD.encode(&public));
    let ring = Keyring::read(&KeyTexts { ssh: line.into(), ..KeyTexts::default() });
    assert_eq!(ring.1, []);
    let with = |namespace: &[u8], application: &[u8], counter: u8| {
        let named = [b"SSHSIG".as_slice(), &string(namespace), &string(b""), &string(b"sha512")].concat();
        let text = [named.as_slice(), &string(digest(&SHA512, TEXT.as_bytes()).as_ref())].concat();
        let state = |counter: u8| [1, 0, 0, 0, counter];
        let hash = |bytes: &[u8]| digest(&ring::digest::SHA256, bytes).as_ref().to_vec();
        let signed = pair.sign(&[hash(application), state(7).to_vec(), hash(&text)].concat());
        let signature = [string(kind), string(signed.as_ref()), state(counter).to_vec()].concat();
        let names = [string(namespace), string(b""), string(b"sha512")].concat();
        let blob = [b"SSHSIG\x00\x00\x00\x01".as_slice(), &string(&public), &names, &string(&signature)].concat();
        let armored = format!("-----BEGIN SSH SIGNATURE-----\n {}\n -----END SSH SIGNATURE-----", STANDARD.encode(blob));
        let commit = TEXT.replacen("\n\n", &format!("\ngpgsig {armored}\n\n"), 1);
        ring.0.check(&object(ObjectKind::Commit, commit.into_bytes()), at("2025-02-01T00:00:00Z")).outcome
    };
    assert_eq!(with(b"git", b"ssh:", 7), Outcome::Good);
    assert!(is_bad(&with(b"git", b"ssh:", 8)), "another counter");
    assert!(is_bad(&with(b"git", b"web:", 7)), "another application");
    assert!(is_bad(&with(b"file", b"ssh:", 7)), "made for files");
}

#[test]
fn a_key_must_have_signed_its_name_and_flooding_it_costs_the_key_only() {
    let (ana, stranger) = (Key::new(1), Key::new(9));
    let read = |block: Vec<u8>| {
        let texts = KeyTexts { gpg: [(ana.id(), armor("PUBLIC KEY BLOCK", &block).into())].into(), ..KeyTexts::default() };
        Keyring::read(&texts).1.iter().map(|problem| problem.cause.to_string()).collect::<Vec<_>>()
    };
    let over = [ana.hashed().as_slice(), &[0xb4, 0, 0, 0, 1], b"x"].concat();
    let by = |key: &Key| packet(2, &key.signature(0x13, &over, &Says::default()));
    let start = [packet(6, &ana.body()), packet(13, b"x")].concat();
    assert_eq!(read([start.clone(), by(&ana)].concat()), Vec::<String>::new());
    assert_eq!(read([start.clone(), by(&stranger)].concat()), ["it has no name that it signed itself"]);
    assert_eq!(read([start.clone(), by(&ana).repeat(600)].concat()), ["it has more than 512 signatures of its own"]);
    assert_eq!(
        read([start.clone(), by(&ana), by(&stranger).repeat(600)].concat()),
        Vec::<String>::new(),
        "others' signatures cost nothing"
    );
    assert_eq!(read(start.repeat(3_000)), ["it has more than 4096 packets"]);
    assert_eq!(
        read([start.clone(), by(&ana), packet(6, &stranger.body())].concat()),
        ["it has more than one key; each has an entry of its own"]
    );
    assert_eq!(read([packet(5, &ana.body()), by(&ana)].concat()), ["it has a private key: nobody should have been given it"]);
}
