//! An allocator that keeps accounts, so that a target can say how much memory an input took at once, and whether it was given back. It
//! knows no target. A target declares it with `#[global_allocator]`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// The system's allocator with two counts.
pub struct Accounts {
    held: AtomicI64,
    peak: AtomicI64,
}

impl Accounts {
    /// Nothing allocated.
    pub const fn new() -> Self {
        Self { held: AtomicI64::new(0), peak: AtomicI64::new(0) }
    }

    /// Bytes held now.
    pub fn held(&self) -> i64 {
        self.held.load(Relaxed)
    }

    /// The most bytes that `work` held at once beyond what was held before.
    pub fn peak<T>(&self, work: impl FnOnce() -> T) -> (T, i64) {
        let before = self.held();
        self.peak.store(before, Relaxed);
        let done = work();
        (done, self.peak.load(Relaxed) - before)
    }

    /// Bytes that `work`, which ran before, does not give back. Tables that are made once are made by then; further tries forgive caches that
    /// grow now and then.
    pub fn kept(&self, mut work: impl FnMut()) -> i64 {
        let mut kept = 0;
        for _ in 0..3 {
            let before = self.held();
            work();
            kept = self.held() - before;
            if kept <= 0 {
                return 0;
            }
        }
        kept
    }

    fn add(&self, size: usize) {
        let held = self.held.fetch_add(size as i64, Relaxed) + size as i64;
        self.peak.fetch_max(held, Relaxed);
    }
}

// The counts do not touch what is allocated.
unsafe impl GlobalAlloc for Accounts {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.add(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        self.held.fetch_sub(layout.size() as i64, Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.add(size);
        self.held.fetch_sub(layout.size() as i64, Relaxed);
        unsafe { System.realloc(at, layout, size) }
    }
}
