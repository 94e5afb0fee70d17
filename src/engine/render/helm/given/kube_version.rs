//! A Kubernetes version as Helm reads it (`v1.33.4-gke.1245000`): the whole text, and the numbers. It knows no cluster.
//! Source: Helm `pkg/chart/common/capabilities.go`; `k8s.io/apimachinery/pkg/util/version`, `ParseGeneric`.

use std::sync::Arc;

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KubeVersion {
    /// With `v` before it, otherwise as it was written.
    pub version: Arc<str>,
    /// Numbers only, with `v` before them: what constraints are checked against.
    pub normalized: Arc<str>,
    /// The first number.
    pub major: Arc<str>,
    /// The second number.
    pub minor: Arc<str>,
}

/// What Helm 4.2.3 assumes where nobody says: the version its client was built for.
pub const DEFAULT: &str = "v1.36.0";

impl KubeVersion {
    /// Reads a version: two numbers or more, separated by dots, and whatever follows them.
    ///
    /// # Errors
    /// When it is none, in Helm's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let body = text.trim_start_matches([' ', '\t', '\n', '\u{c}', '\r']);
        let body = body.strip_prefix('v').unwrap_or(body);
        let numbers = numbers(body);
        if numbers.is_empty() || body.contains('\n') {
            return Err(format!("could not parse {text:?} as version"));
        }
        let components: Vec<&str> = numbers.split('.').collect();
        if components.len() < 2 {
            return Err(format!("illegal version string {text:?}"));
        }
        if let Some(first) = components.first().filter(|first| first.len() > 1 && first.starts_with('0')) {
            return Err(format!("illegal zero-prefixed version component {first:?} in {text:?}"));
        }
        let number = |component: &&str| {
            let why = || format!("strconv.ParseUint: parsing {component:?}: value out of range");
            component.parse::<u64>().map_err(|_| format!("illegal non-numeric version component {component:?} in {text:?}: {}", why()))
        };
        let parts: Vec<String> =
            components.iter().map(|component| number(component).map(|number| number.to_string())).collect::<Result<_, _>>()?;
        let part = |index: usize| Arc::from(parts.get(index).map_or("0", String::as_str));
        let normalized = format!("v{}", parts.join("."));
        let version = if text.starts_with('v') { text.into() } else { format!("v{text}").into() };
        Ok(Self { version, normalized: normalized.into(), major: part(0), minor: part(1) })
    }

    /// The numbers, three at least, as Argo CD hands them to Helm.
    pub fn three_numbers(&self) -> Arc<str> {
        if self.normalized.matches('.').count() == 1 { format!("{}.0", self.normalized).into() } else { self.normalized.clone() }
    }
}

/// Digits and dots at a text's beginning, each dot between digits.
fn numbers(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let all = text.get(..end).unwrap_or_default();
    let whole = all.find("..").and_then(|end| all.get(..end)).unwrap_or(all);
    if whole.starts_with('.') { "" } else { whole.strip_suffix('.').unwrap_or(whole) }
}

#[cfg(test)]
mod tests {
    use super::KubeVersion;

    #[test]
    fn versions_are_read_as_helm_reads_them() {
        let read = |text: &str| {
            KubeVersion::parse(text).map(|found| format!("{} {} {} {}", found.version, found.normalized, found.major, found.minor))
        };
        assert_eq!(read("1.33"), Ok("v1.33 v1.33 1 33".to_owned()));
        assert_eq!(read("v1.33.4-gke.1245000"), Ok("v1.33.4-gke.1245000 v1.33.4 1 33".to_owned()));
        assert_eq!(read("1.30+"), Ok("v1.30+ v1.30 1 30".to_owned()));
        assert_eq!(read("1.02"), Ok("v1.02 v1.2 1 2".to_owned()));
        assert_eq!(read("1.2.x"), Ok("v1.2.x v1.2 1 2".to_owned()));
        for (text, refused) in [
            ("", "could not parse \"\" as version"),
            ("x.y", "could not parse \"x.y\" as version"),
            ("1", "illegal version string \"1\""),
            ("1..2", "illegal version string \"1..2\""),
            ("01.2", "illegal zero-prefixed version component \"01\" in \"01.2\""),
            (
                "1.99999999999999999999",
                "illegal non-numeric version component \"99999999999999999999\" in \"1.99999999999999999999\": \
                 strconv.ParseUint: parsing \"99999999999999999999\": value out of range",
            ),
        ] {
            assert_eq!(read(text), Err(refused.to_owned()), "{text}");
        }
        assert_eq!(KubeVersion::parse("1.30").map(|found| found.three_numbers()), Ok("v1.30.0".into()));
    }
}
