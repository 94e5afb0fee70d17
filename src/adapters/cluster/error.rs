//! What can go wrong between here and an API server, told apart by what helps. It knows no retry policy: `is_retryable`
//! says whether the same request may succeed later, the runtime decides when.

use std::sync::Arc;

use crate::model::problem::{Problem, ProblemKind};

/// One of the causes in a `Status` of reason `Invalid` or `Conflict`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Path of the field, as the server writes it; may be empty.
    pub field: Arc<str>,
    /// What is wrong with it.
    pub message: Arc<str>,
}

/// A request that did not get what it wanted. Messages are the server's; those about Secrets are stripped of quoted values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClusterError {
    /// 401. Retrying does not help; signing in does.
    #[error("the API server refuses the credentials: {0}")]
    Unauthorized(Arc<str>),
    /// 403 for this verb on this resource. Retrying does not help.
    #[error("{message}")]
    Forbidden {
        /// What was tried, e.g. `list pods in namespace shop`.
        action: Arc<str>,
        /// The server's words.
        message: Arc<str>,
    },
    /// 404: the object (or its namespace) is not there.
    #[error("{0}")]
    NotFound(Arc<str>),
    /// The API server serves no such kind, also after discovering again.
    #[error("the API server knows no kind {kind} in {api_version}")]
    UnknownKind {
        /// `apps/v1`.
        api_version: Arc<str>,
        /// `Deployment`.
        kind: Arc<str>,
    },
    /// 409 `AlreadyExists`.
    #[error("{0}")]
    AlreadyExists(Arc<str>),
    /// 409: another write came first (resourceVersion, uid), or another manager owns the fields. Reading again helps.
    #[error("{message}")]
    Conflict {
        /// The server's words.
        message: Arc<str>,
        /// Fields that other managers own, for server-side apply without force.
        causes: Vec<Cause>,
    },
    /// 400: the manifest (or the request) cannot be understood: an unknown field, a wrong type. Retrying does not help.
    #[error("{0}")]
    Malformed(Arc<str>),
    /// 422: the object breaks a rule, or changes what cannot be changed. Retrying does not help.
    #[error("{message}")]
    Invalid {
        /// The server's words.
        message: Arc<str>,
        /// Field by field, where the server says so.
        causes: Vec<Cause>,
    },
    /// 429. Retrying later helps.
    #[error("the API server asks to slow down: {message}")]
    TooManyRequests {
        /// Seconds to wait, if the server says so.
        retry_after: Option<u64>,
        /// The server's words.
        message: Arc<str>,
    },
    /// 410: a resourceVersion or continue token is too old. Listing from the start helps.
    #[error("the version asked for is too old: {0}")]
    Gone(Arc<str>),
    /// 504, or a `Timeout` or `ServerTimeout` status. Retrying helps.
    #[error("the API server did not answer in its own time: {message}")]
    Timeout {
        /// Seconds to wait, if the server says so.
        retry_after: Option<u64>,
        /// The server's words.
        message: Arc<str>,
    },
    /// 503, 502, 500 and the like. Retrying may help.
    #[error("the API server failed with {code}: {message}")]
    Server {
        /// HTTP status.
        code: u16,
        /// Seconds to wait, if the server says so.
        retry_after: Option<u64>,
        /// The server's words.
        message: Arc<str>,
    },
    /// Any other refusal (405, 413, 415…). Retrying does not help.
    #[error("the API server refuses the request with {code}: {message}")]
    Refused {
        /// HTTP status.
        code: u16,
        /// The server's words.
        message: Arc<str>,
    },
    /// No connection, or it broke. Retrying may help.
    #[error("the API server cannot be reached: {0}")]
    Unreachable(Arc<str>),
    /// The certificates do not fit. Retrying does not help.
    #[error("no trust in the API server's certificate: {0}")]
    Tls(Arc<str>),
    /// The credential plugin, token file or OIDC refresh failed. Retrying may help after signing in.
    #[error("no credentials: {0}")]
    Credentials(Arc<str>),
    /// The answer is not what the API promises (a proxy's page, broken JSON).
    #[error("the answer makes no sense: {0}")]
    BadAnswer(Arc<str>),
    /// The answer is larger than what is read.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The request cannot be built from what was given (a name that is no path segment, say).
    #[error("the request cannot be made: {0}")]
    BadRequest(Arc<str>),
}

/// What helps with an object that is too large for client-side apply.
const NO_COPY: &str = "make it smaller, or sync with ServerSideApply=true, which keeps no copy of it in an annotation";

