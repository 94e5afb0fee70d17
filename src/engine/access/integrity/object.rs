//! Raw commits and tags of Git, parted into what was signed and the signature. It knows no key.
//! Source: Git's `commit.c` (`parse_buffer_signed_by_header`), `gpg-interface.c` (`parse_signature`).

use jiff::Timestamp;

use crate::model::ids::Sha;

/// What kind of object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

/// A commit or an annotated tag as Git stores it. Whoever reads it has made sure that the bytes have the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawObject {
    /// Its id; that of the tag object itself for a tag.
    pub id: Sha,
    /// What it is.
    pub kind: ObjectKind,
    /// Its content, without Git's own header of kind and size.
    pub bytes: Vec<u8>,
}

/// An object in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    /// What was signed.
    pub payload: Vec<u8>,
    /// The signature as text; none where it is not signed.
    pub signature: Option<Vec<u8>>,
}

/// Lines that begin a signature in a tag.
const BEGINNINGS: [&[u8]; 4] =
    [b"-----BEGIN PGP SIGNATURE-----", b"-----BEGIN PGP MESSAGE-----", b"-----BEGIN SIGNED MESSAGE-----", b"-----BEGIN SSH SIGNATURE-----"];

impl RawObject {
    /// What was signed, and the signature. A commit has it in the header `gpgsig` (in repositories with SHA-256 `gpgsig-sha256`), which is
    /// taken out with its continuation lines; a tag has it behind its message.
    pub fn parted(&self) -> Parted {
        match self.kind {
            ObjectKind::Commit => self.parted_commit(),
            ObjectKind::Tag => self.parted_tag(),
        }
    }

    fn signature_header(&self) -> &'static [u8] {
        if self.id.as_str().len() > 40 { b"gpgsig-sha256" } else { b"gpgsig" }
    }

    fn parted_commit(&self) -> Parted {
        let (mut payload, mut signature) = (Vec::with_capacity(self.bytes.len()), Vec::new());
        let mut current = Header::Other;
        let mut rest = self.bytes.as_slice();
        while !rest.is_empty() {
            let (line, behind) = rest.split_at(line_end(rest));
            if line == b"\n" {
                break;
            }
            if let Some(more) = line.strip_prefix(b" ") {
                match current {
                    Header::Own => signature.extend_from_slice(more),
                    Header::Foreign => {}
                    Header::Other => payload.extend_from_slice(line),
                }
            } else {
                let own = line.strip_prefix(self.signature_header()).and_then(|value| value.strip_prefix(b" "));
                current = match own {
                    Some(value) => {
                        signature.extend_from_slice(value);
                        Header::Own
                    }
                    None if line.starts_with(b"gpgsig") => Header::Foreign,
                    None => {
                        payload.extend_from_slice(line);
                        Header::Other
                    }
                };
            }
            rest = behind;
        }
        payload.extend_from_slice(rest);
        Parted { payload, signature: (!signature.is_empty()).then_some(signature) }
    }

    fn parted_tag(&self) -> Parted {
        let mut start = None;
        let mut at = 0;
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning)) {
                start = Some(at);
            }
            at += line_end(rest);
        }
        let Some((signed, signature)) = start.map(|start| self.bytes.split_at(start)) else {
            return Parted { payload: self.bytes.clone(), signature: None };
        };
        // Headers that sign the other form of the object are not part of what is signed.
        let without = Self { id: self.id.clone(), kind: ObjectKind::Tag, bytes: signed.to_vec() }.parted_commit().payload;
        Parted { payload: without, signature: Some(signature.to_vec()) }
    }

    /// The values of a header, first to last.
    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let end = self.bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(self.bytes.len());
        let head = self.bytes.get(..end).unwrap_or_default();
        head.split(|byte| *byte == b'\n').filter_map(move |line| line.strip_prefix(name.as_bytes())?.strip_prefix(b" "))
    }

    /// The ids of a commit's parents; for a tag that of the object that it names.
    pub fn parents(&self) -> Vec<Sha> {
        let name = match self.kind {
            ObjectKind::Commit => "parent",
            ObjectKind::Tag => "object",
        };
        self.headers(name).map(|id| Sha::new(String::from_utf8_lossy(id).into_owned())).collect()
    }

    /// The name that a tag object gives itself; none for commits.
    pub fn tag_name(&self) -> Option<String> {
        let name = self.headers("tag").next().filter(|_| self.kind == ObjectKind::Tag)?;
        Some(String::from_utf8_lossy(name).into_owned())
    }

    /// `Name <address>` of a commit's author or of the tagger; untrusted.
    pub fn who(&self) -> String {
        let name = match self.kind {
            ObjectKind::Commit => "author",
            ObjectKind::Tag => "tagger",
        };
        let line = self.headers(name).next().map(String::from_utf8_lossy).unwrap_or_default();
        line.rfind('>').and_then(|end| line.get(..=end)).unwrap_or("nobody").to_owned()
    }

    /// When it was committed, or tagged, as it says itself.
    pub fn at(&self) -> Option<Timestamp> {
        let name = match self.kind {
            ObjectKind::Commit => "committer",
            ObjectKind::Tag => "tagger",
        };
        let line = String::from_utf8_lossy(self.headers(name).next()?).into_owned();
        let seconds = line.get(line.rfind('>')? + 1..)?.split_whitespace().next()?.parse().ok()?;
        Timestamp::from_second(seconds).ok()
    }

    /// Whether its message has a line with the trailer `Argocd-gpg-seal:`, in whatever case. Source: `listRawSignatures` of Argo CD 3.6,
    /// which greps the whole message.
    pub fn is_seal(&self) -> bool {
        let start = self.bytes.windows(2).position(|pair| pair == b"\n\n");
        let message = start.and_then(|start| self.bytes.get(start..)).unwrap_or_default();
        String::from_utf8_lossy(message).to_lowercase().contains("argocd-gpg-seal:")
    }
}

/// Which header a continuation line belongs to.
#[derive(Clone, Copy)]
enum Header {
    Own,
    Foreign,
    Other,
}

/// The length of the first line with its line feed.
fn line_end(text: &[u8]) -> usize {
    text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| end + 1)
}
