//! Limits of one input text. Each is a judgement, and says how it was made; an exceeded one is a problem of kind `Limit`.
//! It knows no parser.

use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind};

/// Bytes of one file. The largest manifests in public charts and operators (bundles of definitions) are about 5 MB;
/// Argo CD reads at most 10 MB of manifests a directory. Three times that is refused before it costs memory.
pub const MAX_BYTES: usize = 32 << 20;

/// Documents of one stream that hold something. A rendered chart has hundreds, the largest fleets' files thousands.
pub const MAX_DOCUMENTS: usize = 100_000;

/// Nesting of maps and lists, aliases followed. The deepest published definition nests about 40 levels.
pub const MAX_DEPTH: usize = crate::model::object::serde_de::MAX_DEPTH;

/// Nodes that a whole stream may gain by aliases. Go's decoder bounds a single document (see [`excessive_aliasing`]); this
/// bounds a stream of many such documents.
pub const MAX_ALIASED_NODES: usize = 4_000_000;

/// Problems reported for one stream; a file of garbage needs no more to be understood.
pub const MAX_PROBLEMS: usize = 100;

/// Go's rule against "billion laughs": up to 400,000 nodes nearly all may come from aliases, above 4,000,000 only a tenth.
/// (go.yaml.in/yaml v2 and v3, `allowedAliasRatio`.)
#[expect(clippy::cast_precision_loss, reason = "a ratio of counts far below 2^53")]
pub fn excessive_aliasing(nodes: usize, aliased: usize) -> bool {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    if aliased <= 100 || nodes <= 1000 {
        return false;
    }
    let allowed = (0.99 - 0.89 * ((nodes as f64 - LOW) / (HIGH - LOW))).clamp(0.10, 0.99);
    aliased as f64 / nodes as f64 > allowed
}

/// What a node of a value weighs beside its text: about what it takes in memory, and more than it takes printed.
const NODE: usize = 32;

/// Why a value was not weighed to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// It weighs more than the limit.
    Weight,
    /// It nests deeper than [`MAX_DEPTH`].
    Depth,
}

/// What a map weighs: bytes of its texts and keys, and some for each node. A part that occurs twice counts twice, for it is printed
/// twice, whether or not it is shared in memory. Costs no more than the limit.
///
/// # Errors
/// When it weighs more than the limit, or nests too deeply.
pub fn weight(map: &Map, limit: usize) -> Result<usize, Excess> {
    let mut weighed = 0;
    weigh_map(map, MAX_DEPTH, limit, &mut weighed).map(|()| weighed)
}

fn weigh_map(map: &Map, depth: usize, limit: usize, weighed: &mut usize) -> Result<(), Excess> {
    let depth = depth.checked_sub(1).ok_or(Excess::Depth)?;
    map.iter().try_for_each(|(key, value)| {
        *weighed = weighed.saturating_add(key.as_str().len());
        weigh(value, depth, limit, weighed)
    })
}

fn weigh(value: &Value, depth: usize, limit: usize, weighed: &mut usize) -> Result<(), Excess> {
    *weighed = weighed.saturating_add(NODE);
    if *weighed > limit {
        return Err(Excess::Weight);
    }
    match value {
        Value::Str(text) => {
            *weighed = weighed.saturating_add(text.len());
            Ok(())
        }
        Value::List(items) => {
            let depth = depth.checked_sub(1).ok_or(Excess::Depth)?;
            items.iter().try_for_each(|item| weigh(item, depth, limit, weighed))
        }
        Value::Map(map) => weigh_map(map, depth, limit, weighed),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) => Ok(()),
    }
}

/// The problem of an exceeded limit.
pub fn exceeded(what: &str) -> Problem {
    Problem::error(ProblemKind::Limit, what).hint("split the file, or make it smaller; this limit protects the console from hostile input")
}
