//! Remote bases and files over HTTP: the built binary against Git and files on loopback, beside the real kustomize where it is there; and
//! what a repository's content may not make it do.

use std::path::Path;
use std::process::Command;

use crate::support::git_http::{GitHttp, Published};
use crate::support::home::Home;
use crate::support::repository::Remote;
use crate::support::testbed;

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: \"1\"\n";
const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: 'shop/web:1'}]}\n";
const PATCH: &str = "- op: replace\n  path: /data/a\n  value: \"2\"\n";

/// A home whose configuration trusts a server on loopback, the server, a repository behind it, and a folder to build.
struct Place {
    home: Home,
    server: GitHttp,
    remote: Remote,
}

impl Place {
    fn new() -> Self {
        let home = Home::new(Path::new("/nowhere"));
        let remote = Remote::new(&home.path().join("git/base.git"));
        let server = GitHttp::serve(&home.path().join("git"));
        Self { home, server, remote }
    }

    /// Trusts what stands below a URL.
    fn trust(&self, url: &str) {
        let folder = self.home.path().join(".config/tiphys");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("config.yaml"), format!("trustedRemotes: ['{url}']\n")).expect("a file");
    }

    /// Writes a file of the overlay.
    fn write(&self, path: &str, text: &str) {
        let path = self.home.path().join("overlay").join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn overlay(&self) -> String {
        self.home.path().join("overlay").display().to_string()
    }

    /// What our binary prints.
    #[track_caller]
    fn built(&self) -> String {
        self.home.run(&["render", "kustomize", &self.overlay()]).with(0).out
    }

    /// What our binary says of what it refuses.
    #[track_caller]
    fn refused(&self) -> String {
        let said = self.home.run(&["render", "kustomize", &self.overlay()]).with(20);
        assert_eq!(said.out, "", "nothing is printed of what is not whole");
        said.err
    }

    /// What the real one prints, or that it fails.
    fn real(&self, kustomize: &Path) -> Option<String> {
        let mut command = Command::new(kustomize);
        command.args(["build", &self.overlay()]).env_clear().env("HOME", self.home.path());
        let output = command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).output().expect("kustomize runs");
        println!("{}", String::from_utf8_lossy(&output.stderr));
        output.status.success().then(|| String::from_utf8(output.stdout).expect("text"))
    }
}

/// A base with a nested one, at `v1` and later.
fn fill(place: &Place) -> String {
    let first = place.remote.commit([
        ("deploy/base/kustomization.yaml", Some("resources: [config.yaml]\n")),
        ("deploy/base/config.yaml", Some(CONFIG)),
        ("deploy/prod/kustomization.yaml", Some("resources: [../base, web.yaml]\nnamePrefix: prod-\n")),
        ("deploy/prod/web.yaml", Some(WEB)),
        (
            "part/kustomization.yaml",
            Some("kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\ncommonAnnotations: {part: 'yes'}\n"),
        ),
        ("kustomization.yaml", Some("resources: [deploy/base]\n")),
    ]);
    let git = |arguments: &[&str]| {
        let status = Command::new("git").arg("-C").arg(place.home.path().join("git/base.git")).args(arguments).status();
        assert!(status.expect("git runs").success());
    };
    git(&["tag", "v1", &first]);
    git(&["update-ref", "refs/pull/7/head", &first]);
    place.remote.commit([("deploy/base/config.yaml", Some(CONFIG.replace("\"1\"", "\"9\"")))]);
    first
}

/// Every way to name what is elsewhere, each with whether it builds.
fn spellings(place: &Place, first: &str) -> Vec<(String, bool)> {
    let (url, disk) = (place.server.url("base.git"), place.remote.url());
    place.server.publish("files/web.yaml", Published::File(WEB.to_owned()));
    place.server.publish("files/some/where", Published::File(WEB.to_owned()));
    place.server.publish("files/patch.yaml", Published::File(PATCH.to_owned()));
    place.server.publish("files/moved.yaml", Published::Redirect(place.server.url("files/web.yaml")));
    let file = |name: &str| place.server.url(&format!("files/{name}"));
    vec![
        (format!("resources: ['{url}//deploy/prod?ref=v1']\n"), true),
        (format!("resources: ['{url}/deploy/prod']\n"), true),
        (format!("bases: ['git::{url}?ref={first}']\n"), true),
        (format!("resources: ['{url}?ref=pull/7/head', '{}']\n", file("web.yaml")), true),
        (format!("resources: ['{url}?version=v1&timeout=90s&submodules=false']\ncomponents: ['{url}//part']\n"), true),
        (
            format!(
                "resources: ['{disk}//deploy/prod?ref=main']\nbuildMetadata: [originAnnotations, transformerAnnotations]\nnamePrefix: a-\n"
            ),
            true,
        ),
        (format!("resources: ['{url}?ref=v1', '{}']\nbuildMetadata: [originAnnotations]\n", file("web.yaml")), true),
        (format!("resources: ['{url}?ref=v1']\npatches:\n- target: {{kind: ConfigMap}}\n  path: '{}'\n", file("patch.yaml")), true),
        (format!("configMapGenerator:\n- name: c\n  files: ['{0}', 'x={0}']\n", file("patch.yaml")), true),
        (format!("resources: ['{}', '{url}?ref=heads/main']\n", file("moved.yaml")), true),
        (format!("resources: ['{}']\n", file("some/where")), true),
        (format!("resources: ['{url}?ref=v7']\n"), false),
        (format!("resources: ['{url}?ref={}']\n", &first[..12]), false),
        (format!("resources: ['{url}//nowhere']\n"), false),
        (format!("resources: ['{url}//deploy/base/config.yaml']\n"), false),
        (format!("resources: ['{url}//part']\n"), false),
        (format!("resources: ['{}']\n", file("none.yaml")), false),
        (format!("components: ['{}']\n", file("web.yaml")), false),
    ]
}

