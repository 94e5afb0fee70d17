//! Texts that are made to hang, to fill the memory or to overflow the stack end with an error. The threads have half the
//! stack of those that run the engine.

use std::rc::Rc;

use tiphys::engine::template::budget::Limits;
use tiphys::engine::template::dict::Dict;
use tiphys::engine::template::error::Failure;
use tiphys::engine::template::execute::MissingKey;
use tiphys::engine::template::fault::Fault;
use tiphys::engine::template::function::{Scope, Signature};
use tiphys::engine::template::functions::find;
use tiphys::engine::template::native::Native;
use tiphys::engine::template::value::Value;
use tiphys::runtime::engine;

use super::run::{ended, outcome_with};

/// As deep as the limits allow must fit the engine's threads twice.
const STACK: usize = engine::STACK / 2;

fn on_a_thread<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread").join().expect("no overflow")
}

fn small() -> Limits {
    Limits { steps: 1_000_000, bytes: 1 << 20, depth: 1_000 }
}

/// The limit that a text meets.
fn limit(text: String, limits: Limits) -> String {
    on_a_thread(move || match outcome_with(find, &text, Value::str("a"), MissingKey::Zero, limits) {
        Err(Ok(Failure::Limit(limit))) => limit,
        Err(Ok(other)) => format!("failed: {other}"),
        Err(Err(error)) => format!("no template: {error}"),
        Ok(out) => format!("{} bytes", out.len()),
    })
}

