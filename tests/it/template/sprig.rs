//! The functions of charts: templates with the outputs of Helm 4.2.3's own functions. What begins with `!` is an error.

use tiphys::engine::template::budget::{Budget, Limits};
use tiphys::engine::template::chance::Chance;
use tiphys::engine::template::execute::{Host, MissingKey, execute};
use tiphys::engine::template::function::Scope;
use tiphys::engine::template::functions;
use tiphys::engine::template::parse::parse_with;
use tiphys::engine::template::set::Set;
use tiphys::engine::template::value::Value;

/// What a template prints with the real functions, at a fixed time and from a fixed seed.
pub(super) fn printed(text: &str, limits: Limits) -> String {
    let parsed = parse_with("t", text, functions::find).expect("a template");
    let mut set = Set::new("t");
    set.associate(&parsed);
    let budget = Budget::new(limits);
    let now = jiff::Timestamp::from_second(1_790_000_000).expect("a time");
    let chance = Chance::new([7; 32], now);
    let scope = Scope { budget: &budget, chance: &chance };
    let host = Host { scope, missing: MissingKey::Invalid, lookup: None, functions: functions::find };
    match execute(&set, "t", Value::from_model(&tiphys::model::object::value::Value::map(Vec::new())), &host) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(failure) => format!("!{failure}"),
    }
}

fn check(rows: &[(&str, &str)]) {
    for (template, wanted) in rows {
        assert_eq!(printed(template, Limits::default()), *wanted, "{template}");
    }
}

#[test]
fn texts_are_cut_joined_and_quoted_as_sprig_does() {
    check(TEXTS);
}

#[test]
fn lists_are_made_and_taken_apart_as_sprig_does() {
    check(LISTS);
}

#[test]
fn dicts_are_changed_and_merged_as_sprig_does() {
    check(DICTS);
}

#[test]
fn values_are_tested_converted_and_reckoned_with_as_sprig_does() {
    check(VALUES);
}

#[test]
fn yaml_json_and_toml_are_read_and_printed_as_helm_does() {
    check(FORMATS);
}

#[test]
fn regular_expressions_versions_and_urls_are_go_s() {
    check(EXPRESSIONS);
}

#[test]
fn times_are_read_and_printed_by_go_s_layouts() {
    check(TIMES);
}

#[test]
fn what_would_grow_without_end_meets_a_limit() {
    let small = Limits { steps: 1_000_000, bytes: 1 << 20, depth: 100 };
    for template in [
        r#"{{ repeat 1000000000 "x" }}"#,
        "{{ until 1000000000 }}",
        "{{ untilStep 0 9223372036854775807 1 }}",
        r#"{{ seq 1 1000000000 }}"#,
        r#"{{ indent 1000000000 "x" }}"#,
        r#"{{ randAlphaNum 1000000000 }}"#,
        r#"{{ $x := "0123456789" }}{{ range until 30 }}{{ $x = cat $x $x }}{{ end }}"#,
        r#"{{ $x := repeat 1000 "a" }}{{ replace "" $x $x }}"#,
        r#"{{ $x := list 1 }}{{ range until 40 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}"#,
        r#"{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toString $d }}"#,
        r#"{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ deepCopy $d }}"#,
        r#"{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $e := dict }}{{ $_ := set $e "d" $e }}{{ merge $d $e }}"#,
        r#"{{ range until 100 }}{{ genCA "x" 1 | typeOf }}{{ end }}"#,
        r#"{{ range until 100 }}{{ bcrypt "x" }}{{ end }}"#,
    ] {
        let ended = printed(template, small);
        assert!(ended.starts_with('!') && (ended.contains("more than") || ended.contains("nests deeper")), "{template}: {ended}");
    }
}

