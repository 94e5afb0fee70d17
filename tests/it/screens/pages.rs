//! Pages made by hand, as `view` would make them of the demo fleet: what the painting tests show.

use tiphys::model::ids::{AppKey, ClusterId, GroupKind, ObjectKey};
use tiphys::tui::action::Action;
use tiphys::tui::frame::{CursorModel, FrameModel, Hint};
use tiphys::view::page::{Challenge, Column, Confirm, Cut, Fold, Header, Line, Page, Row, RowId, Span, Tone};
use tiphys::view::screen::Tab;

/// Text in tones: `"plain {bad:✖ Degraded} {dim:3m}"`.
pub(crate) fn line(text: &str) -> Line {
    let mut line = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}') else { break };
        if start > 0 {
            line.push(Span::plain(&rest[..start]));
        }
        let (tone, word) = rest[start + 1..start + end].split_once(':').expect("a tone and its text");
        line.push(Span::new(word, tone_of(tone)));
        rest = &rest[start + end + 1..];
    }
    if !rest.is_empty() {
        line.push(Span::plain(rest));
    }
    line
}

fn tone_of(name: &str) -> Tone {
    match name {
        "dim" => Tone::Dim,
        "title" => Tone::Title,
        "good" => Tone::Good,
        "warn" => Tone::Warn,
        "bad" => Tone::Bad,
        "info" => Tone::Info,
        "held" => Tone::Held,
        "unknown" => Tone::Unknown,
        "link" => Tone::Link,
        "prod" => Tone::Production,
        "add" => Tone::Added,
        "del" => Tone::Removed,
        "emph" => Tone::Emphasis,
        "key" => Tone::Key,
        "match" => Tone::Match,
        other => panic!("no tone {other}"),
    }
}

pub(crate) fn app(name: &str) -> AppKey {
    AppKey::new(ClusterId::new("sandbox"), "argocd", name)
}

pub(crate) fn object(kind: &str, name: &str) -> ObjectKey {
    let group = if kind == "Deployment" || kind == "ReplicaSet" { "apps" } else { "" };
    ObjectKey { cluster: ClusterId::new("sandbox"), namespace: "shop".into(), group_kind: GroupKind::new(group, kind), name: name.into() }
}

fn column(title: &'static str, min: u16, max: u16, drop: u8, cut: Cut) -> Column {
    Column { title, min, max, drop, cut }
}

fn hint(keys: &str, action: Action) -> Hint {
    Hint { keys: keys.into(), words: action.short(), action, is_able: true }
}

pub(crate) fn header(production: bool) -> Header {
    let words = if production {
        "sandbox {dim:·} in-cluster {dim:·} demo-operator {dim:·} Tiphys drives"
    } else {
        "{title:sandbox} {dim:· in-cluster · demo-operator · Tiphys drives}"
    };
    Header {
        left: line(words), right: line("15 apps  {bad:✖ 1}  {warn:◐ 1}  {warn:≠ 2}"), production, title: "tiphys sandbox".into()
    }
}

