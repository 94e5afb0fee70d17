//! `generators`, `transformers` and `validators`: Kustomize's built-in plugins, configured by objects in files, in other
//! kustomizations, or inline. Plugins that are programs or containers are refused. Source: kustomize
//! `api/internal/plugins/loader`, `api/internal/builtins`.

use std::sync::Arc;

use crate::engine::manifest::budget::MAX_DEPTH;
use crate::model::object::build;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};

use super::build::{Build, Configured, Heap, Includes};
use super::charts::settings::{Globals, HelmChart};
use super::decode::{Fields, Item, Origin as Text, Reading};
use super::generate::object::Makes;
use super::layer::{Gathering, Layer};
use super::load::inline_resources;
use super::origin::{ConfiguredBy, Origin};
use super::replace::settings::Replacement;
use super::resource::Resource;
use super::run::{Run, bad};
use super::selector::{Matcher, Selector};
use super::settings::{Entry, Generator, Image, Patch, Replica, field_spec};
use super::trace::By;
use super::transform::images::Images;
use super::transform::metadata::{Annotations, Labels};
use super::transform::names::{Affix, Names};
use super::transform::namespace::{Namespace, Subjects};
use super::transform::replicas::Replicas;
use super::transform::step::Step;
use super::transform::value_add::{Target, ValueAdd};
use super::{charts, configure};

/// The steps that `transformers` or `validators` configure.
pub(super) fn steps(build: &mut Build<'_, '_>, layer: &Layer, entries: &[Entry], origin: Option<&Origin>) -> Run<Vec<Configured>> {
    let mut steps = Vec::new();
    for settings in settings(build, layer, entries, origin)? {
        let origin = configured_by(&settings);
        let by = build.traces.then(|| By::one(settings.place.clone(), &settings.id().kind));
        for step in transformer(build, layer, &settings)? {
            steps.push(Configured { step, origin: origin.clone(), by: by.clone() });
        }
    }
    Ok(steps)
}

/// What `generators` make, with who configured it.
pub(super) fn generated(build: &mut Build<'_, '_>, layer: &Layer, origin: Option<&Origin>) -> Run<Vec<(Resource, Option<Origin>)>> {
    let mut made = Vec::new();
    for settings in settings(build, layer, &layer.kustomization.generators, origin)? {
        let by = configured_by(&settings);
        made.extend(generator(build, layer, &settings)?.into_iter().map(|resource| (resource, by.clone())));
    }
    Ok(made)
}

/// The objects that configure plugins: inline ones first, then those of files and kustomizations.
fn settings(build: &mut Build<'_, '_>, layer: &Layer, entries: &[Entry], origin: Option<&Origin>) -> Run<Vec<Resource>> {
    let mut heap = Heap::default();
    let mut paths = Vec::new();
    for entry in entries {
        let Ok(inline) = inline_resources(&entry.text, &entry.place) else {
            paths.push(entry);
            continue;
        };
        for mut resource in inline {
            resource.notes.origin = origin.map(|origin| origin.append(&layer.kustomization.file_name));
            heap.map.append(resource)?;
        }
    }
    // Of the same budget: kustomizations of plugins that have plugins of their own would double with every level.
    let n_charts = charts::inflate::most(build.options).saturating_sub(build.n_charts);
    let mut gathering = Gathering { asking: build.asking, n_layers: build.n_layers, n_bytes: build.n_bytes, n_charts };
    let sources: Vec<_> = paths.into_iter().map(|entry| gathering.source(&layer.folder, entry)).collect();
    (build.n_layers, build.n_bytes) = (gathering.n_layers, gathering.n_bytes);
    Ok(build.sources(&sources, heap, origin, Includes::Resources)?.map.into_list())
}

fn configured_by(settings: &Resource) -> Option<Origin> {
    let origin = settings.notes.origin.as_ref()?;
    let id = settings.id();
    Some(Origin {
        path: String::new(),
        repo: origin.repo.clone(),
        reference: origin.reference.clone(),
        configured_in: origin.path.clone(),
        configured_by: ConfiguredBy {
            api_version: id.api_version.clone(),
            kind: id.kind.clone(),
            name: id.name.clone(),
            namespace: id.namespace.clone(),
        },
    })
}

fn refuse(settings: &Resource) -> Problem {
    let id = settings.id();
    if &*id.api_version == "builtin" {
        return bad(&settings.place, format!("unable to load builtin {id}")).hint("see Kustomize's list of built-in plugins");
    }
    let cause = format!("external plugins disabled; unable to load external plugin '{}'", id.kind);
    let hint = "programs and containers are never run by a render; use a built-in transformer, or render beforehand";
    Problem::error(ProblemKind::Forbidden, cause).at(settings.place.clone()).hint(hint)
}

