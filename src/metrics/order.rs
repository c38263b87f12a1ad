//! A stable order of the metrics text, for readers and for comparisons.

/// Sorts the series of each metric. The lines of one histogram stay together, in their order.
pub(super) fn sorted(text: &str) -> String {
    let mut ordered = String::with_capacity(text.len());
    let mut series: Vec<&str> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = if rest.starts_with('#') { end_of_line(rest) } else { end_of_series(rest) };
        let (one, after) = rest.split_at(end);
        if one.starts_with('#') {
            write_out(&mut series, &mut ordered);
            ordered.push_str(one);
        } else {
            series.push(one);
        }
        rest = after;
    }
    write_out(&mut series, &mut ordered);
    ordered
}

fn write_out(series: &mut Vec<&str>, ordered: &mut String) {
    // A histogram's first line has the smallest bound, the same for each.
    series.sort_unstable();
    series.drain(..).for_each(|one| ordered.push_str(one));
}

fn end_of_line(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

/// The end of a series: a line, or all lines of a histogram up to its count.
fn end_of_series(text: &str) -> usize {
    let name =
        |line: &str| line.len() - line.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let mut end = end_of_line(text);
    if text[..name(text)].ends_with("_bucket") {
        loop {
            let line = &text[end..];
            end += end_of_line(line);
            if line.is_empty() || line[..name(line)].ends_with("_count") {
                break;
            }
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_sorted_and_histograms_stay_whole() {
        let text = "# TYPE a counter\na{x=\"2\"} 1\na{x=\"1\"} 2\n# TYPE h histogram\nh_bucket{x=\"b\",le=\"1\"} 0\n\
                    h_bucket{x=\"b\",le=\"+Inf\"} 1\nh_sum{x=\"b\"} 9\nh_count{x=\"b\"} 1\nh_bucket{x=\"a\",le=\"1\"} 0\n\
                    h_bucket{x=\"a\",le=\"+Inf\"} 0\nh_sum{x=\"a\"} 0\nh_count{x=\"a\"} 0\n# TYPE n gauge\nn 1\n";
        let expected = "# TYPE a counter\na{x=\"1\"} 2\na{x=\"2\"} 1\n# TYPE h histogram\nh_bucket{x=\"a\",le=\"1\"} 0\n\
                        h_bucket{x=\"a\",le=\"+Inf\"} 0\nh_sum{x=\"a\"} 0\nh_count{x=\"a\"} 0\nh_bucket{x=\"b\",le=\"1\"} 0\n\
                        h_bucket{x=\"b\",le=\"+Inf\"} 1\nh_sum{x=\"b\"} 9\nh_count{x=\"b\"} 1\n# TYPE n gauge\nn 1\n";
        assert_eq!(sorted(text), expected);
        assert_eq!(sorted(expected), expected);
        assert_eq!(sorted(""), "");
        assert_eq!(sorted("h_bucket 1"), "h_bucket 1");
    }
}
