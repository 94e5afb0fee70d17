//! OpenAPI documents and CRDs → learnt tables, by the rules of kube-openapi's `schemaconv` (which the API server itself
//! uses for server-side apply). It knows no client.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::{Problem, ProblemKind};

use super::Learnt;
use super::openapi_parts::{atomic, listing, reference};
use super::table::TABLE;
use super::types::{ATOMIC, DEDUCED, Facts, Field, Kind, Listing, Patch, Preset, Scalar, Scope, Table, Type};

/// Types of one document after which reading stops: the largest published groups have some ten thousand.
const MAX_TYPES: usize = 200_000;
/// Hard-coded by kube-openapi: a scalar of any form.
const QUANTITY: &str = "io.k8s.apimachinery.pkg.api.resource.Quantity";
/// Hard-coded by kube-openapi: taken whole.
const RAW: &str = "io.k8s.apimachinery.pkg.runtime.RawExtension";
const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

impl Learnt {
    /// The facts of an OpenAPI v3 document, as `/openapi/v3/apis/GROUP/VERSION` serves it.
    ///
    /// # Errors
    /// When the document has no `components.schemas`, or more types than the budget.
    pub fn from_openapi_v3(document: &Value) -> Result<Self, Problem> {
        let root = document.as_map();
        let schemas = root.and_then(|root| root.get("components")?.as_map()?.get("schemas")?.as_map());
        let schemas = schemas.ok_or_else(|| bad("an OpenAPI v3 document has no components.schemas"))?;
        from_definitions(schemas, root.and_then(|root| root.get("paths")).and_then(Value::as_map))
    }

    /// The facts of an OpenAPI v2 document (`/openapi/v2`, Kustomize's `openapi.path`).
    ///
    /// # Errors
    /// When the document has no `definitions`, or more types than the budget.
    pub fn from_openapi_v2(document: &Value) -> Result<Self, Problem> {
        let root = document.as_map();
        let definitions = root.and_then(|root| root.get("definitions")?.as_map());
        let definitions = definitions.ok_or_else(|| bad("an OpenAPI v2 document has no definitions"))?;
        from_definitions(definitions, root.and_then(|root| root.get("paths")).and_then(Value::as_map))
    }

    /// The facts of a `CustomResourceDefinition` of `apiextensions.k8s.io/v1`: every version it serves.
    ///
    /// # Errors
    /// When names, group or versions are missing, or there are more types than the budget.
    pub fn from_crd(crd: &Object) -> Result<Self, Problem> {
        let missing = |field: &str| bad(format!("CustomResourceDefinition {} has no {field}", crd.name()));
        let group = crd.str_at(&["spec", "group"]).ok_or_else(|| missing("spec.group"))?;
        let kind = crd.str_at(&["spec", "names", "kind"]).ok_or_else(|| missing("spec.names.kind"))?;
        let plural = crd.str_at(&["spec", "names", "plural"]).ok_or_else(|| missing("spec.names.plural"))?;
        let versions = crd.get(&["spec", "versions"]).and_then(Value::as_list).ok_or_else(|| missing("spec.versions"))?;
        let words = |field: &str| {
            let list = crd.get(&["spec", "names", field]).and_then(Value::as_list).unwrap_or(&[]);
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
        };
        let singular = crd.str_at(&["spec", "names", "singular"]).filter(|name| !name.is_empty());
        let singular = singular.map_or_else(|| kind.to_lowercase(), str::to_owned);
        let scope = if crd.str_at(&["spec", "scope"]) == Some("Cluster") { Scope::Cluster } else { Scope::Namespaced };
        let empty = Map::default();
        let mut builder = Builder::new(&empty);
        let mut kinds = Vec::new();
        for version in versions.iter().filter_map(Value::as_map) {
            let name = version.get("name").and_then(Value::as_str).ok_or_else(|| missing("spec.versions[].name"))?;
            if version.get("served").and_then(Value::as_bool) == Some(false) {
                continue;
            }
            let schema = version.get("schema").and_then(Value::as_map).and_then(|schema| schema.get("openAPIV3Schema")?.as_map());
            let preserve = crd.get(&["spec", "preserveUnknownFields"]).and_then(Value::as_bool).unwrap_or(false);
            let root = builder.crd_root(schema, preserve)?;
            let subresources = version.get("subresources").and_then(Value::as_map);
            let subresources = subresources.map(|map| map.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(","));
            kinds.push(Kind {
                group: group.into(),
                version: name.into(),
                kind: kind.into(),
                plural: plural.into(),
                singular: singular.as_str().into(),
                short_names: words("shortNames").into(),
                categories: words("categories").into(),
                subresources: subresources.unwrap_or_default().into(),
                scope,
                create_only: false,
                root,
            });
        }
        Ok(builder.finish(kinds))
    }
}

