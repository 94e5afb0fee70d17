//! From the flags of `app diff` to the two sides that the session compares. It looks nothing up but the names of sources.

use std::sync::Arc;

use crate::model::application::Source;
use crate::model::ids::{AppKey, Revision};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::command::DiffOf;
use crate::session::sides::{self, Folder, Sides, Which};

use super::super::diff_args::SideArgs;

fn wrong(cause: impl Into<Arc<str>>, hint: &str) -> Problem {
    Problem::error(ProblemKind::BadInput, cause).hint(hint.to_owned())
}

/// What is compared.
///
/// # Errors
/// When the flags name more than two sides, or one that cannot be.
pub(super) fn of(args: &SideArgs, app: &AppKey, sources: &[Source]) -> Result<DiffOf, Problem> {
    let mut all: Vec<Which> = Vec::new();
    for text in args.from.iter().chain(&args.to) {
        all.push(sides::one(text, app)?);
    }
    if let Some(text) = &args.revision {
        all.extend(range(text).into_iter().map(Which::revision));
    }
    all.extend(revisions(args, sources)?);
    for text in &args.history {
        for id in range(text) {
            all.push(sides::one(&format!("history:{id}"), app)?);
        }
    }
    if let Some(path) = &args.local {
        let root = args.local_repo_root.as_deref().map(Arc::from);
        all.push(Which::Folder(Folder { path: path.as_str().into(), root }));
    }
    if let Some(name) = &args.against {
        all.push(sides::one(&format!("app/{name}"), app)?);
    }
    if let Some(name) = &args.against_cluster {
        all.push(Which::Cluster(name.as_str().into()));
    }
    let mut all = all.into_iter();
    match (all.next(), all.next(), all.next()) {
        (None, ..) => Ok(DiffOf::DesiredLive),
        (Some(one), None, _) => Ok(DiffOf::Between(Sides::of(one))),
        (Some(left), Some(right), None) => Sides::new(left, right).map(DiffOf::Between),
        (Some(_), Some(_), Some(_)) => Err(wrong("more than two sides are named", "name one, or two")),
    }
}

/// `A..B` as two, anything else as one.
fn range(text: &str) -> Vec<&str> {
    match text.split_once("..").filter(|(old, new)| !old.is_empty() && !new.is_empty()) {
        Some((old, new)) => vec![old, new],
        None => vec![text],
    }
}

