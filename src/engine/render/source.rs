//! One source: its tree, its path, the overrides beside it, its tool. It knows no other source. Source: Argo CD
//! `reposerver/repository/repository.go`, `util/app/path`.

use std::sync::Arc;

use super::charts::{self, Common};
use super::detect::{self, Tool};
use super::env::Env;
use super::helm::application::block;
use super::helm::given::kube_version::KubeVersion;
use super::helm::packed::{self, ChartRef, Packed};
use super::options::BuildOptions;
use super::{Context, SourceAt, SourceType, directory, jsonnet, kustomize};
use crate::engine::manifest::file::File;
use crate::engine::manifest::yaml::ParseOptions;
use crate::engine::merge::jsonmerge;
use crate::engine::step::{Answer, Asking, Found, Need, Read};
use crate::engine::tree::{Entry, Files, Look, RepoPath, Tree, TreeId};
use crate::model::application::{KustomizeSource, Source};
use crate::model::ids::{RepoUrl, Revision, Sha};
use crate::model::object::Object;
use crate::model::object::serde_de::from_value;
use crate::model::object::serde_ser::to_value;
use crate::model::problem::{Place, Problem, ProblemKind};

/// What a source gave.
#[derive(Debug)]
pub(super) struct Given {
    /// Its objects.
    pub(super) objects: Vec<Object>,
    /// What rendered it.
    pub(super) source_type: SourceType,
    /// Its commit, or its chart's version; the revision as written where there is none.
    pub(super) revision: Sha,
}

/// A step towards a source's objects: `None` where something is pending or wrong, and has been said.
type Maybe<T> = Option<T>;

fn invalid(field: &str, cause: impl Into<Arc<str>>) -> Problem {
    let field = if field.is_empty() { "spec.source".to_owned() } else { format!("spec.source.{field}") };
    Problem::error(ProblemKind::InvalidSpec, cause).at(Place::file("Application").at_field(field))
}

/// Renders one source.
pub(super) fn render(at: &SourceAt, common: &Common<'_>, asking: &mut Asking<'_>) -> Given {
    let context = common.context;
    let mut given = Given { objects: Vec::new(), source_type: SourceType::Directory, revision: Sha::new(at.revision.as_str()) };
    if let Some(chart) = ChartRef::of_source(&at.source, &at.revision, &context.project) {
        given.source_type = SourceType::Helm;
        let place = Place::file("Application").at_field("spec.source");
        if let Some(packed) = packed::ask(chart.clone(), &place, asking) {
            given.revision = Sha::new(packed.revision.clone());
            let Some(source) = packed_overrides(&packed, at, context, asking) else { return given };
            let env = Env::new(context, &source, &given.revision);
            given.objects = charts::in_repository(&chart, &packed, &source, &env, common, asking);
        }
        return given;
    }
    let Some(tree) = tree(at, asking) else { return given };
    if let TreeId::Commit(_, sha) = &tree.id {
        given.revision = sha.clone();
    }
    // A source that others refer to and that names no path renders nothing.
    if at.source.path.is_empty() && !at.source.ref_name.is_empty() {
        return given;
    }
    let files = Files { tree };
    let Some(path) = path(&at.source, asking) else { return given };
    let Some(entries) = entries(&files, &path, at, asking) else { return given };
    let Some(source) = with_overrides(&files, &path, at, context, asking) else { return given };
    let tool = match detect::explicit(&source, &context.settings) {
        Ok(tool) => tool.unwrap_or_else(|| Tool::Ours(detect::by_files(&entries, &context.settings))),
        Err(problem) => {
            asking.problem(problem);
            return given;
        }
    };
    match tool {
        Tool::Plugin(name) => {
            let named = if name.is_empty() { "a plugin".to_owned() } else { format!("plugin {name:?}") };
            let cause = format!("config management {named} is not run: its program is in Argo CD's repo server only");
            asking.problem(invalid("plugin", cause).hint("render with Kustomize, Helm or plain manifests"));
        }
        Tool::Ours(source_type) => {
            given.source_type = source_type;
            given.objects = with(source_type, (&files, &path), &source, common, &given.revision, asking);
        }
    }
    given
}

