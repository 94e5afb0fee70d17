//! `app explain` on a sandbox with a real repository: from the health down to the container, and to the commit that changed the image.

use super::{deployment, shop};

#[test]
fn explain_goes_from_the_health_down_to_the_container_and_the_commit_that_changed_its_image() {
    let (_served, home) = shop();
    let kustomization = |tag: &str| format!("resources:\n- web.yaml\nimages:\n- name: shop/web\n  newTag: {tag}\n");
    home.repo.commit("feat: an overlay", &[("site/web.yaml", &deployment("v1")), ("site/kustomization.yaml", &kustomization("v1"))]);
    home.create("site", &home.repo.url(), &[]);
    home.run(&["app", "explain", "site"]).with(0).says(&["Missing ← Deployment web: Missing (nothing was synced yet)"]);
    home.run(&["app", "sync", "site", "--yes"]).with(0);
    let well = home.run(&["app", "explain", "site"]).with(0);
    assert_eq!(well.out.lines().count(), 1, "{well}");
    assert!(well.out.starts_with("argocd/site Healthy"), "{well}");

    let bad = home.repo.commit("feat: v2 of the shop", &[("site/kustomization.yaml", &kustomization("v2-broken"))]);
    home.repo.commit("docs: why", &[("site/README.md", "# why")]);
    home.run(&["app", "sync", "site", "--yes"]);
    home.run(&["app", "wait", "site", "--degraded", "--timeout", "60"]).with(0);
    let told = home.run(&["app", "explain", "site"]).with(0);
    let sentence = told.out.lines().nth(1).unwrap_or_default();
    assert!(sentence.starts_with("Degraded ← Deployment web: ProgressDeadlineExceeded ← ReplicaSet web-"), "{told}");
    assert!(sentence.contains("← Pod web-") && sentence.contains(": ImagePullBackOff shop/web:v2-broken (since "), "{told}");
    let commit =
        format!(" ← commit {} by Ana Ruiz changed the image shop/web:v1 → shop/web:v2-broken in site/kustomization.yaml", &bad[..7]);
    assert!(sentence.ends_with(&commit), "{told}");

    let json = home.run(&["app", "explain", "site", "-o", "json"]).with(0).json();
    assert_eq!(json["health"], "Degraded");
    let chain = json["chains"][0].as_array().expect("a chain");
    assert_eq!(chain.first().map(|link| &link["reason"]), Some(&"ProgressDeadlineExceeded".into()));
    assert_eq!(chain.last().map(|link| (&link["kind"], &link["name"])), Some((&"Commit".into(), &bad.as_str().into())));
    assert!(
        chain.iter().filter(|link| link["kind"] == "Pod" || link["kind"] == "Deployment").all(|link| link["since"].is_string()),
        "{json}"
    );
    home.run(&["app", "explain", "site", "-o", "yaml"]).with(0).says(&["health: Degraded\n", "reason: ImagePullBackOff"]);
    home.run(&["app", "explain", "site", "-o", "wide"]).with(0).says(&["Back-off pulling image"]);
    home.run(&["app", "explain", "nowhere"]).with(20);
}
