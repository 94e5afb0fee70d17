//! Repositories that want to know who comes: the Secrets of the control plane answer, by exact URL and by the longest prefix; what is
//! wrong is told with the URL and a next step, and never with the password.

use std::path::Path;

use serde_json::json;

use super::CONFIG;
use crate::support::git_http::GitHttp;
use crate::support::home::Home;
use crate::support::repo::Repo;
use crate::support::served::Served;

/// In every password: it must not be found anywhere.
const CANARY: &str = "c4n4ry";

fn secret(served: &Served, kind: &str, name: &str, url: &str, user: &str, password: &str) {
    let body = json!({
        "metadata": {"name": name, "labels": {"argocd.argoproj.io/secret-type": kind}},
        "stringData": {"type": "git", "url": url, "username": user, "password": password},
    });
    served.put("/api/v1/namespaces/argocd/secrets", &body);
}

/// Every file below a folder that holds a text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").map_while(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).is_ok_and(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes())) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn a_locked_repository_is_opened_by_its_secret_or_by_the_longest_prefix() {
    let served = Served::start();
    let home = Home::new(&served.kubeconfig());
    home.run(&["crds", "install"]).with(0);
    let root = home.path().join("git");
    let server = GitHttp::serve(&root);
    for (path, user) in [("own.git", "owner"), ("team/web.git", "team"), ("wrong.git", "wrong"), ("nobody.git", "nobody")] {
        Repo::init(&root.join(path)).commit("feat: settings", &[("app/config.yaml", CONFIG)]);
        server.lock(path, user, &format!("{CANARY}-{user}"));
    }
    let password = |user: &str| format!("{CANARY}-{user}");
    secret(&served, "repository", "own", &server.url("own.git"), "owner", &password("owner"));
    secret(&served, "repository", "wrong", &server.url("wrong.git"), "wrong", &password("mistyped"));
    secret(&served, "repo-creds", "far", &server.url(""), "far", &password("far"));
    secret(&served, "repo-creds", "near", &server.url("team"), "team", &password("team"));
    let mut texts = Vec::new();
    for (name, path, code) in [("own", "own.git", 1), ("team", "team/web.git", 1), ("wrong", "wrong.git", 20), ("nobody", "nobody.git", 20)]
    {
        home.run(&["app", "create", name, "--repo", &server.url(path), "--path", "app", "--dest-namespace", "default"]).with(0);
        let said = home.run(&["app", "diff", name]).with(code);
        if code == 20 {
            let url = server.url(path);
            assert!(said.err.contains(&url) && said.err.contains("check the repository secret"), "{said}");
        }
        texts.push(said.to_string());
        let tree = home.run(&["app", "get", name]);
        texts.push(tree.to_string());
    }
    assert_eq!(server.users_of("own.git"), ["owner"]);
    assert_eq!(server.users_of("team"), ["team"]);
    assert!(server.users_of("wrong.git").is_empty() && server.users_of("nobody.git").is_empty());
    // A URL that has its password in it is shown without it.
    let inline = server.url("nobody.git").replace("http://", &format!("http://nobody:{CANARY}-bad@"));
    home.run(&["app", "create", "inline", "--repo", &inline, "--path", "app", "--dest-namespace", "default"]).with(0);
    texts.push(home.run(&["app", "diff", "inline"]).with(20).warns(&["nobody:***@"]).to_string());
    texts.push(home.run(&["app", "list", "-o", "wide"]).with(0).to_string());
    for text in texts {
        assert!(!text.contains(CANARY), "a password is shown: {text}");
    }
    assert_eq!(files_with(&home.path().join(".cache"), CANARY), Vec::<String>::new(), "logs and caches hold no password");
}
