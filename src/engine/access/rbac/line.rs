//! One policy line, as Go's `encoding/csv` reads it with leading space trimmed. It knows no meaning of a field.

/// The fields of a line; none for an empty line and for a comment.
///
/// # Errors
/// When quotes stand where they may not, in words.
pub(super) fn fields(line: &str) -> Result<Option<Vec<String>>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let mut fields = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        let text = text.trim_start();
        let (field, after) = match text.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => plain_field(text)?,
        };
        fields.push(field);
        rest = after;
    }
    Ok(Some(fields))
}

fn plain_field(text: &str) -> Result<(String, Option<&str>), &'static str> {
    let (field, rest) = text.split_once(',').map_or((text, None), |(field, rest)| (field, Some(rest)));
    if field.contains('"') {
        return Err("a quote stands inside a field that does not begin with one");
    }
    Ok((field.to_owned(), rest))
}

/// A field after its opening quote; `""` is a quote.
fn quoted_field(text: &str) -> Result<(String, Option<&str>), &'static str> {
    let mut field = String::new();
    let mut rest = text;
    loop {
        let Some((before, after)) = rest.split_once('"') else { return Err("a quoted field has no end") };
        field.push_str(before);
        match after.chars().next() {
            None => return Ok((field, None)),
            Some(',') => return Ok((field, after.get(1..))),
            Some('"') => field.push('"'),
            Some(_) => return Err("text follows the closing quote of a field"),
        }
        rest = after.get(1..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    fn read(line: &str) -> Vec<String> {
        fields(line).expect("it is readable").unwrap_or_default()
    }

    #[test]
    fn fields_are_split_and_trimmed_before_but_not_behind() {
        assert_eq!(read("p, alice , applications,get,  */*, allow"), ["p", "alice ", "applications", "get", "*/*", "allow"]);
        assert_eq!(read("p, \"a, b\", \"say \"\"hi\"\"\""), ["p", "a, b", "say \"hi\""]);
        assert_eq!(read("p,"), ["p", ""]);
        assert!(read("  # p, x").is_empty() && read("").is_empty());
    }

    #[test]
    fn misplaced_quotes_are_refused() {
        for line in ["p, a\"b", "p, \"a", "p, \"a\" , b"] {
            assert!(fields(line).is_err(), "{line}");
        }
    }
}
