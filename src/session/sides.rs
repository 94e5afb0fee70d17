//! The two sides of a difference, in a person's words: `main`, `history 3`, `app/shop-staging`, `local:./shop`, `cluster:west`, `live`,
//! `git`. One grammar for the command bar and for flags. It knows no cluster and looks nothing up.

use std::fmt;
use std::sync::Arc;

use crate::model::ids::{AppKey, Revision};
use crate::model::problem::{Problem, ProblemKind};

/// One side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// What runs.
    Live,
    /// What Git wants now, at the revisions of the spec.
    Git,
    /// What Git wants at these revisions instead: the 1-based place of the source, or `None` for the one there is.
    Revisions(Arc<[(Option<usize>, Revision)]>),
    /// What a history record deployed.
    Record(i64),
    /// What Git wants of another application.
    App(AppKey),
    /// A folder on disk in place of the source's in Git.
    Folder(Folder),
    /// The same objects as another cluster of the control plane has them: the name, or the server's URL, of its Secret.
    Cluster(Arc<str>),
}

/// A folder on disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Folder {
    /// Where its manifests are.
    pub path: Arc<str>,
    /// What nothing may be read outside of; `None`: the enclosing Git work tree, else the folder itself.
    pub root: Option<Arc<str>>,
}

/// Both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sides {
    /// What is, or was.
    pub left: Which,
    /// What would be, or what it is compared with.
    pub right: Which,
}

impl Which {
    /// One revision of the only source.
    pub fn revision(text: &str) -> Self {
        Self::Revisions([(None, Revision::new(text))].into())
    }

    /// What a side is compared with when nothing else is said: another application and another cluster with their like, all else with what
    /// runs.
    pub fn usual_other(&self) -> Self {
        match self {
            Self::App(_) | Self::Live => Self::Git,
            Self::Git | Self::Revisions(_) | Self::Record(_) | Self::Folder(_) | Self::Cluster(_) => Self::Live,
        }
    }
}

impl Sides {
    /// A side with what it is usually compared with.
    pub fn of(which: Which) -> Self {
        Self { left: which.usual_other(), right: which }.ordered()
    }

    /// Two sides; what runs stands on the left, whatever the order: a difference reads from what is to what would be.
    ///
    /// # Errors
    /// When both are the same.
    pub fn new(left: Which, right: Which) -> Result<Self, Problem> {
        if left == right {
            return Err(Problem::error(ProblemKind::BadInput, format!("both sides are the same: {left}")).hint(WORDS));
        }
        Ok(Self { left, right }.ordered())
    }

    fn ordered(self) -> Self {
        let runs = |which: &Which| match which {
            Which::Live => 2,
            Which::Cluster(_) => 1,
            Which::Git | Which::Revisions(_) | Which::Record(_) | Which::App(_) | Which::Folder(_) => 0,
        };
        if runs(&self.right) > runs(&self.left) { Self { left: self.right, right: self.left } } else { self }
    }

    /// The sides that words mean: one side, or two; `A..B` are two revisions. Names of applications are of the control plane of `own`, in
    /// its namespace where they name none.
    ///
    /// # Errors
    /// When the words mean none, or more than two.
    pub fn parse(text: &str, own: &AppKey) -> Result<Self, Problem> {
        let mut words = text.split_whitespace().peekable();
        let mut sides: Vec<Which> = Vec::new();
        while let Some(word) = words.next() {
            if word == "history" || word == "record" {
                let id = words.next().ok_or_else(|| wrong("a history record has a number").hint("history 3"))?;
                sides.push(record(id)?);
            } else if let Some((old, new)) = range(word) {
                sides.extend([one(old, own)?, one(new, own)?]);
            } else {
                sides.push(one(word, own)?);
            }
        }
        let mut sides = sides.into_iter();
        match (sides.next(), sides.next(), sides.next()) {
            (Some(one), None, _) => Ok(Self::of(one)),
            (Some(left), Some(right), None) => Self::new(left, right),
            (None, ..) => Err(wrong("no side is named").hint(WORDS)),
            (Some(_), Some(_), Some(_)) => Err(wrong("more than two sides are named").hint(WORDS)),
        }
    }
}

/// What can be said.
pub const WORDS: &str = "REV, A..B, history ID, app/NAME, local:PATH, cluster:NAME, live, git: one of them, or two";

fn wrong(cause: &str) -> Problem {
    Problem::error(ProblemKind::BadInput, cause)
}

