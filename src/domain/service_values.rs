//! The fields of a service as written in a file, a call, a form or a row of the database: one reader for all four.

use super::ids::ServiceId;
use super::language::Language;
use super::service::{LocalizedText, ReplySignature, ServerTrust, Service};
use super::service_field_value::FieldValue;
use super::service_fields::ServiceField;
use super::service_mistake::{FieldMistake, Mistake};
use super::service_rules as rules;

/// The written fields of a service, without its id. A field that is absent keeps its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceValues(Vec<(ServiceField, FieldValue)>);

impl FromIterator<(ServiceField, FieldValue)> for ServiceValues {
    fn from_iter<I: IntoIterator<Item = (ServiceField, FieldValue)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl ServiceValues {
    /// Every field of this service, as it would be written.
    pub fn of(service: &Service) -> Self {
        let text = |text: &Option<String>| text.clone().map_or(FieldValue::Default, FieldValue::Text);
        let certificates = |known: &[Vec<u8>]| match known {
            [] => FieldValue::Default,
            known => FieldValue::Certificates(known.to_vec()),
        };
        let value = |field| match field {
            ServiceField::Id => FieldValue::Text(service.id.to_string()),
            ServiceField::EndpointUrl => FieldValue::Text(service.endpoint_url.clone()),
            ServiceField::Name => (&service.name).into(),
            ServiceField::ServiceProviderName => (&service.service_provider_name).into(),
            ServiceField::ServiceProviderIdno => text(&service.service_provider_idno),
            ServiceField::OrderKeyLabel => {
                service.order_key_label.as_ref().map_or(FieldValue::Default, FieldValue::from)
            }
            ServiceField::OrderKeyExample => text(&service.order_key_example),
            ServiceField::ReplySignature => FieldValue::Text(service.reply_signature.name().to_owned()),
            ServiceField::Certificate => certificates(service.certificate.as_slice()),
            ServiceField::SignatureCa => certificates(&service.signature_ca),
            ServiceField::TlsCa => match &service.tls_ca {
                ServerTrust::PublicAuthorities => FieldValue::Default,
                ServerTrust::Certificates(known) => certificates(known),
                ServerTrust::Fingerprint(digest) => FieldValue::Text(rules::written_fingerprint(digest)),
            },
        };
        ServiceField::WRITTEN.iter().map(|field| (*field, value(*field))).collect()
    }

    /// Each written field.
    pub fn iter(&self) -> impl Iterator<Item = (ServiceField, &FieldValue)> {
        self.0.iter().map(|(field, value)| (*field, value))
    }

    /// Writes a field, in the place of what was written before.
    pub fn set(&mut self, field: ServiceField, value: FieldValue) {
        self.0.retain(|(other, _)| *other != field);
        self.0.push((field, value));
    }

    /// The names of the fields that differ between two services.
    pub fn differences(before: &Service, after: &Service) -> Vec<&'static str> {
        let (before, after) = (Self::of(before), Self::of(after));
        let differ = before.iter().zip(after.iter()).filter(|(before, after)| before != after);
        differ.map(|((field, _), _)| field.name()).collect()
    }

    /// The value of a field; `None` where it is absent.
    pub fn get(&self, field: ServiceField) -> Option<&FieldValue> {
        self.0.iter().find(|(other, _)| *other == field).map(|(_, value)| value)
    }

    /// The service with this id and these values; absent fields have their defaults.
    ///
    /// # Errors
    /// Every mistake, in the order of the fields.
    pub fn service(&self, id: ServiceId) -> Result<Service, Vec<FieldMistake>> {
        self.changed(blank(id))
    }

    /// A new service, with the id checked as well.
    ///
    /// # Errors
    /// Every mistake, that of the id first.
    pub fn new_service(&self, id: &str) -> Result<Service, Vec<FieldMistake>> {
        match rules::service_id(id) {
            Ok(id) => self.service(id),
            Err(mistake) => {
                // The other fields are read in any case: they do not depend on the id.
                let others = ServiceId::parse("SERVICE01").ok().and_then(|id| self.service(id).err());
                let of_id = FieldMistake::of(ServiceField::Id, mistake, id);
                Err(std::iter::once(of_id).chain(others.into_iter().flatten()).collect())
            }
        }
    }

