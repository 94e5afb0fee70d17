//! Evaluates Jsonnet by `rsjsonnet-lang`, from texts in memory to JSON. It reads no file and knows no tree: an import means what the
//! request says.
//!
//! Its judge is go-jsonnet 0.22, Argo CD's. Of the 916 files of go-jsonnet's and the C++ Jsonnet's test suites and examples, 899 have
//! the same outcome here: the same JSON, or an error in both. What differs: a fraction that is made a *text* has the shortest digits
//! (`0.1`), where go-jsonnet writes 17 (`0.10000000000000001`); and a dozen wrong uses of `std` are errors on one side only. Numbers in
//! the JSON are the same (integers beyond 2^53 are written out here as Go does).

use std::collections::BTreeMap;

use rsjsonnet_lang::arena::Arena;
use rsjsonnet_lang::interner::InternedStr;
use rsjsonnet_lang::program::{Callbacks, EvalError, EvalErrorKind, EvalStackTraceItem, ImportError, NativeError, Program, Thunk, Value};
use rsjsonnet_lang::span::SpanId;

use crate::model::problem::{Place, Problem, ProblemKind};

use super::lines::Texts;
use super::request::{Import, JsonnetRequest, Variable};
use super::wording;

/// Calls within calls: go-jsonnet's own default.
const MAX_STACK: usize = 500;

/// Bytes of the JSON that a file may evaluate to: three times what Argo CD takes from a folder of plain manifests.
const MAX_OUTPUT: usize = 32 << 20;

/// Frames of a trace that are told: the innermost ones.
const MAX_TRACE: usize = 6;

/// Characters of a message that are told: a program's own error can be as long as it likes.
const MAX_MESSAGE: usize = 2000;

/// The JSON that a file evaluates to. If it is a function, it is called with the arguments given for it.
///
/// # Errors
/// What is wrong with the program, at its place, with the calls that led there.
pub fn evaluate(request: &JsonnetRequest) -> Result<String, Problem> {
    let arena = Arena::new();
    let mut program = Program::new(&arena);
    program.set_max_stack(MAX_STACK);
    let mut session = Session { request, texts: Texts::default(), loaded: BTreeMap::new(), failed: None };
    for (name, variable) in &request.ext_vars {
        let thunk = session.variable(&mut program, &format!("<extvar:{name}>"), variable);
        let name = program.intern_str(name);
        program.add_ext_var(name, &thunk);
    }
    let entry = session.load(&mut program, &request.entry)?;
    let value = program.eval_value(&entry, &mut session);
    let value = value.map_err(|error| session.problem(&program, &error))?;
    let value = if value.is_function() { session.call(&mut program, &value)? } else { value };
    let text = program.manifest_json(&value, false).map_err(|error| session.problem(&program, &error))?;
    if text.len() > MAX_OUTPUT {
        let cause = format!("evaluates to more than {} MiB", MAX_OUTPUT >> 20);
        return Err(Problem::error(ProblemKind::Limit, cause).at(Place::file(request.entry.as_str())).hint("make fewer objects"));
    }
    Ok(exact(&text))
}

struct Session<'r, 'p> {
    request: &'r JsonnetRequest,
    texts: Texts,
    loaded: BTreeMap<String, Thunk<'p>>,
    /// Why the last import failed: the evaluator carries no reason.
    failed: Option<Problem>,
}

