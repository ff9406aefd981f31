//! What the forgeries begin with: a report signed by three, and the means to append to it.

use std::cell::OnceCell;
use std::path::PathBuf;

use levelbook::pipeline;
use levelbook::pipeline::Document;
use levelbook::pipeline::Plan;
use levelbook::report::Engine;
use levelbook::report::Look;
use pades::cms;
use pades::demo;
use pades::keys::Identity;
use pades::keys::Secret;
use pades::pdf::enter;
use pades::pdf::enter::FieldEntry;
use pades::pdf::form;
use pades::pdf::form::Field;
use pades::trust::Trust;
use time::OffsetDateTime;
use time::macros::datetime;

/// The day on which everything here happens.
pub const NOW: OffsetDateTime = datetime!(2026-11-23 09:30:00 UTC);
/// The roles, in the order of signing.
pub const ROLES: [&str; 3] = ["lead", "reviewer", "approver"];
const ROOM: usize = 4096;

/// Keys of one authority: its trust, and a signer for each role.
pub struct Keys {
    pub trust: Trust,
    pub signers: Vec<Identity>,
}

/// New keys under the names that all demonstration keys bear.
pub fn keys() -> Keys {
    let secret = Secret::new(b"secret".to_vec());
    let roles = ROLES.map(|role| (role.to_owned(), role.to_owned()));
    let files = demo::make(&roles, NOW, &secret).expect("keys can be made");
    let file = |name: &str| files.iter().find(|file| file.name == name).expect("the file is made").bytes.clone();
    let mut trust = Trust::default();
    trust.add_pem(&file("trust.pem")).expect("the authority can be read");
    let signer = |role: &str| Identity::from_pkcs12(&file(&format!("{role}.p12")), &secret).expect("a key");
    Keys { trust, signers: ROLES.iter().map(|role| signer(role)).collect() }
}

pub struct Base {
    pub keys: Keys,
    /// The report as it was typeset.
    pub plain: Vec<u8>,
    /// With its empty fields.
    pub form: Vec<u8>,
    /// What is seen of a signature.
    pub look: Vec<u8>,
    /// With one, two and three signatures.
    pub signed: Vec<Vec<u8>>,
}

impl Base {
    /// The whole.
    pub fn pdf(&self) -> &[u8] {
        &self.signed[2]
    }
}

/// A report of the harbour, certified by the first of three who sign.
pub fn base() -> &'static Base {
    // A key may be bound to the thread that opened it: each test has its own.
    thread_local! {
        static BASE: OnceCell<&'static Base> = const { OnceCell::new() };
    }
    BASE.with(|base| *base.get_or_init(|| Box::leak(Box::new(make()))))
}

fn make() -> Base {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/books/harbour");
    let opened = pipeline::open(&folder).expect("the book can be read");
    let plan = Plan { documents: vec![Document::from("north-pier")], ..Plan::default() };
    let (output, mut sink) = crate::library::build(&opened, plan);
    let plain = output.files.into_values().next().expect("the report is made");
    let engine = Engine::new(&opened.main().theme, &mut sink);
    let look = Look { width: 200.0, height: 50.0, language: "en".to_owned(), ..Look::default() };
    let look = engine.look(&look, &mut sink).expect("the signature is drawn");
    let form = form::finalise(&plain, &ROLES.map(field)).expect("fields can be added");
    let keys = keys();
    let mut signed: Vec<Vec<u8>> = Vec::new();
    for (index, role) in ROLES.iter().enumerate() {
        let before = signed.last().unwrap_or(&form);
        signed.push(sign(before, role, &keys.signers[index], (index == 0).then_some(2), &look));
    }
    Base { keys, plain, form, look, signed }
}

/// A field for a role on the first page.
pub fn field(role: &str) -> Field {
    let bottom = 100.0 + 60.0 * ROLES.iter().position(|known| *known == role).unwrap_or(4) as f32;
    Field {
        name: role.to_owned(),
        label: format!("Signature of {role}"),
        page: 1,
        rect: [50.0, bottom, 250.0, bottom + 50.0],
    }
}

/// A signature in a field.
pub fn sign(pdf: &[u8], role: &str, signer: &Identity, certify: Option<i64>, look: &[u8]) -> Vec<u8> {
    let entry = FieldEntry {
        field: role,
        name: role,
        reason: "I accept",
        time: "D:20261123093000Z",
        certify,
        appearance: look,
        reserve: ROOM,
    };
    let prepared = enter::prepare(pdf, &entry).expect("the field can be signed");
    let signature = cms::sign(signer, &prepared.covered(), None).expect("the key signs");
    prepared.complete(&signature).expect("there is room")
}

