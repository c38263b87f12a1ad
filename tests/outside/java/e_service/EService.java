import contract.*;
import java.io.FileInputStream;
import java.math.BigDecimal;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.jws.WebService;
import javax.xml.ws.Endpoint;
import org.apache.ws.security.components.crypto.Merlin;

/**
 * An e-Service on what wsimport makes of the contract: orders DOSAR-1, DOSAR-101 and so on, of 120.50 lei each. Arguments:
 * the address to serve, the hub's certificate, a PKCS #12 file with the key that replies are signed with, and its password.
 */
@WebService(endpointInterface = "contract.IServiceProvider", targetNamespace = "https://mpay.gov.md",
    serviceName = "ServiceProvider", portName = "BasicHttpBinding_IServiceProvider")
public class EService implements IServiceProvider {
    static final String SERVICE = "STACK01";
    static final BigDecimal DUE = new BigDecimal("120.50");

    /** By PaymentID: the hub repeats a confirmation until it is answered without a fault. */
    final Map<String, PaymentConfirmation> paid = new HashMap<>();

    @Override
    public synchronized ArrayOfOrderDetails getOrderDetails(OrderDetailsQuery query) {
        if (!SERVICE.equals(query.getServiceID())) {
            throw Signatures.fault("UnknownService", "There is no service " + query.getServiceID());
        }
        ArrayOfOrderDetails found = new ArrayOfOrderDetails();
        if (isOrder(query.getOrderKey())) {
            found.getOrderDetails().add(order(query));
        }
        return found;
    }

    @Override
    public synchronized void confirmOrderPayment(PaymentConfirmation confirmation) {
        String key = confirmation.getOrderKey();
        if (!SERVICE.equals(confirmation.getServiceID())) {
            throw Signatures.fault("UnknownService", "There is no service " + confirmation.getServiceID());
        }
        if (!isOrder(key)) {
            throw Signatures.fault("UnknownOrder", "There is no order " + key);
        }
        List<PaymentConfirmationLine> lines = confirmation.getLines().getPaymentConfirmationLine();
        if (!"MDL".equals(confirmation.getCurrency()) || confirmation.getTotalAmount().compareTo(DUE) != 0
            || lines.size() != 1 || !"1".equals(lines.get(0).getLineID()) || lines.get(0).getAmount().compareTo(DUE) != 0) {
            throw Signatures.fault("InvalidParameter", "One line of 120.50 MDL is due");
        }
        PaymentConfirmation known = paid.get(confirmation.getPaymentID());
        if (known != null && known.getOrderKey().equals(key)) {
            return;
        }
        if (known != null) {
            throw Signatures.fault("InvalidParameter", "The payment is one of another order");
        }
        if (isPaid(key)) {
            throw Signatures.fault("InvoiceAlreadyPaid", "The order is paid");
        }
        paid.put(confirmation.getPaymentID(), confirmation);
        PaymentAccount account = lines.get(0).getDestinationAccount();
        System.out.println("paid " + key + " " + confirmation.getPaymentID() + " " + confirmation.getTotalAmount()
            + (account == null ? "" : " " + account.getBankAccount() + " " + account.getBeneficiaryName()));
    }

    static boolean isOrder(String key) {
        return key != null && key.matches("DOSAR-(1|[0-9]{3})");
    }

    boolean isPaid(String key) {
        return paid.values().stream().anyMatch(one -> one.getOrderKey().equals(key));
    }

    OrderDetails order(OrderDetailsQuery query) {
        PaymentAccount account = new PaymentAccount();
        account.setBankAccount("MD58TRGAAA14299801000001");
        account.setBankCode("TREZMD2X");
        account.setBankFiscalCode("1002600001235");
        account.setBeneficiaryName("Agenția „Java” & fiii");
        OrderLine line = new OrderLine();
        line.setAmountDue(DUE);
        line.setDestinationAccount(account);
        line.setLineID("1");
        line.setReason("Taxă de stat");
        OrderDetails order = new OrderDetails();
        order.setCurrency("MDL");
        order.setCustomerID("2001500023456");
        order.setCustomerName("Popescu Ion");
        order.setCustomerType(CustomerType.PERSON);
        order.setLines(new ArrayOfOrderLine());
        order.getLines().getOrderLine().add(line);
        order.setOrderKey(query.getOrderKey());
        order.setReason("Taxă de stat");
        order.setServiceID(query.getServiceID());
        order.setStatus(isPaid(query.getOrderKey()) ? OrderStatus.PAID : OrderStatus.ACTIVE);
        order.setTotalAmountDue(DUE);
        return order;
    }

    public static void main(String[] arguments) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        KeyStore hub = KeyStore.getInstance("PKCS12");
        hub.load(null, null);
        try (FileInputStream certificate = new FileInputStream(arguments[1]);
            FileInputStream key = new FileInputStream(arguments[2])) {
            hub.setCertificateEntry("hub", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            own.load(key, arguments[3].toCharArray());
        }
        Endpoint endpoint = Endpoint.create(new EService());
        // Replies pass through the last handler last, so that the faults of the one before are signed too.
        endpoint.getBinding().setHandlerChain(
            List.of(new Signatures.Verify(crypto(hub)), new Signatures.Sign(crypto(own), arguments[3])));
        endpoint.publish(arguments[0]);
    }

    static Merlin crypto(KeyStore store) {
        Merlin crypto = new Merlin();
        crypto.setKeyStore(store);
        return crypto;
    }
}
