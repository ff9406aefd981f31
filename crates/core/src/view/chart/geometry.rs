//! Points, and directions around a circle.
//!
//! Sines are computed here, from the four operations that every machine rounds alike, because those of the system's
//! library may differ in their last digit.

/// A place in the drawing in px, `y` downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// A place.
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }
}

/// A direction, as the vector of length 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Direction {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
    /// Degrees clockwise from straight up, from 0 to 360.
    pub degrees: f64,
}

impl Direction {
    /// The direction after `part` of `whole` equal steps of a turn, clockwise from straight up. `whole` 0 counts as 1.
    pub fn new(part: usize, whole: usize) -> Direction {
        let whole = whole.max(1);
        let quarters = part % whole * 4;
        let rest = (quarters % whole) as f64 / whole as f64;
        let (sine, cosine) = sine_and_cosine(rest * std::f64::consts::FRAC_PI_2);
        let (x, up) = match quarters / whole {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
        Direction { x, y: -up, degrees: (part % whole) as f64 * 360.0 / whole as f64 }
    }

    /// The place at `distance` from `centre`.
    pub fn from(self, centre: Point, distance: f64) -> Point {
        Point::new(centre.x + self.x * distance, centre.y + self.y * distance)
    }
}

/// Sine and cosine by their series, for angles from 0 to a quarter of a turn.
fn sine_and_cosine(angle: f64) -> (f64, f64) {
    let series = |first: f64, from: u32| {
        let (mut sum, mut term) = (first, first);
        for k in 0..10 {
            let n = f64::from(from + 2 * k);
            term *= -angle * angle / (n * (n + 1.0));
            sum += term;
        }
        sum
    };
    (series(angle, 2), series(1.0, 1))
}

#[cfg(test)]
mod tests {
    use super::Direction;

    #[test]
    fn directions_are_those_of_a_circle() {
        for whole in 1..80 {
            for part in 0..whole {
                let angle = std::f64::consts::TAU * part as f64 / whole as f64;
                let direction = Direction::new(part, whole);
                assert!((direction.x - angle.sin()).abs() < 1e-12, "{part}/{whole}");
                assert!((direction.y + angle.cos()).abs() < 1e-12, "{part}/{whole}");
            }
        }
    }
}
