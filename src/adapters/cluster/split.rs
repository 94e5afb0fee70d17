//! Takes a list's JSON apart while it arrives: each item's bytes as soon as they are complete, the rest (the envelope) at
//! the end. A list of a thousand large objects is so never in memory whole. It knows no kind.

use super::error::ClusterError;

/// Largest item and largest envelope that are read; see `request::MAX_ANSWER`.
const MAX_ITEM: usize = 16 << 20;
const MAX_ENVELOPE: usize = 1 << 20;

/// Where in the text the splitter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Outside of `items`.
    Envelope,
    /// In `items`, between two of them.
    Between,
    /// In an item.
    Item,
}

/// The state between two chunks.
#[derive(Debug)]
pub(super) struct Splitter {
    at: At,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// The last string at depth 1 since the last comma: a key, when a colon and a bracket follow.
    key: Vec<u8>,
    /// Whether `"items":` has just been read.
    is_items_next: bool,
    envelope: Vec<u8>,
    item: Vec<u8>,
}

impl Splitter {
    /// The state before the first chunk.
    pub(super) fn new() -> Self {
        Self {
            at: At::Envelope,
            depth: 0,
            in_string: false,
            is_escaped: false,
            key: Vec::new(),
            is_items_next: false,
            envelope: Vec::new(),
            item: Vec::new(),
        }
    }

    /// Takes the next chunk; `found` gets each item that it completes.
    ///
    /// # Errors
    /// `TooLarge` past the limits, or what `found` returns.
    pub(super) fn push(&mut self, chunk: &[u8], mut found: impl FnMut(&[u8]) -> Result<(), ClusterError>) -> Result<(), ClusterError> {
        for &byte in chunk {
            match self.at {
                At::Envelope => self.envelope_byte(byte),
                At::Between => self.between_byte(byte),
                At::Item => {
                    self.item.push(byte);
                    if self.item_ends_with(byte) {
                        found(&self.item)?;
                        self.item.clear();
                        self.at = At::Between;
                    }
                }
            }
            if self.item.len() > MAX_ITEM || self.envelope.len() > MAX_ENVELOPE {
                return Err(ClusterError::TooLarge(MAX_ITEM));
            }
        }
        Ok(())
    }

    /// The list without its items, as JSON.
    ///
    /// # Errors
    /// `BadAnswer` when the text ended early.
    pub(super) fn finish(self) -> Result<Vec<u8>, ClusterError> {
        if self.at != At::Envelope || self.depth != 0 || self.envelope.is_empty() {
            return Err(ClusterError::Unreachable("the connection ended in the middle of a list".into()));
        }
        Ok(self.envelope)
    }

    /// Follows strings; true when the byte is part of one (its quotes included).
    fn is_in_string(&mut self, byte: u8) -> bool {
        if !self.in_string {
            self.in_string = byte == b'"';
            return self.in_string;
        }
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.in_string = false,
            _ => {}
        }
        true
    }

    fn envelope_byte(&mut self, byte: u8) {
        self.envelope.push(byte);
        if self.is_in_string(byte) {
            if self.depth == 1 && self.key.len() <= 16 {
                self.key.push(byte);
            }
            return;
        }
        match byte {
            b'{' | b'[' => {
                if byte == b'[' && self.is_items_next && self.depth == 1 {
                    self.at = At::Between;
                }
                self.depth += 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' if self.depth == 1 => {
                self.is_items_next = self.key == b"\"items\"";
                self.key.clear();
                return;
            }
            b',' if self.depth == 1 => self.key.clear(),
            byte if byte.is_ascii_whitespace() => return,
            _ => {}
        }
        self.is_items_next = false;
    }

    fn between_byte(&mut self, byte: u8) {
        match byte {
            b']' => {
                self.envelope.push(byte);
                self.depth = self.depth.saturating_sub(1);
                self.at = At::Envelope;
            }
            b',' => {}
            byte if byte.is_ascii_whitespace() => {}
            _ => {
                self.item.push(byte);
                self.at = At::Item;
                if !self.is_in_string(byte) && matches!(byte, b'{' | b'[') {
                    self.depth += 1;
                }
            }
        }
    }

    /// Follows an item's nesting; true at its last byte. (Items are objects; the depth between items is 2.)
    fn item_ends_with(&mut self, byte: u8) -> bool {
        if self.is_in_string(byte) {
            return false;
        }
        match byte {
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth <= 2;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Splitter;

    fn split(text: &str, chunk: usize) -> (Vec<String>, String) {
        let (mut splitter, mut items) = (Splitter::new(), Vec::new());
        for part in text.as_bytes().chunks(chunk) {
            let found = |item: &[u8]| {
                items.push(String::from_utf8(item.to_vec()).expect("text"));
                Ok(())
            };
            splitter.push(part, found).expect("a list");
        }
        (items, String::from_utf8(splitter.finish().expect("whole")).expect("text"))
    }

    #[test]
    fn items_come_apart_wherever_the_chunks_are_cut() {
        let text = r#"{"kind":"List","metadata":{"continue":"x","items":["no"]},"items": [ {"a":"}]\"{","items":[{"b":1}]} , {} ],"z":{"items":[]}}"#;
        for chunk in 1..text.len() {
            let (items, rest) = split(text, chunk);
            assert_eq!(items, [r#"{"a":"}]\"{","items":[{"b":1}]}"#, "{}"], "chunks of {chunk}");
            assert_eq!(rest, r#"{"kind":"List","metadata":{"continue":"x","items":["no"]},"items": [],"z":{"items":[]}}"#);
        }
        assert_eq!(split(r#"{"items":null}"#, 3), (Vec::new(), r#"{"items":null}"#.to_owned()));
    }

    #[test]
    fn a_list_that_ends_early_is_no_list() {
        let mut splitter = Splitter::new();
        splitter.push(br#"{"items":[{"a":1},"#, |_| Ok(())).expect("so far");
        assert!(splitter.finish().is_err());
    }
}
