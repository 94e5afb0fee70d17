//! Our own rules out of the data of `tiphys-cm`: `imageRules`, `changeRules`, `windows`, a YAML list each. Pure; it asks no cluster.
//!
//! One bad rule never switches off the others: each entry is read for itself, also where another one is no YAML. An entry that is wrong
//! keeps its head and says why, so that it does its action to all of its scope; one whose scope cannot be read is listed as unread. Every
//! fault is a problem with its field.

mod fields;
mod rules;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::manifest::yaml::{Documents, ParseOptions, parse_yaml};
use crate::model::house::{FILE, House, Section, Unread};
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind, any_error};

use rules::Entry;

/// Entries of one key. All rules are asked at every plan; a list of more is generated, and should be a policy engine's.
const MAX_ENTRIES: usize = 200;

/// The house's rules as they stand in the ConfigMap's data.
pub fn house(data: &BTreeMap<Arc<str>, Arc<str>>) -> (House, Vec<Problem>) {
    let mut reading = Reading { data, unread: Vec::new(), problems: Vec::new() };
    let image_rules = reading.section(Section::ImageRules, rules::image_rule);
    let change_rules = reading.section(Section::ChangeRules, rules::change_rule);
    let windows = reading.section(Section::Windows, rules::window);
    (House { image_rules, change_rules, windows, unread: reading.unread }, reading.problems)
}

struct Reading<'a> {
    data: &'a BTreeMap<Arc<str>, Arc<str>>,
    unread: Vec<Unread>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn section<T>(&mut self, section: Section, read: impl Fn(usize, &Map) -> Entry<T>) -> Vec<T> {
        let Some(text) = self.data.get(section.key()).cloned() else { return Vec::new() };
        let mut entries = self.entries(section, &text);
        if entries.len() > MAX_ENTRIES {
            let cause = format!("{} entries are too many, {MAX_ENTRIES} are read", entries.len());
            self.unread(section, None, "", &cause, "take entries together, or leave the job to a policy engine");
            entries.truncate(MAX_ENTRIES);
        }
        let mut all = Vec::new();
        for (index, entry) in entries.into_iter().enumerate() {
            match entry {
                Ok(Value::Map(map)) => all.extend(self.entry(section, index, read(index, &map))),
                Ok(other) => {
                    let cause = format!("a map is expected, not {}", other.kind_name());
                    self.unread(section, Some(index), "", &cause, "write each entry as a map with its name");
                }
                Err(cause) => self.unread(section, Some(index), "", &cause, "correct the YAML of this entry"),
            }
        }
        all
    }

    fn entry<T>(&mut self, section: Section, index: usize, entry: Entry<T>) -> Option<T> {
        for (field, cause) in &entry.faults {
            let problem = Problem::warning(ProblemKind::BadInput, format!("{} {:?}: {cause}", section.noun(), entry.name));
            let hint = match (&entry.value, section) {
                (None, _) => "nobody knows whom it is for: until it is corrected nothing is held back by it",
                (Some(_), Section::ImageRules | Section::ChangeRules) => {
                    "until it is corrected it does its action to everything in its scope"
                }
                (Some(_), Section::Windows) => "until it is corrected a DENY blocks what it matches, and an ALLOW lets nothing pass",
            };
            self.problems.push(problem.at(section.place(Some(index), field)).hint(hint));
        }
        if entry.value.is_none() {
            let cause = entry.faults.first().map(|(field, cause)| format!("{field}: {cause}")).unwrap_or_default();
            self.unread.push(Unread { section, index: Some(index), name: entry.name, cause: cause.into() });
        }
        entry.value
    }

    fn unread(&mut self, section: Section, index: Option<usize>, name: &str, cause: &str, hint: &str) {
        let problem = Problem::warning(ProblemKind::BadInput, cause);
        self.problems.push(problem.at(section.place(index, "")).hint(hint));
        self.unread.push(Unread { section, index, name: name.into(), cause: cause.into() });
    }

    /// The entries of a key: of its list, or, where that is no YAML, of each of the list's parts by itself.
    fn entries(&mut self, section: Section, text: &str) -> Vec<Result<Value, String>> {
        let read = document(section, text);
        let hint = "write a YAML list of maps, one for each rule";
        if any_error(&read.problems) {
            let parts: Vec<&str> = parts(text);
            if parts.len() > 1 {
                return parts.into_iter().map(|part| one(section, part)).collect();
            }
            let cause = cause(&read);
            self.unread(section, None, "", &cause, hint);
            return Vec::new();
        }
        // Warnings: a key that stands twice.
        self.problems.extend(read.problems.iter().cloned());
        match read.values.as_slice() {
            [] => Vec::new(),
            [document] => match &document.value {
                Value::List(items) => items.iter().cloned().map(Ok).collect(),
                other => {
                    let cause = format!("a list is expected, not {}", other.kind_name());
                    self.unread(section, None, "", &cause, hint);
                    Vec::new()
                }
            },
            several => {
                let cause = format!("one list is expected, not {} documents", several.len());
                self.unread(section, None, "", &cause, hint);
                Vec::new()
            }
        }
    }
}

fn document(section: Section, text: &str) -> Documents {
    parse_yaml(text.as_bytes(), &format!("{FILE}: {}", section.key()), ParseOptions::KUBERNETES)
}

fn cause(read: &Documents) -> String {
    read.problems.iter().find(|problem| problem.is_error()).map_or_else(|| "it is no YAML".to_owned(), |problem| problem.cause.to_string())
}

/// A list of one entry.
fn one(section: Section, part: &str) -> Result<Value, String> {
    let read = document(section, part);
    if any_error(&read.problems) {
        return Err(cause(&read));
    }
    let mut values = read.values.into_iter().map(|document| document.value);
    match (values.next(), values.next()) {
        (Some(Value::List(items)), None) if items.len() == 1 => items.first().cloned().ok_or_else(String::new),
        (Some(_) | None, _) => Err("it is no entry of a list".to_owned()),
    }
}

/// The parts of a block list: each from its dash to the next dash in the same column. Where there is no dash: nothing.
fn parts(text: &str) -> Vec<&str> {
    let column = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_dash = |line: &str| {
        let rest = line.trim_start_matches(' ').trim_end();
        rest == "-" || rest.starts_with("- ")
    };
    let mut starts = Vec::new();
    let mut first = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if is_dash(line) && *first.get_or_insert(column(line)) == column(line) {
            starts.push(offset);
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}
