//! What stands in several files of the packaging, and must say the same.

use super::read;

fn file(path: &str) -> String {
    let mut files = read(path);
    assert_eq!(files.len(), 1, "{path}");
    files.remove(0).text
}

/// What the image is told to be, whichever way the program came into it.
fn image(dockerfile: &str) -> String {
    let text = file(dockerfile);
    let at = text.find("\nUSER ").unwrap_or_else(|| panic!("{dockerfile} has no USER"));
    assert!(text[..at].contains("FROM scratch\n"), "{dockerfile}");
    text[at..].to_owned()
}

#[test]
fn both_ways_to_the_image_make_the_same_one() {
    assert_eq!(image("Dockerfile"), image("packaging/Dockerfile.program"));
    for licence in ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY.txt"] {
        for dockerfile in ["Dockerfile", "packaging/Dockerfile.program"] {
            assert!(file(dockerfile).contains(licence), "{dockerfile} leaves {licence} out");
        }
    }
}

#[test]
fn the_balancer_waits_longer_than_any_answer_takes() {
    // The longest that `result_page_wait` may be set to is ten minutes; the control API waits five at most.
    let balancer = file("packaging/haproxy.cfg");
    let wait = balancer.lines().find_map(|line| line.trim().strip_prefix("timeout server "));
    let seconds: u32 = wait.and_then(|wait| wait.strip_suffix('s')).unwrap().parse().unwrap();
    assert!(seconds > 600, "{seconds} s");
}
