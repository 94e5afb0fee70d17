//! JSON pointers (RFC 6901) as evanphx's json-patch v4 reads them, which the API server uses. It knows no patch.

use crate::model::object::value::Value;

/// The decoded segments of a pointer: `/a~1b/0` → `a/b`, `0`. A pointer without a leading `/` loses its first segment, as
/// there.
pub fn segments(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(decode).collect()
}

/// `~1` → `/`, `~0` → `~`, in one pass from the left.
pub fn decode(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// `~` → `~0`, `/` → `~1`.
pub fn encode(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// The value that a pointer names, if it is there. The empty pointer names the whole.
pub fn get<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    segments(pointer).iter().try_fold(value, |at, segment| match at {
        Value::Map(map) => map.get(segment),
        Value::List(items) => items.get(segment.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Float(_) | Value::Str(_) => None,
    })
}
