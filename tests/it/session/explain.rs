//! Why an application is as it is, over hand-made replies: what is asked for, what the sentence says, that a page shows it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use tiphys::engine::explain::{Culprit, What};
use tiphys::model::ids::Sha;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::session::effect::Effect;
use tiphys::session::outcome::Outcome;
use tiphys::view::explain;

use crate::support::desk::{BAD, GOOD, app, object};
use crate::support::fleet;

const APP: &str = "checkout-production";

#[test]
fn triage_asks_for_the_commit_once_and_shows_it_below_what_it_changed() {
    let mut desk = fleet::fleet(120, 40);
    desk.keys("enter");
    fleet::incident(&mut desk);
    let asked = RefCell::new(Vec::new());
    desk.answer_all(|effect| match effect {
        Effect::Explain { running, good, objects, .. } => {
            asked.borrow_mut().push((running.revisions.clone(), good.clone().map(|good| good.revisions), objects.clone()));
            let culprit = Culprit {
                sha: Sha::new(BAD),
                author: "Ben Okoro".into(),
                at: "2026-11-20T11:54:00Z".parse().ok(),
                subject: "checkout: 1.8.0 with \u{1b}[31mdiscounts".into(),
                what: What::Image("shop/checkout:1.7.3".into(), "shop/checkout:1.8.0-crash".into()),
                file: "overlays/production/kustomization.yaml".into(),
            };
            Some(Outcome::Explained(Ok(BTreeMap::from([(object("Deployment", "checkout"), Arc::new(culprit))]))))
        }
        _ => None,
    });
    let objects = vec![(object("Deployment", "checkout"), "shop/checkout:1.8.0-crash".into())];
    assert_eq!(asked.into_inner(), [(vec![Sha::new(BAD)], Some(vec![Sha::new(GOOD)]), objects)]);
    desk.settle();
    desk.shows("commit 9f3c2a1 by Ben Okoro changed the image");
    desk.shows("shop/checkout:1.7.3 → 1.8.0-crash  in overlays/production/kustomization.yaml");
    let why = explain::why(&desk.state, &app(APP)).expect("it is known");
    assert_eq!(
        why.sentences,
        [
            "Degraded ← Deployment checkout (2/3) ← ReplicaSet checkout-6d9f7c (0/1) ← Pod checkout-6d9f7c-x2x8p: CrashLoopBackOff shop/checkout:1.8.0-crash ← commit 9f3c2a1 by Ben Okoro changed the image shop/checkout:1.7.3 → shop/checkout:1.8.0-crash in overlays/production/kustomization.yaml"
        ]
    );
    let is_clean = |link: &explain::Link| !link.message.contains('\u{1b}');
    assert!(why.chains.iter().flatten().all(is_clean), "a control sequence of a commit is shown: {why:?}");
}

#[test]
fn a_commit_that_cannot_be_found_leaves_the_chain_as_it_is() {
    let mut desk = fleet::fleet(120, 40);
    desk.keys("enter");
    fleet::incident(&mut desk);
    let refused = Problem::error(ProblemKind::NotFound, "the repository was never fetched");
    assert!(desk.answer(|effect| matches!(effect, Effect::Explain { .. }), Outcome::Failed(refused)));
    desk.settle();
    let why = explain::why(&desk.state, &app(APP)).expect("it is known");
    assert!(why.sentences[0].ends_with("CrashLoopBackOff shop/checkout:1.8.0-crash"), "{why:?}");
}
