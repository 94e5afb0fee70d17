//! Which keys mean which action where: one trie a context, made from `keymaps/default.yaml` (which is the manual), a preset
//! laid over it, and the user's file laid over that. It knows no screen and carries nothing out.
//!
//! Within one file a key means one thing: a sequence bound twice, a sequence that begins another, and a place that rebinds
//! what `everywhere` binds are refused. A later file replaces what it contradicts.

use std::collections::BTreeMap;

use crate::model::problem::Problem;

use super::action::Action;
use super::key::Key;

mod read;

/// Where keys are pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// At every place; boxes and input lines have their own keys only.
    Everywhere,
    /// The list of applications.
    Applications,
    /// What is wrong with an application.
    Triage,
    /// Its resources.
    Tree,
    /// A difference.
    Diff,
    /// What ran.
    History,
    /// Events.
    Events,
    /// Log lines.
    Logs,
    /// An object as YAML.
    Manifest,
    /// What a sync or rollback would do.
    Plan,
    /// An object's actions.
    Actions,
    /// What a run of one would send.
    Act,
    /// To which record to go back.
    Rollback,
    /// An operation by wave.
    Operation,
    /// Why it is so.
    Inspect,
    /// Ignore rules to choose from.
    Ignore,
    /// Problems and notices.
    Journal,
    /// Projects, and one of them.
    Projects,
    /// Sync windows.
    Windows,
    /// Who may do what.
    Rights,
    /// The help box.
    Help,
    /// A question before something is done.
    Confirm,
    /// An input line: filter, command bar, reason.
    Text,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Everywhere,
        Self::Applications,
        Self::Triage,
        Self::Tree,
        Self::Diff,
        Self::History,
        Self::Events,
        Self::Logs,
        Self::Manifest,
        Self::Plan,
        Self::Actions,
        Self::Act,
        Self::Rollback,
        Self::Operation,
        Self::Inspect,
        Self::Ignore,
        Self::Journal,
        Self::Projects,
        Self::Windows,
        Self::Rights,
        Self::Help,
        Self::Confirm,
        Self::Text,
    ];

    /// The name in keymaps.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Applications => "applications",
            Self::Triage => "triage",
            Self::Tree => "tree",
            Self::Diff => "diff",
            Self::History => "history",
            Self::Events => "events",
            Self::Logs => "logs",
            Self::Manifest => "manifest",
            Self::Plan => "plan",
            Self::Actions => "actions",
            Self::Act => "act",
            Self::Rollback => "rollback",
            Self::Operation => "operation",
            Self::Inspect => "inspect",
            Self::Ignore => "ignore",
            Self::Journal => "journal",
            Self::Projects => "projects",
            Self::Windows => "windows",
            Self::Rights => "rights",
            Self::Help => "help",
            Self::Confirm => "confirm",
            Self::Text => "text",
        }
    }

    /// Whether the keys of `everywhere` work there too.
    pub fn is_place(self) -> bool {
        !matches!(self, Self::Everywhere | Self::Help | Self::Confirm | Self::Text)
    }
}

/// What a sequence of keys comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It is complete.
    Action(Action),
    /// It can go on: the next key, and what it does or how many things follow it.
    Pending(Vec<(Key, Follow)>),
    /// Nothing is bound to it.
    Nothing,
}

/// What follows a key of an unfinished sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// An action.
    Action(Action),
    /// So many further keys.
    More(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Leaf(Action),
    Branch(BTreeMap<Key, Node>),
}

/// Sequences by context; `None` takes a binding of a file below away.
type Bindings = BTreeMap<Context, BTreeMap<Vec<Key>, Option<Action>>>;

/// Which shipped keymap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Preset {
    /// As k9s users know it.
    #[default]
    Default,
    /// `h l` fold, `g` begins sequences.
    Vim,
}

impl Preset {
    /// The preset with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::Default),
            "vim" => Some(Self::Vim),
            _ => None,
        }
    }
}

/// The files shipped in the binary, as (name, text): the first is whole, the others are laid over it.
pub const FILES: [(&str, &str); 2] =
    [("keymaps/default.yaml", include_str!("../../keymaps/default.yaml")), ("keymaps/vim.yaml", include_str!("../../keymaps/vim.yaml"))];

/// All bindings.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: BTreeMap<Context, BTreeMap<Vec<Key>, Action>>,
    tries: BTreeMap<Context, Node>,
}

impl Keymap {
    /// A shipped keymap. The files are tested; an error means that the program was built from broken ones.
    pub fn preset(preset: Preset) -> Result<Self, Problem> {
        let [default, vim] = FILES;
        let mut keymap = Self { bindings: BTreeMap::new(), tries: BTreeMap::new() };
        keymap.merge(default.0, default.1)?;
        match preset {
            Preset::Default => {}
            Preset::Vim => keymap.merge(vim.0, vim.1)?,
        }
        Ok(keymap)
    }

