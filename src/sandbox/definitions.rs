//! The life of a CustomResourceDefinition: accepted and established as soon as it is written, its objects removed before it
//! goes. On a real server these are controllers inside the API server, so they work here without controllers as well.

use jiff::Timestamp;

use super::kinds::edit::Edit;
use super::removal::{CLEANUP, Removal, finalizers, is_due, remove, set_finalizers, time};
use super::state::State;
use super::store::data::place_of;
use super::store::place::{Address, ResourceId};
use crate::model::object::Object;
use crate::model::object::key::Key;
use crate::model::object::value::Value;

impl State {
    /// To be called after an object was written by a request.
    pub(crate) fn after_write(&mut self, object: &Object, now: Timestamp) {
        if !object.is("apiextensions.k8s.io", "CustomResourceDefinition") {
            return;
        }
        if object.get(&["metadata", "deletionTimestamp"]).is_some() {
            self.clean_up(object, now);
            return;
        }
        self.serve_definition(object);
        let status = established(object, now);
        if let Ok(accepted) = object.set(&["status"], status)
            && accepted != *object
        {
            self.store.put(&definitions(), accepted);
        }
    }

    /// To be called after an object is gone.
    pub(crate) fn after_removal(&mut self, object: &Object, now: Timestamp) {
        if object.is("apiextensions.k8s.io", "CustomResourceDefinition") {
            self.withdraw_definition(object);
            let id =
                ResourceId::new(object.str_at(&["spec", "group"]).unwrap_or(""), object.str_at(&["spec", "names", "plural"]).unwrap_or(""));
            self.store.drop_collection(&id);
            return;
        }
        let Some(resource) = self.registry.by_kind(object.api_version(), object.kind()).filter(|own| own.is_custom()) else { return };
        let name = resource.id.to_string();
        let Some(definition) = self.store.get(&Address::new(&definitions(), "", name)).map(|version| version.object.clone()) else {
            return;
        };
        if definition.get(&["metadata", "deletionTimestamp"]).is_some() {
            self.clean_up(&definition, now);
        }
    }

    /// Removes the objects of a definition that is to go; the definition goes with the last of them.
    fn clean_up(&mut self, definition: &Object, now: Timestamp) {
        let group = definition.str_at(&["spec", "group"]).unwrap_or("");
        let resource = ResourceId::new(group, definition.str_at(&["spec", "names", "plural"]).unwrap_or(""));
        let places: Vec<_> = self.store.list(&resource, "").map(|version| place_of(&version.object)).collect();
        for place in places {
            remove(self, &Address { resource: resource.clone(), place }, Removal::default(), now);
        }
        if self.store.list(&resource, "").next().is_some() {
            return;
        }
        let rest: Vec<String> = finalizers(definition).into_iter().filter(|own| own != CLEANUP).collect();
        let mut edit = Edit::of(definition.root());
        edit.within("metadata", |metadata| set_finalizers(metadata, &rest));
        let Ok(released) = definition.with_root(edit.done()) else { return };
        let address = Address::new(&definitions(), "", definition.name().clone());
        if is_due(&released) {
            self.store.remove(&address);
            self.after_removal(&released, now);
        } else if released != *definition {
            self.store.put(&address.resource, released);
        }
    }
}

fn definitions() -> ResourceId {
    ResourceId::new("apiextensions.k8s.io", "customresourcedefinitions")
}

fn established(definition: &Object, now: Timestamp) -> Value {
    let since = |of_type: &str| {
        let list = definition.get(&["status", "conditions"]).and_then(Value::as_list).unwrap_or(&[]);
        let own = list.iter().filter_map(Value::as_map).find(|own| own.get("type").and_then(Value::as_str) == Some(of_type));
        own.and_then(|own| own.get("lastTransitionTime")).cloned().unwrap_or_else(|| Value::str(time(now)))
    };
    let condition = |of_type: &'static str, reason: &'static str, message: &'static str| {
        let fields = [("lastTransitionTime", since(of_type)), ("message", message.into()), ("reason", reason.into())];
        let all = fields.into_iter().chain([("status", "True".into()), ("type", of_type.into())]);
        Value::map(all.map(|(key, value)| (Key::field(key), value)).collect())
    };
    let mut edit = Edit::of(definition.get(&["status"]).and_then(Value::as_map).unwrap_or(&crate::model::object::value::Map::default()));
    edit.set("acceptedNames", definition.get(&["spec", "names"]).cloned().unwrap_or_default());
    edit.set(
        "conditions",
        Value::list(vec![
            condition("NamesAccepted", "NoConflicts", "no conflicts found"),
            condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
        ]),
    );
    Value::Map(edit.done())
}
