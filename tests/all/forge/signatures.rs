//! Forgeries of the signatures and their fields: what is covered, what is shown, and what is added.

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::Stream;
use lopdf::dictionary;

use super::Forged;
use super::append;
use super::catalog;
use super::changed;
use super::covering;
use super::dictionary as read;
use super::fields;
use super::form;
use super::fresh;
use super::inserted;
use super::invalid;
use super::last;
use super::load;
use super::page;
use super::patched;
use super::room;
use super::signature;

pub fn all(signed: &[u8]) -> Vec<Forged> {
    let mut all = covers(signed);
    all.extend(rewritten(signed));
    all.extend(form_fields(signed));
    all.extend(sneaky(signed));
    all.extend(covering::all(signed));
    all
}

/// In place, at the same width: a verifier that stops at the first oddity may forget the digest.
fn covers(signed: &[u8]) -> Vec<Forged> {
    let range = last(signed, b"/ByteRange[");
    let close = range + signed[range..].iter().position(|byte| *byte == b']').expect("its end") + 1;
    let with = |text: &str| {
        let width = close - range;
        let text = format!("{text}{}", " ".repeat(width - text.len()));
        [&signed[..range], text.as_bytes(), &signed[close..]].concat()
    };
    let numbers = String::from_utf8_lossy(&signed[range + 11..close - 1]).into_owned();
    let numbers: Vec<usize> = numbers.split_whitespace().map(|number| number.parse().expect("a number")).collect();
    let [_, a, b, c] = numbers[..] else { panic!("four numbers") };
    let zeros = || vec![b'0'; 54];
    vec![
        invalid("byte range missing", with("")),
        invalid("byte range under another name", patched(signed, b"/ByteRange[", b"/ByteRangX[")),
        invalid("byte range null", with("/ByteRange null")),
        invalid("byte range empty", with("/ByteRange[]")),
        invalid("byte range of zeros", with("/ByteRange[0 0 0 0]")),
        invalid("byte range negative", with(&format!("/ByteRange[0 {a} {b} -{}]", c % 100))),
        invalid("byte range that overlaps itself", with(&format!("/ByteRange[0 {b} {a} {c}]"))),
        invalid("byte range that begins later", with(&format!("/ByteRange[1 {a} {b} {c}]"))),
        invalid("byte range that ends earlier", with(&format!("/ByteRange[0 {a} {b} {}]", c - 1))),
        invalid("byte range that ends behind the file", with(&format!("/ByteRange[0 {a} {b} {}]", c + 1))),
        invalid("byte range with a wider gap", with(&format!("/ByteRange[0 {} {b} {c}]", a - 1))),
        invalid("byte range with a narrower gap", with(&format!("/ByteRange[0 {} {b} {c}]", a + 1))),
        invalid("byte range of six numbers", with(&format!("/ByteRange[0 {a} {b} 1 2 3]"))),
        invalid("byte range of real numbers", with(&format!("/ByteRange[0 {a}. {b} {c}]"))),
        invalid("signature of zeros", {
            let room = room(signed);
            [&signed[..room.start], &vec![b'0'; room.len()], &signed[room.end..]].concat()
        }),
        invalid("signature under another name", patched(signed, b"/Contents<", b"/Contentz<")),
        invalid("signature in parentheses", {
            let open = last(signed, b"/Contents<") + 9;
            let end = open + signed[open..].iter().position(|byte| *byte == b'>').expect("its end");
            let mut out = signed.to_vec();
            (out[open], out[end]) = (b'(', b')');
            out
        }),
        invalid("signature twice", {
            let at = last(signed, b"/ByteRange[");
            inserted(signed, at, &[b"/Contents<".as_slice(), &zeros(), b">"].concat())
        }),
        invalid("format of old", patched(signed, b"ETSI.CAdES.detached", b"adbe.pkcs7.detached")),
        invalid("format unknown", patched(signed, b"ETSI.CAdES.detached", b"ETSI.CAdES.attached")),
        invalid(
            "timestamp by its format alone",
            patched(signed, b"/SubFilter/ETSI.CAdES.detached", b"/SubFilter/ETSI.RFC3161       "),
        ),
    ]
}

