//! The three languages of MPay.

/// A language of the pages and of `GetOrderDetails`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Romanian, MPay's default.
    #[default]
    Romanian,
    /// Russian.
    Russian,
    /// English.
    English,
}

impl Language {
    /// Every language, in the order of the pages.
    pub const ALL: [Self; 3] = [Self::Romanian, Self::Russian, Self::English];

    /// The code in lower case, as in HTML's `lang` and in addresses: `ro`, `ru`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Romanian => "ro",
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    /// The code as the guide's sample request writes it: `RO`, `RU`, `EN`.
    pub fn soap_code(self) -> &'static str {
        match self {
            Self::Romanian => "RO",
            Self::Russian => "RU",
            Self::English => "EN",
        }
    }

    /// The language's own name for itself.
    pub fn endonym(self) -> &'static str {
        match self {
            Self::Romanian => "română",
            Self::Russian => "русский",
            Self::English => "English",
        }
    }

    /// The language of exactly this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Reads a code in either case; anything else is `None`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code().eq_ignore_ascii_case(code))
    }
}
