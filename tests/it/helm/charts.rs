//! What a folder's files are to a chart, and what makes it none.

use tiphys::engine::render::helm::described::described;
use tiphys::engine::render::helm::{checks, folder};
use tiphys::engine::step::Asking;
use tiphys::engine::tree::{Files, RepoPath, Tree};

use super::{chart, json};
use crate::support::answers::{Memory, solve};

const META: &str = "apiVersion: v2\nname: shop\nversion: 1.2.3\n";

/// The names of a chart's files in the folder `chart`, or what is wrong.
fn read(files: &Memory, tree: std::sync::Arc<Tree>) -> Result<Vec<String>, String> {
    let root = RepoPath::new("chart").expect("inside");
    let solved = solve(files, |answers| {
        let mut asking = Asking::new(answers);
        let files = Files { tree: tree.clone() };
        let loaded = folder::load_dir(&files, &root, &mut asking);
        asking.finish(loaded)
    });
    match solved.value {
        Some(loaded) => {
            let chart = &loaded.chart;
            let mut names: Vec<String> = chart.templates.iter().chain(chart.files.iter()).map(|file| file.name.to_string()).collect();
            names.extend(chart.dependencies.iter().map(|below| format!("<{}>", below.name())));
            Ok(names)
        }
        None => Err(solved.problems.first().map_or_else(String::new, ToString::to_string)),
    }
}

/// As a commit and as a folder on disk: both tell the same.
fn both(files: &Memory) -> Result<Vec<String>, String> {
    let commit = read(files, files.commit("https://git.example.com/charts.git", "a"));
    assert_eq!(read(files, files.folder()), commit);
    commit
}

#[test]
fn a_folder_is_read_by_need_and_its_ignored_files_are_not() {
    let files = Memory::new([
        ("chart/Chart.yaml", META),
        ("chart/.helmignore", "*.md\nci/\n"),
        ("chart/README.md", "no"),
        ("chart/ci/values.yaml", "no: 1"),
        ("chart/crds/a.yaml", "x"),
        ("chart/templates/b.yaml", "x"),
        ("chart/templates/a.yaml", "x"),
        ("chart/templates/.hidden", "no"),
        ("chart/charts/db/Chart.yaml", "apiVersion: v1\nname: db\nversion: 1.0.0\n"),
        ("chart/charts/_old/Chart.yaml", "broken"),
        ("other/secret", "no"),
    ]);
    let names = ["templates/a.yaml", "templates/b.yaml", ".helmignore", "crds/a.yaml", "<db>"];
    assert_eq!(both(&files), Ok(names.map(str::to_owned).to_vec()));
}

#[test]
fn links_are_followed_within_the_repository_and_never_out_of_it() {
    let files = Memory::new([("chart/Chart.yaml", META), ("shared/_helpers.tpl", "x")]).link("chart/templates", "../shared");
    let tree = files.commit("https://git.example.com/charts.git", "a");
    assert_eq!(read(&files, tree), Ok(vec!["templates/_helpers.tpl".to_owned()]));
    let files = Memory::new([("chart/Chart.yaml", META)]).link("chart/passwd", "../../etc/passwd");
    let tree = files.commit("https://git.example.com/charts.git", "a");
    let error = read(&files, tree).expect_err("it leads out");
    assert!(error.contains("leaves the repository"), "{error}");
    let files = Memory::new([("chart/Chart.yaml", META)]).link("chart/again", ".");
    let tree = files.commit("https://git.example.com/charts.git", "a");
    let error = read(&files, tree).expect_err("it leads back");
    assert!(error.contains("more than"), "{error}");
}

#[test]
fn a_folder_without_a_description_is_no_chart() {
    let files = Memory::new([("chart/values.yaml", "a: 1")]);
    assert_eq!(both(&files), Err("chart: unable to detect chart at chart/Chart.yaml: there is no such file".to_owned()));
}

