//! The kustomizations that a build is made of, read before anything is built: each with its files, bases and components.
//! What is missing is asked for and passed over, so that one round asks for all there is to ask. It builds nothing.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::step::Asking;
use crate::engine::tree::{Look, RepoPath};
use crate::model::problem::{Place, Problem};

use super::charts;
use super::kustomization::{FILE_NAMES, Kustomization};
use super::load::{self, Folder};
use super::remote::{Remote, Spec, is_remote_file, remote};
use super::run::{Run, Stop, bad, missing, too_much};
use super::settings::{Entry, Generator, Patch};
use crate::engine::render::web_file::web_file;

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
    /// A file of objects, with its name for people.
    File(Entry, Arc<str>, Arc<File>),
    /// Another kustomization.
    Layer(Entry, Box<Layer>),
    /// It cannot be read.
    Broken(Problem),
    /// It is not here yet.
    Pending,
}

/// Reads kustomizations.
pub(super) struct Gathering<'g, 'a> {
    /// Where needs and notes go.
    pub(super) asking: &'g mut Asking<'a>,
    /// Kustomizations read so far.
    pub(super) n_layers: usize,
    /// Their bytes.
    pub(super) n_bytes: usize,
    /// Charts that may still be asked for.
    pub(super) n_charts: usize,
}

