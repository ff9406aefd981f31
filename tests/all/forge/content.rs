//! Forgeries of what is read: well-formed updates that change something which was signed.

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::Stream;
use lopdf::dictionary;

use pades::verdict::Verdict;

use super::By;
use super::Forged;
use super::append;
use super::catalog;
use super::changed;
use super::dictionary as read;
use super::fresh;
use super::invalid;
use super::load;
use super::page;
use super::root;

pub fn all(signed: &[u8]) -> Vec<Forged> {
    let mut all = pages(signed);
    all.extend(document(signed));
    all.extend(metadata(signed));
    all.extend(stores(signed));
    all
}

fn undecided(name: &'static str, bytes: Vec<u8>) -> Forged {
    Forged { name, bytes, expected: Verdict::Indeterminate, by: By::Structure }
}

fn pages(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let new = fresh(&pdf);
    let tree = read(&pdf, root(&pdf)).get(b"Pages").and_then(Object::as_reference).expect("a page tree");
    let mut other = read(&pdf, page(&pdf, 1));
    other.set("Rotate", 90);
    let mut kids = read(&pdf, tree).get(b"Kids").and_then(Object::as_array).expect("pages").clone();
    kids[0] = new.into();
    let mut tree_entries = read(&pdf, tree);
    tree_entries.set("Kids", kids);
    let note = |first: &Dictionary| -> (Object, Object) {
        let rect = [10, 10, 300, 300].map(Object::Integer).to_vec();
        let text = Object::string_literal("approved");
        let note = dictionary! { "Type" => "Annot", "Subtype" => "FreeText", "Rect" => rect, "Contents" => text };
        let mut first = first.clone();
        first.set("Annots", vec![new.into()]);
        (note.into(), first.into())
    };
    let (note, noted) = note(&read(&pdf, page(&pdf, 1)));
    vec![
        invalid("page content replaced by another stream", {
            let stream = Stream::new(Dictionary::new(), b"1 0 0 rg 0 0 9 9 re f".to_vec());
            let mut first = read(&pdf, page(&pdf, 1));
            first.set("Contents", new);
            append(signed, &[(page(&pdf, 1), first.into()), (new, stream.into())], |_| {})
        }),
        invalid("page replaced", append(signed, &[(tree, tree_entries.into()), (new, other.into())], |_| {})),
        invalid("page turned", changed(signed, page(&pdf, 1), |page| page.set("Rotate", 180))),
        invalid(
            "page with a smaller box",
            changed(signed, page(&pdf, 1), |page| {
                page.set("CropBox", [0, 0, 100, 100].map(Object::Integer).to_vec());
            }),
        ),
        invalid("annotation added", append(signed, &[(new, note), (page(&pdf, 1), noted)], |_| {})),
        invalid("annotations of a page taken away", {
            let widget = read(&pdf, super::fields(&pdf)[0]);
            let page = widget.get(b"P").and_then(Object::as_reference).expect("a page");
            changed(signed, page, |page| drop(page.remove(b"Annots")))
        }),
        invalid(
            "action when a page opens",
            changed(signed, page(&pdf, 1), |page| {
                let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
                page.set("AA", dictionary! { "O" => script });
            }),
        ),
    ]
}

