//! What goes to standard output and standard error: pages as text, problems with their next step, colour only on a terminal. The only
//! file of this room that writes.

use std::io::{IsTerminal, Write};

use crate::model::problem::{Problem, Severity};
use crate::view::page::{Line, Page, Tone};

/// Exit code of an error.
pub const ERROR: u8 = 20;
/// Exit code of `diff` when something differs.
pub(super) const DIFFERS: u8 = 1;
/// Exit code of a wrong use that clap cannot see.
pub(super) const USAGE: u8 = 2;

/// Whether colour is wanted: a terminal, and no `NO_COLOR`.
fn is_colored() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Whether somebody can be asked.
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Prints a line.
pub fn say(text: &str) {
    // A closed pipe (`| head`) ends the output, not the operation.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints bytes as they are.
pub(super) fn raw(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

/// Prints a line to standard error, where it does not disturb what is piped.
pub(super) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints a problem in the words that the console uses.
pub fn problem(problem: &Problem) {
    let word = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    note(&indented(&format!("{word}: "), &problem.to_string()));
    if let Some(hint) = &problem.hint {
        note(&indented("  → ", hint));
    }
}

/// A text of somebody else's behind what is ours. Its further lines are set in, so that none of them passes for a line of ours.
fn indented(first: &str, text: &str) -> String {
    let lines = text.trim_end().split('\n').map(crate::model::text::clean);
    format!("{first}{}", lines.collect::<Vec<_>>().join("\n  "))
}

fn ansi(tone: Tone) -> &'static str {
    match tone {
        Tone::Good | Tone::Added => "\u{1b}[32m",
        Tone::Warn | Tone::Held => "\u{1b}[33m",
        Tone::Bad | Tone::Removed => "\u{1b}[31m",
        Tone::Info | Tone::Key => "\u{1b}[36m",
        Tone::Title | Tone::Emphasis | Tone::Match => "\u{1b}[1m",
        Tone::Production => "\u{1b}[1;31m",
        Tone::Dim | Tone::Unknown => "\u{1b}[2m",
        Tone::Plain | Tone::Link => "",
    }
}

/// A line as text; in colour where that is wanted.
pub(super) fn text(line: &Line) -> String {
    let colored = is_colored();
    let mut out = String::new();
    for span in line {
        let start = ansi(span.tone);
        if colored && !start.is_empty() {
            out.push_str(start);
            out.push_str(span.text());
            out.push_str("\u{1b}[0m");
        } else {
            out.push_str(span.text());
        }
    }
    out
}

fn width(line: &Line) -> usize {
    line.iter().map(|span| unicode_width::UnicodeWidthStr::width(span.text())).sum()
}

/// Prints a page: facts, columns aligned, notes at the end (to standard error).
pub(super) fn page(page: &Page) {
    for fact in &page.facts {
        say(&text(fact));
    }
    rows(page);
    for line in &page.notes {
        note(&line.iter().map(crate::view::page::Span::text).collect::<String>());
    }
}

/// Prints a page to standard error: what goes on, where standard output is for a program.
pub(super) fn page_aside(page: &Page) {
    let plain = |line: &Line| line.iter().map(crate::view::page::Span::text).collect::<String>();
    page.facts.iter().map(plain).for_each(|line| note(&line));
    for row in &page.rows {
        let cells: Vec<String> = row.cells.iter().map(plain).collect();
        note(format!("{}{}", " ".repeat(usize::from(row.depth) * 2), cells.join("  ")).trim_end());
    }
    page.notes.iter().map(plain).for_each(|line| note(&line));
}

/// Prints a wrong use that clap could not see; its exit code.
pub(super) fn usage(wrong: &Problem) -> u8 {
    problem(wrong);
    USAGE
}

/// Prints the rows of a page alone.
pub(super) fn rows(page: &Page) {
    let mut widths: Vec<usize> = page.columns.iter().map(|column| column.title.len()).collect();
    for row in &page.rows {
        for (index, (cell, width_of)) in row.cells.iter().zip(widths.iter_mut()).enumerate() {
            let indent = if index == 0 { usize::from(row.depth) * 2 } else { 0 };
            *width_of = (*width_of).max(width(cell) + indent);
        }
    }
    if !page.columns.is_empty() && !page.rows.is_empty() {
        let titles: Vec<String> = page.columns.iter().zip(&widths).map(|(column, width)| format!("{:<width$}", column.title)).collect();
        say(titles.join("  ").trim_end());
    }
    for row in &page.rows {
        let mut line = String::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let indent = if index == 0 { usize::from(row.depth) * 2 } else { 0 };
            line.push_str(&" ".repeat(indent));
            line.push_str(&text(cell));
            let is_last = index + 1 == row.cells.len();
            let pad = widths.get(index).map_or(0, |column| column.saturating_sub(width(cell) + indent));
            if !is_last {
                line.push_str(&" ".repeat(pad + 2));
            }
        }
        say(line.trim_end());
    }
}

/// Asks for a line; none when the input ends.
pub(super) fn ask(question: &str) -> Option<String> {
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "{question} ").and_then(|()| err.flush());
    let mut answer = String::new();
    let n = std::io::stdin().read_line(&mut answer).ok()?;
    (n > 0).then(|| answer.trim().to_owned())
}
