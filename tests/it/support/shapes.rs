//! Every shape that our messages may have, each with a name.

use mpay_sim::soap::security::SignatureAlgorithm::{RsaSha256, RsaSha384, RsaSha512};
use mpay_sim::soap::security::sign::KeyInfoForm::{
    IssuerSerial, SubjectKeyIdentifier, ThumbprintSha1, X509Data,
};
use mpay_sim::soap::security::sign::{IdForm, Layout, Shape};

/// The default, each other choice alone, and the choices that touch each other together.
pub fn shapes() -> Vec<(&'static str, Shape)> {
    let plain = Shape::default();
    // As the guide's sample has it.
    let listed = Shape { layout: Layout::PrefixLists, must_understand: true, ..plain };
    let bare = Shape { ids: IdForm::BareId, ..plain };
    vec![
        ("default", plain),
        ("rsa_sha256", Shape { algorithm: RsaSha256, ..plain }),
        ("rsa_sha384", Shape { algorithm: RsaSha384, ..plain }),
        ("rsa_sha512", Shape { algorithm: RsaSha512, ..plain }),
        ("x509_data", X509Data.into()),
        ("subject_key_identifier", SubjectKeyIdentifier.into()),
        ("thumbprint", ThumbprintSha1.into()),
        ("issuer_serial", IssuerSerial.into()),
        ("bare_id", bare),
        ("prefix_lists", listed),
        ("prefix_lists_rsa_sha256_bare_id", Shape { algorithm: RsaSha256, ids: IdForm::BareId, ..listed }),
        ("prefix_lists_x509_data", Shape { key_info: X509Data, ..listed }),
        ("prefix_lists_subject_key_identifier", Shape { key_info: SubjectKeyIdentifier, ..listed }),
        ("prefix_lists_issuer_serial", Shape { key_info: IssuerSerial, ..listed }),
    ]
}
