//! What real gpg, ssh-keygen and git made (`make.sh` of the fixtures), judged as git judges it.

use std::sync::Arc;

use tiphys::engine::access::integrity::Outcome;
use tiphys::engine::access::integrity::keyring::{KeyTexts, Keyring};
use tiphys::engine::access::integrity::object::{ObjectKind, RawObject};
use tiphys::model::ids::Sha;

use super::{LATER, MARCH, at, checked, commit, exported, fixture, id_of, is_bad, is_unreadable, key, object, ring, text, texts};

/// Git's letter for an outcome (`%G?`).
fn letter(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Good => "G",
        Outcome::Bad(_) => "B",
        Outcome::ExpiredSignature(_) => "X",
        Outcome::ExpiredKey(_) => "Y",
        Outcome::RevokedKey => "R",
        Outcome::UnknownKey | Outcome::Unreadable(_) => "E",
        Outcome::Unsigned => "N",
    }
}

#[test]
fn commits_are_judged_as_git_judges_them_at_the_time_of_looking() {
    let all = KeyTexts { gpg: exported().into_values().collect(), ..KeyTexts::default() };
    let ring = Keyring::read(&all).0;
    let mut seen = 0;
    for (file, time) in [("git-says.march", MARCH), ("git-says.later", LATER)] {
        for line in text(file).lines() {
            let mut words = line.split(' ').skip(1);
            let (name, want, id) = (words.next().expect("a name"), words.next().expect("a letter"), words.next().unwrap_or_default());
            let checked = ring.check(&commit(name), at(time));
            seen += 1;
            assert_eq!(key(&checked), id, "{name}");
            if ["dsa", "brainpool"].contains(&name) {
                // Not verified here: named, and never taken as good.
                assert_eq!((want, letter(&checked.outcome)), ("G", "E"), "{name}");
                assert!(is_unreadable(&checked.outcome, "is not verified here"), "{name}: {:?}", checked.outcome);
            } else {
                assert_eq!(letter(&checked.outcome), want, "{name}: {:?}", checked.outcome);
            }
        }
    }
    assert_eq!(seen, 28);
}

#[test]
fn a_good_signature_names_its_key_and_who_has_it() {
    let signer = checked(&commit("rsa")).signer.expect("a signer");
    assert_eq!((&signer.id, &*signer.name, signer.primary), (&id_of("rsa"), "rsa <rsa@example.com>", None));
    assert!(signer.fingerprint.len() == 40 && signer.fingerprint.ends_with(&*signer.id));
    let by_subkey = checked(&commit("subkey")).signer.expect("a signer");
    let primary = by_subkey.primary.expect("a subkey signed");
    assert!(primary.ends_with(&*id_of("subkey")) && by_subkey.id != id_of("subkey"), "{primary}");
    assert_eq!(&*by_subkey.name, "subkey <subkey@example.com>");
}

#[test]
fn tags_are_signed_behind_their_message() {
    let tag = |name: &str| object(ObjectKind::Tag, fixture(&format!("{name}.tag")));
    assert_eq!(checked(&tag("ed25519")).outcome, Outcome::Good);
    assert_eq!(checked(&tag("ssh-ed25519")).outcome, Outcome::Good);
    assert_eq!(checked(&tag("unsigned")).outcome, Outcome::Unsigned);
    assert_eq!(tag("ed25519").tag_name().as_deref(), Some("v1.0"));
    assert_eq!(tag("ed25519").who(), "Ana Ruiz <ana@example.com>");
}

#[test]
fn ssh_signatures_count_for_keys_of_the_signers_and_for_git_only() {
    for name in ["ssh-ed25519", "ssh-rsa", "ssh-ecdsa", "ssh-ecdsa-384"] {
        let checked = checked(&commit(name));
        assert_eq!(checked.outcome, Outcome::Good, "{name}");
        let signer = checked.signer.expect("a signer");
        assert!(signer.id.starts_with("SHA256:") && signer.name.ends_with("@example.com"), "{signer:?}");
    }
    let with = |ssh: &str| Keyring::read(&KeyTexts { ssh: ssh.into(), ..KeyTexts::default() });
    let signers = text("allowed_signers");
    let outcome = |ssh: &str| with(ssh).0.check(&commit("ssh-ed25519"), at(LATER)).outcome;
    assert_eq!(outcome(""), Outcome::UnknownKey);
    assert!(is_bad(&outcome(&signers.replace("namespaces=\"git\"", "namespaces=\"file\""))), "not for git");
    // When a key counts is asked of the commit's own time, as git does: SSH's signatures have none.
    let valid = |options: &str| outcome(&signers.replace("namespaces=\"git\"", options));
    assert_eq!(valid("valid-after=\"20250101\",valid-before=\"20250301120001Z\""), Outcome::Good);
    assert_eq!(valid("valid-before=\"202503011200\""), Outcome::ExpiredKey(at(MARCH)));
    assert!(matches!(valid("valid-after=20250301120001"), Outcome::ExpiredKey(_)));
    let for_files = format!("gpgsig {}", text("for-files.sshsig").trim_end().replace('\n', "\n "));
    let mut bytes = text("unsigned.commit");
    bytes = bytes.replacen("\n\n", &format!("\n{for_files}\n\n"), 1);
    let reused = object(ObjectKind::Commit, bytes.into_bytes());
    assert!(is_bad(&checked(&reused).outcome), "made for files, not for git");
}

