//! Ordered, filtered lists of applications: what is asked, and the order index that `update` keeps from dirty ids. It
//! knows no screen.

use std::sync::Arc;

/// Which list. The console has one a screen instance, the CLI one a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId(pub u32);

/// By what the applications are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SortBy {
    /// Worst first: production before others, then health, sync, name.
    #[default]
    Worst,
    /// By name.
    Name,
    /// By project.
    Project,
    /// By sync status.
    Sync,
    /// By health.
    Health,
    /// Newest change first.
    Age,
}

/// What is asked of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuerySpec {
    /// What the person typed after `/`: words that must all match (name, namespace, project, sync, health, revision),
    /// a leading `!` inverts one.
    pub filter: Arc<str>,
    /// The order.
    pub sort: SortBy,
    /// The other way round.
    pub reverse: bool,
}
