//! Nodes in writing, as error messages show them: Go's `Node.String()`. It knows no evaluator.

use super::print::quote::quoted;
use super::tree::{Command, Expr, Pipe, Template};

/// `{{template "x" .}}`.
pub fn template(template: &Template) -> String {
    let mut out = format!("{{{{template {}", quoted(template.name.as_bytes()));
    if let Some(given) = &template.pipe {
        out.push(' ');
        write_pipe(&mut out, given);
    }
    out.push_str("}}");
    out
}

/// `$x := .a | f`.
pub fn pipe(pipe: &Pipe) -> String {
    let mut out = String::new();
    write_pipe(&mut out, pipe);
    out
}

/// `f .a`.
pub fn command(command: &Command) -> String {
    let mut out = String::new();
    write_command(&mut out, command);
    out
}

/// An operand; a pipeline without its parentheses.
pub fn expr(expr: &Expr) -> String {
    let mut out = String::new();
    write_expr(&mut out, expr);
    out
}

fn write_pipe(out: &mut String, pipe: &Pipe) {
    for (index, variable) in pipe.variables.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.push_str(&variable.text);
    }
    if !pipe.variables.is_empty() {
        out.push_str(if pipe.assign { " = " } else { " := " });
    }
    for (index, command) in pipe.commands.iter().enumerate() {
        if index > 0 {
            out.push_str(" | ");
        }
        write_command(out, command);
    }
}

fn write_command(out: &mut String, command: &Command) {
    write_in_parentheses(out, &command.first);
    for word in &command.rest {
        out.push(' ');
        write_in_parentheses(out, word);
    }
}

fn write_in_parentheses(out: &mut String, expr: &Expr) {
    if let Expr::Pipe(pipe) = expr {
        out.push('(');
        write_pipe(out, pipe);
        out.push(')');
    } else {
        write_expr(out, expr);
    }
}

fn write_expr(out: &mut String, expr: &Expr) {
    match expr {
        Expr::Dot(_) => out.push('.'),
        Expr::Nil(_) => out.push_str("nil"),
        Expr::Bool(_, value) => out.push_str(if *value { "true" } else { "false" }),
        Expr::Number(constant) => out.push_str(&constant.text),
        Expr::Quoted(quoted) => out.push_str(&quoted.written),
        Expr::Field(field) => write_names(out, &field.names),
        Expr::Variable(variable) => {
            out.push_str(&variable.name.text);
            write_names(out, &variable.names);
        }
        Expr::Chain(chain) => {
            write_in_parentheses(out, &chain.of);
            write_names(out, &chain.names);
        }
        Expr::Function(call) => out.push_str(&call.name),
        Expr::Pipe(pipe) => write_pipe(out, pipe),
    }
}

fn write_names(out: &mut String, names: &[std::sync::Arc<str>]) {
    for name in names {
        out.push('.');
        out.push_str(name);
    }
}
