//! Ignore rules to choose from: what each says, what it would hide here and, said for all, elsewhere, who was not looked at, and whether
//! what is written would stay. It writes nothing and knows no key.

use std::sync::Arc;

use crate::engine::compare::ignore_reach::Reach;
use crate::engine::compare::ignore_rule;
use crate::engine::resources::tracking;
use crate::model::application::IgnoreDifference;
use crate::model::ids::AppKey;
use crate::session::apps::App;
use crate::session::command::DiffOf;
use crate::session::healer::{Healer, healer};
use crate::session::shown::{Hidden, Hiding, RuleReach};
use crate::session::sides::Which;
use crate::session::state::{Slot, State};

use super::content::Content;
use super::diff;
use super::header::crumbs;
use super::page::{Fold, Line, Row, RowId, Span, Tone};
use super::screen::Screen;
use super::words;

/// Differences of one rule that are shown in each of the two lists; more are counted.
const SHOWN: usize = 40;

/// Names of applications that were not looked at; more are counted.
const NAMED: usize = 3;

/// The rules that would hide the hunk under the cursor; none where the row is no hunk of a difference from what runs.
pub fn rules(state: &State, screen: &Screen, row: Option<&RowId>) -> Option<Arc<[IgnoreDifference]>> {
    is_of_live(state, screen).then_some(())?;
    let (object, hunk) = diff::hunk_at(state, screen, row)?;
    let rules = ignore_rule::proposals(&object.key, &hunk.path, hunk.live_set_by.as_ref().map(|by| &*by.manager));
    (!rules.is_empty()).then(|| rules.into())
}

/// Whether a screen shows the difference from what runs; a rule hides nothing of any other.
fn is_of_live(state: &State, screen: &Screen) -> bool {
    diff::shown(state, screen).is_some_and(|(_, of, _)| match &of {
        DiffOf::DesiredLive => true,
        DiffOf::Between(sides) => sides.left == Which::Live && !matches!(sides.right, Which::Cluster(_)),
        DiffOf::RunningLastGood | DiffOf::Record(_) => false,
    })
}

/// Why no rule can be made here.
pub(super) fn why_not(state: &State, screen: &Screen, row: Option<&RowId>) -> &'static str {
    if !is_of_live(state, screen) {
        return "a rule hides what differs from what runs: d shows that";
    }
    match diff::hunk_at(state, screen, row) {
        Some(_) => "an object that is missing or extra is no field: Prune=false or IgnoreExtraneous keep it",
        None => "select a field first: n leads to the next",
    }
}

/// The page.
pub(super) fn content(state: &State, app: &AppKey, rules: &[IgnoreDifference]) -> Content {
    let mut content = Content { crumbs: crumbs(app, "Ignore"), ..Content::default() };
    content.facts.push(vec![Span::fixed("Rules for spec.ignoreDifferences of ", Tone::Plain), Span::new(&app.name, Tone::Link)]);
    content.facts.extend(consequence(state, app));
    content.facts.extend(reverted(state, app));
    let shown = match state.shown.hiding.get(app) {
        Some(Ok(hiding)) if hiding.rules.iter().map(|own| &own.rule).eq(rules) => Some(hiding),
        Some(Err(problems)) => {
            problems.iter().for_each(|problem| content.notes.extend(words::problem(problem)));
            None
        }
        Some(Ok(_)) | None => {
            if state.is_busy(&Slot::WouldHide(app.clone())) {
                content.notes.push(vec![Span::fixed("looking what each would hide…", Tone::Info)]);
            }
            None
        }
    };
    for (index, rule) in rules.iter().enumerate() {
        let reach = shown.and_then(|hiding| hiding.rules.get(index));
        heading(&mut content, index, rule, reach);
        if let Some(reach) = reach {
            below(&mut content, &reach.here, "here");
            below(&mut content, &reach.elsewhere, "");
        }
    }
    if let Some(hiding) = shown {
        hiding.problems.iter().for_each(|problem| content.notes.extend(words::problem(problem)));
        content.notes.extend(looked_at(hiding));
    }
    content
}

fn heading(content: &mut Content, index: usize, rule: &IgnoreDifference, reach: Option<&RuleReach>) {
    let line = vec![Span::new(ignore_rule::says(rule), Tone::Key), Span::new(format!("  of {}", ignore_rule::of_what(rule)), Tone::Plain)];
    content.rows.push(Row { fold: Some(Fold::Open), is_problem: true, ..Row::line(RowId::Rule(index), line) });
    let Some(reach) = reach else { return };
    let sure = |all: &[Hidden]| all.iter().filter(|hidden| hidden.reach >= Reach::Part).count();
    let (here, elsewhere) = (sure(&reach.here), sure(&reach.elsewhere));
    let text = format!("hides {here} here, and {elsewhere} elsewhere if argocd-cm said it for all");
    let mut line = vec![Span::new(text, if here == 0 { Tone::Warn } else { Tone::Info })];
    let perhaps = reach.here.len() + reach.elsewhere.len() - here - elsewhere;
    if perhaps > 0 {
        line.push(Span::new(format!("; perhaps {perhaps} more"), Tone::Unknown));
    }
    content.rows.push(Row { depth: 1, ..Row::line(RowId::Line(content.rows.len()), line) });
}

