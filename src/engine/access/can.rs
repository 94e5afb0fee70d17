//! One person's rights on a control plane: its policies asked for what Argo CD's API server would ask, or Kubernetes' word where there are
//! none. It knows no client.

use std::sync::Arc;

use crate::model::access::AccessRules;
use crate::model::ids::AppKey;
use crate::model::problem::{Place, Problem};
use crate::model::project::ProjectRole;

use super::Verdict;
use super::identity::{KEY, Person};
use super::rbac::filter::Filter;
use super::rbac::{Project, Rbac, Request, Who, builtin};
use super::right::{Right, object_of};

/// The ConfigMap of the policies.
pub const RBAC_CM: &str = "argocd-rbac-cm";

/// A subject that no policy names: nobody types a control character into one.
const NOBODY: &str = "\u{1}";

/// Somebody's rights.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Who it is.
    pub person: Person,
    /// The rules that decide.
    pub rules: Arc<AccessRules>,
    rbac: Option<Rbac>,
    /// Decides `get` for the many applications of a list; none where everything may be looked at.
    looking: Option<Filter>,
}

/// An application as rights are asked for it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The application.
    pub app: &'a AppKey,
    /// The name of its project.
    pub project: &'a str,
    /// The project's roles, where the project is known.
    pub roles: &'a [ProjectRole],
    /// The control plane's own namespace.
    pub control_namespace: &'a str,
}

/// Where policies stand, for people: a key of the ConfigMap is named with it; a file stands for itself.
pub fn place_of(key: &str) -> String {
    let is_key = key.starts_with("policy.") && key.ends_with(".csv") && !key.contains('/');
    if is_key { format!("{RBAC_CM}: {key}") } else { key.to_owned() }
}

/// The policies of a control plane; none where it has none.
pub fn policies(rules: &AccessRules) -> Option<Rbac> {
    let texts = rules.policy.as_ref()?;
    let built_in = builtin::policy();
    let own = texts.files.iter().map(|(key, text)| (place_of(key), text.clone()));
    let files: Vec<(String, Arc<str>)> = std::iter::once((builtin::FILE.to_owned(), built_in.into())).chain(own).collect();
    Some(Rbac::new(files.iter().map(|(file, text)| (file.as_str(), &**text)), &texts.match_mode, &texts.default_role))
}

impl Access {
    /// The rights of a person by these rules.
    pub fn new(rules: Arc<AccessRules>, person: Person) -> Self {
        let rbac = policies(&rules);
        let mut own = Self { person, rules, rbac, looking: None };
        own.looking = own.filter("applications", "get");
        own
    }

    /// Why the policies cannot be read, where they cannot.
    pub fn problem(&self) -> Option<&Problem> {
        self.rbac.as_ref()?.problem()
    }

    /// Whether policies decide at all; else Kubernetes' RBAC does.
    pub fn has_policies(&self) -> bool {
        self.rbac.is_some()
    }

    /// Whether the person may do this to the application.
    pub fn can(&self, right: &Right, target: Target<'_>) -> Verdict {
        let object = object_of(target.app, target.project, target.control_namespace);
        let project = Project { name: target.project, roles: target.roles };
        let (resource, action) = right.asked(&self.rules.switches);
        self.ask(Request { resource, action: &action, object: &object }, Some(project))
    }

    /// Whether the policies allow a request; where rights on an application hold for its objects too, the application's own does as well.
    pub fn ask(&self, request: Request<'_>, project: Option<Project<'_>>) -> Verdict {
        let parent = match request.action.split_once('/') {
            Some((parent @ ("update" | "delete"), _)) if request.resource == "applications" => parent,
            Some(_) | None => return self.ask_for(request, project),
        };
        if self.rules.switches.no_inheritance {
            return self.ask_for(request, project);
        }
        let inherited = self.ask_for(Request { action: parent, ..request }, project);
        if inherited.allowed { inherited } else { self.ask_for(request, project) }
    }

