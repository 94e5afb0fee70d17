//! Maps that may hold themselves, so that the memory of an execution is given back at its end: `set $d "a" $d` makes a
//! cycle of references, which no count of references ever ends. It knows no function.
//!
//! A map that is made holds only what was there before it. So every cycle goes through a map that was changed afterwards,
//! and there through a list or map that was put into it: who changes a map so has it noted here, and at the end the noted
//! maps are emptied.

use std::cell::RefCell;

use super::dict::{Dict, WeakDict};
use super::value::Value;

/// Notes before those of maps that are gone are looked for; afterwards whenever their number has doubled.
const FEW: usize = 64;

/// Maps that were changed. What goes away takes their entries with it.
#[derive(Default)]
pub struct Cycles(RefCell<Notes>);

#[derive(Default)]
struct Notes {
    changed: Vec<WeakDict>,
    /// How many there may be before the next look.
    room: usize,
}

impl Cycles {
    /// Takes note that this value is put into that map.
    pub fn note(&self, dict: &Dict, value: &Value) {
        if !value.holds_others() {
            return;
        }
        let Some(weak) = dict.first_note() else { return };
        let mut notes = self.0.borrow_mut();
        if notes.changed.len() >= notes.room.max(FEW) {
            notes.changed.retain(WeakDict::is_there);
            notes.room = notes.changed.len().saturating_mul(2);
        }
        notes.changed.push(weak);
    }
}

impl Drop for Cycles {
    fn drop(&mut self) {
        self.0.get_mut().changed.drain(..).for_each(|weak| weak.empty());
    }
}

impl std::fmt::Debug for Cycles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cycles({} noted)", self.0.borrow().changed.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Cycles;
    use crate::engine::template::dict::Dict;
    use crate::engine::template::value::Value;

    fn put(cycles: &Cycles, dict: &Dict, value: Value) {
        cycles.note(dict, &value);
        dict.set("a", value);
    }

    fn noted(cycles: &Cycles) -> usize {
        cycles.0.borrow().changed.len()
    }

    #[test]
    fn maps_that_hold_each_other_are_gone_with_the_notes() {
        let (one, other, cycles) = (Dict::default(), Dict::default(), Cycles::default());
        put(&cycles, &one, Value::Dict(other.clone()));
        put(&cycles, &other, Value::list(vec![Value::Dict(one.clone())]));
        drop(cycles);
        assert!(one.is_empty() && other.is_empty());
    }

    #[test]
    fn a_map_is_noted_once_and_only_for_what_can_hold_it() {
        let (dict, cycles) = (Dict::default(), Cycles::default());
        put(&cycles, &dict, Value::str("text"));
        assert_eq!(noted(&cycles), 0);
        put(&cycles, &dict, Value::Dict(Dict::default()));
        put(&cycles, &dict, Value::list(Vec::new()));
        assert_eq!(noted(&cycles), 1);
        drop(cycles);
        let next = Cycles::default();
        put(&next, &dict, Value::Dict(dict.clone()));
        assert_eq!(noted(&next), 1, "those of an earlier execution do not count");
        drop(next);
        assert!(dict.is_empty());
    }

    #[test]
    fn notes_of_maps_that_are_gone_take_no_memory() {
        let cycles = Cycles::default();
        for _ in 0..10_000 {
            put(&cycles, &Dict::default(), Value::Dict(Dict::default()));
        }
        assert!(noted(&cycles) <= 2 * super::FEW, "{}", noted(&cycles));
    }
}
