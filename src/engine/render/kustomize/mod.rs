//! Kustomize: what `kustomize build` 5.8.1 makes of a folder, as a pure function over the tree's files.
//!
//! A build goes in two halves. `layer` reads all kustomizations with what they name, asking for as much as it can in one
//! round; `build` turns them into resources, innermost first: resources, generators, components, then the steps of
//! `configure` (patches, namespace, names, labels, …) and those of `plugins`. At the root follow hashes, name references
//! (`refs`), variables and the order of the result.
//!
//! Charts that a kustomization names (`charts`) are rendered where `--enable-helm` was given. Refused with a problem: plugins that are
//! programs.

mod argo;
mod build;
mod charts;
mod config_files;
mod configure;
mod decode;
mod fieldspec;
mod generate;
mod ids;
pub(crate) mod kustomization;
mod label_selector;
mod layer;
mod load;
mod order;
mod origin;
mod plugins;
mod refs;
mod remote;
mod replace;
mod resmap;
mod resource;
mod run;
mod scope;
mod selector;
mod settings;
mod shared;
mod specs;
mod trace;
mod transform;
mod vars;

use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, RepoPath};
use crate::model::application::KustomizeSource;
use crate::model::object::key::Key;
use crate::model::object::trail::Trail;
use crate::model::object::value::Map;
use crate::model::object::{Object, Origin};
use crate::model::problem::{Place, Problem, ProblemKind, any_error};

use self::build::{Build, label_all};
use self::kustomization::BuildMetadata;
use self::layer::Gathering;
use self::load::Folder;
use self::order::SortOrder;
use self::resource::Resource;
use self::run::Stop;
use super::entropy::Entropy;
use super::env::Env;
use super::options::{BuildOptions, Reorder};

/// The version whose output this is.
pub const VERSION: &str = "v5.8.1";

/// What to build.
#[derive(Debug, Clone, Copy)]
pub struct Job<'j> {
    /// The tree.
    pub files: &'j Files,
    /// The folder with the kustomization.
    pub root: &'j RepoPath,
    /// Flags.
    pub options: &'j BuildOptions,
    /// What the templates of charts draw from.
    pub entropy: &'j Entropy,
    /// The Application's `kustomize:` block, laid over the kustomization as Argo CD does.
    pub block: Option<(&'j KustomizeSource, &'j Env)>,
    /// Whether objects keep who set which of their fields.
    pub traces: bool,
}

/// A document that was built.
#[derive(Debug)]
pub struct Built {
    /// Its fields.
    pub map: Map,
    /// Where it was read, or generated.
    pub place: Place,
    /// Who set which field, where that was asked for.
    pub trail: Option<Arc<Trail>>,
}

/// What a folder's kustomization builds, in the order that `kustomize build` prints. Problems, needs and reads go to `asking`;
/// while something is pending the result means nothing.
pub fn build(job: &Job<'_>, asking: &mut Asking<'_>) -> Vec<Object> {
    let mut objects = Vec::new();
    for Built { map, place, trail } in documents(job, asking) {
        match Object::new(map, Origin { place: Some(place.clone()), trail, ..Origin::default() }) {
            Ok(object) => objects.push(object),
            Err(error) => asking.problem(Problem::error(ProblemKind::BadInput, format!("no Kubernetes object: {error}")).at(place)),
        }
    }
    objects
}

/// The same as documents: Kustomize builds, and prints, also what is no Kubernetes object for want of an `apiVersion`.
pub fn documents(job: &Job<'_>, asking: &mut Asking<'_>) -> Vec<Built> {
    match documents_or_stop(job, asking) {
        Ok(documents) => documents,
        Err(Stop::Pending) => Vec::new(),
        Err(Stop::Failed(problem)) => {
            asking.problem(*problem);
            Vec::new()
        }
    }
}

fn documents_or_stop(job: &Job<'_>, asking: &mut Asking<'_>) -> run::Run<Vec<Built>> {
    let options = job.options;
    let folder = Folder::root(job.files.clone(), job.root.clone(), !options.unrestricted);
    let failed = any_error(&asking.problems);
    let mut gathering = Gathering::new(asking, charts::inflate::most(options));
    let mut kustomization = gathering.kustomization(&folder, &Place::default())?;
    if let Some((block, env)) = job.block {
        argo::overlay(&mut kustomization, block, env, &folder, gathering.asking)?;
    }
    let layer = gathering.sources(folder, kustomization);
    let (n_layers, n_bytes) = (gathering.n_layers, gathering.n_bytes);
    if asking.is_pending() {
        return Err(Stop::Pending);
    }
    let metadata = layer.kustomization.build_metadata;
    let traces = job.traces;
    let mut build = Build {
        asking,
        options,
        entropy: job.entropy,
        schema: Schema::kustomize(),
        schema_is_set: false,
        namespace: "".into(),
        metadata,
        traces,
        failed,
        n_layers,
        n_bytes,
        n_charts: 0,
        work: 0,
    };
    config_files::schema(&mut build, &layer)?;
    let mut map = build.root(&layer)?;
    for resource in map.list() {
        if let Some(path) = resource.odd_key() {
            build.asking.problem(run::bad(&resource.place, format!("{path}: {}", resource::ODD_KEY)));
        }
    }
    let order = match (&layer.kustomization.sort, options.reorder) {
        (Some(order), _) => order.clone()?,
        (None, None | Some(Reorder::Legacy)) => SortOrder::LEGACY,
        (None, Some(Reorder::None)) => SortOrder::Fifo,
    };
    order::sort(map.list_mut(), &order);
    if metadata.managed_by || options.managed_by_label {
        label_all(&mut map, "app.kubernetes.io/managed-by", &format!("kustomize-{VERSION}"));
    }
    build.note(&mut map, &layer, "buildMetadata");
    Ok(map.into_list().into_iter().map(|resource| finished(resource, metadata)).collect())
}

/// A resource without Kustomize's own annotations.
fn finished(mut resource: Resource, metadata: BuildMetadata) -> Built {
    let mut annotations = resource.meta_texts("annotations");
    annotations.retain(|(key, _)| !origin::is_internal(key.as_str()));
    if let Some(origin) = resource.notes.origin.as_ref().filter(|_| metadata.origins) {
        annotations.push((Key::field(origin::ORIGIN), origin.to_yaml().into()));
    }
    if metadata.transformers && !resource.notes.transformations.is_empty() {
        let text = origin::list_to_yaml(&resource.notes.transformations);
        annotations.push((Key::field(origin::TRANSFORMATIONS), text.into()));
    }
    resource.set_meta_texts("annotations", annotations);
    Built { map: resource.root().clone(), place: resource.place, trail: resource.notes.trail }
}
