//! Answers needs for a pure function in a test: from files in memory, or from a folder on disk. It is the runtime's loop
//! without its threads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tiphys::adapters::cluster::connect::Choice;
use tiphys::engine::manifest::file::File;
use tiphys::engine::step::{Answer, Answers, MAX_ROUNDS, Need, Reads, Step};
use tiphys::engine::tree::{Entry, Mode, RepoPath, Tree, TreeId};
use tiphys::model::ids::{BlobId, RepoUrl, Sha};
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::runtime::alone::Alone;
use tiphys::runtime::world::{Connect, Limits, World as Runs};

/// Files in memory, as a commit or as a folder on disk whose listing must be asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    files: BTreeMap<RepoPath, (Mode, Arc<File>)>,
}

/// A finished computation.
#[derive(Debug)]
pub(crate) struct Solved<T> {
    pub(crate) value: T,
    pub(crate) problems: Vec<Problem>,
    pub(crate) reads: Reads,
    pub(crate) rounds: usize,
}

/// Who answers needs.
pub(crate) trait World {
    fn answer(&self, need: &Need) -> Result<Answer, Problem>;
}

/// Calls the function until it needs nothing more.
pub(crate) fn solve<T>(world: &impl World, call: impl Fn(&Answers) -> Step<T>) -> Solved<T> {
    let mut answers = Answers::default();
    for rounds in 0..MAX_ROUNDS {
        match call(&answers) {
            Step::Done { value, problems, reads } => return Solved { value, problems, reads, rounds },
            Step::Needs(needs) => {
                for need in answers.open(needs).expect("nothing is asked for twice") {
                    let answer = world.answer(&need);
                    answers.put(need, answer);
                }
            }
        }
    }
    panic!("more than {MAX_ROUNDS} rounds");
}

pub(crate) fn blob(bytes: &[u8]) -> BlobId {
    BlobId::new(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

impl Memory {
    /// Files by path.
    pub(crate) fn new<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        files.into_iter().fold(Self::default(), |memory, (path, text)| memory.with(path, text.as_bytes()))
    }

    /// One file more.
    pub(crate) fn with(self, path: &str, bytes: &[u8]) -> Self {
        self.entry(path, Mode::File, bytes)
    }

    /// A symbolic link more.
    pub(crate) fn link(self, path: &str, target: &str) -> Self {
        self.entry(path, Mode::Link, target.as_bytes())
    }

    fn entry(mut self, path: &str, mode: Mode, bytes: &[u8]) -> Self {
        let path = RepoPath::new(path).expect("a path inside");
        self.files.insert(path, (mode, Arc::new(File::new(blob(bytes), bytes.to_vec()))));
        self
    }

    /// All files of a folder on disk.
    pub(crate) fn load(folder: &Path) -> Self {
        let mut memory = Self::default();
        let mut open = vec![PathBuf::new()];
        while let Some(below) = open.pop() {
            for entry in std::fs::read_dir(folder.join(&below)).expect("a folder") {
                let entry = entry.expect("an entry");
                let path = below.join(entry.file_name());
                let name = path.to_str().expect("UTF-8").to_owned();
                let kind = entry.file_type().expect("a type");
                if kind.is_dir() {
                    open.push(path);
                } else if kind.is_symlink() {
                    let target = std::fs::read_link(entry.path()).expect("a link");
                    memory = memory.link(&name, target.to_str().expect("UTF-8"));
                } else {
                    memory = memory.with(&name, &std::fs::read(entry.path()).expect("a file"));
                }
            }
        }
        memory
    }

    /// The same files, none of them parsed.
    pub(crate) fn fresh(&self) -> Self {
        let fresh = |file: &File| Arc::new(File::new(file.blob.clone(), file.bytes.clone()));
        Self { files: self.files.iter().map(|(path, (mode, file))| (path.clone(), (*mode, fresh(file)))).collect() }
    }

    /// The file at a path.
    pub(crate) fn file(&self, path: &str) -> &Arc<File> {
        &self.files[&RepoPath::new(path).expect("a path inside")].1
    }

    /// All paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(RepoPath::as_str)
    }

    /// As a commit: the index is known.
    pub(crate) fn commit(&self, repo: &str, sha: &str) -> Arc<Tree> {
        let files = self.files.iter().map(|(path, (mode, file))| (path.clone(), (*mode, file.blob.clone()))).collect();
        Arc::new(Tree { id: TreeId::Commit(RepoUrl::new(repo), Sha::new(sha)), files: Some(files) })
    }

    /// As a folder on disk: folders are listed by need.
    pub(crate) fn folder(&self) -> Arc<Tree> {
        Arc::new(Tree { id: TreeId::Disk("/memory".into()), files: None })
    }

    fn entries(&self, folder: &RepoPath) -> Option<Arc<[Entry]>> {
        let mut entries: BTreeMap<Arc<str>, Mode> = BTreeMap::new();
        for (path, (mode, _)) in self.files.iter().filter(|(path, _)| path.is_within(folder) && *path != folder) {
            let rest = path.as_str().strip_prefix(folder.as_str()).unwrap_or("").trim_start_matches('/');
            match rest.split_once('/') {
                Some((name, _)) => entries.insert(name.into(), Mode::Folder),
                None => entries.insert(rest.into(), *mode),
            };
        }
        let entries: Vec<Entry> = entries.into_iter().map(|(name, mode)| Entry { name, mode }).collect();
        (!entries.is_empty() || folder.as_str().is_empty()).then(|| entries.into())
    }
}