const APPS: [(&str, &str, &str, &str, &str, &str, &str, &str); 15] = [
    (
        "checkout-production",
        "production",
        "shop",
        "good:✓ Synced",
        "bad:✖ Degraded",
        "9f3c2a1",
        "4m",
        "bad:rollout stuck, last good 41c07de",
    ),
    ("payment-sim-api", "staging", "shop", "warn:≠ OutOfSync", "good:● Healthy", "c1d2e3f", "2h", "warn:sync waits: s"),
    ("reservation-worker", "development", "shop", "warn:◐ Syncing", "warn:◐ Progressing", "77aa010", "12s", ""),
    ("inventory-api", "staging", "shop", "warn:≠ OutOfSync", "good:● Healthy", "c1d2e3f", "3d", "warn:drift: replicas by hand"),
    ("nightly-report", "development", "batch", "good:✓ Synced", "info:‖ Suspended", "5e5e5e5", "9d", ""),
    ("ledger", "production", "shop", "held:■ HELD", "good:● Healthy", "41c07de", "1d", "held:held by ana: incident 812"),
    ("checkout-development", "development", "shop", "good:✓ Synced", "good:● Healthy", "9f3c2a1", "1h", ""),
    ("checkout-staging", "staging", "shop", "good:✓ Synced", "good:● Healthy", "9f3c2a1", "31m", ""),
    ("gateway-api", "production", "edge", "good:✓ Synced", "good:● Healthy", "0b1c2d3", "6d", ""),
    ("inventory-api-production", "production", "shop", "good:✓ Synced", "good:● Healthy", "c0ffee1", "6d", ""),
    ("ledger-development", "development", "shop", "good:✓ Synced", "good:● Healthy", "41c07de", "1d", ""),
    ("ledger-staging", "staging", "shop", "good:✓ Synced", "good:● Healthy", "41c07de", "1d", ""),
    ("platform-apps", "", "platform", "good:✓ Synced", "good:● Healthy", "abc1234", "12d", ""),
    ("reservation-api-with-a-rather-long-name-production", "production", "shop", "good:✓ Synced", "good:● Healthy", "1.14.2", "12d", ""),
    ("web", "development", "edge", "unknown:? Unknown", "unknown:? Unknown", "", "", "unknown:repository not reachable"),
];

pub(crate) fn applications() -> FrameModel {
    let cell = |text: &str| if text.is_empty() { Vec::new() } else { line(&format!("{{{text}}}")) };
    let rows: Vec<Row> = APPS
        .iter()
        .map(|(name, env, project, sync, health, rev, age, needs)| Row {
            id: RowId::App(app(name)),
            cells: vec![
                line(&format!("{{link:{name}}}")),
                if *env == "production" { line("{prod:production}") } else { line(&format!("{{dim:{env}}}")) },
                line(&format!("{{dim:{project}}}")),
                cell(sync),
                cell(health),
                line(&format!("{{dim:{rev}}}")),
                line(&format!("{{dim:{age}}}")),
                cell(needs),
            ],
            depth: 0,
            fold: None,
            is_problem: health.starts_with("bad"),
        })
        .collect();
    FrameModel {
        header: header(false),
        cursor: CursorModel { selected: Some(rows[0].id.clone()), ..CursorModel::default() },
        page: Page {
            crumbs: line("{title:Applications}"),
            columns: vec![
                column("NAME", 18, 40, 0, Cut::Middle),
                column("ENV", 4, 12, 3, Cut::End),
                column("PROJECT", 7, 20, 4, Cut::End),
                column("SYNC", 11, 11, 0, Cut::End),
                column("HEALTH", 13, 13, 0, Cut::End),
                column("REV", 7, 9, 1, Cut::End),
                column("AGE", 3, 4, 1, Cut::End),
                column("NEEDS", 12, 0, 0, Cut::End),
            ],
            total: rows.len(),
            rows,
            ..Page::default()
        },
        order: "worst first",
        hints: vec![
            hint("Enter", Action::Open),
            hint("s", Action::PlanSync),
            hint("R", Action::Rollback),
            hint("d", Action::Diff),
            hint("l", Action::Logs),
            hint("/", Action::Filter),
            hint("o", Action::SortWorst),
            hint(":", Action::Command),
            hint("?", Action::Help),
        ],
        ..FrameModel::default()
    }
}

fn text_rows(lines: &[&str]) -> Vec<Row> {
    lines.iter().enumerate().map(|(at, text)| Row::line(RowId::Line(at), line(text))).collect()
}

pub(crate) fn place(tab: Option<Tab>, crumbs: &str, facts: &[&str], rows: Vec<Row>, production: bool) -> FrameModel {
    FrameModel {
        header: header(production),
        tab,
        cursor: CursorModel { selected: rows.first().map(|row| row.id.clone()), ..CursorModel::default() },
        page: Page {
            crumbs: line(crumbs),
            facts: facts.iter().map(|fact| line(fact)).collect(),
            total: rows.len(),
            rows,
            ..Page::default()
        },
        hints: vec![
            hint("R", Action::Rollback),
            hint("d", Action::Diff),
            hint("p", Action::PreviousLogs),
            hint("l", Action::Logs),
            hint("[ ]", Action::NextTab),
            hint("?", Action::Help),
            hint("Esc", Action::Out),
        ],
        ..FrameModel::default()
    }
}

