//! `tiphys crds [install]`.

use crate::model::problem::Problem;

use super::args::Crds;
use super::out;

/// Prints the CRDs, or installs them.
pub(super) fn run(_what: Option<&Crds>) -> Result<u8, Problem> {
    out::note("not yet");
    Ok(out::USAGE)
}