fn bad(cause: impl Into<Arc<str>>) -> Problem {
    Problem::error(ProblemKind::BadInput, cause)
}

fn from_definitions(definitions: &Map, paths: Option<&Map>) -> Result<Learnt, Problem> {
    let mut builder = Builder::new(definitions);
    let mut roots = Vec::new();
    for (name, spec) in definitions {
        let index = builder.define(name.as_str())?;
        let Some(list) = spec.as_map().and_then(|spec| spec.get("x-kubernetes-group-version-kind")?.as_list()) else { continue };
        roots.extend(list.iter().filter_map(gvk).map(|gvk| (gvk, index)));
    }
    let places = places(paths);
    let kinds = roots.into_iter().map(|(gvk, root)| {
        let (plural, scope) = places.get(&gvk).cloned().unwrap_or_else(|| ("".into(), Scope::Unknown));
        let [group, version, kind] = gvk;
        let singular: Arc<str> = kind.to_lowercase().into();
        let none: Arc<str> = "".into();
        Kind {
            group,
            version,
            kind,
            plural,
            singular,
            short_names: none.clone(),
            categories: none.clone(),
            subresources: none,
            scope,
            create_only: false,
            root,
        }
    });
    let kinds = kinds.collect();
    Ok(builder.finish(kinds))
}

type Gvk = [Arc<str>; 3];

fn gvk(value: &Value) -> Option<Gvk> {
    let map = value.as_map()?;
    let text = |key: &str| map.get(key).and_then(Value::as_shared_str);
    Some([text("group").unwrap_or_default(), text("version")?, text("kind")?])
}

/// Resource name and scope by kind, out of the paths that list it: `…/namespaces/{namespace}/widgets` and `…/widgets`.
fn places(paths: Option<&Map>) -> BTreeMap<Gvk, (Arc<str>, Scope)> {
    let mut out: BTreeMap<Gvk, (Arc<str>, Scope)> = BTreeMap::new();
    for (path, item) in paths.into_iter().flatten() {
        let Some(get) = item.as_map().and_then(|item| item.get("get")?.as_map()) else { continue };
        let Some(gvk) = get.get("x-kubernetes-group-version-kind").and_then(gvk) else { continue };
        let segments: Vec<&str> = path.as_str().trim_matches('/').split('/').collect();
        let namespaced = segments.windows(2).any(|pair| pair == ["namespaces", "{namespace}"]);
        // What follows the resource's name is `{name}` and perhaps a sub-resource.
        let before_name = segments.iter().position(|segment| *segment == "{name}").unwrap_or(segments.len());
        let Some(plural) = before_name.checked_sub(1).and_then(|index| segments.get(index)) else { continue };
        if plural.starts_with('{') {
            continue;
        }
        let entry = out.entry(gvk).or_insert_with(|| ((*plural).into(), Scope::Cluster));
        if namespaced {
            entry.1 = Scope::Namespaced;
        }
    }
    out
}

struct Builder<'d> {
    definitions: &'d Map,
    types: Vec<Type<Arc<str>>>,
    facts: Vec<Facts<Arc<str>>>,
    named: BTreeMap<Arc<str>, u32>,
}

impl<'d> Builder<'d> {
    fn new(definitions: &'d Map) -> Self {
        let mut types = vec![Type::Deduced, Type::Untyped];
        types.extend(SCALARS.map(Type::Scalar));
        let none = Facts { patch: None, atomic: None, default: Preset::None };
        Self { definitions, types, facts: vec![none], named: BTreeMap::new() }
    }

    fn finish(self, mut kinds: Vec<Kind<Arc<str>>>) -> Learnt {
        kinds.sort_by(|a, b| (&a.group, &a.kind, &a.version).cmp(&(&b.group, &b.kind, &b.version)));
        Learnt { table: Table { kinds: Cow::Owned(kinds), types: Cow::Owned(self.types), facts: Cow::Owned(self.facts) } }
    }

    fn add(&mut self, ty: Type<Arc<str>>) -> Result<u32, Problem> {
        if self.types.len() >= MAX_TYPES {
            return Err(Problem::error(ProblemKind::Limit, format!("an OpenAPI document has more than {MAX_TYPES} types")));
        }
        self.types.push(ty);
        Ok(u32::try_from(self.types.len() - 1).unwrap_or(DEDUCED))
    }

