//! What sealing and signing need of the typesetter: where the boxes for signatures are, and what is drawn into them.

use serde::Serialize;
use typst::foundations::Label;
use typst::foundations::Selector;
use typst::foundations::Value;
use typst::introspection::Introspector;
use typst::introspection::MetadataElem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::diag::Sink;

use super::layout::layout;
use super::world::Engine;
use super::world::Files;
use super::world::Job;

/// The place for a signature on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Id of the role.
    pub role: String,
    /// The page, from 1.
    pub page: u32,
    /// Left, bottom, right and top in pt from the lower left corner of the page.
    pub rect: [f32; 4],
}

/// What is seen of a signature.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Look {
    /// Width of the field in pt.
    pub width: f32,
    /// Height of the field in pt.
    pub height: f32,
    /// Language of the book.
    pub language: String,
    /// Who signs.
    pub name: String,
    /// In which role.
    pub role: String,
    /// For whom, or empty.
    pub organisation: String,
    /// What is decided.
    pub decision: String,
    /// The conditions in one line, or empty.
    pub conditions: String,
    /// When.
    pub when: String,
    /// Who vouches for the certificate.
    pub issuer: String,
    /// The words before the values.
    pub labels: Labels,
}

/// The words before the values of a [`Look`].
#[derive(Clone, Debug, Serialize)]
pub struct Labels {
    /// Before the time.
    pub signed: &'static str,
    /// Before the issuer.
    pub issuer: &'static str,
    /// How to make sure.
    pub check: &'static str,
}

impl Default for Labels {
    fn default() -> Labels {
        Labels {
            signed: "Signed",
            issuer: "Certificate by",
            check: "This picture proves nothing by itself: a PDF viewer or levelbook verify checks the signature.",
        }
    }
}

impl Engine {
    /// A PDF of one page: what is seen of a signature. `None` when the theme can't draw it; the reasons are in `sink`.
    pub fn look(&self, look: &Look, sink: &mut Sink) -> Option<Vec<u8>> {
        let mut files = Files::new();
        files.insert("data.json".to_owned(), self.encode(look, sink)?);
        let job = Job::new(self, "signature.typ", files, None);
        let pages = layout(&job, sink)?;
        // It becomes a part of a page that is tagged, and is none itself.
        let options = typst_pdf::PdfOptions { tagged: false, ..typst_pdf::PdfOptions::default() };
        let bytes = typst_pdf::pdf(&pages, &options).map_err(|errors| super::trouble::report(&job, &errors, sink)).ok();
        comemo::evict(0);
        bytes
    }
}

/// The places that the theme's code marked with the label `signature-field`, in their order.
pub(super) fn places(document: &PagedDocument) -> Vec<Place> {
    let label = Label::new(PicoStr::intern("signature-field"));
    let found = label.map(|label| document.introspector().query(&Selector::Label(label))).unwrap_or_default();
    let place = |value: &Value| -> Option<Place> {
        let Value::Dict(field) = value else { return None };
        let number = |key: &str| match field.get(key).ok()? {
            Value::Float(number) => Some(*number as f32),
            Value::Int(number) => Some(*number as f32),
            _ => None,
        };
        let Value::Str(role) = field.get("role").ok()? else { return None };
        let Value::Int(page) = field.get("page").ok()? else { return None };
        let index = usize::try_from(*page).ok()?.checked_sub(1)?;
        let height = document.pages().get(index)?.frame.height().to_pt() as f32;
        let (x, y, w, h) = (number("x")?, number("y")?, number("w")?, number("h")?);
        let rect = [x, height - y - h, x + w, height - y];
        Some(Place { role: role.to_string(), page: u32::try_from(*page).ok()?, rect })
    };
    found.iter().filter_map(|content| place(&content.to_packed::<MetadataElem>()?.value)).collect()
}
