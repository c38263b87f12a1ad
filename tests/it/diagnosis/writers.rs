//! Signed messages as eight writers make them, each with its own prefixes, white space and algorithms.

/// A message before it is signed. `%BODY%`, `%TIMESTAMP%`, `%TOKEN%` and `%SIGNATURE%` stand where the values go, `%CERTIFICATE%` where
/// the certificate does.
pub struct Writer {
    pub name: &'static str,
    pub message: String,
}

pub fn all() -> Vec<Writer> {
    vec![
        Writer { name: "plain", message: plain() },
        Writer { name: "prefix lists", message: prefix_lists() },
        Writer { name: "line ends", message: with_line_ends() },
        Writer { name: "zeep", message: zeep() },
        Writer { name: "wcf", message: wcf() },
        Writer { name: "wss4j", message: wss4j() },
        Writer { name: "signedxml", message: signed_xml() },
        Writer { name: "gsoap", message: gsoap() },
    ]
}

const NAMESPACES: [(&str, &str); 8] = [
    ("%SOAP%", "http://schemas.xmlsoap.org/soap/envelope/"),
    ("%WSSE%", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"),
    ("%WSU%", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"),
    ("%DS%", "http://www.w3.org/2000/09/xmldsig#"),
    ("%EXC%", "http://www.w3.org/2001/10/xml-exc-c14n#"),
    ("%MPAY%", "https://mpay.gov.md"),
    ("%X509%", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"),
    (
        "%BASE64%",
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary",
    ),
];

fn filled_in(template: &str) -> String {
    NAMESPACES.iter().fold(template.to_owned(), |text, (name, uri)| text.replace(name, uri))
}

/// The simulator's own shape.
fn plain() -> String {
    filled_in(concat!(
        "<s:Envelope xmlns:s=\"%SOAP%\" xmlns:wsu=\"%WSU%\"><s:Header><Security xmlns=\"%WSSE%\">",
        "<wsu:Timestamp wsu:Id=\"TS-1\"><wsu:Created>2027-01-04T08:51:24.321Z</wsu:Created>",
        "<wsu:Expires>2027-01-04T08:56:24.321Z</wsu:Expires></wsu:Timestamp>",
        "<Signature xmlns=\"%DS%\"><SignedInfo><CanonicalizationMethod Algorithm=\"%EXC%\"/>",
        "<SignatureMethod Algorithm=\"%DS%rsa-sha1\"/>",
        "<Reference URI=\"#BD-1\"><Transforms><Transform Algorithm=\"%EXC%\"/></Transforms>",
        "<DigestMethod Algorithm=\"%DS%sha1\"/><DigestValue>%BODY%</DigestValue></Reference>",
        "<Reference URI=\"#TS-1\"><Transforms><Transform Algorithm=\"%EXC%\"/></Transforms>",
        "<DigestMethod Algorithm=\"%DS%sha1\"/><DigestValue>%TIMESTAMP%</DigestValue></Reference>",
        "</SignedInfo><SignatureValue>%SIGNATURE%</SignatureValue>",
        "<KeyInfo><X509Data><X509Certificate>%CERTIFICATE%</X509Certificate></X509Data></KeyInfo>",
        "</Signature></Security></s:Header>",
        "<s:Body wsu:Id=\"BD-1\"><GetOrderDetailsResponse xmlns=\"%MPAY%\"><GetOrderDetailsResult><OrderDetails>",
        "<Currency>MDL</Currency><CustomerName>Țurcanu &amp; Rusu „Ștefan”</CustomerName><DueDate/>",
        "<OrderKey>A-17</OrderKey><Reason>Taxă &lt;2027&gt;</Reason><Status>Active</Status>",
        "<TotalAmountDue>50.00</TotalAmountDue>",
        "</OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse></s:Body></s:Envelope>"
    ))
}

/// The guide's GetOrderDetails sample: prefix lists, a token, comments, a line end after each tag.
fn prefix_lists() -> String {
    filled_in(concat!(
        "<soapenv:Envelope xmlns:mpay=\"%MPAY%\" xmlns:soapenv=\"%SOAP%\">\n<soapenv:Header>\n",
        "<wsse:Security soapenv:mustUnderstand=\"1\" xmlns:wsse=\"%WSSE%\" xmlns:wsu=\"%WSU%\">\n",
        "<wsse:BinarySecurityToken EncodingType=\"%BASE64%\" ValueType=\"%X509%\" wsu:Id=\"X509-1\">%CERTIFICATE%</wsse:BinarySecurityToken>\n",
        "<ds:Signature Id=\"SIG-1\" xmlns:ds=\"%DS%\">\n<ds:SignedInfo>\n",
        "<ds:CanonicalizationMethod Algorithm=\"%EXC%\">\n<ec:InclusiveNamespaces PrefixList=\"mpay soapenv\" xmlns:ec=\"%EXC%\"/>\n</ds:CanonicalizationMethod>\n",
        "<ds:SignatureMethod Algorithm=\"%DS%rsa-sha1\"/>\n",
        "<ds:Reference URI=\"#TS-1\">\n<ds:Transforms>\n<ds:Transform Algorithm=\"%EXC%\">\n",
        "<ec:InclusiveNamespaces PrefixList=\"wsse mpay soapenv\" xmlns:ec=\"%EXC%\"/>\n</ds:Transform>\n</ds:Transforms>\n",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"/>\n<ds:DigestValue>%TIMESTAMP%</ds:DigestValue>\n</ds:Reference>\n",
        "<ds:Reference URI=\"#id-1\">\n<ds:Transforms>\n<ds:Transform Algorithm=\"%EXC%\">\n",
        "<ec:InclusiveNamespaces PrefixList=\"mpay\" xmlns:ec=\"%EXC%\"/>\n</ds:Transform>\n</ds:Transforms>\n",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"/>\n<ds:DigestValue>%BODY%</ds:DigestValue>\n</ds:Reference>\n",
        "</ds:SignedInfo>\n<ds:SignatureValue>%SIGNATURE%</ds:SignatureValue>\n<ds:KeyInfo Id=\"KI-1\">\n",
        "<wsse:SecurityTokenReference wsu:Id=\"STR-1\">\n<wsse:Reference URI=\"#X509-1\" ValueType=\"%X509%\"/>\n</wsse:SecurityTokenReference>\n",
        "</ds:KeyInfo>\n</ds:Signature>\n",
        "<wsu:Timestamp wsu:Id=\"TS-1\">\n<wsu:Created>2027-01-04T08:51:24.321Z</wsu:Created>\n<wsu:Expires>2027-01-04T08:52:24.321Z</wsu:Expires>\n</wsu:Timestamp>\n",
        "</wsse:Security>\n</soapenv:Header>\n",
        "<soapenv:Body wsu:Id=\"id-1\" xmlns:wsu=\"%WSU%\">\n<mpay:GetOrderDetails>\n<!--Optional:-->\n<mpay:query>\n",
        "<mpay:Language>RO</mpay:Language>\n<mpay:Note></mpay:Note>\n<mpay:OrderKey>Comandă &amp; „17” &gt; 5</mpay:OrderKey>\n",
        "<mpay:ServiceID>MDS02</mpay:ServiceID>\n<mpay:TotalAmountDue>34.50</mpay:TotalAmountDue>\n",
        "</mpay:query>\n</mpay:GetOrderDetails>\n</soapenv:Body>\n</soapenv:Envelope>"
    ))
}

/// A line end after each tag, and no prefix lists.
fn with_line_ends() -> String {
    let text = plain().replace("><", ">\n<");
    text.replace("CustomerName>Țurcanu", "CustomerName>Crețu").replace("BD-1", "Body-77")
}

/// Python's zeep: `soap-env`, `ns0`, SHA-256.
fn zeep() -> String {
    filled_in(concat!(
        "<?xml version='1.0' encoding='utf-8'?>\n",
        "<soap-env:Envelope xmlns:soap-env=\"%SOAP%\"><soap-env:Header><wsse:Security xmlns:wsse=\"%WSSE%\">",
        "<wsu:Timestamp xmlns:wsu=\"%WSU%\" wsu:Id=\"id-ts\"><wsu:Created>2027-01-04T08:51:24Z</wsu:Created>",
        "<wsu:Expires>2027-01-04T08:56:24Z</wsu:Expires></wsu:Timestamp>",
        "<ds:Signature xmlns:ds=\"%DS%\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"%EXC%\"/>",
        "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>",
        "<ds:Reference URI=\"#id-body\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"/></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>%BODY%</ds:DigestValue></ds:Reference>",
        "<ds:Reference URI=\"#id-ts\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"/></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>%TIMESTAMP%</ds:DigestValue></ds:Reference>",
        "</ds:SignedInfo><ds:SignatureValue>%SIGNATURE%</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference>",
        "<ds:X509Data><ds:X509Certificate>%CERTIFICATE%</ds:X509Certificate></ds:X509Data>",
        "</wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security></soap-env:Header>",
        "<soap-env:Body xmlns:wsu=\"%WSU%\" wsu:Id=\"id-body\"><ns0:ConfirmOrderPayment xmlns:ns0=\"%MPAY%\"><ns0:confirmation>",
        "<ns0:Currency>MDL</ns0:Currency><ns0:InvoiceID/><ns0:Name>Șoimaru &lt;Ană&gt; &amp; \"fiii\"</ns0:Name>",
        "<ns0:PaidAt>2027-01-04T08:50:00Z</ns0:PaidAt><ns0:TotalAmount>120.00</ns0:TotalAmount>",
        "</ns0:confirmation></ns0:ConfirmOrderPayment></soap-env:Body></soap-env:Envelope>"
    ))
}

/// WCF: `s`, `o`, `u`, namespaces of XML Schema on the Body, a token.
fn wcf() -> String {
    filled_in(concat!(
        "<s:Envelope xmlns:s=\"%SOAP%\" xmlns:u=\"%WSU%\"><s:Header><o:Security s:mustUnderstand=\"1\" xmlns:o=\"%WSSE%\">",
        "<u:Timestamp u:Id=\"_0\"><u:Created>2027-01-04T08:51:24.321Z</u:Created><u:Expires>2027-01-04T08:56:24.321Z</u:Expires></u:Timestamp>",
        "<o:BinarySecurityToken u:Id=\"uuid-1\" EncodingType=\"%BASE64%\" ValueType=\"%X509%\">%CERTIFICATE%</o:BinarySecurityToken>",
        "<Signature xmlns=\"%DS%\"><SignedInfo><CanonicalizationMethod Algorithm=\"%EXC%\"></CanonicalizationMethod>",
        "<SignatureMethod Algorithm=\"%DS%rsa-sha1\"></SignatureMethod>",
        "<Reference URI=\"#_1\"><Transforms><Transform Algorithm=\"%EXC%\"></Transform></Transforms>",
        "<DigestMethod Algorithm=\"%DS%sha1\"></DigestMethod><DigestValue>%BODY%</DigestValue></Reference>",
        "<Reference URI=\"#_0\"><Transforms><Transform Algorithm=\"%EXC%\"></Transform></Transforms>",
        "<DigestMethod Algorithm=\"%DS%sha1\"></DigestMethod><DigestValue>%TIMESTAMP%</DigestValue></Reference>",
        "</SignedInfo><SignatureValue>%SIGNATURE%</SignatureValue><KeyInfo><o:SecurityTokenReference>",
        "<o:Reference ValueType=\"%X509%\" URI=\"#uuid-1\"></o:Reference></o:SecurityTokenReference></KeyInfo></Signature>",
        "</o:Security></s:Header><s:Body u:Id=\"_1\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">",
        "<GetOrderDetailsResponse xmlns=\"%MPAY%\"><GetOrderDetailsResult><OrderDetails>",
        "<CustomerName>Ион Șmidt &amp; Co</CustomerName><DueDate xsi:nil=\"true\"></DueDate><Note></Note><OrderKey>B 9</OrderKey>",
        "<TotalAmountDue>1250.30</TotalAmountDue>",
        "</OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse></s:Body></s:Envelope>"
    ))
}

/// WSS4J 1.6 under JAX-WS: a prefix list on CanonicalizationMethod, and the token signed as well.
fn wss4j() -> String {
    filled_in(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>",
        "<S:Envelope xmlns:S=\"%SOAP%\" xmlns:SOAP-ENV=\"%SOAP%\"><S:Header>",
        "<wsse:Security xmlns:wsse=\"%WSSE%\" xmlns:wsu=\"%WSU%\" S:mustUnderstand=\"1\">",
        "<wsse:BinarySecurityToken EncodingType=\"%BASE64%\" ValueType=\"%X509%\" wsu:Id=\"X509-4F\">%CERTIFICATE%</wsse:BinarySecurityToken>",
        "<ds:Signature xmlns:ds=\"%DS%\" Id=\"SIG-3\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"%EXC%\">",
        "<ec:InclusiveNamespaces xmlns:ec=\"%EXC%\" PrefixList=\"S SOAP-ENV\"></ec:InclusiveNamespaces></ds:CanonicalizationMethod>",
        "<ds:SignatureMethod Algorithm=\"%DS%rsa-sha1\"></ds:SignatureMethod>",
        "<ds:Reference URI=\"#X509-4F\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"></ds:Transform></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"></ds:DigestMethod><ds:DigestValue>%TOKEN%</ds:DigestValue></ds:Reference>",
        "<ds:Reference URI=\"#TS-2\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"></ds:Transform></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"></ds:DigestMethod><ds:DigestValue>%TIMESTAMP%</ds:DigestValue></ds:Reference>",
        "<ds:Reference URI=\"#id-1\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"></ds:Transform></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"></ds:DigestMethod><ds:DigestValue>%BODY%</ds:DigestValue></ds:Reference>",
        "</ds:SignedInfo><ds:SignatureValue>%SIGNATURE%</ds:SignatureValue><ds:KeyInfo Id=\"KI-4F\">",
        "<wsse:SecurityTokenReference wsu:Id=\"STR-4F\"><wsse:Reference URI=\"#X509-4F\" ValueType=\"%X509%\"></wsse:Reference></wsse:SecurityTokenReference>",
        "</ds:KeyInfo></ds:Signature><wsu:Timestamp wsu:Id=\"TS-2\"><wsu:Created>2027-01-04T08:51:24.321Z</wsu:Created>",
        "<wsu:Expires>2027-01-04T08:56:24.321Z</wsu:Expires></wsu:Timestamp></wsse:Security></S:Header>",
        "<S:Body xmlns:wsu=\"%WSU%\" wsu:Id=\"id-1\"><ns2:GetOrderDetailsResponse xmlns:ns2=\"%MPAY%\"><ns2:GetOrderDetailsResult><ns2:OrderDetails>",
        "<ns2:Currency>MDL</ns2:Currency><ns2:CustomerName>Țurcanu &amp; fiii „Crețu”</ns2:CustomerName><ns2:DueDate></ns2:DueDate>",
        "<ns2:OrderKey>A-17</ns2:OrderKey><ns2:Status>Active</ns2:Status><ns2:TotalAmountDue>50.00</ns2:TotalAmountDue>",
        "</ns2:OrderDetails></ns2:GetOrderDetailsResult></ns2:GetOrderDetailsResponse></S:Body></S:Envelope>"
    ))
}

/// .NET's SignedXml with its own defaults: SHA-256, the certificate in X509Data.
fn signed_xml() -> String {
    filled_in(concat!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"%SOAP%\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">",
        "<soap:Header><wsse:Security soap:mustUnderstand=\"1\" xmlns:wsse=\"%WSSE%\"><wsu:Timestamp wsu:Id=\"TS-9\" xmlns:wsu=\"%WSU%\">",
        "<wsu:Created>2027-01-04T08:51:24.321Z</wsu:Created><wsu:Expires>2027-01-04T08:56:24.321Z</wsu:Expires></wsu:Timestamp>",
        "<Signature xmlns=\"%DS%\"><SignedInfo><CanonicalizationMethod Algorithm=\"%EXC%\" />",
        "<SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\" />",
        "<Reference URI=\"#TS-9\"><Transforms><Transform Algorithm=\"%EXC%\" /></Transforms>",
        "<DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\" /><DigestValue>%TIMESTAMP%</DigestValue></Reference>",
        "<Reference URI=\"#BD-1\"><Transforms><Transform Algorithm=\"%EXC%\" /></Transforms>",
        "<DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\" /><DigestValue>%BODY%</DigestValue></Reference>",
        "</SignedInfo><SignatureValue>%SIGNATURE%</SignatureValue><KeyInfo><X509Data><X509Certificate>%CERTIFICATE%</X509Certificate></X509Data></KeyInfo>",
        "</Signature></wsse:Security></soap:Header><soap:Body wsu:Id=\"BD-1\" xmlns:wsu=\"%WSU%\">",
        "<GetOrderDetailsResponse xmlns=\"%MPAY%\"><GetOrderDetailsResult><OrderDetails><Currency>MDL</Currency>",
        "<CustomerName>Șoimaru &amp; Țurcanu \"Ană\"</CustomerName><DueDate xsi:nil=\"true\" /><OrderKey>A-17</OrderKey>",
        "<Status>Active</Status><TotalAmountDue>120.00</TotalAmountDue>",
        "</OrderDetails></GetOrderDetailsResult></GetOrderDetailsResponse></soap:Body></soap:Envelope>"
    ))
}

/// gSOAP's WSSE plug-in: every namespace on the Envelope.
fn gsoap() -> String {
    filled_in(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"%SOAP%\" xmlns:SOAP-ENC=\"http://schemas.xmlsoap.org/soap/encoding/\"",
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:c14n=\"%EXC%\"",
        " xmlns:wsu=\"%WSU%\" xmlns:ds=\"%DS%\" xmlns:wsse=\"%WSSE%\" xmlns:ns1=\"%MPAY%\"><SOAP-ENV:Header>",
        "<wsse:Security SOAP-ENV:mustUnderstand=\"1\"><wsu:Timestamp wsu:Id=\"Time\"><wsu:Created>2027-01-04T08:51:24Z</wsu:Created>",
        "<wsu:Expires>2027-01-04T08:56:24Z</wsu:Expires></wsu:Timestamp>",
        "<wsse:BinarySecurityToken wsu:Id=\"X509Token\" ValueType=\"%X509%\" EncodingType=\"%BASE64%\">%CERTIFICATE%</wsse:BinarySecurityToken>",
        "<ds:Signature><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"%EXC%\"></ds:CanonicalizationMethod>",
        "<ds:SignatureMethod Algorithm=\"%DS%rsa-sha1\"></ds:SignatureMethod>",
        "<ds:Reference URI=\"#Time\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"></ds:Transform></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"></ds:DigestMethod><ds:DigestValue>%TIMESTAMP%</ds:DigestValue></ds:Reference>",
        "<ds:Reference URI=\"#id-body\"><ds:Transforms><ds:Transform Algorithm=\"%EXC%\"></ds:Transform></ds:Transforms>",
        "<ds:DigestMethod Algorithm=\"%DS%sha1\"></ds:DigestMethod><ds:DigestValue>%BODY%</ds:DigestValue></ds:Reference>",
        "</ds:SignedInfo><ds:SignatureValue>%SIGNATURE%</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference>",
        "<wsse:Reference URI=\"#X509Token\" ValueType=\"%X509%\"></wsse:Reference></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>",
        "</wsse:Security></SOAP-ENV:Header><SOAP-ENV:Body wsu:Id=\"id-body\"><ns1:GetOrderDetailsResponse><ns1:GetOrderDetailsResult><ns1:OrderDetails>",
        "<ns1:Currency>MDL</ns1:Currency><ns1:CustomerName>Ștefan &amp; Ana</ns1:CustomerName><ns1:OrderKey>A-17</ns1:OrderKey>",
        "<ns1:Status>Active</ns1:Status><ns1:TotalAmountDue>50.00</ns1:TotalAmountDue>",
        "</ns1:OrderDetails></ns1:GetOrderDetailsResult></ns1:GetOrderDetailsResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>"
    ))
}
