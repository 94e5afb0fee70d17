"""Seeds of the targets of charts and templates, for `seeds`: the project's fixtures and conformance data, and small texts that name every
function and every shape of value."""

import json
import pathlib
import re

PROJECT = pathlib.Path(__file__).resolve().parents[2]

VALUES = {
    "s": "hello", "e": "", "n": 3, "f": 1.5, "t": True, "nil": None, "l": [1, "a", None, [2], {"k": "v"}], "m": {"a": 1, "b": {"c": "deep"}},
    "time": "2026-01-02T03:04:05Z", "version": "1.2.3-rc.1+b", "re": "(a+)[b-d]*", "b64": "aGVsbG8=", "url": "https://u:p@h:1/p?q=1#f",
    "yaml": "a: [1, {b: c}]\n", "json": "{\"a\": [1, null]}", "toml": "[t]\na = 1\n", "tpl": "{{ .Values.s | upper }}",
}

# What is given to functions by the types of their parameters.
BY_TYPE = {
    "Any": [".Values.m", ".Values.l", ".Values.s", "1", "nil"], "Bool": ["true"], "Int": ["3", "-1"], "Int64": ["7"], "Float64": ["1.5"],
    "Str": [".Values.s", ".Values.yaml", ".Values.re", ".Values.version", ".Values.time", ".Values.url", "`2006-01-02`"], "Bytes": [".Values.s"],
    "List": ["(list 1 `a` nil)"], "Strings": ["(list `a` `b`)"], "Dict": [".Values.m", "(dict `a` 1)"], "Time": ["now"],
}

PIPELINES = """
{{ define "a" }}[{{ .s }}]{{ end }}{{ include "a" .Values | upper | nindent 2 }}{{ template "a" .Values }}
{{ block "b" . }}{{ range $i, $x := .Values.l }}{{ if $x }}{{ continue }}{{ else }}{{ break }}{{ end }}{{ end }}{{ end }}
{{- with .Values.m }}{{ $.Values.s }}{{ .b.c | quote }}{{ else with .Values.s }}{{ . }}{{ else }}x{{ end -}}
{{ $d := dict "a" 1 }}{{ $_ := set $d "d" $d }}{{ $_ = set . "self" . }}{{ len $d }}
{{ $m := merge (dict "x" (dict "y" 1)) .Values.m }}{{ $_ := mergeOverwrite .Values.m $m }}{{ toYaml $m }}
{{ tpl .Values.tpl . }}{{ tpl (printf "{{ include %q . }}" "x.yaml") . }}
{{ include "x.yaml" . }}
{{ range 3 }}{{ range $k, $v := $.Values }}{{ $k }}={{ $v | toString | trunc 5 }}{{ end }}{{ end }}
{{ .Values.l | toYaml | indent 4 }}{{ .Values | toJson | fromJson | toToml }}{{ .Values.yaml | fromYaml | toPrettyJson }}
{{ printf "%v %#v %T %q %5.2f %x %-10s|%+d %c %U %t %e" .Values.m .Values.l .Values.f .Values.s 1.5 .Values.s "a" 3 65 66 true 1e9 }}
{{ if and (eq .Values.n 3.0) (or .Values.e (not .Values.t)) (gt 2 1) (ne "a" .Values.s) }}{{ index .Values.l 3 0 }}{{ slice .Values.s 1 3 }}{{ end }}
{{ regexReplaceAll "(a|ab)(c|bcd)(d*)" "abcd" "${1}" }}{{ regexFindAll "[a-z]+" .Values.s -1 }}{{ mustRegexSplit "l+" .Values.s 2 }}
{{ $x := list }}{{ range 100 }}{{ $x = append $x (dict "x" $x) }}{{ end }}{{ $x | toJson | sha256sum }}
{{ .Values.AsMap }}{{ .Values.YAML }}{{ (.Values.Table "m.b").c }}{{ .Values.PathValue "m.a" }}{{ (list 1 2 | first) }}
{{ now | date "Mon Jan 2 15:04:05 MST 2006" }}{{ (toDate "2006-01-02" "2026-02-03").Unix }}{{ ago .Values.time }}{{ semverCompare "^1.2.x || >=2" .Values.version }}
{{ (semver .Values.version).Major }}{{ genSelfSignedCert "a" nil (list "b") 1 | toString | len }}{{ htpasswd "a" "b" }}{{ derivePassword 1 "long" "p" "u" "h" }}
{{ required "needed" .Values.nope }}{{ fail "no" }}{{ lookup "v1" "Pod" "a" "b" }}{{ .Values.nope.nope }}
{{/* comment */}}{{- "a\tb" -}}{{ 'c' }}{{ 0x1F }}{{ 1_000 }}{{ 1e3 }}{{ `raw` }}{{ 1i }}{{ nil }}{{ $ }}{{ .a.b }}{{ (1).x }}
""".strip().split("\n")