#[test]
fn no_byte_of_what_was_signed_may_change() {
    let ring = ring();
    for name in ["ed25519", "p256", "ssh-ed25519"] {
        let whole = commit(name);
        let (header, end) = (find(&whole.bytes, b"gpgsig "), find(&whole.bytes, b"-----END"));
        let message = end + find(&whole.bytes[end..], b"\n\n");
        for index in (0..whole.bytes.len()).filter(|index| *index < header || *index > message) {
            let mut bytes = whole.bytes.clone();
            bytes[index] ^= 1;
            let outcome = ring.check(&RawObject { bytes, ..whole.clone() }, at(LATER)).outcome;
            assert_ne!(outcome, Outcome::Good, "{name}: byte {index}");
        }
    }
}

#[test]
fn a_damaged_signature_or_key_is_never_more_than_refused() {
    let (ring, whole) = (ring(), commit("ed25519"));
    let (header, end) = (find(&whole.bytes, b"gpgsig "), find(&whole.bytes, b"-----END"));
    for index in header..end + 30 {
        for flip in [1_u8, 0x80] {
            let mut bytes = whole.bytes.clone();
            bytes[index] ^= flip;
            // What is not hashed may change; that nothing panics is the test.
            let _ = ring.check(&RawObject { bytes, ..whole.clone() }, at(LATER));
        }
        let cut = RawObject { bytes: [&whole.bytes[..index], b"\n\nmessage\n"].concat(), ..whole.clone() };
        assert_ne!(ring.check(&cut, at(LATER)).outcome, Outcome::Good, "cut at {index}");
    }
    let (id, armored) = exported().remove("subkey").expect("a key");
    for index in 0..armored.len() {
        let damaged: Arc<str> = [&armored[..index], "A", &armored[index + 1..]].concat().into();
        let texts = KeyTexts { gpg: [(id.clone(), damaged.clone())].into(), ..KeyTexts::default() };
        let (ring, problems) = Keyring::read(&texts);
        assert!(ring.has(&id) != (problems.len() == 1), "either it is there or it is told: {damaged}");
    }
}

#[test]
fn a_signature_belongs_to_one_commit() {
    let (own, other) = (commit("ed25519").parted(), commit("rsa").parted());
    let signature = String::from_utf8(own.signature.expect("a signature")).expect("text");
    let payload = String::from_utf8(other.payload).expect("text");
    let moved = payload.replacen("\n\n", &format!("\ngpgsig {}\n\n", signature.trim_end().replace('\n', "\n ")), 1);
    assert!(is_bad(&checked(&object(ObjectKind::Commit, moved.into_bytes())).outcome));
}

#[test]
fn in_the_message_there_is_no_signature() {
    let signed = text("ed25519.commit");
    let start = signed.find("gpgsig ").expect("a signature");
    let end = start + signed[start..].find("\n\n").expect("a message");
    let quoted = format!("{}{}", text("unsigned.commit"), &signed[start..end]);
    assert_eq!(checked(&object(ObjectKind::Commit, quoted.into_bytes())).outcome, Outcome::Unsigned);
}

#[test]
fn several_signatures_enormous_ones_and_unknown_forms_are_not_verified() {
    let with = |signature: &str| {
        let header = format!("\ngpgsig {}\n\n", signature.trim_end().replace('\n', "\n "));
        checked(&object(ObjectKind::Commit, text("unsigned.commit").replacen("\n\n", &header, 1).into_bytes())).outcome
    };
    let own = String::from_utf8(commit("ed25519").parted().signature.expect("a signature")).expect("text");
    assert!(is_bad(&with(&own)), "for another commit");
    assert!(is_unreadable(&with(&format!("{own}{own}")), "more than one block"));
    let line = format!("{}\n", "A".repeat(64));
    assert!(is_unreadable(&with(&own.replace("\n\n", &format!("\n\n{}", line.repeat(20_000)))), "bytes are too many"));
    assert!(is_unreadable(&with("-----BEGIN SIGNED MESSAGE-----\nMII=\n-----END SIGNED MESSAGE-----"), "X.509"));
    assert!(is_unreadable(&with("signed by me"), "no known form"));
    assert!(is_unreadable(&with("-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----"), "0 packets"));
    assert!(is_unreadable(&with("-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----"), "damaged"));
}