    fn ask_for(&self, request: Request<'_>, project: Option<Project<'_>>) -> Verdict {
        if let Some(why) = &self.rules.unreadable {
            return unreadable(why, request);
        }
        let Some(rbac) = &self.rbac else { return kubernetes() };
        if self.only_looks() && request.action == "get" {
            return looks(&self.person.user);
        }
        let verdict = rbac.can(self.who(), request, project);
        if verdict.allowed || !self.person.is_unmapped() {
            return verdict;
        }
        let Person { user, .. } = &self.person;
        let default = self.rules.policy.as_ref().map_or("", |texts| &texts.default_role);
        let given = if default.is_empty() {
            "and there is no policy.default".into()
        } else {
            format!("and {default}, the default, does not allow it")
        };
        Verdict {
            rule: format!("{user} is no policy subject, {given}").into(),
            place: verdict.place.or_else(|| Some(Place::file("tiphys-cm").at_field(KEY))),
            change: format!("map {user}, or a group of theirs, under {KEY} in tiphys-cm").into(),
            ..verdict
        }
    }

    /// Whether the policies say nothing at all of the person: neither whom they are nor what everybody may. Kubernetes let them read the
    /// Applications, as it lets them with kubectl: hiding them would blind whoever comes to a plain installation of Argo CD, whose
    /// `argocd-rbac-cm` is empty, in the middle of an incident. Nothing may be changed.
    fn only_looks(&self) -> bool {
        let has_default = self.rules.policy.as_ref().is_some_and(|texts| !texts.default_role.is_empty());
        self.person.is_unmapped() && !has_default && self.problem().is_none()
    }

    fn who(&self) -> Who<'_> {
        Who { subject: self.person.subject.as_deref().unwrap_or(NOBODY), groups: &self.person.groups }
    }

    /// A filter that decides one right for many objects by the policies alone; none where no policy decides: then every answer is the same.
    pub fn filter(&self, resource: &str, action: &str) -> Option<Filter> {
        let is_open = self.rules.unreadable.is_some() || self.only_looks() && action == "get";
        let rbac = self.rbac.as_ref().filter(|_| !is_open)?;
        Some(rbac.filter(self.who(), resource, action))
    }

    /// Whether an application may be seen: as [`Access::can`] with [`Right::Get`], for the many of a list. `target.roles` is asked only where
    /// the policies themselves do not say yes.
    pub fn sees(&self, target: Target<'_>) -> bool {
        let Some(filter) = &self.looking else { return true };
        let object = object_of(target.app, target.project, target.control_namespace);
        filter.allows(&object) || (!target.roles.is_empty() && self.can(&Right::Get, target).allowed)
    }
}

/// There is no `argocd-rbac-cm`.
fn kubernetes() -> Verdict {
    Verdict {
        allowed: true,
        rule: format!("there is no {RBAC_CM}: Kubernetes' own RBAC decides").into(),
        place: None,
        change: format!("a ConfigMap {RBAC_CM} beside argocd-cm").into(),
    }
}

/// The policies say nothing of somebody who looks.
fn looks(user: &str) -> Verdict {
    Verdict {
        allowed: true,
        rule: format!("{user} is no policy subject, and there is no policy.default: Kubernetes let you read it, nothing may be changed")
            .into(),
        place: Some(Place::file("tiphys-cm").at_field(KEY)),
        change: format!("map {user}, or a group of theirs, under {KEY} in tiphys-cm").into(),
    }
}

