//! The parts of a kustomization: patches, images, replicas, labels, generators, variables, as typed values read from its
//! document. It knows no resource and does nothing. Source: kustomize `api/types`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::budget::MAX_DEPTH;
use crate::model::problem::{Place, Problem};

use super::decode::{Fields, Item};
use super::fieldspec::FieldSpec;
use super::ids::Gvk;
use super::resource::{Behavior, MayChange};
use super::selector::Selector;

/// Texts by key, sorted.
pub(super) type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// A text with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The text.
    pub(super) text: Arc<str>,
    /// Where it stands.
    pub(super) place: Place,
}

impl Entry {
    /// The entry of an item.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        Ok(Self { text: item.text()?, place: item.place() })
    }
}

/// One of `labels`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Label {
    /// The labels.
    pub(super) pairs: Texts,
    /// Also in selectors and templates.
    pub(super) include_selectors: bool,
    /// Also in templates.
    pub(super) include_templates: bool,
    /// Also there.
    pub(super) fields: Vec<FieldSpec>,
    /// Where it stands.
    pub(super) place: Place,
}

impl Label {
    /// One of `labels`.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let label = Self {
            pairs: fields.texts_by_key("pairs")?.unwrap_or_default(),
            include_selectors: fields.flag("includeSelectors")?,
            include_templates: fields.flag("includeTemplates")?,
            fields: fields.list("fields", field_spec)?,
            place: item.place(),
        };
        fields.finish()?;
        Ok(label)
    }
}

/// A field specification as written.
pub(super) fn field_spec(item: &Item<'_>) -> Result<FieldSpec, Problem> {
    let mut fields = item.fields()?;
    let gvk = Gvk { group: fields.text("group")?, version: fields.text("version")?, kind: fields.text("kind")? };
    let spec = FieldSpec::new(gvk, &fields.text("path")?, fields.flag("create")?);
    fields.finish()?;
    // Paths are walked, and with `create` made, by recursion.
    if spec.path.len() > MAX_DEPTH { Err(item.bad(format!("the path has more than {MAX_DEPTH} parts"))) } else { Ok(spec) }
}

/// A patch of either form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    /// The file; empty if it is inline.
    pub(super) path: Arc<str>,
    /// The text; empty if it is a file.
    pub(super) inline: Arc<str>,
    /// Whom it is for.
    pub(super) target: Option<Selector>,
    /// What it may change.
    pub(super) may_change: MayChange,
    /// Where it stands.
    pub(super) place: Place,
}

impl Patch {
    /// A patch.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let target = fields.take("target").filter(|item| !item.value.is_null());
        let patch = Self {
            path: fields.text("path")?,
            inline: fields.text("patch")?,
            target: target.map(|item| Selector::read(&item)).transpose()?,
            may_change: fields.take("options").map_or(Ok(MayChange::default()), |item| may_change(&item))?,
            place: item.place(),
        };
        fields.finish()?;
        Ok(patch)
    }
}

fn may_change(item: &Item<'_>) -> Result<MayChange, Problem> {
    let mut fields = item.fields()?;
    let may_change = MayChange { name: fields.flag("allowNameChange")?, kind: fields.flag("allowKindChange")? };
    fields.finish()?;
    Ok(may_change)
}

/// One of `images`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Image {
    /// The name to look for, a regular expression as Kustomize has it.
    pub(super) name: Arc<str>,
    /// The new name; empty keeps it.
    pub(super) new_name: Arc<str>,
    /// What is put behind the tag.
    pub(super) tag_suffix: Arc<str>,
    /// The new tag; empty keeps it.
    pub(super) new_tag: Arc<str>,
    /// The new digest; empty keeps it.
    pub(super) digest: Arc<str>,
    /// Where it stands.
    pub(super) place: Place,
}

impl Image {
    /// One of `images`.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let image = Self {
            name: fields.text("name")?,
            new_name: fields.text("newName")?,
            tag_suffix: fields.text("tagSuffix")?,
            new_tag: fields.text("newTag")?,
            digest: fields.text("digest")?,
            place: item.place(),
        };
        fields.finish()?;
        Ok(image)
    }
}

/// One of `replicas`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replica {
    /// The workload's first or present name.
    pub(super) name: Arc<str>,
    /// The count.
    pub(super) count: i64,
    /// Where it stands.
    pub(super) place: Place,
}

impl Replica {
    /// One of `replicas`.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let count = fields.take("count").map_or(Ok(0), |item| item.integer())?;
        let replica = Self { name: fields.text("name")?, count, place: item.place() };
        fields.finish()?;
        Ok(replica)
    }
}

/// `generatorOptions`, and `options` of one generator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct GeneratorOptions {
    /// Labels of what is generated.
    pub(super) labels: Option<Texts>,
    /// Annotations of what is generated.
    pub(super) annotations: Option<Texts>,
    /// No hash behind the name.
    pub(super) disable_hash: bool,
    /// `immutable: true`.
    pub(super) immutable: bool,
}

