//! The values files that an Application's `helm:` block names: beside the chart, elsewhere in the repository, in another
//! source's repository (`$ref/…`), by glob, by URL. It knows no value. Source: Argo CD `reposerver/repository/repository.go`
//! (`getResolvedValueFiles`), `util/io/path/resolved.go`.

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::GlobBuilder;

use crate::engine::manifest::file::File;
use crate::engine::render::env::Env;
use crate::engine::render::source::tree;
use crate::engine::render::web_file::web_file;
use crate::engine::render::{SourceAt, Sources};
use crate::engine::step::Asking;
use crate::engine::tree::{Files, Look, Mode, RepoPath};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;

/// Files that one glob may name: each is read. Applications that are known have at most some dozens.
const MAX_MATCHES: usize = 1_000;

/// Folders below a pattern's fixed part that are looked through.
const MAX_FOLDERS: usize = 10_000;

/// Where an Application's files are looked for.
pub struct Where<'a> {
    /// The chart's files.
    pub root: Root<'a>,
    /// All of the Application's sources.
    pub sources: &'a Sources,
    /// Variables.
    pub env: &'a Env,
    /// Which schemes URLs may have.
    pub settings: &'a Settings,
}

/// Where a chart lies.
pub enum Root<'a> {
    /// In a folder of a repository.
    Folder(&'a Files, &'a RepoPath),
    /// In an archive: its files by path.
    Archive(&'a dyn Fn(&str) -> Option<Arc<File>>),
}

/// A file that was named, and by what name it is shown.
#[derive(Debug, Clone)]
pub struct Named {
    /// As it was written, globs expanded.
    pub name: Arc<str>,
    /// Its content.
    pub file: Arc<File>,
}

/// Where a written name leads.
#[derive(Clone)]
enum Target {
    Url(Arc<str>),
    /// A path in a tree.
    In(Files, RepoPath),
    /// A path in the chart's archive.
    Packed(RepoPath),
}

impl Target {
    /// The same for the same file.
    fn key(&self) -> String {
        match self {
            Self::Url(url) => format!("url {url}"),
            Self::In(files, path) => format!("tree {:?} {path}", files.tree.id),
            Self::Packed(path) => format!("chart {path}"),
        }
    }
}

/// The schemes that URLs of values files may have: `helm.valuesFileSchemes`, else HTTP's. Source: Argo CD `util/settings/settings.go`,
/// `GetHelmSettings`.
pub fn url_schemes(settings: &Settings) -> impl Iterator<Item = &str> {
    let allowed = settings.raw.get("helm.valuesFileSchemes").map_or("https, http", |text| &**text);
    allowed.split(',').map(str::trim)
}

/// The named files in order, each once; of a file that a glob matches and that is also named by itself, the latter counts.
/// `None`: something is pending, or wrong and said.
pub fn values_files(names: &[String], ignore_missing: bool, at: &Where<'_>, asking: &mut Asking<'_>) -> Option<Vec<Named>> {
    let mut places = Vec::new();
    for name in names {
        places.push((name, resolve(name, "helm.valueFiles", at, asking)?));
    }
    let is_glob = |place: &Target| match place {
        Target::Url(_) => false,
        Target::In(_, path) | Target::Packed(path) => path.as_str().contains(['*', '?', '[']),
    };
    let explicit: BTreeSet<String> = places.iter().filter(|(_, place)| !is_glob(place)).map(|(_, place)| place.key()).collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut whole = true;
    for (name, place) in places {
        if !is_glob(&place) {
            if seen.insert(place.key()) {
                match content(&place, at, asking) {
                    Look::Here(file) => found.push(Named { name: name.as_str().into(), file }),
                    Look::Pending => whole = false,
                    Look::Absent if ignore_missing => {}
                    Look::Absent => {
                        asking.problem(missing(name));
                        whole = false;
                    }
                    Look::Failed(problem) => {
                        asking.problem(problem);
                        whole = false;
                    }
                }
            }
            continue;
        }
        let Some(matches) = matches(name, &place, asking) else {
            whole = false;
            continue;
        };
        if matches.is_empty() && !ignore_missing {
            asking.problem(
                invalid("helm.valueFiles", format!("values file glob {name:?} matched no files")).hint("or set ignoreMissingValueFiles"),
            );
            whole = false;
        }
        for place in matches.into_iter().filter(|place| !explicit.contains(&place.key())) {
            if !seen.insert(place.key()) {
                continue;
            }
            let shown = match &place {
                Target::In(_, path) | Target::Packed(path) => Arc::from(path.as_str()),
                Target::Url(url) => url.clone(),
            };
            match content(&place, at, asking) {
                Look::Here(file) => found.push(Named { name: shown, file }),
                Look::Pending | Look::Absent => whole = false,
                Look::Failed(problem) => {
                    asking.problem(problem);
                    whole = false;
                }
            }
        }
    }
    whole.then_some(found)
}

/// One file that must be there (`fileParameters`).
pub fn one_file(name: &str, at: &Where<'_>, asking: &mut Asking<'_>) -> Option<Named> {
    let place = resolve(name, "helm.fileParameters", at, asking)?;
    match content(&place, at, asking) {
        Look::Here(file) => Some(Named { name: name.into(), file }),
        Look::Pending => None,
        Look::Absent => {
            asking.problem(missing(name));
            None
        }
        Look::Failed(problem) => {
            asking.problem(problem);
            None
        }
    }
}

fn invalid(field: &str, cause: impl Into<Arc<str>>) -> Problem {
    Problem::error(ProblemKind::InvalidSpec, cause).at(Place::file("Application").at_field(format!("spec.source.{field}")))
}

