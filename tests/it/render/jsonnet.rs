//! Jsonnet in directory sources: variables, imports and where they are looked for, what an answer means, what is wrong and where. The
//! programs run in the real worker.

use std::sync::Arc;

use tiphys::engine::reads::Footprint;
use tiphys::engine::render::jsonnet::scan;
use tiphys::engine::render::path::{Tool, render_path};
use tiphys::engine::render::{Context, Rendered, SourceAt, Sources, render};
use tiphys::engine::schema::Schema;
use tiphys::engine::step::Read;
use tiphys::engine::tree::RepoPath;
use tiphys::model::application::{DirectorySource, Source};
use tiphys::model::ids::Revision;
use tiphys::model::jsonnet::{JsonnetSource, JsonnetVar};
use tiphys::model::object::Object;
use tiphys::model::object::value::Value;
use tiphys::model::problem::{Problem, ProblemKind, Severity};
use tiphys::model::settings::Settings;

use crate::support::answers::{Memory, Repos, Solved, solve};

const REPO: &str = "https://git.example.com/shop.git";

/// A Jsonnet object whose data is an expression.
fn map(name: &str, data: &str) -> String {
    format!("{{ apiVersion: 'v1', kind: 'ConfigMap', metadata: {{ name: '{name}' }}, data: {data} }}")
}

fn variable(name: &str, value: &str, code: bool) -> JsonnetVar {
    JsonnetVar { name: name.to_owned(), value: value.to_owned(), code }
}

fn libs(libs: &[&str]) -> JsonnetSource {
    JsonnetSource { libs: libs.iter().map(|lib| (*lib).to_owned()).collect(), ..JsonnetSource::default() }
}

/// The folder `app` as an Application's source.
fn application(files: Memory, options: JsonnetSource, settings: Settings) -> Solved<Rendered> {
    let directory = DirectorySource { jsonnet: Some(options), ..DirectorySource::default() };
    let source = Source { repo_url: REPO.to_owned(), path: "app".to_owned(), directory: Some(directory), ..Source::default() };
    let context = Context {
        instance: "shop".into(),
        name: "shop".into(),
        project: "default".into(),
        namespace: "prod".into(),
        kube_version: "".into(),
        api_versions: Arc::from([]),
        traces: false,
        track: true,
        entropy: tiphys::engine::render::entropy::Entropy::preview(),
        settings: Arc::new(settings),
        schema: Arc::new(Schema::builtin()),
    };
    let sources = Sources { items: vec![SourceAt { revision: Revision::new("main"), source }] };
    let repos = Repos::default().with(REPO, "main", 'a', files);
    solve(&repos, |answers| render(&sources, &context, answers))
}

/// The same without an Application, as a commit and as a folder on disk: both tell the same.
fn folder(files: &Memory, options: &JsonnetSource) -> Solved<Rendered> {
    let tool = Tool::Directory(DirectorySource { jsonnet: Some(options.clone()), ..DirectorySource::default() });
    let path = RepoPath::new("app").expect("a path inside");
    let trees = [files.folder(), files.commit(REPO, &"0".repeat(40))];
    let [disk, commit] = trees.map(|tree| solve(files, |answers| render_path(&tree, &path, &tool, false, answers)));
    assert_eq!(told(&disk.problems), told(&commit.problems));
    assert_eq!(data(&disk), data(&commit));
    commit
}

fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// Each object's name and data.
fn data(solved: &Solved<Rendered>) -> Vec<String> {
    let one = |object: &Object| {
        let data = object.root().get("data").and_then(Value::as_map);
        let fields = data.map(|data| data.iter().map(|(key, value)| format!("{}={}", key.as_str(), value.as_str().unwrap_or("?"))));
        format!("{} {}", object.name(), fields.map(|fields| fields.collect::<Vec<_>>().join(" ")).unwrap_or_default())
    };
    solved.value.objects.iter().map(one).collect()
}

