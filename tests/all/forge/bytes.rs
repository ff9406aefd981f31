//! Forgeries of the bytes: tables of objects, trailers, and what stands where none of them looks.

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::Stream;
use lopdf::dictionary;

use pades::verdict::Verdict;

use super::By;
use super::Forged;
use super::append;
use super::closed;
use super::fresh;
use super::inserted;
use super::invalid;
use super::last;
use super::load;
use super::page;
use super::patched;
use super::room;
use super::root;

fn content(signed: &[u8]) -> (lopdf::ObjectId, Object) {
    let pdf = load(signed);
    let id = pdf.get_page_contents(page(&pdf, 1))[0];
    (id, Stream::new(Dictionary::new(), b"0 0 1 rg 0 0 500 500 re f".to_vec()).into())
}

fn written(id: lopdf::ObjectId, object: &Object) -> Vec<u8> {
    let mut out = format!("{} {} obj\n", id.0, id.1).into_bytes();
    lopdf::Writer::write_object(&mut out, object).expect("it is written");
    out.extend(b"\nendobj\n");
    out
}

pub fn all(signed: &[u8]) -> Vec<Forged> {
    let mut all = plain(signed);
    all.extend(tables(signed));
    all.extend(gaps(signed));
    all.extend(streams(signed));
    all
}

fn plain(signed: &[u8]) -> Vec<Forged> {
    let by = |name, bytes, by, expected| Forged { name, bytes, expected, by };
    let flip = |at: usize| {
        let mut out = signed.to_vec();
        out[at] ^= 1;
        out
    };
    let first = signed.windows(7).position(|window| window == b"endobj\n").expect("an object");
    let (_, update) = content(signed);
    let ends: Vec<usize> =
        (0..signed.len() - 5).filter(|at| &signed[*at..*at + 5] == b"%%EOF").map(|at| at + 6).collect();
    vec![
        by(
            "flipped byte in the reason of the last signature",
            patched(signed, b"/Reason(I", b"/Reason(U"),
            By::Signature,
            Verdict::Invalid,
        ),
        by("flipped byte in the signature", flip(last(signed, b"/Contents<") + 13), By::Signature, Verdict::Invalid),
        by("bytes behind the signature in its room", patched(signed, b"00>", b"01>"), By::Signature, Verdict::Invalid),
        by("rolled back to two signatures", signed[..ends[ends.len() - 2]].to_vec(), By::Record, Verdict::Policy),
        invalid("flipped byte in the keyword of an object", flip(first)),
        invalid("bytes behind the end", [signed, b"hello"].concat()),
        invalid("line ends behind the end", [signed, b"\n\n\n"].concat()),
        invalid("another end behind the end", [signed, b"%%EOF\n"].concat()),
        invalid("cut off at the end", signed[..signed.len() - 3].to_vec()),
        invalid("bytes ahead of the file", [b"x", signed].concat()),
        invalid("an object behind the end, and no table", [signed, &written(content(signed).0, &update)].concat()),
        invalid("only a trailer behind the end", {
            let word: &[u8] =
                if signed.windows(7).any(|window| window == b"trailer") { b"trailer" } else { b"startxref" };
            let at = last(signed, word);
            [signed, &signed[at..]].concat()
        }),
        invalid("the last end again, with an object before it", {
            let at = last(signed, b"startxref");
            [signed, &written(content(signed).0, &update), &signed[at..]].concat()
        }),
        invalid("an update that says nothing", append(signed, &[], |_| {})),
    ]
}

