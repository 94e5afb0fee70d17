//! The console as a face: its threads and signals on the runtime's ground, then the loop. It knows no key.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::model::ids::ClusterId;
use crate::runtime::Runtime;
use crate::session::state::State;

use super::input::{InputEvent, read};
use super::options::Options;
use super::outlet::Outlet;
use super::run::{self, Ground};

/// Runs the console on a runtime that was started, until somebody leaves. `notes`: the folder for texts that the clipboard
/// cannot take.
///
/// # Errors
/// When there is no terminal, or it fails.
pub fn console(runtime: &Runtime<InputEvent>, plane: ClusterId, options: Options, notes: &Path) -> io::Result<()> {
    if !io::stdout().is_terminal() {
        return Err(io::Error::other("the console needs a terminal; without one: tiphys app list, get, diff, sync …"));
    }
    let inbox = runtime.inbox.clone();
    if io::stdin().is_terminal() {
        runtime.thread("input", move || read::read(io::stdin(), &inbox))?;
    } else {
        let terminal = File::open("/dev/tty")?;
        runtime.thread("input", move || read::read(terminal, &inbox))?;
    }
    let (outlet, inbox) = (Outlet::default(), runtime.inbox.clone());
    let writer = outlet.clone();
    runtime.thread("screen", move || writer.write(io::stdout(), || inbox.put_input(InputEvent::Freed)))?;
    runtime.background(read::signals(runtime.inbox.clone()));
    runtime.close_on_signals(false);
    let mut state = State::new(plane, Timestamp::now());
    let ground = Ground {
        inbox: &runtime.inbox,
        outlet: outlet.clone(),
        carry_out: &mut |effects| runtime.carry_out(effects),
        keep: &mut |text| kept(notes, text),
    };
    let result = run::run(&mut state, ground, options);
    outlet.close();
    result
}

/// Writes a text to a file of its own; returns what to tell the person.
fn kept(notes: &Path, text: &str) -> String {
    let file: PathBuf = notes.join(format!("copy-{}.txt", Timestamp::now().as_second()));
    let written = std::fs::create_dir_all(notes).and_then(|()| std::fs::write(&file, text));
    match written {
        Ok(()) => format!("too long for the clipboard: written to {}", file.display()),
        Err(error) => format!("too long for the clipboard, and {}: {error}", file.display()),
    }
}
