//! What Kustomize makes of a scalar beyond yaml.v3's rules, because it prints its resources as YAML and reads them again
//! before it prints them for good. Each rule was seen in the output of kustomize 5.8.1. It knows no document.

/// A folded block's text after kyaml printed and read it again: libyaml's writer doubles the line feed before a line that
/// begins with a blank (and one more at the end of a text that keeps its line feeds), and such line feeds are not folded.
pub fn refolded(text: &str) -> String {
    let begins_with_blank = text.trim_start_matches('\n').starts_with([' ', '\t']);
    if begins_with_blank || text.contains(" \n") || text.ends_with(' ') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut after_blank = true; // nothing is doubled at the text's beginning
    while let Some(at) = rest.find('\n') {
        let (line, tail) = rest.split_at(at);
        let feeds = tail.len() - tail.trim_start_matches('\n').len();
        let (feeds_text, next) = tail.split_at(feeds);
        if !line.is_empty() {
            after_blank = line.starts_with([' ', '\t']);
        }
        out.push_str(line);
        out.push_str(feeds_text);
        let grows = if next.is_empty() { feeds > 1 } else { next.starts_with([' ', '\t']) };
        if grows && !after_blank {
            out.push('\n');
        }
        rest = next;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::refolded;

    #[test]
    fn a_line_feed_before_an_indented_line_is_doubled() {
        assert_eq!(refolded("x\n  y\nz"), "x\n\n  y\nz");
        assert_eq!(refolded("x\n\n  y\n  z\n\nw\n"), "x\n\n\n  y\n  z\n\nw\n");
        assert_eq!(refolded("x z\n\n\n"), "x z\n\n\n\n");
        assert_eq!(refolded("x\nz\n"), "x\nz\n");
        assert_eq!(refolded("plain"), "plain");
    }
}