    /// The service with the written fields changed.
    ///
    /// # Errors
    /// Every mistake, in the order of the fields.
    pub fn changed(&self, mut service: Service) -> Result<Service, Vec<FieldMistake>> {
        let mut mistakes = Vec::new();
        for field in ServiceField::WRITTEN {
            let read = match self.get(*field) {
                Some(value) => read(&mut service, *field, value),
                None if *field == ServiceField::EndpointUrl && service.endpoint_url.is_empty() => {
                    read(&mut service, *field, &FieldValue::Default)
                }
                None => Ok(()),
            };
            mistakes.extend(read.err().into_iter().flatten());
        }
        if mistakes.is_empty() { Ok(service) } else { Err(mistakes) }
    }
}

/// A service with only its id: the address is missing, and all other fields have their defaults.
fn blank(id: ServiceId) -> Service {
    Service {
        name: LocalizedText::same(id.as_str()),
        service_provider_name: LocalizedText::same(id.as_str()),
        service_provider_idno: None,
        endpoint_url: String::new(),
        order_key_label: None,
        order_key_example: None,
        reply_signature: ReplySignature::default(),
        certificate: None,
        signature_ca: Vec::new(),
        tls_ca: ServerTrust::default(),
        id,
    }
}

fn read(service: &mut Service, field: ServiceField, value: &FieldValue) -> Result<(), Vec<FieldMistake>> {
    let written = Written { field, value };
    let id_as_name = LocalizedText::same(service.id.as_str());
    match field {
        ServiceField::Id => {}
        ServiceField::EndpointUrl => {
            let url = written.text(rules::endpoint_url)?;
            service.endpoint_url = url.ok_or_else(|| written.wrong(Mistake::Missing, NOTHING))?;
        }
        ServiceField::Name => service.name = written.texts()?.unwrap_or(id_as_name),
        ServiceField::ServiceProviderName => {
            service.service_provider_name = written.texts()?.unwrap_or(id_as_name);
        }
        ServiceField::ServiceProviderIdno => service.service_provider_idno = written.text(rules::idno)?,
        ServiceField::OrderKeyLabel => service.order_key_label = written.texts()?,
        ServiceField::OrderKeyExample => {
            service.order_key_example = written.text(|text| rules::line(text, rules::MOST_OF_EXAMPLE))?;
        }
        ServiceField::ReplySignature => {
            service.reply_signature = written.text(rules::policy)?.unwrap_or_default();
        }
        ServiceField::Certificate => service.certificate = written.certificates()?.into_iter().next(),
        ServiceField::SignatureCa => service.signature_ca = written.certificates()?,
        ServiceField::TlsCa => {
            service.tls_ca = match value {
                FieldValue::Default => ServerTrust::default(),
                FieldValue::Text(_) => written.text(rules::fingerprint)?.unwrap_or_default(),
                _ => ServerTrust::Certificates(written.certificates()?),
            };
        }
    }
    Ok(())
}

/// The word for an absent value.
const NOTHING: &str = "nothing";

/// One field as written.
struct Written<'v> {
    field: ServiceField,
    value: &'v FieldValue,
}

