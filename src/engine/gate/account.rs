//! As whom a sync writes, where Argo CD impersonates (`application.sync.impersonation.enabled`): the service account that the project names
//! for the destination. It knows no client. Source: Argo CD `controller/sync.go`, `deriveServiceAccountToImpersonate`.

use std::sync::Arc;

use crate::engine::access::{Judge, Judgement, Verdict};
use crate::engine::glob::Glob;
use crate::model::problem::Place;

use super::{Subject, whole};

/// Characters that an account's name cannot have there.
const FORBIDDEN: [char; 8] = ['!', '*', '[', ']', '{', '}', '\\', '/'];

/// The user that the destination's API server knows the account by, or the judgement that refuses a sync without one.
///
/// # Errors
/// No entry matches, or the one that does names no account.
pub fn account(subject: Subject<'_>) -> Result<Arc<str>, Box<Judgement>> {
    let project = subject.spec.project();
    let place = |index: Option<usize>| {
        let index = index.map_or_else(String::new, |index| format!("[{index}]"));
        Place::file(format!("AppProject {project}")).at_field(format!("spec.destinationServiceAccounts{index}"))
    };
    let refused = |rule: String, index| {
        let change = "an entry with server, namespace and defaultServiceAccount for this destination".into();
        Box::new(whole(Judge::Project, Verdict { allowed: false, rule: rule.into(), place: Some(place(index)), change }))
    };
    let entries = subject.project.spec().map_or(&[][..], |spec| &spec.destination_service_accounts);
    let destination = subject.destination;
    let matches = |glob: &str, text: &str| Glob::new(glob).is_ok_and(|glob| glob.matches(text));
    let found = entries
        .iter()
        .enumerate()
        .find(|(_, entry)| matches(&entry.server, &destination.server) && matches(&entry.namespace, &destination.namespace));
    let Some((index, entry)) = found else {
        let there = format!("server {} and namespace {}", destination.server, destination.namespace);
        return Err(refused(format!("syncs impersonate here, and project {project} names no service account for {there}"), None));
    };
    let name = entry.default_service_account.as_str();
    if name.trim().is_empty() || name.contains(FORBIDDEN) {
        return Err(refused(format!("default service account {name:?} of project {project} is no account's name"), Some(index)));
    }
    let own = if destination.namespace.is_empty() { &*subject.app.namespace } else { destination.namespace.as_str() };
    let whole = if name.contains(':') { name.to_owned() } else { format!("{own}:{name}") };
    Ok(format!("system:serviceaccount:{whole}").into())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::account;
    use crate::engine::gate::Subject;
    use crate::engine::gate::project::Found;
    use crate::model::application::{ApplicationSpec, Destination};
    use crate::model::ids::AppKey;
    use crate::model::project::{AppProjectSpec, DestinationServiceAccount};

    fn found(entries: &[(&str, &str, &str)]) -> Result<String, String> {
        let accounts = entries.iter().map(|(server, namespace, account)| DestinationServiceAccount {
            server: (*server).into(),
            namespace: (*namespace).into(),
            default_service_account: (*account).into(),
        });
        let spec = AppProjectSpec { destination_service_accounts: accounts.collect(), ..AppProjectSpec::default() };
        let project = Found::There { spec: Arc::new(spec), own_clusters: Vec::new() };
        let destination = Destination { server: "https://prod".into(), namespace: "shop".into(), name: "prod".into() };
        let app = AppKey::new(crate::model::ids::ClusterId::new("c"), "argocd", "web");
        let spec = ApplicationSpec::default();
        let subject = Subject {
            app: &app,
            spec: &spec,
            project: &project,
            destination: &destination,
            control_namespace: "argocd",
            is_deleting: false,
        };
        account(subject).map(|account| account.to_string()).map_err(|judgement| judgement.verdict.rule.to_string())
    }

    #[test]
    fn the_first_entry_that_matches_names_the_account() {
        let entries = [("https://dev", "*", "x"), ("https://*", "shop", "deployer"), ("*", "*", "other")];
        assert_eq!(found(&entries), Ok("system:serviceaccount:shop:deployer".into()));
        assert_eq!(found(&[("*", "*", "ops:deployer")]), Ok("system:serviceaccount:ops:deployer".into()));
        assert!(found(&[("*", "pay", "x")]).is_err_and(|rule| rule.contains("names no service account")));
        assert!(found(&[("*", "*", " ")]).is_err() && found(&[("*", "*", "a*")]).is_err());
    }
}
