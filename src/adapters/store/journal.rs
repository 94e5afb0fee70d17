//! The local journal: one line of JSON for each change of the world that left this process, with who answers for it and what became of
//! it. The cluster's own records are what counts; this is what was done from this machine, for the post-mortem. It holds names and words,
//! never an object's content.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

/// Bytes after which a journal is set aside as `journal.1.jsonl` and a new one begins: some ten thousand changes.
const FULL: u64 = 4 << 20;

/// One change of the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry<'a> {
    /// When its answer came.
    pub at: Timestamp,
    /// Who answers for it, as the API server knows them; of a policy its rule.
    pub who: &'a str,
    /// The digest of the plan that was confirmed.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub digest: &'a str,
    /// The operation it belongs to.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub operation: &'a str,
    /// The control plane's API server.
    pub server: &'a str,
    /// What was asked: `apply apps/Deployment/web`.
    pub what: &'a str,
    /// What became of it: `done`, or why not.
    pub outcome: &'a str,
}

/// The journal of this machine's user. Several processes may write it: each line is one append.
#[derive(Debug, Clone)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// The journal below a folder; nothing is written before the first entry.
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join("journal.jsonl") }
    }

    /// Adds an entry. Folder and file are readable by their owner only.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn add(&self, entry: &Entry<'_>) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        if fs::metadata(&self.path).is_ok_and(|found| found.len() >= FULL) {
            fs::rename(&self.path, self.path.with_file_name("journal.1.jsonl"))?;
        }
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Entry, Journal};

    fn entry(what: &str) -> Entry<'_> {
        let at = jiff::Timestamp::from_second(0).expect("a time");
        Entry { at, who: "ana", digest: "p1:ab", operation: "", server: "https://a", what, outcome: "done" }
    }

    #[test]
    fn entries_are_lines_that_only_their_owner_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::new(&folder.path().join("state"));
        journal.add(&entry("apply x")).expect("it is written");
        journal.add(&entry("delete y")).expect("it is written");
        let path = folder.path().join("state/journal.jsonl");
        let text = std::fs::read_to_string(&path).expect("it is there");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            r#"{"at":"1970-01-01T00:00:00Z","who":"ana","digest":"p1:ab","server":"https://a","what":"apply x","outcome":"done"}"#
        );
        assert!(lines[1].contains("delete y") && lines.len() == 2);
        assert_eq!(std::fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_full_journal_is_set_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        std::fs::write(&path, vec![b'\n'; usize::try_from(super::FULL).expect("it fits")]).expect("it is written");
        Journal::new(folder.path()).add(&entry("apply x")).expect("it is written");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there").lines().count(), 1);
        assert!(folder.path().join("journal.1.jsonl").exists());
    }
}
