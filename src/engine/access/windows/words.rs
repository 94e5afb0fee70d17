//! Schedules in words: `every day at 22:00`, `Mon to Fri at 14:00`. What is not so plain stays the expression. It knows no window.

use super::schedule::fields;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Times of a day that are named one by one.
const MAX_TIMES: usize = 3;

/// A schedule in words.
pub(super) fn schedule(text: &str) -> String {
    plain(text).unwrap_or_else(|| text.to_owned())
}

fn plain(text: &str) -> Option<String> {
    let read = fields(text).ok()?;
    let [(minutes, _), (hours, any_hour), (_, true), (_, true), (days, any_day)] = read.as_slice() else { return None };
    let [minute] = minutes.as_slice() else { return None };
    if *any_hour || hours.len() > MAX_TIMES {
        return None;
    }
    let times: Vec<String> = hours.iter().map(|hour| format!("{hour:02}:{minute:02}")).collect();
    let when = if *any_day || days.len() == DAYS.len() { "every day".to_owned() } else { weekdays(days)? };
    Some(format!("{when} at {}", times.join(", ")))
}

fn weekdays(days: &[u32]) -> Option<String> {
    let names: Vec<&str> = days.iter().map(|day| DAYS.get(usize::try_from(*day).ok()?).copied()).collect::<Option<_>>()?;
    let is_run = days.windows(2).all(|pair| matches!(pair, [one, next] if one + 1 == *next));
    match names.as_slice() {
        [first, _, .., last] if is_run => Some(format!("{first} to {last}")),
        several => Some(several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::schedule;

    #[test]
    fn plain_schedules_are_words_and_others_stay_as_they_are() {
        for (text, words) in [
            ("0 22 * * *", "every day at 22:00"),
            ("30 14 * * 1-5", "Mon to Fri at 14:30"),
            ("0 9,21 * * sat,sun", "Sun, Sat at 09:00, 21:00"),
            ("0 2 1 * *", "0 2 1 * *"),
            ("*/10 * * * *", "*/10 * * * *"),
            ("every day", "every day"),
        ] {
            assert_eq!(schedule(text), words);
        }
    }
}
