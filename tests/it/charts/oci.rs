//! Registries: the tag that a version means, digests, and what is said of what is no chart.

use tiphys::engine::render::helm::packed::ChartRef;
use tiphys::model::problem::ProblemKind;
use tiphys::model::repository::{RepoCredential, Repositories};

use super::{get, known, plain, said, secret};
use crate::support::chart_shelf::{Shelf, digest};
use crate::support::registry::{Door, Registry};

/// What a Secret with `enableOCI` and `insecureOCIForceHttp` knows of a registry.
fn open(registry: &Registry) -> Repositories {
    known(vec![RepoCredential { has_oci: true, oci_over_http: true, ..secret(&registry.server.host(), "", "") }])
}

fn filled(door: Door) -> Registry {
    let registry = Registry::new(door);
    for tag in ["1.0.0", "1.2.0_build.7", "1.10.0", "2.0.0-rc.1", "latest"] {
        registry.push("charts/web", tag);
    }
    registry
}

#[test]
fn a_version_is_the_tag_and_a_constraint_the_newest_that_it_admits() {
    let registry = filled(Door::Tokens);
    registry.page(2);
    let secrets = open(&registry);
    for (wanted, tag) in [
        ("1.0.0", "1.0.0"),
        ("1.2.0+build.7", "1.2.0_build.7"),
        ("~1.2", "1.2.0_build.7"),
        ("1.x", "1.10.0"),
        ("1.2", "1.2.0_build.7"),
        ("", "1.10.0"),
        (">=2.0.0-0", "2.0.0-rc.1"),
        ("latest", "latest"),
    ] {
        let packed = get(ChartRef::new(&registry.url("charts"), "web", wanted), &secrets, &[]).expect(wanted);
        let version = tag.replace('_', "+");
        assert_eq!((&*packed.name, &*packed.version, &*packed.revision), ("web", version.as_str(), version.as_str()), "{wanted}");
        assert_eq!(*packed.url, format!("{}:{version}", registry.url("charts/web")));
        assert_eq!(*packed.digest, digest(&packed.bytes));
    }
}

#[test]
fn an_exact_version_takes_three_requests_and_a_token() {
    let registry = filled(Door::Tokens);
    let bytes = registry.push("charts/web", "3.0.0");
    let packed = get(ChartRef::new(&registry.url("charts"), "web", "3.0.0"), &open(&registry), &[]).expect("it is there");
    assert_eq!(packed.bytes[..], bytes);
    let blob = format!("GET /v2/charts/web/blobs/{}", digest(&bytes));
    let token = "GET /token?scope=repository%3Acharts%2Fweb%3Apull&service=a+registry";
    let manifest = "GET /v2/charts/web/manifests/3.0.0";
    assert_eq!(registry.server.lines(), [manifest, token, manifest, &blob]);
}

#[test]
fn a_url_that_is_the_charts_own_shows_the_manifests_digest_as_argo_cd_does() {
    let registry = filled(Door::Open);
    let (secrets, manifest) = (open(&registry), registry.digest("charts/web", "1.10.0"));
    for wanted in ["1.10.0", "1.x", manifest.as_str()] {
        let packed = get(ChartRef::new(&registry.url("charts/web"), "", wanted), &secrets, &[]).expect(wanted);
        assert_eq!((&*packed.name, &*packed.revision), ("web", manifest.as_str()), "{wanted}");
        let version = if wanted.starts_with("sha256:") { wanted } else { "1.10.0" };
        assert_eq!(*packed.version, *version);
    }
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    let registry = filled(Door::Open);
    let (secrets, host) = (open(&registry), registry.server.host());
    let web = |wanted: &str| said(get(ChartRef::new(&registry.url("charts"), "web", wanted), &secrets, &[]));
    let (kind, cause, hint) = web("1.10.1");
    assert_eq!((kind, cause), (ProblemKind::NotFound, format!("{host}/charts/web has no version 1.10.1")));
    assert!(hint.starts_with("of 5 versions these are near: 1.10.0, "), "{hint}");
    assert_eq!(web("^3").1, format!("{host}/charts/web has no version ^3"));
    assert_eq!(web("stable").1, format!("{host}/charts/web has no version stable"));
    let (kind, cause, _) = said(get(ChartRef::new(&registry.url("charts"), "wep", "1.0.0"), &secrets, &[]));
    let expected = format!("http://{host}/v2/charts/wep/manifests/1.0.0 answers status code 404 (Not Found)");
    assert_eq!((kind, cause), (ProblemKind::NotFound, expected));
}