/// Nobody knows what is allowed: what changes the world waits; what Kubernetes let somebody read is read already.
fn unreadable(why: &str, request: Request<'_>) -> Verdict {
    let is_look = request.action == "get";
    let what = if is_look { "Kubernetes let you read it" } else { "nobody knows whether it is allowed" };
    Verdict {
        allowed: is_look,
        rule: format!("{why}: {what}").into(),
        place: Some(Place::file(RBAC_CM)),
        change: format!("the right to get ConfigMaps {RBAC_CM} and tiphys-cm in the control plane's namespace").into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Access, Right, Target};
    use crate::engine::access::identity::{Person, person};
    use crate::model::access::{AccessRules, PolicyTexts, Subjects, Switches};
    use crate::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey};

    const POLICY: &str = "p, role:release, applications, sync, shop/*, allow\ng, company:sre, role:release\n";

    fn rules(default: &str) -> Arc<AccessRules> {
        let files = vec![("policy.csv".into(), POLICY.into())];
        let policy = PolicyTexts { files, default_role: default.into(), ..PolicyTexts::default() };
        let groups = [(Arc::from("oidc:sre"), Arc::from("company:sre"))].into();
        let subjects = Subjects { groups, ..Subjects::default() };
        Arc::new(AccessRules { policy: Some(policy), subjects, ..AccessRules::default() })
    }

    fn who(user: &str, groups: &[&str], rules: &Arc<AccessRules>) -> Access {
        let groups: Vec<Arc<str>> = groups.iter().map(|group| Arc::from(*group)).collect();
        Access::new(rules.clone(), person(user, &groups, &rules.subjects))
    }

    fn object() -> ObjectKey {
        let (cluster, group_kind) = (ClusterId::new("c"), GroupKind::new("apps", "Deployment"));
        ObjectKey { cluster, namespace: "p".into(), group_kind, name: "w".into() }
    }

    fn can(access: &Access, right: &Right) -> super::Verdict {
        let app = AppKey::new(ClusterId::new("c"), "argocd", "web");
        access.can(right, Target { app: &app, project: "shop", roles: &[], control_namespace: "argocd" })
    }

    #[test]
    fn a_mapped_group_has_its_policy_and_the_verdict_names_the_line() {
        let sre = who("alice", &["oidc:sre"], &rules(""));
        let verdict = can(&sre, &Right::Sync);
        assert!(verdict.allowed && verdict.place.as_ref().is_some_and(|place| &*place.file == "argocd-rbac-cm: policy.csv"), "{verdict:?}");
        assert_eq!(verdict.place.and_then(|place| place.line), Some(1));
        assert!(!can(&sre, &Right::Delete).allowed);
    }

    #[test]
    fn somebody_unmapped_has_what_the_default_gives_and_is_told_so() {
        let stranger = who("admin", &["company:sre"], &rules(""));
        assert!(can(&stranger, &Right::Get).allowed && can(&stranger, &Right::Get).rule.contains("nothing may be changed"));
        let none = can(&stranger, &Right::Sync);
        assert!(!none.allowed && none.rule.contains("admin is no policy subject") && none.change.contains("tiphys-cm"), "{none:?}");
        let reader = who("admin", &[], &rules("role:readonly"));
        assert!(can(&reader, &Right::Get).allowed && can(&reader, &Right::Logs).allowed && !can(&reader, &Right::Sync).allowed);
        // The subject that stands for nobody is nobody's.
        assert!(!can(&Access::new(rules(""), Person { user: "x".into(), ..Person::default() }), &Right::Sync).allowed);
    }

    #[test]
    fn rights_on_objects_are_inherited_where_the_setting_says_so() {
        let policy = "p, ops, applications, delete, shop/*, allow\np, ops, applications, action/apps/Deployment/restart, shop/*, allow\n";
        let files = vec![("policy.csv".into(), policy.into())];
        let with = |no_inheritance: bool| {
            let switches = Switches { no_inheritance, ..Switches::default() };
            let policy = Some(PolicyTexts { files: files.clone(), ..PolicyTexts::default() });
            Access::new(Arc::new(AccessRules { policy, switches, ..AccessRules::default() }), Person::subject("ops", &[]))
        };
        let restart = Right::Act { object: object(), action: "restart".into() };
        assert!(can(&with(false), &Right::DeleteResource(object())).allowed);
        assert!(!can(&with(true), &Right::DeleteResource(object())).allowed, "the application's own right says nothing of its objects");
        assert!(!can(&with(false), &Right::UpdateResource(object())).allowed);
        assert!(can(&with(true), &restart).allowed && can(&with(false), &restart).allowed, "actions are never inherited");
    }

    #[test]
    fn without_policies_kubernetes_decides_and_unreadable_ones_let_nothing_be_changed() {
        let free = who("anybody", &[], &Arc::new(AccessRules::default()));
        let verdict = can(&free, &Right::Sync);
        assert!(verdict.allowed && verdict.rule.contains("Kubernetes' own RBAC decides"), "{verdict:?}");
        let blind = AccessRules { unreadable: Some("argocd-rbac-cm may not be read".into()), ..AccessRules::default() };
        let blind = who("anybody", &[], &Arc::new(blind));
        let restart = Right::Act { object: object(), action: "restart".into() };
        assert!(can(&blind, &Right::Get).allowed && !can(&blind, &Right::Sync).allowed && !can(&blind, &restart).allowed);
    }
}
