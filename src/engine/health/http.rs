//! Health that an application tells over HTTP: where its endpoints are, by annotations of the Application, and what an answer means. It
//! sends nothing.
//!
//! - `tiphys.dev/health-http`: endpoints, separated by commas or lines. `service:NAME:PORT/PATH` is a Service of the destination's
//!   namespace (`service:NAMESPACE/NAME:PORT/PATH` of another), read through the API server's proxy as whoever asks; `https://…` is read
//!   directly. Port and path may be left out: 8080 and `/health`.
//! - `tiphys.dev/health-http-timeout`: of one attempt, `30s` if not said, a minute at most.
//! - `tiphys.dev/health-http-attempts`: 3 if not said, 5 at most.
//! - `tiphys.dev/health-http-interval`: between two looks, `60s` if not said, 10 s at least.
//! - `tiphys.dev/health-http-counts: "true"`: the worst answer counts for the application's health. Else it is only shown.
//!
//! An answer is the contract of the platform's services (`status` of `healthy`, `unhealthy`, `degraded`; `version`; `checks` by name;
//! `dependencies` with `latency_ms`), or anything else: then a status code of success is Healthy. Bodies are other people's text: only
//! words of the contract are read, cut short.

use std::sync::Arc;

use crate::engine::manifest::duration::GoDuration;
use crate::engine::manifest::json;
use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::model::status::HealthStatus;

/// The endpoints.
pub const ENDPOINTS: &str = "tiphys.dev/health-http";
/// Seconds of one attempt.
pub const TIMEOUT: &str = "tiphys.dev/health-http-timeout";
/// Attempts.
pub const ATTEMPTS: &str = "tiphys.dev/health-http-attempts";
/// Seconds between two looks.
pub const INTERVAL: &str = "tiphys.dev/health-http-interval";
/// Whether the answers count.
pub const COUNTS: &str = "tiphys.dev/health-http-counts";

/// Endpoints of one application at most: each is asked again and again.
const MAX_ENDPOINTS: usize = 16;
/// Checks and dependencies of one answer that are kept.
const MAX_ITEMS: usize = 32;
/// Characters of a text of an answer that are kept.
const MAX_TEXT: usize = 120;
/// The largest body that is read: an answer of the contract has a few hundred bytes.
pub const MAX_BODY: usize = 64 << 10;

/// Where an endpoint is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// A Service, through the API server.
    Service {
        /// Its namespace; none for the destination's.
        namespace: Option<Arc<str>>,
        /// Its name.
        name: Arc<str>,
        /// Port, by number or name.
        port: Arc<str>,
        /// Path without its first slash.
        path: Arc<str>,
    },
    /// A URL.
    Url(Arc<str>),
}

/// What is asked of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checks {
    /// Where.
    pub endpoints: Vec<At>,
    /// Seconds of one attempt.
    pub timeout: u64,
    /// Attempts before an endpoint is believed to be down.
    pub attempts: u32,
    /// Seconds between two looks.
    pub interval: u64,
    /// Whether the worst answer counts for the application's health.
    pub counts: bool,
}

/// What an endpoint said. All texts are cut, none is clean yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it comes to.
    pub status: HealthStatus,
    /// Why, in a few words; empty when all is well.
    pub message: String,
    /// The version that runs, as it says itself.
    pub version: String,
    /// What it checked, with its words.
    pub checks: Vec<(String, String)>,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
}

/// What an endpoint says of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// Its status, in the endpoint's word.
    pub status: String,
    /// How long it took to answer, in milliseconds.
    pub latency: Option<i64>,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service { namespace: Some(namespace), name, port, path } => write!(f, "service {namespace}/{name}:{port}/{path}"),
            Self::Service { namespace: None, name, port, path } => write!(f, "service {name}:{port}/{path}"),
            Self::Url(url) => f.write_str(&crate::model::ids::RepoUrl::new(url.clone()).shown()),
        }
    }
}

