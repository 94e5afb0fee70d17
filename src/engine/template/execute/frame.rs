//! One template at work: its variables and the node that it looked at last. It knows no node's meaning.

use super::super::error::{Cause, Failure, Place};
use super::super::fault::Fault;
use super::super::set::Set;
use super::super::tree::{Command, Expr, Pipe, Template, Tree};
use super::super::tree_text;
use super::super::value::Value;
use super::{Execution, Operand, Outcome};

/// A node, for errors.
#[derive(Clone, Copy)]
pub(super) enum At<'t> {
    Start,
    Template(&'t Template),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Expr(&'t Expr),
}

impl At<'_> {
    fn pos(self) -> usize {
        match self {
            Self::Start => 0,
            Self::Template(template) => template.pos,
            Self::Pipe(pipe) => pipe.pos,
            Self::Command(command) => command.pos,
            Self::Expr(expr) => expr.pos(),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Start => String::new(),
            Self::Template(template) => tree_text::template(template),
            Self::Pipe(pipe) => tree_text::pipe(pipe),
            Self::Command(command) => tree_text::command(command),
            Self::Expr(expr) => tree_text::expr(expr),
        }
    }
}

/// A template at work.
pub(super) struct Frame<'t> {
    pub(super) execution: &'t Execution<'t>,
    pub(super) set: &'t Set,
    pub(super) tree: &'t Tree,
    pub(super) at: At<'t>,
    variables: Vec<(u32, Operand)>,
}

impl<'t> Frame<'t> {
    pub(super) fn new(execution: &'t Execution<'t>, set: &'t Set, tree: &'t Tree, data: Value) -> Self {
        Self { execution, set, tree, at: At::Start, variables: vec![(0, Operand::plain(data))] }
    }

    pub(super) fn mark(&self) -> usize {
        self.variables.len()
    }

    pub(super) fn pop(&mut self, mark: usize) {
        self.variables.truncate(mark);
    }

    pub(super) fn push(&mut self, id: u32, value: Operand) {
        self.variables.push((id, value));
    }

    /// The data that the template was called with, or what `$` was assigned.
    pub(super) fn root(&self) -> Operand {
        self.variables.first().map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(super) fn variable(&self, id: u32) -> Option<&Operand> {
        self.variables.iter().rev().find(|(other, _)| *other == id).map(|(_, value)| value)
    }

    /// Changes the variable that was declared last; `false`: there is none.
    pub(super) fn assign(&mut self, id: u32, value: Operand) -> bool {
        let found = self.variables.iter_mut().rev().find(|(other, _)| *other == id);
        found.map(|(_, slot)| *slot = value).is_some()
    }

    /// Changes the variable so many from the top.
    pub(super) fn assign_from_top(&mut self, n: usize, value: Operand) {
        let index = self.variables.len().checked_sub(n);
        if let Some((_, slot)) = index.and_then(|index| self.variables.get_mut(index)) {
            *slot = value;
        }
    }

    pub(super) fn work(&self, n: usize) -> Outcome<()> {
        self.execution.host.scope.budget.work(n).map_err(|fault| self.stopped("", fault))
    }

    /// One list or pipeline deeper: what the stack is needed for.
    pub(super) fn deeper(&self) -> Outcome<()> {
        let levels = self.execution.levels.get().saturating_add(1);
        let limit = self.execution.host.scope.budget.limits().depth.saturating_mul(super::LEVELS);
        if levels > limit {
            return Err(Failure::Limit(format!("templates nest more than {limit} lists and pipelines")));
        }
        self.execution.levels.set(levels);
        Ok(())
    }

    pub(super) fn shallower(&self) {
        self.execution.levels.set(self.execution.levels.get().saturating_sub(1));
    }

    /// An error where the frame looked last.
    pub(super) fn error(&self, message: impl Into<String>) -> Failure {
        self.failure(message.into(), None)
    }

    /// A function's error after these words; a limit remains one.
    pub(super) fn stopped(&self, words: &str, fault: Fault) -> Failure {
        match fault {
            Fault::Limit(text) => Failure::Limit(text),
            Fault::Error(text) => self.failure(words.to_owned(), Some(Cause::Text(text))),
        }
    }

    pub(super) fn failure(&self, message: String, cause: Option<Cause>) -> Failure {
        let context = self.at.text();
        // Each template around repeats its place: what they say must not fill the memory either.
        if let Err(Fault::Limit(text)) = self.execution.host.scope.budget.make(context.len().saturating_add(message.len())) {
            return Failure::Limit(text);
        }
        let before = self.tree.source.text.get(..self.at.pos()).unwrap_or("");
        let column = before.rfind('\n').map_or(before.len(), |newline| before.len().saturating_sub(newline).saturating_sub(1));
        Failure::At(Box::new(Place {
            template: self.tree.name.clone(),
            file: self.tree.source.name.clone(),
            line: before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1),
            column,
            context,
            message,
            cause,
        }))
    }
}
