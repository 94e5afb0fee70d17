//! Repositories over HTTP without credentials: which archive is meant, what is said of what is not there, and where nothing leads.

use tiphys::engine::render::helm::packed::ChartRef;
use tiphys::model::problem::ProblemKind;
use tiphys::model::repository::Repositories;

use super::{get, plain, said};
use crate::support::chart_shelf::{Shelf, archive, digest};
use crate::support::loopback::{Loopback, Reply};

fn shelf() -> Shelf {
    let shelf = Shelf::new();
    for version in ["1.0.0", "1.2.0", "1.10.1", "2.0.0-rc.1"] {
        shelf.publish("web", version);
    }
    shelf.publish("redis", "7.0.0");
    shelf
}

#[test]
fn a_version_a_constraint_or_nothing_mean_the_archive_that_the_index_names() {
    let shelf = shelf();
    let repo = shelf.server.url("");
    for (wanted, version) in [("1.2.0", "1.2.0"), ("1.x", "1.10.1"), ("~1.2", "1.2.0"), ("", "1.10.1"), (">=2.0.0-0", "2.0.0-rc.1")] {
        let packed = plain(&repo, "web", wanted).expect(wanted);
        assert_eq!((&*packed.name, &*packed.version, &*packed.revision), ("web", version, version), "{wanted}");
        assert_eq!(*packed.url, shelf.server.url(&format!("web-{version}.tgz")));
        let found = shelf.server.asked().last().map(|asked| asked.path.clone());
        assert_eq!(found, Some(format!("/web-{version}.tgz")));
        assert_eq!(*packed.digest, digest(&packed.bytes));
    }
    let bytes = shelf.publish("web", "3.0.0");
    assert_eq!(plain(&repo, "web", "3.0.0").expect("it is there").bytes[..], bytes);
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    let shelf = shelf();
    let (repo, host) = (shelf.server.url(""), shelf.server.host());
    let (kind, cause, hint) = said(plain(&repo, "redi", ""));
    assert_eq!(kind, ProblemKind::NotFound);
    assert!(cause.starts_with(&format!("http://{host}/: ")) && cause.contains("redi") && hint.contains("redis"), "{cause} {hint}");
    let (kind, cause, hint) = said(plain(&repo, "web", "1.2.1"));
    assert_eq!(kind, ProblemKind::NotFound);
    assert!(cause.contains("1.2.1") && cause.contains("web") && hint.contains("1.2.0"), "{cause} {hint}");
    let got = plain(&shelf.server.url("stable"), "web", "");
    let cause = format!("http://{host}/stable/index.yaml answers status code 404 (Not Found)");
    assert_eq!(
        said(got),
        (ProblemKind::NotFound, cause, "check that the URL is a chart repository's; a registry's begins with oci://".to_owned())
    );
    shelf.list("gone", "1.0.0", "gone-1.0.0.tgz", "");
    let cause = format!("http://{host}/gone-1.0.0.tgz answers status code 404 (Not Found)");
    let (kind, said, _) = said(plain(&repo, "gone", ""));
    assert_eq!((kind, said), (ProblemKind::NotFound, cause));
}

#[test]
fn an_archive_that_is_not_the_promised_one_is_refused() {
    let shelf = shelf();
    let (true_one, other) = (archive("web", "4.0.0"), archive("web", "4.0.1"));
    shelf.list("web", "4.0.0", "web-4.0.0.tgz", &digest(&true_one));
    shelf.put("web-4.0.0.tgz", other.clone());
    let (kind, cause, _) = said(plain(&shelf.server.url(""), "web", "4.0.0"));
    let expected = format!("{} has digest {}, and {} was promised", shelf.server.url("web-4.0.0.tgz"), digest(&other), digest(&true_one));
    assert_eq!((kind, cause), (ProblemKind::BadInput, expected));
    shelf.put("web-4.0.0.tgz", true_one.clone());
    assert_eq!(plain(&shelf.server.url(""), "web", "4.0.0").expect("the true one").bytes[..], true_one);
}

