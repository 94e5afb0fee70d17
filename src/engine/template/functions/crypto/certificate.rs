//! sprig's functions of certificates, and the value they return. It knows no DER.
//!
//! Source: sprig `crypto.go`.

use core::net::IpAddr;
use std::any::Any;
use std::rc::Rc;

use super::super::args::{any, bytes, int, text};
use super::super::encoding::from_base64;
use super::super::random::Entropy;
use super::super::runes;
use super::super::show;
use super::key::Key;
use super::pem;
use super::x509::{self, Issuer, Request};
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Scope, Signature};
use crate::engine::template::native::Native;
use crate::engine::template::value::Value;
use crate::model::object::key::Key as Name;

/// sprig's `certificate`: a struct of two texts in PEM.
pub(super) struct Certificate {
    cert: String,
    key: String,
}

impl Native for Certificate {
    fn type_name(&self) -> &'static str {
        "sprig.certificate"
    }

    fn kind_name(&self) -> &'static str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(Value::str(self.cert.as_str())),
            "Key" => Some(Value::str(self.key.as_str())),
            _ => None,
        }
    }

    fn method(&self, _: &str) -> Option<&'static Signature> {
        None
    }

    fn call(&self, name: &str, _: &Scope<'_>, _: &[Value]) -> Returned {
        Err(format!("no method {name}").into())
    }

    fn plain(&self) -> Value {
        let entries = [("Cert", &self.cert), ("Key", &self.key)];
        let entries = entries.into_iter().map(|(name, text)| (Name::field(name), Value::str(text.as_str())));
        Value::Dict(Dict::own(entries.collect(), DictKind::Any))
    }

    fn printed(&self) -> Option<String> {
        Some(format!("{{{} {}}}", self.cert, self.key))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn value(cert: String, key: String) -> Returned {
    Ok(Value::Native(Rc::new(Certificate { cert, key })))
}

/// Issues a certificate.
fn issued(scope: &Scope<'_>, request: &Request, key: &Key, issuer: &Issuer<'_>) -> Returned {
    scope.budget.work(100_000)?;
    let der = x509::create(request, key, issuer).map_err(|error| format!("error creating certificate: {error}"))?;
    let (cert, key) = (pem::encode("CERTIFICATE", &der), key.pem());
    scope.budget.make(cert.len().saturating_add(key.len()))?;
    value(cert, key)
}

fn request(scope: &Scope<'_>, name: &str, days: i64) -> Request {
    let now = scope.chance.now().as_second();
    // Go multiplies in nanoseconds, which wrap around after 292 years.
    let seconds = days.wrapping_mul(86_400_000_000_000).div_euclid(1_000_000_000);
    Request {
        name: name.to_owned(),
        addresses: Vec::new(),
        hosts: Vec::new(),
        validity: (now, now.saturating_add(seconds)),
        serial: Entropy::new(scope.chance).bytes(),
        is_authority: false,
    }
}

/// `genCA`.
pub(super) fn authority(scope: &Scope<'_>, args: &[Value], key: &Key) -> Returned {
    let request = Request { is_authority: true, ..request(scope, &text(args, 0), int(args, 1)) };
    issued(scope, &request, key, &Issuer { key, parent: None })
}

/// The request of a certificate that is valid for names and addresses.
fn named(scope: &Scope<'_>, args: &[Value]) -> Result<Request, Fault> {
    let (mut addresses, mut hosts) = (Vec::new(), Vec::new());
    for item in items(any(args, 1)) {
        let address = text_of(scope, item, "error parsing ip")?;
        addresses.push(address.parse::<IpAddr>().map_err(|_| format!("error parsing ip: {address}"))?);
    }
    for item in items(any(args, 2)) {
        hosts.push(text_of(scope, item, "error processing alternate dns name")?);
    }
    scope.budget.make(hosts.iter().map(String::len).sum::<usize>().saturating_mul(2))?;
    Ok(Request { addresses, hosts, ..request(scope, &text(args, 0), int(args, 3)) })
}

fn items(list: &Value) -> &[Value] {
    if let Value::List(list) = list { list.items() } else { &[] }
}

fn text_of(scope: &Scope<'_>, value: &Value, what: &str) -> Result<String, Fault> {
    match value {
        Value::Str(text) => Ok(runes::lossy(text.as_bytes()).into_owned()),
        other => {
            let shown = show::show(scope.budget, other)?;
            Err(format!("{what}: {} is not a string", runes::lossy(&shown)).into())
        }
    }
}

/// `genSelfSignedCert`.
pub(super) fn self_signed(scope: &Scope<'_>, args: &[Value], key: &Key) -> Returned {
    issued(scope, &named(scope, args)?, key, &Issuer { key, parent: None })
}

/// `genSignedCert`.
pub(super) fn signed(scope: &Scope<'_>, args: &[Value], key: &Key) -> Returned {
    let authority = match any(args, 4) {
        Value::Native(native) => native.as_any().downcast_ref::<Certificate>(),
        _ => None,
    };
    let found = any(args, 4).type_name();
    let authority = authority.ok_or_else(|| format!("wrong type for value; expected sprig.certificate; got {found}"))?;
    let (_, der) = pem::decode(&authority.cert).ok_or("unable to decode certificate")?;
    let parent = x509::parse(&der).map_err(|error| format!("error parsing certificate: decodedSignerCert.Bytes: {error}"))?;
    let signer = Key::parse(&authority.key).map_err(|error| format!("error parsing private key: {error}"))?;
    issued(scope, &named(scope, args)?, key, &Issuer { key: &signer, parent: Some(&parent) })
}

/// `buildCustomCert`: a certificate and its key as they are given, if both can be read.
pub(super) fn custom(scope: &Scope<'_>, args: &[Value]) -> Returned {
    scope.budget.make(bytes(args, 0).len().saturating_add(bytes(args, 1).len()))?;
    let cert = from_base64(bytes(args, 0)).map_err(|_| "unable to decode base64 certificate")?;
    let key = from_base64(bytes(args, 1)).map_err(|_| "unable to decode base64 private key")?;
    let (cert, key) = (runes::lossy(&cert).into_owned(), runes::lossy(&key).into_owned());
    let (_, der) = pem::decode(&cert).ok_or("unable to decode certificate")?;
    x509::parse(&der).map_err(|error| format!("error parsing certificate: decodedCert.Bytes: {error}"))?;
    Key::parse(&key).map_err(|error| format!("error parsing private key: {error}"))?;
    value(cert, key)
}
