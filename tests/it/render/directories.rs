//! Directory sources: which files count, in which order, in which form; what is passed over and what is a problem.

use tiphys::engine::render::path::{Tool, render_path};
use tiphys::engine::tree::RepoPath;
use tiphys::model::application::DirectorySource;
use tiphys::model::problem::Problem;

use crate::support::answers::{Memory, solve};

fn config_map(name: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n")
}

/// Names in order, and the problems.
fn rendered(memory: &Memory, options: &DirectorySource) -> (Vec<String>, Vec<Problem>) {
    let tree = memory.commit("https://example.com/repo", &"0".repeat(40));
    let tool = Tool::Directory(options.clone());
    let path = RepoPath::new("app").expect("a path inside");
    let solved = solve(memory, |answers| render_path(&tree, &path, &tool, false, answers));
    (solved.value.objects.iter().map(|object| object.name().to_string()).collect(), solved.problems)
}

fn with(files: &[(&str, String)]) -> Memory {
    Memory::new(files.iter().map(|(path, text)| (*path, text.as_str())))
}

fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn files_count_by_their_ending_in_the_order_of_their_paths_and_folders_only_if_asked() {
    let names =
        ["b.yaml", "a.yml", "c.json", "d.txt", "e.YAML", "yaml", "f.yaml.bak", "sub/a.yaml", "sub/deep/x.yaml", "sub.yaml", ".hidden.yaml"];
    let texts = names.map(|name| {
        let own = name.replace(['/', '.'], "-").to_lowercase();
        let json = format!("{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"{own}\"}}}}");
        (format!("app/{name}"), if name.ends_with(".json") { json } else { config_map(&own) })
    });
    let memory = Memory::new(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let (flat, problems) = rendered(&memory, &DirectorySource::default());
    assert_eq!((flat.join(" "), told(&problems).len()), ("-hidden-yaml a-yml b-yaml c-json sub-yaml".to_owned(), 0));
    let (all, _) = rendered(&memory, &DirectorySource { recurse: true, ..DirectorySource::default() });
    assert_eq!(all.join(" "), "-hidden-yaml a-yml b-yaml c-json sub-a-yaml sub-deep-x-yaml sub-yaml");
}

#[test]
fn include_and_exclude_are_globs_without_separators_on_the_path_below_the_folder() {
    let names = ["a.yaml", "b.yaml", "env-usw2/a.yaml", "env-usw2/deep/c.yaml", "test/a.yaml"];
    let files: Vec<(String, String)> =
        names.iter().map(|name| (format!("app/{name}"), config_map(&name.replace(['/', '.'], "-")))).collect();
    let memory = Memory::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    for (include, exclude, want) in [
        ("", "", "a b env-usw2/a env-usw2/deep/c test/a"),
        ("*", "", "a b env-usw2/a env-usw2/deep/c test/a"),
        ("*.yaml", "", "a b env-usw2/a env-usw2/deep/c test/a"),
        ("?.yaml", "", "a b"),
        ("env-*", "", "env-usw2/a env-usw2/deep/c"),
        ("env-*/*", "test/*", "env-usw2/a env-usw2/deep/c"),
        ("{a.yaml,env-usw2/*}", "", "a env-usw2/a env-usw2/deep/c"),
        ("{a,b}.yaml", "", "a b"),
        ("[!a].yaml", "", "b"),
        ("**/a.yaml", "", "env-usw2/a test/a"),
        ("app/a.yaml", "", ""),
        ("", "*a.yaml", "b env-usw2/deep/c"),
        ("", "{test/*,env-*/deep/*}", "a b env-usw2/a"),
        ("a.yaml", "a.yaml", ""),
    ] {
        let options = DirectorySource { recurse: true, include: include.into(), exclude: exclude.into(), jsonnet: None };
        let (got, _) = rendered(&memory, &options);
        let want: Vec<String> = want.split_whitespace().map(|name| format!("{name}.yaml").replace(['/', '.'], "-")).collect();
        assert_eq!(got, want, "include {include:?} exclude {exclude:?}");
    }
    let malformed = DirectorySource { include: "[a".into(), ..DirectorySource::default() };
    let (got, problems) = rendered(&memory, &malformed);
    assert!(got.is_empty() && problems.len() == 1 && !problems[0].is_error(), "{problems:?}");
}

#[test]
fn what_is_no_manifest_is_passed_over_and_what_looks_like_one_is_not() {
    let memory = with(&[
        ("app/a.yaml", config_map("a")),
        ("app/marked.yaml", format!("# +argocd:skip-file-rendering\n{}", config_map("marked"))),
        ("app/values.yaml", "image: {tag: v1}\nreplicas: 2\n".to_owned()),
        ("app/template.yaml", "{{- if .Values.x }}\nfoo: bar\n{{- end }}\n".to_owned()),
        ("app/empty.yaml", "# nothing\n---\n\n---\n...\n".to_owned()),
    ]);
    let (got, problems) = rendered(&memory, &DirectorySource::default());
    assert_eq!((got, told(&problems)), (vec!["a".to_owned()], Vec::new()));

    let broken = with(&[
        ("app/a.yaml", config_map("a")),
        ("app/b.yaml", format!("{}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: b\n", config_map("b1"))),
        ("app/c.json", "{\"apiVersion\": \"v1\", \"kind\": }".to_owned()),
        ("app/d.jsonnet", "{}".to_owned()),
    ]);
    let (got, problems) = rendered(&broken, &DirectorySource::default());
    assert_eq!(got, ["a", "b1"]);
    let files: Vec<&str> =
        problems.iter().filter(|problem| problem.is_error()).filter_map(|problem| Some(&*problem.place.as_ref()?.file)).collect();
    assert_eq!(files, ["app/b.yaml", "app/c.json", "app/d.jsonnet"]);
    assert!(problems[2].cause.contains("not a Kubernetes object") && problems[2].hint.is_some());
}

#[test]
fn lists_streams_and_odd_texts_become_the_objects_that_they_hold() {
    let item = |name: &str| format!("{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}");
    let memory = with(&[
        ("app/a.yaml", format!("apiVersion: v1\nkind: List\nitems: [{}, {}]\n", item("l1"), item("l2"))),
        ("app/b.yaml", format!("\u{feff}{}\r\n---\r\n# only a comment\r\n---\r\n{}", config_map("bom").replace('\n', "\r\n"), config_map("second"))),
        ("app/c.json", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"j\"}}]}".to_owned()),
        ("app/d.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\nmetadata: {name: twice}\n".to_owned()),
    ]);
    let (got, problems) = rendered(&memory, &DirectorySource::default());
    assert_eq!(got, ["l1", "l2", "bom", "second", "j", "twice"]);
    let warned = told(&problems);
    assert!(warned.len() == 1 && warned[0].contains("lines 3 and 4"), "{warned:?}");
}
