//! `tiphys render`: the renderer's bytes to standard output, unmasked, as kustomize prints them; no cluster, no journal, no threads.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::adapters::git::disk;
use crate::engine::compare::mask::shown_object;
use crate::engine::render::options::BuildOptions;
use crate::engine::render::output;
use crate::engine::render::path::{Tool, kustomize_text, render_path};
use crate::engine::step::{Answers, MAX_ROUNDS, Need, Step};
use crate::engine::tree::{RepoPath, Tree, TreeId};
use crate::model::application::DirectorySource;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind, any_error};
use crate::model::repository::Repositories;
use crate::model::settings::Settings;
use crate::runtime::alone::Alone;
use crate::runtime::world::World;

use super::args::{Render, RenderArgs};
use super::{helm, out, provenance};

/// Renders a folder; `world` is made when something outside it is needed.
pub(super) fn run(what: &Render, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    match what {
        Render::Kustomize(args) => kustomize(args, world),
        Render::Directory(args) => directory(args, world),
        Render::Helm(args) => helm::run(args, world),
    }
}

/// A folder on disk as a tree, and the path within it. The root is the enclosing Git work tree, else `/`.
pub(super) struct OnDisk {
    pub(super) tree: Arc<Tree>,
    pub(super) path: RepoPath,
}

pub(super) fn on_disk(path: &Path) -> Result<OnDisk, Problem> {
    let name = path.display().to_string();
    let real = path.canonicalize().map_err(|error| {
        Problem::error(ProblemKind::NotFound, error.to_string().to_lowercase())
            .at(Place::file(name.as_str()))
            .hint("give a folder that is there")
    })?;
    let root: PathBuf = real.ancestors().find(|folder| folder.join(".git").exists()).map_or_else(|| PathBuf::from("/"), Path::to_owned);
    let inside = real.strip_prefix(&root).map(|path| path.display().to_string()).unwrap_or_default();
    let path = RepoPath::new(&inside).map_err(|error| Problem::error(ProblemKind::BadInput, error.to_string()))?;
    let root = root.display().to_string();
    Ok(OnDisk { tree: Arc::new(Tree { id: TreeId::Disk(root.as_str().into()), files: None }), path })
}

/// Calls a pure function until it is done, reading from disk, and elsewhere, in between.
fn settle<T>(world: impl FnOnce() -> Result<World, Problem>, work: impl Fn(&Answers) -> Step<T>) -> Result<(T, Vec<Problem>), Problem> {
    settle_with(Repositories::default(), world, work)
}

/// The same, with what repositories are opened with.
pub(super) fn settle_with<T>(
    known: Repositories,
    world: impl FnOnce() -> Result<World, Problem>,
    work: impl Fn(&Answers) -> Step<T>,
) -> Result<(T, Vec<Problem>), Problem> {
    // The process ends when this is printed: nothing is gained by giving back piece by piece what was read.
    let mut answers = ManuallyDrop::new(Answers::default());
    let mut elsewhere = Alone::new(world).knowing(known);
    for _ in 0..MAX_ROUNDS {
        match work(&answers) {
            Step::Done { value, problems, .. } => return Ok((value, problems)),
            Step::Needs(needs) => {
                let (here, others): (Vec<Need>, Vec<Need>) = answers.open(needs)?.into_iter().partition(is_on_disk);
                for (need, answer) in disk::answers(here).into_iter().chain(elsewhere.answers(others)?) {
                    answers.put(need, answer);
                }
            }
        }
    }
    Err(Problem::error(ProblemKind::Limit, format!("the files refer to each other more than {MAX_ROUNDS} levels deep"))
        .hint("look for bases that include each other"))
}

fn is_on_disk(need: &Need) -> bool {
    matches!(need, Need::File(TreeId::Disk(_), _) | Need::List(TreeId::Disk(_), _))
}

fn kustomize(args: &RenderArgs, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    let place = on_disk(&args.path)?;
    let mut flags = vec!["--load-restrictor", args.load_restrictor.as_str()];
    flags.extend(args.enable_helm.then_some("--enable-helm"));
    if let Some(version) = &args.helm_kube_version {
        flags.extend(["--helm-kube-version", version.as_str()]);
    }
    for version in &args.helm_api_versions {
        flags.extend(["--helm-api-versions", version.as_str()]);
    }
    flags.extend(args.enable_managedby_label.then_some("--enable-managedby-label"));
    if let Some(order) = &args.reorder {
        flags.extend(["--reorder", order.as_str()]);
    }
    let options = BuildOptions::parse(&flags)?;
    if args.mask || args.provenance {
        let tool = Tool::Kustomize(options);
        let render = |answers: &Answers| render_path(&place.tree, &place.path, &tool, args.provenance, answers);
        let (rendered, problems) = settle(world, render)?;
        return Ok(print(&problems, || if args.mask { masked(&rendered.objects) } else { provenance::lines(&rendered.objects) }));
    }
    let (text, problems) = settle(world, |answers| kustomize_text(&place.tree, &place.path, &options, answers))?;
    Ok(print(&problems, || text))
}

fn directory(args: &RenderArgs, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    let place = on_disk(&args.path)?;
    let source = DirectorySource {
        recurse: args.recurse,
        include: args.include.clone(),
        exclude: args.exclude.clone(),
        jsonnet: args.jsonnet.source(),
    };
    let tool = Tool::Directory(source);
    let render = |answers: &Answers| render_path(&place.tree, &place.path, &tool, args.provenance, answers);
    let (rendered, problems) = settle(world, render)?;
    Ok(print(&problems, || match (args.mask, args.provenance) {
        (true, _) => masked(&rendered.objects),
        (false, true) => provenance::lines(&rendered.objects),
        (false, false) => output::kustomize_bytes(&rendered.objects),
    }))
}

pub(super) fn masked(objects: &[Object]) -> String {
    let settings = Settings::default();
    let documents: Vec<String> = objects.iter().map(|object| shown_object(object, &settings).to_yaml()).collect();
    documents.join("---\n")
}

/// Problems to standard error; the text only when nothing is missing from it.
pub(super) fn print(problems: &[Problem], text: impl FnOnce() -> String) -> u8 {
    problems.iter().for_each(out::problem);
    if any_error(problems) {
        return out::ERROR;
    }
    out::raw(text().as_bytes());
    0
}
