//! Kyverno's `validate` policies, judged before a sync as Kyverno would judge the request. Pure: policies, objects, a user and a time in,
//! judgements out. It knows no cluster and no clock.
//!
//! [`read::read`] makes policies out of objects, [`evaluate::evaluate`] asks one policy about one request and gives every rule's answer in
//! Kyverno's words, and [`Policies::judge`] makes judgements on a plan of them. Judged are `pattern`, `anyPattern`, `deny` and `foreach` with
//! context entries of kind `variable` and with what was given; all else that would have a say (CEL, podSecurity, mutate, generate,
//! verifyImages, API calls, ConfigMaps and registries that were not given) is named as not judged, for the objects that it is for.
//!
//! Not known here is Kyverno's own configuration: its `resourceFilters` (by default most of `kube-system`) are not applied, so a rule may
//! warn of an object that Kyverno would not look at; the other way round nothing is lost.

pub mod action;
pub mod condition;
pub mod context;
pub mod decimal;
pub mod evaluate;
pub mod exception;
pub mod fault;
pub mod foreign;
pub mod given;
pub mod images;
pub mod jmespath;
mod judge;
mod lookup;
pub mod matching;
pub mod pattern;
mod pointer;
pub mod read;
pub mod request;
mod requested;
pub mod rule;
pub mod substitute;
pub mod suite;
mod validate;
pub mod versions;
pub mod wildcard;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::engine::access::Judgement;
use crate::model::ids::ClusterId;
use crate::model::object::Object;
use crate::model::problem::Problem;
use given::Given;

/// Policies that were read, with what could not be.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    read: read::Policies,
}

/// One object of a plan, as it would be sent.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The cluster that it is sent to.
    pub cluster: &'a ClusterId,
    /// The object as it shall be.
    pub object: &'a Object,
    /// The object as it is; none where it is made.
    pub old: Option<&'a Object>,
    /// The labels of its namespace; none where they are not known.
    pub namespace_labels: Option<&'a BTreeMap<String, String>>,
    /// As whom it is sent.
    pub user: &'a str,
    /// The user's groups.
    pub groups: &'a [String],
    /// When.
    pub at: Timestamp,
    /// What is known of the cluster: ConfigMaps that rules read.
    pub given: &'a Arc<Given>,
}

impl Policies {
    /// Reads ClusterPolicies, Policies and PolicyExceptions among objects, and names the policies of other classes.
    pub fn read(objects: &[Object]) -> Self {
        Self { read: read::read(objects) }
    }

    /// What could not be read; such rules are named as not judged.
    pub fn problems(&self) -> &[Problem] {
        &self.read.problems
    }

    /// Whether there is nothing to judge by.
    pub fn is_empty(&self) -> bool {
        self.read.policies.is_empty() && self.read.foreign.is_empty()
    }

    /// What was read.
    pub fn parts(&self) -> &read::Policies {
        &self.read
    }

    /// What the policies say of an object. Rules that are not for it, and those that skip it, say nothing.
    pub fn judge(&self, asked: &Asked<'_>) -> Vec<Judgement> {
        judge::judge(&self.read, asked)
    }
}
