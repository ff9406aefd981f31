//! How wide text will be, and how to make it fit.
//!
//! Whoever draws the chart chooses the line breaks, since SVG has none. Widths are those of IBM Plex Sans with a little
//! room to spare, so that a browser without that font still has space.

/// Size and weight of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Face {
    /// Size in px.
    pub size: f64,
    /// True for the heavier weight.
    pub strong: bool,
}

impl Face {
    /// A face of regular weight; `size` in px.
    pub const fn plain(size: f64) -> Face {
        Face { size, strong: false }
    }

    /// A face of heavy weight; `size` in px.
    pub const fn strong(size: f64) -> Face {
        Face { size, strong: true }
    }

    /// Width of a text in px.
    pub fn width(self, text: &str) -> f64 {
        self.px(text.chars().map(|c| advance(c, self.strong)).sum())
    }

    fn px(self, units: u32) -> f64 {
        // 3% to spare for fonts that are a little wider.
        f64::from(units) * self.size * 1.03 / 1000.0
    }

    /// The text, or as much of its beginning as fits into `room` px, with an ellipsis.
    pub fn fit(self, text: &str, room: f64) -> String {
        if text.is_empty() || self.width(text) <= room {
            return text.to_owned();
        }
        let mut start = text.get(..self.prefix(text, room - self.width("…"))).unwrap_or_default();
        start = start.trim_end_matches([' ', ',', ';', ':', '-', '–']);
        format!("{start}…")
    }

    /// Bytes of the longest beginning that fits into `room` px: at least one character, so that breaking a word ends.
    fn prefix(self, text: &str, room: f64) -> usize {
        let mut units = 0;
        let mut end = 0;
        for (at, c) in text.char_indices() {
            units += advance(c, self.strong);
            if self.px(units) > room && end > 0 {
                break;
            }
            end = at + c.len_utf8();
        }
        end
    }

    /// The text in at most `most` lines of `room` px each, broken between words, or inside those that are longer than a
    /// line; what is left over becomes an ellipsis.
    pub fn wrap(self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer) <= room {
                line = longer;
                continue;
            }
            if lines.len() + 1 >= most {
                lines.push(self.fit(&longer, room));
                return lines;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let mut rest = word;
            while self.width(rest) > room {
                if lines.len() + 1 >= most {
                    lines.push(self.fit(rest, room));
                    return lines;
                }
                let (head, tail) = rest.split_at(self.prefix(rest, room));
                lines.push(head.to_owned());
                rest = tail;
            }
            rest.clone_into(&mut line);
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The same with lines about as long as each other.
    pub fn wrap_evenly(self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines = self.wrap(text, room, most);
        for tenths in (5..10).rev() {
            let narrower = self.wrap(text, room * f64::from(tenths) / 10.0, most);
            if narrower.len() != lines.len() || narrower.join(" ") != text {
                break;
            }
            lines = narrower;
        }
        lines
    }

    /// True when the text needs no more than `most` lines of `room` px.
    pub fn fits(self, text: &str, room: f64, most: usize) -> bool {
        self.wrap(text, room, most).join(" ") == text
    }
}

/// Advance of a character in thousandths of the size.
fn advance(c: char, strong: bool) -> u32 {
    let table = if strong { &STRONG } else { &PLAIN };
    let wide = match u32::from(c) {
        code @ 0x20..=0x7e => usize::try_from(code - 0x20).ok().and_then(|at| table.get(at)).copied().unwrap_or(600),
        // Combining marks and joiners.
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x2026 => 900,
        0x2014 => 780,
        // Dashes and quotation marks.
        0x2010..=0x201f => 540,
        // Latin, Greek, Cyrillic and their like: the average of the letters.
        0xa0..=0x10ff => {
            if strong {
                680
            } else {
                640
            }
        }
        _ => 1000,
    };
    u32::from(wide)
}

/// Advances of the characters from space to tilde in IBM Plex Sans Regular.
#[rustfmt::skip]
const PLAIN: [u16; 95] = [
    236, 284, 419, 713, 598, 927, 694, 242, 335, 335, 450, 600, 272, 399, 272, 383,
    600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 292, 292, 600, 600, 600, 477,
    891, 641, 653, 621, 671, 583, 559, 695, 707, 400, 510, 634, 501, 812, 707, 708,
    606, 708, 640, 581, 572, 678, 609, 891, 613, 593, 580, 317, 383, 317, 600, 565,
    600, 534, 580, 503, 580, 549, 324, 528, 568, 250, 250, 527, 272, 873, 568, 560,
    580, 580, 367, 487, 351, 568, 492, 768, 507, 499, 464, 343, 314, 343, 600,
];

/// Advances of the characters from space to tilde in IBM Plex Sans Bold.
#[rustfmt::skip]
const STRONG: [u16; 95] = [
    236, 320, 493, 632, 601, 974, 721, 268, 338, 338, 601, 600, 310, 403, 310, 460,
    600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 330, 330, 600, 600, 600, 500,
    903, 685, 667, 651, 697, 607, 585, 719, 724, 432, 559, 696, 530, 819, 724, 714,
    656, 714, 674, 624, 584, 694, 650, 973, 673, 649, 607, 334, 460, 334, 600, 556,
    600, 569, 608, 517, 608, 562, 361, 552, 596, 286, 286, 577, 303, 894, 596, 564,
    608, 608, 404, 504, 383, 596, 538, 841, 560, 534, 518, 372, 402, 372, 600,
];
