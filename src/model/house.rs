//! The rules that are ours and stand in `tiphys-cm`: what images must be like, what a plan may do, and windows with dates. Argo CD reads
//! none of them. Plain values; it knows no ConfigMap and no verdict.
//!
//! A rule that can be read in part only keeps its head and says why (`Head::fault`): it then does its action to whatever its scope
//! covers. One whose scope cannot be read is [`Unread`], and only told.

use std::sync::Arc;

use jiff::Timestamp;

use super::problem::Place;

/// The ConfigMap, as places name it.
pub const FILE: &str = "tiphys-cm";

/// Everything that is ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct House {
    /// `imageRules`.
    pub image_rules: Vec<ImageRule>,
    /// `changeRules`.
    pub change_rules: Vec<ChangeRule>,
    /// `windows`.
    pub windows: Vec<OneOff>,
    /// What of the three cannot be read so far that nobody knows whom it is for.
    pub unread: Vec<Unread>,
}

/// A key of the ConfigMap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `imageRules`.
    ImageRules,
    /// `changeRules`.
    ChangeRules,
    /// `windows`.
    Windows,
}

impl Section {
    /// The key.
    pub fn key(self) -> &'static str {
        match self {
            Self::ImageRules => "imageRules",
            Self::ChangeRules => "changeRules",
            Self::Windows => "windows",
        }
    }

    /// What one of its entries is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::ImageRules => "image rule",
            Self::ChangeRules => "change rule",
            Self::Windows => "one-off window",
        }
    }

    /// The place of an entry (none: the whole key), or of a field in it (empty: the whole entry).
    pub fn place(self, index: Option<usize>, field: &str) -> Place {
        let entry = index.map_or_else(String::new, |index| format!("[{index}]"));
        let dot = if field.is_empty() || field.starts_with('[') { "" } else { "." };
        Place::file(FILE).at_field(format!("{}{entry}{dot}{field}", self.key()))
    }
}

/// An entry, or a whole key, that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unread {
    /// Where.
    pub section: Section,
    /// Its number from 0; none for the whole key.
    pub index: Option<usize>,
    /// Its name, as far as it has one.
    pub name: Arc<str>,
    /// Why.
    pub cause: Arc<str>,
}

/// What a rule does where it is broken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is said.
    Warn,
    /// The plan is not carried out: also what counts where a rule does not say.
    #[default]
    Refuse,
}

/// Whom a rule is for: every list that is set must have a glob that matches; a list that is not set asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// Globs on the project.
    pub projects: Vec<String>,
    /// Globs on the environment's name (the empty name is that of applications without one).
    pub environments: Vec<String>,
    /// Only production, or only what is not.
    pub production: Option<bool>,
    /// Globs on the application's name.
    pub applications: Vec<String>,
    /// Globs on the object's namespace; the destination's for what has none.
    pub namespaces: Vec<String>,
    /// Globs on `Kind` or `group/Kind`.
    pub kinds: Vec<String>,
    /// Globs on the object's name.
    pub names: Vec<String>,
}

/// What all rules have.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head {
    /// Its number in its key, from 0.
    pub index: usize,
    /// Its name.
    pub name: Arc<str>,
    /// For people.
    pub description: Arc<str>,
    /// What it does.
    pub action: Action,
    /// Whom it is for.
    pub scope: Scope,
    /// Why it cannot be read, if so: then everything that its scope covers counts as broken.
    pub fault: Option<Arc<str>>,
}

/// One of `imageRules`: every image in its scope must be as each of the fields that are set asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageRule {
    /// Name, action, scope.
    pub head: Head,
    /// Globs on the image's repository: only these are looked at.
    pub images: Vec<String>,
    /// Globs on the image's repository: these are not.
    pub except_images: Vec<String>,
    /// Whether a tag that moves needs a digest beside it.
    pub immutable: bool,
    /// Whether a digest must stand there in any case.
    pub digest: bool,
    /// Globs on tags that may not be; no tag and no digest is `latest`.
    pub forbidden_tags: Vec<String>,
    /// Forms of which a tag must have one.
    pub tag_forms: Vec<String>,
    /// Registries, or folders of them, that images may come from.
    pub allowed_registries: Vec<String>,
}

/// What a change rule may forbid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Forbidden {
    /// Whatever writes, hooks included.
    Change,
    /// A new object.
    Create,
    /// A change of fields.
    Update,
    /// The whole object is put.
    Replace,
    /// It is deleted and created again.
    Recreate,
    /// It is deleted because Git no longer has it.
    Prune,
    /// It is deleted: pruned or recreated.
    Delete,
    /// A hook is run.
    Hook,
}

impl Forbidden {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Change, Self::Create, Self::Update, Self::Replace, Self::Recreate, Self::Prune, Self::Delete, Self::Hook];

    /// The word in the ConfigMap.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Recreate => "recreate",
            Self::Prune => "prune",
            Self::Delete => "delete",
            Self::Hook => "hook",
        }
    }
}

/// A time that comes again: a five-field cron expression, a Go duration, an IANA zone (empty: UTC).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recurring {
    /// When it begins.
    pub schedule: String,
    /// How long it lasts.
    pub duration: String,
    /// Whose wall clock.
    pub time_zone: String,
}

/// One of `changeRules`: what a plan does to the objects in its scope must be as each of the fields that are set asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeRule {
    /// Name, action, scope.
    pub head: Head,
    /// What may not be done.
    pub forbid: Vec<Forbidden>,
    /// How many objects a plan may write, hooks aside.
    pub max_changes: Option<u64>,
    /// How many it may prune.
    pub max_prunes: Option<u64>,
    /// How many replicas a workload keeps at least.
    pub min_replicas: Option<i64>,
    /// By how many percent replicas may fall at once.
    pub max_replica_drop: Option<i64>,
    /// What containers must say of their resources, such as `limits.memory`.
    pub require_resources: Vec<String>,
    /// The only times at which anything may be written.
    pub only_during: Vec<Recurring>,
}

/// What a window is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Syncs may run while it is open.
    Allow,
    /// They may not.
    Deny,
}

impl Label {
    /// As faces show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "ALLOW",
            Self::Deny => "DENY",
        }
    }
}

/// One of `windows`: a window that opens once, from one instant until just before another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OneOff {
    /// Its number in the key, from 0.
    pub index: usize,
    /// Its name; may be empty.
    pub name: Arc<str>,
    /// Whether it lets or blocks. One that cannot be read blocks.
    pub label: Label,
    /// When it opens; none where that cannot be read.
    pub from: Option<Timestamp>,
    /// When it closes; none where that cannot be read.
    pub to: Option<Timestamp>,
    /// Globs on the project: always asked, where there are any.
    pub projects: Vec<String>,
    /// Globs on the application's name.
    pub applications: Vec<String>,
    /// Globs on the destination namespace.
    pub namespaces: Vec<String>,
    /// Globs on the destination cluster's name or server.
    pub clusters: Vec<String>,
    /// Whether every one of the three lists that is set has to match, instead of any.
    pub and_operator: bool,
    /// Whether a person may sync all the same.
    pub manual_sync: bool,
    /// Whether a sync that began while it was allowed may end in it.
    pub sync_overrun: bool,
    /// For people.
    pub description: Arc<str>,
    /// Who set it.
    pub by: Arc<str>,
    /// Why it cannot be read, if so.
    pub fault: Option<Arc<str>>,
}
