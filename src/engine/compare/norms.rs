//! The rules of normalisation in effect for one application: ignore rules of the application and of argocd-cm, known types,
//! compare options. Made once a comparison. It knows no object and judges nothing.
//! Source: Argo CD `util/argo/normalizers/{diff_normalizer,knowntypes_normalizer}.go`, `util/argo/diff/ignore.go`.

use std::ops::Range;
use std::sync::Arc;

use crate::model::object::Object;
use crate::model::object::value::{Map, Value};
use crate::model::problem::Problem;
use crate::model::settings::{IgnoreStatus, Settings};

use super::Rules;
use super::overrides::{CRD, EVERY_KIND, Ignored, Override, Overrides, Pattern, split};
use super::report::How;

/// The rules.
#[derive(Debug, Clone)]
pub(super) struct Norms {
    pub(super) settings: Arc<Settings>,
    pub(super) ignore_aggregated_roles: bool,
    rules: Vec<Rule>,
    lines: Vec<Line>,
    known_types: Vec<KnownType>,
    /// What in the rules could not be read.
    pub(super) problems: Vec<Problem>,
}

/// One ignore rule: what it is for, and which lines are its.
#[derive(Debug, Clone)]
struct Rule {
    group: Pattern,
    kind: Pattern,
    name: String,
    namespace: String,
    reach: Reach,
    lines: Range<usize>,
}

/// For which objects the managers of a rule count.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reach {
    /// For those that its patterns match: a rule of the application.
    Patterns,
    /// For the kind that the key of argocd-cm names exactly, or for every kind. A core kind is found as `_Kind` only.
    Key(Arc<str>),
}

/// One line of an ignore rule.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) how: How,
    pub(super) text: Arc<str>,
    /// Where it stands: `spec.ignoreDifferences[0].jsonPointers[1]`.
    pub(super) place: Arc<str>,
    /// Whether it is a setting's default and nobody's rule.
    pub(super) is_built_in: bool,
    /// Whether it is the application's own.
    pub(super) is_own: bool,
    /// Why it can never count, where its place tells that.
    pub(super) never: Option<&'static str>,
}

/// A field that holds a built-in type.
#[derive(Debug, Clone)]
pub(super) struct KnownType {
    group: String,
    kind: String,
    pub(super) path: Vec<String>,
    pub(super) ty: String,
}

impl Norms {
    pub(super) fn new(rules: &Rules) -> Self {
        let overrides = Overrides::new(&rules.settings);
        let mut own = Self {
            settings: rules.settings.clone(),
            ignore_aggregated_roles: overrides.ignore_aggregated_roles,
            rules: Vec::new(),
            lines: Vec::new(),
            known_types: Vec::new(),
            problems: overrides.problems.clone(),
        };
        for (index, rule) in rules.ignore.iter().enumerate() {
            let fields = Ignored {
                pointers: rule.json_pointers.clone(),
                jq: rule.jq_path_expressions.clone(),
                managers: rule.managed_fields_managers.clone(),
            };
            let place = format!("spec.ignoreDifferences[{index}]");
            let lines = own.add(&fields, |list, index| Line::at(&format!("{place}.{list}[{index}]")));
            let (group, kind) = (Pattern::new(&rule.group), Pattern::new(&rule.kind));
            let (name, namespace) = (rule.name.clone(), rule.namespace.clone());
            own.rules.push(Rule { group, kind, name, namespace, reach: Reach::Patterns, lines });
        }
        for (key, entry) in overrides.by_key() {
            own.customized(key, entry);
        }
        if !own.known_types.iter().any(|known| known.group == "argoproj.io" && known.kind == "Rollout") {
            let path = ["spec", "template", "spec"].map(str::to_owned).to_vec();
            own.known_types.push(KnownType { group: "argoproj.io".into(), kind: "Rollout".into(), path, ty: "core/v1/PodSpec".into() });
        }
        own
    }