#[test]
fn variables_of_both_kinds_reach_the_file_with_the_application_s_own_replaced() {
    let text = format!(
        "function(ns, n=0) [{}, {}]",
        map("tla", "{ ns: ns, n: std.toString(n) }"),
        map("ext", "{ text: std.extVar('text'), code: std.extVar('code').a, both: std.extVar('both') }")
    );
    let files = || Memory::new([("app/a.jsonnet", text.as_str())]);
    let options = JsonnetSource {
        tlas: vec![variable("ns", "${ARGOCD_APP_NAMESPACE}-$$x", false), variable("n", "1 + 1", true)],
        ext_vars: vec![
            variable("text", "$ARGOCD_APP_NAME at $ARGOCD_APP_REVISION_SHORT", false),
            variable("code", "{ a: '$ARGOCD_APP_SOURCE_PATH' }", true),
            variable("both", "first", false),
            variable("both", "last", false),
            variable("unused", ")", true),
        ],
        ..JsonnetSource::default()
    };
    let solved = application(files(), options.clone(), Settings::default());
    assert_eq!(told(&solved.problems), Vec::<String>::new());
    assert_eq!(data(&solved), ["tla n=2 ns=prod-$x", "ext both=last code=app text=shop at aaaaaaa"]);
    let read_the_revision = |solved: &Solved<Rendered>| solved.reads.0.iter().any(|read| matches!(read, Read::Revision(_)));
    assert!(read_the_revision(&solved), "another commit has another answer");
    assert_eq!(solved.value.objects[0].namespace().as_ref(), "prod");

    // Without an application there is nothing to replace by.
    let plain = folder(&files(), &options);
    assert_eq!(data(&plain)[0], "tla n=2 ns=${ARGOCD_APP_NAMESPACE}-$$x");

    let fixed = JsonnetSource { tlas: vec![variable("ns", "x", false)], ..options };
    let fixed = JsonnetSource { ext_vars: fixed.ext_vars.into_iter().filter(|own| !own.value.contains('$')).collect(), ..fixed };
    let solved = application(Memory::new([("app/a.jsonnet", "function(ns) []")]), fixed, Settings::default());
    assert!(!read_the_revision(&solved) && told(&solved.problems).is_empty());
}

