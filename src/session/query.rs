//! Ordered, filtered lists of applications: what is asked, and the order index that `update` keeps from dirty ids. It
//! knows no screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::ids::AppKey;
use crate::model::status::{HealthStatus, OperationPhase, SyncStatus};

use super::apps::{App, Apps};

/// Which list. The console has one a screen instance, the CLI one a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId(pub u32);

/// By what the applications are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SortBy {
    /// Worst first: health, what needs a person, sync, then name.
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

/// How the lines of a difference are laid out, and how many cells a line may take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// One below the other, as long as they are.
    #[default]
    Lines,
    /// The same, wrapped.
    Wrapped(u16),
    /// Both sides beside each other, wrapped.
    SideBySide(u16),
}

impl Layout {
    /// The same layout within so many cells.
    #[must_use]
    pub fn within(self, cells: u16) -> Self {
        match self {
            Self::Lines => Self::Lines,
            Self::Wrapped(_) => Self::Wrapped(cells),
            Self::SideBySide(_) => Self::SideBySide(cells),
        }
    }
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
    /// How a difference is laid out; nothing to a list.
    pub layout: Layout,
}

/// What decides a row's place: rank first, then text, then the key, so that the order is total and rows never jump
/// without a reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct SortKey {
    rank: i64,
    text: Arc<str>,
    app: AppKey,
}

/// One list: applications that pass, in order.
#[derive(Debug, Clone, Default)]
pub struct OrderIndex {
    spec: QuerySpec,
    rows: Vec<SortKey>,
    placed: BTreeMap<AppKey, SortKey>,
    hidden: usize,
    hidden_problems: usize,
}

impl OrderIndex {
    /// The list of these applications.
    pub fn new(spec: QuerySpec, apps: &Apps) -> Self {
        let mut index = Self { spec, ..Self::default() };
        for (key, app) in apps {
            match index.place(key, app) {
                Some(place) => {
                    index.placed.insert(key.clone(), place.clone());
                    index.rows.push(place);
                }
                None => index.hide(app),
            }
        }
        index.rows.sort();
        index
    }

    fn hide(&mut self, app: &App) {
        self.hidden += 1;
        self.hidden_problems += usize::from(is_alarming(app));
    }

    /// An application changed, came (`was_alarming` none) or went (`now` none).
    pub fn change(&mut self, key: &AppKey, was_alarming: Option<bool>, now: Option<&App>) {
        let place = now.and_then(|app| self.place(key, app));
        if place.is_some() && place.as_ref() == self.placed.get(key) {
            return; // Most changes move no row.
        }
        match self.placed.remove(key) {
            Some(old) => {
                if let Ok(at) = self.rows.binary_search(&old) {
                    self.rows.remove(at);
                }
            }
            None => {
                if let Some(was_alarming) = was_alarming {
                    self.hidden = self.hidden.saturating_sub(1);
                    self.hidden_problems = self.hidden_problems.saturating_sub(usize::from(was_alarming));
                }
            }
        }
        let Some(app) = now else { return };
        match place {
            Some(place) => {
                if let Err(at) = self.rows.binary_search(&place) {
                    self.rows.insert(at, place.clone());
                }
                self.placed.insert(key.clone(), place);
            }
            None => self.hide(app),
        }
    }

    fn place(&self, key: &AppKey, app: &App) -> Option<SortKey> {
        matches(&self.spec.filter, key, app).then(|| {
            let (rank, text) = rank(self.spec.sort, key, app);
            SortKey { rank, text, app: key.clone() }
        })
    }

    /// What was asked.
    pub fn spec(&self) -> &QuerySpec {
        &self.spec
    }

    /// How many pass.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none passes.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many the filter hides, and how many of them need somebody.
    pub fn hidden(&self) -> (usize, usize) {
        (self.hidden, self.hidden_problems)
    }

    /// The nth application in the order asked for.
    pub fn nth(&self, index: usize) -> Option<&AppKey> {
        let index = if self.spec.reverse { self.rows.len().checked_sub(index + 1)? } else { index };
        self.rows.get(index).map(|row| &row.app)
    }

    /// Where an application stands.
    pub fn position(&self, key: &AppKey) -> Option<usize> {
        let at = self.rows.binary_search(self.placed.get(key)?).ok()?;
        Some(if self.spec.reverse { self.rows.len() - 1 - at } else { at })
    }
}

/// Whether somebody should look at it now: shown even when a filter hides it.
pub fn is_alarming(app: &App) -> bool {
    let row = &app.row;
    app.health() == HealthStatus::Degraded
        || matches!(row.last_phase, Some(OperationPhase::Failed | OperationPhase::Error))
        || row.condition.is_some()
}

fn rank(sort: SortBy, key: &AppKey, app: &App) -> (i64, Arc<str>) {
    let row = &app.row;
    let (health, sync) = (health_rank(app.health()), sync_rank(app.sync()));
    match sort {
        SortBy::Worst => {
            let failed = matches!(row.last_phase, Some(OperationPhase::Failed | OperationPhase::Error)) || row.condition.is_some();
            (health * 100 - i64::from(failed) * 50 + i64::from(row.running.is_none()) * 5 + sync, key.name.clone())
        }
        SortBy::Name => (0, key.name.clone()),
        SortBy::Project => (0, format!("{}\u{0}{}", row.project, key.name).into()),
        SortBy::Sync => (sync, key.name.clone()),
        SortBy::Health => (health, key.name.clone()),
        SortBy::Age => (row.changed.map_or(i64::MAX, |at| -at.as_second()), key.name.clone()),
    }
}

/// Worst first. Unknown health is no emergency by itself: it ranks after what is known to be bad.
fn health_rank(health: HealthStatus) -> i64 {
    match health {
        HealthStatus::Degraded => 0,
        HealthStatus::Missing => 1,
        HealthStatus::Progressing => 2,
        HealthStatus::Unknown => 3,
        HealthStatus::Suspended => 4,
        HealthStatus::Healthy => 5,
    }
}

fn sync_rank(sync: SyncStatus) -> i64 {
    match sync {
        SyncStatus::OutOfSync => 0,
        SyncStatus::Unknown => 1,
        SyncStatus::Synced => 2,
    }
}

/// Whether a row passes a filter; see [`QuerySpec::filter`].
pub fn matches(filter: &str, key: &AppKey, app: &App) -> bool {
    let row = &app.row;
    filter.split_whitespace().all(|word| {
        let (word, wanted) = word.strip_prefix('!').map_or((word, true), |rest| (rest, false));
        let word = word.to_lowercase();
        let held = if row.held { "held" } else { "" };
        let fields =
            [&*key.name, &*key.namespace, &*row.project, &*row.namespace, &*row.cluster, app.sync().as_str(), app.health().as_str(), held];
        let found = fields.iter().any(|field| field.to_lowercase().contains(&word)) || (word.len() >= 4 && row.revision.starts_with(&word));
        word.is_empty() || found == wanted
    })
}
