//! The agency's services and accounts. All of it is made up: agency, offices and accounts.

use crate::domain::ids::ServiceId;
use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::PaymentAccount;
use crate::domain::service::{LocalizedText, ReplySignature, ServerTrust, Service};

/// The agency.
pub(super) const AGENCY: Text =
    Text {
        ro: "Agenția Demo a Pădurilor", ru: "Демо-агентство лесов", en: "Demo Forest Agency"
    };
/// The agency's IDNO.
pub(super) const AGENCY_IDNO: &str = "1002600001235";
/// All prices are in lei.
pub(super) const CURRENCY: &str = "MDL";
/// The State Treasury, where public bodies keep their accounts.
const TREASURY: &str = "TREZMD2X";

/// A text in three languages. MPay prints at most 50 characters of a reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    ro: &'static str,
    ru: &'static str,
    en: &'static str,
}

impl Text {
    /// The text in this language.
    pub(super) fn get(&self, language: Language) -> &'static str {
        match language {
            Language::Romanian => self.ro,
            Language::Russian => self.ru,
            Language::English => self.en,
        }
    }

    fn localized(&self) -> LocalizedText {
        LocalizedText::of(self.ro, self.ru, self.en)
    }
}

/// One service of the agency.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CatalogueService {
    /// The `ServiceID`.
    pub id: &'static str,
    /// The service's name, which is also the `Reason` of its orders.
    pub name: Text,
    /// One sentence for the shop's page.
    pub description: Text,
    /// The lines of an order.
    pub lines: &'static [CatalogueLine],
    /// The questions that MPay asks the payer.
    pub questions: &'static [Question],
}

/// A property of an order that the payer must fill in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// `OrderProperty.Name`, under which the answer comes back.
    pub name: &'static str,
    /// The label for the payer, at most 36 characters.
    pub label: Text,
    /// `OrderProperty.Type`.
    pub kind: &'static str,
}

/// One line of an order of a service.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CatalogueLine {
    /// The `LineID`.
    pub id: &'static str,
    /// The purpose of the line.
    pub reason: Text,
    /// Its price.
    pub price: Amount,
    /// The account that receives it.
    pub account: &'static Account,
}

/// An account at the treasury.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// IBAN, 24 characters.
    pub iban: &'static str,
    /// The beneficiary's name.
    pub beneficiary: &'static str,
    /// The beneficiary's IDNO.
    pub idno: &'static str,
}

impl Account {
    /// The account for messages.
    pub(super) fn to_payment_account(&self) -> PaymentAccount {
        PaymentAccount {
            bank_account: Some(self.iban.to_owned()),
            bank_code: Some(TREASURY.to_owned()),
            bank_fiscal_code: Some(self.idno.to_owned()),
            beneficiary_name: Some(self.beneficiary.to_owned()),
            configuration_code: None,
        }
    }