#[test]
fn bases_and_files_elsewhere_build_in_all_spellings() {
    let place = Place::new();
    let first = fill(&place);
    place.trust(&place.server.url(""));
    let folder = place.home.path().join("git").display().to_string();
    let config = format!("trustedRemotes: ['{}', 'file://{folder}']\n", place.server.url(""));
    std::fs::write(place.home.path().join(".config/tiphys/config.yaml"), config).expect("a file");
    let real = testbed::tool("kustomize");
    for (text, builds) in spellings(&place, &first) {
        place.write("kustomization.yaml", &text);
        if builds {
            let built = place.built();
            assert!(built.contains("kind: "), "{text}");
            if let Some(real) = &real {
                assert_eq!(place.real(real).as_ref(), Some(&built), "{text}");
            }
        } else {
            let refused = place.refused();
            assert!(refused.contains("kustomization.yaml:"), "it is said where it was named: {refused}");
            if let Some(real) = &real {
                assert_eq!(place.real(real), None, "{text}");
            }
        }
    }
}

#[test]
fn a_base_s_own_rules_hold_in_its_clone() {
    let place = Place::new();
    place.trust(&place.server.url(""));
    let url = place.server.url("base.git");
    place.remote.commit([
        ("out/kustomization.yaml", Some("resources: [../file.yaml]\n")),
        ("file.yaml", Some(CONFIG)),
        ("over/kustomization.yaml", Some("resources: [../../../etc]\n")),
        ("self/kustomization.yaml", Some(&*format!("resources: ['{url}//self']\n"))),
        ("broken/kustomization.yaml", Some("resources: [a.yaml]\n")),
        ("broken/a.yaml", Some("a: [\n")),
    ]);
    for (path, says) in [
        ("out", "is not in or below"),
        ("over", "leaves the repository"),
        ("self", "cycle detected"),
        ("broken", "base.git//broken/a.yaml:"),
    ] {
        place.write("kustomization.yaml", &format!("resources: ['{url}//{path}']\n"));
        let refused = place.refused();
        assert!(refused.contains(says), "{path}: {refused}");
    }
    let said = place.home.run(&["render", "kustomize", "--load-restrictor", "LoadRestrictionsNone", &place.overlay()]);
    assert_eq!(said.with(20).out, "", "what the operator allows here is not allowed there");
}

#[test]
fn content_reaches_neither_files_nor_this_machine() {
    let place = Place::new();
    fill(&place);
    let url = place.server.url("base.git");
    place.server.publish("web.yaml", Published::File(WEB.to_owned()));
    let named = place.server.url("web.yaml").replace("127.0.0.1", "localhost");
    for entry in [&url, &place.remote.url(), &place.server.url("web.yaml"), &named, "http://169.254.169.254/latest/meta-data.yaml"] {
        place.write("kustomization.yaml", &format!("resources: ['{entry}']\n"));
        let refused = place.refused();
        assert!(refused.contains("trustedRemotes"), "the next step is told: {refused}");
    }
    assert!(place.server.users_of("").is_empty(), "nobody came");
}

#[test]
fn a_redirect_may_not_lead_where_a_url_may_not() {
    let place = Place::new();
    let other = GitHttp::serve(&place.home.path().join("git"));
    other.publish("secret.yaml", Published::File(CONFIG.to_owned()));
    // The first server is trusted by its whole address; a redirect into the machine's own network from a foreign one is what the guard
    // refuses, and a trusted one may lead on.
    place.trust(&place.server.url(""));
    place.server.publish("moved.yaml", Published::Redirect(other.url("secret.yaml")));
    place.server.publish("round.yaml", Published::Redirect(place.server.url("round.yaml")));
    place.write("kustomization.yaml", &format!("resources: ['{}']\n", place.server.url("moved.yaml")));
    assert!(place.built().contains("settings"));
    place.write("kustomization.yaml", &format!("resources: ['{}']\n", place.server.url("round.yaml")));
    assert!(place.refused().contains("redirects"));
}

#[test]
fn a_url_that_holds_a_password_is_shown_without_it() {
    let place = Place::new();
    place.trust(&place.server.url(""));
    let url = place.server.url("nothing.yaml").replace("http://", "http://me:c4n4ry@");
    place.write("kustomization.yaml", &format!("resources: ['{url}']\n"));
    let refused = place.refused();
    assert!(!refused.contains("c4n4ry") && refused.contains("nothing.yaml"), "{refused}");
}

#[test]
fn a_mirror_is_asked_for_anew_and_what_is_gone_is_not_taken_from_it() {
    let place = Place::new();
    fill(&place);
    let folder = place.home.path().join("git/base.git");
    place.trust(&format!("file://{}", folder.display()));
    place.write("kustomization.yaml", &format!("resources: ['file://{}//deploy/base']\n", folder.display()));
    assert!(place.built().contains("\"9\""));
    place.remote.commit([("deploy/base/config.yaml", Some(CONFIG.replace("\"1\"", "\"10\"")))]);
    assert!(place.built().contains("\"10\""));
    std::fs::rename(&folder, place.home.path().join("elsewhere")).expect("it moves");
    assert!(place.refused().contains("cannot reach"));
}
