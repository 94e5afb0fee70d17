//! One change rule, compiled. It knows no change.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::resources::Required;
use crate::engine::access::windows::schedule::Schedule;
use crate::engine::policy::scope::Reach;
use crate::model::house::{ChangeRule, Recurring};

/// A rule that was read.
pub(super) struct Compiled {
    pub(super) reach: Reach,
    pub(super) required: Vec<Required>,
    only_during: Vec<Schedule>,
}

impl Compiled {
    /// # Errors
    /// The field that cannot be read (empty: the rule as a whole), and why.
    pub(super) fn new(rule: &ChangeRule) -> Result<Self, (String, String)> {
        let asks = !rule.forbid.is_empty()
            || rule.max_changes.is_some()
            || rule.max_prunes.is_some()
            || rule.min_replicas.is_some()
            || rule.max_replica_drop.is_some()
            || !rule.require_resources.is_empty()
            || !rule.only_during.is_empty();
        if !asks {
            return Err((String::new(), "it asks for nothing".to_owned()));
        }
        if let Some(percent) = rule.max_replica_drop.filter(|percent| !(0..=100).contains(percent)) {
            return Err(("maxReplicaDrop".to_owned(), format!("{percent} is no percentage from 0 to 100")));
        }
        let required = rule.require_resources.iter().enumerate();
        let only_during = rule.only_during.iter().enumerate();
        Ok(Self {
            reach: Reach::new(&rule.head.scope)?,
            required: required
                .map(|(index, text)| Required::new(text).map_err(|cause| (format!("requireResources[{index}]"), cause)))
                .collect::<Result<_, _>>()?,
            only_during: only_during
                .map(|(index, times)| schedule(times).map_err(|(field, cause)| (format!("onlyDuring[{index}].{field}"), cause)))
                .collect::<Result<_, _>>()?,
        })
    }

    /// When it opens, where nothing may be written now (none: never). An outer none: it may.
    pub(super) fn closed(&self, at: Timestamp) -> Option<Option<Timestamp>> {
        if self.only_during.is_empty() || self.only_during.iter().any(|times| times.is_active(at)) {
            return None;
        }
        Some(self.only_during.iter().filter_map(|times| times.opens(at)).min())
    }
}

/// Unlike Argo CD's, our times may not name a zone that does not exist, nor begin never: both would be open when nobody expects it.
fn schedule(times: &Recurring) -> Result<Schedule, (&'static str, String)> {
    if !times.time_zone.is_empty() && TimeZone::get(&times.time_zone).is_err() {
        return Err(("timeZone", format!("there is no time zone {:?}", times.time_zone)));
    }
    let read = Schedule::read(&times.schedule, &times.duration, &times.time_zone)?;
    if read.opens(Timestamp::UNIX_EPOCH).is_none() {
        return Err(("schedule", format!("schedule {:?} never begins", times.schedule)));
    }
    Ok(read)
}
