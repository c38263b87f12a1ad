"""Reads the address of a schema and then JSON strings, one a line, each a message of the contract with or without its envelope;
prints for each what the schema finds wrong, or nothing."""
import json, sys, urllib.request
from lxml import etree

address = json.loads(sys.stdin.readline())
schema = etree.XMLSchema(etree.fromstring(urllib.request.urlopen(address).read()))
for line in sys.stdin:
    message = etree.fromstring(json.loads(line).encode())
    body = message.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    schema.validate(message if body is None else body.find("*"))
    print("; ".join(error.message for error in schema.error_log))