LINES = ["a=1,b.c=x", "a={1,x,}", "a[2]=x", r"a\.b=x\,y", "a=012,b=null,c=TRUE", "a[0].b[1]=c", "a={}", "a=[]", "a.b={c,d}", "a=1e3,b=-1,c=0x1", '"a"=b', "=", "a[", "a[-1]=1"]

SCHEMAS = [
    {"$schema": "https://json-schema.org/draft-07/schema#", "type": "object", "required": ["a"], "properties": {"a": {"type": ["string", "null"], "pattern": "^(a+)+$", "minLength": 2}}, "additionalProperties": False},
    {"$defs": {"x": {"anyOf": [{"$ref": "#/$defs/x"}, {"type": "integer", "minimum": 1, "multipleOf": 0.5}]}}, "properties": {"a": {"$ref": "#/$defs/x"}}},
    {"patternProperties": {"^b": {"enum": [1, "x", None]}}, "if": {"required": ["a"]}, "then": {"not": {"const": 1}}, "else": {"oneOf": [{}, True]}, "dependentRequired": {"a": ["b"]}},
    {"properties": {"a": {"type": "array", "items": {"format": "ipv4"}, "uniqueItems": True, "contains": {"type": "number"}, "minItems": 1}}, "unevaluatedProperties": False},
    {"$ref": "http://example.com/x.json"}, {"allOf": [{"$ref": "#"}]}, {"$id": "urn:x", "$ref": "urn:y", "definitions": {"a": {"$anchor": "b"}}},
]

ABOUT = "apiVersion: v2\nname: a\nversion: 1.0.0\ntype: application\nkubeVersion: '>=1.20-0'\nappVersion: '1'\ndependencies:\n- {name: b, version: 1.x, alias: c, condition: b.on, tags: [t], import-values: [data]}\n"
BELOW = "apiVersion: v1\nname: b\nversion: 1.2.3\ndescription: x\nmaintainers: [{name: x}]\n"
MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-{{ .Chart.Name }}\n  annotations:\n    helm.sh/hook: pre-install,post-delete\n    helm.sh/hook-weight: '-5'\ndata:\n{{ .Values | toYaml | indent 2 }}\n---\nkind: Service\n"


def sections(*pairs):
    return "".join(f"%%{head}\n{body.rstrip()}\n" for head, body in pairs)


def functions():
    """Names and parameter types of the functions, out of their tables."""
    for path in sorted((PROJECT / "src/engine/template").rglob("*.rs")):
        text = path.read_text()
        for name, fixed, rest in re.findall(r'Function::(?:new|variadic)\(\s*"(\w+)",\s*&\[([^\]]*)\](?:,\s*Type::(\w+))?', text):
            yield name, re.findall(r"Type::(\w+)", fixed), rest


def calls():
    """Every function with arguments of its types, in several ways."""
    for name, fixed, rest in functions():
        types = fixed + ([rest] * 2 if rest in BY_TYPE else [])
        if types == [] and rest not in BY_TYPE:
            yield f"{{{{ {name} }}}}"
        for turn in range(5):
            given = [BY_TYPE[kind][turn % len(BY_TYPE[kind])] for kind in types]
            yield f"{{{{ {' '.join([name] + given)} }}}}"


def run(text, values=VALUES):
    return sections(("values", json.dumps(values)), ("x.yaml", text))


def fixtures(folder):
    for name in ("language", "printf", "random", "broken"):
        for line in (folder / f"template/{name}.jsonl").read_text().splitlines():
            yield json.loads(line)["in"]


