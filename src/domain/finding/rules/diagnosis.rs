//! Causes of a wrong digest or signature. Each is named only where it was tried and made the digest match, so it is proved,
//! not guessed.

/// Rules with the same consequence at MPay: whatever the cause, the digest or the signature is wrong.
macro_rules! causes {
    ($($id:ident $name:literal $title:literal expected $expected:literal remedy $remedy:literal source $source:literal;)*) => {
        super::rules! {
            $($id $name Signature Error
                $title
                expected $expected
                consequence "MPay computes another digest than the message declares, and refuses the message"
                remedy $remedy
                source $source;)*
        }
    };
}

causes! {
    PRETTY_PRINTED "diagnosis-pretty-printed" "the message was pretty-printed after it was signed"
        expected "the white space of the moment of signing: canonicalization keeps all of it"
        remedy "send the exact bytes that you signed; switch off indentation in whatever writes, logs or forwards the message"
        source "W3C Canonical XML 1.0, §2.3, text nodes";
    WHITE_SPACE_STRIPPED "diagnosis-white-space-stripped" "white space between elements was removed after signing"
        expected "the white space of the moment of signing: canonicalization keeps all of it"
        remedy "send the exact bytes that you signed; parse with white space preserved (PreserveWhitespace in .NET, remove_blank_text=False in lxml)"
        source "W3C Canonical XML 1.0, §2.3, text nodes";
    INDENTED_OTHERWISE "diagnosis-indented-otherwise" "the message was indented in another way after it was signed"
        expected "the white space of the moment of signing: canonicalization keeps all of it"
        remedy "send the exact bytes that you signed; let nothing format them again"
        source "W3C Canonical XML 1.0, §2.3, text nodes";
    VALUES_TRIMMED "diagnosis-values-trimmed" "white space around values changed after signing"
        expected "values with the white space of the moment of signing"
        remedy "trim values before you sign, and send the exact bytes that you signed"
        source "W3C Canonical XML 1.0, §2.3, text nodes";
    LINE_ENDS "diagnosis-line-ends" "the digest was taken over other line ends"
        expected "LF alone: an XML processor reads CR LF as LF before anything is canonicalized"
        remedy "canonicalize what a parser has read, not the text itself; write the message with LF alone"
        source "XML 1.0, §2.11; W3C Canonical XML 1.0, §1.1";
    AROUND "diagnosis-line-end-around" "a line end or another character around the element was digested too"
        expected "octets from the element's `<` to its last `>`"
        remedy "digest what canonicalization returns, with nothing before or after it (no println, no echo)"
        source "W3C XML Signature, §4.4.3.3";
    BYTE_ORDER_MARK "diagnosis-byte-order-mark" "a byte-order mark was digested too"
        expected "canonical octets, which never begin with a byte-order mark"
        remedy "digest UTF-8 without a byte-order mark (new UTF8Encoding(false) in .NET)"
        source "W3C Canonical XML 1.0, §2.2";
    XML_DECLARATION "diagnosis-xml-declaration" "an XML declaration was digested too"
        expected "canonical octets, which have no XML declaration"
        remedy "digest what canonicalization returns, not what a serializer writes for a document"
        source "W3C Canonical XML 1.0, §1.1";
    ENCODING "diagnosis-encoding" "the digest was taken over text in another encoding"
        expected "UTF-8, whatever the encoding of the message"
        remedy "encode as UTF-8 before you digest, name the encoding wherever text becomes bytes, and send those bytes"
        source "W3C Canonical XML 1.0, §1.1";
    DIACRITICS "diagnosis-diacritics" "letters with diacritics were replaced after signing"
        expected "the characters of the moment of signing, code point for code point"
        remedy "normalize text before you sign, and send the exact bytes that you signed"
        source "W3C Canonical XML 1.0, §1.1: no normalization of characters";
    INCLUSIVE "diagnosis-inclusive-canonicalization" "inclusive canonicalization was applied where exclusive is declared"
        expected "the declared http://www.w3.org/2001/10/xml-exc-c14n#"
        remedy "canonicalize with xml-exc-c14n#, in the reference's transform and in CanonicalizationMethod alike"
        source "MPay guide, samples; W3C Exclusive XML Canonicalization 1.0, §3";
    EXCLUSIVE "diagnosis-exclusive-canonicalization" "exclusive canonicalization was applied where inclusive is declared"
        expected "the declared canonicalization"
        remedy "declare http://www.w3.org/2001/10/xml-exc-c14n#, which is what you apply and what MPay asks for"
        source "W3C Canonical XML 1.0, §2";
    COMMENTS "diagnosis-comments" "comments were digested, or left out, against what is declared"
        expected "no comments: a reference by Id selects none"
        remedy "write no comments into signed elements, or canonicalize without them"
        source "W3C XML Signature, §4.4.3.3";
    PREFIX_LIST_NOT_APPLIED "diagnosis-prefix-list-not-applied" "a PrefixList is declared but was not applied"
        expected "InclusiveNamespaces in the message only where the signer applies it"
        remedy "leave InclusiveNamespaces out, or give its prefixes to the canonicalization"
        source "W3C Exclusive XML Canonicalization 1.0, §2.1";
    PREFIX_LIST_NOT_DECLARED "diagnosis-prefix-list-not-declared" "a PrefixList was applied that is not declared"
        expected "InclusiveNamespaces with the PrefixList that the signer applies"
        remedy "write ec:InclusiveNamespaces with that PrefixList into the transform, or apply none"
        source "W3C Exclusive XML Canonicalization 1.0, §2.1";
    NOT_CANONICALIZED "diagnosis-not-canonicalized" "the element was digested as text, without canonicalization"
        expected "the digest of the canonical octets"
        remedy "apply the declared transform before you digest (gSOAP: soap_set_omode(soap, SOAP_XML_CANONICAL | SOAP_C_UTFSTRING), so that letters past ASCII are written as themselves)"
        source "W3C XML Signature, §4.4.3.2";
    WRITTEN_OTHERWISE "diagnosis-tags-written-otherwise" "the digested octets are not quite canonical: tags are written otherwise"
        expected "start and end tags, double quotes, namespaces before attributes, attributes sorted by namespace and name"
        remedy "use your library's canonicalization, not its serializer"
        source "W3C Canonical XML 1.0, §1.1, §2.3";
    ENTITIES "diagnosis-entities" "characters were escaped otherwise than canonical XML does"
        expected "`&amp; &lt; &gt; &#xD;` in text, `&amp; &lt; &quot; &#x9; &#xA; &#xD;` in attributes, everything else as itself"
        remedy "use your library's canonicalization, not a function that escapes HTML (gSOAP: SOAP_XML_CANONICAL and SOAP_C_UTFSTRING)"
        source "W3C Canonical XML 1.0, §2.3";
    ESCAPED_TWICE "diagnosis-escaped-twice" "text was escaped once more, or once less, after signing"
        expected "text escaped once"
        remedy "let the XML writer alone escape values, and send the exact bytes that you signed"
        source "W3C Canonical XML 1.0, §2.3, text nodes";
    CDATA "diagnosis-cdata" "CDATA sections were digested as they stand"
        expected "the text of a CDATA section, escaped like other text"
        remedy "use your library's canonicalization, or write no CDATA"
        source "W3C Canonical XML 1.0, §1.1";
    VALUES_REWRITTEN "diagnosis-values-rewritten" "values were written in another form after signing"
        expected "the characters of the moment of signing: `50` and `50.00` differ"
        remedy "format values once, before you sign, and send the exact bytes that you signed"
        source "W3C XML Signature, §8.1.3";
    NAMESPACES_MOVED "diagnosis-namespaces-moved" "namespace declarations stood on other elements when the digest was taken"
        expected "each namespace declared where it is first used, as exclusive canonicalization does"
        remedy "use your library's canonicalization on the message as it is sent"
        source "W3C Exclusive XML Canonicalization 1.0, §3";
    PREFIX_RENAMED "diagnosis-prefix-renamed" "a namespace had another prefix when the digest was taken"
        expected "the prefixes of the moment of signing: canonicalization keeps them"
        remedy "sign the message as the last serializer wrote it, and send the exact bytes that you signed"
        source "W3C Canonical XML 1.0, §4.4";
    NAMESPACE_LOST "diagnosis-namespace-lost" "a namespace was missing, or another one, when the digest was taken"
        expected "the namespaces of the message as it is sent"
        remedy "put the element into its envelope first, then canonicalize it there"
        source "W3C Exclusive XML Canonicalization 1.0, §3";
    UNUSED_NAMESPACE "diagnosis-unused-namespace" "the digest counts a namespace declaration that is not used, or not in the message"
        expected "only namespaces that are in use, as exclusive canonicalization does"
        remedy "canonicalize exclusively, and let nothing add or drop xmlns attributes after signing"
        source "W3C Exclusive XML Canonicalization 1.0, §3";
    CONTENT_ONLY "diagnosis-content-only" "only the content of the element was digested"
        expected "the element with its own start and end tags"
        remedy "digest the element that carries the Id, not its children"
        source "W3C XML Signature, §4.4.3.3";
    ANOTHER_ELEMENT "diagnosis-another-element" "another element was digested"
        expected "the element that carries the reference's Id"
        remedy "let the reference's URI, the Id and the digested element be the same; look whether two references are exchanged"
        source "W3C XML Signature, §4.4.3.1";
    ID_ADDED_LATER "diagnosis-id-added-later" "the Id was set, or changed, after the digest was taken"
        expected "the element as it is sent, its Id included"
        remedy "set wsu:Id first, then canonicalize and digest"
        source "OASIS WSS 1.0, §4.2";
    EMPTY_ELEMENTS "diagnosis-empty-elements" "empty elements were added after signing"
        expected "the elements of the moment of signing"
        remedy "sign the message as the last serializer wrote it, and send the exact bytes that you signed"
        source "W3C XML Signature, §8.1.3";
    ENVELOPED_SIGNATURE "diagnosis-enveloped-signature" "the Signature was left out of the digest, or left in, against what is declared"
        expected "an enveloped-signature transform where, and only where, the Signature is left out"
        remedy "declare http://www.w3.org/2000/09/xmldsig#enveloped-signature, or sign by Id an element that does not hold the Signature"
        source "W3C XML Signature, §6.6.4";
    ATTRIBUTE_ADDED "diagnosis-attribute-added" "an attribute was added after signing"
        expected "the attributes of the moment of signing"
        remedy "set the attribute before you sign, and send the exact bytes that you signed"
        source "W3C XML Signature, §8.1.3";
    ELEMENT_ADDED "diagnosis-element-added" "an element was added after signing"
        expected "the elements of the moment of signing"
        remedy "write the element before you sign, and send the exact bytes that you signed"
        source "W3C XML Signature, §8.1.3";
    REORDERED "diagnosis-elements-reordered" "elements were put into another order after signing"
        expected "the order of the moment of signing, which for MPay is alphabetical"
        remedy "write elements in alphabetical order before you sign, and send the exact bytes that you signed"
        source "MPay guide, WCF data contracts";
    NO_CONTENT_YET "diagnosis-content-added-later" "the content was put in after the digest was taken"
        expected "the element as it is sent"
        remedy "write the whole element first, then canonicalize and digest it"
        source "W3C XML Signature, §8.1.3";
    DIGEST_ALGORITHM "diagnosis-digest-algorithm" "the digest was made with another algorithm than declared"
        expected "the algorithm that DigestMethod declares"
        remedy "write the URI of the algorithm that you use into DigestMethod"
        source "W3C XML Signature, §4.4.3.5";
    DIGEST_ENCODING "diagnosis-digest-encoding" "the right digest is written in another form than base64"
        expected "base64 of the digest's octets"
        remedy "encode the digest itself, not its hexadecimal text, with the standard alphabet and its padding"
        source "W3C XML Signature, §4.4.3.6";
    DIGEST_OF_DIGEST "diagnosis-digest-of-digest" "the digest was digested once more"
        expected "one digest of the canonical octets"
        remedy "hand the octets, not their digest, to a function that digests what it gets"
        source "W3C XML Signature, §4.4.3.6";
    DIGEST_OF_NOTHING "diagnosis-digest-of-nothing" "the digest was taken of nothing"
        expected "the digest of the canonical octets"
        remedy "look at what the canonicalization returns: the element was not found, or a stream was read to its end before"
        source "W3C XML Signature, §4.4.3.6";
    DIGEST_LENGTH "diagnosis-digest-length" "the declared digest has the length of no algorithm that is known here"
        expected "20 octets (SHA-1), 32 (SHA-256), 48 (SHA-384) or 64 (SHA-512)"
        remedy "write the whole digest; MD5, which has 16 octets, is not accepted"
        source "W3C XML Signature, §6.2";
    NOTHING_FITS "diagnosis-content-changed" "the content itself is another than the one that was signed"
        expected "the element of the moment of signing"
        remedy "compare the canonical octets with those that your library digested (most can log them): mpay-sim verify FILE --octets prints them"
        source "W3C XML Signature, §3.2.1";
}
