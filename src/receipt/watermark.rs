//! SPECIMEN SIMULATOR across the page, drawn as outlines: as text it would mix into what is copied or searched.

use printpdf::LinePoint;

use super::canvas::{Canvas, Ring, WATERMARK, point};
use super::fonts::Face;

/// The same words in every language: they mark the paper, they do not inform.
const LINES: [&str; 2] = ["SPECIMEN", "SIMULATOR"];
/// The height of a line, in sizes of the letters.
const LINE_HEIGHT: f32 = 1.103;
/// Half the height of a capital, which centres a line of capitals on its middle; in sizes of the letters.
const HALF_CAPITAL: f32 = 0.3535;
const ANGLE_DEGREES: f32 = 32.0;

/// Draws the watermark around the middle of the page. Call it first: everything else stands on it.
pub fn draw(canvas: &mut Canvas) {
    let (sin, cos) = ANGLE_DEGREES.to_radians().sin_cos();
    let (sheet, size) = (canvas.sheet(), canvas.sheet().watermark_size);
    let mut rings = Vec::new();
    for (line, y) in LINES.iter().zip([size * LINE_HEIGHT / 2.0, -size * LINE_HEIGHT / 2.0]) {
        let mut x = -canvas.faces().width(Face::SemiBold, size, line) / 2.0;
        for letter in line.chars() {
            for contour in contours(canvas, letter) {
                let place = |(letter_x, letter_y): (f32, f32)| {
                    let (x, y) = (x + letter_x * size, y + (letter_y - HALF_CAPITAL) * size);
                    (sheet.width / 2.0 + x * cos - y * sin, sheet.height / 2.0 - x * sin - y * cos)
                };
                let placed: Vec<_> = contour.iter().map(|p| (place(p.at), p.on_curve)).collect();
                rings.push(ring(&placed));
            }
            x += canvas.faces().advance(Face::SemiBold, size, letter);
        }
    }
    canvas.fill(WATERMARK, rings);
}

/// One point of a TrueType outline, in ems.
struct OutlinePoint {
    at: (f32, f32),
    on_curve: bool,
}

/// The outlines of a letter; none where the font builds the letter out of others.
fn contours(canvas: &Canvas, letter: char) -> Vec<Vec<OutlinePoint>> {
    let font = canvas.faces().of(Face::SemiBold);
    let units = f32::from(font.pdf_font_metrics.units_per_em.max(1));
    let glyph = font.lookup_glyph_index(letter.into()).and_then(|id| font.get_or_decode_glyph(id));
    let Some(glyph) = glyph else {
        return vec![];
    };
    let (Some(points), Some(on_curve), Some(ends)) =
        (&glyph.raw_points, &glyph.raw_on_curve, &glyph.raw_contour_ends)
    else {
        return vec![];
    };
    let outline: Vec<_> = points.iter().zip(on_curve).collect();
    let mut start = 0;
    let mut contours = Vec::new();
    for end in ends {
        let end = usize::from(*end) + 1;
        let contour = outline.get(start..end).unwrap_or_default().iter();
        contours.push(
            contour
                .map(|((x, y), on_curve)| OutlinePoint {
                    at: (f32::from(*x) / units, f32::from(*y) / units),
                    on_curve: **on_curve,
                })
                .collect(),
        );
        start = end;
    }
    contours
}

type Place = (f32, f32);

fn between(a: Place, b: Place, share: f32) -> Place {
    (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
}

/// A TrueType contour, whose curves have one control point and leave out the points halfway between two
/// controls, as a PDF path, whose curves have two control points.
fn ring(contour: &[(Place, bool)]) -> Ring {
    let Some(first) = contour.iter().position(|(_, on_curve)| *on_curve) else {
        return vec![];
    };
    let mut at = contour[first].0;
    let mut control: Option<Place> = None;
    let mut ring = vec![point(at.0, at.1, false)];
    // The contour is closed, so the walk ends at the point where it began.
    for (place, on_curve) in contour.iter().cycle().skip(first + 1).take(contour.len()) {
        match (control, on_curve) {
            (None, true) => {
                ring.push(point(place.0, place.1, false));
                at = *place;
            }
            (None, false) => control = Some(*place),
            (Some(bend), true) => {
                ring.extend(curve(at, bend, *place));
                (at, control) = (*place, None);
            }
            (Some(bend), false) => {
                let halfway = between(bend, *place, 0.5);
                ring.extend(curve(at, bend, halfway));
                (at, control) = (halfway, Some(*place));
            }
        }
    }
    ring
}

fn curve(from: Place, control: Place, to: Place) -> [LinePoint; 3] {
    let (one, two) = (between(from, control, 2.0 / 3.0), between(to, control, 2.0 / 3.0));
    [point(one.0, one.1, true), point(two.0, two.1, true), point(to.0, to.1, false)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_one_control_point_gets_two_and_implied_points_are_written() {
        // No coordinate is zero, as printpdf calls no two zeros equal.
        let contour = [((1.0, 1.0), true), ((1.0, 5.0), false), ((5.0, 5.0), false), ((5.0, 1.0), true)];
        let ring = ring(&contour);
        let controls: Vec<_> = ring.iter().map(|point| point.bezier).collect();
        assert_eq!(controls, [false, true, true, false, true, true, false, false]);
        assert_eq!(ring[3], point(3.0, 5.0, false));
        assert_eq!(ring[6], point(5.0, 1.0, false));
    }
}
