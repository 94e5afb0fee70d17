//! What of a render depends on random values and the time: renders of several public previews, laid side by side, and of an
//! operation beside them. It knows no source and no tool: what is rendered is given. Source of the rule: ARCHITECTURE.md, "The
//! plan's digest", second paragraph.
//!
//! The objects that come out have the first preview's values and know where others have other ones. Where an operation renders,
//! they know its values too: the plan is made of the preview's, so that its digest is the one that was confirmed, and what is sent
//! is the operation's. An object that not every render has, or not under the same name, makes the whole partial.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Rendered;
use crate::engine::step::{Need, Reads, Step};
use crate::model::ids::GroupKind;
use crate::model::object::Object;
use crate::model::object::generated::{Generated, Values};
use crate::model::object::value::Map;
use crate::model::problem::{Place, Problem, ProblemKind};

/// Objects whose presence depends on chance that are told one by one; more are told by their number.
const MAX_TOLD: usize = 20;

/// What the way out is, where a plan cannot say what a sync would do.
const HINT: &str = "give the chart the value that it generates, or a fixed name, so that a plan can say what a sync does";

/// A finished render.
struct Done {
    rendered: Rendered,
    problems: Vec<Problem>,
}

/// Lays the first preview's render, others', and an operation's side by side.
pub(super) fn laid_together(preview: Step<Rendered>, others: Vec<Step<Rendered>>, own: Option<Step<Rendered>>) -> Step<Rendered> {
    let (mut needs, mut reads) = (Vec::new(), Reads::default());
    let preview = taken(preview, &mut needs, &mut reads);
    let others: Vec<Option<Done>> = others.into_iter().map(|step| taken(step, &mut needs, &mut reads)).collect();
    let operation = own.map(|step| taken(step, &mut needs, &mut reads));
    let others: Option<Vec<Done>> = others.into_iter().collect();
    let (Some(Done { mut rendered, mut problems }), Some(others), true) = (preview, others, needs.is_empty()) else {
        needs.sort();
        needs.dedup();
        return Step::Needs(needs);
    };
    let operation = operation.flatten();
    rendered.uses = others.iter().chain(&operation).map(|done| done.rendered.uses).fold(rendered.uses, Ord::max);
    refused(&mut problems, &others, operation.as_ref());
    let lists: Vec<&[Object]> = others.iter().chain(&operation).map(|done| done.rendered.objects.as_slice()).collect();
    problems.extend(unsteady(&rendered.objects, &lists));
    let others: Vec<BTreeMap<Identity, &Object>> = others.iter().map(|done| by_identity(&done.rendered.objects)).collect();
    let operation = operation.as_ref().map(|done| by_identity(&done.rendered.objects));
    let identities = identities(&rendered.objects);
    let objects = std::mem::take(&mut rendered.objects);
    for (object, identity) in objects.into_iter().zip(identities) {
        let others: Vec<Map> = others.iter().filter_map(|list| Some(list.get(&identity)?.root().clone())).collect();
        let own = operation.as_ref().and_then(|list| list.get(&identity)).map(|own| own.root());
        match with_values(&object, others, own) {
            Ok(object) => rendered.objects.push(object),
            Err(problem) => {
                problems.push(problem);
                rendered.objects.push(object);
            }
        }
    }
    Step::Done { value: rendered, problems, reads }
}

fn taken(step: Step<Rendered>, needs: &mut Vec<Need>, reads: &mut Reads) -> Option<Done> {
    match step {
        Step::Done { value, problems, reads: own } => {
            reads.0.extend(own.0);
            Some(Done { rendered: value, problems })
        }
        Step::Needs(own) => {
            needs.extend(own);
            None
        }
    }
}

/// Errors that not every render has. An operation's words are not repeated: they may quote its values.
fn refused(problems: &mut Vec<Problem>, others: &[Done], operation: Option<&Done>) {
    let mine: BTreeSet<Problem> = problems.iter().cloned().collect();
    let new = others.iter().flat_map(|done| &done.problems).filter(|problem| problem.is_error() && !mine.contains(problem));
    let new: BTreeSet<&Problem> = new.collect();
    problems.extend(new.into_iter().take(MAX_TOLD).cloned());
    let fails = operation.is_some_and(|done| done.problems.iter().any(|problem| problem.is_error() && !mine.contains(problem)));
    if fails && !problems.iter().any(Problem::is_error) {
        let cause = "it renders with a preview's values, and fails with the operation's own random values and time";
        problems.push(Problem::error(ProblemKind::BadInput, cause).hint("begin a new operation: it draws other values"));
    }
}

