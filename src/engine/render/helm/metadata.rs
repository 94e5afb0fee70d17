//! `Chart.yaml` and the lock: their fields and the rules that they must keep, in Helm's words. It knows no file beyond them.
//!
//! Source: Helm 4.2.3 `pkg/chart/v2/{metadata,dependency}.go`.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::fields::Fields;
use crate::engine::constraint;
use crate::model::object::value::{Map, Value};

/// A chart's own description.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    /// Its name.
    pub name: Arc<str>,
    /// A page about it.
    pub home: Arc<str>,
    /// Where its sources are.
    pub sources: Vec<Arc<str>>,
    /// Its version, a semantic one, lax.
    pub version: Arc<str>,
    /// One sentence.
    pub description: Arc<str>,
    /// Words to find it by.
    pub keywords: Vec<Arc<str>>,
    /// Who maintains it.
    pub maintainers: Vec<Maintainer>,
    /// A picture's URL.
    pub icon: Arc<str>,
    /// `v1` or `v2`; `v1` where the file says nothing.
    pub api_version: Arc<str>,
    /// A condition; Helm reads it and does nothing with it.
    pub condition: Arc<str>,
    /// Tags, likewise.
    pub tags: Arc<str>,
    /// The version of what it installs.
    pub app_version: Arc<str>,
    /// Whether it should not be used any longer.
    pub deprecated: bool,
    /// Anything else; `None` where the file has none.
    pub annotations: Option<Map>,
    /// A constraint on the cluster's version; empty for none.
    pub kube_version: Arc<str>,
    /// The charts that it wants; `None` where the file does not say (Helm then looks at none of the charts below either).
    pub dependencies: Option<Vec<Dependency>>,
    /// Empty, `application` or `library`.
    pub kind: Arc<str>,
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Maintainer {
    /// Name or user name.
    pub name: Arc<str>,
    /// Address.
    pub email: Arc<str>,
    /// Page.
    pub url: Arc<str>,
}

/// A chart that another one wants.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dependency {
    /// The wanted chart's name; its alias once dependencies are resolved.
    pub name: Arc<str>,
    /// A constraint on its version.
    pub version: Arc<str>,
    /// Where it comes from.
    pub repository: Arc<str>,
    /// Paths in the values, comma-separated; the first that is a boolean decides.
    pub condition: Arc<str>,
    /// Names below `tags` in the values.
    pub tags: Vec<Arc<str>>,
    /// Whether it is taken; true for all that are left once dependencies are resolved.
    pub enabled: bool,
    /// What the parent takes out of its values: texts, or maps of `child` and `parent`.
    pub import_values: Vec<Value>,
    /// The name that it gets; empty for its own.
    pub alias: Arc<str>,
}

/// What `Chart.lock` fixes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lock {
    /// A hash of the dependencies in `Chart.yaml`.
    pub digest: Arc<str>,
    /// Exact versions.
    pub dependencies: Vec<Dependency>,
}

/// Reads a document over what is known already: `requirements.yaml` is read over `Chart.yaml`.
///
/// # Errors
/// In the words of Go's JSON reader, when a field has another type.
pub(super) fn read(document: &Map, known: &Unchecked) -> Result<Unchecked, String> {
    let mut fields = Fields::new(document, "Metadata");
    let over = |new: Arc<str>, old: &Arc<str>| if new.is_empty() { old.clone() } else { new };
    let old = &known.metadata;
    let metadata = Metadata {
        name: over(fields.text("name"), &old.name),
        home: over(fields.text("home"), &old.home),
        sources: fields.texts("sources").unwrap_or_else(|| old.sources.clone()),
        version: over(fields.text("version"), &old.version),
        description: over(fields.text("description"), &old.description),
        keywords: fields.texts("keywords").unwrap_or_else(|| old.keywords.clone()),
        maintainers: Vec::new(),
        icon: over(fields.text("icon"), &old.icon),
        api_version: over(fields.text("apiVersion"), &old.api_version),
        condition: over(fields.text("condition"), &old.condition),
        tags: over(fields.text("tags"), &old.tags),
        app_version: over(fields.text("appVersion"), &old.app_version),
        deprecated: fields.flag("deprecated") || old.deprecated,
        annotations: fields.text_map("annotations").or_else(|| old.annotations.clone()),
        kube_version: over(fields.text("kubeVersion"), &old.kube_version),
        dependencies: None,
        kind: over(fields.text("type"), &old.kind),
    };
    let maintainers = fields.structures("maintainers", ("[]*v2.Maintainer", "v2.Maintainer"), |fields| Maintainer {
        name: fields.text("name"),
        email: fields.text("email"),
        url: fields.text("url"),
    });
    let dependencies = fields.structures("dependencies", ("[]*v2.Dependency", "v2.Dependency"), dependency);
    match fields.error() {
        Some(error) => Err(error),
        None => Ok(Unchecked {
            metadata,
            maintainers: maintainers.unwrap_or_else(|| known.maintainers.clone()),
            dependencies: dependencies.or_else(|| known.dependencies.clone()),
        }),
    }
}