#[test]
fn imports_are_looked_for_beside_the_file_then_in_the_libraries_from_the_last_then_in_the_source() {
    let names = |from: &str, names: &[&str]| {
        let all: Vec<(String, String)> = names.iter().map(|name| (format!("{from}/{name}.libsonnet"), format!("'{from}'"))).collect();
        all
    };
    let all = [
        names("app", &["a", "b", "c", "d"]),
        names("one", &["a", "b", "c"]),
        names("two", &["a", "b"]),
        names("deep/lib", &["a"]),
        vec![
            (
                "deep/lib/main.libsonnet".to_owned(),
                "[import 'a.libsonnet', import 'b.libsonnet', import 'c.libsonnet', import 'd.libsonnet']".to_owned(),
            ),
            (
                "app/x.jsonnet".to_owned(),
                map("x", "{ v: std.join(' ', import '../deep/lib/main.libsonnet') + ' ' + std.extVar('e') + ' ' + import 'a.libsonnet' }"),
            ),
        ],
    ]
    .concat();
    let files = Memory::new(all.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let options = JsonnetSource { ext_vars: vec![variable("e", "import 'c.libsonnet'", true)], ..libs(&["one", "/two/"]) };
    let solved = folder(&files, &options);
    assert_eq!((told(&solved.problems), data(&solved)), (Vec::new(), vec!["x v=deep/lib two one app one app".to_owned()]));
    assert!(solved.rounds < 8, "{} rounds", solved.rounds);
}

#[test]
fn texts_and_bytes_are_imported_as_they_are() {
    let text = map("x", "{ t: importstr 'dir/é.txt', n: std.toString(importbin 'b.bin'), l: std.toString(std.length(importstr 'b.bin')) }");
    let files = Memory::new([("app/a.jsonnet", text.as_str()), ("app/dir/é.txt", "line\n\"é\"")]).with("app/b.bin", &[0, 255, 65]);
    let solved = folder(&files, &JsonnetSource::default());
    assert_eq!((told(&solved.problems), data(&solved)), (Vec::new(), vec!["x l=3 n=[0, 255, 65] t=line\n\"é\"".to_owned()]));
}

#[test]
fn an_answer_is_one_object_or_a_list_of_them() {
    let one = |text: &str| folder(&Memory::new([("app/a.jsonnet", text)]), &JsonnetSource::default());
    let objects = |text: &str| {
        let solved = one(text);
        (told(&solved.problems), data(&solved).join(",").replace(' ', ""))
    };
    let (a, b) = (map("a", "{}"), map("b", "{}"));
    let nothing = Vec::<String>::new;
    assert_eq!(objects(&a), (nothing(), "a".to_owned()));
    assert_eq!(objects(&format!("[{a}, null, {b}]")), (nothing(), "a,b".to_owned()));
    assert_eq!(objects(&format!("{{ apiVersion: 'v1', kind: 'List', items: [{b}, {a}] }}")), (nothing(), "b,a".to_owned()));
    assert_eq!(objects(&format!("[{{ apiVersion: 'v1', kind: 'List', items: [{b}] }}, {a}]")), (nothing(), "b,a".to_owned()));
    for text in ["null", "[]", "[null]", "{ apiVersion: 'v1', kind: 'List', items: null }"] {
        assert_eq!(objects(text), (nothing(), String::new()), "{text}");
    }
    for (text, cause) in [
        (format!("[[{a}]]"), "expected an object, found a list"),
        ("'text'".to_owned(), "expected an object, found a string"),
        ("1".to_owned(), "expected an object, found"),
        ("{ a: 1 }".to_owned(), "not a Kubernetes object"),
        ("{}".to_owned(), "not a Kubernetes object"),
    ] {
        let (problems, found) = objects(&text);
        assert!(problems.len() == 1 && problems[0].starts_with("app/a.jsonnet") && problems[0].contains(cause), "{text}: {problems:?}");
        assert_eq!(found, "", "{text}");
    }
    // Numbers as Go prints them: an integer beyond 2^53 is the float's exact value.
    let solved = one("{ apiVersion: 'v1', kind: 'X', metadata: { name: 'n' }, a: 1152921504606846977, b: 1e-7, c: 100, d: 0.1, e: -0.5 }");
    let yaml = tiphys::engine::render::output::kustomize_bytes(&solved.value.objects);
    assert!(yaml.starts_with("a: 1152921504606846976\napiVersion: v1\nb: 1e-07\nc: 100\nd: 0.1\ne: -0.5\n"), "{yaml}");
}

#[test]
fn only_jsonnet_files_that_are_meant_are_evaluated() {
    let (a, b) = (map("a", "{}"), map("b", "{}"));
    let marked = format!("// +argocd:skip-file-rendering\n{b}");
    let files = Memory::new([
        ("app/a.jsonnet", a.as_str()),
        ("app/lib.libsonnet", "error 'no manifest'"),
        ("app/marked.jsonnet", marked.as_str()),
        ("app/sub/b.jsonnet", b.as_str()),
        ("app/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"),
    ]);
    let rendered = |options: DirectorySource| {
        let tree = files.commit(REPO, &"0".repeat(40));
        let path = RepoPath::new("app").expect("a path inside");
        let solved = solve(&files, |answers| render_path(&tree, &path, &Tool::Directory(options.clone()), false, answers));
        assert_eq!(told(&solved.problems), Vec::<String>::new());
        solved.value.objects.iter().map(|object| object.name().to_string()).collect::<Vec<_>>().join(" ")
    };
    let all = || DirectorySource { recurse: true, ..DirectorySource::default() };
    assert_eq!(rendered(DirectorySource::default()), "a c");
    assert_eq!(rendered(all()), "a c b");
    assert_eq!(rendered(DirectorySource { exclude: "a.jsonnet".into(), ..all() }), "c b");
    assert_eq!(rendered(DirectorySource { include: "*.jsonnet".into(), ..all() }), "a b");
}

#[test]
fn where_jsonnet_is_switched_off_its_files_are_passed_over_and_that_is_said() {
    let files = Memory::new([("app/a.jsonnet", "error 'x'"), ("app/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")]);
    let off = Settings { disabled_tools: vec!["jsonnet".into()], ..Settings::default() };
    let solved = application(files, JsonnetSource::default(), off);
    assert_eq!(data(&solved), ["c "]);
    assert_eq!(told(&solved.problems), ["argocd-cm: data[\"jsonnet.enable\"]: Jsonnet is switched off: 1 of its files are passed over"]);
    assert_eq!(solved.problems[0].severity, Severity::Note);
}

#[test]
fn an_import_that_leads_nowhere_is_wrong_only_where_it_is_evaluated() {
    let text = "local unused = import 'nowhere.libsonnet';\nlocal lib = import 'lib/a.libsonnet';\nlib";
    let files = |inner: &str| Memory::new([("app/a.jsonnet", text), ("vendor/lib/a.libsonnet", inner), ("outer.libsonnet", "{}")]);
    let solved = folder(&files(&map("a", "{}")), &libs(&["vendor"]));
    assert_eq!((told(&solved.problems), data(&solved)), (Vec::new(), vec!["a ".to_owned()]));

    let failed = |inner: &str| {
        let solved = folder(&files(inner), &libs(&["vendor"]));
        assert_eq!((solved.problems.len(), data(&solved).len()), (1, 0), "{inner}: {:?}", solved.problems);
        solved.problems.into_iter().next().expect("one")
    };
    let problem = failed("\n\n  import 'none.libsonnet'");
    assert_eq!(
        problem.to_string(),
        "vendor/lib/a.libsonnet:3:3: RUNTIME ERROR: couldn't open import \"none.libsonnet\": no match locally or in the Jsonnet library \
         paths (tried vendor/lib/none.libsonnet, vendor/none.libsonnet, app/none.libsonnet) (in an import at app/a.jsonnet:2:13, in variable lib at app/a.jsonnet:3:1)"
    );
    assert!(problem.hint.as_ref().is_some_and(|hint| hint.contains("jsonnet.libs")));
    for (inner, cause) in [
        ("import '/etc/passwd'", "an absolute path leaves the repository"),
        ("importstr '../../../../etc/passwd'", "(leaves the repository)"),
        ("import '.'", "no match locally"),
        ("import ''", "no match locally"),
    ] {
        let problem = failed(inner);
        assert!(problem.to_string().starts_with("vendor/lib/a.libsonnet:1:1: RUNTIME ERROR: couldn't open import"), "{problem}");
        assert!(problem.cause.contains(cause), "{problem}");
    }
}

#[test]
fn links_are_followed_within_the_repository_and_never_out_of_it() {
    let text = map("a", "{ v: import 'inside.libsonnet', w: import 'folder/x.libsonnet' }");
    let files = || {
        Memory::new([("app/a.jsonnet", text.as_str()), ("lib/x.libsonnet", "'x'")])
            .link("app/inside.libsonnet", "../lib/x.libsonnet")
            .link("app/folder", "../lib")
    };
    let tool = Tool::Directory(DirectorySource::default());
    let path = RepoPath::new("app").expect("a path inside");
    let at = |files: &Memory| solve(files, |answers| render_path(&files.commit(REPO, &"0".repeat(40)), &path, &tool, false, answers));
    let solved = at(&files());
    assert_eq!((told(&solved.problems), data(&solved)), (Vec::new(), vec!["a v=x w=x".to_owned()]));
    for target in ["../../outside.libsonnet", "/etc/passwd"] {
        let told = told(&at(&files().link("app/inside.libsonnet", target)).problems);
        assert!(told.len() == 1 && told[0].starts_with("app/a.jsonnet:1:") && told[0].contains("leaves the repository"), "{told:?}");
    }
}

#[test]
fn libraries_outside_the_repository_are_refused() {
    let files = Memory::new([("app/a.jsonnet", "null")]);
    let solved = application(files, libs(&["vendor", "../elsewhere"]), Settings::default());
    assert_eq!(
        told(&solved.problems),
        ["Application: spec.source.directory.jsonnet.libs[1]: file '../elsewhere' resolved to outside repository root"]
    );
    assert_eq!(solved.problems[0].kind, ProblemKind::InvalidSpec);
}

#[test]
fn what_is_wrong_is_told_with_its_place_its_trace_and_a_next_step() {
    for (text, want, hint) in [
        ("{\n  a: é }", "app/a.jsonnet:2:6: Could not lex the character 'é'", "correct the file"),
        ("{\n  'é': x }", "app/a.jsonnet:2:8: Unknown variable: x", "correct the file"),
        ("{ a: }", "app/a.jsonnet:1:6: Unexpected: RightBrace", "correct the file"),
        ("{ a: 'x", "app/a.jsonnet:1:6: Unterminated String", "correct the file"),
        ("error 'boom'", "app/a.jsonnet:1:1: RUNTIME ERROR: boom", "correct the file"),
        (
            "(import 'x') + 'y'",
            "app/a.jsonnet:1:2: RUNTIME ERROR: couldn't open import \"x\": no match locally or in the Jsonnet library paths (tried app/x)",
            "jsonnet.libs",
        ),
        ("function(ns) {}", "app/a.jsonnet: RUNTIME ERROR: Missing argument: ns", "jsonnet.tlas"),
        ("std.extVar('e')", "app/a.jsonnet:1:1: RUNTIME ERROR: Undefined external variable: e", "jsonnet.extVars"),
        ("{}.b", "app/a.jsonnet:1:1: RUNTIME ERROR: Field does not exist: b", "correct the file"),
        ("local x = x; x", "app/a.jsonnet:1:11: RUNTIME ERROR: infinite recursion: a value needs itself", "correct the file"),
        ("{ a: function(x) x }", "app/a.jsonnet: RUNTIME ERROR: couldn't manifest function as JSON", "correct the file"),
    ] {
        let solved = folder(&Memory::new([("app/a.jsonnet", text)]), &JsonnetSource::default());
        let problems = told(&solved.problems);
        assert!(problems.len() == 1 && problems[0].starts_with(want), "{text}: {problems:?}");
        assert!(solved.problems[0].hint.as_ref().is_some_and(|own| own.contains(hint)), "{text}: {:?}", solved.problems[0].hint);
    }
    let files = Memory::new([
        ("app/a.jsonnet", "local lib = import 'lib.libsonnet';\n{ apiVersion: lib.outer('y') }"),
        ("app/lib.libsonnet", "local inner(x) = error 'boom ' + x;\n{ outer(x): inner(x) + 1 }"),
        ("app/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"),
    ]);
    let solved = folder(&files, &JsonnetSource::default());
    assert_eq!(data(&solved), ["b "], "the other files are shown all the same");
    assert_eq!(
        told(&solved.problems),
        ["app/lib.libsonnet:1:18: RUNTIME ERROR: boom y (in function inner at app/lib.libsonnet:2:13, in function <anonymous> at \
             app/a.jsonnet:2:15)"]
    );
    // A file that cannot be read as Jsonnet is told where it is, not where it is imported.
    let files = Memory::new([("app/a.jsonnet", "import 'lib.libsonnet'"), ("app/lib.libsonnet", "{\n")]);
    assert_eq!(told(&folder(&files, &JsonnetSource::default()).problems), ["app/lib.libsonnet:2:1: Unexpected: end of file"]);
    // Imports may go round in a circle; values may not.
    let circle = |a: &str| Memory::new([("app/a.jsonnet", a), ("app/b.libsonnet", "{ v: (import 'a.jsonnet').data.w }")]);
    let solved = folder(&circle(&map("a", "{ w: 'x', v: (import 'b.libsonnet').v }")), &JsonnetSource::default());
    assert_eq!((told(&solved.problems), data(&solved)), (Vec::new(), vec!["a v=x w=x".to_owned()]));
    let problems = told(&folder(&circle(&map("a", "{ w: (import 'b.libsonnet').v }")), &JsonnetSource::default()).problems);
    assert!(problems.len() == 1 && problems[0].contains("infinite recursion"), "{problems:?}");
}

#[test]
fn a_render_stands_while_all_that_it_looked_for_is_as_it_was() {
    let text = map("a", "{ v: import 'x.libsonnet' }");
    let files = || Memory::new([("app/a.jsonnet", text.as_str()), ("one/x.libsonnet", "'1'"), ("one/y.libsonnet", "'y'")]);
    let (before, options) = (files().commit(REPO, &"0".repeat(40)), libs(&["one", "two"]));
    let solved = folder(&files(), &options);
    assert_eq!(data(&solved), ["a v=1"]);
    let footprint = Footprint::new(&solved.reads, &before).expect("all of it stands in one commit");
    let holds = |files: Memory| footprint.at(&files.commit(REPO, &"1".repeat(40))).is_some();
    assert!(holds(files().with("one/y.libsonnet", b"'z'")), "nobody imports it");
    assert!(!holds(files().with("one/x.libsonnet", b"'2'")), "an imported file");
    assert!(!holds(files().with("two/x.libsonnet", b"'2'")), "one appears where it is looked for before");
    assert!(!holds(files().with("app/x.libsonnet", b"'2'")), "one appears beside the file");
}

mod properties {
    use proptest::prelude::*;
    use rsjsonnet_lang::arena::Arena;
    use rsjsonnet_lang::interner::StrInterner;
    use rsjsonnet_lang::lexer::Lexer;
    use rsjsonnet_lang::span::SpanManager;
    use rsjsonnet_lang::token::{STokenKind, TokenKind};

    use super::scan::{Named, imports};

    const PIECES: [&str; 36] = [
        "import",
        "importstr",
        "importbin",
        " ",
        "\n",
        "  ",
        "'a'",
        "\"b\"",
        "@'c''d'",
        "@\"e\"",
        "'\\u0041\\'\\n'",
        "'\\ud83d\\ude00'",
        "'\\q'",
        "|||\n  text\n|||",
        "|||-\n\t'x\n\t\n\tmore\n ||| ",
        "|||\n\n  a\n  |||\n|||",
        "|||",
        "|",
        "||",
        "// c '\n",
        "# c \"\n",
        "/* ' */",
        "/*/",
        "/",
        "+",
        "(",
        ")",
        "x",
        "_1",
        "12",
        "1_0.5e3",
        "é",
        "'",
        "\"",
        "\\",
        "|||\r\n  y\r\n\r\n|||",
    ];

    /// What the evaluator's own lexer finds, and whether it came to the end.
    fn lexed(text: &str) -> (Vec<Named>, bool) {
        let (arena, own, interner, mut spans) = (Arena::new(), Arena::new(), StrInterner::new(), SpanManager::new());
        let (context, _) = spans.insert_source_context(text.len());
        let mut lexer = Lexer::new(&arena, &own, &interner, &mut spans, context, text.as_bytes());
        let (mut found, mut keyword) = (Vec::new(), None);
        loop {
            let Ok(token) = lexer.next_token() else { return (found, false) };
            match token.kind {
                TokenKind::EndOfFile => return (found, true),
                TokenKind::Whitespace | TokenKind::Comment => {}
                TokenKind::Simple(kind @ (STokenKind::Import | STokenKind::Importstr | STokenKind::Importbin)) => keyword = Some(kind),
                TokenKind::String(literal) => match keyword.take() {
                    Some(STokenKind::Import) => found.push(Named::Code(literal.into())),
                    Some(_) => found.push(Named::Data(literal.into())),
                    None => {}
                },
                _ => keyword = None,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn imports_are_found_as_the_evaluator_s_lexer_finds_them(pieces in prop::collection::vec(0..PIECES.len(), 0..14)) {
            let text: String = pieces.iter().map(|index| PIECES[*index]).collect();
            let (found, whole) = lexed(&text);
            let ours = imports(text.as_bytes());
            if whole {
                prop_assert_eq!(ours, found, "{:?}", text);
            } else {
                prop_assert!(ours.starts_with(&found), "{:?}: {:?} {:?}", text, ours, found);
            }
        }
    }
}
