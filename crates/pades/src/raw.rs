//! The bytes of DER as they stand.
//!
//! A signature is over bytes, not over what they mean. Decoding a certificate and encoding it again may give other bytes
//! where its maker was careless, so whatever is hashed or verified is cut out of the input with this.

use der::Decode;
use der::Header;
use der::Reader;
use der::SliceReader;
use time::OffsetDateTime;
use time::PrimitiveDateTime;

/// The most elements of one value that are looked at.
const MOST: usize = 100_000;

/// One element: its tag byte and its bytes with tag and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The first byte, such as `0x30` for a SEQUENCE or `0xa0` for `[0]`.
    pub tag: u8,
    /// All bytes of it.
    pub bytes: &'a [u8],
}

/// The elements inside a constructed value; `None` when it is not well formed or something stands behind it.
pub fn children(bytes: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    let inner = reader.read_slice(header.length).ok()?;
    // Bit 6 says that there are elements inside (X.690, clause 8.1.2.5).
    if !reader.is_finished() || bytes.first()? & 0x20 == 0 {
        return None;
    }
    let mut reader = SliceReader::new(inner).ok()?;
    let mut all = Vec::new();
    while !reader.is_finished() {
        let bytes = reader.tlv_bytes().ok()?;
        all.push(Element { tag: *bytes.first()?, bytes });
        if all.len() > MOST {
            return None;
        }
    }
    Some(all)
}

/// The value inside an element: what stands behind its tag and length.
pub fn value(bytes: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    reader.read_slice(header.length).ok()
}

/// The first element of `bytes`, behind which others may stand.
pub fn first(bytes: &[u8]) -> Option<&[u8]> {
    SliceReader::new(bytes).ok()?.tlv_bytes().ok()
}

/// The time of a GeneralizedTime element in UTC, with or without a fraction, such as `20261123093000.123Z`: RFC 3161
/// (section 2.4.2) allows fractions, and OCSP responders write them although they should not.
pub fn moment(element: &[u8]) -> Option<OffsetDateTime> {
    if element.first() != Some(&0x18) {
        return None;
    }
    let text = std::str::from_utf8(value(element)?).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && !fraction.ends_with('0') => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    if whole.len() != 14 || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let format = time::macros::format_description!("[year][month][day][hour][minute][second]");
    let whole = PrimitiveDateTime::parse(whole, format).ok()?.assume_utc();
    let nanoseconds: u32 = format!("{fraction:0<9}").parse().ok()?;
    whole.replace_nanosecond(nanoseconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn times_may_have_fractions_and_nothing_else() {
        for (text, expected) in [
            ("20261123093000Z", Some(datetime!(2026-11-23 09:30:00 UTC))),
            ("20261123093000.25Z", Some(datetime!(2026-11-23 09:30:00.25 UTC))),
            ("20261123093000.250Z", None),
            ("20261123093000.Z", None),
            ("20261123093000", None),
            ("20261123093000+0100", None),
            ("20261323093000Z", None),
            ("202611230930Z", None),
        ] {
            let element = [&[0x18, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
            assert_eq!(moment(&element), expected, "{text}");
        }
    }

    #[test]
    fn elements_are_cut_out_as_they_stand() {
        let sequence = [0x30, 0x05, 0x02, 0x01, 0x07, 0x05, 0x00];
        let found = children(&sequence).unwrap_or_default();
        assert_eq!(found.iter().map(|one| one.bytes).collect::<Vec<_>>(), [&[2, 1, 7][..], &[5, 0]]);
    }

    #[test]
    fn what_is_cut_short_or_too_long_has_no_elements() {
        for bad in [&[][..], &[0x30], &[0x30, 0x02, 0x05], &[0x30, 0x80, 0, 0], &[0x30, 0, 0], &[0x04, 0x00]] {
            assert_eq!(children(bad), None, "{bad:x?}");
        }
    }
}