fn document(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let new = fresh(&pdf);
    let entries = read(&pdf, root(&pdf));
    let structure = entries.get(b"StructTreeRoot").and_then(Object::as_reference).expect("a structure");
    let attachment =
        entries.get(b"AF").and_then(Object::as_array).expect("attachments")[0].as_reference().expect("one");
    let file = read(&pdf, attachment).get(b"EF").and_then(Object::as_dict).expect("a file").clone();
    let data = file.get(b"F").and_then(Object::as_reference).expect("its data");
    let embedded = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"answer: 43\n".to_vec());
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    vec![
        invalid("attachment replaced", append(signed, &[(data, embedded.clone().into())], |_| {})),
        invalid("attachment replaced by another object", {
            let mut entry = read(&pdf, attachment);
            entry.set("EF", dictionary! { "F" => new });
            append(signed, &[(attachment, entry.into()), (new, embedded.into())], |_| {})
        }),
        invalid("attachment taken off the list", catalog(signed, |catalog| drop(catalog.remove(b"AF")))),
        invalid("structure changed", changed(signed, structure, |structure| drop(structure.remove(b"K")))),
        invalid("script when the file opens", catalog(signed, |catalog| catalog.set("OpenAction", script.clone()))),
        invalid("bookmarks added", catalog(signed, |catalog| catalog.set("Outlines", dictionary! { "Count" => 0 }))),
        invalid("language changed", catalog(signed, |catalog| catalog.set("Lang", Object::string_literal("fr")))),
        invalid("certification taken off the catalog", catalog(signed, |catalog| drop(catalog.remove(b"Perms")))),
        invalid(
            "usage rights added",
            catalog(signed, |catalog| {
                let mut granted = catalog.get(b"Perms").and_then(Object::as_dict).expect("permissions").clone();
                granted.set("UR3", new);
                catalog.set("Perms", granted);
            }),
        ),
        invalid("orphan added", append(signed, &[(new, Object::Integer(1))], |_| {})),
        invalid("orphan page added", append(signed, &[(new, read(&pdf, page(&pdf, 1)).into())], |_| {})),
    ]
}

fn metadata(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let information = pdf.trailer.get(b"Info").and_then(Object::as_reference).expect("document information");
    let place = read(&pdf, root(&pdf)).get(b"Metadata").and_then(Object::as_reference).expect("metadata");
    let stream = pdf.get_object(place).and_then(Object::as_stream).expect("a stream");
    let text = String::from_utf8(stream.get_plain_content().expect("it is plain")).expect("it is text");
    let other = |from: &str, to: &str| {
        let mut dictionary = stream.dict.clone();
        dictionary.remove(b"Filter");
        let text = text.replace(from, to);
        append(signed, &[(place, Stream::new(dictionary, text.into_bytes()).into())], |_| {})
    };
    vec![
        invalid("title in the document information changed", {
            changed(signed, information, |entries| entries.set("Title", Object::string_literal("Other")))
        }),
        invalid("author put into the document information", {
            changed(signed, information, |entries| entries.set("Author", Object::string_literal("Mallory")))
        }),
        undecided("dates and producer in the document information changed", {
            changed(signed, information, |entries| {
                entries.set("ModDate", Object::string_literal("D:20261124"));
                entries.set("Producer", Object::string_literal("pyHanko"));
            })
        }),
        invalid("title in the metadata changed", other("</rdf:li>", "!</rdf:li>")),
        undecided("date in the metadata changed", other("ModifyDate>20", "ModifyDate>21")),
        undecided(
            "extensions declared",
            catalog(signed, |catalog| {
                let level = dictionary! { "BaseVersion" => "1.7", "ExtensionLevel" => 5 };
                catalog.set("Extensions", dictionary! { "ESIC" => level });
            }),
        ),
    ]
}

fn stores(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let new = fresh(&pdf);
    let with = |store: Dictionary| {
        let mut entries = read(&pdf, root(&pdf));
        entries.set("DSS", new);
        append(signed, &[(root(&pdf), entries.into()), (new, store.into())], |_| {})
    };
    let content = pdf.get_page_contents(page(&pdf, 1))[0];
    vec![
        invalid(
            "security store with something else in it",
            with(dictionary! { "Type" => "DSS", "Page" => page(&pdf, 1) }),
        ),
        invalid("security store with page content in it", {
            with(dictionary! { "Type" => "DSS", "Certs" => vec![content.into()] })
        }),
        invalid("security store that is a page", catalog(signed, |catalog| catalog.set("DSS", page(&pdf, 1)))),
    ]
}
