//! Results as a table or JSON. It knows no policy.

use crate::engine::access::Weight;
use crate::engine::manifest::json::{Html, to_json_pretty};
use crate::model::object::build;
use crate::model::object::value::Value;
use crate::model::problem::Place;
use crate::view::page::{Column, Cut, Page, RowId, Span, Tone};

use super::super::out;

/// Whether a result is what the test expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    AsExpected,
    Differs,
    /// It cannot be judged here: neither.
    NotJudged,
}

impl Outcome {
    fn span(self) -> Span {
        match self {
            Self::AsExpected => Span::fixed("✓ PASS", Tone::Good),
            Self::Differs => Span::fixed("✗ FAIL", Tone::Bad),
            Self::NotJudged => Span::fixed("? NOT JUDGED", Tone::Unknown),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::AsExpected => "pass",
            Self::Differs => "fail",
            Self::NotJudged => "not judged",
        }
    }
}

/// One result.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) file: String,
    pub(super) policy: String,
    pub(super) rule: String,
    pub(super) resource: String,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) outcome: Outcome,
    pub(super) why: String,
}

/// One judgement.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    resource: String,
    weight: Weight,
    place: String,
    why: String,
}

impl Row {
    pub(super) fn judged(resource: &str, weight: Weight, place: &Place, why: &str) -> Judged {
        Judged { resource: resource.to_owned(), weight, place: place.to_string(), why: why.to_owned() }
    }
}

fn column(title: &'static str) -> Column {
    Column { title, min: 4, max: 0, drop: 0, cut: Cut::End }
}

fn page(titles: &[&'static str], rows: Vec<Vec<Span>>) -> Page {
    let rows = rows.into_iter().enumerate().map(|(index, cells)| crate::view::page::Row {
        cells: cells.into_iter().map(|span| vec![span]).collect(),
        ..crate::view::page::Row::line(RowId::Line(index), Vec::new())
    });
    Page { columns: titles.iter().map(|title| column(title)).collect(), rows: rows.collect(), ..Page::default() }
}

/// A list of maps, on standard output.
fn json(rows: Vec<Value>) {
    out::say(String::from_utf8_lossy(&to_json_pretty(&Value::list(rows), Html::Plain)).trim_end());
}

/// Tells the results of tests.
pub(super) fn print(rows: &[Row], is_json: bool) {
    if is_json {
        let one = |row: &Row| {
            Value::Map(build::map([
                ("test", row.file.as_str().into()),
                ("policy", row.policy.as_str().into()),
                ("rule", row.rule.as_str().into()),
                ("resource", row.resource.as_str().into()),
                ("expected", row.expected.as_str().into()),
                ("found", row.found.as_str().into()),
                ("result", row.outcome.name().into()),
                ("message", row.why.as_str().into()),
            ]))
        };
        return json(rows.iter().map(one).collect());
    }
    let cells = |row: &Row| {
        let found = if row.found == row.expected { row.found.clone() } else { format!("{}, expected {}", row.found, row.expected) };
        // What is as expected needs no reason.
        let why = if row.outcome == Outcome::AsExpected && row.found != "excluded" { "" } else { &row.why };
        vec![
            row.outcome.span(),
            Span::plain(&row.policy),
            Span::plain(&row.rule),
            Span::plain(&row.resource),
            Span::plain(found),
            Span::plain(why),
        ]
    };
    out::page(&page(&["RESULT", "POLICY", "RULE", "RESOURCE", "VERDICT", "WHY"], rows.iter().map(cells).collect()));
}

/// Tells judgements.
pub(super) fn print_judged(rows: &[Judged], is_json: bool) {
    let named = |weight: Weight| match weight {
        Weight::Admits => ("admits", Span::fixed("✓ admits", Tone::Good)),
        Weight::NotJudged => ("not judged", Span::fixed("? not judged", Tone::Unknown)),
        Weight::Warns => ("warns", Span::fixed("! warns", Tone::Warn)),
        Weight::Refuses => ("refuses", Span::fixed("✗ refuses", Tone::Bad)),
    };
    if is_json {
        let one = |row: &Judged| {
            Value::Map(build::map([
                ("resource", row.resource.as_str().into()),
                ("judgement", named(row.weight).0.into()),
                ("place", row.place.as_str().into()),
                ("rule", row.why.as_str().into()),
            ]))
        };
        return json(rows.iter().map(one).collect());
    }
    let cells = |row: &Judged| vec![named(row.weight).1, Span::plain(&row.resource), Span::plain(&row.why), Span::plain(&row.place)];
    out::page(&page(&["JUDGEMENT", "RESOURCE", "RULE", "PLACE"], rows.iter().map(cells).collect()));
}
