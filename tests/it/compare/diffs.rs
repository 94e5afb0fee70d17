//! Differences from folders in `tests/fixtures/diff`: `old.yaml` is what is live (in folders named `records-…`: an older record),
//! `new.yaml` what is wanted; the expected files hold every form of output. `TIPHYS_UPDATE=1` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use tiphys::engine::compare::masks::Masks;
use tiphys::engine::manifest::objects::objects;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::schema::Schema;
use tiphys::model::ids::{ClusterId, ObjectKey};
use tiphys::model::object::Object;
use tiphys::model::text::is_unsafe;
use tiphys::session::shown::{Change, DiffView, ObjectDiff};
use tiphys::view::page::{Line, Span};
use tiphys::view::{diff_json, diff_markdown, diff_sides, diff_unified};

use crate::support::judged;

use super::verdicts::rules;

fn read(folder: &Path, name: &str) -> BTreeMap<ObjectKey, Object> {
    let text = fs::read(folder.join(name)).expect("a fixture");
    let documents = parse_yaml(&text, name, ParseOptions::KUBERNETES.with_spans());
    let (objects, problems) = objects(&documents, name);
    assert!(problems.is_empty(), "{problems:?}");
    objects.into_iter().map(|object| (object.key(&ClusterId::new("c")), object)).collect()
}

/// The difference of a folder.
fn view(folder: &Path) -> DiffView {
    let (old, new) = (read(folder, "old.yaml"), read(folder, "new.yaml"));
    let is_sync = !folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("records-"));
    let (schema, rules, mut masks) = (Schema::builtin(), rules(), Masks::default());
    let mut keys: Vec<&ObjectKey> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut one = |key: &ObjectKey| {
        let (before, after) = (old.get(key), new.get(key).map(Object::traced));
        let hunks = if is_sync {
            judged::hunks_among(&mut masks, after.as_ref(), before, &schema, &rules)
        } else {
            judged::between_among(&mut masks, before, after.as_ref(), &schema, &rules)
        };
        let change = match (before, &after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            (Some(_), Some(_)) => Change::Changed,
        };
        ObjectDiff { key: key.clone(), change, hunks }
    };
    let objects = keys.into_iter().map(&mut one).filter(|object| !object.hunks.is_empty()).collect();
    DiffView { left: "live".into(), right: "Git 3f2a1b0".into(), objects, images: Vec::new(), problems: Vec::new() }
}

fn printed(lines: &[Line]) -> String {
    let text = |line: &Line| line.iter().map(Span::text).collect::<String>().trim_end().to_owned();
    lines.iter().map(|line| format!("{}\n", text(line))).collect()
}

/// Every form of output: its file and its text.
fn forms(view: &DiffView) -> Vec<(&'static str, String)> {
    let now = "2026-11-29T11:14:00Z".parse().ok();
    vec![
        ("unified.txt", printed(&diff_unified::unified(view, now))),
        ("sides.txt", printed(&diff_sides::side_by_side(view, 120, now))),
        ("diff.json", diff_json::json(view, &[]).expect("JSON") + "\n"),
        ("comment.md", diff_markdown::markdown("shop", view)),
    ]
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diff");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    assert!(cases.len() >= 9, "the fixtures were found");
    cases
}

