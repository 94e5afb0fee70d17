//! libgit2 without the machine's configuration: what a developer's `~/.gitconfig` rewrites, proxies or refuses must not decide what an
//! operator sees. It knows no repository.

use std::sync::Once;

use git2::ConfigLevel;

/// Points OpenSSL at the machine's certificates, by the environment, as git2 would at its first use: it finds that done. Main calls it
/// before it starts a thread, so that libgit2 (fifty milliseconds, most of them OpenSSL reading those certificates) may be set up later,
/// on any thread.
#[expect(unsafe_code, reason = "the environment may be written before the first thread only")]
pub fn find_certificates() {
    // SAFETY: main calls this before it starts a thread.
    unsafe { openssl_probe::init_openssl_env_vars() };
}

/// Sets libgit2 up so that it reads no configuration but a repository's own. Whatever opens a repository calls it first; where it fails
/// the machine's configuration counts, which is told in the log.
pub fn isolate() {
    static DONE: Once = Once::new();
    DONE.call_once(set_options);
}

#[expect(unsafe_code, reason = "libgit2's options are global: set before its first use, and never again")]
fn set_options() {
    let levels = [ConfigLevel::ProgramData, ConfigLevel::System, ConfigLevel::XDG, ConfigLevel::Global];
    for level in levels {
        // SAFETY: whoever opens a repository waits in `isolate` until this is done, so nobody reads the paths meanwhile.
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
