//! Goes through nodes and writes what they give. It knows no pipeline's inside. Source: Go's `text/template` `exec.go`.

use super::super::print;
use super::super::tree::{Branch, List, Node, Pipe, Template};
use super::super::value::Value;
use super::frame::{At, Frame};
use super::{Operand, Outcome};

/// Whether a loop goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

impl<'t> Frame<'t> {
    /// Executes the template.
    pub(super) fn run(&mut self, out: &mut Vec<u8>) -> Outcome<()> {
        let dot = self.root();
        self.list(&dot, &self.tree.root, out).map(drop)
    }

    pub(super) fn list(&mut self, dot: &Operand, list: &'t List, out: &mut Vec<u8>) -> Outcome<Flow> {
        self.deeper()?;
        for node in &list.nodes {
            let flow = match node {
                Node::Text(range) => self.text(range, out),
                Node::Action(pipe) => self.action(dot, pipe, out),
                Node::If(branch) => self.branch(dot, branch, false, out),
                Node::With(branch) => self.branch(dot, branch, true, out),
                Node::Range(branch) => self.range(dot, branch, out),
                Node::Template(template) => self.template(dot, template, out),
                Node::Break => Ok(Flow::Break),
                Node::Continue => Ok(Flow::Continue),
            }?;
            if flow != Flow::Next {
                self.shallower();
                return Ok(flow);
            }
        }
        self.shallower();
        Ok(Flow::Next)
    }

    fn text(&self, range: &std::ops::Range<usize>, out: &mut Vec<u8>) -> Outcome<Flow> {
        let text = self.tree.text(range);
        self.execution.host.scope.budget.make(text.len()).map_err(|fault| self.stopped("", fault))?;
        out.extend_from_slice(text.as_bytes());
        Ok(Flow::Next)
    }

    fn action(&mut self, dot: &Operand, pipe: &'t Pipe, out: &mut Vec<u8>) -> Outcome<Flow> {
        let value = self.pipeline(dot, pipe)?;
        if pipe.variables.is_empty() {
            self.print(&value.value, out)?;
        }
        Ok(Flow::Next)
    }

    fn print(&self, value: &Value, out: &mut Vec<u8>) -> Outcome<()> {
        let budget = self.execution.host.scope.budget;
        let printed = match value {
            Value::Nil => print::append(budget, out, &Value::str("<no value>")),
            value => print::append(budget, out, value),
        };
        printed.map_err(|fault| self.stopped("", fault))
    }

    fn branch(&mut self, dot: &Operand, branch: &'t Branch, with: bool, out: &mut Vec<u8>) -> Outcome<Flow> {
        let mark = self.mark();
        let value = self.pipeline(dot, &branch.pipe)?;
        let flow = if value.value.is_true() {
            self.list(if with { &value } else { dot }, &branch.body, out)
        } else if let Some(otherwise) = &branch.otherwise {
            drop(value);
            self.list(dot, otherwise, out)
        } else {
            Ok(Flow::Next)
        }?;
        self.pop(mark);
        Ok(flow)
    }

    fn template(&mut self, dot: &Operand, template: &'t Template, out: &mut Vec<u8>) -> Outcome<Flow> {
        self.at = At::Template(template);
        let Some(tree) = self.set.get(&template.name) else {
            let name = print::quote::quoted(template.name.as_bytes());
            return Err(self.error(format!("template {name} not defined")));
        };
        let data = match &template.pipe {
            Some(pipe) => self.pipeline(dot, pipe)?.value,
            None => Value::Nil,
        };
        self.execution.enter(&template.name).map_err(|fault| self.stopped("", fault))?;
        Frame::new(self.execution, self.set, tree, data).run(out)?;
        self.execution.leave();
        Ok(Flow::Next)
    }
}