impl Written<'_> {
    fn text<T>(
        &self,
        check: impl FnOnce(&str) -> Result<T, Mistake>,
    ) -> Result<Option<T>, Vec<FieldMistake>> {
        match self.value {
            FieldValue::Default => Ok(None),
            FieldValue::Text(text) => check(text).map(Some).map_err(|mistake| self.wrong(mistake, text)),
            _ => Err(self.of_another_kind()),
        }
    }

    fn texts(&self) -> Result<Option<LocalizedText>, Vec<FieldMistake>> {
        let line = |text: &str| rules::line(text, rules::MOST_OF_NAME);
        let FieldValue::Texts(texts) = self.value else {
            return Ok(self.text(line)?.map(LocalizedText::same));
        };
        let mut mistakes = Vec::new();
        let read = Language::ALL.map(|language| {
            let text = texts.get(&language);
            let read = match text {
                None if language == Language::Romanian => Err(Mistake::Missing),
                text => text.map(|text| line(text)).transpose(),
            };
            read.unwrap_or_else(|mistake| {
                let found = text.map_or(NOTHING, String::as_str);
                let of_field = FieldMistake::of(self.field, mistake, found);
                mistakes.push(FieldMistake { language: Some(language), ..of_field });
                None
            })
        });
        match read {
            [Some(ro), ru, en] if mistakes.is_empty() => Ok(Some(LocalizedText { ro, ru, en })),
            _ => Err(mistakes),
        }
    }

    fn certificates(&self) -> Result<Vec<Vec<u8>>, Vec<FieldMistake>> {
        match self.value {
            FieldValue::Default => Ok(Vec::new()),
            FieldValue::Certificates(certificates) => Ok(certificates.clone()),
            _ => Err(self.of_another_kind()),
        }
    }

    fn wrong(&self, mistake: Mistake, found: &str) -> Vec<FieldMistake> {
        vec![FieldMistake::of(self.field, mistake, found)]
    }

    fn of_another_kind(&self) -> Vec<FieldMistake> {
        match self.value {
            FieldValue::Wrong { mistake, found } => self.wrong(*mistake, found),
            FieldValue::Default => self.wrong(Mistake::Missing, NOTHING),
            FieldValue::Text(text) => self.wrong(Mistake::Certificate, text),
            FieldValue::Texts(_) => self.wrong(Mistake::Kind("a text"), "a text in several languages"),
            FieldValue::Certificates(_) => self.wrong(Mistake::Kind("a text"), "a certificate"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A service with a value in every field.
    pub(crate) fn service() -> Service {
        Service {
            id: ServiceId::parse("S").unwrap(),
            name: LocalizedText::of("ș", "щ", "\"<"),
            service_provider_name: LocalizedText::same("P"),
            service_provider_idno: Some("1002600001235".to_owned()),
            endpoint_url: "http://localhost:5000/svc".to_owned(),
            order_key_label: Some(LocalizedText::same("Nr.")),
            order_key_example: Some("AB-1".to_owned()),
            reply_signature: ReplySignature::Warn,
            certificate: Some(vec![0, 255, 10]),
            signature_ca: vec![vec![1], vec![2, 3]],
            tls_ca: ServerTrust::Fingerprint([9; 32]),
        }
    }

    #[test]
    fn a_service_is_read_as_it_is_written() {
        let bare =
            ServiceValues::from_iter([(ServiceField::EndpointUrl, FieldValue::Text("http://a/".to_owned()))]);
        let bare = bare.new_service("S").unwrap();
        assert_eq!(bare.name, LocalizedText::same("S"));
        let certified = Service { tls_ca: ServerTrust::Certificates(vec![vec![7], vec![8]]), ..service() };
        for service in [service(), certified, bare] {
            assert_eq!(ServiceValues::of(&service).service(service.id.clone()), Ok(service));
        }
        let renamed = Service { name: LocalizedText::same("N"), certificate: None, ..service() };
        assert_eq!(ServiceValues::differences(&service(), &renamed), ["name", "certificate"]);
    }

    #[test]
    fn every_mistake_is_found_in_the_order_of_the_fields() {
        let mut values = ServiceValues::of(&service());
        values.set(ServiceField::EndpointUrl, FieldValue::Text("http://hub:secret@a/".to_owned()));
        let texts = [(Language::Russian, "a\0".to_owned()), (Language::English, "e".to_owned())];
        values.set(ServiceField::Name, FieldValue::Texts(texts.into()));
        values.set(ServiceField::ServiceProviderIdno, FieldValue::Text("1".repeat(100)));
        values.set(ServiceField::Certificate, FieldValue::Text("none".to_owned()));
        let mistake = Mistake::TooLarge;
        values.set(ServiceField::TlsCa, FieldValue::Wrong { mistake, found: "9 bytes".to_owned() });
        let found = values.new_service("pay").unwrap_err();
        let found: Vec<_> =
            found.iter().map(|one| (one.path(), one.mistake, one.found.chars().count())).collect();
        let at = |path: &str, mistake, length| (path.to_owned(), mistake, length);
        assert_eq!(
            found,
            [
                at("id", Mistake::ReservedId, 3),
                at("endpoint_url", Mistake::Credentials, 41),
                at("name.ro", Mistake::Missing, 7),
                at("name.ru", Mistake::Characters, 2),
                at("service_provider_idno", Mistake::Idno, 61),
                at("certificate", Mistake::Certificate, 4),
                at("tls_ca", Mistake::TooLarge, 7),
            ]
        );
        assert!(ServiceValues::default().service(service().id).is_err(), "the address is required");
    }
}
