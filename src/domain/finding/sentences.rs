//! Effects and remedies that are more exact than those of their rules.

use super::words::sentence_table;

sentence_table! {
    HOST_IN_CONTAINER "in-container-host-name"
        "correct the host in endpoint_url: inside a container it is the e-Service's name in the compose file, or host.docker.internal for the machine around it";
    LOCALHOST_IN_CONTAINER "in-container-localhost"
        "start the e-Service, and check the port in endpoint_url; if it runs outside this container: localhost is the container itself, so use the e-Service's name in the compose file, or host.docker.internal";
    LISTENS_ON_LOOPBACK "in-container-listens-on-loopback"
        "start the e-Service, and check the port in endpoint_url; it must listen on 0.0.0.0, as containers do not reach what listens on 127.0.0.1 alone, and the machine's firewall must let them in";
    PLACE_OF_SETTINGS "place-of-service-settings"
        "in the service's table of mpay-sim.toml, or, where it was registered, with Edit in the console or PATCH of the control API";
    TRUST_ANOTHER "trust-another-certificate"
        "if that is the e-Service's own, set {setting} {place}";
    TRUST_CERTIFICATE_OR_ISSUER "trust-certificate-or-issuer"
        "set {setting} to trust just this certificate, or `tls_ca` with the CA that issued it, {place}";
    TRUST_DESPITE_NAMES "trust-despite-names"
        "have `{host}` added to the certificate, or trust this certificate whatever its names: set {setting} {place}";
    CALL_BY_NAME_OR_TRUST "call-by-name-or-trust"
        "call the host by such a name in endpoint_url, have `{host}` added to the certificate, or trust this certificate whatever its names: set {setting} {place}";
    TRUST_CERTIFICATE_OF_CA "trust-certificate-of-ca"
        "set {setting} {place} to trust just this certificate, or have one issued for the server";
    TRUST_UNFIT "trust-unfit-certificate"
        "have it issued again for server authentication, or trust just this one: set {setting} {place}";
    TLS_VERSIONS_OR_CLIENT_CERTIFICATE "tls-versions-or-client-certificate"
        "let the web server take TLS 1.2 or newer with an ECDHE cipher suite, and the hub's client certificate (/hub.cer); its own log tells which of the two it is";
    TLS_NO_SUCH_SITE "tls-no-such-site"
        "the web server has no site of the host in endpoint_url: correct the host, or add it to the server's sites";
    ASKED_FOR_CERTIFICATE "asked-for-client-certificate"
        "it asked for a client certificate";
    ASKED_FOR_CERTIFICATE_OF "asked-for-client-certificate-of"
        "it asked for a client certificate issued by `{issuers}`";
    MAY_REFUSE_CERTIFICATE "may-refuse-client-certificate"
        "look into the log of the e-Service; {asked}, and may have refused the hub's (/hub.cer) in this way";
    OR_PORT_FOR_HTTPS "or-port-for-https"
        "{remedy}. A port for HTTPS looks just so: then write https into endpoint_url";
    LAST_CHUNK_MISSING "last-chunk-missing"
        "look into the e-Service's log for what ended the reply before its last chunk";
    NO_USER_IN_ADDRESS "no-user-in-address"
        "take user name and password out of endpoint_url, and let the hub in without them";
    CLOCK_MOVED_EFFECT "hub-clock-moved-effect"
        "none at MPay, whose clock is right, if the e-Service's clock is right too";
    CLOCK_IS_BEHIND "hub-clock-is-behind"
        "this hub's clock was moved to {seconds} seconds behind the machine's, and signatures_follow_clock applies it to messages: reset it (POST /control/v1/clock with reset, or the console's page of the clock), or unset signatures_follow_clock";
    CLOCK_IS_AHEAD "hub-clock-is-ahead"
        "this hub's clock was moved to {seconds} seconds ahead of the machine's, and signatures_follow_clock applies it to messages: reset it (POST /control/v1/clock with reset, or the console's page of the clock), or unset signatures_follow_clock";
    EFFECT_AND_AFTER "effect-and-after"
        "{effect}; {after}";
    PAYER_SEES_TROUBLE "payer-sees-trouble"
        "the payer is told that the e-Service is in trouble, and cannot pay";
    PAYER_SEES_NO_ORDER "payer-sees-no-order"
        "the payer is told that the order was not found";
    CALL_IS_REPEATED "call-is-repeated"
        "the call is repeated as long as the retry schedule has attempts left";
    FAULT_CODE_ALONE "fault-code-alone"
        "write the code alone, without a class before it: `<faultcode>{code}</faultcode>`";
    PAYMENT_NOT_CONFIRMED "payment-not-confirmed"
        "the payment is not confirmed; the call is repeated as long as the retry schedule has attempts left";

    READER_DROPS "reader-drops"
        "a WCF reader silently drops {dropped}";
    READER_REFUSES_AT "reader-refuses-at"
        "a WCF reader refuses the whole reply at <{element}>, as <{required}> must come first; one that requires nothing silently drops {dropped}";
    READER_WAITS_FOR "reader-waits-for"
        "a WCF reader refuses the whole reply: it waits for <{element}> to the end";
    READER_REFUSES_FIRST_ELEMENT "reader-refuses-first-element"
        "a WCF reader refuses the whole reply: its first element is not the one it waits for";
    NAMESPACE_IS_HTTPS "namespace-is-https"
        "write https://mpay.gov.md: the scheme is https, and there is no slash at the end";
    TEXT_IS_CUT "text-is-cut"
        "MPay cuts the text on slips and receipts, or refuses the order";
    NAME_IS_CUT "name-is-cut"
        "MPay cuts the name on slips and receipts, or refuses the order";
    REASON_TOO_LONG "reason-too-long"
        "shorten it; the guide's own sample of Reason is too long as well";
    ORDERS_UNDER_ONE_KEY "orders-under-one-key"
        "the hub takes the one with the OrderKey that was asked for, else the first, and confirms it under the OrderKey that was asked for";
    ONE_ORDER_OR_OWN_KEYS "one-order-or-own-keys"
        "send one order, or give each its own OrderKey";
    DEFAULT_DATE_TIME "default-date-time"
        "this is .NET's default(DateTime): make DueDate a DateTime?, and omit it if it is null";
    WRITE_ELEMENT "write-element"
        "write <{name}>, letter by letter as the XSD has it";

    WRITE_IDENTIFIER "write-identifier"
        "write {identifier}";
    DECLARE_GZIP "declare-gzip"
        "send Content-Encoding: gzip with it, or do not compress";
    UNPACK_GZIP "unpack-gzip"
        "this is compressed with gzip: unpack it first";
    UNESCAPE_XML "unescape-xml"
        "this is XML that was escaped once, as logs do: turn &lt; &gt; &quot; &amp; back, or capture the bytes themselves";
    TAKE_PART_OF_MULTIPART "take-part-of-multipart"
        "this is a multipart message (MTOM), and MPay's messages are plain XML: take the part that is XML";
    SIGN_TIMES "sign-times"
        "write Created and Expires before you sign, and sign again whenever you renew them";
    SIGN_INTO_HEADER "sign-into-header"
        "write a ds:Signature over Body and Timestamp into the Security header that is there: a Timestamp or a token alone signs nothing (WSS4J: action `Timestamp Signature`)";
}
