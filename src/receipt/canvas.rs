//! Drawing on pages, in the sheet's units from the top left corner. Every text has a maximum width.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{
    Color, CurTransMat, DictItem, ExternalStream, ExternalXObject, LinePoint, Op, PaintMode, PdfFontHandle,
    Point, Polygon, PolygonRing, Pt, Rect, Rgb, TextItem, WindingOrder, XObject, XObjectId, XObjectTransform,
};

use super::fonts::{Face, Faces};
use super::sheet::Sheet;
use super::text;

/// Text and heavy rules.
pub const BLACK: Ink = Ink(0x12, 0x12, 0x12);
/// Labels.
pub const GREY: Ink = Ink(0x55, 0x55, 0x55);
/// Hairlines between rows.
pub const LIGHT_GREY: Ink = Ink(0xbb, 0xbb, 0xbb);
/// The simulator's warning colour.
pub const AMBER: Ink = Ink(0xfe, 0xc8, 0x4b);
/// Paid in full.
pub const GREEN: Ink = Ink(0x02, 0x79, 0x48);
/// Paid in part.
pub const APRICOT: Ink = Ink(0xb5, 0x47, 0x08);
/// Not paid.
pub const DARK_APRICOT: Ink = Ink(0x93, 0x37, 0x0d);
/// A tenth of [`APRICOT`] on white, as a plain colour: transparency would need a newer PDF version.
pub const WATERMARK: Ink = Ink(0xf8, 0xed, 0xe6);

/// The size of most texts.
pub const BODY: f32 = 9.5;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(u8, u8, u8);

impl From<Ink> for Color {
    fn from(ink: Ink) -> Self {
        let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
        Color::Rgb(Rgb::new(part(ink.0), part(ink.1), part(ink.2), None))
    }
}

/// The style of a text.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Its weight.
    pub face: Face,
    /// Its size.
    pub size: f32,
    /// Its colour.
    pub ink: Ink,
}

impl Style {
    /// A text of regular weight.
    pub const fn regular(size: f32, ink: Ink) -> Self {
        Self { face: Face::Regular, size, ink }
    }

    /// A text of heavier weight.
    pub const fn semi_bold(size: f32, ink: Ink) -> Self {
        Self { face: Face::SemiBold, size, ink }
    }
}

/// The style of labels and details.
pub const LABEL: Style = Style::regular(8.08, GREY);

/// A point of an outline; `control` marks the two control points of a curve, which precede its end. Hundredths of a unit
/// are finer than any printer, and keep the file small. PDF counts upwards, and the page's matrix puts zero at the upper
/// edge.
fn point(x: f32, y: f32, control: bool) -> LinePoint {
    let round = |value: f32| Pt((value * 100.0).round() / 100.0);
    LinePoint { p: Point { x: round(x), y: round(-y) }, bezier: control }
}

/// The pages being drawn, one at a time.
pub struct Canvas {
    faces: &'static Faces,
    characters: BTreeMap<Face, BTreeSet<char>>,
    stamps: BTreeMap<XObjectId, XObject>,
    sheet: &'static Sheet,
    finished: Vec<Vec<Op>>,
    ops: Vec<Op>,
}

impl Canvas {
    /// One empty page.
    pub fn new(faces: &'static Faces, sheet: &'static Sheet) -> Self {
        let (characters, stamps) = Default::default();
        Self { faces, characters, stamps, sheet, finished: Vec::new(), ops: first_ops(sheet) }
    }

    /// Finishes this page and begins the next one.
    pub fn next_page(&mut self) {
        let page = std::mem::replace(&mut self.ops, first_ops(self.sheet));
        self.finished.push(page);
    }

    /// Draws on every page once more; `draw` gets the page's number, from 1, and the number of pages.
    pub fn on_every_page(&mut self, mut draw: impl FnMut(&mut Self, usize, usize)) {
        let last = std::mem::take(&mut self.ops);
        let mut pages = std::mem::take(&mut self.finished);
        pages.push(last);
        let count = pages.len();
        for (page, number) in pages.into_iter().zip(1..) {
            self.ops = page;
            draw(self, number, count);
            if number < count {
                self.finished.push(std::mem::take(&mut self.ops));
            }
        }
    }

    /// The drawing operations of each page, in order.
    pub fn into_pages(mut self) -> Vec<Vec<Op>> {
        self.finished.push(self.ops);
        self.finished
    }

    /// The characters of the texts so far, by face.
    pub fn characters(&self) -> &BTreeMap<Face, BTreeSet<char>> {
        &self.characters
    }

    /// The XObjects that the pages so far use, by id.
    pub fn stamps(&self) -> &BTreeMap<XObjectId, XObject> {
        &self.stamps
    }

