//! How Helm tells the errors of templates. It knows no evaluator: it reads Go's text of an error as Helm does, link by
//! link. Source: Helm's `pkg/engine/engine.go` (`cleanupParseError`, `reformatExecErrorMsg`).

use super::builtins::{MESSAGE_END, MESSAGE_START};
use super::error::{Cause, Failure, ParseError, Place};

/// A text that is no template: `parse error at (file:line): message`.
pub fn parse_error(error: &ParseError) -> String {
    let text = error.to_string();
    let location = text.split(": ").nth(1).unwrap_or("");
    format!("parse error at ({location}): {}", text.rsplit(": ").next().unwrap_or(""))
}

/// A failed execution: the message of `required` and `fail` with its place, else each template on the way with what it
/// did, else Go's text.
pub fn execution_error(failure: &Failure) -> String {
    let Failure::At(place) = failure else { return failure.to_string() };
    let text = failure.to_string();
    let mut tokens = text.splitn(3, ": ").skip(1);
    let (Some(location), Some(rest)) = (tokens.next(), tokens.next()) else { return text };
    if let Some(message) = message(rest) {
        return format!("execution error at ({location}): {message}");
    }
    match links(place) {
        Some(links) => {
            let told: String = links.iter().map(Link::told).collect();
            told.trim_matches(char::is_whitespace).to_owned()
        }
        None => text,
    }
}

/// What stands between the first mark of a start and the last mark of an end.
fn message(text: &str) -> Option<&str> {
    let (_, after) = text.split_once(MESSAGE_START)?;
    after.rsplit_once(MESSAGE_END).map(|(message, _)| message)
}

/// A line or three of the trace.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    location: String,
    executed: String,
    message: String,
}

impl Link {
    fn told(&self) -> String {
        let mut out = String::new();
        if !self.location.is_empty() {
            out.push_str(&format!("{}\n  ", self.location));
        }
        if !self.executed.is_empty() {
            out.push_str(&format!("{}\n    ", self.executed));
        }
        if !self.message.is_empty() {
            out.push_str(&format!("{}\n", self.message));
        }
        out
    }
}

/// The links of an error; `None`: one of them is not told as templates tell theirs.
fn links(place: &Place) -> Option<Vec<Link>> {
    let mut links: Vec<Link> = Vec::new();
    let mut add = |text: &str| {
        let link = link(text)?;
        if links.last() != Some(&link) {
            links.push(link);
        }
        Some(())
    };
    let mut place = place;
    loop {
        let own = place.own_text();
        match &place.cause {
            None => {
                add(&own)?;
                break;
            }
            Some(Cause::Text(text)) => {
                add(&format!("{own}{text}"))?;
                add(text)?;
                break;
            }
            // What follows is cut off at this word anyhow.
            Some(Cause::Failure(failure)) => {
                add(&format!("{own}template:"))?;
                match &**failure {
                    Failure::At(inner) => place = inner,
                    other => {
                        add(&other.to_string())?;
                        break;
                    }
                }
            }
            Some(Cause::Tpl { .. }) => return None,
        }
    }
    Some(links)
}

fn link(text: &str) -> Option<Link> {
    let rest = text.strip_prefix("template: ")?;
    if rest.starts_with("no template ") {
        return Some(Link { location: String::new(), executed: String::new(), message: text.to_owned() });
    }
    executing(rest).or_else(|| simple(rest))
}

fn cut(message: &str) -> String {
    message.split_once(" template:").map_or(message, |(before, _)| before).to_owned()
}

/// `file:1:2: executing "name" at <context>: message`.
fn executing(rest: &str) -> Option<Link> {
    let (location, after) = rest.split_once(": executing ")?;
    let (name, after) = after.strip_prefix('"')?.split_once('"')?;
    let (context, message) = after.strip_prefix(" at <")?.split_once(">: ")?;
    Some(Link { location: location.to_owned(), executed: format!("executing \"{name}\" at <{context}>:"), message: cut(message) })
}

/// `file:1: message`.
fn simple(rest: &str) -> Option<Link> {
    let (location, message) = rest.rsplit_once(": ")?;
    Some(Link { location: location.to_owned(), executed: String::new(), message: cut(message) })
}
