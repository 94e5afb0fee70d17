//! The overlays of public repositories with what Kustomize builds of them (`../shared/conformance/README.md`), unpacked into memory. It
//! knows no engine.

use std::collections::BTreeMap;

use tiphys::engine::manifest::json::parse_json;
use tiphys::model::object::value::Value;

use super::answers::Memory;
use super::conformance::data;

/// Repositories and overlays.
pub(crate) struct Corpus {
    /// Files by repository.
    pub(crate) trees: BTreeMap<String, Memory>,
    /// The overlays by id.
    pub(crate) cases: Vec<Case>,
}

/// One overlay.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) repo: String,
    pub(crate) path: String,
    /// Of `kustomize build`.
    pub(crate) flags: Vec<String>,
    /// What that printed.
    pub(crate) want: String,
}

impl Corpus {
    /// The corpus; `None` where the data is absent.
    pub(crate) fn load() -> Option<Self> {
        let bytes = data("kustomize_corpus.tar.zst")?;
        let mut trees: BTreeMap<String, Memory> = BTreeMap::new();
        let mut cases: BTreeMap<String, (Option<Vec<u8>>, Option<Vec<u8>>)> = BTreeMap::new();
        for (name, kind, content) in untar(&bytes) {
            if let Some((repo, path)) = name.strip_prefix("trees/").and_then(|rest| rest.split_once('/')) {
                let tree = trees.remove(repo).unwrap_or_default();
                let tree = match kind {
                    b'0' | 0 => tree.with(path, &content),
                    b'2' => tree.link(path, std::str::from_utf8(&content).expect("UTF-8")),
                    _ => tree,
                };
                trees.insert(repo.to_owned(), tree);
            } else if let Some(case) = name.strip_prefix("cases/").and_then(|name| name.strip_suffix(".json")) {
                cases.entry(case.to_owned()).or_default().0 = Some(content);
            } else if let Some(case) = name.strip_prefix("cases/").and_then(|name| name.strip_suffix(".yaml")) {
                cases.entry(case.to_owned()).or_default().1 = Some(content);
            }
        }
        let cases = cases.into_iter().map(|(id, (case, want))| Case::read(id, &case.expect("a case"), want.expect("an output"))).collect();
        Some(Self { trees, cases })
    }
}

impl Case {
    fn read(id: String, case: &[u8], want: Vec<u8>) -> Self {
        let case = parse_json(case).expect("JSON");
        let field = |name: &str| case.as_map().and_then(|case| case.get(name));
        let text = |name: &str| field(name).and_then(Value::as_str).expect("a text").to_owned();
        let flags = field("flags").and_then(Value::as_list).expect("flags");
        let flags = flags.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Self { id, repo: text("repo"), path: text("path"), flags, want: String::from_utf8(want).expect("UTF-8") }
    }
}

/// The files of a tar archive: path → content; links → target.
fn untar(bytes: &[u8]) -> Vec<(String, u8, Vec<u8>)> {
    let text = |field: &[u8]| String::from_utf8_lossy(field.split(|byte| *byte == 0).next().unwrap_or(&[])).into_owned();
    let octal = |field: &[u8]| usize::from_str_radix(text(field).trim(), 8).unwrap_or(0);
    let mut out = Vec::new();
    let mut at = 0;
    let mut long_name: Option<String> = None;
    while let Some(header) = bytes.get(at..at + 512).filter(|header| header[0] != 0) {
        let size = octal(&header[124..136]);
        let body = bytes.get(at + 512..at + 512 + size).expect("a whole archive");
        at += 512 + size.div_ceil(512) * 512;
        let prefix = if &header[257..262] == b"ustar" && header[263] == b'0' { text(&header[345..500]) } else { String::new() };
        let own = text(&header[..100]);
        match header[156] {
            b'L' => long_name = Some(text(body)),
            b'x' => {
                let records = String::from_utf8_lossy(body).into_owned();
                long_name = records.lines().find_map(|line| line.split_once(" path=").map(|(_, path)| path.to_owned()));
            }
            kind => {
                let joined = if prefix.is_empty() { own } else { format!("{prefix}/{own}") };
                let name = long_name.take().unwrap_or(joined);
                let content = if kind == b'2' { text(&header[157..257]).into_bytes() } else { body.to_vec() };
                out.push((name.trim_start_matches("./").to_owned(), kind, content));
            }
        }
    }
    out
}
