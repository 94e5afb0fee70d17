//! A chart's files out of an archive (`.tgz`) in memory, within Helm's bounds and ours. It knows no chart.
//!
//! Nothing is written anywhere: a name that climbs or is absolute is refused, as Helm does; a link is a file of no content; what unpacks to
//! more than the bounds is refused before it costs memory. Source: Helm 4.2.3 `pkg/chart/loader/archive/archive.go`.

use std::io::Read as _;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::chart::Entry;
use crate::engine::manifest::file::Trees;

/// Bytes of all files together: Helm's limit.
pub(super) const MAX_CHART: u64 = 100 << 20;

/// Bytes of one file: Helm's limit.
pub(super) const MAX_FILE: u64 = 5 << 20;

/// Entries of one archive, folders and links included. The largest public charts, those below them included, have about three thousand.
const MAX_ENTRIES: usize = 20_000;

/// Bytes that may be unpacked at all: the files, and a header and padding for each entry.
const MAX_UNPACKED: u64 = MAX_CHART + 1024 * MAX_ENTRIES as u64;

/// The files of an archive, the topmost folder's name taken off, byte order marks too.
///
/// # Errors
/// In Helm's words where Helm refuses; otherwise what is wrong with the archive.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Err("gzip: invalid header".into());
    }
    let mut archive = tar::Archive::new(MultiGzDecoder::new(bytes).take(MAX_UNPACKED));
    let mut out: Vec<Entry> = Vec::new();
    let mut remaining = MAX_CHART;
    let broken = |error: std::io::Error| format!("unable to read the archive: {error}");
    for (index, entry) in archive.entries().map_err(broken)?.enumerate() {
        let mut entry = entry.map_err(broken)?;
        if index >= MAX_ENTRIES {
            return Err(format!("the archive has more than {MAX_ENTRIES} entries"));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() || name.ends_with('/') || kind.is_pax_global_extensions() || kind.is_pax_local_extensions() {
            continue;
        }
        let own = inner_name(&name)?;
        let size = if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() { entry.size() } else { 0 };
        if size > remaining {
            return Err(too_large());
        }
        if size > MAX_FILE {
            return Err(format!("decompressed chart file {name:?} is larger than the maximum file size {MAX_FILE}"));
        }
        let mut content = Vec::new();
        let n_read = (&mut entry).take(size).read_to_end(&mut content).map_err(broken)?;
        remaining = remaining.saturating_sub(n_read.try_into().unwrap_or(u64::MAX));
        if (n_read as u64) < size {
            return Err("unable to read the archive: unexpected EOF".into());
        }
        if remaining == 0 {
            return Err(too_large());
        }
        out.push(Entry { name: own.into(), bytes: without_mark(&content), trees: Trees::default() });
    }
    if out.is_empty() { Err("no files in chart archive".into()) } else { Ok(out) }
}

/// The content without a byte order mark.
pub(super) fn without_mark(content: &[u8]) -> Arc<[u8]> {
    content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content).into()
}

fn too_large() -> String {
    format!("decompressed chart is larger than the maximum size {MAX_CHART}")
}

/// An entry's name below the topmost folder.
fn inner_name(name: &str) -> Result<String, String> {
    let delimiter = if name.contains('\\') { '\\' } else { '/' };
    let (top, rest) = name.split_once(delimiter).unwrap_or((name, ""));
    let rest = rest.replace(delimiter, "/");
    if rest.starts_with('/') {
        return Err("chart illegally contains absolute paths".into());
    }
    let clean = clean(&rest);
    if clean == "." {
        return Err(format!("chart illegally contains content outside the base directory: {name:?}"));
    }
    if clean.starts_with("..") {
        return Err("chart illegally references parent directory".into());
    }
    if matches!(clean.as_bytes(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic()) {
        return Err("chart contains illegally named files".into());
    }
    if top == "Chart.yaml" {
        return Err("chart yaml not in base directory".into());
    }
    Ok(clean)
}

/// Go's `path.Clean` of a relative path.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