    /// The measures of the paper.
    pub fn sheet(&self) -> &'static Sheet {
        self.sheet
    }

    /// The faces that texts are measured with.
    pub fn faces(&self) -> &'static Faces {
        self.faces
    }

    /// The width of a text without a limit.
    pub fn measure(&self, style: Style, text: &str) -> f32 {
        self.faces.width(style.face, style.size, &text::clean(self.faces, text))
    }

    /// The lines of a text in a box of this width, ready to be drawn.
    pub fn wrap(&self, style: Style, width: f32, max_lines: usize, text: &str) -> Vec<String> {
        let clean = text::clean(self.faces, text);
        text::wrap(self.faces, style.face, style.size, width, max_lines, &clean)
    }

    /// Draws a text from `x` to the right, its baseline at `y`, cut to `width`.
    pub fn left(&mut self, x: f32, y: f32, width: f32, style: Style, text: &str) {
        let text = self.bounded(width, style, text);
        self.show(x, y, style, text);
    }

    /// Draws a text that ends at `x`, its baseline at `y`, cut to `width`.
    pub fn right(&mut self, x: f32, y: f32, width: f32, style: Style, text: &str) {
        let text = self.bounded(width, style, text);
        let x = x - self.faces.width(style.face, style.size, &text);
        self.show(x, y, style, text);
    }

    /// Draws a text whose middle is at `x`, its baseline at `y`, cut to `width`.
    pub fn centre(&mut self, x: f32, y: f32, width: f32, style: Style, text: &str) {
        let text = self.bounded(width, style, text);
        let x = x - self.faces.width(style.face, style.size, &text) / 2.0;
        self.show(x, y, style, text);
    }

    /// Draws an amount that ends at `x`. Digits are never cut: an amount wider than `width` is drawn smaller.
    pub fn amount(&mut self, x: f32, y: f32, width: f32, style: Style, amount: &str) {
        let wanted = self.measure(style, amount);
        let scale = if wanted > width { width / wanted } else { 1.0 };
        let style = Style { size: style.size * scale, ..style };
        // The width of the smaller text may differ in the last bit, which must not cost a digit.
        self.right(x, y, width + 0.1, style, amount);
    }

    fn bounded(&self, width: f32, style: Style, text: &str) -> String {
        let clean = text::clean(self.faces, text);
        text::cut(self.faces, style.face, style.size, width, &clean)
    }

    fn show(&mut self, x: f32, y: f32, style: Style, text: String) {
        if text.is_empty() {
            return;
        }
        self.characters.entry(style.face).or_default().extend(text.chars());
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: style.ink.into() },
            Op::SetFont { font: PdfFontHandle::External(style.face.id()), size: Pt(style.size) },
            Op::SetTextCursor { pos: point(x, y, false).p },
            Op::ShowText { items: vec![TextItem::Text(text)] },
            Op::EndTextSection,
        ]);
    }

    /// Draws a line from one side of the content to the other, with its middle at `y`.
    pub fn rule(&mut self, y: f32, thickness: f32, ink: Ink) {
        let sheet = self.sheet;
        self.rectangle(sheet.left(), y - thickness / 2.0, sheet.content_width(), thickness, ink);
    }

    /// Fills a rectangle whose top left corner is `x`, `y`.
    pub fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let corner = point(x, y + height, false).p;
        let mut rectangle = Rect::from_xywh(corner.x, corner.y, Pt(width), Pt(height));
        rectangle.mode = Some(PaintMode::Fill);
        self.ops.extend([Op::SetFillColor { col: ink.into() }, Op::DrawRectangle { rectangle }]);
    }

    /// Fills outlines at the same place of every page. They are stored once, which keeps the file small. `path` consists of
    /// PDF operators and is clipped to `bounds` (two corners); `matrix` maps its units to the sheet's, both upwards.
    pub fn stamp(
        &mut self,
        name: &str,
        ink: Ink,
        matrix: [f32; 6],
        bounds: [f32; 4],
        path: impl FnOnce() -> String,
    ) {
        let id = XObjectId(name.to_owned());
        let numbers =
            |numbers: &[f32]| DictItem::Array(numbers.iter().copied().map(DictItem::Real).collect());
        self.stamps.entry(id.clone()).or_insert_with(|| {
            let dict = [
                ("Type", DictItem::Name(b"XObject".into())),
                ("Subtype", DictItem::Name(b"Form".into())),
                ("BBox", numbers(&bounds)),
                ("Matrix", numbers(&matrix)),
            ];
            let dict = dict.map(|(key, value)| (key.to_owned(), value)).into();
            let stream = ExternalStream { dict, content: (path() + "f").into_bytes(), compress: true };
            XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
        });
        let transform = XObjectTransform::default();
        self.ops.extend([Op::SetFillColor { col: ink.into() }, Op::UseXobject { id, transform }]);
    }

    /// Draws the border of a box with round corners.
    pub fn rounded_border(&mut self, [x, y, width, height]: [f32; 4], radius: f32, ink: Ink) {
        // A quarter of a circle is a curve with its control points at this distance from the corner.
        let bend = radius * 0.448;
        let (right, bottom) = (x + width, y + height);
        let corner = |from: (f32, f32), one: (f32, f32), two: (f32, f32), to: (f32, f32)| {
            [
                point(from.0, from.1, false),
                point(one.0, one.1, true),
                point(two.0, two.1, true),
                point(to.0, to.1, false),
            ]
        };
        let corners = [
            corner((x, y + radius), (x, y + bend), (x + bend, y), (x + radius, y)),
            corner((right - radius, y), (right - bend, y), (right, y + bend), (right, y + radius)),
            corner(
                (right, bottom - radius),
                (right, bottom - bend),
                (right - bend, bottom),
                (right - radius, bottom),
            ),
            corner((x + radius, bottom), (x + bend, bottom), (x, bottom - bend), (x, bottom - radius)),
        ];
        let rings = vec![PolygonRing { points: corners.concat() }];
        let polygon = Polygon { rings, mode: PaintMode::Stroke, winding_order: WindingOrder::NonZero };
        self.ops.extend([
            Op::SetOutlineColor { col: ink.into() },
            Op::SetOutlineThickness { pt: Pt(1.2) },
            Op::DrawPolygon { polygon },
        ]);
    }
}

/// Maps the sheet's units, counted down from the upper edge, to the points of the paper.
fn first_ops(sheet: &Sheet) -> Vec<Op> {
    let matrix = CurTransMat::Raw([sheet.scale, 0.0, 0.0, sheet.scale, 0.0, sheet.height * sheet.scale]);
    vec![Op::SetTransformationMatrix { matrix }]
}