    /// The type of a definition; one that the document lacks is taken from the built-in table.
    fn define(&mut self, name: &str) -> Result<u32, Problem> {
        if let Some(index) = self.named.get(name) {
            return Ok(*index);
        }
        if name == QUANTITY || name == RAW {
            return Ok(if name == RAW { ATOMIC } else { scalar(Scalar::Any) });
        }
        let Some(spec) = self.definitions.get(name).and_then(Value::as_map) else { return self.adopt_named(name) };
        if spec.get("properties").and_then(Value::as_map).is_none() {
            // A definition that is nothing but a reference to itself must end here as well.
            self.named.insert(name.into(), DEDUCED);
            let index = self.type_of(spec, false)?;
            self.named.insert(name.into(), index);
            return Ok(index);
        }
        let index = self.add(Type::Deduced)?;
        self.named.insert(name.into(), index);
        let ty = self.structure(name, spec, false)?;
        self.replace(index, ty);
        Ok(index)
    }

    fn replace(&mut self, index: u32, ty: Type<Arc<str>>) {
        if let Some(slot) = self.types.get_mut(index as usize) {
            *slot = ty;
        }
    }

    fn type_of(&mut self, spec: &Map, preserve: bool) -> Result<u32, Problem> {
        if let Some(name) = reference(spec) {
            return self.define(name);
        }
        let preserve = preserve || spec.get("x-kubernetes-preserve-unknown-fields").and_then(Value::as_bool) == Some(true);
        match spec.get("type").and_then(Value::as_str) {
            Some("string") => {
                let plain = matches!(spec.get("format").and_then(Value::as_str), None | Some("" | "byte"));
                Ok(scalar(if plain { Scalar::Str } else { Scalar::Any }))
            }
            Some("integer") => Ok(scalar(Scalar::Int)),
            Some("number") => Ok(scalar(Scalar::Number)),
            Some("boolean") => Ok(scalar(Scalar::Bool)),
            Some("array") => {
                let item = spec.get("items").and_then(Value::as_map).map_or(Ok(ATOMIC), |items| self.type_of(items, preserve))?;
                self.add(Type::List(item, listing(spec)))
            }
            Some("object") if spec.get("properties").and_then(Value::as_map).is_some_and(|fields| !fields.is_empty()) => {
                let ty = self.structure("", spec, preserve)?;
                self.add(ty)
            }
            Some("object") => {
                let item = match spec.get("additionalProperties") {
                    Some(Value::Map(item)) => self.type_of(item, preserve)?,
                    _ => DEDUCED,
                };
                self.add(if atomic(spec) == Some(true) { Type::AtomicMap(item) } else { Type::Map(item) })
            }
            _ => Ok(DEDUCED),
        }
    }

    fn structure(&mut self, name: &str, spec: &Map, preserve: bool) -> Result<Type<Arc<str>>, Problem> {
        let preserve = preserve || spec.get("x-kubernetes-preserve-unknown-fields").and_then(Value::as_bool) == Some(true);
        let mut fields = Vec::new();
        for (name, field) in spec.get("properties").and_then(Value::as_map).into_iter().flatten() {
            let Some(field) = field.as_map() else { continue };
            let ty = self.type_of(field, preserve)?;
            fields.push(Field { name: name.as_str().into(), ty, facts: self.facts_of(field) });
        }
        let open = match spec.get("additionalProperties") {
            Some(Value::Map(item)) => Some(self.type_of(item, preserve)?),
            Some(Value::Bool(true)) => Some(DEDUCED),
            Some(Value::Bool(false)) => None,
            _ => preserve.then_some(DEDUCED),
        };
        Ok(Type::Struct { name: name.into(), atomic: atomic(spec) == Some(true), open, fields: Cow::Owned(fields) })
    }

    fn facts_of(&mut self, spec: &Map) -> u16 {
        let strategy = spec.get("x-kubernetes-patch-strategy").and_then(Value::as_str);
        let key = spec.get("x-kubernetes-patch-merge-key").and_then(Value::as_str);
        let has = |word: &str| strategy.unwrap_or("").split(',').any(|own| own == word);
        let patch = (strategy.is_some() || key.is_some()).then(|| Patch {
            merge_key: key.unwrap_or("").into(),
            merge: has("merge"),
            replace: has("replace"),
            retain_keys: has("retainKeys"),
        });
        let default = match spec.get("default") {
            None | Some(Value::Null) => Preset::None,
            Some(Value::Map(map)) if map.is_empty() && reference(spec).is_some() => Preset::Empty,
            Some(value) => Preset::Value(value.clone()),
        };
        let facts = Facts { patch, atomic: reference(spec).and_then(|_| atomic(spec)), default };
        let index = self.facts.iter().position(|own| *own == facts).unwrap_or_else(|| {
            self.facts.push(facts);
            self.facts.len() - 1
        });
        // More than 65,535 distinct sets of facts: the rest is read without them rather than with wrong ones.
        u16::try_from(index).unwrap_or(0)
    }

