//! The command bar: commands by name and applications by name, ranked by how well they match what was typed. It knows no
//! screen and carries nothing out.

use std::collections::BTreeSet;

use frizbee::{Config, Matcher};

use crate::model::ids::AppKey;
use crate::session::apps::App;
use crate::session::sides::Sides;
use crate::session::state::State;

use super::action::Action;
use super::text::TextInput;
use super::theme::THEMES;

/// Entries shown; more are counted.
const SHOWN: usize = 50;

/// Words of other tools that mean one of our commands.
const ALIASES: [(&str, Action); 17] = [
    ("q", Action::Quit),
    ("q!", Action::Quit),
    ("exit", Action::Quit),
    ("apps", Action::Applications),
    ("app", Action::Applications),
    ("rb", Action::Rollback),
    ("rm", Action::Delete),
    ("refresh!", Action::HardRefresh),
    ("resources", Action::Tree),
    ("res", Action::Tree),
    ("yaml", Action::Manifest),
    ("describe", Action::Inspect),
    ("release", Action::Hold),
    ("notices", Action::Journal),
    ("proj", Action::Projects),
    ("rbac", Action::Rights),
    ("rights", Action::Rights),
];

/// What an entry stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A command.
    Action(Action),
    /// An application.
    App(AppKey),
    /// A theme, by name.
    Theme(&'static str),
    /// What to compare the application with, as it is typed.
    Sides(String, Sides),
}

/// Words that begin a choice of what to compare.
const DIFF: &str = "diff ";

/// Records of a history that are offered: as many as Argo CD keeps.
const RECORDS: usize = 10;

/// The open command bar.
#[derive(Debug, Clone)]
pub struct Palette {
    /// What was typed.
    pub text: TextInput,
    /// The best matches, best first.
    pub entries: Vec<Entry>,
    /// How many match.
    pub total: usize,
    /// Index of the selected one.
    pub selected: usize,
    /// The application that it was opened over.
    pub app: Option<AppKey>,
}

impl Palette {
    /// The command bar as it opens, over an application or none.
    pub fn new(state: &State, app: Option<AppKey>) -> Self {
        Self::typed(state, app, "")
    }

    /// The same, already asking what to compare the application with.
    pub fn sides(state: &State, app: &AppKey) -> Self {
        Self::typed(state, Some(app.clone()), DIFF)
    }

    fn typed(state: &State, app: Option<AppKey>, text: &str) -> Self {
        let mut palette = Self { text: TextInput::new(text), entries: Vec::new(), total: 0, selected: 0, app };
        palette.rank(state);
        palette
    }

    /// Ranks everything by what was typed: an exact name or alias first, then what matches best; with nothing typed, the
    /// commands.
    pub fn rank(&mut self, state: &State) {
        if let (Some(words), Some(app)) = (self.text.text().strip_prefix(DIFF), &self.app) {
            let entries = sides_like(state, app, words.trim());
            (self.total, self.selected) = (entries.len(), 0);
            self.entries = entries.into_iter().take(SHOWN).collect();
            return;
        }
        let typed = self.text.text().trim();
        let all = all(state, !typed.is_empty());
        self.selected = 0;
        if typed.is_empty() {
            self.total = all.len();
            self.entries = all.into_iter().map(|(_, entry)| entry).take(SHOWN).collect();
            return;
        }
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        let matches = Matcher::new(typed, &Config::default()).match_list(&names);
        let alias = ALIASES.iter().find(|(alias, _)| *alias == typed).map(|(_, action)| Entry::Action(*action));
        let exact = all.iter().find(|(name, _)| name == typed).map(|(_, entry)| entry.clone());
        let first = exact.or(alias);
        let ranked = matches.iter().filter_map(|found| all.get(usize::try_from(found.index).ok()?)).map(|(_, entry)| entry.clone());
        self.entries = first.clone().into_iter().chain(ranked.filter(|entry| first.as_ref() != Some(entry))).take(SHOWN).collect();
        self.total = matches.len().max(self.entries.len());
    }

    /// Moves the selection.
    pub fn step(&mut self, forward: bool) {
        let last = self.entries.len().saturating_sub(1);
        self.selected = if forward { (self.selected + 1).min(last) } else { self.selected.saturating_sub(1) };
    }

    /// The selected entry.
    pub fn choice(&self) -> Option<&Entry> {
        self.entries.get(self.selected)
    }
}

/// The name of an entry as it is typed.
pub fn name(entry: &Entry) -> String {
    match entry {
        Entry::Action(action) => action.name().to_owned(),
        Entry::App(app) => app.name.to_string(),
        Entry::Theme(name) => format!("theme {name}"),
        Entry::Sides(words, _) => format!("{DIFF}{words}"),
    }
}

