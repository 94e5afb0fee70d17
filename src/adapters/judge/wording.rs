//! What the evaluator found wrong, in the words that go-jsonnet has for it. It knows no place and no problem. Source: go-jsonnet
//! `interpreter.go`, `builtins.go`, `internal/parser`, `internal/program`.

use rsjsonnet_lang::lexer::LexError;
use rsjsonnet_lang::parser::{ActualToken, ParseError};
use rsjsonnet_lang::program::{AnalyzeError, EvalErrorKind, EvalErrorValueType as Type, LoadError};
use rsjsonnet_lang::span::SpanId;

/// A mistake of the text, and where it is.
pub(super) fn of_text(error: &LoadError) -> (String, SpanId) {
    match error {
        LoadError::Lex(error) => lexical(error),
        LoadError::Parse(ParseError::Expected { span, instead, .. }) => (format!("Unexpected: {}", token(instead)), *span),
        LoadError::Analyze(error) => of_names(error),
    }
}

fn lexical(error: &LexError) -> (String, SpanId) {
    match error {
        LexError::InvalidChar { span, chr } => (format!("Could not lex the character '{}'", chr.escape_debug()), *span),
        LexError::InvalidUtf8 { span, .. } => ("Could not lex: the text is not UTF-8".to_owned(), *span),
        LexError::UnfinishedMultilineComment { span } => ("Multi-line comment has no terminating */".to_owned(), *span),
        LexError::LeadingZeroInNumber { span } => ("Couldn't lex number, junk after a leading zero".to_owned(), *span),
        LexError::MissingFracDigits { span } => ("Couldn't lex number, junk after decimal point".to_owned(), *span),
        LexError::MissingExpDigits { span } => ("Couldn't lex number, junk after 'E'".to_owned(), *span),
        LexError::MissingDigitAfterUnderscore { span } => ("Couldn't lex number, junk after '_'".to_owned(), *span),
        LexError::ExpOverflow { span } => ("Couldn't lex number, its exponent is too large".to_owned(), *span),
        LexError::InvalidEscapeInString { span, chr } => {
            (format!("Unknown escape sequence in string literal: '{}'", chr.escape_debug()), *span)
        }
        LexError::IncompleteUnicodeEscape { span } => ("Truncated unicode escape sequence in string literal".to_owned(), *span),
        LexError::InvalidUtf16EscapeSequence { span, .. } => ("Invalid unicode escape sequence in string literal".to_owned(), *span),
        LexError::UnfinishedString { span } => ("Unterminated String".to_owned(), *span),
        LexError::MissingLineBreakAfterTextBlockStart { span } => ("Text block requires new line after |||".to_owned(), *span),
        LexError::MissingWhitespaceTextBlockStart { span } => ("Text block's first line must start with whitespace".to_owned(), *span),
        LexError::InvalidTextBlockTermination { span } => ("Text block not terminated with |||".to_owned(), *span),
    }
}

fn token(token: &ActualToken) -> String {
    match token {
        ActualToken::EndOfFile => "end of file".to_owned(),
        ActualToken::Simple(kind) => format!("{kind:?}"),
        ActualToken::OtherOp(op) => format!("{op:?}"),
        ActualToken::Ident(name) => format!("{name:?}"),
        ActualToken::Number => "a number".to_owned(),
        ActualToken::String => "a string".to_owned(),
        ActualToken::TextBlock => "a text block".to_owned(),
    }
}

fn of_names(error: &AnalyzeError) -> (String, SpanId) {
    match error {
        AnalyzeError::UnknownVariable { span, name } => (format!("Unknown variable: {name}"), *span),
        AnalyzeError::SelfOutsideObject { self_span } => ("Can't use self outside of an object.".to_owned(), *self_span),
        AnalyzeError::SuperOutsideObject { super_span } => ("Can't use super outside of an object.".to_owned(), *super_span),
        AnalyzeError::DollarOutsideObject { dollar_span } => ("No top-level object found.".to_owned(), *dollar_span),
        AnalyzeError::RepeatedLocalName { repeated_span, name, .. } => (format!("Duplicate local var: {name}"), *repeated_span),
        AnalyzeError::RepeatedFieldName { repeated_span, name, .. } => (format!("Duplicate field: {name}"), *repeated_span),
        AnalyzeError::RepeatedParamName { repeated_span, name, .. } => (format!("Duplicate function parameter: {name}"), *repeated_span),
        AnalyzeError::PositionalArgAfterNamed { arg_span } => {
            ("Positional argument after a named argument is not allowed".to_owned(), *arg_span)
        }
        AnalyzeError::TextBlockAsImportPath { span } => ("Block string literals not allowed in imports".to_owned(), *span),
        AnalyzeError::ComputedImportPath { span } => ("Computed imports are not allowed".to_owned(), *span),
    }
}

