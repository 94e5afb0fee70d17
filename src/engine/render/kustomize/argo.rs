//! The Application's `kustomize:` block laid over a kustomization, as Argo CD does with `kustomize edit` before it builds.
//! It knows no resource. Source: Argo CD `util/kustomize/kustomize.go`; kustomize `commands/edit`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::glob::Glob;
use crate::engine::render::env::Env;
use crate::engine::step::Asking;
use crate::engine::tree::Look;
use crate::model::application::{KustomizeReplica, KustomizeSource};
use crate::model::object::value::Value;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::decode::{Item, Origin, Reading};
use super::kustomization::Kustomization;
use super::load::Folder;
use super::remote::remote;
use super::run::{Run, Stop, bad};
use super::settings::{Entry, Image, Label, Patch, Replica, Texts};
use super::transform::images::split;

/// Where problems of the block are.
fn place(field: &str) -> Place {
    Place::file("Application").at_field(format!("spec.source.kustomize.{field}"))
}

fn invalid(field: &str, cause: String) -> Problem {
    Problem::error(ProblemKind::InvalidSpec, cause).at(place(field))
}

/// Lays the block over the kustomization.
pub(super) fn overlay(
    kustomization: &mut Kustomization,
    block: &KustomizeSource,
    env: &Env,
    folder: &Folder,
    asking: &mut Asking<'_>,
) -> Run<()> {
    if !block.version.is_empty() {
        let cause = format!("Kustomize {} is asked for, {} renders", block.version, super::VERSION);
        asking.problem(Problem::warning(ProblemKind::InvalidSpec, cause).at(place("version")));
    }
    for (text, field, name) in [
        (&block.name_prefix, &mut kustomization.name_prefix, "namePrefix"),
        (&block.name_suffix, &mut kustomization.name_suffix, "nameSuffix"),
        (&block.namespace, &mut kustomization.namespace, "namespace"),
    ] {
        if !text.is_empty() {
            *field = text.as_str().into();
            kustomization.of_application.insert(name.into());
        }
    }
    if !block.images.is_empty() {
        kustomization.images = images(&kustomization.images, &block.images, env)?;
    }
    if !block.replicas.is_empty() {
        kustomization.replicas = replicas(&kustomization.replicas, &block.replicas)?;
    }
    if !block.common_labels.is_empty() {
        labels(kustomization, block, env)?;
    }
    for (key, value) in &block.common_annotations {
        let value = if block.common_annotations_envsubst { env.expand(value) } else { value.clone() };
        let force = block.force_common_annotations;
        insert(&mut kustomization.common_annotations, key, &value, force, "commonAnnotations", "forceCommonAnnotations")?;
        kustomization.of_application.insert(format!("commonAnnotations/{key}").into());
    }
    for patch in &block.patches {
        let origin = Origin { file: "Application".into(), spans: None, reading: Reading::Lenient };
        let patch = Patch::read(&Item::root(&patch.0, &origin)).map_err(|problem| problem.at(place("patches")))?;
        kustomization.patches.push(Patch { place: place("patches"), ..patch });
    }
    components(kustomization, block, folder, asking)
}

fn components(kustomization: &mut Kustomization, block: &KustomizeSource, folder: &Folder, asking: &mut Asking<'_>) -> Run<()> {
    let mut pending = false;
    for component in &block.components {
        if block.ignore_missing_components {
            match folder.join(component, &place("components")).map(|path| folder.files.list(asking, &path)) {
                Ok(Look::Absent) => continue,
                Ok(Look::Pending) => pending = true,
                Ok(Look::Here(_) | Look::Failed(_)) | Err(_) => {}
            }
        }
        let Some(found) = matching(component, folder, asking)? else {
            pending = true;
            continue;
        };
        for text in found {
            if !kustomization.components.iter().any(|entry| entry.text == text) {
                kustomization.components.push(Entry { text, place: place("components") });
            }
        }
    }
    if pending { Err(Stop::Pending) } else { Ok(()) }
}

/// What a component names: itself, or as `kustomize edit add component` has it what its pattern matches. `None`: not known yet.
fn matching(component: &str, folder: &Folder, asking: &mut Asking<'_>) -> Result<Option<Vec<Arc<str>>>, Problem> {
    if !component.contains(['*', '?', '[']) || remote(component).is_some() {
        return Ok(Some(vec![component.into()]));
    }
    let mut found: Vec<String> = vec![String::new()];
    for part in component.split('/') {
        let glob = Glob::new(part).map_err(|cause| invalid("components", format!("{component}: {cause}")))?;
        let mut next = Vec::new();
        for above in found {
            if !part.contains(['*', '?', '[']) {
                next.push(if above.is_empty() { part.to_owned() } else { format!("{above}/{part}") });
                continue;
            }
            let path = folder.join(&above, &place("components"))?;
            match folder.files.list(asking, &path) {
                Look::Pending => return Ok(None),
                Look::Absent | Look::Failed(_) => {}
                Look::Here(entries) => {
                    let names = entries.iter().map(|entry| &entry.name).filter(|name| glob.matches(name));
                    next.extend(names.map(|name| if above.is_empty() { name.to_string() } else { format!("{above}/{name}") }));
                }
            }
        }
        found = next;
    }
    if found.is_empty() {
        return Err(invalid("components", format!("{component} has no match")).hint("correct the pattern, or leave it out"));
    }
    Ok(Some(found.into_iter().map(Into::into).collect()))
}