#[test]
fn an_archive_whose_compression_is_called_an_encoding_stays_one() {
    let shelf = shelf();
    let bytes = archive("web", "5.0.0");
    shelf.list("web", "5.0.0", "files/web-5.0.0.tgz", &digest(&bytes));
    shelf.say("files/web-5.0.0.tgz", Reply::content(bytes.clone()).with("Content-Encoding", "gzip"));
    assert_eq!(plain(&shelf.server.url(""), "web", "5.0.0").expect("it is whole").bytes[..], bytes);
}

#[test]
fn an_archive_that_is_too_large_is_not_taken() {
    let shelf = shelf();
    shelf.list("web", "6.0.0", "web-6.0.0.tgz", "");
    shelf.put("web-6.0.0.tgz", vec![0; (32 << 20) + 1]);
    let cause = format!("{} sends more than 32 MiB", shelf.server.url("web-6.0.0.tgz"));
    let hint = "leave out of the chart what is no template (.helmignore)".to_owned();
    assert_eq!(said(plain(&shelf.server.url(""), "web", "6.0.0")), (ProblemKind::Limit, cause, hint));
}

#[test]
fn an_index_names_no_file_of_this_machine() {
    let shelf = shelf();
    shelf.list("web", "9.0.0", "file:///etc/passwd", "");
    let (kind, cause, _) = said(plain(&shelf.server.url(""), "web", "9.0.0"));
    assert_eq!(kind, ProblemKind::Forbidden);
    assert!(cause.ends_with("the archive of chart web is at file:///etc/passwd, which is no network address"), "{cause}");
}

#[test]
fn what_is_no_index_is_no_repository() {
    let server = Loopback::serve(|_| Reply::content("<html>welcome</html>"));
    let (kind, cause, _) = said(plain(&server.url("charts"), "web", ""));
    assert_eq!(kind, ProblemKind::BadInput);
    assert!(cause.starts_with(&server.url("charts")), "{cause}");
}

#[test]
fn what_content_names_does_not_reach_this_machine_unless_that_is_configured() {
    let shelf = shelf();
    let repo = shelf.server.url("");
    let (kind, cause, hint) = said(get(ChartRef::of_content(&repo, "web", ""), &Repositories::default(), &[]));
    assert_eq!((kind, cause), (ProblemKind::Forbidden, format!("{repo}index.yaml leads to this machine or its own network")));
    assert!(hint.contains("trustedRemotes"), "{hint}");
    assert!(shelf.server.asked().is_empty());
    let packed = get(ChartRef::of_content(&repo, "web", ""), &Repositories::default(), &[&repo]).expect("it is trusted");
    assert_eq!(&*packed.version, "1.10.1");
}

#[test]
fn an_index_and_a_redirect_lead_to_no_other_host_of_this_machine() {
    let (shelf, other) = (shelf(), Loopback::serve(|_| Reply::content("secret")));
    let port = other.host().split(':').next_back().expect("a port").to_owned();
    let near = |host: &str| format!("http://{host}:{port}/x");
    for (index, host) in ["localhost", "127.0.0.2", "[::1]", "169.254.169.254"].into_iter().enumerate() {
        let version = format!("7.0.{index}");
        shelf.list("web", &version, &near(host), "");
        let (kind, cause, _) = said(plain(&shelf.server.url(""), "web", &version));
        assert_eq!((kind, cause), (ProblemKind::Forbidden, format!("{} leads to this machine or its own network", near(host))));
        let version = format!("8.0.{index}");
        shelf.list("web", &version, &format!("moved-{version}.tgz"), "");
        shelf.say(&format!("moved-{version}.tgz"), Reply::status(302).with("Location", near(host)));
        let (kind, cause, _) = said(plain(&shelf.server.url(""), "web", &version));
        assert_eq!(kind, ProblemKind::Forbidden, "{cause}");
    }
    assert!(other.asked().is_empty(), "{:?}", other.lines());
}
