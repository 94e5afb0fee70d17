//! `app sync` and `app rollback`: the plan, the question, the operation followed to its end.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::engine::history::records;
use crate::engine::resources::choice::{Choice, includes};
use crate::engine::sync::plan::Plan;
use crate::model::application::{Backoff, RetryStrategy};
use crate::model::ids::{AppKey, ObjectKey, Revision};
use crate::model::operation::SyncResource;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::status::{HealthStatus, OperationPhase};
use crate::session::apps::App;
use crate::session::ask::{self, Choices};
use crate::session::command::{Authority, Command, PlanFor};
use crate::session::drive::{End, Stage};
use crate::session::outcome::Presence;
use crate::session::query::QuerySpec;
use crate::session::state::Slot;
use crate::session::update::command::refusal;
use crate::view;
use crate::view::page::{Page, Window};
use crate::view::screen::Screen;

use super::super::app_args::Agree;
use super::super::app_flags::{RollbackArgs, SyncArgs};
use super::super::args::Output;
use super::super::headless::Headless;
use super::super::out;
use super::show::judge;
use super::wait::limit;

const PLAN: Duration = Duration::from_mins(5);
const ALL: Window = Window { first: 0, height: usize::MAX };

pub(super) fn sync(session: &mut Headless, args: &SyncArgs) -> Result<u8, Problem> {
    let apps = session.apps(&args.several)?;
    if args.is_async {
        return Err(no_async(session));
    }
    if apps.len() > 1 && args.agree.plan.is_some() {
        let wrong = Problem::error(ProblemKind::BadInput, "--plan is of one application, and several are named");
        return Ok(out::usage(&wrong.hint("sync them one by one, or with --yes")));
    }
    if !args.dry_run
        && let Some(problem) = refusal(&session.state)
    {
        return Err(problem);
    }
    let mut worst = 0;
    for app in apps {
        let code = sync_one(session, &app, args).unwrap_or_else(|problem| {
            out::problem(&problem);
            out::ERROR
        });
        worst = worst.max(code);
    }
    Ok(worst)
}

fn sync_one(session: &mut Headless, app: &AppKey, args: &SyncArgs) -> Result<u8, Problem> {
    let way = Way { agree: &args.agree, timeout: args.timeout, output: args.output };
    if is_interrupted(session, app) && !args.dry_run {
        return resume(session, app, &way);
    }
    let choices = Choices {
        prune: args.prune,
        dry_run: args.dry_run,
        force: args.force,
        apply_only: args.strategy == "apply",
        resources: chosen(session, app, &args.resource)?,
        revision: args.revision.as_deref().map(Revision::new),
    };
    let mut wanted = ask::sync(&session.detail(app)?, choices)?;
    for (is_set, option) in [
        (args.replace, "Replace=true"),
        (args.server_side, "ServerSideApply=true"),
        (args.apply_out_of_sync_only, "ApplyOutOfSyncOnly=true"),
    ] {
        if is_set && !wanted.request.sync_options.iter().any(|own| own == option) {
            wanted.request.sync_options.push(option.to_owned());
        }
    }
    if let Some(limit) = args.retry_limit {
        let backoff = Backoff {
            duration: args.retry_backoff_duration.clone(),
            factor: Some(args.retry_backoff_factor),
            max_duration: args.retry_backoff_max_duration.clone(),
        };
        wanted.request.retry = Some(RetryStrategy { limit: Some(limit), backoff: Some(backoff), refresh: false });
    }
    carry_out(session, app, wanted, &way)
}

/// The resources that the choices mean; patterns are looked up among the application's.
fn chosen(session: &mut Headless, app: &AppKey, choices: &[Choice]) -> Result<Vec<SyncResource>, Problem> {
    if choices.iter().all(Choice::is_plain) {
        return Ok(choices.iter().map(|choice| choice.resource.clone()).collect());
    }
    let evaluation = judge(session, app, (false, false))?;
    let keys = evaluation.verdicts.rows.iter().filter(|row| row.hooks.is_empty() && includes(choices, &row.key)).map(|row| row.key.clone());
    let keys: Vec<ObjectKey> = keys.collect();
    if keys.is_empty() {
        let problem = Problem::error(ProblemKind::NotFound, format!("{app} has no resource that --resource chooses"));
        return Err(problem.hint("see: tiphys app resources"));
    }
    Ok(ask::resources(&keys))
}

/// How an operation is agreed to, how long it is waited for, and how it is told.
struct Way<'a> {
    agree: &'a Agree,
    timeout: u64,
    output: Output,
}

impl Way<'_> {
    /// Whether standard output is for a program.
    fn is_data(&self) -> bool {
        matches!(self.output, Output::Json | Output::Yaml)
    }
}

