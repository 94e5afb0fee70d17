//! `urlParse`, `urlJoin`, and `getHostByName`, which asks no network. It knows no scheme.
//!
//! Source: sprig `url.go`, Go's `net/url`.

use core::net::IpAddr;

use super::args::{bytes, dict, raw, string};
use super::show::quote;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::text::Text;
use crate::engine::template::value::Value;
use crate::model::object::key::Key;

pub(super) const TABLE: &[Function] = &[
    Function::new("getHostByName", &[Type::Str], |_, _| string("")),
    Function::new("urlJoin", &[Type::Dict], join),
    Function::new("urlParse", &[Type::Str], parse),
];

/// Where a text stands in a URL: what need not be escaped there besides letters, digits and `-_.~`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
    User,
    Fragment,
}

impl Part {
    fn allows(self, byte: u8) -> bool {
        let others: &[u8] = match self {
            Self::Path => b"$&+,/:;=@",
            Self::Host | Self::Zone => b"!$&'()*+,;=:[]<>\"",
            Self::User => b"$&+,;=",
            Self::Fragment => b"$&+,/:;=?@!()*",
        };
        byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || others.contains(&byte)
    }
}

fn escaped(text: &[u8], part: Part) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if part.allows(*byte) {
            out.push(*byte);
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
    }
    out
}

fn hex(byte: Option<&u8>) -> Option<u8> {
    byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
}

fn unescaped(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let in_host = matches!(part, Part::Host | Part::Zone);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at).copied() {
        if byte == b'%' {
            let written = text.get(at..(at + 3).min(text.len())).unwrap_or_default();
            let wrong = || format!("invalid URL escape {}", quote(written));
            let (high, low) = hex(written.get(1)).zip(hex(written.get(2))).ok_or_else(wrong)?;
            let value = high << 4 | low;
            let is_percent = written == b"%25";
            let refused = match part {
                Part::Host => high < 8 && !is_percent,
                Part::Zone => !is_percent && value != b' ' && !Part::Host.allows(value),
                Part::Path | Part::User | Part::Fragment => false,
            };
            if refused {
                return Err(wrong());
            }
            out.push(value);
            at += 3;
            continue;
        }
        if in_host && byte.is_ascii() && !part.allows(byte) {
            return Err(format!("invalid character {} in host name", quote(&[byte])));
        }
        out.push(byte);
        at += 1;
    }
    Ok(out)
}

#[derive(Default)]
struct Url {
    scheme: Vec<u8>,
    opaque: Vec<u8>,
    user: Option<(Vec<u8>, Option<Vec<u8>>)>,
    host: Vec<u8>,
    path: Vec<u8>,
    query: Vec<u8>,
    fragment: Vec<u8>,
}

fn cut(text: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == mark) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

impl Url {
    fn parse(text: &[u8]) -> Result<Self, String> {
        let (before, fragment) = cut(text, b'#');
        let told = |of: &[u8], error: String| format!("parse {}: {error}", quote(of));
        let mut url = Self::without_fragment(before).map_err(|error| told(before, error))?;
        url.fragment = unescaped(fragment.unwrap_or_default(), Part::Fragment).map_err(|error| told(text, error))?;
        Ok(url)
    }

    fn without_fragment(text: &[u8]) -> Result<Self, String> {
        let mut url = Self::default();
        if text.iter().any(|byte| *byte < b' ' || *byte == 0x7f) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        if text == b"*" {
            url.path = text.to_vec();
            return Ok(url);
        }
        let (scheme, rest) = scheme(text)?;
        url.scheme = scheme.to_ascii_lowercase();
        let (mut rest, query) = cut(rest, b'?');
        url.query = query.unwrap_or_default().to_vec();
        if !rest.starts_with(b"/") {
            if !url.scheme.is_empty() {
                url.opaque = rest.to_vec();
                return Ok(url);
            }
            if cut(rest, b'/').0.contains(&b':') {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        if let Some(after) = rest.strip_prefix(b"//").filter(|_| !url.scheme.is_empty() || !rest.starts_with(b"///")) {
            let end = after.iter().position(|byte| *byte == b'/').unwrap_or(after.len());
            let (authority, path) = after.split_at(end);
            url.authority(authority)?;
            rest = path;
        }
        url.path = unescaped(rest, Part::Path)?;
        Ok(url)
    }

    fn authority(&mut self, authority: &[u8]) -> Result<(), String> {
        let at = authority.iter().rposition(|byte| *byte == b'@');
        let is_web = matches!(self.scheme.as_slice(), b"http" | b"https");
        self.host = host(authority.get(at.map_or(0, |at| at + 1)..).unwrap_or_default(), is_web)?;
        let Some(user) = at.and_then(|at| authority.get(..at)) else { return Ok(()) };
        if !user.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(byte)) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        let (name, password) = cut(user, b':');
        let password = password.map(|password| unescaped(password, Part::User)).transpose()?;
        self.user = Some((unescaped(name, Part::User)?, password));
        Ok(())
    }

    fn userinfo(&self) -> Vec<u8> {
        let Some((name, password)) = &self.user else { return Vec::new() };
        let mut out = escaped(name, Part::User);
        if let Some(password) = password {
            out.push(b':');
            out.extend(escaped(password, Part::User));
        }
        out
    }

    fn hostname(&self) -> &[u8] {
        let mut host = self.host.as_slice();
        if let Some(colon) = host.iter().rposition(|byte| *byte == b':')
            && is_port(host.get(colon..).unwrap_or_default())
        {
            host = host.get(..colon).unwrap_or_default();
        }
        host.strip_prefix(b"[").and_then(|inside| inside.strip_suffix(b"]")).unwrap_or(host)
    }

    fn text(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.scheme.is_empty() {
            out.extend_from_slice(&self.scheme);
            out.push(b':');
        }
        if self.opaque.is_empty() {
            self.put_hierarchy(&mut out);
        } else {
            out.extend_from_slice(&self.opaque);
        }
        if !self.query.is_empty() {
            out.push(b'?');
            out.extend_from_slice(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push(b'#');
            out.extend(escaped(&self.fragment, Part::Fragment));
        }
        out
    }

    fn put_hierarchy(&self, out: &mut Vec<u8>) {
        let has_authority = !self.host.is_empty() || self.user.is_some();
        if has_authority || !self.scheme.is_empty() && !self.path.is_empty() {
            out.extend_from_slice(b"//");
        }
        if self.user.is_some() {
            out.extend(self.userinfo());
            out.push(b'@');
        }
        out.extend(escaped(&self.host, Part::Host));
        let path = if self.path == b"*" { self.path.clone() } else { escaped(&self.path, Part::Path) };
        if !path.is_empty() && !path.starts_with(b"/") && !self.host.is_empty() {
            out.push(b'/');
        }
        if out.is_empty() && cut(&path, b'/').0.contains(&b':') {
            out.extend_from_slice(b"./");
        }
        out.extend(path);
    }
}

fn scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default())),
            _ => break,
        }
    }
    Ok((&[], text))
}

