//! sprig's random functions. All entropy is `chance`: the same seed gives the same values. It knows no key.
//!
//! Source: sprig `strings.go`, `crypto.go`, Masterminds/goutils, huandu/xstrings `Shuffle`.

use base64::Engine as _;

use super::args::{int, string, text};
use crate::engine::template::chance::Chance;
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Function, Scope, Type};
use crate::engine::template::value::Value;

const COUNT: &[Type] = &[Type::Int];

pub(super) const TABLE: &[Function] = &[
    Function::new("randAlpha", COUNT, |scope, args| characters(scope, args, |c| c.is_ascii_alphabetic())),
    Function::new("randAlphaNum", COUNT, |scope, args| characters(scope, args, |c| c.is_ascii_alphanumeric())),
    Function::new("randAscii", COUNT, |scope, args| characters(scope, args, |c| matches!(c, b' '..=b'~'))),
    Function::new("randBytes", COUNT, rand_bytes),
    Function::new("randInt", &[Type::Int, Type::Int], rand_int),
    Function::new("randNumeric", COUNT, |scope, args| characters(scope, args, |c| c.is_ascii_digit())),
    Function::new("shuffle", &[Type::Str], shuffle),
    Function::new("uuidv4", &[], uuid),
];

/// Bytes out of a seed, one after the other.
pub(super) struct Entropy<'c> {
    chance: &'c Chance,
    block: [u8; 32],
    used: usize,
}

impl<'c> Entropy<'c> {
    /// Entropy that nobody else has.
    pub(super) fn new(chance: &'c Chance) -> Self {
        Self { chance, block: [0; 32], used: 32 }
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> u8 {
        if self.used >= self.block.len() {
            self.block = self.chance.block();
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().unwrap_or(0);
        self.used += 1;
        byte
    }

    /// The next bytes.
    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    /// The next bytes, so many.
    pub(super) fn vec(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.byte()).collect()
    }

    /// A number below a limit, each as likely as the others; zero if the limit is.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 {
            return 0;
        }
        // What is left over at the top would make small numbers likelier.
        let rest = (u64::MAX % limit + 1) % limit;
        loop {
            let value = u64::from_le_bytes(self.bytes());
            if value <= u64::MAX - rest {
                return value % limit;
            }
        }
    }
}

fn characters(scope: &Scope<'_>, args: &[Value], belongs: fn(u8) -> bool) -> Returned {
    // A negative count is an error in goutils, which sprig swallows.
    let count = usize::try_from(int(args, 0)).unwrap_or(0);
    scope.budget.make(count)?;
    scope.budget.work(count)?;
    let set: Vec<char> = (b' '..=b'~').filter(|byte| belongs(*byte)).map(char::from).collect();
    let mut entropy = Entropy::new(scope.chance);
    let mut pick = || usize::try_from(entropy.below(set.len() as u64)).ok().and_then(|index| set.get(index)).copied();
    string((0..count).filter_map(|_| pick()).collect::<String>())
}

fn rand_bytes(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let count = usize::try_from(int(args, 0)).map_err(|_| Fault::from("runtime error: makeslice: len out of range"))?;
    scope.budget.make(count.saturating_mul(2))?;
    scope.budget.work(count)?;
    string(base64::engine::general_purpose::STANDARD.encode(Entropy::new(scope.chance).vec(count)))
}

fn rand_int(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let (least, limit) = (int(args, 0), int(args, 1));
    let range = u64::try_from(limit.wrapping_sub(least)).ok().filter(|range| *range > 0);
    let range = range.ok_or("invalid argument to Intn")?;
    let drawn = Entropy::new(scope.chance).below(range);
    Ok(Value::int(least.wrapping_add_unsigned(drawn)))
}

fn shuffle(scope: &Scope<'_>, args: &[Value]) -> Returned {
    let mut chars: Vec<char> = text(args, 0).chars().collect();
    scope.budget.make(chars.len().saturating_mul(4))?;
    scope.budget.work(chars.len())?;
    let mut entropy = Entropy::new(scope.chance);
    for last in (1..chars.len()).rev() {
        chars.swap(last, usize::try_from(entropy.below(last as u64 + 1)).unwrap_or(0));
    }
    string(chars.into_iter().collect::<String>())
}

fn uuid(scope: &Scope<'_>, _: &[Value]) -> Returned {
    let mut value = u128::from_be_bytes(Entropy::new(scope.chance).bytes());
    value = value & !(0xf << 76) | 4 << 76;
    value = value & !(0b11 << 62) | 0b10 << 62;
    let hex = format!("{value:032x}");
    let part = |start: usize, end: usize| hex.get(start..end).unwrap_or("");
    string([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}
