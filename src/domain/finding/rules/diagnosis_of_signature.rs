//! Causes of a wrong SignatureValue, of a signature that is not found, and of one that covers too little. Each is named
//! only where it was tried and matches.

super::rules! {
    KNOWN_KEY "diagnosis-signed-with-known-key" Signature Error
        "the signature was made with another key that is known here"
        expected "the key of the certificate that is registered for the service, and that KeyInfo names"
        consequence "MPay checks with the registered certificate, and refuses the message"
        remedy "sign with the private key of the certificate that you registered and send"
        source "MPay guide, certificates";
    UNKNOWN_KEY "diagnosis-signed-with-unknown-key" Signature Error
        "the signature was made with the key of another certificate"
        expected "a signature by the private key of the certificate that KeyInfo names"
        consequence "MPay checks with that certificate, and refuses the message"
        remedy "look whether the private key that you sign with belongs to the certificate that you send: their moduli must be equal"
        source "W3C XML Signature, §3.2.2";
    SIGNATURE_ALGORITHM "diagnosis-signature-algorithm" Signature Error
        "the signature was made with another digest algorithm than declared"
        expected "the digest algorithm that SignatureMethod declares"
        consequence "MPay finds another DigestInfo than SignatureMethod asks for, and refuses the message"
        remedy "write the URI of the algorithm that you use into SignatureMethod, before you sign SignedInfo"
        source "W3C XML Signature, §6.4.2; RFC 8017, §9.2";
    WITHOUT_DIGEST_INFO "diagnosis-signature-without-digest-info" Signature Error
        "the signature holds the digest alone, without its DigestInfo"
        expected "PKCS #1 v1.5 with DigestInfo: the algorithm and the digest"
        consequence "MPay finds no DigestInfo, and refuses the message"
        remedy "call a function that signs (SHA1withRSA, openssl_sign, RSA_sign), not one that encrypts with the private key"
        source "RFC 8017, §9.2";
    SIGNATURE_PSS "diagnosis-signature-pss" Signature Error
        "the signature has PSS padding"
        expected "PKCS #1 v1.5 padding, which rsa-sha1 and rsa-sha256 mean"
        consequence "MPay finds no PKCS #1 v1.5 padding, and refuses the message"
        remedy "sign with PKCS #1 v1.5 padding (RSASignaturePadding.Pkcs1, padding.PKCS1v15())"
        source "W3C XML Signature, §6.4.2; RFC 8017, §8.2";
    SIGNATURE_REVERSED "diagnosis-signature-reversed" Signature Error
        "the octets of the signature stand in reverse order"
        expected "the most significant octet first"
        consequence "MPay reads another number, and refuses the message"
        remedy "reverse the octets that CryptoAPI (CryptSignHash) returns before you encode them"
        source "RFC 8017, §4.1";
    SIGNATURE_LENGTH "diagnosis-signature-length" Signature Error
        "the signature is shorter or longer than its key"
        expected "as many octets as the key's modulus has"
        consequence "MPay refuses the signature before it computes anything"
        remedy "keep leading zero octets, add none, and send the signature whole"
        source "RFC 8017, §8.2.2";
    SIGNATURE_ENCODING "diagnosis-signature-encoding" Signature Error
        "the base64 of SignatureValue is damaged"
        expected "base64 of the signature's octets, which white space may break"
        consequence "MPay reads no signature, or another one, and refuses the message"
        remedy "write the signature with the standard base64 alphabet and its padding, whole"
        source "W3C XML Signature, §4.2; RFC 2045, §6.8";
    DIGEST_VALUE_CHANGED "diagnosis-digest-value-changed" Signature Error
        "a DigestValue was changed after SignedInfo was signed"
        expected "SignedInfo as it was signed"
        consequence "MPay computes another digest of SignedInfo, and refuses the message"
        remedy "compute every digest first, sign SignedInfo last, and change nothing after that"
        source "W3C XML Signature, §3.1.2";
    METHOD_CHANGED "diagnosis-signed-info-algorithms-changed" Signature Error
        "an algorithm's URI in SignedInfo was changed after it was signed"
        expected "SignedInfo as it was signed"
        consequence "MPay computes another digest of SignedInfo, and refuses the message"
        remedy "write every Algorithm into SignedInfo before you sign it, and change nothing after that"
        source "W3C XML Signature, §3.1.2";
    SIGNED_INFO_CHANGED "diagnosis-signed-info-changed" Signature Error
        "SignedInfo is another than the one that was signed"
        expected "SignedInfo as it was signed, to the last octet"
        consequence "MPay computes another digest of SignedInfo, and refuses the message"
        remedy "compare the octets of SignedInfo shown here with those that your library signed; sign last and change nothing after that"
        source "W3C XML Signature, §3.2.2";

    URI_BROKEN "diagnosis-uri-broken" Signature Error
        "an identifier is misspelt"
        expected "the identifier to the last character: these URIs are compared as text"
        consequence "MPay's reader does not know it: the element or the algorithm does not exist for it"
        remedy "copy the identifier from the standard; the typeset guide has broken some of them"
        source "OASIS WSS 1.0; W3C XML Signature, §6.1";
    ID_LOST "diagnosis-id-lost" Signature Error
        "the signed element has lost its Id"
        expected "wsu:Id on the element, with the value that the reference names"
        consequence "MPay finds no element for the reference, and refuses the message"
        remedy "keep wsu:Id, in the namespace of WS-Security utility, on the element until it is sent"
        source "OASIS WSS 1.0, §4.2";
    ID_SPELLING "diagnosis-id-spelling" Signature Error
        "the reference and the Id are spelt differently"
        expected "URI=\"#x\" for wsu:Id=\"x\", the case of each letter included"
        consequence "MPay finds no element for the reference, and refuses the message"
        remedy "write the same value in both, with `#` in the URI alone, in an attribute wsu:Id"
        source "OASIS WSS 1.0, §4.2";
    ID_ON_ANOTHER_ELEMENT "diagnosis-id-on-another-element" Signature Error
        "the Id stands on another element than the one that must be signed"
        expected "references to the wsu:Id of Body and of Timestamp"
        consequence "MPay takes Body, or Timestamp, as not signed, and refuses the message"
        remedy "set wsu:Id on soap:Body and on wsu:Timestamp themselves, and refer to these"
        source "MPay guide, WS-Security; WSDL policy";
}
