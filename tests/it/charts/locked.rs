//! Repositories over HTTP that want to know who comes: what is sent, to whom, and to whom not.

use tiphys::engine::render::helm::packed::ChartRef;
use tiphys::model::problem::ProblemKind;
use tiphys::model::repository::{RepoCredential, Repositories, Secret};

use super::{get, known, passing, plain, said, secret};
use crate::support::certificates::certificates;
use crate::support::chart_shelf::{Shelf, archive};
use crate::support::loopback::{Asked, Loopback, Reply};

const INDEX: &str = "apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.0.0, urls: [web-1.0.0.tgz]}\n";

fn authorizations(server: &Loopback) -> Vec<String> {
    server.asked().iter().map(|asked| asked.header("authorization").to_owned()).collect()
}

#[test]
fn a_repository_secret_opens_the_index_and_what_lies_beside_it() {
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    shelf.lock("ann", "pass");
    let repo = shelf.server.url("");
    let (kind, cause, hint) = said(plain(&repo, "web", ""));
    assert_eq!((kind, cause), (ProblemKind::Forbidden, format!("{repo}index.yaml answers status code 401 (Unauthorized)")));
    assert!(hint.contains("repository Secret"), "{hint}");
    let packed = get(ChartRef::new(&repo, "web", ""), &known(vec![secret(&repo, "ann", "pass")]), &[]).expect("it opens");
    assert_eq!(&*packed.version, "1.0.0");
    let template = Repositories { templates: vec![secret(&repo, "ann", "pass")], ..Repositories::default() };
    get(ChartRef::new(&repo, "web", ""), &template, &[]).expect("a template of the prefix opens it too");
    let named = RepoCredential { name: "shelf".into(), ..secret(&repo, "ann", "pass") };
    get(ChartRef::new("@shelf", "web", ""), &known(vec![named]), &[]).expect("by its name as well");
}

#[test]
fn the_url_of_a_chart_shows_no_password() {
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    shelf.lock("ann", "c4n4ry");
    let repo = format!("http://ann:c4n4ry@{}/", shelf.server.host());
    let packed = plain(&repo, "web", "").expect("the URL has what opens it");
    assert_eq!(*packed.url, format!("http://ann:***@{}/web-1.0.0.tgz", shelf.server.host()));
    let (_, cause, hint) = said(plain(&repo, "other", ""));
    assert!(!cause.contains("c4n4ry") && !hint.contains("c4n4ry"), "{cause} {hint}");
}

#[test]
fn another_place_gets_credentials_only_where_they_are_passed_on_or_its_own() {
    let (shelf, bytes) = (Shelf::new(), archive("web", "1.0.0"));
    shelf.lock("ann", "pass");
    let own = bytes.clone();
    let other = Loopback::serve(move |_| Reply::content(own.clone()));
    shelf.list("web", "1.0.0", &other.url("web-1.0.0.tgz"), "");
    let repo = shelf.server.url("");
    let chart = || ChartRef::new(&repo, "web", "1.0.0");
    let secrets = known(vec![secret(&repo, "ann", "pass")]);
    get(chart(), &secrets, &[]).expect("nobody asks there");
    get(passing(chart()), &secrets, &[]).expect("it is got");
    let two = known(vec![secret(&repo, "ann", "pass"), secret(&other.url("web-1.0.0.tgz"), "bob", "word")]);
    get(chart(), &two, &[]).expect("it is got");
    assert_eq!(authorizations(&other), ["", "Basic YW5uOnBhc3M=", "Basic Ym9iOndvcmQ="]);
}

#[test]
fn a_redirect_to_another_place_takes_no_credentials_along() {
    let (shelf, bytes) = (Shelf::new(), archive("web", "1.0.0"));
    shelf.lock("ann", "pass");
    let own = bytes.clone();
    let other = Loopback::serve(move |_| Reply::content(own.clone()));
    shelf.list("web", "1.0.0", "web-1.0.0.tgz", "");
    shelf.say("web-1.0.0.tgz", Reply::status(302).with("Location", other.url("web-1.0.0.tgz")));
    let repo = shelf.server.url("");
    let packed = get(ChartRef::new(&repo, "web", ""), &known(vec![secret(&repo, "ann", "pass")]), &[]).expect("it is followed");
    assert_eq!(packed.bytes[..], bytes);
    assert_eq!(authorizations(&other), [""]);
}

#[test]
fn a_projects_own_secret_is_not_another_projects() {
    let shelf = Shelf::new();
    shelf.publish("web", "1.0.0");
    shelf.lock("ann", "pass");
    let repo = shelf.server.url("");
    let secrets = known(vec![RepoCredential { project: "shop".into(), ..secret(&repo, "ann", "pass") }]);
    let of = |project: &str| {
        let source = tiphys::model::application::Source { repo_url: repo.clone(), chart: "web".into(), ..Default::default() };
        ChartRef::of_source(&source, &tiphys::model::ids::Revision::new("1.0.0"), project).expect("a chart")
    };
    get(of("shop"), &secrets, &[]).expect("its own opens");
    assert_eq!(said(get(of("pay"), &secrets, &[])).0, ProblemKind::Forbidden);
}

#[test]
fn a_proxy_of_the_secret_is_asked_instead() {
    let bytes = archive("web", "1.0.0");
    let own = bytes.clone();
    let proxy = Loopback::serve(move |asked: &Asked| match asked.path.as_str() {
        "http://charts.example.org/index.yaml" => Reply::content(INDEX),
        "http://charts.example.org/web-1.0.0.tgz" => Reply::content(own.clone()),
        _ => Reply::status(502),
    });
    let through = RepoCredential { proxy: Secret::new(proxy.url("")), ..secret("http://charts.example.org", "", "") };
    let packed = get(ChartRef::new("http://charts.example.org", "web", ""), &known(vec![through]), &[]).expect("it is got");
    assert_eq!(packed.bytes[..], bytes);
}

#[test]
fn a_client_certificate_is_shown_and_the_server_s_is_checked() {
    let (made, bytes) = (certificates(), archive("web", "1.0.0"));
    let own = bytes.clone();
    let server = Loopback::serve_tls(made.server.clone(), move |asked| match asked.path.as_str() {
        "/index.yaml" => Reply::content(INDEX),
        _ => Reply::content(own.clone()),
    });
    let repo = server.url("");
    let chart = || ChartRef::new(&repo, "web", "");
    let shown = RepoCredential {
        tls_client_cert: made.client.as_str().into(),
        tls_client_key: Secret::new(made.client_key.as_str()),
        ..secret(&repo, "", "")
    };
    let trusting = |one: RepoCredential| Repositories {
        repositories: vec![one],
        tls_certificates: [("127.0.0.1".into(), made.authority.as_str().into())].into(),
        ..Repositories::default()
    };
    let packed = get(chart(), &trusting(shown.clone()), &[]).expect("both sides are content");
    assert_eq!(packed.bytes[..], bytes);
    let refused = [
        ("no client certificate", get(chart(), &trusting(secret(&repo, "", "")), &[])),
        ("an authority that nobody knows", get(chart(), &known(vec![shown.clone()]), &[])),
    ];
    for (why, got) in refused {
        assert_eq!(said(got).0, ProblemKind::Unreachable, "{why}");
    }
    get(chart(), &known(vec![RepoCredential { is_insecure: true, ..shown.clone() }]), &[]).expect("taken unseen");
    let broken = RepoCredential { tls_client_key: Secret::new("no key"), ..shown };
    assert_eq!(said(get(chart(), &trusting(broken), &[])).0, ProblemKind::BadInput);
}
