//! `tiphys can USER VERB RESOURCE OBJECT`: yes or no, the rule with its place, and what would change it.

use crate::engine::access::can::Access;
use crate::engine::access::rbac::validate::{ACTIONS, RESOURCES};
use crate::engine::access::rbac::{Project, Request};
use crate::engine::access::{Judge, Judgement, Verdict, Weight};
use crate::model::problem::{Place, Problem, ProblemKind};
use crate::runtime::review;
use crate::runtime::world::World;
use crate::view::page::{Span, Tone};
use crate::view::rules::judgement;

use super::super::access_args::{CanArgs, Form};
use super::super::out;
use super::{code, connected, json, print, source};

/// Other names of resources, as `argocd` takes them.
const ALIASES: [(&str, &str); 18] = [
    ("app", "applications"),
    ("apps", "applications"),
    ("application", "applications"),
    ("appset", "applicationsets"),
    ("appsets", "applicationsets"),
    ("applicationset", "applicationsets"),
    ("proj", "projects"),
    ("projs", "projects"),
    ("project", "projects"),
    ("cluster", "clusters"),
    ("repo", "repositories"),
    ("repos", "repositories"),
    ("repository", "repositories"),
    ("cert", "certificates"),
    ("certs", "certificates"),
    ("certificate", "certificates"),
    ("account", "accounts"),
    ("log", "logs"),
];

/// Answers.
pub(in super::super) fn run(args: &CanArgs, world: impl FnOnce() -> Result<World, Problem>) -> Result<u8, Problem> {
    let resource = match resource(&args.resource) {
        Ok(resource) => resource,
        Err(problem) => return Ok(out::usage(&problem)),
    };
    if let Err(problem) = action(&args.verb) {
        return Ok(out::usage(&problem));
    }
    let request = Request { resource, action: &args.verb, object: &args.object };
    let (verdict, access) = match source::of_file(&args.policies)? {
        Some(rules) => {
            let access = source::of_rules(rules, &args.person)?;
            (access.ask(request, None), access)
        }
        None => on_plane(args, request, world()?)?,
    };
    match args.output {
        Form::Json => json::say(&json::verdict(&verdict)),
        Form::Table => show(&verdict, &access),
    }
    Ok(code(&verdict))
}

fn on_plane(args: &CanArgs, request: Request<'_>, world: World) -> Result<(Verdict, Access), Problem> {
    let session = connected(world.clone())?;
    let plane = &session.state.plane;
    let access = source::of_plane(&session.state, &args.person);
    let name = request.object.split('/').next().unwrap_or_default();
    let project = plane.projects.get(name).map(|project| Project { name, roles: &project.spec.roles });
    let verdict = access.ask(request, project);
    if access.has_policies() || plane.access.rules.unreadable.is_some() {
        return Ok((verdict, access));
    }
    // Without policies a name means a Kubernetes user.
    let groups = args.person.group.as_slice();
    let who = (args.person.user != "me").then_some((args.person.user.as_str(), groups));
    let (deed, ruling) = review::may(&world, who, [request.resource, request.action], &plane.settings.control_namespace)?;
    let slash = if deed.subresource.is_empty() { "" } else { "/" };
    let what = format!("{} {}{slash}{}", deed.verb, deed.resource, deed.subresource);
    let why = if ruling.reason.is_empty() { String::new() } else { format!(" ({})", ruling.reason) };
    let rule = format!("there is no argocd-rbac-cm: Kubernetes' own RBAC decides, by {what}{why}");
    let change = format!("a Role or ClusterRole with {what}, or an argocd-rbac-cm");
    let place = Some(Place::file("Kubernetes RBAC"));
    Ok((Verdict { allowed: ruling.is_allowed, rule: rule.into(), place, change: change.into() }, access))
}

fn show(verdict: &Verdict, access: &Access) {
    let (word, tone) = if verdict.allowed { ("yes", Tone::Good) } else { ("no", Tone::Bad) };
    let weight = if verdict.allowed { Weight::Admits } else { Weight::Refuses };
    print([vec![Span::fixed(word, tone)]]);
    print(judgement(&Judgement { judge: Judge::Rbac, about: None, weight, verdict: verdict.clone() }));
    print(access.person.mapped.iter().map(|mapped| vec![Span::new(format!("  {mapped}"), Tone::Dim)]));
    if verdict.allowed {
        print([vec![Span::new(format!("  → {}", verdict.change), Tone::Dim)]]);
    }
}

fn resource(word: &str) -> Result<&str, Problem> {
    let named = ALIASES.iter().find(|(alias, _)| *alias == word).map_or(word, |(_, name)| name);
    RESOURCES.iter().copied().find(|known| *known == named).ok_or_else(|| {
        let problem = Problem::error(ProblemKind::BadInput, format!("{word:?} is no resource of the policies"));
        problem.hint(format!("one of {}", RESOURCES.join(", ")))
    })
}

/// Actions with something behind a `/` are asked for as they stand; `*` is asked for too, as `argocd` lets people.
fn action(word: &str) -> Result<(), Problem> {
    let verb = word.split('/').next().unwrap_or(word);
    if verb == "*" || ACTIONS.contains(&verb) {
        return Ok(());
    }
    let near = ACTIONS.iter().find(|known| strsim::jaro_winkler(known, verb) > 0.8);
    let problem = Problem::error(ProblemKind::BadInput, format!("{word:?} is no action of the policies"));
    Err(problem.hint(near.map_or_else(|| format!("one of {}", ACTIONS.join(", ")), |near| format!("did you mean {near}?"))))
}
