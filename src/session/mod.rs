//! The application core of all faces: one pure `update(&mut State, Msg) -> Vec<Ticketed>` decides; the runtime carries
//! effects out and answers with replies under the same ticket. It knows no client, no clock, no screen.

pub mod acts;
pub mod apps;
pub mod ask;
pub mod command;
pub mod drive;
pub mod effect;
pub mod healer;
pub mod live;
pub mod msg;
pub mod orphans;
pub mod outcome;
pub mod packed;
pub mod query;
pub mod reopen;
pub mod rights;
pub mod rules;
pub mod shown;
pub mod sides;
pub mod slots;
pub mod state;
pub mod update;
