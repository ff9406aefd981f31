//! The charts of an assessment as SVG, the same in HTML and PDF.
//!
//! Takes rows of plain values; gives drawings that are readable in grey and carry their values in words. Shape carries
//! the meaning: a filled disc is a level reached, an open ring the target, a solid bar what is missing between them, a
//! dashed bar what goes beyond; what has no level is never drawn as one. Coordinates are whole or tenths of px, so that
//! the bytes are the same on every machine.
//!
//! # Colours
//!
//! Presentation attributes suit white paper. Each element also has a class for each of its colours, so that a stylesheet
//! can give it others. A class stands either for a fill or for a stroke, never for both:
//!
//! | class | property | on paper | what it colours |
//! |---|---|---|---|
//! | `lb-ink` | fill | `#1c2733` | text, and the dot of the small mark "at target" |
//! | `lb-muted` | fill | `#5b6775` | lesser text |
//! | `lb-paper` | fill | `#ffffff` | what must look like the background |
//! | `lb-grid` | stroke | `#d5dbe1` | rules, rings and spokes |
//! | `lb-edge` | stroke | `#7d8b9a` | rules and arcs of groups, outlines and hatching of squares |
//! | `lb-none` | stroke | `#5b6775` | marks of what has no level |
//! | `lb-reached` | fill | `#1f5fa8` | discs of levels reached |
//! | `lb-reached-line` | stroke | `#1f5fa8` | outline of the levels reached in the radar |
//! | `lb-area` | fill | `#dbe8f6` | face of the levels reached in the radar |
//! | `lb-target` | stroke | `#1c2733` | rings and outline of targets |
//! | `lb-gap` | stroke | `#b3541e` | bars and marks of what is below target |
//! | `lb-gap-face` | fill | `#b3541e` | the same where it is a face |
//! | `lb-over` | stroke | `#3d7a52` | bars of what is above target |
//! | `lb-over-face` | fill | `#3d7a52` | the same where it is a face |
//! | `lb-ramp-0` ... `lb-ramp-8` | fill | `#eef4fb` ... `#12406f` | squares from the lowest level to the highest |
//! | `lb-ramp-text-0` ... `lb-ramp-text-8` | fill | ink or white | what stands on them |

mod course;
mod course_legend;
#[cfg(test)]
mod course_tests;
mod days;
mod dumbbell;
mod geometry;
mod heat;
mod legend;
mod levels;
mod marks;
mod paint;
mod radar;
mod radar_labels;
mod reading;
mod row;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod trend;
mod words;

pub use course::course;
pub use course_legend::{OUTSIDE, course_legend};
pub use dumbbell::dumbbell;
pub use heat::heat_strip;
pub use levels::{LevelsCell, LevelsRow, levels};
pub(super) use paint::shade;
pub(super) use paint::shade_of;
pub use radar::radar;
pub use row::{Against, ChartRow, ChartScale, Distance, Place, QUARTERS, RowState};
pub use trend::{TrendRow, trend};
pub(super) use words::inside;
