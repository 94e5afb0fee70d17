//! Images of an object as Kyverno's variable `images` has them: registry, path, name, tag, digest. It knows no registry. Source: kyverno
//! `pkg/utils/image`, `pkg/utils/api/image.go`, distribution/reference for what a reference is.

use super::fault::Fault;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The registry of a reference without one.
const DEFAULT_REGISTRY: &str = "docker.io";

/// An image reference, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// `docker.io`
    pub registry: String,
    /// `library/nginx`
    pub path: String,
    /// Empty where there is only a digest.
    pub tag: String,
    /// `sha256:…`, or empty.
    pub digest: String,
}

/// Takes a reference apart.
///
/// # Errors
/// When it is none.
pub fn read(image: &str) -> Result<Image, Fault> {
    let wrong = || Fault::bad(format!("bad image: {image}: invalid reference format"));
    let first = image.split('/').next().unwrap_or_default();
    let has_registry =
        image.contains('/') && (first.contains(['.', ':']) || first == "localhost" || first.chars().any(|c| c.is_ascii_uppercase()));
    let full = if has_registry { image.to_owned() } else { format!("{DEFAULT_REGISTRY}/{image}") };
    let (name, digest) = full.split_once('@').unwrap_or((&full, ""));
    let (registry, rest) = name.split_once('/').ok_or_else(wrong)?;
    let (path, tag) = rest.split_once(':').unwrap_or((rest, ""));
    let is_path = |part: &str| {
        !part.is_empty()
            && part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
    };
    let is_tag = tag.len() <= 128
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        && !tag.starts_with(['.', '-'])
        && (rest.contains(':') != tag.is_empty());
    let is_digest = match digest.split_once(':') {
        Some((algorithm, hexadecimal)) => {
            !algorithm.is_empty() && hexadecimal.len() >= 32 && hexadecimal.chars().all(|c| c.is_ascii_hexdigit())
        }
        None => digest.is_empty() && !full.contains('@'),
    };
    if registry.is_empty() || !path.split('/').all(is_path) || !is_tag || !is_digest || full.len() > 1024 {
        return Err(wrong());
    }
    let tag = if tag.is_empty() && digest.is_empty() { "latest" } else { tag };
    Ok(Image { registry: registry.to_owned(), path: path.to_owned(), tag: tag.to_owned(), digest: digest.to_owned() })
}

impl Image {
    /// `registry/path:tag`, or with the digest where there is one.
    pub fn full_name(&self) -> String {
        if self.digest.is_empty() { self.with_tag() } else { format!("{}/{}@{}", self.registry, self.path, self.digest) }
    }

    fn with_tag(&self) -> String {
        format!("{}/{}:{}", self.registry, self.path, self.tag)
    }

    fn to_value(&self, pointer: String) -> Value {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let mut entries = vec![
            ("registry", self.registry.clone()),
            ("name", name.to_owned()),
            ("path", self.path.clone()),
            ("reference", self.full_name()),
            ("referenceWithTag", self.with_tag()),
            ("jsonPointer", pointer),
        ];
        // What is empty is left out, as in JSON.
        for (key, text) in [("tag", &self.tag), ("digest", &self.digest)] {
            if !text.is_empty() {
                entries.push((key, text.clone()));
            }
        }
        Value::map(entries.into_iter().map(|(key, text)| (Key::field(key), text.into())).collect())
    }
}

/// Where a kind keeps its Pod's spec.
fn pod_spec(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "Pod" => Some(&["spec"]),
        "DaemonSet" | "Deployment" | "ReplicaSet" | "ReplicationController" | "StatefulSet" | "Job" => Some(&["spec", "template", "spec"]),
        "CronJob" => Some(&["spec", "jobTemplate", "spec", "template", "spec"]),
        _ => None,
    }
}

/// The variable `images` of an object: by list, by container. None where it has no image.
///
/// # Errors
/// When an image is no reference.
pub fn of_object(object: &Map) -> Result<Option<Value>, Fault> {
    let kind = object.get("kind").and_then(Value::as_str).unwrap_or_default();
    let Some(path) = pod_spec(kind) else { return Ok(None) };
    let spec = path.iter().try_fold(object, |map, key| map.get(key).and_then(Value::as_map));
    let Some(spec) = spec else { return Ok(None) };
    let mut lists = Vec::new();
    for list in ["initContainers", "containers", "ephemeralContainers"] {
        let mut found = Vec::new();
        for (index, container) in spec.get(list).and_then(Value::as_list).unwrap_or_default().iter().enumerate() {
            let text = |key: &str| container.as_map().and_then(|map| map.get(key)).and_then(Value::as_str);
            let Some(image) = text("image").filter(|image| !image.trim().is_empty()) else { continue };
            let name = text("name").ok_or_else(|| Fault::bad("invalid key"))?;
            let pointer = format!("/{}/{list}/{index}/image", path.join("/"));
            let image = read(image).map_err(|fault| fault.within(&format!("invalid image '{image}'")))?;
            found.push((Key::own(name), image.to_value(pointer)));
        }
        if !found.is_empty() {
            lists.push((Key::field(list), Value::map(found)));
        }
    }
    Ok((!lists.is_empty()).then(|| Value::map(lists)))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn references_are_taken_apart_and_completed() {
        for (image, expected) in [
            ("nginx", "docker.io/nginx:latest"),
            ("a/b:1", "docker.io/a/b:1"),
            ("ghcr.io/a/b/c:v1", "ghcr.io/a/b/c:v1"),
            ("localhost/a", "localhost/a:latest"),
            ("host:5000/a:1", "host:5000/a:1"),
        ] {
            assert_eq!(read(image).expect(image).full_name(), expected);
        }
        let digest = format!("sha256:{}", "a".repeat(64));
        assert_eq!(read(&format!("a/b:1@{digest}")).expect("an image").full_name(), format!("docker.io/a/b@{digest}"));
        for image in ["", "UPPER", "a b", "a:", "a@sha256:xyz", "a//b"] {
            assert!(read(image).is_err(), "{image}");
        }
    }
}
