//! Rules of the text, the XML and the SOAP envelope of a reply.

super::rules! {
    REPLY_EMPTY "reply-empty" Envelope Error
        "the reply has no content"
        expected "a SOAP 1.1 envelope"
        consequence "MPay has no answer to read: the call counts as failed"
        remedy "see whether the e-Service stopped before it wrote: its key may be missing, or an exception was swallowed"
        source "SOAP 1.1 §4; WS-I Basic Profile 1.1, R9980";
    NOT_UTF8 "not-utf-8" Envelope Error
        "the text is not UTF-8"
        expected "UTF-8"
        consequence "a WCF reader with text/xml; charset=utf-8 refuses the reply"
        remedy "encode the message as UTF-8, and say so in Content-Type"
        source "WS-I Basic Profile 1.1, R1012: UTF-8 or UTF-16; WCF basicHttpBinding textEncoding=\"utf-8\"";
    BYTE_ORDER_MARK "byte-order-mark" Envelope Note
        "the text begins with a byte-order mark"
        expected "the envelope from the first byte on"
        consequence "it is tolerated and not part of what is signed; some readers stumble over it"
        remedy "write UTF-8 without a byte-order mark"
        source "WS-I Basic Profile 1.1, R4001: receivers must accept it";
    ENCODING_DECLARED "encoding-declared" Envelope Error
        "the XML declaration names another encoding than the text has"
        expected "encoding=\"utf-8\", or no XML declaration"
        consequence "a reader that believes the declaration reads wrong letters, or refuses the reply, as WCF does"
        remedy "declare utf-8, or leave the declaration out"
        source "XML 1.0 §4.3.3";
    XML_DECLARATION "xml-declaration" Envelope Error
        "the XML declaration is not valid XML 1.0"
        expected "<?xml version=\"1.0\" encoding=\"utf-8\"?>, or no XML declaration"
        consequence "a reader of XML 1.0 refuses the reply: .NET's and WCF's take version 1.0 alone"
        remedy "write the declaration so, or leave it out"
        source "XML 1.0 §2.8; WS-I Basic Profile 1.1, R4001 to R4003";
    DOCTYPE "doctype" Envelope Error
        "the message has a DOCTYPE"
        expected "no document type declaration"
        consequence "SOAP forbids it, and every reader refuses it for safety"
        remedy "remove <!DOCTYPE …>; an HTML page has one too: see whether it is an error page of the server"
        source "SOAP 1.1 §3; WS-I Basic Profile 1.1, R1008";
    PREFIX_UNDECLARED "prefix-undeclared" Envelope Error
        "a namespace prefix is used but not declared"
        expected "a declaration xmlns:prefix=\"…\" on the element or above it"
        consequence "no XML reader that knows namespaces accepts the message"
        remedy "declare the prefix where it is used; for xsi: xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        source "Namespaces in XML 1.0 §5";
    HTML "html" Envelope Error
        "the reply is an HTML page"
        expected "a SOAP 1.1 envelope"
        consequence "MPay has no answer to read: the call counts as failed"
        remedy "read the page's text: it is an error page of the web server, or endpoint_url is the address of a page"
        source "SOAP 1.1 §4; WS-I Basic Profile 1.1, R9980";
    JSON "json" Envelope Error
        "the reply is JSON"
        expected "a SOAP 1.1 envelope"
        consequence "MPay has no answer to read: the call counts as failed"
        remedy "see what answers at endpoint_url: MPay speaks SOAP to IServiceProvider"
        source "WSDL: basicHttpBinding";
    TEXT_BEFORE_ENVELOPE "text-before-envelope" Envelope Error
        "there is text before the message"
        expected "the XML declaration or the Envelope as the very first thing"
        consequence "no XML reader accepts it: the call counts as failed"
        remedy "let nothing be printed before the message: PHP notices (display_errors=Off), blank lines before <?php or after ?>"
        source "XML 1.0 §2.8";
    NOT_WELL_FORMED "not-well-formed" Envelope Error
        "the text is not well-formed XML"
        expected "a well-formed SOAP 1.1 envelope"
        consequence "no XML reader accepts it: the call counts as failed"
        remedy "write XML with a library, which escapes & and < and closes what it opens"
        source "XML 1.0 §2.1";
    TOO_DEEP "too-deep" Envelope Error
        "elements are nested too deeply"
        expected "at most 64 levels"
        consequence "readers refuse such documents for safety; the default quota of WCF is 32 levels"
        remedy "see what writes such a message: the contract needs a dozen levels"
        source "limit of the hub; WCF XmlDictionaryReaderQuotas.MaxDepth";
    TOO_MANY_ATTRIBUTES "too-many-attributes" Envelope Error
        "an element has very many attributes, or the message very many namespace declarations"
        expected "at most 256 attributes an element and 5,000 declarations a message"
        consequence "readers refuse such documents for safety"
        remedy "see what writes such a message"
        source "limit of the hub";
    SOAP_12 "soap-12" Envelope Error
        "the envelope is SOAP 1.2"
        expected "SOAP 1.1: Envelope in http://schemas.xmlsoap.org/soap/envelope/, Content-Type text/xml"
        consequence "a basicHttpBinding client refuses it"
        remedy "configure your SOAP library for SOAP 1.1"
        source "WSDL: basicHttpBinding; SOAP 1.1 §4";
    NOT_SOAP "not-soap" Envelope Error
        "the root element is not a SOAP envelope"
        expected "Envelope in the namespace http://schemas.xmlsoap.org/soap/envelope/"
        consequence "MPay has no answer to read: the call counts as failed"
        remedy "wrap the reply in a SOAP 1.1 envelope; namespaces are compared letter by letter"
        source "SOAP 1.1 §4";
    BODIES "bodies" Envelope Error
        "the envelope does not have exactly one Body"
        expected "one Body"
        consequence "with several it is not clear which one is meant, and which one is signed: the message is refused"
        remedy "write one Body"
        source "SOAP 1.1 §4.3; XML signature wrapping";
    HEADERS "headers" Envelope Error
        "the envelope has several Headers"
        expected "at most one Header"
        consequence "it is not clear which Security header counts: the message is refused"
        remedy "put all header blocks into one Header"
        source "SOAP 1.1 §4.2";
    HEADER_AFTER_BODY "header-after-body" Envelope Warning
        "Header comes after Body"
        expected "Header before Body"
        consequence "a WCF reader meets Body first, finds no Security header, and refuses the message"
        remedy "write Header first"
        source "SOAP 1.1 §4: Header is the first child of Envelope; WS-I Basic Profile 1.1, R1011";
    BODY_EMPTY "body-empty" Envelope Error
        "the Body is empty"
        expected "the operation's response element inside Body"
        consequence "MPay has no answer to read: the call counts as failed"
        remedy "write the response element, even where it has no content"
        source "WSDL: document/literal wrapped; WS-I Basic Profile 1.1, R2712";
    BODY_SEVERAL "body-several" Envelope Warning
        "the Body holds several elements"
        expected "one element inside Body"
        consequence "a reader takes the first and ignores the others, or refuses the message"
        remedy "write one response element"
        source "WS-I Basic Profile 1.1, R9981";
    REPLY_SLOW "reply-slow" Http Warning
        "the reply took long"
        expected "an answer within 5 seconds: the payer looks at an empty page meanwhile"
        consequence "the payer waits, or goes away; MPay's own limit is not published"
        remedy "answer from what you have stored, and do slow work before or after the call"
        source "advice of the hub";
}