    /// A CRD's root: its schema with `apiVersion`, `kind` and the real `metadata`, as the API server publishes it.
    fn crd_root(&mut self, schema: Option<&Map>, preserve: bool) -> Result<u32, Problem> {
        let Some(schema) = schema else { return Ok(DEDUCED) };
        let Type::Struct { name, atomic, open, fields } = self.structure("", schema, preserve)? else { return Ok(DEDUCED) };
        let mut fields: Vec<Field<Arc<str>>> =
            fields.iter().filter(|own| !matches!(&*own.name, "apiVersion" | "kind" | "metadata")).cloned().collect();
        let metadata = self.adopt_named(OBJECT_META)?;
        for (name, ty) in [("apiVersion", scalar(Scalar::Str)), ("kind", scalar(Scalar::Str)), ("metadata", metadata)] {
            fields.push(Field { name: name.into(), ty, facts: 0 });
        }
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        self.add(Type::Struct { name, atomic, open, fields: Cow::Owned(fields) })
    }

    fn adopt_named(&mut self, name: &str) -> Result<u32, Problem> {
        if let Some(index) = self.named.get(name) {
            return Ok(*index);
        }
        let found = TABLE.types.iter().find(|ty| matches!(ty, Type::Struct { name: own, .. } if *own == name));
        let Some(found) = found else { return Ok(DEDUCED) };
        let index = self.add(Type::Deduced)?;
        self.named.insert(name.into(), index);
        let ty = self.adopt(found)?;
        self.replace(index, ty);
        Ok(index)
    }

    fn adopt_index(&mut self, index: u32) -> Result<u32, Problem> {
        match TABLE.types.get(index as usize) {
            None | Some(Type::Deduced) => Ok(DEDUCED),
            Some(Type::Untyped) => Ok(ATOMIC),
            Some(Type::Scalar(own)) => Ok(scalar(*own)),
            Some(Type::Struct { name, .. }) if !name.is_empty() => self.adopt_named(name),
            Some(other) => {
                let ty = self.adopt(other)?;
                self.add(ty)
            }
        }
    }

    fn adopt(&mut self, own: &Type<&'static str>) -> Result<Type<Arc<str>>, Problem> {
        Ok(match own {
            Type::Deduced => Type::Deduced,
            Type::Untyped => Type::Untyped,
            Type::Scalar(own) => Type::Scalar(*own),
            Type::List(item, kind) => {
                let kind = match kind {
                    Listing::Atomic => Listing::Atomic,
                    Listing::Set => Listing::Set,
                    Listing::Map(keys) => Listing::Map((*keys).into()),
                };
                Type::List(self.adopt_index(*item)?, kind)
            }
            Type::Map(item) => Type::Map(self.adopt_index(*item)?),
            Type::AtomicMap(item) => Type::AtomicMap(self.adopt_index(*item)?),
            Type::Struct { name, atomic, open, fields } => {
                let mut own = Vec::with_capacity(fields.len());
                for field in fields.iter() {
                    let facts = self.adopt_facts(field.facts);
                    own.push(Field { name: field.name.into(), ty: self.adopt_index(field.ty)?, facts });
                }
                let open = open.map(|open| self.adopt_index(open)).transpose()?;
                Type::Struct { name: (*name).into(), atomic: *atomic, open, fields: Cow::Owned(own) }
            }
        })
    }

    fn adopt_facts(&mut self, index: u16) -> u16 {
        let Some(own) = TABLE.facts.get(usize::from(index)).filter(|_| index != 0) else { return 0 };
        let patch = own.patch.map(|patch| Patch {
            merge_key: patch.merge_key.into(),
            merge: patch.merge,
            replace: patch.replace,
            retain_keys: patch.retain_keys,
        });
        let default = match &own.default {
            Preset::None => Preset::None,
            Preset::Str(text) => Preset::Str((*text).into()),
            Preset::Int(number) => Preset::Int(*number),
            Preset::Bool(truth) => Preset::Bool(*truth),
            Preset::Empty => Preset::Empty,
            Preset::Value(value) => Preset::Value(value.clone()),
        };
        self.facts.push(Facts { patch, atomic: own.atomic, default });
        u16::try_from(self.facts.len() - 1).unwrap_or(0)
    }
}

const SCALARS: [Scalar; 5] = [Scalar::Str, Scalar::Int, Scalar::Number, Scalar::Bool, Scalar::Any];

/// Scalars have fixed places after the two untyped types.
fn scalar(wanted: Scalar) -> u32 {
    match wanted {
        Scalar::Str => 2,
        Scalar::Int => 3,
        Scalar::Number => 4,
        Scalar::Bool => 5,
        Scalar::Any => 6,
    }
}
