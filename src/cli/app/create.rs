//! `app create`: an Application from flags or from a file, one or the other.

use std::io::Read;

use crate::engine::manifest::{objects, yaml};
use crate::model::application::{
    Application, ApplicationSpec, Automated, Backoff, Destination, DirectorySource, GROUP, KustomizeReplica, KustomizeSource, OpaqueValue,
    RetryStrategy, Source, SyncPolicy, VERSION,
};
use crate::model::ids::{AppKey, Digest};
use crate::model::object::build::map;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};
use crate::model::object::{Object, serde_ser};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::session::command::{Authority, Command};

use super::super::app_flags::CreateArgs;
use super::super::headless::Headless;
use super::super::out;
use super::change::send;

pub(super) fn create(session: &mut Headless, args: &CreateArgs) -> Result<u8, Problem> {
    let object = match &args.file {
        Some(file) => read(file)?,
        None => build(args)?,
    };
    if args.sync_policy.as_deref().is_none_or(|policy| !policy.starts_with("auto"))
        && (args.auto_prune || args.self_heal || args.allow_empty)
    {
        let wrong = Problem::error(ProblemKind::BadInput, "--auto-prune, --self-heal and --allow-empty are of automatic sync");
        return Ok(out::usage(&wrong.hint("add --sync-policy automated")));
    }
    let namespace = match (&args.app_namespace, object.namespace().is_empty()) {
        (Some(namespace), _) => namespace.as_str().into(),
        (None, false) => object.namespace().clone(),
        (None, true) => session.state.plane.settings.control_namespace.clone(),
    };
    let app = AppKey::new(session.state.plane.id.clone(), namespace.clone(), object.name().clone());
    let object = object
        .set(&["metadata", "namespace"], Value::str(namespace))
        .map_err(|error| Problem::error(ProblemKind::BadInput, error.to_string()))?;
    session.know_projects()?;
    let who = session.state.plane.identity.username.clone();
    let authority = Authority::Confirmed { digest: Digest::new(""), who };
    let code = send(session, &app, Command::Create { object, upsert: args.upsert, authority })?;
    if code == 0 {
        out::say(&format!("application {app} created"));
    }
    Ok(code)
}

fn read(file: &std::path::Path) -> Result<Object, Problem> {
    let name = file.display().to_string();
    let wrong =
        |error: std::io::Error| Problem::error(ProblemKind::NotFound, error.to_string().to_lowercase()).at(Place::file(name.as_str()));
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(wrong)?;
        bytes
    } else {
        std::fs::read(file).map_err(wrong)?
    };
    let documents = yaml::parse_yaml(&bytes, &name, yaml::ParseOptions::default());
    let (found, problems) = objects::objects(&documents, &name);
    if let Some(problem) = problems.into_iter().find(Problem::is_error) {
        return Err(problem);
    }
    match found.as_slice() {
        [one] if one.is(GROUP, "Application") => Ok(one.clone()),
        _ => Err(Problem::error(ProblemKind::BadInput, "expected exactly one Application").at(Place::file(name.as_str()))),
    }
}

fn build(args: &CreateArgs) -> Result<Object, Problem> {
    let missing = |what: &str| {
        Problem::error(ProblemKind::BadInput, format!("{what} is missing")).hint("tiphys app create NAME --repo URL --path PATH")
    };
    let destination = Destination {
        server: if args.dest_name.is_some() { String::new() } else { args.dest_server.clone() },
        namespace: args.dest_namespace.clone(),
        name: args.dest_name.clone().unwrap_or_default(),
    };
    let app = Application {
        spec: ApplicationSpec {
            source: Some(source(args, args.repo.as_deref().ok_or_else(|| missing("--repo"))?)),
            destination,
            project: args.project.clone(),
            sync_policy: Some(policy(args)).filter(|policy| *policy != SyncPolicy::default()),
            revision_history_limit: args.revision_history_limit,
            ..ApplicationSpec::default()
        },
        ..Application::default()
    };
    let wrong = |error: String| Problem::error(ProblemKind::Internal, error);
    let spec = serde_ser::to_value(&app.spec).map_err(|error| wrong(error.to_string()))?;
    let name = args.name.clone().ok_or_else(|| missing("the name"))?;
    let texts = |pairs: &[(String, String)]| {
        Value::Map(pairs.iter().map(|(key, value)| (Key::own(key.as_str()), Value::str(value.as_str()))).collect::<Map>())
    };
    let mut metadata = map([("name", Value::str(name))]);
    for (field, pairs) in [("labels", &args.label), ("annotations", &args.annotations)] {
        if !pairs.is_empty() {
            metadata = metadata.with(field, texts(pairs));
        }
    }
    let root = map([
        ("apiVersion", Value::str(format!("{GROUP}/{VERSION}"))),
        ("kind", Value::str("Application")),
        ("metadata", Value::Map(metadata)),
        ("spec", spec),
    ]);
    Object::new(root, crate::model::object::Origin::default()).map_err(|error| wrong(error.to_string()))
}

fn source(args: &CreateArgs, repo: &str) -> Source {
    let directory = DirectorySource {
        recurse: args.directory_recurse,
        include: args.directory_include.clone(),
        exclude: args.directory_exclude.clone(),
        jsonnet: args.jsonnet.source(),
    };
    let replica = |(name, count): &(String, i64)| KustomizeReplica { name: name.clone(), count: OpaqueValue(Value::from(*count)) };
    let kustomize = KustomizeSource {
        name_prefix: args.nameprefix.clone(),
        name_suffix: args.namesuffix.clone(),
        images: args.kustomize_image.clone(),
        common_labels: args.kustomize_common_label.iter().cloned().collect(),
        common_annotations: args.kustomize_common_annotation.iter().cloned().collect(),
        namespace: args.kustomize_namespace.clone(),
        replicas: args.kustomize_replica.iter().map(replica).collect(),
        ..KustomizeSource::default()
    };
    Source {
        repo_url: repo.to_owned(),
        path: args.path.clone(),
        target_revision: args.revision.clone(),
        directory: Some(directory).filter(|directory| *directory != DirectorySource::default()),
        kustomize: Some(kustomize).filter(|kustomize| *kustomize != KustomizeSource::default()),
        ..Source::default()
    }
}

fn policy(args: &CreateArgs) -> SyncPolicy {
    let is_automated = args.sync_policy.as_deref().is_some_and(|policy| policy.starts_with("auto"));
    let automated = Automated {
        prune: args.auto_prune.then_some(true),
        self_heal: args.self_heal.then_some(true),
        allow_empty: args.allow_empty.then_some(true),
        enabled: None,
    };
    let retry = args.sync_retry_limit.map(|limit| RetryStrategy {
        limit: Some(limit),
        backoff: Some(Backoff {
            duration: args.sync_retry_backoff_duration.clone(),
            factor: Some(args.sync_retry_backoff_factor),
            max_duration: args.sync_retry_backoff_max_duration.clone(),
        }),
        refresh: false,
    });
    SyncPolicy { automated: is_automated.then_some(automated), sync_options: args.sync_option.clone(), retry, ..SyncPolicy::default() }
}
