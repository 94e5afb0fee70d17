//! A tree of files, as bytes from anywhere, built by Kustomize's engine. `sections` says how an input is cut into files.
//!
//! Beyond not crashing: a build ends within the rounds that the runtime allows, gives the same twice, and what it prints without
//! an error is YAML again.
#![no_main]

#[path = "../support/sections.rs"]
mod sections;

use std::collections::BTreeMap;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use tiphys::engine::manifest::file::File;
use tiphys::engine::manifest::yaml::{ParseOptions, parse_yaml};
use tiphys::engine::render::options::{BuildOptions, Reorder};
use tiphys::engine::render::path::kustomize_text;
use tiphys::engine::step::{Answer, Answers, MAX_ROUNDS, Need, Step};
use tiphys::engine::tree::{Mode, RepoPath, Tree, TreeId};
use tiphys::model::ids::{BlobId, RepoUrl, Sha};
use tiphys::model::problem::{Problem, ProblemKind, any_error};

fuzz_target!(|input: &[u8]| {
    let sections = sections::cut(input);
    let Some(first) = sections.first() else { return };
    let mut words = first.head.split(' ');
    let Ok(root) = RepoPath::new(words.next().unwrap_or("")) else { return };
    let flags = words.next().unwrap_or("");
    let options = BuildOptions {
        unrestricted: flags.contains('u'),
        reorder: if flags.contains('n') { Some(Reorder::None) } else { None },
        managed_by_label: flags.contains('m'),
        helm: flags.contains('h'),
        ..BuildOptions::default()
    };
    let files = files(&sections);
    let printed = build(&files, &root.parent(), &options);
    assert!(build(&files, &root.parent(), &options) == printed, "the same build gives something else");
    if let Ok(text) = printed {
        let documents = parse_yaml(text.as_bytes(), "output", ParseOptions::KUBERNETES);
        assert!(documents.problems.is_empty(), "what is printed cannot be read: {:?}", documents.problems);
    }
});

fn files(sections: &[sections::Section<'_>]) -> BTreeMap<RepoPath, (Mode, Arc<File>)> {
    let mut files = BTreeMap::new();
    for (number, section) in sections.iter().enumerate() {
        let (name, target) = section.head.split_once(" -> ").map_or((section.head, None), |(name, target)| (name, Some(target)));
        let Ok(path) = RepoPath::new(name.split(' ').next().unwrap_or("")) else { continue };
        let (mode, bytes) = target.map_or((Mode::File, section.body), |target| (Mode::Link, target.as_bytes()));
        files.insert(path, (mode, Arc::new(File::new(BlobId::new(number.to_string()), bytes.to_vec()))));
    }
    files
}

/// What is printed, or the problems as text.
fn build(files: &BTreeMap<RepoPath, (Mode, Arc<File>)>, root: &RepoPath, options: &BuildOptions) -> Result<String, String> {
    let index = files.iter().map(|(path, (mode, file))| (path.clone(), (*mode, file.blob.clone()))).collect();
    let id = TreeId::Commit(RepoUrl::new("https://example.com/repo"), Sha::new("0".repeat(40)));
    let tree = Arc::new(Tree { id, files: Some(index) });
    let mut answers = Answers::default();
    for _ in 0..MAX_ROUNDS {
        match kustomize_text(&tree, root, options, &answers) {
            Step::Done { value, problems, .. } => return if any_error(&problems) { Err(format!("{problems:?}")) } else { Ok(value) },
            Step::Needs(needs) => {
                for need in answers.open(needs).expect("nothing is asked for twice") {
                    let answer = match &need {
                        Need::File(_, path) => Ok(Answer::File(files.get(path).map(|(_, file)| file.clone()))),
                        _ => Err(Problem::error(ProblemKind::Unreachable, "nothing is fetched here")),
                    };
                    answers.put(need, answer);
                }
            }
        }
    }
    Err("too many rounds".to_owned())
}