#[test]
fn templates_that_call_themselves_end() {
    let too_deep = "templates call each other more than 1000 deep, x.yaml at last";
    assert_eq!(limit(r#"{{ include "x.yaml" . }}"#.to_owned(), small()), too_deep);
    assert_eq!(limit(r#"{{ template "x.yaml" . }}"#.to_owned(), small()), too_deep);
    let tpl = r#"{{ tpl "{{ include \"x.yaml\" . }}" . }}"#.to_owned();
    assert_eq!(limit(tpl, small()), "templates call each other more than 1000 deep, tpl at last");
}

#[test]
fn the_deepest_templates_that_are_allowed_fit_the_stack() {
    let too_deep = "templates nest more than 4000 lists and pipelines";
    let lists = format!("{}{{{{ include \"x.yaml\" . }}}}{}", "{{ if . }}".repeat(150), "{{ end }}".repeat(150));
    assert_eq!(limit(lists, small()), too_deep);
    let parentheses = format!("{{{{ {}include \"x.yaml\" .{} }}}}", "print (".repeat(150), ")".repeat(150));
    assert_eq!(limit(parentheses, small()), too_deep);
    let fields = format!("{{{{ {}(include \"x.yaml\" .){} }}}}", "(dict \"a\" ".repeat(150), ").a".repeat(150));
    assert_eq!(limit(fields, small()), too_deep);
    let loops = format!("{}{{{{ include \"x.yaml\" . }}}}{}", "{{ range list 1 }}{{ with . }}".repeat(75), "{{ end }}{{ end }}".repeat(75));
    assert_eq!(limit(loops, small()), too_deep);
    let texts = "{{ define `t` }}{{ tpl `{{ if (print (print (print (include \"t\" .)))) }}{{ end }}` . }}{{ end }}{{ include `t` . }}";
    assert_eq!(limit(texts.to_owned(), small()), too_deep);
}

#[test]
fn what_the_deepest_template_does_fits_the_stack_as_well() {
    let deepest = |does: &str| {
        let text = "{{ define `r` }}{{ if eq .n 0 }}DOES{{ else }}{{ include `r` (dict `n` (int (sub .n 1))) }}{{ end }}{{ end }}";
        format!("{}{{{{ include `r` (dict `n` 980) }}}}", text.replace("DOES", does))
    };
    let nested = |n: usize| format!("(printf `%s%s` (repeat {n} `[`) (repeat {n} `]`))");
    assert_eq!(limit(deepest(&format!("{{{{ {} | fromYamlArray | toYaml | len }}}}", nested(90))), small()), "3 bytes");
    assert_eq!(limit(deepest(&format!("{{{{ {} | fromJsonArray | toJson | len }}}}", nested(200))), small()), "3 bytes");
    let tpl = "{{ tpl (printf `%s1%s` (repeat 190 `{{ if . }}`) (repeat 190 `{{ end }}`)) 1 }}";
    assert_eq!(limit(deepest(tpl), small()), "1 bytes");
}

#[test]
fn texts_that_nest_too_deep_are_no_templates() {
    let refused = "no template: template: x.yaml:1: max expression depth exceeded";
    for (open, close) in [("{{ if . }}", "{{ end }}"), ("{{ block \"b\" . }}", "{{ end }}"), ("{{ with . }}", "{{ end }}")] {
        assert_eq!(limit(format!("{}{}", open.repeat(50_000), close.repeat(50_000)), small()), refused);
    }
    assert_eq!(limit(format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)), small()), refused);
    let chain = format!("{{{{ if . }}}}a{}{{{{ end }}}}", "{{ else if . }}b".repeat(150));
    assert_eq!(limit(chain, small()), "1 bytes");
}

#[test]
fn endless_loops_end() {
    let text = "{{ range 9223372036854775807 }}{{ end }}".to_owned();
    assert_eq!(limit(text, small()), "the templates need more than 1000000 steps");
    let nested = "{{ range 10000 }}{{ range 10000 }}{{ end }}{{ end }}".to_owned();
    assert_eq!(limit(nested, small()), "the templates need more than 1000000 steps");
}

#[test]
fn outputs_have_an_end() {
    let too_much = "the templates make more than 1 MiB of text";
    assert_eq!(limit("{{ range 100000 }}twenty characters..{{ end }}".to_owned(), small()), too_much);
    assert_eq!(limit(r#"{{ printf "%999999d%999999d" 1 2 }}"#.to_owned(), small()), too_much);
    assert_eq!(limit(r#"{{ printf "%.999999f%.999999x" 1.0 2.0 }}"#.to_owned(), small()), too_much);
    let doubling = r#"{{ $x := "0123456789" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}"#.to_owned();
    assert_eq!(limit(doubling, small()), too_much);
}

#[test]
fn errors_do_not_fill_the_memory_either() {
    let long = "x".repeat(4_000);
    let text = format!("{{{{ define `r` }}}}{{{{ include (or `r` `{long}`) . }}}}{{{{ end }}}}{{{{ include `r` . }}}}");
    assert_eq!(limit(text, Limits { depth: 2_000, ..small() }), "the templates make more than 1 MiB of text");
}

#[test]
fn values_within_values_are_dropped_without_a_stack() {
    let text = "{{ $x := list }}{{ range 200000 }}{{ $x = list $x }}{{ end }}{{ range 200000 }}{{ $x = dict `a` $x }}{{ end }}".to_owned();
    let limits = Limits { bytes: 1 << 30, steps: 10_000_000, depth: 1_000 };
    let run = move || ended(&text, Value::Nil, MissingKey::Zero, limits);
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(run).expect("a thread");
    assert_eq!(thread.join().expect("no overflow"), Ok(String::new()));
}

/// Tells by its references whether values that held it are gone.
struct Probe;

impl Native for Probe {
    fn type_name(&self) -> &'static str {
        "probe"
    }
    fn kind_name(&self) -> &'static str {
        "struct"
    }
    fn field(&self, _: &str) -> Option<Value> {
        None
    }
    fn method(&self, _: &str) -> Option<&'static Signature> {
        None
    }
    fn call(&self, _: &str, _: &Scope<'_>, _: &[Value]) -> Result<Value, Fault> {
        Err("no method".into())
    }
    fn plain(&self) -> Value {
        Value::Nil
    }
    fn printed(&self) -> Option<String> {
        Some("probe".to_owned())
    }
    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[test]
fn maps_that_hold_themselves_are_gone_after_the_execution() {
    for text in [
        "{{ $_ := set . `self` . }}",
        "{{ $d := dict `p` .p }}{{ $_ := set $d `list` (list (dict `d` $d)) }}",
        "{{ $a := dict }}{{ $b := dict `a` $a `p` .p }}{{ $_ := merge $a (dict `b` $b) }}",
        "{{ $a := dict `x` (dict) }}{{ $b := dict `a` $a `p` .p }}{{ $_ := mustMergeOverwrite $a (dict `x` (dict `b` $b)) }}",
        "{{ $_ := set . `self` (list .) }}{{ fail `before the end` }}",
        "{{ define `d` }}{{ $_ := set .d (toString .p) . }}{{ end }}{{ range 100 }}{{ include `d` (dict `d` (dict) `p` $.p) }}{{ end }}",
    ] {
        let probe: Rc<dyn Native> = Rc::new(Probe);
        let data = Dict::default();
        data.set("p", Value::Native(probe.clone()));
        drop(outcome_with(find, text, Value::Dict(data), MissingKey::Zero, small()));
        assert_eq!(Rc::strong_count(&probe), 1, "{text}");
    }
}

#[test]
fn items_count_as_much_as_they_take() {
    let too_much = "the templates make more than 1 MiB of text";
    for text in [
        "{{ $d := dict }}{{ range 100000 }}{{ $_ := set $d (toString .) . }}{{ end }}",
        "{{ $x := list }}{{ range 100000 }}{{ $x = append $x 1 }}{{ end }}",
        "{{ splitList `` (repeat 100000 `a`) }}",
        "{{ splitList `a` (repeat 100000 `a`) }}",
        "{{ replace `a` `` (repeat 100000 `a`) }}",
        "{{ until 100000 }}",
        "{{ regexFindAll `a` (repeat 12000 `a`) -1 }}",
    ] {
        assert_eq!(limit(text.to_owned(), small()), too_much, "{text}");
    }
}

#[test]
fn expressions_cost_what_they_expand_to() {
    let steps = "the templates need more than 1000000 steps";
    let built = r"{{ range 100 }}{{ regexMatch (printf `a%d\pL{40}` .) `b` }}{{ end }}";
    assert_eq!(limit(built.to_owned(), small()), steps);
    let run = r"{{ $text := repeat 100000 `a` }}{{ range 100 }}{{ regexMatch `(\pL{5,25})+b` $text }}{{ end }}";
    assert_eq!(limit(run.to_owned(), small()), steps);
    let found = "{{ regexFindAll `(?s).*b|a` (repeat 60000 `a`) -1 | len }}";
    assert_eq!(limit(found.to_owned(), Limits { bytes: 1 << 30, ..small() }), steps);
}

#[test]
fn what_is_read_counts_as_much_as_it_takes() {
    let too_much = "the templates make more than 1 MiB of text";
    for read in ["fromYamlArray", "fromJsonArray"] {
        let text = format!("{{{{ {read} (printf `[%s1]` (repeat 20000 `[],`)) | len }}}}");
        assert_eq!(limit(text, small()), too_much, "{read}");
    }
}

#[test]
fn splitting_a_long_text_takes_no_longer_than_reading_it() {
    let limits = Limits { bytes: 1 << 30, steps: 10_000_000, depth: 10 };
    let many = "{{ splitList `,` (repeat 1000000 `a,`) | len }}{{ contains `b` (repeat 1000000 `a`) }}".to_owned();
    assert_eq!(limit(many, limits), "12 bytes");
    let broken = "{{ splitList (printf `%s%s` (b64dec `/w==`) (repeat 100000 `a`)) (repeat 1000000 `a`) }}".to_owned();
    assert_eq!(limit(broken, limits), "the templates need more than 10000000 steps");
}

#[test]
fn a_map_that_holds_itself_cannot_be_printed() {
    let text = "{{ $d := dict }}{{ $_ := set $d `a` $d }}{{ $d }}".to_owned();
    assert_eq!(limit(text, small()), "a value that is printed holds more than 500 lists and maps within each other");
}

#[test]
fn variables_without_end_are_no_template() {
    let text: String = (0..6_000).map(|n| format!("{{{{ $v{n} := 1 }}}}")).collect();
    assert_eq!(limit(text, small()), "no template: template: x.yaml:1: more than 5000 variables");
}
