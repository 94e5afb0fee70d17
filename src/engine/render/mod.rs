//! Sources → objects: detects the tool, renders, tracks. The entry of every renderer. It knows no Git and no cluster;
//! files come by need.

mod charts;
mod detect;
mod directory;
pub mod entropy;
pub mod env;
mod finish;
pub mod helm;
pub mod jsonnet;
pub mod kustomize;
pub mod options;
pub mod output;
pub mod path;
mod previews;
mod source;
mod track;
mod web_file;

use std::sync::Arc;

use crate::engine::schema::Schema;
use crate::engine::step::{Answers, Asking, Step};
use crate::model::application::Source;
use crate::model::ids::{Revision, Sha};
use crate::model::object::Object;
use crate::model::settings::Settings;
use entropy::{Entropy, Uses, Whose};

/// The sources of one application with the revisions to render.
#[derive(Debug, Clone)]
pub struct Sources {
    /// In the application's order; `$ref` looks among them.
    pub items: Vec<SourceAt>,
}

/// A source at a revision.
#[derive(Debug, Clone)]
pub struct SourceAt {
    /// The source as the Application (or a history record) has it.
    pub source: Source,
    /// What to resolve: a target revision, or a commit id.
    pub revision: Revision,
}

/// Everything else that a render may depend on.
#[derive(Debug, Clone)]
pub struct Context {
    /// The application's name as tracking writes it (`AppKey::instance_name`).
    pub instance: Arc<str>,
    /// Its plain name.
    pub name: Arc<str>,
    /// Its project.
    pub project: Arc<str>,
    /// The destination namespace; empty when none is given.
    pub namespace: Arc<str>,
    /// The destination's Kubernetes version, e.g. `v1.36.3`; empty when unknown.
    pub kube_version: Arc<str>,
    /// The destination's API versions (`apps/v1`, `apps/v1/Deployment`), sorted.
    pub api_versions: Arc<[Arc<str>]>,
    /// Whether objects keep who set which of their fields: to show a difference, never to judge.
    pub traces: bool,
    /// Whether objects are marked as the application's; off for `tiphys render`.
    pub track: bool,
    /// Time and random values: a preview's, or those of the operation that the render is for.
    pub entropy: Entropy,
    /// The control plane's settings.
    pub settings: Arc<Settings>,
    /// Scopes of the destination's kinds; a kind that it does not know counts as namespaced, as for Argo CD.
    pub schema: Arc<Schema>,
}

/// Which tool rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceType {
    /// Plain manifests.
    Directory,
    /// A kustomization.
    Kustomize,
    /// A chart.
    Helm,
}

/// What was rendered. Partial when the step's problems hold an error: good for the eye, never for a plan or prune.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The objects, in render order, tracked, with the destination namespace where the kind is namespaced and it had none.
    pub objects: Vec<Object>,
    /// One a source.
    pub source_types: Vec<SourceType>,
    /// The commits, one a source.
    pub revisions: Vec<Sha>,
    /// What of random values and time went into it; the objects know in which fields.
    pub uses: Uses,
}

/// Renders an application's sources. Partial results come with an error among the problems: good for the eye, never for a
/// plan or a prune.
///
/// The objects have a preview's values, whatever the context's entropy. Where random values or the time went into them, they know
/// in which fields; rendered for an operation, they know its values too (`Object::with_own_values`).
pub fn render(sources: &Sources, context: &Context, answers: &Answers) -> Step<Rendered> {
    let pass = |entropy: &Entropy| pass(sources, &Context { entropy: entropy.clone(), ..context.clone() }, answers);
    let preview = pass(&Entropy::preview());
    match &preview {
        Step::Done { value, .. } if value.uses != Uses::Nothing => {}
        Step::Done { .. } | Step::Needs(_) => return preview,
    }
    let others = Entropy::other_previews().iter().map(pass).collect();
    let own = (context.entropy.whose() == Whose::Operation).then(|| pass(&context.entropy));
    previews::laid_together(preview, others, own)
}

/// One render with one seed and one time.
fn pass(sources: &Sources, context: &Context, answers: &Answers) -> Step<Rendered> {
    let mut asking = Asking::new(answers);
    let mut rendered = Rendered::default();
    let mut objects = Vec::new();
    for (index, at) in sources.items.iter().enumerate() {
        let context = Context { entropy: context.entropy.of_source(index), ..context.clone() };
        let given = source::render(at, &charts::Common { sources, context: &context }, &mut asking);
        objects.extend(given.objects);
        rendered.source_types.push(given.source_type);
        rendered.revisions.push(given.revision);
    }
    if !asking.is_pending() {
        let (finished, problems) = finish::finish(objects, context);
        problems.into_iter().for_each(|problem| asking.problem(problem));
        rendered.objects = finished;
    }
    rendered.uses = asking.uses();
    asking.finish(rendered)
}
