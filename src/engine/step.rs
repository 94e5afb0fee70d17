//! Needs, not callbacks: a pure function that lacks something says so and is called again with the answer. It knows no
//! way to get an answer; `runtime` does.
//!
//! The rules. A call goes on past a missing answer where it can, so that many needs come a round. A failed need is
//! answered by its problem. Asking for an answered need is a mistake of ours and ends the loop with a problem; so do more
//! than [`MAX_ROUNDS`] rounds. What was read is recorded ([`Read`]), so that a cache can tell whether a result still holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::ids::{BlobId, ClusterId, RepoUrl, Revision, Sha};
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};

use super::judge::Judgement;
use super::manifest::file::File;
use super::render::entropy::Uses;
use super::render::helm::packed::{ChartRef, NamedBy, Packed};
use super::tree::{RepoPath, Tree, TreeId};
use super::trial::Trial;

/// Rounds after which a computation is given up: each round answers everything asked so far, and no real chain of
/// references (base of base of base…) is this deep.
pub const MAX_ROUNDS: usize = 32;

/// Repositories and files elsewhere that the content of one computation may name: each is a fetch.
const MAX_REMOTE: usize = 256;

/// What a computation lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A file's content.
    File(TreeId, RepoPath),
    /// A folder's entries, where the tree is not known whole (on disk).
    List(TreeId, RepoPath),
    /// The tree of a repository at a revision, resolved to its commit.
    Tree(RepoUrl, Revision),
    /// The tree of a repository that stands inside another one's content: a branch, a tag or a commit's id as written (never a
    /// version constraint), `HEAD` where none is. Only credentials configured for the URL's prefix are used.
    Base(RepoUrl, Revision),
    /// A commit's author, time and message.
    Commit(RepoUrl, Sha),
    /// A file over HTTP(S): a remote base or values file. Only credentials configured for the URL's prefix are used.
    Http(Arc<str>),
    /// A chart's archive: the one that its version, constraint or tag means.
    Chart(ChartRef),
    /// What an API server publishes of one group and version (`apps/v1`): merge keys, list types, scopes.
    Schema(ClusterId, Arc<str>),
    /// What a program of somebody else's makes of its input, all of which stands in the value. It runs in the worker. Nothing is to be
    /// recorded of the answer: what went in was read and recorded before.
    Judge(Arc<Judgement>),
    /// What a server-side apply would make of an object. Its refusal is the problem that answers it. Nothing is to be recorded of the
    /// answer: both sides went in.
    DryRun(Arc<Trial>),
}

impl Need {
    /// Whether answering it goes to another place than those that the computation was given: one that content names.
    pub fn is_remote(&self) -> bool {
        match self {
            Self::Base(..) | Self::Http(_) => true,
            Self::Chart(chart) => chart.named_by == NamedBy::Content,
            Self::File(..) | Self::List(..) | Self::Tree(..) | Self::Commit(..) | Self::Schema(..) | Self::Judge(_) | Self::DryRun(_) => {
                false
            }
        }
    }
}

/// The answer to a need; always shared, already parsed where parsing is cached.
#[derive(Debug, Clone)]
pub enum Answer {
    /// To `File`. `None`: there is no such file.
    File(Option<Arc<File>>),
    /// To `List`: entries of the folder; `None`: there is no such folder.
    List(Option<Arc<[super::tree::Entry]>>),
    /// To `Tree` and `Base`.
    Tree(Arc<Tree>),
    /// To `Commit`.
    Commit(Arc<CommitInfo>),
    /// To `Http`.
    Http(Arc<File>),
    /// To `Chart`.
    Chart(Arc<Packed>),
    /// To `Schema`.
    Schema(Arc<super::schema::Learnt>),
    /// To `Judge`: what it printed, JSON for Jsonnet.
    Judged(Arc<str>),
    /// To `DryRun`: the object as the server would store it.
    Tried(Arc<Object>),
}

/// A commit, as triage and history show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id.
    pub sha: Sha,
    /// The author's name as written.
    pub author: Arc<str>,
    /// RFC 3339.
    pub time: Arc<str>,
    /// The first line of its message.
    pub subject: Arc<str>,
    /// Tags that point at it.
    pub tags: Vec<Arc<str>>,
}

/// Answers so far; only grows.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    known: BTreeMap<Need, Result<Answer, Problem>>,
}

impl Answers {
    /// What is known of a need.
    pub fn get(&self, need: &Need) -> Option<&Result<Answer, Problem>> {
        self.known.get(need)
    }

    /// Records an answer; the first stays (an answer never changes within a computation).
    pub fn put(&mut self, need: Need, answer: Result<Answer, Problem>) {
        self.known.entry(need).or_insert(answer);
    }

