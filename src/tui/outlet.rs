//! The way of bytes to the terminal: one frame in one write, by a thread of its own, so that a terminal that takes no more
//! never stops the loop. Of frames that cannot leave, only the newest is painted. It knows no frame.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
struct Way {
    waiting: Option<Vec<u8>>,
    is_writing: bool,
    /// Somebody had to wait: tell when the way is free.
    is_refused: bool,
    is_closed: bool,
    failed: Option<io::ErrorKind>,
}

/// A handle on the way. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub struct Outlet(Arc<(Mutex<Way>, Condvar)>);

impl Outlet {
    fn way(&self) -> MutexGuard<'_, Way> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether bytes handed in now would leave at once. If not, the writer tells when they would.
    pub fn is_free(&self) -> bool {
        let mut way = self.way();
        let is_free = way.waiting.is_none() && !way.is_writing;
        way.is_refused |= !is_free;
        is_free
    }

    /// Hands bytes in; what waits already goes before them.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn put(&self, bytes: Vec<u8>) -> io::Result<()> {
        let mut way = self.way();
        if let Some(kind) = way.failed {
            return Err(kind.into());
        }
        match &mut way.waiting {
            Some(waiting) => waiting.extend(bytes),
            None => way.waiting = Some(bytes),
        }
        drop(way);
        self.0.1.notify_all();
        Ok(())
    }

    /// Waits until everything left, at most so long; whether it did.
    pub fn drain(&self, longest: Duration) -> bool {
        let end = Instant::now() + longest;
        let mut way = self.way();
        loop {
            if way.waiting.is_none() && !way.is_writing || way.failed.is_some() {
                return true;
            }
            let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else { return false };
            way = self.0.1.wait_timeout(way, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends the writer once everything left.
    pub fn close(&self) {
        self.way().is_closed = true;
        self.0.1.notify_all();
    }

    /// Writes until the way is closed. It blocks: the runtime gives it a thread. `freed` is called when somebody had found
    /// the way blocked and it is free again.
    pub fn write(&self, mut terminal: impl Write, freed: impl Fn()) {
        loop {
            let mut way = self.way();
            while way.waiting.is_none() {
                if way.is_closed {
                    return;
                }
                way = self.0.1.wait(way).unwrap_or_else(PoisonError::into_inner);
            }
            let bytes = way.waiting.take().unwrap_or_default();
            way.is_writing = true;
            drop(way);
            let written = terminal.write_all(&bytes).and_then(|()| terminal.flush());
            let mut way = self.way();
            way.is_writing = false;
            way.failed = written.err().map(|error| error.kind());
            let (tell, is_over) = (std::mem::take(&mut way.is_refused), way.failed.is_some());
            drop(way);
            self.0.1.notify_all();
            if tell || is_over {
                freed();
            }
            if is_over {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Duration;

    use super::Outlet;

    /// A terminal that takes a write only when told to.
    struct Slow(Receiver<()>, Sender<Vec<u8>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().map_err(|_| io::ErrorKind::BrokenPipe)?;
            self.1.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_terminal_that_takes_nothing_blocks_only_its_writer() {
        let outlet = Outlet::default();
        let ((go, may), (sent, out), (freed, told)) = (channel(), channel(), channel());
        let writer = outlet.clone();
        let thread = std::thread::spawn(move || writer.write(Slow(may, sent), || freed.send(()).unwrap()));
        assert!(outlet.is_free());
        outlet.put(b"first".to_vec()).unwrap();
        assert!(!outlet.is_free());
        go.send(()).unwrap();
        assert_eq!(out.recv_timeout(Duration::from_secs(5)).unwrap(), b"first");
        told.recv_timeout(Duration::from_secs(5)).unwrap();
        assert!(outlet.drain(Duration::from_secs(5)));
        outlet.close();
        thread.join().unwrap();
    }

    #[test]
    fn a_terminal_that_is_gone_is_told() {
        let outlet = Outlet::default();
        let ((_, may), (sent, _), (freed, told)) = (channel(), channel(), channel());
        let writer = outlet.clone();
        outlet.put(b"lost".to_vec()).unwrap();
        std::thread::spawn(move || writer.write(Slow(may, sent), || freed.send(()).unwrap())).join().unwrap();
        told.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(outlet.put(Vec::new()).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