pub(crate) fn triage() -> FrameModel {
    let rows = text_rows(&[
        "{bad:✖ Degraded}  checkout-production {dim:for 4m}",
        "  {dim:└} {bad:✖} Deployment {link:checkout}  {dim:exceeded its progress deadline (60s): 1 of 3 updated}",
        "    {dim:└} {bad:✖} ReplicaSet {link:checkout-6d9f7c}  {dim:0 of 1 ready}",
        "      {dim:└} {bad:✖} Pod {link:checkout-6d9f7c-x2x8p}  {bad:CrashLoopBackOff}  {dim:restarted 5×, last 38s ago}",
        "        {dim:└} container {link:app}  {dim:exit code 1, image} shop/checkout:{emph:1.8.0-crash}",
        "",
        "{title:Last change}",
        "  9f3c2a1  {dim:4m ago by} ben {dim:· synced by} auto {dim:·} checkout: bump to 1.8.0",
        "  image    shop/checkout {del:1.7.3} {dim:→} {add:1.8.0-crash}",
        "",
        "{title:Way back}",
        "  {good:✓} #7 41c07de {dim:served 6d, Healthy when it settled, verdict by Tiphys}   {key:R Enter}",
        "  {dim:auto-sync is on: the rollback sets a hold on this application}",
        "",
        "{title:Last lines} {dim:of app, before it restarted}",
        "  {dim:12:01:07} config: DATABASE_URL is not set",
        "  {dim:12:01:07} panicked at src/main.rs:41: cannot start",
    ]);
    place(
        Some(Tab::Triage),
        "Applications{title:checkout-production}Triage",
        &["{bad:✖ Degraded}  {good:✓ Synced}  {dim:to} 9f3c2a1 {dim:· project} shop {dim:· auto-sync, self-heal · window} open"],
        rows,
        true,
    )
}

pub(crate) fn tree() -> FrameModel {
    let entries: [(&str, &str, u16, Option<Fold>, &str, &str, &str); 9] = [
        ("Deployment", "checkout", 0, Some(Fold::Open), "good:✓ Synced", "bad:✖ Degraded", "exceeded its progress deadline"),
        ("ReplicaSet", "checkout-6d9f7c", 1, Some(Fold::Open), "", "bad:✖ Degraded", "0 of 1 ready"),
        ("Pod", "checkout-6d9f7c-x2x8p", 2, None, "", "bad:✖ Degraded", "CrashLoopBackOff, restarted 5×"),
        ("ReplicaSet", "checkout-5b8c9d", 1, Some(Fold::Closed), "", "good:● Healthy", "2 of 2 ready"),
        ("Service", "checkout", 0, None, "good:✓ Synced", "good:● Healthy", ""),
        ("ConfigMap", "checkout-config-7k2m9", 0, None, "good:✓ Synced", "", ""),
        ("Secret", "checkout-db", 0, None, "good:✓ Synced", "", ""),
        ("Ingress", "checkout", 0, None, "good:✓ Synced", "warn:◐ Progressing", "no address yet"),
        ("HorizontalPodAutoscaler", "checkout", 0, None, "warn:≠ OutOfSync", "good:● Healthy", "minReplicas 2 → 4"),
    ];
    let cell = |text: &str| if text.is_empty() { Vec::new() } else { line(&format!("{{{text}}}")) };
    let rows: Vec<Row> = entries
        .iter()
        .map(|(kind, name, depth, fold, sync, health, message)| Row {
            id: RowId::Object(object(kind, name)),
            cells: vec![line(&format!("{{dim:{kind}}} {{link:{name}}}")), cell(sync), cell(health), line("{dim:4m}"), line(message)],
            depth: *depth,
            fold: *fold,
            is_problem: health.starts_with("bad"),
        })
        .collect();
    let mut frame = place(Some(Tab::Tree), "Applications{title:checkout-production}Tree", &[], rows, true);
    frame.page.columns = vec![
        column("RESOURCE", 24, 60, 0, Cut::Middle),
        column("SYNC", 11, 11, 0, Cut::End),
        column("HEALTH", 13, 13, 0, Cut::End),
        column("AGE", 3, 4, 1, Cut::End),
        column("MESSAGE", 10, 0, 2, Cut::End),
    ];
    frame
}

