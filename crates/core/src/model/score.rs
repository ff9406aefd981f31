//! An exact number: the value of an answer, and what the rules for scores make of values.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use num_traits::ToPrimitive;
use num_traits::Zero;

/// Most digits after the point that a value may be written with.
const MAX_DIGITS: usize = 9;

/// A fraction of whole numbers of any size, so that no sum or mean is ever rounded before it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(BigRational);

impl Score {
    /// What nothing comes to: 0/1.
    pub fn zero() -> Score {
        Score(BigRational::zero())
    }

    /// A whole number.
    pub fn whole(number: usize) -> Score {
        Score(BigRational::from_integer(BigInt::from(number)))
    }

    /// `part` of `whole`; zero for a `whole` of zero.
    pub fn part(part: usize, whole: usize) -> Score {
        if whole == 0 {
            return Score::zero();
        }
        Score(BigRational::new(BigInt::from(part), BigInt::from(whole)))
    }

    /// The sum of some numbers.
    pub fn sum<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Score {
        Score(scores.into_iter().fold(BigRational::zero(), |sum, score| sum + &score.0))
    }

    /// The mean of some numbers; `None` without any.
    pub fn mean<'a>(scores: impl IntoIterator<Item = &'a Score>) -> Option<Score> {
        let scores: Vec<&Score> = scores.into_iter().collect();
        if scores.is_empty() {
            return None;
        }
        let count = BigInt::from(scores.len());
        Some(Score(Score::sum(scores).0 / BigRational::from_integer(count)))
    }

    /// This number less another.
    pub fn minus(&self, other: &Score) -> Score {
        Score(&self.0 - &other.0)
    }

    /// This number by another; zero if that is zero.
    pub fn over(&self, other: &Score) -> Score {
        if other.0.is_zero() { Score::zero() } else { Score(&self.0 / &other.0) }
    }

    /// True for zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The number without its sign.
    pub fn size(&self) -> Score {
        Score(self.0.abs())
    }

    /// In thousandths, rounded half up: where it stands in a drawing. Never more than fits.
    pub fn thousandths(&self) -> i64 {
        let thousand = BigRational::from_integer(BigInt::from(1000));
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        (&self.0 * thousand + half).floor().to_integer().to_i64().unwrap_or(i64::MAX)
    }

    /// In thousandths as it is shown: rounded to hundredths.
    pub fn shown_thousandths(&self) -> i64 {
        let shown = (&self.0 * BigRational::from_integer(BigInt::from(100))).round().to_integer();
        (shown * BigInt::from(10)).to_i64().unwrap_or(i64::MAX)
    }

    /// In whole percent, rounded half up. Only what is nothing is 0 %, and only what is all of it is 100 %.
    pub fn percent(&self) -> i64 {
        let hundred = BigRational::from_integer(BigInt::from(100));
        let percent = (&self.0 * &hundred).round().to_integer().to_i64().unwrap_or(i64::MAX);
        match percent {
            0 if self.0.is_positive() => 1,
            100 if self.0 < BigRational::from_integer(BigInt::from(1)) => 99,
            percent => percent,
        }
    }

    /// As a fraction in lowest terms, such as `17/12`, or as a whole number.
    pub fn exact(&self) -> String {
        self.0.to_string()
    }

    /// As a person would write it: `2`, `1.5`, or a fraction where no decimal says it: `1/3`.
    pub fn written(&self) -> String {
        for digits in 0..=MAX_DIGITS {
            let power = u32::try_from(digits).map_or_else(|_| BigInt::zero(), |digits| BigInt::from(10).pow(digits));
            let shifted = &self.0 * BigRational::from_integer(power.clone());
            if shifted.is_integer() {
                let (whole, rest) = (shifted.to_integer() / &power, (shifted.to_integer() % &power).abs());
                return if digits == 0 { whole.to_string() } else { format!("{whole}.{rest:0>digits$}") };
            }
        }
        self.exact()
    }

    /// True when what is shown is all of it, not rounded.
    pub fn is_shown_whole(&self) -> bool {
        (&self.0 * BigRational::from_integer(BigInt::from(100))).is_integer()
    }

    /// The end of a scale: a whole number without digits after the point, or as any other score.
    pub fn end(&self) -> String {
        if self.0.is_integer() { self.0.to_string() } else { self.to_string() }
    }
}