    /// The needs that are not answered yet.
    ///
    /// # Errors
    /// When everything asked for is answered already: the computation would ask for ever.
    pub fn open(&self, needs: Vec<Need>) -> Result<Vec<Need>, Problem> {
        let open: Vec<Need> = needs.into_iter().filter(|need| !self.known.contains_key(need)).collect();
        if open.is_empty() {
            return Err(Problem::error(ProblemKind::Internal, "a computation asked again for what it had been given")
                .hint("this is a defect of Tiphys; the log has the details"));
        }
        Ok(open)
    }
}

/// Something a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    /// A file's content.
    Blob(TreeId, RepoPath, BlobId),
    /// A path that was not there.
    Absent(TreeId, RepoPath),
    /// A folder where a file was looked for.
    Folder(TreeId, RepoPath),
    /// The commit's own id: it went into the result (`$ARGOCD_APP_REVISION`), so that any other commit gives another one.
    Revision(TreeId),
    /// A folder's listing, by the digest of its entries (names, modes; not contents).
    Listing(TreeId, RepoPath, Arc<str>),
    /// Any other answer, by its digest (commit id, digest of a file or of a chart's archive…).
    Answer(Need, Arc<str>),
}

/// The set of what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads(pub BTreeSet<Read>);

impl Reads {
    /// What was read of places besides Git repositories of the computation: those that content named, and charts.
    pub fn elsewhere(&self) -> impl Iterator<Item = &Need> {
        self.0.iter().filter_map(|read| match read {
            Read::Answer(need, _) if need.is_remote() || matches!(need, Need::Chart(_)) => Some(need),
            _ => None,
        })
    }
}

/// The result of a pure computation.
#[derive(Debug, Clone)]
pub enum Step<T> {
    /// Finished, for better or worse.
    Done {
        /// What could be made.
        value: T,
        /// What went wrong; an error among them makes the value partial.
        problems: Vec<Problem>,
        /// What it depends on.
        reads: Reads,
    },
    /// Call again with these answered. Never empty.
    Needs(Vec<Need>),
}

/// Collects needs, problems and reads of one call, and looks answers up.
#[derive(Debug)]
pub struct Asking<'a> {
    answers: &'a Answers,
    needs: BTreeSet<Need>,
    /// What went wrong so far.
    pub problems: Vec<Problem>,
    /// The same, to find one that was said already: there may be one a document.
    said: BTreeSet<Problem>,
    /// What was read so far.
    pub reads: Reads,
    /// What of chance was used so far.
    uses: Uses,
}

/// What [`Asking::ask`] found.
#[derive(Debug)]
pub enum Found<'a, T> {
    /// It is here.
    Here(&'a T),
    /// It was asked for; go on with something else, the whole will be called again.
    Pending,
    /// It cannot be had; the problem is not recorded yet.
    Failed(Problem),
}

impl<'a> Asking<'a> {
    /// A call's beginning.
    pub fn new(answers: &'a Answers) -> Self {
        Self { answers, needs: BTreeSet::new(), problems: Vec::new(), said: BTreeSet::new(), reads: Reads::default(), uses: Uses::Nothing }
    }

    /// The answer to a need; an unanswered one is noted.
    pub fn ask(&mut self, need: Need) -> Found<'a, Answer> {
        match self.answers.get(&need) {
            Some(Ok(answer)) => Found::Here(answer),
            Some(Err(problem)) => Found::Failed(problem.clone()),
            None if need.is_remote() && self.n_remote() >= MAX_REMOTE => Found::Failed(
                Problem::error(ProblemKind::Limit, format!("more than {MAX_REMOTE} remote bases and files are named"))
                    .hint("this limit protects the console from hostile input; copy some of them into the repository"),
            ),
            None => {
                self.needs.insert(need);
                Found::Pending
            }
        }
    }

    /// Remote bases and files that were asked for so far.
    fn n_remote(&self) -> usize {
        let answered = self.answers.known.keys().filter(|need| need.is_remote()).count();
        answered + self.needs.iter().filter(|need| need.is_remote()).count()
    }

    /// Records a problem.
    pub fn problem(&mut self, problem: Problem) {
        if self.said.insert(problem.clone()) {
            self.problems.push(problem);
        }
    }

    /// Records a read.
    pub fn read(&mut self, read: Read) {
        self.reads.0.insert(read);
    }

    /// Records that random values or the time went into the result. Every renderer that takes an `Entropy` says so, whether it
    /// came to an end or not: what is not said is taken to be the same for everybody.
    pub fn entropy_used(&mut self, uses: Uses) {
        self.uses = self.uses.max(uses);
    }

    /// What of chance went into the result so far.
    pub fn uses(&self) -> Uses {
        self.uses
    }

    /// Whether something is still missing.
    pub fn is_pending(&self) -> bool {
        !self.needs.is_empty()
    }

    /// The end of the call: needs if there are any, else the value.
    pub fn finish<T>(self, value: T) -> Step<T> {
        if self.needs.is_empty() {
            Step::Done { value, problems: self.problems, reads: self.reads }
        } else {
            Step::Needs(self.needs.into_iter().collect())
        }
    }
}
