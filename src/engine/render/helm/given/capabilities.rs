//! `.Capabilities`: the cluster that a chart is rendered for. It knows no cluster, only what was said of it. Source: Helm
//! `pkg/chart/common/capabilities.go`.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use super::api_versions;
use super::kube_version::KubeVersion;
use crate::engine::template::dict::{Dict, DictKind};
use crate::engine::template::fault::{Fault, Returned};
use crate::engine::template::function::{Scope, Signature, Type};
use crate::engine::template::native::Native;
use crate::engine::template::value::Value;

/// The Helm whose output ours is.
pub const HELM_VERSION: &str = "v4.2.3";

const NOTHING: Signature = Signature::of(&[]);
const ONE_TEXT: Signature = Signature::of(&[Type::Str]);

/// `.Capabilities`.
#[derive(Clone)]
pub struct Capabilities {
    kube: Rc<KubeVersion>,
    versions: Rc<[Arc<str>]>,
}

impl Capabilities {
    /// A cluster of this version that has these API versions besides those that Helm counts as there.
    pub fn new(kube: KubeVersion, versions: &[Arc<str>]) -> Self {
        let known = api_versions::DEFAULT.iter().map(|version| Arc::from(*version));
        Self { kube: Rc::new(kube), versions: known.chain(versions.iter().cloned()).collect() }
    }
}

fn dict(entries: &[(&str, Value)], kind: DictKind) -> Value {
    Value::Dict(Dict::own(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect(), kind))
}

fn no_method(name: &str) -> Returned {
    Err(Fault::new(format!("no method {name}")))
}

impl Native for Capabilities {
    fn type_name(&self) -> &'static str {
        "*common.Capabilities"
    }

    fn kind_name(&self) -> &'static str {
        "ptr"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "KubeVersion" => Some(Value::Native(Rc::new(Kube(self.kube.clone())))),
            "APIVersions" => Some(Value::Native(Rc::new(Versions(self.versions.clone())))),
            "HelmVersion" => Some(Value::Native(Rc::new(Helm))),
            _ => None,
        }
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        (name == "Copy").then_some(&NOTHING)
    }

    fn call(&self, name: &str, _: &Scope<'_>, _: &[Value]) -> Returned {
        if name == "Copy" { Ok(Value::Native(Rc::new(self.clone()))) } else { no_method(name) }
    }

    fn plain(&self) -> Value {
        let fields = ["KubeVersion", "APIVersions", "HelmVersion"].map(|name| (name, self.field(name).unwrap_or_default()));
        dict(&fields, DictKind::Any)
    }

    fn printed(&self) -> Option<String> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Capabilities.KubeVersion`.
struct Kube(Rc<KubeVersion>);

impl Native for Kube {
    fn type_name(&self) -> &'static str {
        "common.KubeVersion"
    }

    fn kind_name(&self) -> &'static str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(Value::str(self.0.version.clone())),
            "Major" => Some(Value::str(self.0.major.clone())),
            "Minor" => Some(Value::str(self.0.minor.clone())),
            _ => None,
        }
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        matches!(name, "String" | "GitVersion").then_some(&NOTHING)
    }

    fn call(&self, name: &str, _: &Scope<'_>, _: &[Value]) -> Returned {
        match name {
            "String" => Ok(Value::str(self.0.normalized.clone())),
            "GitVersion" => Ok(Value::str(self.0.version.clone())),
            _ => no_method(name),
        }
    }

    fn plain(&self) -> Value {
        dict(&["Version", "Major", "Minor"].map(|name| (name, self.field(name).unwrap_or_default())), DictKind::Any)
    }

    fn printed(&self) -> Option<String> {
        Some(self.0.normalized.to_string())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Capabilities.APIVersions`.
struct Versions(Rc<[Arc<str>]>);

impl Native for Versions {
    fn type_name(&self) -> &'static str {
        "common.VersionSet"
    }

    fn kind_name(&self) -> &'static str {
        "slice"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<&'static Signature> {
        (name == "Has").then_some(&ONE_TEXT)
    }

    fn call(&self, name: &str, scope: &Scope<'_>, arguments: &[Value]) -> Returned {
        let ("Has", [Value::Str(wanted)]) = (name, arguments) else { return no_method(name) };
        scope.budget.work(self.0.len() / 16)?;
        Ok(Value::Bool(self.0.iter().any(|version| version.as_bytes() == wanted.as_bytes())))
    }

    fn plain(&self) -> Value {
        Value::strings(self.0.iter().cloned())
    }

    fn printed(&self) -> Option<String> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// `.Capabilities.HelmVersion`.
struct Helm;

impl Native for Helm {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn kind_name(&self) -> &'static str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let text = match name {
            "Version" => HELM_VERSION,
            "GitCommit" | "GitTreeState" => "",
            "GoVersion" => "go1.26",
            "KubeClientVersion" => "v1.36",
            _ => return None,
        };
        Some(Value::str(text))
    }

    fn method(&self, _: &str) -> Option<&'static Signature> {
        None
    }

    fn call(&self, name: &str, _: &Scope<'_>, _: &[Value]) -> Returned {
        no_method(name)
    }

    fn plain(&self) -> Value {
        let fields = [
            ("version", "Version"),
            ("git_commit", "GitCommit"),
            ("git_tree_state", "GitTreeState"),
            ("go_version", "GoVersion"),
            ("kube_client_version", "KubeClientVersion"),
        ];
        dict(&fields.map(|(key, name)| (key, self.field(name).unwrap_or_default())), DictKind::Any)
    }

    fn printed(&self) -> Option<String> {
        let fields = ["Version", "GitCommit", "GitTreeState", "GoVersion", "KubeClientVersion"];
        let texts = fields.map(|name| match self.field(name) {
            Some(Value::Str(text)) => text.lossy().into_owned(),
            _ => String::new(),
        });
        Some(format!("{{{}}}", texts.join(" ")))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
