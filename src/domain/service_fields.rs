//! The fields of a service, with the forms of their values and their meanings.

/// The form of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One text.
    Text,
    /// A text in each language, or one for all of them.
    Texts,
    /// Certificates: the content of a file, or in settings its path.
    Certificates,
    /// The fingerprint of a certificate, or certificates.
    Trust,
}

macro_rules! fields {
    ($($field:ident $name:literal $kind:ident $meaning:literal;)*) => {
        /// A field of a service.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ServiceField {
            /// `id`.
            Id,
            $(#[doc = concat!("`", $name, "`: ", $meaning)] $field),*
        }

        impl ServiceField {
            /// Every field.
            pub const ALL: &'static [Self] = &[Self::Id, $(Self::$field),*];
            /// Every field but the id, which is no value that changes.
            pub const WRITTEN: &'static [Self] = &[$(Self::$field),*];

            /// Its name in settings and for programs.
            pub fn name(self) -> &'static str {
                match self {
                    Self::Id => "id",
                    $(Self::$field => $name),*
                }
            }

            /// The form of its value.
            pub fn kind(self) -> FieldKind {
                match self {
                    Self::Id => FieldKind::Text,
                    $(Self::$field => FieldKind::$kind),*
                }
            }

            /// Its meaning, for programs.
            pub fn meaning(self) -> &'static str {
                match self {
                    Self::Id => "`ServiceID`.",
                    $(Self::$field => $meaning),*
                }
            }
        }
    };
}

fields! {
    EndpointUrl "endpoint_url" Text
        "The address of the e-Service's `IServiceProvider`: an absolute http or https address of at most 2000 characters.";
    Name "name" Texts
        "The service's name for payers: one text, or an object of texts in `ro`, `ru` and `en`, each of at most 200 \
         characters; by default the ServiceID.";
    ServiceProviderName "service_provider_name" Texts
        "The seller's name, in the same form as `name`; by default the ServiceID.";
    ServiceProviderIdno "service_provider_idno" Text "The service provider's IDNO: 13 digits.";
    OrderKeyLabel "order_key_label" Texts
        "The service's term for the order number, in the same form as `name`; by default the pages' own.";
    OrderKeyExample "order_key_example" Text "An example of an order number, displayed under the field.";
    ReplySignature "reply_signature" Text
        "The policy for signatures of replies: `require` (default), `warn` or `ignore`.";
    Certificate "certificate" Certificates
        "The e-Service's signing certificate: the content of its file as PEM, or base64 of its DER, at most 64 KiB. By \
         default the certificate of the first valid reply is pinned.";
    SignatureCa "signature_ca" Certificates
        "Authorities whose certificates may also sign replies, in the same forms.";
    TlsCa "tls_ca" Trust
        "The trust for the e-Service's HTTPS certificate: its fingerprint `sha256:…`, or the CA or the certificate itself in \
         the same forms; by default the public CAs.";
}

impl ServiceField {
    /// The field with this name; the id is none that is written.
    pub fn written(name: &str) -> Option<Self> {
        Self::WRITTEN.iter().copied().find(|field| field.name() == name)
    }
}
