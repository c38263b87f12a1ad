// WS-Security by SignedXml: Body and Timestamp are signed, in both directions.
using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

class Signatures {
    const string Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    readonly X509Certificate2 hub, own;

    public Signatures(X509Certificate2 hub, X509Certificate2 own) {
        this.hub = hub;
        this.own = own;
    }

    // SignedXml looks for `Id` without a namespace; here it is wsu:Id, and one that occurs twice is refused.
    class Signed : SignedXml {
        public Signed(XmlDocument document) : base(document) {}

        public override XmlElement GetIdElement(XmlDocument document, string id) {
            var found = document.SelectNodes("//*[@*[local-name()='Id'] = '" + id + "']");
            return found.Count == 1 ? (XmlElement) found[0] : null;
        }
    }

    public void Verify(XmlDocument document) {
        try {
            Check(document);
        } catch (Exception error) {
            throw new Fault("AuthenticationFailed", "The signature was refused: " + error.Message);
        }
    }

    void Check(XmlDocument document) {
        var body = Only(document.DocumentElement, "Body", Endpoint.Soap);
        var security = Only(Only(document.DocumentElement, "Header", Endpoint.Soap), "Security", Wsse);
        var timestamp = Only(security, "Timestamp", Wsu);
        var signature = new Signed(document);
        signature.LoadXml(Only(security, "Signature", SignedXml.XmlDsigNamespaceUrl));
        if (!signature.CheckSignature(hub, true)) throw new Exception("it is not the hub's");
        var signed = signature.SignedInfo.References.Cast<Reference>()
            .Select(reference => signature.GetIdElement(document, reference.Uri.TrimStart('#'))).ToList();
        // The very elements, not ones with the same name.
        if (!signed.Contains(body) || !signed.Contains(timestamp)) throw new Exception("Body and Timestamp must be signed");
        var now = DateTime.UtcNow;
        var created = XmlConvert.ToDateTime(Only(timestamp, "Created", Wsu).InnerText, XmlDateTimeSerializationMode.Utc);
        var expires = XmlConvert.ToDateTime(Only(timestamp, "Expires", Wsu).InnerText, XmlDateTimeSerializationMode.Utc);
        if (created > now + Lifetime || expires < now) throw new Exception("the message has expired");
    }

    public void Sign(XmlDocument document) {
        var header = Only(document.DocumentElement, "Header", Endpoint.Soap);
        var now = DateTime.UtcNow;
        header.InnerXml = string.Format(CultureInfo.InvariantCulture,
            "<wsse:Security xmlns:wsse='{0}'><wsu:Timestamp xmlns:wsu='{1}' wsu:Id='Timestamp'>"
            + "<wsu:Created>{2:yyyy-MM-ddTHH:mm:ss.fffZ}</wsu:Created><wsu:Expires>{3:yyyy-MM-ddTHH:mm:ss.fffZ}</wsu:Expires>"
            + "</wsu:Timestamp></wsse:Security>", Wsse, Wsu, now, now + Lifetime);
        // Both algorithms are named, because newer ones of .NET take rsa-sha256 and sha256 by default.
        var signature = new Signed(document) {SigningKey = own.PrivateKey};
        signature.SignedInfo.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signature.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA1Url;
        foreach (var id in new[] {"#Body", "#Timestamp"}) {
            var reference = new Reference(id) {DigestMethod = SignedXml.XmlDsigSHA1Url};
            reference.AddTransform(new XmlDsigExcC14NTransform());
            signature.AddReference(reference);
        }
        signature.KeyInfo.AddClause(new KeyInfoX509Data(own));
        signature.ComputeSignature();
        header.FirstChild.AppendChild(document.ImportNode(signature.GetXml(), true));
    }

    static XmlElement Only(XmlElement parent, string name, string space) {
        return parent.ChildNodes.OfType<XmlElement>().Single(one => one.LocalName == name && one.NamespaceURI == space);
    }
}
