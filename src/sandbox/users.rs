//! Who may talk to the sandbox: bearer tokens and the user each stands for. It knows no rights; see `authz`.

use std::sync::Arc;

/// A user as the API server's authenticator would name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// User name.
    pub name: Arc<str>,
    /// Groups besides `system:authenticated`, which everyone with a token is in.
    pub groups: Vec<Arc<str>>,
}

impl User {
    /// A user of this name in these groups.
    pub fn new(name: &str, groups: &[&str]) -> Self {
        Self { name: name.into(), groups: groups.iter().map(|group| Arc::from(*group)).collect() }
    }

    /// Whether every right is granted without a rule: `system:masters`, as on a real server.
    pub fn is_master(&self) -> bool {
        self.groups.iter().any(|group| &**group == "system:masters")
    }
}

/// Tokens and their users. The default holds the users of the testbed (`admin`, and `alice`, `bob`, `carol` without any
/// right until a test grants one) and `viewer`, who may read everything but Secrets.
#[derive(Debug, Clone)]
pub struct Users {
    tokens: Vec<(Arc<str>, User)>,
}

impl Default for Users {
    fn default() -> Self {
        let mut users = Self { tokens: Vec::new() };
        users.add("admin-token", User::new("admin", &["system:masters"]));
        users.add("viewer-token", User::new("viewer", &["readers"]));
        users.add("alice-token", User::new("alice", &["sre"]));
        users.add("bob-token", User::new("bob", &["release"]));
        users.add("carol-token", User::new("carol", &["viewers"]));
        users
    }
}

impl Users {
    /// Adds a user, or gives the token to another one.
    pub fn add(&mut self, token: &str, user: User) {
        self.tokens.retain(|(own, _)| &**own != token);
        self.tokens.push((token.into(), user));
    }

    /// The user of a token.
    pub fn of_token(&self, token: &str) -> Option<&User> {
        self.tokens.iter().find(|(own, _)| &**own == token).map(|(_, user)| user)
    }

    /// The token of a user's name.
    pub fn token_of(&self, name: &str) -> Option<&str> {
        self.tokens.iter().find(|(_, user)| &*user.name == name).map(|(token, _)| &**token)
    }
}
