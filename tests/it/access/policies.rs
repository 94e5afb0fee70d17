//! Policies: two thousand generated questions that Argo CD's library answers too, the laws that hold of every policy, and what is said of
//! a bad one.

use proptest::prelude::*;
use serde_json::{Value, json};
use tiphys::engine::access::Verdict;
use tiphys::engine::access::rbac::{Project, Rbac, Request, Who, builtin, policy, validate};
use tiphys::model::problem::Problem;
use tiphys::model::project::ProjectRole;

use crate::compare::oracle::{Dice, oracle, theirs};

/// Questions asked of both.
const QUESTIONS: u64 = 2_000;

fn pick<'a>(dice: &mut Dice, of: &[&'a str]) -> &'a str {
    of[dice.roll(of.len())]
}

const SUBJECTS: [&str; 8] = ["alice", "bob", "admin", "role:readonly", "role:ops", "role:dev", "org:team", "proj:shop:ci"];
const RESOURCES: [&str; 9] =
    ["applications", "projects", "logs", "*", "appl*", "\"{applications,logs}\"", "[a-l]*", "application?", "exec"];
const ACTIONS: [&str; 9] =
    ["get", "sync", "*", "action/*", "update/*", "update", "\"{get,sync}\"", "s?nc", "action/apps/Deployment/restart"];
const OBJECTS: [&str; 9] = ["*/*", "shop/*", "shop/web", "*", "sh?p/*", "shop/{web,api}", "*/web", "[!b]*/*", "shop/argocd/web"];
const REGEXES: [&str; 7] = ["^app.*$", "get|sync", ".*", "shop/.+", "^shop/web$", "applications", "a{2}"];

/// A policy line; now and then one that nobody should write.
fn line(dice: &mut Dice, regex: bool) -> String {
    if dice.roll(4) == 0 {
        return format!("g, {}, {}", pick(dice, &SUBJECTS), pick(dice, &SUBJECTS));
    }
    let odd = dice.roll(150);
    if odd < 6 {
        let all =
            ["p, alice, applications, get, */*", "# p, alice, *, *, *, allow", "g, alice", "x, y, z", "p, \"bob\", *, *, \"*\", allow", ""];
        return all[odd].to_owned();
    }
    let part = |dice: &mut Dice, globs: &[&'static str]| match (dice.roll(2), regex) {
        (0, true) => ".*",
        (0, false) => "*",
        (_, true) => pick(dice, &REGEXES),
        (_, false) => pick(dice, globs),
    };
    let effect = ["allow", "allow", "allow", "deny", "Allow"][dice.roll(5)];
    let subject = pick(dice, &SUBJECTS);
    let (resource, action, object) = (part(dice, &RESOURCES), part(dice, &ACTIONS), part(dice, &OBJECTS));
    if regex && odd == 7 {
        return format!("p, {subject}, (, {action}, {object}, {effect}");
    }
    format!("p, {subject}, {resource}, {action}, \"{object}\", {effect}")
}

fn question(id: u64) -> Value {
    let mut dice = Dice::new(id);
    let regex = dice.roll(5) == 0;
    let lines: Vec<String> = (0..dice.roll(16)).map(|_| line(&mut dice, regex)).collect();
    let default = ["", "", "role:readonly", "role:ops"][dice.roll(4)];
    let builtin = if dice.roll(3) == 0 { builtin::policy() } else { String::new() };
    let plain = |dice: &mut Dice, of: &[&'static str]| {
        let named: Vec<&str> = of.iter().copied().filter(|text| !text.contains(['*', '?', '[', '{', '"'])).collect();
        named[dice.roll(named.len())]
    };
    let rvals = [plain(&mut dice, &RESOURCES), plain(&mut dice, &ACTIONS), plain(&mut dice, &OBJECTS)];
    json!({
        "id": id.to_string(), "op": "rbac", "policy": lines.join("\n"), "builtin": builtin, "default": default,
        "matchMode": if regex { "regex" } else { "glob" }, "subject": pick(&mut dice, &SUBJECTS), "groups": [], "rvals": rvals,
    })
}

fn decided(question: &Value) -> (Rbac, Verdict) {
    let text = |field: &str| question[field].as_str().expect("a text");
    let rbac = Rbac::new([(builtin::FILE, text("builtin")), ("policy.csv", text("policy"))], text("matchMode"), text("default"));
    let part = |index: usize| question["rvals"][index].as_str().expect("a text");
    let request = Request { resource: part(0), action: part(1), object: part(2) };
    let verdict = rbac.can(Who { subject: text("subject"), groups: &[] }, request, None);
    (rbac, verdict)
}