/// By an update.
fn rewritten(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let third = signature(&pdf, 2);
    let write = |change: &dyn Fn(&mut Dictionary)| changed(signed, third, change);
    let nothing = || Object::String(Vec::new(), lopdf::StringFormat::Hexadecimal);
    let zero = || Object::String(vec![0], lopdf::StringFormat::Hexadecimal);
    vec![
        invalid("update without byte range", write(&|signature| drop(signature.remove(b"ByteRange")))),
        invalid("update with byte range null", write(&|signature| signature.set("ByteRange", Object::Null))),
        invalid("update without signature", write(&|signature| drop(signature.remove(b"Contents")))),
        invalid("update with signature null", write(&|signature| signature.set("Contents", Object::Null))),
        invalid("update with empty signature", write(&|signature| signature.set("Contents", nothing()))),
        invalid("update with signature 00", write(&|signature| signature.set("Contents", zero()))),
        invalid(
            "update with another name in the signature",
            write(&|s| s.set("Name", Object::string_literal("Mallory"))),
        ),
        invalid("content changed and the last signature copied", {
            let (copy, entries) = (fresh(&pdf), read(&pdf, third));
            let mut field = read(&pdf, fields(&pdf)[2]);
            field.set("V", copy);
            let content = pdf.get_page_contents(page(&pdf, 1))[0];
            let drawing = Stream::new(Dictionary::new(), b"0 0 9 9 re f".to_vec());
            let objects = [(fields(&pdf)[2], field.into()), (copy, entries.into()), (content, drawing.into())];
            append(signed, &objects, |_| {})
        }),
    ]
}

fn form_fields(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let (first, third, new) = (fields(&pdf)[0], fields(&pdf)[2], fresh(&pdf));
    let field = |change: &dyn Fn(&mut Dictionary)| changed(signed, third, change);
    let look = read(&pdf, third).get(b"AP").and_then(Object::as_dict).expect("an appearance").clone();
    let look = look.get(b"N").and_then(Object::as_reference).expect("its drawing");
    let mut drawing = pdf.get_object(look).and_then(Object::as_stream).expect("a drawing").clone();
    drawing.dict.remove(b"Filter");
    drawing.set_content(b"0 1 0 rg 0 0 99 99 re f".to_vec());
    let form_with = |change: &dyn Fn(&mut Dictionary)| changed(signed, form(&pdf), change);
    vec![
        invalid("appearance of a signed field swapped", {
            let mut entries = read(&pdf, third);
            entries.set("AP", dictionary! { "N" => new });
            append(signed, &[(third, entries.into()), (new, drawing.clone().into())], |_| {})
        }),
        invalid("appearance of a signed field overwritten", append(signed, &[(look, drawing.clone().into())], |_| {})),
        invalid(
            "signed field with a second appearance",
            field(&|field| {
                field.set("AP", dictionary! { "N" => look, "D" => look });
            }),
        ),
        invalid("signed field moved", field(&|field| field.set("Rect", [0, 0, 9, 9].map(Object::Integer).to_vec()))),
        invalid("signed field hidden", field(&|field| field.set("F", 2 + 128))),
        invalid("signed field emptied", field(&|field| drop(field.remove(b"V")))),
        invalid("signed field renamed", field(&|field| field.set("T", Object::string_literal("other")))),
        invalid("signed field shows another signature", field(&|field| field.set("V", signature(&pdf, 0)))),
        invalid("signed field with parts", field(&|field| field.set("Kids", vec![first.into()]))),
        invalid("action on a signed field", field(&|field| field.set("AA", Dictionary::new()))),
        invalid("all fields taken off the form", form_with(&|form| form.set("Fields", Vec::new()))),
        invalid("one field taken off the form", form_with(&|form| form.set("Fields", vec![first.into()]))),
        invalid(
            "a field twice in the form",
            form_with(&|form| {
                let mut all: Vec<Object> = fields(&pdf).into_iter().map(Object::Reference).collect();
                all.push(third.into());
                form.set("Fields", all);
            }),
        ),
        invalid("readers asked to draw the fields", form_with(&|form| form.set("NeedAppearances", true))),
        invalid("the file not append-only any more", form_with(&|form| form.set("SigFlags", 1))),
        invalid("the form taken off the catalog", catalog(signed, |catalog| drop(catalog.remove(b"AcroForm")))),
        invalid("the form swapped", {
            let mut entries = read(&pdf, super::root(&pdf));
            entries.set("AcroForm", new);
            let other = dictionary! { "Fields" => vec![first.into()], "SigFlags" => 3 };
            append(signed, &[(super::root(&pdf), entries.into()), (new, other.into())], |_| {})
        }),
    ]
}

