//! A day of the calendar, without a time or a zone.

use std::fmt;
use std::str::FromStr;

use time::macros::format_description;

/// A day, written `2026-11-16`. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// Year, month (1 to 12) and day (1 to 31).
    pub fn parts(self) -> (i32, u8, u8) {
        (self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads exactly the form `YYYY-MM-DD` of a day that exists.
    fn from_str(text: &str) -> Result<Date, ()> {
        if text.len() != 10 {
            return Err(());
        }
        time::Date::parse(text, format_description!("[year]-[month]-[day]")).map(Date).map_err(|_| ())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}
