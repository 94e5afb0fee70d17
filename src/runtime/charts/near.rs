//! What is like a chart or a version that is not there: for the next step of a message, never to choose. It asks nobody.

use crate::engine::render::helm::chart_index;
use crate::model::problem::{Problem, ProblemKind};

/// Names that are offered.
const N_NEAR: usize = 3;

/// How like a chart's name another must be to be offered; what is below is another word.
const LIKE: f64 = 0.75;

/// Lines of an index that are looked at: more than the largest public ones have.
const MAX_LINES: usize = 2_000_000;

/// The same problem with what the index has instead of what it does not have.
pub(super) fn explained(problem: Problem, index: &[u8], chart: &str, wanted: &str) -> Problem {
    if problem.kind != ProblemKind::NotFound {
        return problem;
    }
    if let Ok(entries) = chart_index::versions(index, chart) {
        return problem.hint(of_versions(wanted, &entries.iter().map(|entry| &*entry.version).collect::<Vec<_>>()));
    }
    let near = ranked(chart, &names(index));
    let near: Vec<&str> = near.into_iter().filter(|(score, _)| *score > LIKE).map(|(_, name)| name).take(N_NEAR).collect();
    if near.is_empty() { problem } else { problem.hint(format!("did you mean {}?", near.join(" or "))) }
}

/// Which of these versions are like the wanted one.
pub(super) fn of_versions(wanted: &str, versions: &[&str]) -> String {
    if versions.is_empty() {
        return "there are none".to_owned();
    }
    let near: Vec<&str> = ranked(wanted, versions).into_iter().map(|(_, version)| version).take(N_NEAR).collect();
    format!("of {} versions these are near: {}", versions.len(), near.join(", "))
}

/// The most like first, of equal ones the first as given.
fn ranked<'a>(wanted: &str, names: &[&'a str]) -> Vec<(f64, &'a str)> {
    let mut scored: Vec<(f64, &str)> = names.iter().map(|name| (strsim::jaro_winkler(name, wanted), *name)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored
}

/// The names of charts in an index as it is usually written: one a line, below `entries:`.
fn names(index: &[u8]) -> Vec<&str> {
    let Ok(text) = std::str::from_utf8(index) else { return Vec::new() };
    let mut lines = text.lines().take(MAX_LINES).skip_while(|line| line.trim_end() != "entries:").skip(1).peekable();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let own = lines.peek().map_or(0, |line| depth(line));
    let entries = lines.take_while(|line| own > 0 && (depth(line) > 0 || line.is_empty()));
    let keys = entries.filter(|line| depth(line) == own).filter_map(|line| line.trim().strip_suffix(':'));
    keys.map(|name| name.trim_matches(['"', '\''])).collect()
}

#[cfg(test)]
mod tests {
    use super::{explained, names};
    use crate::model::problem::{Problem, ProblemKind};

    const INDEX: &str = "apiVersion: v1\nentries:\n  redis:\n  - apiVersion: v2\n    name: redis\n    version: 1.0.0\n    urls: [a]\n  \"web\":\n  - apiVersion: v2\n    name: web\n    version: 1.2.0\n    urls: [b]\ngenerated: \"2026\"\nother:\n  no: 1\n";

    fn hint(chart: &str, wanted: &str) -> Option<String> {
        let problem = Problem::error(ProblemKind::NotFound, "not there").hint("look");
        explained(problem, INDEX.as_bytes(), chart, wanted).hint.map(|hint| hint.to_string())
    }

    #[test]
    fn what_is_near_is_offered_and_what_is_not_is_not() {
        assert_eq!(names(INDEX.as_bytes()), ["redis", "web"]);
        assert_eq!(hint("redi", "").as_deref(), Some("did you mean redis?"));
        assert_eq!(hint("kafka", "").as_deref(), Some("look"));
        assert_eq!(hint("web", "1.2.1").as_deref(), Some("of 1 versions these are near: 1.2.0"));
        for text in ["", "entries:", "entries:\n", "entries: {}\n", "{\"entries\": {}}"] {
            assert!(names(text.as_bytes()).is_empty(), "{text}");
        }
    }
}