pub(crate) fn plan() -> FrameModel {
    let rows = text_rows(&[
        "{warn:▲ risk}   Deployment {link:payment-sim-api} {dim:restarts 3 Pods (template changes)}",
        "{warn:▲ risk}   Job {link:payment-migrate} {dim:is deleted and created again (hook)}",
        "",
        "{title:PreSync}",
        "  {dim:wave  0}  {info:hook}      Job {link:payment-migrate}  {dim:deleted before it is created again}",
        "{title:Sync}",
        "  {dim:wave -1}  {good:create}    ConfigMap {link:payment-sim-config-m4k2}",
        "  {dim:wave  0}  {dim:keep}      Service {link:payment-sim-api}",
        "  {dim:wave  0}  {warn:update}    Deployment {link:payment-sim-api}  {dim:image} {del:2.3.1} {dim:→} {add:2.4.0}",
        "  {dim:wave  1}  {warn:update}    HorizontalPodAutoscaler {link:payment-sim-api}  {dim:maxReplicas} {del:4} {dim:→} {add:6}",
        "  {dim:wave  2}  {good:create}    Ingress {link:payment-sim-api}",
        "{title:PostSync}",
        "  {dim:wave  0}  {info:hook}      Job {link:payment-smoke}",
        "{title:Not touched}",
        "  {dim:         would be pruned: ConfigMap} payment-sim-config-8f1c  {dim:prune was not asked for}",
    ]);
    place(
        None,
        "Applications{title:payment-sim-api}{title:Plan}",
        &[
            "{title:Sync to} c1d2e3f {dim:main · 4m ago by} ana {dim:·} payment: 2.4.0",
            "{dim:allowed by} project shop, no window {dim:· digest} p1:a1f3…  {dim:· 2 create, 2 update, 2 hooks, 1 kept}",
        ],
        rows,
        false,
    )
}

pub(crate) fn confirm() -> Confirm {
    Confirm {
        lines: vec![
            line("Roll back {link:checkout-production} to {title:#7 41c07de}"),
            line("{dim:on cluster} {prod:sandbox · in-cluster} {dim:namespace} shop"),
            line("{dim:2 update, 1 kept, nothing pruned · restarts 3 Pods}"),
            line("{held:HELD afterwards:} auto-sync stays off until {key:H} releases it"),
            line("{dim:as} demo-operator {dim:· digest} p1:a1f3c0…"),
        ],
        challenge: Challenge::Characters("a1f3".into()),
        production: true,
    }
}

pub(crate) fn diff() -> FrameModel {
    let rows = text_rows(&[
        "{title:Deployment checkout}  {dim:running 9f3c2a1 ↔ last good 41c07de}",
        "{key:spec.template.spec.containers[0].image}",
        "{del:- shop/checkout:}{emph:1.8.0-crash}",
        "{add:+ shop/checkout:}{emph:1.7.3}",
        "{key:spec.progressDeadlineSeconds}",
        "{del:- 60}",
        "{add:+ 600}",
        "",
        "{title:Secret checkout-db}  {dim:values masked}",
        "{key:data.password}",
        "{del:- ••••••••(1)}",
        "{add:+ ••••••••(2)}",
    ]);
    place(Some(Tab::Diff), "Applications{title:checkout-production}Diff", &[], rows, true)
}