/// Fields that were not there when the file was signed.
fn sneaky(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let (new, value) = (fresh(&pdf), (fresh(&pdf).0 + 1, 0));
    let field = |name: &str, rect: [i64; 4]| {
        dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal(name), "F" => 132,
            "P" => page(&pdf, 1), "Rect" => rect.map(Object::Integer).to_vec(),
        }
    };
    let add = |entries: Dictionary, more: Option<Dictionary>| {
        let mut list = read(&pdf, form(&pdf));
        let mut all: Vec<Object> = fields(&pdf).into_iter().map(Object::Reference).collect();
        all.push(new.into());
        list.set("Fields", all);
        let mut first = read(&pdf, page(&pdf, 1));
        first.set("Annots", vec![new.into()]);
        let mut objects: Vec<(lopdf::ObjectId, Object)> =
            vec![(form(&pdf), list.into()), (page(&pdf, 1), first.into()), (new, entries.into())];
        objects.extend(more.map(|more| (value, more.into())));
        append(signed, &objects, |_| {})
    };
    let with_value = |mut field: Dictionary| {
        field.set("V", value);
        field
    };
    let kind = |kind: &str, format: &str| {
        let mut signature = read(&pdf, signature(&pdf, 2));
        signature.set("Type", Object::Name(kind.into()));
        signature.set("SubFilter", Object::Name(format.into()));
        signature.remove(b"Reference");
        signature
    };
    let (person, stamp) = (kind("Sig", "ETSI.CAdES.detached"), kind("DocTimeStamp", "ETSI.RFC3161"));
    vec![
        invalid("sneaky empty field", add(field("sneaky", [0, 0, 500, 800]), None)),
        invalid("sneaky empty field without size", add(field("sneaky", [0, 0, 0, 0]), None)),
        invalid(
            "sneaky signed field over the text",
            add(with_value(field("sneaky", [0, 0, 500, 800])), Some(person.clone())),
        ),
        invalid("sneaky signed field without size", add(with_value(field("sneaky", [0, 0, 0, 0])), Some(person))),
        invalid("sneaky field with the name of another", add(field("reviewer", [0, 0, 0, 0]), None)),
        invalid("sneaky field without a name", add(field("", [0, 0, 0, 0]), None)),
        invalid("timestamp that is seen", add(with_value(field("stamp", [0, 0, 9, 9])), Some(stamp.clone()))),
        invalid(
            "timestamp with the byte range of a signature",
            add(with_value(field("stamp", [0, 0, 0, 0])), Some(stamp.clone())),
        ),
        invalid("timestamp with a drawing", {
            let mut field = with_value(field("stamp", [0, 0, 0, 0]));
            field.set("AP", dictionary! { "N" => page(&pdf, 1) });
            add(field, Some(stamp))
        }),
        invalid(
            "signature field that the form does not list",
            append(signed, &[(new, field("sneaky", [0, 0, 9, 9]).into())], |_| {}),
        ),
        invalid("text field added", {
            let mut text = field("text", [0, 0, 99, 99]);
            text.set("FT", "Tx");
            text.set("V", Object::string_literal("approved"));
            add(text, None)
        }),
    ]
}