impl GeneratorOptions {
    /// The options.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let options = Self {
            labels: fields.texts_by_key("labels")?,
            annotations: fields.texts_by_key("annotations")?,
            disable_hash: fields.flag("disableNameSuffixHash")?,
            immutable: fields.flag("immutable")?,
        };
        fields.finish()?;
        Ok(options)
    }

    /// One generator's options with those of all: its own labels and annotations win, flags of all cannot be taken back.
    pub(super) fn with_global(&self, global: &Self) -> Self {
        let merge = |own: &Option<Texts>, all: &Option<Texts>| match (own, all) {
            (Some(own), Some(all)) => Some(all.iter().chain(own).map(|(key, text)| (key.clone(), text.clone())).collect()),
            (own, all) => own.clone().or_else(|| all.clone()),
        };
        Self {
            labels: merge(&self.labels, &global.labels),
            annotations: merge(&self.annotations, &global.annotations),
            disable_hash: self.disable_hash || global.disable_hash,
            immutable: self.immutable || global.immutable,
        }
    }
}

/// One of `configMapGenerator` or `secretGenerator`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generator {
    /// The name, before prefix and hash.
    pub(super) name: Arc<str>,
    /// The namespace; empty for none.
    pub(super) namespace: Arc<str>,
    /// What it does to one of the same identity.
    pub(super) behavior: Behavior,
    /// `key=value`.
    pub(super) literals: Vec<Arc<str>>,
    /// `[key=]path`.
    pub(super) files: Vec<Arc<str>>,
    /// Files of `key=value` lines; the old `env` last.
    pub(super) envs: Vec<Arc<str>>,
    /// Its own options.
    pub(super) options: GeneratorOptions,
    /// A Secret's type; empty for `Opaque`.
    pub(super) kind_of_secret: Arc<str>,
    /// Where it stands.
    pub(super) place: Place,
}

impl Generator {
    /// A generator; `secret` ones have a type.
    pub(super) fn read(item: &Item<'_>, secret: bool) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let generator = Self::read_fields(&mut fields, item.place(), secret)?;
        fields.finish()?;
        Ok(generator)
    }

    /// The same from a map that may hold more.
    pub(super) fn read_fields(fields: &mut Fields<'_>, place: Place, secret: bool) -> Result<Self, Problem> {
        let behavior = match &*fields.text("behavior")? {
            "create" => Behavior::Create,
            "replace" => Behavior::Replace,
            "merge" => Behavior::Merge,
            _ => Behavior::Unspecified,
        };
        let mut envs = fields.texts("envs")?;
        envs.extend(Some(fields.text("env")?).filter(|path| !path.is_empty()));
        Ok(Self {
            name: fields.text("name")?,
            namespace: fields.text("namespace")?,
            behavior,
            literals: fields.texts("literals")?,
            files: fields.texts("files")?,
            envs,
            options: fields.take("options").map_or(Ok(GeneratorOptions::default()), |item| GeneratorOptions::read(&item))?,
            kind_of_secret: if secret { fields.text("type")? } else { "".into() },
            place,
        })
    }
}

/// One of `vars`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Var {
    /// Its name, as in `$(NAME)`.
    pub(super) name: Arc<str>,
    /// The object's kind.
    pub(super) gvk: Gvk,
    /// The object's first or present name.
    pub(super) object: Arc<str>,
    /// The object's namespace; empty for any.
    pub(super) namespace: Arc<str>,
    /// The field whose value it has; `metadata.name` if nothing is said.
    pub(super) field: Arc<str>,
    /// Where it stands.
    pub(super) place: Place,
}

impl Var {
    /// One of `vars`.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, Problem> {
        let mut fields = item.fields()?;
        let name = fields.text("name")?;
        let (gvk, object, namespace) = match fields.take("objref") {
            Some(item) => object_reference(&item)?,
            None => Default::default(),
        };
        let field = fields.take("fieldref").map_or_else(|| Ok("".into()), |item| field_reference(&item))?;
        fields.finish()?;
        let field = if field.is_empty() { "metadata.name".into() } else { field };
        Ok(Self { name, gvk, object, namespace, field, place: item.place() })
    }
}

fn object_reference(item: &Item<'_>) -> Result<(Gvk, Arc<str>, Arc<str>), Problem> {
    let mut fields = item.fields()?;
    let api_version = fields.text("apiVersion")?;
    let (mut gvk, name, namespace) = super::selector::read_id(&mut fields)?;
    fields.finish()?;
    match *api_version.split('/').collect::<Vec<_>>() {
        [version] if !version.is_empty() => gvk.version = version.into(),
        [group, version] => (gvk.group, gvk.version) = (group.into(), version.into()),
        _ => {}
    }
    Ok((gvk, name, namespace))
}

fn field_reference(item: &Item<'_>) -> Result<Arc<str>, Problem> {
    let mut fields = item.fields()?;
    let path = fields.text("fieldPath")?;
    fields.finish()?;
    Ok(path)
}
