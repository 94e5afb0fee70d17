//! What versions of charts meant when they were looked up last, and their archives as long as there is room: by digest, once for all who
//! ask. It asks nobody.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use crate::engine::render::helm::packed::{ChartRef, Opened, Packed};

/// Bytes of archives that are kept: some two hundred of the usual charts, which have 50 to 500 KiB.
const KEPT_BYTES: usize = 64 << 20;

/// Charts whose meaning is kept.
const KEPT_CHARTS: usize = 10_000;

/// What a chart's version meant.
#[derive(Clone)]
pub(super) struct Meant {
    /// The chart without its archive.
    pub(super) packed: Packed,
    /// What the repository promised of the content: the index's digest, or the manifest's; empty for nothing.
    pub(super) promise: Arc<str>,
    /// When it was looked up.
    pub(super) at: Instant,
}

/// Meanings and archives.
#[derive(Default)]
pub(super) struct Kept {
    meant: BTreeMap<ChartRef, Meant>,
    archives: BTreeMap<Arc<str>, (Arc<Packed>, u64)>,
    clock: u64,
}

impl Kept {
    /// What a chart meant last.
    pub(super) fn meant(&self, chart: &ChartRef) -> Option<Meant> {
        self.meant.get(chart).cloned()
    }

    /// Notes what a chart means.
    pub(super) fn mean(&mut self, chart: &ChartRef, meant: Meant) {
        self.meant.insert(chart.clone(), meant);
        while self.meant.len() > KEPT_CHARTS {
            let oldest = self.meant.iter().min_by_key(|(_, meant)| meant.at).map(|(chart, _)| chart.clone());
            let Some(oldest) = oldest else { return };
            self.meant.remove(&oldest);
        }
    }

    /// The archive of what is meant, if it is still there.
    pub(super) fn archive(&mut self, meant: &Meant) -> Option<Arc<Packed>> {
        self.clock += 1;
        let (known, used) = self.archives.get_mut(&meant.packed.digest)?;
        *used = self.clock;
        let own = &meant.packed;
        if (&known.name, &known.version, &known.revision, &known.url) == (&own.name, &own.version, &own.revision, &own.url) {
            return Some(known.clone());
        }
        Some(Arc::new(Packed { bytes: known.bytes.clone(), opened: known.opened.clone(), ..own.clone() }))
    }

    /// Keeps an archive, and notes that it is what a chart means.
    pub(super) fn keep(&mut self, chart: &ChartRef, packed: Packed, promise: Arc<str>) -> Meant {
        self.clock += 1;
        let meant =
            Meant { packed: Packed { bytes: Arc::default(), opened: Opened::default(), ..packed.clone() }, promise, at: Instant::now() };
        let (digest, used) = (packed.digest.clone(), self.clock);
        self.archives.entry(digest).or_insert_with(|| (Arc::new(packed), used)).1 = used;
        self.make_room();
        self.mean(chart, meant.clone());
        meant
    }

    /// The least recently used go first; the last one stays, however large.
    fn make_room(&mut self) {
        while self.archives.len() > 1 && self.archives.values().map(|(packed, _)| packed.bytes.len()).sum::<usize>() > KEPT_BYTES {
            let oldest = self.archives.iter().min_by_key(|(_, (_, used))| *used).map(|(digest, _)| digest.clone());
            let Some(oldest) = oldest else { return };
            self.archives.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{KEPT_BYTES, Kept};
    use crate::engine::render::helm::packed::{ChartRef, Opened, Packed};

    fn packed(name: &str, digest: &str, n_bytes: usize) -> Packed {
        let text = |text: &str| -> Arc<str> { text.into() };
        let (version, url) = (text("1.0.0"), text("https://charts.example.org"));
        Packed {
            name: text(name),
            revision: version.clone(),
            version,
            digest: text(digest),
            url,
            bytes: vec![0; n_bytes].into(),
            opened: Opened::default(),
        }
    }

    #[test]
    fn archives_make_room_for_others_and_what_they_meant_stays() {
        let mut kept = Kept::default();
        let charts: Vec<ChartRef> = (0..3).map(|index| ChartRef::new("https://c", &index.to_string(), "1.0.0")).collect();
        let half = KEPT_BYTES / 2;
        let meant: Vec<_> =
            charts.iter().zip(["a", "b", "c"]).map(|(chart, digest)| kept.keep(chart, packed("x", digest, half), "".into())).collect();
        assert!(kept.archive(&meant[0]).is_none(), "the oldest went");
        assert!(kept.archive(&meant[1]).is_some() && kept.archive(&meant[2]).is_some());
        assert_eq!(kept.meant(&charts[0]).map(|meant| meant.packed.digest), Some("a".into()));
    }

    #[test]
    fn two_names_of_one_archive_share_its_bytes_and_keep_their_names() {
        let mut kept = Kept::default();
        let one = kept.keep(&ChartRef::new("https://c", "one", ""), packed("one", "d", 8), "".into());
        let two = kept.keep(&ChartRef::new("https://c", "two", ""), packed("two", "d", 8), "".into());
        let (one, again, two) =
            (kept.archive(&one).expect("it is there"), kept.archive(&one).expect("there"), kept.archive(&two).expect("there"));
        assert_eq!((&*one.name, &*two.name), ("one", "two"));
        assert!(Arc::ptr_eq(&one, &again) && Arc::ptr_eq(&one.bytes, &two.bytes));
    }
}
