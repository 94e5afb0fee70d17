//! The suite `k8s_patch`: the first line publishes a schema, the others ask for patched documents. It knows no cluster.

use std::sync::Arc;

use crate::engine::merge::jsonmerge;
use crate::engine::merge::jsonpatch::{self, Dialect};
use crate::engine::merge::strategic::{self, Overwrite};
use crate::engine::schema::types::TypeRef;
use crate::engine::schema::{Learnt, Schema};
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;

use super::{map_at, outcome};

/// What the lines so far said.
#[derive(Debug)]
pub struct Asked {
    schema: Schema,
    root: TypeRef,
}

impl Default for Asked {
    fn default() -> Self {
        Self { schema: Schema::empty(), root: TypeRef::DEDUCED }
    }
}

impl Asked {
    /// The answer to a row; none to the one that holds the schema.
    pub fn answer(&mut self, row: &Map) -> Option<Value> {
        if let Some(schema) = row.get("schema") {
            return self.learn(schema).err().map(|problem| outcome(Err(problem)));
        }
        let at = |field: &str| row.get(field).cloned().unwrap_or_default();
        let map = |field: &str| map_at(row, field);
        Some(match row.get("op").and_then(Value::as_str) {
            Some("smp.apply") => outcome(strategic::apply(&self.schema, self.root, &map("doc"), &map("patch")).map(Value::Map)),
            Some("smp.threeWay") => {
                let current = map("current");
                let patch = strategic::three_way(&self.schema, self.root, &map("original"), &map("modified"), &current, Overwrite::Yes);
                outcome(patch.and_then(|patch| strategic::apply(&self.schema, self.root, &current, &patch)).map(Value::Map))
            }
            Some("jsonmerge.apply") => outcome(Ok::<_, Problem>(jsonmerge::apply(&at("doc"), &at("patch")))),
            Some("jsonmerge.threeWay") => {
                let current = map("current");
                let patch = jsonmerge::three_way(&map("original"), &map("modified"), &current);
                outcome(Ok::<_, Problem>(Value::Map(jsonmerge::apply_map(&current, &patch))))
            }
            Some("jsonpatch") =>
            // These cases are those of the RFC's public suite; the API server's library fails some of them.
            {
                outcome(jsonpatch::apply_as(&at("doc"), &at("patch"), Dialect::Rfc))
            }
            _ => outcome(Err("unknown op")),
        })
    }

    fn learn(&mut self, document: &Value) -> Result<(), Problem> {
        self.schema = Schema::empty().with(Arc::new(Learnt::from_openapi_v2(document)?));
        self.root = self.schema.definition("mergeItem").unwrap_or(TypeRef::DEDUCED);
        Ok(())
    }
}
