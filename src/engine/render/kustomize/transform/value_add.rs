//! `ValueAddTransformer`: one text into many fields, also into the middle of file paths. Source: kustomize
//! `api/filters/valueadd`.

use std::sync::Arc;

use super::namespace::{Namespace, Subjects};
use crate::engine::render::kustomize::fieldspec::{scalar_text, split_path};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::run::bad;
use crate::engine::render::kustomize::selector::Matcher;
use crate::model::object::build;
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem};

/// A text to add.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct ValueAdd {
    /// The text.
    pub(in crate::engine::render::kustomize) value: Arc<str>,
    /// Where.
    pub(in crate::engine::render::kustomize) targets: Vec<Target>,
    /// Where it is configured.
    pub(in crate::engine::render::kustomize) place: Place,
}

/// Where to add it.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Target {
    /// In which resources; `None` for all.
    pub(in crate::engine::render::kustomize) selector: Option<Matcher>,
    /// In which field.
    pub(in crate::engine::render::kustomize) path: Arc<str>,
    /// As which part of a file path, 1-based; 0 replaces the field.
    pub(in crate::engine::render::kustomize) position: usize,
}

impl ValueAdd {
    /// Adds it.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        for target in &self.targets {
            for resource in map.list_mut() {
                if target.selector.as_ref().is_some_and(|selector| !selector.is_target(resource)) {
                    continue;
                }
                if &*target.path == "metadata/namespace" {
                    let namespace =
                        Namespace { namespace: self.value.clone(), specs: Vec::new(), unset_only: false, subjects: Subjects::Default };
                    namespace.edit(resource).map_err(|error| bad(&self.place, error.to_string()))?;
                    continue;
                }
                let parts = split_path(&target.path, '/');
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                let old = match resource.get(&parts) {
                    None => "".into(),
                    Some(value) => scalar_text(value)
                        .ok_or_else(|| bad(&self.place, format!("field {} of {} is {}", target.path, resource.id(), value.kind_name())))?,
                };
                let new = if target.position == 0 { self.value.clone() } else { insert(&old, target.position - 1, &self.value) };
                resource.set_root(build::set(resource.root(), &parts, Value::Str(new)));
            }
        }
        Ok(())
    }
}

/// A file path with one part more. A position behind the end appends.
fn insert(path: &str, position: usize, part: &str) -> Arc<str> {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.insert(position.min(parts.len()), part);
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/")).into()
}

#[cfg(test)]
mod tests {
    use super::insert;

    #[test]
    fn parts_go_into_file_paths() {
        assert_eq!(&*insert("", 0, "PEACH"), "PEACH");
        assert_eq!(&*insert("/", 0, "PEACH"), "/PEACH");
        assert_eq!(&*insert("/pie", 0, "PEACH"), "/PEACH/pie");
        assert_eq!(&*insert("raw", 1, "PEACH"), "raw/PEACH");
        assert_eq!(&*insert("/a/nice/warm/pie", 3, "PEACH"), "/a/nice/warm/PEACH/pie");
        assert_eq!(&*insert("a", 9999, "PEACH"), "a/PEACH");
    }
}
