//! Cuts the text of a template into pieces: text, and what stands between `{{` and `}}`. It knows no grammar. Source: Go's
//! `text/template/parse` lexer, including its rules of trimming and its wording of errors.

pub mod lexer;
pub mod number;
pub mod scan;
pub mod token;
pub mod unquote;
