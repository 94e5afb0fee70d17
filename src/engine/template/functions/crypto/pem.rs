//! PEM: DER in base 64 between two lines. It knows no key.
//!
//! Source: Go's `encoding/pem`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Characters of a line.
const LINE: usize = 64;

/// A block.
pub(super) fn encode(kind: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {kind}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(LINE).unwrap_or((rest, ""));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(&format!("-----END {kind}-----\n"));
    out
}

/// The first block of a text: its type and content. Headers are passed over.
pub(super) fn decode(text: &str) -> Option<(String, Vec<u8>)> {
    let mut rest = text;
    loop {
        let at = rest.find("-----BEGIN ")?;
        let starts_line = at == 0 || rest.as_bytes().get(at - 1) == Some(&b'\n');
        rest = rest.get(at + "-----BEGIN ".len()..)?;
        if !starts_line {
            continue;
        }
        let Some((kind, after)) = rest.split_once("-----") else { continue };
        let Some((body, _)) = after.split_once(&format!("-----END {kind}-----")) else { continue };
        let lines = body.lines().filter(|line| !line.contains(':'));
        let packed: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        if let Ok(der) = STANDARD.decode(packed) {
            return Some((kind.to_owned(), der));
        }
    }
}
