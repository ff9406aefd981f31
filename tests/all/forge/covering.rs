//! Forgeries that are signed in order: their own signature covers all of the file, and only what else they do gives them
//! away. The forger has a key of their own, or is one of the signers.

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::dictionary;

use pades::verdict::Verdict;

use super::By;
use super::Forged;
use super::append;
use super::dictionary as read;
use super::fields;
use super::form;
use super::fresh;
use super::invalid;
use super::last;
use super::load;
use super::page;
use super::patched;
use super::root;
use super::signature;

const WIDE: i64 = 9_999_999_999;

/// Puts a byte range into the last signature of a file that covers all but that signature.
fn sealed(pdf: &[u8]) -> Vec<u8> {
    let room = super::room(pdf);
    let (open, close) = (room.start - 1, room.end + 1);
    let range = format!("/ByteRange[0 {open} {close} {}", pdf.len() - close);
    let from = format!("/ByteRange[0 {WIDE} {WIDE} {WIDE}]");
    let to = format!("{range}{}]", " ".repeat(from.len() - range.len() - 1));
    patched(pdf, from.as_bytes(), to.as_bytes())
}

fn kind(kind: &str, format: &str) -> Dictionary {
    let range = vec![Object::Integer(0), WIDE.into(), WIDE.into(), WIDE.into()];
    let der = [&[0x30, 3, 2, 1, 7], [0u8; 40].as_slice()].concat();
    dictionary! {
        "Type" => kind, "Filter" => "Adobe.PPKLite", "SubFilter" => format, "ByteRange" => range,
        "Contents" => Object::String(der, lopdf::StringFormat::Hexadecimal),
    }
}

fn person() -> Dictionary {
    kind("Sig", "ETSI.CAdES.detached")
}

fn stamp() -> Dictionary {
    kind("DocTimeStamp", "ETSI.RFC3161")
}

fn certifying() -> Dictionary {
    let parameters = dictionary! { "Type" => "TransformParams", "P" => 3, "V" => "1.2" };
    let mut signature = person();
    let reference = dictionary! { "TransformMethod" => "DocMDP", "TransformParams" => parameters };
    signature.set("Reference", vec![reference.into()]);
    signature
}

fn drawing() -> Object {
    Stream::new(dictionary! { "Subtype" => "Form" }, b"0 0 9 9 re f".to_vec()).into()
}

fn control(name: &'static str, bytes: Vec<u8>) -> Forged {
    Forged { name, bytes, expected: Verdict::Valid, by: By::Structure }
}

pub fn all(signed: &[u8]) -> Vec<Forged> {
    // Before the third signature was made.
    let two = &signed[..last(&signed[..last(signed, b"startxref")], b"%%EOF") + 6];
    let mut all = filled(two);
    all.extend(more(two));
    all.extend(stamps(signed));
    all
}

/// The empty field is filled in, and something else is done.
fn filled(two: &[u8]) -> Vec<Forged> {
    let pdf = load(two);
    let (id, new, value) = (fields(&pdf)[2], fresh(&pdf), (fresh(&pdf).0 + 1, 0));
    let fill = |change: &dyn Fn(&mut Dictionary), more: &[(ObjectId, Object)]| {
        let mut field = read(&pdf, id);
        field.set("V", value);
        change(&mut field);
        let objects: Vec<_> = more.iter().cloned().chain([(id, field.into()), (value, person().into())]).collect();
        sealed(&append(two, &objects, |_| {}))
    };
    let content = pdf.get_page_contents(page(&pdf, 1))[0];
    let rect = [0, 0, 600, 800].map(Object::Integer).to_vec();
    let mut first = read(&pdf, signature(&pdf, 0));
    first.set("Reason", Object::string_literal("none"));
    let looks = |keys: &'static [&'static str], id: ObjectId| {
        move |field: &mut Dictionary| {
            field.set("AP", keys.iter().map(|key| (*key, Object::from(id))).collect::<Dictionary>())
        }
    };
    vec![
        control("nothing: a field signed by another program", fill(&|_| {}, &[])),
        control("nothing: a field signed with a drawing", fill(&looks(&["N"], new), &[(new, drawing())])),
        invalid("field moved when signed", fill(&|field| field.set("Rect", rect.clone()), &[])),
        invalid("field renamed when signed", fill(&|field| field.set("T", Object::string_literal("other")), &[])),
        invalid("action put on a field when signed", fill(&|field| field.set("AA", Dictionary::new()), &[])),
        invalid("field put on another page when signed", fill(&|field| field.set("P", page(&pdf, 1)), &[])),
        invalid("page content for a drawing when signed", fill(&looks(&["N"], content), &[])),
        invalid("field with two drawings when signed", fill(&looks(&["N", "R"], new), &[(new, drawing())])),
        invalid("page content changed when signed", fill(&|_| {}, &[(content, drawing())])),
        invalid("orphan added when signed", fill(&|_| {}, &[(new, drawing())])),
        invalid("earlier signature rewritten when signed", fill(&|_| {}, &[(signature(&pdf, 0), first.into())])),
    ]
}

