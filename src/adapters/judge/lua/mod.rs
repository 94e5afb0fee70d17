//! Lua scripts as Argo CD runs them: one object as `obj`, a table back. It knows no worker: what counting cannot end (a pattern without an
//! end, a finalizer) is ended by the process that waits.
//!
//! A script has a state of its own, so that none sees another's, and only what the prelude leaves in it. Its steps are counted; at the
//! end of its budget an error is raised that nothing in it can catch: each step counted afterwards raises it again, and what catches
//! errors (`pcall`, `xpcall`, `coroutine.resume`) raises it as soon as it has caught it. Memory, output and nesting have limits.

mod clock;
mod concat;
mod convert;
mod functions;
#[cfg(test)]
mod tests;
mod wording;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use mlua::chunk::ChunkMode;
use mlua::{Error, HookTriggers, Lua, LuaOptions, MultiValue, StdLib, Value, VmState};

use crate::model::problem::Problem;

use super::request::{LuaRequest, LuaTask};

/// What is in every state before a script runs.
const PRELUDE: &str = include_str!("prelude.lua");

/// The name of a script in messages: gopher-lua's, since scripts put messages into what they return.
const NAME: &str = "=<string>";

/// Steps of the interpreter that a script may use. Argo CD gives a script one second of gopher-lua, which takes some 30 million steps in
/// it; the largest of its own health checks needs some thousand. Counted, so that the same script ends on every machine alike.
const MAX_STEPS: u32 = 50_000_000;

/// Steps between two looks at the count.
const STEPS: u32 = 10_000;

/// Bytes that a script may have at once, with its object: the object is ten times its JSON here, and an API server stores 1.5 MiB.
const MAX_MEMORY: usize = 256 << 20;

/// Scripts that are kept compiled: Argo CD's own and those of a settings map are fewer.
const MAX_KEPT: usize = 512;

/// Health as Argo CD knows it. Source: gitops-engine `pkg/health/health.go`.
const STATUSES: [&str; 6] = ["Unknown", "Progressing", "Suspended", "Healthy", "Degraded", "Missing"];

/// Compiled scripts by their text.
#[derive(Default)]
pub struct Kept {
    prelude: Option<Vec<u8>>,
    scripts: BTreeMap<String, Vec<u8>>,
}

/// How a script ended without a table.
enum Fault {
    /// An error of the interpreter.
    Lua(Error),
    /// The budget was used up.
    Spent,
    /// The object could not be given to it.
    Object(serde_json::Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Lua(error)
    }
}

/// What a script says of its object: JSON in the form that `engine::judge::LuaTask` tells.
///
/// # Errors
/// What is wrong with the script, at its line; what it does too much of.
pub fn evaluate(kept: &mut Kept, request: &LuaRequest) -> Result<String, Problem> {
    let libraries = StdLib::TABLE | StdLib::STRING | StdLib::MATH | StdLib::COROUTINE;
    let tell = |fault: Fault| wording::problem(fault, request);
    let lua = Lua::new_with(libraries, LuaOptions::new()).map_err(|error| tell(error.into()))?;
    let returned = run(&lua, kept, request).map_err(tell)?;
    answer(&returned, request)
}

fn run(lua: &Lua, kept: &mut Kept, request: &LuaRequest) -> Result<Value, Fault> {
    lua.set_memory_limit(MAX_MEMORY)?;
    let spent = Rc::new(Cell::new(false));
    let functions = functions::table(lua, &spent, request.now)?;
    kept.prelude(lua)?.call::<()>((functions, request.open_libs))?;
    let globals = lua.globals();
    if let LuaTask::Act(parameters) = &request.task {
        globals.raw_set("actionParams", lua.create_table_from(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())))?)?;
    } else {
        globals.raw_set("actionParams", lua.create_table()?)?;
    }
    globals.raw_set("obj", convert::read(lua, &request.object).map_err(Fault::Object)?)?;
    let script = kept.script(lua, &request.script)?;
    limit(lua, &spent)?;
    let returned = script.call::<MultiValue>(());
    if spent.get() {
        return Err(Fault::Spent);
    }
    // Argo CD looks at what lies on top of the stack: the last value.
    Ok(returned?.into_iter().next_back().unwrap_or(Value::Nil))
}

/// Counts steps from now on, in coroutines as well: they inherit the hook.
fn limit(lua: &Lua, spent: &Rc<Cell<bool>>) -> Result<(), Error> {
    let (steps, spent) = (Cell::new(0_u32), spent.clone());
    lua.set_global_hook(HookTriggers::new().every_nth_instruction(STEPS), move |_, _| {
        steps.set(steps.get().saturating_add(STEPS));
        if steps.get() < MAX_STEPS {
            return Ok(VmState::Continue);
        }
        spent.set(true);
        Err(Error::runtime("the script is at its end"))
    })
}

impl Kept {
    fn prelude(&mut self, lua: &Lua) -> Result<mlua::Function, Error> {
        if let Some(compiled) = &self.prelude {
            return lua.load(compiled.as_slice()).set_mode(ChunkMode::Binary).into_function();
        }
        let function = lua.load(PRELUDE).set_name("=prelude").set_mode(ChunkMode::Text).into_function()?;
        self.prelude = Some(function.dump(false));
        Ok(function)
    }

    fn script(&mut self, lua: &Lua, text: &str) -> Result<mlua::Function, Error> {
        if let Some(compiled) = self.scripts.get(text) {
            return lua.load(compiled.as_slice()).set_mode(ChunkMode::Binary).into_function();
        }
        let load = |text: &str| lua.load(text).set_name(NAME).set_mode(ChunkMode::Text).into_function();
        // An expression of very many parts has no room for marks; it is joined as Lua joins.
        let function = load(&concat::marked(text)).or_else(|_| load(text))?;
        if self.scripts.len() >= MAX_KEPT {
            self.scripts.clear();
        }
        self.scripts.insert(text.to_owned(), function.dump(false));
        Ok(function)
    }
}

fn answer(returned: &Value, request: &LuaRequest) -> Result<String, Problem> {
    let json = match (returned, &request.task) {
        (Value::Nil, LuaTask::Health) => return Ok("{}".to_owned()),
        (Value::Table(_), _) => convert::write(returned).map_err(|unfit| wording::unfit(&unfit, request))?,
        (other, _) => return Err(wording::no_table(other.type_name(), request)),
    };
    match request.task {
        LuaTask::Health => Ok(health(&json)),
        LuaTask::Discover if json == "[]" => Ok("{}".to_owned()),
        LuaTask::Discover if !json.starts_with('{') => Err(wording::no_actions(request)),
        LuaTask::Discover | LuaTask::Act(_) => Ok(json),
    }
}

/// What Go reads into `HealthStatus`: names in any case, of which the last by order counts; a value of another kind makes the whole empty.
fn health(json: &str) -> String {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(json) else { return "{}".to_owned() };
    let (mut status, mut message) = (None, None);
    for (name, value) in &fields {
        let field = match () {
            () if name.eq_ignore_ascii_case("status") => &mut status,
            () if name.eq_ignore_ascii_case("message") => &mut message,
            () => continue,
        };
        let Some(text) = value.as_str() else { return "{}".to_owned() };
        *field = Some(text);
    }
    let said = if STATUSES.contains(&status.unwrap_or_default()) {
        let fields = [("status", status), ("message", message)];
        fields.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))).collect()
    } else {
        let fields = [("status", "Unknown"), ("message", "Lua returned an invalid health status")];
        fields.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect()
    };
    serde_json::Value::Object(said).to_string()
}
