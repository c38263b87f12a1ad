"""Reads JSON lines with a message and a certificate, and prints for each which library accepts it."""
import json, sys
from lxml import etree
import xmlsec
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier

DS = "http://www.w3.org/2000/09/xmldsig#"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
# signxml refuses SHA-1 unless it is told that the contract asks for it.
CONFIG = SignatureConfiguration(
    location=".//", expect_references=2, require_x509=True,
    signature_methods=frozenset({SignatureMethod.RSA_SHA1, SignatureMethod.RSA_SHA256,
                                 SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA1, DigestAlgorithm.SHA256,
                                 DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}))

def with_signxml(xml, certificate):
    # Its copy of the schema refuses the prefix lists that its own signer writes.
    valid = b"InclusiveNamespaces" not in xml
    results = XMLVerifier().verify(xml, x509_cert=certificate, expect_config=CONFIG, validate_schema=valid)
    names = sorted(etree.QName(result.signed_xml).localname for result in results)
    assert names == ["Body", "Timestamp"], names

def with_xmlsec(xml, certificate):
    root = etree.fromstring(xml)
    context = xmlsec.SignatureContext()
    for name in ("{%s}Body" % SOAP, "{%s}Timestamp" % WSU):
        element = root.find(".//" + name)
        context.register_id(element, "Id", None if "Id" in element.attrib else WSU)
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    context.verify(root.find(".//{%s}Signature" % DS))

for line in sys.stdin:
    case = json.loads(line)
    verdicts = {}
    for library, check in (("signxml", with_signxml), ("xmlsec", with_xmlsec)):
        try:
            check(case["xml"].encode(), case["certificate"])
            verdicts[library] = "accepted"
        except Exception as error:
            verdicts[library] = "%s: %s" % (type(error).__name__, error)
    print(json.dumps(verdicts))
