//! Programs of other people with everything that they may read: what a need for a verdict asks. It runs nothing and names no
//! evaluator; the worker does.
//!
//! A program never runs in the process that asks. All of its input stands in the value, so that the same value always has the same
//! answer, and so that whoever runs it needs neither a tree nor a clock.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::manifest::file::File;
use super::tree::RepoPath;

/// A program with its whole input. Equal by digest: equal judgements have equal answers.
pub struct Judgement {
    /// What to run.
    pub program: Program,
    digest: [u8; 32],
}

/// A program, by its language.
#[derive(Debug, Clone)]
pub enum Program {
    /// A Jsonnet file; the answer is JSON.
    Jsonnet(Jsonnet),
    /// A Lua script about one object; the answer is JSON by [`LuaTask`].
    Lua(Lua),
    /// jq path expressions over one object; the answer is JSON as [`Jq`] says.
    Jq(Jq),
}

/// A Lua 5.2 script of `argocd-cm` with the object that it sees as `obj`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lua {
    /// Where the script stands, for problems: `argocd-cm: resource.customizations.health.apps_Deployment`.
    pub place: Arc<str>,
    /// What is asked of it.
    pub task: LuaTask,
    /// The script.
    pub script: Arc<str>,
    /// `resource.customizations.useOpenLibs.<kind>`: whether the standard libraries are open to it.
    pub open_libs: bool,
    /// The object as JSON.
    pub object: Arc<str>,
    /// The time for a script that reads the clock; none where none may be read.
    pub now: Option<jiff::Timestamp>,
}

/// What a script is asked. Source: Argo CD `util/lua/lua.go`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LuaTask {
    /// The object's health: `{"status": …, "message": …}`, texts; what the script left out is absent.
    Health,
    /// Which actions there are: the returned table as JSON, by the action's name.
    Discover,
    /// Runs an action with its parameters (`actionParams`): the returned table as JSON.
    Act(BTreeMap<Arc<str>, Arc<str>>),
}

/// Expressions whose paths are taken out of an object one after the other, each of what those before have left, as `del(…)` does.
/// The answer is a JSON list with one item an expression: the list of the paths that it took out, in the order in which they
/// were taken (`["spec", "containers", 0]`; empty where nothing matched), or `{"error": TEXT}` for one that fails on this object, which
/// takes nothing out; with `"broken": true` beside it for one that cannot be read, whatever the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jq {
    /// The expressions.
    pub expressions: Arc<[Arc<str>]>,
    /// The object as JSON.
    pub object: Arc<str>,
}

/// A Jsonnet file with all that it may import.
#[derive(Debug, Clone)]
pub struct Jsonnet {
    /// The file that is evaluated; one of `files`.
    pub entry: RepoPath,
    /// Contents by the path under which they were found.
    pub files: BTreeMap<RepoPath, Arc<File>>,
    /// What the import of a text means in a file; under the root stand the imports in the code of variables.
    pub imports: BTreeMap<RepoPath, BTreeMap<Arc<str>, Import>>,
    /// External variables (`std.extVar`).
    pub ext_vars: BTreeMap<Arc<str>, Variable>,
    /// Arguments of the function that the file evaluates to, if it does.
    pub tlas: BTreeMap<Arc<str>, Variable>,
}

/// What an import leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Import {
    /// This one of the files.
    Found(RepoPath),
    /// Nothing: the cause, told only if the import is evaluated.
    Missing(Arc<str>),
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// A text.
    Text(Arc<str>),
    /// Jsonnet to be evaluated.
    Code(Arc<str>),
}

impl Judgement {
    /// A program to be judged.
    pub fn new(program: Program) -> Self {
        let mut hash = Hashing(Sha256::new());
        match &program {
            Program::Jsonnet(jsonnet) => hash.jsonnet(jsonnet),
            Program::Lua(lua) => hash.lua(lua),
            Program::Jq(jq) => hash.jq(jq),
        }
        Self { digest: hash.0.finalize().into(), program }
    }

    /// The digest of program and input.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The file that a problem of the whole is shown at.
    pub fn place(&self) -> &str {
        match &self.program {
            Program::Jsonnet(jsonnet) => jsonnet.entry.as_str(),
            Program::Lua(lua) => &lua.place,
            Program::Jq(_) => "jqPathExpressions",
        }
    }
}

/// Feeds parts so that no two inputs give the same bytes: each with its length before it.
struct Hashing(Sha256);