/// What an application can be compared with: what was typed, if it means something, then what is known and holds the typed words.
fn sides_like(state: &State, app: &AppKey, typed: &str) -> Vec<Entry> {
    let entry = |words: &str| Sides::parse(words, app).ok().map(|sides| Entry::Sides(words.to_owned(), sides));
    let known = sides_known(state, app);
    let mut entries: Vec<Entry> = entry(typed).into_iter().collect();
    for words in known.iter().filter(|words| words.contains(typed) && **words != typed) {
        entries.extend(entry(words));
    }
    entries
}

/// What can be offered: records, newest first, applications that are called alike, clusters of other applications.
fn sides_known(state: &State, app: &AppKey) -> Vec<String> {
    let history = state.apps.get(app).and_then(App::read).map(|detail| detail.app.status.history.clone()).unwrap_or_default();
    let records = history.iter().rev().take(RECORDS).map(|record| format!("history {}", record.id));
    let likeness = |other: &AppKey| strsim::jaro_winkler(&other.name, &app.name);
    let mut others: Vec<(f64, &AppKey)> = state.apps.keys().filter(|other| *other != app).map(|other| (likeness(other), other)).collect();
    others.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let others = others
        .into_iter()
        .take(SHOWN)
        .map(|(_, other)| if other.namespace == app.namespace { format!("app/{}", other.name) } else { format!("app/{other}") });
    let own = state.apps.get(app).map(|own| own.row.cluster.clone());
    let clusters: BTreeSet<&str> =
        state.apps.values().map(|other| &*other.row.cluster).filter(|name| !name.is_empty() && own.as_deref() != Some(name)).collect();
    let clusters = clusters.into_iter().take(RECORDS).map(|name| format!("cluster:{name}"));
    std::iter::once("git".to_owned()).chain(records).chain(clusters).chain(others).collect()
}

/// Everything that can be typed. Applications come in only with a word: without one there are too many.
fn all(state: &State, with_apps: bool) -> Vec<(String, Entry)> {
    let actions = Action::ALL.iter().filter(|action| action.is_command()).map(|action| Entry::Action(*action));
    let themes = THEMES.iter().map(|(name, ..)| Entry::Theme(name));
    let apps = state.apps.keys().filter(|_| with_apps).map(|app| Entry::App(app.clone()));
    actions.chain(themes).chain(apps).map(|entry| (name(&entry), entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Entry, Palette};
    use crate::model::ids::ClusterId;
    use crate::session::state::State;
    use crate::tui::action::Action;

    fn palette(typed: &str) -> Palette {
        let state = State::new(ClusterId::new("test"), jiff::Timestamp::UNIX_EPOCH);
        let mut palette = Palette::new(&state, None);
        palette.text.paste(typed);
        palette.rank(&state);
        palette
    }

    #[test]
    fn an_exact_name_or_a_known_word_comes_first() {
        assert_eq!(palette("diff").choice(), Some(&Entry::Action(Action::Diff)));
        assert_eq!(palette("q").choice(), Some(&Entry::Action(Action::Quit)));
        assert_eq!(palette("rm").choice(), Some(&Entry::Action(Action::Delete)));
        assert_eq!(palette("theme light").choice(), Some(&Entry::Theme("light")));
    }

    #[test]
    fn behind_diff_what_to_compare_is_typed() {
        use crate::model::ids::AppKey;
        let state = State::new(ClusterId::new("test"), jiff::Timestamp::UNIX_EPOCH);
        let app = AppKey::new(ClusterId::new("test"), "argocd", "shop");
        let mut palette = Palette::sides(&state, &app);
        let first = |palette: &Palette| palette.choice().map(super::name);
        assert_eq!(first(&palette).as_deref(), Some("diff git"));
        palette.text.paste("v1..v2");
        palette.rank(&state);
        assert!(matches!(palette.choice(), Some(Entry::Sides(words, sides)) if words == "v1..v2" && sides.to_string() == "v1 v2"));
        palette.text.paste(" v3");
        palette.rank(&state);
        assert_eq!(palette.entries, [], "three sides are none");
    }

    #[test]
    fn letters_in_their_order_find_a_command_and_nonsense_finds_none() {
        assert_eq!(palette("hrfr").choice(), Some(&Entry::Action(Action::HardRefresh)));
        assert!(palette("zzzqqq").entries.is_empty());
        assert!(palette("").entries.len() > 20);
    }
}
