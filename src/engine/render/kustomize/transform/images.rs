//! `images`: new names, tags and digests of container images, wherever a list `containers` or `initContainers` stands and
//! where the field specifications say. Source: kustomize `api/filters/imagetag`, `api/internal/image`.

use std::sync::Arc;

use regex::Regex;

use crate::engine::render::kustomize::fieldspec::{Creates, FieldSpec, WalkError, scalar_text, set_text};
use crate::engine::render::kustomize::resmap::ResMap;
use crate::engine::render::kustomize::run::bad;
use crate::engine::render::kustomize::selector::compile;
use crate::engine::render::kustomize::settings::Image;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem};

/// Bytes of an image's name, tag or digest. No registry takes more than some hundred; what is put into every container must be small.
const MAX_PART: usize = 4096;

/// An image to change.
#[derive(Debug)]
pub(in crate::engine::render::kustomize) struct Images {
    image: Image,
    pattern: Pattern,
    specs: Vec<FieldSpec>,
}

/// What an image's name must be: Kustomize takes it for a regular expression. Nearly all are plain but for dots.
#[derive(Debug)]
enum Pattern {
    Plain,
    Expression(Regex),
}

impl Images {
    /// The change of an image at these places.
    ///
    /// # Errors
    /// When the name is a malformed regular expression.
    pub(in crate::engine::render::kustomize) fn new(image: Image, specs: Vec<FieldSpec>, place: &Place) -> Result<Self, Problem> {
        let texts = [&image.name, &image.new_name, &image.tag_suffix, &image.new_tag, &image.digest];
        if texts.iter().any(|text| text.len() > MAX_PART) {
            return Err(bad(place, format!("a part of the image is longer than {MAX_PART} bytes")));
        }
        let plain = image.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.' | b':'));
        let pattern = if plain {
            Pattern::Plain
        } else {
            let expression = format!("^{}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$", image.name);
            Pattern::Expression(
                compile(&expression).map_err(|error| bad(place, error).hint("the name of an image is a regular expression"))?,
            )
        };
        Ok(Self { image, pattern, specs })
    }

    /// Changes it.
    pub(super) fn apply(&self, map: &mut ResMap) -> Result<(), Problem> {
        for resource in map.list_mut() {
            if &*resource.id().kind == "CustomResourceDefinition" {
                continue;
            }
            let wrong = |error: WalkError, place: &Place| bad(place, format!("image {}: {error}", self.image.name));
            if let Some(root) = self.containers(resource.root()).map_err(|error| wrong(error, &resource.place))? {
                resource.set_root(root);
            }
            for spec in self.specs.iter().filter(|spec| spec.is_for(resource.id())).cloned().collect::<Vec<_>>() {
                let edited = spec.edit(resource.root(), Creates::Nothing, &mut |value| self.set(value));
                if let Some(root) = edited.map_err(|error| wrong(error, &resource.place))? {
                    resource.set_root(root);
                }
            }
        }
        Ok(())
    }

    /// Images of every list of containers, however deep.
    fn containers(&self, map: &Map) -> Result<Option<Map>, WalkError> {
        let mut changed: Option<Vec<_>> = None;
        for (index, (key, value)) in map.iter().enumerate() {
            let below = self.below(value)?;
            let list = matches!(key.as_str(), "containers" | "initContainers");
            let images = if list { self.listed(below.as_ref().unwrap_or(value))? } else { None };
            if let Some(new) = images.or(below) {
                let entries = changed.get_or_insert_with(|| map.to_entries());
                if let Some(entry) = entries.get_mut(index) {
                    entry.1 = new;
                }
            }
        }
        Ok(changed.map(Map::from_entries))
    }

    fn below(&self, value: &Value) -> Result<Option<Value>, WalkError> {
        match value {
            Value::Map(map) => Ok(self.containers(map)?.map(Value::Map)),
            Value::List(items) => replace_items(items, |item| self.below(item)),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => Ok(None),
        }
    }

    fn listed(&self, value: &Value) -> Result<Option<Value>, WalkError> {
        let Value::List(items) = value else { return Ok(None) };
        replace_items(items, |item| match item {
            Value::Null => Ok(None),
            Value::Map(map) => match map.get("image") {
                Some(image) => Ok(self.set(image)?.map(|new| Value::Map(map.with("image", new)))),
                None => Ok(None),
            },
            other => Err(WalkError::Shape { expected: "a container", found: other.kind_name() }),
        })
    }

    fn set(&self, value: &Value) -> Result<Option<Value>, WalkError> {
        let Some(text) = scalar_text(value) else { return Err(WalkError::Shape { expected: "an image", found: value.kind_name() }) };
        if value.is_null() || !self.is_meant(&text) {
            return Ok(None);
        }
        set_text(value, &self.changed(&text))
    }

    fn is_meant(&self, text: &str) -> bool {
        match &self.pattern {
            Pattern::Expression(regex) => regex.is_match(text),
            Pattern::Plain => {
                let length = self.image.name.len();
                let (Some(name), Some(rest)) = (text.get(..length), text.get(length..)) else { return false };
                let same = name.bytes().zip(self.image.name.bytes()).all(|(own, wanted)| wanted == b'.' && own.is_ascii() || own == wanted);
                same && is_tag_and_digest(rest)
            }
        }
    }

