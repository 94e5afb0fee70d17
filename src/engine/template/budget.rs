//! What one execution may cost. Counted, not timed: the same input meets the same limit on every machine. It knows no
//! template.

use std::cell::Cell;

use super::cycles::Cycles;
use super::fault::Fault;

/// Limits of one execution of a chart's templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Nodes evaluated, items visited, bytes looked through (in units of 64). The largest public charts need about
    /// 2 million; this ends within seconds.
    pub steps: u64,
    /// Bytes of text that functions and templates make, and of the room that items of lists and maps take, all of them
    /// together: text is made again at every `include` and `indent`. The largest public charts make about 60 MB; a console
    /// must live on where a hostile one makes all that this allows.
    pub bytes: u64,
    /// Templates within templates (`include`, `template`, `tpl`). Helm allows 1,000 includes of one name; the deepest
    /// public charts nest about 20. What these need of the stack fits the engine's threads twice; a larger number would
    /// need larger ones (a test of limits runs the worst).
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 100_000_000, bytes: 1 << 30, depth: 1_000 }
    }
}

/// Bytes of a value.
const ITEM: usize = 32;

/// Bytes of a value with a key of its own, or with a text that is counted by its length, and of what holds them.
const ENTRY: usize = 96;

/// What is left. With it goes what executions made and nobody can reach: maps that hold themselves.
#[derive(Debug)]
pub struct Budget {
    /// Maps that were changed under it; they are empty once it is gone.
    pub cycles: Cycles,
    limits: Limits,
    steps: Cell<u64>,
    bytes: Cell<u64>,
}

impl Budget {
    /// A whole budget.
    pub fn new(limits: Limits) -> Self {
        Self { cycles: Cycles::default(), limits, steps: Cell::new(0), bytes: Cell::new(0) }
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes note of work.
    ///
    /// # Errors
    /// When there was too much of it.
    pub fn work(&self, n: usize) -> Result<(), Fault> {
        let steps = self.steps.get().saturating_add(n as u64);
        self.steps.set(steps);
        if steps > self.limits.steps {
            return Err(Fault::Limit(format!("the templates need more than {} steps", self.limits.steps)));
        }
        Ok(())
    }

    /// Takes note of items of lists that are about to be made of values that are there. Ask before making them.
    ///
    /// # Errors
    /// When there are too many.
    pub fn items(&self, n: usize) -> Result<(), Fault> {
        self.make(n.saturating_mul(ITEM))
    }

    /// Takes note of entries of maps, or of texts of their own, that are about to be made. Ask before making them.
    ///
    /// # Errors
    /// When there are too many.
    pub fn entries(&self, n: usize) -> Result<(), Fault> {
        self.make(n.saturating_mul(ENTRY))
    }

    /// Takes note of bytes that are about to be made. Ask before making them.
    ///
    /// # Errors
    /// When there are too many.
    pub fn make(&self, n: usize) -> Result<(), Fault> {
        let bytes = self.bytes.get().saturating_add(n as u64);
        self.bytes.set(bytes);
        if bytes > self.limits.bytes {
            return Err(Fault::Limit(format!("the templates make more than {} MiB of text", self.limits.bytes >> 20)));
        }
        self.work(n / 64)
    }
}
