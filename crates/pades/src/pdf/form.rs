//! Adds the empty signature fields to a report, all in one update: nothing is added after somebody has signed.
//!
//! A field is its own widget (ISO 32000-2, 12.7.5.5), locked and printable as PDF/A asks (6.3.2), and tagged as a form
//! element of the document's structure as PDF/UA asks (7.18.4).

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::dictionary;

use crate::verdict::Failure;

use super::objects::text;
use super::update::Update;

/// A place for a signature.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name of the field: unique, without a full stop.
    pub name: String,
    /// What a reader with a screen reader hears.
    pub label: String,
    /// The page, from 1.
    pub page: u32,
    /// Left, bottom, right and top in pt from the lower left corner of the page.
    pub rect: [f32; 4],
}

/// The flags of a widget: printed, and not to be moved.
const PRINT_AND_LOCKED: i64 = 4 + 128;

/// The file with these fields.
///
/// # Errors
/// When it has a form already, has no structure, or lacks a page.
pub fn finalise(pdf: &[u8], fields: &[Field]) -> Result<Vec<u8>, Failure> {
    let mut update = Update::open(pdf)?;
    let (catalog_id, mut catalog) = update.catalog()?;
    if catalog.has(b"AcroForm") {
        return Err(Failure::new("the PDF has a form already"));
    }
    let unread = |what: &str| Failure::new(format!("{what} of the PDF can't be read"));
    let root_id = catalog.get(b"StructTreeRoot").and_then(Object::as_reference);
    let root_id = root_id.map_err(|_| Failure::new("the PDF is not tagged"))?;
    let mut root = update.dictionary(root_id, "the structure")?;
    let document_id = match root.get(b"K") {
        Ok(Object::Array(kids)) => kids.first().and_then(|kid| kid.as_reference().ok()),
        Ok(kid) => kid.as_reference().ok(),
        Err(_) => None,
    };
    let document_id = document_id.ok_or_else(|| unread("the structure"))?;
    let mut document = update.dictionary(document_id, "the structure")?;
    let mut next = root.get(b"ParentTreeNextKey").and_then(Object::as_i64).map_err(|_| unread("the structure"))?;
    let pages = update.before().get_pages();
    let mut all = Vec::new();
    let mut parents = Vec::new();
    for field in fields {
        let page = *pages.get(&field.page).ok_or_else(|| unread("a page"))?;
        let [left, bottom, right, top] = field.rect;
        let empty = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), (right - left).into(), (top - bottom).into()],
        };
        let look = update.add(Object::Stream(Stream::new(empty, Vec::new())));
        let widget = update.add(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Sig",
            "T" => text(&field.name),
            "TU" => text(&field.label),
            "F" => PRINT_AND_LOCKED,
            "P" => page,
            "Rect" => field.rect.iter().map(|value| Object::Real(*value)).collect::<Vec<_>>(),
            "AP" => dictionary! { "N" => look },
            "StructParent" => next,
        });
        // The reference stands by itself: some validators take an array of one for a change of earlier content.
        let element = update.add(dictionary! {
            "Type" => "StructElem",
            "S" => "Form",
            "P" => document_id,
            "K" => dictionary! { "Type" => "OBJR", "Obj" => widget, "Pg" => page },
        });
        annotate(&mut update, page, widget)?;
        parents.push((next, element));
        all.push(Object::Reference(widget));
        next += 1;
    }
    let kids = document.get(b"K").cloned();
    let mut kids = match kids {
        Ok(Object::Array(kids)) => kids,
        Ok(kid) => vec![kid],
        Err(_) => Vec::new(),
    };
    kids.extend(parents.iter().map(|(_, element)| Object::Reference(*element)));
    document.set("K", kids);
    update.set(document_id, document);
    match root.get(b"ParentTree").cloned().map_err(|_| unread("the structure"))? {
        Object::Reference(tree) => extend_tree(&mut update, tree, &parents)?,
        Object::Dictionary(mut tree) => {
            extend_node(&mut update, &mut tree, &parents, 0)?;
            root.set("ParentTree", tree);
        }
        _ => return Err(unread("the structure")),
    }
    root.set("ParentTreeNextKey", next);
    update.set(root_id, root);
    // Signatures exist, and only appending is allowed (ISO 32000-2, table 225).
    let form = update.add(dictionary! { "Fields" => all, "SigFlags" => 3 });
    catalog.set("AcroForm", form);
    update.set(catalog_id, catalog);
    update.finish().map(|(pdf, _)| pdf)
}

/// Adds a widget to a page.
fn annotate(update: &mut Update, page: ObjectId, widget: ObjectId) -> Result<(), Failure> {
    let mut dictionary = update.dictionary(page, "a page")?;
    let known = dictionary.get(b"Annots").ok().and_then(|known| update.resolve(known)).cloned();
    let mut annotations = match known {
        None => Vec::new(),
        Some(Object::Array(annotations)) => annotations,
        Some(_) => return Err(Failure::new("the annotations of a page can't be read")),
    };
    annotations.push(Object::Reference(widget));
    dictionary.set("Annots", annotations);
    dictionary.set("Tabs", Object::Name(b"S".to_vec()));
    update.set(page, dictionary);
    Ok(())
}

fn extend_tree(update: &mut Update, id: ObjectId, entries: &[(i64, ObjectId)]) -> Result<(), Failure> {
    let mut node = update.dictionary(id, "the structure")?;
    extend_node(update, &mut node, entries, 0)?;
    update.set(id, node);
    Ok(())
}

/// Adds entries behind the last of a number tree (ISO 32000-2, 7.9.7); their keys are greater than all others.
fn extend_node(
    update: &mut Update,
    node: &mut Dictionary,
    entries: &[(i64, ObjectId)],
    depth: usize,
) -> Result<(), Failure> {
    let unread = || Failure::new("the structure of the PDF can't be read");
    if depth > 16 {
        return Err(unread());
    }
    if let (Ok(Object::Array(limits)), Some((last, _))) = (node.get_mut(b"Limits"), entries.last())
        && let Some(limit) = limits.get_mut(1)
    {
        *limit = Object::Integer(*last);
    }
    if let Ok(Object::Array(numbers)) = node.get_mut(b"Nums") {
        for (key, element) in entries {
            numbers.push(Object::Integer(*key));
            numbers.push(Object::Reference(*element));
        }
        return Ok(());
    }
    let kids = node.get(b"Kids").and_then(Object::as_array).map_err(|_| unread())?;
    let last = kids.last().and_then(|kid| kid.as_reference().ok()).ok_or_else(unread)?;
    let mut kid = update.dictionary(last, "the structure")?;
    extend_node(update, &mut kid, entries, depth + 1)?;
    update.set(last, kid);
    Ok(())
}
