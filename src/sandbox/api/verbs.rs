//! Which verb a request is, whether it is allowed, and who carries it out. It knows no verb's work.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};

use super::accept::{Accept, WHOLE, aggregated_discovery};
use super::answer::{Answer, Payload};
use super::ask::{Ask, header_text};
use super::options::{DeleteOptions, Options};
use super::target::{Target, Verb};
use super::{create, delete, discovery, logs, openapi, patch, read, reviews, scale, update, watch};
use crate::sandbox::authz::{Deed, allows, allows_path};
use crate::sandbox::failure::Failure;
use crate::sandbox::faults::Attributes;
use crate::sandbox::host::Hub;
use crate::sandbox::removal::{self, Removal};
use crate::sandbox::state::State;
use crate::sandbox::users::User;

/// A path that is no resource: discovery, OpenAPI, the version.
pub(super) fn path(hub: &Arc<Hub>, user: &User, parts: &Parts) -> Result<Answer, Failure> {
    let path = parts.uri.path();
    if !allows_path(user, path) {
        let verb = parts.method.as_str().to_lowercase();
        let message = format!("forbidden: User {:?} cannot {verb} path {path:?}", &*user.name);
        return Err(Failure::new(StatusCode::FORBIDDEN, "Forbidden", message).bare());
    }
    if path == "/version" || path == "/version/" {
        return Ok(Answer::ok(Payload::Value(discovery::version())));
    }
    let accept = header_text(&parts.headers, header::ACCEPT);
    let registry = hub.lock().registry.clone();
    if path.starts_with("/openapi/") {
        return openapi::document(hub, &registry, path, accept);
    }
    let found = discovery::document(&registry, path, aggregated_discovery(accept));
    found.ok_or_else(|| if path.starts_with("/api/") { Failure::no_resource() } else { not_a_path() })
}

/// A plain 404, as the server's mux answers what is no path of the API.
fn not_a_path() -> Failure {
    Failure { reason: "", ..Failure::new(StatusCode::NOT_FOUND, "", "404 page not found") }
}

/// A path that names a resource.
pub(super) fn resource(hub: &Arc<Hub>, user: &User, parts: &Parts, body: Bytes, target: Target) -> Result<Answer, Failure> {
    let options = Options::of(&parts.uri);
    let verb = Verb::of(&parts.method, &target, options.is_true("watch")).ok_or_else(Failure::method_not_allowed)?;
    let mut state = hub.lock();
    authorize(hub, &state, user, &target, verb)?;
    let found = state.registry.find(&target.group, &target.version, &target.plural).cloned();
    let Some(resource) = found.filter(|own| own.namespaced || target.namespace.is_empty() || target.plural == "namespaces") else {
        // A group that nobody serves is no path at all.
        let is_served = target.group.is_empty() || state.registry.versions(&target.group).contains(&target.version.as_str());
        return Err(if is_served { Failure::no_resource() } else { not_a_path() });
    };
    if resource.namespaced && target.namespace.is_empty() && !matches!(verb, Verb::List | Verb::Watch) {
        return Err(if target.name.is_empty() { Failure::method_not_allowed() } else { Failure::no_resource() });
    }
    let accept = if target.subresource == "log" { WHOLE } else { Accept::parse(header_text(&parts.headers, header::ACCEPT))? };
    let text = |headers: &HeaderMap, name| header_text(headers, name).to_owned();
    let ask = Ask {
        hub: hub.clone(),
        user: user.clone(),
        resource,
        verb,
        options,
        accept,
        content_type: text(&parts.headers, header::CONTENT_TYPE),
        user_agent: text(&parts.headers, header::USER_AGENT),
        body,
        now: hub.clock.now(),
        // A namespace is no object in itself.
        target: if target.plural == "namespaces" { Target { namespace: String::new(), ..target } } else { target },
    };
    carry_out(&ask, &mut state)
}

