//! What the benches share: a generated fleet behind an API server in another process, load by the real client in a third, the console
//! in a pseudo-terminal, a session without a console, and budgets that fail the run when they are missed. It measures nothing itself.
//!
//! A bench starts itself again for the other processes; [`role`] says whether this process is such a child.
#![allow(
    dead_code,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "each bench uses its part, prints its figures, and fails where it cannot measure"
)]

use std::path::Path;

#[path = "../../tests/it/support/answers.rs"]
pub(crate) mod answers;
pub(crate) mod budget;
#[path = "../../tests/it/support/conformance.rs"]
pub(crate) mod conformance;
pub(crate) mod console;
#[path = "../../tests/it/support/corpus.rs"]
pub(crate) mod corpus;
pub(crate) mod fleet;
pub(crate) mod load;
pub(crate) mod process;
#[path = "../../tests/it/support/repository.rs"]
pub(crate) mod repository;
pub(crate) mod session;

/// Plays the part that the arguments name, if they name one; whether they did.
pub(crate) fn role() -> bool {
    // The process speaks TLS as `main` does; a second call finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["fleet", folder, apps, owned] => fleet::serve(Path::new(folder), number(apps), number(owned)),
        ["load", kubeconfig, apps, rate] => load::run(Path::new(kubeconfig), number(apps), number(rate)),
        ["measure", program, args @ ..] => process::measure(program, args),
        _ => return false,
    }
    true
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

/// A number from the environment, for runs that are smaller or longer than the budget's.
pub(crate) fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().map_or(usual, |text| number(&text))
}
