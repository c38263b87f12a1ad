import contract.*;
import java.io.FileInputStream;
import java.math.BigDecimal;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.jws.WebService;
import javax.xml.ws.Endpoint;
import org.apache.ws.security.components.crypto.Merlin;

/**
 * An e-Service on what wsimport makes of the contract: one order, DOSAR-1 of 120.50 lei. Arguments: the address to serve,
 * the hub's certificate, a PKCS #12 file with the key that replies are signed with, and its password.
 */
@WebService(endpointInterface = "contract.IServiceProvider", targetNamespace = "https://mpay.gov.md",
    serviceName = "ServiceProvider", portName = "BasicHttpBinding_IServiceProvider")
public class EService implements IServiceProvider {
    /** By PaymentID: the hub repeats a confirmation until it is answered without a fault. */
    final Map<String, PaymentConfirmation> paid = new ConcurrentHashMap<>();

    @Override
    public ArrayOfOrderDetails getOrderDetails(OrderDetailsQuery query) {
        ArrayOfOrderDetails found = new ArrayOfOrderDetails();
        if (query.getOrderKey().equals("DOSAR-1")) {
            found.getOrderDetails().add(order(query));
        }
        return found;
    }

    @Override
    public void confirmOrderPayment(PaymentConfirmation confirmation) {
        if (!confirmation.getOrderKey().equals("DOSAR-1")) {
            throw Signatures.fault("UnknownOrder", "There is no order " + confirmation.getOrderKey());
        }
        if (paid.putIfAbsent(confirmation.getPaymentID(), confirmation) == null) {
            PaymentAccount account =
                confirmation.getLines().getPaymentConfirmationLine().get(0).getDestinationAccount();
            System.out.println("paid " + confirmation.getOrderKey() + " " + confirmation.getPaymentID() + " "
                + confirmation.getTotalAmount() + " " + account.getBankAccount() + " " + account.getBeneficiaryName());
        }
    }

    OrderDetails order(OrderDetailsQuery query) {
        PaymentAccount account = new PaymentAccount();
        account.setBankAccount("MD85TRGAAA14299801000001");
        account.setBankCode("TREZMD2X");
        account.setBankFiscalCode("1002600001235");
        account.setBeneficiaryName("Agenția „Java” & fiii");
        OrderLine line = new OrderLine();
        line.setAmountDue(new BigDecimal("120.50"));
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
        order.setStatus(paid.isEmpty() ? OrderStatus.ACTIVE : OrderStatus.PAID);
        order.setTotalAmountDue(new BigDecimal("120.50"));
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