/// What tells an object of a list from the others; objects without a name are counted.
type Identity = (Arc<str>, Arc<str>, Arc<str>, Arc<str>, usize);

fn identities(objects: &[Object]) -> Vec<Identity> {
    let mut times: BTreeMap<(Arc<str>, Arc<str>, Arc<str>, Arc<str>), usize> = BTreeMap::new();
    objects
        .iter()
        .map(|object| {
            let (api_version, kind) = (object.api_version().clone(), object.kind().clone());
            let name = if object.name().is_empty() {
                object.str_at(&["metadata", "generateName"]).unwrap_or("").into()
            } else {
                object.name().clone()
            };
            let times = times.entry((api_version.clone(), kind.clone(), object.namespace().clone(), name.clone())).or_default();
            *times = times.saturating_add(1);
            (api_version, kind, object.namespace().clone(), name, *times)
        })
        .collect()
}

fn by_identity(objects: &[Object]) -> BTreeMap<Identity, &Object> {
    identities(objects).into_iter().zip(objects).collect()
}

/// Objects that not every render has.
fn unsteady(objects: &[Object], lists: &[&[Object]]) -> Vec<Problem> {
    let all: Vec<BTreeMap<Identity, &Object>> = std::iter::once(&objects).chain(lists).map(|list| by_identity(list)).collect();
    let union: BTreeMap<&Identity, &Object> = all.iter().rev().flatten().map(|(identity, object)| (identity, *object)).collect();
    let missing = union.into_iter().filter(|(identity, _)| !all.iter().all(|list| list.contains_key(*identity)));
    // Another name is told once, under the name that the preview has.
    let mut kinds: BTreeSet<(GroupKind, Arc<str>)> = BTreeSet::new();
    let mine = all.first();
    let (first, rest): (Vec<_>, Vec<_>) = missing.partition(|(identity, _)| mine.is_some_and(|mine| mine.contains_key(*identity)));
    let is_new = |object: &Object, kinds: &BTreeSet<_>| !kinds.contains(&(object.group_kind(), object.namespace().clone()));
    let mut told: Vec<&Object> = first.into_iter().map(|(_, object)| object).collect();
    kinds.extend(told.iter().map(|object| (object.group_kind(), object.namespace().clone())));
    told.extend(rest.into_iter().map(|(_, object)| object).filter(|object| is_new(object, &kinds)));
    let more = told.len().saturating_sub(MAX_TOLD);
    let mut problems: Vec<Problem> = told.into_iter().take(MAX_TOLD).map(unsteady_one).collect();
    if more > 0 {
        let cause = format!("{more} more objects depend on random values or the time by their presence or name");
        problems.push(Problem::error(ProblemKind::BadInput, cause).hint(HINT));
    }
    problems
}

fn place(object: &Object) -> Place {
    object.origin().place.clone().unwrap_or_else(|| Place::file(format!("{}/{}", object.group_kind(), object.name())))
}

fn unsteady_one(object: &Object) -> Problem {
    let slash = if object.namespace().is_empty() { "" } else { "/" };
    let cause = format!(
        "{} {}{slash}{}: its presence or name depends on random values or the time",
        object.kind(),
        object.namespace(),
        object.name()
    );
    Problem::error(ProblemKind::BadInput, cause).at(place(object)).hint(HINT)
}

/// The preview's object, knowing what is generated.
fn with_values(object: &Object, others: Vec<Map>, own: Option<&Map>) -> Result<Object, Problem> {
    let internal = |error: crate::model::object::NotAnObject| Problem::error(ProblemKind::Internal, error.to_string()).at(place(object));
    let found = Generated::find(object.root(), others);
    let Some(own) = own else {
        return found.map_or(Ok(object.clone()), |found| object.with_generated(Some(found)).map_err(internal));
    };
    let Some(mut found) = found else {
        return if own == object.root() { Ok(object.clone()) } else { Err(unseen(object, &[])) };
    };
    if found.without(object.root()) != found.without(own) {
        return Err(unseen(object, &found.paths));
    }
    found.values = Values::Planned { others: found.others().into(), own: own.clone() };
    object.with_generated(Some(found)).map_err(internal)
}

/// A field that no preview showed to depend on chance: what was confirmed does not say that it would be another.
fn unseen(object: &Object, known: &[crate::model::object::path::Path]) -> Problem {
    let besides = if known.is_empty() { "" } else { " besides those that the plan calls generated" };
    let cause = format!(
        "{} {}: with the operation's own random values and time, fields of it are others than the plan says{besides}",
        object.kind(),
        object.name()
    );
    Problem::error(ProblemKind::Conflict, cause).at(place(object)).hint("begin a new operation: it draws other values")
}

