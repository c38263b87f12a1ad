// An e-Service on the data contracts that svcutil makes of the contract: orders DOSAR-1, DOSAR-101 and so on, of 120.50 lei each.
// Arguments: the address to serve, with a slash at its end, the hub's certificate, a PKCS #12 file with the key that replies are
// signed with, and its password.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Runtime.Serialization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using mpay.gov.md;

class EService : IServiceProvider {
    const string Service = "STACK01";
    const decimal Due = 120.50m;

    // By PaymentID: the hub repeats a confirmation until it is answered without a fault.
    readonly Dictionary<string, PaymentConfirmation> paid = new Dictionary<string, PaymentConfirmation>();

    public OrderDetails[] GetOrderDetails(OrderDetailsQuery query) {
        IsOurs(query.ServiceID);
        return IsOrder(query.OrderKey) ? new[] {Order(query)} : new OrderDetails[0];
    }

    public void ConfirmOrderPayment(PaymentConfirmation confirmation) {
        var key = confirmation.OrderKey;
        IsOurs(confirmation.ServiceID);
        if (!IsOrder(key)) throw new Fault("UnknownOrder", "There is no order " + key);
        var lines = confirmation.Lines;
        if (confirmation.Currency != "MDL" || confirmation.TotalAmount != Due
                || lines.Length != 1 || lines[0].LineID != "1" || lines[0].Amount != Due)
            throw new Fault("InvalidParameter", "One line of 120.50 MDL is due");
        lock (paid) {
            PaymentConfirmation known;
            if (paid.TryGetValue(confirmation.PaymentID, out known)) {
                if (known.OrderKey != key) throw new Fault("InvalidParameter", "The payment is one of another order");
                return;
            }
            if (IsPaid(key)) throw new Fault("InvoiceAlreadyPaid", "The order is paid");
            paid.Add(confirmation.PaymentID, confirmation);
        }
        var account = lines[0].DestinationAccount ?? new PaymentAccount();
        Console.WriteLine(string.Format(CultureInfo.InvariantCulture, "paid {0} {1} {2} {3} {4}", key,
            confirmation.PaymentID, confirmation.TotalAmount, account.BankAccount, account.BeneficiaryName));
    }

    static void IsOurs(string service) {
        if (service != Service) throw new Fault("UnknownService", "There is no service " + service);
    }

    static bool IsOrder(string key) {
        return key != null && Regex.IsMatch(key, @"\ADOSAR-(1|[0-9]{3})\z");
    }

    bool IsPaid(string key) {
        lock (paid) return paid.Values.Any(one => one.OrderKey == key);
    }

    OrderDetails Order(OrderDetailsQuery query) {
        return new OrderDetails {
            Currency = "MDL",
            CustomerID = "2001500023456",
            CustomerName = "Popescu Ion",
            CustomerType = CustomerType.Person,
            Lines = new[] {
                new OrderLine {
                    AmountDue = Due,
                    DestinationAccount = new PaymentAccount {
                        BankAccount = "MD58TRGAAA14299801000001",
                        BankCode = "TREZMD2X",
                        BankFiscalCode = "1002600001235",
                        BeneficiaryName = "Agenția „.NET” & fiii",
                    },
                    LineID = "1",
                    Reason = "Taxă de stat",
                },
            },
            OrderKey = query.OrderKey,
            Reason = "Taxă de stat",
            ServiceID = query.ServiceID,
            Status = IsPaid(query.OrderKey) ? OrderStatus.Paid : OrderStatus.Active,
            TotalAmountDue = Due,
        };
    }

    static void Main(string[] arguments) {
        var signatures = new Signatures(new X509Certificate2(arguments[1]), new X509Certificate2(arguments[2], arguments[3]));
        var endpoint = new Endpoint(new EService(), signatures);
        var listener = new HttpListener();
        listener.Prefixes.Add(arguments[0]);
        listener.Start();
        while (true) {
            var context = listener.GetContext();
            Task.Run(() => endpoint.Answer(context));
        }
    }
}

// An answer that is a SOAP fault.
class Fault : Exception {
    public readonly string Code;

    public Fault(string code, string reason) : base(reason) {
        Code = code;
    }
}

// SOAP 1.1 over HTTP.
class Endpoint {
    public const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    readonly IServiceProvider service;
    readonly Signatures signatures;

    public Endpoint(IServiceProvider service, Signatures signatures) {
        this.service = service;
        this.signatures = signatures;
    }

    public void Answer(HttpListenerContext context) {
        // Signed bytes must stay as they are: white space too.
        var reply = new XmlDocument {PreserveWhitespace = true};
        reply.LoadXml("<s:Envelope xmlns:s='" + Soap + "' xmlns:wsu='" + Signatures.Wsu + "'><s:Header/><s:Body wsu:Id='Body'/></s:Envelope>");
        var body = reply.DocumentElement.LastChild;
        try {
            var request = new XmlDocument {PreserveWhitespace = true, XmlResolver = null};
            using (var reader = XmlReader.Create(context.Request.InputStream)) request.Load(reader);
            signatures.Verify(request);
            using (var writer = body.CreateNavigator().AppendChild()) Write(writer, Call(request));
        } catch (Exception error) {
            context.Response.StatusCode = 500;
            var fault = error as Fault ?? new Fault("InternalError", error.Message);
            body.InnerXml = "<s:Fault><faultcode/><faultstring/></s:Fault>";
            body.FirstChild.FirstChild.InnerText = fault.Code;
            body.FirstChild.LastChild.InnerText = fault.Message;
        }
        signatures.Sign(reply);
        var bytes = Encoding.UTF8.GetBytes(reply.OuterXml);
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.Close(bytes, true);
    }

    object Call(XmlDocument request) {
        var payload = request.DocumentElement.ChildNodes.OfType<XmlElement>().Single(one => one.LocalName == "Body")
            .ChildNodes.OfType<XmlElement>().Single();
        switch (payload.LocalName) {
            case "GetOrderDetails":
                return new GetOrderDetailsResponse {GetOrderDetailsResult = service.GetOrderDetails(Read<GetOrderDetails>(payload).query)};
            case "ConfirmOrderPayment":
                service.ConfirmOrderPayment(Read<ConfirmOrderPayment>(payload).confirmation);
                return new ConfirmOrderPaymentResponse();
            default:
                throw new Fault("InvalidParameter", "There is no operation " + payload.LocalName);
        }
    }

    static T Read<T>(XmlElement element) {
        return (T) new DataContractSerializer(typeof(T)).ReadObject(new XmlNodeReader(element));
    }

    static void Write(XmlWriter writer, object value) {
        new DataContractSerializer(value.GetType()).WriteObject(writer, value);
    }
}
