"""Canonicalizes an element of each JSON line's document inclusively, and prints what comes out as a JSON string: the
octets of whole documents, by lxml, and the base64 of the SHA-1 digest of parts of them, by xmlsec."""
import io, json, sys
from lxml import etree
import xmlsec

METHODS = {
    ("1.0", False): xmlsec.constants.TransformInclC14N,
    ("1.0", True): xmlsec.constants.TransformInclC14NWithComments,
    ("1.1", False): xmlsec.constants.TransformInclC14N11,
    ("1.1", True): xmlsec.constants.TransformInclC14N11WithComments,
}
DS = "{http://www.w3.org/2000/09/xmldsig#}"
parser = etree.XMLParser(strip_cdata=False, resolve_entities=False)
key = xmlsec.Key.generate(xmlsec.constants.KeyDataHmac, 128, xmlsec.constants.KeyDataTypeSession)

for line in sys.stdin:
    case = json.loads(line)
    tree = etree.parse(io.BytesIO(case["xml"].encode()), parser)
    if case["id"] is None:
        out = io.BytesIO()
        tree.write_c14n(out, exclusive=False, with_comments=case["comments"])
        print(json.dumps(out.getvalue().decode()))
        continue
    root = tree.getroot()
    element = next(node for node in root.iter() if isinstance(node.tag, str) and node.get("Id") == case["id"])
    signature = xmlsec.template.create(root, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformHmacSha1)
    root.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha1, uri="#" + case["id"])
    xmlsec.template.add_transform(reference, METHODS[case["version"], case["comments"]])
    context = xmlsec.SignatureContext()
    context.key = key
    context.register_id(element, "Id")
    context.sign(signature)
    print(json.dumps(signature.find(".//" + DS + "DigestValue").text.strip()))