/// Signatures in the wrong place, and of the wrong kind.
fn more(two: &[u8]) -> Vec<Forged> {
    let pdf = load(two);
    let (id, value) = (fields(&pdf)[2], fresh(&pdf));
    let with = |signature: Object, more: &[(ObjectId, Object)]| {
        let mut field = read(&pdf, id);
        field.set("V", signature);
        let objects: Vec<_> = more.iter().cloned().chain([(id, field.into())]).collect();
        sealed(&append(two, &objects, |_| {}))
    };
    let mut named = read(&pdf, root(&pdf));
    named.set("Perms", dictionary! { "DocMDP" => value });
    let certified = (value, certifying().into());
    vec![
        invalid("signature that is no object of its own", with(person().into(), &[])),
        invalid("second certification", with(value.into(), std::slice::from_ref(&certified))),
        invalid(
            "second certification, named by the catalog",
            with(value.into(), &[(root(&pdf), named.into()), certified]),
        ),
        invalid("sneaky field over the text, signed in order", added(two, [0, 0, 500, 800], person(), &|_| {})),
        invalid("sneaky field without size, signed in order", added(two, [0, 0, 0, 0], person(), &|_| {})),
    ]
}

/// Adds a field that has a signature already.
fn added(base: &[u8], rect: [i64; 4], signature: Dictionary, change: &dyn Fn(&mut Dictionary)) -> Vec<u8> {
    let pdf = load(base);
    let (new, value) = (fresh(&pdf), (fresh(&pdf).0 + 1, 0));
    let mut field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("sneaky"), "F" => 132,
        "P" => page(&pdf, 1), "Rect" => rect.map(Object::Integer).to_vec(), "V" => value,
    };
    change(&mut field);
    let mut list = read(&pdf, form(&pdf));
    let mut all: Vec<Object> = fields(&pdf).into_iter().map(Object::Reference).collect();
    all.push(new.into());
    list.set("Fields", all);
    let objects = [(form(&pdf), list.into()), (new, field.into()), (value, signature.into())];
    sealed(&append(base, &objects, |_| {}))
}

fn stamps(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let content = pdf.get_page_contents(page(&pdf, 1))[0];
    let put = |key: &'static str, value: Object| {
        added(signed, [0, 0, 0, 0], stamp(), &move |field: &mut Dictionary| field.set(key, value.clone()))
    };
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    vec![
        control("nothing: a timestamp by another program", added(signed, [0, 0, 0, 0], stamp(), &|_| {})),
        invalid("sneaky timestamp that is seen", added(signed, [0, 0, 9, 9], stamp(), &|_| {})),
        invalid("sneaky timestamp with a drawing", put("AP", dictionary! { "N" => content }.into())),
        invalid("sneaky timestamp with an action", put("A", script.into())),
        invalid("sneaky timestamp with the name of another field", put("T", Object::string_literal("reviewer"))),
        invalid(
            "sneaky timestamp in the format of a signature",
            added(signed, [0, 0, 0, 0], kind("DocTimeStamp", "ETSI.CAdES.detached"), &|_| {}),
        ),
    ]
}
