//! One source: its tree, its folder, its tool. What cannot be rendered is a problem that names the next step; the other sources still are.

use crate::engine::step::{Answer, Asking, Found, Need};
use crate::engine::tree::{Files, RepoPath, TreeId};
use crate::model::application::DirectorySource;
use crate::model::ids::{RepoUrl, Sha};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::env::Env;
use super::options::BuildOptions;
use super::{Context, Rendered, SourceAt, SourceType, detect, directory, kustomize};

/// Renders a source into what is rendered so far.
pub(super) fn render(item: &SourceAt, context: &Context, asking: &mut Asking<'_>, rendered: &mut Rendered) {
    let source = &item.source;
    let refused = |what: &str, hint: &str| {
        let place = Place::file(source.repo_url.as_str());
        Problem::error(ProblemKind::InvalidSpec, what.to_owned()).at(place).hint(hint.to_owned())
    };
    if source.plugin.is_some() {
        return asking.problem(refused("config management plugins are not run", "render with Kustomize, Helm or plain manifests"));
    }
    if !source.chart.is_empty() {
        return asking.problem(refused(&format!("chart {}: Helm charts are not rendered yet", source.chart), "use the Argo CD that renders it until then"));
    }
    let repo = RepoUrl::new(source.repo_url.as_str());
    let tree = match asking.ask(Need::Tree(repo, item.revision.clone())) {
        Found::Here(Answer::Tree(tree)) => tree.clone(),
        Found::Here(_) | Found::Pending => return,
        Found::Failed(problem) => return asking.problem(problem),
    };
    let sha = match &tree.id {
        TreeId::Commit(_, sha) => sha.clone(),
        TreeId::Disk(_) => Sha::new(""),
    };
    rendered.revisions.push(sha.clone());
    if !source.ref_name.is_empty() && source.path.is_empty() {
        return; // It only lends its files to other sources.
    }
    let folder = match RepoPath::new(&source.path) {
        Ok(folder) => folder,
        Err(error) => return asking.problem(Problem::error(ProblemKind::InvalidSpec, error.to_string()).hint("path is a folder within the repository")),
    };
    let files = Files { tree };
    let Some(tool) = detect::detect(&files, &folder, source, sha.short(), &context.settings, asking) else { return };
    rendered.source_types.push(tool);
    match tool {
        SourceType::Directory => {
            let options = source.directory.clone().unwrap_or_else(DirectorySource::default);
            rendered.objects.extend(directory::objects(&files, &folder, &options, asking));
        }
        SourceType::Kustomize => {
            let words: Vec<&str> = context.settings.kustomize_build_options.split_whitespace().collect();
            match BuildOptions::parse(&words) {
                Ok(options) => {
                    let env = Env::new(context, source, &sha);
                    let block = source.kustomize.as_ref().map(|block| (block, &env));
                    rendered.objects.extend(kustomize::build(&files, &folder, &options, block, asking));
                }
                Err(problem) => asking.problem(problem),
            }
        }
        SourceType::Helm => asking.problem(refused(&format!("{folder} is a Helm chart: charts are not rendered yet"), "use the Argo CD that renders it until then")),
    }
}
