//! Answers the needs of pure functions, round by round, until they are done. It knows no application.

use std::sync::Arc;

use futures::future::join_all;

use crate::engine::step::{Answer, Answers, MAX_ROUNDS, Need, Step};
use crate::model::problem::{Problem, ProblemKind};

use super::Shared;

/// A pure computation's end.
pub(crate) struct Done<T> {
    pub(crate) value: T,
    pub(crate) problems: Vec<Problem>,
}

/// Calls a pure function until it is done, answering what it needs in between.
pub(crate) async fn settle<T, F>(shared: &Arc<Shared>, work: F) -> Result<Done<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&Answers) -> Step<T> + Send + Sync + 'static,
{
    let work = Arc::new(work);
    let mut answers = Answers::default();
    for _ in 0..MAX_ROUNDS {
        let (function, known) = (work.clone(), answers.clone());
        let step = shared.engine.run(move || function(&known)).await?;
        match step {
            Step::Done { value, problems, reads: _ } => return Ok(Done { value, problems }),
            Step::Needs(needs) => {
                let open = answers.open(needs)?;
                for (need, answer) in answer_all(shared, open).await {
                    answers.put(need, answer);
                }
            }
        }
    }
    Err(Problem::error(ProblemKind::Limit, format!("the sources refer to each other more than {MAX_ROUNDS} levels deep"))
        .hint("look for bases that include each other"))
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
        Need::File(..) | Need::List(..) => Err(Problem::error(ProblemKind::Internal, "a file was asked for out of turn")),
    }
}