/// What an Application's annotations ask for, and what of them cannot be read. None: it has none.
pub fn checks(application: &Object) -> (Option<Checks>, Vec<Problem>) {
    let Some(text) = application.annotation(ENDPOINTS) else { return (None, Vec::new()) };
    let mut problems = Vec::new();
    let mut wrong = |key: &str, cause: String, hint: &str| {
        let place = Place::file(format!("Application {}", application.name())).at_field(key);
        problems.push(Problem::warning(ProblemKind::BadInput, cause).at(place).hint(hint.to_owned()));
    };
    let mut endpoints = Vec::new();
    for part in text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match endpoint(part) {
            Some(at) if endpoints.len() < MAX_ENDPOINTS => endpoints.push(at),
            Some(_) => wrong(ENDPOINTS, format!("more than {MAX_ENDPOINTS} endpoints: the rest is not asked"), "name fewer"),
            None => wrong(ENDPOINTS, format!("{part:?} is no endpoint"), "write service:NAME:8080/health, or https://HOST/health"),
        }
    }
    let mut seconds = |key: &str, default: u64, least: u64, most: u64| {
        let Some(text) = application.annotation(key) else { return default };
        let bare = text.trim().parse::<u64>().ok();
        let read = bare.or_else(|| GoDuration::parse(text.trim()).ok()?.to_std().map(|duration| duration.as_secs()));
        if read.is_none() {
            wrong(key, format!("{text:?} is no duration"), "write it as 30s or 1m");
        }
        read.unwrap_or(default).clamp(least, most)
    };
    let (timeout, interval) = (seconds(TIMEOUT, 30, 1, 60), seconds(INTERVAL, 60, 10, 86_400));
    let attempts = match application.annotation(ATTEMPTS).map(|text| text.trim().parse::<u32>()) {
        None => 3,
        Some(Ok(number)) => number.clamp(1, 5),
        Some(Err(_)) => {
            wrong(ATTEMPTS, "no number of attempts".to_owned(), "write a number from 1 to 5");
            3
        }
    };
    let counts = match application.annotation(COUNTS).map(str::trim) {
        Some("true") => true,
        None | Some("false" | "") => false,
        Some(other) => {
            wrong(COUNTS, format!("{other:?} is neither true nor false: the answers are only shown"), "write \"true\" or \"false\"");
            false
        }
    };
    let checks = Checks { endpoints, timeout, attempts, interval, counts };
    ((!checks.endpoints.is_empty()).then_some(checks), problems)
}

fn endpoint(text: &str) -> Option<At> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return Some(At::Url(text.into()));
    }
    let rest = text.strip_prefix("service:")?.trim_start_matches('/');
    // `NAMESPACE/NAME:PORT/PATH`: what stands before the first slash is a namespace if the port comes after it.
    let (namespace, rest) = match rest.split_once('/') {
        Some((first, after)) if !first.contains(':') && after.contains(':') => (Some(first), after),
        Some(_) | None => (None, rest),
    };
    let (host, path) = rest.split_once('/').map_or((rest, "health"), |(host, path)| (host, path));
    let (name, port) = host.split_once(':').unwrap_or((host, "8080"));
    let is_name = |text: &str| {
        let is_own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (1..=253).contains(&text.len()) && text.chars().all(is_own)
    };
    let path_is_sane = !path.split('/').any(|part| part == "..") && !path.contains(['?', '#', '\\']) && path.len() <= 512;
    let all = is_name(name) && is_name(port) && namespace.is_none_or(is_name) && path_is_sane;
    all.then(|| At::Service { namespace: namespace.map(Into::into), name: name.into(), port: port.into(), path: path.into() })
}

