//! A home of its own for the built binary: kubeconfig, caches, nothing of the developer's; and what a verb said.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::repo::Repo;

/// How long any step may take on a busy machine.
pub(crate) const STEP: Duration = Duration::from_secs(150);

/// A home, with one repository in it.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    kubeconfig: PathBuf,
    /// Its repository.
    pub(crate) repo: Repo,
}

impl Home {
    /// A home for the cluster of a kubeconfig.
    pub(crate) fn new(kubeconfig: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::init(&folder.path().join("git/repo.git"));
        Self { folder, kubeconfig: kubeconfig.to_owned(), repo }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The binary, about to run a verb: nobody at its input, and an environment of nothing but what it needs.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiphys"));
        command.args(arguments).env_clear().env("HOME", self.path()).env("KUBECONFIG", &self.kubeconfig).stdin(Stdio::null());
        command
    }

    /// The environment of [`Home::command`], for a program in a terminal.
    pub(crate) fn environment(&self) -> [(String, String); 2] {
        let text = |path: &Path| path.display().to_string();
        [("HOME".to_owned(), text(self.path())), ("KUBECONFIG".to_owned(), text(&self.kubeconfig))]
    }

    /// Runs a verb. One that does not end fails the test with what it said until then: nothing else would ever say which it was.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let mut child = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let (out, err) = (read(child.stdout.take()), read(child.stderr.take()));
        let end = Instant::now() + 2 * STEP;
        let status = loop {
            if let Some(status) = child.try_wait().expect("it is ours") {
                break Some(status);
            }
            if Instant::now() >= end {
                child.kill().and_then(|()| child.wait()).expect("it is killed");
                break None;
            }
            std::thread::park_timeout(Duration::from_millis(5));
        };
        let said = |reader: JoinHandle<Vec<u8>>| reader.join().expect("it is read");
        let (stdout, stderr) = (said(out), said(err));
        let ended = Said::of(arguments, Output { status: status.unwrap_or_default(), stdout, stderr });
        assert!(status.is_some(), "not ended after {:?}: {ended}", 2 * STEP);
        ended
    }

    /// Creates an application from a folder of its repository, in a namespace of the same name.
    pub(crate) fn create(&self, name: &str, url: &str, more: &[&str]) -> Said {
        let base =
            ["app", "create", name, "--repo", url, "--path", name, "--dest-namespace", name, "--sync-option", "CreateNamespace=true"];
        self.run(&[&base[..], more].concat()).with(0)
    }
}

/// Reads a pipe to its end, so that nobody waits for room in it.
fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    let mut pipe = pipe.expect("a pipe");
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("it is readable");
        bytes
    })
}

/// What a verb said, with its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    verb: String,
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Said {
    /// What a process said.
    pub(crate) fn of(arguments: &[&str], Output { status, stdout, stderr }: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { verb: arguments.join(" "), code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    /// Demands an exit code.
    #[track_caller]
    pub(crate) fn with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Demands texts of standard output.
    #[track_caller]
    pub(crate) fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.out.contains(text), "no `{text}`: {self}");
        }
        self
    }

    /// Demands texts of standard error.
    #[track_caller]
    pub(crate) fn warns(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "no `{text}`: {self}");
        }
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ended with {}\n--- out\n{}\n--- err\n{}", self.verb, self.code, self.out, self.err)
    }
}

/// Waits until something is so; the deadline ends the test with the last answer.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + STEP;
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(last) => assert!(Instant::now() < end, "{what}: {last}"),
        }
        // Asking is work for a server that is busy already.
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
