//! A day of the calendar, without a time or a zone.

use std::fmt;
use std::str::FromStr;

use time::macros::format_description;

/// A day, written `2026-11-16`. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// Year, month and day (1 to 31).
    pub fn parts(self) -> (i32, time::Month, u8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The same day so many months later, or the last one of that month where it is shorter.
    pub fn months_later(self, months: u8) -> Date {
        let month = u8::from(self.0.month()) - 1 + months % 12;
        let year = self.0.year() + i32::from(months / 12) + i32::from(month / 12);
        let month = time::Month::January.nth_next(month % 12);
        let day = self.0.day().min(month.length(year));
        Date(time::Date::from_calendar_date(year, month, day).unwrap_or(self.0))
    }

    /// Days from this day to another; negative for one before it.
    pub fn days_until(self, other: Date) -> i64 {
        (other.0 - self.0).whole_days()
    }

    /// Noon of the day, in UTC.
    pub fn noon(self) -> time::OffsetDateTime {
        self.0.with_time(time::macros::time!(12:00)).assume_utc()
    }

    /// The day of a moment, in UTC.
    pub fn of(moment: time::OffsetDateTime) -> Date {
        Date(moment.to_offset(time::UtcOffset::UTC).date())
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
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}
