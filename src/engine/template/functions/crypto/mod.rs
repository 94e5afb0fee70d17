//! sprig's functions of passwords, keys and certificates. All entropy and time is `chance`. It knows no algorithm.
//!
//! Source: sprig `crypto.go`. The keys are real: who has the seed has them.

mod certificate;
mod curve;
mod der;
mod dsa;
mod key;
mod password;
mod pem;
mod prime;
mod rsa;
mod x509;

use super::args::{bytes, string, text};
use super::random::Entropy;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

use key::Key;

const CA: &[Type] = &[Type::Str, Type::Int];
const SELF_SIGNED: &[Type] = &[Type::Str, Type::List, Type::List, Type::Int];
const SIGNED: &[Type] = &[Type::Str, Type::List, Type::List, Type::Int, Type::Any];

pub(super) const TABLE: &[Function] = &[
    Function::new("bcrypt", &[Type::Str], |scope, args| string(password::bcrypt(scope, bytes(args, 0))?)),
    Function::new("buildCustomCert", &[Type::Str, Type::Str], certificate::custom),
    Function::new("decryptAES", &[Type::Str, Type::Str], password::decrypt),
    Function::new("derivePassword", &[Type::Int64, Type::Str, Type::Str, Type::Str, Type::Str], password::derive),
    Function::new("encryptAES", &[Type::Str, Type::Str], password::encrypt),
    Function::new("genCA", CA, |scope, args| certificate::authority(scope, args, &generated(scope)?)),
    Function::new("genCAWithKey", &[Type::Str, Type::Int, Type::Str], |scope, args| certificate::authority(scope, args, &given(args, 2)?)),
    Function::new("genPrivateKey", &[Type::Str], private_key),
    Function::new("genSelfSignedCert", SELF_SIGNED, |scope, args| certificate::self_signed(scope, args, &generated(scope)?)),
    Function::new("genSelfSignedCertWithKey", &[Type::Str, Type::List, Type::List, Type::Int, Type::Str], |scope, args| {
        certificate::self_signed(scope, args, &given(args, 4)?)
    }),
    Function::new("genSignedCert", SIGNED, |scope, args| certificate::signed(scope, args, &generated(scope)?)),
    Function::new("genSignedCertWithKey", &[Type::Str, Type::List, Type::List, Type::Int, Type::Any, Type::Str], |scope, args| {
        certificate::signed(scope, args, &given(args, 5)?)
    }),
    Function::new("htpasswd", &[Type::Str, Type::Str], password::htpasswd),
];

/// Steps that an RSA key of 2048 bits counts for: a chart may have some dozens of them before the budget ends it.
const RSA_STEPS: usize = 2_000_000;

/// Steps of a key of 4096 bits, and of the parameters of DSA.
const LARGE_KEY_STEPS: usize = 20_000_000;

fn generated(scope: &Scope<'_>) -> Result<Key, Fault> {
    scope.budget.work(RSA_STEPS)?;
    Ok(Key::Rsa(rsa::Rsa::generate(&mut Entropy::new(scope.chance), 2048)))
}

fn given(args: &[Value], index: usize) -> Result<Key, Fault> {
    Key::parse(&text(args, index)).map_err(|error| format!("parsing private key: {error}").into())
}

fn private_key(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let mut entropy = Entropy::new(scope.chance);
    let key = match text(args, 0).as_ref() {
        "" | "rsa" => {
            scope.budget.work(LARGE_KEY_STEPS)?;
            Key::Rsa(rsa::Rsa::generate(&mut entropy, 4096))
        }
        "dsa" => {
            scope.budget.work(LARGE_KEY_STEPS)?;
            Key::Dsa(dsa::Dsa::generate(&mut entropy))
        }
        "ecdsa" => {
            scope.budget.work(RSA_STEPS / 20)?;
            Key::Ec(curve::Private::generate(&mut entropy))
        }
        "ed25519" => Key::Ed25519(entropy.bytes()),
        other => return string(format!("Unknown type {other}")),
    };
    string(key.pem())
}
