//! The API: requests in, answers out. `front` hands it whole requests; the store is locked for one verb at a time. It knows
//! no socket and no controller.

pub(crate) mod accept;
pub(crate) mod options;
pub(crate) mod target;
