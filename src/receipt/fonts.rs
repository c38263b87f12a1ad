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
    regular: ParsedFont,
    semi_bold: ParsedFont,
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    let parse = |bytes| ParsedFont::from_bytes(bytes, 0, &mut Vec::new());
    Some(Faces {
        regular: parse(include_bytes!("../../static/fonts/onest-400.ttf").as_slice())?,
        semi_bold: parse(include_bytes!("../../static/fonts/onest-600.ttf").as_slice())?,
    })
});

impl Faces {
    /// The faces of the binary; `None` only where their files were damaged before the build.
    pub fn embedded() -> Option<&'static Self> {
        FACES.as_ref()
    }

    /// The parsed font of this face.
    pub fn of(&self, face: Face) -> &ParsedFont {
        match face {
            Face::Regular => &self.regular,
            Face::SemiBold => &self.semi_bold,
        }
    }

    /// Whether both faces can draw this character.
    pub fn can_draw(&self, character: char) -> bool {
        let glyph = |font: &ParsedFont| font.lookup_glyph_index(character.into()).is_some_and(|id| id > 0);
        glyph(&self.regular) && glyph(&self.semi_bold)
    }

    /// How wide a character is at this size, in points.
    pub fn advance(&self, face: Face, size: f32, character: char) -> f32 {
        let font = self.of(face);
        let glyph = font.lookup_glyph_index(character.into()).unwrap_or(0);
        let units = f32::from(font.pdf_font_metrics.units_per_em.max(1));
        f32::from(font.get_horizontal_advance(glyph)) * size / units
    }

    /// How wide a text is at this size, in points.
    pub fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        text.chars().map(|character| self.advance(face, size, character)).sum()
    }
}
