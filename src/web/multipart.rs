//! Forms with files, of which only a bounded part is kept.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::web::Payload;
use futures_util::StreamExt;

/// The maximum number of fields, more than any form has.
const MOST_FIELDS: usize = 64;
/// The maximum length of a text in bytes; a longer one is cut and marked.
const MOST_TEXT: usize = 8 * 1024;
/// The maximum size of a file in a hidden field, in base64.
const MOST_CARRIED: usize = crate::flow::services::MOST_CERTIFICATE_BYTES.div_ceil(3) * 4;
/// One byte more than the maximum size of a file, to detect that it is too large.
const MOST_OF_FILE: usize = crate::flow::services::MOST_CERTIFICATE_BYTES + 1;
/// The maximum size of a form; the rest is not read.
const MOST_READ: usize = 4 * 1024 * 1024;

/// The suffix of a hidden field with a file.
pub(super) const CARRIED: &str = "_carried";

/// Marks a truncated text. With it the text is too long for its field, or has a character that the field does not allow, so
/// it is refused, never used in part.
pub(super) const CUT: char = '…';

/// The fields of a submitted form.
#[derive(Debug, Default)]
pub(super) struct Upload {
    texts: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
    /// True if the form is incomplete or invalid.
    pub(super) is_broken: bool,
}

impl Upload {
    /// Reads a form as far as possible.
    pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Self {
        let mut upload = Self::default();
        upload.is_broken = upload.take(Multipart::new(request.headers(), payload)).await.is_none();
        upload
    }

    /// `None` if the form breaks off, or is too large.
    async fn take(&mut self, mut multipart: Multipart) -> Option<()> {
        let mut read = 0;
        while let Some(field) = multipart.next().await {
            let mut field = field.ok()?;
            let name = field.name().unwrap_or_default().chars().take(100).collect::<String>();
            let file_name = field.content_disposition().and_then(|disposition| disposition.get_filename());
            let is_file = file_name.is_some();
            let most = match is_file {
                true => MOST_OF_FILE,
                false if name.ends_with(CARRIED) => MOST_CARRIED,
                false => MOST_TEXT,
            };
            let mut content = Vec::new();
            let mut is_cut = false;
            while let Some(part) = field.next().await {
                let part = part.ok()?;
                read += part.len();
                if read > MOST_READ {
                    return None;
                }
                let room = most.saturating_sub(content.len()).min(part.len());
                content.extend_from_slice(&part[..room]);
                is_cut |= room < part.len();
            }
            if self.texts.len() + self.files.len() >= MOST_FIELDS {
                return None;
            }
            match is_file {
                // Browsers send an empty unnamed file if none was chosen.
                true if content.is_empty() => {}
                true => self.files.push((name, content)),
                false => {
                    let mut text = String::from_utf8_lossy(&content).into_owned();
                    text.extend(is_cut.then_some(CUT));
                    self.texts.push((name, text));
                }
            }
        }
        Some(())
    }

    /// The first text with this name, trimmed; empty if there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text.trim())
    }

    /// The first file with this name, if one was chosen.
    pub(super) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(field, _)| field == name).map(|(_, content)| content.as_slice())
    }
}
