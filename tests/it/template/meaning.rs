//! What the language means, in small: a text and what comes out of it, on one value.

use tiphys::engine::template::budget::Limits;
use tiphys::engine::template::execute::MissingKey;

use super::run::{ended, value};

fn gives(table: &[(&str, &str)]) {
    let data = serde_json::json!({
        "name": "web", "empty": "", "replicas": 3, "million": 1_000_000, "half": 0.5, "on": true, "off": false, "nothing": null,
        "ports": [80, 443], "labels": {"b": "2", "a": "1"}, "deep": {"er": {"est": "found", "nothing": null}},
    });
    for (text, expected) in table {
        let ended = ended(text, value(&data), MissingKey::Zero, Limits::default());
        assert_eq!(ended.as_deref(), Ok(*expected), "{text}");
    }
}

fn fails(table: &[(&str, &str)]) {
    let data = serde_json::json!({"name": "web", "replicas": 3, "nothing": null, "ports": [80, 443], "deep": {"er": 1}});
    for (text, expected) in table {
        let ended = ended(text, value(&data), MissingKey::Zero, Limits::default());
        assert_eq!(ended.as_ref().map_err(String::as_str), Err(*expected), "{text}");
    }
}

#[test]
fn values_print_as_go_prints_them() {
    gives(&[
        ("{{ .name }} {{ .replicas }} {{ .half }} {{ .on }}", "web 3 0.5 true"),
        ("{{ .million }} {{ .nothing }} {{ .missing }}", "1e+06 <no value> <no value>"),
        ("{{ .ports }} {{ .labels }} {{ list nil }}", "[80 443] map[a:1 b:2] [<nil>]"),
        ("{{ print 1 2 `a` `b` 3 }}|{{ println 1 `a` }}", "1 2ab3|1 a\n"),
        (r#"{{ printf "%5.1f|%-4d|%04d|%q|%v|%T" .half 7 7 .name .ports .on }}"#, r#"  0.5|7   |0007|"web"|[80 443]|bool"#),
        (r#"{{ printf "%d %s" .name 1 }} {{ printf "%d" }}"#, "%!d(string=web) %!s(int=1) %!d(MISSING)"),
    ]);
}

#[test]
fn fields_of_what_is_missing_are_missing_only_in_parentheses() {
    gives(&[
        ("{{ .deep.er.est }} {{ (.missing).er }} {{ ((.missing).er).est }}", "found <no value> <no value>"),
        ("{{ $x := .nothing }}{{ $x.y }}", "<no value>"),
    ]);
    fails(&[
        ("{{ .missing.er }}", r#"template: x.yaml:1:11: executing "x.yaml" at <.missing.er>: nil pointer evaluating interface {}.er"#),
        ("\n  {{ .name.x }}", r#"template: x.yaml:2:10: executing "x.yaml" at <.name.x>: can't evaluate field x in type interface {}"#),
        ("{{ (.name).x }}", r#"template: x.yaml:1:4: executing "x.yaml" at <.name>: can't evaluate field x in type string"#),
    ]);
}

#[test]
fn conditions_and_loops_follow_go() {
    gives(&[
        ("{{ if .empty }}a{{ else if .replicas }}b{{ else }}c{{ end }}", "b"),
        ("{{ with .nothing }}a{{ else with .labels }}{{ .b }}{{ end }}", "2"),
        ("{{ range $i, $p := .ports }}{{ $i }}:{{ $p }} {{ end }}", "0:80 1:443 "),
        ("{{ range $k, $v := .labels }}{{ $k }}={{ $v }} {{ end }}", "a=1 b=2 "),
        ("{{ range 3 }}{{ . }}{{ end }}{{ range .empty | list | len }}x{{ end }}", "012x"),
        ("{{ range .nothing }}a{{ else }}none{{ end }}", "none"),
        ("{{ range .ports }}{{ if eq . 80.0 }}{{ continue }}{{ end }}{{ . }}{{ break }}{{ end }}", "443"),
        ("{{ and .off (err `never`) }} {{ or .name (err `never`) }}", "false web"),
    ]);
}

#[test]
fn variables_live_until_the_end_of_their_action() {
    gives(&[
        ("{{ $x := 1 }}{{ if .on }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        ("{{ $x := 1 }}{{ if .on }}{{ $x := 2 }}{{ end }}{{ $x }}", "1"),
        ("{{ with .deep }}{{ .er.est }} {{ $.name }}{{ end }}", "found web"),
    ]);
    fails(&[("{{ if $x := 1 }}{{ end }}{{ $x }}", r#"template: x.yaml:1: undefined variable "$x""#)]);
}

#[test]
fn markers_trim_the_space_beside_them() {
    gives(&[("a \n {{- 1 -}} \n b", "a1b"), ("a {{/* x */ -}} b", "a b"), ("{{-1}} {{ -1 }}", "-1 -1")]);
}

#[test]
fn templates_are_called_by_name() {
    gives(&[
        (r#"{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" .name }}{{ template "t" }}"#, "[web][<no value>]"),
        (r#"{{ define "t" }}[{{ . }}]{{ end }}{{ include "t" .name | upper }}"#, "[WEB]"),
        (r#"{{ block "b" .deep }}{{ .er.est }}{{ end }}"#, "found"),
        (r#"{{ tpl "{{ .name }}-{{ .missing }}" . }}"#, "web-"),
    ]);
    fails(&[
        (r#"{{ template "t" }}"#, r#"template: x.yaml:1:12: executing "x.yaml" at <{{template "t"}}>: template "t" not defined"#),
        (
            r#"{{ include "t" . }}"#,
            r#"template: x.yaml:1:3: executing "x.yaml" at <include "t" .>: error calling include: template: no template "t" associated with template "gotpl""#,
        ),
    ]);
}

#[test]
fn arguments_are_checked_before_a_call() {
    fails(&[
        ("{{ upper }}", r#"template: x.yaml:1:3: executing "x.yaml" at <upper>: wrong number of args for upper: want 1 got 0"#),
        (
            "{{ upper .replicas }}",
            r#"template: x.yaml:1:9: executing "x.yaml" at <.replicas>: wrong type for value; expected string; got float64"#,
        ),
        ("{{ .nothing | upper }}", r#"template: x.yaml:1:14: executing "x.yaml" at <upper>: invalid value; expected string"#),
        (
            "{{ upper .nothing }}",
            r#"template: x.yaml:1:9: executing "x.yaml" at <.nothing>: wrong type for value; expected string; got interface {}"#,
        ),
        (
            "{{ eq .replicas 3 }}",
            r#"template: x.yaml:1:3: executing "x.yaml" at <eq .replicas 3>: error calling eq: incompatible types for comparison: float64 and int"#,
        ),
        ("{{ .name 1 }}", r#"template: x.yaml:1:3: executing "x.yaml" at <.name>: name is not a method but has arguments"#),
    ]);
}

#[test]
fn texts_that_are_no_templates_say_where() {
    fails(&[
        ("a\n{{ foo }}", r#"template: x.yaml:2: function "foo" not defined"#),
        ("{{ end }}", "template: x.yaml:1: unexpected {{end}}"),
        ("{{ .name", "template: x.yaml:1: unclosed action"),
        ("{{ if .name }}", "template: x.yaml:1: unexpected EOF"),
        ("{{ .name\n\n(", "template: x.yaml:3: unclosed action started at x.yaml:1"),
    ]);
}
