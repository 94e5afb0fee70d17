//! The flags of `kustomize build` that change what is rendered. It knows no command line: words are given.

use std::sync::Arc;

use crate::model::problem::{Problem, ProblemKind};

/// What `kustomize build` may be told by flags, on a command line or in `kustomize.buildOptions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// `--load-restrictor LoadRestrictionsNone`: files outside a kustomization's own folder may be read.
    pub unrestricted: bool,
    /// `--reorder`, where it was given.
    pub reorder: Option<Reorder>,
    /// `--enable-managedby-label`.
    pub managed_by_label: bool,
    /// `--enable-helm`: whether charts that a kustomization names are rendered.
    pub helm: bool,
    /// `--helm-kube-version`: the cluster's version for charts that name none; empty for what Helm assumes.
    pub helm_kube_version: Arc<str>,
    /// `--helm-api-versions`, in order: the cluster's API versions for charts that name none.
    pub helm_api_versions: Vec<Arc<str>>,
}

/// `--reorder`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reorder {
    /// By kind, as ever.
    Legacy,
    /// As the kustomization lists them.
    None,
}

/// Flags that allow programs or containers to run. A render runs none, whatever is allowed: one that a kustomization names
/// is refused where it stands, and a fleet's `kustomize.buildOptions` does not cost the applications that name none.
const PROGRAMS: [&str; 5] = ["--enable-alpha-plugins", "--enable-exec", "--enable-star", "--network", "--as-current-user"];
/// The same with a value.
const OF_PROGRAMS: [&str; 4] = ["--network-name", "--mount", "--env", "-e"];
/// All flags that are read, for "did you mean".
const KNOWN: [&str; 7] = [
    "--load-restrictor",
    "--reorder",
    "--enable-managedby-label",
    "--enable-helm",
    "--enable-alpha-plugins",
    "--helm-api-versions",
    "--helm-kube-version",
];

impl BuildOptions {
    /// The options that these words (flags and their values) ask for.
    ///
    /// # Errors
    /// For a flag that `kustomize build` does not have, or a wrong value.
    pub fn parse(words: &[&str]) -> Result<Self, Problem> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (flag, inline) = word.split_once('=').map_or((*word, None), |(flag, value)| (flag, Some(value)));
            let mut value = || inline.or_else(|| words.next().copied()).unwrap_or("");
            match flag {
                "--load-restrictor" => options.unrestricted = load_restrictor(value())?,
                "--reorder" => options.reorder = Some(reorder(value())?),
                "--enable-managedby-label" => options.managed_by_label = switch(flag, inline)?,
                "--enable-helm" => options.helm = switch(flag, inline)?,
                "--helm-kube-version" => options.helm_kube_version = value().into(),
                "--helm-api-versions" => options.helm_api_versions.push(value().into()),
                // Charts are rendered here, whatever program stands beside, and their templates are not printed on the way.
                "--helm-command" => drop(value()),
                "--helm-debug" => drop(switch(flag, inline)?),
                flag if OF_PROGRAMS.contains(&flag) => drop(value()),
                flag if PROGRAMS.contains(&flag) => drop(switch(flag, inline)?),
                other => return Err(unknown(other)),
            }
        }
        Ok(options)
    }
}

fn switch(flag: &str, value: Option<&str>) -> Result<bool, Problem> {
    match value {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(other) => Err(Problem::error(ProblemKind::BadInput, format!("invalid value {other:?} for {flag}: expected true or false"))),
    }
}

fn load_restrictor(value: &str) -> Result<bool, Problem> {
    match value.to_ascii_lowercase().as_str() {
        "none" | "loadrestrictionsnone" => Ok(true),
        "rootonly" | "loadrestrictionsrootonly" => Ok(false),
        _ => {
            let cause =
                format!("illegal flag value --load-restrictor {value}; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]");
            Err(Problem::error(ProblemKind::BadInput, cause))
        }
    }
}

fn reorder(value: &str) -> Result<Reorder, Problem> {
    match value {
        "legacy" => Ok(Reorder::Legacy),
        "none" => Ok(Reorder::None),
        _ => {
            let cause = format!("illegal flag value --reorder {value}; legal values: [legacy none]");
            Err(Problem::error(ProblemKind::BadInput, cause))
        }
    }
}

fn unknown(flag: &str) -> Problem {
    let problem = Problem::error(ProblemKind::BadInput, format!("unknown flag {flag:?} of kustomize build"));
    let near = KNOWN.iter().map(|known| (strsim::jaro_winkler(known, flag), known));
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((score, known)) if score > 0.8 => problem.hint(format!("did you mean {known}?")),
        _ => problem.hint("see `kustomize build --help`"),
    }
}

#[cfg(test)]
mod tests {
    use super::{BuildOptions, Reorder};

    #[test]
    fn flags_are_read_in_both_spellings() {
        let words = ["--load-restrictor", "LoadRestrictionsNone", "--reorder=none", "--enable-helm", "--helm-command", "helm"];
        let want = BuildOptions { unrestricted: true, reorder: Some(Reorder::None), helm: true, ..BuildOptions::default() };
        assert_eq!(BuildOptions::parse(&words), Ok(want));
    }

    #[test]
    fn the_last_version_of_kubernetes_counts_and_all_of_its_apis() {
        let words = ["--helm-kube-version=1.30", "--helm-api-versions", "a/v1", "--helm-kube-version", "1.31", "--helm-api-versions=b/v1"];
        let want = BuildOptions {
            helm_kube_version: "1.31".into(),
            helm_api_versions: vec!["a/v1".into(), "b/v1".into()],
            ..BuildOptions::default()
        };
        assert_eq!(BuildOptions::parse(&words), Ok(want));
    }

    #[test]
    fn leave_to_run_programs_changes_nothing_and_unknown_flags_are_corrected() {
        let allowed = ["--enable-alpha-plugins", "--enable-exec", "-e", "A=b", "--network=true"];
        assert_eq!(BuildOptions::parse(&allowed), Ok(BuildOptions::default()));
        let problem = BuildOptions::parse(&["--load-restrictr", "none"]).expect_err("misspelt");
        assert_eq!(problem.hint.as_deref(), Some("did you mean --load-restrictor?"));
    }
}
