//! Files in which git left both sides of a merge.
//!
//! Takes all texts of a book, whatever they are; gives one error a file, with the place of each mark. What such a file says is
//! neither of the two sides: it counts as a file that could not be read.

use crate::diag::Sink;
use crate::diag::register;
use crate::source::FileId;
use crate::source::Source;
use crate::source::Sources;
use crate::source::Span;

use super::draft::Unread;

/// How the marks begin, in the order in which they stand; that of the common ancestor need not be there.
const MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// Reports the files, and notes them as unread.
pub(super) fn report(sources: &Sources, unread: &mut Unread, sink: &mut Sink) {
    for (file, source) in sources.iter() {
        let marks = marks(file, source);
        let Some((first, others)) = marks.split_first() else { continue };
        let error = sink.error(register::CONFLICT, *first, "a merge was not resolved here");
        for other in others {
            error.related(*other, "a mark of the same merge");
        }
        error.help("choose one of the two sides, or write what both mean, and remove the marks");
        unread.add(&source.path);
    }
}

/// The places of the marks; none unless all three of a merge are there in their order.
fn marks(file: FileId, source: &Source) -> Vec<Span> {
    let text = source.text();
    if !text.contains(MARKS[0]) || !text.contains(MARKS[2]) {
        return Vec::new();
    }
    let markdown = source.path.ends_with(".md");
    let (mut found, mut open, mut start, mut fence) = (Vec::new(), Vec::new(), 0, None);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        // A page may show such marks in a block of code.
        let sign = bare.trim_start().get(..3).filter(|sign| markdown && matches!(*sign, "```" | "~~~"));
        match (fence, sign) {
            (None, Some(sign)) => fence = Some(sign),
            (Some(opened), Some(sign)) if opened == sign => fence = None,
            _ => {}
        }
        if fence.is_none() && is_mark(bare, MARKS[open.len() % 3]) {
            open.push(Span::new(file, start, start + bare.len()));
            if open.len() == 3 {
                found.append(&mut open);
            }
        }
        start += line.len();
    }
    found
}

/// Whether a line is this mark: seven signs, and nothing or a name after a space.
fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Content;

    #[test]
    fn a_merge_has_all_its_marks() {
        let count = |path: &str, text: &str| marks(FileId(0), &Source::new(path, Content::Text(text.to_owned()))).len();
        let both = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n";
        let three = "<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\n";
        for path in ["x.yaml", "x.md", "theme/x.css", "x.svg", "x.typ"] {
            assert_eq!([count(path, both), count(path, three), count(path, &both.repeat(2))], [3, 3, 6], "{path}");
            assert_eq!(count(path, &both.replace('\n', "\r\n")), 3, "{path}");
        }
        let shown = format!("```\n{both}```\n");
        assert_eq!(count("x.md", &shown), 0, "a page on git");
        for text in [
            "Title\n=======\ntext\n",
            "<<<<<<< a\n>>>>>>> b\n",
            "x <<<<<<< a\n=======\n>>>>>>> b\n",
            "<<<<<<<a\n=======\n>>>>>>> b\n",
        ] {
            assert_eq!(count("x.md", text), 0, "{text}");
        }
    }
}
