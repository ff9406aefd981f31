//! Every example of `tests/markdown` typeset in one guide, a page each. `LEVELBOOK_EXAMPLES` may name a further file of
//! examples, separated by lines of eight tildes, such as those of the CommonMark specification.

use std::path::PathBuf;

use crate::diag::Sink;
use crate::markup;
use crate::markup::InlineKind;
use crate::source::Content;
use crate::source::FileId;
use crate::source::Source;
use crate::view::PageView;

use super::documents;
use super::frames;
use super::sample;

const FENCE: &str = "~~~~~~~~";

fn examples() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/markdown");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.file_name().is_some_and(|name| name != "README.md"));
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let inside = text.split(FENCE).skip(1).step_by(2);
        all.extend(inside.filter_map(|example| Some(example.split_once("\n=>\n")?.0.to_owned())));
    }
    all.iter_mut().for_each(|text| *text = text.replace('⇥', "\t").replace('␣', " ").replace("␍\n", "\r\n"));
    if let Some(file) = std::env::var_os("LEVELBOOK_EXAMPLES") {
        all.extend(std::fs::read_to_string(file).unwrap().split(FENCE).map(str::to_owned));
    }
    all
}

#[test]
fn every_example_conforms() {
    let mut view = sample::view(sample::PLAIN);
    let template = view.guide.front[0].clone();
    let (engine, examples) = (sample::engine(), examples());
    assert!(examples.len() > 50);
    view.guide.practices.truncate(0);
    view.guide.nodes.truncate(0);
    view.guide.back = (examples.iter().enumerate())
        .filter_map(|(number, text)| {
            let source = Source::new("pages/x.md", Content::Text(text.clone()));
            // What the parser refuses is left out of the tree; what it gives must be fit to be typeset all the same.
            let mut body = markup::parse(FileId(0), &source, 0, &mut Sink::new());
            body.visit_mut(&mut |inline| {
                if let InlineKind::Image { path, alt, .. } = &mut inline.kind {
                    *path = "pages/dot.png".to_owned();
                    alt.push_str("dot");
                }
            });
            // An example of a character that no font has is refused, which other tests see to.
            engine.encode(&body, &mut Sink::new())?;
            let mut page = PageView { body, ..template.clone() };
            page.reference.id = format!("example-{number}");
            page.reference.title = format!("Example {number}");
            Some(page)
        })
        .collect();
    let mut sink = Sink::new();
    let images = [("pages/dot.png".to_owned(), documents::PNG.to_vec())];
    let guide = engine.guide(&view, &[], &images, &mut sink);
    documents::quiet(&sink);
    if let (Some(file), Some(guide)) = (std::env::var_os("LEVELBOOK_DUMP"), &guide) {
        std::fs::write(PathBuf::from(file).join("examples.pdf"), guide).unwrap();
    }
    documents::conforms("examples", &guide.unwrap());
    frames::sound("examples", &frames::guide_with(&view, &images));
}
