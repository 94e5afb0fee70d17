//! The policy that every Argo CD has: `role:readonly`, `role:admin`, and who is admin. It knows no other.
//! Source: Argo CD `assets/builtin-policy.csv`.

use std::fmt::Write as _;

/// The file that its lines are shown to stand in.
pub const FILE: &str = "Argo CD's built-in policy";

/// What may be read by `role:readonly`; the first three belong to a project.
const READ: [&str; 10] = [
    "applications",
    "applicationsets",
    "logs",
    "certificates",
    "clusters",
    "repositories",
    "write-repositories",
    "projects",
    "accounts",
    "gpgkeys",
];

/// What `role:admin` may do besides.
const WRITE: [(&str, &[&str]); 10] = [
    ("applications", &["create", "update", "update/*", "delete", "delete/*", "sync", "rollback", "override", "action/*"]),
    ("applicationsets", &["get", "create", "update", "delete"]),
    ("certificates", &["create", "update", "delete"]),
    ("clusters", &["create", "update", "delete"]),
    ("repositories", &["create", "update", "delete"]),
    ("write-repositories", &["create", "update", "delete"]),
    ("projects", &["create", "update", "delete"]),
    ("accounts", &["update"]),
    ("gpgkeys", &["create", "delete"]),
    ("exec", &["create", "debug"]),
];

/// Its text.
pub fn policy() -> String {
    let object = |resource: &str| if ["applications", "applicationsets", "logs", "exec"].contains(&resource) { "*/*" } else { "*" };
    let mut text = String::new();
    let mut line = |role: &str, resource: &str, action: &str| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "p, role:{role}, {resource}, {action}, {}, allow", object(resource));
    };
    for resource in READ {
        line("readonly", resource, "get");
    }
    for (resource, actions) in WRITE {
        for action in actions {
            line("admin", resource, action);
        }
    }
    text.push_str("g, role:admin, role:readonly\ng, admin, role:admin\n");
    text
}
