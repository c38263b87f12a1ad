//! The head of a page: the watermark and the header.

use super::canvas::Canvas;
use super::{header, watermark};
use crate::domain::receipt::Document;
use crate::i18n::Translator;

/// Draws the head of a page, and returns its end.
pub(super) fn draw(canvas: &mut Canvas, document: &Document, t: Translator) -> f32 {
    watermark::draw(canvas);
    header::draw(canvas, document, t)
}