    /// Lays a file over what is there: its bindings replace those they contradict, `none` takes one away.
    pub fn merge(&mut self, file: &str, text: &str) -> Result<(), Problem> {
        for (context, entries) in read::read(file, text)? {
            for (keys, action) in entries {
                self.unbind(context, &keys);
                if let Some(action) = action {
                    self.bindings.entry(context).or_default().insert(keys, action);
                }
            }
        }
        self.tries = Context::ALL.iter().map(|context| (*context, self.trie(*context))).collect();
        Ok(())
    }

    /// What these keys, pressed one after the other, come to.
    pub fn lookup(&self, context: Context, keys: &[Key]) -> Lookup {
        let mut node = self.tries.get(&context);
        for key in keys {
            node = match node {
                Some(Node::Branch(next)) => next.get(key),
                Some(Node::Leaf(_)) | None => None,
            };
        }
        match node {
            None => Lookup::Nothing,
            Some(Node::Leaf(action)) => Lookup::Action(*action),
            Some(Node::Branch(next)) => Lookup::Pending(next.iter().map(|(key, node)| (*key, follow(node))).collect()),
        }
    }

    /// Action → the sequences bound to it there, shortest first: what help and footer show is what is really bound.
    pub fn reverse(&self, context: Context) -> BTreeMap<Action, Vec<Vec<Key>>> {
        let mut reverse: BTreeMap<Action, Vec<Vec<Key>>> = BTreeMap::new();
        for (keys, action) in self.in_context(context) {
            reverse.entry(*action).or_default().push(keys.clone());
        }
        for sequences in reverse.values_mut() {
            sequences.sort_by_key(|keys| (keys.len(), rank(keys)));
        }
        reverse
    }

    /// The first sequence bound to an action there.
    pub fn key_of(&self, context: Context, action: Action) -> Option<Vec<Key>> {
        self.in_context(context)
            .filter(|(_, bound)| **bound == action)
            .map(|(keys, _)| keys)
            .min_by_key(|keys| (keys.len(), rank(keys)))
            .cloned()
    }

    /// Takes away what a new binding of these keys contradicts there: the same keys, their beginnings, what they begin.
    fn unbind(&mut self, context: Context, keys: &[Key]) {
        if let Some(entries) = self.bindings.get_mut(&context) {
            entries.retain(|bound, _| !contradict(bound, keys));
        }
    }

    /// What is bound at a place: its own keys, and those of `everywhere` that they do not contradict.
    fn in_context(&self, context: Context) -> impl Iterator<Item = (&Vec<Key>, &Action)> {
        let own = self.bindings.get(&context);
        let shared = if context.is_place() { self.bindings.get(&Context::Everywhere) } else { None };
        let shared =
            shared.into_iter().flatten().filter(move |(keys, _)| !own.is_some_and(|own| own.keys().any(|bound| contradict(bound, keys))));
        shared.chain(own.into_iter().flatten())
    }

    fn trie(&self, context: Context) -> Node {
        let mut root = BTreeMap::new();
        for (keys, action) in self.in_context(context) {
            insert(&mut root, keys, *action);
        }
        Node::Branch(root)
    }
}

/// Letters before arrows before the rest: which of several keys a footer shows.
fn rank(keys: &[Key]) -> u8 {
    use super::key::Code;
    match keys.first().map(|key| key.code) {
        Some(Code::Char(c)) if c.is_alphabetic() => 0,
        Some(Code::Char(_)) => 1,
        _ => 2,
    }
}

fn contradict(a: &[Key], b: &[Key]) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

fn follow(node: &Node) -> Follow {
    match node {
        Node::Leaf(action) => Follow::Action(*action),
        Node::Branch(next) => Follow::More(next.len()),
    }
}

fn insert(branch: &mut BTreeMap<Key, Node>, keys: &[Key], action: Action) {
    let Some((first, rest)) = keys.split_first() else { return };
    if rest.is_empty() {
        branch.insert(*first, Node::Leaf(action));
        return;
    }
    let next = branch.entry(*first).or_insert_with(|| Node::Branch(BTreeMap::new()));
    if let Node::Leaf(_) = next {
        *next = Node::Branch(BTreeMap::new());
    }
    if let Node::Branch(next) = next {
        insert(next, rest, action);
    }
}

#[cfg(test)]
mod tests {
    use super::{Context, Follow, Keymap, Lookup, Preset};
    use crate::tui::action::Action;
    use crate::tui::key::{Key, sequence, sequence_label};

    fn keys(text: &str) -> Vec<Key> {
        sequence(text).unwrap()
    }

