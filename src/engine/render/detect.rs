//! Which tool renders a source: the one whose block the Application has, else the one whose file lies in the folder. It
//! renders nothing. Source: Argo CD `types.go`, `ExplicitType`; `util/app/discovery`; `reposerver/repository/repository.go`.

use std::sync::Arc;

use super::SourceType;
use super::kustomize::kustomization::FILE_NAMES;
use crate::engine::tree::{Entry, Mode};
use crate::model::application::Source;
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::settings::Settings;

/// What renders a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tool {
    /// One of ours.
    Ours(SourceType),
    /// A config management plugin, by its name if it has one.
    Plugin(Arc<str>),
}

/// The tool that the Application names by a block; `None` if it names none. A tool that the settings switch off means plain
/// manifests.
///
/// # Errors
/// When it names several.
pub(super) fn explicit(source: &Source, settings: &Settings) -> Result<Option<Tool>, Problem> {
    let blocks = [
        (source.kustomize.is_some(), "Kustomize"),
        (source.helm.is_some(), "Helm"),
        (source.directory.is_some(), "Directory"),
        (source.plugin.is_some(), "Plugin"),
    ];
    let named: Vec<&str> = blocks.iter().filter(|(is_there, _)| *is_there).map(|(_, name)| *name).collect();
    match *named {
        [] => Ok(None),
        ["Plugin"] => {
            let name = source.plugin.as_ref().and_then(|plugin| plugin.0.as_map()?.get("name")?.as_shared_str());
            Ok(Some(Tool::Plugin(name.unwrap_or_default())))
        }
        ["Kustomize"] => Ok(Some(Tool::Ours(enabled(SourceType::Kustomize, settings)))),
        ["Helm"] => Ok(Some(Tool::Ours(enabled(SourceType::Helm, settings)))),
        [_] => Ok(Some(Tool::Ours(SourceType::Directory))),
        _ => {
            let cause = format!("multiple application sources defined: {}", named.join(","));
            let place = Place::file("Application").at_field("spec.source");
            Err(Problem::error(ProblemKind::InvalidSpec, cause).at(place).hint("keep the block of one tool"))
        }
    }
}

fn enabled(tool: SourceType, settings: &Settings) -> SourceType {
    if is_enabled(tool, settings) { tool } else { SourceType::Directory }
}

fn is_enabled(tool: SourceType, settings: &Settings) -> bool {
    let name = match tool {
        SourceType::Directory => return true,
        SourceType::Kustomize => "kustomize",
        SourceType::Helm => "helm",
    };
    !settings.disabled_tools.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// The tool that a folder's files ask for. Argo CD walks them by name and the last one that says something decides:
/// `kustomization.yaml` beats `Chart.yaml`, and `zChart.yaml` would beat both.
pub(super) fn by_files(entries: &[Entry], settings: &Settings) -> SourceType {
    let mut names: Vec<&str> = entries.iter().filter(|entry| entry.mode != Mode::Folder).map(|entry| &*entry.name).collect();
    names.sort_unstable();
    let says = |name: &&str| match *name {
        name if FILE_NAMES.contains(&name) => Some(SourceType::Kustomize),
        name if name.ends_with("Chart.yaml") => Some(SourceType::Helm),
        _ => None,
    };
    names.iter().filter_map(says).rfind(|tool| is_enabled(*tool, settings)).unwrap_or(SourceType::Directory)
}

#[cfg(test)]
mod tests {
    use super::{Tool, by_files, explicit};
    use crate::engine::render::SourceType;
    use crate::engine::tree::{Entry, Mode};
    use crate::model::application::{DirectorySource, KustomizeSource, Source};
    use crate::model::settings::Settings;

    fn detected(names: &[&str], settings: &Settings) -> SourceType {
        let entries: Vec<Entry> = names.iter().map(|name| Entry { name: (*name).into(), mode: Mode::File }).collect();
        by_files(&entries, settings)
    }

    #[test]
    fn kustomize_wins_over_helm_and_both_over_plain_files() {
        let all = Settings::default();
        assert_eq!(detected(&["a.yaml"], &all), SourceType::Directory);
        assert_eq!(detected(&["Chart.yaml", "values.yaml"], &all), SourceType::Helm);
        assert_eq!(detected(&["Chart.yaml", "kustomization.yaml"], &all), SourceType::Kustomize);
        assert_eq!(detected(&["Kustomization"], &all), SourceType::Kustomize);
        let without = Settings { disabled_tools: vec!["kustomize".into()], ..Settings::default() };
        assert_eq!(detected(&["Chart.yaml", "kustomization.yaml"], &without), SourceType::Helm);
    }

    #[test]
    fn a_block_names_the_tool_and_two_are_refused() {
        let settings = Settings::default();
        let mut source = Source { kustomize: Some(KustomizeSource::default()), ..Source::default() };
        assert_eq!(explicit(&source, &settings), Ok(Some(Tool::Ours(SourceType::Kustomize))));
        source.directory = Some(DirectorySource::default());
        let problem = explicit(&source, &settings).expect_err("two blocks");
        assert_eq!(&*problem.cause, "multiple application sources defined: Kustomize,Directory");
    }
}
