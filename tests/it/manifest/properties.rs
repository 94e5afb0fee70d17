//! Properties: what is printed reads back the same, and no input makes the readers fail otherwise than by a problem.

use proptest::prelude::*;
use tiphys::engine::manifest::duration::GoDuration;
use tiphys::engine::manifest::quantity::Quantity;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::manifest::{emit, gofloat, json, timestamp};
use tiphys::model::object::key::Key;
use tiphys::model::object::value::Value;

/// Texts that look like something else, or need escapes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9 .:#'\"-]{0,12}",
        r"[-+]?[0-9]{1,4}([.:e_x-][0-9]{0,3}){0,3}",
        prop::sample::select(vec![
            "yes",
            "~",
            "null",
            "",
            "0x1f",
            "2001-01-01",
            "|",
            "- a",
            "a: b",
            "<<",
            "=",
            "---",
            "...",
            "{}",
            "\u{feff}x"
        ])
        .prop_map(str::to_owned),
        r"[ \n\ta-c#]{0,8}",
        // Line breaks of YAML 1.1 and what Go's JSON does not carry are in the table of differences (`go`).
        "[^\u{85}\u{2028}\u{2029}\u{feff}]{0,10}",
        r"([a-z]{1,9} {1,2}){10,20}",
    ]
}

/// A float that JSON has; -0 is apart, because it reads back as the integer 0.
fn float() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("a number of JSON", |value| value.is_finite() && (*value != 0.0 || value.is_sign_positive()))
}

fn exact() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (i64::MAX as u64 + 1..).prop_map(Value::Uint),
        text().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    nested(prop_oneof![4 => exact(), 1 => float().prop_map(Value::Float)])
}

fn nested(scalar: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    scalar.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            // A key `<<` is printed plain, as Go does, and so reads as a merge.
            prop::collection::vec((text().prop_filter("no merge key", |key| key != "<<"), inner), 0..4)
                .prop_map(|entries| Value::map(entries.into_iter().map(|(key, value)| (Key::from(&*key), value)).collect())),
        ]
    })
}

/// The value of the only document, or null.
fn read_again(text: &str, options: ParseOptions) -> Value {
    let documents = parse_yaml(text.as_bytes(), "f", options);
    assert!(documents.problems.is_empty(), "{:?} in {text:?}", documents.problems);
    documents.values.into_iter().next().map(|document| document.value).unwrap_or_default()
}

/// Equal, and equal to the last digit: `Value`'s own equality takes a float for an integer of the same number.
fn same(a: &Value, b: &Value) -> bool {
    a == b && json::to_json(a) == json::to_json(b)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printed_yaml_reads_back_the_same(value in value()) {
        // A list or a map: a scalar at the root may be an empty text, which is no document.
        let value = Value::list(vec![value]);
        let text = emit::emit(&value);
        prop_assert!(same(&read_again(&text, ParseOptions::KUBERNETES), &value), "{}", text);
    }

    #[test]
    fn printed_json_reads_back_the_same(value in value()) {
        for text in [json::to_json(&value), json::canonical_json(&value), json::to_json_pretty(&value, json::Html::Plain)] {
            let again = json::parse_json(&text).expect("our own JSON");
            prop_assert!(same(&again, &value));
        }
    }

    #[test]
    fn our_json_is_serde_jsons_json(value in nested(exact())) {
        let ours: serde_json::Value = serde_json::from_slice(&json::canonical_json(&value)).expect("our own JSON");
        let again = json::parse_json(&serde_json::to_vec(&ours).expect("JSON")).expect("serde_json's JSON");
        prop_assert!(same(&again, &value));
    }

    #[test]
    fn arbitrary_bytes_make_no_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        parse_yaml(&bytes, "f", ParseOptions::KUBERNETES.with_spans());
        parse_yaml(&bytes, "f", ParseOptions::KUSTOMIZE);
        let _ = json::parse_json(&bytes);
    }

    #[test]
    fn arbitrary_yaml_like_text_makes_no_reader_panic(text in r#"[-a-c0-2:\[\]{},&*#?|>!%@'"\\ \n\t~<.é]{0,60}"#) {
        for options in [ParseOptions::KUBERNETES.with_spans(), ParseOptions::KUSTOMIZE.with_spans()] {
            for document in parse_yaml(text.as_bytes(), "f", options).values {
                let printed = emit::emit(&document.value);
                if printed.contains("<<") {
                    continue;
                }
                let again = read_again(&printed, ParseOptions::KUBERNETES);
                prop_assert!(same(&again, &document.value), "{:?} printed {:?}", text, printed);
            }
        }
        let _ = (json::parse_json(text.as_bytes()), Quantity::parse(&text), GoDuration::parse(&text), timestamp::parse(&text));
    }

    #[test]
    fn floats_read_back_the_same(value in float()) {
        prop_assert_eq!(gofloat::json(value).parse(), Ok(value));
        prop_assert_eq!(gofloat::general(value).parse(), Ok(value));
    }

    #[test]
    fn a_quantitys_canonical_form_is_the_same_quantity(text in r"[+-]?[0-9]{1,6}(\.[0-9]{0,12})?(n|u|m|k|M|G|T|P|Ki|Mi|Gi|e[0-9]|E-?[0-9])?") {
        let quantity = Quantity::parse(&text).expect("a quantity");
        let again = Quantity::parse(&quantity.canonical()).expect("its canonical form");
        prop_assert_eq!(&again, &quantity);
        prop_assert_eq!(Quantity::parse(&again.canonical()).expect("again").canonical(), again.canonical());
    }

    #[test]
    fn a_durations_text_is_the_same_duration(nanoseconds in any::<i64>()) {
        let duration = GoDuration { nanoseconds };
        prop_assert_eq!(GoDuration::parse(&duration.to_string()), Ok(duration));
    }
}
