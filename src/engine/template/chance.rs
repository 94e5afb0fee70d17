//! Time and entropy as values: what `now`, `randAlphaNum`, `genCA` and their like take instead of a clock and a random
//! source. The same seed gives the same values in the same order. It knows no function.

use std::cell::Cell;
use std::fmt;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// A seed and a time. `Debug` prints no bit of the seed: what is made of it are passwords and keys.
pub struct Chance {
    seed: [u8; 32],
    now: Timestamp,
    drawn: Cell<u64>,
    used: Cell<bool>,
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chance({} drawn)", self.drawn.get())
    }
}

impl Chance {
    /// Values from this seed, at this time.
    pub fn new(seed: [u8; 32], now: Timestamp) -> Self {
        Self { seed, now, drawn: Cell::new(0), used: Cell::new(false) }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.used.set(true);
        self.now
    }

    /// The next 32 bytes: SHA-256 of the seed and a count.
    pub fn block(&self) -> [u8; 32] {
        self.used.set(true);
        let n = self.drawn.get();
        self.drawn.set(n.wrapping_add(1));
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(n.to_le_bytes());
        hash.finalize().into()
    }

    /// Whether anything was taken: what was made depends on seed or time.
    pub fn is_used(&self) -> bool {
        self.used.get()
    }

    /// Whether random values were taken, so that what was made depends on the seed.
    pub fn has_drawn(&self) -> bool {
        self.drawn.get() > 0
    }
}
