//! Registries that want to know who comes: tokens, passwords, and who must not be shown them.

use tiphys::engine::render::helm::packed::{ChartRef, Packed};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::model::repository::{RepoCredential, Secret};

use super::{get, known, said, secret};
use crate::support::loopback::{Loopback, Reply};
use crate::support::registry::{Door, Registry};

fn door(user: &str, password: &str) -> (String, String) {
    (user.to_owned(), password.to_owned())
}

fn with(registry: &Registry, user: &str, password: &str) -> RepoCredential {
    RepoCredential { has_oci: true, oci_over_http: true, ..secret(&format!("{}/charts", registry.server.host()), user, password) }
}

fn got(registry: &Registry, credential: RepoCredential) -> Result<std::sync::Arc<Packed>, Problem> {
    get(ChartRef::new(&registry.url("charts"), "web", "1.x"), &known(vec![credential]), &[])
}

#[test]
fn tokens_and_passwords_open_registries_that_want_them() {
    let (user, password) = door("ann", "pass");
    for door in [Door::TokensFor(user.clone(), password.clone()), Door::Basic(user, password)] {
        let registry = Registry::new(door);
        registry.push("charts/web", "1.0.0");
        got(&registry, with(&registry, "ann", "pass")).expect("it opens");
        let (kind, cause, hint) = said(got(&registry, with(&registry, "ann", "other")));
        assert_eq!(kind, ProblemKind::Forbidden, "{cause}");
        assert_eq!(hint, "check the name, and the credentials in the repository Secret");
        let (kind, cause, hint) = said(got(&registry, with(&registry, "", "")));
        assert_eq!(kind, ProblemKind::Forbidden, "{cause}");
        assert!(hint.contains("enableOCI"), "{hint}");
        assert!(!cause.contains("pass"), "{cause}");
    }
}

#[test]
fn a_secret_of_a_path_above_opens_what_lies_below_it() {
    let (user, password) = door("ann", "pass");
    let registry = Registry::new(Door::TokensFor(user, password));
    registry.push("charts/group/web", "1.0.0");
    let secrets = known(vec![with(&registry, "ann", "pass")]);
    get(ChartRef::of_content(&registry.url("charts/group"), "web", "1.0.0"), &secrets, &[]).expect("a dependency's repository");
    let (kind, ..) = said(get(ChartRef::of_content(&registry.url("charts-of-others"), "web", "1.0.0"), &secrets, &[]));
    assert_eq!(kind, ProblemKind::Forbidden, "no prefix of a name");
}

#[test]
fn a_bearer_token_of_the_secret_is_shown_at_once() {
    let registry = Registry::new(Door::Tokens);
    registry.push("charts/web", "1.0.0");
    let token = RepoCredential { bearer_token: Secret::new("token-for-repository:charts/web:pull"), ..with(&registry, "", "") };
    got(&registry, token).expect("it opens");
    assert!(registry.server.lines().iter().all(|line| !line.contains("/token")), "{:?}", registry.server.lines());
}

#[test]
fn blobs_on_another_host_are_got_without_credentials() {
    let (user, password) = door("ann", "pass");
    for door in [Door::TokensFor(user.clone(), password.clone()), Door::Basic(user, password)] {
        let registry = Registry::new(door);
        let bytes = registry.push("charts/web", "1.0.0");
        let own = bytes.clone();
        let other = Loopback::serve(move |_| Reply::content(own.clone()));
        registry.blobs_at(&other.url("blobs/"));
        assert_eq!(got(&registry, with(&registry, "ann", "pass")).expect("it is followed").bytes[..], bytes);
        let shown: Vec<String> = other.asked().iter().map(|asked| asked.header("authorization").to_owned()).collect();
        assert_eq!(shown, [""]);
    }
}

#[test]
fn a_list_of_tags_goes_on_at_the_registry_only() {
    let registry = Registry::new(Door::Open);
    registry.push("charts/web", "1.0.0");
    registry.push("charts/web", "1.1.0");
    registry.page(1);
    let other = Loopback::serve(|_| Reply::content(r#"{"tags":["9.0.0"]}"#));
    registry.tags_at(&other.url("v2/charts/web/tags/list?last=1.0.0"));
    let (kind, cause, _) = said(got(&registry, with(&registry, "ann", "pass")));
    assert_eq!(
        (kind, cause),
        (ProblemKind::Forbidden, format!("http://{} continues its list of tags on another host", registry.server.host()))
    );
    assert!(other.asked().is_empty());
}

#[test]
fn a_list_of_tags_that_never_ends_is_given_up() {
    let registry = Registry::new(Door::Open);
    registry.push("charts/web", "1.0.0");
    registry.push("charts/web", "1.1.0");
    registry.page(1);
    registry.tags_at("/v2/charts/web/tags/list");
    let (kind, cause, _) = said(got(&registry, with(&registry, "", "")));
    assert_eq!(kind, ProblemKind::Limit, "{cause}");
}
