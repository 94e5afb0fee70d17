//! The public keys that projects may name, read from a control plane: `argocd-gpg-keys-cm` and `sshSigners` of `tiphys-cm`. It judges
//! nothing.

use std::sync::Arc;

use super::settings::{TIPHYS_CM, config_map, data};
use crate::adapters::cluster::connect::Cluster;
use crate::adapters::cluster::error::ClusterError;
use crate::engine::access::integrity::keyring::{GPG_KEYS, KeyTexts, SSH_SIGNERS};

/// Whether a change of this ConfigMap changes the keys.
pub fn holds_keys(name: &str) -> bool {
    [GPG_KEYS, TIPHYS_CM].contains(&name)
}

/// Reads the keys of the control plane in this namespace. Missing ConfigMaps hold none.
///
/// # Errors
/// When the server cannot be reached or refuses: then it is not known which keys count, and nothing may be taken as signed.
pub async fn read(cluster: &Cluster, namespace: &Arc<str>) -> Result<KeyTexts, ClusterError> {
    let (gpg, tiphys) = futures::try_join!(config_map(cluster, namespace, GPG_KEYS), config_map(cluster, namespace, TIPHYS_CM))?;
    let ssh = data(tiphys.as_ref()).get(SSH_SIGNERS).cloned().unwrap_or_else(|| "".into());
    Ok(KeyTexts { gpg: data(gpg.as_ref()), ssh })
}
