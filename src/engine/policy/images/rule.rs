//! One image rule, compiled, and what it says of one image. It knows no object.

use super::reference::{Reference, is_registry};
use super::tags::{Form, moves};
use crate::engine::glob::Glob;
use crate::engine::policy::scope::{Globs, Reach};
use crate::model::house::ImageRule;

/// Characters of an entry of `allowedRegistries`; a repository's name has at most 255.
const MAX_REGISTRY: usize = 512;

/// A rule that was read.
pub(super) struct Compiled {
    pub(super) reach: Reach,
    images: Globs,
    except: Globs,
    immutable: bool,
    digest: bool,
    forbidden_tags: Globs,
    tag_forms: Vec<Form>,
    registries: Vec<[Glob; 2]>,
}

impl Compiled {
    /// # Errors
    /// The field that cannot be read (empty: the rule as a whole), and why.
    pub(super) fn new(rule: &ImageRule) -> Result<Self, (String, String)> {
        let asks = rule.immutable
            || rule.digest
            || !rule.forbidden_tags.is_empty()
            || !rule.tag_forms.is_empty()
            || !rule.allowed_registries.is_empty();
        if !asks {
            return Err((String::new(), "it asks for nothing".to_owned()));
        }
        let at = |field: &str, index: usize| format!("{field}[{index}]");
        let globs = |field: &str, list: &[String]| Globs::new(list).map_err(|(index, cause)| (at(field, index), cause));
        let forms = rule.tag_forms.iter().enumerate();
        let registries = rule.allowed_registries.iter().enumerate();
        Ok(Self {
            reach: Reach::new(&rule.head.scope)?,
            images: globs("images", &rule.images)?,
            except: globs("exceptImages", &rule.except_images)?,
            immutable: rule.immutable,
            digest: rule.digest,
            forbidden_tags: globs("forbiddenTags", &rule.forbidden_tags)?,
            tag_forms: forms
                .map(|(index, text)| Form::new(text).map_err(|cause| (at("tagForms", index), cause)))
                .collect::<Result<_, _>>()?,
            registries: registries
                .map(|(index, text)| registry(text).map_err(|cause| (at("allowedRegistries", index), cause)))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether the rule looks at this image.
    pub(super) fn looks_at(&self, reference: &Reference) -> bool {
        let names = [&*reference.repository(), &*reference.familiar()];
        self.images.admit(&names) && !self.except.matches(&names)
    }

    /// Whether it looks at every image: then also at one whose name cannot be read.
    pub(super) fn looks_at_unreadable(&self) -> bool {
        self.images.admit(&[])
    }

    /// Whether it asks for tags that do not move.
    pub(super) fn is_immutable(&self) -> bool {
        self.immutable
    }

    /// What of an image is not as the rule asks: the field, the reason, what would do.
    pub(super) fn broken(&self, rule: &ImageRule, reference: &Reference) -> Vec<(&'static str, String, String)> {
        let mut found = Vec::new();
        let is_pinned = reference.digest.is_some();
        let shown = reference.tag.as_deref().map_or_else(|| "no tag, which is latest,".to_owned(), |tag| format!("the tag {tag:?}"));
        // With a digest and no tag there is no tag to judge: the digest says more.
        let tag = match (&reference.tag, is_pinned) {
            (Some(tag), _) => Some(tag.as_str()),
            (None, false) => Some("latest"),
            (None, true) => None,
        };
        let repository = reference.repository();
        if !self.registries.is_empty() && !self.registries.iter().flatten().any(|glob| glob.matches(&repository)) {
            let allowed = some(&rule.allowed_registries);
            found.push(("allowedRegistries", format!("it comes from {}", reference.registry), format!("take it from {allowed}")));
        }
        if self.digest && !is_pinned {
            found.push(("digest", "no digest pins it".to_owned(), "write @sha256:… behind it".to_owned()));
        }
        if tag.is_some_and(|tag| self.forbidden_tags.matches(&[tag])) {
            found.push(("forbiddenTags", format!("{shown} is forbidden"), "use another tag".to_owned()));
        }
        if self.immutable && !is_pinned && tag.is_some_and(moves) {
            let change = "pin a digest, or use a tag that is pushed once, such as sha-<commit> or a version of three numbers";
            found.push(("immutable", format!("{shown} moves"), change.to_owned()));
        }
        if !self.tag_forms.is_empty() && tag.is_some_and(|tag| !self.tag_forms.iter().any(|form| form.matches(tag))) {
            let forms = some(&rule.tag_forms);
            found.push(("tagForms", format!("{shown} has none of the forms {forms}"), format!("use a tag of the form {forms}")));
        }
        found
    }
}

/// The first few of a list.
fn some(list: &[String]) -> String {
    let shown: Vec<&str> = list.iter().take(4).map(String::as_str).collect();
    let more = if list.len() > shown.len() { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A registry (`ghcr.io`), or a folder of one (`ghcr.io/platform`), with everything below it. `*` stays between slashes, `**` does not.
fn registry(text: &str) -> Result<[Glob; 2], String> {
    if text.len() > MAX_REGISTRY {
        return Err(format!("a registry of {} characters is too long, {MAX_REGISTRY} are read", text.len()));
    }
    let name = text.trim_end_matches('/');
    let (host, path) = name.split_once('/').map_or((name, None), |(host, path)| (host, Some(path)));
    let host = host.to_ascii_lowercase();
    let is_host = (host.contains(['.', ':']) || host == "localhost") && is_registry(&host);
    let is_pattern = host.contains(['*', '?', '{', '[']);
    if host.is_empty() || name.contains("://") || !is_host && !is_pattern {
        return Err(format!("{text:?} does not begin with a registry's host, such as docker.io/platform or ghcr.io"));
    }
    let host = match host.as_str() {
        "index.docker.io" => "docker.io".to_owned(),
        // The brackets of an IPv6 address are no class of characters.
        address if is_host => address.replace('[', "\\[").replace(']', "\\]"),
        pattern => pattern.to_owned(),
    };
    let name = path.map_or_else(|| host.clone(), |path| format!("{host}/{path}"));
    Ok([Glob::of_url(&name)?, Glob::of_url(&format!("{name}/**"))?])
}
