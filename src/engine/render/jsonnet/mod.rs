//! Jsonnet files of a directory source: variables, libraries, and what an answer means as objects. It evaluates nothing: that is a
//! [`Need::Judge`]. Source: Argo CD `reposerver/repository/repository.go`, `findManifests`, `makeJsonnetVM`.

mod gather;
pub mod scan;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::env::Env;
use crate::engine::judge::{Judgement, Program, Variable};
use crate::engine::manifest::file::File;
use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::objects::objects;
use crate::engine::manifest::yaml::{Document, Documents};
use crate::engine::step::{Answer, Asking, Found, Need, Read};
use crate::engine::tree::{Files, RepoPath};
use crate::model::jsonnet::{JsonnetSource, JsonnetVar};
use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

use gather::Library;

/// What Jsonnet files are rendered with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode<'e> {
    /// Variables' values have these `$ARGOCD_APP_…` replaced.
    Application(&'e Env),
    /// There is no application: values are what they are.
    Plain,
    /// `jsonnet.enable` in argocd-cm is not `true`: the files are passed over.
    Off,
}

/// The Jsonnet files of one source.
pub(super) struct Judging<'f> {
    library: Library<'f>,
    ext_vars: BTreeMap<Arc<str>, Variable>,
    tlas: BTreeMap<Arc<str>, Variable>,
}

impl<'f> Judging<'f> {
    /// Reads the options; `None` where they are wrong, which is told.
    pub(super) fn new(
        files: &'f Files,
        source: &RepoPath,
        options: &JsonnetSource,
        env: Option<&Env>,
        asking: &mut Asking<'_>,
    ) -> Option<Self> {
        let mut libs = Vec::new();
        for (index, lib) in options.libs.iter().enumerate() {
            // The path is relative to the repository's root, with a leading slash or without.
            match RepoPath::new(lib) {
                Ok(path) => libs.push(path),
                Err(_) => {
                    let place = Place::file("Application").at_field(format!("spec.source.directory.jsonnet.libs[{index}]"));
                    let problem = Problem::error(ProblemKind::InvalidSpec, format!("file '{lib}' resolved to outside repository root"));
                    asking.problem(problem.at(place).hint("name a folder of the repository, from its root"));
                    return None;
                }
            }
        }
        if env.is_some() && options.ext_vars.iter().chain(&options.tlas).any(|variable| variable.value.contains('$')) {
            // The value may be the commit's id, so that another commit renders otherwise.
            asking.read(Read::Revision(files.tree.id.clone()));
        }
        let library = Library::new(files, source, &libs);
        Some(Self { library, ext_vars: variables(&options.ext_vars, env), tlas: variables(&options.tlas, env) })
    }

    /// The objects of one file; `None` where something is not known yet.
    pub(super) fn render(&mut self, path: &RepoPath, file: &Arc<File>, asking: &mut Asking<'_>) -> Option<(Vec<Object>, Vec<Problem>)> {
        let gathered = match self.library.gather(path, file, &self.ext_vars, &self.tlas, asking) {
            Ok(gathered) => gathered?,
            Err(problem) => return Some((Vec::new(), vec![problem])),
        };
        match asking.ask(Need::Judge(Arc::new(Judgement::new(Program::Jsonnet(gathered))))) {
            Found::Here(Answer::Judged(text)) => Some(taken(text, path.as_str())),
            Found::Here(_) => {
                let problem = Problem::error(ProblemKind::Internal, "a program was to be run and something else was answered");
                Some((Vec::new(), vec![problem.at(Place::file(path.as_str()))]))
            }
            Found::Pending => None,
            Found::Failed(problem) => Some((Vec::new(), vec![problem])),
        }
    }
}

/// Variables by name; of several with one name the last counts.
fn variables(named: &[JsonnetVar], env: Option<&Env>) -> BTreeMap<Arc<str>, Variable> {
    let one = |variable: &JsonnetVar| {
        let value: Arc<str> = env.map_or_else(|| variable.value.clone(), |env| env.expand(&variable.value)).into();
        (variable.name.as_str().into(), if variable.code { Variable::Code(value) } else { Variable::Text(value) })
    };
    named.iter().map(one).collect()
}

/// The objects of what a file evaluated to: one object, or a list of objects in which `null` stands for none.
fn taken(text: &str, name: &str) -> (Vec<Object>, Vec<Problem>) {
    let value = match parse_json(text.as_bytes()) {
        Ok(value) => value,
        // The place within generated text helps nobody.
        Err(problem) => return (Vec::new(), vec![problem.at(Place::file(name)).hint("look at what the file evaluates to")]),
    };
    let values = match value {
        Value::Null => Vec::new(),
        Value::List(items) => items.iter().filter(|item| !matches!(item, Value::Null)).cloned().collect(),
        one => vec![one],
    };
    let values = values.into_iter().map(|value| Document { value, line: 1, spans: None, odd: None }).collect();
    objects(&Documents { values, problems: Vec::new() }, name)
}
