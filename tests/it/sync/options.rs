//! Sync options: the application's, the resource's, and which of them wins.

use tiphys::engine::sync::options::{Options, Pruning};
use tiphys::engine::sync::request::Request;
use tiphys::engine::sync::task::{ApplyMode, Propagation};
use tiphys::model::object::Object;

use super::world::parse;

fn object(options: &str) -> Object {
    let text = format!(
        "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c, annotations: {{argocd.argoproj.io/sync-options: '{options}'}}}}}}"
    );
    parse(&text).remove(0)
}

fn request(options: &[&str]) -> Request {
    Request { sync_options: options.iter().map(|option| (*option).to_owned()).collect(), ..Request::default() }
}

#[test]
fn replace_beats_server_side_apply_and_the_resource_beats_the_application() {
    let cases: &[(&[&str], &str, ApplyMode)] = &[
        (&[], "", ApplyMode::ClientSide),
        (&["ServerSideApply=true"], "", ApplyMode::ServerSide),
        (&["ServerSideApply=true"], "ServerSideApply=false", ApplyMode::ClientSide),
        (&[], "ServerSideApply=true", ApplyMode::ServerSide),
        (&["Replace=true", "ServerSideApply=true"], "", ApplyMode::Replace),
        (&["Replace=true"], "Replace=false", ApplyMode::ClientSide),
        (&["ServerSideApply=true"], "Replace=true", ApplyMode::Replace),
        (&["Replace=true", "ServerSideApply=true"], "Replace=false", ApplyMode::ServerSide),
        (&["Replace=false"], "Replace=true , Prune=false", ApplyMode::Replace),
    ];
    for (app, own, wanted) in cases {
        assert_eq!(Options::new(&request(app)).mode(&object(own)), *wanted, "{app:?} {own:?}");
    }
}

#[test]
fn validation_is_skipped_where_somebody_says_so_last() {
    let skips = |app: &[&str], own: &str| Options::new(&request(app)).skips_validation(&object(own));
    assert!(!skips(&[], "") && !skips(&[], "Validate=true"));
    assert!(skips(&["Validate=false"], "") && skips(&[], "Validate=false"));
    assert!(!skips(&["Validate=false"], "Validate=true"));
}

#[test]
fn a_prune_is_allowed_forbidden_or_confirmed() {
    let pruning = |app: &[&str], own: &str| Options::new(&request(app)).pruning(&object(own));
    assert_eq!(pruning(&[], ""), Pruning::Allowed);
    assert_eq!(pruning(&[], "Prune=false"), Pruning::Forbidden("Prune=false"));
    assert_eq!(pruning(&["Prune=false"], "Prune=true"), Pruning::Allowed);
    assert_eq!(pruning(&["Prune=confirm"], ""), Pruning::Confirmed);
    assert_eq!(pruning(&["Prune=false"], "Prune=confirm"), Pruning::Confirmed);
    let kept = parse("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: {helm.sh/resource-policy: keep}}}").remove(0);
    assert_eq!(Options::new(&request(&[])).pruning(&kept), Pruning::Forbidden("helm.sh/resource-policy: keep"));
}

#[test]
fn deletes_propagate_in_the_foreground_unless_said_otherwise() {
    let propagation = |app: &[&str]| Options::new(&request(app)).propagation();
    assert_eq!(propagation(&[]), Propagation::Foreground);
    assert_eq!(propagation(&["PrunePropagationPolicy=background"]), Propagation::Background);
    assert_eq!(propagation(&["PrunePropagationPolicy=orphan"]), Propagation::Orphan);
    assert_eq!(propagation(&["PrunePropagationPolicy=typo"]), Propagation::Foreground);
}
