//! `is_external_url` where no name must be looked up: an address in the URL. It knows no network.

use core::net::IpAddr;

use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// Whether the URL's host is an address that is neither private nor of this machine.
///
/// # Errors
/// When the host is a name: only the cluster's resolver knows what it stands for.
pub(super) fn is_external(url: &str) -> Result<Value, Fault> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let private = match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        // Unique local addresses are Go's private ones.
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.segments().first().is_some_and(|first| first & 0xfe00 == 0xfc00),
        Err(_) if host == "localhost" => true,
        Err(_) => return Err(Fault::Absent(format!("is_external_url() must look up the name {host}"))),
    };
    Ok((!private).into())
}
