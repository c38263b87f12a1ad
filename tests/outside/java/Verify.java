import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.signature.SignedInfo;
import org.apache.xml.security.signature.XMLSignature;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Reads lines with the path of a message and the path of a certificate, a tab between them, and prints for each whether
 * Apache Santuario accepts the message's signature over Body and Timestamp with that certificate's key.
 */
public class Verify {
    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String WSU =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    public static void main(String[] arguments) throws Exception {
        Init.init();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] paths = line.split("\t");
            String verdict;
            try {
                verdict = verdict(new File(paths[0]), certificate(paths[1]));
            } catch (Exception error) {
                verdict = "failed: " + error;
            }
            System.out.println(verdict.replace('\n', ' '));
        }
    }

    static X509Certificate certificate(String path) throws Exception {
        try (InputStream file = new FileInputStream(path)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
    }

    static String verdict(File message, X509Certificate certificate) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder().parse(message);
        for (Element element : new Element[] {only(document, SOAP, "Body"), only(document, WSU, "Timestamp")}) {
            boolean bare = element.hasAttributeNS(null, "Id");
            element.setIdAttributeNS(bare ? null : WSU, "Id", true);
        }
        // Secure validation would refuse SHA-1, which the contract asks for.
        XMLSignature signature = new XMLSignature(only(document, DS, "Signature"), "", false);
        SignedInfo signedInfo = signature.getSignedInfo();
        Set<String> covered = new TreeSet<>();
        for (int i = 0; i < signedInfo.getLength(); i++) {
            String id = signedInfo.item(i).getURI().substring(1);
            Element element = document.getElementById(id);
            covered.add(element == null ? "nothing" : element.getLocalName());
        }
        if (!covered.toString().equals("[Body, Timestamp]")) {
            return "refused: covers " + covered;
        }
        return signature.checkSignatureValue(certificate.getPublicKey()) ? "accepted" : "refused: does not fit";
    }

    static Element only(Document document, String namespace, String name) {
        return (Element) document.getElementsByTagNameNS(namespace, name).item(0);
    }
}
