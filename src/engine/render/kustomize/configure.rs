//! What a kustomization's fields mean as steps, in Kustomize's order, with their files loaded. Source: kustomize
//! `api/internal/target/kusttarget_configplugin.go`.

use crate::model::problem::{Place, Problem};

use super::build::{Build, Configured};
use super::fieldspec::FieldSpec;
use super::ids::Gvk;
use super::layer::Layer;
use super::load::{self, file, inline_resources};
use super::origin::Origin;
use super::replace::filter::Replacements;
use super::replace::settings::Replacement;
use super::run::{Run, Stop, bad};
use super::selector::Selector;
use super::settings::{Entry, Label, Patch};
use super::specs::set::{Conflict, Specs, merge_all, merge_one};
use super::trace;
use super::transform::images::Images;
use super::transform::metadata::{Annotations, Labels};
use super::transform::names::{Affix, Names};
use super::transform::namespace::{Namespace, Subjects};
use super::transform::patch::{JsonPatch, PatchStep};
use super::transform::replicas::Replicas;
use super::transform::step::Step;
use super::transform::strategic::StrategicPatches;

/// A kustomization's own steps in Kustomize's order.
pub(super) fn steps(build: &mut Build<'_, '_>, layer: &Layer, specs: &Specs, origin: Option<&Origin>) -> Run<Vec<Configured>> {
    let kustomization = &layer.kustomization;
    let mut steps: Vec<Step> = Vec::new();
    if !kustomization.strategic.is_empty() {
        let step = strategic(build, layer, &kustomization.strategic, "");
        keep(build, &mut steps, step.map(Step::Strategic))?;
    }
    for patch in &kustomization.patches {
        build.reads_inline(&patch.inline, &patch.place)?;
        let step = self::patch(build, layer, patch);
        keep(build, &mut steps, step.map(Step::Patch))?;
    }
    steps.extend(plain(layer, specs));
    let labels = self::labels(layer, specs).map_err(|conflict| {
        Stop::from(bad(&Place::file(kustomization.origin.file.clone()).at_field("labels"), format!("failed to merge labels: {conflict}")))
    });
    match labels {
        Ok(labels) => steps.extend(labels.into_iter().map(Step::Labels)),
        Err(stop) => keep(build, &mut steps, Err(stop))?,
    }
    if !kustomization.common_annotations.is_empty() {
        let pairs = kustomization.common_annotations.clone();
        steps.push(Step::Annotations(Annotations { pairs, specs: specs.common_annotations.clone() }));
    }
    for patch in &kustomization.json {
        build.reads_inline(&patch.inline, &patch.place)?;
        let step = json(build, layer, patch.target.as_ref(), &patch.path, &patch.inline, &patch.place);
        keep(build, &mut steps, step.map(Step::Json))?;
    }
    let replicas = kustomization.replicas.iter();
    steps.extend(replicas.map(|replica| Step::Replicas(Replicas { replica: replica.clone(), specs: specs.replicas.clone() })));
    for image in &kustomization.images {
        let place = Place::file(kustomization.origin.file.clone()).at_field("images");
        let step = Images::new(image.clone(), specs.images.clone(), &place).map_err(Stop::from);
        keep(build, &mut steps, step.map(Step::Images))?;
    }
    if !kustomization.replacements.is_empty() {
        let step = replacements(build, layer, &kustomization.replacements);
        keep(build, &mut steps, step.map(Step::Replacements))?;
    }
    let origin_of = |step: &Step| origin.map(|origin| origin.builtin(&kustomization.file_name, step.plugin()));
    let mut behind = if build.traces { trace::behind(build.asking, layer, &steps) } else { Vec::new() }.into_iter();
    Ok(steps.into_iter().map(|step| Configured { origin: origin_of(&step), by: behind.next(), step }).collect())
}

/// Keeps a step, or what is wrong with it.
fn keep(build: &mut Build<'_, '_>, steps: &mut Vec<Step>, step: Run<Step>) -> Run<()> {
    match step {
        Ok(step) => steps.push(step),
        Err(Stop::Pending) => return Err(Stop::Pending),
        Err(Stop::Failed(problem)) => build.attempt(Err(*problem)),
    }
    Ok(())
}

/// Namespace, prefix and suffix: they read no file.
fn plain(layer: &Layer, specs: &Specs) -> Vec<Step> {
    let kustomization = &layer.kustomization;
    let mut steps = Vec::new();
    if !kustomization.namespace.is_empty() {
        steps.push(Step::Namespace(Namespace {
            namespace: kustomization.namespace.clone(),
            specs: specs.namespace.clone(),
            unset_only: false,
            subjects: Subjects::Default,
        }));
    }
    let affixes =
        [(Affix::Prefix, &kustomization.name_prefix, &specs.name_prefix), (Affix::Suffix, &kustomization.name_suffix, &specs.name_suffix)];
    for (affix, text, specs) in affixes {
        if !text.is_empty() {
            steps.push(Step::Names(Names { affix, text: text.clone(), specs: specs.clone() }));
        }
    }
    steps
}