fn missing(name: &str) -> Problem {
    let problem = invalid("helm.valueFiles", format!("open {name}: no such file or directory"));
    Problem { kind: ProblemKind::NotFound, ..problem }.hint("correct the path, or set ignoreMissingValueFiles")
}

/// Where a name leads. `None`: pending, or wrong and said.
fn resolve(name: &str, field: &str, at: &Where<'_>, asking: &mut Asking<'_>) -> Option<Target> {
    if let Some((source, rest)) = referenced(name, at.sources) {
        let files = Files { tree: tree(source, asking)? };
        let rest = at.env.expand(rest);
        return match RepoPath::new(&rest) {
            Ok(path) => Some(Target::In(files, path)),
            Err(_) => refuse(field, &rest, asking),
        };
    }
    let expanded = at.env.expand(name);
    if let Some(scheme) = scheme(&expanded) {
        if !url_schemes(at.settings).any(|one| one.eq_ignore_ascii_case(scheme)) {
            asking.problem(
                invalid(field, format!("the URL scheme '{scheme}' is not allowed")).hint("allow it by helm.valuesFileSchemes in argocd-cm"),
            );
            return None;
        }
        return Some(Target::Url(expanded.into()));
    }
    let root = match at.root {
        Root::Folder(_, root) if !expanded.starts_with('/') => root.clone(),
        Root::Folder(..) | Root::Archive(_) => RepoPath::root(),
    };
    match root.join(expanded.trim_start_matches('/')) {
        Ok(path) => Some(match at.root {
            Root::Folder(files, _) => Target::In(files.clone(), path),
            Root::Archive(_) => Target::Packed(path),
        }),
        Err(_) => refuse(field, &expanded, asking),
    }
}

fn refuse(field: &str, path: &str, asking: &mut Asking<'_>) -> Option<Target> {
    let problem = invalid(field, format!("file '{path}' resolved to outside repository root"));
    asking.problem(Problem { kind: ProblemKind::Forbidden, ..problem }.hint("values files are read from the repository only"));
    None
}

/// The scheme of a URL; `None` for a path.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let first = scheme.chars().next()?;
    let is_scheme = first.is_ascii_alphabetic() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

/// The source that `$name/…` refers to, and what follows the name. A name that no source has is a variable.
fn referenced<'a, 'n>(name: &'n str, sources: &'a Sources) -> Option<(&'a SourceAt, &'n str)> {
    let (first, rest) = name.split_once('/').unwrap_or((name, ""));
    let wanted = first.strip_prefix('$')?;
    let source = sources.items.iter().find(|at| !wanted.is_empty() && at.source.ref_name == wanted)?;
    Some((source, rest))
}

fn content(place: &Target, at: &Where<'_>, asking: &mut Asking<'_>) -> Look<Arc<File>> {
    match place {
        Target::In(files, path) => files.file(asking, path),
        Target::Packed(path) => match at.root {
            Root::Archive(read) => read(path.as_str()).map_or(Look::Absent, Look::Here),
            Root::Folder(..) => Look::Absent,
        },
        Target::Url(url) => web_file(asking, url),
    }
}

/// The files that a glob matches, in order of their paths. `None`: pending, or wrong and said.
fn matches(name: &str, place: &Target, asking: &mut Asking<'_>) -> Option<Vec<Target>> {
    let Target::In(files, pattern) = place else {
        asking.problem(
            invalid("helm.valueFiles", format!("values file glob {name:?} matched no files"))
                .hint("globs are not looked for in a packed chart"),
        );
        return None;
    };
    let built = GlobBuilder::new(pattern.as_str()).literal_separator(true).backslash_escape(true).build();
    let glob = match built {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            asking.problem(invalid("helm.valueFiles", format!("error expanding glob pattern {name:?}: {}", error.kind())));
            return None;
        }
    };
    let fixed: Vec<&str> = pattern.as_str().split('/').take_while(|part| !part.contains(['*', '?', '[', '{', '\\'])).collect();
    let is_deep = pattern.as_str().contains("**");
    let levels = pattern.as_str().split('/').count().saturating_sub(fixed.len());
    let start = RepoPath::new(&fixed.join("/")).ok()?;
    let mut folders = vec![(start, 1)];
    let mut found = Vec::new();
    let mut whole = true;
    let mut looked = 0;
    while let Some((folder, level)) = folders.pop() {
        looked += 1;
        if looked > MAX_FOLDERS || found.len() > MAX_MATCHES {
            let cause = format!("glob {name:?} names more than {MAX_MATCHES} files or {MAX_FOLDERS} folders");
            asking.problem(Problem { kind: ProblemKind::Limit, ..invalid("helm.valueFiles", cause) }.hint("make it narrower"));
            return None;
        }
        match files.list(asking, &folder) {
            Look::Here(entries) => {
                for entry in entries.iter() {
                    let Ok(path) = folder.join(&entry.name) else { continue };
                    if matches!(entry.mode, Mode::File | Mode::Link) && glob.is_match(path.as_str()) {
                        found.push(path);
                    } else if entry.mode == Mode::Folder && (is_deep || level < levels) {
                        folders.push((path, level + 1));
                    }
                }
            }
            Look::Absent => {}
            Look::Pending => whole = false,
            Look::Failed(problem) => {
                asking.problem(problem);
                whole = false;
            }
        }
    }
    found.sort();
    whole.then(|| found.into_iter().map(|path| Target::In(files.clone(), path)).collect())
}