/// What an answer means. `body` is none where it was too large to be read.
pub fn report(code: u16, body: Option<&[u8]>) -> Report {
    let is_success = (200..300).contains(&code);
    let answer = body.and_then(|body| json::parse_json(body).ok());
    let fields = answer.as_ref().and_then(Value::as_map);
    let said = fields.and_then(|fields| fields.get("status")).and_then(Value::as_str).map(|text| (text, word(text)));
    let status = match (said, is_success) {
        (Some((_, Some(status))), true) => status,
        // Who answers with an error and says that all is well contradicts itself.
        (_, false) => HealthStatus::Degraded,
        (_, true) => HealthStatus::Healthy,
    };
    let (checks, dependencies) = (fields.map(own_checks).unwrap_or_default(), fields.map(own_dependencies).unwrap_or_default());
    let mut reasons = Vec::new();
    if !is_success {
        reasons.push(format!("status code {code}"));
    }
    if let Some((text, _)) = said.filter(|(_, status)| status.is_some_and(|status| status != HealthStatus::Healthy)) {
        reasons.push(cut(text));
    }
    let unwell = |status: &str| word(status).is_some_and(|status| status != HealthStatus::Healthy);
    reasons.extend(checks.iter().filter(|(_, status)| unwell(status)).map(|(name, status)| format!("{name}: {status}")));
    reasons.extend(dependencies.iter().filter(|own| unwell(&own.status)).map(|own| format!("{}: {}", own.name, own.status)));
    let version = fields.and_then(|fields| fields.get("version")).and_then(Value::as_str).map(cut).unwrap_or_default();
    Report { status, message: reasons.join(", "), version, checks, dependencies }
}

/// What a word means; none for one that is no status.
fn word(text: &str) -> Option<HealthStatus> {
    Some(match text.to_ascii_lowercase().as_str() {
        "healthy" | "ok" | "up" | "pass" | "passing" => HealthStatus::Healthy,
        "unhealthy" | "degraded" | "down" | "fail" | "failing" | "error" | "critical" | "warn" | "warning" => HealthStatus::Degraded,
        "starting" | "progressing" => HealthStatus::Progressing,
        "out_of_service" | "maintenance" => HealthStatus::Suspended,
        "unknown" => HealthStatus::Unknown,
        _ => return None,
    })
}

fn own_checks(fields: &Map) -> Vec<(String, String)> {
    let Some(checks) = fields.get("checks").and_then(Value::as_map) else { return Vec::new() };
    let status = |value: &Value| match value {
        Value::Str(text) => Some(cut(text)),
        Value::Map(map) => map.get("status").and_then(Value::as_str).map(cut),
        _ => None,
    };
    checks.iter().filter_map(|(name, value)| Some((cut(name.as_str()), status(value)?))).take(MAX_ITEMS).collect()
}

