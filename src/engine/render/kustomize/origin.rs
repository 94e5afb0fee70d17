//! Where a resource came from and what changed it, as `buildMetadata` writes it into annotations. It knows no resource.
//! Source: kustomize `api/resource/origin.go`.

use std::fmt::Write as _;
use std::sync::Arc;

use super::remote::Spec;

/// The annotation of [`Origin`].
pub(super) const ORIGIN: &str = "config.kubernetes.io/origin";
/// The annotation of transformations.
pub(super) const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// The annotation of what a chart rendered to.
pub(super) const HELM_GENERATED: &str = "internal.config.kubernetes.io/helm-generated";

/// What Kustomize and kyaml keep in annotations while they work; none of it is in the result.
const INTERNAL: [&str; 19] = [
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/suffixes",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/generatorBehavior",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "config.kubernetes.io/path",
    "config.kubernetes.io/index",
    "config.k8s.io/id",
    HELM_GENERATED,
];

/// Whether an annotation is taken out of the result. Origins that the files themselves carry are, too.
pub(super) fn is_internal(annotation: &str) -> bool {
    INTERNAL.contains(&annotation) || annotation == ORIGIN || annotation == TRANSFORMATIONS
}

/// Who configured a generator or transformer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ConfiguredBy {
    /// `builtin` for fields of a kustomization.
    pub(super) api_version: Arc<str>,
    /// The plugin's kind.
    pub(super) kind: Arc<str>,
    /// The name of its settings.
    pub(super) name: Arc<str>,
    /// Their namespace.
    pub(super) namespace: Arc<str>,
}

/// An origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// The file, relative to the folder that is built.
    pub(super) path: String,
    /// The repository, where the file is in another one.
    pub(super) repo: Arc<str>,
    /// The ref of that repository, where one was given.
    pub(super) reference: Arc<str>,
    /// The file with the settings of the generator or transformer.
    pub(super) configured_in: String,
    /// Who configured it.
    pub(super) configured_by: ConfiguredBy,
}

impl Origin {
    /// The origin one path further; a URL of a repository begins anew there.
    pub(super) fn append(&self, path: &str) -> Self {
        let Some(spec) = Spec::parse(path) else {
            return Self { path: join(&self.path, path), ..self.clone() };
        };
        let (repo, reference) = (spec.url.as_str().into(), spec.reference.as_str().into());
        Self { path: join("", spec.origin_path()), repo, reference, ..self.clone() }
    }

    /// What a built-in plugin makes that a kustomization file here asks for.
    pub(super) fn builtin(&self, file_name: &str, plugin: &str) -> Self {
        Self {
            path: String::new(),
            repo: self.repo.clone(),
            reference: self.reference.clone(),
            configured_in: join(&self.path, file_name),
            configured_by: ConfiguredBy { api_version: "builtin".into(), kind: plugin.into(), ..ConfiguredBy::default() },
        }
    }

    /// As its annotation has it.
    pub(super) fn to_yaml(&self) -> String {
        let mut out = String::new();
        let parts = [("path", &*self.path), ("repo", &*self.repo), ("ref", &*self.reference), ("configuredIn", &*self.configured_in)];
        for (key, value) in parts {
            if !value.is_empty() {
                let _ = writeln!(out, "{key}: {}", scalar(value));
            }
        }
        let by = &self.configured_by;
        let parts = [("apiVersion", &by.api_version), ("kind", &by.kind), ("name", &by.name), ("namespace", &by.namespace)];
        if parts.iter().any(|(_, value)| !value.is_empty()) {
            out.push_str("configuredBy:\n");
            for (key, value) in parts.iter().filter(|(_, value)| !value.is_empty()) {
                let _ = writeln!(out, "  {key}: {}", scalar(value));
            }
        }
        if out.is_empty() { "{}\n".to_owned() } else { out }
    }
}

/// Transformations as their annotation has them.
pub(super) fn list_to_yaml(list: &[Origin]) -> String {
    list.iter().map(|origin| format!("- {}", origin.to_yaml().trim_end().replace('\n', "\n  ")) + "\n").collect()
}

fn scalar(text: &str) -> String {
    crate::engine::manifest::emit::emit(&crate::model::object::value::Value::str(text)).trim_end().to_owned()
}

/// Go's `filepath.Join`: cleaned, `..` climbing where it can.
pub(super) fn join(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{Origin, join, list_to_yaml};

    #[test]
    fn paths_are_cleaned_as_go_cleans_them() {
        assert_eq!(join("", "../base"), "../base");
        assert_eq!(join("../base", "service.yaml"), "../base/service.yaml");
        assert_eq!(join("a/b", "../../../c"), "../c");
    }

    #[test]
    fn origins_print_as_yaml() {
        let origin = Origin::default().append("base").builtin("kustomization.yaml", "ConfigMapGenerator");
        let text = "configuredIn: base/kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n";
        assert_eq!(origin.to_yaml(), text);
        assert!(list_to_yaml(&[origin]).starts_with("- configuredIn: base/kustomization.yaml\n  configuredBy:\n    apiVersion"));
    }
}