fn with(
    tool: SourceType,
    (files, path): (&Files, &RepoPath),
    source: &Source,
    common: &Common<'_>,
    revision: &Sha,
    asking: &mut Asking<'_>,
) -> Vec<Object> {
    let context = common.context;
    let env = Env::new(context, source, revision);
    match tool {
        SourceType::Directory => {
            let is_off = context.settings.disabled_tools.iter().any(|tool| tool.eq_ignore_ascii_case("jsonnet"));
            let mode = if is_off { jsonnet::Mode::Off } else { jsonnet::Mode::Application(&env) };
            let reading = directory::Reading { jsonnet: mode, traces: context.traces };
            directory::render(files, path, &source.directory.clone().unwrap_or_default(), reading, asking)
        }
        SourceType::Helm => {
            if source.helm.as_ref().is_some_and(block::names_a_variable) {
                asking.read(Read::Revision(files.tree.id.clone()));
            }
            charts::in_folder((files, path), source, &env, common, asking)
        }
        SourceType::Kustomize => {
            let options = match build_options(source, context) {
                Ok(options) => options,
                Err(problem) => {
                    asking.problem(problem);
                    return Vec::new();
                }
            };
            if source.kustomize.as_ref().is_some_and(names_a_variable) {
                asking.read(Read::Revision(files.tree.id.clone()));
            }
            let block = source.kustomize.as_ref().map(|block| (block, &env));
            let entropy = &context.entropy;
            let job = kustomize::Job { files, root: path, options: &options, entropy, block, traces: context.traces };
            kustomize::build(&job, asking)
        }
    }
}

/// The flags of `kustomize build`: those of all, or those of the version that the block asks for, which must be registered. Source:
/// Argo CD `GetKustomizeSettings`, `KustomizeOptions.GetOptions`. Charts get the block's cluster, else the destination's: Argo CD's
/// `parseKustomizeBuildOptions`.
fn build_options(source: &Source, context: &Context) -> Result<BuildOptions, Problem> {
    let (block, settings) = (source.kustomize.as_ref(), &*context.settings);
    let version = block.map_or("", |block| block.version.as_str());
    let key = if version.is_empty() { "kustomize.buildOptions".to_owned() } else { format!("kustomize.buildOptions.{version}") };
    let is_registered = ["kustomize.path", "kustomize.version"].iter().any(|name| settings.raw.contains_key(&*format!("{name}.{version}")));
    if !version.is_empty() && !is_registered {
        let cause = format!("kustomize version {version} is not registered");
        return Err(invalid("kustomize.version", cause).hint(format!("leave it out, or add kustomize.path.{version} to argocd-cm")));
    }
    let text = if version.is_empty() { &*settings.kustomize_build_options } else { settings.raw.get(&*key).map_or("", |text| &**text) };
    let words: Vec<&str> = text.split_whitespace().collect();
    let parsed = BuildOptions::parse(&words).map_err(|problem| problem.at(Place::file("argocd-cm").at_field(format!("data[\"{key}\"]"))));
    let options = parsed?;
    if options.helm { for_cluster(options, block, context) } else { Ok(options) }
}

/// The flags with the cluster that charts are rendered for.
fn for_cluster(mut options: BuildOptions, block: Option<&KustomizeSource>, context: &Context) -> Result<BuildOptions, Problem> {
    let own = block.map(|block| block.kube_version.as_str()).filter(|version| !version.is_empty());
    let version = own.unwrap_or(&context.kube_version);
    if !version.is_empty() {
        let refused = |cause: String| invalid("kustomize.kubeVersion", format!("could not parse kubernetes version {version}: {cause}"));
        options.helm_kube_version = KubeVersion::parse(version).map_err(refused)?.three_numbers();
    }
    match block.map_or(&[] as &[String], |block| &block.api_versions) {
        [] => options.helm_api_versions.extend(context.api_versions.iter().cloned()),
        own => options.helm_api_versions.extend(own.iter().map(|version| Arc::from(version.as_str()))),
    }
    Ok(options)
}

/// Whether a text of the block names a variable: it may be the commit's id, so that another commit renders otherwise.
fn names_a_variable(block: &KustomizeSource) -> bool {
    let texts = block.images.iter().chain(block.common_labels.values()).chain(block.common_annotations.values());
    texts.into_iter().any(|text| text.contains('$'))
}

/// The tree of a source's revision.
pub(super) fn tree(at: &SourceAt, asking: &mut Asking<'_>) -> Maybe<Arc<Tree>> {
    if at.source.repo_url.is_empty() {
        asking.problem(invalid("repoURL", "repoURL is empty").hint("name the repository"));
        return None;
    }
    let revision = if at.revision.as_str().is_empty() { Revision::new("HEAD") } else { at.revision.clone() };
    let need = Need::Tree(RepoUrl::new(at.source.repo_url.as_str()), revision);
    match asking.ask(need.clone()) {
        Found::Here(Answer::Tree(tree)) => {
            let digest = match &tree.id {
                TreeId::Commit(_, sha) => sha.as_str().into(),
                TreeId::Disk(folder) => folder.clone(),
            };
            asking.read(Read::Answer(need, digest));
            Some(tree.clone())
        }
        Found::Here(_) => {
            asking.problem(Problem::error(ProblemKind::Internal, "a tree was asked for and something else was answered"));
            None
        }
        Found::Pending => None,
        Found::Failed(problem) => {
            asking.problem(problem);
            None
        }
    }
}

