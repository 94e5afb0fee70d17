//! Tests of the area `data_files`: every shipped keymap and theme loads without a warning and is complete.

use std::collections::BTreeSet;

use tiphys::tui::action::Action;
use tiphys::tui::color::Depth;
use tiphys::tui::key::{Code, Key};
use tiphys::tui::keymap::{Context, Keymap, Preset};
use tiphys::tui::theme::{Scope, THEMES, Theme};

/// Sequences of keys, each with what it does.
fn bindings(keymap: &Keymap) -> Vec<(Context, Action, Vec<Key>)> {
    let mut bindings = Vec::new();
    for context in Context::ALL {
        for (action, sequences) in keymap.reverse(context) {
            bindings.extend(sequences.into_iter().map(|keys| (context, action, keys)));
        }
    }
    bindings
}

#[test]
fn every_action_is_bound_or_a_command() {
    for preset in [Preset::Default, Preset::Vim] {
        let keymap = Keymap::preset(preset).expect("the shipped keymap loads");
        let bound: BTreeSet<Action> = bindings(&keymap).into_iter().map(|(_, action, _)| action).collect();
        let lost: Vec<_> = Action::ALL.iter().filter(|action| !bound.contains(action) && !action.is_command()).collect();
        assert!(lost.is_empty(), "{preset:?}: neither bound nor in the command bar: {lost:?}");
    }
}

#[test]
fn no_shipped_key_is_the_prefix_of_tmux_and_deletion_has_none() {
    for preset in [Preset::Default, Preset::Vim] {
        let keymap = Keymap::preset(preset).expect("the shipped keymap loads");
        for (context, action, keys) in bindings(&keymap) {
            assert!(!keys.contains(&Key::ctrl('b')), "{context:?} {action}");
            assert_ne!(action, Action::Delete, "deletion only through the command bar");
        }
    }
}

#[test]
fn esc_leads_out_and_ctrl_c_cancels_everywhere() {
    for preset in [Preset::Default, Preset::Vim] {
        let keymap = Keymap::preset(preset).expect("the shipped keymap loads");
        for context in Context::ALL {
            let reverse = keymap.reverse(context);
            assert!(reverse[&Action::Out].contains(&vec![Key::plain(Code::Esc)]), "{context:?}");
            assert!(reverse[&Action::Cancel].contains(&vec![Key::ctrl('c')]), "{context:?}");
        }
    }
}

#[test]
fn every_shipped_theme_defines_every_scope() {
    for (name, file, _) in THEMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Ansi256, Depth::True] {
            let theme = Theme::shipped(name, depth).expect("it is shipped").unwrap_or_else(|problem| panic!("{problem}"));
            let written: BTreeSet<Scope> = theme.written().collect();
            let missing: Vec<_> = Scope::ALL.iter().filter(|scope| !written.contains(scope)).map(|scope| scope.name()).collect();
            assert!(missing.is_empty(), "{file} lacks {missing:?}");
        }
    }
}

#[test]
fn production_and_the_cursor_stand_out_in_every_theme_without_colors_too() {
    for (name, ..) in THEMES {
        for depth in [Depth::None, Depth::Ansi16, Depth::Ansi256, Depth::True] {
            let theme = Theme::shipped(name, depth).expect("it is shipped").unwrap_or_else(|problem| panic!("{problem}"));
            for (special, usual) in [(Scope::Banner, Scope::Header), (Scope::RowSelected, Scope::Row), (Scope::ButtonFocus, Scope::Button)]
            {
                assert_ne!(theme.style(special), theme.style(usual), "{name} {depth:?} {special:?}");
            }
        }
    }
}
