import json
import sys

from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

case = json.load(sys.stdin)
data = open(case["path"], "rb").read()


def common_name(certificate):
    return certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


try:
    pkcs12.load_key_and_certificates(data, b"wrong")
    sys.exit("a wrong password opens it")
except ValueError:
    pass
key, certificate, others = pkcs12.load_key_and_certificates(data, case["password"].encode())
assert key.public_key().public_numbers() == certificate.public_key().public_numbers()
print(" <- ".join(common_name(one) for one in [certificate, *others]))
