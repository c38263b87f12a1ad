//! Mutants with wrong certificates.

use mpay_sim::soap::security::sign::{KeyInfoForm, signed_envelope, stranger};

use super::Mutant;
use super::Mutation::Raw;
use super::contract::{is_about, parts};
use crate::support::identities;

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        rule: "certificates/registered",
        how: Raw(|seen, reply| {
            if is_about(seen, "SIM-REGISTERED")
                && let Some((content, stamp)) = parts(reply, 0)
            {
                let other = stranger(&identities::e_service(), stamp.created).unwrap();
                reply.body =
                    signed_envelope(&content, &other, &stamp, KeyInfoForm::X509Data).unwrap().into_bytes();
            }
        }),
    },
    Mutant {
        rule: "certificates/named",
        how: Raw(|seen, reply| {
            if is_about(seen, "SIM-NAMED") {
                let text = String::from_utf8_lossy(&reply.body).replacen(
                    "<KeyInfo>",
                    "<KeyInfo Kind=\"signer\">",
                    1,
                );
                reply.body = text.into_bytes();
            }
        }),
    },
];
