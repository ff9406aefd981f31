//! "Did you mean": the nearest of the known words.

/// A sentence that helps with an unknown word: the nearest known one, or all of them where they are few.
pub fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut known: Vec<&str> = known.into_iter().filter(|k| !k.is_empty()).collect();
    known.sort_unstable();
    known.dedup();
    if let Some(near) = nearest(word, &known) {
        return Some(format!("did you mean `{near}`?"));
    }
    match known.len() {
        0 => None,
        1..=12 => {
            Some(format!("known here: {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")))
        }
        _ => None,
    }
}

/// The known word nearest to `word`, if any is near enough to be a slip of the keys.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let score = |k: &str| {
        let distance = strsim::damerau_levenshtein(&lower, &k.to_lowercase());
        let longest = lower.chars().count().max(k.chars().count()).max(1);
        (distance, longest)
    };
    // A third of the letters may be wrong, as in rustc; and a word that begins like a known one is near to it.
    let near =
        known.iter().map(|k| (score(k), *k)).filter(|((d, n), _)| d * 3 <= *n).min_by_key(|((d, _), k)| (*d, *k));
    near.map(|(_, k)| k).or_else(|| {
        let mut starts = known
            .iter()
            .filter(|k| lower.len() >= 3 && (k.starts_with(&lower) || lower.starts_with(**k) && k.len() >= 3));
        starts.next().copied().filter(|_| starts.next().is_none())
    })
}