fn own_dependencies(fields: &Map) -> Vec<Dependency> {
    let all = fields.get("dependencies").and_then(Value::as_list).unwrap_or(&[]).iter().filter_map(Value::as_map);
    let text = |map: &Map, key: &str| map.get(key).and_then(Value::as_str).map(cut).unwrap_or_default();
    all.take(MAX_ITEMS)
        .map(|map| Dependency {
            name: text(map, "name"),
            status: text(map, "status"),
            latency: map.get("latency_ms").and_then(Value::as_i64).filter(|latency| *latency >= 0),
        })
        .filter(|own| !own.name.is_empty())
        .collect()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{At, checks, endpoint, report};
    use crate::engine::manifest::json::object_from_json;
    use crate::model::object::key::Interner;
    use crate::model::status::HealthStatus::{self, Degraded, Healthy};

    fn annotated(annotations: &str) -> (Option<super::Checks>, usize) {
        let text = format!(
            r#"{{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{{"name":"a","annotations":{{{annotations}}}}}}}"#
        );
        let (found, problems) = checks(&object_from_json(text.as_bytes(), &mut Interner::default()).expect("an object"));
        (found, problems.len())
    }

    #[test]
    fn endpoints_are_services_or_urls_and_what_is_neither_is_told() {
        let of = |text: &str| endpoint(text).map(|at| at.to_string());
        assert_eq!(of("service:web").as_deref(), Some("service web:8080/health"));
        assert_eq!(of("service:web:http/live/now").as_deref(), Some("service web:http/live/now"));
        assert_eq!(of("service:shop/web:80/health").as_deref(), Some("service shop/web:80/health"));
        assert_eq!(of("service:web/ready").as_deref(), Some("service web:8080/ready"));
        assert_eq!(of("https://user:secret@shop.example.com/health").as_deref(), Some("https://user:***@shop.example.com/health"));
        for bad in ["web:8080", "service:", "service:we b", "service:web:80/../x", "service:../x:1/y", "ftp://x", "service:web:80/a?b=c"] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert!(matches!(endpoint("service:web"), Some(At::Service { namespace: None, .. })));
    }

    #[test]
    fn annotations_have_the_defaults_of_the_platform_and_bounds() {
        let (found, n_problems) = annotated(r#""tiphys.dev/health-http":"service:web, https://shop.example.com/health""#);
        let found = found.expect("checks");
        assert_eq!((found.endpoints.len(), found.timeout, found.attempts, found.interval, found.counts), (2, 30, 3, 60, false));
        assert_eq!(n_problems, 0);
        let (found, n_problems) = annotated(
            r#""tiphys.dev/health-http":"service:web\nnonsense","tiphys.dev/health-http-timeout":"1h","tiphys.dev/health-http-attempts":"99","tiphys.dev/health-http-interval":"soon","tiphys.dev/health-http-counts":"true""#,
        );
        let found = found.expect("checks");
        assert_eq!((found.timeout, found.attempts, found.interval, found.counts, n_problems), (60, 5, 60, true, 2));
        assert_eq!(annotated(r#""a":"b""#), (None, 0));
        let (found, n_problems) = annotated(r#""tiphys.dev/health-http":"service:web","tiphys.dev/health-http-counts":"maybe""#);
        assert_eq!((found.map(|found| found.counts), n_problems), (Some(false), 1), "what is neither true nor false is told");
        let many = format!(r#""tiphys.dev/health-http":"{}""#, vec!["service:web"; 40].join(","));
        assert_eq!(annotated(&many).0.map(|found| found.endpoints.len()), Some(16));
    }

    const CONTRACT: &str = r#"{"status":"healthy","version":"1.2.3","timestamp":"2025-09-25T10:00:00Z",
        "checks":{"database":"healthy","cache":"healthy","external_api":"degraded"},
        "dependencies":[{"name":"inventory-api","status":"healthy","latency_ms":45}]}"#;

    #[test]
    fn the_contract_is_read_and_anything_else_is_judged_by_its_status_code() {
        let own = report(200, Some(CONTRACT.as_bytes()));
        assert_eq!((own.status, own.version.as_str(), own.message.as_str()), (Healthy, "1.2.3", "external_api: degraded"));
        assert_eq!((own.checks.len(), own.dependencies[0].latency), (3, Some(45)));
        let of = |code: u16, body: &str| {
            let own = report(code, Some(body.as_bytes()));
            (own.status, own.message)
        };
        assert_eq!(of(200, &CONTRACT.replacen("healthy", "unhealthy", 1)).0, Degraded);
        assert_eq!(of(200, r#"{"status":"degraded"}"#), (Degraded, "degraded".to_owned()));
        assert_eq!(
            of(503, r#"{"status":"unhealthy","checks":{"db":"unhealthy"}}"#),
            (Degraded, "status code 503, unhealthy, db: unhealthy".to_owned())
        );
        assert_eq!(of(500, r#"{"status":"healthy"}"#), (Degraded, "status code 500".to_owned()));
        for body in ["", "OK", "<html>", "[1]", "null", r#"{"status":7}"#, r#"{"status":"fine as can be"}"#] {
            assert_eq!(of(204, body), (Healthy, String::new()), "{body}");
        }
        assert_eq!(report(200, None).status, Healthy);
        assert_eq!(of(404, "").0, Degraded);
        assert_eq!(of(200, r#"{"status":"DOWN","components":{}}"#).0, HealthStatus::Degraded);
    }

    #[test]
    fn hostile_answers_are_cut_and_never_quoted_whole() {
        let long = "x".repeat(10_000);
        let many: Vec<String> = (0..1000).map(|index| format!(r#""c{index}":"{long}""#)).collect();
        let own = report(200, Some(format!(r#"{{"status":"degraded","version":"{long}","checks":{{{}}}}}"#, many.join(",")).as_bytes()));
        assert!(own.version.chars().count() <= 121 && own.checks.len() == 32);
        let deep = "[".repeat(100_000);
        assert_eq!(report(200, Some(deep.as_bytes())).status, Healthy);
        let twisted = report(200, Some(br#"{"status":"degraded","checks":[1],"dependencies":{"a":1},"version":{}}"#));
        assert_eq!((twisted.status, twisted.checks.len(), twisted.dependencies.len()), (Degraded, 0, 0));
    }
}
