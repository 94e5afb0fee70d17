//! Sync options: those of the application, as executed, and those of one resource, which win. It knows no plan.
//!
//! Sources: Argo CD `docs/user-guide/sync-options.md`, `controller/sync.go` (options are read from the operation only) and
//! gitops-engine `pkg/sync/sync_context.go` (the resource's annotation). Where gitops-engine only looks whether an option
//! is named at either place, a resource here can also take back what the application says (`Replace=false`,
//! `Validate=true`), as the documentation promises.

use crate::engine::resources::marks::{csv, has_option};
use crate::model::application::annotation;
use crate::model::object::Object;

use super::request::Request;
use super::task::{ApplyMode, Propagation};

/// Helm's annotation that keeps a resource.
const RESOURCE_POLICY: &str = "helm.sh/resource-policy";

/// The application's options as executed.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    request: &'a Request,
}

/// Whether a resource may be pruned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pruning {
    /// It may.
    Allowed,
    /// It may when somebody agrees (`Prune=confirm`).
    Confirmed,
    /// It may not; the option that says so.
    Forbidden(&'static str),
}

impl<'a> Options<'a> {
    /// The options of a request.
    pub fn new(request: &'a Request) -> Self {
        Self { request }
    }

    /// Whether the application names this option, e.g. `PruneLast=true`.
    pub fn has(self, option: &str) -> bool {
        self.request.sync_options.iter().any(|own| own.trim() == option)
    }

    /// `CreateNamespace=true`.
    pub fn creates_namespace(self) -> bool {
        self.has("CreateNamespace=true")
    }

    /// `ApplyOutOfSyncOnly=true`.
    pub fn only_out_of_sync(self) -> bool {
        self.has("ApplyOutOfSyncOnly=true")
    }

    /// `RespectIgnoreDifferences=true`.
    pub fn respects_ignored(self) -> bool {
        self.has("RespectIgnoreDifferences=true")
    }

    /// `FailOnSharedResource=true`.
    pub fn fails_on_shared(self) -> bool {
        self.has("FailOnSharedResource=true")
    }

    /// `PrunePropagationPolicy`.
    pub fn propagation(self) -> Propagation {
        if self.has("PrunePropagationPolicy=background") {
            Propagation::Background
        } else if self.has("PrunePropagationPolicy=foreground") {
            Propagation::Foreground
        } else if self.has("PrunePropagationPolicy=orphan") {
            Propagation::Orphan
        } else {
            Propagation::default()
        }
    }

    /// How an object is sent: `Replace` beats `ServerSideApply`.
    pub fn mode(self, object: &Object) -> ApplyMode {
        if self.flag(object, "Replace") {
            ApplyMode::Replace
        } else if self.flag(object, "ServerSideApply") {
            ApplyMode::ServerSide
        } else {
            ApplyMode::ClientSide
        }
    }

    /// `Force`: of the strategy, or the resource's own.
    pub fn forces(self, object: &Object) -> bool {
        self.request.force || has_option(object, annotation::SYNC_OPTIONS, "Force=true")
    }

    /// `Validate=false`.
    pub fn skips_validation(self, object: &Object) -> bool {
        match own(object, "Validate") {
            Some(value) => value == "false",
            None => self.has("Validate=false"),
        }
    }

    /// `SkipDryRunOnMissingResource=true`.
    pub fn skips_dry_run_on_missing(self, object: &Object) -> bool {
        self.flag(object, "SkipDryRunOnMissingResource")
    }

    /// `PruneLast=true`, of the live object.
    pub fn prunes_last(self, live: &Object) -> bool {
        self.flag(live, "PruneLast")
    }

    /// `Prune=false`, `Prune=confirm` and `helm.sh/resource-policy: keep`, of the live object.
    pub fn pruning(self, live: &Object) -> Pruning {
        if live.annotation(RESOURCE_POLICY).is_some_and(|policy| policy.trim() == "keep") {
            return Pruning::Forbidden("helm.sh/resource-policy: keep");
        }
        let app = || self.request.sync_options.iter().find_map(|option| option.trim().strip_prefix("Prune="));
        match own(live, "Prune").or_else(app) {
            Some("false") => Pruning::Forbidden("Prune=false"),
            Some("confirm") => Pruning::Confirmed,
            Some(_) | None => Pruning::Allowed,
        }
    }

    fn flag(self, object: &Object, name: &str) -> bool {
        match own(object, name) {
            Some(value) => value == "true",
            None => self.has(&format!("{name}=true")),
        }
    }
}

/// The value of an option that a resource names itself; of several the first.
fn own<'o>(object: &'o Object, name: &str) -> Option<&'o str> {
    csv(object, annotation::SYNC_OPTIONS).into_iter().find_map(|item| item.strip_prefix(name)?.strip_prefix('='))
}
