//! Forged reports: what a forger does, and what must be said to it.
//!
//! Each line of the tables below is one attack on a report that three people signed, the first certifying. The report, the
//! keys and the forgery are made here; nothing is read from a file. Most of the attacks are known from the literature on
//! PDF signatures (incremental saving, wrapping, universal forgery, shadow attacks); many of them are called valid by
//! common viewers.

use crate::base::*;
use ::cms::content_info::ContentInfo;
use ::cms::signed_data::SignedData;
use ::cms::signed_data::SignerInfos;
use der::Any;
use der::Decode;
use der::Encode;
use der::asn1::OctetString;
use der::asn1::SetOfVec;
use pades::cms;
use pades::demo;
use pades::keys::Identity;
use pades::keys::Secret;
use pades::pdf::form;
use pades::trust::Trust;
use pades::verdict::Verdict;
use pades::verdict::Verdict::Indeterminate;
use pades::verdict::Verdict::Invalid;
use pades::verdict::Verdict::Policy;
use pades::verdict::Verdict::Valid;
use pades::verify;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::CertifiedIssuer;
use rcgen::DnType;
use rcgen::ExtendedKeyUsagePurpose;
use rcgen::IsCa;
use rcgen::KeyPair;
use rcgen::KeyUsagePurpose;

/// The verdict on a file, and all that was said.
fn judged(pdf: &[u8], trust: &Trust) -> (Verdict, String) {
    let checked = verify::check(pdf, trust, Some(NOW));
    let all = checked.findings.iter().chain(checked.signatures.iter().flat_map(|signature| &signature.findings));
    let said: Vec<&str> = all.map(|finding| finding.text.as_str()).collect();
    (checked.verdict(), said.join("\n"))
}

