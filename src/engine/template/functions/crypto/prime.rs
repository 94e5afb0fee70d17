//! Large primes. It knows no key.

use std::sync::LazyLock;

use num_bigint::BigUint;

use super::super::random::Entropy;

/// Candidates are sieved by the primes below this: beyond it a test costs less than a division by each of them saves.
const SIEVE: u32 = 4096;

static SMALL: LazyLock<Vec<u32>> =
    LazyLock::new(|| (3..SIEVE).step_by(2).filter(|n| (3..).step_by(2).take_while(|d| d * d <= *n).all(|d| n % d != 0)).collect());

/// A number of so many bits, the topmost two set, so that the product of two has twice as many.
fn candidate(entropy: &mut Entropy<'_>, bits: u64) -> BigUint {
    let mut value = BigUint::from_bytes_be(&entropy.vec(usize::try_from(bits.div_ceil(8)).unwrap_or(0)));
    (0..8).for_each(|extra| value.set_bit(bits + extra, false));
    value.set_bit(bits - 1, true);
    value.set_bit(bits - 2, true);
    value.set_bit(0, true);
    value
}

/// A prime of so many bits (16 at least).
pub(super) fn random(entropy: &mut Entropy<'_>, bits: u64) -> BigUint {
    loop {
        let start = candidate(entropy, bits);
        // The next numbers after a random one are as good as further random ones, and their remainders are known.
        let found = next_from(&start, &BigUint::from(2u32), 2_000);
        if let Some(prime) = found.filter(|prime| prime.bits() == bits) {
            return prime;
        }
    }
}

/// The first prime among so many numbers, from one on by steps.
pub(super) fn next_from(start: &BigUint, step: &BigUint, count: u32) -> Option<BigUint> {
    let rests: Vec<(u32, u32, u32)> = SMALL.iter().map(|prime| (*prime, rest(start, *prime), rest(step, *prime))).collect();
    (0..count)
        .filter(|index| {
            rests.iter().all(|(prime, start, step)| {
                let product = u64::from(*step) * u64::from(*index) + u64::from(*start);
                product % u64::from(*prime) != 0
            })
        })
        .map(|index| start + step * index)
        .find(is_prime)
}

fn rest(value: &BigUint, prime: u32) -> u32 {
    u32::try_from(value % prime).unwrap_or(0)
}

/// Miller and Rabin's test. Numbers of this size that are drawn at random and pass one round are prime but for one in 2^80
/// or so (Damgård, Landrock, Pomerance); a few more rounds cost nothing, for only primes meet them.
fn is_prime(value: &BigUint) -> bool {
    let one = BigUint::from(1u32);
    let last = value - &one;
    let twos = last.trailing_zeros().unwrap_or(0);
    let odd = &last >> twos;
    [2u32, 3, 5, 7, 11].into_iter().all(|base| {
        let mut power = BigUint::from(base).modpow(&odd, value);
        if power == one || power == last {
            return true;
        }
        for _ in 1..twos {
            power = &power * &power % value;
            if power == last {
                return true;
            }
        }
        false
    })
}
