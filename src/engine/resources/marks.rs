//! What annotations say about an object's part in a sync: hook types, wave, options. It knows no plan: whoever asks
//! decides. Source: gitops-engine `pkg/sync/hook`, `pkg/sync/syncwaves`, `pkg/sync/resource/annotations.go`.

use crate::model::application::annotation;
use crate::model::object::Object;
use crate::model::status::HookType;

/// Helm's hook annotation.
pub const HELM_HOOK: &str = "helm.sh/hook";
/// Helm's hook weight, the wave where no Argo CD wave is given.
pub const HELM_HOOK_WEIGHT: &str = "helm.sh/hook-weight";
/// The finaliser that keeps a hook until its phase ended.
pub const HOOK_FINALIZER: &str = "argocd.argoproj.io/hook-finalizer";

const HOOKS: &[(&str, HookType)] = &[
    ("PreSync", HookType::PreSync),
    ("Sync", HookType::Sync),
    ("PostSync", HookType::PostSync),
    ("SyncFail", HookType::SyncFail),
    ("PreDelete", HookType::PreDelete),
    ("PostDelete", HookType::PostDelete),
    ("Skip", HookType::Skip),
];

const HELM_HOOKS: &[(&str, HookType)] = &[
    ("pre-install", HookType::PreSync),
    ("pre-upgrade", HookType::PreSync),
    ("post-install", HookType::PostSync),
    ("post-upgrade", HookType::PostSync),
    ("pre-delete", HookType::PreDelete),
    ("post-delete", HookType::PostDelete),
];

/// The items of a comma-separated annotation, trimmed, each once, in their order.
pub fn csv<'a>(object: &'a Object, name: &str) -> Vec<&'a str> {
    let mut items: Vec<&str> = Vec::new();
    for item in object.annotation(name).unwrap_or("").split(',').map(str::trim) {
        if !item.is_empty() && !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

/// Whether a comma-separated annotation holds this item, e.g. `Prune=false` among the sync options.
pub fn has_option(object: &Object, name: &str, item: &str) -> bool {
    csv(object, name).contains(&item)
}

/// The hook types an object names. Argo CD's win over Helm's; words that are none are passed over.
pub fn hook_types(object: &Object) -> Vec<HookType> {
    let read = |name: &str, table: &[(&str, HookType)]| {
        let mut types = Vec::new();
        for word in csv(object, name) {
            if let Some((_, hook)) = table.iter().find(|(own, _)| *own == word)
                && !types.contains(hook)
            {
                types.push(*hook);
            }
        }
        types
    };
    let own = read(annotation::HOOK, HOOKS);
    if own.is_empty() { read(HELM_HOOK, HELM_HOOKS) } else { own }
}

/// Whether an object is a hook, so that it counts in no verdict. `crd-install` is an ordinary resource, and so is what
/// only says `Skip`; a hook whose types are all misspelt is a hook that never runs ([`is_ignored`]).
pub fn is_hook(object: &Object) -> bool {
    if object.annotation(annotation::HOOK).is_some() {
        return !is_skipped(object);
    }
    object.annotation(HELM_HOOK).is_some_and(|value| value != "crd-install")
}

/// Whether an object only says `Skip`: it is never applied and counts in no verdict.
pub fn is_skipped(object: &Object) -> bool {
    hook_types(object) == [HookType::Skip]
}

/// Whether an object is a hook of no known type (`helm.sh/hook: test`, a misspelt word): left out silently.
pub fn is_ignored(object: &Object) -> bool {
    is_hook(object) && hook_types(object).is_empty()
}

/// Whether the finaliser of running hooks is on an object.
pub fn has_hook_finalizer(object: &Object) -> bool {
    let finalizers = object.get(&["metadata", "finalizers"]).and_then(|value| value.as_list()).unwrap_or(&[]);
    finalizers.iter().any(|value| value.as_str() == Some(HOOK_FINALIZER))
}

/// The wave: Argo CD's annotation, else Helm's weight, else 0; a text that is no number counts as absent.
pub fn wave(object: &Object) -> i64 {
    [annotation::SYNC_WAVE, HELM_HOOK_WEIGHT].iter().find_map(|name| object.annotation(name)?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::Origin;
    use crate::model::object::build::map;
    use crate::model::object::key::Key;
    use crate::model::object::value::Value;

    fn pod(annotations: &[(&str, &str)]) -> Object {
        let annotations = annotations.iter().map(|(key, value)| (Key::from(*key), Value::from(*value))).collect();
        let metadata = map([("name", "p".into()), ("annotations", Value::Map(annotations))]);
        Object::new(map([("apiVersion", "v1".into()), ("kind", "Pod".into()), ("metadata", Value::Map(metadata))]), Origin::default())
            .expect("an object")
    }

    #[test]
    fn words_that_are_no_hook_types_are_passed_over_but_make_a_hook() {
        let mixed = pod(&[(annotation::HOOK, "Sync, Garbage,Sync")]);
        assert_eq!((hook_types(&mixed), is_hook(&mixed), is_skipped(&mixed)), (vec![HookType::Sync], true, false));
        let garbage = pod(&[(annotation::HOOK, "Garbage")]);
        assert!(is_hook(&garbage) && is_ignored(&garbage));
        assert!(is_ignored(&pod(&[(HELM_HOOK, "test")])));
        assert!(!is_hook(&pod(&[(HELM_HOOK, "crd-install")])));
    }

    #[test]
    fn skip_alone_is_no_hook_and_skip_among_others_is_one() {
        let alone = pod(&[(annotation::HOOK, "Skip")]);
        assert!(is_skipped(&alone) && !is_hook(&alone));
        let among = pod(&[(annotation::HOOK, "Skip,PreSync")]);
        assert!(!is_skipped(&among) && is_hook(&among));
    }

    #[test]
    fn an_argo_hook_wins_over_a_helm_hook_and_a_wave_over_a_weight() {
        let both = pod(&[(annotation::HOOK, "PostSync"), (HELM_HOOK, "pre-install"), (HELM_HOOK_WEIGHT, "-3")]);
        assert_eq!((hook_types(&both), wave(&both)), (vec![HookType::PostSync], -3));
        assert_eq!(wave(&pod(&[(annotation::SYNC_WAVE, "2"), (HELM_HOOK_WEIGHT, "-3")])), 2);
        assert_eq!(wave(&pod(&[(annotation::SYNC_WAVE, "soon")])), 0);
    }
}
