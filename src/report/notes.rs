//! Footnotes of the data get names.
//!
//! A footnote stands once in a PDF, where it is first referred to; later references repeat its number. Typst code can't
//! know which reference is the first, so each reference gets `name`, unique in the document, and `again`.

use std::collections::BTreeSet;

use serde_json::Value;

/// Names the footnotes in all pieces of prose of the data, in reading order.
pub(super) fn name(data: &mut Value) {
    find(data, &mut 0);
}

/// Looks for pieces of prose: objects that hold both blocks and notes.
fn find(value: &mut Value, pieces: &mut usize) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| find(value, pieces)),
        Value::Object(fields) if fields.contains_key("blocks") && fields.contains_key("notes") => {
            *pieces += 1;
            let mut seen = BTreeSet::new();
            // A note may refer to another one, so their texts are searched after the text that refers to them.
            for part in ["blocks", "notes"] {
                if let Some(part) = fields.get_mut(part) {
                    mark(part, *pieces, &mut seen);
                }
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| find(value, pieces)),
        _ => {}
    }
}

fn mark(value: &mut Value, piece: usize, seen: &mut BTreeSet<u64>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| mark(value, piece, seen)),
        Value::Object(fields) => {
            let reference = fields.get("type").and_then(Value::as_str) == Some("note");
            match fields.get("index").and_then(Value::as_u64).filter(|_| reference) {
                Some(index) => {
                    fields.insert("name".to_owned(), format!("note:{piece}.{index}").into());
                    fields.insert("again".to_owned(), (!seen.insert(index)).into());
                }
                None => fields.values_mut().for_each(|value| mark(value, piece, seen)),
            }
        }
        _ => {}
    }
}
