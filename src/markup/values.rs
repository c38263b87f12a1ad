//! The values of a message, element by element.

use super::pieces::{Piece, cut, local, pieces};

/// The maximum number of values.
const MOST: usize = 500;
/// The maximum length of a value, in characters.
const MOST_TEXT: usize = 1000;
/// The maximum depth of elements.
const DEEPEST: usize = 64;

/// An element with text, by its path below Body.
#[derive(Debug, PartialEq, Eq)]
pub struct Value {
    pub path: String,
    pub text: String,
}

/// The texts in the Body, or all texts if there is no Body.
pub fn values(text: &str) -> Vec<Value> {
    let mut path: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let mut depth = 0usize;
    let has_body =
        pieces(text).any(|placed| matches!(placed.piece, Piece::Start { name, .. } if local(name) == "Body"));
    for placed in pieces(text) {
        match placed.piece {
            Piece::Start { name, is_empty: false, .. } => {
                depth += 1;
                if depth <= DEEPEST {
                    path.push(local(name));
                }
            }
            Piece::End(_) => {
                if depth <= DEEPEST {
                    path.pop();
                }
                depth = depth.saturating_sub(1);
            }
            Piece::Text(text) if !text.trim().is_empty() => {
                let below = match path.iter().position(|name| *name == "Body") {
                    Some(body) => &path[body + 1..],
                    None if has_body => continue,
                    None => &path[..],
                };
                let (shown, left_out) = cut(text.trim(), MOST_TEXT);
                let text = if left_out > 0 { format!("{shown}…") } else { shown };
                found.push(Value { path: cut(&below.join("/"), 300).0, text });
                if found.len() == MOST {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_body_are_listed_by_their_paths() {
        let found = values("<s:E><s:H><x>no</x></s:H><s:Body><m:A><m:B>1</m:B><m:C/></m:A></s:Body></s:E>");
        assert_eq!(found, [Value { path: "A/B".to_owned(), text: "1".to_owned() }]);
        assert_eq!(values("<html><p>Sorry</p></html>")[0].path, "html/p");
        assert_eq!(values("</a>plain")[0].text, "plain");
    }
}
