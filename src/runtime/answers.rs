//! Answers the needs of pure functions, round by round, until they are done. It knows no application.

use std::sync::Arc;
use std::time::Instant;

use futures::future::join_all;

use crate::engine::step::{Answer, Answers, MAX_ROUNDS, Need, Reads, Step};
use crate::model::problem::{Problem, ProblemKind};

use super::Shared;
use super::charts::Charts;
use super::git::Git;
use super::judges::Judges;
use super::web::Web;
use crate::session::effect::Freshness;

/// How fresh what is outside the application's own repositories has to be, and when somebody asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fresh {
    pub(crate) freshness: Freshness,
    pub(crate) asked_at: Instant,
}

impl Fresh {
    /// What was got before will do.
    pub(crate) fn cached() -> Self {
        Self { freshness: Freshness::Cached, asked_at: Instant::now() }
    }
}

/// A pure computation's end.
pub(crate) struct Done<T> {
    pub(crate) value: T,
    pub(crate) problems: Vec<Problem>,
    /// What it depends on.
    pub(crate) reads: Reads,
}

/// Where a computation stands when it gives the engine's thread back.
enum Turn<T> {
    Done(Done<T>),
    /// What has to be fetched from outside memory.
    Needs(Vec<Need>),
}

/// Calls a pure function until it is done, answering what it needs in between.
pub(crate) async fn settle<T, F>(shared: &Arc<Shared>, fresh: Fresh, work: F) -> Result<Done<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&Answers) -> Step<T> + Send + Sync + 'static,
{
    settle_given(shared, fresh, Answers::default(), work).await
}

/// The same where something is answered already: a folder in the place of a repository's tree.
pub(crate) async fn settle_given<T, F>(shared: &Arc<Shared>, fresh: Fresh, given: Answers, work: F) -> Result<Done<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&Answers) -> Step<T> + Send + Sync + 'static,
{
    let (work, mut answers, mut rounds) = (Arc::new(work), given, 0);
    while rounds < MAX_ROUNDS {
        let (function, own) = (work.clone(), shared.clone());
        let turn = shared.engine.run(move || turn(&own, function.as_ref(), answers, rounds)).await?;
        let (end, known, gone) = turn?;
        (answers, rounds) = (known, gone);
        match end {
            Turn::Done(done) => return Ok(done),
            Turn::Needs(open) => {
                for (need, answer) in answer_all(shared, fresh, open).await {
                    answers.put(need, answer);
                }
            }
        }
    }
    Err(Problem::error(ProblemKind::Limit, format!("the sources refer to each other more than {MAX_ROUNDS} levels deep"))
        .hint("look for bases that include each other"))
}

/// Rounds on the engine's thread, as long as memory has the answers: a shared base is parsed already, and each trip through the
/// reactor costs more than looking at it.
fn turn<T>(
    shared: &Shared,
    function: &impl Fn(&Answers) -> Step<T>,
    mut answers: Answers,
    mut rounds: usize,
) -> Result<(Turn<T>, Answers, usize), Problem> {
    loop {
        rounds += 1;
        let needs = match function(&answers) {
            Step::Done { value, problems, reads } => return Ok((Turn::Done(Done { value, problems, reads }), answers, rounds)),
            Step::Needs(needs) => answers.open(needs)?,
        };
        let mut missing = Vec::new();
        for need in needs {
            match shared.git.at_hand(&need).map(Ok).or_else(|| shared.judges.at_hand(&need)).or_else(|| shared.trials.at_hand(&need)) {
                Some(answer) => answers.put(need, answer),
                None => missing.push(need),
            }
        }
        if !missing.is_empty() || rounds >= MAX_ROUNDS {
            return Ok((Turn::Needs(missing), answers, rounds));
        }
    }
}

async fn answer_all(shared: &Arc<Shared>, fresh: Fresh, needs: Vec<Need>) -> Vec<(Need, Result<Answer, Problem>)> {
    let of_clusters = |need: &Need| matches!(need, Need::Schema(..) | Need::DryRun(_));
    let (of_clusters, others): (Vec<Need>, Vec<Need>) = needs.into_iter().partition(of_clusters);
    let of_clusters = of_clusters.into_iter().map(|need| async move {
        let answer = match &need {
            Need::Schema(cluster, group_version) => shared.clusters.learn(cluster, group_version).await.map(Answer::Schema),
            Need::DryRun(trial) => shared.trials.answer(&shared.clusters, trial).await.map(Answer::Tried),
            _ => Err(Problem::error(ProblemKind::Internal, "a cluster was asked out of turn")),
        };
        (need, answer)
    });
    let (mut answered, of_clusters) =
        tokio::join!(outside((&shared.git, &shared.web, &shared.charts, &shared.judges), fresh, others), join_all(of_clusters));
    answered.extend(of_clusters);
    answered
}

/// Answers what needs no cluster: files, repositories, files over HTTP, charts, programs.
pub(super) async fn outside(
    (git, web, charts, judges): (&Git, &Web, &Charts, &Judges),
    fresh: Fresh,
    needs: Vec<Need>,
) -> Vec<(Need, Result<Answer, Problem>)> {
    let (files, others): (Vec<Need>, Vec<Need>) = needs.into_iter().partition(|need| matches!(need, Need::File(..) | Need::List(..)));
    let others = others.into_iter().map(|need| async move {
        let answer = match &need {
            Need::Tree(repo, revision) => git.tree(repo, revision).await.map(Answer::Tree),
            Need::Base(repo, reference) => git.base(repo, reference, fresh).await.map(Answer::Tree),
            Need::Commit(repo, sha) => git.commit(repo, sha).await.map(Answer::Commit),
            Need::Http(url) => web.file(&git.known(), url, fresh).await.map(Answer::Http),
            Need::Chart(chart) => charts.chart(&git.known(), chart, fresh).await.map(Answer::Chart),
            Need::Judge(judgement) => judges.judge(judgement).await,
            Need::Schema(..) | Need::DryRun(_) => Err(Problem::error(ProblemKind::NotFound, "no cluster is connected that could be asked")),
            Need::File(..) | Need::List(..) => Err(Problem::error(ProblemKind::Internal, "a file was asked for out of turn")),
        };
        (need, answer)
    });
    let (mut answered, others) = tokio::join!(git.files(files), join_all(others));
    answered.extend(others);
    answered
}
