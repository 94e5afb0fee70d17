//! What Argo CD's API server refuses whoever asks. It knows no rights. Source: Argo CD `server/application/application.go`, `Sync`.

use crate::engine::access::can::Access;
use crate::engine::access::{Judge, Judgement, Verdict};
use crate::engine::sync::plan::Plan;
use crate::model::problem::Place;

use super::{Subject, whole};

/// The refusals that hold for a plan.
pub(super) fn refusals(plan: &Plan, subject: Subject<'_>, access: &Access) -> Vec<Judgement> {
    let place = || Place::file(format!("Application {}", subject.app.name));
    let deleting = subject.is_deleting.then(|| Verdict {
        allowed: false,
        rule: format!("{} is being deleted", subject.app.name).into(),
        place: Some(place().at_field("metadata.deletionTimestamp")),
        change: "nothing: wait until it is gone, then create it again".into(),
    });
    let replaces = plan.request.sync_options.iter().any(|option| option == "Replace=true");
    let replace = (replaces && access.rules.switches.no_replace).then(|| Verdict {
        allowed: false,
        rule: "syncs with Replace=true are not allowed here".into(),
        place: Some(Place::file("argocd-cmd-params-cm").at_field("server.sync.replace.allowed")),
        change: "leave the option out, or allow it there".into(),
    });
    [deleting, replace].into_iter().flatten().map(|verdict| whole(Judge::Rbac, verdict)).collect()
}