    /// The IBAN in groups of four.
    pub(super) fn grouped_iban(&self) -> String {
        let chars: Vec<char> = self.iban.chars().collect();
        chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

impl CatalogueService {
    /// The service with this `ServiceID`.
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        CATALOGUE.iter().find(|service| service.id == id)
    }

    /// The service's line with this `LineID`.
    pub(super) fn line(&self, id: &str) -> Option<&'static CatalogueLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The current price of an order.
    pub(super) fn price(&self) -> Amount {
        self.lines.iter().map(|line| line.price).sum()
    }
}

/// The registration of the sample e-Service at a hub, one entry for each service. `endpoint_url` is the address of
/// `IServiceProvider` for the hub, which in containers differs from the browsers'; `certificate_der` is the signing
/// certificate of the replies.
pub fn services(endpoint_url: &str, certificate_der: Vec<u8>) -> Vec<Service> {
    CATALOGUE
        .iter()
        .filter_map(|service| {
            Some(Service {
                id: ServiceId::parse(service.id).ok()?,
                name: service.name.localized(),
                service_provider_name: AGENCY.localized(),
                service_provider_idno: Some(AGENCY_IDNO.to_owned()),
                endpoint_url: endpoint_url.to_owned(),
                order_key_label: Some(LocalizedText::of("Număr comandă", "Номер заказа", "Order number")),
                order_key_example: Some(format!("{}2611231051234567890123", service.id)),
                reply_signature: ReplySignature::Require,
                certificate: Some(certificate_der.clone()),
                signature_ca: Vec::new(),
                tls_ca: ServerTrust::PublicAuthorities,
            })
        })
        .collect()
}

const AGENCY_ACCOUNT: Account =
    Account {
        iban: "MD85TRGAAA14299801000000", beneficiary: "Agenția Demo a Pădurilor", idno: AGENCY_IDNO
    };
const PERMITS_ACCOUNT: Account =
    Account {
        iban: "MD91TRGAAA14235001000000", beneficiary: "Agenția Demo a Pădurilor", idno: AGENCY_IDNO
    };
const LAND_REGISTER_ACCOUNT: Account =
    Account { iban: "MD66TRGAAB14512001000000", beneficiary: "Cadastrul Demo", idno: "1016600007775" };
const RESCUERS_ACCOUNT: Account = Account {
    iban: "MD47TRGAAC14219801000000",
    beneficiary: "Serviciul Demo al Salvatorilor",
    idno: "1018600004561",
};

/// The services, in the order of the shop's page.
pub(super) static CATALOGUE: [CatalogueService; 4] = [
    CatalogueService {
        id: "ADP01",
        name: Text {
            ro: "Permis pentru colectarea fructelor de pădure",
            ru: "Разрешение на сбор лесных ягод",
            en: "Permit for picking wild berries",
        },
        description: Text {
            ro: "Un sezon, o persoană, până la cinci kilograme pe zi.",
            ru: "На один сезон, на одного человека, до пяти килограммов в день.",
            en: "One season, one person, up to five kilograms a day.",
        },
        lines: &[CatalogueLine {
            id: "1",
            reason: Text {
                ro: "Taxa pentru permis, un sezon",
                ru: "Сбор за разрешение, один сезон",
                en: "Permit fee, one season",
            },
            price: Amount::from_bani(15_000),
            account: &PERMITS_ACCOUNT,
        }],
        questions: &[],
    },
    CatalogueService {
        id: "ADP02",
        name: Text {
            ro: "Arenda terenului din fondul forestier",
            ru: "Аренда участка лесного фонда",
            en: "Lease of land of the forest fund",
        },
        description: Text {
            ro: "Un hectar pentru un trimestru, cu înregistrarea contractului.",
            ru: "Один гектар на квартал, с регистрацией договора.",
            en: "One hectare for a quarter, with the registration of the contract.",
        },
        lines: &[
            CatalogueLine {
                id: "1",
                reason: Text {
                    ro: "Arenda terenului pentru un trimestru",
                    ru: "Аренда участка за квартал",
                    en: "Lease of the land for a quarter",
                },
                price: Amount::from_bani(900_000),
                account: &AGENCY_ACCOUNT,
            },
            CatalogueLine {
                id: "2",
                reason: Text {
                    ro: "Taxa de înregistrare a contractului",
                    ru: "Сбор за регистрацию договора",
                    en: "Contract registration fee",
                },
                price: Amount::from_bani(26_700),
                account: &LAND_REGISTER_ACCOUNT,
            },
        ],
        questions: &[],
    },
    CatalogueService {
        id: "ADP03",
        name: Text {
            ro: "Rezervarea unui loc de picnic în pădure",
            ru: "Бронирование места для пикника в лесу",
            en: "Booking of a picnic place in the forest",
        },
        description: Text {
            ro: "O zi la masă, cu lemne de foc și fără grija gunoiului.",
            ru: "День за столом, с дровами и без забот о мусоре.",
            en: "A day at the table, with firewood and no worry about waste.",
        },
        lines: &[
            CatalogueLine {
                id: "1",
                reason: Text {
                    ro: "Masa de picnic, o zi",
                    ru: "Стол для пикника, один день",
                    en: "Picnic table, one day",
                },
                price: Amount::from_bani(4_500),
                account: &AGENCY_ACCOUNT,
            },
            CatalogueLine {
                id: "2",
                reason: Text {
                    ro: "Lemne de foc, un coș",
                    ru: "Дрова, одна корзина",
                    en: "Firewood, one basket",
                },
                price: Amount::from_bani(2_450),
                account: &AGENCY_ACCOUNT,
            },
            CatalogueLine {
                id: "3",
                reason: Text {
                    ro: "Evacuarea deșeurilor", ru: "Вывоз мусора", en: "Removal of waste"
                },
                price: Amount::from_bani(1_275),
                account: &PERMITS_ACCOUNT,
            },
            CatalogueLine {
                id: "4",
                reason: Text {
                    ro: "Paza contra incendiilor",
                    ru: "Противопожарное дежурство",
                    en: "Fire watch",
                },
                price: Amount::from_bani(705),
                account: &RESCUERS_ACCOUNT,
            },
        ],
        questions: &[],
    },
    CatalogueService {
        id: "ADP04",
        name: Text {
            ro: "Autorizație pentru transportul lemnului",
            ru: "Разрешение на перевозку древесины",
            en: "Timber transport authorisation",
        },
        description: Text {
            ro: "Un drum. Vehiculul și transportatorul se indică la plată.",
            ru: "Один рейс. Машина и перевозчик указываются при оплате.",
            en: "One trip. The vehicle and the carrier are stated with the payment.",
        },
        lines: &[CatalogueLine {
            id: "1",
            reason: Text {
                ro: "Taxa pentru autorizație, un drum",
                ru: "Сбор за разрешение, один рейс",
                en: "Authorisation fee, one trip",
            },
            price: Amount::from_bani(12_000),
            account: &PERMITS_ACCOUNT,
        }],
        questions: &[
            Question {
                name: "VehicleNumber",
                label: Text {
                    ro: "Numărul vehiculului", ru: "Номер машины", en: "Vehicle number"
                },
                kind: "string",
            },
            Question {
                name: "CarrierIdn",
                label: Text {
                    ro: "IDNP sau IDNO al transportatorului",
                    ru: "IDNP или IDNO перевозчика",
                    en: "Carrier’s IDNP or IDNO",
                },
                kind: "idn",
            },
        ],
    },
];

#[cfg(test)]
mod tests;
