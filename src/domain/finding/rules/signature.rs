//! Rules of the message's signature: its place, its references, its algorithms.

super::rules! {
    UNSIGNED "signature-missing" Signature Error
        "the message is not signed"
        expected "a wsse:Security header with a ds:Signature over Body and Timestamp"
        consequence "MPay refuses the message"
        remedy "sign Body and Timestamp with the certificate that is registered for the service"
        source "MPay guide, WS-Security; WSDL policy";
    NOTHING_SIGNED "signature-value-empty" Signature Error
        "nothing was signed: SignatureValue is empty"
        expected "the signature over SignedInfo, in base64"
        consequence "MPay refuses the message"
        remedy "look whether the private key was loaded: it is missing, or its passphrase is empty or wrong, and the library went on without it; in PHP openssl_sign then returns false and leaves the signature empty, and openssl_error_string() says why"
        source "XML Signature §4.2, §3.1.2";
    NAMESPACE "signature-namespace" Signature Error
        "a security element is in the wrong namespace"
        expected "the namespaces of WS-Security 1.0 and XML Signature, to the letter"
        consequence "MPay does not see the element, and takes the message as not signed"
        remedy "copy the namespace from the specification: the guide's typesetting has lost hyphens, and put in spaces"
        source "WSS SOAP Message Security 1.0 §2.2; XML Signature §1.3";
    MISPLACED "signature-misplaced" Signature Error
        "the signature is in the wrong place"
        expected "Envelope/Header/Security/Signature"
        consequence "MPay does not see the signature, and takes the message as not signed"
        remedy "write ds:Signature as a child of the wsse:Security header"
        source "WSS SOAP Message Security 1.0 §8";
    TWO_SECURITY_HEADERS "signature-two-security-headers" Signature Error
        "the message has several Security headers"
        expected "one wsse:Security header"
        consequence "no reader can tell which one counts, so none does: this is how signed parts are smuggled"
        remedy "write Timestamp, Signature and tokens into one Security header; where a library adds a header of its own (node-soap's server does, with a Timestamp `_0`), put the signature into that one, or take it out before you sign"
        source "WSS SOAP Message Security 1.0 §5";
    TWO_SIGNATURES "signature-two-signatures" Signature Error
        "the Security header has several signatures"
        expected "one ds:Signature over Body and Timestamp"
        consequence "it is not clear which one counts, so none does"
        remedy "cover Body and Timestamp with two references of one signature"
        source "MPay guide, samples";
    TWO_TIMESTAMPS "signature-two-timestamps" Signature Error
        "the Security header has several Timestamps"
        expected "one wsu:Timestamp"
        consequence "MPay refuses the message"
        remedy "write one Timestamp, and sign it"
        source "WSS SOAP Message Security 1.0 §10";
    DOUBLED "signature-element-doubled" Signature Error
        "an element of the signature is repeated"
        expected "one SignedInfo, SignatureValue and KeyInfo, in each Reference one DigestMethod and DigestValue, and in a canonicalization one InclusiveNamespaces at most"
        consequence "verifiers read one or the other, or refuse the message"
        remedy "write the element once"
        source "XML Signature §4, schema";
    UNEXPECTED "signature-element-unexpected" Signature Error
        "the signature has an element or a text that does not belong there, or not in that order"
        expected "the elements of XML Signature in the order of its schema: SignedInfo, SignatureValue, KeyInfo; in SignedInfo the methods, then the references; in an exclusive canonicalization one InclusiveNamespaces at most"
        consequence "a verifier that follows the schema refuses the message"
        remedy "write the elements in the order of the guide's samples, and anything of your own into a ds:Object or outside the signature"
        source "XML Signature §4, schema";
    TOO_MANY_REFERENCES "signature-too-many-references" Signature Error
        "the signature has too many references"
        expected "a reference to Body and one to Timestamp, three at most"
        consequence "the message is refused before anything is digested: each reference may cost as much as the whole message"
        remedy "sign Body and Timestamp, and nothing else that the contract does not ask for"
        source "MPay guide, WS-Security; W3C XML Signature Best Practices";
    TOO_MANY_TRANSFORMS "signature-too-many-transforms" Signature Error
        "a reference has too many transforms"
        expected "one Transform, xml-exc-c14n, two at most"
        consequence "the message is refused before anything is digested: each transform may cost as much as the whole message"
        remedy "write the one transform of the guide's samples"
        source "MPay guide, samples; W3C XML Signature Best Practices";
    TOO_COSTLY "signature-too-costly" Signature Error
        "canonicalizing the signed parts costs too much"
        expected "octets, nodes and namespaces as an honest reply of hundreds of lines has, several times over"
        consequence "the message is refused unread: one e-Service's messages must not keep others waiting"
        remedy "sign Body and Timestamp alone, declare each namespace once, where it is used, and send fewer lines"
        source "W3C XML Signature Best Practices; docs/LIMITS.md";
    INCOMPLETE "signature-incomplete" Signature Error
        "a required part of the signature is missing or empty"
        expected "SignedInfo with its methods and references, SignatureValue and KeyInfo, each filled in"
        consequence "MPay refuses the message"
        remedy "write the element, as the guide's samples have it"
        source "XML Signature §4, schema";
    ALGORITHM "signature-algorithm" Signature Error
        "an algorithm is not one that messages of the contract use"
        expected "xml-exc-c14n, rsa-sha1 or rsa-sha256, and the digest of the same size"
        consequence "MPay refuses the message"
        remedy "choose the algorithm that the finding names"
        source "MPay guide, samples; XML Signature §6; RFC 6931";
    ALGORITHM_SPELLING "signature-algorithm-spelling" Signature Error
        "the URI of an algorithm is misspelt"
        expected "the URI to the letter, with http, hyphens and #"
        consequence "MPay refuses the message: to a verifier it names no algorithm"
        remedy "copy the URI that the finding names: the guide's typesetting has lost hyphens in it"
        source "XML Signature §6; RFC 6931; xml-exc-c14n §4";
    TRANSFORMS "signature-transforms" Signature Error
        "the transforms of a reference cannot be applied"
        expected "one Transform, xml-exc-c14n"
        consequence "MPay refuses the message"
        remedy "write the one transform of the guide's samples"
        source "XML Signature §4.4.3.2";
    REFERENCE_OUTSIDE "signature-reference-outside" Signature Error
        "a reference does not point into the message"
        expected "URI=\"#\" and the id of an element of the message"
        consequence "MPay refuses the message; nothing that a message names is ever fetched"
        remedy "refer to Body and Timestamp by their wsu:Id"
        source "WS-I Basic Security Profile 1.1, XML Signature; W3C XML Signature Best Practices";
    REFERENCE_DANGLING "signature-reference-dangling" Signature Error
        "a reference points to no element"
        expected "an element with this wsu:Id, or Id"
        consequence "MPay refuses the message"
        remedy "write the wsu:Id on the element before signing, in the namespace of WS-Security's utilities"
        source "WSS SOAP Message Security 1.0 §4.2";
    DUPLICATE_ID "signature-duplicate-id" Signature Error
        "several elements carry the id of a reference"
        expected "each id on one element of the message"
        consequence "no reader can tell which element is signed, so none is: .NET's SignedXml (GetIdElement) refuses the message, and so does the simulator"
        remedy "give each signed element an id of its own, of random digits at best: `_0` is what WCF, node-soap and xml-crypto each write by themselves"
        source "WSS SOAP Message Security 1.0 §4.1; W3C XML Signature Best Practices";
    DIGEST "signature-digest" Signature Error
        "a signed element does not fit its digest"
        expected "the digest of the element as it came"
        consequence "MPay refuses the message"
        remedy "see the finding that names the cause; without one, compare the octets that were digested with those of the X-ray: the element was changed after signing, or not canonicalized before"
        source "XML Signature §3.2.1";
    BODY_NOT_SIGNED "signature-body-not-signed" Signature Error
        "the Body is not signed"
        expected "a reference that covers the Body that is read"
        consequence "MPay refuses the message: anybody could have written this Body"
        remedy "write a Reference to the wsu:Id of the Envelope's own Body"
        source "MPay guide, WS-Security; WSDL policy: sp:SignedParts";
    TIMESTAMP_NOT_SIGNED "signature-timestamp-not-signed" Signature Error
        "the Timestamp is not signed"
        expected "a reference that covers the Timestamp of the Security header"
        consequence "MPay refuses the message: an old one could be sent again under a new Timestamp"
        remedy "write a Reference to the wsu:Id of the Timestamp"
        source "MPay guide, WS-Security; WSS SOAP Message Security 1.0 §10";
    BASE64 "signature-base64" Signature Error
        "a value is not base64"
        expected "base64 with its padding; white space does no harm"
        consequence "MPay refuses the message"
        remedy "encode the octets themselves with the standard alphabet, not their hexadecimal form"
        source "XML Signature §4.3; RFC 2045 §6.8";
    SIGNATURE_VALUE "signature-value" Signature Error
        "the SignatureValue does not fit"
        expected "the signature over SignedInfo, made with the private key of the certificate"
        consequence "MPay refuses the message"
        remedy "sign the canonical SignedInfo as it is sent, with the key that belongs to the certificate in KeyInfo"
        source "XML Signature §3.2.2";
    ENVELOPE_COVERED "signature-envelope-covered" Signature Warning
        "a reference covers an element that holds the signature itself"
        expected "references to Body and Timestamp themselves"
        consequence "a WCF reader looks for references to Body and Timestamp, and refuses a message without them"
        remedy "write a Reference to the wsu:Id of Body, and one to that of Timestamp"
        source "MPay guide, samples";
    WHOLE_DOCUMENT "signature-whole-document" Signature Warning
        "the signature covers the whole document"
        expected "references to the wsu:Id of Body and to that of Timestamp"
        consequence "it holds here; but a WCF reader looks for references to Body and Timestamp, and refuses a message without them, and whatever adds a header or white space on the way breaks it"
        remedy "sign Body and Timestamp by reference: set wsu:Id on both, and write a Reference URI=\"#id\" for each (SignedXml: new Reference(\"#id\") in place of new Reference(\"\"), without XmlDsigEnvelopedSignatureTransform, and a GetIdElement that finds wsu:Id)"
        source "MPay guide, samples; XML Signature §4.4.3.1";
    ALGORITHM_SUITE "signature-algorithm-suite" Signature Warning
        "the algorithms are not those of the contract's policy"
        expected "rsa-sha1 with sha1: what Basic256, the policy's algorithm suite, means"
        consequence "it holds here; but a WCF reader with that policy takes these algorithms as not accepted by the suite, and refuses the message: Basic256Sha256 is another one"
        remedy "name rsa-sha1 and sha1 explicitly, as the guide's samples do, unless MPay has agreed to others: SignedXml takes SHA-256 by default since .NET Framework 4.7.1 (set SignedInfo.SignatureMethod and each Reference.DigestMethod); WSS4J has signatureAlgorithm and signatureDigestAlgorithm, zeep signature_method and digest_method"
        source "WSDL policy: sp:Basic256; WS-SecurityPolicy 1.2 §7.1; MPay guide, samples";
    INCLUSIVE "signature-inclusive-c14n" Signature Warning
        "the canonicalization is inclusive"
        expected "http://www.w3.org/2001/10/xml-exc-c14n#"
        consequence "it holds, but a WCF reader of the policy's algorithm suite refuses it, and moving the message into another envelope breaks it"
        remedy "write the exclusive method on CanonicalizationMethod and as each reference's only Transform"
        source "WS-I Basic Security Profile 1.1, R5404; XML Signature §4.4.3.2";
    PREFIX_LIST "signature-prefix-list" Signature Note
        "a prefix list stands inside CanonicalizationMethod"
        expected "CanonicalizationMethod without InclusiveNamespaces, as the guide's ConfirmOrderPayment sample has it"
        consequence "it holds, and the guide's GetOrderDetails sample has one as well; but verifiers that validate against the schema of XML Signature alone refuse it"
        remedy "nothing, where your readers take it; else leave InclusiveNamespaces out: WSS4J 1.6 writes it until setWsiBSPCompliant(false), WSS4J 2 until addInclusivePrefixes is false"
        source "xml-exc-c14n §4; MPay guide, GetOrderDetails sample; WS-I Basic Security Profile 1.1, R5404 to R5406";
    ENVELOPED "signature-enveloped-transform" Signature Note
        "an enveloped-signature transform on an element without the signature"
        expected "xml-exc-c14n as the only Transform"
        consequence "it changes nothing, but verifiers with a list of transforms refuse it"
        remedy "leave the transform out: Body and Timestamp do not hold the signature"
        source "XML Signature §6.6.4";
    TWO_ID_ATTRIBUTES "signature-two-id-attributes" Signature Note
        "an element has both Id and wsu:Id"
        expected "wsu:Id alone"
        consequence "it holds, but some verifiers know the element by one of them only, or count it twice"
        remedy "leave the plain Id out"
        source "WSS SOAP Message Security 1.0 §4.2";
    RELATIVE_NAMESPACE "signature-relative-namespace" Signature Note
        "a namespace is a relative URI"
        expected "absolute namespaces, such as https://mpay.gov.md"
        consequence "verifiers built on libxml2 refuse to canonicalize it; .NET and Java do not mind"
        remedy "give the elements the contract's namespace"
        source "Canonical XML 1.0: relative namespace URIs; W3C Namespaces in XML §2.2";
}