fn tables(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let (id, update) = content(signed);
    let number = id.0;
    let object = written(id, &update);
    let place = signed.len();
    let behind = |table: &str, mend: &dyn Fn(&mut Dictionary)| {
        closed([signed, &object].concat(), table, &pdf, 0, |trailer| mend(trailer))
    };
    let entry = format!("xref\n{number} 1\n{place:010} 00000 n \n");
    let field = super::fields(&pdf)[2];
    let empty = signed.windows(20).position(|window| window.starts_with(format!("\n{} 0 obj", field.0).as_bytes()));
    let only = |table: &str| closed(signed.to_vec(), table, &pdf, 0, |_| {});
    vec![
        invalid("page content changed", append(signed, &[content(signed)], |_| {})),
        invalid("a table alone, which shows a field as it was before", {
            only(&format!("xref\n{} 1\n{:010} 00000 n \n", field.0, empty.expect("the field") + 1))
        }),
        invalid("page content declared free", only(&format!("xref\n{number} 1\n0000000000 00001 f \n"))),
        invalid("signature field declared free", only(&format!("xref\n{} 1\n0000000000 00001 f \n", field.0))),
        invalid("page content comes back under generation 1", append(signed, &[((number, 1), update.clone())], |_| {})),
        invalid("an object listed twice", {
            behind(&format!("xref\n{number} 1\n{place:010} 00000 n \n{number} 1\n{place:010} 00000 n \n"), &|_| {})
        }),
        invalid("two numbers for one place", {
            behind(&format!("xref\n{number} 2\n{place:010} 00000 n \n{place:010} 00000 n \n"), &|_| {})
        }),
        invalid("an object that says another number", {
            behind(&format!("xref\n{} 1\n{place:010} 00000 n \n", number + 1), &|_| {})
        }),
        invalid("an object that no table names", only("xref\n0 1\n0000000000 65535 f \n").tap(&object, place)),
        invalid(
            "an object in a comment",
            only("xref\n0 1\n0000000000 65535 f \n").tap(b"%7 0 obj null endobj\n", place),
        ),
        invalid("two tables at once", behind(&entry, &|trailer| trailer.set("XRefStm", 16))),
        invalid(
            "a table that points at itself",
            behind(&entry, &|trailer| {
                trailer.set("Prev", i64::try_from(place + object.len()).expect("it is small"));
            }),
        ),
        invalid("a table that points at none", behind(&entry, &|trailer| trailer.set("Prev", 17))),
        invalid("a table that points at nothing before it", behind(&entry, &|trailer| drop(trailer.remove(b"Prev")))),
        invalid("a table that leaves out a revision", {
            let first = i64::try_from(table(signed, 0)).expect("it is small");
            behind(&entry, &|trailer| trailer.set("Prev", first))
        }),
        invalid("a size that is too small", behind(&entry, &|trailer| trailer.set("Size", 3))),
        invalid("a trailer that names another catalog", {
            let (new, catalog) = (fresh(&pdf), super::dictionary(&pdf, root(&pdf)));
            append(signed, &[(new, catalog.into())], |trailer| trailer.set("Root", new))
        }),
        invalid(
            "a trailer that says that it is another document",
            append(signed, &[content(signed)], |trailer| {
                trailer.set("ID", vec![Object::string_literal("one"), Object::string_literal("two")]);
            }),
        ),
        invalid("a trailer that says that the file is encrypted", {
            behind(&entry, &|trailer| trailer.set("Encrypt", Dictionary::new()))
        }),
        invalid("a file that says that it is linearised", {
            let at = signed.windows(6).position(|window| window == b" 0 obj").expect("an object") - 1;
            inserted(signed, at, b"9999 0 obj\n<</Linearized 1/L 1/H[1 1]/O 1/E 1/N 1/T 1>>\nendobj\n")
        }),
    ]
}

/// Puts bytes in ahead of the table of an update, and mends the place that `startxref` gives.
trait Tap {
    fn tap(self, what: &[u8], at: usize) -> Vec<u8>;
}

impl Tap for Vec<u8> {
    fn tap(self, what: &[u8], at: usize) -> Vec<u8> {
        let out = inserted(&self, at, what);
        let line = last(&out, b"startxref");
        [&out[..line], format!("startxref\n{}\n%%EOF\n", at + what.len()).as_bytes()].concat()
    }
}

/// The place of the table of a revision.
pub fn table(pdf: &[u8], revision: usize) -> usize {
    let mut places = pdf.windows(9).enumerate().filter(|(_, window)| *window == b"startxref").map(|(at, _)| at + 10);
    let at = places.nth(revision).expect("a revision");
    let digits: Vec<u8> = pdf[at..].iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).expect("digits").parse().expect("a number")
}

