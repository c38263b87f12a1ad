//! The two faces that a receipt is set in, parsed once for the life of the program.

use std::sync::LazyLock;

use printpdf::ParsedFont;

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Onest 400.
    Regular,
    /// Onest 600.
    SemiBold,
}

/// Both faces, with their measures.
pub struct Faces {
    regular: Measured,
    semi_bold: Measured,
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    let parse = |bytes| ParsedFont::from_bytes(bytes, 0, &mut Vec::new()).map(Measured::new);
    Some(Faces {
        regular: parse(include_bytes!("../../static/fonts/onest-400.ttf").as_slice())?,
        semi_bold: parse(include_bytes!("../../static/fonts/onest-600.ttf").as_slice())?,
    })
});

/// A font, with the widths of the characters that texts are made of.
struct Measured {
    font: ParsedFont,
    /// In the font's units, by the character's number; `None` where the font cannot draw it.
    common: Vec<Option<u16>>,
}

impl Measured {
    /// Characters below this are looked up once: among them are Latin and Cyrillic. A look-up walks through a table of the
    /// font, and a document asks for the width of each of its characters several times.
    const COMMON: u32 = 0x500;

    fn new(font: ParsedFont) -> Self {
        let common = (0..Self::COMMON).map(|number| Self::look_up(&font, number)).collect();
        Self { font, common }
    }

    fn look_up(font: &ParsedFont, number: u32) -> Option<u16> {
        let glyph = font.lookup_glyph_index(number).filter(|glyph| *glyph > 0)?;
        Some(font.get_horizontal_advance(glyph))
    }

    /// The width of a character in the font's units; `None` where the font cannot draw it.
    fn width(&self, character: char) -> Option<u16> {
        let common = usize::try_from(u32::from(character)).ok().and_then(|number| self.common.get(number));
        common.copied().unwrap_or_else(|| Self::look_up(&self.font, character.into()))
    }
}

impl Faces {
    /// The faces of the binary; `None` only where their files were damaged before the build.
    pub fn embedded() -> Option<&'static Self> {
        FACES.as_ref()
    }

    /// The parsed font of this face.
    pub fn of(&self, face: Face) -> &ParsedFont {
        &self.measured(face).font
    }

    fn measured(&self, face: Face) -> &Measured {
        match face {
            Face::Regular => &self.regular,
            Face::SemiBold => &self.semi_bold,
        }
    }

    /// Whether both faces can draw this character.
    pub fn can_draw(&self, character: char) -> bool {
        self.regular.width(character).is_some() && self.semi_bold.width(character).is_some()
    }

    /// How wide a character is at this size, in points.
    pub fn advance(&self, face: Face, size: f32, character: char) -> f32 {
        let measured = self.measured(face);
        // What the font cannot draw is drawn as its first glyph.
        let width = measured.width(character).unwrap_or_else(|| measured.font.get_horizontal_advance(0));
        f32::from(width) * size / f32::from(measured.font.pdf_font_metrics.units_per_em.max(1))
    }

    /// How wide a text is at this size, in points.
    pub fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        text.chars().map(|character| self.advance(face, size, character)).sum()
    }
}
