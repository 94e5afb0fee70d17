//! The demo's fleet: Git repositories on disk in the layouts that our users keep, about fifteen Applications over them, and an incident
//! to practise on. It writes repositories and says which Applications exist with which past; who starts the demo deploys them.
//!
//! The story. The platform monorepo's production overlay got a bad image minutes ago (a tag with `crash`): production is Degraded.
//! Somebody scaled inventory-api by hand: drift. reservation-api waits to be synced: waves −1…2, a PreSync migration, a PostSync smoke
//! test. reservation-worker is Progressing (its image does not come), itdo-erp-reports is Suspended. Everything else is well.

mod access;
mod apps;
mod erp;
mod platform;
pub mod repos;
mod tacos;
mod yaml;

use std::path::Path;

use jiff::Timestamp;

use crate::model::object::Object;
use crate::model::object::value::Map;

/// What the demo starts from.
#[derive(Debug)]
pub struct Fleet {
    /// Namespaces that exist before anything is deployed.
    pub namespaces: Vec<&'static str>,
    /// ConfigMaps of the control plane: policies, and what is ours.
    pub configs: Vec<Object>,
    /// AppProjects.
    pub projects: Vec<Object>,
    /// Applications with their reported past; what `status.operationState.syncResult` says was sent is to be deployed.
    pub applications: Vec<Object>,
    /// Changes made by hand after the deployment.
    pub by_hand: Vec<ByHand>,
}

/// A change that somebody made by hand.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// Namespace of the Deployment.
    pub namespace: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The merge patch.
    pub patch: Map,
}

/// Writes the repositories below a folder (`git/*.git`) and tells the fleet. Commits and records are dated back from `now`.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(folder: &Path, now: Timestamp) -> Result<Fleet, repos::RepoError> {
    let mut repos = repos::Repos::new(folder, now);
    platform::write(&mut repos)?;
    tacos::write(&mut repos)?;
    erp::write(&mut repos)?;
    Ok(apps::fleet(&repos, now))
}
