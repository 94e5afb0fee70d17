//! What scripts say of the objects of a cache: who waits to be judged, what came of it, and what is to be judged anew when other scripts
//! hold. It runs no script.

use std::sync::Arc;

use super::{Cache, Cached, Changes, LiveRow};
use crate::adapters::cluster::packed::{Packed, unpack};
use crate::adapters::cluster::pool::shrink;
use crate::engine::compare::updates::Updates;
use crate::engine::health::HealthRules;
use crate::engine::health::script::Scripts;
use crate::engine::resources::row::{Judged, ResourceRow, judged, meanwhile, row};
use crate::model::ids::ObjectKey;
use crate::model::object::Object;
use crate::model::problem::Problem;
use crate::model::settings::Settings;
use crate::model::status::{Health, HealthStatus};

impl Cache {
    /// The row of an object, by the rules that hold now.
    pub fn row_of(&self, object: &Object) -> ResourceRow {
        row(object, &self.cluster, &self.settings, &self.health)
    }

    /// The rules by which health is judged now.
    pub fn rules(&self) -> &HealthRules {
        &self.health
    }

    /// An object that waits for a script, as it was when it began to. `None`: it does not wait any more.
    pub fn waiting(&mut self, key: &ObjectKey) -> Option<(Arc<LiveRow>, Cached)> {
        let live = self.entries.get(key)?.live.clone();
        (live.row.judged == Judged::Pending).then(|| (live, self.get(key)))
    }

    /// Notes what a script said of an object, unless the object is another by now.
    pub fn judge(&mut self, object: &Object, said: (Option<Health>, Option<Problem>)) -> Changes {
        let mut changes = Changes::default();
        let Some(entry) = self.entries.get_mut(&object.key(&self.cluster)) else { return changes };
        let known = &entry.live;
        if known.row.judged != Judged::Pending || *known.row.resource_version != *object.resource_version() {
            return changes;
        }
        let row = Arc::new(judged(&known.row, object, said.0, said.1));
        entry.live = Arc::new(LiveRow { row, ..LiveRow::clone(known) });
        changes.rows.insert(entry.live.row.key.clone(), Some(entry.live.clone()));
        changes
    }

    /// Notes that an object that waits for a script cannot be read.
    pub fn give_up(&mut self, key: &ObjectKey, problem: Problem) -> Changes {
        let mut changes = Changes::default();
        if let Some(entry) = self.entries.get_mut(key).filter(|entry| entry.live.row.judged == Judged::Pending) {
            let health = Some(Health::new(HealthStatus::Unknown, problem.to_string()));
            let row = ResourceRow { health, judged: Judged::Failed(Arc::new(problem)), ..ResourceRow::clone(&entry.live.row) };
            entry.live = Arc::new(LiveRow { row: Arc::new(row), ..LiveRow::clone(&entry.live) });
            changes.rows.insert(key.clone(), Some(entry.live.clone()));
        }
        changes
    }

    /// Judges by other settings from now on: every row is made anew.
    pub fn change_settings(&mut self, settings: &Arc<Settings>) -> Changes {
        if self.settings == *settings {
            return Changes::default();
        }
        self.health = self.health.with_settings(settings);
        self.updates = Updates::new(settings);
        self.settings = settings.clone();
        self.again(|_| true)
    }

    /// Judges the objects that bear an application's mark by the scripts that it declares for them.
    pub fn declare(&mut self, instance: &Arc<str>, scripts: &Arc<Scripts>) -> Changes {
        if !self.health.declare(instance, scripts) {
            return Changes::default();
        }
        self.again(|row| row.instance.as_ref() == Some(instance))
    }

    /// Makes rows anew from what is kept. One that is too large to be kept waits to be read.
    fn again(&mut self, which: impl Fn(&ResourceRow) -> bool) -> Changes {
        let mut changes = Changes::default();
        for (key, entry) in self.entries.iter_mut().filter(|(_, entry)| which(&entry.live.row)) {
            let before = &entry.live;
            let next = match &entry.body {
                Packed::Here(bytes) => match unpack(bytes, &before.row.resource_version) {
                    Ok(object) => meanwhile(row(&object, &self.cluster, &self.settings, &self.health), &before.row),
                    Err(error) => {
                        changes.problems.push(error.problem());
                        continue;
                    }
                },
                Packed::Elsewhere => ResourceRow { judged: Judged::Pending, ..ResourceRow::clone(&before.row) },
            };
            if next.judged == Judged::Pending {
                changes.pending.insert(key.clone());
            }
            if next != *before.row {
                let mut next = next;
                shrink(&mut self.texts, &mut next);
                entry.live = Arc::new(LiveRow { row: Arc::new(next), ..LiveRow::clone(before) });
                changes.rows.insert(key.clone(), Some(entry.live.clone()));
            }
        }
        changes
    }
}
