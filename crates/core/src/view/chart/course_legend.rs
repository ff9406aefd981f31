//! The marks of the course of a practice with what they mean.

use super::geometry::Direction;
use super::geometry::Point;
use super::marks;
use super::marks::SMALL;
use super::paint::EDGE;
use super::paint::REACHED;
use super::paint::REACHED_LINE;
use super::paint::TARGET;
use super::svg::Style;
use super::svg::Svg;

/// What the mark of a practice means that an assessment did not judge.
pub const OUTSIDE: &str = "not part of the assessment";

/// The marks with what they mean, each a drawing of its own.
pub fn course_legend() -> Vec<(String, &'static str)> {
    let drawn = |width: u32, draw: &dyn Fn(&mut Svg)| {
        let mut svg = Svg::default();
        draw(&mut svg);
        svg.finish(width, 18)
    };
    let at = |x: f64| Point::new(x, 9.0);
    vec![
        (
            drawn(34, &|svg| {
                svg.line(at(3.0), at(31.0), Style::line(REACHED_LINE, 2.2));
                marks::reached(svg, at(8.0), SMALL);
            }),
            "level reached, until the next assessment",
        ),
        (
            drawn(34, &|svg| {
                svg.line(at(3.0), at(31.0), Style::line(TARGET, 1.3).dash("4 3"));
                marks::target(svg, at(8.0), SMALL);
            }),
            "target",
        ),
        (
            drawn(18, &|svg| {
                marks::arrow(svg, Point::new(9.0, 11.0), Direction::new(0, 1), REACHED);
                marks::reached(svg, Point::new(9.0, 14.0), SMALL);
            }),
            "at least this level",
        ),
        (drawn(18, &|svg| marks::scope(svg, at(9.0))), "scope short of target"),
        (drawn(18, &|svg| marks::not_assessed(svg, at(9.0))), "not assessed"),
        (drawn(18, &|svg| marks::insufficient(svg, at(9.0))), "insufficient evidence"),
        (drawn(26, &|svg| marks::not_applicable(svg, at(13.0))), "not applicable"),
        (drawn(26, &|svg| marks::outside(svg, at(13.0))), OUTSIDE),
        (
            drawn(18, &|svg| {
                for x in [7.2, 10.8] {
                    svg.line(Point::new(x, 1.0), Point::new(x, 17.0), Style::line(EDGE, 1.2));
                }
            }),
            "break: levels were measured otherwise before",
        ),
    ]
}
