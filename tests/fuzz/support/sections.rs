//! How an input is cut: a line that begins with `%%` names what follows it, up to the next such line. What stands before the first
//! one is passed over. As text, so that inputs can be read and written by hand, and so that libFuzzer's mutations of bytes move
//! whole files, names and contents alike.

/// One named part.
pub struct Section<'i> {
    /// The rest of the line that begins it.
    pub head: &'i str,
    /// The lines below.
    pub body: &'i [u8],
}

/// Parts of one input; more would only be slow.
const MAX_SECTIONS: usize = 40;

/// The parts of an input.
pub fn cut(input: &[u8]) -> Vec<Section<'_>> {
    let mut heads: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"%%") && heads.len() < MAX_SECTIONS {
            heads.push((at, at + line.len()));
        }
        at += line.len();
    }
    let ends = heads.iter().skip(1).map(|(start, _)| *start).chain([input.len()]);
    let section = |((start, body), end): (&(usize, usize), usize)| Section {
        head: std::str::from_utf8(&input[start + 2..*body]).unwrap_or("").trim(),
        body: &input[*body..end],
    };
    heads.iter().zip(ends).map(section).collect()
}