/// `labels`, each entry a step, then `commonLabels`. Kustomize takes the last one even when it is empty.
fn labels(layer: &Layer, specs: &Specs) -> Result<Vec<Labels>, Conflict> {
    let kustomization = &layer.kustomization;
    if kustomization.labels.is_empty() && kustomization.common_labels.is_empty() {
        return Ok(Vec::new());
    }
    let one = |label: &Label| {
        let mut all: Vec<FieldSpec> = label.fields.clone();
        merge_all(&mut all, &specs.labels)?;
        if label.include_selectors {
            merge_all(&mut all, &specs.common_labels)?;
        } else {
            if label.include_templates {
                merge_all(&mut all, &specs.template_labels)?;
            }
            merge_one(&mut all, FieldSpec::new(Gvk::default(), "metadata/labels", true))?;
        }
        Ok(Labels { pairs: label.pairs.clone(), specs: all })
    };
    let mut steps = kustomization.labels.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    steps.push(Labels { pairs: kustomization.common_labels.clone(), specs: specs.common_labels.clone() });
    Ok(steps)
}

/// Strategic merge patches: each entry a file, or a text as it stands; and one more text.
pub(super) fn strategic(build: &mut Build<'_, '_>, layer: &Layer, entries: &[Entry], text: &str) -> Run<StrategicPatches> {
    let mut patches = Vec::new();
    let mut pending = false;
    for entry in entries {
        build.reads_inline(&entry.text, &entry.place)?;
        if let Ok(inline) = inline_resources(&entry.text, &entry.place) {
            patches.extend(inline);
            continue;
        }
        match file(build.asking, &layer.folder, &entry.text, &entry.place) {
            Ok((path, content)) => patches.extend(load::resources(&content, &path)?),
            Err(Stop::Pending) => pending = true,
            Err(Stop::Failed(problem)) => return Err(Stop::Failed(problem)),
        }
    }
    if pending {
        return Err(Stop::Pending);
    }
    let place = entries.first().map_or_else(|| Place::file(layer.kustomization.origin.file.clone()), |entry| entry.place.clone());
    patches.extend(inline_resources(text, &place)?);
    if patches.is_empty() {
        return Err(bad(&place, "patch appears to be empty").into());
    }
    Ok(StrategicPatches { patches })
}

/// One of `patches`.
pub(super) fn patch(build: &mut Build<'_, '_>, layer: &Layer, patch: &Patch) -> Run<PatchStep> {
    let inline = patch.inline.trim();
    match (inline.is_empty(), patch.path.is_empty()) {
        (true, true) => Err(bad(&patch.place, "must specify one of patch and path").into()),
        (false, false) => Err(bad(&patch.place, "patch and path can't be set at the same time").into()),
        (false, true) => {
            let place = patch.place.clone();
            Ok(PatchStep::new(inline, &place, None, patch.target.as_ref(), patch.may_change, &place)?)
        }
        (true, false) => {
            let (path, content) = file(build.asking, &layer.folder, &patch.path, &patch.place)?;
            build.reads(content.bytes.len(), &patch.place)?;
            let text = String::from_utf8_lossy(&content.bytes);
            let place = Place::file(path);
            Ok(PatchStep::new(&text, &place, Some(&content), patch.target.as_ref(), patch.may_change, &patch.place)?)
        }
    }
}

/// One of `patchesJson6902`.
pub(super) fn json(
    build: &mut Build<'_, '_>,
    layer: &Layer,
    target: Option<&Selector>,
    path: &str,
    inline: &str,
    place: &Place,
) -> Run<JsonPatch> {
    let Some(target) = target.filter(|target| !target.name.is_empty()) else {
        return Err(bad(place, "must specify the target name").hint("add `target:` with kind and name").into());
    };
    match (inline.is_empty(), path.is_empty()) {
        (true, true) => Err(bad(place, "empty file path and empty jsonOp").into()),
        (false, false) => Err(bad(place, "must specify a file path or jsonOp, not both").into()),
        (false, true) => Ok(JsonPatch::new(inline, place, None, target, place)?),
        (true, false) => {
            let (path, content) = file(build.asking, &layer.folder, path, place)?;
            build.reads(content.bytes.len(), place)?;
            let text = String::from_utf8_lossy(&content.bytes);
            Ok(JsonPatch::new(&text, &Place::file(path), Some(&content), target, place)?)
        }
    }
}

/// `replacements`, those of files read in.
pub(super) fn replacements(build: &mut Build<'_, '_>, layer: &Layer, written: &[Replacement]) -> Run<Replacements> {
    let mut list = Vec::new();
    for replacement in written {
        if replacement.path.is_empty() {
            list.push(replacement.clone());
            continue;
        }
        let has_more = replacement.source.is_some() || replacement.targets.as_ref().is_some_and(|targets| !targets.is_empty());
        if has_more {
            return Err(bad(&replacement.place, "cannot specify both path and inline replacement").into());
        }
        let (path, content) = file(build.asking, &layer.folder, &replacement.path, &replacement.place)?;
        list.extend(load_replacements(&content, &path)?);
    }
    Ok(Replacements { list })
}

fn load_replacements(content: &crate::engine::manifest::file::File, path: &str) -> Result<Vec<Replacement>, Problem> {
    use super::decode::{Item, Origin as Text, Reading};
    use crate::model::object::value::Value;
    let document = load::settings(content, path)?;
    let origin = Text { file: path.into(), spans: document.spans.clone(), reading: Reading::Lenient };
    let item = Item::root(&document.value, &origin);
    match &document.value {
        Value::List(_) => item.items()?.iter().map(Replacement::read).collect(),
        Value::Map(_) => Ok(vec![Replacement::read(&item)?]),
        other => Err(item.bad(format!("unsupported replacement type encountered within replacement path: {}", other.kind_name()))),
    }
}
