//! What argocd-cm says about kinds: health scripts, ignore rules, known types, compare options. Parsed once for one
//! control plane's settings. It knows no object.
//! Source: Argo CD `util/settings/settings.go`, `GetResourceOverrides`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::ids::GroupKind;
use crate::model::settings::Settings;

/// Customisations by the pattern of their kind.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    by_kind: BTreeMap<Arc<str>, Override>,
}

/// What is said of one pattern of kinds (`group/Kind`, core kinds `Kind`; `*` stands for any text).
#[derive(Debug, Clone, Default)]
pub struct Override {
    /// The health script.
    pub health: Option<Arc<str>>,
}

const PREFIX: &str = "resource.customizations.";

impl Overrides {
    /// The customisations of these settings.
    pub fn new(settings: &Settings) -> Self {
        let mut by_kind: BTreeMap<Arc<str>, Override> = BTreeMap::new();
        for (key, text) in &settings.raw {
            let Some((what, kind)) = key.strip_prefix(PREFIX).and_then(|rest| rest.split_once('.')) else { continue };
            let entry = by_kind.entry(pattern(kind)).or_default();
            if what == "health" {
                entry.health = Some(text.clone());
            }
        }
        Self { by_kind }
    }

    /// The configured health script of a kind, by exact name, else by pattern.
    pub fn health_script(&self, kind: &GroupKind) -> Option<&Arc<str>> {
        let name = kind.to_string();
        let exact = self.by_kind.get(name.as_str()).and_then(|entry| entry.health.as_ref());
        exact.or_else(|| self.by_kind.iter().filter(|(own, _)| matches(own, &name)).find_map(|(_, entry)| entry.health.as_ref()))
    }
}

/// `group_Kind` as `group/Kind`; `all` means every kind.
fn pattern(kind: &str) -> Arc<str> {
    if kind == "all" { "*/*".into() } else { kind.replacen('_', "/", 1).into() }
}

/// Whether a pattern without separators (`*` crosses `/`) matches; one that cannot be compiled matches nothing.
pub fn matches(pattern: &str, text: &str) -> bool {
    if !pattern.contains(['*', '?', '[', '{', '\\', '!']) {
        return pattern == text;
    }
    globset::GlobBuilder::new(pattern).literal_separator(false).build().is_ok_and(|glob| glob.compile_matcher().is_match(text))
}