#[test]
fn generated_questions_are_answered_as_argo_cd_answers_them() {
    let Some(program) = oracle() else { return };
    let questions: Vec<Value> = (1..=QUESTIONS).map(question).collect();
    let answers = theirs(&program, &questions);
    assert_eq!(answers.len(), questions.len());
    let (mut wrong, mut allowed) = (Vec::new(), 0);
    for (question, answer) in questions.iter().zip(&answers) {
        let (rbac, verdict) = decided(question);
        let is_equal = match answer["got"].as_bool() {
            Some(wanted) => verdict.allowed == wanted && rbac.problem().is_none(),
            // A policy that it cannot load: then nothing is allowed.
            None => rbac.problem().is_some() && !verdict.allowed,
        };
        allowed += usize::from(verdict.allowed);
        if !is_equal {
            wrong.push(format!("ours {verdict:?}, theirs {answer} for {question}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    assert!((200..1_800).contains(&allowed), "{allowed} of {QUESTIONS} are allowed: the questions ask too little");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// A deny, wherever it is put, never allows what was refused before.
    #[test]
    fn adding_a_deny_never_allows_more(seed in 1_u64..1_000_000, at in 0_usize..10) {
        let question = question(seed);
        let (_, before) = decided(&question);
        let mut dice = Dice::new(seed ^ 0xD);
        let mut lines: Vec<String> = question["policy"].as_str().unwrap_or_default().lines().map(str::to_owned).collect();
        let deny = format!("p, {}, {}, {}, {}, deny", pick(&mut dice, &SUBJECTS), pick(&mut dice, &RESOURCES), pick(&mut dice, &ACTIONS), pick(&mut dice, &OBJECTS));
        lines.insert(at.min(lines.len()), deny);
        let mut more = question.clone();
        more["policy"] = json!(lines.join("\n"));
        let (_, after) = decided(&more);
        prop_assert!(before.allowed || !after.allowed, "{more}: {after:?}");
    }

    /// The filter of a list and the single question agree.
    #[test]
    fn lists_are_filtered_as_each_object_is_decided(seed in 1_u64..1_000_000) {
        let question = question(seed);
        let (rbac, verdict) = decided(&question);
        let part = |index: usize| question["rvals"][index].as_str().unwrap_or_default();
        let who = Who { subject: question["subject"].as_str().unwrap_or_default(), groups: &[] };
        prop_assert_eq!(rbac.filter(who, part(0), part(1)).allows(part(2)), verdict.allowed, "{}", question);
    }

    /// Whatever is allowed names the line that allows it, where it stands.
    #[test]
    fn what_is_allowed_names_its_line(seed in 1_u64..1_000_000) {
        let (_, verdict) = decided(&question(seed));
        prop_assert!(!verdict.allowed || verdict.place.as_ref().is_some_and(|place| place.line.is_some()), "{:?}", verdict);
    }
}

fn rbac(policy: &str, mode: &str) -> Rbac {
    Rbac::new([("policy.csv", policy)], mode, "")
}

fn ask(rbac: &Rbac, subject: &str) -> Verdict {
    let request = Request { resource: "applications", action: "sync", object: "shop/web" };
    rbac.can(Who { subject, groups: &[] }, request, None)
}

#[test]
fn a_line_with_five_fields_refuses_everybody_and_is_named() {
    let policy = "p, alice, applications, sync, shop/*, allow\np, bob, applications, get, */*\n";
    let verdict = ask(&rbac(policy, "glob"), "alice");
    assert!(!verdict.allowed);
    assert_eq!(verdict.place.map(|place| place.to_string()), Some("policy.csv:2".into()));
    assert!(verdict.rule.contains("a p line has 6 fields, this one has 5"), "{}", verdict.rule);
    let problems = validate::validate(policy::lines("policy.csv", policy), "glob");
    assert_eq!(problems.iter().filter(|problem| problem.is_error()).count(), 1);
}

#[test]
fn cyclic_roles_end_and_are_named() {
    let policy = "g, alice, role:a\ng, role:a, role:b\ng, role:b, role:a\np, role:b, applications, sync, */*, allow\n";
    let verdict = ask(&rbac(policy, "glob"), "alice");
    assert!(verdict.allowed && verdict.rule.contains("alice has role:b"), "{verdict:?}");
    let problems: Vec<String> = validate::validate(policy::lines("policy.csv", policy), "glob").iter().map(ToString::to_string).collect();
    assert!(problems.iter().any(|problem| problem.contains("role:a has itself as a role")), "{problems:?}");
}

#[test]
fn a_bomb_of_a_regular_expression_is_refused_with_its_line_and_nothing_is_allowed() {
    let bomb = format!("p, alice, applications, sync, {}, allow\n", "(a{1000}){1000}");
    let began = std::time::Instant::now();
    let verdict = ask(&rbac(&bomb, "regex"), "alice");
    assert!(!verdict.allowed && verdict.place.is_some_and(|place| place.line == Some(1)), "{}", verdict.rule);
    let long = "a".repeat(100_000);
    let rbac = rbac("p, alice, applications, sync, (a*)*b, allow\n", "regex");
    let request = Request { resource: "applications", action: "sync", object: &long };
    assert!(!rbac.can(Who { subject: "alice", groups: &[] }, request, None).allowed);
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn a_broken_expression_refuses_in_lists_too_whatever_its_line_would_do() {
    for line in
        ["p, alice, (, sync, shop/web, Allow", "p, alice, applications, (, shop/web, deny", "p, alice, applications, sync, (, Allow"]
    {
        let rbac = rbac(&format!("p, alice, .*, .*, .*, allow\n{line}\n"), "regex");
        assert!(!ask(&rbac, "alice").allowed, "{line}");
        assert!(!rbac.filter(Who { subject: "alice", groups: &[] }, "applications", "sync").allows("shop/web"), "{line}");
    }
}

#[test]
fn a_policy_that_cannot_be_loaded_allows_nothing_and_names_its_line() {
    let verdict = ask(&rbac("p, alice, applications, sync, */*, allow\nthis is no policy\n", "glob"), "alice");
    assert!(!verdict.allowed && verdict.rule.contains("cannot be read"), "{verdict:?}");
    assert_eq!(verdict.place.and_then(|place| place.line), Some(2));
}

#[test]
fn validation_says_what_surely_was_not_meant() {
    let policy = "p, alice , applications, get, */*, allow\np, bob, aplications, get, */*, allow\np, bob, applications, snyc, */*, alow\np, bob, applications, get, [a, allow\n";
    let said: Vec<String> = validate::validate(policy::lines("policy.csv", policy), "glob")
        .iter()
        .map(|problem: &Problem| format!("{problem} {}", problem.hint.as_deref().unwrap_or_default()))
        .collect();
    for (line, part) in [
        (1, "ends with a space"),
        (2, "did you mean applications"),
        (3, "did you mean sync"),
        (3, "neither allow nor deny"),
        (4, "cannot be read"),
    ] {
        let place = format!("policy.csv:{line}:");
        assert!(said.iter().any(|text| text.starts_with(&place) && text.contains(part)), "{line} {part}: {said:#?}");
    }
    assert!(validate::validate(policy::lines(builtin::FILE, &builtin::policy()), "glob").is_empty(), "the built-in policy is clean");
}

#[test]
fn a_project_gives_its_roles_to_groups_and_tokens_and_a_bad_one_counts_for_nothing() {
    let base =
        Rbac::new([(builtin::FILE, builtin::policy().as_str()), ("policy.csv", "p, mallory, applications, *, shop/*, deny")], "", "");
    let role = |policies: &[&str]| ProjectRole {
        name: "ci".into(),
        policies: policies.iter().map(|line| (*line).to_owned()).collect(),
        groups: vec!["org:team".into()],
        ..ProjectRole::default()
    };
    let good = [role(&["p, proj:shop:ci, applications, sync, shop/*, allow"])];
    let request = Request { resource: "applications", action: "sync", object: "shop/web" };
    let groups = ["org:team".into()];
    let project = |roles| Some(Project { name: "shop", roles });
    let by_group = base.can(Who { subject: "dana", groups: &groups }, request, project(&good));
    assert!(by_group.allowed, "{by_group:?}");
    assert_eq!(by_group.place.map(|place| place.to_string()), Some("AppProject shop: spec.roles[0].policies[0]".into()));
    assert!(base.can(Who { subject: "proj:shop:ci", groups: &[] }, request, project(&good)).allowed);
    assert!(!base.can(Who { subject: "proj:other:ci", groups: &[] }, request, project(&good)).allowed, "another project's token");
    assert!(base.can(Who { subject: "admin", groups: &[] }, request, project(&good)).allowed);
    let bad = [role(&["p, proj:shop:ci, applications, sync, shop/*, allow", "nonsense"])];
    let refused = base.can(Who { subject: "dana", groups: &groups }, request, project(&bad));
    assert!(!refused.allowed && refused.rule.contains("do not count"), "{refused:?}");
    assert!(base.can(Who { subject: "admin", groups: &[] }, request, project(&bad)).allowed, "the control plane's own policy still counts");
}
