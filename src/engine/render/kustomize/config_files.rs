//! What `openapi`, `configurations` and `crds` add to a build. Source: kustomize
//! `api/internal/plugins/builtinconfig/transformerconfig.go`, `api/internal/accumulator/loadconfigfromcrds.go`.

use std::sync::Arc;

use crate::engine::manifest::yaml::Document;
use crate::engine::schema::{Learnt, Schema};
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem};

use super::build::Build;
use super::decode::{Item, Origin, Reading};
use super::fieldspec::FieldSpec;
use super::ids::Gvk;
use super::layer::Layer;
use super::load::{self, file};
use super::run::{Run, bad};
use super::settings::{Entry, field_spec};
use super::specs::set::{BUILT_IN, Conflict, NameReference, Specs, merged};

/// The only version whose schema Kustomize 5.8.1 has built in.
const BUILT_IN_VERSION: &str = "v1.21.2";

/// Definitions that may refer to each other in a chain of `crds`.
const MAX_CHAIN: usize = 32;

/// Properties of one file of `crds`, those of definitions that others refer to counted each time. Where definitions refer to each other
/// in circles, their number has no end.
const MAX_PROPERTIES: usize = 200_000;

/// The schema that a kustomization's `openapi` sets, if it is the first to set one.
pub(super) fn schema(build: &mut Build<'_, '_>, layer: &Layer) -> Run<()> {
    let openapi = &layer.kustomization.openapi;
    let place = Place::file(layer.kustomization.origin.file.clone()).at_field("openapi");
    if build.schema_is_set || openapi.is_empty() {
        return Ok(());
    }
    match (openapi.get("path"), openapi.get("version")) {
        (Some(_), Some(_)) => Err(bad(&place, "builtin version and custom schema provided, cannot use both").into()),
        (Some(entry), None) => {
            let (path, content) = file(build.asking, &layer.folder, entry, &place)?;
            let document = load::settings(&content, &path)?;
            let learnt = Learnt::from_openapi_v2(&document.value).map_err(|problem| problem.at(Place::file(path.clone())))?;
            build.schema = Schema::empty().with(Arc::new(learnt));
            build.schema_is_set = true;
            Ok(())
        }
        (None, Some(version)) if !version.is_empty() => {
            build.schema_is_set = true;
            let unknown = bad(&place, "the specified OpenAPI version is not built in").hint("the only built-in version is v1.21.2");
            if **version == *BUILT_IN_VERSION { Ok(()) } else { Err(unknown.into()) }
        }
        (None, _) => Ok(()),
    }
}

/// The specifications in effect for a kustomization: those of its bases, then the built-in ones with its own
/// `configurations`, then its `crds`. The order of these merges decides what is hidden by what.
pub(super) fn specs(build: &mut Build<'_, '_>, layer: &Layer, inherited: &Arc<Specs>) -> Run<Arc<Specs>> {
    let kustomization = &layer.kustomization;
    let conflicting = |entry: Option<&Entry>| {
        let place = entry.map_or_else(|| Place::file(kustomization.origin.file.clone()), |entry| entry.place.clone());
        move |conflict: Conflict| bad(&place, conflict.to_string())
    };
    let mut custom = Specs::default();
    for entry in &kustomization.configurations {
        let (path, content) = file(build.asking, &layer.folder, &entry.text, &entry.place)?;
        let more = configuration(&load::settings(&content, &path)?, &path)?;
        custom = custom.merge(&more).map_err(conflicting(Some(entry)))?;
    }
    let first = kustomization.configurations.first();
    let own = match first {
        None => BUILT_IN.clone(),
        Some(_) => Arc::new(BUILT_IN.merge(&custom).map_err(conflicting(first))?),
    };
    let mut all = merged(inherited, &own).map_err(conflicting(first))?;
    for entry in &kustomization.crds {
        let (path, content) = file(build.asking, &layer.folder, &entry.text, &entry.place)?;
        let document = load::settings(&content, &path)?.value;
        if !is_definitions(&document) {
            let cause = format!("unable to parse open API definition from '{}'", entry.text);
            return Err(bad(&entry.place, cause)
                .hint("`crds:` lists OpenAPI definitions; a CustomResourceDefinition is a resource")
                .into());
        }
        let more = from_definitions(&document, &path)?;
        all = all.merge(&more).map(Arc::new).map_err(conflicting(Some(entry)))?;
    }
    Ok(all)
}

