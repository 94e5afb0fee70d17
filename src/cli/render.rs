//! `tiphys render`: the renderer's bytes to standard output, unmasked, as kustomize prints them; no cluster, no journal.

use crate::model::problem::Problem;

use super::args::Render;
use super::out;

/// Renders a folder.
pub(super) fn run(_what: &Render) -> Result<u8, Problem> {
    out::note("not yet");
    Ok(out::USAGE)
}
