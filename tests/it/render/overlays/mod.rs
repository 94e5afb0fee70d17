//! Overlays made from a number: files of bases, components and an overlay that combine what Kustomize knows, in good forms
//! and bad ones, in plain YAML and in odd YAML. The same number makes the same files for ever. They know no renderer.

mod kustomization;
mod patches;
mod pick;
mod replacements;
mod resources;
mod scalars;

use self::pick::Pick;

/// A tree of files and the folder to build.
#[derive(Debug, Clone)]
pub(crate) struct Overlay {
    pub(crate) files: Vec<(String, String)>,
    pub(crate) path: &'static str,
}

/// One object that a layer holds, as the parts of its kustomization may name it.
#[derive(Debug, Clone)]
struct Named {
    kind: &'static str,
    api: &'static str,
    name: String,
    namespace: Option<&'static str>,
}

/// The overlay of a number.
pub(crate) fn overlay(seed: u64) -> Overlay {
    let mut pick = Pick::new(seed);
    let mut files = Vec::new();
    let mut known = Vec::new();
    let n_bases = pick.below(3);
    let mut bases = Vec::new();
    for number in 0..n_bases {
        let folder = format!("base{number}");
        let mut own = layer(&mut pick, &mut files, &folder, &[], &[]);
        known.append(&mut own);
        bases.push(format!("../{folder}"));
    }
    // A diamond, or a base reached under two spellings, is refused for its objects.
    if !bases.is_empty() && pick.chance(4) {
        let again = bases[0].replace("../", "../over/../");
        bases.push(again);
    }
    if pick.chance(25) && n_bases > 0 {
        let mut own = layer(&mut pick, &mut files, "middle", &bases, &known);
        known.append(&mut own);
        bases = vec!["../middle".to_owned()];
    }
    layer(&mut pick, &mut files, "over", &bases, &known);
    Overlay { files, path: "over" }
}

/// One kustomization with its own objects; those are returned.
fn layer(pick: &mut Pick, files: &mut Vec<(String, String)>, folder: &str, bases: &[String], below: &[Named]) -> Vec<Named> {
    let mut entries: Vec<String> = bases.to_vec();
    let mut own = Vec::new();
    let n_files = if bases.is_empty() { 1 + pick.below(3) } else { pick.below(2) };
    for number in 0..n_files {
        let mut text = String::new();
        for _ in 0..=pick.below(3) {
            if !text.is_empty() {
                text.push_str(pick.of(&["---\n", "--- # next\n", "---\n---\n", "---\n# only a comment\n---\n"]));
            }
            let (named, object) = resources::object(pick, &format!("{}{}", &folder[..1], own.len()));
            text.push_str(&object);
            own.push(named);
        }
        let name = pick.of(&["r", "all", "objects"]);
        let name = format!("{name}{number}.{}", pick.of(&["yaml", "yml"]));
        entries.push(name.clone());
        files.push((format!("{folder}/{name}"), text));
    }
    let mut known = below.to_vec();
    known.extend(own.iter().cloned());
    let text = kustomization::text(pick, files, folder, &entries, &known);
    let name = pick.of(&["kustomization.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"]);
    files.push((format!("{folder}/{name}"), text));
    own
}
