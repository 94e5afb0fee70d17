//! A program with its input as it goes through the worker's pipe. It runs nothing.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::engine::judge::{self, Judgement, Program};

/// What the worker is asked.
#[derive(Serialize, Deserialize)]
pub enum JudgeRequest {
    /// Evaluate a Jsonnet file.
    Jsonnet(JsonnetRequest),
    /// Run a Lua script.
    Lua(LuaRequest),
    /// Find what jq expressions take out.
    Jq(JqRequest),
}

/// As [`judge::Lua`].
#[derive(Serialize, Deserialize)]
pub struct LuaRequest {
    /// Where the script stands.
    pub place: String,
    /// What is asked.
    pub task: LuaTask,
    /// The script.
    pub script: String,
    /// Whether the standard libraries are open.
    pub open_libs: bool,
    /// The object as JSON.
    pub object: String,
    /// Seconds since 1970; none where the clock may not be read.
    pub now: Option<i64>,
}

/// As [`judge::LuaTask`].
#[derive(Serialize, Deserialize)]
pub enum LuaTask {
    /// Health.
    Health,
    /// Discovery of actions.
    Discover,
    /// An action with its parameters.
    Act(BTreeMap<String, String>),
}

/// As [`judge::Jq`].
#[derive(Serialize, Deserialize)]
pub struct JqRequest {
    /// The expressions.
    pub expressions: Vec<String>,
    /// The object as JSON.
    pub object: String,
}

/// As [`judge::Jsonnet`].
#[derive(Serialize, Deserialize)]
pub struct JsonnetRequest {
    /// The file that is evaluated.
    pub entry: String,
    /// Contents by path.
    pub files: BTreeMap<String, Content>,
    /// What imports mean, by file and literal; under the empty path those of variables.
    pub imports: BTreeMap<String, BTreeMap<String, Import>>,
    /// External variables.
    pub ext_vars: BTreeMap<String, Variable>,
    /// Arguments of the top-level function.
    pub tlas: BTreeMap<String, Variable>,
}

/// A file's content.
#[derive(Serialize, Deserialize)]
pub enum Content {
    /// UTF-8.
    Text(String),
    /// Anything else, in base64.
    Bytes(String),
}

/// As [`judge::Import`].
#[derive(Serialize, Deserialize)]
pub enum Import {
    /// One of the files.
    Found(String),
    /// Nothing, and why.
    Missing(String),
}

/// As [`judge::Variable`].
#[derive(Serialize, Deserialize)]
pub enum Variable {
    /// A text.
    Text(String),
    /// Jsonnet.
    Code(String),
}

impl Content {
    fn new(bytes: &[u8]) -> Self {
        std::str::from_utf8(bytes).map_or_else(|_| Self::Bytes(STANDARD.encode(bytes)), |text| Self::Text(text.to_owned()))
    }

    /// The bytes again; none where they were not encoded by us.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(text) => STANDARD.decode(text).unwrap_or_default(),
        }
    }
}

impl From<&Judgement> for JudgeRequest {
    fn from(judgement: &Judgement) -> Self {
        match &judgement.program {
            Program::Jsonnet(jsonnet) => Self::Jsonnet(jsonnet.into()),
            Program::Lua(lua) => Self::Lua(lua.into()),
            Program::Jq(jq) => Self::Jq(jq.into()),
        }
    }
}

impl From<&judge::Lua> for LuaRequest {
    fn from(lua: &judge::Lua) -> Self {
        let task = match &lua.task {
            judge::LuaTask::Health => LuaTask::Health,
            judge::LuaTask::Discover => LuaTask::Discover,
            judge::LuaTask::Act(parameters) => {
                LuaTask::Act(parameters.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect())
            }
        };
        Self {
            place: lua.place.to_string(),
            task,
            script: lua.script.to_string(),
            open_libs: lua.open_libs,
            object: lua.object.to_string(),
            now: lua.now.map(jiff::Timestamp::as_second),
        }
    }
}

impl From<&judge::Jq> for JqRequest {
    fn from(jq: &judge::Jq) -> Self {
        Self { expressions: jq.expressions.iter().map(|expression| expression.to_string()).collect(), object: jq.object.to_string() }
    }
}

impl From<&judge::Jsonnet> for JsonnetRequest {
    fn from(jsonnet: &judge::Jsonnet) -> Self {
        let variables = |variables: &BTreeMap<std::sync::Arc<str>, judge::Variable>| {
            let one = |variable: &judge::Variable| match variable {
                judge::Variable::Text(text) => Variable::Text(text.to_string()),
                judge::Variable::Code(code) => Variable::Code(code.to_string()),
            };
            variables.iter().map(|(name, variable)| (name.to_string(), one(variable))).collect()
        };
        let import = |import: &judge::Import| match import {
            judge::Import::Found(path) => Import::Found(path.as_str().to_owned()),
            judge::Import::Missing(cause) => Import::Missing(cause.to_string()),
        };
        let imports = jsonnet.imports.iter().map(|(from, imports)| {
            let imports = imports.iter().map(|(literal, meant)| (literal.to_string(), import(meant))).collect();
            (from.as_str().to_owned(), imports)
        });
        Self {
            entry: jsonnet.entry.as_str().to_owned(),
            files: jsonnet.files.iter().map(|(path, file)| (path.as_str().to_owned(), Content::new(&file.bytes))).collect(),
            imports: imports.collect(),
            ext_vars: variables(&jsonnet.ext_vars),
            tlas: variables(&jsonnet.tlas),
        }
    }
}