/// `--revisions`: one a source where positions or names say which, else the two sides of the only source.
fn revisions(args: &SideArgs, sources: &[Source]) -> Result<Vec<Which>, Problem> {
    let positions = positions(args, sources)?;
    if args.revisions.is_empty() {
        return if positions.is_empty() {
            Ok(Vec::new())
        } else {
            Err(wrong("--source-positions and --source-names are of --revisions, and there are none", "add --revisions, one a source"))
        };
    }
    if positions.is_empty() {
        let all: Vec<&str> = args.revisions.iter().flat_map(|text| range(text)).collect();
        return match all.len() {
            2 => Ok(all.into_iter().map(Which::revision).collect()),
            _ => Err(wrong(
                format!("--revisions names {} revisions without saying which source each is of", all.len()),
                "two are compared with each other; for one use --revision; for several sources add --source-positions",
            )),
        };
    }
    if positions.len() != args.revisions.len() {
        let cause = format!("{} revisions are named for {} sources", args.revisions.len(), positions.len());
        return Err(wrong(cause, "name as many --revisions as --source-positions or --source-names"));
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (position, text) in positions.iter().zip(&args.revisions) {
        let ends = range(text);
        left.extend(ends.first().map(|text| (Some(*position), Revision::new(*text))));
        right.extend(ends.get(1).map(|text| (Some(*position), Revision::new(*text))));
    }
    match right.len() {
        0 => Ok(vec![Which::Revisions(left.into())]),
        n if n == left.len() => Ok(vec![Which::Revisions(left.into()), Which::Revisions(right.into())]),
        _ => Err(wrong("some of --revisions are A..B and some are not", "write A..A for a source that stays at one revision")),
    }
}

fn positions(args: &SideArgs, sources: &[Source]) -> Result<Vec<usize>, Problem> {
    let of_name = |name: &String| {
        let at = sources.iter().position(|source| source.name == *name).map(|index| index + 1);
        let known: Vec<&str> = sources.iter().map(|source| source.name.as_str()).filter(|name| !name.is_empty()).collect();
        at.ok_or_else(|| wrong(format!("no source is called {name:?}"), &format!("there are: {}", known.join(", "))))
    };
    let named: Vec<usize> = args.source_names.iter().map(of_name).collect::<Result<_, _>>()?;
    Ok(if named.is_empty() { args.source_positions.clone() } else { named })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClusterId;

    fn said(change: impl FnOnce(&mut SideArgs)) -> Result<String, String> {
        let mut args = SideArgs::default();
        change(&mut args);
        let named = |name: &str| Source { name: name.into(), ..Source::default() };
        let own = AppKey::new(ClusterId::new("c"), "argocd", "shop");
        match of(&args, &own, &[named("web"), named("config")]) {
            Ok(DiffOf::Between(sides)) => Ok(sides.to_string()),
            Ok(_) => Ok("git live".into()),
            Err(problem) => Err(problem.cause.to_string()),
        }
    }

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn flags_mean_one_side_against_what_runs_or_two() {
        assert_eq!(said(|_| ()).as_deref(), Ok("git live"));
        assert_eq!(said(|args| args.revision = Some("v1".into())).as_deref(), Ok("live v1"));
        assert_eq!(said(|args| args.revision = Some("v1..v2".into())).as_deref(), Ok("v1 v2"));
        assert_eq!(said(|args| args.revisions = texts(&["v1", "v2"])).as_deref(), Ok("v1 v2"));
        assert_eq!(said(|args| args.history = texts(&["3"])).as_deref(), Ok("live history:3"));
        assert_eq!(said(|args| args.history = texts(&["3..5"])).as_deref(), Ok("history:3 history:5"));
        assert_eq!(said(|args| args.against = Some("team/other".into())).as_deref(), Ok("git app/team/other"));
        assert_eq!(
            said(|args| (args.local, args.against) = (Some("./x".into()), Some("other".into()))).as_deref(),
            Ok("local:./x app/argocd/other")
        );
        assert_eq!(said(|args| (args.from, args.to) = (Some("#1".into()), Some("main".into()))).as_deref(), Ok("history:1 main"));
    }

    #[test]
    fn revisions_of_several_sources_are_named_by_position_or_name_as_argocd_does() {
        let several = |positions: Vec<usize>, names: &[&str], revisions: &[&str]| {
            let (names, revisions) = (texts(names), texts(revisions));
            said(|args| (args.source_positions, args.source_names, args.revisions) = (positions, names, revisions))
        };
        assert_eq!(several(vec![1, 2], &[], &["a", "b"]).as_deref(), Ok("live 1=a,2=b"));
        assert_eq!(several(vec![], &["config"], &["b"]).as_deref(), Ok("live 2=b"));
        assert_eq!(several(vec![2], &[], &["a..b"]).as_deref(), Ok("2=a 2=b"));
        for (positions, names, revisions, cause) in [
            (vec![1], &[][..], &["a", "b"][..], "2 revisions are named for 1 sources"),
            (vec![1, 2], &[], &["a..b", "c"], "some of --revisions are A..B and some are not"),
            (vec![1], &[], &[], "--source-positions and --source-names are of --revisions, and there are none"),
            (vec![], &["nope"], &["a"], "no source is called \"nope\""),
            (vec![], &[], &["a"], "--revisions names 1 revisions without saying which source each is of"),
        ] {
            assert_eq!(several(positions, names, revisions), Err(cause.to_owned()));
        }
    }
}
