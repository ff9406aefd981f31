//! What may stand behind a signature, and what may not.
//!
//! `forgeries/base.pdf` is a report that three roles signed with demonstration keys. [`Update`] appends to it what a program
//! that keeps signatures for long adds: a security store with a certificate. That file holds. Each line of the tables below
//! changes one thing of it, without a key, and must be refused by name. `forgeries/tails` holds updates that were called
//! valid once, while some viewer showed a page that nobody signed.

mod update;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;

use pades::keys;
use pades::trust::Trust;
use pades::verdict::Finding;
use pades::verdict::Kind;
use pades::verdict::Reason;
use pades::verdict::Verdict;
use pades::verify;
use update::Base;
use update::Update;

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forgeries")
}

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| Base::of(fs::read(home().join("base.pdf")).expect("the base")))
}

/// What holds: the base with a security store.
fn honest() -> Update {
    Update::honest(base(), &certificate())
}

const CATALOG: u32 = 4158;
const SIZE: u32 = 4223;
const TABLE: usize = 1_102_507;

fn trust() -> &'static Trust {
    static TRUST: OnceLock<Trust> = OnceLock::new();
    TRUST.get_or_init(|| {
        let mut trust = Trust::default();
        trust.add_pem(&fs::read(home().join("trust.pem")).expect("the authority")).expect("a certificate");
        trust
    })
}

/// A certificate, in DER.
fn certificate() -> Vec<u8> {
    let pem = fs::read(home().join("trust.pem")).expect("the authority");
    keys::pem_certificates(&pem).expect("PEM").remove(0)
}

/// The verdict on a file, and all that was said.
fn judged(pdf: &[u8]) -> (Verdict, Vec<Finding>) {
    let now = time::macros::datetime!(2026-11-27 12:00 UTC);
    let checked = verify::check(pdf, trust(), Some(now));
    let of_signatures = checked.signatures.iter().flat_map(|signature| signature.findings.clone());
    (checked.verdict(), checked.findings.iter().cloned().chain(of_signatures).collect())
}

