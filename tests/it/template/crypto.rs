//! Passwords, keys and certificates of charts: made from a seed, and what others can verify.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tiphys::engine::template::budget::Limits;

use super::sprig::printed;

fn seconds(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds))
}

/// The texts that a template prints, separated by `|`.
fn parts(template: &str) -> Vec<String> {
    printed(template, Limits::default()).split('|').map(str::to_owned).collect()
}

#[test]
fn a_signed_certificate_is_verified_by_its_authority_for_its_names_and_days() {
    let template = r#"{{ $ca := genCA "my-ca" 365 }}{{ $c := genSignedCert "srv" (list "10.0.0.1") (list "a.example" "*.b.example") 30 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}|{{ $c.Key }}"#;
    let parts = parts(template);
    let [authority, certificate, key] = parts.as_slice() else { panic!("{parts:?}") };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).expect("PEM")).expect("an authority");
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().expect("a verifier");
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).expect("PEM");
    let verify = |name: &'static str, at: u64| {
        verifier.verify_server_cert(&certificate, &[], &ServerName::try_from(name).expect("a name"), &[], seconds(at)).is_ok()
    };
    let (start, day) = (1_790_000_000, 86_400);
    let found = ["a.example", "x.b.example", "10.0.0.1", "c.example"].map(|name| verify(name, start + day));
    assert_eq!(found, [true, true, true, false]);
    assert_eq!([start - 1, start, start + 30 * day, start + 30 * day + 1].map(|at| verify("a.example", at)), [false, true, true, false]);
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("PEM");
    let key = provider.key_provider.load_private_key(key).expect("a key");
    rustls::sign::CertifiedKey::new(vec![certificate], key).keys_match().expect("the key of the certificate");
}

#[test]
fn keys_of_every_kind_sign_certificates() {
    for kind in ["ecdsa", "ed25519"] {
        let template = format!(
            r#"{{{{ $k := genPrivateKey "{kind}" }}}}{{{{ $ca := genCAWithKey "ca" 1 $k }}}}{{{{ $c := genSignedCertWithKey "x" nil (list "a") 1 $ca $k }}}}{{{{ $ca.Cert }}}}|{{{{ $c.Cert }}}}"#
        );
        let template = template.replace("nil", "list");
        let parts = parts(&template);
        let [authority, certificate] = parts.as_slice() else { panic!("{parts:?}") };
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).expect("PEM")).expect("an authority");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().expect("a verifier");
        let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).expect("PEM");
        let name = ServerName::try_from("a").expect("a name");
        verifier.verify_server_cert(&certificate, &[], &name, &[], seconds(1_790_000_100)).expect(kind);
    }
}

#[test]
fn the_same_seed_gives_the_same_values_and_no_value_twice() {
    let template = "{{ randAlphaNum 20 }}|{{ randAlphaNum 20 }}|{{ uuidv4 }}|{{ uuidv4 }}|{{ randBytes 8 }}|{{ randInt 5 9 }}|{{ shuffle \"abcdef\" }}";
    let (first, second) = (parts(template), parts(template));
    assert_eq!(first, second);
    assert!(first[0] != first[1] && first[2] != first[3]);
    assert_eq!(first[0].len(), 20);
    assert!(first[0].bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let dashes: Vec<usize> = first[2].match_indices('-').map(|(at, _)| at).collect();
    assert_eq!((dashes.as_slice(), &first[2][14..15]), ([8, 13, 18, 23].as_slice(), "4"));
    assert!((5..9).contains(&first[5].parse::<i64>().expect("a number")));
    let mut letters: Vec<char> = first[6].chars().collect();
    letters.sort_unstable();
    assert_eq!(letters, ['a', 'b', 'c', 'd', 'e', 'f']);
}

#[test]
fn passwords_are_hashed_derived_and_hidden_as_sprig_does() {
    let hashed = parts(r#"{{ htpasswd "u" "secret" }}|{{ htpasswd "a:b" "x" }}|{{ bcrypt (repeat 73 "x") }}"#);
    let hash = hashed[0].strip_prefix("u:").expect("a user");
    assert!(hash.starts_with("$2a$10$"));
    assert_eq!(bcrypt::verify("secret", hash).ok(), Some(true));
    assert_eq!(hashed[1..], ["invalid username: a:b", "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"]);
    let derived = parts(r#"{{ derivePassword 3 "long" "pw" "user" "site" }}|{{ derivePassword 3 "x" "pw" "user" "site" }}"#);
    assert_eq!(derived, ["Janl7/GujlBaki", "cannot find password template x"]);
    let hidden = parts(
        r#"{{ encryptAES "pw" "plain text" | decryptAES "pw" }}|{{ decryptAES "secretkey" "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ=" }}"#,
    );
    assert_eq!(hidden, ["plain text", "plaintext"]);
}

#[test]
fn what_is_no_key_or_certificate_is_told_in_sprig_s_words() {
    for (template, wanted) in [
        (r#"{{ genCAWithKey "x" 1 "x" }}"#, "error calling genCAWithKey: parsing private key: no PEM data in input"),
        (r#"{{ buildCustomCert "x" "y" }}"#, "error calling buildCustomCert: unable to decode base64 certificate"),
        (r#"{{ buildCustomCert (b64enc "x") "" }}"#, "error calling buildCustomCert: unable to decode certificate"),
        (r#"{{ genSelfSignedCert "x" (list "300.0.0.1") list 1 }}"#, "error calling genSelfSignedCert: error parsing ip: 300.0.0.1"),
        (r#"{{ genSelfSignedCert "x" (list 1) list 1 }}"#, "error calling genSelfSignedCert: error parsing ip: 1 is not a string"),
        (r#"{{ genPrivateKey "x" }}"#, "Unknown type x"),
    ] {
        let ended = printed(template, Limits::default());
        assert!(ended.ends_with(wanted), "{template}: {ended}");
    }
}
