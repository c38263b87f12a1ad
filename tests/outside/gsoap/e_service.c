/* An e-Service on what wsdl2h and soapcpp2 make of the contract, without signatures: orders DOSAR-1, DOSAR-101 and so on, of
 * 120.50 lei each. The argument is the port to serve. It answers one call after the other. */
#include "soapH.h"
#include "BasicHttpBinding_USCOREIServiceProvider.nsmap"

static const char SERVICE[] = "STACK01";

/* The payments, each PaymentID once: the hub repeats a confirmation until it is answered without a fault. */
static struct {
    char payment_id[40], order_key[40];
} paid[1000];
static int count;

static int is(const char *value, const char *expected) {
    return value != NULL && strcmp(value, expected) == 0;
}

static int is_order(const char *key) {
    if (key == NULL || strncmp(key, "DOSAR-", 6) != 0)
        return 0;
    return strcmp(key + 6, "1") == 0 || (strlen(key + 6) == 3 && strspn(key + 6, "0123456789") == 3);
}

static int is_paid(const char *key) {
    int i;
    for (i = 0; i < count; i++)
        if (strcmp(paid[i].order_key, key) == 0)
            return 1;
    return 0;
}

/* True for 120.50 in any of its forms. */
static int is_due(const char *amount) {
    char *end;
    return amount != NULL && strtod(amount, &end) == 120.50 && *end == '\0';
}

/* A fault with this code, which gSOAP writes as faultcode in SOAP 1.1. */
static int refused(struct soap *soap, const char *code, const char *why) {
    return soap_sender_fault_subcode(soap, code, why, NULL);
}

int __ns1__GetOrderDetails(struct soap *soap, struct _ns1__GetOrderDetails *request, struct _ns1__GetOrderDetailsResponse *response) {
    static enum ns1__CustomerType person = ns1__CustomerType__Person;
    static struct ns1__PaymentAccount account = {
        .BankAccount = "MD58TRGAAA14299801000001",
        .BankCode = "TREZMD2X",
        .BankFiscalCode = "1002600001235",
        .BeneficiaryName = "Agenția „gSOAP” & fiii",
    };
    static struct ns1__OrderLine line = {
        .AmountDue = "120.50",
        .DestinationAccount = &account,
        .LineID = "1",
        .Reason = "Taxă de stat",
    };
    static struct ns1__ArrayOfOrderLine lines = {.__sizeOrderLine = 1, .OrderLine = &line};
    struct ns1__ArrayOfOrderDetails *found = soap_new_ns1__ArrayOfOrderDetails(soap, 1);
    struct ns1__OrderDetails *order = soap_new_ns1__OrderDetails(soap, 1);
    response->GetOrderDetailsResult = found;
    if (request->query == NULL || !is(request->query->ServiceID, SERVICE))
        return refused(soap, "UnknownService", "There is no such service");
    if (!is_order(request->query->OrderKey))
        return SOAP_OK;
    found->__sizeOrderDetails = 1;
    found->OrderDetails = order;
    order->Currency = "MDL";
    order->CustomerID = "2001500023456";
    order->CustomerName = "Popescu Ion";
    order->CustomerType = &person;
    order->Lines = &lines;
    order->OrderKey = request->query->OrderKey;
    order->Reason = "Taxă de stat";
    order->ServiceID = request->query->ServiceID;
    order->Status = is_paid(request->query->OrderKey) ? ns1__OrderStatus__Paid : ns1__OrderStatus__Active;
    order->TotalAmountDue = "120.50";
    return SOAP_OK;
}

int __ns1__ConfirmOrderPayment(struct soap *soap, struct _ns1__ConfirmOrderPayment *request, struct _ns1__ConfirmOrderPaymentResponse *response) {
    struct ns1__PaymentConfirmation *confirmation = request->confirmation;
    struct ns1__PaymentConfirmationLine *line;
    struct ns1__PaymentAccount *account;
    int i;
    (void)response;
    /* Whatever may be nil in the contract may be NULL here. */
    if (confirmation == NULL || !is(confirmation->ServiceID, SERVICE))
        return refused(soap, "UnknownService", "There is no such service");
    if (!is_order(confirmation->OrderKey))
        return refused(soap, "UnknownOrder", "There is no such order");
    if (confirmation->PaymentID == NULL || strlen(confirmation->PaymentID) > 36)
        return refused(soap, "InvalidParameter", "PaymentID has 1 to 36 characters");
    if (confirmation->Lines == NULL || confirmation->Lines->__sizePaymentConfirmationLine != 1)
        return refused(soap, "InvalidParameter", "One line is due");
    line = confirmation->Lines->PaymentConfirmationLine;
    if (!is(confirmation->Currency, "MDL") || !is_due(confirmation->TotalAmount) || !is(line->LineID, "1") || !is_due(line->Amount))
        return refused(soap, "InvalidParameter", "One line of 120.50 MDL is due");
    for (i = 0; i < count; i++)
        if (strcmp(paid[i].payment_id, confirmation->PaymentID) == 0)
            return strcmp(paid[i].order_key, confirmation->OrderKey) == 0
                ? SOAP_OK : refused(soap, "InvalidParameter", "The payment is one of another order");
    if (is_paid(confirmation->OrderKey))
        return refused(soap, "InvoiceAlreadyPaid", "The order is paid");
    if (count == sizeof paid / sizeof paid[0])
        return soap_receiver_fault(soap, "InternalError", NULL);
    snprintf(paid[count].payment_id, sizeof paid[count].payment_id, "%s", confirmation->PaymentID);
    snprintf(paid[count].order_key, sizeof paid[count].order_key, "%s", confirmation->OrderKey);
    count++;
    account = line->DestinationAccount;
    if (account != NULL)
        printf("paid %s %s %s %s %s\n", confirmation->OrderKey, confirmation->PaymentID, confirmation->TotalAmount,
            account->BankAccount, account->BeneficiaryName);
    return SOAP_OK;
}

int main(int argc, char **argv) {
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc != 2 || !soap_valid_socket(soap_bind(soap, "127.0.0.1", atoi(argv[1]), 100))) {
        soap_print_fault(soap, stderr);
        return 1;
    }
    while (soap_valid_socket(soap_accept(soap))) {
        soap_serve(soap);
        soap_destroy(soap);
        soap_end(soap);
    }
    return 0;
}
