//! Which tool renders a folder. Source: Argo CD `reposerver/repository/repository.go`, `GetAppSourceType`: an explicit block, else
//! `kustomization.yaml|yml|Kustomization`, else a name ending in `Chart.yaml`, else plain manifests; Kustomize wins over Helm; a tool
//! that is switched off is passed over.

use crate::engine::step::Asking;
use crate::engine::tree::{Files, Look, Mode, RepoPath};
use crate::model::application::Source;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;

use super::SourceType;

/// The names of a kustomization.
const KUSTOMIZATIONS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The tool for a folder; none while it is not known, or when the folder is not there (which is told).
pub(super) fn detect(files: &Files, folder: &RepoPath, source: &Source, revision: &str, settings: &Settings, asking: &mut Asking<'_>) -> Option<SourceType> {
    let entries = match files.list(asking, folder) {
        Look::Here(entries) => entries,
        Look::Absent => {
            let cause = format!("there is no folder {folder} at {revision}");
            asking.problem(Problem::error(ProblemKind::NotFound, cause).at(Place::file(folder.as_str())).hint("correct path or targetRevision of the source"));
            return None;
        }
        Look::Pending => return None,
        Look::Failed(problem) => {
            asking.problem(problem);
            return None;
        }
    };
    let is_on = |tool: &str| !settings.disabled_tools.iter().any(|name| &**name == tool);
    if source.directory.is_some() {
        return Some(SourceType::Directory);
    }
    if source.kustomize.is_some() {
        return Some(SourceType::Kustomize);
    }
    if source.helm.is_some() {
        return Some(SourceType::Helm);
    }
    let has = |found: &dyn Fn(&str) -> bool| entries.iter().any(|entry| entry.mode != Mode::Folder && found(&entry.name));
    if is_on("kustomize") && has(&|name| KUSTOMIZATIONS.contains(&name)) {
        return Some(SourceType::Kustomize);
    }
    if is_on("helm") && has(&|name| name.ends_with("Chart.yaml")) {
        return Some(SourceType::Helm);
    }
    Some(SourceType::Directory)
}