def targets(folder, rows):
    """The makers of seeds by target."""
    conformance = [(row["tpl"], row["vars"]) for row in rows("helm_funcs")]
    calls_of_all = list(dict.fromkeys(calls()))
    charts = [json.loads(line)["files"] for line in (folder / "template/helm.jsonl").read_text().splitlines()]

    def template_parse():
        yield from fixtures(folder)
        yield from PIPELINES + calls_of_all
        yield from (text for files in charts for text in files.values())

    def template_run():
        yield from map(run, PIPELINES)
        for start in range(0, len(calls_of_all), 3):
            yield run("\n".join(calls_of_all[start:start + 3]))
        for text, given in conformance:
            yield run(text.replace(" .", " .Values.v").replace("{{.", "{{.Values.v."), {"v": given})
        for text in fixtures(folder):
            yield run("{{ with .Values }}" + text + "{{ end }}")

    def values():
        for line in LINES + [row["str"] for row in rows("helm_set")]:
            yield sections(("set", line), ("set-string", line), ("chart", "a: {b: 1}\nb: {global: {x: 1}}"))
            yield sections(("values", "a: {b: [1]}"), ("set-json", line), ("set-literal", line), ("set-file", "a=a"))
        yield sections(("values", "a: 1\n---\nb: {c: ~}\n"), ("chart", "a: {x: 1}\nglobal: {y: {z: 1}}\nb: {on: true}"), ("below", "x: {y: 1}\nexports: {data: {q: 1}}\nglobal: {y: {w: 2}}"))
        for schema in SCHEMAS:
            for given in ({"a": "aaaaaaaaaaaa!", "b": 1}, {"a": 3, "b2": "x"}, {"a": ["1.2.3.4", 1, 1]}):
                yield sections(("values", json.dumps(given)), ("schema", json.dumps(schema)))
        entry = {"apiVersion": "v1", "name": "a", "version": "1.2.3", "urls": ["a-1.2.3.tgz"], "digest": "00", "created": "2026-01-01T00:00:00Z"}
        yield sections(("index a ^1.2", json.dumps({"apiVersion": "v1", "entries": {"a": [entry, entry | {"version": "1.3.0-rc.1"}], "b": [entry]}})))
        yield sections(("index a 1.2.3", "apiVersion: v1\nentries:\n  b:\n  - &x {name: b, version: 1.0.0}\n  a:\n  - apiVersion: v2\n    name: a\n    version: 1.2.3\n    urls:\n    - x.tgz\ngenerated: now\n"))

    def chart_archive():
        plain = [("a/Chart.yaml", ABOUT), ("a/values.yaml", "b: {on: true}"), ("a/templates/x.yaml", MANIFEST), ("a/charts/b/Chart.yaml", BELOW), ("a/crds/x.yaml", "kind: X"), ("a/values.schema.json", "{}"), ("a/Chart.lock", "dependencies: []\ngenerated: now"), ("a/.helmignore", "*.txt\n!x\n")]
        yield sections(*plain)
        yield sections(*plain[:3], ("a/charts/b-1.2.3.tgz {", ""), ("b/Chart.yaml", BELOW), ("b/requirements.yaml", "dependencies: []"), ("}", ""), ("a/NOTES.txt", "x"))
        for kind in "012345 67xgLKSV":
            yield sections(plain[0], (f"a/x {kind}", "16 path=a/templ\n"), ("a/templates/y", "x"))
        for size in (0, 1, 511, 513, 5242881, 8589934591):
            yield sections(plain[0], (f"a/x 0 {size}", "x" * 20))
        for name in ("../x", "a/../../x", "/x", "a//x", "a\\\\x", "c:/x", "a/c:/x", "Chart.yaml", "a/", "./a/x", "a/b/../x"):
            yield sections((name, "x"), plain[0])
        yield sections(*plain[:1], *[("a/charts/c.tgz {", "")] * 18, ("c/Chart.yaml", BELOW))

    def helm_run():
        chart = [("Chart.yaml", ABOUT), ("values.yaml", json.dumps(VALUES)), ("charts/b/Chart.yaml", BELOW), ("charts/b/values.yaml", "x: 1\nexports: {data: {q: 1}}"), ("charts/b/templates/y.yaml", MANIFEST)]
        yield sections(*chart, ("templates/x.yaml", MANIFEST), ("templates/NOTES.txt", "{{ .Values.s }}"), ("-f", "s: x\nb: {on: false}"), ("--set", "l[0]=x,c.x=2"))
        yield sections(*chart, ("templates/x.yaml", "{{ range $p, $_ := .Files.Glob `**` }}{{ $p }}{{ $.Files.Get $p | b64enc }}{{ end }}{{ (.Files.Glob `*`).AsConfig }}{{ .Files.Lines `x.txt` }}"), ("x.txt", "a\nb"), ("y/z.txt", ""))
        yield sections(*chart, ("templates/x.yaml", "{{ .Capabilities.KubeVersion.Minor }}{{ .Capabilities.APIVersions.Has `apps/v1` }}{{ .Capabilities | toYaml }}{{ .Chart | toYaml }}{{ .Release | toJson }}{{ .Template }}{{ .Subcharts }}"))
        for text in PIPELINES:
            yield sections(*chart[:2], ("templates/x.yaml", f"kind: X\na: |\n  {text}"), ("templates/_h.tpl", '{{ define "a" }}{{ .s }}{{ end }}'))
        for files in charts:
            yield sections(chart[0], chart[1], *files.items())

    return {"template_parse": template_parse, "template_run": template_run, "values": values, "chart_archive": chart_archive, "helm_run": helm_run}
