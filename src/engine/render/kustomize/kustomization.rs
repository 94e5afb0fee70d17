//! A kustomization as a typed value, with every deprecated spelling that Kustomize 5.8.1 still reads moved to where it
//! belongs. It knows no other file. Source: kustomize `api/types/kustomization.go`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::model::object::path::{Path, Segment};
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind, Severity};

use super::charts;
use super::charts::settings::{Globals, HelmChart};
use super::decode::{Fields, Item, Origin, Reading};
use super::order::SortOrder;
use super::replace::settings::Replacement;
use super::settings::{Entry, Generator, GeneratorOptions, Image, Label, Patch, Replica, Texts, Var};

/// The names that a kustomization's file may have.
pub(crate) const FILE_NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Fields that still work and have a better name.
const DEPRECATED: [(&str, &str); 6] = [
    ("bases", "resources"),
    ("commonLabels", "labels"),
    ("imageTags", "images"),
    ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
    ("vars", "replacements"),
];

/// What `buildMetadata` asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct BuildMetadata {
    /// `originAnnotations`.
    pub(super) origins: bool,
    /// `transformerAnnotations`.
    pub(super) transformers: bool,
    /// `managedByLabel`.
    pub(super) managed_by: bool,
    /// Whether anything was listed at all.
    pub(super) any: bool,
}

/// A kustomization or component.
#[derive(Debug, Clone, Default)]
pub(super) struct Kustomization {
    /// Its file and the lines of its fields.
    pub(super) origin: Origin,
    /// The file's name.
    pub(super) file_name: Arc<str>,
    /// Whether it is a component.
    pub(super) is_component: bool,
    /// `openapi`.
    pub(super) openapi: Texts,
    /// `namePrefix`.
    pub(super) name_prefix: Arc<str>,
    /// `nameSuffix`.
    pub(super) name_suffix: Arc<str>,
    /// `namespace`.
    pub(super) namespace: Arc<str>,
    /// `commonLabels`.
    pub(super) common_labels: Texts,
    /// `labels`.
    pub(super) labels: Vec<Label>,
    /// `commonAnnotations`.
    pub(super) common_annotations: Texts,
    /// `patchesStrategicMerge`: files or inline texts.
    pub(super) strategic: Vec<Entry>,
    /// `patchesJson6902`.
    pub(super) json: Vec<Patch>,
    /// `patches`.
    pub(super) patches: Vec<Patch>,
    /// `images`, then the old `imageTags`.
    pub(super) images: Vec<Image>,
    /// `replacements`.
    pub(super) replacements: Vec<Replacement>,
    /// `replicas`.
    pub(super) replicas: Vec<Replica>,
    /// `vars`.
    pub(super) vars: Vec<Var>,
    /// `sortOptions`; a wrong one matters only at the root.
    pub(super) sort: Option<Result<SortOrder, Problem>>,
    /// `resources`, then the old `bases`.
    pub(super) resources: Vec<Entry>,
    /// `components`.
    pub(super) components: Vec<Entry>,
    /// `crds`.
    pub(super) crds: Vec<Entry>,
    /// `configMapGenerator`.
    pub(super) config_maps: Vec<Generator>,
    /// `secretGenerator`.
    pub(super) secrets: Vec<Generator>,
    /// `generatorOptions`.
    pub(super) generator_options: GeneratorOptions,
    /// `helmCharts`, then the old `helmChartInflationGenerator`.
    pub(super) charts: Vec<HelmChart>,
    /// `helmGlobals`.
    pub(super) chart_globals: Globals,
    /// `configurations`.
    pub(super) configurations: Vec<Entry>,
    /// `generators`.
    pub(super) generators: Vec<Entry>,
    /// `transformers`.
    pub(super) transformers: Vec<Entry>,
    /// `validators`.
    pub(super) validators: Vec<Entry>,
    /// `buildMetadata`.
    pub(super) build_metadata: BuildMetadata,
    /// Fields, and keys of fields (`commonLabels/app`), that the Application's `kustomize:` block set.
    pub(super) of_application: BTreeSet<Arc<str>>,
}

