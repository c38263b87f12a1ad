//! How much of a signature is read.

/// The maximum number of references, each of which may cover the whole message. The contract needs two, to Body and
/// Timestamp; libraries may also sign the certificate's token.
pub const MAX_REFERENCES: usize = 3;

/// The maximum number of transforms of a reference, each of which may process the whole message. The contract needs one;
/// libraries may put enveloped-signature before it.
pub const MAX_TRANSFORMS: usize = 2;
