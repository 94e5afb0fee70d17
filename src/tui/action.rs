//! Everything a key or a word of the command bar can mean in the console: a closed set, each with its name and its
//! description declared once, used by keymaps, help, footer and palette. It knows no key and does nothing.

use std::fmt;

/// What an action is about: help is ordered by it, and the palette leaves out what only makes sense as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// Changes the world, or plans to.
    Act,
    /// Goes to a place.
    Go,
    /// Finds, orders, marks.
    Find,
    /// Moves the cursor or the text.
    Move,
    /// The console itself.
    Console,
    /// Keys of questions and input lines.
    Answer,
}

impl Concern {
    /// The heading in help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Act => "Act",
            Self::Go => "Go",
            Self::Find => "Find",
            Self::Move => "Move",
            Self::Console => "Console",
            Self::Answer => "Answer",
        }
    }
}

macro_rules! actions {
    ($($concern:ident { $($variant:ident $name:literal $short:literal $description:literal,)* })*) => {
        /// What a key or a word of the command bar means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $description] $variant,)*)*
        }

        impl Action {
            /// All of them, in the order of help.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)*];

            /// The name in keymaps and in the command bar.
            pub fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)*)* }
            }

            /// One or two words for the footer.
            pub fn short(self) -> &'static str {
                match self { $($(Self::$variant => $short,)*)* }
            }

            /// One sentence without a full stop for help and palette.
            pub fn describe(self) -> &'static str {
                match self { $($(Self::$variant => $description,)*)* }
            }

            /// What it is about.
            pub fn concern(self) -> Concern {
                match self { $($(Self::$variant => Concern::$concern,)*)* }
            }
        }
    };
}

actions! {
    Act {
        PlanSync "sync" "sync" "Plan a sync: what would change, by wave",
        PlanPrune "sync-prune" "with prune" "Plan a sync that prunes what Git lost",
        Rollback "rollback" "rollback" "Choose a record to go back to",
        Confirm "confirm" "confirm" "Carry out the plan, after one question",
        Terminate "terminate" "terminate" "Stop the running operation",
        Hold "hold" "hold" "Hold automatic sync, or release it",
        Refresh "refresh" "refresh" "Compare again",
        HardRefresh "hard-refresh" "hard refresh" "Read Git again, past all caches",
        Resume "resume" "resume" "Take over an operation left behind",
        HandBack "hand-back" "hand back" "Give a left-over lock back",
        Delete "delete" "delete" "Delete the Application, not what it runs",
        Ignore "ignore" "ignore" "Make an ignore rule that hides this difference",
    }
    Go {
        Open "open" "open" "Go in",
        Out "out" "back" "Close, clear, or go back",
        Back "back" "back" "Go back; never leaves the console",
        NextTab "next-tab" "tabs" "Next tab",
        PreviousTab "previous-tab" "tabs" "Previous tab",
        Triage "triage" "triage" "What is wrong, why, and the way back",
        Tree "tree" "tree" "Resources and what they own",
        Diff "diff" "diff" "What differs from Git or the last good",
        Against "against" "against" "Choose what to compare: revision, record, application, folder, cluster",
        History "history" "history" "What ran, and how it went",
        Logs "logs" "logs" "What the containers say",
        PreviousLogs "previous-logs" "prev logs" "What they said before they restarted",
        Events "events" "events" "What Kubernetes said about it",
        Manifest "manifest" "yaml" "The object as YAML, secrets masked",
        Actions "actions" "actions" "What can be done to the object: restart, pause, scale…",
        Inspect "inspect" "explain" "Why it is so: verdict and evidence",
        Operation "operation" "operation" "The operation by phase and wave",
        Applications "applications" "apps" "The list of applications",
        Projects "projects" "projects" "Projects: what each admits, names and denies",
        Windows "windows" "windows" "Sync windows: what is open, until when",
        Rights "can" "rights" "What you may do here, and which rule says so",
        Journal "journal" "journal" "Problems and notices, newest first",
    }
    Find {
        Filter "filter" "filter" "Show rows that match; `!word` hides",
        NextProblem "next-problem" "next" "Next problem, hunk or match",
        PreviousProblem "previous-problem" "previous" "Previous problem, hunk or match",
        Mark "mark" "mark" "Mark this row, or unmark it",
        MarkRange "mark-range" "mark to here" "Mark all rows from the nearest mark to here",
        MarkAll "mark-all" "mark all" "Mark every row the filter passes, or none",
        SortWorst "sort-worst" "worst first" "Order: worst first",
        SortName "sort-name" "name" "Order by name",
        SortProject "sort-project" "project" "Order by project",
        SortSync "sort-sync" "sync" "Order by sync status",
        SortHealth "sort-health" "health" "Order by health",
        SortAge "sort-age" "age" "Order: newest change first",
        Layout "layout" "layout" "Lay a difference out: long lines cut, wrapped, both sides beside each other",
        SortReverse "sort-reverse" "reverse" "Turn the order round",
    }
    Move {
        Down "down" "down" "Down",
        Up "up" "up" "Up",
        Top "top" "top" "First row",
        Bottom "bottom" "bottom" "Last row; a log is followed from there",
        PageDown "page-down" "page" "A page down",
        PageUp "page-up" "page" "A page up",
        HalfPageDown "half-page-down" "half page" "Half a page down",
        HalfPageUp "half-page-up" "half page" "Half a page up",
        Left "left" "fold" "Fold, or scroll to the left",
        Right "right" "unfold" "Unfold, or scroll to the right",
    }
    Console {
        Command "command" "command" "Commands and applications by name",
        Help "help" "help" "What can be done here",
        Copy "copy" "copy" "Copy the name, or the line",
        Mouse "mouse" "mouse" "Switch the mouse on or off",
        Redraw "redraw" "redraw" "Draw the screen anew",
        Suspend "suspend" "suspend" "To the shell; `fg` returns",
        Cancel "cancel" "cancel" "Cancel; twice leaves",
        Quit "quit" "quit" "Leave the console",
    }
    Answer {
        Accept "accept" "yes" "Yes, do it",
        Choose "choose" "choose" "Take the focused answer or entry",
        Complete "complete" "complete" "Complete from the selected entry",
    }
}

impl Action {
    /// The action with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// The name nearest to one that is none: "did you mean".
    pub fn nearest(name: &str) -> Option<&'static str> {
        nearest(name, Self::ALL.iter().map(|action| action.name()))
    }

    /// Whether the command bar offers it: what only makes sense under a key is left out.
    pub fn is_command(self) -> bool {
        match self.concern() {
            Concern::Act | Concern::Find | Concern::Console => true,
            Concern::Go => !matches!(self, Self::Open | Self::Out | Self::Back | Self::NextTab | Self::PreviousTab),
            Concern::Move | Concern::Answer => false,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The candidate most like this word, if one is like it at all (Jaro-Winkler over 0.7, as clap and cargo use it).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Action;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(*action));
            assert!(!action.describe().ends_with('.'), "{action}");
        }
    }

    #[test]
    fn a_misspelt_name_finds_the_right_one() {
        assert_eq!(Action::nearest("rolback"), Some("rollback"));
        assert_eq!(Action::nearest("next-problm"), Some("next-problem"));
        assert_eq!(Action::nearest("xyzzy"), None);
    }
}
