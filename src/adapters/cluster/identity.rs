//! Who we are to an API server, which version it has, and how far its clock is from ours.

use std::sync::Arc;

use http::header;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use serde::{Deserialize, Serialize};

use super::connect::Cluster;
use super::error::ClusterError;
use super::request::{Call, MAX_ANSWER, bad_json, fetch_typed, json, read_all, send};

/// Who we are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The user's name as the API server knows it; unverified: as the kubeconfig calls it.
    pub username: Arc<str>,
    /// Groups; none when unverified.
    pub groups: Vec<Arc<str>>,
    /// Whether the API server said so.
    pub is_verified: bool,
}

/// A server's own facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerFacts {
    /// `gitVersion`, e.g. `v1.36.3`.
    pub version: Arc<str>,
    /// Milliseconds to add to our clock to get the server's, within half a second or so; none where the server sends no
    /// `Date`.
    pub clock_offset_ms: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct Review {
    #[serde(rename = "apiVersion", default)]
    api_version: String,
    #[serde(default)]
    kind: String,
    #[serde(default, skip_serializing)]
    status: ReviewStatus,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReviewStatus {
    #[serde(default)]
    user_info: UserInfo,
}

#[derive(Default, Deserialize)]
struct UserInfo {
    #[serde(default)]
    username: String,
    #[serde(default)]
    groups: Vec<String>,
}

/// Asks the server who we are (`SelfSubjectReview`). Where it does not answer that (before 1.28, or forbidden) the identity is
/// the kubeconfig's user name, unverified.
///
/// # Errors
/// When the server cannot be reached, or refuses the credentials.
pub async fn whoami(cluster: &Cluster) -> Result<Identity, ClusterError> {
    let body = json(&Review {
        api_version: "authentication.k8s.io/v1".into(),
        kind: "SelfSubjectReview".into(),
        status: ReviewStatus::default(),
    })?;
    let call =
        Call::at("create", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "create selfsubjectreviews").body("application/json", body);
    match fetch_typed::<Review>(cluster, &call).await {
        Ok(Review { status: ReviewStatus { user_info }, .. }) if !user_info.username.is_empty() => Ok(Identity {
            username: user_info.username.into(),
            groups: user_info.groups.into_iter().map(Into::into).collect(),
            is_verified: true,
        }),
        Ok(_)
        | Err(ClusterError::NotFound(_) | ClusterError::Forbidden { .. } | ClusterError::Refused { .. } | ClusterError::BadAnswer(_)) => {
            Ok(Identity { username: cluster.user.clone(), groups: Vec::new(), is_verified: false })
        }
        Err(error) => Err(error),
    }
}

/// Asks for the server's version and measures the distance of the clocks.
///
/// # Errors
/// When the server cannot be reached, or refuses.
pub async fn server_facts(cluster: &Cluster) -> Result<ServerFacts, ClusterError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Version {
        git_version: String,
    }
    let before = Timestamp::now();
    let response = send(cluster, &Call::at("get", "/version", "get the server's version")).await?;
    let after = Timestamp::now();
    let date = response.headers().get(header::DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
    let bytes = read_all(response, MAX_ANSWER).await?;
    let version: Version = serde_json::from_slice(&bytes).map_err(|error| bad_json(&error))?;
    Ok(ServerFacts { version: version.git_version.into(), clock_offset_ms: date.and_then(|date| offset(&date, before, after)) })
}

/// The header has whole seconds: the server's time is on average half a second later than it says.
fn offset(date: &str, before: Timestamp, after: Timestamp) -> Option<i64> {
    let server = DateTimeParser::new().parse_timestamp(date).ok()?.as_millisecond() + 500;
    Some(server - i64::midpoint(before.as_millisecond(), after.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn the_servers_date_gives_the_distance_of_the_clocks() {
        let ours = "2026-01-01T00:00:00Z".parse().expect("time");
        assert_eq!(offset("Thu, 01 Jan 2026 00:01:00 GMT", ours, ours), Some(60_500));
        assert_eq!(offset("yesterday", ours, ours), None);
    }
}
