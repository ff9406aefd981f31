//! The two indexes of a bundle, made from its listing.
//!
//! Takes a [`Listing`]; gives pages in HTML. What would turn the order of words round, or is no character that a page may
//! hold, is replaced: the listing has it as it was written.

use serde::Serialize;
use serde_json::Value;

use crate::model::annex;
use crate::site::BundlePage;
use crate::site::bundle_page;

use super::listing::Evidence;
use super::listing::LeftOut;
use super::listing::Listing;

/// An entry of the register with the reason in words.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    entry: &'a Evidence,
    why: &'static str,
}

/// A point of the annex with what belongs to it.
#[derive(Serialize)]
struct Point<'a> {
    number: &'static str,
    about: &'static str,
    assessment: &'static str,
    evidence: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Data<'a> {
    listing: &'a Listing,
    included: Vec<Shown<'a>>,
    left_out: Vec<Shown<'a>>,
    sboms: Vec<Shown<'a>>,
    points: Vec<Point<'a>>,
}

/// The index for people.
pub fn index(listing: &Listing) -> String {
    page(BundlePage::Index, listing)
}

/// The index of technical documentation.
pub fn annex(listing: &Listing) -> String {
    page(BundlePage::Annex, listing)
}

fn page(page: BundlePage, listing: &Listing) -> String {
    let of = |keep: &dyn Fn(&Evidence) -> bool| -> Vec<Shown> {
        let kept = listing.evidence.iter().filter(|entry| keep(entry));
        kept.map(|entry| Shown { entry, why: entry.left_out.map_or("", why) }).collect()
    };
    let points = annex::points().map(|(number, about)| Point {
        number,
        about,
        // What an assessment against requirements of the regulation says by itself.
        assessment: match number {
            "3" => "Gaps and findings are in the report",
            "5" => "What was judged against which requirement is in the report",
            _ => "",
        },
        evidence: of(&|entry| entry.annex_vii.iter().any(|point| point == number)),
    });
    let data = Data {
        listing,
        included: of(&|entry| entry.left_out.is_none()),
        left_out: of(&|entry| entry.left_out.is_some()),
        sboms: of(&|entry| annex::is_sbom(&entry.kind)),
        points: points.collect(),
    };
    let mut data = serde_json::to_value(&data).unwrap_or_default();
    clean(&mut data);
    bundle_page(page, &data)
}

fn why(left_out: LeftOut) -> &'static str {
    match left_out {
        LeftOut::Sensitivity => "its sensitivity does not allow it",
        LeftOut::NoDigest => "the register names no digest of a file",
        LeftOut::NotAtHand => "the file was not at hand when the bundle was made",
        LeftOut::TooLarge => "it is too large",
    }
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            *text = text.chars().map(|c| if shown(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(map) => map.values_mut().for_each(clean),
        _ => {}
    }
}

/// False for what steers a terminal or a reading order, and for what HTML does not have.
fn shown(c: char) -> bool {
    let control = c.is_control() && c != '\n';
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let none = matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff) || matches!(c, '\u{fdd0}'..='\u{fdef}');
    !(control || turns || none)
}
