//! Suggestions for mistyped words.

/// The candidate with the smallest edit distance, ignoring case; `None` where it would share less than half of the word.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    let (edits, best) = candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .min_by_key(|(d, _)| *d)?;
    (edits * 2 <= best.chars().count().max(word.chars().count())).then_some(best)
}

/// The Levenshtein distance in characters: insertions, deletions and replacements.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_strange_one_is_not_guessed_at() {
        let known = ["listen", "sample_listen", "public_url", "log"];
        assert_eq!(nearest("lisen", known), Some("listen"));
        assert_eq!(nearest("Public-URL", known), Some("public_url"));
        assert_eq!(nearest("colour_of_the_sky", known), None);
        assert_eq!(nearest("Orderkey", ["OrderKey", "Reason"]), Some("OrderKey"));
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("țară", "tara"), 2);
    }
}
