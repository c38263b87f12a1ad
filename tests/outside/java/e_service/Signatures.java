import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.soap.SOAPConstants;
import javax.xml.soap.SOAPException;
import javax.xml.soap.SOAPFactory;
import javax.xml.soap.SOAPMessage;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMResult;
import javax.xml.transform.dom.DOMSource;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.handler.soap.SOAPHandler;
import javax.xml.ws.handler.soap.SOAPMessageContext;
import javax.xml.ws.soap.SOAPFaultException;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSDataRef;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.WSSecurityEngine;
import org.apache.ws.security.WSSecurityEngineResult;
import org.apache.ws.security.components.crypto.Crypto;
import org.apache.ws.security.handler.RequestData;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.apache.ws.security.util.WSSecurityUtil;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** WS-Security by WSS4J: Body and Timestamp are signed, in both directions. */
public class Signatures {
    static final WSSConfig CONFIG = WSSConfig.getNewInstance();

    static {
        // Else signatures have InclusiveNamespaces, which the guide's sample replies do not have.
        CONFIG.setWsiBSPCompliant(false);
    }

    abstract static class Handler implements SOAPHandler<SOAPMessageContext> {
        @Override
        public Set<QName> getHeaders() {
            // Without it a Security header with mustUnderstand="1" is answered with a MustUnderstand fault.
            return Set.of(new QName(WSConstants.WSSE_NS, "Security"));
        }

        @Override
        public boolean handleFault(SOAPMessageContext context) {
            return handleMessage(context);
        }

        @Override
        public void close(MessageContext context) {}

        static boolean isReply(SOAPMessageContext context) {
            return (Boolean) context.get(MessageContext.MESSAGE_OUTBOUND_PROPERTY);
        }

        /** WSS4J wants a document of its own: SAAJ's throws WRONG_DOCUMENT_ERR. */
        static Document copy(SOAPMessage message) throws Exception {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document copy = factory.newDocumentBuilder().newDocument();
            TransformerFactory.newInstance().newTransformer()
                .transform(message.getSOAPPart().getContent(), new DOMResult(copy));
            return copy;
        }
    }

    /** Answers AuthenticationFailed to what the hub has not signed. */
    static class Verify extends Handler {
        final Crypto hub;

        Verify(Crypto hub) {
            this.hub = hub;
        }

        @Override
        public boolean handleMessage(SOAPMessageContext context) {
            if (isReply(context)) {
                return true;
            }
            try {
                Document document = copy(context.getMessage());
                RequestData data = new RequestData();
                data.setWssConfig(CONFIG);
                data.setSigCrypto(hub);
                Element security = WSSecurityUtil.getSecurityHeader(document, null);
                List<Element> signed = new ArrayList<>();
                for (WSSecurityEngineResult result : new WSSecurityEngine().processSecurityHeader(security, data)) {
                    if ((Integer) result.get(WSSecurityEngineResult.TAG_ACTION) == WSConstants.SIGN) {
                        for (Object part : (List<?>) result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS)) {
                            signed.add(((WSDataRef) part).getProtectedElement());
                        }
                    }
                }
                Element timestamp =
                    WSSecurityUtil.getDirectChildElement(security, WSConstants.TIMESTAMP_TOKEN_LN, WSConstants.WSU_NS);
                for (Element element : new Element[] {WSSecurityUtil.findBodyElement(document), timestamp}) {
                    // The very element, not one with the same name or id.
                    if (signed.stream().noneMatch(one -> one == element)) {
                        throw new SecurityException("Body and Timestamp must be signed");
                    }
                }
                return true;
            } catch (Exception error) {
                throw fault("AuthenticationFailed", "The signature was refused: " + error.getMessage());
            }
        }
    }

    /** Signs every reply, faults too. */
    static class Sign extends Handler {
        final Crypto own;
        final String password;

        Sign(Crypto own, String password) {
            this.own = own;
            this.password = password;
        }

        @Override
        public boolean handleMessage(SOAPMessageContext context) {
            if (!isReply(context)) {
                return true;
            }
            try {
                Document document = copy(context.getMessage());
                WSSecHeader header = new WSSecHeader();
                header.insertSecurityHeader(document);
                WSSecTimestamp timestamp = new WSSecTimestamp(CONFIG);
                timestamp.setTimeToLive(300);
                timestamp.build(document, header);
                WSSecSignature signature = new WSSecSignature(CONFIG);
                signature.setUserInfo(own.getDefaultX509Identifier(), password);
                signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
                signature.setSignatureAlgorithm(WSConstants.RSA_SHA1);
                signature.setDigestAlgo(WSConstants.SHA1);
                signature.setParts(List.of(
                    new WSEncryptionPart(WSConstants.ELEM_BODY, WSConstants.URI_SOAP11_ENV, "Content"),
                    new WSEncryptionPart(WSConstants.TIMESTAMP_TOKEN_LN, WSConstants.WSU_NS, "Element")));
                signature.build(document, own, header);
                context.getMessage().getSOAPPart().setContent(new DOMSource(document));
                return true;
            } catch (Exception error) {
                throw new IllegalStateException(error);
            }
        }
    }

    static SOAPFaultException fault(String code, String reason) {
        try {
            return new SOAPFaultException(SOAPFactory.newInstance(SOAPConstants.SOAP_1_1_PROTOCOL)
                .createFault(reason, new QName("https://mpay.gov.md", code)));
        } catch (SOAPException error) {
            throw new IllegalStateException(error);
        }
    }
}
