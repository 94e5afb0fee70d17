//! A request as variables see it. It knows no rule. Source: kyverno `pkg/engine/policycontext`, the CLI's `policy_processor.go`.

use std::sync::Arc;

use jiff::Timestamp;

use super::context::Context;
use super::fault::Fault;
use super::given::Given;
use super::jmespath::World;
use super::request::{Operation, Request, User, group_version_kind, metadata};
use crate::model::object::build;
use crate::model::object::key::Key;
use crate::model::object::value::{Map, Value};

/// The context of a request, and the request with what variables of tests changed in its object.
///
/// # Errors
/// When such a variable leaves no object.
pub(super) fn context(request: &Request, given: &Arc<Given>, now: Timestamp) -> Result<(Request, Context), Fault> {
    let mut context = Context::new(World::at(now), Arc::clone(given));
    let subject = request.subject().cloned().unwrap_or_default();
    if let Some(new) = &request.new {
        context.replace(&["request", "object"], Value::Map(new.clone()));
    }
    if let Some(old) = &request.old {
        context.replace(&["request", "oldObject"], Value::Map(old.clone()));
    }
    context.add(&["request", "namespace"], metadata(&subject, "namespace").into());
    context.add(&["request", "operation"], request.operation.name().into());
    if request.is_admission {
        admission(&mut context, request, &subject);
    }
    context.add_images(&subject);
    if let Some(user) = &request.user {
        add_user(&mut context, user);
    }
    let mut request = request.clone();
    for (path, value) in &request.variables {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        context.add(&path, value.clone());
    }
    // What a variable set in the object is part of it.
    if !request.variables.is_empty() {
        let mut read_again = |place: &str, object: &Option<Map>| match object {
            None => Ok(None),
            Some(_) => match context.query(place)? {
                Value::Map(map) => Ok(Some(map)),
                Value::Null => Ok(None),
                other => Err(Fault::bad(format!("{place} became {}", other.kind_name()))),
            },
        };
        let new = read_again("request.object", &request.new)?;
        let old = read_again("request.oldObject", &request.old)?;
        (request.new, request.old) = (new, old);
    }
    Ok((request, context))
}

/// What an API server's request has besides.
fn admission(context: &mut Context, request: &Request, subject: &Map) {
    let (group, version, kind) = group_version_kind(subject);
    let own = build::map([("group", group.into()), ("version", version.into()), ("kind", kind.into())]);
    context.add(&["request", "kind"], Value::Map(own.clone()));
    context.add(&["request", "requestKind"], Value::Map(own));
    context.add(&["request", "name"], metadata(subject, "name").into());
    context.add(&["request", "dryRun"], Value::Bool(false));
    for (field, object) in [("object", &request.new), ("oldObject", &request.old)] {
        if object.is_none() {
            context.add(&["request", field], Value::Null);
        }
    }
}

fn add_user(context: &mut Context, user: &User) {
    let texts = |texts: &[String]| Value::list(texts.iter().map(|text| text.as_str().into()).collect());
    let mut info = user.more.with(Key::field("username"), user.name.as_str().into());
    if !user.groups.is_empty() {
        info = info.with(Key::field("groups"), texts(&user.groups));
    }
    context.add(&["request", "userInfo"], Value::Map(info));
    if let Some(roles) = &user.roles {
        context.add(&["request", "roles"], texts(roles));
    }
    if let Some(roles) = &user.cluster_roles {
        context.add(&["request", "clusterRoles"], texts(roles));
    }
    let account = user.name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':'));
    let (namespace, name) = account.unwrap_or_default();
    context.add(&["serviceAccountName"], name.into());
    context.add(&["serviceAccountNamespace"], namespace.into());
}

/// The context with the old object in the place of the new one, as if it were made now.
pub(super) fn as_if_made(context: &Context, request: &Request) -> (Request, Context) {
    let mut context = context.clone();
    let old = request.old.clone();
    context.replace(&["request", "object"], old.clone().map_or(Value::Null, Value::Map));
    context.replace(&["request", "oldObject"], Value::Null);
    context.replace(&["request", "operation"], Operation::Create.name().into());
    (Request { new: old, old: None, operation: Operation::Create, variables: Vec::new(), ..request.clone() }, context)
}