/// Reads a lock.
///
/// # Errors
/// When a field has another type.
pub(super) fn read_lock(document: &Map) -> Result<Lock, String> {
    let mut fields = Fields::new(document, "Lock");
    let digest = fields.text("digest");
    let dependencies = fields.structures("dependencies", ("[]*v2.Dependency", "v2.Dependency"), dependency);
    let lock = Lock { digest, dependencies: dependencies.unwrap_or_default().into_iter().flatten().collect() };
    fields.error().map_or(Ok(lock), Err)
}

fn dependency(fields: &mut Fields<'_>) -> Dependency {
    Dependency {
        name: fields.text("name"),
        version: fields.text("version"),
        repository: fields.text("repository"),
        condition: fields.text("condition"),
        tags: fields.texts("tags").unwrap_or_default(),
        enabled: fields.flag("enabled"),
        import_values: fields.anything("import-values").unwrap_or_default(),
        alias: fields.text("alias"),
    }
}

/// A description whose lists may hold nothing in some places.
#[derive(Debug, Clone, Default)]
pub(super) struct Unchecked {
    /// All but its lists.
    pub(super) metadata: Metadata,
    maintainers: Vec<Option<Maintainer>>,
    dependencies: Option<Vec<Option<Dependency>>>,
}

impl Unchecked {
    /// The description, blanks made plain and invisible characters dropped.
    ///
    /// # Errors
    /// In Helm's words, when a rule is broken.
    pub(super) fn validate(self) -> Result<Metadata, String> {
        let mut metadata = self.metadata;
        for text in [
            &mut metadata.name,
            &mut metadata.description,
            &mut metadata.home,
            &mut metadata.icon,
            &mut metadata.condition,
            &mut metadata.tags,
            &mut metadata.app_version,
            &mut metadata.kube_version,
        ] {
            sanitize(text);
        }
        metadata.sources.iter_mut().chain(&mut metadata.keywords).for_each(sanitize);
        check_plain(&metadata).map_err(|cause| format!("validation: {cause}"))?;
        for maintainer in self.maintainers {
            let mut own = maintainer.ok_or("validation: maintainers must not contain empty or null nodes")?;
            [&mut own.name, &mut own.email, &mut own.url].into_iter().for_each(sanitize);
            metadata.maintainers.push(own);
        }
        if let Some(dependencies) = self.dependencies {
            metadata.dependencies = Some(checked(dependencies).map_err(|cause| format!("validation: {cause}"))?);
        }
        Ok(metadata)
    }
}

fn check_plain(metadata: &Metadata) -> Result<(), String> {
    if metadata.api_version.is_empty() {
        return Err("chart.metadata.apiVersion is required".into());
    }
    let name = &*metadata.name;
    if name.is_empty() {
        return Err("chart.metadata.name is required".into());
    }
    if name == "." || name == ".." {
        return Err(format!("chart.metadata.name {name:?} is not allowed"));
    }
    if name.contains('/') {
        return Err(format!("chart.metadata.name {name:?} is invalid"));
    }
    if metadata.version.is_empty() {
        return Err("chart.metadata.version is required".into());
    }
    if constraint::version(&metadata.version).is_none() {
        return Err(format!("chart.metadata.version {:?} is invalid", &*metadata.version));
    }
    if !matches!(&*metadata.kind, "" | "application" | "library") {
        return Err("chart.metadata.type must be application or library".into());
    }
    Ok(())
}

fn checked(dependencies: Vec<Option<Dependency>>) -> Result<Vec<Dependency>, String> {
    let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut out = Vec::with_capacity(dependencies.len());
    for dependency in dependencies {
        let mut own = dependency.ok_or("dependencies must not contain empty or null nodes")?;
        [&mut own.name, &mut own.version, &mut own.repository, &mut own.condition].into_iter().for_each(sanitize);
        own.tags.iter_mut().for_each(sanitize);
        if !own.alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            return Err(format!("dependency {:?} has disallowed characters in the alias", &*own.name));
        }
        let key = if own.alias.is_empty() { &own.name } else { &own.alias };
        if !names.insert(key.clone()) {
            return Err(format!("more than one dependency with name or alias {key:?}"));
        }
        out.push(own);
    }
    Ok(out)
}

/// Letters, marks, numbers, punctuation and symbols: what Go calls printable beside the plain blank.
static PRINTABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{M}\p{N}\p{P}\p{S}]").ok());

fn sanitize(text: &mut Arc<str>) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return;
    }
    let is_printable = |c: char| PRINTABLE.as_ref().is_some_and(|regex| regex.is_match(c.encode_utf8(&mut [0; 4])));
    let plain = text.chars().filter_map(|c| match c {
        ' '..='~' => Some(c),
        _ if c.is_whitespace() => Some(' '),
        _ => is_printable(c).then_some(c),
    });
    *text = plain.collect::<String>().into();
}
