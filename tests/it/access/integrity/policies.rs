//! What a project asks for, and who is in its list.

use proptest::prelude::*;
use tiphys::engine::access::Weight;
use tiphys::engine::access::integrity::Signer;
use tiphys::engine::access::integrity::policy::{Asked, Mode, applying, validate};
use tiphys::model::ids::RepoUrl;
use tiphys::model::project::AppProjectSpec;

use super::{project, said, spec};

const URL: &str = "https://git.example.org/shop/web.git";

fn asked(yaml: &str, url: &str) -> Option<(Mode, String)> {
    applying(project(&spec(yaml)), &RepoUrl::new(url)).asked.map(|asked| (asked.mode, asked.field))
}

/// Weights and fields of what is said without verifying anything.
fn lines(yaml: &str, url: &str) -> Vec<(Weight, String)> {
    let applying = applying(project(&spec(yaml)), &RepoUrl::new(url));
    applying.judgements.iter().map(said).map(|(weight, field, _)| (weight, field)).collect()
}

#[test]
fn argo_cds_fields_come_back_whole() {
    let yaml = "signatureKeys:\n- keyID: 4AEE18F83AFDEB23\nsourceIntegrity:\n  git:\n    policies:\n    - repos:\n      - url: '*'\n      gpg:\n        mode: strict\n        keys:\n        - 4AEE18F83AFDEB23\norphanedResources:\n  warn: false\n  ignore:\n  - kind: ConfigMap\n    name: kube-*\n";
    let read = spec(yaml);
    assert_eq!(serde_yaml::to_string(&read).expect("yaml"), yaml);
    assert_eq!(serde_yaml::to_string(&AppProjectSpec::default()).expect("yaml").trim(), "{}");
    let orphaned = read.orphaned_resources.expect("orphaned resources");
    assert_eq!((orphaned.warn, orphaned.ignore.len(), orphaned.ignore[0].group.as_str()), (Some(false), 1, ""));
}

#[test]
fn signature_keys_are_for_every_repository_and_ask_for_the_head() {
    let keys = "signatureKeys: [{keyID: 4AEE18F83AFDEB23}]";
    assert_eq!(asked(keys, URL), Some((Mode::Head, "spec.signatureKeys".into())));
    assert_eq!(lines(keys, URL), []);
    assert_eq!((asked("{}", URL), lines("{}", URL)), (None, vec![]), "who asks for nothing says nothing");
    let beside = format!("{{{keys}, sourceIntegrity: {{git: {{policies: []}}}}}}");
    assert_eq!((asked(&beside, URL), lines(&beside, URL)), (None, vec![(Weight::Warns, "spec.signatureKeys".into())]));
    let without_git = format!("{{{keys}, sourceIntegrity: {{}}}}");
    assert_eq!(asked(&without_git, URL), Some((Mode::Head, "spec.signatureKeys".into())));
}

#[test]
fn one_policy_is_for_a_repository_by_its_url_as_written() {
    let policy = |repos: &str, mode: &str| format!("{{repos: {repos}, gpg: {{mode: {mode}, keys: [4AEE18F83AFDEB23]}}}}");
    let all = |policies: &[String]| format!("sourceIntegrity: {{git: {{policies: [{}]}}}}", policies.join(", "));
    let field = |index: usize, part: &str| format!("spec.sourceIntegrity.git.policies[{index}]{part}");
    let shop = policy("[{url: 'https://git.example.org/shop/*'}, {url: '!https://git.example.org/shop/open*'}]", "strict");
    let rest = policy("[{url: '*'}, {url: '!https://git.example.org/shop/[a-z]*'}]", "head");
    let two = all(&[shop.clone(), rest]);
    assert_eq!(asked(&two, URL), Some((Mode::Strict, field(0, ".gpg.keys"))));
    assert_eq!(asked(&two, "https://elsewhere.example.org/a"), Some((Mode::Head, field(1, ".gpg.keys"))));
    assert_eq!(
        (asked(&two, "https://git.example.org/shop/open.git"), lines(&two, "https://git.example.org/shop/open.git").len()),
        (None, 1)
    );
    // Stars cross slashes.
    assert_eq!(asked(&two, "https://git.example.org/shop/a/b/c"), Some((Mode::Strict, field(0, ".gpg.keys"))));
    // Another spelling is another URL there; that is told.
    assert_eq!(lines(&all(&[shop.clone()]), "https://GIT.example.org/shop/web"), [(Weight::Warns, field(0, ".repos"))]);
    assert_eq!(
        lines(&all(&[shop.clone()]), "https://elsewhere.example.org/a"),
        [(Weight::Admits, "spec.sourceIntegrity.git.policies".into())]
    );
    // More than one is an error, even where one asks for nothing.
    let doubled = all(&[shop, policy("[{url: '*'}]", "none")]);
    assert_eq!((asked(&doubled, URL), lines(&doubled, URL)), (None, vec![(Weight::Refuses, field(1, ".repos"))]));
    for (mode, weight) in [("none", Weight::Admits), ("deep", Weight::Refuses), ("''", Weight::Refuses)] {
        let one = all(&[policy("[{url: '*'}]", mode)]);
        assert_eq!((asked(&one, URL), lines(&one, URL)), (None, vec![(weight, field(0, ".gpg.mode"))]), "{mode}");
    }
    assert_eq!(lines(&all(&["{repos: [{url: '*'}]}".into()]), URL), [(Weight::Warns, field(0, ".gpg"))]);
    let secret = applying(project(&spec(&all(&[]))), &RepoUrl::new("https://bot:c4n4ry@git.example.org/a"));
    assert!(!format!("{:?}", secret.judgements).contains("c4n4ry"));
}

