//! A file over HTTP(S) that a source names: a remote base, a values file. It knows no tool.

use std::sync::Arc;

use crate::engine::manifest::file::File;
use crate::engine::step::{Answer, Asking, Found, Need, Read};
use crate::engine::tree::Look;
use crate::model::problem::{Problem, ProblemKind};

/// The file at a URL, recorded as read.
pub(super) fn web_file(asking: &mut Asking<'_>, url: &str) -> Look<Arc<File>> {
    let need = Need::Http(url.into());
    match asking.ask(need.clone()) {
        Found::Here(Answer::Http(file)) => {
            asking.read(Read::Answer(need, file.blob.as_str().into()));
            Look::Here(file.clone())
        }
        Found::Here(_) => Look::Failed(Problem::error(ProblemKind::Internal, "a file was asked for and something else was answered")),
        Found::Pending => Look::Pending,
        Found::Failed(problem) => Look::Failed(problem),
    }
}