fn range(word: &str) -> Option<(&str, &str)> {
    // No name of a Git ref holds `..`; paths do.
    let is_one = ["local:", "cluster:", "app/", "app:"].iter().any(|prefix| word.starts_with(prefix));
    word.split_once("..").filter(|(old, new)| !is_one && !old.is_empty() && !new.is_empty())
}

/// One side in one word.
///
/// # Errors
/// When it has no name, or a record no number.
pub fn one(word: &str, own: &AppKey) -> Result<Which, Problem> {
    let named = |prefix: &str| word.strip_prefix(prefix).filter(|rest| !rest.is_empty());
    if let Some(name) = named("app/").or(named("app:")) {
        let (namespace, name) = name.split_once('/').unwrap_or((&own.namespace, name));
        return Ok(Which::App(AppKey::new(own.plane.clone(), namespace, name)));
    }
    if let Some(id) = named("history:").or(named("#")) {
        return record(id);
    }
    if let Some(path) = named("local:") {
        return Ok(Which::Folder(Folder { path: path.into(), root: None }));
    }
    if let Some(name) = named("cluster:") {
        return Ok(Which::Cluster(name.into()));
    }
    match word {
        "live" => Ok(Which::Live),
        "git" => Ok(Which::Git),
        "app/" | "app:" | "history:" | "#" | "local:" | "cluster:" | "revision:" => Err(wrong("the side has no name").hint(WORDS)),
        other => Ok(Which::revision(other.strip_prefix("revision:").unwrap_or(other))),
    }
}

fn record(id: &str) -> Result<Which, Problem> {
    let id =
        id.parse().map_err(|_| wrong(&format!("{id:?} is no number of a history record")).hint("tiphys app history NAME lists them"))?;
    Ok(Which::Record(id))
}

impl fmt::Display for Which {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Live => f.write_str("live"),
            Self::Git => f.write_str("git"),
            Self::Revisions(revisions) => {
                let text: Vec<String> = revisions
                    .iter()
                    .map(|(position, revision)| position.map_or_else(|| revision.to_string(), |position| format!("{position}={revision}")))
                    .collect();
                f.write_str(&text.join(","))
            }
            Self::Record(id) => write!(f, "history:{id}"),
            Self::App(app) => write!(f, "app/{app}"),
            Self::Folder(folder) => write!(f, "local:{}", folder.path),
            Self::Cluster(name) => write!(f, "cluster:{name}"),
        }
    }
}

impl fmt::Display for Sides {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.left, self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClusterId;

    fn own() -> AppKey {
        AppKey::new(ClusterId::new("c"), "argocd", "shop")
    }

    fn parse(text: &str) -> Result<String, String> {
        Sides::parse(text, &own()).map(|sides| sides.to_string()).map_err(|problem| problem.cause.to_string())
    }

    #[test]
    fn one_side_is_compared_with_its_usual_other() {
        for (text, sides) in [
            ("main", "live main"),
            ("revision:live", "live live"),
            ("history 3", "live history:3"),
            ("#3", "live history:3"),
            ("app/staging", "git app/argocd/staging"),
            ("app:team/staging", "git app/team/staging"),
            ("local:../x", "live local:../x"),
            ("cluster:west", "live cluster:west"),
            ("git", "live git"),
            ("live", "live git"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(sides), "{text}");
        }
    }

    #[test]
    fn two_sides_are_any_two_and_what_runs_stands_on_the_left() {
        for (text, sides) in [
            ("v1..v2", "v1 v2"),
            ("v1 v2", "v1 v2"),
            ("history 1 history 2", "history:1 history:2"),
            ("main live", "live main"),
            ("local:a app/b", "local:a app/argocd/b"),
            ("main cluster:west", "cluster:west main"),
            ("cluster:west cluster:east", "cluster:west cluster:east"),
            ("cluster:west live", "live cluster:west"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(sides), "{text}");
        }
    }

    #[test]
    fn what_means_no_two_sides_is_refused() {
        for (text, cause) in [
            ("", "no side is named"),
            ("a b c", "more than two sides are named"),
            ("a..b c", "more than two sides are named"),
            ("main main", "both sides are the same: main"),
            ("history", "a history record has a number"),
            ("history x", "\"x\" is no number of a history record"),
            ("app/", "the side has no name"),
        ] {
            assert_eq!(parse(text), Err(cause.to_owned()), "{text}");
        }
    }
}
