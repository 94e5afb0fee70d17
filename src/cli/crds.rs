//! `tiphys crds [install]`.

use crate::adapters::store::crds;
use crate::model::problem::Problem;
use crate::runtime::seed::install_crds;
use crate::runtime::world::World;

use super::args::Crds;
use super::out;

/// Prints the CRDs, or installs them where no other program did.
pub(super) fn run(what: Option<&Crds>, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    match what {
        None => out::raw(crds::crds_yaml()?.as_bytes()),
        Some(Crds::Install) => {
            for (name, done) in install_crds(&world()?)? {
                out::say(&format!("{name}: {done}"));
            }
        }
    }
    Ok(0)
}
