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
        let refused = || format!("could not parse {text:?} as version");
        let trimmed = text.trim();
        let body = trimmed.strip_prefix('v').unwrap_or(trimmed);
        let end = body.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(body.len());
        let (numbers, _) = body.split_at(end);
        let numbers = numbers.strip_suffix('.').unwrap_or(numbers);
        let parts: Vec<&str> = numbers.split('.').collect();
        if parts.len() < 2 {
            return Err(refused());
        }
        for part in &parts {
            if part.len() > 1 && part.starts_with('0') {
                return Err(format!("illegal zero-prefixed version component {part:?} in {text:?}"));
            }
            part.parse::<u64>().map_err(|_| refused())?;
        }
        let part = |index: usize| Arc::from(parts.get(index).copied().unwrap_or("0"));
        let normalized = if parts.len() == 2 { format!("v{numbers}.0") } else { format!("v{numbers}") };
        let version = if text.starts_with('v') { text.into() } else { format!("v{text}").into() };
        Ok(Self { version, normalized: normalized.into(), major: part(0), minor: part(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::KubeVersion;

    #[test]
    fn versions_are_read_as_helm_reads_them() {
        let read = |text: &str| {
            KubeVersion::parse(text).map(|found| format!("{} {} {} {}", found.version, found.normalized, found.major, found.minor))
        };
        assert_eq!(read("1.33"), Ok("v1.33 v1.33.0 1 33".to_owned()));
        assert_eq!(read("v1.33.4-gke.1245000"), Ok("v1.33.4-gke.1245000 v1.33.4 1 33".to_owned()));
        assert_eq!(read("1.30+"), Ok("v1.30+ v1.30.0 1 30".to_owned()));
        assert!(read("1").is_err() && read("").is_err() && read("x.y").is_err() && read("1.02").is_err());
    }
}
