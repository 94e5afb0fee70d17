//! `configMapGenerator` and `secretGenerator`: their data, the objects made of it, the hash behind their names. It knows no
//! other source of objects.

pub(super) mod hash;
pub(super) mod object;
pub(super) mod pairs;
