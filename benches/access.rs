//! Access: a list of ten thousand applications filtered by `get`, with three hundred policy lines. `cargo bench --bench access`
#![allow(clippy::expect_used, reason = "a bench that cannot measure fails")]

mod support;

use std::process::ExitCode;
use std::time::Instant;

use support::budget::{Budgets, millis, note, percentile};
use tiphys::engine::access::rbac::{Rbac, Who, builtin};

fn main() -> ExitCode {
    let mut budgets = Budgets::default();
    let objects: Vec<String> = (0..10_000).map(|n| format!("team-{}/app-{n}", n % 100)).collect();
    // The worst case: every line is about the person who asks, and no line before the last can answer for most objects.
    let mine = |n: usize| format!("p, role:dev, applications, get, team-{}/app-{n}*, allow", n % 100);
    // The usual one: a role a team, and a few of them the person's.
    let teams = |n: usize| format!("p, role:team-{n}, applications, get, team-{n}/*, allow");
    for (what, lines, roles) in [
        ("all lines of one role", (0..300).map(mine).collect::<Vec<_>>(), vec!["role:dev".to_owned()]),
        ("a role a team", (0..300).map(teams).collect(), (0..5).map(|n| format!("role:team-{n}")).collect()),
    ] {
        let grants: Vec<String> = roles.iter().map(|role| format!("g, dana, {role}")).collect();
        let policy = [lines, grants].concat().join("\n");
        let builtin = builtin::policy();
        let rbac = Rbac::new([(builtin::FILE, builtin.as_str()), ("policy.csv", policy.as_str())], "glob", "");
        let mut times = Vec::new();
        let mut n_seen = 0;
        for _ in 0..30 {
            let began = Instant::now();
            let filter = rbac.filter(Who { subject: "dana", groups: &[] }, "applications", "get");
            n_seen = objects.iter().filter(|object| filter.allows(object)).count();
            times.push(millis(began.elapsed()));
        }
        note(&format!("seen of {} with 300 policy lines, {what}", objects.len()), &n_seen.to_string());
        budgets.under(&format!("{} applications filtered, {what} (median of 30)", objects.len()), 10.0, percentile(&mut times, 0.5), "ms");
    }
    budgets.finish()
}