#[test]
fn an_image_is_no_chart() {
    let registry = Registry::new(Door::Open);
    let layer = r#"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:00","size":1}"#;
    registry.manifest("shop/web", "1.0.0", &format!(r#"{{"schemaVersion":2,"layers":[{layer}]}}"#));
    registry.manifest("shop/web", "2.0.0", r#"{"schemaVersion":2,"manifests":[]}"#);
    let of = |wanted: &str| said(get(ChartRef::new(&registry.url("shop"), "web", wanted), &open(&registry), &[]));
    let own = format!("{}/shop/web", registry.server.host());
    let kind = "application/vnd.oci.image.layer.v1.tar+gzip";
    let (what, cause, _) = of("1.0.0");
    assert_eq!((what, cause), (ProblemKind::BadInput, format!("{own}: holds no chart: its layers are {kind}")));
    assert_eq!(of("2.0.0").1, format!("{own}: is a list of images, not a chart"));
}

#[test]
fn a_manifest_or_an_archive_that_is_not_the_promised_one_is_refused() {
    let registry = filled(Door::Open);
    let (bytes, manifest) = (registry.push("charts/web", "4.0.0"), registry.digest("charts/web", "4.0.0"));
    let of = |chart: &str, wanted: &str| said(get(ChartRef::new(&registry.url("charts"), chart, wanted), &open(&registry), &[]));
    registry.blob(&digest(&bytes), b"other".to_vec());
    let (kind, cause, _) = of("web", "4.0.0");
    let expected =
        format!("a blob of {}/charts/web has digest {}, and {} was promised", registry.server.host(), digest(b"other"), digest(&bytes));
    assert_eq!((kind, cause), (ProblemKind::BadInput, expected));
    registry.blob(&manifest, br#"{"layers":[]}"#.to_vec());
    for wanted in ["4.0.0", manifest.as_str()] {
        let (kind, cause, _) = of("web", wanted);
        assert_eq!(kind, ProblemKind::BadInput);
        assert!(cause.ends_with(&format!("and {manifest} was promised")), "{cause}");
    }
}

#[test]
fn repositories_without_a_scheme_are_registries() {
    let registry = filled(Door::Open);
    let bare = format!("{}/charts", registry.server.host());
    let packed = get(ChartRef::new(&bare, "web", "1.0.0"), &open(&registry), &[]).expect("as Argo CD has it");
    assert_eq!(*packed.url, format!("{}:1.0.0", registry.url("charts/web")));
    let written = known(vec![RepoCredential { has_oci: true, oci_over_http: true, ..secret(&registry.server.url("charts"), "", "") }]);
    get(ChartRef::new(&registry.server.url("charts"), "web", "1.0.0"), &written, &[]).expect("with a scheme and enableOCI");
    let prefix = registry.url("");
    get(ChartRef::of_content(&registry.url("charts"), "web", "1.0.0"), &Repositories::default(), &[&prefix]).expect("trusted by config");
}

#[test]
fn an_open_connection_is_used_only_where_it_is_configured() {
    let registry = filled(Door::Open);
    let (kind, cause, _) = said(plain(&registry.url("charts"), "web", "1.0.0"));
    assert_eq!(kind, ProblemKind::Unreachable);
    assert!(cause.starts_with(&format!("cannot reach https://{}/", registry.server.host())), "{cause}");
    let (kind, ..) = said(get(ChartRef::of_content(&registry.url("charts"), "web", "1.0.0"), &Repositories::default(), &[]));
    assert_eq!(kind, ProblemKind::Forbidden);
    assert!(registry.server.asked().is_empty());
}

#[test]
fn an_index_may_name_archives_in_a_registry() {
    let (shelf, registry) = (Shelf::new(), filled(Door::Tokens));
    shelf.list("web", "1.10.0", &format!("{}:1.10.0", registry.url("charts/web")), "");
    let packed = get(ChartRef::new(&shelf.server.url(""), "web", "1.x"), &open(&registry), &[]).expect("as Bitnami has it");
    assert_eq!((&*packed.version, &*packed.revision), ("1.10.0", "1.10.0"));
    assert_eq!(*packed.url, format!("{}:1.10.0", registry.url("charts/web")));
    let (kind, ..) = said(plain(&shelf.server.url(""), "web", "1.x"));
    assert_eq!(kind, ProblemKind::Forbidden, "an index leads to this machine only where that is configured");
}
