//! A project's roles as policy lines: the implied `get` on the project itself, the roles' own lines, their groups. It knows no request.
//! Source: Argo CD `app_project_types.go`, `ProjectPoliciesString`.

use crate::model::problem::{Place, Problem};

use super::Project;
use super::pattern::MatchMode;
use super::policy::Policy;

/// Project and role of a subject `proj:<project>:<role>`.
pub(super) fn of_subject(subject: &str) -> Option<(&str, &str)> {
    let (project, role) = subject.strip_prefix("proj:")?.split_once(':')?;
    (!role.contains(':')).then_some((project, role))
}

/// The policy of a project.
///
/// # Errors
/// The first line that cannot be loaded: then none of them counts.
pub(super) fn load(project: Project<'_>, mode: MatchMode) -> Result<Policy, Problem> {
    let Project { name, roles } = project;
    let mut policy = Policy::default();
    for (index, role) in roles.iter().enumerate() {
        let place = |field: &str| Place::file(format!("AppProject {name}")).at_field(format!("spec.roles[{index}].{field}"));
        let subject = format!("proj:{name}:{}", role.name);
        policy.add(place("name"), &format!("p, {subject}, projects, get, {name}, allow"), mode)?;
        for (number, lines) in role.policies.iter().enumerate() {
            for line in lines.split('\n') {
                policy.add(place(&format!("policies[{number}]")), line, mode)?;
            }
        }
        for (number, group) in role.groups.iter().enumerate() {
            policy.add(place(&format!("groups[{number}]")), &format!("g, {group}, {subject}"), mode)?;
        }
    }
    Ok(policy)
}
