//! One GET of a Service through the API server's proxy: the answer is the Service's own, whatever its status; what the API server itself
//! refuses is an error. It judges nothing.

use serde::Deserialize;

use super::connect::Cluster;
use super::error::ClusterError;
use super::refusal;
use super::request::{Call, Target, read_all, send_any};

/// A Service's port and what is asked there.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The Service's namespace.
    pub namespace: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Port, by number or name.
    pub port: &'a str,
    /// Path without its first slash.
    pub path: &'a str,
    /// The largest body that is read.
    pub most: usize,
}

/// What a Service answered: status code, and its body unless that is too large.
pub type Answered = (u16, Option<Vec<u8>>);

/// An API server's own word: Services answer in their own forms.
#[derive(Deserialize)]
struct Word {
    #[serde(default)]
    kind: String,
    #[serde(default, rename = "apiVersion")]
    api_version: String,
}

/// Asks.
///
/// # Errors
/// Whatever [`ClusterError`] tells apart: no right to the proxy, no such Service, nobody behind it.
pub async fn ask(cluster: &Cluster, asked: &Asked<'_>) -> Result<Answered, ClusterError> {
    let service = Target::collection("", "v1", "services").within(asked.namespace).named(format!("{}:{}", asked.name, asked.port));
    let about = format!("get services/proxy {} in namespace {}", asked.name, asked.namespace);
    let call = Call::at("get", format!("{}/proxy/{}", service.path()?, path(asked.path)?), about.as_str()).accept("*/*").stream();
    let response = send_any(cluster, &call).await?;
    let status = response.status();
    let (parts, body) = response.into_parts();
    let bytes = match read_all(http::Response::new(body), asked.most).await {
        Ok(bytes) => Some(bytes.to_vec()),
        Err(ClusterError::TooLarge(_)) => None,
        Err(error) => return Err(error),
    };
    let is_own =
        |bytes: &Vec<u8>| serde_json::from_slice::<Word>(bytes).is_ok_and(|word| word.kind == "Status" && word.api_version == "v1");
    if let Some(bytes) = bytes.as_ref().filter(|bytes| !status.is_success() && is_own(bytes)) {
        let response = http::Response::from_parts(parts, kube::client::Body::from(bytes.clone()));
        return Err(refusal::of_response(response, &about.as_str().into(), false).await);
    }
    Ok((status.as_u16(), bytes))
}

/// A path of several segments, each encoded.
fn path(text: &str) -> Result<String, ClusterError> {
    let parts: Result<Vec<String>, ClusterError> =
        text.split('/').map(|part| if part.is_empty() { Ok(String::new()) } else { super::request::segment(part) }).collect();
    Ok(parts?.join("/"))
}
