//! `tiphys policy test`: Kyverno's own test files, or policies on resources, without any cluster and without Kyverno. It knows no policy's
//! meaning.

mod files;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::access::Weight;
use crate::engine::policy::kyverno::evaluate::Status;
use crate::engine::policy::kyverno::given::Given;
use crate::engine::policy::kyverno::read::{self, Policies as Read};
use crate::engine::policy::kyverno::suite::file::TestFile;
use crate::engine::policy::kyverno::suite::values::{Values, user};
use crate::engine::policy::kyverno::suite::{Case, Found, Question};
use crate::engine::policy::kyverno::{Asked, Policies};
use crate::model::ids::ClusterId;
use crate::model::object::Object;
use crate::model::problem::{Place, Problem, ProblemKind};

use super::args::{Output, Policy, PolicyTestArgs};
use super::out;
use files::Tests;
use rows::{Outcome, Row};

/// Runs a verb.
pub(super) fn run(what: &Policy) -> Result<u8, Problem> {
    match what {
        Policy::Test(args) => test(args),
    }
}

fn test(args: &PolicyTestArgs) -> Result<u8, Problem> {
    let is_json = match args.output {
        Output::Table | Output::Wide => false,
        Output::Json => true,
        Output::Name | Output::Yaml | Output::Tree => {
            return Ok(out::usage(
                &Problem::error(ProblemKind::BadInput, "the output is a table or json").hint("give -o table or -o json"),
            ));
        }
    };
    match files::find(&args.path)? {
        Tests::Files(files) => tests(&files, is_json),
        Tests::Objects(files) => judged(&files, is_json),
    }
}

/// Runs test files, and tells each result.
fn tests(files: &[PathBuf], is_json: bool) -> Result<u8, Problem> {
    let mut found = Vec::new();
    for path in files {
        let test = files::test(path)?;
        let case = case(path, &test)?;
        for problem in &case.policies.problems {
            out::problem(problem);
        }
        let name = path.display().to_string();
        for question in &test.questions {
            found.extend(results(&name, &case, question));
        }
    }
    let bad = found.iter().filter(|row| row.outcome != Outcome::AsExpected).count();
    rows::print(&found, is_json);
    if !is_json {
        out::note(&format!("{} of {} results are as expected", found.len() - bad, found.len()));
    }
    Ok(if bad == 0 { 0 } else { out::ERROR })
}

fn case(path: &Path, test: &TestFile) -> Result<Case, Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let all = |paths: &[String]| files::objects_at(path, folder, paths);
    let at =
        |file: &str, cause: String| Problem::error(ProblemKind::BadInput, cause).at(Place::file(folder.join(file).display().to_string()));
    let mut policies = all(&test.policies)?;
    policies.extend(all(&test.exceptions)?);
    let values = match (&test.values, test.variables.as_str()) {
        (Some(values), _) => Values::read(values).map_err(|cause| at(&path.display().to_string(), cause))?,
        (None, "") => Values::default(),
        (None, file) => Values::read(&files::document(path, folder, file)?).map_err(|cause| at(file, cause))?,
    };
    let user = match test.user.as_str() {
        "" => None,
        file => Some(user(&files::document(path, folder, file)?).map_err(|cause| at(file, cause))?),
    };
    let cluster = files::cluster(path, folder, &test.cluster_resources)?;
    let mut globals = Vec::new();
    for global in &test.globals {
        let objects = all(&global.files)?;
        let resolved = global.resolved(objects.iter().map(Object::to_value).collect());
        globals.push(
            resolved
                .map_err(|fault| at("", fault.to_string()).at(Place::file(path.display().to_string()).at_field("globalContextEntries")))?,
        );
    }
    let given = Given { objects: cluster, answers: test.answers.clone(), globals, may_be_missing: true };
    Ok(Case {
        policies: read::read(&policies),
        resources: all(&test.resources)?,
        values,
        user,
        given: Arc::new(given),
        now: Timestamp::now(),
    })
}