fn generator(build: &mut Build<'_, '_>, layer: &Layer, settings: &Resource) -> Run<Vec<Resource>> {
    let root = Value::Map(settings.root().clone());
    let origin = Text { file: settings.place.file.clone(), spans: None, reading: Reading::Lenient };
    let mut fields = Item::root(&root, &origin).fields()?;
    if &*settings.id().api_version != "builtin" {
        return Err(refuse(settings).into());
    }
    let makes = match &*settings.id().kind {
        "ConfigMapGenerator" => Makes::ConfigMap,
        "SecretGenerator" => Makes::Secret,
        "IAMPolicyGenerator" => return Ok(vec![iam_policy(settings, &mut fields)?]),
        charts::inflate::PLUGIN => {
            let globals = Globals::read_fields(&mut fields)?;
            let chart = HelmChart::read_fields(&mut fields, settings.place.clone())?;
            return charts::inflate::of_generator(build, layer, &globals, &chart);
        }
        _ => return Err(refuse(settings).into()),
    };
    let mut generator = Generator::read_fields(&mut fields, settings.place.clone(), makes == Makes::Secret)?;
    if generator.name.is_empty() {
        generator.name = settings.id().name.clone();
    }
    if generator.namespace.is_empty() {
        generator.namespace = settings.id().namespace.clone();
    }
    let pairs = super::generate::pairs::pairs(build.asking, &layer.folder, &generator)?;
    Ok(vec![super::generate::object::make(&generator, makes, &generator.options, &pairs)?])
}

/// `IAMPolicyGenerator`: a service account for GKE's workload identity.
fn iam_policy(settings: &Resource, fields: &mut Fields<'_>) -> Result<Resource, Problem> {
    let cloud = fields.text("cloud")?;
    if &*cloud != "gke" {
        return Err(bad(&settings.place, format!("cloud provider {cloud} not supported yet")));
    }
    let mut part = |name: &'static str, names: [&'static str; 2]| -> Result<[Arc<str>; 2], Problem> {
        let Some(item) = fields.take(name) else { return Ok(["".into(), "".into()]) };
        let mut part = item.fields()?;
        let [first, second] = names;
        Ok([part.text(first)?, part.text(second)?])
    };
    let [name, namespace] = part("kubernetesService", ["name", "namespace"])?;
    let [account, project] = part("serviceAccount", ["name", "projectId"])?;
    let annotation = format!("{account}@{project}.iam.gserviceaccount.com");
    let root = build::map([("apiVersion", "v1".into()), ("kind", "ServiceAccount".into())]);
    let root = build::set(&root, &["metadata", "annotations", "iam.gke.io/gcp-service-account"], annotation.into());
    let root = build::set(&root, &["metadata", "name"], Value::Str(name));
    let mut resource = Resource::new(root, settings.place.clone());
    if !namespace.is_empty() {
        resource.set_namespace(&namespace);
    }
    Ok(resource)
}

/// The steps of one transformer's settings.
fn transformer(build: &mut Build<'_, '_>, layer: &Layer, settings: &Resource) -> Run<Vec<Step>> {
    if &*settings.id().api_version != "builtin" {
        return Err(refuse(settings).into());
    }
    let root = Value::Map(settings.root().clone());
    let origin = Text { file: settings.place.file.clone(), spans: None, reading: Reading::Lenient };
    let item = Item::root(&root, &origin);
    let mut fields = item.fields()?;
    let place = &settings.place;
    let step = match &*settings.id().kind {
        "AnnotationsTransformer" => {
            let pairs = fields.texts_by_key("annotations")?.unwrap_or_default();
            Step::Annotations(Annotations { pairs, specs: fields.list("fieldSpecs", field_spec)? })
        }
        "LabelTransformer" => {
            let pairs = fields.texts_by_key("labels")?.unwrap_or_default();
            Step::Labels(Labels { pairs, specs: fields.list("fieldSpecs", field_spec)? })
        }
        "HashTransformer" => Step::Hash,
        "ImageTagTransformer" => {
            let image = fields.take("imageTag").map_or(Ok(Image::default()), |item| Image::read(&item))?;
            Step::Images(Images::new(image, fields.list("fieldSpecs", field_spec)?, place)?)
        }
        "NamespaceTransformer" => Step::Namespace(namespace(settings, &mut fields)?),
        "PrefixTransformer" => names(Affix::Prefix, "prefix", &mut fields, place)?,
        "SuffixTransformer" => names(Affix::Suffix, "suffix", &mut fields, place)?,
        "PrefixSuffixTransformer" => {
            let prefix = names(Affix::Prefix, "prefix", &mut fields, place)?;
            return Ok(vec![prefix, names(Affix::Suffix, "suffix", &mut fields, place)?]);
        }
        "PatchTransformer" => Step::Patch(configure::patch(build, layer, &Patch { place: place.clone(), ..Patch::read(&item)? })?),
        "PatchJson6902Transformer" => {
            let target = fields.take("target").map(|item| Selector::read(&item)).transpose()?;
            let (path, inline) = (fields.text("path")?, fields.text("jsonOp")?);
            Step::Json(configure::json(build, layer, target.as_ref(), &path, &inline, place)?)
        }
        "PatchStrategicMergeTransformer" => {
            let paths: Vec<Entry> = fields.texts("paths")?.into_iter().map(|text| Entry { text, place: place.clone() }).collect();
            let patches = fields.text("patches")?;
            if paths.is_empty() && patches.is_empty() {
                return Err(bad(place, "empty file path and empty patch content").into());
            }
            Step::Strategic(configure::strategic(build, layer, &paths, &patches)?)
        }
        "ReplacementTransformer" => {
            let list = fields.list("replacements", Replacement::read)?;
            Step::Replacements(configure::replacements(build, layer, &list)?)
        }
        "ReplicaCountTransformer" => match fields.take("replica") {
            Some(item) => Step::Replicas(Replicas {
                replica: Replica { place: place.clone(), ..Replica::read(&item)? },
                specs: fields.list("fieldSpecs", field_spec)?,
            }),
            None => return Err(bad(place, "a ReplicaCountTransformer needs a replica").into()),
        },
        "ValueAddTransformer" => Step::ValueAdd(value_add(build, layer, &mut fields, place)?),
        _ => return Err(refuse(settings).into()),
    };
    Ok(vec![step])
}