/// Checks a table of forgeries: name, file, verdict, and words that must be among those said.
fn expect(cases: Vec<(&str, Vec<u8>, Verdict, &str)>) {
    let mut wrong = Vec::new();
    for (name, pdf, verdict, words) in cases {
        let (found, said) = judged(&pdf, &base().keys.trust);
        if found != verdict || !said.contains(words) {
            wrong.push(format!("{name}: expected {verdict:?} with \"{words}\", found {found:?}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The file with some bytes replaced by as many others.
fn patched(pdf: &[u8], at: usize, bytes: &str) -> Vec<u8> {
    let mut out = pdf.to_vec();
    out[at..at + bytes.len()].copy_from_slice(bytes.as_bytes());
    out
}

/// The same, found by its text, from a place on.
fn swapped(pdf: &[u8], from: usize, old: &str, new: &str) -> Vec<u8> {
    assert!(new.len() <= old.len());
    patched(pdf, next(pdf, from, old), &format!("{new:<width$}", width = old.len()))
}

/// Where the update of the second signature begins.
fn second() -> usize {
    base().signed[0].len()
}

/// Where the update of the third signature begins.
fn third() -> usize {
    base().signed[1].len()
}

#[test]
fn genuine_files_hold() {
    let b = base();
    expect(vec![
        ("one signature", b.signed[0].clone(), Valid, ""),
        ("two signatures", b.signed[1].clone(), Valid, ""),
        ("three signatures", b.pdf().to_vec(), Valid, ""),
        ("a form that nobody has signed", b.form.clone(), Policy, "not signed"),
        ("a report without fields", b.plain.clone(), Policy, "not signed"),
    ]);
}

#[test]
fn flipped_bytes() {
    let b = base();
    let flip = |at: usize| {
        let mut out = b.pdf().to_vec();
        out[at] ^= 1;
        out
    };
    let first_stream = next(b.pdf(), 0, "stream\n") + 12;
    let contents = next(b.pdf(), third(), "/Contents<") + 11;
    expect(vec![
        ("in the content", flip(first_stream), Invalid, "the file was changed"),
        (
            "in a later revision",
            swapped(b.pdf(), second(), "(I accept)", "(I reject)"),
            Invalid,
            "the file was changed",
        ),
        (
            "in the reason of the last",
            swapped(b.pdf(), third(), "(I accept)", "(I reject)"),
            Invalid,
            "the file was changed",
        ),
        ("at the start of a CMS", patched(b.pdf(), contents, "4"), Invalid, "not well formed"),
        ("in the certificate of a CMS", flip(contents + 600), Invalid, ""),
        (
            "in the value of a CMS",
            {
                let end = next(b.pdf(), contents, "000000000000000000");
                patched(b.pdf(), end - 20, if b.pdf()[end - 20] == b'1' { "2" } else { "1" })
            },
            Invalid,
            "",
        ),
    ]);
}

/// The table in `forge/`: what can be done to the structure and the content, one by one.
#[test]
fn forged_structures() {
    let b = base();
    let mut wrong = Vec::new();
    for forged in crate::forge::all(b.pdf()).into_iter().filter(|forged| forged.by != crate::forge::By::Record) {
        let (found, said) = judged(&forged.bytes, &b.keys.trust);
        // A harmless change is made with a signature that stands for any other program's, and is none.
        let harmless = forged.expected == Valid && said.lines().all(|line| line.ends_with("not well formed"));
        if found != forged.expected && !harmless {
            wrong.push(format!("{}: expected {:?}, found {found:?}:\n{said}", forged.name, forged.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Every single bit of a random choice of bytes; none may pass.
#[test]
fn any_flipped_bit_is_noticed() {
    let b = base();
    let pdf = b.pdf();
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for _ in 0..150 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (state >> 20) as usize % pdf.len();
        let mut forged = pdf.to_vec();
        forged[at] ^= 1 << (state & 7);
        let (verdict, said) = judged(&forged, &b.keys.trust);
        assert_eq!(verdict, Invalid, "bit {} of byte {at}: {said}", state & 7);
    }
}

#[test]
fn updates_behind_the_last_signature() {
    let b = base();
    let pdf = b.pdf();
    let root = catalog(pdf);
    let catalog_text = object(pdf, root);
    let page = named(&object(pdf, field_of(pdf, "lead")), "/P ");
    let page_text = object(pdf, page);
    let content = named(&page_text, "/Contents");
    let new = fresh(pdf);
    let stream = "<</Length 25>>\nstream\n0 0 0 rg 0 0 999 999 re f\nendstream".to_owned();
    let lead = field_of(pdf, "lead");
    let info = named(&trailer(pdf), "/Info");
    let metadata = named(&catalog_text, "/Metadata");
    let form = named(&catalog_text, "/AcroForm");
    let form_text = object(pdf, form);
    let signature = named(&object(pdf, lead), "/V ");
    let look = named(&object(pdf, lead), "/N ");
    let annotation = format!("<</Type/Annot/Subtype/FreeText/Rect[0 0 500 500]/Contents(Level 4)/F 4/P {page} 0 R>>");
    let with_annotation = page_text.replacen("/Annots[", &format!("/Annots[{new} 0 R "), 1);
    let attachment = named(&object(pdf, named(&catalog_text, "/AF[")), "/F ");
    let with_field = form_text.replacen("/Fields[", &format!("/Fields[{new} 0 R "), 1);
    let empty_field = format!("<</FT/Sig/T(extra)/Type/Annot/Subtype/Widget/Rect[0 0 300 300]/P {page} 0 R/F 132>>");
    let signed_field = empty_field.replace(">>", &format!("/V {signature} 0 R>>"));
    let twice = empty_field.replace("(extra)", "(lead)");
    let parts = empty_field.replace(">>", "/Kids[]>>");
    expect(vec![
        ("content of a page", append(pdf, &[(content, stream.clone())]), Invalid, "the content of page 1"),
        (
            "a page shows another content",
            append(
                pdf,
                &[
                    (page, page_text.replacen(&format!("/Contents {content} 0 R"), &format!("/Contents {new} 0 R"), 1)),
                    (new, stream.clone()),
                ],
            ),
            Invalid,
            "page 1",
        ),
        ("a note upon a page", append(pdf, &[(page, with_annotation), (new, annotation)]), Invalid, "annotation"),
        (
            "an attachment",
            append(pdf, &[(attachment, "<</Type/EmbeddedFile/Length 1>>\nstream\nx\nendstream".to_owned())]),
            Invalid,
            "an attachment",
        ),
        (
            "the document's title",
            append(pdf, &[(info, "<</Title(Level 4)>>".to_owned())]),
            Invalid,
            "the document information",
        ),
        (
            "the metadata",
            append(
                pdf,
                &[(
                    metadata,
                    "<</Type/Metadata/Subtype/XML/Length 29>>\nstream\n<dc:title>Level 4</dc:title>\nendstream"
                        .to_owned(),
                )],
            ),
            Invalid,
            "the metadata",
        ),
        ("an object that nothing refers to", append(pdf, &[(new, "(hidden)".to_owned())]), Invalid, "was added"),
        ("an object again as it was", append(pdf, &[(root, catalog_text.clone())]), Invalid, "nothing accounts for"),
        (
            "a script that runs on opening",
            append(
                pdf,
                &[(root, catalog_text.replacen("<<", "<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", 1))],
            ),
            Invalid,
            "OpenAction",
        ),
        (
            "the certification removed",
            append(pdf, &[(root, catalog_text.replacen("/Perms", "/Nerms", 1))]),
            Invalid,
            "Perms",
        ),
        (
            "another form",
            append(
                pdf,
                &[(root, catalog_text.replacen(&format!("/AcroForm {form} 0 R"), "/AcroForm<</Fields[]>>", 1))],
            ),
            Invalid,
            "the field `lead` is gone",
        ),
        (
            "viewers draw the fields anew",
            append(pdf, &[(form, form_text.replacen("<<", "<</NeedAppearances true", 1))]),
            Invalid,
            "draw its own",
        ),
        ("an empty field", append(pdf, &[(form, with_field.clone()), (new, empty_field)]), Invalid, "the form"),
        (
            "a second field with a signature of the first",
            append(pdf, &[(form, with_field.clone()), (new, signed_field)]),
            Invalid,
            "does not cover the file",
        ),
        (
            "a second field of the same name",
            append(pdf, &[(form, with_field.clone()), (new, twice)]),
            Invalid,
            "two signature fields `lead`",
        ),
        ("a field in parts", append(pdf, &[(form, with_field), (new, parts)]), Invalid, "has parts"),
        (
            "another look of a signed field",
            append(pdf, &[(look, stream.replace("<<", "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]"))]),
            Invalid,
            "appearance",
        ),
        (
            "a signed field points at another look",
            append(
                pdf,
                &[
                    (lead, object(pdf, lead).replacen(&format!("/N {look} 0 R"), &format!("/N {new} 0 R"), 1)),
                    (new, stream.replace("<<", "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]")),
                ],
            ),
            Invalid,
            "the signature field `lead`",
        ),
        (
            "a signed field emptied",
            append(pdf, &[(lead, object(pdf, lead).replacen(&format!("/V {signature} 0 R"), "", 1))]),
            Invalid,
            "the signature field `lead`",
        ),
        (
            "a signature that says something else",
            append(pdf, &[(signature, object(pdf, signature).replacen("(I accept)", "(I reject)", 1))]),
            Invalid,
            "a signature",
        ),
        (
            "another catalog",
            {
                let text = with(&with(&trailer(pdf), "/Prev", &table(pdf).to_string()), "/Root", &format!("{new} 0 R"));
                append_with(pdf, &[(new, catalog_text.clone())], &with(&text, "/Size", &(new + 1).to_string()))
            },
            Invalid,
            "another `Root`",
        ),
        ("bytes behind the end", [pdf, b"%more\n"].concat(), Invalid, "behind the end"),
        ("two line ends behind the end", [pdf, b"\n"].concat(), Invalid, "behind the end"),
    ]);
}

#[test]
fn broken_structures() {
    let b = base();
    let pdf = b.pdf();
    let new = fresh(pdf);
    let own = with(&trailer(pdf), "/Prev", &table(pdf).to_string());
    let free = {
        let at = pdf.len();
        let update = format!(
            "xref\n{} 1\n0000000000 00001 f \ntrailer\n<<{own}>>\nstartxref\n{at}\n%%EOF\n",
            field_of(pdf, "reviewer")
        );
        [pdf, update.as_bytes()].concat()
    };
    let only_table = {
        let at = pdf.len();
        let page = named(&object(pdf, field_of(pdf, "lead")), "/P ");
        let place = next(pdf, 0, &format!("\n{page} 0 obj")) + 1;
        let update = format!("xref\n{page} 1\n{place:010} 00000 n \ntrailer\n<<{own}>>\nstartxref\n{at}\n%%EOF\n");
        [pdf, update.as_bytes()].concat()
    };
    let no_table = [pdf, format!("{new} 0 obj\n(x)\nendobj\ntrailer\n<<{own}>>\n%%EOF\n").as_bytes()].concat();
    let trailer_only = [pdf, format!("trailer\n<<{own}>>\nstartxref\n{}\n%%EOF\n", table(pdf)).as_bytes()].concat();
    let hidden = {
        let mut out = pdf.to_vec();
        out.extend_from_slice(format!("{} 0 obj\n(hidden)\nendobj\n", new + 1).as_bytes());
        let from = out.len();
        let made = append_with(&out, &[(new, "(x)".to_owned())], &with(&own, "/Size", &(new + 1).to_string()));
        assert!(made.len() > from);
        made
    };
    let twice = {
        let at = pdf.len();
        let body = format!("{new} 0 obj\n(x)\nendobj\n");
        let table = at + body.len();
        let entry = format!("{new} 1\n{at:010} 00000 n \n");
        let update = format!("{body}xref\n{entry}{entry}trailer\n<<{own}>>\nstartxref\n{table}\n%%EOF\n");
        [pdf, update.as_bytes()].concat()
    };
    let hybrid = append_with(pdf, &[(new, "(x)".to_owned())], &format!("{own}/XRefStm 15"));
    let two_before = append_with(pdf, &[(new, "(x)".to_owned())], &format!("{own}/Prev 15"));
    let skipped = append_with(pdf, &[(new, "(x)".to_owned())], &with(&own, "/Prev", &table(&b.signed[0]).to_string()));
    expect(vec![
        ("an update that only frees an object", free, Invalid, ""),
        ("an update of a table alone, pointing back", only_table, Invalid, "stands in another"),
        ("an update without a table", no_table, Invalid, ""),
        ("an update of a trailer alone", trailer_only, Invalid, ""),
        ("an object that no table lists", hidden, Invalid, "that no table lists"),
        ("an object that a table lists twice", twice, Invalid, "twice"),
        ("two kinds of tables", hybrid, Invalid, "two tables"),
        ("two revisions before", two_before, Invalid, "a key twice"),
        ("a revision left out of the chain", skipped, Invalid, ""),
        ("bytes before the file", [b"x".as_slice(), pdf].concat(), Invalid, "does not begin as a PDF"),
        ("cut off in the middle", pdf[..pdf.len() - 40].to_vec(), Invalid, ""),
        ("no PDF at all", b"%PDF-".to_vec(), Invalid, ""),
        ("nothing", Vec::new(), Invalid, "does not begin"),
        ("a table far outside", patched(pdf, last(pdf, "startxref\n") + 10, "9"), Invalid, ""),
    ]);
}

#[test]
fn byte_ranges_and_contents() {
    let b = base();
    let pdf = b.pdf();
    let range = next(pdf, third(), "/ByteRange[");
    let whole = String::from_utf8_lossy(&pdf[range..next(pdf, range, "]") + 1]).into_owned();
    let set = |text: &str| swapped(pdf, third(), &whole, text);
    let contents = next(pdf, third(), "/Contents<");
    let close = next(pdf, contents, ">");
    let used = next(pdf, contents, "0000000000000000000000000000000000000000");
    let filled = |text: String| patched(pdf, contents, &text);
    let room = close - contents - 10;
    expect(vec![
        ("no byte range", set("/ByteRanga[0 1 2 3]"), Invalid, "what it covers"),
        ("a byte range of nothing", set("/ByteRange null"), Invalid, "without a value"),
        ("an empty byte range", set("/ByteRange[]"), Invalid, "no range"),
        ("zeros", set("/ByteRange[0 0 0 0]"), Invalid, "no range"),
        ("negative numbers", set("/ByteRange[0 -5 10 5]"), Invalid, "no range"),
        ("six numbers", set("/ByteRange[0 5 10 5 20 5]"), Invalid, "no range"),
        ("parts that overlap", set("/ByteRange[0 900 800 99]"), Invalid, ""),
        ("more than the file has", set("/ByteRange[0 9 99 99999999999]"), Invalid, ""),
        ("only the first revision", set(&format!("/ByteRange[0 10 20 {}]", b.plain.len() - 20)), Invalid, "not"),
        ("no signature", swapped(pdf, third(), "/Contents<", "/Cantents<"), Invalid, ""),
        ("an empty signature", filled(format!("/Contents<>{:width$}", "", width = room)), Invalid, ""),
        ("a signature of zeros", filled(format!("/Contents<{}", "0".repeat(room))), Invalid, "empty"),
        ("one zero byte", filled(format!("/Contents<00>{:width$}", "", width = room - 2)), Invalid, ""),
        ("an object in the gap", patched(pdf, used + 100, ">/X(Level 4)/Y<"), Invalid, "in hexadecimal"),
        ("bytes behind the signature", patched(pdf, used + 100, "deadbeef"), Invalid, "bytes behind the signature"),
        (
            "capitals in the signature",
            patched(pdf, contents + 10, &String::from_utf8_lossy(&pdf[contents + 10..contents + 60]).to_uppercase()),
            Invalid,
            "capitals and small",
        ),
        ("another kind", swapped(pdf, third(), "/ETSI.CAdES.detached", "/adbe.pkcs7.detached"), Invalid, "not PAdES"),
        (
            "said to be a timestamp",
            swapped(pdf, third(), "/ETSI.CAdES.detached", "/ETSI.RFC3161"),
            Invalid,
            "timestamp",
        ),
    ]);
}

#[test]
fn signatures_behind_a_closed_file() {
    let b = base();
    let closed = sign(&b.form, "lead", &b.keys.signers[0], Some(1), &b.look);
    let again = sign(&closed, "reviewer", &b.keys.signers[1], None, &b.look);
    let late = sign(
        &sign(&b.form, "lead", &b.keys.signers[0], None, &b.look),
        "reviewer",
        &b.keys.signers[1],
        Some(2),
        &b.look,
    );
    let loose = {
        let one = form::finalise(&b.plain, &[field("lead")]).expect("a field can be added");
        let signed = sign(&one, "lead", &b.keys.signers[0], Some(3), &b.look);
        let page = named(&object(&signed, field_of(&signed, "lead")), "/P ");
        let new = fresh(&signed);
        let note = format!("<</Type/Annot/Subtype/FreeText/Rect[0 0 500 500]/Contents(Level 4)/F 4/P {page} 0 R>>");
        let with_note = object(&signed, page).replacen("/Annots[", &format!("/Annots[{new} 0 R "), 1);
        append(&signed, &[(page, with_note), (new, note)])
    };
    expect(vec![
        ("certified and closed", closed, Valid, ""),
        ("signed again all the same", again, Invalid, "allows no change"),
        ("certified by the second", late, Invalid, "not the first"),
        ("a note where notes are allowed", loose, Invalid, "page 1"),
    ]);
}

/// A SignedData taken apart, changed, and put together again.
fn remade(signature: &[u8], change: impl Fn(&mut SignedData)) -> Vec<u8> {
    let mut info = ContentInfo::from_der(signature).expect("it is well formed");
    let mut data: SignedData = info.content.decode_as().expect("it is signed data");
    change(&mut data);
    info.content = Any::encode_from(&data).expect("it can be written");
    info.to_der().expect("it can be written")
}

#[test]
fn forged_signatures() {
    let b = base();
    let lead = &b.keys.signers[0];
    let by = |make: &dyn Fn(&[&[u8]]) -> Vec<u8>| sign_with(&b.form, "lead", Some(2), make);
    let signers = |data: &mut SignedData, change: &dyn Fn(&mut ::cms::signed_data::SignerInfo)| {
        let mut all: Vec<_> = data.signer_infos.0.iter().cloned().collect();
        all.iter_mut().for_each(change);
        data.signer_infos = SignerInfos(SetOfVec::try_from(all).expect("a set"));
    };
    let honest = |content: &[&[u8]]| cms::sign(lead, content, None).expect("the key signs");
    // The same key under two certificates of one authority: the second is another person.
    let twin = twin();
    expect(vec![
        (
            "a signature of something else",
            by(&|_| cms::sign(lead, &[b"x"], None).expect("the key signs")),
            Invalid,
            "its digest is not",
        ),
        ("rubbish", by(&|_| b"0\x03abc".to_vec()), Invalid, "not well formed"),
        (
            "the signed attributes removed",
            by(&|content| {
                let plain = lead.sign(&content.concat()).expect("the key signs");
                remade(&honest(content), |data| {
                    signers(data, &|signer| {
                        signer.signed_attrs = None;
                        signer.signature = OctetString::new(plain.clone()).expect("bytes");
                    });
                })
            }),
            Invalid,
            "no signed attributes",
        ),
        (
            "SHA-1",
            by(&|content| {
                remade(&honest(content), |data| {
                    signers(data, &|signer| signer.digest_alg.oid = const_oid::db::rfc5912::ID_SHA_1);
                })
            }),
            Invalid,
            "SHA-1",
        ),
        (
            "an unknown digest",
            by(&|content| {
                remade(&honest(content), |data| {
                    signers(data, &|signer| signer.digest_alg.oid = const_oid::ObjectIdentifier::new_unwrap("1.2.3.4"));
                })
            }),
            Indeterminate,
            "is not known",
        ),
        (
            "no signer",
            by(&|content| remade(&honest(content), |data| data.signer_infos = SignerInfos(SetOfVec::new()))),
            Invalid,
            "exactly one signer",
        ),
        (
            "no certificate",
            by(&|content| remade(&honest(content), |data| data.certificates = None)),
            Invalid,
            "is not in the signature",
        ),
        (
            "content of its own",
            by(&|content| {
                remade(&honest(content), |data| {
                    data.encap_content_info.econtent =
                        Some(Any::new(der::Tag::OctetString, b"x".to_vec()).expect("bytes"));
                })
            }),
            Invalid,
            "content of its own",
        ),
        (
            "another certificate of the same key",
            by(&|content| {
                remade(&cms::sign(&twin.0, content, None).expect("the key signs"), |data| {
                    let other = x509_cert::Certificate::from_der(&twin.1).expect("a certificate");
                    let choice = ::cms::cert::CertificateChoices::Certificate(other.clone());
                    data.certificates =
                        Some(::cms::signed_data::CertificateSet(SetOfVec::try_from(vec![choice]).expect("a set")));
                    signers(data, &|signer| {
                        signer.sid = ::cms::signed_data::SignerIdentifier::IssuerAndSerialNumber(
                            ::cms::cert::IssuerAndSerialNumber {
                                issuer: other.tbs_certificate.issuer.clone(),
                                serial_number: other.tbs_certificate.serial_number.clone(),
                            },
                        );
                    });
                })
            }),
            Invalid,
            "another certificate than the one it brings",
        ),
    ]);
}

/// A signer, and another certificate of the same key.
fn twin() -> (Identity, Vec<u8>) {
    let authority = authority("authority");
    let key = KeyPair::generate().expect("a key");
    let one = certificate(&authority, &key, "one", |_| {});
    let two = certificate(&authority, &key, "two", |params| params.serial_number = Some(77u64.into()));
    (identity(&key, &one, authority.der()), two)
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = NOW - time::Duration::DAY;
    params.not_after = NOW + time::Duration::DAY;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params
}

fn certificate(
    authority: &CertifiedIssuer<'static, KeyPair>,
    key: &KeyPair,
    name: &str,
    change: impl Fn(&mut CertificateParams),
) -> Vec<u8> {
    let mut params = params(name);
    change(&mut params);
    params.signed_by(key, authority).expect("a certificate").der().to_vec()
}

fn identity(key: &KeyPair, own: &[u8], above: &[u8]) -> Identity {
    let pem = |der: &[u8]| pades::keys::to_pem(der).expect("PEM");
    let chain = format!("{}{}", pem(own), pem(above));
    Identity::from_pem(key.serialize_pem().as_bytes(), chain.as_bytes(), None).expect("a signer")
}

#[test]
fn certificates() {
    let b = base();
    let one = |change: &dyn Fn(&mut CertificateParams)| {
        let authority = authority("authority");
        let key = KeyPair::generate().expect("a key");
        let own = certificate(&authority, &key, "signer", change);
        let signer = identity(&key, &own, authority.der());
        let trust = Trust { anchors: vec![authority.der().to_vec()], ..Trust::default() };
        judged(&sign(&b.form, "lead", &signer, Some(2), &b.look), &trust)
    };
    let cases: Vec<(&str, (Verdict, String), Verdict, &str)> = vec![
        ("nothing says whether it was revoked", one(&|_| {}), Indeterminate, "was revoked"),
        (
            "for encryption only",
            one(&|p| p.key_usages = vec![KeyUsagePurpose::KeyEncipherment]),
            Invalid,
            "not for signatures",
        ),
        (
            "for web servers only",
            one(&|p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]),
            Invalid,
            "not for signing documents",
        ),
        (
            "for e-mail",
            one(&|p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection]),
            Indeterminate,
            "was revoked",
        ),
        (
            "for timestamps",
            one(&|p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::TimeStamping]),
            Invalid,
            "not for signing documents",
        ),
        ("expired", one(&|p| p.not_after = NOW - time::Duration::HOUR), Invalid, "had expired"),
        ("not valid yet", one(&|p| p.not_before = NOW + time::Duration::HOUR), Invalid, "not valid before"),
        (
            "the same names under another authority",
            judged(b.pdf(), &keys().trust),
            Invalid,
            "does not lead to a trusted one",
        ),
        ("nobody is trusted", judged(b.pdf(), &Trust::default()), Indeterminate, "no trusted certificate"),
    ];
    for (name, (verdict, said), expected, words) in cases {
        assert!(verdict == expected && said.contains(words), "{name}: {verdict:?}\n{said}");
    }
}

/// A certificate ends, and what was signed with it does not become a forgery: without a timestamp it can't be decided.
#[test]
fn years_later() {
    let b = base();
    let later = verify::check(b.pdf(), &b.keys.trust, Some(NOW + time::Duration::days(800)));
    assert_eq!(later.verdict(), Indeterminate, "{later:#?}");
    let said: Vec<&str> = later.signatures.iter().flat_map(|s| &s.findings).map(|f| f.text.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said.iter().all(|text| text.contains("has expired since")), "{said:#?}");
    // Looked at before it was made, it is judged at the time that it claims.
    let earlier = verify::check(b.pdf(), &b.keys.trust, Some(NOW - time::Duration::days(30)));
    assert_eq!(earlier.verdict(), Valid, "{earlier:#?}");
}

#[test]
fn revoked_certificates() {
    let b = base();
    let authority = authority("authority");
    let key = KeyPair::generate().expect("a key");
    let own = certificate(&authority, &key, "signer", |params| params.serial_number = Some(9u64.into()));
    let signed = sign(&b.form, "lead", &identity(&key, &own, authority.der()), Some(2), &b.look);
    let list = |revoked: Option<time::OffsetDateTime>, until: time::OffsetDateTime| {
        let entry = revoked.map(|at| rcgen::RevokedCertParams {
            serial_number: 9u64.into(),
            revocation_time: at,
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: None,
        });
        let list = rcgen::CertificateRevocationListParams {
            this_update: NOW - time::Duration::DAY,
            next_update: until,
            crl_number: 1u64.into(),
            issuing_distribution_point: None,
            revoked_certs: entry.into_iter().collect(),
            key_identifier_method: rcgen::KeyIdMethod::Sha256,
        };
        let crls = vec![list.signed_by(&authority).expect("a list").der().to_vec()];
        judged(&signed, &Trust { anchors: vec![authority.der().to_vec()], crls, ..Trust::default() })
    };
    let (hour, day) = (time::Duration::HOUR, time::Duration::DAY);
    for (name, (verdict, said), expected, words) in [
        ("not on the list", list(None, NOW + day), Valid, ""),
        ("on the list", list(Some(NOW - hour), NOW + day), Invalid, "was revoked"),
        ("a list that is too old", list(None, NOW - hour), Indeterminate, "nothing says whether"),
    ] {
        assert!(verdict == expected && said.contains(words), "{name}: {verdict:?}\n{said}");
    }
}

/// A signer below an authority below a trusted one, each with a list of its own.
#[test]
fn lists_of_each_authority_count() {
    let b = base();
    let root = authority("root");
    let mut middle = params("middle");
    middle.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    middle.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    middle.serial_number = Some(5u64.into());
    let middle = CertifiedIssuer::signed_by(middle, KeyPair::generate().expect("a key"), &root).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let own = certificate(&middle, &key, "signer", |params| params.serial_number = Some(9u64.into()));
    let signed = sign(&b.form, "lead", &identity(&key, &own, middle.der()), Some(2), &b.look);
    let list = |issuer: &CertifiedIssuer<'static, KeyPair>, revoked: Option<u64>| {
        let entry = revoked.map(|serial| rcgen::RevokedCertParams {
            serial_number: serial.into(),
            revocation_time: NOW - time::Duration::HOUR,
            reason_code: None,
            invalidity_date: None,
        });
        let list = rcgen::CertificateRevocationListParams {
            this_update: NOW - time::Duration::DAY,
            next_update: NOW + time::Duration::DAY,
            crl_number: 1u64.into(),
            issuing_distribution_point: None,
            revoked_certs: entry.into_iter().collect(),
            key_identifier_method: rcgen::KeyIdMethod::Sha256,
        };
        list.signed_by(issuer).expect("a list").der().to_vec()
    };
    let with =
        |crls: Vec<Vec<u8>>| judged(&signed, &Trust { anchors: vec![root.der().to_vec()], crls, ..Trust::default() });
    for (name, (verdict, said), expected, words) in [
        ("both lists, nobody on them", with(vec![list(&middle, None), list(&root, None)]), Valid, ""),
        ("the list of the middle only", with(vec![list(&middle, None)]), Indeterminate, "nothing says whether"),
        ("the signer revoked", with(vec![list(&middle, Some(9)), list(&root, None)]), Invalid, "was revoked"),
        ("the middle revoked", with(vec![list(&middle, None), list(&root, Some(5))]), Invalid, "was revoked"),
        ("a list of the wrong authority", with(vec![list(&root, None)]), Indeterminate, "nothing says whether"),
    ] {
        assert!(verdict == expected && said.contains(words), "{name}: {verdict:?}\n{said}");
    }
}

/// Debug output and errors are read by others: no secret is in them.
#[test]
fn secrets_are_not_shown() {
    let secret = Secret::new(b"open sesame".to_vec());
    assert_eq!(format!("{secret:?}"), "Secret");
    let files = demo::make(&[("lead".to_owned(), "Lead".to_owned())], NOW, &secret).expect("keys can be made");
    let locked = &files.iter().find(|file| file.name == "lead.p12").expect("a key").bytes;
    let wrong = Identity::from_pkcs12(locked, &Secret::new(b"open pumpkin".to_vec())).expect_err("a wrong passphrase");
    assert_eq!(wrong.text, "the passphrase of the PKCS#12 file is wrong");
    let shown = format!("{:?}", Identity::from_pkcs12(locked, &secret).expect("the passphrase fits"));
    assert_eq!(shown, "Identity { scheme: Scheme { key: P256, hash: Sha256, pss: false }, .. }");
}
