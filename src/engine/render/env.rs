//! The variables that Argo CD gives to its renderers, and their replacement in texts. It knows no process environment.
//! Source: Argo CD `reposerver/repository/repository.go`, `newEnv`; `types.go`, `Envsubst`.

use std::sync::Arc;

use super::Context;
use crate::model::application::Source;
use crate::model::ids::Sha;

/// Variables by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Env(Vec<(&'static str, Arc<str>)>);

impl Env {
    /// The variables of one source at a commit.
    pub fn new(context: &Context, source: &Source, revision: &Sha) -> Self {
        let short = |length: usize| Arc::from(revision.as_str().get(..length).unwrap_or(revision.as_str()));
        Self(vec![
            ("ARGOCD_APP_NAME", context.instance.clone()),
            ("ARGOCD_APP_NAMESPACE", context.namespace.clone()),
            ("ARGOCD_APP_PROJECT_NAME", context.project.clone()),
            ("ARGOCD_APP_REVISION", revision.as_str().into()),
            ("ARGOCD_APP_REVISION_SHORT", short(7)),
            ("ARGOCD_APP_REVISION_SHORT_8", short(8)),
            ("ARGOCD_APP_SOURCE_REPO_URL", source.repo_url.as_str().into()),
            ("ARGOCD_APP_SOURCE_PATH", source.path.as_str().into()),
            ("ARGOCD_APP_SOURCE_TARGET_REVISION", source.target_revision.as_str().into()),
        ])
    }

    /// A text with `$NAME` and `${NAME}` replaced as Go's `os.Expand` does; `$$` is a dollar, unknown names are empty.
    pub fn expand(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(rest.get(..at).unwrap_or(""));
            let after = rest.get(at + 1..).unwrap_or("");
            if after.is_empty() {
                out.push('$');
                return out;
            }
            let (name, length) = shell_name(after);
            match name {
                // Bad syntax (`${}`) is eaten.
                "" if length > 0 => {}
                "" => out.push('$'),
                "$" => out.push('$'),
                name => out.push_str(self.0.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)),
            }
            rest = after.get(length..).unwrap_or("");
        }
        out.push_str(rest);
        out
    }
}

/// The name at the beginning and how many bytes it takes.
fn shell_name(text: &str) -> (&str, usize) {
    let special = |byte: u8| matches!(byte, b'*' | b'#' | b'$' | b'@' | b'!' | b'?' | b'-' | b'0'..=b'9');
    match text.as_bytes() {
        [b'{', rest @ ..] => match rest.iter().position(|byte| *byte == b'}') {
            Some(0) => ("", 2),
            Some(end) => (text.get(1..=end).unwrap_or(""), end + 2),
            None => ("", 1),
        },
        [byte, ..] if special(*byte) => (text.get(..1).unwrap_or(""), 1),
        bytes => {
            let length = bytes.iter().take_while(|byte| **byte == b'_' || byte.is_ascii_alphanumeric()).count();
            (text.get(..length).unwrap_or(""), length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Env;

    #[test]
    fn names_are_expanded_as_a_shell_would() {
        let env = Env(vec![("ARGOCD_APP_NAME", "shop".into())]);
        for (text, want) in [
            ("$ARGOCD_APP_NAME-x", "shop-x"),
            ("${ARGOCD_APP_NAME}x", "shopx"),
            ("$$ARGOCD_APP_NAME", "$ARGOCD_APP_NAME"),
            ("a$", "a$"),
            ("$.x", "$.x"),
            ("${}x$NONE", "x"),
        ] {
            assert_eq!(env.expand(text), want, "{text}");
        }
    }
}
