//! Jsonnet that wants too much, never ends or is no Jsonnet: each is a problem of its file, in time, and the worker is gone.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tiphys::engine::judge::Judgement;
use tiphys::engine::render::path::{Tool, render_path};
use tiphys::engine::step::{Answers, Need, Step};
use tiphys::engine::tree::RepoPath;
use tiphys::model::application::DirectorySource;
use tiphys::model::problem::{Problem, ProblemKind};
use tiphys::runtime::worker::KILLED;
use tiphys::runtime::world::Limits;

use crate::support::answers::{Memory, World, judged, solve};

fn render(files: &Memory, answers: &Answers) -> Step<tiphys::engine::render::Rendered> {
    let tree = files.commit("https://git.example.com/shop.git", &"0".repeat(40));
    render_path(&tree, &RepoPath::new("app").expect("a path inside"), &Tool::Directory(DirectorySource::default()), false, answers)
}

/// The only problem of a file.
#[track_caller]
fn problem(text: &[u8]) -> Problem {
    let files = Memory::default().with("app/a.jsonnet", text);
    let mut problems = solve(&files, |answers| render(&files, answers)).problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

/// What a text is asked as.
fn need(text: &str) -> Need {
    let files = Memory::new([("app/a.jsonnet", text)]);
    let mut answers = Answers::default();
    loop {
        let Step::Needs(needs) = render(&files, &answers) else { panic!("nothing is asked") };
        for need in needs {
            if matches!(need, Need::Judge(_)) {
                return need;
            }
            let answer = files.answer(&need);
            answers.put(need, answer);
        }
    }
}

#[test]
fn a_program_without_an_end_is_stopped_at_the_deadline() {
    let need = need("local f(x) = if x == 0 then 0 else f(x - 1) tailstrict; f(1e15)");
    let (began, killed) = (Instant::now(), KILLED.load(Ordering::Relaxed));
    let limits = Limits { judge: Duration::from_millis(500), ..Limits::default() };
    let problem = judged(&need, &limits).expect_err("it has no answer");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(KILLED.load(Ordering::Relaxed) > killed, "its process is gone");
    assert_eq!(
        (problem.to_string().as_str(), problem.kind),
        ("app/a.jsonnet: did not end within 0.5 s and was stopped", ProblemKind::Limit)
    );
}

#[test]
fn memory_has_an_end() {
    for text in ["{ a: std.length(std.repeat('x', 1000000000) + std.repeat('y', 1000000000)) }", "std.makeArray(2000000000, function(i) i)"]
    {
        let problem = problem(text.as_bytes());
        assert_eq!((problem.kind, &*problem.cause), (ProblemKind::Limit, "took more than 1024 MiB of memory and was stopped"));
        assert_eq!(problem.place.map(|place| place.file), Some("app/a.jsonnet".into()));
    }
}

#[test]
fn calls_and_answers_have_an_end() {
    let problem = problem(b"local f(x) = f(x + 1) + 1;\nf(0)");
    assert_eq!(problem.kind, ProblemKind::Limit);
    let told = problem.to_string();
    assert!(told.starts_with("app/a.jsonnet:1:14: RUNTIME ERROR: max stack frames exceeded.") && told.len() < 1000, "{told}");
    let problem = self::problem(b"[std.repeat('x', 40 * 1024 * 1024)]");
    assert_eq!(problem.to_string(), "app/a.jsonnet: evaluates to more than 32 MiB");
    let problem = self::problem(b"error std.repeat('x', 40 * 1024 * 1024)");
    assert!(problem.cause.len() < 5000, "{}", problem.cause.len());
}

#[test]
fn deep_nesting_is_a_problem_of_the_file() {
    for (open, middle, close) in
        [("[", "", "]"), ("(", "1", ")"), ("{a:", "1", "}"), ("[", "", ""), ("local a = ", "1", "; a"), ("if true then ", "1", "")]
    {
        let text = format!("{}{middle}{}", open.repeat(20_000), close.repeat(20_000));
        let problem = problem(text.as_bytes());
        assert_eq!(problem.place.as_ref().map(|place| &*place.file), Some("app/a.jsonnet"), "{open}: {problem}");
        assert_ne!(problem.kind, ProblemKind::Internal, "{open}: {problem}");
    }
}

#[test]
fn what_is_no_jsonnet_is_told_with_its_place() {
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(problem(&all.repeat(1000)).to_string(), "app/a.jsonnet:1:1: Could not lex the character '\\0'");
    assert!(problem(b"\xff\xfe{}").to_string().starts_with("app/a.jsonnet:1:1: Could not lex"));
    assert_eq!(problem(b"").to_string(), "app/a.jsonnet:1:1: Unexpected: end of file");
    let large = format!("'{}' + x", "y".repeat(16 << 20));
    assert!(problem(large.as_bytes()).to_string().ends_with("Unknown variable: x"));
}

#[test]
fn too_many_imports_are_a_problem_of_the_file() {
    let text: String = (0..200_001).map(|index| format!("import '{index}';")).collect();
    let problem = problem(text.as_bytes());
    assert_eq!((problem.kind, problem.to_string().starts_with("app/a.jsonnet: imports more than")), (ProblemKind::Limit, true));
}

#[test]
fn a_need_says_nothing_of_its_input() {
    let Need::Judge(judgement) = need("error 'secret'") else { panic!("a program") };
    let judgement: Arc<Judgement> = judgement;
    assert_eq!(format!("{judgement:?}"), "judgement of app/a.jsonnet");
}
