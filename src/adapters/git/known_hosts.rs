//! Host keys as `argocd-ssh-known-hosts-cm` lists them: whether a server's key is the one that is known. It knows no connection.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What the list says of a server's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is the one that is known.
    Yes,
    /// Another one is known: somebody may be in between.
    Changed,
    /// Nothing is known of this server.
    No,
}

/// Looks a server up. Hashed lines are passed over: they name nobody.
pub fn lookup(list: &str, host: &str, port: u16, key: &[u8]) -> Known {
    let mut known = Known::No;
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(hosts), Some(_kind), Some(encoded)) = (words.next(), words.next(), words.next()) else { continue };
        if !hosts.split(',').any(|name| names(name, host, port)) {
            continue;
        }
        match STANDARD.decode(encoded) {
            Ok(own) if own == key => return Known::Yes,
            // A server has keys of several kinds: another kind's says nothing.
            Ok(own) if kind(&own) == kind(key) => known = Known::Changed,
            Ok(_) | Err(_) => {}
        }
    }
    known
}

/// The kind of a key, which is its first part: a length of four bytes and a name.
fn kind(key: &[u8]) -> Option<&[u8]> {
    let length = u32::from_be_bytes(key.get(..4)?.try_into().ok()?);
    key.get(4..)?.get(..usize::try_from(length).ok()?)
}

/// Whether a name of the list means this server: `host`, `*.host`, `[host]:port`.
fn names(name: &str, host: &str, port: u16) -> bool {
    let (own, own_port) = match name.strip_prefix('[').and_then(|name| name.split_once("]:")) {
        Some((own, port)) => (own, port.parse().ok()),
        None => (name, Some(22)),
    };
    let is_host = own.strip_prefix("*.").map_or_else(
        || own.eq_ignore_ascii_case(host),
        |domain| host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(domain)),
    );
    is_host && own_port == Some(port)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::{Known, lookup};

    fn key(kind: &str, end: u8) -> Vec<u8> {
        let mut key = u32::try_from(kind.len()).expect("short").to_be_bytes().to_vec();
        key.extend_from_slice(kind.as_bytes());
        key.push(end);
        key
    }

    #[test]
    fn a_key_is_known_changed_or_unknown() {
        let (ed, rsa) = (key("ssh-ed25519", 1), key("ssh-rsa", 2));
        let line = |hosts: &str, key: &[u8]| format!("{hosts} kind {}\n", STANDARD.encode(key));
        let list = format!(
            "# hosts\n\n|1|abc=|def= ssh-rsa AAAA\n{}{}{}",
            line("git.example.org,10.0.0.1", &ed),
            line("[git.example.org]:2222", &rsa),
            line("*.wild.org", &ed)
        );
        let look = |host, port, key: &[u8]| lookup(&list, host, port, key);
        assert_eq!(look("git.example.org", 22, &ed), Known::Yes);
        assert_eq!(look("10.0.0.1", 22, &ed), Known::Yes);
        assert_eq!(look("git.example.org", 22, &key("ssh-ed25519", 9)), Known::Changed);
        assert_eq!(look("git.example.org", 22, &rsa), Known::No, "another kind of key says nothing");
        assert_eq!(look("git.example.org", 2222, &rsa), Known::Yes);
        assert_eq!(look("git.example.org", 2200, &ed), Known::No);
        assert_eq!(look("a.wild.org", 22, &ed), Known::Yes);
        assert_eq!(look("wild.org.evil.net", 22, &ed), Known::No);
    }
}
