//! `tiphys render helm` of charts that lie elsewhere: repositories, registries, what a chart depends on; all on loopback.

use std::fs;
use std::path::Path;

use crate::support::certificates::certificates;
use crate::support::chart_shelf::{Shelf, archive};
use crate::support::home::{Home, Said};
use crate::support::loopback::{Loopback, Reply};
use crate::support::registry::{Door, Registry};

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: r\ndata:\n  a: '1'\n";

fn home() -> Home {
    Home::new(Path::new("/nowhere"))
}

fn render(home: &Home, args: &[&str]) -> Said {
    home.run(&[&["render", "helm", "r"], args].concat())
}

fn write(home: &Home, files: &[(&str, &str)]) {
    for (path, text) in files {
        let file = home.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}

#[test]
fn a_chart_of_a_repository_is_got_by_version_and_with_user_and_password() {
    let (home, shelf) = (home(), Shelf::new());
    for version in ["1.0.0", "1.2.0", "2.0.0-rc.1"] {
        shelf.publish("web", version);
    }
    let repo = shelf.server.url("");
    let got = |flags: &[&str]| {
        let said = render(&home, &[&["web", "--repo", &repo], flags].concat()).with(0);
        assert_eq!(said.out, format!("---\n# Source: web/templates/config.yaml\n{CONFIG}"), "{said}");
        shelf.server.asked().last().expect("it is asked").path.clone()
    };
    assert_eq!(got(&[]), "/web-1.2.0.tgz");
    assert_eq!(got(&["--version", "~1.0"]), "/web-1.0.0.tgz");
    assert_eq!(got(&["--devel"]), "/web-2.0.0-rc.1.tgz");
    assert_eq!(got(&["--devel", "--version", "1.0.0"]), "/web-1.0.0.tgz");
    render(&home, &["wob", "--repo", &repo]).with(20).warns(&["wob", "did you mean web?"]);
    shelf.lock("ann", "c4n4ry");
    assert_eq!(got(&["--username", "ann", "--password", "c4n4ry"]), "/web-1.2.0.tgz");
    for flags in [&[][..], &["--username", "ann", "--password", "wrong-c4n4ry"], &["--username", "ann"]] {
        let said = render(&home, &[&["web", "--repo", &repo], flags].concat()).with(20).warns(&["401", "--username"]);
        assert!(said.out.is_empty() && !said.err.contains("c4n4ry"), "{said}");
    }
}

#[test]
fn another_host_gets_user_and_password_only_where_they_are_passed_on() {
    let (home, shelf, bytes) = (home(), Shelf::new(), archive("web", "1.0.0"));
    shelf.lock("ann", "pass");
    let other = Loopback::serve(move |asked| match asked.header("authorization") {
        "" => Reply::status(401),
        _ => Reply::content(bytes.clone()),
    });
    // The same machine by another port is another host.
    shelf.list("web", "1.0.0", &other.url("web-1.0.0.tgz"), "");
    let repo = shelf.server.url("");
    let flags = ["web", "--repo", &repo, "--username", "ann", "--password", "pass"];
    render(&home, &flags).with(20).warns(&["401"]);
    render(&home, &[&flags[..], &["--pass-credentials"]].concat()).with(0).says(&[CONFIG]);
}

#[test]
fn a_chart_of_a_registry_is_got_by_its_tag_and_without_encryption_where_that_is_said() {
    let (home, registry) = (home(), Registry::new(Door::TokensFor("ann".to_owned(), "pass".to_owned())));
    registry.push("charts/web", "1.0.0");
    registry.push("charts/web", "1.1.0");
    let chart = registry.url("charts/web");
    let flags = [&*chart, "--username", "ann", "--password", "pass", "--plain-http"];
    render(&home, &flags).with(0).says(&["# Source: web/templates/config.yaml", CONFIG]);
    let blobs = |version: &str| {
        render(&home, &[&flags[..], &["--version", version]].concat()).with(0);
        registry.server.asked().iter().filter(|asked| asked.path.ends_with(&format!("/manifests/{version}"))).count()
    };
    assert!(blobs("1.0.0") >= 1);
    render(&home, &[&flags[..], &["--version", "9.9.9"]].concat()).with(20).warns(&["9.9.9"]);
    render(&home, &[&*chart, "--plain-http"]).with(20).warns(&["→ "]);
    let encrypted = render(&home, &flags[..5]).with(20);
    assert!(encrypted.out.is_empty() && !encrypted.err.contains("pass\n"), "{encrypted}");
}

#[test]
fn a_repository_is_believed_by_its_authority_or_unseen_and_shown_a_certificate() {
    let (home, made, bytes) = (home(), certificates(), archive("web", "1.0.0"));
    let index = "apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.0.0, urls: [web-1.0.0.tgz]}\n";
    let server = Loopback::serve_tls(made.server.clone(), move |asked| match asked.path.as_str() {
        "/index.yaml" => Reply::content(index),
        _ => Reply::content(bytes.clone()),
    });
    write(&home, &[("ca.pem", &made.authority), ("own.pem", &made.client), ("own.key", &made.client_key), ("none.pem", "nothing")]);
    let repo = server.url("");
    let file = |name: &str| home.path().join(name).display().to_string();
    let (ca, cert, key, none) = (file("ca.pem"), file("own.pem"), file("own.key"), file("none.pem"));
    let all = ["web", "--repo", &repo, "--cert-file", &cert, "--key-file", &key, "--ca-file", &ca];
    render(&home, &all).with(0).says(&[CONFIG]);
    render(&home, &[&all[..7], &["--insecure-skip-tls-verify"]].concat()).with(0).says(&[CONFIG]);
    render(&home, &all[..7]).with(20);
    render(&home, &["web", "--repo", &repo, "--ca-file", &ca]).with(20);
    render(&home, &["web", "--repo", &repo, "--ca-file", &none]).with(20).warns(&["--ca-file", "no PEM is in it"]);
    render(&home, &["web", "--repo", &repo, "--cert-file", &cert]).with(2).warns(&["--key-file"]);
}

const PARENT: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n";

#[test]
fn what_a_chart_depends_on_is_got_from_beside_it_and_as_its_lock_says() {
    let (home, shelf) = (home(), Shelf::new());
    shelf.publish("web", "1.0.0");
    shelf.publish("web", "1.5.0");
    let repo = shelf.server.url("");
    let named = format!(
        "{PARENT}- {{name: web, version: 1.x, repository: '{repo}'}}\n- {{name: db, version: 0.1.x, repository: 'file://../db'}}\n"
    );
    let trusted = format!("trustedRemotes: ['{repo}']\n");
    write(
        &home,
        &[
            ("all/shop/Chart.yaml", &named),
            ("all/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 0.1.4\n"),
            ("all/db/templates/db.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: db}\n"),
            (".config/tiphys/config.yaml", &trusted),
        ],
    );
    let path = home.path().join("all/shop").display().to_string();
    render(&home, &[&path]).with(20).warns(&["missing in charts/ directory: web, db", "--dependency-update"]);
    let sources = ["# Source: shop/charts/db/templates/db.yaml", "# Source: shop/charts/web/templates/config.yaml"];
    render(&home, &[&path, "--dependency-update"]).with(0).says(&sources);
    let last = || shelf.server.asked().last().expect("it is asked").path.clone();
    assert_eq!(last(), "/web-1.5.0.tgz");
    let lock = |version: &str| {
        format!("dependencies:\n- {{name: web, version: {version}, repository: '{repo}'}}\n- {{name: db, version: 0.1.4}}\n")
    };
    write(&home, &[("all/shop/Chart.lock", &lock("1.0.0"))]);
    render(&home, &[&path, "--dependency-update"]).with(0).says(&sources);
    assert_eq!(last(), "/web-1.0.0.tgz");
    write(&home, &[("all/shop/Chart.lock", &lock("2.0.0"))]);
    render(&home, &[&path, "--dependency-update"]).with(20).warns(&["Chart.lock", "out of sync"]);
    write(&home, &[("all/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 0.2.0\n"), ("all/shop/Chart.lock", &lock("1.0.0"))]);
    render(&home, &[&path, "--dependency-update"]).with(20).warns(&["0.2.0", "0.1.x"]);
    let listed: Vec<_> = fs::read_dir(home.path().join("all/shop")).expect("it is there").collect();
    assert_eq!(listed.len(), 2, "nothing is written into the chart");
}
