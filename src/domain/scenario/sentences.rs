//! Effects and remedies of verdicts.

use crate::domain::finding::sentence_table;

sentence_table! {
    BROKE_DOWN "advice-broke-down"
        "look into the e-Service's log for what failed; where it means to refuse, let it answer with the code of the guide's list that fits, such as AuthenticationFailed";
    UNCLEAR "advice-unclear"
        "answer with the operation's response, or with a SOAP fault whose code is of the guide's list";
    UNSEEN "advice-unseen"
        "repeat the scenario so that the e-Service's clock can see it: beyond five minutes, and with the hub's clock not moved";
    HONEST_REFUSED "advice-honest-refused"
        "see that honest calls about this order are accepted, then repeat the scenario";

    STRICT_ORDER "apply-to-strict-order"
        "pay an order that does not allow it";
    TWO_LINES "apply-to-two-lines"
        "pay an order with two lines or more";
    LARGER_AMOUNT "apply-to-larger-amount"
        "pay a larger amount, or set the scenario's `bani` lower";
    OTHER_VALUE "apply-with-other-value"
        "set the scenario's parameter to another value";
    PAID_IN_FULL "apply-when-paid-in-full"
        "pay the whole rest of the order";
    WHEN_REACHED "apply-when-reached"
        "see that the e-Service can be reached, then call it again, or pay again: the scenario is not used up";
    WITH_KEY "apply-with-key"
        "give the hub the e-Service's private key, or choose another service";

    ANYBODY_READS "danger-anybody-reads"
        "anybody who can reach the e-Service can read its orders";
    ANYBODY_BOOKS "danger-anybody-books"
        "anybody who can reach the e-Service can make it book a payment that was never made";
    CHANGED_READS "danger-changed-reads"
        "anybody with a recorded message of MPay's can put another Body into it and read any order";
    CHANGED_BOOKS "danger-changed-books"
        "anybody with a recorded message of MPay's can put another Body into it and make the e-Service book a payment that was never made";
    REPEATED_READS "danger-repeated-reads"
        "anybody with a recorded message of MPay's can send it again at any time and read the order";
    REPEATED_BOOKS "danger-repeated-books"
        "anybody with a recorded message of MPay's can send it again at any time, and the e-Service takes it for MPay's";
    EXPIRED_KEY "danger-expired-key"
        "anybody with the key of an expired certificate of MPay's can still sign in its name";
    OWN_KEY "danger-own-key"
        "anybody with the e-Service's own key can sign in MPay's name";
    OTHER_ORDER "danger-other-order"
        "the e-Service describes an order that was not asked of it, and a payer may pay the wrong one";
    OTHER_PAYMENT "danger-other-payment"
        "the e-Service books a payment that does not fit its order, so that an error in MPay's message goes unnoticed";
    NOT_COUNTED "danger-not-counted"
        "{danger}; the hub does not count the confirmation";

    REFUSED_OTHER_ORDER "refused-other-order"
        "the e-Service describes no other order than its own";
    REFUSED_OTHER_PAYMENT "refused-other-payment"
        "a payment that does not fit the order is not booked";
    REFUSED_READING "refused-reading"
        "a call like this one reads no order";
    REFUSED_BOOKING "refused-booking"
        "a call like this one books no payment";
    UNDERSTOOD_ORDER "understood-order"
        "the payer goes on as with any other call";
    UNDERSTOOD_PAYMENT "understood-payment"
        "the payment is confirmed as with any other call";
    NOT_UNDERSTOOD_ORDER "not-understood-order"
        "should MPay send this, the order could not be paid";
    NOT_UNDERSTOOD_PAYMENT "not-understood-payment"
        "should MPay send this, the payment would stay unconfirmed";
    FORM_REFUSED_ORDER "form-refused-order"
        "nothing today; should MPay begin to send this, the order could not be paid";
    FORM_REFUSED_PAYMENT "form-refused-payment"
        "nothing today; should MPay begin to send this, the payment would stay unconfirmed";
}