    /// What argocd-cm says of the kinds of one key.
    fn customized(&mut self, key: &Arc<str>, entry: &Override) {
        let (group, kind) = split(key);
        self.known_types.extend(entry.known_types.iter().map(|(path, ty)| KnownType {
            group: group.to_owned(),
            kind: kind.to_owned(),
            path: path.split('.').map(str::to_owned).collect(),
            ty: ty.clone(),
        }));
        if entry.ignore == Ignored::default() {
            return;
        }
        let default_status = match self.settings.ignore_status {
            IgnoreStatus::All => EVERY_KIND == &**key,
            IgnoreStatus::Crd => CRD == &**key,
            IgnoreStatus::None => false,
        };
        let place = place(&self.settings, key);
        let lines = self.add(&entry.ignore, |_, _| Line { is_own: false, ..Line::at(&place) });
        for line in self.lines.get_mut(lines.clone()).unwrap_or_default() {
            line.is_built_in = default_status && line.how == How::Pointer && &*line.text == "/status";
            line.never = (line.how == How::Manager && !is_exact(key)).then_some(INEXACT);
        }
        let (group, kind) = (Pattern::new(group), Pattern::new(kind));
        self.rules.push(Rule { group, kind, name: String::new(), namespace: String::new(), reach: Reach::Key(key.clone()), lines });
    }

    /// Adds the lines of a rule in the order in which they apply: pointers before jq.
    fn add(&mut self, fields: &Ignored, at: impl Fn(&str, usize) -> Line) -> Range<usize> {
        let first = self.lines.len();
        for (how, texts) in [(How::Pointer, &fields.pointers), (How::Jq, &fields.jq), (How::Manager, &fields.managers)] {
            let lines = texts.iter().enumerate().map(|(index, text)| Line { how, text: text.as_str().into(), ..at(how.list(), index) });
            self.lines.extend(lines);
        }
        first..self.lines.len()
    }

    /// Pointers and jq expressions for this object with their numbers, in the order in which Argo CD applies them: rule after
    /// rule, those of the application first.
    pub(super) fn fields(&self, object: &Object) -> impl Iterator<Item = (usize, &Line)> {
        self.matching(object).filter(|(_, line)| line.how != How::Manager)
    }

    /// Field managers whose differences in this object do not count, with the numbers of their lines.
    pub(super) fn managers(&self, object: &Object) -> Vec<(usize, &Line)> {
        let rules = self.rules.iter().filter(|rule| rule.concerns(object) && rule.counts_managers(object));
        rules.flat_map(|rule| self.of(rule)).filter(|(_, line)| line.how == How::Manager).collect()
    }

    /// The lines that are for this object.
    pub(super) fn matching(&self, object: &Object) -> impl Iterator<Item = (usize, &Line)> {
        self.rules.iter().filter(|rule| rule.concerns(object)).flat_map(|rule| self.of(rule))
    }

    /// All lines, by their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate()
    }

    fn of(&self, rule: &Rule) -> impl Iterator<Item = (usize, &Line)> {
        rule.lines.clone().filter_map(|index| Some((index, self.lines.get(index)?)))
    }

    /// Fields of this object that hold a built-in type.
    pub(super) fn known_types(&self, object: &Object) -> impl Iterator<Item = &KnownType> {
        self.known_types.iter().filter(|known| object.is(&known.group, &known.kind))
    }
}

impl Line {
    fn at(place: &str) -> Self {
        Self { how: How::Pointer, text: Arc::default(), place: place.into(), is_built_in: false, is_own: true, never: None }
    }
}

impl Rule {
    fn concerns(&self, object: &Object) -> bool {
        (self.name.is_empty() || self.name == **object.name())
            && (self.namespace.is_empty() || self.namespace == **object.namespace())
            && self.kind.matches(object.kind())
            && self.group.matches(object.group())
    }

    fn counts_managers(&self, object: &Object) -> bool {
        match &self.reach {
            Reach::Patterns => true,
            Reach::Key(key) => &**key == EVERY_KIND || **key == format!("{}/{}", object.group(), object.kind()),
        }
    }
}

/// Why managers in argocd-cm may never count.
const INEXACT: &str = "managers in argocd-cm count under the exact key of a kind only, `<group>_<Kind>` or `_<Kind>`, or under `all`";

/// Whether the key of managers is one under which Argo CD looks them up.
fn is_exact(key: &str) -> bool {
    key == EVERY_KIND || key.contains('/') && !key.contains(['*', '?', '[', '{'])
}

/// The key of argocd-cm that says something of these kinds.
fn place(settings: &Settings, kinds: &str) -> Arc<str> {
    let name = if kinds == EVERY_KIND { "all".to_owned() } else { kinds.replacen('/', "_", 1) };
    let key = format!("resource.customizations.ignoreDifferences.{name}");
    if settings.raw.contains_key(key.as_str()) {
        format!("argocd-cm: {key}").into()
    } else {
        format!("argocd-cm: resource.customizations, {kinds}").into()
    }
}

/// The value at a path of keys, if only maps are on the way.
pub(super) fn at<'a>(map: &'a Map, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(map.get(first)?, |value, key| value.as_map()?.get(key))
}