/// The gap that a signature leaves out, used for something else.
fn gaps(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let (id, update) = content(signed);
    let hidden = b"> 7 0 obj null endobj <";
    let end = last(signed, b">/").max(last(signed, b"00>"));
    let zeros = vec![b'0'; hidden.len()];
    let in_gap = patched(signed, &[&zeros[..], b">"].concat(), &[hidden.as_slice(), b">"].concat());
    let at = last(&in_gap, hidden);
    vec![
        invalid("an object in the room of a signature", in_gap.clone()),
        invalid("a table that names an object in the room of a signature", {
            closed(in_gap.clone(), &format!("xref\n7 1\n{:010} 00000 n \n", at + 2), &pdf, 0, |_| {})
        }),
        invalid("an object put behind the signature in the gap", inserted(signed, end + 3, &written(id, &update))),
        invalid("a letter of the signature in upper case", {
            let mut out = signed.to_vec();
            let letter = room(signed).rfind(|at| signed[*at].is_ascii_lowercase()).expect("a letter");
            out[letter] = out[letter].to_ascii_uppercase();
            out
        }),
        invalid("blank in the signature", patched(signed, b"00>", b" 0>")),
    ]
}

/// Updates whose table is a stream.
fn streams(signed: &[u8]) -> Vec<Forged> {
    let pdf = load(signed);
    let (id, update) = content(signed);
    let (packed, table) = (fresh(&pdf), (fresh(&pdf).0 + 1, 0));
    let rows = |rows: &[(u8, usize, u8)]| -> Vec<u8> {
        let row = |(kind, place, last): &(u8, usize, u8)| {
            let place = u32::try_from(*place).expect("it is small").to_be_bytes();
            [&[*kind], place.as_slice(), &[*last]].concat()
        };
        rows.iter().flat_map(row).collect()
    };
    let with = |body: Vec<u8>, index: Vec<Object>, entries: &[(u8, usize, u8)]| -> Vec<u8> {
        let mut out = [signed, &body].concat();
        let at = out.len();
        let mut dictionary = dictionary! {
            "Type" => "XRef", "W" => vec![1.into(), 4.into(), 1.into()], "Index" => index,
            "Size" => i64::from(table.0) + 1, "Prev" => pdf.xref_start as i64, "Root" => root(&pdf),
        };
        for key in ["Info", "ID"] {
            if let Ok(value) = pdf.trailer.get(key.as_bytes()) {
                dictionary.set(key, value.clone());
            }
        }
        let mut entries = entries.to_vec();
        entries.push((1, at, 0));
        out.extend(written(table, &Stream::new(dictionary, rows(&entries)).into()));
        out.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
        out
    };
    let place = signed.len();
    let own = || vec![Object::Integer(table.0.into()), 1.into()];
    let pair = |number: u32| [vec![Object::Integer(number.into()), 1.into()], own()].concat();
    let holder = |text: &str, count: i64, first: i64| {
        let dictionary = dictionary! { "Type" => "ObjStm", "N" => count, "First" => first };
        written(packed, &Stream::new(dictionary, text.as_bytes().to_vec()).into())
    };
    let both =
        |number: u32| [pair(number)[..2].to_vec(), vec![Object::Integer(packed.0.into()), 1.into()], own()].concat();
    let index = format!("{} 0 ", root(&pdf).0);
    let first = i64::try_from(index.len()).expect("it is small");
    let text = format!("{index}<</Type/Catalog>>");
    vec![
        invalid(
            "page content changed, with a table that is a stream",
            with(written(id, &update), pair(id.0), &[(1, place, 0)]),
        ),
        invalid("catalog changed in an object stream", {
            with(holder(&text, 1, first), both(root(&pdf).0), &[(2, packed.0 as usize, 0), (1, place, 0)])
        }),
        invalid("an object stream with an object that no table names", {
            with(
                holder(&text, 1, first),
                [vec![Object::Integer(packed.0.into()), 1.into()], own()].concat(),
                &[(1, place, 0)],
            )
        }),
        invalid(
            "an object said to be in an object stream that is none",
            with(Vec::new(), pair(id.0), &[(2, id.0 as usize, 0)]),
        ),
        invalid("page content declared free by a stream", with(Vec::new(), pair(id.0), &[(0, 0, 1)])),
        invalid("an entry of a kind that is not known", with(Vec::new(), pair(id.0), &[(7, 0, 0)])),
    ]
}
