//! Time and random values of a render as values: the public ones of previews, which are the same on every machine, and an
//! operation's own, which nobody sees. It draws nothing: seeds come from the runtime. Source of the rule: ARCHITECTURE.md, "The
//! plan's digest", second paragraph.

use std::fmt;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::engine::template::chance::Chance;

/// What an operation's random values are made of. `Debug` prints no bit of it, and there is no other way to print one.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// These bytes, drawn from the operating system or read from the operation's Secret.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes: for the operation's Secret and for renders.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// What of chance something depends on, least first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Uses {
    /// Nothing: it is the same whenever and wherever it is rendered.
    #[default]
    Nothing,
    /// The time. An operation's stands in its record.
    Time,
    /// Random values. An operation's seed has to be kept as long as it runs.
    Seed,
}

impl Uses {
    /// What was taken of it.
    pub fn of(chance: &Chance) -> Self {
        match (chance.is_used(), chance.has_drawn()) {
            (_, true) => Self::Seed,
            (true, false) => Self::Time,
            (false, false) => Self::Nothing,
        }
    }
}

/// Whose time and random values a render takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// Everybody's: the values that plans and differences are made of.
    Preview,
    /// Everybody's as well: other values, to find out what depends on them.
    OtherPreview,
    /// One operation's: what is sent.
    Operation,
}

/// A seed, a time, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entropy {
    seed: Seed,
    now: Timestamp,
    whose: Whose,
}

/// 2001-02-03T04:05:06Z, a Saturday. The times of previews have no part in common, whatever layout prints them.
const NOW: i64 = 981_173_106;
/// 2017-09-28T19:41:37Z, a Thursday, and 2034-12-11T10:22:50Z, a Monday.
const OTHER_NOWS: [i64; 2] = [1_506_627_697, 2_049_445_370];

/// A seed that everybody knows.
fn public(text: &str) -> Seed {
    Seed(Sha256::digest(text.as_bytes()).into())
}

fn second(unix: i64) -> Timestamp {
    Timestamp::from_second(unix).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Entropy {
    /// The time and the seed of all previews: plans, differences, verdicts.
    pub fn preview() -> Self {
        Self { seed: public("tiphys preview"), now: second(NOW), whose: Whose::Preview }
    }

    /// Other public times and seeds. Two of them: where few values are possible (a minute, one of three zones) one alone would too
    /// often be the preview's own.
    pub fn other_previews() -> [Self; 2] {
        let other = |text, now| Self { seed: public(text), now: second(now), whose: Whose::OtherPreview };
        let [first, second] = OTHER_NOWS;
        [other("tiphys other preview", first), other("tiphys third preview", second)]
    }

    /// An operation's: the seed that was drawn for it, and its `startedAt`.
    pub fn of_operation(seed: Seed, started_at: Timestamp) -> Self {
        Self { seed, now: started_at, whose: Whose::Operation }
    }

    /// Whose it is.
    pub fn whose(&self) -> Whose {
        self.whose
    }

    /// The same for one of an application's sources, so that two charts do not draw the same values. The first source's is the
    /// application's own.
    #[must_use]
    pub fn of_source(&self, index: usize) -> Self {
        if index == 0 { self.clone() } else { Self { seed: self.derived(&format!("source {index}")), ..self.clone() } }
    }

    /// What a chart's templates draw from; `chart` tells it from the others of the same source (a release's name).
    pub fn chance(&self, chart: &str) -> Chance {
        Chance::new(self.derived(chart).0, self.now)
    }

    /// What tells it from any other, without telling what it is: for caches.
    pub fn digest(&self) -> [u8; 32] {
        self.derived(&format!("digest {:?} {}", self.whose, self.now)).0
    }

    fn derived(&self, salt: &str) -> Seed {
        let mut hash = Sha256::new();
        hash.update(self.seed.0);
        hash.update(salt);
        Seed(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Entropy, Seed, Uses, second};

    #[test]
    fn previews_have_no_part_of_a_time_and_no_random_value_in_common() {
        let [a, b] = Entropy::other_previews();
        let all = [Entropy::preview(), a, b];
        for layout in ["%Y", "%y", "%m", "%d", "%e", "%H", "%I", "%M", "%S", "%a", "%j", "%B"] {
            let texts: Vec<String> = all.iter().map(|own| own.now.strftime(layout).to_string()).collect();
            assert!(texts[0] != texts[1] && texts[1] != texts[2] && texts[0] != texts[2], "{layout}: {texts:?}");
        }
        let blocks: Vec<[u8; 32]> = all.iter().map(|own| own.chance("web").block()).collect();
        assert!(blocks[0] != blocks[1] && blocks[1] != blocks[2] && blocks[0] != blocks[2]);
    }

    #[test]
    fn the_same_seed_gives_the_same_values_and_sources_and_charts_have_their_own() {
        let own = || Entropy::of_operation(Seed::new([7; 32]), second(1_795_176_000));
        assert_eq!(own().chance("web").block(), own().chance("web").block());
        assert_ne!(own().chance("web").block(), own().chance("api").block());
        assert_ne!(own().of_source(1).chance("web").block(), own().chance("web").block());
        assert_eq!(own().of_source(0), own());
        let chance = own().chance("web");
        assert_eq!((chance.now(), Uses::of(&chance)), (second(1_795_176_000), Uses::Time));
        chance.block();
        assert_eq!(Uses::of(&chance), Uses::Seed);
        assert_eq!(Uses::of(&own().chance("web")), Uses::Nothing);
    }

    #[test]
    fn a_seed_is_never_printed() {
        assert_eq!(format!("{:?}", Entropy::of_operation(Seed::new([171; 32]), second(0))).matches("171").count(), 0);
    }
}
