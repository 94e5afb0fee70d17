//! Kinds as policies spell them: `Pod`, `v1/Pod`, `apps/v1/Deployment`, `*/*`, `Pod/exec`, `Pod.status`. It knows no API server. Source: kyverno
//! `pkg/utils/kube/kind.go`.

use super::super::wildcard;

/// Group, version, kind and subresource that a spelling means; none where it has too many parts.
fn parts(text: &str) -> Option<[&str; 4]> {
    let mut parts: Vec<&str> = text.split('/').collect();
    let last = parts.pop()?;
    parts.extend(last.split('.'));
    Some(match *parts.as_slice() {
        [kind] => ["*", "*", kind, ""],
        ["*", "*"] => ["*"; 4],
        ["*", subresource] if subresource.to_lowercase() == subresource => ["*", "*", "*", subresource],
        [version, kind] if is_version(version) => ["*", version, kind, ""],
        [kind, subresource] => ["*", "*", kind, subresource],
        [version, kind, subresource] if is_version(version) => ["*", version, kind, subresource],
        [group, version, kind] => [group, version, kind, ""],
        [group, version, kind, subresource] => [group, version, kind, subresource],
        _ => return None,
    })
}

fn is_version(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(rest) = text.strip_prefix('v') else { return text == "*" };
    let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() == rest.len() {
        return false;
    }
    number.is_empty() || number.strip_prefix("alpha").or(number.strip_prefix("beta")).is_some_and(digits)
}

/// Whether a spelling means this kind and subresource. A Pod's ephemeral containers count as the Pod.
pub fn matches(spelling: &str, (group, version, kind): (&str, &str, &str), subresource: &str) -> bool {
    let Some([own_group, own_version, own_kind, own_subresource]) = parts(spelling) else { return false };
    wildcard::matches(own_group, group)
        && wildcard::matches(own_version, version)
        && wildcard::matches(own_kind, kind)
        && (wildcard::matches(own_subresource, subresource)
            || ((group, version, kind) == ("", "v1", "Pod") && subresource == "ephemeralcontainers"))
}

/// Whether a spelling names this kind, letter by letter.
pub fn is(spelling: &str, kind: &str) -> bool {
    parts(spelling).is_some_and(|[_, _, own, _]| own == kind)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn every_spelling_means_its_kind() {
        let pod = ("", "v1", "Pod");
        let deployment = ("apps", "v1", "Deployment");
        for (spelling, kind, subresource, expected) in [
            ("Pod", pod, "", true),
            ("Pod", pod, "exec", false),
            ("Pod/exec", pod, "exec", true),
            ("Pod.exec", pod, "exec", true),
            ("v1/Pod", pod, "", true),
            ("*/*", pod, "exec", true),
            ("*", pod, "", true),
            ("*", pod, "exec", false),
            ("apps/v1/Deployment", deployment, "", true),
            ("apps/v1beta1/Deployment", deployment, "", false),
            ("apps/*/Deployment", deployment, "", true),
            ("*/scale", deployment, "scale", true),
            ("Deploy*", deployment, "", true),
            ("apps/v1/Deployment/scale", deployment, "scale", true),
            ("Pod", pod, "ephemeralcontainers", true),
            ("a/b/c/d/e", pod, "", false),
        ] {
            assert_eq!(matches(spelling, kind, subresource), expected, "{spelling} {subresource}");
        }
    }
}
