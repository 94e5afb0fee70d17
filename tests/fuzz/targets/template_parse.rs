//! Bytes from anywhere as the text of a template.
//!
//! Beyond not crashing: what is parsed can be written down as error messages write it, and what is written reads again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiphys::engine::template::parse::parse;
use tiphys::engine::template::tree::{Command, Expr, List, Node, Pipe, Template};
use tiphys::engine::template::tree_text;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    match parse("x.yaml", &text) {
        Ok(parsed) => parsed.trees().iter().for_each(|tree| {
            let _ = tree.is_empty();
            list(&tree.root);
        }),
        Err(error) => assert!(error.line <= text.lines().count() + 1, "a line that is not there: {error}"),
    }
});

fn list(nodes: &List) {
    for node in &nodes.nodes {
        match node {
            Node::Text(_) | Node::Break | Node::Continue => {}
            Node::Action(given) => pipe(given),
            Node::If(branch) | Node::Range(branch) | Node::With(branch) => {
                pipe(&branch.pipe);
                list(&branch.body);
                branch.otherwise.iter().for_each(list);
            }
            Node::Template(called) => template(called),
        }
    }
}

/// What a text's only action is in writing.
fn first(text: &str) -> Option<String> {
    let parsed = parse("again", text).ok()?;
    match parsed.main()?.root.nodes.first()? {
        Node::Action(given) => Some(tree_text::pipe(given)),
        Node::Template(called) => Some(tree_text::template(called)),
        _ => None,
    }
}

fn pipe(given: &Pipe) {
    let written = tree_text::pipe(given);
    // Variables of elsewhere make it no template by itself.
    if let Some(again) = first(&format!("{{{{{written}}}}}")) {
        assert_eq!(again, written);
    }
    given.commands.iter().for_each(command);
}

fn command(given: &Command) {
    let _ = tree_text::command(given);
    [&given.first].into_iter().chain(&given.rest).for_each(expr);
}

fn expr(given: &Expr) {
    let _ = tree_text::expr(given);
}

fn template(called: &Template) {
    let written = tree_text::template(called);
    if let Some(again) = first(&written) {
        assert_eq!(again, written);
    }
}
