//! `include`, `tpl` and `lookup`: Helm's functions that execute templates or ask outside. They know no chart. Source:
//! Helm's `pkg/engine/engine.go`.

use std::sync::Arc;

use super::super::builtins::without_no_value;
use super::super::dict::Dict;
use super::super::error::{Cause, Failure, ParseError};
use super::super::fault::{Fault, Returned};
use super::super::parse::{self, Parsed};
use super::super::print::quote::quoted;
use super::super::text::Text;
use super::super::value::Value;
use super::frame::{At, Frame};
use super::{Operand, Outcome};

/// Helm's: a template may be included in itself this often.
const INCLUDES: u32 = 1_000;

/// Bytes of texts of `tpl` that are kept parsed. The largest public charts come to about 100 KiB.
const KEPT: usize = 4 << 20;

fn name_and_data(given: Vec<Value>) -> (Text, Value) {
    let mut given = given.into_iter();
    let name = match given.next() {
        Some(Value::Str(text)) => text,
        _ => Text::from(""),
    };
    (name, given.next().unwrap_or_default())
}

impl<'t> Frame<'t> {
    pub(super) fn include(&mut self, given: Vec<Value>, function: &str, node: At<'t>) -> Outcome<Operand> {
        let (name, data) = name_and_data(given);
        let name = name.shared();
        if !self.count_include(&name) {
            let text = format!("rendering template has a nested reference name: {name}: unable to execute template");
            return Err(self.call_failed(Fault::Error(text), function, node));
        }
        let mut out = Vec::new();
        self.execution.enter(&name).map_err(|fault| self.stopped("", fault))?;
        let executed = self.execution.named(self.set, &name, data, &mut out);
        match executed {
            Ok(()) => {
                self.execution.leave();
                self.uncount_include(&name);
                Ok(Operand::plain(Value::Str(Text::from_bytes(out))))
            }
            Err(failure) => Err(self.failed_within(failure, Cause::Failure, function, node)),
        }
    }

    /// An error within `include` or `tpl`; a limit remains one.
    fn failed_within(&mut self, failure: Failure, cause: impl FnOnce(Box<Failure>) -> Cause, name: &str, at: At<'t>) -> Failure {
        if failure.limit().is_some() {
            return failure;
        }
        self.at = at;
        self.failure(format!("error calling {name}: "), Some(cause(Box::new(failure))))
    }

    /// Takes note of an include; `false`: there are too many of this name.
    fn count_include(&self, name: &Arc<str>) -> bool {
        let mut included = self.execution.included.borrow_mut();
        match included.get_mut(name) {
            Some(n) if *n > INCLUDES => false,
            Some(n) => {
                *n = n.saturating_add(1);
                true
            }
            None => {
                included.insert(name.clone(), 1);
                true
            }
        }
    }

    fn uncount_include(&self, name: &Arc<str>) {
        if let Some(n) = self.execution.included.borrow_mut().get_mut(name) {
            *n = n.saturating_sub(1);
        }
    }

    pub(super) fn tpl(&mut self, given: Vec<Value>, function: &str, node: At<'t>) -> Outcome<Operand> {
        let (text, data) = name_and_data(given);
        let text = text.shared();
        if !text.contains("{{") {
            // Most texts that charts hand over are no templates at all.
            return Ok(Operand::plain(Value::Str(without_no_value(Text::from(text)))));
        }
        self.execution.enter("tpl").map_err(|fault| self.stopped("", fault))?;
        let parsed = match self.parsed(&text) {
            Ok(parsed) => parsed,
            Err(fault) => return Err(self.call_failed(fault, function, node)),
        };
        let mut out = Vec::new();
        match self.execute_text(&parsed, data, &mut out) {
            Ok(()) => {
                self.execution.leave();
                Ok(Operand::plain(Value::Str(without_no_value(Text::from_bytes(out)))))
            }
            Err(failure) => {
                let quoted = |failure| Cause::Tpl { text: quoted(text.as_bytes()), failure };
                Err(self.failed_within(failure, quoted, function, node))
            }
        }
    }

    fn execute_text(&self, parsed: &Parsed, data: Value, out: &mut Vec<u8>) -> Outcome<()> {
        let mut set = self.set.clone();
        set.associate_as_main(parsed);
        match parsed.main() {
            Some(tree) => Frame::new(self.execution, &set, tree, data).run(out),
            None => Ok(()),
        }
    }

    /// A text as a template, parsed once.
    fn parsed(&self, text: &Arc<str>) -> Result<Parsed, Fault> {
        let refused = |error: &ParseError| Fault::Error(format!("cannot parse template {}: {error}", quoted(text.as_bytes())));
        if let Some(known) = self.execution.texts.borrow().parsed.get(text) {
            return known.clone().map_err(|error| refused(&error));
        }
        self.execution.host.scope.budget.make(text.len().saturating_mul(2))?;
        let parsed = parse::parse_with(self.set.name(), text, self.execution.host.functions);
        let mut texts = self.execution.texts.borrow_mut();
        if texts.bytes.saturating_add(text.len()) <= KEPT {
            texts.bytes = texts.bytes.saturating_add(text.len());
            texts.parsed.insert(text.clone(), parsed.clone());
        }
        parsed.map_err(|error| refused(&error))
    }

    pub(super) fn lookup(&self, given: &[Value]) -> Returned {
        let text = |index: usize| match given.get(index) {
            Some(Value::Str(text)) => text.lossy(),
            _ => "".into(),
        };
        match self.execution.host.lookup {
            Some(lookup) => lookup(&text(0), &text(1), &text(2), &text(3)),
            None => Ok(Value::Dict(Dict::default())),
        }
    }
}
