//! `tiphys render helm`: its flags do what those of `helm template` do, and print the same where the real one is at hand.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::home::{Home, Said};
use crate::support::testbed;

const META: &str = "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: '7'\n";

/// Says what a template may see, as JSON on one line.
const SEEN: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-seen\n  namespace: {{ .Release.Namespace }}\ndata:\n  \
                    values: |-\n    {{ omit .Values \"db\" \"global\" | toJson }}\n  upgrade: '{{ .Release.IsUpgrade }} {{ .Release.IsInstall }}'\n  \
                    kube: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }}\n  \
                    api: '{{ .Capabilities.APIVersions.Has \"example.com/v1\" }} {{ .Capabilities.APIVersions.Has \"apps/v1\" }}'\n";

const FILES: [(&str, &str); 15] = [
    ("shop/Chart.yaml", META),
    ("shop/values.yaml", "a: 1\nlist: [x, w]\nmap: {b: 2}\ngone: 1\n"),
    ("shop/templates/seen.yaml", SEEN),
    (
        "shop/templates/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n",
    ),
    ("shop/templates/more/web-2.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web-2}\n"),
    ("shop/templates/keys.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {token: c4n4ry}\n"),
    (
        "shop/templates/migrate.yaml",
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations:\n    helm.sh/hook: pre-install\n    helm.sh/hook-weight: -5\n",
    ),
    ("shop/templates/tests/up.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: up\n  annotations: {helm.sh/hook: test}\n"),
    ("shop/templates/NOTES.txt", "Thanks for {{ .Chart.Name }}\n"),
    (
        "shop/crds/widgets.yaml",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n",
    ),
    ("shop/charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n"),
    ("shop/charts/db/templates/db.yaml", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\n"),
    ("one.yaml", "a: one\nmap: {c: 3}\n"),
    ("two.yaml", "a: two\ngone: null\n"),
    ("text.txt", "some\ntext"),
];

/// A home with the files above, beside which nothing is a repository.
fn home() -> Home {
    let home = Home::new(Path::new("/nowhere"));
    write(&home, &FILES);
    fs::create_dir(home.path().join("work/.git")).expect("a folder");
    home
}

fn write(home: &Home, files: &[(&str, &str)]) {
    for (path, text) in files {
        let file = home.path().join("work").join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}

/// Runs a program in that folder with something at its input.
fn run(mut command: Command, home: &Home, args: &[&str], input: &str) -> Said {
    command.args(args).current_dir(home.path().join("work")).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    // Who does not read closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    Said::of(args, child.wait_with_output().expect("it ends"))
}

fn ours(home: &Home, args: &[&str]) -> Said {
    run(home.command(&["render", "helm"]), home, args, "a: given\n")
}

/// What the real one says; `None` where it is not at hand.
fn helms(helm: Option<&Path>, home: &Home, args: &[&str]) -> Option<Said> {
    let mut command = Command::new(helm?);
    command.env_clear().env("HOME", home.path()).arg("template");
    Some(run(command, home, args, "a: given\n"))
}

#[test]
fn values_are_laid_over_each_other_in_the_order_of_helm_whatever_the_order_of_the_flags() {
    let (home, helm) = (home(), testbed::tool("helm"));
    for (flags, values) in [
        ("", r#"{"a":1,"gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("-f one.yaml", r#"{"a":"one","gone":1,"list":["x","w"],"map":{"b":2,"c":3}}"#),
        ("-f one.yaml -f two.yaml", r#"{"a":"two","list":["x","w"],"map":{"b":2,"c":3}}"#),
        ("-f two.yaml --values one.yaml", r#"{"a":"one","list":["x","w"],"map":{"b":2,"c":3}}"#),
        ("-f two.yaml,one.yaml", r#"{"a":"one","list":["x","w"],"map":{"b":2,"c":3}}"#),
        ("-f -", r#"{"a":"given","gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("-f - -f one.yaml", r#"{"a":"one","gone":1,"list":["x","w"],"map":{"b":2,"c":3}}"#),
        ("--set a=3 -f one.yaml", r#"{"a":3,"gone":1,"list":["x","w"],"map":{"b":2,"c":3}}"#),
        ("--set-string a=2 --set a=1", r#"{"a":"2","gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("--set a=2 --set-json a=[1]", r#"{"a":2,"gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("--set-json {\"map\":{\"d\":{}}}", r#"{"a":1,"gone":1,"list":["x","w"],"map":{"b":2,"d":{}}}"#),
        ("--set-file a=text.txt --set-string a=2", r#"{"a":"some\ntext","gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("--set-literal a=b,c=d --set-file a=text.txt", r#"{"a":"b,c=d","gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("--set a=1,a=2 --set a=3", r#"{"a":3,"gone":1,"list":["x","w"],"map":{"b":2}}"#),
        ("--set map=null,list[1]=z,list[3]=w", r#"{"a":1,"gone":1,"list":[null,"z",null,"w"]}"#),
        ("--set map.b=null --set gone=", r#"{"a":1,"gone":"","list":["x","w"],"map":{}}"#),
        ("--set list={p,q},a=007,map.t=true", r#"{"a":"007","gone":1,"list":["p","q"],"map":{"b":2,"t":true}}"#),
        ("--set -a=1", r#"{"-a":1,"a":1,"gone":1,"list":["x","w"],"map":{"b":2}}"#),
    ] {
        let args: Vec<&str> = ["r", "shop"].into_iter().chain(flags.split_whitespace()).collect();
        let said = ours(&home, &args).with(0);
        let line = said.out.lines().skip_while(|line| *line != "  values: |-").nth(1).unwrap_or_default();
        assert_eq!(line.trim(), values, "{flags}");
        if let Some(real) = helms(helm.as_deref(), &home, &args) {
            assert_eq!(said.out, real.out, "{flags}");
        }
    }
}

#[test]
fn each_flag_prints_what_helm_prints() {
    let (home, helm) = (home(), testbed::tool("helm"));
    let (crd, hook, test) = ("# Source: shop/crds/widgets.yaml", "name: migrate", "name: up");
    let (web, sub) = ("# Source: shop/templates/web.yaml", "# Source: shop/charts/db/templates/db.yaml");
    for (line, there, absent) in [
        ("r shop", &[hook, test, web, sub, "name: r-seen", "namespace: default", "upgrade: 'false true'"][..], &[crd, "Thanks"][..]),
        ("shop", &["name: release-name-seen"], &[]),
        ("r shop --include-crds", &[crd, web], &[]),
        ("r shop --include-crds --skip-crds", &[crd], &[]),
        ("r shop --skip-crds", &[web], &[crd]),
        ("r shop --skip-tests", &[hook], &[test]),
        ("r shop --no-hooks", &[web], &[hook, test]),
        ("r shop -s templates/web.yaml", &[web, "kind: Deployment", "kind: Service"], &[sub, hook]),
        ("r shop --show-only templates/web.yaml -s charts/db/templates/db.yaml", &[web, sub], &[hook]),
        ("r shop -s templates/*.yaml", &[web, hook], &[sub, "web-2"]),
        ("r shop -s templates/*/web-?.yaml", &["web-2"], &[web, sub]),
        ("r shop -s templates/migrate.yaml", &[hook], &[web]),
        ("r shop -s crds/widgets.yaml --include-crds", &[crd], &[web]),
        ("shop --name-template x-{{`A`|lower}}", &["name: x-a-seen"], &[]),
        ("shop --generate-name", &["name: release-name-seen"], &[]),
        ("r shop --is-upgrade", &["upgrade: 'true false'"], &[]),
        ("r shop -n prod", &["namespace: prod"], &[]),
        ("r shop --namespace=prod", &["namespace: prod"], &[]),
        ("r shop --kube-version 1.30", &["kube: v1.30 30"], &[]),
        ("r shop --kube-version v1.29.3-gke.100", &["kube: v1.29.3 29"], &[]),
        ("r shop --api-versions example.com/v1", &["api: 'true true'"], &[]),
        ("r shop -a other/v1,example.com/v1 -a third/v1", &["api: 'true true'"], &[]),
        ("r ./shop/", &[web], &[]),
        ("r shop/charts/db", &["# Source: db/templates/db.yaml"], &[web]),
    ] {
        let args: Vec<&str> = line.split_whitespace().collect();
        let said = ours(&home, &args).with(0).says(there);
        absent.iter().for_each(|text| assert!(!said.out.contains(text), "{text} is there: {said}"));
        if let Some(real) = helms(helm.as_deref(), &home, &args) {
            assert_eq!((real.code, real.out), (0, said.out.clone()), "{line}");
        }
        assert_eq!(said.err, "", "{line}");
    }
}

#[test]
fn a_packed_chart_renders_as_its_folder_does() {
    let home = home();
    let work = home.path().join("work");
    let packed = Command::new("tar").current_dir(&work).args(["-czf", "shop-1.2.3.tgz", "shop"]).status().expect("tar runs");
    assert!(packed.success());
    let flags = ["--include-crds", "--set", "a=5"];
    let folder = ours(&home, &[&["r", "shop"], &flags[..]].concat()).with(0);
    assert_eq!(ours(&home, &[&["r", "shop-1.2.3.tgz"], &flags[..]].concat()).with(0).out, folder.out);
}

#[test]
fn a_folder_takes_one_file_a_template_as_from_helm() {
    let (home, helm) = (home(), testbed::tool("helm"));
    let read = |folder: &str| {
        let listed =
            Command::new("find").current_dir(home.path().join("work").join(folder)).args([".", "-type", "f"]).output().expect("find runs");
        let mut names: Vec<String> = String::from_utf8(listed.stdout).expect("UTF-8").lines().map(str::to_owned).collect();
        names.sort();
        let text = |name: &String| (name.clone(), fs::read_to_string(home.path().join("work").join(folder).join(name)).expect("a file"));
        names.iter().map(text).collect::<Vec<_>>()
    };
    let flags = ["--include-crds", "--release-name"];
    let said =
        ours(&home, &[&["r", "shop", "--output-dir", "out"], &flags[..]].concat()).with(0).says(&["wrote out/r/shop/templates/web.yaml\n"]);
    assert_eq!(said.out.lines().count(), 8, "{said}");
    let written = read("out");
    assert!(written.iter().any(|(name, text)| name == "./r/shop/templates/web.yaml" && text.matches("---").count() == 2), "{written:?}");
    if helms(helm.as_deref(), &home, &[&["r", "shop", "--output-dir", "theirs"], &flags[..]].concat()).is_some() {
        assert_eq!(written, read("theirs"));
    }
}

#[test]
fn a_name_that_climbs_is_written_nowhere() {
    let home = home();
    write(&home, &[("evil/Chart.yaml", "name: ..\nversion: 1.0.0\n"), ("evil/templates/a.yaml", "kind: Pod\n")]);
    ours(&home, &["r", "evil", "--output-dir", "out"]).with(20).warns(&["is not allowed"]);
    assert!(!home.path().join("work/templates").exists());
}

#[test]
fn secrets_are_masked_on_demand_and_provenance_shows_no_value() {
    let home = home();
    ours(&home, &["r", "shop"]).with(0).says(&["c4n4ry"]);
    let masked = ours(&home, &["r", "shop", "--mask"]).with(0).says(&["kind: Secret", "kind: Deployment", "kind: StatefulSet"]);
    assert!(!masked.out.contains("c4n4ry") && !masked.out.contains("YzRuNHJ5"), "{masked}");
    let told = ours(&home, &["r", "shop", "--provenance"]).with(0);
    assert!(!told.out.contains("c4n4ry"), "{told}");
    for (object, template) in [
        ("Deployment web", "shop/templates/web.yaml:"),
        ("StatefulSet db", "shop/charts/db/templates/db.yaml:"),
        ("Job migrate", "shop/templates/migrate.yaml:"),
        ("Secret keys", "shop/templates/keys.yaml:"),
    ] {
        let mut lines = told.out.lines().skip_while(|line| !line.contains(object));
        assert!(lines.by_ref().take(3).any(|line| line.contains(template)), "{object} is not of {template}: {told}");
    }
}

#[test]
fn what_is_no_yaml_is_printed_for_who_looks_for_the_mistake() {
    let (home, helm) = (home(), testbed::tool("helm"));
    write(&home, &[("bad/Chart.yaml", META), ("bad/templates/a.yaml", "kind: A\ndata:\n  a: 1\n b: {{ .Values.b }}\n")]);
    let without = ours(&home, &["r", "bad", "--set", "b=5"]).with(20).warns(&["shop/templates/a.yaml:4: YAML parse error on", "--debug"]);
    assert_eq!(without.out, "");
    let args = ["r", "bad", "--set", "b=5", "--debug"];
    let said = ours(&home, &args).with(20).warns(&["YAML parse error on"]);
    assert_eq!(said.out, "---\n# Source: shop/templates/a.yaml\nkind: A\ndata:\n  a: 1\n b: 5\n\n");
    if let Some(real) = helms(helm.as_deref(), &home, &args) {
        assert_eq!(real.out.trim_end(), said.out.trim_end());
    }
    // Whoever cannot be executed leaves nothing to look at.
    write(&home, &[("bad/templates/b.yaml", "{{ .Values.x.y }}")]);
    assert_eq!(ours(&home, &args).with(20).out, "");
}

#[test]
fn what_charts_say_reaches_no_terminal_raw_and_forges_no_line() {
    let home = home();
    let files = [
        ("bad/Chart.yaml", META),
        ("bad/templates/a.yaml", "{{ fail (printf \"\\x1b]0;owned\\x07\\nerror: all is well\\r\\u202edne\") }}"),
        ("named/Chart.yaml", META),
        ("named/templates/\u{1b}[31m.yaml", "a: [\n"),
    ];
    write(&home, &files);
    for chart in ["bad", "named"] {
        let said = ours(&home, &["r", chart]).with(20);
        let is_plain = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
        assert!(said.err.chars().all(is_plain) && said.err.contains("\\u{1b}"), "{said}");
        assert_eq!(said.err.lines().filter(|line| line.starts_with("error:")).count(), 1, "{said}");
    }
}
