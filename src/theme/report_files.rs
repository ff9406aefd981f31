//! The files of the default theme that make the PDFs.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((concat!("report/", $name), include_bytes!(concat!("../../themes/default/report/", $name)))),*]
    };
}

/// Name and bytes.
pub const FILES: &[(&str, &[u8])] = files![
    "assessment.typ",
    "guide.typ",
    "style.typ",
    "prose.typ",
    "strings.typ",
    "fonts/IBMPlexMono-Regular.ttf",
    "fonts/IBMPlexMono-SemiBold.ttf",
    "fonts/IBMPlexSans-Italic.ttf",
    "fonts/IBMPlexSans-Regular.ttf",
    "fonts/IBMPlexSans-SemiBold.ttf",
    "fonts/IBMPlexSans-SemiBoldItalic.ttf",
    "fonts/OFL.txt",
];
