//! The scoring rules: their names, and what kind each of them is.
//!
//! Other modules ask a rule what kind it is and name none, so that a further rule is a variant here, an arm where `assess`
//! works it out, and a sentence where `view` explains it.

use super::Score;

/// How a level or a score follows from answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The highest level such that every rated bullet of it and of all lower levels is met or not applicable.
    Cumulative,
    /// The level that the assessor states, with a reason.
    Stated,
    /// The mean of the values of all items.
    Mean,
    /// The sum over the levels of the mean of their tracks, each of which is the mean of its items.
    SumOfMeans,
}

/// What an item without an answer counts as under the rules that give scores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unanswered {
    /// It leaves the score open: a lower bound, or none without any answer.
    #[default]
    Open,
    /// Zero, also where a practice has no answer at all.
    Zero,
    /// Zero in a practice that has an answer; one without any is not assessed.
    ZeroOnceBegun,
}

impl Unanswered {
    /// All of them, each with its name in `model.yaml`.
    pub const NAMES: [(&'static str, Unanswered); 3] =
        [("open", Unanswered::Open), ("zero", Unanswered::Zero), ("zero-once-begun", Unanswered::ZeroOnceBegun)];

    /// True when an item without an answer has the value zero, in a practice that has a score.
    pub fn is_zero(self) -> bool {
        self != Unanswered::Open
    }
}

/// How scores are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Display {
    /// As numbers.
    #[default]
    Number,
    /// In percent of the highest score.
    Percent,
}

impl Display {
    /// Both, each with its name in `model.yaml`.
    pub const NAMES: [(&'static str, Display); 2] = [("number", Display::Number), ("percent", Display::Percent)];
}

impl Rule {
    /// All rules, in the order in which they are named to people.
    pub const ALL: [Rule; 4] = [Rule::Cumulative, Rule::Stated, Rule::Mean, Rule::SumOfMeans];

    /// The name in `model.yaml`, and the one by which themes know it.
    pub fn id(self) -> &'static str {
        match self {
            Rule::Cumulative => "cumulative",
            Rule::Stated => "stated",
            Rule::Mean => "mean",
            Rule::SumOfMeans => "sum-of-means",
        }
    }

    /// True when the result is a score on a scale of values, not a level.
    pub fn is_score(self) -> bool {
        matches!(self, Rule::Mean | Rule::SumOfMeans)
    }

    /// True when a level is judged as a whole: answers support it, and none of them is asked for.
    pub fn is_stated(self) -> bool {
        self == Rule::Stated
    }

    /// True when a level follows from whether each item of it and of all lower levels is met.
    pub fn is_cumulative(self) -> bool {
        self == Rule::Cumulative
    }

    /// True when a score is the sum of what its levels add.
    pub fn adds_levels(self) -> bool {
        self == Rule::SumOfMeans
    }

    /// The highest score of a practice with so many levels, where `answer` is the highest value of an answer.
    pub fn best(self, answer: &Score, levels: usize) -> Score {
        if self.adds_levels() { Score::sum(std::iter::repeat_n(answer, levels)) } else { answer.clone() }
    }
}
