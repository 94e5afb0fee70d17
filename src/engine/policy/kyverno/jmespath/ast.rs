//! What an expression is made of. It knows neither text nor data.

use crate::model::object::value::Value;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A part of an expression.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// The value itself: `@`, and what stands for nothing.
    Current,
    Field(String),
    Index(i64),
    Slice([Option<i64>; 3]),
    Literal(Value),
    /// The right side on the left's value: `a.b`, `a[0]`.
    Sub(Box<Node>, Box<Node>),
    /// The right side on each item of the left's list.
    Projection(Box<Node>, Box<Node>),
    /// The right side on each item that the condition keeps.
    Filter(Box<Node>, Box<Node>, Box<Node>),
    Flatten(Box<Node>),
    /// The right side on each value of the left's map.
    Values(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Not(Box<Node>),
    Compare(Compare, Box<Node>, Box<Node>),
    Pipe(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Hash(Vec<(String, Node)>),
    Call(String, Vec<Node>),
    /// `&expression`: an argument that a function evaluates itself.
    Reference(Box<Node>),
}

impl Node {
    /// Its direct parts.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Current | Self::Field(_) | Self::Index(_) | Self::Slice(_) | Self::Literal(_) => Vec::new(),
            Self::Flatten(one) | Self::Not(one) | Self::Reference(one) => vec![one],
            Self::Sub(left, right)
            | Self::Projection(left, right)
            | Self::Values(left, right)
            | Self::Or(left, right)
            | Self::And(left, right)
            | Self::Compare(_, left, right)
            | Self::Pipe(left, right) => vec![left, right],
            Self::Filter(left, right, condition) => vec![left, right, condition],
            Self::List(items) | Self::Call(_, items) => items.iter().collect(),
            Self::Hash(entries) => entries.iter().map(|(_, node)| node).collect(),
        }
    }
}
