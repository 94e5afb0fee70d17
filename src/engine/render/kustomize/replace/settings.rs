//! Replacements as written. Source: kustomize `api/types/replacement.go`.

use std::sync::Arc;

use crate::engine::render::kustomize::decode::{Fields, Item};
use crate::engine::render::kustomize::ids::Gvk;
use crate::engine::render::kustomize::selector::{Selector, read_id};
use crate::model::problem::{Place, Problem};

/// A replacement, or the file that holds some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct Replacement {
    /// Where the value comes from.
    pub(in crate::engine::render::kustomize) source: Option<Source>,
    /// The value itself.
    pub(in crate::engine::render::kustomize) value: Option<Arc<str>>,
    /// Where it goes; `None` if nothing was said.
    pub(in crate::engine::render::kustomize) targets: Option<Vec<Target>>,
    /// The file that holds replacements; empty for none.
    pub(in crate::engine::render::kustomize) path: Arc<str>,
    /// Where it stands.
    pub(in crate::engine::render::kustomize) place: Place,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct Source {
    /// The kind.
    pub(in crate::engine::render::kustomize) gvk: Gvk,
    /// The name; empty for any.
    pub(in crate::engine::render::kustomize) name: Arc<str>,
    /// The namespace; empty for any.
    pub(in crate::engine::render::kustomize) namespace: Arc<str>,
    /// The field; `metadata.name` if nothing is said.
    pub(in crate::engine::render::kustomize) field: Arc<str>,
    /// Which part of it.
    pub(in crate::engine::render::kustomize) options: FieldOptions,
}

/// Where a value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct Target {
    /// Which resources.
    pub(in crate::engine::render::kustomize) select: Option<Selector>,
    /// But not these.
    pub(in crate::engine::render::kustomize) reject: Vec<Selector>,
    /// Which fields; `metadata.name` if nothing is said.
    pub(in crate::engine::render::kustomize) fields: Vec<Arc<str>>,
    /// Which part of them.
    pub(in crate::engine::render::kustomize) options: FieldOptions,
}

/// Which part of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) struct FieldOptions {
    /// What separates the parts; empty for the whole.
    pub(in crate::engine::render::kustomize) delimiter: Arc<str>,
    /// Which part, from 0.
    pub(in crate::engine::render::kustomize) index: i64,
    /// Whether missing fields are made.
    pub(in crate::engine::render::kustomize) create: bool,
}

impl Replacement {
    /// One of `replacements`.
    pub(in crate::engine::render::kustomize) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let replacement = Self::read_fields(&mut fields, item)?;
        fields.finish()?;
        Ok(replacement)
    }

    fn read_fields<'v>(fields: &mut Fields<'v>, item: &Item<'v>) -> Result<Self, Problem> {
        let present = |item: Option<Item<'v>>| item.filter(|item| !item.value.is_null());
        let source = present(fields.take("source")).map(|item| Source::read(&item)).transpose()?;
        let value = present(fields.take("sourceValue")).map(|item| item.text()).transpose()?;
        let targets = match present(fields.take("targets")) {
            Some(item) => Some(item.items()?.iter().map(Target::read).collect::<Result<Vec<_>, _>>()?),
            None => None,
        };
        Ok(Self { source, value, targets, path: fields.text("path")?, place: item.place() })
    }
}

impl Source {
    fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let (gvk, name, namespace) = read_id(&mut fields)?;
        let source = Self { gvk, name, namespace, field: field_or_name(fields.text("fieldPath")?), options: options(&mut fields)? };
        fields.finish()?;
        Ok(source)
    }
}

impl Target {
    fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let select = fields.take("select").filter(|item| !item.value.is_null());
        let mut paths = fields.texts("fieldPaths")?;
        if paths.is_empty() {
            paths.push(field_or_name("".into()));
        }
        let target = Self {
            select: select.map(|item| Selector::read(&item)).transpose()?,
            reject: fields.list("reject", Selector::read)?,
            fields: paths,
            options: options(&mut fields)?,
        };
        fields.finish()?;
        Ok(target)
    }
}

fn field_or_name(path: Arc<str>) -> Arc<str> {
    if path.is_empty() { "metadata.name".into() } else { path }
}

fn options(fields: &mut Fields<'_>) -> Result<FieldOptions, Problem> {
    let Some(item) = fields.take("options") else { return Ok(FieldOptions::default()) };
    let mut fields = item.fields()?;
    let delimiter = fields.text("delimiter")?;
    let index = fields.take("index").map_or(Ok(0), |item| item.integer())?;
    // Read and never used: Kustomize has no encodings yet.
    fields.text("encoding")?;
    let create = fields.flag("create")?;
    fields.finish()?;
    Ok(FieldOptions { delimiter, index, create })
}
