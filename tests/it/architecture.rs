//! The house's own rules, read from the sources: who may name whom, what pure rooms may not name, how files begin and how long they
//! are. It knows no behaviour.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and what each may name of the crate (itself aside). `sandbox` is named by `main` (through no room) and tests only.
const ARROWS: [(&str, &[&str]); 13] = [
    ("model", &[]),
    ("engine", &["model"]),
    ("session", &["engine", "model"]),
    ("view", &["session", "engine", "model"]),
    ("adapters", &["engine", "model"]),
    ("config", &["model"]),
    ("runtime", &["adapters", "session", "engine", "model", "config"]),
    ("sandbox", &["engine", "model"]),
    ("tui", &["view", "session", "engine", "model", "runtime", "adapters", "config"]),
    ("cli", &["view", "session", "engine", "model", "runtime", "adapters", "config"]),
    ("controller", &["view", "session", "engine", "model", "runtime", "adapters", "config"]),
    ("demo", &["cli", "model", "runtime", "adapters", "sandbox"]),
    ("main", &["tui", "cli", "controller", "view", "session", "engine", "model", "runtime", "adapters", "config", "sandbox"]),
];

/// Names that the pure rooms must not know (invariant 1).
const IMPURE: [&str; 20] = [
    "ratatui",
    "crossterm",
    "tokio",
    "kube::",
    "git2",
    "mlua",
    "rsjsonnet",
    "jaq",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "TimeZone::system",
    "HashMap",
    "HashSet",
];

/// Where the sandbox may name more of the engine than the picture says: manifests, schema and merges are its trade.
const SANDBOX_ENGINE: [&str; 3] = ["engine::manifest", "engine::schema", "engine::merge"];

struct Source {
    path: String,
    room: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("sources are readable") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let relative = path.strip_prefix(&root).expect("below src").display().to_string();
                let room = relative.split('/').next().unwrap_or("").trim_end_matches(".rs").to_owned();
                files.push(Source { text: fs::read_to_string(&path).expect("a source"), path: relative, room });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 50, "the sources were found");
    files
}

/// The code of a file without comments, strings aside, and without its tests.
fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn assert_none(rule: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn imports_follow_the_arrows() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.room != "lib") {
        let allowed = arrows.get(source.room.as_str()).unwrap_or_else(|| panic!("{} is in no known room", source.path));
        let code = code(&source.text);
        let separator = if ["main", "demo"].contains(&source.room.as_str()) { "tiphys::" } else { "crate::" };
        for named in code.split(separator).skip(1) {
            let room: String = named.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if room != source.room && !allowed.contains(&room.as_str()) && !room.is_empty() && arrows.contains_key(room.as_str()) {
                found.push(format!("{} names {room}", source.path));
            }
            if source.room == "sandbox" && room == "engine" {
                let path: String = named.chars().take_while(|c| c.is_alphanumeric() || "_:{".contains(*c)).collect();
                if !SANDBOX_ENGINE.iter().any(|known| path.starts_with(known)) {
                    found.push(format!("{} names {path}", source.path));
                }
            }
        }
    }
    assert_none("who may name whom (src/lib.rs)", found);
}

#[test]
fn pure_rooms_name_nothing_impure() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| ["model", "engine", "session", "view"].contains(&source.room.as_str())) {
        let code = code(&source.text);
        for name in IMPURE.iter().filter(|name| code.contains(*name)) {
            found.push(format!("{} names {name}", source.path));
        }
    }
    assert_none("model, engine, session and view are pure", found);
}

#[test]
fn json_values_stay_out_of_engine_and_session() {
    let allowed = "engine/render/helm/schema.rs";
    let found = sources()
        .iter()
        .filter(|source| ["engine", "session", "view", "model"].contains(&source.room.as_str()) && source.path != allowed)
        .filter(|source| ["serde_json::Value", "serde_json::json", "serde_json::Map"].iter().any(|name| code(&source.text).contains(name)))
        .map(|source| source.path.clone())
        .collect();
    assert_none("serde_json is not the engine's value", found);
}

#[test]
fn dynamic_objects_are_never_used() {
    let found = sources().iter().filter(|source| code(&source.text).contains("DynamicObject")).map(|source| source.path.clone()).collect();
    assert_none("Object is the one value", found);
}

#[test]
fn every_file_says_what_it_is_for() {
    let found = sources().iter().filter(|source| !source.text.starts_with("//! ")).map(|source| source.path.clone()).collect();
    assert_none("the first line of a file is //!", found);
}

#[test]
fn no_file_is_longer_than_four_hundred_lines_unless_it_is_a_table() {
    let is_table = |source: &Source| {
        source.text.lines().take(12).any(|line| line.starts_with("//!") && (line.contains("(table)") || line.contains("Generated;")))
    };
    let found = sources()
        .iter()
        .filter(|source| source.text.lines().count() > 400 && !is_table(source))
        .map(|source| format!("{} ({} lines)", source.path, source.text.lines().count()))
        .collect();
    assert_none("files aim at 50 to 300 lines", found);
}

#[test]
fn only_runtime_and_sandbox_spawn() {
    let found = sources()
        .iter()
        .filter(|source| !["runtime", "sandbox"].contains(&source.room.as_str()))
        .filter(|source| {
            let code = code(&source.text);
            ["tokio::spawn", "thread::spawn", "thread::Builder", "spawn_blocking", "Runtime::new"].iter().any(|name| code.contains(name))
        })
        .map(|source| source.path.clone())
        .collect();
    assert_none("only runtime and sandbox spawn", found);
}

#[test]
fn modules_re_export_nothing() {
    let found = sources()
        .iter()
        .flat_map(|source| {
            let code = code(&source.text);
            let lines: Vec<String> = code.lines().filter(|line| line.trim_start().starts_with("pub use ")).map(str::to_owned).collect();
            lines.into_iter().map(move |line| format!("{}: {line}", source.path))
        })
        .collect();
    assert_none("no pub use", found);
}

#[test]
fn nothing_is_left_undone() {
    let marks = ["todo!(", "unimplemented!(", "TODO", "FIXME", "XXX"];
    let found = sources()
        .iter()
        .flat_map(|source| {
            let lines = source.text.lines().enumerate().filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
            lines.map(|(index, _)| format!("{}:{}", source.path, index + 1)).collect::<Vec<_>>()
        })
        .collect();
    assert_none("finished means finished", found);
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("Cargo.toml");
    let mut in_dependencies = false;
    let mut found = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
        } else if in_dependencies && line.contains(" = ") && !line.trim_start().starts_with('#') && !line.contains(" # ") {
            found.push(line.to_owned());
        }
    }
    assert_none("each dependency has its reason beside it", found);
}
