//! SPECIMEN SIMULATOR across the page, drawn as outlines: as text it would appear in copied text and searches.

use allsorts::outline::OutlineSink;
use allsorts::pathfinder_geometry::line_segment::LineSegment2F;
use allsorts::pathfinder_geometry::vector::Vector2F;

use super::canvas::{Canvas, WATERMARK};
use super::fonts::{Face, Faces};

/// The same words in every language: they mark the paper.
const LINES: [&str; 2] = ["SPECIMEN", "SIMULATOR"];
/// The height of a line, in sizes of the letters.
const LINE_HEIGHT: f32 = 1.103;
/// Half the height of a capital, to centre a line of capitals; in sizes of the letters.
const HALF_CAPITAL: f32 = 0.3535;
const ANGLE_DEGREES: f32 = 32.0;
const FACE: Face = Face::SemiBold;

/// Draws the watermark around the middle of the page. Call it first, as everything else is drawn over it.
pub fn draw(canvas: &mut Canvas) {
    let (faces, sheet) = (canvas.faces(), canvas.sheet());
    let em = faces.units(FACE);
    let (sin, cos) = ANGLE_DEGREES.to_radians().sin_cos();
    let (sin, cos) = (sin * sheet.watermark_size / em, cos * sheet.watermark_size / em);
    let matrix = [cos, sin, -sin, cos, sheet.width / 2.0, -sheet.height / 2.0];
    // Wider than the words, so that no edge is clipped.
    let (right, top) = (4.0 * em, 2.0 * em);
    canvas.stamp("Watermark", WATERMARK, matrix, [-right, -top, right, top], || path(faces));
}

/// The outlines of the words around zero, in the font's units.
fn path(faces: &Faces) -> String {
    let em = faces.units(FACE);
    let mut outlines = Outlines::default();
    for (line, y) in LINES.iter().zip([LINE_HEIGHT / 2.0, -LINE_HEIGHT / 2.0]) {
        let x = -faces.width(FACE, em, line) / 2.0;
        outlines.origin = Vector2F::new(x, (y - HALF_CAPITAL) * em);
        for letter in line.chars() {
            // A letter that the font lacks leaves a gap.
            faces.trace(FACE, letter, &mut outlines);
            outlines.origin += Vector2F::new(faces.advance(FACE, em, letter), 0.0);
        }
    }
    outlines.path
}

/// The outlines of letters as PDF operators.
#[derive(Default)]
struct Outlines {
    path: String,
    origin: Vector2F,
    /// The end of the last operator, from the origin.
    at: Vector2F,
}

impl Outlines {
    fn push<const COUNT: usize>(&mut self, points: [Vector2F; COUNT], operator: &str) {
        let tenths = |value: f32| (value * 10.0).round() / 10.0;
        for point in points {
            let place = self.origin + point;
            self.path += &format!("{} {} ", tenths(place.x()), tenths(place.y()));
            self.at = point;
        }
        self.path += operator;
        self.path.push('\n');
    }
}

impl OutlineSink for Outlines {
    fn move_to(&mut self, to: Vector2F) {
        self.push([to], "m");
    }

    fn line_to(&mut self, to: Vector2F) {
        self.push([to], "l");
    }

    /// TrueType's curves have one control point, those of PDF have two.
    fn quadratic_curve_to(&mut self, control: Vector2F, to: Vector2F) {
        let share = 2.0 / 3.0;
        self.cubic_curve_to(LineSegment2F::new(self.at.lerp(control, share), to.lerp(control, share)), to);
    }

    fn cubic_curve_to(&mut self, controls: LineSegment2F, to: Vector2F) {
        self.push([controls.from(), controls.to(), to], "c");
    }

    fn close(&mut self) {
        self.push([], "h");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_one_control_point_gets_two() {
        let mut outlines = Outlines { origin: Vector2F::new(10.0, 20.0), ..Outlines::default() };
        outlines.move_to(Vector2F::new(1.0, 1.0));
        outlines.quadratic_curve_to(Vector2F::new(1.0, 4.0), Vector2F::new(4.0, 4.0));
        outlines.line_to(Vector2F::new(4.0, 1.0));
        outlines.close();
        assert_eq!(outlines.path, "11 21 m\n11 23 12 24 14 24 c\n14 21 l\nh\n");
    }

    #[test]
    fn every_letter_has_its_outlines() {
        let path = path(Faces::embedded().unwrap());
        // P, A, O and R have a hole each, P once in SPECIMEN, the others once in SIMULATOR.
        let outlines: Vec<_> = path.split_terminator("h\n").collect();
        assert_eq!(outlines.len(), "SPECIMEN".len() + "SIMULATOR".len() + 4);
        assert!(outlines.iter().all(|outline| outline.lines().count() > 2), "{path}");
    }
}
