//! Tests of the area `data_files`: every shipped keymap and theme loads without a warning and is complete.

use std::collections::BTreeSet;

use tiphys::tui::action::Action;
use tiphys::tui::key::{Code, Key};
use tiphys::tui::keymap::{Context, Keymap, Preset};

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