/// A file of `configurations`.
fn configuration(document: &Document, path: &str) -> Result<Specs, Problem> {
    let origin = Origin { file: path.into(), spans: document.spans.clone(), reading: Reading::Strict };
    let mut fields = Item::root(&document.value, &origin).fields()?;
    let mut specs = Specs {
        name_prefix: fields.list("namePrefix", field_spec)?,
        name_suffix: fields.list("nameSuffix", field_spec)?,
        namespace: fields.list("namespace", field_spec)?,
        common_labels: fields.list("commonLabels", field_spec)?,
        labels: fields.list("labels", field_spec)?,
        template_labels: fields.list("templateLabels", field_spec)?,
        common_annotations: fields.list("commonAnnotations", field_spec)?,
        name_reference: fields.list("nameReference", name_reference)?,
        var_reference: fields.list("varReference", field_spec)?,
        images: fields.list("images", field_spec)?,
        replicas: fields.list("replicas", field_spec)?,
    };
    fields.finish()?;
    specs.sort();
    Ok(specs)
}

fn name_reference(item: &Item<'_>) -> Result<NameReference, Problem> {
    let mut fields = item.fields()?;
    let target = Gvk { group: fields.text("group")?, version: fields.text("version")?, kind: fields.text("kind")? };
    let reference = NameReference { target, referrers: fields.list("fieldSpecs", field_spec)? };
    fields.finish()?;
    Ok(reference)
}

/// Whether every field is a definition, as Go's decoder wants it.
fn is_definitions(document: &Value) -> bool {
    let is_definition = |value: &Value| matches!(value, Value::Map(_) | Value::Null);
    document.as_map().is_some_and(|map| map.iter().all(|(_, value)| is_definition(value)))
}

/// What OpenAPI definitions of `crds` say of names, labels and annotations by their `x-kubernetes-…` extensions.
fn from_definitions(document: &Value, path: &str) -> Result<Specs, Problem> {
    let mut specs = Specs::default();
    let Some(definitions) = document.as_map() else { return Ok(specs) };
    let mut left = MAX_PROPERTIES;
    for (name, definition) in definitions {
        let Some(properties) = properties(definition) else { continue };
        if ["kind", "apiVersion", "metadata"].iter().all(|field| properties.has(field)) {
            let kind = name.as_str().rsplit('.').next().unwrap_or("");
            let gvk = Gvk { kind: kind.into(), ..Gvk::default() };
            add_properties(&mut specs, &gvk, definitions, properties, &mut Vec::new(), &mut left);
        }
    }
    if left == 0 {
        let cause = format!("the definitions have more than {MAX_PROPERTIES} properties, those that they refer to counted each time");
        return Err(super::run::too_much(&Place::file(path), cause));
    }
    specs.sort();
    Ok(specs)
}

fn properties(definition: &Value) -> Option<&Map> {
    let definition = definition.as_map()?;
    let schema = definition.iter().find(|(key, _)| key.as_str().eq_ignore_ascii_case("schema")).map(|(_, value)| value)?;
    schema.as_map()?.get("properties")?.as_map()
}

fn add_properties(specs: &mut Specs, gvk: &Gvk, definitions: &Map, properties: &Map, path: &mut Vec<String>, left: &mut usize) {
    for (name, property) in properties {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return;
        }
        let Some(property) = property.as_map() else { continue };
        let text = |key: &str| property.get(key).and_then(Value::as_str);
        path.push(name.as_str().replace('/', r"\/"));
        let spec = || FieldSpec::new(gvk.clone(), &path.join("/"), false);
        if text("x-kubernetes-annotation").is_some() {
            specs.common_annotations.push(spec());
        }
        if text("x-kubernetes-label-selector").is_some() {
            specs.common_labels.push(spec());
        }
        if text("x-kubernetes-identity").is_some() {
            specs.name_prefix.push(spec());
        }
        if let (Some(version), Some(kind)) = (text("x-kubernetes-object-ref-api-version"), text("x-kubernetes-object-ref-kind")) {
            let target = Gvk { version: version.into(), kind: kind.into(), ..Gvk::default() };
            let field = text("x-kubernetes-object-ref-name-key").unwrap_or("name");
            let referrer = FieldSpec::new(gvk.clone(), &format!("{}/{field}", path.join("/")), false);
            match specs.name_reference.iter_mut().find(|reference| reference.target == target) {
                Some(reference) => reference.referrers.push(referrer),
                None => specs.name_reference.push(NameReference { target, referrers: vec![referrer] }),
            }
        }
        let below = text("$ref").and_then(|reference| properties_of(definitions, reference));
        if let Some(below) = below.filter(|_| path.len() < MAX_CHAIN) {
            add_properties(specs, gvk, definitions, below, path, left);
        }
        path.pop();
    }
}

fn properties_of<'d>(definitions: &'d Map, reference: &str) -> Option<&'d Map> {
    properties(definitions.get(reference)?)
}
