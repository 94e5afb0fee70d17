//! How long ago, as kubectl says it (`duration.HumanDuration`). It knows no object.

use jiff::{SignedDuration, Timestamp};

/// `5m12s`; `<unknown>` without a time.
pub(super) fn since(at: Option<&str>, now: Timestamp) -> String {
    match at.and_then(|text| text.parse::<Timestamp>().ok()) {
        Some(at) => human(now.duration_since(at)),
        None => "<unknown>".to_owned(),
    }
}

/// A duration in at most two units.
pub(super) fn human(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    let two = |big: i64, unit: char, small: i64, sub: char| {
        if small == 0 { format!("{big}{unit}") } else { format!("{big}{unit}{small}{sub}") }
    };
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    let days = hours / 24;
    match () {
        () if seconds < -1 => "<invalid>".to_owned(),
        () if seconds < 0 => "0s".to_owned(),
        () if seconds < 120 => format!("{seconds}s"),
        () if minutes < 10 => two(minutes, 'm', seconds % 60, 's'),
        () if minutes < 180 => format!("{minutes}m"),
        () if hours < 8 => two(hours, 'h', minutes % 60, 'm'),
        () if hours < 48 => format!("{hours}h"),
        () if hours < 192 => two(days, 'd', hours % 24, 'h'),
        () if days < 730 => format!("{days}d"),
        () if days < 2920 => two(days / 365, 'y', days % 365, 'd'),
        () => format!("{}y", days / 365),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    #[test]
    fn durations_are_said_as_kubectl_says_them() {
        for (seconds, text) in [
            (-5, "<invalid>"),
            (-1, "0s"),
            (119, "119s"),
            (120, "2m"),
            (312, "5m12s"),
            (600, "10m"),
            (10_800, "3h"),
            (11_000, "3h3m"),
            (90_000, "25h"),
            (700_000, "8d"),
        ] {
            assert_eq!(super::human(SignedDuration::from_secs(seconds)), text, "{seconds}");
        }
    }
}