/// With two digits after the point, rounded half away from zero: `1.42`.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let power = BigInt::from(100);
        let parts = (self.0.abs() * BigRational::from_integer(power.clone())).round().to_integer();
        let (whole, rest) = (&parts / &power, &parts % &power);
        let sign = if self.0.is_negative() && !parts.is_zero() { "\u{2212}" } else { "" };
        write!(f, "{sign}{whole}.{rest:0>2}")
    }
}

/// Reads `2`, `0.25` or `1/3`: not negative, at most nine digits before and after the point.
impl FromStr for Score {
    type Err = ();

    fn from_str(text: &str) -> Result<Score, ()> {
        let digits = |text: &str| -> Result<BigInt, ()> {
            let good = !text.is_empty() && text.len() <= MAX_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
            if good { text.parse().map_err(|_| ()) } else { Err(()) }
        };
        if let Some((part, whole)) = text.split_once('/') {
            let whole = digits(whole.trim())?;
            if whole.is_zero() {
                return Err(());
            }
            return Ok(Score(BigRational::new(digits(part.trim())?, whole)));
        }
        let (whole, after) = text.split_once('.').unwrap_or((text, ""));
        let power = BigInt::from(10).pow(u32::try_from(after.len()).map_err(|_| ())?);
        let after = if after.is_empty() && !text.contains('.') { BigInt::zero() } else { digits(after)? };
        Ok(Score(BigRational::new(digits(whole)? * &power + after, power)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_shown() {
        for (text, shown, exact) in [
            ("0", "0.00", "0"),
            ("2", "2.00", "2"),
            ("0.25", "0.25", "1/4"),
            ("1/3", "0.33", "1/3"),
            ("2/3", "0.67", "2/3"),
            ("0.005", "0.01", "1/200"),
            ("0.0005", "0.00", "1/2000"),
            ("1.125", "1.13", "9/8"),
            ("5.10", "5.10", "51/10"),
        ] {
            let score: Score = text.parse().unwrap();
            assert_eq!((score.to_string().as_str(), score.exact().as_str()), (shown, exact), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "1/0", "1e3", "1,5", "0x1", "1234567890", "1/2/3", "½"] {
            assert!(text.parse::<Score>().is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (text, written) in [("2", "2"), ("1.50", "1.5"), ("0.05", "0.05"), ("1/3", "1/3"), ("10.010", "10.01")] {
            assert_eq!(text.parse::<Score>().unwrap().written(), written);
        }
    }

    #[test]
    fn percent_is_nothing_or_all_only_where_it_is() {
        let of = |part, whole| Score::part(part, whole).percent();
        let percents = [of(0, 1), of(1, 1000), of(1, 3), of(1, 2), of(999, 1000), of(1, 1), of(3, 2)];
        assert_eq!(percents, [0, 1, 33, 50, 99, 100, 150]);
        assert_eq!([Score::whole(3).end(), Score::part(5, 2).end()], ["3", "2.50"]);
    }

    #[test]
    fn sums_and_means_are_exact() {
        let thirds = [Score::part(1, 3), Score::part(1, 3), Score::part(1, 3)];
        assert_eq!(Score::sum(&thirds), Score::whole(1));
        assert_eq!(Score::mean(&thirds), Some(Score::part(1, 3)));
        assert_eq!(Score::mean(&[]), None);
        let primes = [97, 89, 83, 79, 73, 71, 67, 61, 59, 53, 47, 43, 41, 37, 31, 29, 23, 19, 17, 13, 11, 7];
        let parts: Vec<Score> = primes.map(|prime| Score::part(1, prime)).into();
        let twice: Vec<Score> = parts.iter().chain(&parts).cloned().collect();
        assert_eq!(Score::mean(&twice), Score::mean(&parts));
        assert_eq!(Score::part(1, 3).minus(&Score::whole(1)).to_string(), "\u{2212}0.67");
        assert_eq!([Score::part(1, 3).thousandths(), Score::part(2, 3).thousandths()], [333, 667]);
    }
}
