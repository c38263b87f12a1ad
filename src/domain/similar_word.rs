//! Suggestions for mistyped words.

/// The candidate with the smallest edit distance, ignoring case; `None` where it would share less than half of the word.
pub fn similar_word<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    let (edits, best) = candidates
        .into_iter()
        .map(|candidate| (strsim::levenshtein(&word, &candidate.to_lowercase()), candidate))
        .min_by_key(|(edits, _)| *edits)?;
    (edits * 2 <= best.chars().count().max(word.chars().count())).then_some(best)
}

/// The end of an error's text, where there is a similar word.
pub fn did_you_mean(similar: Option<&str>) -> String {
    similar.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_word_is_found_and_a_strange_one_is_not_guessed_at() {
        let known = ["listen", "sample_listen", "public_url", "log"];
        assert_eq!(similar_word("lisen", known), Some("listen"));
        assert_eq!(similar_word("Public-URL", known), Some("public_url"));
        assert_eq!(similar_word("colour_of_the_sky", known), None);
        assert_eq!(similar_word("Orderkey", ["OrderKey", "Reason"]), Some("OrderKey"));
        assert_eq!(similar_word("tara", ["țară"]), Some("țară"));
    }
}
