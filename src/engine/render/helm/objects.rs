//! What a chart rendered to, as objects: definitions of kinds, manifests, hooks, in the order in which Helm prints them. It
//! knows no template.

use crate::engine::manifest::objects::objects;
use crate::engine::manifest::yaml::{ParseOptions, parse_one, parse_yaml};
use crate::model::object::Object;
use crate::model::problem::Problem;

use super::manifests::print::{Parts, shown_hooks};
use super::run::Output;

/// The objects, each with the template that it comes from as its place; with `lines` each knows the lines of its fields in
/// what the template rendered to.
pub fn of(output: &Output, with_crds: bool, parts: Parts, lines: bool) -> (Vec<Object>, Vec<Problem>) {
    let options = if lines { ParseOptions::KUBERNETES.with_spans() } else { ParseOptions::KUBERNETES };
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    let mut take = |(objects, found): (Vec<Object>, Vec<Problem>)| {
        all.extend(objects);
        problems.extend(found);
    };
    for (path, text) in output.crds.iter().filter(|_| with_crds) {
        take(objects(&parse_yaml(text.as_bytes(), path, options), path));
    }
    for manifest in output.sorted.manifests.iter().chain(shown_hooks(&output.sorted, parts)) {
        let documents = parse_one(manifest.text.as_bytes(), &manifest.path, manifest.lines_before, options);
        take(objects(&documents, &manifest.path));
    }
    (all, problems)
}
