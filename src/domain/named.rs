//! Enums whose values have a name: in the database, in settings, in messages, for programs.

/// Declares an enum with its names, the function that gives a name (`fn name` or `fn as_str`), `ALL`, `NAMES` and `parse`.
macro_rules! named {
    (fn $function:ident; $(#[$of_type:meta])* $public:vis enum $type:ident {
        $($(#[$of_variant:meta])* $variant:ident = $name:literal),* $(,)?
    }) => {
        $(#[$of_type])*
        $public enum $type {
            $($(#[$of_variant])* $variant),*
        }

        impl $type {
            /// Every one, in order.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// Every name, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// Its name.
            pub fn $function(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// Reads a name.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use named;
