//! Addresses in a drawing: where they may lead follows from what they are for.

use data_url::DataUrl;

use super::Fault;
use super::look;

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A link that a reader may follow.
    Link,
    /// An image that is shown.
    Image,
    /// A part of the same drawing.
    Part,
    /// A value of a style: a part of the drawing, an image or a font.
    Style,
    /// Nothing: the element has no address.
    Nothing,
}

impl Use {
    /// What the `href` of an element of SVG is for.
    pub(super) fn of(element: &str) -> Use {
        match element {
            "a" => Use::Link,
            "image" | "feImage" => Use::Image,
            "use" | "textPath" | "linearGradient" | "radialGradient" | "pattern" | "filter" | "meshgradient"
            | "meshGradient" | "mesh" | "hatch" => Use::Part,
            _ => Use::Nothing,
        }
    }
}

/// Whether an address is one that a drawing may have. `inside` is how many more drawings may lie in it.
pub(super) fn check(address: &str, what: Use, inside: usize) -> Result<(), Fault> {
    // Browsers drop these at the edges before they read an address; inside of one they make it another.
    let trimmed = address.trim_matches([' ', '\t', '\n', '\r', '\u{c}']);
    if trimmed.chars().any(char::is_control) && !scheme_is(trimmed, "data") {
        return Err(refusal(what, trimmed));
    }
    if what == Use::Nothing {
        return Err(Fault::Attribute("href".to_owned()));
    }
    if trimmed.starts_with('#') {
        return Ok(());
    }
    if what == Use::Link {
        let allowed = ["https://", "http://", "mailto:"];
        let lower = trimmed.get(..8).unwrap_or(trimmed).to_ascii_lowercase();
        return if allowed.iter().any(|start| lower.starts_with(start)) { Ok(()) } else { Err(refusal(what, trimmed)) };
    }
    if what == Use::Part || !scheme_is(trimmed, "data") {
        return Err(refusal(what, trimmed));
    }
    data(trimmed, what, inside)
}

fn refusal(what: Use, address: &str) -> Fault {
    match what {
        Use::Link => Fault::Link(address.to_owned()),
        _ => Fault::Outside(address.to_owned()),
    }
}

fn scheme_is(address: &str, scheme: &str) -> bool {
    address.split_once(':').is_some_and(|(start, _)| start.eq_ignore_ascii_case(scheme))
}

/// A `data:` address: images that are nothing else, fonts, and drawings that are held to the same rules.
fn data(address: &str, what: Use, inside: usize) -> Result<(), Fault> {
    let Ok(url) = DataUrl::process(address) else { return Err(Fault::Data("unknown".to_owned())) };
    let kind = url.mime_type();
    let name = format!("{}/{}", kind.type_, kind.subtype);
    let image = matches!(name.as_str(), "image/png" | "image/jpeg" | "image/jpg" | "image/gif" | "image/webp");
    let font = kind.type_ == "font" || FONTS.contains(&name.as_str());
    match name.as_str() {
        _ if image || (font && what == Use::Style) => Ok(()),
        "image/svg+xml" if what == Use::Image => {
            let Some(inside) = inside.checked_sub(1) else { return Err(Fault::InsideTooDeep) };
            let Ok((bytes, _)) = url.decode_to_vec() else { return Err(Fault::Data(name)) };
            let Ok(text) = String::from_utf8(bytes) else { return Err(Fault::Encoding("another encoding".to_owned())) };
            let mut found = Vec::new();
            look(&text, inside, &mut found);
            match found.into_iter().map(|(_, fault)| fault).find(Fault::refuses) {
                Some(fault) => Err(Fault::Inside(Box::new(fault))),
                None => Ok(()),
            }
        }
        _ => Err(Fault::Data(name)),
    }
}

/// What drawing programs call fonts.
const FONTS: [&str; 10] = [
    "application/font-woff",
    "application/font-woff2",
    "application/x-font-woff",
    "application/x-font-woff2",
    "application/font-ttf",
    "application/x-font-ttf",
    "application/x-font-truetype",
    "application/x-font-opentype",
    "application/font-sfnt",
    "application/octet-stream",
];
