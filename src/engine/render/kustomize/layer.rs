//! The kustomizations that a build is made of, read before anything is built: each with its files, bases and components.
//! What is missing is asked for and passed over, so that one round asks for all there is to ask. It builds nothing.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, Look, RepoPath};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::kustomization::{FILE_NAMES, Kustomization};
use super::load::{Folder, remote_problem};
use super::remote::{Remote, remote};
use super::run::{Run, Stop, bad, missing, too_much};
use super::settings::{Entry, Generator, Patch};

/// Kustomizations of one build. The largest public overlays have about a hundred; a diamond of bases doubles with every
/// level, and this is where that ends.
const MAX_LAYERS: usize = 5_000;

/// Bytes of the kustomizations of one build, each as often as it is a base. The largest public overlays have some 100 kB; an entry of
/// a few bytes takes hundreds in memory, in every kustomization that has it as a base.
pub(super) const MAX_BYTES: usize = 16 << 20;

/// One kustomization with what it reads.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// Its folder.
    pub(super) folder: Folder,
    /// Itself.
    pub(super) kustomization: Kustomization,
    /// What `resources` names, in order.
    pub(super) resources: Vec<Source>,
    /// What `components` names, in order.
    pub(super) components: Vec<Source>,
}

/// What an entry of `resources`, `components`, `generators` or `transformers` is.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// A file of objects.
    File(Entry, RepoPath, Arc<File>),
    /// Another kustomization.
    Layer(Entry, Box<Layer>),
    /// It cannot be read.
    Broken(Problem),
    /// It is not here yet.
    Pending,
}

/// Reads kustomizations.
pub(super) struct Gathering<'g, 'a> {
    /// The tree.
    pub(super) files: &'g Files,
    /// Where needs and notes go.
    pub(super) asking: &'g mut Asking<'a>,
    /// Kustomizations read so far.
    pub(super) n_layers: usize,
    /// Their bytes.
    pub(super) n_bytes: usize,
}

impl Gathering<'_, '_> {
    /// The kustomization in a folder; `named` is where the folder is named.
    pub(super) fn layer(&mut self, folder: Folder, named: &Place) -> Run<Layer> {
        self.n_layers += 1;
        if self.n_layers > MAX_LAYERS {
            return Err(too_much(named, format!("more than {MAX_LAYERS} kustomizations in one build")).into());
        }
        let kustomization = self.kustomization(&folder, named)?;
        Ok(self.sources(folder, kustomization))
    }

    /// What a kustomization names.
    pub(super) fn sources(&mut self, folder: Folder, kustomization: Kustomization) -> Layer {
        self.prefetch(&folder, &kustomization);
        let resources = kustomization.resources.iter().map(|entry| self.source(&folder, entry)).collect();
        let components = kustomization.components.iter().map(|entry| self.component(&folder, entry)).collect();
        Layer { folder, kustomization, resources, components }
    }

