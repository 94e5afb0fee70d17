//! `.Files`: a chart's files that are neither templates nor values. It knows no file system. Source: Helm
//! `pkg/engine/files.go`; globs are gobwas' with `/` as their separator.

use std::any::Any;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::engine::glob::Glob;
use crate::engine::manifest::emit::emit;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Scope, Signature, Type};
use crate::engine::template::list::{Element, List};
use crate::engine::template::native::Native;
use crate::engine::template::text::Text;
use crate::engine::template::value::Value;
use crate::model::object::key::Key;
use crate::model::object::value::Value as Model;

const NOTHING: Signature = Signature::of(&[]);
const ONE_TEXT: Signature = Signature::of(&[Type::Str]);

/// Files by path.
type Contents = BTreeMap<Arc<str>, Arc<[u8]>>;

/// `.Files`.
#[derive(Clone, Default)]
pub struct Files(Rc<Contents>);

impl Files {
    /// These files.
    pub fn new(files: impl IntoIterator<Item = (Arc<str>, Arc<[u8]>)>) -> Self {
        Self(Rc::new(files.into_iter().collect()))
    }

    fn bytes(&self, name: &str) -> Option<&Arc<[u8]>> {
        self.0.get(name)
    }

    fn get(&self, name: &str) -> Value {
        Value::Str(Text::from_bytes(self.bytes(name).map(|bytes| bytes.to_vec()).unwrap_or_default()))
    }

    /// The files that a glob matches; a malformed one matches all, as in Helm.
    fn glob(&self, pattern: &str) -> Self {
        let Ok(glob) = Glob::of_url(pattern) else { return self.clone() };
        Self(Rc::new(self.0.iter().filter(|(name, _)| glob.matches(name)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()))
    }

    /// The files by their last names as a YAML map.
    fn flat(&self, text: impl Fn(&[u8]) -> String) -> Value {
        let entries = self.0.iter().map(|(path, bytes)| {
            let name = path.rsplit('/').next().unwrap_or(path);
            (Key::from(name), Model::str(text(bytes)))
        });
        let yaml = emit(&Model::map(entries.collect()));
        Value::str(yaml.strip_suffix('\n').unwrap_or(&yaml))
    }

    fn lines(&self, name: &str) -> Value {
        let Some(bytes) = self.bytes(name).filter(|bytes| !bytes.is_empty()) else { return Value::strings(Vec::<Arc<str>>::new()) };
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let lines = bytes.split(|byte| *byte == b'\n').map(|line| Value::Str(Text::from_bytes(line.to_vec())));
        Value::List(List::new(lines.collect(), Element::Str))
    }

    fn size(&self) -> usize {
        self.0.values().map(|bytes| bytes.len()).sum()
    }
}

impl Native for Files {
    fn type_name(&self) -> &'static str {
        "engine.files"
    }

    fn kind_name(&self) -> &'static str {
        "map"
    }

    fn is_true(&self) -> bool {
        !self.0.is_empty()
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.bytes(name).map(|bytes| Value::Bytes(Rc::from(&**bytes)))
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        match name {
            "Get" | "GetBytes" | "Glob" | "Lines" => Some(&ONE_TEXT),
            "AsConfig" | "AsSecrets" => Some(&NOTHING),
            _ => None,
        }
    }

    fn call(&self, name: &str, scope: &Scope<'_>, arguments: &[Value]) -> Returned {
        let wanted = match arguments.first() {
            Some(Value::Str(text)) => text.lossy().into_owned(),
            _ => String::new(),
        };
        let size = self.bytes(&wanted).map_or(0, |bytes| bytes.len());
        match name {
            "Get" => scope.budget.make(size).map(|()| self.get(&wanted)),
            "GetBytes" => scope.budget.make(size).map(|()| self.field(&wanted).unwrap_or_else(|| Value::Bytes(Rc::from([])))),
            "Glob" => scope.budget.work(self.0.len().saturating_mul(8)).map(|()| Value::Native(Rc::new(self.glob(&wanted)))),
            "Lines" => scope.budget.make(size.saturating_mul(8)).map(|()| self.lines(&wanted)),
            "AsConfig" => {
                scope.budget.make(self.size().saturating_mul(2))?;
                Ok(self.flat(|bytes| String::from_utf8_lossy(bytes).into_owned()))
            }
            "AsSecrets" => {
                scope.budget.make(self.size().saturating_mul(2))?;
                Ok(self.flat(|bytes| STANDARD.encode(bytes)))
            }
            _ => Err(Fault::new(format!("no method {name}"))),
        }
    }

    fn plain(&self) -> Value {
        let entries = self.0.iter().map(|(name, bytes)| (Key::own(name.clone()), Value::Bytes(Rc::from(&**bytes))));
        Value::Dict(Dict::own(entries.collect(), DictKind::Any))
    }

    fn printed(&self) -> Option<String> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