impl<'g, 'a> Gathering<'g, 'a> {
    /// Nothing read yet; so many charts may be asked for.
    pub(super) fn new(asking: &'g mut Asking<'a>, n_charts: usize) -> Self {
        Self { asking, n_layers: 0, n_bytes: 0, n_charts }
    }

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
            match folder.files.file(self.asking, &path) {
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
                    return Err(too_many_bytes(&Place::file(folder.name(&path))).into());
                }
                let mut notes = Vec::new();
                let kustomization = Kustomization::read(&file, &folder.name(&path), &mut notes);
                notes.into_iter().for_each(|note| self.asking.problem(note));
                Ok(kustomization?)
            }
            (Some((first, _)), Some((second, _))) => {
                let cause = format!("Found multiple kustomization files under: {}", folder.shown());
                Err(bad(&Place::file(folder.name(&first)), cause).hint(format!("keep one of '{first}' and '{second}'")).into())
            }
            (None, _) => Err(self.no_kustomization(folder, named)?.into()),
        }
    }

    fn no_kustomization(&mut self, folder: &Folder, named: &Place) -> Run<Problem> {
        let place = if named.file.is_empty() { Place::file(folder.shown()) } else { named.clone() };
        match folder.files.list(self.asking, &folder.path) {
            Look::Pending => Err(Stop::Pending),
            Look::Failed(problem) => Err(problem.into()),
            Look::Absent => {
                Ok(missing(&place, format!("'{}' does not exist", folder.shown()))
                    .hint("check the path; it is relative to the kustomization"))
            }
            Look::Here(_) => {
                let cause = format!(
                    "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{}'",
                    folder.shown()
                );
                Ok(missing(&place, cause).hint("name the files of that folder one by one, or give it a kustomization"))
            }
        }
    }

    /// What one entry of `resources` is: a file if there is one, else a kustomization.
    pub(super) fn source(&mut self, folder: &Folder, entry: &Entry) -> Source {
        let remote = remote(&entry.text);
        if let Some(remote) = &remote
            && let Some(source) = self.remote(folder, entry, remote)
        {
            return source;
        }
        let path = match folder.join(&entry.text, &entry.place) {
            Ok(path) if !entry.text.is_empty() => path,
            Ok(_) => return Source::Broken(bad(&entry.place, "an empty path names nothing")),
            Err(problem) => return Source::Broken(problem),
        };
        match folder.files.file(self.asking, &path) {
            Look::Here(file) => match folder.file_path(&entry.text, &entry.place) {
                Ok(path) => Source::File(entry.clone(), folder.name(&path), file),
                Err(problem) => Source::Broken(problem),
            },
            Look::Failed(problem) => Source::Broken(problem),
            Look::Absent => match &remote {
                Some(Remote::Git(spec)) => self.cloned(folder, entry, spec),
                Some(Remote::Http | Remote::Either(_)) | None => self.below(folder, path, entry),
            },
            Look::Pending => {
                // On disk nobody knows yet which of the two it is: both are asked for in the same round.
                for name in FILE_NAMES {
                    if let Ok(name) = path.join(name) {
                        let _ = folder.files.file(self.asking, &name);
                    }
                }
                Source::Pending
            }
        }
    }

    /// What an entry with a URL is; `None` where a file of that name here comes first.
    fn remote(&mut self, folder: &Folder, entry: &Entry, remote: &Remote) -> Option<Source> {
        let spec = match remote {
            Remote::Git(spec) if is_remote_file(&entry.text) => return Some(self.cloned(folder, entry, spec)),
            Remote::Git(_) => return None,
            Remote::Http => None,
            Remote::Either(spec) => Some(spec),
        };
        Some(match (web_file(self.asking, &entry.text), spec) {
            (Look::Here(file), Some(spec)) if load::resources(&file, &entry.text).is_err() => self.cloned(folder, entry, spec),
            (Look::Here(file), _) => Source::File(entry.clone(), load::shown(&entry.text), file),
            (Look::Pending, _) => Source::Pending,
            (Look::Absent | Look::Failed(_), Some(spec)) => self.cloned(folder, entry, spec),
            (Look::Failed(problem), None) => Source::Broken(load::named(problem, &entry.place)),
            (Look::Absent, None) => Source::Broken(missing(&entry.place, format!("'{}' does not exist", load::shown(&entry.text)))),
        })
    }

    /// The kustomization that a URL names in another repository.
    fn cloned(&mut self, folder: &Folder, entry: &Entry, spec: &Spec) -> Source {
        if let Err(problem) = folder.refuse_cycle(spec, &entry.place) {
            return Source::Broken(problem);
        }
        let tree = match load::clone(self.asking, spec) {
            Look::Here(tree) => tree,
            Look::Pending => return Source::Pending,
            Look::Failed(problem) => return Source::Broken(load::named(problem, &entry.place)),
            Look::Absent => return Source::Broken(missing(&entry.place, format!("'{}' does not exist", load::shown(&entry.text)))),
        };
        let layer = folder.cloned(spec, tree, &entry.place).map_err(Stop::from).and_then(|folder| self.layer(folder, &entry.place));
        layered(entry, layer)
    }

    fn component(&mut self, folder: &Folder, entry: &Entry) -> Source {
        if let Some(spec) = Spec::parse(&entry.text) {
            return self.cloned(folder, entry, &spec);
        }
        match folder.join(&entry.text, &entry.place) {
            Ok(path) => self.below(folder, path, entry),
            Err(problem) => Source::Broken(problem),
        }
    }

    fn below(&mut self, folder: &Folder, path: RepoPath, entry: &Entry) -> Source {
        let layer = folder.enter(path, &entry.place).map_err(Stop::from).and_then(|folder| self.layer(folder, &entry.place));
        layered(entry, layer)
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
        for entry in all.filter(|entry| !entry.is_empty()) {
            // What is wrong with it is said where it is used.
            let _ = load::file(self.asking, folder, entry, &Place::default());
        }
        for chart in kustomization.charts.iter().take(self.n_charts) {
            charts::place::prefetch(folder, &kustomization.chart_globals, chart, self.asking);
        }
        self.n_charts = self.n_charts.saturating_sub(kustomization.charts.len());
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

fn layered(entry: &Entry, layer: Run<Layer>) -> Source {
    match layer {
        Ok(layer) => Source::Layer(entry.clone(), Box::new(layer)),
        Err(Stop::Pending) => Source::Pending,
        Err(Stop::Failed(problem)) => Source::Broken(*problem),
    }
}
