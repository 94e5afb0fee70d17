//! Charts to publish: real archives as `tar` packs them, and a chart repository over HTTP whose index is written from them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::loopback::{Asked, Loopback, Reply};

/// A content's digest as registries write it.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold("sha256:".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes it");
        text
    })
}

/// The archive of a small chart.
pub(crate) fn archive(name: &str, version: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |path: &str, text: &str| {
        let path = folder.path().join(name).join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    file("Chart.yaml", &format!("apiVersion: v2\nname: {name}\nversion: {version}\n"));
    file("values.yaml", "a: 1\n");
    file(
        "templates/config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: '{{ .Values.a }}'\n",
    );
    packed(folder.path(), name)
}

fn packed(folder: &Path, name: &str) -> Vec<u8> {
    let output = Command::new("tar").arg("-C").arg(folder).args(["-czf", "-", name]).output().expect("tar runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A version as the index names it.
#[derive(Debug, Clone)]
struct Line {
    chart: String,
    version: String,
    url: String,
    digest: String,
}

/// What is published: archives by path, and the index of them.
#[derive(Default)]
struct Published {
    files: BTreeMap<String, Vec<u8>>,
    index: Vec<Line>,
    door: Option<(String, String)>,
    /// The status of every answer, where there is none to give.
    down: Option<u16>,
    /// What stands at a path instead.
    instead: BTreeMap<String, Reply>,
}

/// A chart repository over HTTP.
pub(crate) struct Shelf {
    pub(crate) server: Loopback,
    published: Arc<Mutex<Published>>,
}

impl Shelf {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let published: Arc<Mutex<Published>> = Arc::default();
        let own = published.clone();
        Self { server: Loopback::serve(move |asked| answer(&own.lock().expect("whole"), asked)), published }
    }

    fn change(&self, change: impl FnOnce(&mut Published)) {
        change(&mut self.published.lock().expect("whole"));
    }

    /// Publishes a small chart beside the index; its archive.
    pub(crate) fn publish(&self, chart: &str, version: &str) -> Vec<u8> {
        let bytes = archive(chart, version);
        let file = format!("{chart}-{version}.tgz");
        self.list(chart, version, &file, &digest(&bytes)["sha256:".len()..]);
        self.put(&file, bytes.clone());
        bytes
    }

    /// Names a version in the index.
    pub(crate) fn list(&self, chart: &str, version: &str, url: &str, digest: &str) {
        let line = Line { chart: chart.to_owned(), version: version.to_owned(), url: url.to_owned(), digest: digest.to_owned() };
        self.change(|published| published.index.push(line));
    }

    /// Puts a file beside the index.
    pub(crate) fn put(&self, file: &str, bytes: Vec<u8>) {
        self.change(|published| drop(published.files.insert(format!("/{file}"), bytes)));
    }

    /// Answers so at a path.
    pub(crate) fn say(&self, path: &str, reply: Reply) {
        self.change(|published| drop(published.instead.insert(format!("/{path}"), reply)));
    }

    /// Wants a user and a password.
    pub(crate) fn lock(&self, user: &str, password: &str) {
        self.change(|published| published.door = Some((user.to_owned(), password.to_owned())));
    }

    /// Answers with a status, whatever is asked; `None`: as before.
    pub(crate) fn down(&self, status: Option<u16>) {
        self.change(|published| published.down = status);
    }
}

fn answer(published: &Published, asked: &Asked) -> Reply {
    if let Some(status) = published.down {
        return Reply::status(status);
    }
    if let Some((user, password)) = &published.door
        && asked.header("authorization") != format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
    {
        return Reply::status(401);
    }
    if let Some(reply) = published.instead.get(&asked.path) {
        return reply.clone();
    }
    if asked.path == "/index.yaml" && !published.index.is_empty() {
        let text = index(&published.index);
        let etag = format!("\"{}\"", digest(text.as_bytes()));
        return Reply::content(text).unless_known(asked, &etag);
    }
    published.files.get(&asked.path).map_or_else(|| Reply::status(404), |bytes| Reply::content(bytes.clone()))
}

fn index(lines: &[Line]) -> String {
    let mut charts: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        charts.entry(&line.chart).or_default().push(line);
    }
    let mut text = "apiVersion: v1\nentries:\n".to_owned();
    for (chart, lines) in charts {
        writeln!(text, "  {chart}:").expect("a text takes it");
        for line in lines {
            write!(text, "  - apiVersion: v2\n    name: {chart}\n    version: {}\n    urls:\n    - {}\n", line.version, line.url)
                .expect("a text takes it");
            if !line.digest.is_empty() {
                writeln!(text, "    digest: {}", line.digest).expect("a text takes it");
            }
        }
    }
    text + "generated: \"2026-01-01T00:00:00Z\"\n"
}
