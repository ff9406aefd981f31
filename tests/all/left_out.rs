//! One assessment with errors keeps itself back and nothing else: what can be built is built, what can't is named, and the
//! exit code says so.

use std::fs;
use std::path::Path;

use super::tools::levelbook;

/// What makes a fault of a text.
type Spoil = fn(&str) -> Vec<u8>;

/// What stands above a list that lacks some.
const MISSING: &str = "Some assessments of this book are missing here";

fn list(output: &Path) -> String {
    fs::read_to_string(output.join("assessments/index.html")).expect("a page")
}

/// A book with two assessments; `fault` breaks the one called `attic`, which a page of the guide links.
fn book(fault: impl Fn(&str) -> Vec<u8>) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let book = home.path();
    levelbook(book, &["init", "."], 0);
    let text = fs::read_to_string(book.join("assessments/warehouse/assessment.yaml")).expect("readable");
    let other =
        text.replacen("id: warehouse", "id: attic", 1).replacen("title: Warehouse at the canal", "title: Attic", 1);
    fs::create_dir(book.join("assessments/attic")).expect("made");
    fs::write(book.join("assessments/attic/assessment.yaml"), fault(&other)).expect("written");
    let page = book.join("pages/introduction.md");
    let text = fs::read_to_string(&page).expect("readable");
    fs::write(
        &page,
        format!("{text}\nSee [the attic report](attic) and [its file](../assessments/attic/assessment.yaml).\n"),
    )
    .expect("written");
    home
}

#[test]
fn what_can_be_built_is_built() {
    let faults: [(&str, Spoil); 5] = [
        ("evidence that is not registered", |text| text.replace("evidence: [E-02]", "evidence: [E-09]").into_bytes()),
        ("a reason that is missing", |text| {
            text.replacen("      rationale: Goods worth a year's profit stand here overnight.\n", "", 1).into_bytes()
        }),
        ("no YAML", |text| text.replacen("format: 1", "format: [1", 1).into_bytes()),
        ("UTF-16", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("empty", |_| Vec::new()),
    ];
    for (what, fault) in faults {
        let home = book(fault);
        let book = home.path();
        levelbook(book, &["check"], 1);
        let said = levelbook(book, &["build"], 1);
        assert!(said.contains("left out, for its errors: attic"), "{what}: {said}");
        let output = book.join("output");
        for there in ["guide.pdf", "assessments/warehouse/report.pdf", "assessments/warehouse/index.html", "index.html"]
        {
            assert!(output.join(there).is_file(), "{what}: {there}");
        }
        assert!(!output.join("assessments/attic").exists(), "{what}");
        let page = fs::read_to_string(output.join("guide/introduction.html")).expect("a page");
        assert!(
            page.contains("See the attic report and its file."),
            "{what}: a link that leads nowhere is text\n{page}"
        );
        assert!(list(&output).contains(MISSING), "{what}: a sum is not one of all");
        for only in ["guide", "warehouse"] {
            levelbook(book, &["build", "--only", only], 1);
            assert!(output.join("assessments/warehouse/report.pdf").is_file(), "{what}");
        }
        let said = levelbook(book, &["build", "--only", "attic"], 1);
        assert!(said.contains("nothing was written"), "{what}: {said}");
        levelbook(book, &["report", "warehouse"], 1);
        assert!(book.join("report-warehouse.pdf").is_file(), "{what}");
        let said = levelbook(book, &["status"], 1);
        assert!(said.contains("answered   5 of 5") && said.contains("Mend its errors"), "{what}: {said}");
        levelbook(book, &["status", "attic"], 1);
        // Whoever wants all or nothing says so.
        fs::remove_dir_all(&output).expect("removed");
        let said = levelbook(book, &["build", "--deny-warnings"], 1);
        assert!(said.contains("nothing was written") && !output.exists(), "{what}: {said}");
        // Nothing is signed beside something that can't be read.
        levelbook(book, &["seal", "warehouse"], 1);
    }
}

#[test]
fn a_guide_with_an_error_builds_nothing() {
    let home = book(|text| text.as_bytes().to_vec());
    let book = home.path();
    levelbook(book, &["build", "--site"], 0);
    assert!(!list(&book.join("output")).contains(MISSING), "nothing is missing");
    let practice = book.join("practices/door-locks.md");
    let text = fs::read_to_string(&practice).expect("readable");
    fs::write(&practice, text.replace("## Level 2", "## Level 5")).expect("written");
    let said = levelbook(book, &["build"], 1);
    assert!(said.contains("nothing was written"), "{said}");
}
