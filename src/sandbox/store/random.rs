//! The sandbox's dice: uids and name suffixes from a seed, so that two runs of a test make the same names. It is no
//! cryptography.

/// splitmix64, enough for names.
#[derive(Debug)]
pub(crate) struct Random(u64);

/// The letters of `k8s.io/apimachinery/pkg/util/rand`: no vowels, no bad words.
const LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A version 4 UUID.
    pub(crate) fn uid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        let (high, low) = (high & !0xf000 | 0x4000, low & !(0b11 << 62) | (0b10 << 62));
        format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffff_ffff_ffff)
    }

    /// Five letters, as generateName appends.
    pub(crate) fn suffix(&mut self) -> String {
        (0..5).map(|_| letter(self.next())).collect()
    }
}

/// Each decimal digit of a hash as a letter: how a pod-template-hash is written (`rand.SafeEncodeString`).
pub(crate) fn safe_encode(text: &str) -> String {
    text.bytes().map(|byte| letter(u64::from(byte))).collect()
}

fn letter(number: u64) -> char {
    let index = usize::try_from(number % 27).unwrap_or(0);
    LETTERS.get(index).copied().map_or('x', char::from)
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn one_seed_gives_one_row_of_uids() {
        let (mut a, mut b) = (Random::new(7), Random::new(7));
        let uid = a.uid();
        assert_eq!(uid, b.uid());
        assert_ne!(uid, a.uid());
        assert_eq!(uid.len(), 36);
        assert_eq!(uid.get(14..15), Some("4"));
    }
}