impl Kustomization {
    /// Where a field stands: in the file, or in the Application's block.
    pub(super) fn field_place(&self, name: &str) -> Place {
        let in_file = || self.origin.at(&Path(vec![Segment::Field(name.into())]));
        self.application_place(name).unwrap_or_else(in_file)
    }

    /// The place in the Application's block of what it set.
    pub(super) fn application_place(&self, name: &str) -> Option<Place> {
        let field = name.split('/').next().unwrap_or(name);
        self.of_application.contains(name).then(|| Place::file("Application").at_field(format!("spec.source.kustomize.{field}")))
    }

    /// The kustomization in a file; notes on deprecated fields go to `notes`.
    ///
    /// # Errors
    /// When it cannot be read: no YAML, unknown or misshapen fields, a wrong kind, nothing in it.
    pub(super) fn read(file: &File, path: &str, notes: &mut Vec<Problem>) -> Result<Self, Problem> {
        let documents = file.whole(path);
        if let Some(problem) = documents.problems.iter().find(|problem| problem.is_error()) {
            return Err(problem.clone());
        }
        notes.extend(documents.problems.iter().cloned());
        let empty = || Problem::error(ProblemKind::BadInput, "the kustomization is empty").at(Place::file(path));
        // Only the first document counts, as for Kustomize's decoder.
        let Some(document) = documents.values.first() else {
            return Err(empty().hint("list something under `resources:`"));
        };
        let origin = Origin { file: path.into(), spans: document.spans.clone(), reading: Reading::Strict };
        let item = Item::root(&document.value, &origin);
        let mut fields = item.fields()?;
        let file_name = path.rsplit('/').next().unwrap_or(path).into();
        let mut read = Self { origin: origin.clone(), file_name, ..Self::default() };
        read.is_component = kind(&mut fields, &item)?;
        read.names(&mut fields)?;
        read.changes(&mut fields)?;
        read.sources(&mut fields)?;
        fields.finish()?;
        if document.value.as_map().is_some_and(is_empty) {
            return Err(empty().hint("list something under `resources:`"));
        }
        notes.extend(document.value.as_map().into_iter().flat_map(|map| deprecated(map, &origin)));
        Ok(read)
    }

    fn names(&mut self, fields: &mut Fields<'_>) -> Result<(), Problem> {
        if let Some(item) = fields.take("metadata") {
            let mut metadata = item.fields()?;
            metadata.text("name")?;
            metadata.text("namespace")?;
            metadata.texts_by_key("labels")?;
            metadata.texts_by_key("annotations")?;
            metadata.finish()?;
        }
        self.openapi = fields.texts_by_key("openapi")?.unwrap_or_default();
        self.name_prefix = fields.text("namePrefix")?;
        self.name_suffix = fields.text("nameSuffix")?;
        self.namespace = fields.text("namespace")?;
        self.common_labels = fields.texts_by_key("commonLabels")?.unwrap_or_default();
        self.labels = fields.list("labels", Label::read)?;
        self.common_annotations = fields.texts_by_key("commonAnnotations")?.unwrap_or_default();
        Ok(())
    }

    fn changes(&mut self, fields: &mut Fields<'_>) -> Result<(), Problem> {
        self.strategic = fields.list("patchesStrategicMerge", Entry::read)?;
        self.json = fields.list("patchesJson6902", Patch::read)?;
        self.patches = fields.list("patches", Patch::read)?;
        self.images = fields.list("images", Image::read)?;
        self.images.extend(fields.list("imageTags", Image::read)?);
        self.replacements = fields.list("replacements", Replacement::read)?;
        self.replicas = fields.list("replicas", Replica::read)?;
        self.vars = fields.list("vars", Var::read)?;
        self.sort = fields.take("sortOptions").filter(|item| !item.value.is_null()).map(|item| sort_options(&item));
        for item in fields.items("buildMetadata")? {
            self.build_metadata.any = true;
            match &*item.text()? {
                "originAnnotations" => self.build_metadata.origins = true,
                "transformerAnnotations" => self.build_metadata.transformers = true,
                "managedByLabel" => self.build_metadata.managed_by = true,
                _ => {}
            }
        }
        Ok(())
    }