fn names(affix: Affix, field: &'static str, fields: &mut Fields<'_>, place: &Place) -> Result<Step, Problem> {
    let specs = fields.list("fieldSpecs", field_spec)?;
    if specs.is_empty() {
        return Err(bad(place, "fieldSpecs is not expected to be nil").hint("add `fieldSpecs: [{path: metadata/name}]`"));
    }
    Ok(Step::Names(Names { affix, text: fields.text(field)?, specs }))
}

fn namespace(settings: &Resource, fields: &mut Fields<'_>) -> Result<Namespace, Problem> {
    let subjects = match &*fields.text("setRoleBindingSubjects")? {
        "" | "defaultOnly" => Subjects::Default,
        "allServiceAccounts" => Subjects::ServiceAccounts,
        "none" => Subjects::None,
        other => {
            let cause = format!(
                "invalid value {other:?} for setRoleBindingSubjects: must be one of \"defaultOnly\", \"none\" or \"allServiceAccounts\""
            );
            return Err(bad(&settings.place, cause));
        }
    };
    let metadata: Option<&Map> = settings.root().get("metadata").and_then(Value::as_map);
    let namespace = metadata.and_then(|metadata| metadata.get("namespace")).and_then(Value::as_shared_str).unwrap_or_default();
    Ok(Namespace { namespace, specs: fields.list("fieldSpecs", field_spec)?, unset_only: fields.flag("unsetOnly")?, subjects })
}

fn value_add(build: &mut Build<'_, '_>, layer: &Layer, fields: &mut Fields<'_>, place: &Place) -> Run<ValueAdd> {
    let value: Arc<str> = fields.text("value")?.trim().into();
    let value = if value.is_empty() { layer.folder.path.file_name().into() } else { value };
    let mut targets = fields.list("targets", |item| value_target(item, place))?;
    let entry = fields.text("targetFilePath")?;
    if !entry.is_empty() {
        let (path, content) = super::load::file(build.asking, &layer.folder, &entry, place)?;
        let document = super::load::settings(&content, &path)?;
        let origin = Text { file: path.clone(), spans: document.spans.clone(), reading: Reading::Lenient };
        let mut fields = Item::root(&document.value, &origin).fields()?;
        targets.extend(fields.list("targets", |item| value_target(item, place))?);
    }
    if targets.is_empty() {
        return Err(bad(place, "must specify at least one target").into());
    }
    Ok(ValueAdd { value, targets, place: place.clone() })
}

fn value_target(item: &Item<'_>, place: &Place) -> Result<Target, Problem> {
    let mut fields = item.fields()?;
    let selector = fields.take("selector").filter(|item| !item.value.is_null()).map(|item| Selector::read(&item)).transpose()?;
    let selector = selector.map(|selector| Matcher::new(&selector)).transpose().map_err(|error| bad(place, error))?;
    let path = fields.text("fieldPath")?;
    if path.is_empty() {
        return Err(bad(place, "fieldPath cannot be empty"));
    }
    if path.matches('/').count() > MAX_DEPTH {
        return Err(bad(place, format!("fieldPath has more than {MAX_DEPTH} parts")));
    }
    let position = fields.take("filePathPosition").map_or(Ok(0), |item| item.integer())?;
    let position =
        usize::try_from(position).map_err(|_| bad(place, format!("value of FilePathPosition ({position}) cannot be negative")))?;
    Ok(Target { selector, path, position })
}
