//! Rules about the signer: key info and certificates.

super::rules! {
    KEY_INFO_NO_CERTIFICATE "key-info-no-certificate" Signature Error
        "the signer's certificate is not known"
        expected "the certificate in KeyInfo, or one that is registered for the service"
        consequence "MPay knows the certificate from the registration; the simulator has none yet"
        remedy "set certificate for this service, or send the certificate in KeyInfo"
        source "MPay guide, WS-Security";
    KEY_INFO_IDENTIFIER "key-info-identifier" Signature Error
        "the key identifier is not that of the known certificate"
        expected "the identifier of the certificate that is registered, or was pinned"
        consequence "MPay finds no certificate, and refuses the message"
        remedy "register the certificate that signs, or name the known one: by the subject key identifier of its own extension, or by its SHA-1 thumbprint, as ValueType says"
        source "WSS X.509 Token Profile 1.0 §3.2.1; RFC 5280 §4.2.1.2";
    KEY_INFO_ISSUER_SERIAL "key-info-issuer-serial" Signature Error
        "issuer and serial number are not those of the known certificate"
        expected "the serial number of the certificate that is registered, or was pinned, in decimal digits"
        consequence "MPay finds no certificate, and refuses the message"
        remedy "write the serial number of the certificate that signs, or register that certificate"
        source "XML Signature §4.5.4; WSS X.509 Token Profile 1.0 §3.2.3";
    KEY_INFO_TOKEN_TYPE "key-info-token-type" Signature Error
        "the token is of a type that the contract does not use"
        expected "…wss-x509-token-profile-1.0#X509v3: one certificate in DER"
        consequence "MPay refuses the message"
        remedy "send the signer's certificate alone, without its chain, as X509v3"
        source "MPay guide, samples; WSS X.509 Token Profile 1.0 §3.1";
    KEY_INFO_REFERENCE "key-info-reference" Signature Error
        "the key info refers to something that is no token"
        expected "the wsu:Id of a wsse:BinarySecurityToken"
        consequence "MPay finds no certificate, and refuses the message"
        remedy "refer to the BinarySecurityToken of the Security header"
        source "WSS SOAP Message Security 1.0 §7.2";
    KEY_INFO_FORM "key-info-form" Signature Note
        "the certificate is named in a form that the guide does not list"
        expected "one of: SecurityTokenReference/Reference to a BinarySecurityToken; SecurityTokenReference/KeyIdentifier with X509SubjectKeyIdentifier; X509Data/X509Certificate"
        consequence "it holds here, by the certificate that is known; MPay documents the three forms alone, and may find no certificate"
        remedy "send the certificate, or its subject key identifier (WSS4J: signatureKeyIdentifier DirectReference or SKIKeyIdentifier in place of IssuerSerial, which is its default, or Thumbprint; SignedXml: KeyInfoX509Data with the certificate)"
        source "MPay guide, WS-Security: key info of replies";
    KEY_INFO_ATTRIBUTES "key-info-attributes" Signature Warning
        "KeyInfo has attributes that do not belong there"
        expected "no attribute, or a plain Id without a prefix"
        consequence ".NET's SignedXml, and verifiers that validate the schema, refuse the signature"
        remedy "leave the attributes out; an id of KeyInfo is a plain Id"
        source "XML Signature §4.5, schema";
    SERIAL_FORM "key-info-serial-form" Signature Warning
        "the serial number is not written in decimal digits"
        expected "decimal digits: X509SerialNumber is an xs:integer"
        consequence "it is understood here, but verifiers that validate the schema refuse it"
        remedy "write the serial number as a decimal number"
        source "XML Signature §4.5.4, schema";
    ISSUER_SERIAL_SHAPE "key-info-issuer-serial-shape" Signature Warning
        "issuer and serial number stand outside X509IssuerSerial"
        expected "X509Data/X509IssuerSerial with X509IssuerName and X509SerialNumber"
        consequence "it is understood here, but other verifiers do not see them"
        remedy "put both into X509IssuerSerial, inside X509Data"
        source "XML Signature §4.5.4, schema";
    ISSUER_NAME "key-info-issuer-name" Signature Note
        "the issuer's name differs from the certificate's"
        expected "the issuer as the certificate has it"
        consequence "the serial number decides here; a verifier that compares the names as texts finds no certificate"
        remedy "take the name from the certificate, in the form of RFC 4514"
        source "XML Signature §4.5.4.1; RFC 4514";
    CERTIFICATE_UNREADABLE "certificate-unreadable" Signature Error
        "the certificate in the message cannot be read"
        expected "the base64 of a certificate in DER, without -----BEGIN lines"
        consequence "MPay refuses the message"
        remedy "encode the content of the .cer file once; of a PEM file take what stands between its first and last line"
        source "XML Signature §4.5.4; RFC 5280 §4.1";
    CERTIFICATE_NOT_RSA "certificate-not-rsa" Signature Error
        "the certificate's key is no RSA key"
        expected "an RSA key of 2,048 bits or more"
        consequence "the contract's algorithms are RSA's: MPay refuses the message"
        remedy "sign with the certificate that was issued for MPay, which has an RSA key"
        source "MPay guide, samples: rsa-sha1; WSDL policy: Basic256";
    KEY_LENGTH "certificate-key-length" Signature Error
        "the RSA key has a length with which the signature is not checked"
        expected "an RSA key of 2,048 to 8,192 bits"
        consequence "the hub refuses the message; other readers may take keys of other lengths"
        remedy "sign with a certificate that has an RSA key of 2,048 bits or more"
        source "NIST SP 800-131A; MPay guide, certificates";
    KEY_WEAK "certificate-key-weak" Signature Warning
        "the RSA key is short"
        expected "an RSA key of 2,048 bits or more"
        consequence "it holds here; readers that ask for 112 bits of security, as OpenSSL's level 2 does, refuse it"
        remedy "sign with a certificate that has an RSA key of 2,048 bits or more"
        source "NIST SP 800-131A";
    CERTIFICATE_OTHER "certificate-other" Signature Error
        "the message is signed with another certificate than the registered one"
        expected "the certificate that is registered for the service, or was pinned when it was first seen"
        consequence "MPay refuses the message"
        remedy "sign with the known certificate; where the other one is right, name it as `certificate` of the service (`check` and `verify`: --cert), or delete the pinned one on the console's page of certificates"
        source "MPay guide, WS-Security";
    CERTIFICATE_OWN "certificate-own" Signature Error
        "the message is signed with the hub's own certificate"
        expected "the e-Service's own certificate"
        consequence "MPay refuses the message: it proves nothing about the e-Service"
        remedy "do not send the request back, and sign with the e-Service's own key"
        source "MPay guide, WS-Security";
    CERTIFICATE_EXPIRED "certificate-expired" Signature Error
        "the certificate has expired"
        expected "a certificate that is valid today"
        consequence "MPay refuses the message"
        remedy "have the certificate renewed, and register the new one"
        source "RFC 5280 §4.1.2.5";
    CERTIFICATE_NOT_YET_VALID "certificate-not-yet-valid" Signature Error
        "the certificate is not valid yet"
        expected "a certificate that is valid today"
        consequence "MPay refuses the message"
        remedy "sign with the present certificate until the new one's first day; look at the clocks"
        source "RFC 5280 §4.1.2.5";
    CERTIFICATE_AUTHORITY "certificate-authority" Signature Error
        "the certificate was not issued by the registered authority"
        expected "a certificate with the signature of the authority that is registered for the service"
        consequence "MPay refuses the message"
        remedy "sign with a certificate of that authority, or register the authority that issued it"
        source "RFC 5280 §6.1";
    AUTHORITY_UNFIT "certificate-authority-unfit" Signature Error
        "the registered authority may not issue certificates"
        expected "a certificate with basicConstraints CA:TRUE, within its dates"
        consequence "no certificate can be trusted by it"
        remedy "register the authority's certificate, not one that it issued; where it has expired, the new one"
        source "RFC 5280 §4.2.1.9, §6.1.4";
}
