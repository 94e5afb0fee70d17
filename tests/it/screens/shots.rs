//! The screenshots: real frames of the fleet's incident, as pictures beside the README.

use tiphys::tui::capture::{self, Ground};
use tiphys::tui::color::Depth;
use tiphys::tui::theme::Theme;

use crate::support::desk::Desk;
use crate::support::fleet::{answers, fleet, incident, waves};

/// Each picture's name, and how one comes to its frame.
fn scenes() -> Vec<(&'static str, Desk)> {
    let on = |width, height, go: &dyn Fn(&mut Desk)| {
        let mut desk = fleet(width, height);
        incident(&mut desk);
        go(&mut desk);
        answers(&mut desk);
        answers(&mut desk);
        desk
    };
    let mut scenes = Vec::new();
    for (suffix, width, height) in [("", 80, 24), ("-wide", 120, 40)] {
        let mut add = |name: &str, desk: Desk| scenes.push((&*Box::leak(format!("{name}{suffix}").into_boxed_str()), desk));
        add("applications", on(width, height, &|_| {}));
        add("triage", on(width, height, &|desk| drop(desk.keys("enter"))));
        add("tree", on(width, height, &|desk| drop(desk.keys("enter t"))));
        add("diff", on(width, height, &|desk| drop(desk.keys("enter d"))));
        add("rollback", on(width, height, &|desk| drop(desk.keys("enter R"))));
        add("confirm", {
            let mut desk = on(width, height, &|desk| drop(desk.keys("enter R enter")));
            desk.planned("checkout-production", "a1f3");
            desk.keys("enter").typed("a1");
            desk
        });
        let plan = |desk: &mut Desk| {
            desk.keys("/").typed("payment").keys("enter s");
            waves(desk, "payment-sim-api", "beef");
        };
        add("plan", on(width, height, &plan));
        add(
            "operation",
            on(width, height, &|desk| {
                plan(desk);
                desk.keys("enter y");
            }),
        );
        add("help", on(width, height, &|desk| drop(desk.keys("?"))));
        add("palette", on(width, height, &|desk| drop(desk.keys(":").typed("re"))));
        add("follow", on(width, height, &|desk| drop(desk.keys("o"))));
        add("logs", on(width, height, &|desk| drop(desk.keys("enter p"))));
        add("history", on(width, height, &|desk| drop(desk.keys("enter h"))));
        add("inspect", on(width, height, &|desk| drop(desk.keys("enter j enter"))));
        add("hold", on(width, height, &|desk| drop(desk.keys("H").typed("incident 812"))));
    }
    scenes
}

#[test]
fn look_at_scenes() {
    let Ok(folder) = std::env::var("TIPHYS_LOOK") else { return };
    for (name, mut desk) in scenes() {
        for (theme, ground) in [("default", Ground::Dark), ("light", Ground::Light)] {
            desk.ui.look.theme = Theme::shipped(theme, Depth::True).unwrap().unwrap();
            let buffer = desk.frame();
            std::fs::write(format!("{folder}/s-{name}-{theme}.svg"), capture::svg(&buffer, ground)).unwrap();
            std::fs::write(format!("{folder}/s-{name}.txt"), capture::text(&buffer)).unwrap();
        }
    }
}
