//! Functions on times. The present one is given. It knows no clock and no zone but the offset that a text carries. Source: kyverno
//! `pkg/engine/jmespath/time.go`.

use super::super::World;
use super::Arguments;
use super::go_time::{Moment, RFC3339};
use crate::engine::manifest::duration::GoDuration;
use crate::engine::policy::kyverno::fault::Fault;
use crate::model::object::value::Value;

/// Calls one of them.
pub(super) fn call(name: &str, arguments: &Arguments<'_, '_>, world: &World) -> Result<Value, Fault> {
    let moment = |index: usize| Moment::parse(RFC3339, arguments.text(index));
    let duration =
        |index: usize| GoDuration::parse(arguments.text(index)).map_err(|error| Fault::bad(format!("JMESPath function '{name}': {error}")));
    Ok(match name {
        "time_now" | "time_now_utc" => Moment::of(world.now).to_string().into(),
        "time_since" => {
            let layout = if arguments.text(0).is_empty() { RFC3339 } else { arguments.text(0) };
            let from = Moment::parse(layout, arguments.text(1))?;
            let to = if arguments.text(2).is_empty() { Moment::of(world.now) } else { Moment::parse(layout, arguments.text(2))? };
            to.since(from).to_string().into()
        }
        "time_to_cron" => moment(0)?.cron().into(),
        "time_add" => moment(0)?.plus(duration(1)?).ok_or_else(|| Fault::bad("time_add: the time is out of range"))?.to_string().into(),
        "time_parse" => {
            let (layout, text) = (arguments.text(0), arguments.text(1));
            if layout.parse::<i64>().is_ok() {
                let seconds: i64 = text.parse().map_err(|_| Fault::bad(format!("time_parse: {text} is no number of seconds")))?;
                let at = jiff::Timestamp::from_second(seconds).map_err(|_| Fault::bad("time_parse: the time is out of range"))?;
                return Ok(Moment::of(at).to_string().into());
            }
            Moment::parse(layout, text)?.to_string().into()
        }
        "time_utc" => moment(0)?.utc().to_string().into(),
        "time_diff" => moment(1)?.since(moment(0)?).to_string().into(),
        "time_before" => (moment(0)?.at < moment(1)?.at).into(),
        "time_after" => (moment(0)?.at > moment(1)?.at).into(),
        "time_between" => {
            let at = moment(0)?.at;
            (at > moment(1)?.at && at < moment(2)?.at).into()
        }
        "time_truncate" => moment(0)?.truncated(duration(1)?).to_string().into(),
        other => return Err(Fault::bad(format!("unknown function: {other}"))),
    })
}
