//! libgit2 without the machine's configuration: what a developer's `~/.gitconfig` rewrites, proxies or refuses must not decide what an
//! operator sees. It knows no repository.

use git2::ConfigLevel;

/// Makes libgit2 read no configuration but a repository's own. Called once, before any thread uses libgit2; where it fails the
/// machine's configuration counts, which is told in the log.
#[expect(unsafe_code, reason = "libgit2's options are global: set before the first thread, and never again")]
pub fn isolate() {
    let levels = [ConfigLevel::ProgramData, ConfigLevel::System, ConfigLevel::XDG, ConfigLevel::Global];
    for level in levels {
        // SAFETY: main calls this before it starts a thread, so nobody reads the paths meanwhile.
        if let Err(error) = unsafe { git2::opts::set_search_path(level, "") } {
            tracing::warn!(%error, "Git's configuration on this machine counts");
        }
    }
    // Who owns a repository on disk says nothing here: nothing of it is executed, and the setting that would allow another owner
    // stands in the configuration that is not read.
    // SAFETY: as above.
    if let Err(error) = unsafe { git2::opts::set_verify_owner_validation(false) } {
        tracing::warn!(%error, "repositories of other users cannot be read");
    }
}

/// Trusts the certificates of a PEM file besides the system's. For a process that fetches one repository and ends.
///
/// # Errors
/// When the file cannot be read as certificates.
#[expect(unsafe_code, reason = "libgit2's options are global: the worker has one thread and one request")]
pub(super) fn trust_certificates(file: &std::path::Path) -> Result<(), git2::Error> {
    // SAFETY: nobody else uses libgit2 in this process while the option is set.
    unsafe { git2::opts::set_ssl_cert_file(file) }
}
