//! A parsed template. Trees are shared between threads and executions and never change. They know no value and no
//! evaluator; functions are found when a text is parsed.

use std::ops::Range;
use std::sync::Arc;

use super::function::Function;
use super::lex::number::Number;
use super::text::Text;

/// The text that trees came from.
#[derive(Debug)]
pub struct Source {
    /// The name it was parsed under: a file, usually.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// One template: what a file holds, or a `define` in it.
#[derive(Debug)]
pub struct Tree {
    /// Its name.
    pub name: Arc<str>,
    /// Where it came from.
    pub source: Arc<Source>,
    /// What it does.
    pub root: List,
}

/// Nodes in a row.
#[derive(Debug, Default)]
pub struct List {
    /// The nodes.
    pub nodes: Box<[Node]>,
}

/// What stands between other nodes.
#[derive(Debug)]
pub enum Node {
    /// Text, as bytes of the source.
    Text(Range<usize>),
    /// `{{ pipeline }}`.
    Action(Pipe),
    /// `{{ if }}`.
    If(Box<Branch>),
    /// `{{ range }}`.
    Range(Box<Branch>),
    /// `{{ with }}`.
    With(Box<Branch>),
    /// `{{ template }}`, and the place of a `{{ block }}`.
    Template(Box<Template>),
    /// `{{ break }}`.
    Break,
    /// `{{ continue }}`.
    Continue,
}

/// A condition or loop.
#[derive(Debug)]
pub struct Branch {
    /// What decides.
    pub pipe: Pipe,
    /// If it counts as true, or for each item.
    pub body: List,
    /// If not, or if there are no items.
    pub otherwise: Option<List>,
}

/// A call of a named template.
#[derive(Debug)]
pub struct Template {
    /// Where the name stands.
    pub pos: usize,
    /// The name.
    pub name: Arc<str>,
    /// What becomes its dot.
    pub pipe: Option<Pipe>,
}

/// Commands, each of which gets the value of the one before as its last argument.
#[derive(Debug)]
pub struct Pipe {
    /// Where it starts.
    pub pos: usize,
    /// The variables are assigned, not declared.
    pub assign: bool,
    /// The variables that get its value.
    pub variables: Box<[Name]>,
    /// At least one.
    pub commands: Box<[Command]>,
}

/// A variable's name and its number within the source.
#[derive(Debug, Clone)]
pub struct Name {
    /// The number: equal names have equal ones. `$` is 0.
    pub id: u32,
    /// The name with its `$`.
    pub text: Arc<str>,
}

/// A value, or a function and its arguments.
#[derive(Debug)]
pub struct Command {
    /// Where it starts.
    pub pos: usize,
    /// A value or function.
    pub first: Expr,
    /// Arguments.
    pub rest: Box<[Expr]>,
}

/// An operand.
#[derive(Debug)]
pub enum Expr {
    /// `.`.
    Dot(usize),
    /// `nil`.
    Nil(usize),
    /// `true`, `false`.
    Bool(usize, bool),
    /// A number.
    Number(Box<Constant>),
    /// A text between quotes.
    Quoted(Box<Quoted>),
    /// `.a.b`.
    Field(Box<Field>),
    /// `$x.a.b`.
    Variable(Box<Variable>),
    /// `(pipeline).a.b`.
    Chain(Box<Chain>),
    /// A function.
    Function(Box<Call>),
    /// `(pipeline)`.
    Pipe(Box<Pipe>),
}

/// A number and how it was written.
#[derive(Debug)]
pub struct Constant {
    /// Where.
    pub pos: usize,
    /// As it was written.
    pub text: Box<str>,
    /// What it can be.
    pub number: Number,
    /// What it is where no type is asked for.
    pub ideal: Ideal,
}

/// The type that a number's spelling gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ideal {
    /// `int`.
    Int(i64),
    /// `float64`.
    Float(f64),
    /// It fits `uint64` only.
    Overflow,
    /// It has an imaginary part.
    Complex,
}

/// A text constant.
#[derive(Debug)]
pub struct Quoted {
    /// Where.
    pub pos: usize,
    /// As it was written, with quotes.
    pub written: Box<str>,
    /// What it stands for.
    pub text: Text,
}

/// Fields of dot.
#[derive(Debug)]
pub struct Field {
    /// Where; with several fields, where the second starts.
    pub pos: usize,
    /// The names without dots.
    pub names: Box<[Arc<str>]>,
}

/// A variable and fields of it.
#[derive(Debug)]
pub struct Variable {
    /// Where; with fields, where the first field starts.
    pub pos: usize,
    /// The variable.
    pub name: Name,
    /// The names of the fields.
    pub names: Box<[Arc<str>]>,
}

/// Fields of something else.
#[derive(Debug)]
pub struct Chain {
    /// Where the first field starts.
    pub pos: usize,
    /// What they are fields of.
    pub of: Expr,
    /// The names of the fields; at least one.
    pub names: Box<[Arc<str>]>,
}

/// A function by name.
pub struct Call {
    /// Where.
    pub pos: usize,
    /// The name.
    pub name: Arc<str>,
    /// The function.
    pub target: Target,
}

/// What a name stands for.
#[derive(Clone, Copy)]
pub enum Target {
    /// A function of values.
    Function(&'static Function),
    /// A function of the evaluator.
    Bound(Bound),
}

/// Functions that need the evaluator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `and`, which does not evaluate what it does not need.
    And,
    /// `or`, likewise.
    Or,
    /// `call`.
    Call,
    /// `len`, which tells a missing value from nothing at all.
    Len,
    /// Helm's `include`.
    Include,
    /// Helm's `tpl`.
    Tpl,
    /// Helm's `lookup`.
    Lookup,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("pos", &self.pos).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Expr {
    /// Where an error in it is reported.
    pub fn pos(&self) -> usize {
        match self {
            Self::Dot(pos) | Self::Nil(pos) | Self::Bool(pos, _) => *pos,
            Self::Number(constant) => constant.pos,
            Self::Quoted(quoted) => quoted.pos,
            Self::Field(field) => field.pos,
            Self::Variable(variable) => variable.pos,
            Self::Chain(chain) => chain.pos,
            Self::Function(call) => call.pos,
            Self::Pipe(pipe) => pipe.pos,
        }
    }
}

impl Tree {
    /// Whether nothing but space is in it: such a template replaces no other. Source: Go's `parse.IsEmptyTree`.
    pub fn is_empty(&self) -> bool {
        self.root.nodes.iter().all(|node| match node {
            Node::Text(range) => self.text(range).trim_matches(is_go_space).is_empty(),
            Node::Action(_) | Node::If(_) | Node::Range(_) | Node::With(_) | Node::Template(_) | Node::Break | Node::Continue => false,
        })
    }

    /// The text of a text node.
    pub fn text(&self, range: &Range<usize>) -> &str {
        self.source.text.get(range.clone()).unwrap_or("")
    }
}

/// `unicode.IsSpace`, which `bytes.TrimSpace` asks.
fn is_go_space(character: char) -> bool {
    character.is_whitespace()
}