/// Nothing, or a colon and digits.
fn is_port(text: &[u8]) -> bool {
    text.is_empty() || text.strip_prefix(b":").is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
}

fn host(text: &[u8], is_web: bool) -> Result<Vec<u8>, String> {
    let bad_port = |port: &[u8]| format!("invalid port {} after host", quote(port));
    match text.iter().rposition(|byte| *byte == b'[') {
        Some(1..) => return Err("invalid IP-literal".to_owned()),
        Some(0) => {}
        None => {
            let first = text.iter().position(|byte| *byte == b':');
            let last = text.iter().rposition(|byte| *byte == b':');
            if let Some(port) = (if is_web { first } else { last }).and_then(|colon| text.get(colon..))
                && !is_port(port)
            {
                return Err(bad_port(port));
            }
            return unescaped(text, Part::Host);
        }
    }
    let close = text.iter().rposition(|byte| *byte == b']').ok_or("missing ']' in host")?;
    let port = text.get(close + 1..).unwrap_or_default();
    if !is_port(port) {
        return Err(bad_port(port));
    }
    let inside = text.get(1..close).unwrap_or_default();
    let zone = inside.windows(3).position(|window| window == b"%25").unwrap_or(inside.len());
    let (address, zone) = inside.split_at(zone);
    let name = [unescaped(address, Part::Host)?, unescaped(zone, Part::Zone)?].concat();
    let (address, _) = cut(&name, b'%');
    match std::str::from_utf8(address).ok().and_then(|address| address.parse().ok()) {
        Some(IpAddr::V6(_)) => Ok([b"[", name.as_slice(), b"]", port].concat()),
        Some(IpAddr::V4(_)) => Err("invalid IP-literal".to_owned()),
        None => Err(format!("invalid host: ParseAddr({}): unable to parse IP", quote(&name))),
    }
}

fn parse(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let text = bytes(args, 0);
    scope.budget.make(text.len().saturating_mul(4))?;
    let url = Url::parse(text).map_err(|error| Fault::from(format!("unable to parse url: {error}")))?;
    let (hostname, userinfo) = (url.hostname().to_vec(), url.userinfo());
    let entries = [
        ("scheme", url.scheme),
        ("host", url.host),
        ("hostname", hostname),
        ("path", url.path),
        ("query", url.query),
        ("opaque", url.opaque),
        ("fragment", url.fragment),
        ("userinfo", userinfo),
    ];
    let entries = entries.into_iter().map(|(name, text)| (Key::field(name), Value::Str(Text::from_bytes(text))));
    Ok(Value::Dict(Dict::own(entries.collect(), DictKind::Any)))
}

fn join(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let part = |name: &str| match dict(args, 0).and_then(|dict| dict.get(name)) {
        None => Ok(Vec::new()),
        Some(Value::Str(text)) => Ok(text.as_bytes().to_vec()),
        Some(Value::Nil) => Err(Fault::from(super::args::NIL_POINTER)),
        Some(other) => Err(Fault::from(format!("unable to parse {name} key, must be of type string, but {} found", other.kind_name()))),
    };
    let mut url = Url {
        scheme: part("scheme")?,
        host: part("host")?,
        path: part("path")?,
        query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?,
        user: None,
    };
    let userinfo = part("userinfo")?;
    if !userinfo.is_empty() {
        let whole = [b"proto://", userinfo.as_slice(), b"@host"].concat();
        url.user = Url::parse(&whole).map_err(|error| Fault::from(format!("unable to parse userinfo in dict: {error}")))?.user;
    }
    let text = url.text();
    scope.budget.make(text.len())?;
    raw(text)
}
