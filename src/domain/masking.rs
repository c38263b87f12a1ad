//! Masked personal numbers, for pages that anybody with an order's or a notice's number can open.

/// The number with its middle hidden; hidden completely where it is too short for that. At most 40 characters.
pub fn masked(id: &str) -> String {
    let characters: Vec<char> = id.chars().take(40).collect();
    if characters.len() < 9 {
        return characters.iter().map(|_| '•').collect();
    }
    let end = characters.len() - 3;
    characters.iter().enumerate().map(|(i, c)| if (5..end).contains(&i) { '•' } else { *c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(masked("2001500023456"), "20015•••••456");
        assert_eq!(masked("A123456"), "•••••••");
        assert_eq!(masked(""), "");
    }
}