#[test]
fn a_key_is_listed_by_id_fingerprint_or_its_primary_key() {
    let subkey = Signer {
        id: "1111222233334444".into(),
        fingerprint: "AAAAAAAAAAAAAAAAAAAAAAAA1111222233334444".into(),
        primary: Some("BBBBBBBBBBBBBBBBBBBBBBBB5555666677778888".into()),
        name: "".into(),
    };
    let ssh = Signer { id: "SHA256:abc".into(), fingerprint: "SHA256:abc".into(), primary: None, name: "".into() };
    let listed = |keys: &[&str], signer: &Signer| {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Asked { mode: Mode::Head, keys, field: String::new(), entry: "" }.listed(signer)
    };
    for (entry, want) in [
        ("1111222233334444", true),
        ("5555666677778888", true),
        ("aaaaaaaaaaaaaaaaaaaaaaaa1111222233334444", true),
        ("bbbbbbbbbbbbbbbbbbbbbbbb5555666677778888", true),
        ("CCCCCCCCCCCCCCCCCCCCCCCC1111222233334444", false),
        ("33334444", false),
        ("", false),
        ("0x1111222233334444", false),
        ("SHA256:abc", false),
    ] {
        assert_eq!(listed(&["0000000000000000", entry], &subkey).is_some(), want, "{entry}");
    }
    assert_eq!(listed(&["x", "SHA256:abc"], &ssh), Some(1));
    assert_eq!(listed(&["SHA256:ABC", "sha256:abc", "abc", "SHA256:"], &ssh), None);
}

#[test]
fn what_names_no_key_and_no_mode_is_told_by_its_field() {
    let wrong = spec(
        "{signatureKeys: [{keyID: 4AEE18F83AFDEB23}, {keyID: ana}], sourceIntegrity: {git: {policies: [{repos: [{url: '!https://[a'}], gpg: {mode: all, keys: ['SHA256:x', '12']}}]}}}",
    );
    let fields: Vec<String> =
        validate("shop", &wrong).iter().filter_map(|problem| problem.place.as_ref()?.field.as_deref().map(str::to_owned)).collect();
    let git = "spec.sourceIntegrity.git.policies[0]";
    assert_eq!(
        fields,
        ["spec.signatureKeys[1].keyID".to_owned(), format!("{git}.repos[0].url"), format!("{git}.gpg.mode"), format!("{git}.gpg.keys[1]")]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_entry_of_a_list_and_no_url_makes_it_fail(entry in ".{0,60}", url in ".{0,60}", fingerprint in "[0-9A-F]{40}") {
        let keys = vec![entry.clone()];
        let signer = Signer { id: fingerprint[24..].into(), fingerprint: fingerprint.as_str().into(), primary: None, name: "".into() };
        let listed = Asked { mode: Mode::Head, keys, field: String::new(), entry: "" }.listed(&signer);
        prop_assert_eq!(listed.is_some(), fingerprint.eq_ignore_ascii_case(&entry) || fingerprint[24..].eq_ignore_ascii_case(&entry));
        let mut strict = spec("sourceIntegrity: {git: {policies: [{repos: [{url: x}], gpg: {mode: head}}]}}");
        strict.source_integrity.as_mut().and_then(|all| all.git.as_mut()).expect("git").policies[0].repos[0].url = entry;
        let _ = applying(project(&strict), &RepoUrl::new(url));
    }
}