pub(super) fn rollback(session: &mut Headless, args: &RollbackArgs) -> Result<u8, Problem> {
    let app = session.app(&args.which.name, args.which.app_namespace.as_deref())?;
    if args.is_async {
        return Err(no_async(session));
    }
    if let Some(problem) = refusal(&session.state) {
        return Err(problem);
    }
    let id = match args.record.as_ref().or(args.revision.as_ref()) {
        Some(text) => record(session, &app, text)?,
        None => ask::last_good(&session.detail(&app)?, session.state.now.as_second())?,
    };
    let mut wanted = ask::rollback(&session.detail(&app)?, id)?;
    wanted.request.prune = args.prune;
    carry_out(session, &app, wanted, &Way { agree: &args.agree, timeout: args.timeout, output: args.output })
}

fn no_async(session: &Headless) -> Problem {
    let why = match session.state.plane.presence {
        Presence::Alive(_) => "an Argo CD controller drives here: use argocd",
        Presence::Absent | Presence::Unknown => "no controller runs here that would carry the operation out after this process ends",
    };
    Problem::error(ProblemKind::Forbidden, format!("--async is refused: {why}")).hint("leave --async out and wait")
}

/// The record that a text means; tags are read from Git.
fn record(session: &mut Headless, app: &AppKey, text: &str) -> Result<i64, Problem> {
    super::show::judge(session, app, (false, false))?;
    session.send(Command::History(app.clone()));
    let slot = Slot::Commits(app.clone());
    session.until(Some(PLAN), |state| (!state.is_busy(&slot)).then_some(()))?;
    let commits = session.state.shown.commits.values().filter_map(|commit| commit.as_ref().ok());
    let tags = commits.map(|commit| (commit.sha.clone(), commit.tags.clone())).collect();
    let detail = session.state.apps.get(app).and_then(App::read);
    let history = detail.map(|detail| detail.app.status.history.clone()).unwrap_or_default();
    records::find(&history, text, &tags).map(|record| record.id)
}

/// Asks for a plan and waits for it; none where nothing was made.
fn ask_plan(session: &mut Headless, app: &AppKey, wanted: PlanFor) -> Result<Option<Result<Arc<Plan>, Vec<Problem>>>, Problem> {
    session.send(Command::Interest(vec![app.clone()]));
    session.send(Command::Plan { app: app.clone(), wanted });
    let slot = Slot::Plan(app.clone());
    session.until(Some(PLAN), |state| (!state.is_busy(&slot)).then(|| state.plans.get(app).map(|planned| planned.plan.clone())))
}

/// The plan of a plain sync, made to be looked at; why there is none.
pub(super) fn planned(session: &mut Headless, app: &AppKey) -> Result<Arc<Plan>, Problem> {
    let wanted = ask::sync(&session.detail(app)?, Choices::default())?;
    match ask_plan(session, app, wanted)? {
        Some(Ok(plan)) => Ok(plan),
        Some(Err(problems)) => Err(problems.into_iter().next().unwrap_or_else(no_plan)),
        None => Err(no_plan()),
    }
}

fn no_plan() -> Problem {
    Problem::error(ProblemKind::Internal, "no plan was made")
}

fn carry_out(session: &mut Headless, app: &AppKey, wanted: PlanFor, way: &Way<'_>) -> Result<u8, Problem> {
    let plan = match ask_plan(session, app, wanted)? {
        Some(Ok(plan)) => plan,
        Some(Err(problems)) => {
            problems.iter().for_each(out::problem);
            return Ok(out::ERROR);
        }
        None => return Err(no_plan()),
    };
    show(&plan_page(session, app), way);
    if plan.is_refused() {
        return Ok(out::ERROR);
    }
    let production = session.state.environment(app).production && !plan.request.dry_run;
    if !plan.request.dry_run && !agreed(way.agree, &plan, production)? {
        out::note("nothing was changed");
        return Ok(out::ERROR);
    }
    let who = session.state.plane.identity.username.clone();
    session.send(Command::Start { app: app.clone(), authority: Authority::Confirmed { digest: plan.digest.clone(), who } });
    follow(session, app, way)
}

fn plan_page(session: &Headless, app: &AppKey) -> Page {
    view::page(&session.state, &Screen::Plan(app.clone()), &QuerySpec::default(), &BTreeSet::new(), ALL)
}

fn show(page: &Page, way: &Way<'_>) {
    if way.is_data() {
        out::page_aside(page);
    } else {
        out::page(page);
    }
}

