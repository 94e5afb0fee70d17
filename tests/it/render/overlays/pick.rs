//! Choices from a number, the same on every machine. It knows nothing of what is chosen.

/// A sequence of choices. Source: Steele et al., "Fast splittable pseudorandom number generators" (splitmix64).
pub(super) struct Pick(u64);

impl Pick {
    pub(super) fn new(seed: u64) -> Self {
        // Mixed, for neighbouring numbers would make the same choices one step apart.
        let mut seeded = Self(seed);
        Self(seeded.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("a small number")).expect("below a small number")
    }

    /// Whether it happens, in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub(super) fn of<'i, T: ?Sized>(&mut self, items: &[&'i T]) -> &'i T {
        items[self.below(items.len())]
    }

    /// One of the items of a list, if it has any.
    pub(super) fn item<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        items.get(self.below(items.len()))
    }
}