/// Texts.
const TEXTS: &[(&str, &str)] = &[
    (
        r#"{{ abbrev 5 "hello world" }}|{{ abbrevboth 5 10 "1234 5678 9123" }}|{{ trunc 3 "abcdef" }}|{{ trunc -3 "abcdef" }}|{{ substr 1 3 "abcdef" }}|{{ substr -1 2 "abc" }}|{{ substr 1 99 "abc" }}"#,
        "he...|...5678...|abc|def|bc|ab|bc",
    ),
    (r#"{{ substr 0 5 "é" }}|{{ trunc 1 "é" | printf "%q" }}"#, "é|\"\\xc3\""),
    (
        r#"{{ substr 3 1 "abc" }}"#,
        "!template: t:1:3: executing \"t\" at <substr 3 1 \"abc\">: error calling substr: runtime error: slice bounds out of range [3:1]",
    ),
    (
        r#"{{ trim "  a b  " }}|{{ trimAll "$x" "$xax$" }}|{{ trimSuffix "-" "a--" }}|{{ trimPrefix "-" "--a" }}|{{ nospace "a b\tc" }}|{{ nospace "é è" }}"#,
        "a b|a|a-|-a|abc|Ã©Ã¨",
    ),
    (r#"{{ "a\n\nb" | indent 2 }}|{{ "a" | nindent 3 }}|{{ indent 2 "" }}"#, "  a\n  \n  b|\n   a|  "),
    (
        r#"{{ repeat 3 "ab" }}|{{ repeat -1 "a" }}"#,
        "!template: t:1:23: executing \"t\" at <repeat -1 \"a\">: error calling repeat: strings: negative Repeat count",
    ),
    (
        r#"{{ quote "a" 1 nil 1.5 "é\t\x01" "\u200b" }}|{{ squote "it's" 1 nil true }}|{{ cat "a" nil 1 "b" }}"#,
        "\"a\" \"1\" \"1.5\" \"é\\t\\x01\" \"\\u200b\"|'it's' '1' 'true'|a 1 b",
    ),
    (
        r#"{{ plural "one" "many" 1 }} {{ plural "one" "many" 2 }}|{{ initials "first try" }}|{{ replace "" "-" "héy" }}|{{ replace "l" "L" "hello" }}"#,
        "one many|ft|-h-é-y-|heLLo",
    ),
    (
        r#"{{ wrap 5 "Hello World foo" }}|{{ wrapWith 5 "\t" "HelloWorldfoo bar" }}|{{ wrap 0 "ab c" }}"#,
        "Hello\nWorld\nfoo|Hello\tWorld\tfoo\tbar|ab\nc",
    ),
    (
        r#"{{ title "hello wOrld_x ǆ" }}|{{ untitle "Hello World" }}|{{ swapcase "This Is A.Test" }}|{{ upper "straße ŉ ᾳ" }}|{{ lower "ÀİΣ" }}"#,
        "Hello WOrld_x ǅ|hello world|tHIS iS a.tEST|STRAßE ŉ ᾼ|àiσ",
    ),
    (
        r#"{{ camelcase "http_server-x  y" }}|{{ snakecase "HTTPServer2xx" }}|{{ kebabcase "FirstName Bld4Floor3rd" }}|{{ camelcase "_complex__case_" }}|{{ camelcase "--" }}"#,
        "HttpServerX Y|http_server_2xx|first-name-bld4-floor-3rd|_Complex_Case_|---",
    ),
    (
        r#"{{ contains "ell" "hello" }} {{ hasPrefix "he" "hello" }} {{ hasSuffix "lo" "hello" }} {{ contains "" "" }}"#,
        "true true true true",
    ),
    (
        r#"{{ toString 1.0 }} {{ toString 1000000.0 }} {{ toString (list 1 nil "x") }} {{ toString (dict "b" 1 "a" nil) }} {{ toString nil }}"#,
        "1 1e+06 [1 <nil> x] map[a:<nil> b:1] <nil>",
    ),
    (
        r#"{{ hello }}|{{ base "a/b/" }} {{ base "" }} {{ base "/" }} {{ dir "a/b" }} {{ dir "/" }} {{ dir "" }} {{ ext "a.tar.gz" }} {{ clean "/../a//./b/.." }} {{ isAbs "/a" }} {{ osBase "x/y" }}"#,
        "Hello!|b . / a / . .gz /a true y",
    ),
];

/// Lists.
const LISTS: &[(&str, &str)] = &[
    (
        r#"{{ list 1 "a" nil | toJson }} {{ list | toJson }} {{ concat list list | toJson }} {{ rest list | toJson }} {{ tuple 1 2 | len }}"#,
        "[1,\"a\",null] [] null null 2",
    ),
    (
        r#"{{ first (list 1 2) }} {{ last (list 1 2) }} {{ rest (list 1 2 3) }} {{ initial (list 1 2 3) }} {{ first list }}"#,
        "1 2 [2 3] [1 2] <no value>",
    ),
    (
        r#"{{ append (list 1) 2 }} {{ prepend (list 1) 2 }} {{ concat (list 1) (list "a" (list 3)) }} {{ reverse (list 1 2 3) }}"#,
        "[1 2] [2 1] [1 a [3]] [3 2 1]",
    ),
    (
        r#"{{ uniq (list 1 1.0 "1" 1 (list 2) (list 2)) | toJson }} {{ without (list 1 2 3 2) 2 }} {{ has 2 (list 1 2) }} {{ has 2.0 (list 1 2) }} {{ has 1 nil }}"#,
        "[1,1,\"1\",[2]] [1 3] true false false",
    ),
    (
        r#"{{ compact (list 0 1 "" "a" nil list) }} {{ slice (list 1 2 3) 1 }} {{ slice (list 1 2 3) 0 2 }} {{ slice list 0 }}"#,
        "[1 a] [2 3] [1 2] <no value>",
    ),
    (
        r#"{{ slice (list 1) 0 5 }}"#,
        "!template: t:1:3: executing \"t\" at <slice (list 1) 0 5>: error calling slice: reflect.Value.Slice: slice index out of bounds",
    ),
    (
        r#"{{ chunk 2 (list 1 2 3) | toJson }} {{ chunk 3 list | toJson }} {{ typeOf (chunk 1 (list 1)) }}"#,
        "[[1,2],[3]] [] [][]interface {}",
    ),
    (
        r#"{{ chunk 0 (list 1) }}"#,
        "!template: t:1:3: executing \"t\" at <chunk 0 (list 1)>: error calling chunk: runtime error: makeslice: len out of range",
    ),
    (r#"{{ first "abc" }}"#, "!template: t:1:3: executing \"t\" at <first \"abc\">: error calling first: Cannot find first on type string"),
    (
        r#"{{ append nil 1 }}"#,
        "!template: t:1:3: executing \"t\" at <append nil 1>: error calling append: runtime error: invalid memory address or nil pointer dereference",
    ),
    (r#"{{ has 1 "abc" }}"#, "!template: t:1:3: executing \"t\" at <has 1 \"abc\">: error calling has: Cannot find has on type string"),
    (r#"{{ concat "a" }}"#, "!template: t:1:3: executing \"t\" at <concat \"a\">: error calling concat: Cannot concat type string as list"),
    (
        r#"{{ sortAlpha (list "b" 2 "a" 10) }} {{ sortAlpha "x" }} {{ join "-" (list 1 nil "a" 2.5) }} {{ join "," "x" }} {{ join "," nil }}|{{ toStrings (list 1 nil true) }}"#,
        "[10 2 a b] [x] 1-a-2.5 x |[1 true]",
    ),
    (
        r#"{{ splitList "," "a,b," | toJson }} {{ split "." "a.b" | toJson }} {{ splitn "." 2 "a.b.c" | toJson }} {{ (split "/" "x/y")._1 }} {{ splitList "" "né" | toJson }} {{ typeOf (split "." "a") }}"#,
        "[\"a\",\"b\",\"\"] {\"_0\":\"a\",\"_1\":\"b\"} {\"_0\":\"a\",\"_1\":\"b.c\"} y [\"n\",\"é\"] map[string]string",
    ),
    (
        r#"{{ until 3 }} {{ until -2 }} {{ untilStep 1 10 4 }} {{ untilStep 3 1 1 }} {{ seq 3 }}|{{ seq -2 }}|{{ seq 2 5 }}|{{ seq 1 2 6 }}|{{ seq 5 -2 1 }}|{{ seq 0 0 }}|{{ typeOf (until 1) }}"#,
        "[0 1 2] [0 -1] [1 5 9] [] 1 2 3|1 0 -1 -2|2 3 4 5|1 3 5|5 3 1|0|[]int",
    ),
    (r#"{{ range $i, $x := until 2 }}{{ $i }}={{ $x }} {{ end }}"#, "0=0 1=1 "),
];

/// Dicts.
const DICTS: &[(&str, &str)] = &[
    (
        r#"{{ dict "a" 1 "b" | toJson }} {{ dict 1 2 | toJson }} {{ get (dict "a" 1) "b" | quote }} {{ hasKey (dict "a" nil) "a" }} {{ (dict "a" 1).a }}"#,
        "{\"a\":1,\"b\":\"\"} {\"1\":2} \"\" true 1",
    ),
    (r#"{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $e := unset $d "a" }}{{ $d | toJson }} {{ $e | toJson }}"#, "{\"b\":2} {\"b\":2}"),
    (r#"{{ set nil "a" 1 }}"#, "!template: t:1:3: executing \"t\" at <set nil \"a\" 1>: error calling set: assignment to entry in nil map"),
    (
        r#"{{ pluck "a" (dict "a" 1) (dict "b" 2) (dict "a" 3) }} {{ pick (dict "a" 1 "b" 2) "a" "c" | toJson }} {{ omit (dict "a" 1 "b" 2) "a" "c" | toJson }} {{ keys (dict "a" 1) }} {{ values (dict "a" 1) }}"#,
        "[1 3] {\"a\":1} {\"b\":2} [a] [1]",
    ),
    (
        r#"{{ dig "a" "b" "none" (dict "a" (dict "b" 1)) }} {{ dig "a" "x" "none" (dict "a" (dict "b" 1)) }} {{ dig "x" "y" "none" dict }}"#,
        "1 none none",
    ),
    (
        r#"{{ dig "a" "b" "none" (dict "a" 1) }}"#,
        "!template: t:1:3: executing \"t\" at <dig \"a\" \"b\" \"none\" (dict \"a\" 1)>: error calling dig: interface conversion: interface {} is int, not map[string]interface {}",
    ),
    (
        r#"{{ dig "a" (dict "a" 1) }}"#,
        "!template: t:1:3: executing \"t\" at <dig \"a\" (dict \"a\" 1)>: error calling dig: dig needs at least three arguments",
    ),
    (
        r#"{{ $a := dict "x" 1 "n" (dict "k" 1) }}{{ $b := dict "x" 2 "y" 3 "n" (dict "k" 2 "l" 3) "z" nil }}{{ merge $a $b | toJson }} {{ $b | toJson }}"#,
        "{\"n\":{\"k\":1,\"l\":3},\"x\":1,\"y\":3} {\"n\":{\"k\":2,\"l\":3},\"x\":2,\"y\":3,\"z\":null}",
    ),
    (
        r#"{{ $a := dict "x" 1 "n" (dict "k" 1) }}{{ $b := dict "x" 0 "y" 3 "n" (dict "k" "" "l" 3) "z" nil }}{{ mergeOverwrite $a $b | toJson }}"#,
        "{\"n\":{\"k\":\"\",\"l\":3},\"x\":0,\"y\":3,\"z\":null}",
    ),
    (
        r#"{{ merge (dict "a" "" "b" false "c" list) (dict "a" 1 "b" true "c" (list 1) "d" (dict "e" 1)) | toJson }} {{ merge (dict "l" (list 1)) (dict "l" (list 2)) | toJson }} {{ merge (dict "a" "x") (dict "a" (dict "b" 1)) | toJson }}"#,
        "{\"a\":1,\"b\":true,\"c\":[1],\"d\":{\"e\":1}} {\"l\":[1]} {\"a\":\"x\"}",
    ),
    (r#"{{ $s := dict "n" (dict "k" 1) }}{{ $d := merge dict $s }}{{ $_ := set $d.n "k" 2 }}{{ $s | toJson }}"#, "{\"n\":{\"k\":2}}"),
    (
        r#"{{ $s := dict "n" (dict "k" 1) }}{{ $d := merge dict (deepCopy $s) }}{{ $_ := set $d.n "k" 2 }}{{ $s | toJson }}"#,
        "{\"n\":{\"k\":1}}",
    ),
    (r#"{{ deepCopy (list 1 (dict "a" list)) | toJson }} {{ typeOf (dict "a" 1 | deepCopy) }}"#, "[1,{\"a\":[]}] map[string]interface {}"),
    (
        r#"{{ deepCopy nil }}"#,
        "!template: t:1:3: executing \"t\" at <deepCopy nil>: error calling deepCopy: reflect: call of reflect.Value.Type on zero Value",
    ),
];

/// Values.
const VALUES: &[(&str, &str)] = &[
    (
        r#"{{ default 1 "" }} {{ default 1 "x" }} {{ default 1 0 }} {{ default 1 false }} {{ default 1 nil }} {{ default 1 }} {{ default 1 list }} {{ default 1 0.0 }}"#,
        "1 x 1 1 1 1 1 1",
    ),
    (
        r#"{{ empty "" }} {{ empty 0 }} {{ empty dict }} {{ empty (dict "a" 1) }} {{ coalesce nil "" 0 "x" "y" }} {{ coalesce nil }}|{{ all 1 "" }} {{ all 1 "a" }} {{ all }} {{ any 0 "" }} {{ any 0 1 }}"#,
        "true true true false x <no value>|false true true false true",
    ),
    (r#"{{ ternary "a" "b" true }} {{ false | ternary "a" "b" }}"#, "a b"),
    (
        r#"{{ typeOf 1 }} {{ typeOf 1.5 }} {{ typeOf "a" }} {{ typeOf nil }} {{ typeOf list }} {{ typeOf dict }} {{ typeOf (int64 1) }} {{ kindOf 1 }} {{ kindOf list }} {{ kindOf dict }} {{ kindOf nil }} {{ kindIs "map" dict }} {{ typeIs "string" "a" }} {{ typeIsLike "semver.Version" (semver "1.2.3") }} {{ typeOf (semver "1.2.3") }} {{ kindOf (semver "1.2.3") }}"#,
        "int float64 string <nil> []interface {} map[string]interface {} int64 int slice map invalid true true true *semver.Version ptr",
    ),
    (
        r#"{{ deepEqual (list 1 "a") (list 1 "a") }} {{ deepEqual 1 1.0 }} {{ deepEqual (dict "a" 1) (dict "a" 1) }} {{ deepEqual nil nil }}"#,
        "true false true true",
    ),
    (
        r#"{{ int "12" }} {{ int "0x1F" }} {{ int "010" }} {{ int "1.00" }} {{ int "1.5" }} {{ int 3.9 }} {{ int true }} {{ int nil }} {{ int64 "9223372036854775808" }} {{ float64 "1e3" }} {{ float64 "x" }} {{ atoi "42" }} {{ atoi "4x" }} {{ toDecimal "755" }} {{ toDecimal 8 }} {{ int "1_000" }}"#,
        "12 31 8 1 0 3 1 0 0 1000 0 42 0 493 0 1000",
    ),
    (
        r#"{{ add 1 "2" 3.9 nil }} {{ sub 5 2 }} {{ mul 2 3 4 }} {{ div 7 2 }} {{ mod 7 3 }} {{ mod -7 3 }} {{ add1 4 }} {{ max 1 5 3 }} {{ min 4 2 }} {{ biggest 1 2 }} {{ maxf 1.5 2 }} {{ minf 1.5 2 }}"#,
        "6 3 24 3 1 -1 5 5 2 2 2 1.5",
    ),
    (r#"{{ div 1 0 }}"#, "!template: t:1:3: executing \"t\" at <div 1 0>: error calling div: runtime error: integer divide by zero"),
    (
        r#"{{ addf 0.1 0.2 }} {{ subf 1 0.9 }} {{ mulf 1.1 3 }} {{ divf 1 3 }} {{ divf 2 3 }} {{ add1f 1.5 }} {{ mulf 1e200 1e200 }}"#,
        "0.3 0.1 3.3 0.3333333333333333 0.6666666666666667 2.5 +Inf",
    ),
    (r#"{{ divf 1 0 }}"#, "!template: t:1:3: executing \"t\" at <divf 1 0>: error calling divf: decimal division by 0"),
    (
        r#"{{ round 3.14159 2 }} {{ round 2.5 0 }} {{ round -1.2 0 }} {{ round 123.555 2 0.6 }} {{ ceil 1.1 }} {{ floor -1.1 }} {{ round 1234 -2 }}"#,
        "3.14 3 -2 123.55 2 -2 1200",
    ),
    (
        r#"{{ b64enc "héllo" }} {{ b64dec "aMOpbGxv" }} {{ b64dec "a" }} {{ b64dec "aGk=\n" }}|{{ b32enc "hello" }} {{ b32dec "NBSWY3DP" }} {{ b32dec "x" }}"#,
        "aMOpbGxv héllo illegal base64 data at input byte 0 hi|NBSWY3DP hello illegal base32 data at input byte 0",
    ),
    (
        r#"{{ sha1sum "a" }} {{ sha256sum "a" }} {{ adler32sum "Wikipedia" }} {{ sha512sum "" | trunc 16 }}"#,
        "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8 ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb 300286872 cf83e1357eefb8bd",
    ),
];

/// Formats.
const FORMATS: &[(&str, &str)] = &[
    (
        r#"{{ toYaml (dict "a" 1.0 "b" (list 1 "x" nil) "c" (dict) "d" "yes" "e" "1" "f" 1000000.0 "g" 1e21 "h" "a: b" "i" "x\ny\n") }}"#,
        "a: 1\nb:\n- 1\n- x\n- null\nc: {}\nd: \"yes\"\ne: \"1\"\nf: 1000000\ng: 1e+21\nh: 'a: b'\ni: |\n  x\n  y",
    ),
    (
        r#"{{ toYamlPretty (dict "a" 1000000.0 "b" (list 1 (list 2) (dict "x" 1)) "c" (dict) "d" "yes" "e" "1" "i" "x\ny\n" "long" (repeat 30 "word ")) }}"#,
        "a: 1e+06\nb:\n  - 1\n  - - 2\n  - x: 1\nc: {}\nd: \"yes\"\ne: \"1\"\ni: |\n  x\n  y\nlong: 'word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word '",
    ),
    (r#"{{ toYaml nil }}|{{ toYaml "a" }}|{{ toYaml list }}|{{ toYaml (list (list 1)) }}"#, "null|a|[]|- - 1"),
    (r#"{{ $d := dict }}{{ $_ := set $d "x" $d }}[{{ toYaml $d }}]"#, "[]"),
    (
        r#"{{ fromYaml "a: 1\nb: [x, 1.5]\n" }} {{ typeOf (fromYaml "a: 1").a }} {{ fromYaml "- a" }} {{ fromYaml "" }} {{ fromYamlArray "- 1\n- a" }} {{ fromYamlArray "a: 1" }}"#,
        "map[a:1 b:[x 1.5]] float64 map[Error:error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}] map[] [1 a] [error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}]",
    ),
    (
        r#"{{ fromYaml "a: b: c" }}|{{ fromYaml "x: 1\na: [1" }}"#,
        "map[Error:error converting YAML to JSON: yaml: mapping values are not allowed in this context]|map[Error:error converting YAML to JSON: yaml: line 2: did not find expected ',' or ']']",
    ),
    (
        r#"{{ toJson (dict "b" "<&>" "a" (list 1 2.5 nil true "é")) }} {{ toRawJson "<a>" }} {{ toJson nil }} {{ toPrettyJson (dict "a" (list) "b" (dict) "c" (list 1)) }}"#,
        "{\"a\":[1,2.5,null,true,\"é\"],\"b\":\"\\u003c\\u0026\\u003e\"} \"<a>\" null {\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1\n  ]\n}",
    ),
    (
        r#"{{ fromJson "{\"a\":[1,{\"b\":null}]}" }} {{ fromJson "[1]" }} {{ fromJson "{" }} {{ fromJson "{\"a\":1,}" }} {{ fromJsonArray "[1,\"a\"]" }} {{ fromJsonArray "{}" }} {{ mustFromJson "[1]" }}"#,
        "map[a:[1 map[b:<nil>]]] map[Error:json: cannot unmarshal array into Go value of type map[string]interface {}] map[Error:unexpected end of JSON input] map[Error:invalid character '}' looking for beginning of object key string] [1 a] [json: cannot unmarshal object into Go value of type []interface {}] [1]",
    ),
    (
        r#"{{ mustFromJson "{a}" }}"#,
        "!template: t:1:3: executing \"t\" at <mustFromJson \"{a}\">: error calling mustFromJson: invalid character 'a' looking for beginning of object key string",
    ),
    (
        r#"{{ fromJson "tru" }} {{ fromJson "\"\\x\"" }} {{ fromJson "1 2" }} {{ fromJson "01" }} {{ fromJson "\"a\nb\"" }}"#,
        "map[Error:invalid character ' ' in literal true (expecting 'e')] map[Error:invalid character 'x' in string escape code] map[Error:invalid character '2' after top-level value] map[Error:invalid character '1' after top-level value] map[Error:invalid character '\\n' in string literal]",
    ),
    (
        r#"{{ toToml (dict "a" 1 "b" 1.0 "c" "q\"" "d" (list 1 2) "t" (dict "x" 1 "u" (dict "y" true)) "l" (list (dict "z" 1) (dict "z" 2)) "k k" 1) }}"#,
        "a = 1\nb = 1.0\nc = \"q\\\"\"\nd = [1, 2]\n\"k k\" = 1\n\n[[l]]\n  z = 1\n\n[[l]]\n  z = 2\n\n[t]\n  x = 1\n  [t.u]\n    y = true\n",
    ),
    (
        r#"{{ toToml (list (dict "a" 1)) }}|{{ toToml (dict "a" (list nil)) }}"#,
        "toml: top-level values must be Go maps or structs|toml: cannot encode array with nil element",
    ),
    (
        r#"{{ fromToml "a = 1\n[t]\nb = 1.5\nc = [\"x\"]\n" }} {{ typeOf (fromToml "a = 1").a }} {{ fromToml "one" }}"#,
        "map[a:1 t:map[b:1.5 c:[x]]] int64 map[Error:toml: line 1: unexpected EOF; expected key separator '=']",
    ),
];

/// Expressions.
const EXPRESSIONS: &[(&str, &str)] = &[
    (
        r#"{{ regexMatch "^[a-z]+$" "abc" }} {{ regexMatch "(" "a" }} {{ regexFind "[0-9]+" "a12b3" }} {{ regexFindAll "[0-9]" "a1b2c3" 2 }} {{ regexFindAll "x" "abc" -1 | toJson }}"#,
        "true false 12 [1 2] null",
    ),
    (
        r#"{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }} {{ regexReplaceAllLiteral "a" "banana" "$1" }} {{ regexReplaceAll "(?P<n>b)" "abc" "<$n>" }} {{ regexReplaceAll "a*" "baac" "x" }}"#,
        "-W-xxW- --- b$1n$1n$1 a<b>c xbxcx",
    ),
    (
        r#"{{ regexSplit "z+" "pizza" -1 }} {{ regexSplit "z" "pizza" 1 }} {{ regexSplit "" "abc" -1 | toJson }} {{ regexSplit "," "" -1 | toJson }} {{ regexQuoteMeta "1.2.3[x]" }}"#,
        "[pi a] [pizza] [\"a\",\"b\",\"c\"] [\"\"] 1\\.2\\.3\\[x\\]",
    ),
    (
        r#"{{ regexMatch "\\Qa.b\\E" "a.b" }} {{ regexMatch "^\\pL+$" "é" }} {{ regexMatch "^\\w$" "é" }} {{ regexMatch "a{,2}" "a{,2}" }} {{ regexMatch "[[:alpha:]&&]" "&" }} {{ regexMatch "\\_" "_" }} {{ regexMatch "^.$" "\n" }}"#,
        "true true false true true true false",
    ),
    (
        r#"{{ regexFind "(" "a" }}"#,
        "!template: t:1:3: executing \"t\" at <regexFind \"(\" \"a\">: error calling regexFind: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`",
    ),
    (
        r#"{{ mustRegexMatch "a**" "a" }}"#,
        "!template: t:1:3: executing \"t\" at <mustRegexMatch \"a**\" \"a\">: error calling mustRegexMatch: error parsing regexp: invalid nested repetition operator: `**`",
    ),
    (
        r#"{{ mustRegexMatch "[z-a]" "a" }}"#,
        "!template: t:1:3: executing \"t\" at <mustRegexMatch \"[z-a]\" \"a\">: error calling mustRegexMatch: error parsing regexp: invalid character class range: `z-a`",
    ),
    (
        r#"{{ mustRegexFind "(?=a)" "a" }}"#,
        "!template: t:1:3: executing \"t\" at <mustRegexFind \"(?=a)\" \"a\">: error calling mustRegexFind: error parsing regexp: invalid or unsupported Perl syntax: `(?=`",
    ),
    (
        r#"{{ mustRegexFind "\\y" "a" }}"#,
        "!template: t:1:3: executing \"t\" at <mustRegexFind \"\\\\y\" \"a\">: error calling mustRegexFind: error parsing regexp: invalid escape sequence: `\\y`",
    ),
    (
        r#"{{ mustRegexFind "a{1001}" "a" }}"#,
        "!template: t:1:3: executing \"t\" at <mustRegexFind \"a{1001}\" \"a\">: error calling mustRegexFind: error parsing regexp: invalid repeat count: `{1001}`",
    ),
    (
        r#"{{ semver "1.2.3-beta.1+b" }} {{ (semver "v1.2").Minor }} {{ (semver "v1.2").Original }} {{ (semver "1.2.3-a+b").Prerelease }} {{ (semver "1.2.3-a+b").Metadata }} {{ (semver "1.2.3").Compare (semver "1.10.0") }} {{ (semver "1.2.3").IncMinor }}"#,
        "1.2.3-beta.1+b 2 v1.2 a b -1 1.3.0",
    ),
    (r#"{{ semver "x" }}"#, "!template: t:1:3: executing \"t\" at <semver \"x\">: error calling semver: invalid semantic version"),
    (
        r#"{{ semverCompare ">=1.19-0" "1.25.3-gke.100" }} {{ semverCompare ">=1.19" "1.25.3-gke.100" }} {{ semverCompare "^1.2" "1.9.0" }} {{ semverCompare "~1.2" "1.3.0" }} {{ semverCompare "1.2.x" "1.2.9" }} {{ semverCompare "<1.2 || >2" "2.1.0" }} {{ semverCompare "1.2 - 1.4" "1.4.9" }} {{ semverCompare "*" "0.1.0" }} {{ semverCompare ">=1.2, <2" "1.5" }} {{ semverCompare "^0.0.3" "0.0.4" }}"#,
        "true false true false true false true true true false",
    ),
    (
        r#"{{ semverCompare "abc" "1.2.3" }}"#,
        "!template: t:1:3: executing \"t\" at <semverCompare \"abc\" \"1.2.3\">: error calling semverCompare: improper constraint: \"abc\"",
    ),
    (
        r#"{{ urlParse "http://u:p@h.com:80/a%20b?x=1#f" | toJson }} {{ urlJoin (dict "scheme" "https" "host" "h" "path" "/a b" "query" "q=1" "userinfo" "u:p") }}"#,
        "{\"fragment\":\"f\",\"host\":\"h.com:80\",\"hostname\":\"h.com\",\"opaque\":\"\",\"path\":\"/a b\",\"query\":\"x=1\",\"scheme\":\"http\",\"userinfo\":\"u:p\"} https://u:p@h/a%20b?q=1",
    ),
    (
        r#"{{ urlParse "http://h:x/" }}"#,
        "!template: t:1:3: executing \"t\" at <urlParse \"http://h:x/\">: error calling urlParse: unable to parse url: parse \"http://h:x/\": invalid port \":x\" after host",
    ),
    (r#"{{ kindOf (getHostByName "localhost") }}"#, "string"),
];

/// Times.
const TIMES: &[(&str, &str)] = &[
    (
        r#"{{ date "2006-01-02 15:04:05 MST -07:00" (int 0) }} {{ dateInZone "Jan _2 3:04PM MST" (int 86400) "America/New_York" }} {{ htmlDate (int64 1700000000) }} {{ dateInZone "15:04 MST" (int 0) "Nowhere/Else" }} {{ htmlDateInZone (int 0) "Asia/Tokyo" }}"#,
        "1970-01-01 00:00:00 UTC +00:00 Jan  1 7:00PM EST 2023-11-14 00:00 UTC 1970-01-01",
    ),
    (
        r#"{{ toDate "2006-01-02" "2017-12-31" | date "02/01/2006 Monday" }} {{ (toDate "2006-01-02" "2017-12-31").Year }} {{ toDate "2006-01-02" "x" }} {{ (toDate "2006-01-02T15:04:05Z07:00" "2017-12-31T10:00:00+02:00").UTC }} {{ (toDate "2006-01-02" "2024-02-29").AddDate 1 0 0 }}"#,
        "31/12/2017 Sunday 2017 0001-01-01 00:00:00 +0000 UTC 2017-12-31 08:00:00 +0000 UTC 2025-03-01 00:00:00 +0000 UTC",
    ),
    (
        r#"{{ mustToDate "2006-01-02" "2017-13-31" }}"#,
        "!template: t:1:3: executing \"t\" at <mustToDate \"2006-01-02\" \"2017-13-31\">: error calling mustToDate: parsing time \"2017-13-31\": month out of range",
    ),
    (
        r#"{{ mustToDate "2006-01-02" "17" }}"#,
        "!template: t:1:3: executing \"t\" at <mustToDate \"2006-01-02\" \"17\">: error calling mustToDate: parsing time \"17\" as \"2006-01-02\": cannot parse \"17\" as \"2006\"",
    ),
    (
        r#"{{ toDate "2006-01-02" "2017-12-31" | dateModify "-1.5h" | unixEpoch }} {{ toDate "2006-01-02" "2017-12-31" | dateModify "x" }} {{ toDate "2006-01-02" "2017-12-31" | toJson }}"#,
        "1514673000 2017-12-31 00:00:00 +0000 UTC \"2017-12-31T00:00:00Z\"",
    ),
    (
        r#"{{ toDate "2006-01-02" "2017-12-31" | mustDateModify "1x" }}"#,
        "!template: t:1:38: executing \"t\" at <mustDateModify \"1x\">: error calling mustDateModify: time: unknown unit \"x\" in duration \"1x\"",
    ),
    (
        r#"{{ duration "95" }} {{ duration (int64 3700) }} {{ duration 5 }} {{ durationRound "2h10m5s" }} {{ durationRound "2400h10m5s" }} {{ durationRound (int64 1) }}"#,
        "1m35s 1h1m40s 0s 2h 3mo 0s",
    ),
    (
        r#"{{ date "Mon Jan 2 15:04:05.000 .999 ,000000 2006 __2 002 pm 06 1 01" (int64 1700000000) }}"#,
        "Tue Nov 14 22:13:20.000  ,000000 2023 318 318 pm 23 11 11",
    ),
];