fn carry_out(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    if ask.resource.create_only {
        return if ask.verb == Verb::Create { reviews::review(ask, state) } else { Err(Failure::method_not_allowed()) };
    }
    match (ask.target.subresource.as_str(), ask.verb) {
        ("", Verb::Get) => read::get(ask, state),
        ("", Verb::List) => read::list(ask, state),
        ("", Verb::Watch) => watch::watch(ask, state),
        ("", Verb::Create) if ask.target.name.is_empty() => create::create(ask, state),
        ("", Verb::Update) if !ask.target.name.is_empty() => update::replace(ask, state),
        ("", Verb::Patch) if !ask.target.name.is_empty() => patch::patch(ask, state),
        ("", Verb::Delete) => delete::delete(ask, state),
        ("", Verb::DeleteCollection) if ask.resource.verbs().contains(&"deletecollection") => delete::delete_collection(ask, state),
        ("status", Verb::Get) if ask.resource.status => read::get(ask, state),
        ("status", Verb::Update) if ask.resource.status => update::replace(ask, state),
        ("status", Verb::Patch) if ask.resource.status => patch::patch(ask, state),
        ("scale", _) => scale::scale(ask, state),
        ("log", Verb::Get) if ask.resource.id.is("", "pods") => logs::logs(ask, state),
        ("eviction", Verb::Create) if ask.resource.id.is("", "pods") => evict(ask, state),
        ("finalize", Verb::Update) if ask.resource.id.is("", "namespaces") => update::finalize(ask, state),
        // What has no status of its own says of it that it is not there.
        ("status", Verb::Get | Verb::Update | Verb::Patch) if ask.resource.is_custom() => {
            Err(Failure::not_found(&ask.resource.id, &ask.target.name))
        }
        ("status", Verb::Get | Verb::Update | Verb::Patch) => Err(Failure::no_resource()),
        ("" | "status", _) => Err(Failure::method_not_allowed()),
        _ => Err(Failure::no_resource()),
    }
}

/// Deletes a pod as an eviction does; no disruption budget is asked.
fn evict(ask: &Ask, state: &mut State) -> Result<Answer, Failure> {
    let body = ask.body_map()?;
    let given = body.get("deleteOptions").and_then(crate::model::object::value::Value::as_map);
    let options = DeleteOptions::of(&ask.options, given)?;
    let removal = Removal { grace_seconds: options.grace_seconds, propagation: options.propagation };
    let address = update::address(ask);
    if removal::remove(state, &address, removal, ask.now).is_none() {
        return Err(Failure::not_found(&ask.resource.id, &ask.target.name));
    }
    let success = Failure::new(StatusCode::CREATED, "", "").to_value();
    let value = success.as_map().map(|map| map.with("status", "Success".into()).without("message")).unwrap_or_default();
    let mut answer = Answer::new(StatusCode::CREATED, Payload::Value(crate::model::object::value::Value::Map(value)));
    answer.changed = true;
    Ok(answer)
}

fn authorize(hub: &Hub, state: &State, user: &User, target: &Target, verb: Verb) -> Result<(), Failure> {
    let resource = target.resource_text();
    let (namespace, name) = (target.namespace.as_str(), target.name.as_str());
    let asked = Attributes { user: &user.name, verb: verb.name(), group: &target.group, resource: &resource, namespace, name };
    if let Some(code) = hub.faults.take_failure(&asked) {
        let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let reason = match code {
            StatusCode::SERVICE_UNAVAILABLE => "ServiceUnavailable",
            StatusCode::GATEWAY_TIMEOUT => "Timeout",
            StatusCode::CONFLICT => "Conflict",
            StatusCode::GONE => "Expired",
            _ => "InternalError",
        };
        return Err(Failure::new(code, reason, "the sandbox was told to fail this request"));
    }
    let deed = Deed { verb: verb.name(), group: &target.group, resource: &resource, namespace, name };
    if !hub.faults.is_forbidden(&asked) && allows(state, user, deed) {
        return Ok(());
    }
    let scope = if namespace.is_empty() { "at the cluster scope".to_owned() } else { format!("in the namespace {namespace:?}") };
    let why = format!("User {:?} cannot {} resource {resource:?} in API group {:?} {scope}", &*user.name, verb.name(), target.group);
    let id = crate::sandbox::store::place::ResourceId::new(&target.group, &target.plural);
    Err(Failure::forbidden(&id, name, &why))
}
