//! The files of the default theme that make the PDFs.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("report/", $name), include_bytes!(concat!("../../../../themes/default/report/", $name)))),*]
    };
}

/// Name and bytes.
pub const FILES: &[(&str, &[u8])] = files![
    "assessment.typ",
    "changes.typ",
    "guide.typ",
    "portfolio.typ",
    "prose.typ",
    "signature.typ",
    "strings.typ",
    "style.typ",
    "fonts/IBMPlexMono-Bold.ttf",
    "fonts/IBMPlexMono-Regular.ttf",
    "fonts/IBMPlexSans-Bold.ttf",
    "fonts/IBMPlexSans-BoldItalic.ttf",
    "fonts/IBMPlexSans-Italic.ttf",
    "fonts/IBMPlexSans-Regular.ttf",
    "fonts/OFL.txt",
];
