//! Where days stand along the course of a subject: by time, and far enough apart to be told from each other.

use crate::view::types::course::PointView;

/// Where the first day stands.
pub(super) const LEFT: f64 = 30.0;

/// Where the last day stands.
pub(super) const RIGHT: f64 = 218.0;

/// Between two days at least.
pub(super) const APART: f64 = 17.0;

/// Where the days stand: by time, but no two too close to each other.
pub(super) fn places(points: &[PointView]) -> Vec<f64> {
    let day = |point: &PointView| point.date.iso.parse::<crate::model::Date>().ok();
    let first = points.first().and_then(day);
    let after = |point: &PointView| Some(first?.days_until(day(point)?).max(0) as f64);
    let span = points.last().and_then(after).unwrap_or(0.0);
    let gaps = points.len().saturating_sub(1);
    let room = RIGHT - LEFT;
    let even = |index: usize| LEFT + room * index as f64 / gaps.max(1) as f64;
    if span <= 0.0 || gaps as f64 * APART > room {
        return (0..points.len()).map(even).collect();
    }
    let mut places: Vec<f64> = points.iter().map(|point| LEFT + room * after(point).unwrap_or(0.0) / span).collect();
    for index in 1..places.len() {
        places[index] = places[index].max(places[index - 1] + APART);
    }
    let mut most = RIGHT;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - APART;
    }
    places
}