#[test]
fn broken_descriptions_are_refused_in_helms_words() {
    let cases = [
        ("name: x", "Chart.yaml: validation: chart.metadata.version is required"),
        ("version: 1.0.0", "Chart.yaml: validation: chart.metadata.name is required"),
        ("name: a/b\nversion: 1.0.0", "Chart.yaml: validation: chart.metadata.name \"a/b\" is invalid"),
        ("name: x\nversion: 1.2.3.4", "Chart.yaml: validation: chart.metadata.version \"1.2.3.4\" is invalid"),
        ("name: x\nversion: 1.0.0\ntype: app", "Chart.yaml: validation: chart.metadata.type must be application or library"),
        ("name: x\nversion: 1.0.0\nmaintainers: [null]", "Chart.yaml: validation: maintainers must not contain empty or null nodes"),
        (
            "name: x\nversion: 1.0.0\ndependencies: [{name: a, alias: b c}]",
            "Chart.yaml: validation: dependency \"a\" has disallowed characters in the alias",
        ),
        (
            "name: x\nversion: 1.0.0\ndependencies: [{name: a}, {name: b, alias: a}]",
            "Chart.yaml: validation: more than one dependency with name or alias \"a\"",
        ),
        ("apiVersion: v3\nname: x\nversion: 1.0.0", "Chart.yaml: unsupported chart version"),
        (
            "name: [x]\nversion: 1.0.0",
            "Chart.yaml: cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: \
             json: cannot unmarshal array into Go struct field Metadata.name of type string",
        ),
    ];
    for (text, error) in cases {
        assert_eq!(chart(&[("Chart.yaml", text)]).map(|_| ()), Err(error.to_owned()), "{text}");
    }
    let broken = [("Chart.yaml", META), ("charts/README.md", "x")];
    let error = "charts/README.md: error unpacking subchart README.md in shop: Chart.yaml file is missing";
    assert_eq!(chart(&broken).map(|_| ()), Err(error.to_owned()));
    let broken = [("Chart.yaml", META), ("values.yaml", "[1]")];
    let error = "values.yaml:1: cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: \
                 json: cannot unmarshal array into Go value of type map[string]interface {}";
    assert_eq!(chart(&broken).map(|_| ()), Err(error.to_owned()));
}

#[test]
fn templates_see_a_description_by_gos_names() {
    let text = "name: shop\nversion: 1.10\nappVersion: 1.10\nDeprecated: true\nannotations: {a: 1}\nmaintainers: [{name: \"A\\rB\"}]\n\
                dependencies: [{name: db, version: 1.x, tags: [t], import-values: [{child: a, parent: b}, 5]}]";
    let loaded = chart(&[("Chart.yaml", text)]).expect("a chart");
    let expected = r#"{"APIVersion":"v1","Annotations":{"a":"1"},"AppVersion":"1.1","Condition":"","Dependencies":[{"Alias":"","Condition":"","Enabled":false,"ImportValues":[{"child":"a","parent":"b"},5],"Name":"db","Repository":"","Tags":["t"],"Version":"1.x"}],"Deprecated":true,"Description":"","Home":"","Icon":"","Keywords":[],"KubeVersion":"","Maintainers":[{"Email":"","Name":"A B","URL":""}],"Name":"shop","Sources":[],"Tags":"","Type":"","Version":"1.1"}"#;
    assert_eq!(json(&described(&loaded.chart.metadata)), expected);
}

#[test]
fn requirements_belong_to_charts_of_the_first_version() {
    let requirements = "dependencies: [{name: db, version: 1.0.0}]";
    let names = |api: &str| {
        let meta = format!("apiVersion: {api}\nname: shop\nversion: 1.0.0\n");
        let loaded = chart(&[("Chart.yaml", meta.as_str()), ("requirements.yaml", requirements)]).expect("a chart");
        let wanted = loaded.chart.metadata.dependencies.iter().flatten().map(|own| own.name.to_string()).collect::<Vec<_>>();
        (wanted, loaded.chart.files.len(), loaded.warnings.len())
    };
    assert_eq!(names("v1"), (vec!["db".to_owned()], 1, 0));
    assert_eq!(names("v2"), (vec!["db".to_owned()], 0, 1));
}

#[test]
fn what_helm_asks_before_it_renders_is_asked() {
    let of = |text: &str| chart(&[("Chart.yaml", text)]).expect("a chart").chart;
    let library = of("apiVersion: v2\nname: shop\nversion: 1.0.0\ntype: library\n");
    assert_eq!(checks::installable(&library), Err("library charts are not installable".to_owned()));
    let wanting = of("apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: '>=1.30'\ndependencies: [{name: a}, {name: b}]\n");
    let missing = checks::complete(&wanting).expect_err("both are missing");
    assert!(missing.ends_with("found in Chart.yaml, but missing in charts/ directory: a, b"), "{missing}");
    assert_eq!(checks::fits_cluster(&wanting, "v1.31.1-gke.5", "v1.31.1"), Ok(()));
    let error = "chart requires kubeVersion: >=1.30 which is incompatible with Kubernetes v1.29.0";
    assert_eq!(checks::fits_cluster(&wanting, "v1.29.0", "v1.29.0"), Err(error.to_owned()));
}