#[cfg(test)]
mod tests {
    use super::laid_together;
    use crate::engine::manifest::objects::objects;
    use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
    use crate::engine::render::Rendered;
    use crate::engine::render::entropy::Uses;
    use crate::engine::step::{Need, Reads, Step};
    use crate::model::ids::{RepoUrl, Revision};
    use crate::model::object::Object;
    use crate::model::problem::{Problem, ProblemKind, any_error};

    fn done(text: &str) -> Step<Rendered> {
        let (objects, _) = objects(&parse_yaml(text.as_bytes(), "web.yaml", ParseOptions::KUBERNETES), "web.yaml");
        Step::Done { value: Rendered { objects, uses: Uses::Seed, ..Rendered::default() }, problems: Vec::new(), reads: Reads::default() }
    }

    /// What comes of renders: the first preview, others, and perhaps an operation.
    fn laid(preview: &str, others: &[&str], own: Option<&str>) -> (Vec<Object>, Vec<Problem>) {
        match laid_together(done(preview), others.iter().map(|text| done(text)).collect(), own.map(done)) {
            Step::Done { value, problems, .. } => (value.objects, problems),
            Step::Needs(needs) => panic!("{needs:?}"),
        }
    }

    fn paths(object: &Object) -> Vec<String> {
        object.generated().map(|own| own.paths.iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    /// A template as a chart has it: `@1`, `@2` … stand for what it draws.
    fn drawn(template: &str, values: &[&str]) -> String {
        values.iter().enumerate().fold(template.to_owned(), |text, (index, value)| text.replace(&format!("@{}", index + 1), value))
    }

    const SECRET: &str = "{apiVersion: v1, kind: Secret, metadata: {name: web, annotations: {at: '@2'}}, data: {password: '@1', user: YQ==}}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {k: v}}";

    fn secret(password: &str, at: &str) -> String {
        drawn(SECRET, &[password, at])
    }

    #[test]
    fn fields_that_differ_between_previews_are_generated_and_no_others() {
        let (objects, problems) = laid(&secret("QQ==", "2001"), &[&secret("Qg==", "2017"), &secret("Qw==", "2034")], None);
        assert_eq!(problems, []);
        assert_eq!(paths(&objects[0]), ["data.password", "metadata.annotations.at"]);
        assert_eq!(objects[0].str_at(&["data", "password"]), Some("QQ=="), "the values are the first preview's");
        assert!(objects[0].generated().is_some_and(crate::model::object::generated::Generated::is_preview));
        assert_eq!(objects[1].generated(), None);
    }

    #[test]
    fn a_value_that_one_other_preview_has_by_accident_is_found_by_the_next() {
        let (objects, _) = laid(&secret("QQ==", "x"), &[&secret("QQ==", "x"), &secret("Qw==", "x")], None);
        assert_eq!(paths(&objects[0]), ["data.password"]);
    }

    #[test]
    fn where_keys_or_lengths_depend_on_chance_the_whole_map_or_list_is_generated() {
        let template = "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, labels: {@1: x}}, data: {@1: v, k: v}, list: [1, {a: '@1'}], other: [@2]}";
        let other = drawn(template, &["b", "1, 2"]);
        let (objects, problems) = laid(&drawn(template, &["a", "1"]), &[&other, &other], None);
        assert_eq!(problems, []);
        assert_eq!(paths(&objects[0]), ["data", "list[1].a", "metadata.labels", "other"]);
        // Metadata itself is never one field: it says which object it is.
        let template = "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, @1: {x: y}}, @1: 1}";
        let other = drawn(template, &["labels"]);
        let (objects, _) = laid(&drawn(template, &["annotations"]), &[&other, &other], None);
        assert_eq!(paths(&objects[0]), ["annotations", "labels", "metadata.annotations", "metadata.labels"]);
    }

    #[test]
    fn an_object_whose_presence_or_name_depends_on_chance_makes_the_whole_partial() {
        let named = |name: &str| format!("{{apiVersion: v1, kind: Secret, metadata: {{name: {name}, namespace: shop}}}}");
        let causes = |problems: &[Problem]| -> Vec<String> { problems.iter().map(ToString::to_string).collect() };
        let (_, problems) = laid(&named("web-a"), &[&named("web-b"), &named("web-c")], None);
        assert!(any_error(&problems));
        assert_eq!(causes(&problems), ["web.yaml:1: Secret shop/web-a: its presence or name depends on random values or the time"]);
        let (_, problems) = laid(&named("web"), &[&named("web"), ""], None);
        assert_eq!(causes(&problems), ["web.yaml:1: Secret shop/web: its presence or name depends on random values or the time"]);
        let (_, problems) = laid("", &["", &named("web")], None);
        assert_eq!(causes(&problems), ["web.yaml:1: Secret shop/web: its presence or name depends on random values or the time"]);
        let version = |version: &str| format!("{{apiVersion: x.example/{version}, kind: Widget, metadata: {{name: web}}}}");
        assert_eq!(laid(&version("v1"), &[&version("v1"), &version("v2")], None).1.len(), 1, "another version is another object");
        let many = |word: &str| (0..50).map(|index| named(&format!("{word}-{index}"))).collect::<Vec<_>>().join("\n---\n");
        let (_, problems) = laid(&many("a"), &[&many("b"), &many("c")], None);
        assert_eq!((problems.len(), problems[20].cause.contains("30 more objects")), (21, true));
    }

    #[test]
    fn objects_without_a_name_are_paired_in_their_order() {
        let jobs = |a: &str, b: &str| {
            let job = |x: &str| format!("{{apiVersion: batch/v1, kind: Job, metadata: {{generateName: x-}}, spec: {{a: {x}}}}}");
            format!("{}\n---\n{}", job(a), job(b))
        };
        let (objects, problems) = laid(&jobs("1", "2"), &[&jobs("1", "3"), &jobs("1", "4")], None);
        assert_eq!(problems, []);
        assert_eq!(objects.iter().map(paths).collect::<Vec<_>>(), [Vec::<String>::new(), vec!["spec.a".to_owned()]]);
    }

    #[test]
    fn an_operation_knows_its_own_values_and_keeps_the_previews_to_plan_with() {
        let others = [&*secret("Qg==", "2017"), &secret("Qw==", "2034")];
        let (objects, problems) = laid(&secret("QQ==", "2001"), &others, Some(&secret("WFla", "2026")));
        assert_eq!(problems, []);
        assert_eq!(objects[0].str_at(&["data", "password"]), Some("QQ=="));
        let own = objects[0].with_own_values().expect("an object");
        assert_eq!((own.str_at(&["data", "password"]), own.str_at(&["metadata", "annotations", "at"])), (Some("WFla"), Some("2026")));
        assert_eq!(own.str_at(&["data", "user"]), Some("YQ=="));
        assert_eq!(paths(&own), paths(&objects[0]), "they stay generated");
        assert!(own.generated().is_some_and(|own| !own.is_preview() && own.others().is_empty()));
        assert_eq!(own.with_own_values().expect("an object"), own);
    }

    #[test]
    fn what_no_preview_showed_to_depend_on_chance_stops_an_operation() {
        let same = secret("QQ==", "2001");
        let (_, problems) = laid(&same, &[&same, &same], Some(&secret("WFla", "2001")));
        assert!(any_error(&problems) && problems[0].cause.contains("fields of it are others than the plan says"), "{problems:?}");
        assert!(!problems[0].to_string().contains("WFla"), "no value of an operation is told");
        let (_, problems) = laid(&same, &[&secret("Qg==", "2001"), &same], Some(&secret("WFla", "2002")));
        assert!(problems[0].cause.contains("besides those that the plan calls generated"), "{problems:?}");
        let (_, problems) = laid(&same, &[&same, &same], Some(""));
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    #[test]
    fn an_error_of_any_render_is_one_of_the_whole_and_an_operations_words_are_not_told() {
        let failing = |text: &str| match done("") {
            Step::Done { value, reads, .. } => Step::Done { value, problems: vec![Problem::error(ProblemKind::BadInput, text)], reads },
            needs @ Step::Needs(_) => needs,
        };
        let problems = |others, own| match laid_together(done(""), others, own) {
            Step::Done { problems, .. } => problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            Step::Needs(_) => Vec::new(),
        };
        assert_eq!(problems(vec![done(""), failing("it is odd")], None), ["it is odd"]);
        let told = problems(vec![done(""), done("")], Some(failing("hunter2 is too weak")));
        assert!(told.len() == 1 && !told[0].contains("hunter2"), "{told:?}");
    }

    #[test]
    fn what_any_render_lacks_is_asked_for() {
        let need = |name: &str| Need::Tree(RepoUrl::new(name), Revision::new("main"));
        let both = laid_together(done(""), vec![Step::Needs(vec![need("a")]), done("")], Some(Step::Needs(vec![need("b")])));
        assert!(matches!(both, Step::Needs(needs) if needs == [need("a"), need("b")]));
    }
}
