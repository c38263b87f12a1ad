//! The services that show one thing each, as data: what an order can ask for, and what an e-Service can do wrong.

use super::service::{CatalogueLine, CatalogueService, Conduct, ORDINARY, Payable, Question, Text};
use super::wares::{AGENCY_ACCOUNT, PERMITS_ACCOUNT};
use crate::domain::money::Amount;

/// The services, in the order of the shop's page.
pub(super) static TRIALS: [CatalogueService; 9] = [
    CatalogueService {
        id: "ADP05",
        name: Text {
            ro: "Cota de lemn, achitată pe părți",
            ru: "Квота на древесину, оплата частями",
            en: "Timber quota, paid in parts",
        },
        description: Text {
            ro: "Plată parțială: achitați cât doriți, de câte ori doriți.",
            ru: "Частичная оплата: платите сколько хотите и сколько раз хотите.",
            en: "Partial payment: pay as much as you like, as often as you like.",
        },
        lines: &[CatalogueLine {
            id: "1",
            reason: Text {
                ro: "Cota de lemn pe un an",
                ru: "Квота на древесину на год",
                en: "Timber quota for a year",
            },
            price: Amount::from_bani(240_000),
            account: &AGENCY_ACCOUNT,
        }],
        payable: Payable::InParts,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP06",
        name: Text {
            ro: "Paza parcelei, cu plată în avans",
            ru: "Охрана участка, с авансом",
            en: "Guarding of a plot, with advance payment",
        },
        description: Text {
            ro: "Plată în avans: luna curentă sau mai mult, pentru lunile următoare.",
            ru: "Авансовая оплата: за текущий месяц или больше, за следующие.",
            en: "Advance payment: this month, or more for the months to come.",
        },
        lines: &[CatalogueLine {
            id: "1",
            reason: Text {
                ro: "Paza parcelei, o lună",
                ru: "Охрана участка, один месяц",
                en: "Guarding of a plot, one month",
            },
            price: Amount::from_bani(30_000),
            account: &PERMITS_ACCOUNT,
        }],
        payable: Payable::WithAdvance,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP07",
        name: Text {
            ro: "Arenda iazului, în trei rate",
            ru: "Аренда пруда, тремя взносами",
            en: "Lease of a pond, in three instalments",
        },
        description: Text {
            ro: "Mai multe comenzi la un număr: alegeți la MPay rata pe care o achitați.",
            ru: "Несколько заказов под одним номером: взнос выбирается в MPay.",
            en: "Several orders under one number: choose the instalment at MPay.",
        },
        lines: &[
            CatalogueLine {
                id: "1",
                reason: Text {
                    ro: "Arenda iazului, rata 1",
                    ru: "Аренда пруда, взнос 1",
                    en: "Lease of a pond, instalment 1",
                },
                price: Amount::from_bani(20_000),
                account: &AGENCY_ACCOUNT,
            },
            CatalogueLine {
                id: "2",
                reason: Text {
                    ro: "Arenda iazului, rata 2",
                    ru: "Аренда пруда, взнос 2",
                    en: "Lease of a pond, instalment 2",
                },
                price: Amount::from_bani(15_000),
                account: &AGENCY_ACCOUNT,
            },
            CatalogueLine {
                id: "3",
                reason: Text {
                    ro: "Arenda iazului, rata 3",
                    ru: "Аренда пруда, взнос 3",
                    en: "Lease of a pond, instalment 3",
                },
                price: Amount::from_bani(10_000),
                account: &AGENCY_ACCOUNT,
            },
        ],
        payable: Payable::Apart,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP08",
        name: Text {
            ro: "Licență de vânătoare, cu formular",
            ru: "Охотничий билет, с анкетой",
            en: "Hunting licence, with a form",
        },
        description: Text {
            ro: "Proprietăți de fiecare tip: plătitorul le completează la MPay, unele sunt obligatorii.",
            ru: "Свойства каждого типа: плательщик заполняет их в MPay, некоторые обязательны.",
            en: "Properties of each type: the payer fills them in at MPay, some are required.",
        },
        lines: &[CatalogueLine {
            id: "1",
            reason: Text {
                ro: "Taxa pentru licență, un sezon",
                ru: "Сбор за билет, один сезон",
                en: "Licence fee, one season",
            },
            price: Amount::from_bani(20_000),
            account: &PERMITS_ACCOUNT,
        }],
        questions: &[
            Question {
                name: "HuntingGround",
                label: Text {
                    ro: "Fondul de vânătoare", ru: "Охотничье угодье", en: "Hunting ground"
                },
                kind: "string",
                required: true,
            },
            Question {
                name: "Days",
                label: Text { ro: "Numărul de zile", ru: "Число дней", en: "Number of days" },
                kind: "number",
                required: true,
            },
            Question {
                name: "HunterIdn",
                label: Text {
                    ro: "IDNP al vânătorului", ru: "IDNP охотника", en: "Hunter’s IDNP"
                },
                kind: "idn",
                required: true,
            },
            Question {
                name: "ClubTaxCode",
                label: Text {
                    ro: "Codul fiscal al asociației",
                    ru: "Налоговый код общества",
                    en: "Club’s tax code",
                },
                kind: "tc",
                required: false,
            },
            Question {
                name: "Remark",
                label: Text { ro: "Mențiuni", ru: "Примечание", en: "Remark" },
                kind: "string",
                required: false,
            },
        ],
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP09",
        name: Text {
            ro: "Donație pentru plantarea copacilor",
            ru: "Пожертвование на посадку деревьев",
            en: "Donation for planting trees",
        },
        description: Text {
            ro: "Sumă necunoscută: o introduce plătitorul la MPay.",
            ru: "Неизвестная сумма: её вводит плательщик в MPay.",
            en: "An unknown amount: the payer enters it at MPay.",
        },
        lines: &[CatalogueLine {
            id: "1",
            reason: Text {
                ro: "Donație pentru plantarea copacilor",
                ru: "Пожертвование на посадку деревьев",
                en: "Donation for planting trees",
            },
            price: Amount::ZERO,
            account: &AGENCY_ACCOUNT,
        }],
        payable: Payable::Open,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP10",
        name: Text {
            ro: "Puieți pentru 60 de parcele",
            ru: "Саженцы для 60 участков",
            en: "Saplings for 60 plots",
        },
        description: Text {
            ro: "O comandă cu 120 de poziții.",
            ru: "Заказ из 120 строк.",
            en: "An order of 120 lines.",
        },
        lines: &[
            CatalogueLine {
                id: "1",
                reason: Text {
                    ro: "Puieți de stejar, parcela",
                    ru: "Саженцы дуба, участок",
                    en: "Oak saplings, plot",
                },
                price: Amount::from_bani(1_900),
                account: &AGENCY_ACCOUNT,
            },
            CatalogueLine {
                id: "2",
                reason: Text {
                    ro: "Plantarea, parcela", ru: "Посадка, участок", en: "Planting, plot"
                },
                price: Amount::from_bani(1_000),
                account: &PERMITS_ACCOUNT,
            },
        ],
        copies: 60,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP11",
        name: Text { ro: "Serviciul lent", ru: "Медленная услуга", en: "The slow service" },
        description: Text {
            ro: "Serviciul electronic răspunde la fiecare apel abia după opt secunde.",
            ru: "Электронная услуга отвечает на каждый вызов только через восемь секунд.",
            en: "The e-Service answers each call only after eight seconds.",
        },
        lines: &[FEE],
        conduct: Conduct::Slow,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP12",
        name: Text {
            ro: "Serviciul defect", ru: "Неисправная услуга", en: "The broken service"
        },
        description: Text {
            ro: "Serviciul electronic cade la GetOrderDetails: răspunde HTTP 500, fără mesaj SOAP.",
            ru: "Электронная услуга падает при GetOrderDetails: HTTP 500 без SOAP-сообщения.",
            en: "The e-Service breaks down at GetOrderDetails: HTTP 500 without a SOAP message.",
        },
        lines: &[FEE],
        conduct: Conduct::BreaksDown,
        ..ORDINARY
    },
    CatalogueService {
        id: "ADP13",
        name: Text {
            ro: "Serviciul care refuză plățile",
            ru: "Услуга, которая отклоняет платежи",
            en: "The service that refuses payments",
        },
        description: Text {
            ro: "Comanda poate fi achitată, dar serviciul refuză fiecare ConfirmOrderPayment.",
            ru: "Заказ можно оплатить, но услуга отклоняет каждый ConfirmOrderPayment.",
            en: "The order can be paid, but the e-Service refuses every ConfirmOrderPayment.",
        },
        lines: &[FEE],
        conduct: Conduct::RefusesPayments,
        ..ORDINARY
    },
];

const FEE: CatalogueLine = CatalogueLine {
    id: "1",
    reason: Text { ro: "Taxa pentru serviciu", ru: "Сбор за услугу", en: "Service fee" },
    price: Amount::from_bani(5_000),
    account: &PERMITS_ACCOUNT,
};