fn path(source: &Source, asking: &mut Asking<'_>) -> Maybe<RepoPath> {
    let found = match source.path.as_str() {
        "" => Err(invalid("path", "neither path nor chart is given").hint("`path: .` is the repository's root")),
        path if path.starts_with('/') => Err(invalid("path", format!("{path}: app path is absolute")).hint("leave the leading slash out")),
        path => RepoPath::new(path).map_err(|error| {
            let problem = invalid("path", error.to_string());
            Problem { kind: ProblemKind::Forbidden, ..problem }.hint("point at a folder of the repository")
        }),
    };
    found.map_err(|problem| asking.problem(problem)).ok()
}

/// The folder's entries, or the problem of a path that is no folder.
fn entries(files: &Files, path: &RepoPath, at: &SourceAt, asking: &mut Asking<'_>) -> Maybe<Arc<[Entry]>> {
    match files.list(asking, path) {
        Look::Here(entries) => Some(entries),
        Look::Pending => None,
        Look::Failed(problem) => {
            asking.problem(problem);
            None
        }
        Look::Absent => {
            let problem = absent(files, path, at, asking)?;
            asking.problem(problem);
            None
        }
    }
}

fn absent(files: &Files, path: &RepoPath, at: &SourceAt, asking: &mut Asking<'_>) -> Maybe<Problem> {
    let revision = if at.revision.as_str().is_empty() { "HEAD" } else { at.revision.as_str() };
    let is_file = match files.file(asking, path) {
        Look::Pending => return None,
        Look::Here(_) => true,
        Look::Absent | Look::Failed(_) => false,
    };
    let cause = if is_file {
        format!("path {path} at revision {revision} is a file, not a folder")
    } else {
        format!("path {path} does not exist at revision {revision}")
    };
    let beside = match files.list(asking, &path.parent()) {
        Look::Pending => return None,
        Look::Here(entries) => entries.iter().map(|entry| entry.name.clone()).collect(),
        Look::Absent | Look::Failed(_) => Vec::new(),
    };
    let near = beside.iter().map(|name| (strsim::jaro_winkler(name, path.file_name()), name));
    let best = near.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = match best.and_then(|(_, name)| path.parent().join(name).ok()) {
        Some(near) if !is_file => format!("did you mean {near}?"),
        _ => "check spec.source.path and spec.source.targetRevision".to_owned(),
    };
    let problem = invalid("path", cause).hint(hint);
    Some(Problem { kind: ProblemKind::NotFound, ..problem })
}

/// The source with `.argocd-source.yaml` and `.argocd-source-<application>.yaml` merged in, those of them that are there.
fn with_overrides(files: &Files, path: &RepoPath, at: &SourceAt, context: &Context, asking: &mut Asking<'_>) -> Maybe<Source> {
    let mut source = at.source.clone();
    let mut whole = true;
    for name in override_names(context) {
        let Ok(file_path) = path.join(&name) else { continue };
        match files.file(asking, &file_path) {
            Look::Here(file) => match with_override(&source, &file, file_path.as_str(), asking) {
                Some(merged) => source = merged,
                None => whole = false,
            },
            Look::Absent => {}
            Look::Pending => whole = false,
            Look::Failed(problem) => {
                asking.problem(problem);
                whole = false;
            }
        }
    }
    whole.then_some(source)
}

/// The source with what the same files of a packed chart say.
fn packed_overrides(packed: &Packed, at: &SourceAt, context: &Context, asking: &mut Asking<'_>) -> Maybe<Source> {
    let chart = packed.chart().map_err(|problem| asking.problem(problem)).ok()?.chart;
    let mut source = at.source.clone();
    for name in override_names(context) {
        let Some(file) = charts::file_of(&chart, &name) else { continue };
        source = with_override(&source, &file, &name, asking)?;
    }
    Some(source)
}

fn override_names(context: &Context) -> [String; 2] {
    [".argocd-source.yaml".to_owned(), format!(".argocd-source-{}.yaml", context.instance)]
}

fn with_override(source: &Source, file: &File, name: &str, asking: &mut Asking<'_>) -> Maybe<Source> {
    let documents = file.documents(name, ParseOptions::KUBERNETES);
    documents.problems.iter().for_each(|problem| asking.problem(problem.clone()));
    let Some(patch) = documents.values.first() else { return Some(source.clone()) };
    let refuse = |cause| asking.problem(Problem::error(ProblemKind::BadInput, cause).at(Place::file(name)));
    merged(source, &patch.value).map_err(refuse).ok()
}

/// A source with an override merged in; where it comes from stays.
fn merged(source: &Source, patch: &crate::model::object::value::Value) -> Result<Source, String> {
    let value = to_value(source).map_err(|error| error.to_string())?;
    let new: Source = from_value(&jsonmerge::apply(&value, patch)).map_err(|error| error.to_string())?;
    Ok(Source {
        repo_url: source.repo_url.clone(),
        path: source.path.clone(),
        target_revision: source.target_revision.clone(),
        chart: source.chart.clone(),
        ..new
    })
}
