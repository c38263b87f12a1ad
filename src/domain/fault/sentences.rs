//! Remedies of faults, around those of the table. `{certificate}` is the hub's own, by subject and thumbprint.

use crate::domain::finding::sentence_table;

sentence_table! {
    ANSWERED_BEFORE "fault-answered-before"
        "the e-Service has answered this hub's GetOrderDetails: see whether it checks ConfirmOrderPayment with another certificate than this hub's: {certificate}, at /hub.cer and on the console's page of certificates; else {remedy}";
    OTHER_CERTIFICATE "fault-other-certificate"
        "the e-Service probably holds another certificate than this hub's: {certificate}, at /hub.cer and on the console's page of certificates; else {remedy}";
    READ_WORDS "fault-read-words"
        "read the fault's words; if they name no cause, {remedy}";
    COMPARE_FIRST "fault-compare-first"
        "first compare the certificate that the e-Service expects with this hub's: {certificate}, at /hub.cer and on the console's page of certificates, as an unsigned fault may be a refusal of the signature; then {remedy}";
    COMPARE_LAST "fault-compare-last"
        "{remedy}; if that leads nowhere, compare the certificate that the e-Service expects with this hub's: {certificate}, at /hub.cer and on the console's page of certificates, as an unsigned fault may be a refusal of the signature";
}