/// Whether the plan may be carried out: by `--yes`, by its digest, or because somebody at the terminal says so.
fn agreed(agree: &Agree, plan: &Plan, production: bool) -> Result<bool, Problem> {
    if agree.plan.is_some() {
        if agree.names(&plan.digest) {
            return Ok(true);
        }
        return Err(Problem::error(ProblemKind::Conflict, "the plan is not the one with that digest: the world moved")
            .hint("read the plan above and give its digest"));
    }
    if agree.yes {
        return Ok(true);
    }
    ask_person(plan.digest.challenge(), production)
}

/// Asks at the terminal: four characters in production, `y` elsewhere.
pub(super) fn ask_person(challenge: &str, production: bool) -> Result<bool, Problem> {
    if !out::can_ask() {
        return Err(
            Problem::error(ProblemKind::Forbidden, "nobody can be asked here").hint("pass --yes, or --plan DIGEST with the digest shown")
        );
    }
    let (question, wanted) = if production {
        (format!("PRODUCTION: type the digest's first four characters ({challenge}) to go on:"), challenge)
    } else {
        ("go on? [y/N]".to_owned(), "y")
    };
    Ok(out::ask(&question).is_some_and(|answer| answer.eq_ignore_ascii_case(wanted)))
}

fn is_interrupted(session: &Headless, app: &AppKey) -> bool {
    session.state.apps.get(app).is_some_and(|app| app.row.running.is_some() && app.row.driver.is_some())
}

/// Takes up what another process left: same operation, same revisions; nothing that is done is done again.
fn resume(session: &mut Headless, app: &AppKey, way: &Way<'_>) -> Result<u8, Problem> {
    let agree = way.agree;
    out::note(&format!("{app} has an operation that its driver left behind: resuming it"));
    let production = session.state.environment(app).production;
    let who = session.state.plane.identity.username.clone();
    session.send(Command::Interest(vec![app.clone()]));
    let command = Command::Resume {
        app: app.clone(),
        authority: Authority::Confirmed { digest: crate::model::ids::Digest::new(""), who: who.clone() },
    };
    let digest = view::confirm::digest(&session.state, &command, app);
    let confirmed = agree.yes || agree.names(&digest) || ask_person(digest.challenge(), production)?;
    if !confirmed {
        out::note("nothing was changed");
        return Ok(out::ERROR);
    }
    session.send(Command::Resume { app: app.clone(), authority: Authority::Confirmed { digest, who } });
    follow(session, app, way)
}

/// Follows the operation that this process drives to its end; a timeout leaves it to nobody, so it is terminated first.
fn follow(session: &mut Headless, app: &AppKey, way: &Way<'_>) -> Result<u8, Problem> {
    let end = limit(way.timeout).map(|limit| Instant::now() + limit);
    let mut message = String::new();
    loop {
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        let last = message.clone();
        let seen = session.until(left, |state| {
            let Some(drive) = state.drives.get(app) else { return Some(None) };
            match &drive.stage {
                Stage::Over(end) => Some(Some(Err(end.clone()))),
                Stage::Planning | Stage::Guarding | Stage::Locking | Stage::Recording | Stage::Finishing => None,
                Stage::Running | Stage::Retrying(_) => {
                    Some(drive.progress.message.to_string()).filter(|text| !text.is_empty() && *text != last).map(|text| Some(Ok(text)))
                }
                Stage::Settling => Some("waiting for health".to_owned()).filter(|text| *text != last).map(|text| Some(Ok(text))),
            }
        });
        match seen {
            Ok(Some(Ok(text))) => {
                out::note(&crate::model::text::clean(&text));
                message = text;
            }
            Ok(Some(Err(end))) => return report(session, app, &end, way),
            Ok(None) => {
                session.news().iter().for_each(out::problem);
                return Ok(out::ERROR);
            }
            Err(problem) => {
                let who = session.state.plane.identity.username.clone();
                let digest = crate::model::ids::Digest::new("");
                session.send(Command::Terminate { app: app.clone(), authority: Authority::Confirmed { digest, who } });
                let _ = session.until(Some(Duration::from_secs(20)), |state| {
                    state.drives.get(app).is_none_or(crate::session::drive::Drive::is_over).then_some(())
                });
                return Err(problem);
            }
        }
    }
}

fn report(session: &mut Headless, app: &AppKey, end: &End, way: &Way<'_>) -> Result<u8, Problem> {
    let page = view::page(&session.state, &Screen::Operation(app.clone()), &QuerySpec::default(), &BTreeSet::new(), ALL);
    show(&page, way);
    session.news().iter().for_each(out::problem);
    if way.is_data() {
        super::show::print_app(session, app, way.output)?;
    }
    Ok(match end {
        End::Done(OperationPhase::Succeeded, health) if *health != Some(HealthStatus::Degraded) => 0,
        End::Done(..) | End::NotBegun(_) | End::Lost(_) => out::ERROR,
    })
}
