//! Field paths as people read them: `spec.template.spec.containers[0].image`. It knows no schema.

use std::fmt;
use std::sync::Arc;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A map's key.
    Field(Arc<str>),
    /// A list's 0-based index.
    Index(usize),
    /// A list's item by its merge key: `[name=web]`.
    Item(Arc<str>, Arc<str>),
}

/// A path from an object's root. Displays like `spec.ports[name=http].port`; a key that holds `.` or `/` is quoted:
/// `metadata.annotations["a.b/c"]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The path with one more segment.
    #[must_use]
    pub fn join(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Field(name) if name.contains(['.', '/', '[', ']', '"', ' ']) || name.is_empty() => write!(f, "[{name:?}]")?,
                Segment::Field(name) if position == 0 => f.write_str(name)?,
                Segment::Field(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Item(key, value) => write!(f, "[{key}={value}]")?,
            }
        }
        Ok(())
    }
}
