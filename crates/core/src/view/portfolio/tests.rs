//! What is strictest, what is past, and which assessments are about one subject.

use super::judged::strictest;

#[test]
fn the_strictest_marking_stands_over_all() {
    for (markings, expected) in [
        (&[][..], None),
        (&["TLP:CLEAR"], Some("TLP:CLEAR")),
        (&["TLP:GREEN", "TLP:CLEAR"], Some("TLP:GREEN")),
        (&["TLP:AMBER", "TLP:AMBER+STRICT", "TLP:GREEN"], Some("TLP:AMBER+STRICT")),
        (&["TLP:RED", "TLP:AMBER+STRICT"], Some("TLP:RED")),
    ] {
        assert_eq!(strictest(markings.iter().copied()).as_deref(), expected, "{markings:?}");
    }
}
