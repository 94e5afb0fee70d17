//! What the sides of a difference are made from: sources with revisions, records, other applications. It renders nothing; what is not
//! there is said with the next step.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::history::records::{self, Deployed};
use crate::engine::render::SourceAt;
use crate::model::application::Source;
use crate::model::ids::{Revision, Sha};
use crate::model::problem::{Problem, ProblemKind};
use crate::session::apps::Detail;
use crate::session::ask;
use crate::session::command::DiffOf;
use crate::session::effect::{Recipe, Side, SideOf, Subject};
use crate::session::sides::{Folder, Which};
use crate::session::state::State;

use super::evaluate;

/// The sides of a difference; none: what runs ↔ what Git wants.
///
/// # Errors
/// When a side is not there, or does not fit the application.
pub(super) fn sides(state: &mut State, subject: &Subject, of: &DiffOf) -> Result<Option<(Side, Side)>, Problem> {
    let detail = &subject.detail;
    match of {
        DiffOf::DesiredLive => Ok(None),
        DiffOf::RunningLastGood => {
            let id = ask::last_good(detail, state.now.as_second()).map_err(|_| no_record())?;
            Ok(Some((running(detail)?, recorded(detail, id, "last good")?)))
        }
        DiffOf::Record(id) => Ok(Some((running(detail)?, recorded(detail, *id, "record")?))),
        DiffOf::Between(sides) if sides.left == Which::Live && sides.right == Which::Git => Ok(None),
        DiffOf::Between(sides) => Ok(Some((side(state, subject, &sides.left)?, side(state, subject, &sides.right)?))),
    }
}

fn no_record() -> Problem {
    Problem::warning(ProblemKind::NotFound, "there is no record to compare with").hint("history begins with the first successful sync")
}

/// What runs, as the last operation sent it.
fn running(detail: &Detail) -> Result<Side, Problem> {
    records::running(&detail.app.status).map(|running| pinned("running", running)).ok_or_else(no_record)
}

fn recorded(detail: &Detail, id: i64, what: &str) -> Result<Side, Problem> {
    let history = &detail.app.status.history;
    if history.is_empty() {
        return Err(no_record());
    }
    let missing = || {
        let ids: Vec<String> = history.iter().map(|record| record.id.to_string()).collect();
        Problem::error(ProblemKind::NotFound, format!("there is no history record {id}")).hint(format!("there are: {}", ids.join(", ")))
    };
    let record = history.iter().find(|record| record.id == id).ok_or_else(missing)?;
    let deployed = records::deployed(record);
    if deployed.sources.is_empty() || deployed.revisions.len() < deployed.sources.len() {
        let cause = format!("history record {id} does not say what was deployed");
        return Err(Problem::error(ProblemKind::NotFound, cause).hint("choose another record, or name a revision"));
    }
    Ok(pinned(&format!("{what} #{id}"), deployed))
}

fn pinned(what: &str, deployed: Deployed) -> Side {
    let revisions: Vec<&str> = deployed.revisions.iter().map(Sha::short).collect();
    let title = format!("{what} {}", revisions.join(" ")).into();
    let pairs = deployed.sources.iter().zip(&deployed.revisions);
    let items = pairs.map(|(source, sha)| SourceAt { source: source.clone(), revision: Revision::new(sha.as_str()) });
    Side { title, what: SideOf::Made(Recipe::Sources(items.collect())) }
}

fn side(state: &mut State, subject: &Subject, which: &Which) -> Result<Side, Problem> {
    let sources = subject.detail.app.spec.sources();
    let made = |title: String, recipe: Recipe| Side { title: title.into(), what: SideOf::Made(recipe) };
    match which {
        Which::Live => Ok(Side { title: "live".into(), what: SideOf::Live }),
        Which::Cluster(name) => Ok(Side { title: format!("cluster {name}").into(), what: SideOf::Cluster(name.clone()) }),
        Which::Git => Ok(made("Git".to_owned(), Recipe::Sources(at(sources, &BTreeMap::new())))),
        Which::Revisions(wanted) => {
            let by_place = placed(sources, wanted)?;
            let named: Vec<&str> = wanted.iter().map(|(_, revision)| revision.as_str()).collect();
            Ok(made(format!("Git {}", named.join(" ")), Recipe::Sources(at(sources, &by_place))))
        }
        Which::Record(id) => recorded(&subject.detail, *id, "record"),
        Which::App(other) => {
            let missing = || {
                Problem::error(ProblemKind::NotFound, format!("there is no application {other}")).hint("list them with: tiphys app list")
            };
            let theirs = evaluate::subject(state, other).ok_or_else(missing)?;
            if let Some(problem) = &theirs.detail.invalid {
                return Err(problem.clone());
            }
            let title = if other.namespace == subject.app.namespace { other.name.to_string() } else { other.to_string() };
            Ok(made(format!("{title} Git"), Recipe::App(Box::new(theirs))))
        }
        Which::Folder(folder) => of_folder(sources, folder),
    }
}

fn of_folder(sources: &[Source], folder: &Folder) -> Result<Side, Problem> {
    let [source] = sources else {
        let cause = format!("the application has {} sources: a folder cannot stand for all of them", sources.len());
        return Err(Problem::error(ProblemKind::BadInput, cause).hint("render it alone: tiphys render kustomize PATH"));
    };
    let title = format!("local {}", folder.path).into();
    Ok(Side { title, what: SideOf::Made(Recipe::Folder(Box::new(source.clone()), folder.clone())) })
}

fn at(sources: &[Source], other: &BTreeMap<usize, &Revision>) -> Vec<SourceAt> {
    let revision = |index: usize, source: &Source| {
        other.get(&index).map_or_else(|| Revision::new(source.target_revision.as_str()), |revision| (*revision).clone())
    };
    sources.iter().enumerate().map(|(index, source)| SourceAt { source: source.clone(), revision: revision(index, source) }).collect()
}

/// The revisions by the 0-based place of their source.
fn placed<'a>(sources: &[Source], wanted: &'a Arc<[(Option<usize>, Revision)]>) -> Result<BTreeMap<usize, &'a Revision>, Problem> {
    let wrong = |cause: String| Problem::error(ProblemKind::BadInput, cause);
    let mut found = BTreeMap::new();
    for (position, revision) in wanted.iter() {
        let index = match position {
            None if sources.len() == 1 => 0,
            None => {
                let cause = format!("the application has {} sources: which of them has revision {revision}?", sources.len());
                return Err(wrong(cause).hint("say it with --source-positions, counted from 1"));
            }
            Some(position) => position.checked_sub(1).filter(|index| *index < sources.len()).ok_or_else(|| {
                wrong(format!("there is no source {position}: the application has {}", sources.len())).hint("sources are counted from 1")
            })?,
        };
        if found.insert(index, revision).is_some() {
            return Err(wrong(format!("source {} has two revisions", index + 1)).hint("name one a source, or two sides as A..B"));
        }
    }
    Ok(found)
}