impl<'p> Session<'_, 'p> {
    /// A file as something to evaluate, once.
    fn load(&mut self, program: &mut Program<'p>, path: &str) -> Result<Thunk<'p>, Problem> {
        if let Some(thunk) = self.loaded.get(path) {
            return Ok(thunk.clone());
        }
        let content = self.request.files.get(path).ok_or_else(|| not_given(path))?;
        let thunk = self.text(program, path, content.bytes())?;
        self.loaded.insert(path.to_owned(), thunk.clone());
        Ok(thunk)
    }

    fn text(&mut self, program: &mut Program<'p>, name: &str, bytes: Vec<u8>) -> Result<Thunk<'p>, Problem> {
        let (context, id) = program.span_manager_mut().insert_source_context(bytes.len());
        let loaded = program.load_source(context, &bytes, true, name);
        self.texts.add(id, name, bytes);
        loaded.map_err(|error| {
            let (cause, span) = wording::of_text(&error);
            let place = self.texts.place(program.span_manager(), span).unwrap_or_else(|| Place::file(name));
            Problem::error(ProblemKind::BadInput, short(&cause)).at(place).hint(hint(None))
        })
    }

    /// A variable's value. Code that is no Jsonnet is an error only for who uses it, as in go-jsonnet.
    fn variable(&mut self, program: &mut Program<'p>, name: &str, variable: &Variable) -> Thunk<'p> {
        match variable {
            Variable::Text(text) => program.value_to_thunk(&Value::string(text)),
            Variable::Code(code) => self.text(program, name, code.clone().into_bytes()).unwrap_or_else(|problem| {
                let message = serde_json::to_string(&problem.to_string()).unwrap_or_default();
                let stand_in = self.text(program, name, format!("error {message}").into_bytes());
                stand_in.unwrap_or_else(|_| program.value_to_thunk(&Value::null()))
            }),
        }
    }

    fn call(&mut self, program: &mut Program<'p>, function: &Value<'p>) -> Result<Value<'p>, Problem> {
        let function = program.value_to_thunk(function);
        let request = self.request;
        let mut named = Vec::with_capacity(request.tlas.len());
        for (name, variable) in &request.tlas {
            let thunk = self.variable(program, &format!("<top-level-arg:{name}>"), variable);
            named.push((program.intern_str(name), thunk));
        }
        let called = program.eval_call(&function, &[], &named, self);
        called.map_err(|error| self.problem(program, &error))
    }

    /// What the evaluator says, as it is told: place, cause, trace, next step.
    fn problem(&mut self, program: &Program<'p>, error: &EvalError) -> Problem {
        let spans = program.span_manager();
        let (mut cause, span) = wording::of_evaluation(&error.kind);
        if let (EvalErrorKind::ImportFailed { .. }, Some(failed)) = (&error.kind, self.failed.take()) {
            if failed.place.is_some() {
                return failed;
            }
            cause = failed.cause.to_string();
        }
        let frames: Vec<(Place, String)> = error
            .stack_trace
            .iter()
            .rev()
            .filter_map(|item| {
                let (span, what) = frame(item);
                Some((self.texts.place(spans, span?)?, what))
            })
            .collect();
        let own = span.and_then(|span| self.texts.place(spans, span));
        let place = own.or_else(|| frames.first().map(|(place, _)| place.clone()));
        let place = place.unwrap_or_else(|| Place::file(self.request.entry.as_str()));
        let mut trace: Vec<String> =
            frames.iter().filter(|(own, _)| *own != place).map(|(place, what)| format!("{what} at {place}")).collect();
        trace.dedup();
        let n_left_out = trace.len().saturating_sub(MAX_TRACE);
        trace.truncate(MAX_TRACE);
        if n_left_out > 0 {
            trace.push(format!("{n_left_out} more"));
        }
        let trace = if trace.is_empty() { String::new() } else { format!(" (in {})", trace.join(", in ")) };
        let kind = if matches!(error.kind, EvalErrorKind::StackOverflow) { ProblemKind::Limit } else { ProblemKind::BadInput };
        Problem::error(kind, format!("RUNTIME ERROR: {}{trace}", short(&cause))).at(place).hint(hint(Some(&error.kind)))
    }

    /// What an import means.
    fn import(&mut self, program: &Program<'p>, from: SpanId, literal: &str) -> Result<String, ImportError> {
        let name = self.texts.name(program.span_manager(), from).unwrap_or("");
        let from = if self.request.imports.contains_key(name) { name } else { "" };
        match self.request.imports.get(from).and_then(|imports| imports.get(literal)) {
            Some(Import::Found(path)) => Ok(path.clone()),
            Some(Import::Missing(cause)) => Err(self.fail(Problem::error(ProblemKind::NotFound, cause.as_str()))),
            None => Err(self.fail(not_given(literal))),
        }
    }

    fn fail(&mut self, problem: Problem) -> ImportError {
        self.failed = Some(problem);
        ImportError
    }

    fn data(&mut self, program: &Program<'p>, from: SpanId, literal: &str) -> Result<Vec<u8>, ImportError> {
        let path = self.import(program, from, literal)?;
        let content = self.request.files.get(&path);
        content.map(super::request::Content::bytes).ok_or_else(|| self.fail(not_given(&path)))
    }
}

impl<'p> Callbacks<'p> for Session<'_, 'p> {
    fn import(&mut self, program: &mut Program<'p>, from: SpanId, path: &str) -> Result<Thunk<'p>, ImportError> {
        let path = Session::import(self, program, from, path)?;
        self.load(program, &path).map_err(|problem| self.fail(problem))
    }

    fn import_str(&mut self, program: &mut Program<'p>, from: SpanId, path: &str) -> Result<String, ImportError> {
        self.data(program, from, path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    fn import_bin(&mut self, program: &mut Program<'p>, from: SpanId, path: &str) -> Result<Vec<u8>, ImportError> {
        self.data(program, from, path)
    }

    /// `std.trace` is for who evaluates by hand: Argo CD throws it away as well.
    fn trace(&mut self, _: &mut Program<'p>, _: &str, _: &[EvalStackTraceItem]) {}

    /// There are no native functions, so none is ever called.
    fn native_call(&mut self, _: &mut Program<'p>, _: InternedStr<'p>, _: &[Value<'p>]) -> Result<Value<'p>, NativeError> {
        Err(NativeError)
    }
}

fn not_given(what: &str) -> Problem {
    Problem::error(ProblemKind::Internal, format!("{what:?} was not given to the evaluator"))
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn hint(kind: Option<&EvalErrorKind>) -> &'static str {
    match kind {
        Some(EvalErrorKind::ImportFailed { .. }) => {
            "commit the file, or name the folder of its library in spec.source.directory.jsonnet.libs (--jsonnet-libs)"
        }
        Some(EvalErrorKind::UnknownExtVar { .. }) => "give it in spec.source.directory.jsonnet.extVars (--jsonnet-ext-var-str)",
        // The call of the file's own function stands nowhere in the text.
        Some(EvalErrorKind::CallParamNotBound { span: None, .. } | EvalErrorKind::UnknownCallParam { span: None, .. }) => {
            "arguments of the file's own function stand in spec.source.directory.jsonnet.tlas (--jsonnet-tla-str)"
        }
        _ => "correct the file; tiphys render directory shows what it evaluates to",
    }
}

fn frame(item: &EvalStackTraceItem) -> (Option<SpanId>, String) {
    let called = |name: &str| format!("function {name}");
    match item {
        EvalStackTraceItem::Expr { span } => (Some(*span), "an expression".to_owned()),
        EvalStackTraceItem::Call { span, name } => (*span, called(name.as_deref().unwrap_or("<anonymous>"))),
        EvalStackTraceItem::Variable { span, name } => (Some(*span), format!("variable {name}")),
        EvalStackTraceItem::ArrayItem { span, index } => (*span, format!("item {index}")),
        EvalStackTraceItem::ObjectField { span, name } => (*span, format!("field {name}")),
        EvalStackTraceItem::Import { span } => (Some(*span), "an import".to_owned()),
        EvalStackTraceItem::CompareArrayItem { index } | EvalStackTraceItem::ManifestArrayItem { index } => (None, format!("item {index}")),
        EvalStackTraceItem::CompareObjectField { name } | EvalStackTraceItem::ManifestObjectField { name } => {
            (None, format!("field {name}"))
        }
    }
}

/// JSON with its large integers written out: the evaluator pads with zeros what a float does not hold exactly, and Go's `%.0f` does not,
/// which is another number for who reads 64-bit integers.
fn exact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut rest, mut in_text) = (json, false);
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => {
                in_text = !in_text;
                1
            }
            '\\' if in_text => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '-' | '0'..='9' if !in_text => {
                let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let length = rest.find(|c| !is_number(c)).unwrap_or(rest.len());
                let number = rest.get(..length).unwrap_or_default();
                let is_large = length > 15 && !number.contains(['.', 'e', 'E']);
                match number.parse::<f64>() {
                    Ok(value) if is_large => out.push_str(&format!("{value:.0}")),
                    Ok(_) | Err(_) => out.push_str(number),
                }
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            c => c.len_utf8(),
        };
        out.push_str(rest.get(..length).unwrap_or_default());
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn large_integers_are_written_out_and_texts_are_left_alone() {
        let json = r#"{"a\"1152921504606847000":[1152921504606847000,-1152921504606847000,1.5,100],"é":"1152921504606847000\\"}"#;
        let want = r#"{"a\"1152921504606847000":[1152921504606846976,-1152921504606846976,1.5,100],"é":"1152921504606847000\\"}"#;
        assert_eq!(exact(json), want);
    }
}