    fn refused(text: &str) -> String {
        let problem = Keymap::preset(Preset::Default).unwrap().merge("mine.yaml", text).unwrap_err();
        format!("{problem} | {}", problem.hint.as_deref().unwrap_or(""))
    }

    #[test]
    fn a_sequence_is_pending_until_it_is_complete() {
        let keymap = Keymap::preset(Preset::Default).unwrap();
        let Lookup::Pending(follows) = keymap.lookup(Context::Applications, &keys("o")) else { panic!("not pending") };
        assert!(follows.contains(&(Key::char('n'), Follow::Action(Action::SortName))));
        assert_eq!(keymap.lookup(Context::Applications, &keys("o n")), Lookup::Action(Action::SortName));
        assert_eq!(keymap.lookup(Context::Applications, &keys("o x")), Lookup::Nothing);
        assert_eq!(keymap.lookup(Context::Tree, &keys("o")), Lookup::Nothing);
    }

    #[test]
    fn the_keys_of_everywhere_work_at_places_and_not_in_boxes() {
        let keymap = Keymap::preset(Preset::Default).unwrap();
        assert_eq!(keymap.lookup(Context::Diff, &keys("s")), Lookup::Action(Action::PlanSync));
        assert_eq!(keymap.lookup(Context::Confirm, &keys("s")), Lookup::Nothing);
        assert_eq!(keymap.lookup(Context::Text, &keys("j")), Lookup::Nothing);
    }

    #[test]
    fn a_file_that_contradicts_itself_is_refused_at_its_line() {
        assert_eq!(refused("plan:\n  x: sync\n  x: diff\n"), "mine.yaml:3:3: `x` is bound already, in `plan` | ");
        assert_eq!(refused("everywhere:\n  x: sync\nplan:\n  x: diff\n"), "mine.yaml:4:3: `x` is bound already, in `everywhere` | ");
        assert_eq!(refused("plan:\n  x: sync\n  x y: diff\n"), "mine.yaml:3:3: `x y` can never be typed: `x` is bound in `plan` | ");
        assert_eq!(refused("plan:\n  x y: sync\n  x: diff\n"), "mine.yaml:3:3: `x` would hide `x y`, bound in `plan` | ");
    }

    #[test]
    fn a_wrong_word_is_told_with_the_nearest_right_one() {
        assert_eq!(refused("plan:\n  x: rolback\n"), "mine.yaml:2:6: `rolback` is no action | did you mean `rollback`?");
        assert_eq!(refused("plann:\n  x: sync\n"), "mine.yaml:1:1: `plann` is no context | did you mean `plan`?");
        assert_eq!(
            refused("plan:\n  ctrl-R: sync\n"),
            "mine.yaml:2:3: `ctrl-R` is no key | keys are written like j, G, ctrl-r, space, shift-tab, f1"
        );
        assert_eq!(refused("plan:\n  alt-x: sync\n"), "mine.yaml:2:3: `alt-x` asks for Alt, which terminals send as Esc and a key | ");
    }

    #[test]
    fn a_later_file_replaces_what_it_contradicts() {
        let mut keymap = Keymap::preset(Preset::Vim).unwrap();
        assert_eq!(keymap.lookup(Context::Tree, &keys("l")), Lookup::Action(Action::Right));
        assert_eq!(keymap.lookup(Context::Tree, &keys("g g")), Lookup::Action(Action::Top));
        assert!(matches!(keymap.lookup(Context::Tree, &keys("g")), Lookup::Pending(_)));
        keymap.merge("mine.yaml", "everywhere:\n  s: none\n  5: refresh\ntree:\n  j: logs\n").unwrap();
        assert_eq!(keymap.lookup(Context::Tree, &keys("s")), Lookup::Nothing);
        assert_eq!(keymap.lookup(Context::Tree, &keys("5")), Lookup::Action(Action::Refresh));
        assert_eq!(keymap.lookup(Context::Tree, &keys("j")), Lookup::Action(Action::Logs));
        assert_eq!(keymap.lookup(Context::Diff, &keys("j")), Lookup::Action(Action::Down));
        keymap.merge("empty.yaml", "# nothing\n").unwrap();
    }

    #[test]
    fn help_shows_the_keys_really_bound_letters_first() {
        let keymap = Keymap::preset(Preset::Default).unwrap();
        let reverse = keymap.reverse(Context::Applications);
        let down: Vec<String> = reverse[&Action::Down].iter().map(|keys| sequence_label(keys)).collect();
        assert_eq!(down, ["j", "↓"]);
        assert_eq!(keymap.key_of(Context::Plan, Action::Confirm), Some(keys("enter")));
        assert_eq!(keymap.key_of(Context::Plan, Action::Delete), None);
    }
}
