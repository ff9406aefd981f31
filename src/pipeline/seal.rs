//! Freezes the report of an assessment for signing.
//!
//! Takes an assessment with its guide and the commit that both stand at; gives the PDF with an empty field for each role
//! that signs, and the seal, which says what the signatures will be over.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::model::Assessment;
use crate::model::Book;
use crate::model::Digests;
use crate::model::Extent;
use crate::model::RoleIx;
use crate::model::Seal;
use crate::model::SealRole;
use crate::model::Signatory;
use crate::report::Engine;
use crate::report::Place;
use crate::sign_off;
use crate::sign_off::SignOff;
use crate::sign_off::State;
use crate::source;
use crate::source::Commit;
use crate::view::AssessmentView;
use pades::grade::Grade;
use pades::pdf::form;
use pades::pdf::form::Field;
use pades::verdict::Failure;

use super::Judged;
use super::scored::view_with;
use super::tool::TOOL;
use super::tool::tool;

/// The field for a timestamp over the document, in a report whose policy asks for one.
pub const STAMP_FIELD: &str = "timestamp";

/// A report, frozen: the file with its empty fields, and the text of `seal.yaml`.
pub struct Sealed {
    /// The PDF as it was typeset.
    pub report: Vec<u8>,
    /// The PDF.
    pub form: Vec<u8>,
    /// The seal as it is written.
    pub seal: String,
    /// What it says.
    pub record: Seal,
}

/// Freezes the report of an assessment. `None` when it can't be typeset; the reasons are in `sink`.
///
/// # Errors
/// When the signature fields can't be added.
pub fn seal(judged: Judged, commit: Commit, sink: &mut Sink) -> Option<Result<Sealed, Failure>> {
    let volume = judged.volume;
    // What was sealed before has no part in it.
    let mut book = judged.book.clone();
    let assessment = book.assessments.iter_mut().find(|assessment| assessment.id == judged.assessment.id)?;
    assessment.record = None;
    let assessment = assessment.clone();
    let sealed = SignOff { state: State::Sealed, ..SignOff::default() };
    let view = view_with(volume, &book, Some(&commit), &BTreeMap::from([(assessment.id.clone(), sealed)]));
    let engine = Engine::new(&volume.theme, sink);
    let index = view.assessments.iter().position(|shown| shown.reference.id == assessment.id)?;
    let (report, places) = engine.assessment_with_places(&view, index, judged.bytes(), &volume.images(), sink)?;
    if sink.has_errors() {
        return None;
    }
    let shown = view.assessments.get(index)?;
    let form = fields(&book, shown, &places).and_then(|fields| form::finalise(&report, &fields));
    let form = match form {
        Ok(form) => form,
        Err(failure) => return Some(Err(failure)),
    };
    let extent = |bytes: &[u8]| Extent { sha256: source::sha256(bytes), length: bytes.len() as u64 };
    let seal = Seal {
        commit: commit.id,
        digests: sign_off::digests(&assessment, &volume.sources, &volume.theme.report_digest()),
        report: extent(&report),
        form: extent(&form),
        ..terms(&book, &assessment, shown)
    };
    let text = sign_off::write::seal(&assessment.id, &seal);
    Some(Ok(Sealed { report, form, seal: text, record: seal }))
}

/// An empty field for each role that signs, where the theme has a place for it.
fn fields(book: &Book, shown: &AssessmentView, places: &[Place]) -> Result<Vec<Field>, Failure> {
    let mut fields = Vec::new();
    for line in &shown.signatures {
        let place = places.iter().find(|place| place.role == line.id);
        let place =
            place.ok_or_else(|| Failure::new(format!("the theme has no place for the signature of `{}`", line.id)))?;
        let label = format!("Signature of the {}", line.role.to_lowercase());
        fields.push(Field { name: line.id.clone(), label, page: place.page, rect: place.rect });
    }
    if book.settings.sign_off.grade == Grade::Archive {
        // The place of the timestamp over the document is kept free from the start: nothing is added later.
        let page = fields.last().map_or(1, |field| field.page);
        let label = "Timestamp over the document".to_owned();
        fields.push(Field { name: STAMP_FIELD.to_owned(), label, page, rect: [0.0; 4] });
    }
    Ok(fields)
}

/// What a seal says of an assessment and of the policy, without the bytes that it is over.
fn terms(book: &Book, assessment: &Assessment, shown: &AssessmentView) -> Seal {
    let policy = &book.settings.sign_off;
    let id_of = |role: &RoleIx| book.settings.roles[role.0].id.clone();
    let roles = policy.lines.iter().map(|line| {
        let role = id_of(&line.role);
        let known = assessment.signatories.iter().find(|signatory| signatory.role == role).cloned();
        let mut signatory = known.unwrap_or_else(|| Signatory { role: role.clone(), ..Signatory::default() });
        if let Some(shown) = shown.signatures.iter().find(|shown| shown.id == role) {
            signatory.organisation.clone_from(&shown.organisation);
        }
        let title = book.settings.roles[line.role.0].name.clone();
        SealRole { signatory, title, statement: line.statement.clone(), optional: line.optional }
    });
    Seal {
        document: format!("{}/{}", book.guide.id, assessment.id),
        version: assessment.version.clone(),
        title: assessment.title.clone(),
        date: assessment.date,
        valid_until: sign_off::last_day(assessment.valid_until, assessment.date, policy.months),
        guide_version: book.guide.version.clone(),
        commit: String::new(),
        made_with: TOOL.to_owned(),
        tool: Some(tool()),
        supersedes: assessment.supersedes.clone(),
        digests: Digests::default(),
        report: Extent::default(),
        form: Extent::default(),
        grade: policy.grade,
        roles: roles.collect(),
        apart: policy.apart.iter().map(|group| group.iter().map(id_of).collect()).collect(),
    }
}
