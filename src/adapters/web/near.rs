//! Addresses that lead to this machine or to its own network. It asks nobody.

use std::net::IpAddr;

/// Loopback, link-local (metadata services among them) and unspecified addresses.
pub fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => {
            let mapped = v6.to_ipv4_mapped().is_some_and(|v4| is_near(IpAddr::V4(v4)));
            mapped || v6.is_loopback() || v6.is_unspecified() || v6.is_unicast_link_local()
        }
    }
}

/// Whether the host of a URL is such an address as it is written: nobody has to be asked for its name.
pub fn is_written_near(host: &str) -> bool {
    host.trim_start_matches('[').trim_end_matches(']').parse().is_ok_and(is_near)
}