    /// The kustomization file of a folder.
    pub(super) fn kustomization(&mut self, folder: &Folder, named: &Place) -> Run<Kustomization> {
        let mut found: Vec<(RepoPath, Arc<File>)> = Vec::new();
        let mut pending = false;
        for name in FILE_NAMES {
            let path = folder.join(name, named)?;
            match self.files.file(self.asking, &path) {
                Look::Here(file) => found.push((path, file)),
                Look::Absent => {}
                Look::Pending => pending = true,
                Look::Failed(problem) => return Err(problem.into()),
            }
        }
        if pending {
            return Err(Stop::Pending);
        }
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (Some((path, file)), None) => {
                self.n_bytes = self.n_bytes.saturating_add(file.bytes.len());
                if self.n_bytes > MAX_BYTES {
                    return Err(too_many_bytes(&Place::file(path.as_str())).into());
                }
                let mut notes = Vec::new();
                let kustomization = Kustomization::read(&file, path.as_str(), &mut notes);
                notes.into_iter().for_each(|note| self.asking.problem(note));
                Ok(kustomization?)
            }
            (Some((first, _)), Some((second, _))) => {
                let cause = format!("Found multiple kustomization files under: {}", folder.path);
                Err(bad(&Place::file(first.as_str()), cause).hint(format!("keep one of '{first}' and '{second}'")).into())
            }
            (None, _) => Err(self.no_kustomization(folder, named)?.into()),
        }
    }

    fn no_kustomization(&mut self, folder: &Folder, named: &Place) -> Run<Problem> {
        let place = if named.file.is_empty() { Place::file(folder.path.to_string()) } else { named.clone() };
        match self.files.list(self.asking, &folder.path) {
            Look::Pending => Err(Stop::Pending),
            Look::Failed(problem) => Err(problem.into()),
            Look::Absent => {
                Ok(missing(&place, format!("'{}' does not exist", folder.path)).hint("check the path; it is relative to the kustomization"))
            }
            Look::Here(_) => {
                let cause = format!(
                    "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{}'",
                    folder.path
                );
                Ok(missing(&place, cause).hint("name the files of that folder one by one, or give it a kustomization"))
            }
        }
    }

    /// What one entry of `resources` is: a file if there is one, else a kustomization.
    pub(super) fn source(&mut self, folder: &Folder, entry: &Entry) -> Source {
        if let Some(remote) = remote(&entry.text) {
            return Source::Broken(remote_problem_of(remote, entry));
        }
        let path = match folder.join(&entry.text, &entry.place) {
            Ok(path) if !entry.text.is_empty() => path,
            Ok(_) => return Source::Broken(bad(&entry.place, "an empty path names nothing")),
            Err(problem) => return Source::Broken(problem),
        };
        match self.files.file(self.asking, &path) {
            Look::Here(file) => match folder.file_path(&entry.text, &entry.place) {
                Ok(path) => Source::File(entry.clone(), path, file),
                Err(problem) => Source::Broken(problem),
            },
            Look::Failed(problem) => Source::Broken(problem),
            Look::Absent => self.below(folder, path, entry),
            Look::Pending => {
                // On disk nobody knows yet which of the two it is: both are asked for in the same round.
                for name in FILE_NAMES {
                    if let Ok(name) = path.join(name) {
                        let _ = self.files.file(self.asking, &name);
                    }
                }
                Source::Pending
            }
        }
    }

    fn component(&mut self, folder: &Folder, entry: &Entry) -> Source {
        if let Some(remote) = remote(&entry.text) {
            return Source::Broken(remote_problem_of(remote, entry));
        }
        match folder.join(&entry.text, &entry.place) {
            Ok(path) => self.below(folder, path, entry),
            Err(problem) => Source::Broken(problem),
        }
    }

    fn below(&mut self, folder: &Folder, path: RepoPath, entry: &Entry) -> Source {
        let layer = folder.enter(path, &entry.place).map_err(Stop::from).and_then(|folder| self.layer(folder, &entry.place));
        match layer {
            Ok(layer) => Source::Layer(entry.clone(), Box::new(layer)),
            Err(Stop::Pending) => Source::Pending,
            Err(Stop::Failed(problem)) => Source::Broken(*problem),
        }
    }

    /// Asks for every file that the kustomization's own settings name; what is wrong with them is said when they are used.
    fn prefetch(&mut self, folder: &Folder, kustomization: &Kustomization) {
        let generators = kustomization.config_maps.iter().chain(&kustomization.secrets).flat_map(generator_files);
        let patches = kustomization.patches.iter().chain(&kustomization.json).map(|patch: &Patch| &*patch.path);
        let strategic = kustomization.strategic.iter().map(|entry| &*entry.text).filter(|text| !text.contains('\n'));
        let entries = kustomization.crds.iter().chain(&kustomization.configurations).map(|entry| &*entry.text);
        let replacements = kustomization.replacements.iter().map(|replacement| &*replacement.path);
        let openapi = kustomization.openapi.get("path").map(|path| &**path);
        let all = generators.chain(patches).chain(strategic).chain(entries).chain(replacements).chain(openapi);
        for entry in all.filter(|entry| !entry.is_empty() && remote(entry).is_none()) {
            if let Ok(path) = folder.file_path(entry, &Place::default()) {
                let _ = self.files.file(self.asking, &path);
            }
        }
    }
}

/// The problem of kustomizations that are too large together.
pub(super) fn too_many_bytes(place: &Place) -> Problem {
    too_much(place, format!("the kustomizations of one build have more than {} MB", MAX_BYTES >> 20))
}

fn generator_files(generator: &Generator) -> impl Iterator<Item = &str> {
    let files = generator.files.iter().map(|source| source.split_once('=').map_or(&**source, |(_, path)| path));
    files.chain(generator.envs.iter().map(|path| &**path))
}

fn remote_problem_of(remote: Remote, entry: &Entry) -> Problem {
    match remote {
        Remote::Git | Remote::Http => Problem { kind: ProblemKind::NotFound, ..remote_problem(&entry.text, &entry.place) },
    }
}
