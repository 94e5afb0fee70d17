//! Kustomize: what `kustomize build` 5.8.1 makes of a folder, as a pure function over the tree's files.
//!
//! A build goes in two halves. `layer` reads all kustomizations with what they name, asking for as much as it can in one
//! round; `build` turns them into resources, innermost first: resources, generators, components, then the steps of
//! `configure` (patches, namespace, names, labels, …) and those of `plugins`. At the root follow hashes, name references
//! (`refs`), variables and the order of the result.
//!
//! Not here yet, each refused with a problem: remote bases and files, Helm charts, plugins that are programs.

mod argo;
mod build;
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
mod specs;
mod transform;
mod vars;

use crate::engine::schema::Schema;
use crate::engine::step::Asking;
use crate::engine::tree::{Files, RepoPath};
use crate::model::application::KustomizeSource;
use crate::model::object::key::Key;
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
use super::env::Env;
use super::options::{BuildOptions, Reorder};

/// The version whose output this is.
pub const VERSION: &str = "v5.8.1";

/// What a folder's kustomization builds, in the order that `kustomize build` prints. `block` is the Application's
/// `kustomize:` block, laid over the kustomization as Argo CD does. Problems, needs and reads go to `asking`; while
/// something is pending the result means nothing.
pub fn build(
    files: &Files,
    root: &RepoPath,
    options: &BuildOptions,
    block: Option<(&KustomizeSource, &Env)>,
    asking: &mut Asking<'_>,
) -> Vec<Object> {
    let mut objects = Vec::new();
    for (map, place) in documents(files, root, options, block, asking) {
        match Object::new(map, Origin { place: Some(place.clone()), spans: None }) {
            Ok(object) => objects.push(object),
            Err(error) => asking.problem(Problem::error(ProblemKind::BadInput, format!("no Kubernetes object: {error}")).at(place)),
        }
    }
    objects
}

/// The same as documents: Kustomize builds, and prints, also what is no Kubernetes object for want of an `apiVersion`.
pub fn documents(
    files: &Files,
    root: &RepoPath,
    options: &BuildOptions,
    block: Option<(&KustomizeSource, &Env)>,
    asking: &mut Asking<'_>,
) -> Vec<(Map, Place)> {
    match documents_or_stop(files, root, options, block, asking) {
        Ok(documents) => documents,
        Err(Stop::Pending) => Vec::new(),
        Err(Stop::Failed(problem)) => {
            asking.problem(*problem);
            Vec::new()
        }
    }
}

fn documents_or_stop(
    files: &Files,
    root: &RepoPath,
    options: &BuildOptions,
    block: Option<(&KustomizeSource, &Env)>,
    asking: &mut Asking<'_>,
) -> run::Run<Vec<(Map, Place)>> {
    let folder = Folder { path: root.clone(), referrers: Vec::new(), restricted: !options.unrestricted };
    let failed = any_error(&asking.problems);
    let mut gathering = Gathering { files, asking, n_layers: 0, n_bytes: 0 };
    let mut kustomization = gathering.kustomization(&folder, &Place::default())?;
    if let Some((block, env)) = block {
        argo::overlay(&mut kustomization, block, env, &folder, files, gathering.asking)?;
    }
    let layer = gathering.sources(folder, kustomization);
    let (n_layers, n_bytes) = (gathering.n_layers, gathering.n_bytes);
    if asking.is_pending() {
        return Err(Stop::Pending);
    }
    let metadata = layer.kustomization.build_metadata;
    let mut build =
        Build { files, asking, schema: Schema::kustomize(), schema_is_set: false, metadata, failed, n_layers, n_bytes, work: 0 };
    config_files::schema(&mut build, &layer)?;
    let mut map = build.root(&layer)?;
    let order = match (&layer.kustomization.sort, options.reorder) {
        (Some(order), _) => order.clone()?,
        (None, None | Some(Reorder::Legacy)) => SortOrder::LEGACY,
        (None, Some(Reorder::None)) => SortOrder::Fifo,
    };
    order::sort(map.list_mut(), &order);
    if metadata.managed_by || options.managed_by_label {
        label_all(&mut map, "app.kubernetes.io/managed-by", &format!("kustomize-{VERSION}"));
    }
    Ok(map.into_list().into_iter().map(|resource| finished(resource, metadata)).collect())
}

/// A resource without Kustomize's own annotations.
fn finished(mut resource: Resource, metadata: BuildMetadata) -> (Map, Place) {
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
    (resource.root().clone(), resource.place)
}