/// A signature in a field whose CMS is made by a forger.
pub fn sign_with(pdf: &[u8], role: &str, certify: Option<i64>, make: impl Fn(&[&[u8]]) -> Vec<u8>) -> Vec<u8> {
    let look = &base().look;
    let entry = FieldEntry {
        field: role,
        name: role,
        reason: "",
        time: "D:20261123093000Z",
        certify,
        appearance: look,
        reserve: ROOM,
    };
    let prepared = enter::prepare(pdf, &entry).expect("the field can be signed");
    let signature = make(&prepared.covered());
    prepared.complete(&signature).expect("there is room")
}

/// The place of the last occurrence of some bytes.
pub fn last(pdf: &[u8], what: &str) -> usize {
    pdf.windows(what.len()).rposition(|window| window == what.as_bytes()).unwrap_or_else(|| panic!("no {what}"))
}

/// The place of the first occurrence of some bytes from a place on.
pub fn next(pdf: &[u8], from: usize, what: &str) -> usize {
    let rest = &pdf[from..];
    from + rest.windows(what.len()).position(|window| window == what.as_bytes()).unwrap_or_else(|| panic!("no {what}"))
}

/// The number behind some bytes.
pub fn number(pdf: &[u8], at: usize) -> usize {
    let digits: String =
        pdf[at..].iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    digits.parse().expect("a number")
}

/// Where the last table of objects is.
pub fn table(pdf: &[u8]) -> usize {
    number(pdf, last(pdf, "startxref\n") + 10)
}

/// The last trailer without its braces.
pub fn trailer(pdf: &[u8]) -> String {
    let from = last(pdf, "trailer\n<<") + 10;
    String::from_utf8_lossy(&pdf[from..next(pdf, from, ">>\nstartxref")]).into_owned()
}

/// A trailer with another value of a key that is a number or a reference.
pub fn with(trailer: &str, key: &str, value: &str) -> String {
    let from = trailer.find(key).unwrap_or_else(|| panic!("no {key}")) + key.len();
    let rest = trailer[from..].trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit() || c == 'R');
    format!("{}{key} {value}{rest}", &trailer[..from - key.len()])
}

/// The file with an update of these objects, written as any tool would write it.
pub fn append(pdf: &[u8], objects: &[(usize, String)]) -> Vec<u8> {
    let size = objects.iter().map(|(id, _)| id + 1).chain([number(pdf, last(pdf, "/Size ") + 6)]).max().unwrap_or(0);
    let trailer = with(&with(&trailer(pdf), "/Prev", &table(pdf).to_string()), "/Size", &size.to_string());
    append_with(pdf, objects, &trailer)
}

/// The same under a trailer of one's own.
pub fn append_with(pdf: &[u8], objects: &[(usize, String)], trailer: &str) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let mut entries = Vec::new();
    for (id, body) in objects {
        entries.push((*id, format!("{id} 1\n{:010} 00000 n \n", out.len())));
        out.extend_from_slice(format!("{id} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    // In order, as a table has to be: a forger leaves nothing to find but the forgery.
    entries.sort();
    let table: String = std::iter::once("xref\n").chain(entries.iter().map(|(_, entry)| entry.as_str())).collect();
    let at = out.len();
    out.extend_from_slice(format!("{table}trailer\n<<{trailer}>>\nstartxref\n{at}\n%%EOF\n").as_bytes());
    out
}

/// The newest text of an object that is no stream.
pub fn object(pdf: &[u8], id: usize) -> String {
    let head = format!("\n{id} 0 obj\n");
    let from = last(pdf, &head) + head.len();
    String::from_utf8_lossy(&pdf[from..next(pdf, from, "\nendobj")]).into_owned()
}

/// The number of the object that a key names.
pub fn named(text: &str, key: &str) -> usize {
    let from = text.find(key).unwrap_or_else(|| panic!("no {key}")) + key.len();
    number(text.as_bytes(), from + text[from..].find(|c: char| c.is_ascii_digit()).expect("a number"))
}

/// The number of the catalog.
pub fn catalog(pdf: &[u8]) -> usize {
    named(&trailer(pdf), "/Root")
}

/// The number of a role's field.
pub fn field_of(pdf: &[u8], role: &str) -> usize {
    let name = next(pdf, 0, &format!("/T({role})"));
    let head = pdf[..name].windows(6).rposition(|window| window == b" 0 obj").expect("an object");
    let line = pdf[..head].iter().rposition(|byte| *byte == b'\n').expect("a line") + 1;
    number(pdf, line)
}

/// The number of an object not used yet.
pub fn fresh(pdf: &[u8]) -> usize {
    number(pdf, last(pdf, "/Size ") + 6)
}
