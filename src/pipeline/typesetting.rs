//! The PDFs of a library, typeset in this process.
//!
//! Takes a scored library and the documents that are wanted; gives them by path. A sealed report that still says what the
//! book says is taken from its record, and not made anew.

use crate::diag::Sink;
use crate::output::Output;
use crate::report::Engine;
use crate::sign_off::State;
use crate::sign_off::means;
use crate::view::NewsView;
use crate::view::portfolio::portfolio;

use super::document::Document;
use super::document::Profiles;
use super::plan::Plan;
use super::scored::Part;
use super::scored::Scored;
use super::scored::Seen;

/// Typesets the documents of a plan in this process, and says nothing meanwhile.
pub fn typeset_here(scored: &Scored, plan: &Plan, sink: &mut Sink) -> Output {
    typeset(scored, plan, &plan.documents, &mut |_| {}, sink)
}

/// Typesets documents of a plan, one after the other, since two compiles at a time in one process share one cache and
/// hinder each other. `progress` is told the path of each before it is begun.
pub fn typeset(
    scored: &Scored,
    plan: &Plan,
    documents: &[Document],
    progress: &mut dyn FnMut(&str),
    sink: &mut Sink,
) -> Output {
    let mut output = Output::new();
    let mut set = |press: &mut Press, document: &Document, sink: &mut Sink| {
        progress(&document.path());
        let pdf = press.pdf(document, sink);
        output.files.extend(pdf.map(|pdf| (document.path(), pdf)));
    };
    let news = plan.site.as_ref().and_then(|beside| beside.news.first());
    let mut main = Press::new(scored, scored.main(), news);
    for document in documents {
        if matches!(document, Document::Guide { .. }) || main.judges(document) {
            set(&mut main, document, sink);
        }
    }
    for part in scored.earlier() {
        let mut press = Press::new(scored, part, news);
        for document in documents {
            if press.judges(document) {
                set(&mut press, document, sink);
            }
        }
    }
    for document in documents {
        if matches!(document, Document::Portfolio | Document::Changes) {
            set(&mut main, document, sink);
        }
    }
    output
}

/// One guide at the typesetter, whose engine is made when the first document needs it.
struct Press<'a> {
    scored: &'a Scored<'a>,
    part: &'a Part<'a>,
    news: Option<&'a NewsView>,
    images: Vec<(String, Vec<u8>)>,
    engine: Option<Engine>,
}

impl<'a> Press<'a> {
    fn new(scored: &'a Scored<'a>, part: &'a Part<'a>, news: Option<&'a NewsView>) -> Press<'a> {
        Press { scored, part, news, images: part.volume.images(), engine: None }
    }

    /// Whether a document is a report on an assessment that is judged by this guide.
    fn judges(&self, document: &Document) -> bool {
        matches!(document, Document::Report { id } if self.part.assessment(id).is_some())
    }

    /// One document; `None` where there is nothing to make it of, or it can't be made.
    fn pdf(&mut self, document: &Document, sink: &mut Sink) -> Option<Vec<u8>> {
        let (part, scored, news) = (self.part, self.scored, self.news);
        let view = &part.view;
        match document {
            Document::Guide { profiles } => {
                let all = view.guide.overlays.iter().map(|overlay| overlay.reference.id.as_str());
                let layers: Vec<&str> = match profiles {
                    Profiles::None => Vec::new(),
                    Profiles::One(profile) => all.filter(|overlay| overlay == profile).collect(),
                    Profiles::All => all.collect(),
                };
                let (engine, images) = self.ready(sink);
                engine.guide(view, &layers, images, sink)
            }
            Document::Report { id } => {
                let seen = part.assessment(id)?;
                if let Some(sealed) = current_seal(seen) {
                    return Some(sealed.to_vec());
                }
                let index = view.assessments.iter().position(|shown| shown.reference.id == *id)?;
                let (engine, images) = self.ready(sink);
                engine.assessment(view, index, seen.bytes(), images, sink)
            }
            Document::Portfolio => {
                let portfolio = portfolio(&scored.views().all())?;
                self.ready(sink).0.portfolio(view, &portfolio, sink)
            }
            Document::Changes => self.ready(sink).0.changes(view, news?, sink),
        }
    }

    /// The engine, and the images of the guide.
    fn ready(&mut self, sink: &mut Sink) -> (&Engine, &[(String, Vec<u8>)]) {
        let theme = &self.part.volume.theme;
        let engine: &Engine = self.engine.get_or_insert_with(|| Engine::new(theme, sink));
        (engine, &self.images)
    }
}

/// The sealed PDF of an assessment, as long as it says what the book says: the report is not made anew then.
fn current_seal(seen: Seen<'_>) -> Option<&[u8]> {
    let sealed = match seen.view.status.stands {
        State::Sealed | State::Partly | State::SignedOff | State::Rejected | State::Superseded | State::Expired => true,
        State::Open | State::Stale | State::Broken => false,
    };
    means::sealed_pdf(seen.assessment, &seen.part.volume.sources).filter(|_| sealed)
}
