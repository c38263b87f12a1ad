//! The two faces of a receipt, parsed once in the life of the program.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use allsorts::binary::read::ReadScope;
use allsorts::outline::{OutlineBuilder, OutlineSink};
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use allsorts::tables::glyf::{GlyfVisitorContext, LocaGlyf};
use allsorts::tables::{OffsetTableFontProvider, OpenTypeFont};
use printpdf::{FontId, ParsedFont};

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// Onest 400.
    Regular,
    /// Onest 600.
    SemiBold,
}

impl Face {
    /// The name of this face's font inside a document.
    pub fn id(self) -> FontId {
        FontId(self.name().to_owned())
    }

    fn name(self) -> &'static str {
        match self {
            Self::Regular => "Onest-Regular",
            Self::SemiBold => "Onest-SemiBold",
        }
    }
}

/// Both faces, with their measures.
pub struct Faces {
    regular: Font,
    semi_bold: Font,
}

static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
    Some(Faces {
        regular: Font::parse(include_bytes!("../../static/fonts/onest-400.ttf"))?,
        semi_bold: Font::parse(include_bytes!("../../static/fonts/onest-600.ttf"))?,
    })
});

struct Font {
    tables: OffsetTableFontProvider<'static>,
    parsed: ParsedFont,
    /// The widths in the font's units, by character number; `None` if the font cannot draw it. A document asks for each
    /// character's width several times.
    widths: Vec<Option<u16>>,
}

impl Font {
    fn parse(bytes: &'static [u8]) -> Option<Self> {
        let tables = ReadScope::new(bytes).read::<OpenTypeFont>().ok()?.table_provider(0).ok()?;
        let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?;
        let last = *parsed.codepoint_to_glyph.keys().last()?;
        let width = |number| parsed.get_glyph_width(parsed.lookup_glyph_index(number)?);
        let widths = (0..=last).map(width).collect();
        Some(Self { tables, parsed, widths })
    }

    /// The width of a character in the font's units; `None` if the font cannot draw it.
    fn width(&self, character: char) -> Option<u16> {
        *self.widths.get(u32::from(character) as usize)?
    }
}

impl Faces {
    /// The embedded faces; `None` only if their files were damaged before the build.
    pub fn embedded() -> Option<&'static Self> {
        FACES.as_ref()
    }

    fn of(&self, face: Face) -> &Font {
        match face {
            Face::Regular => &self.regular,
            Face::SemiBold => &self.semi_bold,
        }
    }

    /// The subset of this face for these characters.
    pub fn subset(&self, face: Face, characters: &BTreeSet<char>) -> Option<ParsedFont> {
        let font = self.of(face);
        let glyphs =
            characters.iter().filter_map(|character| font.parsed.lookup_glyph_index((*character).into()));
        // The first glyph of every font is that of unknown characters.
        let glyphs = Vec::from_iter(BTreeSet::from_iter(glyphs.chain([0])));
        let bytes = subset(&font.tables, &glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode).ok()?;
        let mut subset = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())?;
        // The subset lacks the table with the font's weight; the document needs it.
        subset.pdf_font_metrics = font.parsed.pdf_font_metrics.clone();
        // PDF marks a subset by six letters, different for each subset.
        let letters: String = FontId::new().0.chars().take(6).collect();
        subset.font_name = Some(format!("{letters}+{}", face.name()));
        Some(subset)
    }

    /// Draws the outlines of a character in the font's units, y upwards; nothing if the font cannot draw it.
    pub fn trace(&self, face: Face, character: char, sink: &mut impl OutlineSink) -> Option<()> {
        let font = self.of(face);
        let glyph = font.parsed.lookup_glyph_index(character.into())?;
        let mut outlines = LocaGlyf::load(&font.tables).ok()?;
        GlyfVisitorContext::new(&mut outlines, None).visit(glyph, None, sink).ok()
    }

    /// Whether both faces can draw this character.
    pub fn can_draw(&self, character: char) -> bool {
        self.regular.width(character).is_some() && self.semi_bold.width(character).is_some()
    }

    /// The width of a character at this size, in points; zero if the face cannot draw it.
    pub fn advance(&self, face: Face, size: f32, character: char) -> f32 {
        let font = self.of(face);
        f32::from(font.width(character).unwrap_or_default()) * size / self.units(face)
    }

    /// The width of a text at this size, in points.
    pub fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        text.chars().map(|character| self.advance(face, size, character)).sum()
    }

    /// The number of the font's units in an em.
    pub fn units(&self, face: Face) -> f32 {
        f32::from(self.of(face).parsed.units_per_em.max(1))
    }
}
