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

/// The same in words for a sentence: `42 s`, `12 min`, `3 h`, `12 d`.
pub fn words(at: Timestamp, now: Timestamp) -> String {
    let short = age(at, now);
    let (number, unit) = short.split_at(short.len().saturating_sub(1));
    format!("{number} {}", if unit == "m" { "min" } else { unit })
}

/// A time as Kubernetes and Argo CD write it (RFC 3339); none when it is missing or cannot be read.
pub fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// How long it is until a moment, in its two largest units; what has passed is `0s`. Seconds are shown in the last ten minutes only: before
/// that nobody acts on them, and an idle console would be drawn anew for each.
pub fn until(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.duration_since(now).as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..600 => format!("{}m {}s", seconds / 60, seconds % 60),
        600..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h {}m", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{}d {}h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// When [`until`] next reads differently.
fn next_countdown(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let seconds = at.duration_since(now).as_secs().max(0);
    let step = match seconds {
        0..600 => 1,
        600..86_400 => 60,
        _ => 3_600,
    };
    // Whole seconds are shown rounded down: the text changes just after the boundary, the moment itself is one.
    let boundary = at.checked_sub(SignedDuration::from_secs(seconds / step * step)).ok()?;
    if seconds < step { Some(at) } else { boundary.checked_add(SignedDuration::from_millis(1)).ok() }
}

/// When [`age`], or [`until`] of a moment to come, next reads differently: an idle console sleeps until then.
pub fn next_change(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    if at > now {
        return next_countdown(at, now);
    }
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
    use super::{age, next_change, until};
    use jiff::Timestamp;

    #[test]
    fn a_countdown_changes_exactly_when_it_says_and_ends_at_the_moment() {
        let at = Timestamp::from_second(2_000_000).expect("in range");
        let before = |seconds: i64| Timestamp::from_second(2_000_000 - seconds).expect("in range");
        for (left, text) in [(90_000, "1d 1h"), (7_500, "2h 5m"), (3_599, "59m"), (599, "9m 59s"), (59, "59s"), (0, "0s")] {
            assert_eq!(until(at, before(left)), text);
            if left > 0 {
                let next = next_change(at, before(left)).expect("in range");
                assert!(next > before(left) && next <= at, "{left}");
                assert_ne!(until(at, next), text);
                let just_before = next.checked_sub(jiff::SignedDuration::from_millis(1)).expect("in range");
                assert!(just_before == before(left) || until(at, just_before) == text, "{left}");
            }
        }
        assert_eq!(next_change(at, before(1)).map(|next| next <= at), Some(true));
    }

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
