"""Makes a client from the contract at the first address, calls the e-Service at the second one as a hub would, and
prints the messages that it sends, without their envelopes, and what it understood of the replies, as JSON lines."""
import json, sys
from decimal import Decimal
from lxml import etree
from zeep import Client
from zeep.helpers import serialize_object

wsdl, endpoint = (json.loads(line) for line in sys.stdin)
client = Client(wsdl)
service = client.create_service("{https://mpay.gov.md}BasicHttpBinding_IServiceProvider", endpoint)
calls = [
    ("GetOrderDetails", {"query": {"Language": "RO", "OrderKey": "ORD-1", "ServiceID": "TEST01"}}),
    ("ConfirmOrderPayment", {"confirmation": {
        "Currency": "MDL", "InvoiceID": "00069002233014", "OrderKey": "ORD-1", "PaidAt": "2027-01-04T10:51:24",
        "PaymentID": "79042133", "ServiceID": "TEST01", "TotalAmount": Decimal("1250.50"),
        "Lines": {"PaymentConfirmationLine": [{
            "Amount": Decimal("1250.50"), "LineID": "1",
            "DestinationAccount": {"BankAccount": "MD85TRGAAA14299801000001"},
            "Properties": {"PaymentProperty": [{"Name": "HO:FileNumber", "Value": "D-00017"}]}}]}}}),
]
for name, parameters in calls:
    message = client.create_message(service, name, **parameters)
    payload = message.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")[0]
    reply = serialize_object(getattr(service, name)(**parameters), dict)
    print(json.dumps({"sent": etree.tostring(payload).decode(), "understood": reply}, default=str))