fn labels(kustomization: &mut Kustomization, block: &KustomizeSource, env: &Env) -> Result<(), Problem> {
    let force = block.force_common_labels;
    kustomization.of_application.extend(block.common_labels.keys().map(|key| format!("commonLabels/{key}").into()));
    if !block.label_without_selector {
        if block.label_include_templates {
            let cause = "labelIncludeTemplates needs labelWithoutSelector".to_owned();
            return Err(invalid("labelIncludeTemplates", cause).hint("set labelWithoutSelector: true"));
        }
        for (key, value) in &block.common_labels {
            insert(&mut kustomization.common_labels, key, &env.expand(value), force, "commonLabels", "forceCommonLabels")?;
        }
        return Ok(());
    }
    let is_same = |label: &Label| !label.include_selectors && label.include_templates == block.label_include_templates;
    if !kustomization.labels.iter().any(is_same) {
        kustomization.labels.push(Label { include_templates: block.label_include_templates, ..Label::default() });
    }
    let Some(label) = kustomization.labels.iter_mut().find(|label| is_same(label)) else { return Ok(()) };
    for (key, value) in &block.common_labels {
        insert(&mut label.pairs, key, &env.expand(value), force, "commonLabels", "forceCommonLabels")?;
    }
    Ok(())
}

fn insert(texts: &mut Texts, key: &str, value: &str, force: bool, field: &str, switch: &str) -> Result<(), Problem> {
    if texts.contains_key(key) && !force {
        let cause = format!("{key} already in kustomization file");
        return Err(invalid(field, cause).hint(format!("set {switch}: true to override it, or leave it out")));
    }
    texts.insert(key.into(), value.into());
    Ok(())
}

/// `kustomize edit set image`: those of the kustomization with the given ones over them, by name. A part that is `*` stays
/// what it was.
fn images(own: &[Image], given: &[String], env: &Env) -> Result<Vec<Image>, Problem> {
    let mut all: BTreeMap<Arc<str>, Image> = BTreeMap::new();
    for text in given {
        let image = parse_image(&env.expand(text))
            .ok_or_else(|| invalid("images", format!("{text:?} is no image")).hint("write name=new-name:tag, name:tag, or name@digest"))?;
        all.insert(image.name.clone(), image);
    }
    for image in own {
        match all.get_mut(&image.name) {
            Some(given) => keep_parts(given, image),
            None => drop(all.insert(image.name.clone(), image.clone())),
        }
    }
    let nothing = Image::default();
    all.values_mut().for_each(|image| keep_parts(image, &nothing));
    Ok(all.into_values().collect())
}

fn keep_parts(image: &mut Image, from: &Image) {
    let parts = [(&mut image.new_name, &from.new_name), (&mut image.new_tag, &from.new_tag), (&mut image.digest, &from.digest)];
    for (part, from) in parts {
        if &**part == "*" {
            part.clone_from(from);
            // Replacing a part makes the image anew, and that has no suffix.
            image.tag_suffix = "".into();
        }
    }
}

/// `name=new:tag@digest`, `name:tag`, `name@digest`; `None` where nothing would change.
fn parse_image(text: &str) -> Option<Image> {
    let (key, value) = text.split_once('=').map_or((None, text), |(key, value)| (Some(key), value));
    let (name, tag, digest) = split(value);
    if name == text {
        return None;
    }
    let (name, new_name) = key.map_or((name, ""), |key| (key, name));
    Some(Image {
        name: name.into(),
        new_name: new_name.into(),
        new_tag: tag.into(),
        digest: digest.into(),
        tag_suffix: "".into(),
        place: place("images"),
    })
}

/// `kustomize edit set replicas`: by name, the given ones win.
fn replicas(own: &[Replica], given: &[KustomizeReplica]) -> Result<Vec<Replica>, Problem> {
    let mut all: BTreeMap<Arc<str>, Replica> = BTreeMap::new();
    for replica in given {
        let count = match &replica.count.0 {
            Value::Str(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        let count = count.ok_or_else(|| {
            bad(&place("replicas"), format!("expected integer value for count of {:?}", replica.name)).hint("give the count as a number")
        })?;
        all.insert(replica.name.as_str().into(), Replica { name: replica.name.as_str().into(), count, place: place("replicas") });
    }
    for replica in own {
        all.entry(replica.name.clone()).or_insert_with(|| replica.clone());
    }
    Ok(all.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::{Env, images, parse_image, place};
    use crate::engine::render::kustomize::settings::Image;

    fn image(name: &str, new_name: &str, new_tag: &str) -> Image {
        Image { name: name.into(), new_name: new_name.into(), new_tag: new_tag.into(), place: place("images"), ..Image::default() }
    }

    #[test]
    fn images_are_read_as_kustomize_edit_reads_them() {
        assert_eq!(parse_image("a=b/c:1"), Some(image("a", "b/c", "1")));
        assert_eq!(parse_image("a:1"), Some(image("a", "", "1")));
        assert_eq!(parse_image("a=b"), Some(image("a", "b", "")));
        assert_eq!(parse_image("a@sha256:00").map(|image| image.digest.to_string()), Some("sha256:00".to_owned()));
        assert_eq!(parse_image("a"), None);
    }

    #[test]
    fn given_images_win_and_stars_keep_what_was() {
        let own = [image("a", "x", "1"), image("b", "", "2")];
        let all = images(&own, &["a=*:3".to_owned(), "c:4".to_owned()], &Env::default()).expect("images");
        assert_eq!(all, [image("a", "x", "3"), image("b", "", "2"), image("c", "", "4")]);
    }
}
