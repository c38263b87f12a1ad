"""Signs the envelope of each JSON line with xmlsec, in the way that the line describes, and prints the signed one as a
JSON string. Algorithms are names of xmlsec's constants; key info is a list of what xmlsec fills in."""
import json, sys
from lxml import etree
import xmlsec
from xmlsec import constants, template

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
FILL_IN = {
    "certificate": template.x509_data_add_certificate,
    "issuer-serial": template.x509_data_add_issuer_serial,
    "identifier": template.x509_data_add_ski,
}

for line in sys.stdin:
    case = json.loads(line)
    root = etree.fromstring(case["xml"].encode())
    security = root.find(".//{%s}Security" % WSSE)
    method = getattr(constants, case["canonicalization"])
    signature = template.create(root, method, getattr(constants, case["signature"]), ns="ds")
    security.append(signature)
    for uri in case["references"]:
        reference = template.add_reference(signature, getattr(constants, case["digest"]), uri=uri)
        for transform in case["transforms"]:
            template.add_transform(reference, getattr(constants, transform))
    if case["key_info"]:
        data = template.add_x509_data(template.ensure_key_info(signature))
        for form in case["key_info"]:
            FILL_IN[form](data)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(case["key"], constants.KeyDataFormatPem)
    context.key.load_cert_from_file(case["certificate"], constants.KeyDataFormatPem)
    for name in ("{%s}Body" % SOAP, "{%s}Timestamp" % WSU):
        context.register_id(root.find(".//" + name), "Id", WSU)
    context.sign(signature)
    print(json.dumps(etree.tostring(root.getroottree()).decode()))
