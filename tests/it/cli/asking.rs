//! What the binary asks at a terminal, and what it prints where there is none.

use std::path::Path;
use std::time::Duration;

use super::{config, shop};
use crate::support::home::Home;
use crate::support::pty::{Pty, Spawn};

/// The binary in a terminal.
fn terminal(home: &Home, arguments: &[&str], more: &[(&str, &str)]) -> Pty {
    let own = home.environment();
    let mut environment: Vec<(&str, &str)> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    environment.extend_from_slice(more);
    let program = Path::new(env!("CARGO_BIN_EXE_tiphys"));
    Pty::spawn(&Spawn { program, args: arguments, env: &environment, size: (120, 50), delay: Duration::ZERO })
}

#[test]
fn at_a_terminal_a_plan_is_asked_for_with_y_and_anything_else_changes_nothing() {
    let (served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    served.sandbox.forget_requests();
    for answer in ["", "n", "yes please"] {
        let pty = terminal(&home, &["app", "sync", "shop"], &[]);
        pty.wait("go on? [y/N]");
        pty.typed(&format!("{answer}\r"));
        pty.wait("nothing was changed");
        assert_eq!(pty.exit().0.exit_code(), 20);
    }
    assert_eq!(served.changes(), [], "nothing was agreed to");
    let pty = terminal(&home, &["app", "sync", "shop"], &[]);
    pty.wait("go on? [y/N]");
    pty.typed("y\r");
    pty.wait("Succeeded");
    assert_eq!(pty.exit().0.exit_code(), 0);
}

#[test]
fn production_asks_for_the_first_four_characters_of_the_digest() {
    let (served, home) = shop();
    home.repo.commit("feat: production", &[("shop-production/config.yaml", &config("calm"))]);
    home.create("shop-production", &home.repo.url(), &[]);
    served.sandbox.forget_requests();
    let pty = terminal(&home, &["app", "sync", "shop-production"], &[]);
    pty.wait("PRODUCTION: type the digest's first four characters");
    pty.typed("y\r");
    pty.wait("nothing was changed");
    assert_eq!(pty.exit().0.exit_code(), 20);
    assert_eq!(served.changes(), [], "y is no agreement in production");
    let pty = terminal(&home, &["app", "sync", "shop-production"], &[]);
    let screen = pty.wait("first four characters (");
    let challenge = screen.split("first four characters (").nth(1).and_then(|rest| rest.get(..4)).expect("four characters").to_owned();
    assert!(screen.contains(&format!("p1:{challenge}")), "they are the plan's:\n{screen}");
    pty.typed(&format!("{challenge}\r"));
    pty.wait("Succeeded");
    assert_eq!(pty.exit().0.exit_code(), 0);
    // In a pipeline the digest of the plan, or --yes, arms in production too.
    home.repo.commit("feat: louder", &[("shop-production/config.yaml", &config("loud"))]);
    let shown = home.run(&["app", "sync", "shop-production"]).with(20);
    let short = shown.out.split("digest ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a digest").to_owned();
    home.run(&["app", "sync", "shop-production", "--plan", &short]).with(0).says(&["Succeeded"]);
}

/// Whether any cell looks otherwise than plain text: a colour of its own, bold, dim.
fn has_color(pty: &Pty) -> bool {
    let cells = || (0..50).flat_map(|row| (0..120).map(move |column| (row, column)));
    pty.look(|screen| {
        cells()
            .filter_map(|(row, column)| screen.terminal().cell(row, column))
            .any(|cell| cell.fgcolor() != vt100::Color::Default || cell.bold() || cell.dim())
    })
}

#[test]
fn colour_is_for_terminals_that_want_it_and_a_pipe_gets_only_what_was_asked_for() {
    let (_served, home) = shop();
    home.create("shop", &home.repo.url(), &[]);
    let pty = terminal(&home, &["app", "list"], &[]);
    pty.wait("shop  ");
    assert!(has_color(&pty), "a terminal gets colour");
    let pty = terminal(&home, &["app", "list"], &[("NO_COLOR", "1")]);
    pty.wait("shop  ");
    assert!(!has_color(&pty), "NO_COLOR is heard");
    for verb in [&["app", "list"][..], &["app", "get", "shop"], &["app", "resources", "shop"], &["app", "list", "-o", "json"]] {
        let said = home.run(verb).with(0);
        assert_eq!(said.err, "", "a pipe gets no noise: {said}");
        assert!(!said.out.contains('\u{1b}'), "{said}");
    }
    let said = home.run(&["app", "sync", "shop", "--yes"]).with(0);
    assert!(!said.to_string().contains('\u{1b}') && !said.to_string().contains('\r'), "{said}");
}
