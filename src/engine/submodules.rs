//! Submodules: the tree behind one, found by `.gitmodules` and the commit that the outer tree pins. It fetches nothing; the other
//! repository stands in content, and is asked for as such. Source: `gitsubmodules(7)`, `git-submodule(1)`.

use crate::model::ids::{RepoUrl, Revision};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::step::{Answer, Asking, Found, Need, Read};
use super::tree::{Files, Look, Mode, RepoPath, TreeId};

/// The files of the submodule at a path.
pub(super) fn mounted(files: &Files, asking: &mut Asking<'_>, at: &RepoPath) -> Look<Files> {
    let TreeId::Commit(repo, _) = &files.tree.id else { return Look::Absent };
    let Some((Mode::Submodule, pinned)) = files.tree.files.as_ref().and_then(|files| files.get(at)) else { return Look::Absent };
    asking.read(Read::Blob(files.tree.id.clone(), at.clone(), pinned.clone()));
    let Ok(list) = RepoPath::new(".gitmodules") else { return Look::Absent };
    let listed = match files.file(asking, &list) {
        Look::Here(file) => url_of(file.text().unwrap_or(""), at.as_str()),
        Look::Absent => None,
        Look::Pending => return Look::Pending,
        Look::Failed(problem) => return Look::Failed(problem),
    };
    let Some(url) = listed else {
        let cause = format!("no submodule mapping found in .gitmodules for path '{at}'");
        let problem = Problem::error(ProblemKind::BadInput, cause).at(Place::file(at.as_str()));
        return Look::Failed(problem.hint("add the submodule again, or remove it from the repository"));
    };
    let need = Need::Base(absolute(&url, repo), Revision::new(pinned.as_str()));
    match asking.ask(need.clone()) {
        Found::Here(Answer::Tree(tree)) => {
            asking.read(Read::Answer(need, pinned.as_str().into()));
            Look::Here(Files { tree: tree.clone() })
        }
        Found::Here(_) => Look::Failed(Problem::error(ProblemKind::Internal, "a tree was asked for and something else was answered")),
        Found::Pending => Look::Pending,
        Found::Failed(problem) => {
            let cause = format!("submodule '{at}': {}", problem.cause);
            Look::Failed(Problem { cause: cause.into(), place: Some(Place::file(at.as_str())), ..problem })
        }
    }
}

/// The URL of the submodule at a path, as `.gitmodules` has it.
fn url_of(text: &str, path: &str) -> Option<String> {
    let (mut own_path, mut url): (Option<String>, Option<String>) = (None, None);
    let end = "[end]";
    for line in text.lines().chain([end]) {
        let line = line.trim();
        if line.starts_with('[') {
            if own_path.as_deref().is_some_and(|own| own.trim_end_matches('/') == path) && url.is_some() {
                return url;
            }
            (own_path, url) = (None, None);
        } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with(['#', ';'])) {
            let value = value.trim().trim_matches('"').to_owned();
            match key.trim().to_ascii_lowercase().as_str() {
                "path" => own_path = Some(value),
                "url" => url = Some(value),
                _ => {}
            }
        }
    }
    None
}

/// A URL relative to that of the outer repository, made whole.
fn absolute(url: &str, outer: &RepoUrl) -> RepoUrl {
    if !url.starts_with("./") && !url.starts_with("../") {
        return RepoUrl::new(url);
    }
    let (mut base, mut rest) = (outer.as_str().trim_end_matches('/'), url);
    loop {
        if let Some(below) = rest.strip_prefix("./") {
            rest = below;
        } else if let Some(below) = rest.strip_prefix("../") {
            let cut = base.rfind(['/', ':']).unwrap_or(0);
            // `git@host:a` becomes `git@host`, and what follows stands behind a colon again.
            let is_scp = base.get(cut..).is_some_and(|part| part.starts_with(':')) && !base.contains("://");
            if is_scp {
                return RepoUrl::new(format!("{}:{below}", base.get(..cut).unwrap_or("")));
            }
            base = base.get(..cut).unwrap_or("");
            rest = below;
        } else {
            return RepoUrl::new(format!("{base}/{rest}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{absolute, url_of};
    use crate::model::ids::RepoUrl;

    #[test]
    fn urls_are_found_by_the_path_and_not_by_the_name() {
        let text = "[submodule \"a\"]\n\tpath = libs/a\n\turl = https://host/a\n# no\n[submodule \"libs/a\"]\n\turl = \"../b.git\"\n\tpath = libs/b\n[submodule \"c\"]\n\tpath = c\n";
        assert_eq!(url_of(text, "libs/a").as_deref(), Some("https://host/a"));
        assert_eq!(url_of(text, "libs/b").as_deref(), Some("../b.git"));
        assert_eq!(url_of(text, "c"), None, "it has no URL");
        assert_eq!(url_of(text, "d"), None);
    }

    #[test]
    fn relative_urls_begin_at_the_outer_repository() {
        for (outer, url, whole) in [
            ("https://host/org/shop.git", "../libs.git", "https://host/org/libs.git"),
            ("https://host/org/shop/", "../../other/x", "https://host/other/x"),
            ("git@host:org/shop", "../libs", "git@host:org/libs"),
            ("git@host:shop", "../libs", "git@host:libs"),
            ("file:///srv/shop.git", "./part", "file:///srv/shop.git/part"),
            ("https://host/a/b", "ssh://git@other/x", "ssh://git@other/x"),
        ] {
            assert_eq!(absolute(url, &RepoUrl::new(outer)).as_str(), whole, "{outer} {url}");
        }
    }
}
