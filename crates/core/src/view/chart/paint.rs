//! The colours of the charts: a class and a value on white paper for each. The classes are listed in [`super`].

/// A colour: its class for stylesheets, and its value on white paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paint {
    /// What stylesheets know it by.
    pub class: &'static str,
    /// Value on white paper.
    pub value: &'static str,
}

impl Paint {
    const fn new(class: &'static str, value: &'static str) -> Paint {
        Paint { class, value }
    }
}

/// Text.
pub(super) const INK: Paint = Paint::new("lb-ink", "#1c2733");
/// Lesser text.
pub(super) const MUTED: Paint = Paint::new("lb-muted", "#5b6775");
/// The background.
pub(super) const PAPER: Paint = Paint::new("lb-paper", "#ffffff");
/// Stroke of rules.
pub(super) const GRID: Paint = Paint::new("lb-grid", "#d5dbe1");
/// Stroke of outlines.
pub(super) const EDGE: Paint = Paint::new("lb-edge", "#7d8b9a");
/// Stroke of what has no level.
pub(super) const NONE: Paint = Paint::new("lb-none", "#5b6775");
/// Fill of levels reached.
pub(super) const REACHED: Paint = Paint::new("lb-reached", "#1f5fa8");
/// Stroke of levels reached.
pub(super) const REACHED_LINE: Paint = Paint::new("lb-reached-line", "#1f5fa8");
/// Fill of the radar's face.
pub(super) const AREA: Paint = Paint::new("lb-area", "#dbe8f6");
/// Stroke of targets.
pub(super) const TARGET: Paint = Paint::new("lb-target", "#1c2733");
/// Stroke of what is below target.
pub(super) const GAP: Paint = Paint::new("lb-gap", "#b3541e");
/// Fill of what is below target.
pub(super) const GAP_FACE: Paint = Paint::new("lb-gap-face", "#b3541e");
/// Stroke of what is above target.
pub(super) const OVER: Paint = Paint::new("lb-over", "#3d7a52");
/// Fill of what is above target.
pub(super) const OVER_FACE: Paint = Paint::new("lb-over-face", "#3d7a52");

/// Number of steps of the ramp.
pub(super) const STEPS: usize = 9;

/// The ramp of one hue, ever darker so that the steps stay apart in grey: a square, and what stands on it.
const RAMP: [(Paint, Paint); STEPS] = [
    (Paint::new("lb-ramp-0", "#eef4fb"), Paint::new("lb-ramp-text-0", "#1c2733")),
    (Paint::new("lb-ramp-1", "#d9e7f5"), Paint::new("lb-ramp-text-1", "#1c2733")),
    (Paint::new("lb-ramp-2", "#bfd6ee"), Paint::new("lb-ramp-text-2", "#1c2733")),
    (Paint::new("lb-ramp-3", "#a1c3e5"), Paint::new("lb-ramp-text-3", "#1c2733")),
    (Paint::new("lb-ramp-4", "#7fabd8"), Paint::new("lb-ramp-text-4", "#1c2733")),
    (Paint::new("lb-ramp-5", "#3f79b6"), Paint::new("lb-ramp-text-5", "#ffffff")),
    (Paint::new("lb-ramp-6", "#2f6bab"), Paint::new("lb-ramp-text-6", "#ffffff")),
    (Paint::new("lb-ramp-7", "#1f558f"), Paint::new("lb-ramp-text-7", "#ffffff")),
    (Paint::new("lb-ramp-8", "#12406f"), Paint::new("lb-ramp-text-8", "#ffffff")),
];

/// The colours of the level at `index` on a scale of `count` levels: a square, and what stands on it.
pub(super) fn step(index: usize, count: usize) -> (Paint, Paint) {
    RAMP[shade(index, count)]
}

/// The step of the ramp for the level at `index` on a scale of `count` levels: 0 to 8.
pub(in crate::view) fn shade(index: usize, count: usize) -> usize {
    let last = count.saturating_sub(1).max(1);
    ((index * (STEPS - 1) + last / 2) / last).min(STEPS - 1)
}

/// The step of the ramp for a part of a whole in thousandths: 0 to 8.
pub(in crate::view) fn shade_of(thousandths: i64) -> usize {
    let share = usize::try_from(thousandths.clamp(0, 1000)).unwrap_or(0);
    (share * (STEPS - 1) + 500) / 1000
}

/// A colour for a part of a whole, without steps: a face, how much of it shows, what lies over it and how much of that
/// shows, in hundredths; and what stands on it. Halfway it leaps, since neither ink nor paper can be read on the middle.
pub(super) struct Tone {
    /// The face below.
    pub base: (Paint, u32),
    /// The face over it.
    pub over: Option<(Paint, u32)>,
    /// What is written on it.
    pub ink: Paint,
}

/// The tone of a part of a whole, in thousandths.
pub(super) fn tone(thousandths: i64) -> Tone {
    let share = u32::try_from(thousandths.clamp(0, 1000)).unwrap_or(0);
    let (light, dark) = (RAMP[STEPS / 2], RAMP[STEPS / 2 + 1]);
    match share {
        0..500 => Tone { base: (light.0, 12 + share * 88 / 500), over: None, ink: light.1 },
        _ => Tone { base: (dark.0, 100), over: Some((RAMP[STEPS - 1].0, (share - 500) / 5)), ink: dark.1 },
    }
}
