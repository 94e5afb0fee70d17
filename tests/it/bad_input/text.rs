//! Texts that want something of the terminal or of the eye.

use std::path::Path;
use std::time::Duration;

use tiphys::model::text::is_unsafe;

use super::{config_map, deployment};
use crate::support::console::{Ground, application};
use crate::support::pty::{Pty, Spawn};

/// A log that clears the screen, paints, rings, renames the terminal and asks it for answers; then an honest last line.
const HOSTILE: &str = r#"          command: ["echo"]
          args:
            - "\u001b[2J\u001b[H\u001b[31mall is well"
            - "\u001b]2;owned\u0007\u001b]52;c;b3duZWQ=\u0007"
            - "\u001b[6n\u001b[?1049l\u009b2J\rover\u0008\u0008"
            - "zero\u200bwidth \u202egnp.exe"
            - "an honest line"
"#;

#[test]
fn a_log_full_of_escape_sequences_cannot_talk_to_the_terminal() {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    repo.commit("feat: web", &[("shop/web.yaml", &deployment("web", "v1", HOSTILE))]);
    ground.plant(&["shop"], &[application("shop", &repo.url(), "shop", "shop")]);
    ground.console().open("shop").sync();

    let (_server, kubeconfig) = ground.serve();
    let home = ground.folder.path().to_str().expect("a path");
    let args = ["--kubeconfig", kubeconfig.to_str().expect("a path")];
    let env = [("HOME", home)];
    let program = Path::new(env!("CARGO_BIN_EXE_tiphys"));
    let pty = Pty::spawn(&Spawn { program, args: &args, env: &env, size: (120, 40), delay: Duration::ZERO });
    pty.wait("● Healthy");
    pty.keys("enter").wait("Deployment web");
    pty.keys("l").wait("an honest line");
    let screen = pty.screen();
    for shown in [
        "\\u{1b}[2J\\u{1b}[H\\u{1b}[31mall is well",
        "\\u{1b}]2;owned\\u{7}",
        "\\u{9b}2J\\u{d}over\\u{8}\\u{8}",
        "zero\\u{200b}width \\u{202e}gnp.exe",
    ] {
        assert!(screen.contains(shown), "{shown}\n{screen}");
    }
    assert!(screen.starts_with(" Tiphys"), "the header stands:\n{screen}");
    pty.look(|screen| {
        assert!(screen.title().starts_with("tiphys"), "{}", screen.title());
        assert!(screen.terminal().alternate_screen());
        assert_eq!(screen.n_reports, 0, "nobody asked the terminal for anything");
    });
    pty.keys("?").wait("Help:");
    pty.keys("esc : q enter");
    assert!(pty.exit().0.success());
}

#[test]
fn invisible_and_turned_names_are_shown_as_what_they_are() {
    let ground = Ground::new();
    let repo = ground.repo("shop");
    let subject = "fix: \u{202e}diap\u{202c} \u{200b}ok";
    repo.commit(subject, &[("shop/good.yaml", &config_map("good", 0, "שלום\u{200f}עולם"))]);
    let app = application("shop", &repo.url(), "shop", "shop");
    let mut odd = application("odd", &repo.url(), "elsewhere", "elsewhere");
    odd["spec"]["project"] = "pay\u{200b}ments".into();
    ground.plant(&["shop"], &[app, odd]);
    let mut console = ground.console();
    console.sees(&["pay\\u{200b}ments"]);
    console.open("odd").keys("s").sees(&["refused", "there is no project pay\\u{200b}ments"]);
    console.open("shop").sync();
    console.open("shop").keys("h").sees(&["fix: \\u{202e}diap\\u{202c} \\u{200b}ok"]);
    console.keys("t").sees(&["ConfigMap good"]);
    console.keys("y").sees(&["\\u{200f}"]);

    // A name that no server takes, in a file whose name turns itself round.
    repo.commit("feat: zero", &[("shop/\u{202e}lmay.yaml", &config_map("ze\u{200b}ro", 0, "1"))]);
    console.open("shop").keys("r").sees(&["≠ OutOfSync"]);
    console.ui.home();
    console.keys("s");
    let plan = console.sees(&["ze\\u{200b}ro", "the server refuses"]);
    assert!(!plan.chars().any(|c| c != '\n' && is_unsafe(c)), "nothing raw is on the screen");
    console.keys("enter").hides("[ Cancel ]").is_alive();
}
