//! What the schema says of a field that a strategic merge goes into. It knows no patch.

use crate::engine::schema::Schema;
use crate::engine::schema::facts::Shape;
use crate::engine::schema::types::{Patch, TypeRef};

use super::StrategicError;

/// How a field is merged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strategy<'s> {
    /// The type of the field's map, or of its list's items.
    pub(super) ty: TypeRef,
    /// The merge key, empty for scalars and where none was published.
    pub(super) key: &'s str,
    pub(super) merge: bool,
    pub(super) replace: bool,
    pub(super) retain_keys: bool,
}

fn strategy(ty: TypeRef, patch: Option<Patch<&str>>) -> Strategy<'_> {
    let none = Patch { merge_key: "", merge: false, replace: false, retain_keys: false };
    let patch = patch.unwrap_or(none);
    Strategy { ty, key: patch.merge_key, merge: patch.merge, replace: patch.replace, retain_keys: patch.retain_keys }
}

/// The strategy of a field that holds a map.
///
/// # Errors
/// When the type has no such field, as with Go's struct types.
pub(super) fn of_map<'s>(schema: &'s Schema, ty: TypeRef, key: &str) -> Result<Strategy<'s>, StrategicError> {
    match schema.shape(ty) {
        Shape::Deduced => Ok(strategy(TypeRef::DEDUCED, None)),
        Shape::Map { item, .. } => Ok(strategy(item, None)),
        Shape::Struct { name, open, .. } => match (schema.field(ty, key), open) {
            (Some(field), _) => Ok(strategy(field.ty, field.patch)),
            (None, Some(open)) => Ok(strategy(open, None)),
            (None, None) => {
                let ty = name.rsplit('.').next().unwrap_or_default().to_owned();
                Err(StrategicError::UnknownField { ty, field: key.to_owned() })
            }
        },
        Shape::Untyped => Err(StrategicError::UnknownField { ty: "RawExtension".to_owned(), field: key.to_owned() }),
        Shape::Scalar(_) => Err(StrategicError::Type { expected: NOT_STRUCT, found: "a scalar" }),
        Shape::List { .. } => Err(StrategicError::Type { expected: NOT_STRUCT, found: "slice" }),
    }
}

const NOT_STRUCT: &str = "merging an object in json but data type is not struct";

/// The strategy of a field that holds a list; its type is that of the items.
///
/// # Errors
/// When the type has no such field, or the field is no list.
pub(super) fn of_list<'s>(schema: &'s Schema, ty: TypeRef, key: &str) -> Result<Strategy<'s>, StrategicError> {
    let field = of_map(schema, ty, key)?;
    let item = match schema.shape(field.ty) {
        Shape::List { item, .. } => item,
        Shape::Deduced | Shape::Untyped => TypeRef::DEDUCED,
        // Go's library takes what a pointer points to for the items' type without looking at the list.
        Shape::Struct { .. } => field.ty,
        Shape::Scalar(_) => return Err(StrategicError::Type { expected: "expected slice or array type", found: "a scalar" }),
        Shape::Map { .. } => return Err(StrategicError::Type { expected: "expected slice or array type", found: "map" }),
    };
    Ok(Strategy { ty: item, ..field })
}