/// A mistake of the evaluation, and where it is, if that is said.
pub(super) fn of_evaluation(kind: &EvalErrorKind) -> (String, Option<SpanId>) {
    use EvalErrorKind as E;
    let unexpected = |got: &Type, expected: &str| format!("Unexpected type {}, expected {expected}", name(*got));
    match kind {
        E::StackOverflow => ("max stack frames exceeded.".to_owned(), None),
        E::InfiniteRecursion => ("infinite recursion: a value needs itself".to_owned(), None),
        E::InvalidIndexedType { span, got_type } => (unexpected(got_type, "object, array or string"), Some(*span)),
        E::InvalidSlicedType { span, got_type } => (unexpected(got_type, "array or string"), Some(*span)),
        E::SliceIndexOrStepIsNotNumber { span, got_type } => (unexpected(got_type, "number"), Some(*span)),
        E::StringIndexIsNotNumber { span, got_type } | E::ArrayIndexIsNotNumber { span, got_type } => {
            (unexpected(got_type, "number"), Some(*span))
        }
        E::NumericIndexIsNotValid { span, index } => (format!("Index {index} is no position in a list"), Some(*span)),
        E::NumericIndexOutOfRange { span, index, length } => {
            (format!("Index {index} out of bounds, not within [0, {length})"), Some(*span))
        }
        E::ObjectIndexIsNotString { span, got_type } => (unexpected(got_type, "string"), Some(*span)),
        E::RepeatedFieldName { span, name } => (format!("Duplicate field name: {name:?}"), Some(*span)),
        E::FieldNameIsNotString { span, got_type } => (format!("Field name must be string, got {}", self::name(*got_type)), Some(*span)),
        E::UnknownObjectField { span, field_name } => (format!("Field does not exist: {field_name}"), Some(*span)),
        E::FieldOfNonObject { span } => ("a field of what is no object".to_owned(), Some(*span)),
        E::SuperWithoutSuperObject { span } => ("Attempt to use super when there is no super class.".to_owned(), Some(*span)),
        E::ForSpecValueIsNotArray { span, got_type } => (unexpected(got_type, "array"), Some(*span)),
        E::CondIsNotBool { span, got_type } => (unexpected(got_type, "boolean"), Some(*span)),
        E::CalleeIsNotFunction { span, got_type } => (unexpected(got_type, "function"), *span),
        E::TooManyCallArgs { span, num_params } => (format!("function expected {num_params} positional argument(s), but got more"), *span),
        E::UnknownCallParam { span, param_name } => (format!("function has no parameter {param_name}"), *span),
        E::RepeatedCallParam { span, param_name } => (format!("Argument {param_name} already provided"), *span),
        E::CallParamNotBound { span, param_name } => (format!("Missing argument: {param_name}"), *span),
        E::NativeCallFailed => ("a native function failed".to_owned(), None),
        E::InvalidUnaryOpType { span, rhs_type, .. } => (format!("Unexpected type {} of an operand", name(*rhs_type)), Some(*span)),
        E::InvalidBinaryOpTypes { span, lhs_type, rhs_type, .. } => {
            (format!("Unexpected types {} and {} of an operation", name(*lhs_type), name(*rhs_type)), *span)
        }
        E::NumberNotBitwiseSafe { span } => ("a number is too large for a bitwise operation".to_owned(), *span),
        E::NumberOverflow { span } => ("overflow".to_owned(), *span),
        E::NumberNan { span } => ("not a number".to_owned(), *span),
        E::DivByZero { span } => ("Division by zero.".to_owned(), *span),
        E::ShiftByNegative { span } => ("Shift by negative exponent.".to_owned(), *span),
        E::InvalidStdFuncArgType { func_name, arg_index, expected_types, got_type } => {
            let expected: Vec<&str> = expected_types.iter().map(|expected| name(*expected)).collect();
            let expected = expected.join(" or ");
            (format!("std.{func_name}: Unexpected type {} of argument {}, expected {expected}", name(*got_type), arg_index + 1), None)
        }
        E::AssertFailed { span, message } => (message.clone().unwrap_or_else(|| "Assertion failed".to_owned()), Some(*span)),
        E::AssertEqualFailed { lhs, rhs } => (format!("Assertion failed. {lhs} != {rhs}"), None),
        E::ExplicitError { span, message } => (message.clone(), Some(*span)),
        E::ImportFailed { span, path } => (format!("couldn't open import {path:?}"), Some(*span)),
        E::UnknownExtVar { name } => (format!("Undefined external variable: {name}"), None),
        E::ManifestFunction => ("couldn't manifest function as JSON".to_owned(), None),
        E::CompareNullInequality => ("Unexpected type null of a comparison".to_owned(), None),
        E::CompareBooleanInequality => ("Unexpected type boolean of a comparison".to_owned(), None),
        E::CompareObjectInequality => ("Unexpected type object of a comparison".to_owned(), None),
        E::CompareFunctions => ("Cannot test equality of functions".to_owned(), None),
        E::CompareDifferentTypesInequality { lhs_type, rhs_type } => (unexpected(rhs_type, name(*lhs_type)), None),
        E::PrimitiveEqualsNonPrimitive { got_type } => (format!("std.primitiveEquals: Unexpected type {}", name(*got_type)), None),
        E::Other { span, message } => (message.clone(), *span),
    }
}

fn name(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Bool => "boolean",
        Type::Number => "number",
        Type::String => "string",
        Type::Array => "array",
        Type::Object => "object",
        Type::Function => "function",
    }
}
