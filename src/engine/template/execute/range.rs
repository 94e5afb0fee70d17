//! Loops. It knows no node but them. Source: Go's `text/template` `walkRange`.

use super::super::dict::DictKind;
use super::super::list::Element;
use super::super::print;
use super::super::tree::Branch;
use super::super::value::{IntType, Value};
use super::frame::Frame;
use super::walk::Flow;
use super::{Operand, Outcome};

impl<'t> Frame<'t> {
    pub(super) fn range(&mut self, dot: &Operand, branch: &'t Branch, out: &mut Vec<u8>) -> Outcome<Flow> {
        let outer = self.mark();
        let value = self.pipeline(dot, &branch.pipe)?.value;
        let value = match value {
            Value::Native(native) if !matches!(native.kind_name(), "ptr" | "struct") => native.plain(),
            other => other,
        };
        let ran = match value {
            Value::Int(end, kind) => self.over_integers(end, kind, branch, out)?,
            Value::List(list) => {
                let boxed = list.element() == Element::Any;
                let items = list.items().iter().enumerate();
                let pairs = items.map(|(index, item)| (index_value(index), Operand { value: item.clone(), boxed }));
                self.over(pairs, branch, out)?
            }
            Value::Bytes(bytes) => {
                let items = bytes.iter().enumerate();
                let pairs = items.map(|(index, byte)| (index_value(index), Operand::plain(Value::Int(i64::from(*byte), IntType::Uint8))));
                self.over(pairs, branch, out)?
            }
            Value::Dict(dict) => {
                let boxed = dict.kind() != DictKind::Str;
                self.work(dict.len())?;
                let entries = dict.entries().into_iter();
                let pairs = entries.map(|(key, value)| (Operand::plain(Value::str(key.as_str())), Operand { value, boxed }));
                self.over(pairs, branch, out)?
            }
            Value::Nil => false,
            other => {
                let shown = self.shown(&other)?;
                return Err(self.error(format!("range can't iterate over {shown}")));
            }
        };
        let flow = match &branch.otherwise {
            Some(otherwise) if !ran => self.list(dot, otherwise, out)?,
            _ => Flow::Next,
        };
        self.pop(outer);
        // What is left of a loop's `else` belongs to the loop: Go takes its `break` for this loop's end.
        Ok(if flow == Flow::Break { Flow::Next } else { flow })
    }

    fn shown(&self, value: &Value) -> Outcome<String> {
        let shown = print::sprint(self.execution.host.scope.budget, std::slice::from_ref(value));
        shown.map(|text| text.lossy().into_owned()).map_err(|fault| self.stopped("", fault))
    }

    fn over_integers(&mut self, end: i64, kind: IntType, branch: &'t Branch, out: &mut Vec<u8>) -> Outcome<bool> {
        if branch.pipe.variables.len() > 1 {
            let shown = self.shown(&Value::Int(end, kind))?;
            return Err(self.error(format!("can't use {shown} to iterate over more than one variable")));
        }
        let end = if kind.is_unsigned() && end < 0 { i64::MAX } else { end };
        self.over((0..end).map(|index| (Operand::default(), Operand::plain(Value::Int(index, kind)))), branch, out)
    }

    /// Executes the body for each pair; whether there was one.
    fn over(&mut self, pairs: impl Iterator<Item = (Operand, Operand)>, branch: &'t Branch, out: &mut Vec<u8>) -> Outcome<bool> {
        let mark = self.mark();
        let mut ran = false;
        for (index, item) in pairs {
            ran = true;
            self.work(1)?;
            self.set_variables(index, &item, branch)?;
            let flow = self.list(&item, &branch.body, out)?;
            self.pop(mark);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(ran)
    }

    fn set_variables(&mut self, index: Operand, item: &Operand, branch: &'t Branch) -> Outcome<()> {
        match (&*branch.pipe.variables, branch.pipe.assign) {
            ([], _) => Ok(()),
            ([_], false) => {
                self.assign_from_top(1, item.clone());
                Ok(())
            }
            ([_, ..], false) => {
                self.assign_from_top(1, item.clone());
                self.assign_from_top(2, index);
                Ok(())
            }
            ([only], true) => self.set(only, item.clone()),
            ([first, second, ..], true) => {
                self.set(first, index)?;
                self.set(second, item.clone())
            }
        }
    }
}

fn index_value(index: usize) -> Operand {
    Operand::plain(Value::int(i64::try_from(index).unwrap_or(i64::MAX)))
}
