//! Checks the answer scales and extra fields of a model, and that the scoring rule can work with the scales.

use crate::diag::Sink;
use crate::diag::register;
use crate::model::AnswerKind;
use crate::model::Counts;
use crate::model::Field;
use crate::model::FieldKind;
use crate::model::Rule;
use crate::model::Scale;
use crate::model::Score;
use crate::read::DraftAnswerKind;
use crate::read::DraftModel;
use crate::source::Span;

use super::unique;

/// The scales, and the answers of all of them one after the other.
pub(super) fn check(model: &DraftModel, sink: &mut Sink) -> (Vec<Scale>, Vec<AnswerKind>) {
    if let (Some(first), Some(scale)) = (model.answers.first(), model.scales.first()) {
        sink.error(register::SCALES, scale.id.span, "the model has both `answers` and `scales`")
            .related(first.id.span, "the answers")
            .help("`answers` are those of the only scale; with several, put them into a scale of their own");
    }
    unique("scale", model.scales.iter().map(|scale| &scale.id), sink);
    let (mut scales, mut answers) = (Vec::new(), Vec::new());
    if model.scales.is_empty() {
        unique("answer", model.answers.iter().map(|answer| &answer.id), sink);
        able(model, None, &model.answers, model.title.span, sink);
        add("answers", "Answers", &model.answers, &mut scales, &mut answers);
    }
    for scale in &model.scales {
        unique("answer", scale.answers.iter().map(|answer| &answer.id), sink);
        able(model, Some(&scale.id.value), &scale.answers, scale.id.span, sink);
        add(&scale.id.value, &scale.name.value, &scale.answers, &mut scales, &mut answers);
    }
    for stray in [
        model.unanswered.as_ref().map(|word| ("unanswered", word.span)),
        model.roll_up.as_ref().map(|word| ("roll_up", word.span)),
        model.display.as_ref().map(|word| ("display", word.span)),
    ]
    .into_iter()
    .flatten()
    {
        if let Some(rule) = model.rule.as_ref().filter(|rule| !rule.value.is_score()) {
            let message = format!("`{}` has no meaning under the rule `{}`", stray.0, rule.value.id());
            let scores: Vec<String> =
                Rule::ALL.iter().filter(|rule| rule.is_score()).map(|rule| format!("`{}`", rule.id())).collect();
            sink.error(register::SCALES, stray.1, message)
                .help(format!("it belongs to the rules {}; levels are not averaged", scores.join(" and ")));
        }
    }
    (scales, answers)
}

/// Reports a scale that the scoring rule can't work with.
fn able(model: &DraftModel, scale: Option<&str>, answers: &[DraftAnswerKind], span: Span, sink: &mut Sink) {
    let Some(rule) = &model.rule else { return };
    let of = scale.map_or("an answer".to_owned(), |scale| format!("an answer on the scale `{scale}`"));
    match rule.value {
        value if value.is_cumulative() => {
            let counts: Vec<Counts> = kinds(answers).into_iter().map(|kind| kind.counts).collect();
            if !counts.contains(&Counts::Met) || !counts.contains(&Counts::Unmet) {
                sink.error(
                    register::BAD_ASPECTS,
                    span,
                    format!("the rule `cumulative` needs {of} that counts as met and one that counts as unmet"),
                )
                .help("give each answer `counts: met`, `counts: unmet` or another word");
            }
        }
        value if value.is_score() => {
            for answer in answers {
                let apart = matches!(
                    answer.counts.as_ref().map(|counts| counts.value),
                    Some(Counts::NotApplicable | Counts::Insufficient)
                );
                if answer.value.is_none() && !apart {
                    let message = format!("the rule `{}` needs a value of `{}`", rule.value.id(), answer.id.value);
                    sink.error(register::SCALES, answer.id.span, message)
                        .related(rule.span, "the rule")
                        .help("write `value: 0.5`, for example: what the answer adds to the mean");
                }
            }
            let best = answers.iter().filter_map(|answer| answer.value.as_ref()).map(|value| &value.value).max();
            if best.is_none_or(Score::is_zero) {
                sink.error(
                    register::SCALES,
                    span,
                    format!("the rule `{}` needs {of} worth more than zero", rule.value.id()),
                )
                .help("give its best answer `value: 1`, for example");
            }
        }
        _ => {}
    }
}

/// What each answer counts as: as it is written, or by its value.
fn kinds(answers: &[DraftAnswerKind]) -> Vec<AnswerKind> {
    let best = answers.iter().filter_map(|answer| answer.value.as_ref()).map(|value| &value.value).max();
    let kind = |answer: &DraftAnswerKind| {
        let value = answer.value.as_ref().map(|value| value.value.clone());
        let by_value = value.as_ref().map(|value| match value {
            value if value.is_zero() => Counts::Unmet,
            value if Some(value) == best => Counts::Met,
            _ => Counts::Partial,
        });
        let counts = answer.counts.as_ref().map(|counts| counts.value).or(by_value)?;
        Some(AnswerKind { id: answer.id.value.clone(), name: answer.name.value.clone(), counts, value })
    };
    answers.iter().filter_map(kind).collect()
}

fn add(id: &str, name: &str, written: &[DraftAnswerKind], scales: &mut Vec<Scale>, answers: &mut Vec<AnswerKind>) {
    let start = answers.len();
    answers.extend(kinds(written));
    scales.push(Scale { id: id.to_owned(), name: name.to_owned(), answers: start..answers.len() });
}

/// The declared extra fields.
pub(super) fn fields(model: &DraftModel, sink: &mut Sink) -> Vec<Field> {
    unique("field", model.fields.iter().map(|field| &field.id), sink);
    let mut fields = Vec::new();
    for field in &model.fields {
        let (Some(kind), Some(of_items)) = (&field.kind, &field.of_items) else { continue };
        let words = matches!(kind.value, FieldKind::Word(_));
        if words == field.words.is_empty() {
            let message = if words {
                "a field of the kind `word` lists its `words`"
            } else {
                "only a field of the kind `word` has `words`"
            };
            sink.error(register::FIELDS, kind.span, message).help("write `kind: word` with `words: [first, second]`");
        }
        fields.push(Field {
            id: field.id.value.clone(),
            name: field.name.value.clone(),
            kind: kind.value.clone(),
            of_items: of_items.value,
            hidden: field.hidden,
        });
    }
    fields
}
