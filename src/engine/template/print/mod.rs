//! Go's `fmt`: values as text. It knows no template. Source: Go's `fmt` and `strconv`.
//!
//! What is written is counted before it is made, so that no width and no cycle of maps can fill the memory.

pub mod argument;
pub mod directive;
pub mod float;
pub mod format;
pub mod integer;
pub mod quote;
pub mod value;

use super::budget::Budget;
use super::fault::Fault;
use super::text::Text;
use super::value::Value;
use format::Printer;

/// As `fmt.Sprint`: a space between operands of which neither is a text.
///
/// # Errors
/// A limit of the budget.
pub fn sprint(budget: &Budget, values: &[Value]) -> Result<Text, Fault> {
    let mut printer = Printer::new(budget);
    let mut previous_is_text = false;
    for (index, value) in values.iter().enumerate() {
        let is_text = matches!(value, Value::Str(_));
        if index > 0 && !is_text && !previous_is_text {
            printer.push(b" ")?;
        }
        printer.argument(value, 'v')?;
        previous_is_text = is_text;
    }
    Ok(Text::from_bytes(printer.into_bytes()))
}

/// As `fmt.Sprintln`.
///
/// # Errors
/// A limit of the budget.
pub fn sprintln(budget: &Budget, values: &[Value]) -> Result<Text, Fault> {
    let mut printer = Printer::new(budget);
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            printer.push(b" ")?;
        }
        printer.argument(value, 'v')?;
    }
    printer.push(b"\n")?;
    Ok(Text::from_bytes(printer.into_bytes()))
}

/// As `fmt.Sprintf`.
///
/// # Errors
/// A limit of the budget.
pub fn sprintf(budget: &Budget, format: &Text, values: &[Value]) -> Result<Text, Fault> {
    let mut printer = Printer::new(budget);
    printer.printf(format.as_bytes(), values)?;
    Ok(Text::from_bytes(printer.into_bytes()))
}

/// As `fmt.Fprint` prints one value (`%v`): appended to what is there. `nil` is `<nil>`.
///
/// # Errors
/// A limit of the budget.
pub fn append(budget: &Budget, out: &mut Vec<u8>, value: &Value) -> Result<(), Fault> {
    match value {
        Value::Str(text) => {
            budget.make(text.len())?;
            out.extend_from_slice(text.as_bytes());
            Ok(())
        }
        other => {
            let mut printer = Printer::onto(budget, std::mem::take(out));
            let printed = printer.argument(other, 'v');
            *out = printer.into_bytes();
            printed
        }
    }
}
