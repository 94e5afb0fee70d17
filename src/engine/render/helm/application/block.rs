//! An Application's `helm:` block as what `helm template` is given, in Argo CD's order of precedence. It knows no template.
//! Source: Argo CD `reposerver/repository/repository.go` (`helmTemplate`), `util/helm/cmd.go` (`template`).

use std::sync::Arc;

use super::files::{self, Where};
use crate::engine::manifest::emit::emit;
use crate::engine::render::Context;
use crate::engine::render::env::Env;
use crate::engine::render::helm::given::kube_version::KubeVersion;
use crate::engine::render::helm::layers::Layers;
use crate::engine::render::helm::rendering::Release;
use crate::engine::render::helm::request::{FileAt, Origin, Request};
use crate::engine::step::Asking;
use crate::model::helm::HelmSource;
use crate::model::problem::{Place, Problem, ProblemKind};

/// What is rendered for a block; an empty one where the Application has none. `None`: pending, or wrong and said.
pub fn request(origin: Origin, block: &HelmSource, at: &Where<'_>, context: &Context, asking: &mut Asking<'_>) -> Option<Request> {
    let named = files::values_files(&block.value_files, block.ignore_missing_value_files, at, asking);
    let mut contents = Some(Vec::new());
    for parameter in &block.file_parameters {
        // The file stands behind a name that the parser of assignments takes as it is.
        let assigned = format!("{}=file", parameter.name);
        match (files::one_file(&parameter.path, at, asking), &mut contents) {
            (Some(found), Some(all)) => {
                all.push((assigned, vec![("file".to_owned(), FileAt::Given(found.name, found.file.bytes.clone()))]));
            }
            (None, _) => contents = None,
            (Some(_), None) => {}
        }
    }
    let mut files: Vec<FileAt> = named?.into_iter().map(|found| FileAt::Given(found.name, found.file.bytes.clone())).collect();
    files.extend(own_values(block));
    Some(Request {
        origin,
        completes: true,
        files,
        layers: assigned(block, at.env),
        contents: contents?,
        release: Release {
            name: first(&block.release_name, &context.name),
            namespace: first(&block.namespace, &context.namespace),
            is_upgrade: false,
        },
        kube_version: kube_version(&first(&block.kube_version, &context.kube_version), asking)?,
        api_versions: if block.api_versions.is_empty() {
            context.api_versions.to_vec()
        } else {
            block.api_versions.iter().map(|version| version.as_str().into()).collect()
        },
        checks_schema: !block.skip_schema_validation,
        traces: context.traces,
    })
}

fn first(own: &str, other: &Arc<str>) -> Arc<str> {
    if own.is_empty() { other.clone() } else { own.into() }
}

/// `valuesObject`, else `values`.
fn own_values(block: &HelmSource) -> Option<FileAt> {
    let given = |field: &str, text: String| Some(FileAt::Given(format!("spec.source.helm.{field}").into(), text.into_bytes().into()));
    match &block.values_object {
        Some(values) => given("valuesObject", emit(&values.0)),
        None if block.values.is_empty() => None,
        None => given("values", block.values.clone()),
    }
}

/// Parameters as `--set` and `--set-string`; variables in their values are replaced.
fn assigned(block: &HelmSource, env: &Env) -> Layers {
    let mut layers = Layers::default();
    for parameter in &block.parameters {
        let text = format!("{}={}", parameter.name, with_commas_kept(&env.expand(&parameter.value)));
        if parameter.force_string { layers.texts.push(text) } else { layers.set.push(text) }
    }
    layers
}

/// A value in which no comma ends the assignment, unless it is a list in braces.
fn with_commas_kept(value: &str) -> String {
    if value.starts_with('{') && value.ends_with('}') {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut previous = None;
    for c in value.chars() {
        if c == ',' && previous != Some('\\') {
            out.push('\\');
        }
        out.push(c);
        previous = Some(c);
    }
    out
}

fn kube_version(version: &str, asking: &mut Asking<'_>) -> Option<Arc<str>> {
    if version.is_empty() {
        return Some(Arc::default());
    }
    match KubeVersion::parse(version) {
        Ok(version) => Some(version.three_numbers()),
        Err(cause) => {
            let cause = format!("could not parse kubernetes version {version}: {cause}");
            asking.problem(
                Problem::error(ProblemKind::InvalidSpec, cause).at(Place::file("Application").at_field("spec.source.helm.kubeVersion")),
            );
            None
        }
    }
}

/// Whether a text of the block names a variable: it may be the commit's id, so that another commit renders otherwise.
pub fn names_a_variable(block: &HelmSource) -> bool {
    let parameters = block.parameters.iter().map(|parameter| &parameter.value);
    let files = block.value_files.iter().chain(block.file_parameters.iter().map(|parameter| &parameter.path));
    parameters.chain(files).any(|text| text.contains("$ARGOCD") || text.contains("${ARGOCD"))
}

#[cfg(test)]
mod tests {
    use super::with_commas_kept;

    #[test]
    fn a_comma_in_a_value_does_not_end_it() {
        assert_eq!(with_commas_kept("a,b"), "a\\,b");
        assert_eq!(with_commas_kept("a\\,b"), "a\\,b");
        assert_eq!(with_commas_kept("{a,b}"), "{a,b}");
    }
}
