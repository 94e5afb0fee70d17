//! Answers the needs of pure functions, round by round, until they are done. It knows no application.

use std::sync::Arc;

use futures::future::join_all;

use crate::engine::step::{Answer, Answers, MAX_ROUNDS, Need, Reads, Step};
use crate::model::problem::{Problem, ProblemKind};

use super::Shared;

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
pub(crate) async fn settle<T, F>(shared: &Arc<Shared>, work: F) -> Result<Done<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&Answers) -> Step<T> + Send + Sync + 'static,
{
    let (work, mut answers, mut rounds) = (Arc::new(work), Answers::default(), 0);
    while rounds < MAX_ROUNDS {
        let (function, own) = (work.clone(), shared.clone());
        let turn = shared.engine.run(move || turn(&own, function.as_ref(), answers, rounds)).await?;
        let (end, known, gone) = turn?;
        (answers, rounds) = (known, gone);
        match end {
            Turn::Done(done) => return Ok(done),
            Turn::Needs(open) => {
                for (need, answer) in answer_all(shared, open).await {
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
            match shared.git.at_hand(&need).map(Ok).or_else(|| shared.judges.at_hand(&need)) {
                Some(answer) => answers.put(need, answer),
                None => missing.push(need),
            }
        }
        if !missing.is_empty() || rounds >= MAX_ROUNDS {
            return Ok((Turn::Needs(missing), answers, rounds));
        }
    }
}

async fn answer_all(shared: &Arc<Shared>, needs: Vec<Need>) -> Vec<(Need, Result<Answer, Problem>)> {
    let (files, others): (Vec<Need>, Vec<Need>) = needs.into_iter().partition(|need| matches!(need, Need::File(..) | Need::List(..)));
    let mut answered = shared.git.files(files).await;
    let others = others.into_iter().map(|need| async move {
        let answer = answer(shared, &need).await;
        (need, answer)
    });
    answered.extend(join_all(others).await);
    answered
}

async fn answer(shared: &Arc<Shared>, need: &Need) -> Result<Answer, Problem> {
    match need {
        Need::Tree(repo, revision) => shared.git.tree(repo, revision).await.map(Answer::Tree),
        Need::Commit(repo, sha) => shared.git.commit(repo, sha).await.map(Answer::Commit),
        Need::Schema(cluster, group_version) => shared.clusters.learn(cluster, group_version).await.map(Answer::Schema),
        Need::Http(url) => Err(Problem::error(ProblemKind::Forbidden, format!("{url} is a remote file: remote bases are not fetched yet"))
            .hint("copy it into the repository")),
        Need::Judge(judgement) => shared.judges.judge(judgement).await,
        Need::File(..) | Need::List(..) => Err(Problem::error(ProblemKind::Internal, "a file was asked for out of turn")),
    }
}