    fn changed(&self, text: &str) -> Arc<str> {
        let (name, tag, digest) = split(text);
        let image = &self.image;
        let name = if image.new_name.is_empty() { name } else { &image.new_name };
        let (tag, digest) = match (image.new_tag.is_empty(), image.digest.is_empty(), image.tag_suffix.is_empty()) {
            (false, false, _) => (image.new_tag.to_string(), &*image.digest),
            (false, true, _) => (image.new_tag.to_string(), ""),
            (true, false, _) => (String::new(), &*image.digest),
            (true, true, false) => (format!("{tag}{}", image.tag_suffix), ""),
            (true, true, true) => (tag.to_owned(), digest),
        };
        let mut out = name.to_owned();
        if !tag.is_empty() {
            out.push(':');
            out.push_str(&tag);
        }
        if !digest.is_empty() {
            out.push('@');
            out.push_str(digest);
        }
        out.into()
    }
}

fn replace_items(items: &[Value], new: impl Fn(&Value) -> Result<Option<Value>, WalkError>) -> Result<Option<Value>, WalkError> {
    let mut changed: Option<Vec<Value>> = None;
    for (index, item) in items.iter().enumerate() {
        if let Some(new) = new(item)? {
            let list = changed.get_or_insert_with(|| items.to_vec());
            if let Some(place) = list.get_mut(index) {
                *place = new;
            }
        }
    }
    Ok(changed.map(Value::list))
}

/// `(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?`
fn is_tag_and_digest(rest: &str) -> bool {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'{' | b'}' | b'-'));
    let (tag, digest) = match rest.find('@') {
        Some(at) => (rest.get(..at).unwrap_or(""), rest.get(at..).unwrap_or("")),
        None => (rest, ""),
    };
    (tag.is_empty() || tag.strip_prefix(':').is_some_and(is_word))
        && (digest.is_empty() || digest.strip_prefix("@sha256:").is_some_and(is_word))
}

/// Name, tag and digest of an image.
pub(in crate::engine::render::kustomize) fn split(image: &str) -> (&str, &str, &str) {
    let path = image.find('/').filter(|slash| *slash > 0).unwrap_or(0);
    let search = image.get(path..).unwrap_or("");
    let at = search.find('@').map(|at| at + path);
    let colon = search.find(':').map(|colon| colon + path);
    let part = |from: usize, to: usize| image.get(from..to).unwrap_or("");
    match (at, colon) {
        (None, None) => (image, "", ""),
        (Some(at), colon) if colon.is_none_or(|colon| at < colon) => (part(0, at), "", part(at + 1, image.len())),
        (Some(at), Some(colon)) => (part(0, colon), part(colon + 1, at), part(at + 1, image.len())),
        (_, Some(colon)) => (part(0, colon), part(colon + 1, image.len()), ""),
        (Some(at), None) => (part(0, at), "", part(at + 1, image.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::{Images, split};
    use crate::engine::render::kustomize::settings::Image;
    use crate::model::problem::Place;

    fn images(name: &str, new_name: &str, new_tag: &str, digest: &str) -> Images {
        let image =
            Image { name: name.into(), new_name: new_name.into(), new_tag: new_tag.into(), digest: digest.into(), ..Image::default() };
        Images::new(image, Vec::new(), &Place::default()).expect("a name")
    }

    #[test]
    fn images_are_taken_apart() {
        assert_eq!(split("nginx"), ("nginx", "", ""));
        assert_eq!(split("host:5000/nginx:1.0"), ("host:5000/nginx", "1.0", ""));
        assert_eq!(split("a/b:1@sha256:00"), ("a/b", "1", "sha256:00"));
        assert_eq!(split("a/b@sha256:00"), ("a/b", "", "sha256:00"));
    }

    #[test]
    fn only_the_named_image_is_meant_whatever_its_tag() {
        let nginx = images("nginx", "", "2", "");
        for image in ["nginx", "nginx:1", "nginx@sha256:00", "nginx:1@sha256:00"] {
            assert!(nginx.is_meant(image), "{image}");
        }
        for image in ["nginx2", "my/nginx", "nginx/x", "nginx:1/x"] {
            assert!(!nginx.is_meant(image), "{image}");
        }
        assert!(images("a.b", "", "", "").is_meant("axb"), "a dot is any character, as for Kustomize");
    }

    #[test]
    fn tags_and_digests_replace_each_other() {
        assert_eq!(&*images("a", "", "2", "").changed("a:1@sha256:00"), "a:2");
        assert_eq!(&*images("a", "b", "", "sha256:11").changed("a:1"), "b@sha256:11");
        assert_eq!(&*images("a", "b", "", "").changed("a:1@sha256:00"), "b:1@sha256:00");
        assert_eq!(&*images("a", "", "2", "sha256:11").changed("a"), "a:2@sha256:11");
    }
}
