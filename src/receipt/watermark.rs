//! SPECIMEN SIMULATOR across the page, drawn as outlines: as text it would mix into what is copied or searched.

use allsorts::outline::OutlineSink;
use allsorts::pathfinder_geometry::line_segment::LineSegment2F;
use allsorts::pathfinder_geometry::vector::Vector2F;

use super::canvas::{Canvas, Ring, WATERMARK, point};
use super::fonts::Face;

/// The same words in every language: they mark the paper, they do not inform.
const LINES: [&str; 2] = ["SPECIMEN", "SIMULATOR"];
/// The height of a line, in sizes of the letters.
const LINE_HEIGHT: f32 = 1.103;
/// Half the height of a capital, which centres a line of capitals on its middle; in sizes of the letters.
const HALF_CAPITAL: f32 = 0.3535;
const ANGLE_DEGREES: f32 = 32.0;
const FACE: Face = Face::SemiBold;

/// Draws the watermark around the middle of the page. Call it first: everything else stands on it.
pub fn draw(canvas: &mut Canvas) {
    let (sin, cos) = ANGLE_DEGREES.to_radians().sin_cos();
    let (sheet, size) = (canvas.sheet(), canvas.sheet().watermark_size);
    let unit = size / canvas.faces().units(FACE);
    let mut rings = Vec::new();
    for (line, y) in LINES.iter().zip([size * LINE_HEIGHT / 2.0, -size * LINE_HEIGHT / 2.0]) {
        let mut x = -canvas.faces().width(FACE, size, line) / 2.0;
        for letter in line.chars() {
            let place = |at: Vector2F| {
                let (x, y) = (x + at.x() * unit, y + at.y() * unit - HALF_CAPITAL * size);
                (sheet.width / 2.0 + x * cos - y * sin, sheet.height / 2.0 - x * sin - y * cos)
            };
            let mut outline = Outline { place, at: Vector2F::zero(), rings: Vec::new() };
            // A letter that the font lacks leaves its place empty.
            canvas.faces().trace(FACE, letter, &mut outline);
            rings.append(&mut outline.rings);
            x += canvas.faces().advance(FACE, size, letter);
        }
    }
    canvas.fill(WATERMARK, rings);
}

/// The outlines of a letter, in the font's units, as rings on the page.
struct Outline<P> {
    place: P,
    at: Vector2F,
    rings: Vec<Ring>,
}

impl<P: Fn(Vector2F) -> (f32, f32)> Outline<P> {
    fn push(&mut self, at: Vector2F, control: bool) {
        let (x, y) = (self.place)(at);
        self.rings.last_mut().into_iter().for_each(|ring| ring.push(point(x, y, control)));
        self.at = at;
    }
}

impl<P: Fn(Vector2F) -> (f32, f32)> OutlineSink for Outline<P> {
    fn move_to(&mut self, to: Vector2F) {
        self.rings.push(Ring::new());
        self.push(to, false);
    }

    fn line_to(&mut self, to: Vector2F) {
        self.push(to, false);
    }

    /// TrueType's curves have one control point, those of PDF have two.
    fn quadratic_curve_to(&mut self, control: Vector2F, to: Vector2F) {
        let share = 2.0 / 3.0;
        self.cubic_curve_to(LineSegment2F::new(self.at.lerp(control, share), to.lerp(control, share)), to);
    }

    fn cubic_curve_to(&mut self, controls: LineSegment2F, to: Vector2F) {
        self.push(controls.from(), true);
        self.push(controls.to(), true);
        self.push(to, false);
    }

    fn close(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_one_control_point_gets_two() {
        let place = |at: Vector2F| (at.x(), at.y());
        let mut outline = Outline { place, at: Vector2F::zero(), rings: Vec::new() };
        // No coordinate is zero, as printpdf calls no two zeros equal.
        outline.move_to(Vector2F::new(1.0, 1.0));
        outline.quadratic_curve_to(Vector2F::new(1.0, 4.0), Vector2F::new(4.0, 4.0));
        outline.line_to(Vector2F::new(4.0, 1.0));
        let expected = [(1.0, 1.0), (1.0, 3.0), (2.0, 4.0), (4.0, 4.0), (4.0, 1.0)];
        let controls = [false, true, true, false, false];
        let expected = expected.iter().zip(controls).map(|((x, y), control)| point(*x, *y, control));
        assert_eq!(outline.rings, [expected.collect::<Ring>()]);
    }
}
