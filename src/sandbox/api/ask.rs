//! One request, read and allowed: what every verb starts from. It knows no answer.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, header};
use jiff::Timestamp;

use super::accept::Accept;
use super::options::Options;
use super::target::{Target, Verb};
use crate::engine::manifest::json::parse_json;
use crate::engine::manifest::yaml::{ParseOptions, parse_yaml};
use crate::model::object::value::{Map, Value};
use crate::sandbox::failure::Failure;
use crate::sandbox::host::Hub;
use crate::sandbox::kinds::protobuf;
use crate::sandbox::kinds::resource::Resource;
use crate::sandbox::users::User;

/// A request to a resource.
pub(crate) struct Ask {
    pub(crate) hub: Arc<Hub>,
    pub(crate) user: User,
    pub(crate) resource: Arc<Resource>,
    pub(crate) target: Target,
    pub(crate) verb: Verb,
    pub(crate) options: Options,
    pub(crate) accept: Accept,
    pub(crate) content_type: String,
    pub(crate) user_agent: String,
    pub(crate) body: Bytes,
    pub(crate) now: Timestamp,
}

/// What a body may be.
const READABLE: [&str; 3] = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

impl Ask {
    /// Who owns the fields that are written: `fieldManager`, else the first part of the user agent
    /// (`managerOrUserAgent` of the API server).
    pub(crate) fn manager(&self) -> String {
        let said = self.options.text("fieldManager");
        if !said.is_empty() {
            return said.to_owned();
        }
        let agent = self.user_agent.split('/').next().unwrap_or("");
        if agent.is_empty() { "unknown".to_owned() } else { agent.chars().take(128).collect() }
    }

    /// The body as one map.
    pub(crate) fn body_map(&self) -> Result<Map, Failure> {
        match self.content_type.split(';').next().unwrap_or("").trim() {
            "application/json" | "" | "*/*" => json_map(&self.body),
            "application/yaml" => yaml_map(&self.body),
            "application/vnd.kubernetes.protobuf" => protobuf_map(&self.body),
            _ => Err(Failure::unsupported_media_type(&READABLE)),
        }
    }
}

/// An object in Kubernetes' protobuf form.
pub(crate) fn protobuf_map(body: &[u8]) -> Result<Map, Failure> {
    protobuf::read(body).map_err(|error| Failure::bad_request(error.to_string()))
}

/// JSON that must be a map.
pub(crate) fn json_map(body: &[u8]) -> Result<Map, Failure> {
    match parse_json(body) {
        Ok(Value::Map(map)) => Ok(map),
        Ok(other) => Err(Failure::bad_request(format!("expected an object, found {}", other.kind_name()))),
        Err(problem) => Err(Failure::bad_request(problem.cause.to_string())),
    }
}

/// YAML (of which JSON is a part) that must be one map.
pub(crate) fn yaml_map(body: &[u8]) -> Result<Map, Failure> {
    if body.first() == Some(&b'{') {
        return json_map(body);
    }
    let documents = parse_yaml(body, "", ParseOptions::default());
    let problem = documents.problems.iter().find(|problem| problem.is_error()).map(|problem| problem.cause.to_string());
    match (documents.values.first().map(|own| &own.value), problem) {
        (_, Some(problem)) => Err(Failure::bad_request(format!("error decoding YAML: {problem}"))),
        (Some(Value::Map(map)), None) => Ok(map.clone()),
        _ => Err(Failure::bad_request("error decoding YAML: expected a map")),
    }
}

/// A header as text, empty where it is absent.
pub(crate) fn header_text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}
