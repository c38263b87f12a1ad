//! The payment note and the receipt (step 14) as PDFs, A4 or A5, clearly marked as not real.

mod canvas;
mod facts;
mod fonts;
mod footer;
mod head;
mod header;
mod lines;
mod properties;
mod qr;
mod sheet;
mod sums;
mod text;
mod watermark;
mod words;

use printpdf::{DictItem, Mm, OffsetDateTime, PdfDocument, PdfFont, PdfPage, PdfSaveOptions};
use thiserror::Error;

use self::canvas::Canvas;
use self::fonts::Faces;
use self::sheet::Sheet;
use crate::domain::receipt::{Document, PageFormat};
use crate::i18n::Translator;

/// The reason why there is no PDF. Documents never cause it: only a damaged build or a failing library does.
#[derive(Debug, Error)]
pub enum ReceiptError {
    /// An embedded font cannot be parsed.
    #[error("the receipt's fonts cannot be read")]
    Fonts,
    /// The library did not produce a complete document.
    #[error("the receipt cannot be written: {reason}")]
    Write {
        /// The library's message.
        reason: String,
    },
}

/// The document on this paper in the translator's language: 20 to 26 KB, and 2 to 3 KB for each further page. Foreign texts
/// are bounded: each is cut to its box with `…`, and characters that the fonts lack are replaced by `?`. Lines that do not
/// fit on the first page continue on the next ones, below the same head.
pub fn to_pdf(document: &Document, format: PageFormat, t: Translator) -> Result<Vec<u8>, ReceiptError> {
    let faces = Faces::embedded().ok_or(ReceiptError::Fonts)?;
    let title = format!("[SIM] {} {}", header::title(document, t), document.invoice_id);
    let mut file = PdfDocument::new(&title);
    let sheet = Sheet::of(format);
    let mut canvas = Canvas::new(faces, sheet);
    draw(&mut canvas, document, t);
    for (face, characters) in canvas.characters() {
        let font = faces.subset(*face, characters).ok_or(ReceiptError::Fonts)?;
        file.resources.fonts.map.insert(face.id(), PdfFont::new(font));
    }
    file.resources.xobjects.map.clone_from(canvas.stamps());
    let [width, height] = sheet.millimetres;
    let pages = canvas.into_pages().into_iter().map(|ops| PdfPage::new(Mm(width), Mm(height), ops));
    file.with_pages(pages.collect());

    let info = &mut file.metadata.info;
    if let Ok(at) = OffsetDateTime::from_unix_timestamp(document.printed_at.as_second()) {
        info.creation_date = at;
        info.modification_date = at;
    }
    info.author = t.get("receipt-issuer");
    info.creator = format!("mpay-sim {}", crate::VERSION);
    info.producer = info.creator.clone();
    write(&file, t)
}

fn draw(canvas: &mut Canvas, document: &Document, t: Translator) {
    let head_end = head::draw(canvas, document, t);
    let blocks_end = facts::draw_parties(canvas, document, t, head_end);
    let facts_height = facts::height(canvas, document, t);
    let below_sums = properties::height_of_first(canvas, document, t, facts_height);
    let tail_height = sums::height(canvas, document, t) + below_sums;
    let lines_end = lines::draw(canvas, document, t, blocks_end, tail_height);
    let sums_end = sums::draw(canvas, document, t, lines_end);
    let properties_end = properties::draw(canvas, document, t, sums_end, facts_height);
    facts::draw_last(canvas, document, t, properties_end);
    canvas.on_every_page(|canvas, number, count| footer::draw(canvas, document, t, number, count));
}

/// Writes the file with its language, which screen readers need and the library cannot set.
fn write(file: &PdfDocument, t: Translator) -> Result<Vec<u8>, ReceiptError> {
    let failed = |reason: String| ReceiptError::Write { reason };
    let mut pdf = file.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    let catalog = pdf.catalog_mut().map_err(|error| failed(error.to_string()))?;
    let language = DictItem::String { data: t.language().code().into(), literal: true };
    catalog.set("Lang", language.to_lopdf());
    // The library claims conformance to PDF/X without a version, which is not true.
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
