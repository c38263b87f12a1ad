"""Signs the envelope of each JSON line in the way that it names, and prints the signed one as a JSON string."""
import json, sys
from lxml import etree
import xmlsec
from zeep.wsse.signature import BinarySignature, Signature

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
METHODS = {
    "sha1": (xmlsec.constants.TransformRsaSha1, xmlsec.constants.TransformSha1),
    "sha256": (xmlsec.constants.TransformRsaSha256, xmlsec.constants.TransformSha256),
}

def with_prefix_lists(root, key, certificate, methods, x509_in_reference):
    # The guide's sample: prefix lists on the method and on the transforms.
    security = root.find(".//{%s}Security" % WSSE)
    signature = xmlsec.template.create(root, xmlsec.constants.TransformExclC14N, methods[0], ns="ds")
    security.append(signature)
    for name in ("{%s}Body" % SOAP, "{%s}Timestamp" % WSU):
        element = root.find(".//" + name)
        identifier = element.get("{%s}Id" % WSU)
        reference = xmlsec.template.add_reference(signature, methods[1], uri="#" + identifier)
        xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    for element in list(signature.iter("{*}CanonicalizationMethod", "{*}Transform")):
        listed = etree.SubElement(element, "{%s}InclusiveNamespaces" % EXC, nsmap={"ec": EXC})
        listed.set("PrefixList", "soap wsu unused #default")
    info = xmlsec.template.ensure_key_info(signature)
    if x509_in_reference:
        info = etree.SubElement(info, "{%s}SecurityTokenReference" % WSSE)
    data = xmlsec.template.add_x509_data(info)
    xmlsec.template.x509_data_add_certificate(data)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(key, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_file(certificate, xmlsec.constants.KeyDataFormatPem)
    for name in ("{%s}Body" % SOAP, "{%s}Timestamp" % WSU):
        context.register_id(root.find(".//" + name), "Id", WSU)
    context.sign(signature)
    if x509_in_reference:
        # xmlsec fills in the certificate only where X509Data stands in KeyInfo itself, which nothing signs.
        lines = open(certificate).read().splitlines()
        data[0].text = "".join(line for line in lines if not line.startswith("-----"))

for line in sys.stdin:
    case = json.loads(line)
    root = etree.fromstring(case["xml"].encode())
    methods = METHODS[case["method"]]
    if case["form"] in ("zeep", "zeep-binary"):
        signer = Signature if case["form"] == "zeep" else BinarySignature
        signer(case["key"], case["certificate"], signature_method=methods[0], digest_method=methods[1]).apply(root, {})
    else:
        with_prefix_lists(root, case["key"], case["certificate"], methods, case["form"] == "lists-in-reference")
    print(json.dumps(etree.tostring(root).decode()))
