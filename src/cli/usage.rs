//! Reading the command line: clap's errors, and for what argocd has and this program has not, the nearest thing that it has.

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use super::out;

/// What argocd's users type and this program does not have, with what to do instead.
const INSTEAD: [(&str, &str); 25] = [
    ("set", "change the Application in Git, or: tiphys app create NAME --upsert …"),
    ("unset", "change the Application in Git, or: tiphys app create NAME --upsert …"),
    ("edit", "change the Application in Git, or: kubectl edit application NAME"),
    ("patch", "change the Application in Git, or: kubectl patch application NAME"),
    ("add-source", "change the Application in Git, or: tiphys app create -f FILE --upsert"),
    ("remove-source", "change the Application in Git, or: tiphys app create -f FILE --upsert"),
    ("patch-resource", "change the resource in Git, or: kubectl patch"),
    ("delete-resource", "remove the resource in Git, then: tiphys app sync NAME --prune"),
    ("get-resource", "tiphys app manifests NAME, or: tiphys app resources NAME -o tree"),
    ("confirm-deletion", "tiphys app delete NAME --cascade=false"),
    ("--local", "tiphys app diff NAME --local PATH shows what a folder would change"),
    ("--local-repo-root", "tiphys app diff NAME --local PATH shows what a folder would change"),
    ("--server-side-diff", "the Application says how it is compared: argocd.argoproj.io/compare-options: ServerSideDiff=true"),
    ("--ignore-normalizer-jq-execution-timeout", "a jq rule has its limit here; leave it out"),
    ("--show-params", "tiphys app get NAME -o yaml shows spec.source"),
    ("--helm-set", "give values in the Application: tiphys app create -f FILE"),
    ("--values", "give values in the Application: tiphys app create -f FILE"),
    ("--parameter", "give parameters in the Application: tiphys app create -f FILE"),
    ("--label", "choose resources with --resource GROUP:KIND:NAME"),
    ("--hydrated", "wait for --sync or --health"),
    ("--server", "the kubeconfig's context says where: --context NAME"),
    ("--auth-token", "the kubeconfig's context says as whom: --context NAME"),
    ("--grpc-web", "there is no API server between: the kubeconfig's context says where"),
    ("--insecure", "the kubeconfig says whom to trust"),
    ("--core", "this program always talks to the cluster itself; leave it out"),
];

/// Reads the command line; ends the process with 2 for a wrong use, with 0 for help.
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| {
        // A closed pipe (`--help | head`) is nobody's mistake.
        let _ = error.print();
        if let Some(hint) = instead(&error) {
            out::note(&format!("\n  → {hint}"));
        }
        std::process::exit(error.exit_code())
    })
}

/// What to do instead of what is not there.
fn instead(error: &clap::Error) -> Option<&'static str> {
    let kind = match error.kind() {
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        _ => return None,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else { return None };
    let word = word.split('=').next().unwrap_or(word);
    INSTEAD.iter().find(|(own, _)| *own == word).map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Cli, instead};

    #[test]
    fn every_argument_is_declared_once_and_well() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_argocd_has_and_we_have_not_is_told_with_what_to_do_instead() {
        let hint = |line: &[&str]| Cli::try_parse_from(line).err().and_then(|error| instead(&error));
        assert_eq!(hint(&["tiphys", "app", "get", "shop", "--show-params"]), Some("tiphys app get NAME -o yaml shows spec.source"));
        assert!(hint(&["tiphys", "app", "set", "shop"]).is_some_and(|hint| hint.contains("--upsert")));
        assert!(hint(&["tiphys", "app", "sync", "shop", "--local=x"]).is_some_and(|hint| hint.contains("app diff")));
        assert_eq!(hint(&["tiphys", "app", "get", "shop", "--nonsense"]), None);
    }
}
