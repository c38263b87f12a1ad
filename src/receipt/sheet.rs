//! The measures of the two papers. A page is drawn in units in which its body text is 9.5 high on both: on A4 a unit is a
//! point, on A5 it is smaller.

use crate::domain::receipt::PageFormat;

/// The measures of a paper, in units unless stated otherwise.
#[derive(Debug)]
pub struct Sheet {
    /// The paper.
    pub format: PageFormat,
    /// The size of the paper in millimetres.
    pub millimetres: [f32; 2],
    /// The points of a unit.
    pub scale: f32,
    /// The width of the paper.
    pub width: f32,
    /// The height of the paper.
    pub height: f32,
    /// The margin at the left and the right.
    margin: f32,
    /// The side of the QR code.
    pub qr_side: f32,
    /// The size of the document's name.
    pub title_size: f32,
    /// The size of the document's number.
    pub number_size: f32,
    /// The size of the total.
    pub total_size: f32,
    /// The size of the watermark.
    pub watermark_size: f32,
}

const POINTS_PER_MILLIMETRE: f32 = 72.0 / 25.4;
/// The body text of A5 is 8 points high.
const A5_SCALE: f32 = 8.0 / 9.5;

static A4: Sheet = Sheet {
    format: PageFormat::A4,
    millimetres: [210.0, 297.0],
    scale: 1.0,
    width: 210.0 * POINTS_PER_MILLIMETRE,
    height: 297.0 * POINTS_PER_MILLIMETRE,
    margin: 18.0 * POINTS_PER_MILLIMETRE,
    qr_side: 32.0 * POINTS_PER_MILLIMETRE,
    title_size: 20.0,
    number_size: 15.0,
    total_size: 18.0,
    watermark_size: 68.0,
};

static A5: Sheet = Sheet {
    format: PageFormat::A5,
    millimetres: [148.0, 210.0],
    scale: A5_SCALE,
    width: 148.0 * POINTS_PER_MILLIMETRE / A5_SCALE,
    height: 210.0 * POINTS_PER_MILLIMETRE / A5_SCALE,
    margin: 10.0 * POINTS_PER_MILLIMETRE / A5_SCALE,
    qr_side: 24.0 * POINTS_PER_MILLIMETRE / A5_SCALE,
    title_size: 15.0 / A5_SCALE,
    number_size: 12.0 / A5_SCALE,
    total_size: 14.0 / A5_SCALE,
    watermark_size: 44.0 / A5_SCALE,
};

impl Sheet {
    /// The measures of this paper.
    pub fn of(format: PageFormat) -> &'static Self {
        match format {
            PageFormat::A4 => &A4,
            PageFormat::A5 => &A5,
        }
    }

    /// The left edge of the content.
    pub fn left(&self) -> f32 {
        self.margin
    }

    /// The right edge of the content.
    pub fn right(&self) -> f32 {
        self.width - self.margin
    }

    /// The width of the content.
    pub fn content_width(&self) -> f32 {
        self.right() - self.left()
    }

    /// The position of the footer's rule.
    pub fn footer(&self) -> f32 {
        self.height - 51.2
    }

    /// The bottom of the content; only the footer is below.
    pub fn content_bottom(&self) -> f32 {
        self.footer() - 9.0
    }
}
