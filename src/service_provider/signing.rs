//! The form of a request's signature: honest, or as a scenario requires.

use jiff::{SignedDuration, Timestamp};

use crate::domain::scenario::{Defect, Form, NotApplicable, SignatureDefect, WrongClock, WrongSigner};
use crate::soap::security::SignatureAlgorithm;
use crate::soap::security::certificates::Identity;
use crate::soap::security::sign::{
    KeyInfoForm, LIFETIME, Layout, MessageStamp, Shape, SigningFailed, defective_envelope, expired_twin,
    signed_envelope, stranger,
};

/// The form of a request's signature.
#[derive(Debug, Default)]
pub enum Signing {
    /// As MPay signs.
    #[default]
    Honest,
    /// A different lawful shape.
    Shaped(Shape),
    /// With a defect.
    Defective(SignatureDefect),
    /// `Created` is later than the current time by this duration, or earlier if negative.
    Shifted(SignedDuration),
    /// Signed by a different identity.
    Signed(Box<Identity>),
    /// A message that is ready: sent before, or made elsewhere.
    Ready(String),
    /// Signed as MPay signs, and then changed in this way: lawfully outside of the signed parts, or within them.
    Edited(fn(&str) -> String),
}

impl Signing {
    /// The form for a defect; `by` is the scenario's parameter. Defects outside the signature leave it honest.
    ///
    /// # Errors
    /// If the hub's certificate, or its data about the e-Service, does not allow it.
    pub(super) fn of(
        defect: Defect,
        by: SignedDuration,
        hub: &Identity,
        e_service: Option<&Identity>,
        now: Timestamp,
    ) -> Result<Self, NotApplicable> {
        let cannot_make = |why: String| NotApplicable::CannotMake(why);
        Ok(match defect {
            Defect::Signature(defect) => Self::Defective(defect),
            Defect::Form(form) => {
                if form == Form::SubjectKeyIdentifier && hub.certificate.subject_key_identifier.is_none() {
                    return Err(cannot_make(
                        "the hub's certificate has no subject key identifier".to_owned(),
                    ));
                }
                Self::Shaped(shape(form))
            }
            Defect::Clock(WrongClock::Expired) => Self::Shifted(-(LIFETIME + by)),
            Defect::Clock(WrongClock::InFuture) => Self::Shifted(by),
            Defect::Signer(WrongSigner::Unknown) => {
                Self::Signed(Box::new(stranger(hub, now).map_err(|why| cannot_make(why.to_string()))?))
            }
            Defect::Signer(WrongSigner::Expired) => {
                Self::Signed(Box::new(expired_twin(hub, now).map_err(|why| cannot_make(why.to_string()))?))
            }
            Defect::Signer(WrongSigner::EService) => {
                let own = e_service.ok_or(NotApplicable::NoKey)?;
                let copy = Identity::from_material(own.material().clone());
                Self::Signed(Box::new(copy.map_err(|why| cannot_make(why.to_string()))?))
            }
            Defect::Content(_) | Defect::FollowUp(_) | Defect::Disturbance(_) => Self::Honest,
        })
    }

    /// The signed envelope with this Body content.
    pub(super) fn envelope(
        &self,
        body: &str,
        hub: &Identity,
        stamp: &MessageStamp,
    ) -> Result<String, SigningFailed> {
        let honest = KeyInfoForm::BinarySecurityToken;
        match self {
            Self::Honest => signed_envelope(body, hub, stamp, honest),
            Self::Shaped(shape) => signed_envelope(body, hub, stamp, *shape),
            Self::Defective(defect) => defective_envelope(body, hub, stamp, *defect),
            Self::Shifted(by) => {
                let created = stamp.created.saturating_add(*by).unwrap_or(stamp.created);
                signed_envelope(body, hub, &MessageStamp { id: stamp.id.clone(), created }, honest)
            }
            Self::Ready(message) => Ok(message.clone()),
            Self::Edited(edit) => signed_envelope(body, hub, stamp, honest).map(|message| edit(&message)),
            Self::Signed(identity) => signed_envelope(body, identity, stamp, honest),
        }
    }
}

fn shape(form: Form) -> Shape {
    match form {
        Form::RsaSha256 => Shape { algorithm: SignatureAlgorithm::RsaSha256, ..Shape::default() },
        Form::PrefixLists => Shape { layout: Layout::PrefixLists, ..Shape::default() },
        Form::X509Data => KeyInfoForm::X509Data.into(),
        Form::SubjectKeyIdentifier => KeyInfoForm::SubjectKeyIdentifier.into(),
        Form::Thumbprint => KeyInfoForm::ThumbprintSha1.into(),
        Form::IssuerSerial => KeyInfoForm::IssuerSerial.into(),
        Form::MustUnderstand => Shape { must_understand: true, ..Shape::default() },
    }
}