    fn sources(&mut self, fields: &mut Fields<'_>) -> Result<(), Problem> {
        self.resources = fields.list("resources", Entry::read)?;
        self.resources.extend(fields.list("bases", Entry::read)?);
        self.components = fields.list("components", Entry::read)?;
        self.crds = fields.list("crds", Entry::read)?;
        self.config_maps = fields.list("configMapGenerator", |item| Generator::read(item, false))?;
        self.secrets = fields.list("secretGenerator", |item| Generator::read(item, true))?;
        if let Some(item) = fields.take("generatorOptions") {
            self.generator_options = GeneratorOptions::read(&item)?;
        }
        (self.charts, self.chart_globals) = charts::settings::read(fields)?;
        self.configurations = fields.list("configurations", Entry::read)?;
        self.generators = fields.list("generators", Entry::read)?;
        self.transformers = fields.list("transformers", Entry::read)?;
        self.validators = fields.list("validators", Entry::read)?;
        Ok(())
    }
}

/// Whether it is a component.
fn kind(fields: &mut Fields<'_>, root: &Item<'_>) -> Result<bool, Problem> {
    let (version, kind) = (fields.text("apiVersion")?, fields.text("kind")?);
    let (is_component, wanted) = match &*kind {
        "" | "Kustomization" => (false, "kustomize.config.k8s.io/v1beta1"),
        "Component" => (true, "kustomize.config.k8s.io/v1alpha1"),
        _ => return Err(root.bad(format!("kind should be Kustomization or Component, found {kind:?}"))),
    };
    if !version.is_empty() && *version != *wanted {
        let kind = if is_component { "Component" } else { "Kustomization" };
        return Err(root.bad(format!("apiVersion for {kind} should be {wanted}, found {version:?}")));
    }
    Ok(is_component)
}

/// `sortOptions` as written.
pub(super) fn sort_options(item: &Item<'_>) -> Result<SortOrder, Problem> {
    let mut fields = item.fields()?;
    let order = fields.text("order")?;
    let lists = match fields.take("legacySortOptions").filter(|item| !item.value.is_null()) {
        Some(item) => {
            let mut fields = item.fields()?;
            let lists = (fields.texts("orderFirst")?, fields.texts("orderLast")?);
            fields.finish()?;
            Some(lists)
        }
        None => None,
    };
    fields.finish()?;
    match (&*order, lists) {
        ("fifo", None) => Ok(SortOrder::Fifo),
        ("legacy", lists) => Ok(SortOrder::Legacy { lists }),
        ("fifo", Some(_)) => {
            Err(item.bad("the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'"))
        }
        _ => Err(item.bad("the field 'sortOptions.order' must be one of [fifo, legacy]")),
    }
}

/// Whether nothing is said: Kustomize refuses that. Empty lists say something, empty texts and old names do not.
fn is_empty(map: &Map) -> bool {
    map.iter().all(|(key, value)| match key.as_str() {
        "apiVersion" | "kind" => true,
        "bases" | "imageTags" | "helmChartInflationGenerator" => value.as_list().is_none_or(<[Value]>::is_empty),
        _ => value.is_null() || value.as_str().is_some_and(str::is_empty),
    })
}

fn deprecated<'o>(map: &'o Map, origin: &'o Origin) -> impl Iterator<Item = Problem> + 'o {
    let used = DEPRECATED.iter().filter(|(old, _)| map.get(old).is_some_and(|value| !value.is_null()));
    used.map(|(old, new)| {
        let path = Path(vec![Segment::Field((*old).into())]);
        let note = Problem::warning(ProblemKind::BadInput, format!("`{old}` is deprecated, `{new}` has taken its place"));
        Problem { severity: Severity::Note, ..note.at(origin.at(&path)).hint("`kustomize edit fix` rewrites the file") }
    })
}
