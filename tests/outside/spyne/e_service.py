"""An e-Service on spyne, with zeep's functions for WS-Security: orders DOSAR-1, DOSAR-101 and so on, of 120.50 lei each.
Arguments: the port to serve, the hub's certificate, the key and the certificate that replies are signed with; all PEM."""
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from wsgiref.simple_server import make_server

from lxml import etree
from spyne import Application, Array, ComplexModel, DateTime, Fault, ServiceBase, Unicode, rpc
from spyne import Decimal as Money
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication
from zeep.wsse.signature import sign_envelope, verify_envelope
from zeep.wsse.utils import ID_ATTR, WSU, get_security_header, get_timestamp

MPAY = "https://mpay.gov.md"
FAULT = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>
<faultcode>AuthenticationFailed</faultcode><faultstring/></s:Fault></s:Body></s:Envelope>"""
PORT, HUB, KEY, CERTIFICATE = sys.argv[1:]


# The members of each keep the order in which they stand here: alphabetical, as in the contract.
class OrderDetailsQuery(ComplexModel):
    __namespace__ = MPAY
    Language = Unicode
    OrderKey = Unicode
    ServiceID = Unicode


class PaymentAccount(ComplexModel):
    __namespace__ = MPAY
    BankAccount = Unicode
    BankCode = Unicode
    BankFiscalCode = Unicode
    BeneficiaryName = Unicode
    ConfigurationCode = Unicode


class OrderLine(ComplexModel):
    __namespace__ = MPAY
    AmountDue = Money
    DestinationAccount = PaymentAccount
    LineID = Unicode
    Reason = Unicode


class OrderDetails(ComplexModel):
    __namespace__ = MPAY
    Currency = Unicode
    CustomerID = Unicode
    CustomerName = Unicode
    CustomerType = Unicode
    Lines = Array(OrderLine)
    OrderKey = Unicode
    Reason = Unicode
    ServiceID = Unicode
    Status = Unicode
    TotalAmountDue = Money


class PaymentProperty(ComplexModel):
    __namespace__ = MPAY
    Name = Unicode
    Value = Unicode


class PaymentConfirmationLine(ComplexModel):
    __namespace__ = MPAY
    Amount = Money
    DestinationAccount = PaymentAccount
    LineID = Unicode
    Properties = Array(PaymentProperty)


class PaymentConfirmation(ComplexModel):
    __namespace__ = MPAY
    Currency = Unicode
    InvoiceID = Unicode
    Lines = Array(PaymentConfirmationLine)
    OrderKey = Unicode
    PaidAt = DateTime
    PaymentID = Unicode
    Properties = Array(PaymentProperty)
    ServiceID = Unicode
    TotalAmount = Money


SERVICE = "STACK01"
DUE = Decimal("120.50")

# By PaymentID: the hub repeats a confirmation until it is answered without a fault. One request is served at a time.
paid = {}


def is_order(key):
    return key is not None and re.fullmatch("DOSAR-(1|[0-9]{3})", key) is not None


def is_paid(key):
    return any(one.OrderKey == key for one in paid.values())


class ServiceProvider(ServiceBase):
    @rpc(OrderDetailsQuery, _returns=Array(OrderDetails), _out_variable_name="GetOrderDetailsResult")
    def GetOrderDetails(context, query):
        if query.ServiceID != SERVICE:
            raise Fault("UnknownService", f"There is no service {query.ServiceID}")
        if not is_order(query.OrderKey):
            return []
        account = PaymentAccount(BankAccount="MD58TRGAAA14299801000001", BankCode="TREZMD2X",
                                 BankFiscalCode="1002600001235", BeneficiaryName="Agenția „spyne” & fiii")
        line = OrderLine(AmountDue=DUE, DestinationAccount=account, LineID="1", Reason="Taxă de stat")
        return [OrderDetails(
            Currency="MDL", CustomerID="2001500023456", CustomerName="Popescu Ion", CustomerType="Person", Lines=[line],
            OrderKey=query.OrderKey, Reason="Taxă de stat", ServiceID=query.ServiceID,
            Status="Paid" if is_paid(query.OrderKey) else "Active", TotalAmountDue=DUE)]

    @rpc(PaymentConfirmation)
    def ConfirmOrderPayment(context, confirmation):
        key = confirmation.OrderKey
        if confirmation.ServiceID != SERVICE:
            raise Fault("UnknownService", f"There is no service {confirmation.ServiceID}")
        if not is_order(key):
            raise Fault("UnknownOrder", f"There is no order {key}")
        lines = [(line.LineID, line.Amount) for line in confirmation.Lines]
        if (confirmation.Currency, confirmation.TotalAmount, lines) != ("MDL", DUE, [("1", DUE)]):
            raise Fault("InvalidParameter", f"One line of {DUE} MDL is due")
        known = paid.get(confirmation.PaymentID)
        if known is not None and known.OrderKey != key:
            raise Fault("InvalidParameter", "The payment is one of another order")
        if known is not None:
            return
        if is_paid(key):
            raise Fault("InvoiceAlreadyPaid", "The order is paid")
        paid[confirmation.PaymentID] = confirmation
        account = confirmation.Lines[0].DestinationAccount
        to = [account.BankAccount, account.BeneficiaryName] if account else []
        print("paid", key, confirmation.PaymentID, confirmation.TotalAmount, *to, flush=True)


def verify(envelope):
    """Raises where Body and Timestamp are not signed by the hub, or the message has expired."""
    verify_envelope(envelope, HUB)
    timestamp = envelope.find(".//{*}Security/{*}Timestamp")
    references = [reference.get("URI") for reference in envelope.iterfind(".//{*}SignedInfo/{*}Reference")]
    for element in (envelope.find("{*}Body"), timestamp):
        # zeep looks at what is referenced, not whether that is the very element that is read, and all of it.
        identifier = element.get(ID_ATTR)
        same = envelope.xpath("//*[@*[local-name() = 'Id'] = $id]", id=identifier)
        if same != [element] or "#" + identifier not in references:
            raise ValueError("Body and Timestamp must be signed")
    if datetime.fromisoformat(timestamp.findtext("{*}Expires").replace("Z", "+00:00")) < datetime.now(timezone.utc):
        raise ValueError("the message has expired")


def signed(envelope):
    now = datetime.now(timezone.utc)
    later = now + timedelta(minutes=5)
    get_security_header(envelope).append(WSU.Timestamp(
        WSU.Created(get_timestamp(now, zulu_timestamp=True)), WSU.Expires(get_timestamp(later, zulu_timestamp=True))))
    sign_envelope(envelope, KEY, CERTIFICATE)
    return etree.tostring(envelope)


class Signatures:
    """Verifies what comes before spyne reads it, and signs what spyne has written, faults too."""
    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        request = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(request)
        answer = {"status": "500 Internal Server Error"}
        try:
            verify(etree.fromstring(request, etree.XMLParser(resolve_entities=False, no_network=True)))
            parts = self.application(environ, lambda status, headers, *_: answer.update(status=status))
            envelope = etree.fromstring(b"".join(parts))
        except Exception as error:
            envelope = etree.fromstring(FAULT)
            envelope.find(".//faultstring").text = f"The signature was refused: {type(error).__name__} {error}"
        content = signed(envelope)
        start_response(answer["status"], [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(content)))])
        return [content]


application = Application([ServiceProvider], MPAY, in_protocol=Soap11(), out_protocol=Soap11())
with make_server("127.0.0.1", int(PORT), Signatures(WsgiApplication(application))) as server:
    server.serve_forever()