impl Hashing {
    fn add(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    fn count(&mut self, n: usize) {
        self.0.update(n.to_le_bytes());
    }

    fn lua(&mut self, lua: &Lua) {
        let (task, parameters) = match &lua.task {
            LuaTask::Health => ("health", None),
            LuaTask::Discover => ("discover", None),
            LuaTask::Act(parameters) => ("act", Some(parameters)),
        };
        let libs = if lua.open_libs { "open" } else { "closed" };
        let now = lua.now.map(|now| now.to_string()).unwrap_or_default();
        for part in ["lua", task, libs, &now, &lua.script, &lua.object] {
            self.add(part);
        }
        for (name, value) in parameters.into_iter().flatten() {
            self.add(name);
            self.add(value);
        }
    }

    fn jq(&mut self, jq: &Jq) {
        self.add("jq");
        self.count(jq.expressions.len());
        jq.expressions.iter().for_each(|expression| self.add(expression));
        self.add(&jq.object);
    }

    fn jsonnet(&mut self, jsonnet: &Jsonnet) {
        self.add("jsonnet");
        self.add(jsonnet.entry.as_str());
        self.count(jsonnet.files.len());
        for (path, file) in &jsonnet.files {
            self.add(path.as_str());
            self.add(file.blob.as_str());
        }
        self.count(jsonnet.imports.len());
        for (from, imports) in &jsonnet.imports {
            self.add(from.as_str());
            self.count(imports.len());
            for (text, import) in imports {
                self.add(text);
                let (kind, what) = match import {
                    Import::Found(path) => ("found", path.as_str()),
                    Import::Missing(cause) => ("missing", &**cause),
                };
                self.add(kind);
                self.add(what);
            }
        }
        for variables in [&jsonnet.ext_vars, &jsonnet.tlas] {
            self.count(variables.len());
            for (name, variable) in variables {
                let (kind, value) = match variable {
                    Variable::Text(text) => ("text", text),
                    Variable::Code(code) => ("code", code),
                };
                [name, kind, value].into_iter().for_each(|part| self.add(part));
            }
        }
    }
}

impl fmt::Debug for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "judgement of {}", self.place())
    }
}

impl PartialEq for Judgement {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Judgement {}

impl PartialOrd for Judgement {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Judgement {
    fn cmp(&self, other: &Self) -> Ordering {
        self.digest.cmp(&other.digest)
    }
}

impl Hash for Judgement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::{Import, Jsonnet, Judgement, Program, Variable};
    use crate::engine::manifest::file::File;
    use crate::engine::tree::RepoPath;
    use crate::model::ids::BlobId;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("a path")
    }

    #[test]
    fn judgements_are_equal_only_if_all_of_their_input_is() {
        let base = || Jsonnet {
            entry: path("a.jsonnet"),
            files: [(path("a.jsonnet"), Arc::new(File::new(BlobId::new("1"), *b"{}")))].into(),
            imports: BTreeMap::new(),
            ext_vars: BTreeMap::new(),
            tlas: BTreeMap::new(),
        };
        let of = |jsonnet: Jsonnet| Judgement::new(Program::Jsonnet(jsonnet));
        assert_eq!(of(base()), of(base()));
        let text = |name: &str, value: &str| [(name.into(), Variable::Text(value.into()))].into();
        let code = |name: &str, value: &str| [(name.into(), Variable::Code(value.into()))].into();
        let import = |import: Import| [(path("a.jsonnet"), [("x".into(), import)].into())].into();
        let others = [
            Jsonnet { entry: path("b.jsonnet"), ..base() },
            Jsonnet { files: [(path("a.jsonnet"), Arc::new(File::new(BlobId::new("2"), *b"[]")))].into(), ..base() },
            Jsonnet { imports: import(Import::Found(path("x"))), ..base() },
            Jsonnet { imports: import(Import::Missing("x".into())), ..base() },
            Jsonnet { ext_vars: text("a", "b"), ..base() },
            Jsonnet { ext_vars: code("a", "b"), ..base() },
            Jsonnet { ext_vars: text("ab", ""), ..base() },
            Jsonnet { tlas: text("a", "b"), ..base() },
        ];
        let digests: std::collections::BTreeSet<[u8; 32]> =
            others.into_iter().chain([base()]).map(|jsonnet| of(jsonnet).digest()).collect();
        assert_eq!(digests.len(), 9);
    }
}
