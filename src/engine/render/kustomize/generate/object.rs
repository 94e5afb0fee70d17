//! ConfigMaps and Secrets out of keys and values. Source: kustomize `api/internal/generators`, kyaml `yaml/datamap.go`.

use std::sync::Arc;

use base64::Engine as _;

use super::pairs::Pairs;
use crate::engine::render::kustomize::resource::Resource;
use crate::engine::render::kustomize::run::bad;
use crate::engine::render::kustomize::settings::{Generator, GeneratorOptions, Texts};
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

/// Characters of a line of base64 in kyaml's data maps.
const LINE: usize = 70;

/// What a generator makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine::render::kustomize) enum Makes {
    /// A ConfigMap.
    ConfigMap,
    /// A Secret.
    Secret,
}

impl Makes {
    /// The name of Kustomize's plugin.
    pub(in crate::engine::render::kustomize) fn plugin(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMapGenerator",
            Self::Secret => "SecretGenerator",
        }
    }

    /// The kustomization's field.
    pub(in crate::engine::render::kustomize) fn field(self) -> &'static str {
        match self {
            Self::ConfigMap => "configMapGenerator",
            Self::Secret => "secretGenerator",
        }
    }
}

/// The object that a generator makes of its data. `options` are its own with those of all.
///
/// # Errors
/// When it has no name.
pub(in crate::engine::render::kustomize) fn make(
    generator: &Generator,
    makes: Makes,
    options: &GeneratorOptions,
    pairs: &Pairs,
) -> Result<Resource, Problem> {
    if generator.name.is_empty() {
        return Err(bad(&generator.place, "a configmap must have a name").hint("add `name:` to the generator"));
    }
    let kind = match makes {
        Makes::ConfigMap => "ConfigMap",
        Makes::Secret => "Secret",
    };
    let mut root: Vec<(Key, Value)> = vec![
        (Key::field("apiVersion"), "v1".into()),
        (Key::field("kind"), kind.into()),
        (Key::field("metadata"), Value::Map(metadata(generator, options))),
    ];
    match makes {
        Makes::ConfigMap => root.extend(config_data(pairs)),
        Makes::Secret => {
            let kind = if generator.kind_of_secret.is_empty() { "Opaque".into() } else { generator.kind_of_secret.clone() };
            root.push((Key::field("type"), Value::Str(kind)));
            let data = pairs.iter().map(|(key, value)| (Key::own(key.clone()), Value::str(base64_lines(value)))).collect();
            root.push((Key::field("data"), Value::map(data)));
        }
    }
    if options.immutable {
        root.push((Key::field("immutable"), true.into()));
    }
    let mut resource = Resource::new(Map::from_entries(root), generator.place.clone());
    resource.notes.behavior = Some(generator.behavior);
    resource.notes.needs_hash = !options.disable_hash;
    Ok(resource)
}

fn metadata(generator: &Generator, options: &GeneratorOptions) -> Map {
    let mut metadata = vec![(Key::field("name"), Value::Str(generator.name.clone()))];
    if !generator.namespace.is_empty() {
        metadata.push((Key::field("namespace"), Value::Str(generator.namespace.clone())));
    }
    let texts = |texts: &Texts| Value::map(texts.iter().map(|(key, text)| (Key::own(key.clone()), Value::Str(text.clone()))).collect());
    for (field, entries) in [("labels", &options.labels), ("annotations", &options.annotations)] {
        if let Some(entries) = entries.as_ref().filter(|entries| !entries.is_empty()) {
            metadata.push((Key::field(field), texts(entries)));
        }
    }
    Map::from_entries(metadata)
}

/// `data`, and `binaryData` of what is no text; neither where it would be empty.
fn config_data(pairs: &Pairs) -> Vec<(Key, Value)> {
    let (mut data, mut binary) = (Vec::new(), Vec::new());
    for (key, value) in pairs {
        let key = Key::own(key.clone());
        match std::str::from_utf8(value) {
            Ok(text) => data.push((key, Value::str(text))),
            Err(_) => binary.push((key, Value::str(base64_lines(value)))),
        }
    }
    let filled = [("data", data), ("binaryData", binary)].into_iter().filter(|(_, entries)| !entries.is_empty());
    filled.map(|(field, entries)| (Key::field(field), Value::map(entries))).collect()
}

/// Base64 on one line, or, beyond 70 characters, on lines that all end.
fn base64_lines(bytes: &[u8]) -> Arc<str> {
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    if text.len() < LINE {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + text.len() / LINE + 1);
    for (index, c) in text.chars().enumerate() {
        if index > 0 && index % LINE == 0 {
            out.push('\n');
        }
        out.push(c);
    }
    out.push('\n');
    out.into()
}

#[cfg(test)]
mod tests {
    use super::base64_lines;

    #[test]
    fn long_base_64_is_broken_into_lines() {
        assert_eq!(&*base64_lines(b"abc"), "YWJj");
        let long = base64_lines(&[0; 60]);
        assert_eq!(long.lines().map(str::len).collect::<Vec<_>>(), [70, 10]);
        assert!(long.ends_with('\n'));
    }
}
