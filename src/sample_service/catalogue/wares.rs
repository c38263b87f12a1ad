//! The ordinary services and the accounts, as data.

use super::service::{AGENCY_IDNO, Account, CatalogueLine, CatalogueService, ORDINARY, Question, Text};
use crate::domain::money::Amount;

pub(super) const AGENCY_ACCOUNT: Account =
    Account {
        iban: "MD85TRGAAA14299801000000", beneficiary: "Agenția Demo a Pădurilor", idno: AGENCY_IDNO
    };
pub(super) const PERMITS_ACCOUNT: Account =
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

/// The agency's ordinary services, each paid as a whole.
pub(super) static WARES: [CatalogueService; 4] = [
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
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP02",
        name: Text {
            ro: "Arenda terenului din fondul forestier",
            ru: "Аренда участка лесного фонда",
            en: "Lease of forest land",
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
        ..ORDINARY
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
        ..ORDINARY
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
                required: true,
            },
            Question {
                name: "CarrierIdn",
                label: Text {
                    ro: "IDNP sau IDNO al transportatorului",
                    ru: "IDNP или IDNO перевозчика",
                    en: "Carrier’s IDNP or IDNO",
                },
                kind: "idn",
                required: true,
            },
        ],
        ..ORDINARY
    },
];