fn below(content: &mut Content, hidden: &[Hidden], whose: &'static str) {
    for own in hidden.iter().take(SHOWN) {
        let app = if whose.is_empty() { &*own.app.name } else { whose };
        let how = match own.reach {
            Reach::All => Span::fixed("", Tone::Plain),
            Reach::Part => Span::fixed("  a part of it", Tone::Warn),
            Reach::Unknown => Span::fixed("  perhaps: only a comparison tells", Tone::Unknown),
            Reach::Nothing => Span::fixed("  not", Tone::Dim),
        };
        let line = vec![
            Span::new(format!("{app}  "), Tone::Dim),
            Span::new(own.key.to_string(), Tone::Link),
            Span::new(format!("  {}", own.path), Tone::Key),
            how,
        ];
        content.rows.push(Row { depth: 1, ..Row::line(RowId::Line(content.rows.len()), line) });
    }
    if hidden.len() > SHOWN {
        let line = vec![Span::new(format!("… and {} more", hidden.len() - SHOWN), Tone::Dim)];
        content.rows.push(Row { depth: 1, ..Row::line(RowId::Line(content.rows.len()), line) });
    }
}

/// Who was looked at, and who was not.
fn looked_at(hiding: &Hiding) -> Vec<Line> {
    let n = hiding.looked_at.len();
    let text = if n == 1 { "1 other application was looked at".to_owned() } else { format!("{n} other applications were looked at") };
    let mut lines = vec![vec![Span::new(text, Tone::Dim)]];
    if !hiding.not_looked_at.is_empty() {
        let names: Vec<&str> = hiding.not_looked_at.iter().take(NAMED).map(|app| &*app.name).collect();
        let more = hiding.not_looked_at.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let text = format!("! {} were not: {}{more}", hiding.not_looked_at.len(), names.join(", "));
        lines.push(vec![Span::new(text, Tone::Warn)]);
        lines.push(vec![Span::fixed("  → those that are marked in the list (Space, *) are", Tone::Dim)]);
    }
    lines
}

/// What a rule does to a sync.
fn consequence(state: &State, app: &AppKey) -> Vec<Line> {
    let detail = state.apps.get(app).and_then(App::read);
    let policy = detail.as_ref().and_then(|detail| detail.app.spec.sync_policy.as_ref());
    let respects = policy.is_some_and(|policy| policy.sync_options.iter().any(|option| option == "RespectIgnoreDifferences=true"));
    let dim = |text| vec![Span::fixed(text, Tone::Dim)];
    if respects {
        vec![dim("Hidden from the verdict, and left alone by a sync"), dim("(RespectIgnoreDifferences=true)")]
    } else {
        vec![
            dim("Hidden from the verdict only: a sync still writes the field,"),
            dim("unless RespectIgnoreDifferences=true is among the sync options"),
        ]
    }
}

/// Whether somebody would write the Application back, and what to do instead.
fn reverted(state: &State, app: &AppKey) -> Vec<Line> {
    let detail = || state.apps.get(app).and_then(App::read);
    let (why, instead) = match healer(state, app) {
        Some(Healer::Generator(name)) => (format!("ApplicationSet {name} writes the Application"), "put the rule into its template"),
        Some(Healer::SelfHealing(parent)) => (format!("{} heals the Application from Git", parent.name), "commit the rule there"),
        Some(Healer::Automatic(parent)) => {
            (format!("{} deploys the Application with its next commit", parent.name), "commit the rule there")
        }
        None => match detail().and_then(|detail| tracking::instance_of(&detail.object, &state.plane.settings)) {
            Some(parent) => (format!("the next sync of {parent}, which deploys the Application, takes it away"), "commit the rule there"),
            None => return Vec::new(),
        },
    };
    vec![vec![Span::new(format!("! it will not stay: {why}"), Tone::Warn)], vec![Span::new(format!("  → {instead}"), Tone::Dim)]]
}

/// What a confirm of a rule shows: the rule as it will stand there, and what becomes of it.
pub(super) fn to_confirm(state: &State, app: &AppKey, rule: &IgnoreDifference) -> Vec<Line> {
    let mut lines = vec![vec![Span::fixed("Add to spec.ignoreDifferences", Tone::Title)]];
    lines.extend(yaml(rule).into_iter().map(|line| vec![Span::new(format!("  {line}"), Tone::Added)]));
    lines.extend(consequence(state, app));
    lines.extend(reverted(state, app));
    lines
}

/// The entry of the list alone.
fn yaml(rule: &IgnoreDifference) -> Vec<String> {
    let text = ignore_rule::for_git(rule).unwrap_or_default();
    text.lines().skip(2).map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned()).collect()
}

/// A rule as text: for Git, and the key of argocd-cm that says the same for all.
pub fn text(rule: &IgnoreDifference) -> String {
    let (key, value) = ignore_rule::for_all(rule).unwrap_or_default();
    let value: String = value.lines().map(|line| format!("#     {line}\n")).collect();
    let git = ignore_rule::for_git(rule).unwrap_or_default();
    format!("{git}# The same for every application, in the ConfigMap argocd-cm:\n#   {key}: |\n{value}")
}