/// Checks that each file is refused, for a reason of the right kind.
fn refused(cases: Vec<(&str, Update, Kind)>) {
    let mut wrong = Vec::new();
    for (name, update, kind) in cases {
        let (verdict, findings) = judged(&update.bytes());
        let named = findings.iter().any(|finding| finding.kind == kind);
        if verdict != Verdict::Invalid || !named {
            wrong.push(format!("{name}: {verdict:?}, not for `{}`: {findings:#?}", kind.code()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn what_is_left_alone_holds() {
    for (name, update) in [
        ("a security store", honest()),
        (
            "its table in one section",
            honest().change(|update| {
                let lines = update.sections.drain(2..).flat_map(|(_, lines)| lines).collect();
                update.sections.push((format!("{SIZE} 2"), lines));
            }),
        ),
        (
            "line ends of two bytes",
            honest().change(|update| {
                update
                    .sections
                    .iter_mut()
                    .flat_map(|(_, lines)| lines)
                    .for_each(|line| *line = line.replace(" \n", "\r\n"));
            }),
        ),
        ("no line end behind the file", honest().change(|update| update.close = "\n%%EOF".to_owned())),
        (
            "a store that says for which signature",
            honest().object(
                SIZE,
                "/Type/DSS",
                &format!(
                    "/Type/DSS/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</Type/VRI/Cert[{} 0 R]>>>>",
                    SIZE + 1
                ),
            ),
        ),
    ] {
        let (verdict, findings) = judged(&update.bytes());
        assert_eq!((verdict, findings), (Verdict::Valid, Vec::new()), "{name}");
    }
    assert_eq!(judged(&base().pdf), (Verdict::Valid, Vec::new()), "the base");
}

#[test]
fn kept_updates_are_refused() {
    let mut tails: Vec<PathBuf> =
        fs::read_dir(home().join("tails")).expect("the tails").flatten().map(|entry| entry.path()).collect();
    tails.sort();
    assert!(tails.len() > 10);
    for tail in tails {
        let forged = [base().pdf.as_slice(), &fs::read(&tail).expect("a tail")].concat();
        let (verdict, findings) = judged(&forged);
        assert_eq!(verdict, Verdict::Invalid, "{}", tail.display());
        assert!(findings.iter().any(|finding| finding.kind == Kind::Structure), "{}: {findings:#?}", tail.display());
    }
}

#[test]
fn trailers() {
    let prev = format!("/Prev {TABLE}");
    let size = format!("/Size {}", SIZE + 2);
    let with = |text: &str| honest().trailer(">>", &format!("{text}>>"));
    let instead_of_prev = |text: &str| honest().trailer(&prev, text);
    let instead_of_size = |text: &str| honest().trailer(&size, text);
    let cases: Vec<(&str, Update)> = vec![
        ("a second table", with("/XRefStm 15")),
        ("a second table, spelt with an escape", with("/XRefSt#6d 15")),
        ("a second table, spelt with escapes only", with("/#58#52#65#66#53#74#6d 15")),
        ("a key that is not known", with("/Foo 1")),
        ("encryption", with("/Encrypt<<>>")),
        ("encryption, spelt with an escape", with("/Encryp#74<<>>")),
        ("the catalog twice", with(&format!("/Root {CATALOG} 0 R"))),
        ("the catalog twice, spelt with an escape", with("/R#6fot 1 0 R")),
        ("a table before twice", with("/Prev 15")),
        ("a table before twice, spelt with an escape", with("/Pre#76 15")),
        ("a size twice", with("/Size 4")),
        ("keys of a table that is a stream", with("/Type/XRef/W[1 4 2]")),
        ("another catalog", honest().trailer(&format!("/Root {CATALOG} 0 R"), "/Root 1 0 R")),
        ("a catalog of another generation", honest().trailer(&format!("/Root {CATALOG} 0 R"), "/Root 4158 1 R")),
        ("a catalog in the trailer", honest().trailer(&format!("/Root {CATALOG} 0 R"), "/Root<</Type/Catalog>>")),
        ("no catalog", honest().trailer(&format!("/Root {CATALOG} 0 R"), "")),
        ("other information", honest().trailer("/Info 4156 0 R", "/Info 4157 0 R")),
        ("no information", honest().trailer("/Info 4156 0 R", "")),
        ("another document", honest().trailer("j5/2", "j5/3")),
        (
            "no id",
            with("").change(|update| {
                let at = update.trailer.find("/ID").expect("an id");
                let end = at + update.trailer[at..].find(']').expect("its end") + 1;
                update.trailer.replace_range(at..end, "");
            }),
        ),
        ("no table before", instead_of_prev("")),
        ("a table before as a fraction", instead_of_prev(&format!("{prev}.0"))),
        ("a table before with a sign", instead_of_prev(&format!("/Prev +{TABLE}"))),
        ("a table before with a zero ahead", instead_of_prev(&format!("/Prev 0{TABLE}"))),
        ("a table before that stands elsewhere", instead_of_prev("/Prev 1 0 R")),
        ("a table before that is negative", instead_of_prev("/Prev -1")),
        ("a table before that is null", instead_of_prev("/Prev null")),
        ("the table before the last", instead_of_prev("/Prev 1063310")),
        ("itself as the table before", instead_of_prev("/Prev @TABLE")),
        ("a table before in a list", instead_of_prev(&format!("/Prev[{TABLE}]"))),
        ("no size", instead_of_size("")),
        ("a size of zero", instead_of_size("/Size 0")),
        ("a negative size", instead_of_size("/Size -1")),
        ("a huge size", instead_of_size("/Size 99999999")),
        ("a size that is one too large", instead_of_size(&format!("/Size {}", SIZE + 3))),
        ("a size that is one too small", instead_of_size(&format!("/Size {}", SIZE + 1))),
        ("a size with a sign", instead_of_size(&format!("/Size +{}", SIZE + 2))),
        ("a size as a fraction", instead_of_size(&format!("/Size {}.0", SIZE + 2))),
        ("a size that stands elsewhere", instead_of_size("/Size 4222 0 R")),
        ("a comment", with("%x\n")),
        ("a tabulator", with("\t")),
        ("a byte of zero", with("\0")),
        ("a key without a value", with("/Info null")),
        ("two dictionaries", with("").change(|update| update.trailer.push_str("<</Root 1 0 R>>"))),
        (
            "two dictionaries, the false one first",
            with("").change(|update| {
                update.trailer = format!("<</Root 1 0 R>>{}", update.trailer);
            }),
        ),
        ("junk behind it", with("").change(|update| update.gap = "\njunk\n".to_owned())),
        ("a comment behind it", with("").change(|update| update.gap = "\n%x\n".to_owned())),
        ("an object behind it", with("").change(|update| update.gap = "\n7 0 obj\nnull\nendobj\n".to_owned())),
        (
            "a second trailer",
            with("").change(|update| {
                update.gap = "\ntrailer\n<</Root 1 0 R/Size 9999>>\n".to_owned();
            }),
        ),
        (
            "a second trailer ahead of it",
            with("").change(|update| {
                update.trailer_word = "trailer\n<</Root 1 0 R/Size 9999>>\ntrailer\n".to_owned();
            }),
        ),
        ("a second `startxref`", with("").change(|update| update.gap = "\nstartxref\n15\n".to_owned())),
        ("a second end", with("").change(|update| update.close = "\n%%EOF\n%%EOF\n".to_owned())),
        ("bytes behind the end", with("").change(|update| update.close = "\n%%EOF\n\n".to_owned())),
        ("a place of the table with a zero ahead", with("").change(|update| update.place = "0{}".to_owned())),
        ("a place of the table with a blank ahead", with("").change(|update| update.place = " {}".to_owned())),
        ("a comment ahead of the place of the table", with("").change(|update| update.place = "%x\n{}".to_owned())),
        ("an end that is not closed", with("").change(|update| update.close = "\n%%EO\n".to_owned())),
        (
            "a trailer that is not closed",
            with("").change(|update| {
                update.trailer.truncate(60);
            }),
        ),
        ("a trailer that is nested without end", with(&format!("/A{}{}", "[".repeat(5000), "]".repeat(5000)))),
    ];
    refused(cases.into_iter().map(|(name, update)| (name, update, Kind::Structure)).collect());
}

/// The sections of a table.
type Sections = Vec<(String, Vec<String>)>;

#[test]
fn tables() {
    let sections = |change: &dyn Fn(&mut Sections)| honest().change(|update| change(&mut update.sections));
    let line = |at: usize, from: &'static str, to: &'static str| {
        sections(&move |sections| sections[at].1[0] = sections[at].1[0].replace(from, to))
    };
    let cases: Vec<(&str, Update)> = vec![
        ("an empty section", sections(&|sections| sections.insert(1, ("5 0".to_owned(), Vec::new())))),
        ("an empty section at the end", sections(&|sections| sections.push(("9999 0".to_owned(), Vec::new())))),
        ("a section that is far off", sections(&|sections| sections[0].0 = "99999999 1".to_owned())),
        ("a section beyond all numbers", sections(&|sections| sections[3].0 = "999999999999 1".to_owned())),
        ("a section with a sign", sections(&|sections| sections[1].0 = format!("+{CATALOG} 1"))),
        ("a section with a zero ahead", sections(&|sections| sections[1].0 = format!("0{CATALOG} 1"))),
        ("a section with two blanks", sections(&|sections| sections[1].0 = format!("{CATALOG}  1"))),
        ("a section with a comment", sections(&|sections| sections[1].0 = format!("{CATALOG} 1%x"))),
        (
            "a section that is longer than it says",
            sections(&|sections| {
                let more = sections.remove(3).1;
                sections[2].1.extend(more);
            }),
        ),
        ("a section that is shorter than it says", sections(&|sections| sections[3].0 = format!("{} 2", SIZE + 1))),
        ("sections out of order", sections(&|sections| sections.swap(1, 2))),
        ("the free one last", sections(&|sections| sections.rotate_left(1))),
        (
            "an object twice",
            sections(&|sections| {
                let again = sections[1].clone();
                sections.insert(2, again);
            }),
        ),
        (
            "sections that overlap",
            sections(&|sections| {
                let more = sections[2].1.clone();
                sections[1] = (format!("{} 2", SIZE - 1), [sections[1].1.clone(), more].concat());
            }),
        ),
        ("an entry of nineteen bytes", line(1, " \n", "\n")),
        ("an entry of twenty-one bytes", line(1, " \n", "  \n")),
        ("an entry that ends in two blanks", line(1, " \n", "  ")),
        ("an entry that ends in a line end too many", line(1, " \n", "\n\n")),
        ("an entry of another kind", line(1, " n", " x")),
        ("an entry of another generation", line(1, "00000 n", "00001 n")),
        ("an entry with a tabulator", line(1, " 00000", "\t00000")),
        ("an entry with a sign", line(1, "@4158 00000", "+@4158 0000")),
        (
            "an object declared free",
            sections(&|sections| {
                sections.insert(1, ("1 1".to_owned(), vec!["0000000000 00001 f \n".to_owned()]));
            }),
        ),
        (
            "an object declared free for good",
            sections(&|sections| {
                sections.insert(1, ("1 1".to_owned(), vec!["0000000000 65535 f \n".to_owned()]));
            }),
        ),
        ("the first object in use", sections(&|sections| sections[0].1[0] = "0000000015 00000 n \n".to_owned())),
        (
            "the first object free for another",
            sections(&|sections| sections[0].1[0] = "0000000007 65535 f \n".to_owned()),
        ),
        (
            "an object of a revision before",
            sections(&|sections| {
                sections.insert(1, ("1 1".to_owned(), vec!["0000000016 00000 n \n".to_owned()]));
            }),
        ),
        (
            "two numbers for one place",
            sections(&|sections| {
                let line = sections[1].1[0].clone();
                sections.insert(1, (format!("{} 1", CATALOG - 1), vec![line]));
            }),
        ),
        ("an object beyond the file", sections(&|sections| sections[3].1[0] = "0099999999 00000 n \n".to_owned())),
        ("an object that is not listed", sections(&|sections| drop(sections.pop()))),
        ("no head", honest().change(|update| update.head = String::new())),
        ("a head with a blank", honest().change(|update| update.head = "xref \n".to_owned())),
        ("a head with a comment", honest().change(|update| update.head = "xref%x\n".to_owned())),
        ("two heads", honest().change(|update| update.head = "xref\nxref\n".to_owned())),
        ("a comment ahead of the trailer", honest().change(|update| update.trailer_word = "%x\ntrailer\n".to_owned())),
        ("bytes ahead of the table", honest().change(|update| update.ahead.1 = b"junk\n".to_vec())),
        ("a comment ahead of the table", honest().change(|update| update.ahead.1 = b"%x\n".to_vec())),
        (
            "an object ahead of the table",
            honest().change(|update| {
                update.ahead.1 = b"9 0 obj\n(hidden)\nendobj\n".to_vec();
            }),
        ),
        ("bytes ahead of the first object", honest().change(|update| update.ahead.0 = b"junk\n".to_vec())),
        ("a comment ahead of the first object", honest().change(|update| update.ahead.0 = b"%x\n".to_vec())),
        (
            "a head of a file ahead of the first object",
            honest().change(|update| update.ahead.0 = b"%PDF-1.7\n".to_vec()),
        ),
        ("many line ends ahead of the first object", honest().change(|update| update.ahead.0 = vec![b'\n'; 5])),
    ];
    refused(cases.into_iter().map(|(name, update)| (name, update, Kind::Structure)).collect());
}

#[test]
fn objects() {
    let catalog = |from: &str, to: &str| honest().object(CATALOG, from, to);
    let stream =
        |head: &str, body: &[u8]| -> Vec<u8> { [head.as_bytes(), b"\nstream\n", body, b"\nendstream"].concat() };
    let spelt: Vec<(&str, Update)> = vec![
        ("a key spelt with an escape", catalog("/DSS", "/Pag#65s 1 0 R/DSS")),
        ("a name spelt with an escape", catalog("/Type/Catalog", "/Type/Catalo#67")),
        ("a key twice", catalog("/DSS", "/Pages 1 0 R/DSS")),
        ("a key twice, at the end", catalog(">>", "/Lang(x)/Lang(y)>>")),
        ("a key without a value", catalog("/DSS", "/AA null/DSS")),
        ("a comment", catalog("/DSS", "%x\n/DSS")),
        ("a tabulator", catalog("/DSS", "\t/DSS")),
        ("a byte of zero", catalog("/DSS", "\0/DSS")),
        ("a number with a sign", catalog("/DSS 4223", "/DSS +4223")),
        ("a number with a zero ahead", catalog("/DSS 4223", "/DSS 04223")),
        ("two values in one object", honest().object(SIZE, ">>", ">>(more)")),
        ("a name that is empty", honest().object(SIZE, "/Type", "/ 1/Type")),
        ("an object that says another number", honest().object(SIZE, "<<", "@7 0 obj\n<<")),
        ("an object of another generation", honest().object(SIZE, "<<", &format!("@{SIZE} 1 obj\n<<"))),
        ("an object with a comment in its head", honest().object(SIZE, "<<", &format!("@{SIZE} 0%x\nobj\n<<"))),
        ("an object within an object", honest().object(SIZE, ">>", ">>\nendobj\n9 0 obj\nnull")),
        ("bytes behind an object", honest().object(SIZE, ">>", ">>\nendobj\njunk")),
        (
            "a stream longer than it says",
            honest().change(|update| {
                let length = certificate().len();
                *update = update.clone().object(SIZE + 1, &format!("{length}"), &format!("{}", length - 1));
            }),
        ),
        (
            "a stream whose length stands elsewhere",
            honest().change(|update| {
                *update = update.clone().object(SIZE + 1, &format!("{}", certificate().len()), "4222 0 R");
            }),
        ),
        (
            "a stream without a length",
            honest().change(|update| {
                *update = update.clone().object(SIZE + 1, &format!("/Length {}", certificate().len()), "");
            }),
        ),
        ("a stream with a key twice", honest().object(SIZE + 1, "/Length", "/Length 3/Length")),
        ("a stream in another file", honest().object(SIZE + 1, "/Length", "/F(other.pdf)/Length")),
        ("a stream that is encrypted by itself", honest().object(SIZE + 1, "/Length", "/Filter/Crypt/Length")),
        ("a stream with two filters", honest().object(SIZE + 1, "/Length", "/Filter[/FlateDecode/FlateDecode]/Length")),
        ("a stream with an abbreviated filter", honest().object(SIZE + 1, "/Length", "/Filter/Fl/Length")),
        ("a stream whose filter stands elsewhere", honest().object(SIZE + 1, "/Length", "/Filter 7 0 R/Length")),
        ("a stream with parameters", honest().object(SIZE + 1, "/Length", "/DecodeParms<</Predictor 12>>/Length")),
        ("a stream that can't be unfolded", honest().object(SIZE + 1, "/Length", "/Filter/FlateDecode/Length")),
        (
            "a table that is a stream",
            honest().with(SIZE + 2, &stream("<</Type/XRef/W[1 2 1]/Index[1 1]/Size 2/Length 4>>", &[1, 0, 15, 0])),
        ),
        (
            "objects within a stream",
            honest().with(SIZE + 2, &stream("<</Type/ObjStm/N 1/First 7/Length 13>>", b"4158 0 <<>>  ")),
        ),
    ];
    refused(spelt.into_iter().map(|(name, update)| (name, update, Kind::Structure)).collect());
    let evil = |update: Update| {
        update
            .with(SIZE + 2, b"<</Type/Pages/Count 1/Kids[4226 0 R]>>")
            .with(SIZE + 3, b"<</Type/Page/Parent 4225 0 R/MediaBox[0 0 595 842]/Contents 4227 0 R>>")
            .with(SIZE + 4, &stream("<</Length 20>>", b"0 0 1 rg 0 0 9 9 re "))
    };
    let changed: Vec<(&str, Update)> = vec![
        ("other pages", evil(catalog("/DSS", "/DSS")).object(CATALOG, "/Pages 1 0 R", "/Pages 4225 0 R")),
        ("pages that the store leads to", evil(honest().object(SIZE, "/Type/DSS", "/Type/DSS/Kids 4225 0 R"))),
        ("pages that a certificate leads to", evil(honest().object(SIZE + 1, "/Length", "/Parent 4225 0 R/Length"))),
        ("pages that nothing leads to", evil(honest())),
        ("an action on opening", catalog("/DSS", "/OpenAction<</S/JavaScript/JS(x)>>/DSS")),
        ("actions", catalog("/DSS", "/AA<<>>/DSS")),
        ("another form", catalog("/AcroForm", "/AcroForm 1 0 R/Other")),
        ("no certification any more", catalog("/Perms", "/Nerms")),
        ("layers", catalog("/DSS", "/OCProperties<<>>/DSS")),
        ("another language", catalog("/Lang", "/Lung")),
        ("a font replaced", honest().with(4100, b"<</Type/Font>>")),
        ("the pages replaced", honest().with(1, b"<</Type/Pages/Count 0/Kids[]>>")),
        ("the information replaced", honest().with(4156, b"<</Title(Level 4)>>")),
        ("a new object", honest().with(SIZE + 2, b"null")),
    ];
    refused(changed.into_iter().map(|(name, update)| (name, update, Kind::Change)).collect());
}

#[test]
fn security_stores() {
    let store = |from: &str, to: &str| honest().object(SIZE, from, to);
    let entry = |body: &[u8]| {
        let stream = [format!("<</Length {}>>\nstream\n", body.len()).as_bytes(), body, b"\nendstream"].concat();
        honest().change(move |update| update.objects[2].1 = stream.clone())
    };
    let der = certificate();
    let second = |body: &[u8]| {
        let stream = [format!("<</Length {}>>\nstream\n", body.len()).as_bytes(), body, b"\nendstream"].concat();
        honest().with(SIZE + 2, &stream)
    };
    let list = format!("/Certs[{} 0 R]", SIZE + 1);
    let cases: Vec<(&str, Update)> = vec![
        ("a certificate that is a text", entry(b"Level 4, approved")),
        ("a certificate with bytes behind it", entry(&[der.as_slice(), b"\0"].concat())),
        ("a certificate that is cut off", entry(&der[..der.len() - 1])),
        ("a certificate as a list of revoked ones", store("/Certs", "/CRLs")),
        ("a certificate as an answer", store("/Certs", "/OCSPs")),
        (
            "a certificate that is a page tree",
            honest().change(|update| {
                update.objects[2].1 = b"<</Type/Pages/Kids[]/Count 0>>".to_vec();
            }),
        ),
        ("a certificate that says more", honest().object(SIZE + 1, "/Length", "/JS(app.alert\\(1\\))/Length")),
        ("a certificate with a type", honest().object(SIZE + 1, "/Length", "/Type/EmbeddedFile/Length")),
        ("a certificate that is not there", store(&list, "/Certs[9999 0 R]")),
        ("a certificate that stands in the list", store(&list, "/Certs[(x)]")),
        ("no list", store(&list, "/Certs(x)")),
        ("a script", store("/Type/DSS", "/Type/DSS/JS(app.alert\\(1\\))")),
        ("an action", store("/Type/DSS", "/Type/DSS/OpenAction<</S/JavaScript/JS(x)>>")),
        ("another type", store("/Type/DSS", "/Type/Pages")),
        ("an entry for no signature", store("/Type/DSS", "/Type/DSS/VRI<</X<</Cert[]>>>>")),
        (
            "an entry for a signature that says more",
            store("/Type/DSS", "/Type/DSS/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</JS(x)>>>>"),
        ),
        (
            "an entry for a signature with a text",
            store("/Type/DSS", "/Type/DSS/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</Cert(x)>>>>"),
        ),
        ("entries that are no dictionary", store("/Type/DSS", "/Type/DSS/VRI[]")),
        ("an object that it does not list", second(&der)),
        ("an object that it lists as two kinds", store(&list, &format!("{list}/CRLs[{} 0 R]", SIZE + 1))),
        ("a font of the report as a certificate", store(&list, "/Certs[4100 0 R]")),
    ];
    refused(cases.into_iter().map(|(name, update)| (name, update, Kind::Change)).collect());
}

/// A file that is linearised as a whole has its tables in another order, and is not read. Nobody can make a file so by
/// appending to it, or by a comment ahead of it.
#[test]
fn linearised_files() {
    // The first of two tables, which leads to the second; `L` is the length of the file.
    let linearised = |length: usize| {
        let head = format!("%PDF-1.7\n1 0 obj\n<</Linearized 1/L {length:06}/H[1 1]/O 2/E 1/N 1/T 1>>\nendobj\n");
        let first = "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 2/Root 1 0 R/Prev 200>>\nstartxref\n0\n%%EOF\n";
        let rest = "2 0 obj\nnull\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 2>>\n";
        format!("{head}{first}{rest}startxref\n{}\n%%EOF\n", head.len())
    };
    let length = linearised(0).len();
    let kind = |pdf: &str| judged(pdf.as_bytes()).1.first().map(|finding| finding.kind);
    assert_eq!(kind(&linearised(length)), Some(Kind::NotRead));
    assert_eq!(judged(linearised(length).as_bytes()).0, Verdict::Indeterminate);
    assert_eq!(kind(&linearised(length + 1)), Some(Kind::Structure), "another length");
    assert_eq!(kind(&format!("{}junk", linearised(length))), Some(Kind::Structure), "something behind it");
    assert_eq!(kind(&linearised(length).replace("/Linearized", "/Otherised")), Some(Kind::Structure), "no word of it");
    let text = b"%/Linearized 1\n";
    let commented = [&base().pdf[..9], text, &base().pdf[9..]].concat();
    assert_eq!(judged(&commented).0, Verdict::Invalid, "a comment in the base");
}