#[test]
fn differences_read_as_they_were_looked_at() {
    let update = std::env::var_os("TIPHYS_UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        for (name, text) in forms(&view(&case)) {
            let file = case.join(name);
            if update {
                fs::write(&file, &text).expect("the expected file is written");
            } else if fs::read_to_string(&file).unwrap_or_default() != text {
                wrong.push(format!("{}\n{text}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "write them anew with TIPHYS_UPDATE=1 and look at them:\n{}", wrong.join("\n"));
}

#[test]
fn no_form_of_output_sends_anything_to_a_terminal_or_shows_a_secret() {
    for case in cases() {
        for (name, text) in forms(&view(&case)) {
            let unsafe_at = text.char_indices().find(|(_, c)| is_unsafe(*c) && *c != '\n');
            assert_eq!(unsafe_at, None, "{}: {name}", case.display());
            for canary in ["canary-7f3a9", "Y2FuYXJ5LTdmM2E5"] {
                assert!(!text.contains(canary), "{}: {name}\n{text}", case.display());
            }
        }
    }
}

#[test]
fn both_sides_fit_beside_each_other_at_every_width() {
    for case in cases() {
        let view = view(&case);
        for width in [40, 80, 120, 200] {
            let lines = diff_sides::side_by_side(&view, width, None);
            for line in &lines {
                let cells: usize = line.iter().map(|span| span.text().width()).sum();
                assert!(cells <= width, "{}: {cells} of {width}\n{}", case.display(), printed(&lines));
            }
        }
    }
}

#[test]
fn json_is_whole_and_names_each_path_as_text_and_in_parts() {
    for case in cases() {
        let view = view(&case);
        let json: serde_json::Value = serde_json::from_str(&diff_json::json(&view, &[]).expect("JSON")).expect("it reads back");
        let hunks: Vec<&serde_json::Value> =
            json["objects"].as_array().expect("objects").iter().flat_map(|object| object["hunks"].as_array().expect("hunks")).collect();
        assert_eq!(hunks.len(), view.objects.iter().map(|object| object.hunks.len()).sum::<usize>());
        for (hunk, own) in hunks.iter().zip(view.objects.iter().flat_map(|object| &object.hunks)) {
            assert_eq!(hunk["path"], own.path.to_string());
            assert_eq!(hunk["segments"].as_array().map(Vec::len), Some(own.path.0.len()));
            assert_eq!(hunk["folded"], own.is_folded());
        }
    }
}

#[test]
fn a_fence_is_longer_than_any_in_it_and_every_detail_is_closed() {
    for case in cases() {
        let text = diff_markdown::markdown("shop", &view(&case));
        let (mut open, mut n_opened, mut n_closed) = (None, 0, 0);
        for line in text.lines() {
            let ticks = line.chars().take_while(|c| *c == '`').count();
            match open {
                None if ticks >= 3 => open = Some(ticks),
                None => {
                    n_opened += line.matches("<details>").count();
                    n_closed += line.matches("</details>").count();
                }
                Some(fence) if ticks >= fence => open = None,
                Some(_) => {}
            }
            assert!(open.is_some() || !line.contains("<b>") && !line.contains("<i>"), "{line}");
        }
        assert_eq!((open, n_opened), (None, n_closed), "{text}");
    }
}

/// A ConfigMap with these texts.
fn texts(texts: &[(&str, String)]) -> Object {
    let data: BTreeMap<&str, &String> = texts.iter().map(|(key, text)| (*key, text)).collect();
    let json = serde_json::json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "big", "namespace": "shop"}, "data": data});
    let mut interner = tiphys::engine::manifest::interner();
    tiphys::engine::manifest::json::object_from_json(json.to_string().as_bytes(), &mut interner).expect("an object")
}

#[test]
fn texts_of_a_megabyte_are_cut_and_say_so() {
    let with = |mark: &str| {
        texts(&[
            ("a-line", format!("{mark}{}", "x".repeat(1 << 20))),
            ("lines", (0..60_000).map(|n| format!("{mark}{n}\n")).collect()),
            ("longer", format!("{mark}\n").repeat(600_000)),
            ("z-json", format!("[{}{mark:?}]", (0..50_000).map(|n| format!("\"{mark}{n}\",")).collect::<String>())),
        ])
    };
    let (old, new) = (with("a"), with("b"));
    let hunks = judged::between(Some(&old), Some(&new), &Schema::builtin(), &rules());
    let last = hunks.last().expect("hunks");
    assert!(hunks.len() <= 5_000 && last.n_left_out > 0, "{} and {}", hunks.len(), last.n_left_out);
    let object = ObjectDiff { key: new.key(&ClusterId::new("c")), change: Change::Changed, hunks };
    let view = DiffView { left: "a".into(), right: "b".into(), objects: vec![object], images: Vec::new(), problems: Vec::new() };
    let unified = printed(&diff_unified::unified(&view, None));
    assert!(unified.len() < 2_000_000, "{}", unified.len());
    for said in ["more bytes)", "more lines", "too long to be compared line by line", "more differences"] {
        assert!(unified.contains(said), "{said}");
    }
    let comment = diff_markdown::markdown("shop", &view);
    assert!(comment.chars().count() < 65_536 && comment.contains("not shown"), "{}", comment.len());
}
