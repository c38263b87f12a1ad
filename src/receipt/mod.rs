//! The receipt (step 14) as a PDF: one A4 page that nobody can take for a real one.

mod canvas;
mod facts;
mod fonts;
mod header;
mod lines;
mod qr;
mod text;
mod watermark;
mod words;

use printpdf::{DictItem, Mm, OffsetDateTime, PdfDocument, PdfPage, PdfSaveOptions};
use thiserror::Error;

use self::canvas::Canvas;
use self::fonts::{Face, Faces};
use crate::domain::receipt::Receipt;
use crate::i18n::Translator;

/// Why there is no PDF. No receipt causes this: only a damaged build or a library that fails does.
#[derive(Debug, Error)]
pub enum ReceiptError {
    /// The binary carries a font that cannot be parsed.
    #[error("the receipt's fonts cannot be read")]
    Fonts,
    /// The library did not give a complete document.
    #[error("the receipt cannot be written: {reason}")]
    Write {
        /// What the library said.
        reason: String,
    },
}

/// The receipt as one A4 page in the translator's language, 20 to 30 KB.
/// Texts that come from outside are bounded: each is cut to its box with `…`, characters that the fonts
/// lack are replaced by `?`, and lines beyond those that fit are summed up in one row.
pub fn to_pdf(receipt: &Receipt, t: Translator) -> Result<Vec<u8>, ReceiptError> {
    let faces = Faces::embedded().ok_or(ReceiptError::Fonts)?;
    let mut document = PdfDocument::new(&title(receipt, t));
    let regular = document.add_font(faces.of(Face::Regular));
    let semi_bold = document.add_font(faces.of(Face::SemiBold));
    let mut canvas = Canvas::new(faces, regular, semi_bold);
    draw(&mut canvas, receipt, t);
    document.with_pages(vec![PdfPage::new(Mm(210.0), Mm(297.0), canvas.into_ops())]);

    let info = &mut document.metadata.info;
    if let Ok(at) = OffsetDateTime::from_unix_timestamp(receipt.printed_at.as_second()) {
        info.creation_date = at;
        info.modification_date = at;
    }
    info.author = t.get("receipt-issuer");
    info.creator = concat!("mpay-sim ", env!("CARGO_PKG_VERSION")).to_owned();
    info.producer = info.creator.clone();
    write(&document, t)
}

fn title(receipt: &Receipt, t: Translator) -> String {
    format!("[SIM] {} {}", t.get("receipt-title"), receipt.invoice_id)
}

fn draw(canvas: &mut Canvas, receipt: &Receipt, t: Translator) {
    watermark::draw(canvas);
    header::draw(canvas, receipt, t);
    let blocks_end = facts::draw_parties(canvas, receipt, t, header::BOTTOM);
    let lines_end = lines::draw(canvas, receipt, t, blocks_end);
    facts::draw_payment(canvas, receipt, t, lines_end);
    facts::draw_footer(canvas, receipt, t);
}

/// Writes the document with its language, which the library has no setting for and screen readers need.
fn write(document: &PdfDocument, t: Translator) -> Result<Vec<u8>, ReceiptError> {
    let failed = |reason: String| ReceiptError::Write { reason };
    // The library warns where it cannot subset a font; it then embeds the whole font, and the page is the same.
    let mut pdf = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let catalog = pdf.catalog_mut().map_err(|error| failed(error.to_string()))?;
    let language = DictItem::String { data: t.language().code().into(), literal: true };
    catalog.set("Lang", language.to_lopdf());
    // The library claims the printing standard PDF/X, with no version and without meeting it.
    let info = pdf.trailer.get(b"Info").and_then(|info| info.as_reference());
    let info = info.and_then(|id| pdf.get_object_mut(id)).and_then(|info| info.as_dict_mut());
    info.map_err(|error| failed(error.to_string()))?.remove(b"GTS_PDFXVersion");
    pdf.compress();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
