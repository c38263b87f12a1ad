//! Enums whose values have a name in the database and for programs.

/// Adds names to an enum: `ALL`, `NAMES`, `as_str` and `parse`.
macro_rules! stored_by_name {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Every name.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// Its name in the database and for programs.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// Reads the name.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

pub(super) use stored_by_name;
