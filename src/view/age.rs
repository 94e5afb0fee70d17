//! Ages as people read them in a table: `42s`, `7m`, `3h`, `12d`. It knows no clock: both ends are given.

use jiff::{SignedDuration, Timestamp};

/// The age of a moment: the two largest digits' worth, rounded down. A moment in the future (a clock that is off) is `0s`.
pub fn age(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        86_400..31_536_000 => format!("{}d", seconds / 86_400),
        _ => format!("{}y", seconds / 31_536_000),
    }
}

/// A time as Kubernetes and Argo CD write it (RFC 3339); none when it is missing or cannot be read.
pub fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// When [`age`] next reads differently: an idle console sleeps until then.
pub fn next_change(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let seconds = now.duration_since(at).as_secs().max(0);
    let step = match seconds {
        0..60 => 1,
        60..3_600 => 60,
        3_600..86_400 => 3_600,
        _ => 86_400,
    };
    at.checked_add(SignedDuration::from_secs((seconds / step + 1) * step)).ok()
}

#[cfg(test)]
mod tests {
    use super::{age, next_change};
    use jiff::Timestamp;

    #[test]
    fn an_age_changes_exactly_when_it_says() {
        let at = Timestamp::from_second(1_000_000).expect("in range");
        for (later, text) in [(0, "0s"), (59, "59s"), (60, "1m"), (3_599, "59m"), (3_600, "1h"), (90_000, "1d")] {
            let now = Timestamp::from_second(1_000_000 + later).expect("in range");
            assert_eq!(age(at, now), text);
            let next = next_change(at, now).expect("in range");
            assert_ne!(age(at, next), text);
            assert_eq!(age(at, Timestamp::from_second(next.as_second() - 1).expect("in range")), text);
        }
    }
}
