//! Annex VII of the EU Cyber Resilience Act, Regulation (EU) 2024/2847: the points of the technical documentation.
//!
//! Numbers are facts. The words beside them are this project's own and only a help to find one's way: the text is in the
//! Official Journal.

/// A point of the annex: its number, and what it is about.
pub type Point = (&'static str, &'static str);

/// The points, in order.
pub const POINTS: [Point; 12] = [
    ("1(a)", "What the product is for"),
    ("1(b)", "Versions of software that matter"),
    ("1(c)", "Pictures of hardware, outside and inside"),
    ("1(d)", "What users are told"),
    ("2(a)", "Design and development"),
    ("2(b)", "Handling of vulnerabilities, with the SBOM"),
    ("2(c)", "Production and monitoring"),
    ("3", "Assessment of cybersecurity risks"),
    ("4", "How the support period was set"),
    ("5", "Standards used, and solutions in place of them"),
    ("6", "Reports of tests"),
    ("7", "Declaration of conformity"),
];

/// The SBOM by itself, which an authority may ask for.
pub const ON_REQUEST: Point = ("8", "The SBOM, for an authority that asks for it");

/// The kind of evidence that is a bill of materials, in small letters.
const SBOM: &str = "sbom";

/// The framework of mappings to the regulation.
pub const FRAMEWORK: &str = "eu-cra";

/// All points.
pub fn points() -> impl Iterator<Item = Point> {
    POINTS.into_iter().chain([ON_REQUEST])
}

/// True for a number of a point.
pub fn is_point(number: &str) -> bool {
    points().any(|(known, _)| known == number)
}

/// True for evidence of this kind.
pub fn is_sbom(kind: &str) -> bool {
    kind.trim().eq_ignore_ascii_case(SBOM)
}

/// The points that evidence belongs to: those that are named, and for an SBOM the two that ask for one.
pub fn of(kind: &str, named: &[String]) -> Vec<String> {
    let sbom: &[&str] = if is_sbom(kind) { &["2(b)", "8"] } else { &[] };
    let belongs = |number: &str| named.iter().any(|named| named == number) || sbom.contains(&number);
    points().map(|(number, _)| number).filter(|number| belongs(number)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_has_its_points_in_order() {
        let cases: [(&str, &[&str], &[&str]); 4] = [
            ("Record", &[], &[]),
            ("Test", &["6", "1(a)"], &["1(a)", "6"]),
            ("SBOM", &[], &["2(b)", "8"]),
            ("sbom", &["2(b)", "3"], &["2(b)", "3", "8"]),
        ];
        for (kind, named, expected) in cases {
            let named: Vec<String> = named.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(of(kind, &named), expected, "{kind}");
        }
    }
}
