//! What a regular expression costs before it is compiled: `\pL{1000}` is short to write and large to build and to run. It
//! knows no function.

use regex_syntax::hir::{Class, Hir, HirKind, Visitor, visit};

/// About as many states as fit the largest program (`regexes::MAX_PROGRAM`); building ends there.
const MOST: usize = 200_000;

/// About the number of states of an expression's program; 0 where it is none.
pub(super) fn states(pattern: &str) -> usize {
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(super::regexes::NESTING).build().parse(pattern);
    parsed.ok().and_then(|hir| visit(&hir, Counter { times: vec![1], states: 0 }).ok()).unwrap_or(0)
}

struct Counter {
    /// How often what is looked at is repeated: by each repetition around it.
    times: Vec<usize>,
    states: usize,
}

impl Visitor for Counter {
    type Output = usize;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<usize, Self::Err> {
        Ok(self.states.min(MOST))
    }

    fn visit_pre(&mut self, hir: &Hir) -> Result<(), Self::Err> {
        let times = self.times.last().copied().unwrap_or(1);
        let own = match hir.kind() {
            HirKind::Literal(literal) => literal.0.len(),
            // A range of characters is up to four ranges of bytes.
            HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(4),
            HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(repetition.min).max(1);
                self.times.push(times.saturating_mul(usize::try_from(most).unwrap_or(usize::MAX)));
                1
            }
            HirKind::Empty | HirKind::Look(_) | HirKind::Capture(_) | HirKind::Concat(_) | HirKind::Alternation(_) => 1,
        };
        self.states = self.states.saturating_add(own.saturating_mul(times));
        Ok(())
    }

    fn visit_post(&mut self, hir: &Hir) -> Result<(), Self::Err> {
        if matches!(hir.kind(), HirKind::Repetition(_)) {
            self.times.pop();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, states};

    #[test]
    fn repetitions_multiply_what_is_in_them() {
        assert_eq!(states("abc"), 3);
        assert!((1_000..1_300).contains(&states("(a{10}){100}")), "{}", states("(a{10}){100}"));
        assert!(states(r"\pL") > 1_000, "{}", states(r"\pL"));
        assert_eq!(states(r"((\pL{100}){100}){100}"), MOST);
        assert_eq!(states("(("), 0);
    }
}