/// What a program answers, run by the real worker.
pub(crate) fn judged(need: &Need, limits: &Limits) -> Result<Answer, Problem> {
    Runner::new(limits).answers(vec![need.clone()]).pop().expect("an answer").1
}

/// Who runs programs in real workers, and keeps those that take one script after the other.
pub(crate) struct Runner(Alone<Box<dyn FnOnce() -> Result<Runs, Problem>>>);

impl Runner {
    pub(crate) fn new(limits: &Limits) -> Self {
        let nowhere = std::env::temp_dir();
        let world = Runs {
            connect: Connect::Kubeconfig(Choice::default()),
            cache: nowhere.clone(),
            state: nowhere,
            worker: env!("CARGO_BIN_EXE_tiphys").into(),
            is_demo: false,
            trusted_remotes: Vec::new(),
            limits: limits.clone(),
        };
        Self(Alone::new(Box::new(|| Ok(world))))
    }

    /// Answers to all of them, asked for at once.
    pub(crate) fn answers(&mut self, needs: Vec<Need>) -> Vec<(Need, Result<Answer, Problem>)> {
        self.0.answers(needs).expect("threads")
    }

    /// The processes that wait for the next script.
    pub(crate) fn workers(&self) -> Vec<u32> {
        self.0.workers().0
    }

    /// How many processes were started.
    pub(crate) fn started(&self) -> u64 {
        self.0.workers().1
    }
}

impl World for Memory {
    fn answer(&self, need: &Need) -> Result<Answer, Problem> {
        match need {
            Need::File(_, path) => Ok(Answer::File(self.files.get(path).map(|(_, file)| file.clone()))),
            Need::List(_, folder) => Ok(Answer::List(self.entries(folder))),
            Need::Base(repo, _) => Err(Problem::error(ProblemKind::Unreachable, format!("cannot reach {}", repo.shown()))),
            Need::Judge(_) => judged(need, &Limits::default()),
            other => Err(Problem::error(ProblemKind::Unreachable, format!("the test has no answer to {other:?}"))),
        }
    }
}

/// Several repositories: trees by URL and revision, and who holds their files.
#[derive(Debug, Default)]
pub(crate) struct Repos(BTreeMap<(String, String), (Arc<Tree>, Memory)>);

impl Repos {
    /// A repository's files at a revision; the commit's id is 40 times `digit`.
    pub(crate) fn with(mut self, repo: &str, revision: &str, digit: char, files: Memory) -> Self {
        let sha: String = std::iter::repeat_n(digit, 40).collect();
        self.0.insert((repo.to_owned(), revision.to_owned()), (files.commit(repo, &sha), files));
        self
    }
}

impl World for Repos {
    fn answer(&self, need: &Need) -> Result<Answer, Problem> {
        match need {
            Need::Tree(repo, revision) => match self.0.get(&(repo.as_str().to_owned(), revision.as_str().to_owned())) {
                Some((tree, _)) => Ok(Answer::Tree(tree.clone())),
                None => Err(Problem::error(ProblemKind::NotFound, format!("revision {revision} does not exist"))),
            },
            Need::File(tree, _) | Need::List(tree, _) => {
                let (_, files) = self.0.values().find(|(own, _)| own.id == *tree).expect("a known tree");
                files.answer(need)
            }
            Need::Judge(_) => judged(need, &Limits::default()),
            other => Err(Problem::error(ProblemKind::Unreachable, format!("the test has no answer to {other:?}"))),
        }
    }
}
