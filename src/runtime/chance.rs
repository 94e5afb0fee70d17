//! Time and random values of what is planned: a preview's for what is shown, an operation's own for what is carried out. The only
//! place where a seed is drawn. What it comes to is the engine's (`engine::render::entropy`).

use std::sync::Arc;

use jiff::Timestamp;

use crate::adapters::store::seed as seeds;
use crate::engine::render::Sources;
use crate::engine::render::entropy::{Entropy, Seed, Uses};
use crate::engine::sync::request::Start;
use crate::model::ids::OperationId;
use crate::model::object::Object;
use crate::model::problem::{Problem, ProblemKind};
use crate::session::effect::{Freshness, Run, Subject};

use super::compute::{How, Outcome, rendered};
use super::destination::Destination;
use super::{Shared, connect};

/// A seed of the operating system's randomness.
///
/// # Errors
/// When there is none. Nothing else will do: who can guess a seed knows every password that is made of it.
pub(super) fn seed() -> Result<Seed, Problem> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        Problem::error(ProblemKind::Internal, format!("the operating system gives no random values: {error}"))
            .hint("try again; without them no operation begins")
    })?;
    Ok(Seed::new(bytes))
}

/// A random operation id: 16 bytes of the operating system's.
fn operation_id() -> OperationId {
    let mut bytes = [0u8; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // Without entropy the clock has to do: an id only has to differ from those before it.
        bytes = crate::adapters::cluster::lease::boottime().as_nanos().to_be_bytes();
    }
    OperationId::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Renders for a plan that is only shown, begins now, or goes on: with the operation that it is carried out under, its seed in it
/// if random values went into what it sends.
pub(super) async fn for_run(
    shared: &Arc<Shared>,
    subject: &Subject,
    (sources, destination): (Sources, &Destination),
    freshness: Freshness,
    run: &Run,
) -> Result<(Outcome, Option<Start>), Problem> {
    let render = |entropy, freshness| rendered(shared, subject, sources.clone(), destination, How { freshness, traces: false, entropy });
    match run {
        Run::Preview => Ok((render(Entropy::preview(), freshness).await?, None)),
        Run::Begin(now) => {
            let second = now.as_second();
            let at = Timestamp::from_second(second).unwrap_or(*now);
            let drawn = seed()?;
            let done = render(Entropy::of_operation(drawn.clone(), at), freshness).await?;
            let seed = (done.rendered.uses == Uses::Seed).then_some(drawn);
            Ok((done, Some(Start { operation: operation_id(), at: at.to_string().into(), unix: second, attempt: 0, seed })))
        }
        Run::Continue(start) => {
            let at = Timestamp::from_second(start.unix).unwrap_or_default();
            let mut seed = start.seed.clone();
            if seed.is_none() {
                let done = render(Entropy::preview(), freshness).await?;
                match done.rendered.uses {
                    Uses::Nothing => return Ok((done, Some(start.clone()))),
                    Uses::Time => {}
                    Uses::Seed => seed = Some(kept(shared, subject, &start.operation).await?),
                }
            }
            // Where only the time went in no seed is kept, and none is needed: should one be used after all, it is not known.
            let own = seed.clone().map_or_else(self::seed, Ok)?;
            let mut done = render(Entropy::of_operation(own, at), Freshness::Cached).await?;
            if done.rendered.uses == Uses::Seed && seed.is_none() {
                seed = Some(kept(shared, subject, &start.operation).await?);
                done = render(Entropy::of_operation(seed.clone().map_or_else(self::seed, Ok)?, at), Freshness::Cached).await?;
            }
            decide(&mut done)?;
            Ok((done, Some(Start { seed, ..start.clone() })))
        }
    }
}

/// What stands in the way of keeping the seed that an operation would need.
pub(super) async fn keepable(shared: &Shared, subject: &Subject, uses: Uses) -> Option<Problem> {
    if uses != Uses::Seed {
        return None;
    }
    let plane = connect::plane(shared).ok()?;
    seeds::may_keep(&plane.cluster, &subject.app).await.err()
}

async fn kept(shared: &Shared, subject: &Subject, operation: &OperationId) -> Result<Seed, Problem> {
    let plane = connect::plane(shared)?;
    seeds::read(&plane.cluster, (&subject.app, subject.detail.object.uid()), operation).await
}

/// An operation that goes on is compared with what it sends itself: what it sent already is as desired.
fn decide(done: &mut Outcome) -> Result<(), Problem> {
    let own: Result<Vec<Object>, _> = done.rendered.objects.iter().map(Object::with_own_values).collect();
    done.rendered.objects = own.map_err(|error| Problem::error(ProblemKind::Internal, error.to_string()))?;
    Ok(())
}