fn results(file: &str, case: &Case, question: &Question) -> Vec<Row> {
    let row = |resource: String, rule: &str, found: &str, outcome: Outcome, why: String| Row {
        file: file.to_owned(),
        policy: question.policy.clone(),
        rule: rule.to_owned(),
        resource,
        expected: question.expected.clone(),
        found: found.to_owned(),
        outcome,
        why,
    };
    let found = case.ask(question);
    if found.is_empty() {
        let name = question.policy.rsplit('/').next().unwrap_or_default();
        let foreign = case
            .policies
            .foreign
            .iter()
            .find(|foreign| foreign.name.ends_with(&format!(" {name}")) || foreign.name.ends_with(&format!("/{name}")));
        let (found, outcome, why) = match foreign {
            Some(foreign) => (Status::NotJudged.name(), Outcome::NotJudged, format!("{} is of a class that is not judged", foreign.name)),
            None => ("", Outcome::Differs, format!("there is no policy {} in the test, or no resource", question.policy)),
        };
        return vec![row(question.resources.join(", "), &question.rule, found, outcome, why)];
    }
    let one = |one: &Found| {
        let resource = format!("{}/{}", one.resource.kind(), named(&one.resource));
        match &one.response {
            // No rule was for it: Kyverno counts that as expected, whatever is.
            None => {
                let why = if question.rule.is_empty() || case.knows(question) {
                    "no rule is for it"
                } else {
                    "the policy has no rule of this name"
                };
                row(resource, &question.rule, "excluded", Outcome::AsExpected, why.to_owned())
            }
            Some(response) => {
                let outcome = match response.status {
                    Status::NotJudged => Outcome::NotJudged,
                    status if status.name() == question.expected => Outcome::AsExpected,
                    _ => Outcome::Differs,
                };
                row(resource, &response.rule, response.status.name(), outcome, response.message.clone())
            }
        }
    };
    found.iter().map(one).collect()
}

fn named(object: &Object) -> String {
    match &**object.namespace() {
        "" => object.name().to_string(),
        namespace => format!("{namespace}/{}", object.name()),
    }
}

/// Judges the resources beside policies.
fn judged(files: &[PathBuf], is_json: bool) -> Result<u8, Problem> {
    let mut objects = Vec::new();
    for file in files {
        objects.extend(files::objects(file)?);
    }
    let policies = Policies::read(&objects);
    policies.problems().iter().for_each(out::problem);
    if policies.is_empty() {
        return Err(Problem::error(ProblemKind::NotFound, "there is no policy among these files")
            .hint("give a folder with ClusterPolicies or Policies, or with kyverno-test.yaml files"));
    }
    let is_policy = |object: &Object| is_read(&read::read(std::slice::from_ref(object)));
    let (own, resources): (Vec<Object>, Vec<Object>) = objects.into_iter().partition(is_policy);
    let cluster = ClusterId::new("offline");
    let given =
        Arc::new(Given { objects: resources.iter().filter(|object| object.is("", "ConfigMap")).cloned().collect(), ..Given::default() });
    let mut found = Vec::new();
    let mut is_refused = false;
    for object in &resources {
        let namespace = resources.iter().find(|one| one.is("", "Namespace") && one.name() == object.namespace());
        let labels = namespace.map(|one| one.labels().map(|(key, value)| (key.to_owned(), value.to_owned())).collect());
        let asked = Asked {
            cluster: &cluster,
            object,
            old: None,
            namespace_labels: labels.as_ref(),
            user: "",
            groups: &[],
            at: Timestamp::now(),
            given: &given,
        };
        for judgement in policies.judge(&asked) {
            is_refused |= judgement.weight == Weight::Refuses;
            let place = judgement.verdict.place.clone().unwrap_or_default();
            found.push(Row::judged(&format!("{}/{}", object.kind(), named(object)), judgement.weight, &place, &judgement.verdict.rule));
        }
    }
    rows::print_judged(&found, is_json);
    if !is_json {
        out::note(&format!("{} policies on {} objects", own.len(), resources.len()));
    }
    Ok(if is_refused { out::ERROR } else { 0 })
}

fn is_read(read: &Read) -> bool {
    !read.policies.is_empty() || !read.exceptions.is_empty() || !read.foreign.is_empty() || !read.problems.is_empty()
}