#[test]
fn in_a_repository_with_sha_256_another_header_signs() {
    let long = Sha::new("a".repeat(64));
    let signed = text("ed25519.commit");
    let renamed = signed.replacen("gpgsig ", "gpgsig-sha256 ", 1);
    let of =
        |id: &Sha, bytes: &str| checked(&RawObject { id: id.clone(), kind: ObjectKind::Commit, bytes: bytes.as_bytes().to_vec() }).outcome;
    assert_eq!(of(&long, &renamed), Outcome::Good);
    assert_eq!(of(&long, &signed), Outcome::Unsigned, "it signs the other form");
    assert_eq!(of(&commit("ed25519").id, &renamed), Outcome::Unsigned);
}

#[test]
fn what_is_no_key_is_told_by_its_entry_and_the_others_stay() {
    let keys = exported();
    let (rsa, rsa_text) = keys["rsa"].clone();
    let (p256, p256_text) = keys["p256"].clone();
    let private = rsa_text.replace("PUBLIC KEY BLOCK", "PRIVATE KEY BLOCK");
    let two = format!("{rsa_text}{p256_text}");
    let mut gpg: Vec<(&str, &str, &str)> = vec![
        ("0000000000000001", "", "no line -----BEGIN PGP"),
        ("0000000000000002", "not a key at all", "no line -----BEGIN PGP"),
        ("0000000000000003", &private, "PGP PRIVATE KEY BLOCK, not a PGP PUBLIC KEY BLOCK"),
        ("0000000000000004", &two, "more than one block"),
        ("0000000000000005", &p256_text, "its name says 0000000000000005"),
        ("0000000000000006", &rsa_text[..rsa_text.len() / 2], "no line -----END PGP"),
        ("0000000000000007", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----", "no base64"),
        ("0000000000000008", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----", "damaged"),
        ("README", &rsa_text, "no key id of 16 hexadecimal digits"),
    ];
    let enormous = format!("{rsa_text}{}", "\n".repeat(2 << 20));
    gpg.push(("0000000000000009", &enormous, "is too long"));
    let entries = gpg.iter().map(|(name, text, _)| ((*name).into(), (*text).into()));
    let texts = KeyTexts {
        gpg: entries.chain([(rsa.clone(), rsa_text.clone())]).collect(),
        ssh: "# nobody\n\nana ssh-ed25519 AAAA\nana cert-authority ssh-rsa AAAA\nana shell=\"x\" ssh-rsa AAAA\n\"ana ssh-rsa AAAA\n".into(),
    };
    let (ring, problems) = Keyring::read(&texts);
    assert_eq!(ring.check(&commit("rsa"), at(LATER)).outcome, Outcome::Good);
    assert!(!ring.has(&p256));
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for (name, _, cause) in &gpg {
        assert!(
            told.iter().any(|line| line.starts_with(&format!("argocd-gpg-keys-cm: {name}: ")) && line.contains(cause)),
            "{name}: {told:?}"
        );
    }
    for (line, cause) in [(3, "the key is damaged"), (4, "certificates"), (5, "no option \"shell\""), (6, "a quote is not closed")] {
        assert!(
            told.iter().any(|told| told.starts_with(&format!("tiphys-cm:{line}: sshSigners: ")) && told.contains(cause)),
            "{line}: {told:?}"
        );
    }
    assert_eq!(told.len(), gpg.len() + 4);
    assert!(problems.iter().all(|problem| problem.hint.is_some()));
}

#[test]
fn the_fixtures_have_no_problem_but_the_keys_that_are_not_verified_here() {
    let told: Vec<String> = Keyring::read(&texts()).1.iter().map(ToString::to_string).collect();
    let mut want = [("brainpool", "an elliptic curve other than Ed25519, P-256 and P-384"), ("dsa", "DSA")].map(|(owner, what)| {
        format!("argocd-gpg-keys-cm: {}: {what} is not verified here: RSA, Ed25519, P-256 and P-384 are", id_of(owner))
    });
    want.sort();
    assert_eq!(told, want);
}

fn find(text: &[u8], part: &[u8]) -> usize {
    text.windows(part.len()).position(|window| window == part).expect("it is there")
}