impl ClusterError {
    /// Whether the same request may succeed later, without reading anything again and without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::TooManyRequests { .. } | Self::Timeout { .. } | Self::Server { .. } | Self::Unreachable(_) => true,
            Self::Unauthorized(_)
            | Self::Forbidden { .. }
            | Self::NotFound(_)
            | Self::UnknownKind { .. }
            | Self::AlreadyExists(_)
            | Self::Conflict { .. }
            | Self::Malformed(_)
            | Self::Invalid { .. }
            | Self::Gone(_)
            | Self::Refused { .. }
            | Self::Tls(_)
            | Self::Credentials(_)
            | Self::BadAnswer(_)
            | Self::TooLarge(_)
            | Self::BadRequest(_) => false,
        }
    }

    /// Whether the server may have carried the request out although no answer came: a write must be read back.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Timeout { .. } | Self::BadAnswer(_) | Self::TooLarge(_))
            || matches!(self, Self::Server { code, .. } if *code != 503)
    }

    /// Seconds that the server asks to wait.
    pub fn retry_after(&self) -> Option<u64> {
        if let Self::TooManyRequests { retry_after, .. } | Self::Timeout { retry_after, .. } | Self::Server { retry_after, .. } = self {
            return *retry_after;
        }
        None
    }

    /// Whether the object is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound(_))
    }

    /// Whether the server refuses for lack of rights.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Forbidden { .. })
    }

    /// Whether another write came first.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    /// The problem as every face tells it, with the next step.
    pub fn problem(&self) -> Problem {
        let (kind, hint) = self.advice();
        let problem = Problem::error(kind, self.to_string());
        if hint.is_empty() { problem } else { problem.hint(hint) }
    }

    fn advice(&self) -> (ProblemKind, String) {
        use ProblemKind as K;
        match self {
            Self::Unauthorized(_) => {
                (K::Forbidden, "sign in again, or choose another context; the kubeconfig's user may have expired".into())
            }
            Self::Forbidden { action, .. } => {
                (K::Forbidden, format!("ask for the right to {action}; `kubectl auth can-i` answers the same question"))
            }
            Self::NotFound(_) => (K::NotFound, "check name and namespace; somebody may have deleted it".into()),
            Self::UnknownKind { api_version, .. } => (
                K::NotFound,
                format!(
                    "install the CustomResourceDefinition, or correct apiVersion {api_version}; `kubectl api-resources` lists what is served"
                ),
            ),
            Self::AlreadyExists(_) => (K::Conflict, "choose another name, or change the one that is there".into()),
            Self::Conflict { causes, .. } if !causes.is_empty() => {
                let fields: Vec<&str> = causes.iter().take(5).map(|cause| &*cause.field).collect();
                (K::Conflict, format!("other managers own {}; take them over with force, or leave them out", fields.join(", ")))
            }
            Self::Conflict { .. } => (K::Conflict, "read the object again and repeat".into()),
            // Client-side apply keeps a whole copy of the object in an annotation, of which a server takes 256 KiB.
            Self::Refused { code: 413, .. } => (K::Limit, NO_COPY.into()),
            Self::Invalid { causes, message, .. }
                if message.contains("Too long") && causes.iter().any(|cause| &*cause.field == "metadata.annotations") =>
            {
                (K::Limit, NO_COPY.into())
            }
            Self::Invalid { causes, .. } if !causes.is_empty() => {
                let fields: Vec<&str> = causes.iter().take(5).map(|cause| &*cause.field).filter(|field| !field.is_empty()).collect();
                (K::BadInput, format!("correct {} in the manifest", if fields.is_empty() { "it".to_owned() } else { fields.join(", ") }))
            }
            Self::Invalid { .. } | Self::Malformed(_) => (K::BadInput, "correct the manifest".into()),
            Self::TooManyRequests { .. } => {
                (K::Unreachable, "it is tried again; fewer watched kinds or namespaces ask less of the server".into())
            }
            Self::Gone(_) => (K::Conflict, "it is listed again from the start".into()),
            Self::Timeout { .. } | Self::Server { .. } => (K::Unreachable, "try again; the API server's own logs say more".into()),
            Self::Refused { .. } => (K::Forbidden, "the API server, or a proxy before it, does not support this request".into()),
            Self::Unreachable(_) => (K::Unreachable, "check the server's address in the kubeconfig, the network and the VPN".into()),
            Self::Tls(_) => (K::Unreachable, "check certificate-authority and tls-server-name of the cluster in the kubeconfig".into()),
            Self::Credentials(_) => {
                (K::Forbidden, "sign in again; run the credential plugin of the kubeconfig's user by hand to see why it fails".into())
            }
            Self::BadAnswer(_) => {
                (K::Unreachable, "something other than an API server may answer at this address (a proxy, a sign-in page)".into())
            }
            Self::TooLarge(_) => (K::Limit, "read it with kubectl; such an object is not handled here".into()),
            Self::BadRequest(_) => (K::BadInput, "correct the name, namespace or kind".into()),
        }
    }
}
