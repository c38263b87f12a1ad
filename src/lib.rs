//! mpay-sim plays the gateway side of MPay, the payment hub of the Republic of Moldova.

pub mod domain;

pub mod soap;

pub mod assets;
pub mod clock;
pub mod i18n;
pub mod randomness;

pub mod sample_service;
