//! Writes elements as text. Signed bytes are made from this text and never changed afterwards.

use quick_xml::escape::escape;

use super::elements::XSI_NS;

/// A growing piece of XML.
#[derive(Debug, Default)]
pub(super) struct Writer(String);

impl Writer {
    /// An element with text.
    pub(super) fn element(&mut self, name: &str, text: &str) {
        let text: String = text.chars().filter(|c| is_xml_char(*c)).collect();
        self.0.push_str(&format!("<{name}>{}</{name}>", escape(text.as_str())));
    }

    /// An element with text, if there is any.
    pub(super) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.element(name, text);
        }
    }

    /// An element with text, or `xsi:nil`.
    pub(super) fn nillable(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.element(name, text),
            None => self.0.push_str(&format!("<{name} xmlns:i=\"{XSI_NS}\" i:nil=\"true\"></{name}>")),
        }
    }

    /// An element with child elements.
    pub(super) fn within(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!("<{name}>"));
        content(self);
        self.0.push_str(&format!("</{name}>"));
    }

    /// The text written.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// The outermost element of a Body, which declares MPay's namespace.
    pub(super) fn body(name: &str, content: impl FnOnce(&mut Self)) -> String {
        let mut writer = Self(format!("<{name} xmlns=\"{}\">", super::MPAY_NS));
        content(&mut writer);
        writer.0.push_str(&format!("</{name}>"));
        writer.0
    }
}

/// True for characters that XML 1.0 §2.2 allows; others would make our own message unreadable.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_left_out() {
        let xml = Writer::body("A", |w| w.element("B", "1 < 2 & \u{0}\u{ffff}\"ș\""));
        assert_eq!(xml, "<A xmlns=\"https://mpay.gov.md\"><B>1 &lt; 2 &amp; &quot;ș&quot;</B></A>");
    }
}
