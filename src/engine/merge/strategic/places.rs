//! Where items stand in a list, by their merge key or by themselves: found without a walk over the list for each, which would take as long
//! as the square of its length. It knows no patch.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::object::value::Value;

use super::StrategicError;
use super::lists::{Items, as_map};

/// Lists up to this length are walked: a table of them costs more than it saves.
const SHORT: usize = 16;

/// What equal values have in common: numbers of any kind are equal by their size, maps and lists are told apart by comparing them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Trait {
    Text(Arc<str>),
    Number(u64),
    Other,
}

/// The places of one list's items.
#[derive(Debug)]
pub(super) struct Places<'k> {
    key: &'k str,
    items: Items,
    /// None: the list is short.
    known: Option<BTreeMap<Trait, Vec<usize>>>,
    /// The first item that is no map where all should be.
    first_bad: Option<usize>,
}

impl<'k> Places<'k> {
    /// Those of a list.
    pub(super) fn of(list: &[Value], key: &'k str, items: Items) -> Self {
        let first_bad = if items == Items::Maps { list.iter().position(|item| item.as_map().is_none()) } else { None };
        let mut own = Self { key, items, known: None, first_bad };
        if list.len() > SHORT {
            own.learn(list);
        }
        own
    }

    fn learn(&mut self, list: &[Value]) {
        let mut known: BTreeMap<Trait, Vec<usize>> = BTreeMap::new();
        for (place, item) in list.iter().enumerate() {
            known.entry(common(&self.id(item))).or_default().push(place);
        }
        self.known = Some(known);
    }

    /// The list has got one more item at its end.
    pub(super) fn grown(&mut self, list: &[Value]) {
        let Some((last, place)) = list.last().zip(list.len().checked_sub(1)) else { return };
        let common = common(&self.id(last));
        match &mut self.known {
            Some(known) => known.entry(common).or_default().push(place),
            None if list.len() > SHORT => self.learn(list),
            None => {}
        }
    }

    /// An item's value of the merge key, or the item.
    fn id(&self, item: &Value) -> Value {
        match self.items {
            Items::Maps => item.as_map().and_then(|map| map.get(self.key)).cloned().unwrap_or_default(),
            Items::Scalars => item.clone(),
        }
    }

    fn first(&self, list: &[Value], wanted: &Value, is_it: impl Fn(&Value) -> bool) -> Option<usize> {
        match &self.known {
            None => list.iter().position(is_it),
            Some(known) => known.get(&common(wanted))?.iter().copied().find(|place| list.get(*place).is_some_and(&is_it)),
        }
    }

    /// Where the first item stands that is the same as this one, by key or by itself.
    pub(super) fn of_item(&self, list: &[Value], item: &Value) -> Option<usize> {
        let wanted = self.id(item);
        self.first(list, &wanted, |own| self.id(own) == wanted)
    }

    /// The index of the first map with this value of the key.
    ///
    /// # Errors
    /// When an item before it is no map.
    pub(super) fn find(&self, list: &[Value], wanted: &Value) -> Result<Option<usize>, StrategicError> {
        let found = self.first(list, wanted, |own| own.as_map().and_then(|map| map.get(self.key)) == Some(wanted));
        match self.first_bad.filter(|bad| found.is_none_or(|found| *bad < found)).and_then(|bad| list.get(bad)) {
            Some(bad) => as_map(bad).map(|_| found),
            None => Ok(found),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of two kinds are compared as such floats")]
fn common(value: &Value) -> Trait {
    let number = |number: f64| Trait::Number(if number == 0.0 { 0 } else { number.to_bits() });
    match value {
        Value::Str(text) => Trait::Text(text.clone()),
        Value::Int(own) => number(*own as f64),
        Value::Uint(own) => number(*own as f64),
        Value::Float(own) => number(*own),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => Trait::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Items, Places};
    use crate::engine::manifest::json::parse_json;
    use crate::model::object::value::Value;

    fn list(text: &str) -> Vec<Value> {
        parse_json(text.as_bytes()).expect("JSON").as_list().expect("a list").to_vec()
    }

    #[test]
    fn a_long_list_has_its_items_where_a_walk_would_find_them() {
        let text: Vec<String> = (0..40).map(|n| format!("{{\"port\":{}}}", n / 2)).collect();
        let mut items = list(&format!("[{}]", text.join(",")));
        items.push(list(r#"[{"name":"x"}]"#).remove(0));
        let mut places = Places::of(&items, "port", Items::Maps);
        for wanted in list(r#"[0, 7, 7.0, 19, 20, "7", null, true, {"a":1}]"#) {
            let walked = items.iter().position(|item| item.as_map().and_then(|map| map.get("port")) == Some(&wanted));
            assert_eq!(places.find(&items, &wanted), Ok(walked), "{wanted:?}");
        }
        assert_eq!(places.of_item(&items, &list(r#"[{"name":"y"}]"#).remove(0)), Some(40), "without a key it is one without a key");
        items.push(list(r#"[{"port":20}]"#).remove(0));
        places.grown(&items);
        assert_eq!(places.find(&items, &Value::Int(20)), Ok(Some(41)));
    }

    #[test]
    fn an_item_that_is_no_map_is_an_error_only_before_what_is_looked_for() {
        for more in [0, 30] {
            let rest = ",{}".repeat(more);
            let items = list(&format!(r#"[{{"name":"a"}},7,{{"name":"b"}}{rest}]"#));
            let places = Places::of(&items, "name", Items::Maps);
            assert_eq!(places.find(&items, &Value::str("a")), Ok(Some(0)));
            assert!(places.find(&items, &Value::str("b")).is_err() && places.find(&items, &Value::str("c")).is_err());
        }
    }
}
