//! Where feedback on a practice and on each of its bullets goes.

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;

use crate::view::PracticeView;

/// Fills in where feedback goes.
pub(super) fn feedback(practice: &mut PracticeView, address: &str, version: &str) {
    let title = practice.reference.title.clone();
    let link = |id: &str| {
        let mut link = address.to_owned();
        for (place, value) in [("{edition}", version), ("{id}", id), ("{title}", &title)] {
            link = link.replace(place, &encoded(value));
        }
        link
    };
    practice.feedback = Some(link(&practice.reference.id));
    for bullet in practice.rows.iter_mut().flat_map(|row| &mut row.cells).flat_map(|cell| &mut cell.bullets) {
        bullet.feedback = Some(link(&bullet.anchor));
    }
}

/// What stands in an address as it is (RFC 3986, section 2.3).
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A value as it stands in an address (RFC 3986, section 2.1).
fn encoded(value: &str) -> String {
    utf8_percent_encode(value, &UNRESERVED).to_string()
}
